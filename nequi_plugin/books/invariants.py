"""``flask nequi check``: every invariant that the plugin's rows can prove or refute.

Read-only. Each breach is one English sentence that names the attempt. The host's own books
come from ``@nequi.check``; the simulator's book, where there is one, from ``books.compared``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, literal, not_, or_, select
from sqlalchemy.orm import Session

from nequi_plugin import jobs
from nequi_plugin.books.history import broken_histories
from nequi_plugin.books.live import cancels_never_sent, forgotten, thanked_for_nothing, undone
from nequi_plugin.books.refunds import (
    refunds_are_proven,
    refunds_fit,
    refunds_stand_on_captures,
    refunds_without_mail,
)
from nequi_plugin.debts import phone_name
from nequi_plugin.models import ClaimRow, DebtRow, EventRow, JobRow, PaymentRow
from nequi_plugin.registry import Registry
from nequi_plugin.states import ENDED, LIVE, PHONE_HELD, State, Way

P = PaymentRow
STEADY = "REPEATABLE READ"


def steady(s: Session) -> None:
    """One picture for all the questions that follow (PostgreSQL; SQLite's read is one anyway)."""
    if s.get_bind().dialect.name == "postgresql":
        s.connection(execution_options={"isolation_level": STEADY})


def check(s: Session, registry: Registry, now: datetime | None = None) -> list[str]:
    """All breaches, the plugin's and then the host's; empty when the books are right.

    Without ``now`` nobody asks what should have happened by this time.
    """
    found = [sentence for look in LOOKS for sentence in look(s)]
    found += _without_mail(s, registry)
    found += refunds_without_mail(s, registry)
    if now is not None:
        found += cancels_never_sent(s, now)
    for host_check in registry.checks:
        found += host_check(s)
    return found


def _claims_held(s: Session) -> Iterator[str]:
    """Who says that it holds its debts holds every one of them."""
    query = (
        select(P.message_id, ClaimRow.name, DebtRow.holder)
        .join(ClaimRow, ClaimRow.payment_id == P.id)
        .outerjoin(DebtRow, DebtRow.name == ClaimRow.name)
        .where(P.holds_debts, or_(DebtRow.holder.is_(None), DebtRow.holder != P.id))
    )
    for message_id, name, holder in s.execute(query):
        yield f"payment {message_id} should hold {name}, but its holder is {holder}"


def _no_claims(s: Session) -> Iterator[str]:
    named = exists().where(ClaimRow.payment_id == P.id)
    query = select(P.message_id).where(~named, or_(P.kind != "", P.state != State.REVIEW))
    for message_id in s.scalars(query):
        yield f"payment {message_id} names no debt"


def _holders_true(s: Session) -> Iterator[str]:
    """Whoever is written as a holder exists, still holds, and named that debt."""
    claimed = exists().where(ClaimRow.payment_id == P.id, ClaimRow.name == DebtRow.name)
    query = (
        select(DebtRow.name, DebtRow.holder)
        .outerjoin(P, P.id == DebtRow.holder)
        .where(
            DebtRow.holder.is_not(None),
            DebtRow.name.not_like("phone:%"),
            or_(P.id.is_(None), not_(P.holds_debts), not_(claimed)),
        )
    )
    for name, holder in s.execute(query):
        yield f"{name} is held by payment {holder}, which has no claim to it"


_was_unknown = exists().where(EventRow.payment_id == P.id, EventRow.before == State.UNKNOWN)


def _phones(s: Session) -> Iterator[str]:
    """A phone is held exactly while its attempt is created, sending or waiting.

    One that was unknown in between gave it back and does not take it again.
    """
    name = literal(phone_name("")) + P.phone_digest
    asking = and_(P.state.in_(PHONE_HELD), P.way == Way.PUSH)
    missing = (
        select(P.message_id)
        .outerjoin(DebtRow, and_(DebtRow.name == name, DebtRow.holder == P.id))
        .where(asking, DebtRow.name.is_(None), not_(_was_unknown))
    )
    for message_id in s.scalars(missing):
        yield f"payment {message_id} asks a phone that it does not hold"
    left = (
        select(DebtRow.holder)
        .outerjoin(P, P.id == DebtRow.holder)
        .where(
            DebtRow.name.like("phone:%"),
            DebtRow.holder.is_not(None),
            or_(P.id.is_(None), not_(asking), DebtRow.name != name),
        )
    )
    for holder in s.scalars(left):
        yield f"a phone is still held by payment {holder}, which asks nobody"


Look = Callable[[Session], Iterator[str]]


def _rows_that(words: str, *conditions: ColumnElement[bool]) -> Look:
    def look(s: Session) -> Iterator[str]:
        for message_id in s.scalars(select(P.message_id).where(*conditions).order_by(P.id)):
            yield f"payment {message_id} {words}"

    return look


_live = P.state.in_(LIVE)
_asking = P.state.in_(PHONE_HELD)
_asked = P.state.in_((State.SENDING, State.WAITING, State.UNKNOWN))
_ended = P.state.in_(ENDED)
_approved = P.state == State.APPROVED
_holds = P.holds_debts.is_(True)
_unqueued = P.queued_at.is_(None)
_by_person = exists().where(EventRow.payment_id == P.id, EventRow.source.like("person:%"))
_tried_again = exists().where(
    JobRow.kind == jobs.CALLBACK,
    JobRow.state == "due",
    JobRow.ref.like(literal("approved:") + P.message_id + ":%"),
)

LOOKS: tuple[Look, ...] = (
    _claims_held,
    _no_claims,
    _holders_true,
    _phones,
    broken_histories,
    forgotten,
    thanked_for_nothing,
    undone,
    refunds_fit,
    refunds_stand_on_captures,
    refunds_are_proven,
    _rows_that("asks somebody and holds no debts", _asking, not_(_holds)),
    _rows_that(
        "gave back its debts without a release",
        P.state == State.UNKNOWN,
        not_(_holds),
        P.released_at.is_(None),
    ),
    _rows_that("ended and still holds its debts", _ended, _holds),
    _rows_that("is over and still names a successor", not_(_live), P.next_way.is_not(None)),
    _rows_that("ended at no time", _ended, P.ended_at.is_(None)),
    _rows_that("was sent at no time", _asked, or_(P.sent_at.is_(None), P.expires_at.is_(None))),
    _rows_that(
        "waits for its payer without an id of Nequi",
        P.state == State.WAITING,
        P.transaction_id.is_(None),
    ),
    _rows_that("is a code and unknown", P.way == Way.QR, P.state == State.UNKNOWN),
    _rows_that(
        "waits for its payer without a code to scan",
        P.way == Way.QR,
        P.state == State.WAITING,
        or_(P.qr_text.is_(None), P.qr_text == ""),
    ),
    _rows_that(
        "is approved, but nobody told a capture",
        _approved,
        or_(P.captured.is_(None), P.approved_at.is_(None)),
    ),
    _rows_that(
        "is approved for another value than asked, and no person knows",
        _approved,
        P.captured != P.pesos,
        _unqueued,
        not_(_by_person),
    ),
    _rows_that(
        "is approved without having been applied or queued",
        _approved,
        P.applied.is_not(True),
        _unqueued,
        not_(_tried_again),
    ),
    _rows_that("was applied and still holds its debts", _approved, P.applied.is_(True), _holds),
    _rows_that("is in review outside the queue", P.state == State.REVIEW, _unqueued),
)


def _without_mail(s: Session, registry: Registry) -> Iterator[str]:
    """Every approval has its receipt's job, for ever, where the host wants that mail."""
    if "receipt" not in registry.mails:
        return
    unique = literal("mail:receipt:") + P.message_id
    query = (
        select(P.message_id)
        .outerjoin(JobRow, JobRow.unique_key == unique)
        .where(P.state == State.APPROVED, JobRow.id.is_(None))
    )
    for message_id in s.scalars(query):
        yield f"payment {message_id} is approved and its receipt was never queued"
