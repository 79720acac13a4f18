"""Courtesy after the commit: nothing that must happen hangs on these (blinker signals).

Each is sent as ``signal.send(app, payment=Payment)``. A receiver that raises is logged and
stops nobody else. Receivers are held weakly: define them at module level.
"""

from __future__ import annotations

import logging
from typing import Any

from blinker import Signal

from nequi_plugin.snapshots import Payment

log = logging.getLogger("nequi")

payment_changed = Signal("An attempt changed its state; ``payment`` is how it stands now.")
payment_approved = Signal("Money was captured and applied or queued.")
payment_ended = Signal("An attempt ended without money.")
payment_reversed = Signal("The whole capture went back to the payer.")


def send_each(signal: Signal, app: Any, payment: Payment) -> None:
    """Call every receiver by itself, so that one failing does not silence the others."""
    for receiver in signal.receivers_for(app):
        try:
            receiver(app, payment=payment)
        except Exception:
            log.exception("a receiver of a payment signal failed")
