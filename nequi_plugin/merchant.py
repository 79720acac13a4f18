"""What a merchant's back office asks of the plugin beside the ten lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.orm import Session

from nequi_plugin import finding, traffic
from nequi_plugin.money import Pesos
from nequi_plugin.reconcile import piles
from nequi_plugin.reconcile.piles import Piles
from nequi_plugin.service.actions import Decided
from nequi_plugin.service.adopt import give_key
from nequi_plugin.snapshots import Payment
from nequi_plugin.traffic import Exchange

if TYPE_CHECKING:
    from nequi_plugin.runtime import Runtime

T = TypeVar("T")


class MerchantDoors:
    """Mixed into ``Nequi``, which knows the current app's runtime."""

    if TYPE_CHECKING:

        @property
        def runtime(self) -> Runtime: ...

        def _read(self, function: Callable[[Session], T]) -> T: ...

    def find_payments(
        self, text: str, *, before: int | None = None, limit: int = 50
    ) -> list[Payment]:
        """*¿Ya llegó?*: attempts by amount, time, last digits of the phone, our code or
        Nequi's reference; newest first, paged by ``before`` (the last id seen)."""
        wanted = finding.asked(text, self.runtime.desk.now())
        return self._read(lambda s: finding.find(s, wanted, before=before, limit=limit))

    def sort_report(self, data: bytes) -> Piles:
        """A dropped JSON report in three piles, its news applied; raises Refused."""
        return piles.of_file(self.runtime.desk, data)

    def fetch_report(self, start: date, end: date) -> Piles:
        """The same of Nequi's own report of these Bogota days; only from a job.

        Raises GatewayUnavailable, CodeRefused or Refused.
        """
        return piles.of_days(self.runtime.desk, start, end)

    def give_key(
        self,
        message_id: str,
        kind: str,
        key: str,
        *,
        person: str,
        reason: str,
        value: Pesos,
        reference: str,
    ) -> None:
        """What an attempt without a key pays, on a person's word: it is approved and booked.

        Raises Refused or UnknownPayable.
        """
        decided = Decided("approved", person, reason, value, reference)
        give_key(self.runtime.desk, message_id, kind, key, decided)

    def last_answer(self) -> datetime | None:
        """When Nequi last answered about a payment (aware UTC), for "is it alive?"."""
        return self._read(traffic.last_answer)

    def traffic(self, message_id: str) -> list[Exchange]:
        """What was said to Nequi about one attempt, redacted, oldest first; kept 90 days."""
        return self._read(lambda s: traffic.exchanges(s, message_id))
