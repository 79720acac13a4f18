"""Giving up a code that was shown counts as having withdrawn it."""

from __future__ import annotations

from nequi_plugin import states
from nequi_plugin.service import changing, moving
from nequi_plugin.states import Event, State
from tests.plants import Put


def plant(put: Put) -> None:
    gone = {**states.QR[State.WAITING], Event.GAVE_UP: State.CANCELLED}
    put(states, "QR", {**states.QR, State.WAITING: gone})
    for module in (moving, changing):
        put(module, "give_up", lambda desk, s, row, source, keep_next=False: moving.move(
            desk, s, row, Event.GAVE_UP, moving.word(source)))
