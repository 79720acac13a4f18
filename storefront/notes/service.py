"""Making a nota crédito: number, row and balance in one transaction, the debt's name held."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nequi_plugin import crash_point
from storefront.audit import record
from storefront.debts.models import Debt
from storefront.debts.reading import debts, payable
from storefront.debts.rules import PESO, askable
from storefront.debts.service import adjust, raise_balance
from storefront.extensions import nequi
from storefront.invoices.models import DocumentSeries
from storefront.money import ZERO, Cents, format_cents
from storefront.notes.models import SERIES, CreditNote
from storefront.numbering import begin, take
from storefront.receipts.rules import number as numbered


class NotNotable(Exception):
    """The note is impossible as asked.

    ``why`` is "order" (the debt is a credit sale's), "money" (open money names it), "more" (more
    than is payable, ``cents``), "asked" (a live request asks for more than would be left) or
    "known" (that electronic note is here already).
    """

    def __init__(self, why: str, cents: Cents = ZERO) -> None:
        super().__init__(why)
        self.why, self.cents = why, cents


@dataclass(frozen=True)
class Wish:
    """What a clerk asks; ``number`` is the electronic note's, empty where ours is to be taken."""

    invoice_id: int
    cents: Cents
    reason: str
    form_key: str
    number: str = ""


def make(wish: Wish, *, person: str, actor: str) -> str:
    """Take ``wish.cents`` off a document; returns the note's number, the first one's for a
    repeated ``form_key``.

    Where nothing is left, what still asks for the document ends or is asked to be withdrawn.
    Raises NotNotable and LookupError; then nothing has changed.
    """
    try:
        return _make(wish, person, actor)
    except IntegrityError:  # a note has this number
        if not wish.number:
            raise
        raise NotNotable("known") from None


def _make(wish: Wish, person: str, actor: str) -> str:
    with nequi.unit_of_work() as s:
        debt_id = s.scalar(select(Debt.id).filter_by(invoice_id=wish.invoice_id))
        if debt_id is None:
            raise LookupError(f"invoice {wish.invoice_id}")
        name = Debt(id=debt_id).name
        with nequi.hold([name]) as held:
            known = s.scalar(select(CreditNote.number).filter_by(form_key=wish.form_key))
            if known is not None:
                return known
            _allowed(s, wish, debts(s, [debt_id])[debt_id])
            made = _insert(s, wish, debt_id, person)
            raise_balance(s, debt_id, Cents(-made.cents))
            adjust(s, made.number, [debt_id], made.made_at)
            if not payable(s, [debt_id])[debt_id]:
                held.settled(name)
            told = f"{made.number}: {format_cents(made.cents)}: {made.reason}"
            record(s, actor, "invoice.noted", f"invoice:{wish.invoice_id}", told)
            crash_point("credit-note-uncommitted")
            return made.number


def _allowed(s: Session, wish: Wish, debt: Debt) -> None:
    """All that may refuse, refuses here, with the debt's name held."""
    if debt.order_id is not None:
        raise NotNotable("order")
    holder = nequi.holders([debt.name]).get(debt.name)
    if holder is not None and not holder.live:
        raise NotNotable("money")
    most = payable(s, [debt.id])[debt.id]
    if not PESO <= wish.cents <= most:
        raise NotNotable("more", most)
    if holder is not None and askable(Cents(most - wish.cents)):
        raise NotNotable("asked")


def _insert(s: Session, wish: Wish, debt_id: int, person: str) -> CreditNote:
    made = CreditNote(
        number=wish.number, debt_id=debt_id, cents=wish.cents, reason=wish.reason,
        made_by=person, made_at=nequi.now(), form_key=wish.form_key,
    )  # fmt: skip
    if not wish.number:
        begin(s, DocumentSeries(code=SERIES, next=1))
        made.series, made.sequence = SERIES, take(s, DocumentSeries, SERIES)
        made.number = numbered(SERIES, made.sequence)
    s.add(made)
    s.flush()
    return made
