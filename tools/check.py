"""``dev.py test``: style, types, layers and tests; what the machine lacks is named at the end."""
from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools import install
from tools.environment import command
from tools.places import ROOT, VENV
from tools.words import say

# Most tests wait a lot; whole files in the order of tests/support/order.py, the longest first.
SPREAD = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")
MEMORY = Path("/dev/shm")  # noqa: S108 - only a folder of our own is made in it
ROOM = 3 * 2**30
"""Bytes that the databases, files and browsers of a whole run may take, with much to spare."""


def test(words: list[str]) -> int:
    """Run every check to its end; 1 when any of them failed. ``words`` go to pytest."""
    install.ensure(install.TEST)
    env = environment()
    checks = {
        "ruff": command("-m", "ruff", "check", "."),
        "mypy": command("-m", "mypy"),
        "lint-imports": [str(VENV / "bin" / "lint-imports")],
    }
    # The tests are compiled on the second core meanwhile: every worker would do it for itself.
    compiled = subprocess.Popen(command("-m", "pytest", "--collect-only", *words), cwd=ROOT,
                                env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    failed = [name for name, line in checks.items() if _fails(name, line, env)]
    compiled.wait()  # what it cannot collect is told below
    tests = command("-m", "pytest", "-rs", *(words or SPREAD))  # -rs: left out, and why
    with tempfile.TemporaryDirectory(prefix="store-", dir=temporary(),
                                     ignore_cleanup_errors=True) as folder:
        failed += ["pytest"] if _fails("pytest", tests, {**env, "TMPDIR": folder}) else []
    say(f"dev.py test: failed in {', '.join(failed)}." if failed else "dev.py test: all is well.")
    return 1 if failed else 0


def temporary() -> Path | None:
    """The folder for what tests write: the memory where it has room, else the system's own.

    Hundreds of databases are copied and dropped, which costs ten times as much on a disk.
    """
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy else None


def environment() -> dict[str, str]:
    """This shell's, with ``.venv`` on the path.

    Bytecode is kept even where the shell forbids it, as many containers do: else every worker and
    every process that a test starts compiles the whole project again.
    """
    env = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


def _fails(name: str, line: list[str], env: dict[str, str]) -> bool:
    say(f"== {name}")
    return bool(subprocess.run(line, cwd=ROOT, env=env).returncode)
