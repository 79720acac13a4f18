"""``dev.py lock``: both requirement locks from pyproject.toml, with hashes and no address."""
from __future__ import annotations

import shutil
import subprocess
import tempfile
import tomllib
from pathlib import Path

from tools.install import RUNTIME, TEST
from tools.places import ROOT
from tools.words import CannotGoOn, say

HEADER = "# Made by: python3 dev.py lock. Whoever changes pyproject's dependencies runs it again.\n"


def wanted() -> dict[str, list[str]]:
    """The requirements that each lock answers, as pyproject names them."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    runtime = [*project["build-system"]["requires"], *project["project"]["dependencies"],
               *groups["store"]]
    return {RUNTIME: runtime, TEST: [*runtime, *groups["test"]]}


def lock(words: list[str]) -> int:
    """Write both; a version already locked stays unless ``--upgrade`` is said."""
    uv = shutil.which("uv")
    if uv is None:
        raise CannotGoOn("lock needs uv: pip install uv")
    for name, requirements in wanted().items():
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "requirements.in"
            source.write_text("\n".join(requirements))
            constraint = ["-c", RUNTIME] if name == TEST else []  # what runs is what is tested
            _compile([uv, "pip", "compile", str(source), *constraint, "-o", name, *words])
        path = ROOT / name
        path.write_text(HEADER + path.read_text("utf-8").removeprefix(HEADER))
        say(f"Wrote {name}.")
    return 0


def _compile(line: list[str]) -> None:
    options = ["--universal", "--generate-hashes", "--python-version", "3.11", "--quiet",
               "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    if subprocess.run([*line, *options], cwd=ROOT, stdout=subprocess.DEVNULL).returncode:
        raise CannotGoOn("uv could not resolve the requirements; its words are above.")
