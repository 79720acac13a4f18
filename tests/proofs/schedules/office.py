"""Steps about requests that live and money that came: other ways to pay, and refunds."""

from __future__ import annotations

import random

from nequi_plugin import Pesos, RefundState, State, Way
from nequi_plugin.service import actions
from nequi_plugin.states import LIVE
from tests.proofs.schedules.shop import Shop
from tests.proofs.schedules.whole_book import WholeBook

OPEN = "SELECT message_id FROM nequi_refund WHERE state IN ('asked','unknown','manual','refused')"
REASON = "lo pidió quien compró"
WAYS = ("send_again", "send_to", "scan_instead")


class Office:
    """Draws one of these steps for the explorer and carries it out; raises Refused."""

    def __init__(self, shop: Shop, book: WholeBook, rng: random.Random) -> None:
        self._shop, self._book, self._rng = shop, book, rng
        self._forms = 0

    def scan(self, key: str) -> None:
        """A payer asks for a code."""
        with self._shop.app.app_context():
            self._shop.nequi.pay("bill", key, "", way=Way.QR)

    def change(self, phone: str) -> str:
        """A payer wants the live request again, elsewhere, or as a code; gives which."""
        with self._shop.app.app_context():
            live = self._shop.nequi.payments(states=list(LIVE))
        if not live:
            return "nothing"
        mid, how = self._rng.choice(live).message_id, self._rng.choice(WAYS)
        words = (phone,) if how == "send_to" else ()
        getattr(actions, how)(self._shop.desk, mid, *words)
        return how

    def refund(self) -> None:
        """A person asks for all or a part to go back, now and then by pressing twice."""
        rng, nequi = self._rng, self._shop.nequi
        with self._shop.app.app_context():
            paid = nequi.payments(states=[State.APPROVED, State.REVIEW])
            if not paid:
                return
            payment = rng.choice(paid)
            part = Pesos(rng.randint(1, int(payment.captured or 1)))
            self._forms += rng.random() < 0.8
            nequi.refund(
                payment.message_id, part if rng.random() < 0.4 else None, person="Ana",
                reason=REASON, form_key=f"form {self._forms}", account="@quien compró")

    def decide(self) -> str:
        """A person's word on a refund, true to what stands at Nequi; gives the word."""
        known = [row[0] for row in self._shop.reader.execute(OPEN)]
        if not known:
            return "nothing"
        nequi = self._shop.nequi
        with self._shop.app.app_context():
            refund = nequi.find_refund(self._rng.choice(known))
            assert refund is not None
            outcome = self._true(refund.state, refund.message_id)
            nequi.resolve_refund(
                refund.reference, outcome, person="Ana", reason=REASON, account="@quien compró",
                proof_reference="M7", proof="visto en Nequi")
        if outcome == "done" and refund.by_hand:
            self._book.handed[refund.message_id] += int(refund.pesos)
        return outcome

    def _true(self, state: RefundState, mid: str) -> str:
        if state is RefundState.ASKED:
            return "cancelled"
        if state is RefundState.REFUSED:
            return "manual"
        back = self._book.requests[mid].state == "reversed"
        if state is RefundState.UNKNOWN:
            return "done" if back else "refused"
        return "refused" if back else self._rng.choice(("done", "done", "refused"))
