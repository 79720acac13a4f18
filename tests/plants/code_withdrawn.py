"""Giving up a code that was shown counts as having withdrawn it."""

from __future__ import annotations

from nequi_plugin import states
from nequi_plugin.service import endings
from nequi_plugin.service.apply import move
from nequi_plugin.states import Event, State
from tests.plants import Put


def plant(put: Put) -> None:
    gone = {**states.QR[State.WAITING], Event.GAVE_UP: State.CANCELLED}
    put(states, "QR", {**states.QR, State.WAITING: gone})
    put(endings, "give_up", lambda desk, s, row, source, keep_next=False: move(
        desk, s, row, Event.GAVE_UP, endings.word(source)))
