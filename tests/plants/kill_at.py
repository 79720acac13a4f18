"""No guard off, but a process that dies at the crash point named in ``TEST_KILL_AT``."""

from __future__ import annotations

import os
import signal

from nequi_plugin import crash
from tests.plants import Put


def plant(put: Put) -> None:
    name = os.environ["TEST_KILL_AT"]

    def die(at: str) -> None:
        if at == name:
            os.kill(os.getpid(), signal.SIGKILL)

    crash.plant(die)
