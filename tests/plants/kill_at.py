"""No guard off, but a process that dies at the crash point named in the file ``TEST_KILL_FILE``.

The file is written once the way to that point begins, and read anew each time.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from nequi_plugin import crash
from tests.plants import Put


def plant(put: Put) -> None:
    order = Path(os.environ["TEST_KILL_FILE"])

    def die(at: str) -> None:
        if order.exists() and order.read_text("utf-8") == at:
            order.unlink()
            os.kill(os.getpid(), signal.SIGKILL)

    crash.plant(die)
