"""``python3 dev.py run`` as a newcomer meets it: started, clicked, stopped."""
from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.support.ports import free_port
from tests.support.processes import OURS
from tools.places import ROOT


@dataclass
class Run:
    """A running dev.py, what it printed and what it wrote."""

    process: subprocess.Popen[str]
    printed: list[str]
    told: list[str]
    found: dict[str, Any]
    port: int


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    data, port = tmp_path_factory.mktemp("run"), free_port()
    with start(data, port) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        told: list[str] = []
        reader = threading.Thread(target=told.extend, args=(process.stderr,), daemon=True)
        reader.start()
        printed = list(until_data_line(process.stdout))
        assert printed, "".join(told)
        yield Run(process, printed, told, json.loads((data / "dev.json").read_text()), port)
        process.kill()


def start(data: Path, port: int) -> subprocess.Popen[str]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.Popen(
        [sys.executable, str(ROOT / "dev.py"), "run"], text=True, cwd="/",
        env={**bare, "STORE_PORT": str(port), "STORE_DATA_DIR": str(data)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def until_data_line(lines: Any) -> Iterator[str]:
    """The listing, whose last line names the data folder."""
    for line in lines:
        yield line
        if line.startswith("data "):
            return


def test_it_prints_where_to_click_and_writes_the_same(run: Run) -> None:
    text = "".join(run.printed)
    for name in ("store", "office", "phone", "mailbox", "data"):
        assert run.found[name] in text
    for login in run.found["logins"].values():
        assert login["email"] in text
        assert login["password"] in text
    assert set(run.found["logins"]) == {"owner", "clerk"}


@pytest.mark.parametrize("name", ["store", "office", "phone", "mailbox"])
def test_each_address_answers(run: Run, name: str) -> None:
    assert requests.get(run.found[name], timeout=30).status_code == 200


def test_a_cli_command_meets_the_same_shop(run: Run) -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    done = subprocess.run(
        [sys.executable, str(ROOT / "dev.py"), "flask", "store", "customers", "--json"], cwd="/",
        env={**bare, "STORE_PORT": str(run.port), "STORE_DATA_DIR": run.found["data"]},
        capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert "Compañía SAS" in {row["name"] for row in json.loads(done.stdout)}


def test_sigterm_ends_it_and_all_it_started(run: Run) -> None:
    """Last in this file: the run is over after it."""
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(timeout=15) == 0
    for port in range(run.port, run.port + 4):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0, f"somebody still answers on {port}"
