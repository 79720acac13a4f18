"""What a host's staff may do about money going back: part of ``Nequi``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import cast

from sqlalchemy.orm import Session

from nequi_plugin import refund_ledger
from nequi_plugin.money import Pesos
from nequi_plugin.refund_ledger import Refund
from nequi_plugin.runtime import Runtime
from nequi_plugin.service import actions
from nequi_plugin.service.refund_asking import Asked
from nequi_plugin.service.refund_decisions import RefundDecided

MOST = 200


class RefundDoor(ABC):
    """Refunds are asked by a named person, sent by a worker, settled by Nequi or a person."""

    @property
    @abstractmethod
    def runtime(self) -> Runtime:
        """The current app's runtime."""

    def refund(
        self,
        message_id: str,
        pesos: Pesos | None = None,
        *,
        person: str,
        reason: str,
        form_key: str,
        account: str = "",
    ) -> Refund:
        """Ask to give a capture back, all that is left of it when ``pesos`` is None.

        The same ``form_key`` asks once. A part, or a payment without a known phone, is
        ``manual`` and needs the buyer's ``account``. Raises Refused (field pesos, reason or
        account).
        """
        asked = Asked(pesos, person, reason, form_key, account)
        return actions.ask_refund(self.runtime.desk, message_id, asked)

    def resolve_refund(
        self,
        reference: str,
        outcome: str,
        *,
        person: str,
        reason: str = "",
        proof_reference: str = "",
        proof: str = "",
        account: str = "",
    ) -> Refund:
        """A person's outcome: cancelled, manual, done or refused. Raises Refused."""
        decided = RefundDecided(outcome, person, reason, proof_reference, proof, account)
        return actions.decide_refund(self.runtime.desk, reference, decided)

    def find_refund(self, reference: str) -> Refund | None:
        """One refund by its own reference."""
        return refund_ledger.find(self._reads(), reference)

    def refunds(self, message_id: str) -> Sequence[Refund]:
        """The refunds of one attempt, oldest first."""
        return refund_ledger.of_payment(self._reads(), message_id)

    def refunds_to_resolve(self) -> Sequence[Refund]:
        """What stands in *Dinero por resolver*, oldest first."""
        return refund_ledger.queued(self._reads(), self.runtime.desk.now(), MOST)

    def _reads(self) -> Session:
        return cast(Session, self.runtime.db.session())
