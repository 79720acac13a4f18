"""dev.py's commands by name."""
from __future__ import annotations

import os
import subprocess
from collections.abc import Callable

from tools import install
from tools.check import test
from tools.environment import child_environment, command, flask
from tools.lock import lock
from tools.places import ROOT, read_places, settings_of_this_shell
from tools.run import run


def run_flask(words: list[str]) -> int:
    """Any CLI command, in the environment and on the data of ``run``; its output is untouched."""
    install.ensure(install.RUNTIME)
    environ = settings_of_this_shell()
    env = child_environment(read_places(environ), environ)
    os.chdir(ROOT)
    line = flask(*words)
    os.execve(line[0], line, env)  # noqa: S606 - the project's own interpreter, no shell


def bench(words: list[str]) -> int:
    """The table of ``bench/``, or the rows named; the test environment has what it needs."""
    install.ensure(install.TEST)
    return subprocess.run(command("-m", "bench", *words), cwd=ROOT).returncode


def shots(words: list[str]) -> int:
    """Pictures of every page and mail, of a shop that it starts itself."""
    install.ensure(install.TEST)
    return subprocess.run(command("-m", "tests.support.shots", *words), cwd=ROOT).returncode


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "bench": bench,
    "shots": shots,
    "flask": run_flask,
    "lock": lock,
}
