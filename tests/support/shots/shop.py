"""``dev.py run`` on free ports and a data folder of its own, for as long as it is needed."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import free_port
from tests.support.processes import OURS
from tools.places import ROOT


@contextmanager
def running(data: Path, *words: str) -> Iterator[dict[str, object]]:
    """What the run wrote into ``dev.json``; raises RuntimeError when it ends before that."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    data.mkdir(parents=True, exist_ok=True)
    with (data / "run.log").open("wb") as log, subprocess.Popen(
        [sys.executable, str(ROOT / "dev.py"), "run", *words], stdout=subprocess.PIPE, stderr=log,
        env={**bare, "STORE_PORT": str(free_port()), "STORE_DATA_DIR": str(data)},
        text=True, start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            if not any(line.startswith("data ") for line in process.stdout):
                raise RuntimeError((data / "run.log").read_text("utf-8", "replace"))
            yield json.loads((data / "dev.json").read_text("utf-8"))
        finally:
            process.send_signal(signal.SIGTERM)
