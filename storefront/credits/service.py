"""Using saldo a favor on later documents, and undoing it; one transaction each.

The accounting is the payment's own. A cruce is no new money: it turns saldo a favor of a
payment into an allocation of the same payment, so that what Nequi captured stays equal to
allocations + credit, and a refund of that payment takes the documents back with it. Whether
the accounting balance falls now follows the payment's recibo de caja: where it has one, the
cruce reclassifies (saldo a favor down, cartera down, at once); where it has none, the part
waits with the payment and its recibo lowers the balance, as with every payment. What is
payable falls at once either way.

Locks: the documents and every debt that the payments behind the credit name, then those
payments' rows (``lock_booking``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin import crash_point
from storefront.audit import record
from storefront.credits import rules
from storefront.credits.models import CreditUse, CreditUseLine
from storefront.credits.numbers import take_number
from storefront.credits.reading import sources
from storefront.debts.models import Adjustment, Allocation, Credit, Debt
from storefront.debts.reading import payable
from storefront.debts.rules import Share, askable
from storefront.debts.service import adjust, lock_booking, raise_balance
from storefront.extensions import nequi
from storefront.money import ZERO, Cents, format_cents
from storefront.orders.credit import following
from storefront.orders.history import note
from storefront.orders.models import EventKind
from storefront.statements.reading import account
from storefront.statements.rules import OpenItem


class NotUsable(Exception):
    """The cruce is impossible as asked; ``debt_id`` is the document that says why, or None.

    ``why`` is "money" (open money names it), "asked" (a request asks for more than would be
    left), "more" (more than is payable, ``cents``), "credit" (less saldo a favor than asked,
    ``cents``) or "none" (nothing asked).
    """

    def __init__(self, why: str, debt_id: int | None = None, cents: Cents = ZERO) -> None:
        super().__init__(why)
        self.why, self.debt_id, self.cents = why, debt_id, cents


class AlreadyVoided(Exception):
    """Somebody undid it before, or the money behind it went back."""


@dataclass(frozen=True)
class Wish:
    """What a clerk asks: centavos per debt, in whole pesos, the oldest first; and a note."""

    customer_id: int
    shares: Mapping[int, Cents]
    form_key: str
    note: str = ""


def use(wish: Wish, *, person: str, actor: str) -> int:
    """Spend saldo a favor; returns the cruce's id, the same for a repeated ``form_key``.

    Documents that owe nothing any more are closed: what still asks for them ends or is asked
    to be withdrawn. Raises NotUsable; then nothing has changed.
    """
    with nequi.unit_of_work() as s:
        behind = [source.message_id for source in sources(s, wish.customer_id)]
        names = {f"debt:{debt_id}" for debt_id in wish.shares} | _claims(behind)
        with nequi.hold(names) as held:
            known = s.scalar(select(CreditUse).filter_by(form_key=wish.form_key))
            if known is not None:
                return known.id
            for message_id in sorted(set(behind)):
                lock_booking(s, message_id)
            items = _checked(s, wish)
            made = _insert(s, wish, items, person)
            _move(s, made, [source for source in sources(s, wish.customer_id)
                            if source.message_id in behind])  # fmt: skip
            for line in made.lines:
                if not line.left_cents:
                    held.settled(Debt(id=line.debt_id).name)
            for message_id in sorted(_reach(s, made.id)[0]):
                following.money_came(s, message_id, wish.shares, at=made.made_at)
            told = ", ".join(f"{line.label} {format_cents(line.cents)}" for line in made.lines)
            record(s, actor, "credit.used", f"credit_use:{made.id}", f"{made.number}: {told}")
            crash_point("credit-use-uncommitted")
            return made.id


def void(use_id: int, *, reason: str, actor: str) -> None:
    """Undo a cruce: what it paid is owed again, and is saldo a favor again.

    What went back to the payer meanwhile stays back. Raises LookupError and AlreadyVoided.
    """
    with nequi.unit_of_work() as s:
        behind, debts = _reach(s, use_id)
        with nequi.hold({f"debt:{debt_id}" for debt_id in debts} | _claims(behind)):
            for message_id in sorted(behind):
                lock_booking(s, message_id)
            made = s.get(CreditUse, use_id, populate_existing=True)
            if made is None:
                raise LookupError(f"credit use {use_id}")
            if made.voided_at is not None:
                raise AlreadyVoided(made.number)
            made.voided_at, made.void_reason = nequi.now(), reason
            before = payable(s, debts)
            _move_back(s, made)
            for order, more in following.money_left(s, before):
                told = f"{made.number}: {format_cents(more)}"
                note(order, EventKind.CREDIT_RESTORED, told)
            told = f"{made.number}: {reason}"
            record(s, actor, "credit.use_voided", f"credit_use:{made.id}", told)


def _claims(message_ids: list[str] | set[str]) -> set[str]:
    """Every debt that these payments name: their own changes hold the same names."""
    payments = [nequi.payment(message_id) for message_id in sorted(set(message_ids))]
    return {name for payment in payments if payment is not None for name in payment.claims}


def _checked(s: Session, wish: Wish) -> list[OpenItem]:
    """The documents asked for, the oldest due first; all that may refuse, refuses here."""
    seen = account(s, wish.customer_id, at=nequi.now())
    items = {item.debt_id: item for item in seen.statement.items} if seen else {}
    asked = {debt_id: cents for debt_id, cents in wish.shares.items() if cents > ZERO}
    if not asked:
        raise NotUsable("none")
    holders = nequi.holders([f"debt:{debt_id}" for debt_id in asked])
    for debt_id, cents in asked.items():
        most = askable(items[debt_id].payable) if debt_id in items else ZERO
        holder = holders.get(f"debt:{debt_id}")
        if holder is not None and not holder.live:
            raise NotUsable("money", debt_id)
        if cents > most:
            raise NotUsable("more", debt_id, most)
        if holder is not None and cents < most:
            raise NotUsable("asked", debt_id)
    return [item for debt_id, item in items.items() if debt_id in asked]


def _insert(s: Session, wish: Wish, items: list[OpenItem], person: str) -> CreditUse:
    sequence, number = take_number(s)
    made = CreditUse(
        sequence=sequence, number=number, customer_id=wish.customer_id,
        total_cents=Cents(sum(wish.shares[item.debt_id] for item in items)), note=wish.note,
        form_key=wish.form_key, made_by=person, made_at=nequi.now(),
        lines=[
            CreditUseLine(
                debt_id=item.debt_id, label=item.number, issued_on=item.issued_on,
                owed_cents=item.payable, cents=wish.shares[item.debt_id],
            )
            for item in items
        ],
    )  # fmt: skip
    s.add(made)
    s.flush()
    return made


def _move(s: Session, made: CreditUse, have: list[rules.Source]) -> None:
    """Saldo a favor becomes allocations; then each line knows what it left."""
    shares = [Share(line.debt_id, line.cents) for line in made.lines]
    if rules.available(have) < made.total_cents:
        raise NotUsable("credit", cents=rules.available(have))
    last: dict[int, Credit] = {}
    for part in rules.spend(have, shares):
        credit = s.get_one(Credit, part.credit_id)
        _spend(s, credit, part, made)
        last[part.debt_id] = credit
    s.flush()
    closed: dict[int, Cents] = {}
    for debt_id, credit in last.items():
        of = {"receipt_id": credit.receipt_id, "use_id": made.id}
        closed |= adjust(s, credit.message_id, [debt_id], made.made_at, **of)
    owed = payable(s, [line.debt_id for line in made.lines])
    for line in made.lines:
        line.adjusted_cents = closed.get(line.debt_id, ZERO)
        line.left_cents = owed[line.debt_id]


def _spend(s: Session, credit: Credit, part: rules.Part, made: CreditUse) -> None:
    if part.cents == credit.cents:
        credit.taken_back_at, credit.spent_id = made.made_at, made.id
    else:
        credit.cents = Cents(credit.cents - part.cents)
        s.add(_again(
            credit, part.cents, taken_back_at=made.made_at, spent_id=made.id,
            restored_id=credit.restored_id, created_at=credit.created_at,
        ))  # fmt: skip
    s.add(Allocation(
        payment_id=credit.payment_id, message_id=credit.message_id, debt_id=part.debt_id,
        cents=part.cents, approved_at=made.made_at, receipt_id=credit.receipt_id, use_id=made.id,
    ))  # fmt: skip
    if credit.receipt_id is not None:
        raise_balance(s, part.debt_id, Cents(-part.cents))


def _move_back(s: Session, made: CreditUse) -> None:
    at, live = made.voided_at, {"use_id": made.id, "taken_back_at": None}
    for share in s.scalars(select(Allocation).filter_by(**live).order_by(Allocation.id)).all():
        of = select(Credit).filter_by(message_id=share.message_id, spent_id=made.id)
        spent = s.scalars(of.order_by(Credit.id)).first()
        if spent is None:
            raise RuntimeError(f"allocation {share.id} of {made.number} came of no credit")
        share.taken_back_at, share.freed = at, True
        s.add(_again(
            spent, share.cents, receipt_id=share.receipt_id, restored_id=made.id, created_at=at,
        ))  # fmt: skip
        if share.receipt_id is not None:
            raise_balance(s, share.debt_id, share.cents)
    for closed in s.scalars(select(Adjustment).filter_by(**live)).all():
        raise_balance(s, closed.debt_id, closed.cents)
        closed.taken_back_at = at


def _again(credit: Credit, cents: Cents, **other: object) -> Credit:
    """A row of the same payment's saldo a favor."""
    same = {
        name: getattr(credit, name)
        for name in ("customer_id", "order_id", "payment_id", "message_id", "reason", "receipt_id",
                     "note_id")
    }  # fmt: skip
    return Credit(**{**same, "cents": cents, **other})


def _reach(s: Session, use_id: int) -> tuple[set[str], set[int]]:
    """The payments and the debts of a cruce."""
    query = select(Allocation.message_id, Allocation.debt_id).filter_by(use_id=use_id)
    rows = s.execute(query).all()
    return {row.message_id for row in rows}, {row.debt_id for row in rows}
