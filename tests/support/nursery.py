"""Processes that are born with the shop's modules imported: a fresh start in a tenth of the time.

``python -m tests.support.nursery`` imports them once, alone and without a thread, and forks a
child for every order it reads. A child is a process of its own with its own session,
environment and log; it runs its module as ``python -m`` would, and dies by ``kill -9`` as well.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import runpy
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy.orm import configure_mappers

from tests.support.compiled import compile_once
from tests.support.waiting import wait_until
from tools.places import ROOT

ALIVE = "alive"


class Born:
    """A child of the nursery, with the part of ``subprocess.Popen`` that a test needs."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery = nursery
        self._code: int | None = None
        self.pid = pid

    def poll(self) -> int | None:
        """Its exit code (a signal's is negative), or None while it lives."""
        if self._code is None:
            told = self._nursery.ask(poll=self.pid)
            self._code = None if told == ALIVE else told
        return self._code

    def wait(self, timeout: float = 15) -> None:
        """Until it has ended; raises ``subprocess.TimeoutExpired``."""
        try:
            wait_until(lambda: self.poll() is not None, timeout)
        except AssertionError as late:
            raise subprocess.TimeoutExpired(str(self.pid), timeout) from late


class Nursery:
    """The process that forks; one question at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.nursery"], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        atexit.register(self._close)

    def ask(self, **order: Any) -> Any:
        """Its one answer, as JSON."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        with self._turn:
            stdin.write(json.dumps(order) + "\n")
            stdin.flush()
            answer = stdout.readline()
        assert answer, "the nursery ended"
        return json.loads(answer)

    def birth(
        self, module: str, env: Mapping[str, str], log: Path, *words: str, out: Path | None = None
    ) -> Born:
        """A process that runs ``module`` with ``words``.

        What it says is added to ``log``; its standard output to ``out``, where one is given.
        """
        order = {"birth": module, "words": words, "env": dict(env), "log": str(log)}
        return Born(self, self.ask(**order, out=str(out or log)))

    def _close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(5)


@cache
def nursery() -> Nursery:
    """This test run's own."""
    return Nursery()


def _serve() -> None:
    """Read orders until the tests are over."""
    compile_once()
    _rehearse()
    gc.collect()
    gc.freeze()  # its children share these pages
    assert threading.active_count() == 1
    for line in sys.stdin:
        order = json.loads(line)
        answer = _poll(order["poll"]) if "poll" in order else _fork(order)
        print(json.dumps(answer), flush=True)


def _rehearse() -> None:
    """Do once what every child would do: import, read the authorities, compile the routes."""
    import storefront.web  # noqa: F401 - the shop's process
    from storefront import create_app

    for command in entry_points(group="flask.commands"):
        command.load()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"STORE_ENV": "test", "STORE_DATA_DIR": folder, "NEQUI_WORKER": "none",
                          "STORE_SECRET_KEY": "k" * 40})
        with app.app_context():
            configure_mappers()


def _poll(pid: int) -> int | str:
    ended, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if ended else ALIVE


def _fork(order: dict[str, Any]) -> int:
    pid = os.fork()
    if pid == 0:
        _live(order)
    return pid


def _live(order: dict[str, Any]) -> NoReturn:
    """The child's whole life; it ends as any other process, its threads waited for."""
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, file in ((1, order["out"]), (2, order["log"])):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), number)
    os.environ.clear()
    os.environ.update(order["env"])
    sys.argv = [order["birth"], *order["words"]]
    os._exit(_lived(order["birth"]))


def _lived(module: str) -> int:
    """Its exit code, once its threads and farewells are over as the interpreter has them.

    What the interpreter would do after that, taking every module apart, takes half a second.
    """
    code: object = 0
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as left:
        code = left.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined] # the interpreter's own first step
    atexit._run_exitfuncs()
    if not isinstance(code, int):
        print(code, file=sys.stderr)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    _serve()
