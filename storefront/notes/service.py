"""Making a nota crédito: number, row and balance in one transaction, the debt's name held."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nequi_plugin import crash_point
from storefront.audit import record
from storefront.db import AnySession
from storefront.debts.models import Debt
from storefront.debts.reading import debts, payable
from storefront.debts.rules import PESO, askable
from storefront.debts.service import adjust, lock_booking, raise_balance
from storefront.extensions import nequi
from storefront.invoices.models import DocumentSeries
from storefront.money import ZERO, Cents, format_cents
from storefront.notes import freeing
from storefront.notes.models import SERIES, CreditNote
from storefront.numbering import begin, take
from storefront.orders.credit import annulling
from storefront.orders.credit.annulling import Noted
from storefront.receipts.rules import number as numbered


class NotNotable(Exception):
    """The note is impossible as asked.

    ``why`` is "money" (open money names it), "more" (more than is payable, ``cents``), "asked"
    (a live request asks for more than would be left), "moved" (more or less was paid than the
    clerk saw, ``cents`` now) or "known" (that electronic note is here already).
    """

    def __init__(self, why: str, cents: Cents = ZERO) -> None:
        super().__init__(why)
        self.why, self.cents = why, cents


class _Joined(Exception):
    """A payment came between looking and locking."""


@dataclass(frozen=True)
class Wish:
    """What a clerk asks; ``number`` is the electronic note's, empty where ours is to be taken.

    ``paid`` makes it a note of everything, whatever was paid: that much, as the clerk saw it,
    becomes saldo a favor, and ``cents`` is not asked. ``returned``: pieces that had left the
    shop are back.
    """

    invoice_id: int
    cents: Cents
    reason: str
    form_key: str
    number: str = ""
    paid: Cents | None = None
    returned: bool = False


def make(wish: Wish, *, person: str, actor: str) -> str:
    """Take ``wish.cents`` off a document; returns the note's number, the first one's for a
    repeated ``form_key``.

    Where nothing is left, what still asks for the document ends or is asked to be withdrawn;
    an order sold on credit follows (``orders/annulling.py``). Raises NotNotable and
    LookupError; then nothing has changed.
    """
    while True:
        try:
            return _make(wish, person, actor)
        except _Joined:
            continue
        except IntegrityError:  # a note has this number
            if not wish.number:
                raise
            raise NotNotable("known") from None


def whole(s: AnySession, debt: Debt) -> Cents:
    """What a note of everything takes off: what no earlier one did."""
    before = select(func.sum(CreditNote.cents)).filter_by(debt_id=debt.id, voided_at=None)
    return Cents(debt.total_cents - int(s.scalar(before) or 0))


def _make(wish: Wish, person: str, actor: str) -> str:
    with nequi.unit_of_work() as s:
        debt_id = s.scalar(select(Debt.id).filter_by(invoice_id=wish.invoice_id))
        if debt_id is None:
            raise LookupError(f"invoice {wish.invoice_id}")
        name = Debt(id=debt_id).name
        known = freeing.behind(s, debt_id) if wish.paid is not None else set()
        with nequi.hold({name} | freeing.claims(known)) as held:
            twin = s.scalar(select(CreditNote.number).filter_by(form_key=wish.form_key))
            if twin is not None:
                return twin
            debt = debts(s, [debt_id])[debt_id]
            _allowed(s, wish, debt)
            made = _insert(s, wish, debt, person)
            if wish.paid is not None:
                _free(s, made, debt, known)
            raise_balance(s, debt_id, Cents(-made.cents))
            adjust(s, made.number, [debt_id], made.made_at)
            annulling.noted(s, debt_id, Noted(
                made.id, made.number, made.cents, made.made_at, actor, made.reason, wish.returned,
            ))  # fmt: skip
            if not payable(s, [debt_id])[debt_id]:
                held.settled(name)
            told = f"{made.number}: {format_cents(made.cents)}: {made.reason}"
            record(s, actor, "invoice.noted", f"invoice:{wish.invoice_id}", told)
            crash_point("credit-note-uncommitted")
            return made.number


def _free(s: Session, made: CreditNote, debt: Debt, known: set[str]) -> None:
    if not freeing.behind(s, debt.id) <= known:
        raise _Joined
    for message_id in sorted(known):
        lock_booking(s, message_id)
    freeing.free(s, made, debt)


def _allowed(s: Session, wish: Wish, debt: Debt) -> None:
    """All that may refuse, refuses here, with the debt's name held."""
    holder = nequi.holders([debt.name]).get(debt.name)
    if holder is not None and not holder.live:
        raise NotNotable("money")
    if wish.paid is not None:
        now = freeing.paid(s, debt.id)
        if now != wish.paid:
            raise NotNotable("moved", now)
        if whole(s, debt) < PESO:
            raise NotNotable("more")
        return
    most = payable(s, [debt.id])[debt.id]
    if not PESO <= wish.cents <= most:
        raise NotNotable("more", most)
    if holder is not None and askable(Cents(most - wish.cents)):
        raise NotNotable("asked")


def _insert(s: Session, wish: Wish, debt: Debt, person: str) -> CreditNote:
    made = CreditNote(
        number=wish.number, debt_id=debt.id, reason=wish.reason,
        cents=wish.cents if wish.paid is None else whole(s, debt),
        made_by=person, made_at=nequi.now(), form_key=wish.form_key,
    )  # fmt: skip
    if not wish.number:
        begin(s, DocumentSeries(code=SERIES, next=1))
        made.series, made.sequence = SERIES, take(s, DocumentSeries, SERIES)
        made.number = numbered(SERIES, made.sequence)
    s.add(made)
    s.flush()
    return made
