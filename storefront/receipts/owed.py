"""What a customer still owes after a payment, as papers and mails say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from storefront.dates import short_date
from storefront.db import db
from storefront.money import ZERO, Cents
from storefront.statements.reading import account
from storefront.statements.rules import OpenItem


@dataclass(frozen=True)
class Owed:
    """The open documents of a customer at one moment."""

    items: tuple[OpenItem, ...] = ()

    @property
    def cents(self) -> Cents:
        """Their sum."""
        return Cents(sum(item.payable for item in self.items))

    @property
    def which(self) -> str:
        """``, de la FE-1059 que vence el 16 dic 2026.``; follows the sum."""
        return _which(self.items)

    def left(self, debt_id: int) -> Cents:
        """What one document still owes."""
        return next((item.payable for item in self.items if item.debt_id == debt_id), ZERO)

    def without(self, debt_ids: set[int]) -> Owed:
        """The other documents."""
        return Owed(tuple(item for item in self.items if item.debt_id not in debt_ids))


def owed_at(customer_id: int | None, at: datetime) -> Owed:
    """What the statement of that moment says; nothing for somebody without an account.

    Later payments do not change it, so a paper says the same however often it is made.
    """
    seen = account(db.session, customer_id, at=at) if customer_id is not None else None
    return Owed(seen.statement.items) if seen else Owed()


def _which(items: Sequence[OpenItem]) -> str:
    if not items:
        return ""
    first = items[0]
    day = short_date(first.due_on)
    if any(item.own for item in items):
        words = _which_documents(items)
    elif len(items) > 1:
        words = ngettext(
            ", de %(num)s factura.", ", de %(num)s facturas; la primera es la %(number)s.",
            len(items), number=first.number,
        )  # fmt: skip
    elif first.days_overdue > 0:
        words = _(", de la %(number)s que venció el %(day)s.", number=first.number, day=day)
    else:
        words = _(", de la %(number)s que vence el %(day)s.", number=first.number, day=day)
    return str(words)


def _which_documents(items: Sequence[OpenItem]) -> str:
    """The same where a documento de cobro is among them: that is no factura."""
    first = items[0]
    if len(items) > 1:
        return str(ngettext(
            ", de %(num)s documento.", ", de %(num)s documentos; el primero es %(number)s.",
            len(items), number=first.number,
        ))  # fmt: skip
    day = short_date(first.due_on)
    if first.days_overdue > 0:
        return str(_(", del documento %(number)s que venció el %(day)s.",
                     number=first.number, day=day))  # fmt: skip
    return str(_(", del documento %(number)s que vence el %(day)s.", number=first.number, day=day))
