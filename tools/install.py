"""The environment in ``.venv``: made once, brought up to date when a lock or pyproject changes."""
from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import subprocess
import sys

from tools.places import PYTHON, ROOT, VENV
from tools.words import CannotGoOn, say

RUNTIME = "requirements.lock"
TEST = "requirements-test.lock"
STAMP = VENV / "installed.json"


def ensure(lock: str) -> None:
    """Install ``lock`` and the project; returns in milliseconds when nothing changed.

    The test lock holds the runtime one, so an environment made for tests also serves a run.
    Raises CannotGoOn without a venv module or when pip fails.
    """
    _ensure_venv()
    done, wanted = _stamp(), _wanted(lock)
    if wanted.items() <= done.items():
        return
    if done.get(lock) != wanted[lock]:
        say(f"Installing {lock} into {VENV.relative_to(ROOT)} (only after a change)...")
        _pip("install", "--require-hashes", "--no-deps", "-r", lock)
    _pip("install", "--no-deps", "--no-build-isolation", "-e", ".")
    STAMP.write_text(json.dumps({**done, **wanted}))


def _wanted(lock: str) -> dict[str, str]:
    """Digests of what decides the environment. A test install counts for the runtime lock too."""
    names = [lock, "pyproject.toml"] + ([RUNTIME] if lock == TEST else [])
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in names}


def _stamp() -> dict[str, str]:
    try:
        found = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): str(digest) for name, digest in found.items()}


def _ensure_venv() -> None:
    if STAMP.exists() and PYTHON.exists():
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise CannotGoOn("this Python has no venv module; on Debian and Ubuntu: "
                         f"sudo apt install python{version}-venv")
    # Who stands in .venv already runs its Python, which goes with it: make it anew from below.
    python = str(getattr(sys, "_base_executable", sys.executable))
    say(f"Making {VENV.relative_to(ROOT)} with {python}...")
    shutil.rmtree(VENV, ignore_errors=True)  # half of an earlier try
    if subprocess.run([python, "-m", "venv", str(VENV)], stdout=sys.stderr).returncode:
        raise CannotGoOn(f"could not make {VENV}; what Python said is above.")


def _pip(*words: str) -> None:
    line = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-qq", *words]
    if subprocess.run(line, cwd=ROOT, stdout=sys.stderr).returncode:
        raise CannotGoOn("pip could not install the project; its words are above. "
                         "A first start needs the network.")
