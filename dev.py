#!/usr/bin/env python3
"""The project's two commands and their helpers; needs nothing but Python 3.11 and git.

    python3 dev.py run [--no-demo] [--simulator-apart]  the shop and all that it needs
    python3 dev.py test [pytest arguments]              every check that this machine allows
    python3 dev.py bench [row ...]                      ratios against ceilings, about three minutes
    python3 dev.py shots [--out FOLDER] [--only SCENE ...]   pictures of every page and mail
    python3 dev.py flask ARGUMENTS                      any CLI command, same environment and data
    python3 dev.py lock                                 make both requirement locks anew (needs uv)

With --simulator-apart the local Nequi is yours to start: python3 dev.py flask nequi simulator
"""
from __future__ import annotations

import sys


def main(argv: list[str]) -> int:
    """Run one command; 0 when it went well, 1 after a sentence on standard error."""
    from tools import commands
    from tools.words import CannotGoOn, say

    command = commands.COMMANDS.get(argv[0]) if argv else None
    if command is None:
        say(__doc__)
        return 0 if argv[:1] in (["-h"], ["--help"]) else 2
    try:
        return command(argv[1:])
    except CannotGoOn as reason:
        say(f"dev.py: {reason}")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one must be told so
        sys.exit(f"dev.py: needs Python 3.11; {sys.executable} is {sys.version.split()[0]}.")
    sys.exit(main(sys.argv[1:]))
