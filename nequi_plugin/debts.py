"""Names that can be held by one attempt at a time: debts, and phones (``money.md`` item 2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import CursorResult, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from nequi_plugin.models import ClaimRow, DebtRow, PaymentRow
from nequi_plugin.states import LIVE

_INSERT_MISSING = {
    name: dialect.insert(DebtRow.__table__).on_conflict_do_nothing()
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


_HOLD = (
    update(DebtRow)
    .where(DebtRow.name.in_(bindparam("names", expanding=True)), DebtRow.holder.is_(None))
    .values(holder=bindparam("payment"))
    .execution_options(synchronize_session=False)
)
_HOLDERS = select(DebtRow.name, DebtRow.holder).where(
    DebtRow.name.in_(bindparam("names", expanding=True)), DebtRow.holder.is_not(None)
)
_NAMES = select(ClaimRow.name).where(ClaimRow.payment_id == bindparam("payment"))
"""Asked for every payment and every page of one: made once, not at each asking."""


class Restart(Exception):
    """A name turned up after the lock was taken: the transaction starts over."""


def lock(s: Session, names: Iterable[str]) -> None:
    """Insert the missing names and lock all of them, in sorted order.

    PostgreSQL: row locks in READ COMMITTED. SQLite: everything is locked already.
    """
    ordered = sorted(set(names))
    if not ordered:
        return
    connection = s.connection()
    rows = [{"name": name, "holder": None} for name in ordered]
    connection.execute(_INSERT_MISSING[connection.dialect.name], rows)
    if all_locked(s):
        return
    s.execute(
        select(DebtRow.name)
        .where(DebtRow.name.in_(ordered))
        .order_by(DebtRow.name)
        .with_for_update()
    ).all()


def hold(s: Session, names: Sequence[str], payment_id: int) -> bool:
    """Claim every name that nobody holds; False when one of them is held."""
    result = s.execute(_HOLD, {"names": list(names), "payment": payment_id})
    return rows_of(result) == len(set(names))


def release(s: Session, payment_id: int, *, phones: bool = True, debts: bool = True) -> None:
    """Give back what an attempt holds: its phone, its debts, or both."""
    query = update(DebtRow).where(DebtRow.holder == payment_id)
    if not debts:
        query = query.where(DebtRow.name.like("phone:%"))
    if not phones:
        query = query.where(DebtRow.name.not_like("phone:%"))
    s.execute(query.values(holder=None).execution_options(synchronize_session=False))


def holders(s: Session, names: Iterable[str]) -> dict[str, int]:
    """Who holds which of these names: name → payment id."""
    held = s.execute(_HOLDERS, {"names": list(names)})
    return {name: holder for name, holder in held if holder is not None}


def names_of(s: Session, payment_id: int) -> set[str]:
    """The debt names that an attempt carries for good."""
    return set(s.scalars(_NAMES, {"payment": payment_id}))


def live_attempts(s: Session, names: Iterable[str]) -> list[PaymentRow]:
    """Every live attempt that names one of these debts, in id order, fresh and locked."""
    ids = select(ClaimRow.payment_id).where(ClaimRow.name.in_(list(names)))
    query = (
        select(PaymentRow)
        .where(PaymentRow.id.in_(ids), PaymentRow.state.in_(LIVE))
        .order_by(PaymentRow.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(s.scalars(query))


def lock_around(s: Session, ids: set[int], names: Iterable[str]) -> None:
    """Lock the union of ``names`` and of every name that the attempts on them carry.

    The attempts are those in ``ids`` and the live ones that share a debt with them; their
    phones and their successors' are names, too. Read again after the lock, and ``Restart``
    when one turned up meanwhile. SQLite: nobody else can write since this transaction began, and
    the names that attempts carry have their rows since they were started.
    """
    if all_locked(s):
        lock(s, names)
        return
    wanted = _around(s, ids, set(names))
    lock(s, wanted)
    if not _around(s, ids, set(names)) <= wanted:
        raise Restart


def _around(s: Session, ids: set[int], names: set[str]) -> set[str]:
    own = select(ClaimRow.name).where(ClaimRow.payment_id.in_(ids))
    names = names | set(s.scalars(own))
    sharing = (
        select(ClaimRow.payment_id)
        .join(PaymentRow, PaymentRow.id == ClaimRow.payment_id)
        .where(ClaimRow.name.in_(names), PaymentRow.state.in_(LIVE))
    )
    everyone = ids | set(s.scalars(sharing))
    theirs = select(ClaimRow.name).where(ClaimRow.payment_id.in_(everyone))
    own_phones = select(PaymentRow.phone_digest, PaymentRow.next_phone_digest)
    phones = s.execute(own_phones.where(PaymentRow.id.in_(everyone)))
    names |= set(s.scalars(theirs))
    names |= {phone_name(digest) for pair in phones for digest in pair if digest}
    return names


def rows_of(result: object) -> int:
    """How many rows an UPDATE touched."""
    return result.rowcount if isinstance(result, CursorResult) else 0


def phone_name(digest: str) -> str:
    """The name under which a phone is held."""
    return f"phone:{digest}"


def all_locked(s: Session) -> bool:
    """Whether the transaction holds the whole database: BEGIN IMMEDIATE's write lock is ours."""
    return s.get_bind().dialect.name == "sqlite"
