"""Asking Nequi to withdraw a request counts as having withdrawn it."""

from __future__ import annotations

from nequi_plugin.service import changing, moving
from nequi_plugin.states import Event
from tests.plants import Put, put_transitions


def plant(put: Put) -> None:
    gone = {"gave_up": "cancelled"}
    put_transitions(put, {"sending": gone, "waiting": gone, "unknown": gone})
    for module in (moving, changing):
        put(module, "give_up", lambda desk, s, row, source, keep_next=False: moving.move(
            desk, s, row, Event.GAVE_UP, moving.word(source)))
