"""How dev.py speaks: on standard error, so that standard output stays a command's own."""
from __future__ import annotations

import sys


class CannotGoOn(Exception):
    """One sentence for the person at the terminal: what is missing and what to do."""


def say(text: str) -> None:
    """Print a line for people, at once."""
    print(text, file=sys.stderr, flush=True)
