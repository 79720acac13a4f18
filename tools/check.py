"""``dev.py test``: style, types, layers and tests; what the machine lacks is named at the end."""
from __future__ import annotations

import os
import subprocess

from tools import install
from tools.environment import command
from tools.places import ROOT, VENV
from tools.words import say

# Most tests wait a lot; whole files in the order of tests/support/order.py, the longest first.
SPREAD = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")


def test(words: list[str]) -> int:
    """Run every check to its end; 1 when any of them failed. ``words`` go to pytest."""
    install.ensure(install.TEST)
    env = {**os.environ, "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    checks = {
        "ruff": command("-m", "ruff", "check", "."),
        "mypy": command("-m", "mypy"),
        "lint-imports": [str(VENV / "bin" / "lint-imports")],
        "pytest": command("-m", "pytest", "-rs", *(words or SPREAD)),  # -rs: left out, and why
    }
    failed = []
    for name, line in checks.items():
        say(f"== {name}")
        if subprocess.run(line, cwd=ROOT, env=env).returncode:
            failed.append(name)
    say(f"dev.py test: failed in {', '.join(failed)}." if failed else "dev.py test: all is well.")
    return 1 if failed else 0
