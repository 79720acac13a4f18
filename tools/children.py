"""Child processes: started together, watched together, stopped together."""
from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Mapping

from tools.places import ROOT
from tools.words import CannotGoOn, say

LAST_LINES = 25
PATIENCE = 10.0  # seconds for an orderly end; with the kill after it well below the promised 15
PR_SET_PDEATHSIG = 1


class Child:
    """One server process; its lines go to standard error under its name, the last are kept."""

    def __init__(self, name: str, line: list[str], env: Mapping[str, str]) -> None:
        self.name = name
        self.lines: deque[str] = deque(maxlen=LAST_LINES)
        self.process = subprocess.Popen(
            line, cwd=ROOT, env=dict(env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None  # noqa: S101 - opened as a pipe above
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            say(f"{self.name:>9} | {line.rstrip()}")

    def raise_if_dead(self) -> None:
        """Raises CannotGoOn with the exit code and the last lines of a child that ended."""
        code = self.process.poll()
        if code is None:
            return
        self._reader.join(timeout=1)
        last = "\n".join(f"    {line}" for line in self.lines) or "    (it said nothing)"
        raise CannotGoOn(f"{self.name} ended with code {code}, so everything stops. "
                         f"Its last lines:\n{last}")


class Children:
    """All of them, as a context manager that leaves nothing running behind."""

    def __init__(self) -> None:
        self.all: list[Child] = []

    def __enter__(self) -> Children:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, name: str, line: list[str], env: Mapping[str, str]) -> None:
        """Start one more; it ends with the others."""
        self.all.append(Child(name, line, env))

    def check(self) -> None:
        """Raises CannotGoOn for the first child that ended."""
        for child in self.all:
            child.raise_if_dead()

    def watch(self) -> None:
        """Return never: only a child's death or a signal ends it."""
        while True:
            self.check()
            time.sleep(0.2)  # waitid would tell of a death, but Python has it on no Mac before 3.13

    def stop(self) -> None:
        """Ask all to end, then make them."""
        alive = [child.process for child in reversed(self.all) if child.process.poll() is None]
        for process in alive:
            process.terminate()
        until = time.monotonic() + PATIENCE
        for process in alive:
            try:
                process.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_for(address: str, check: Callable[[], None], seconds: float = 45) -> None:
    """Poll ``address`` until it answers 200; raises CannotGoOn with its last answer otherwise."""
    until, answer = time.monotonic() + seconds, "nothing yet"
    while time.monotonic() < until:
        check()
        try:
            with urllib.request.urlopen(address, timeout=5) as reply:  # noqa: S310 - our own http
                if reply.status == 200:
                    return
        except urllib.error.HTTPError as error:
            answer = f"{error.code} {error.read(500).decode('utf-8', 'replace')}"
        except OSError as error:
            answer = str(error)
        time.sleep(0.1)  # a port that is not open yet cannot be waited for, only asked again
    raise CannotGoOn(f"{address} was not ready after {seconds:.0f} s; it answered: {answer}")


def stop_on_sigterm() -> None:
    """SIGTERM and a closed terminal end the program as Ctrl-C does."""
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def _die_with_parent() -> None:
    """Linux only: no child outlives a dev.py that was killed, or the next start finds its ports."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
