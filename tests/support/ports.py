"""Ports that nobody else takes before our process listens there, nor while it is dead for a moment.

The kernel gives its own choices, clients' too, from a range that begins higher. Other workers
and other runs on this machine are kept away by a lock that lasts as long as this process.
"""
from __future__ import annotations

import fcntl
import os
import secrets
import socket
import tempfile
from functools import cache
from pathlib import Path

FIRST, BLOCKS, NEIGHBOURS = 10_000, 5_000, 4
_taken: set[int] = set()


def free_port() -> int:
    """The first of four neighbours that are ours from now on; AssertionError when all are taken."""
    begin = secrets.randbelow(BLOCKS)
    for number in range(BLOCKS):
        block = (begin + number) % BLOCKS
        port = FIRST + block * NEIGHBOURS
        if block not in _taken and _locked(block) and _all_free(port):
            return port
    raise AssertionError("every port is taken")


def _locked(block: int) -> bool:
    """One byte of the file belongs to each block; a process that ends lets go of its own."""
    try:
        fcntl.lockf(_locks(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, block)
    except OSError:
        return False
    _taken.add(block)
    return True


@cache
def _locks() -> int:
    file = Path(tempfile.gettempdir()) / f"test-ports-{os.getuid()}"
    return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)


def _all_free(first: int) -> bool:
    try:
        for port in range(first, first + NEIGHBOURS):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True
