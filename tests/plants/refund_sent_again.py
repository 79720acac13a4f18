"""A refund whose reply was lost is simply sent once more."""

from __future__ import annotations

from nequi_plugin import refund_states
from nequi_plugin.refund_states import RefundEvent, RefundState
from tests.plants import Put


def plant(put: Put) -> None:
    again = {RefundEvent.UNCLEAR: RefundState.ASKED, RefundEvent.WORKER_DIED: RefundState.ASKED}
    table = refund_states.TABLE
    sending = {**table[RefundState.SENDING], **again}
    put(refund_states, "TABLE", {**table, RefundState.SENDING: sending})
