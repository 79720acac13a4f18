"""What a merchant's back office asks of the plugin beside the ten lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.orm import Session

from nequi_plugin import finding, traffic
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

    def traffic(self, message_id: str) -> list[Exchange]:
        """What was said to Nequi about one attempt, redacted, oldest first; kept 90 days."""
        return self._read(lambda s: traffic.exchanges(s, message_id))
