"""Asking Nequi to withdraw a request counts as having withdrawn it."""

from __future__ import annotations

from nequi_plugin.service import endings
from nequi_plugin.service.apply import move
from nequi_plugin.states import Event
from tests.plants import Put, put_transitions


def plant(put: Put) -> None:
    gone = {"gave_up": "cancelled"}
    put_transitions(put, {"sending": gone, "waiting": gone, "unknown": gone})
    put(endings, "give_up", lambda desk, s, row, source, keep_next=False: move(
        desk, s, row, Event.GAVE_UP, endings.word(source)))
