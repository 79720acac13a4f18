"""The store as its users run it: real processes, which a test may kill and start again."""
from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.support.nursery import Born, nursery
from tests.support.waiting import wait_until
from tools.environment import child_environment
from tools.places import Places

SECRET = "a-secret-for-tests-only-of-more-than-32-letters"
OURS = ("STORE_", "NEQUI_", "MAIL_", "FLASK_", "TEST_")


def store_environment(data: Path, port: int, **settings: str) -> dict[str, str]:
    """What ``dev.py run`` would give a child, with ``settings`` over it."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    env = child_environment(Places(data, "127.0.0.1", port, "127.0.0.1"),
                            {**bare, "STORE_SECRET_KEY": SECRET})
    return {**env, "PATH": bare.get("PATH", os.defpath), **settings}


def run_flask(env: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """One CLI command to its end, whatever its exit code; a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        out, log = Path(folder, "out"), Path(folder, "log")
        child = nursery().birth("flask", env, log, "--app", "storefront", *words, out=out)
        child.wait(60)
        return subprocess.CompletedProcess(
            words, child.poll() or 0, out.read_text("utf-8"), log.read_text("utf-8"))


class StoreProcess:
    """``storefront.web``'s process on its own port; a context manager."""

    def __init__(self, env: Mapping[str, str], log: Path, module: str = "storefront.web") -> None:
        self.env = dict(env)
        self.port = int(env["STORE_PORT"])
        self.url = f"http://127.0.0.1:{self.port}"
        self.data = Path(env["STORE_DATA_DIR"])
        self.log = log
        self._module = module
        self._process: Born | None = None

    def start(self, seconds: float = 30) -> StoreProcess:
        """Start and wait for ``/healthz``; AssertionError with the log if it ends or stays away."""
        self._process = nursery().birth(self._module, self.env, self.log)
        try:
            wait_until(self._ready, seconds)
        except AssertionError as late:
            self.kill()
            raise AssertionError(f"the store did not get ready\n{self.said()}") from late
        return self

    def _ready(self) -> bool:
        assert self._process is not None
        code = self._process.poll()
        assert code is None, f"ended with code {code}"
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=30) as answer:  # noqa: S310 - our own http
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def kill(self) -> None:
        """``kill -9`` of the process and all it started: no word of farewell."""
        self._end(signal.SIGKILL)

    @property
    def pid(self) -> int:
        """Its process; AssertionError unless it was started."""
        assert self._process is not None
        return self._process.pid

    def ended(self) -> bool:
        """Whether it is gone, by whatever hand."""
        return self._process is None or self._process.poll() is not None

    def stop(self) -> None:
        """SIGTERM, as a server's manager does it."""
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        if self._process.poll() is None:
            os.killpg(self._process.pid, number)
        try:
            self._process.wait()
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            raise AssertionError(f"the store did not end within 15 s\n{self.said()}") from None
        self._process = None

    def flask(self, *words: str) -> str:
        """Standard output of a CLI command beside it; AssertionError unless it went well."""
        done = run_flask(self.env, *words)
        assert done.returncode == 0, f"flask {' '.join(words)}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def json(self, *words: str) -> Any:
        """The one JSON document of a CLI command with ``--json``."""
        return json.loads(self.flask(*words, "--json"))

    def logins(self) -> dict[str, dict[str, str]]:
        """The demo's owner and clerk: ``{"owner": {"email": …, "password": …}, …}``."""
        found: dict[str, dict[str, str]] = json.loads(
            (self.data / "demo-logins.json").read_text("utf-8"))
        return found

    def said(self) -> str:
        """The last of its log."""
        return self.log.read_text("utf-8", "replace")[-8000:] if self.log.exists() else ""

    def __enter__(self) -> StoreProcess:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
