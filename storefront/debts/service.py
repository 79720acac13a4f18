"""Changes of debts. Every caller is in a unit of work and holds the debts' names:
the plugin's callbacks do so already, everyone else wraps the change in ``nequi.hold``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, or_, select, update

from nequi_plugin import Payment
from storefront.customers.models import Customer
from storefront.db import AnySession
from storefront.debts import rules
from storefront.debts.leftover import why_left, why_not_withheld
from storefront.debts.models import Adjustment, Allocation, Booking, Credit, Debt
from storefront.debts.reading import debts, payable, withheld_debts
from storefront.debts.withheld import columns
from storefront.debts.withholding import NOTHING, Withheld
from storefront.extensions import nequi
from storefront.money import Cents, cents
from storefront.receipts.models import Receipt

Shares = Sequence[tuple[int, Cents]]
Kept = Mapping[int, Withheld]


def new_debt(
    s: AnySession,
    *,
    kind: str,
    total_cents: Cents,
    label: str,
    customer_id: int | None = None,
    invoice_id: int | None = None,
    order_id: int | None = None,
    payer: tuple[str, str, str] = ("", "", ""),
) -> int:
    """Add a debt and return its id; it is part of the transaction that made its document.

    ``kind`` is "invoice", "order" or "charge"; ``payer`` is (name, document, e-mail) of
    somebody without a customer row. Raises ValueError for a total below one peso.
    """
    if total_cents < rules.PESO:
        raise ValueError("a debt is at least one peso")
    name, document, email = payer
    debt = Debt(
        kind=kind, label=label, customer_id=customer_id, invoice_id=invoice_id, order_id=order_id,
        payer_name=name, payer_document=document, payer_email=email,
        total_cents=total_cents, balance_cents=total_cents, created_at=nequi.now(),
    )  # fmt: skip
    s.add(debt)
    s.flush()
    return debt.id


def approve(
    s: AnySession,
    payment: Payment,
    shares: Shares,
    *,
    customer_id: int | None = None,
    kept: Kept | None = None,
) -> str | None:
    """Book an approved payment: allocations, the rest to saldo a favor, peso adjustments.

    ``shares`` are (debt id, frozen centavos) in the frozen order. Booking the same payment
    twice changes nothing. ``customer_id`` is whose money it is where ``shares`` are empty: all
    of it is her saldo a favor. ``kept`` are the retentions that the payer declared, per debt.
    Returns the sentence for *Dinero por resolver* when money was left or a retention was not
    borne.
    """
    booking = s.scalar(select(Booking).where(Booking.message_id == payment.message_id))
    if booking is not None and booking.reversed_at is None:
        return None
    at = payment.approved_at or nequi.now()
    owed = payable(s, [debt_id for debt_id, _cents in shares])
    frozen = [rules.Share(debt_id, part) for debt_id, part in shares]
    split = rules.allocate(frozen, owed, cents(payment.net))
    _book(s, payment, booking, [debt_id for debt_id, _cents in shares], at, customer_id)
    borne = _borne(s, split.shares, owed, kept or {})
    s.add_all(_given(payment, share, at, borne) for share in split.shares)
    s.flush()
    adjust(s, payment.message_id, [share.debt_id for share in split.shares], at)
    ids = [debt_id for debt_id, _cents in shares]
    refused = why_not_withheld(sum(bool(one) for one in (kept or {}).values()) - len(borne))
    if not split.credit:
        return refused
    asked = Cents(sum(share.cents for share in frozen))
    sentence = why_left(asked, cents(payment.net), split.credit)
    _keep_credit(s, payment, ids, split.credit, customer_id, sentence)
    told = " ".join(filter(None, (sentence, refused)))
    return told if ids else None  # a person said so where there are none


def _given(
    payment: Payment, share: rules.Share, at: datetime, borne: Mapping[int, Withheld]
) -> Allocation:
    """What a payment gave one debt, with the retention that the debt bore."""
    return Allocation(
        payment_id=payment.id, message_id=payment.message_id, debt_id=share.debt_id,
        cents=share.cents, approved_at=at, **columns(borne.get(share.debt_id, NOTHING)),
    )  # fmt: skip


def _borne(
    s: AnySession, shares: Sequence[rules.Share], owed: Mapping[int, Cents], kept: Kept
) -> dict[int, Withheld]:
    """The retentions that their debts still bear; a document has one at most."""
    before = withheld_debts(s, kept)
    borne = {
        share.debt_id: rules.bears(owed[share.debt_id], share.cents, kept[share.debt_id])
        for share in shares
        if share.debt_id in kept and share.debt_id not in before
    }
    return {debt_id: one for debt_id, one in borne.items() if one}


def give_up(s: AnySession, debt_id: int) -> Cents:
    """The merchant asks nobody for the rest of this debt any more (a cancelled order).

    Takes the lock itself, in the caller's unit of work. What is payable leaves the total and
    the balance; requests that still ask for it end, or are asked to be withdrawn. Money that
    Nequi captures all the same becomes saldo a favor. Returns the centavos given up.
    """
    name = Debt(id=debt_id).name
    with nequi.hold([name]) as held:
        rest = payable(s, [debt_id])[debt_id]
        s.execute(
            update(Debt)
            .where(Debt.id == debt_id)
            .values(total_cents=Debt.total_cents - rest, balance_cents=Debt.balance_cents - rest)
        )
        held.settled(name)
    return rest


def take_back(s: AnySession, payment: Payment) -> None:
    """Undo ``approve``: the debts are payable again and a receipt of it is voided.

    Balances that the receipt had lowered rise again by the same centavos; the voided
    receipt keeps its number.
    """
    mine = {"message_id": payment.message_id, "taken_back_at": None}
    now = nequi.now()
    lock_booking(s, payment.message_id)
    reason = _("El pago se devolvió.") if payment.refunded else _("El pago no había llegado.")
    for allocation in s.scalars(select(Allocation).filter_by(**mine)):
        allocation.taken_back_at = now
        if allocation.receipt_id is not None:
            raise_balance(s, allocation.debt_id, allocation.lowers)
    for adjustment in s.scalars(select(Adjustment).filter_by(**mine)):
        adjustment.taken_back_at = now
        raise_balance(s, adjustment.debt_id, adjustment.cents)
    for credit in s.scalars(select(Credit).filter_by(**mine)):
        credit.taken_back_at = now
    s.execute(
        update(Booking)
        .where(Booking.message_id == payment.message_id)
        .values(reversed_at=now, receipt_id=None)
    )
    s.execute(
        update(Receipt)
        .where(Receipt.message_id == payment.message_id, Receipt.voided_at.is_(None))
        .values(voided_at=now, void_reason=reason)
    )


def reallocate(
    s: AnySession,
    payment: Payment,
    shares: Shares,
    *,
    customer_id: int | None = None,
    kept: Kept | None = None,
) -> str | None:
    """Book again what a later answer changed (money.md: *on_changed*); a receipted payment
    keeps its receipt, and a person decides in *Dinero por resolver*."""
    booking = lock_booking(s, payment.message_id)
    if booking is None or booking.reversed_at is not None or booking.receipt_id is not None:
        return None
    if booking.cents == cents(payment.net):
        return None
    _forget(s, booking)
    return approve(s, payment, shares, customer_id=customer_id, kept=kept)


_MOVES = (
    (Allocation, (Allocation.use_id, Allocation.note_id, Allocation.again_id)),
    (Adjustment, (Adjustment.note_id,)),
    (Credit, (Credit.spent_id, Credit.restored_id, Credit.note_id)),
)


def _forget(s: AnySession, booking: Booking) -> None:
    """Drop what a first answer booked: it was never true, so no movement shows it."""
    mine = {"message_id": booking.message_id, "taken_back_at": None}
    for adjustment in s.scalars(select(Adjustment).filter_by(**mine)):
        raise_balance(s, adjustment.debt_id, adjustment.cents)
    for model in (Allocation, Adjustment, Credit):
        s.execute(delete(model).filter_by(**mine))
    of = {"message_id": booking.message_id}  # what moved it, live or not, moved what never was
    for model, moves in _MOVES:
        s.execute(delete(model).filter_by(**of).where(or_(*(by.is_not(None) for by in moves))))
    booking.reversed_at = nequi.now()
    s.flush()


def booked(s: AnySession, payment: Payment) -> Cents:
    """What this payment is booked with now."""
    query = select(Booking.cents).filter_by(message_id=payment.message_id, reversed_at=None)
    return s.scalar(query) or Cents(0)


def _book(
    s: AnySession,
    payment: Payment,
    booking: Booking | None,
    ids: list[int],
    at: datetime,
    owner: int | None,
) -> None:
    """Write the payment's header: who paid what, as lists and mails name it."""
    rows = debts(s, ids)
    first = rows[ids[0]] if ids else None
    customer_id, name, document = _payer(s, first, owner)
    if booking is None:
        booking = Booking(message_id=payment.message_id, payment_id=payment.id)
    booking.kind, booking.key = payment.kind, payment.key
    booking.reversed_at = None
    booking.approved_at = at
    booking.cents = cents(payment.net)
    booking.customer_id, booking.payer_name, booking.payer_document = customer_id, name, document
    booking.label = ", ".join(rows[debt_id].label for debt_id in ids)[:400] or _("Saldo a favor")
    booking.phone = payment.phone
    booking.transaction_id = (payment.transaction_id or payment.reference)[:60]
    s.add(booking)


def _payer(
    s: AnySession, debt: Debt | None, owner: int | None
) -> tuple[int | None, str, str]:
    customer_id = debt.customer_id if debt else owner
    customer = s.get(Customer, customer_id) if customer_id else None
    if customer is not None and (debt is None or debt.kind != "order"):
        return customer.id, customer.name, customer.document
    return (debt.customer_id, debt.payer_name, debt.payer_document) if debt else (None, "", "")


def adjust(
    s: AnySession, message_id: str, debt_ids: Iterable[int], at: datetime, **of: int | None
) -> dict[int, Cents]:
    """Close what fell below one peso (money.md, *Units*); debt → what was closed.

    ``of`` says of which receipt and cruce (``receipt_id``, ``use_id``), where it has them.
    """
    closed: dict[int, Cents] = {}
    for debt_id, left in payable(s, debt_ids).items():
        rest = rules.residue(left)
        if rest:
            s.add(Adjustment(debt_id=debt_id, message_id=message_id, cents=rest, at=at, **of))
            raise_balance(s, debt_id, Cents(-rest))
            closed[debt_id] = rest
    return closed


def _keep_credit(
    s: AnySession, payment: Payment, ids: list[int], rest: Cents, owner: int | None, reason: str
) -> None:
    first = debts(s, ids[:1]).get(ids[0]) if ids else None
    s.add(
        Credit(
            customer_id=first.customer_id if first else owner,
            order_id=first.order_id if first else None,
            payment_id=payment.id,
            message_id=payment.message_id,
            cents=rest,
            reason=reason,
            created_at=payment.approved_at or nequi.now(),
        )
    )


def lock_booking(s: AnySession, message_id: str) -> Booking | None:
    """The payment's header with its row locked: what its money does happens one by one.

    Saldo a favor may have paid debts that the payment never named; whoever moves them holds
    this row, too, and raises or lowers balances by UPDATE alone.
    """
    query = select(Booking).where(Booking.message_id == message_id).with_for_update()
    return s.scalar(query.execution_options(populate_existing=True))


def raise_balance(s: AnySession, debt_id: int, by: Cents) -> None:
    """Move the accounting balance; below zero lowers it."""
    s.execute(update(Debt).where(Debt.id == debt_id).values(balance_cents=Debt.balance_cents + by))
