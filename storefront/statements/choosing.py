"""From ticks to a payment: check what was shown, freeze it, ask the plugin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, select

from nequi_plugin import Link, Refused, Way, crash_point
from storefront.db import AnySession, db
from storefront.debts.rules import Share
from storefront.debts.withheld import columns
from storefront.extensions import nequi
from storefront.money import Cents
from storefront.signing import secrets_now
from storefront.statements import payable
from storefront.statements.models import Selection, SelectionLine
from storefront.statements.rules import OpenItem

UNUSED_KEPT = timedelta(days=1)


class Altered(Exception):
    """What the form says it showed was not written by us, or not for this link."""


@dataclass(frozen=True)
class Change:
    """One ticked document whose balance is not what the page showed (centavos)."""

    number: str
    before: Cents
    now: Cents


class Outdated(Exception):
    """Balances moved between showing and paying; ``changes`` names the documents."""

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__("the statement changed")
        self.changes = changes


def seal(link: Link, items: Iterable[OpenItem]) -> str:
    """What the page shows, signed for this link: number and payable per debt."""
    shown = {str(item.debt_id): [item.number, item.payable] for item in items}
    return str(signer(link).dumps(shown))


def check_shown(
    link: Link, shown: str, items: Sequence[OpenItem], ticked: Iterable[int]
) -> list[OpenItem]:
    """The ticked items, oldest due first, if they still owe what was shown.

    Raises Altered for a forged seal or a debt the page never showed, Outdated when a
    balance moved.
    """
    before = _opened(link, shown)
    wanted = set(ticked)
    if not all(str(debt_id) in before for debt_id in wanted):
        raise Altered
    now = {item.debt_id: item.payable for item in items}
    changes = [
        Change(before[str(d)][0], before[str(d)][1], now.get(d, Cents(0)))
        for d in sorted(wanted)
        if before[str(d)][1] != now.get(d, Cents(0))
    ]
    if changes:
        raise Outdated(changes)
    return [item for item in items if item.debt_id in wanted]


def pay(
    link: Link, shares: Sequence[Share], phone: str, form_key: str, way: Way = Way.PUSH
) -> str:
    """Freeze what each document is to receive and start (or join) their payment.

    Gives the address of its page. Raises what ``nequi.pay`` raises: Refused, Changed.
    """
    live = _live_page(shares)
    if live is not None:
        return live
    with nequi.unit_of_work() as s:
        key = str(freeze(s, link, shares))
    crash_point("selection-committed")
    due = payable.due(key)
    if due is None:
        raise Refused("")
    digest = nequi.digest(payable.KIND, key, due)
    db.session.rollback()
    return nequi.pay(payable.KIND, key, phone, way=way, form_key=form_key, digest=digest)


def whole(items: Iterable[OpenItem]) -> list[Share]:
    """All that can be asked of each."""
    return [Share(item.debt_id, item.asked) for item in items]


def freeze(s: AnySession, link: Link, shares: Sequence[Share]) -> int:
    """Write the selection and sweep those of yesterday that nobody used; returns its id."""
    now = nequi.now()
    unused = select(Selection.id).where(
        Selection.used_at.is_(None), Selection.created_at < now - UNUSED_KEPT
    )
    # Locked first: one that a payment is beginning to use keeps its lines.
    old = s.scalars(unused.with_for_update(skip_locked=True)).all()
    s.execute(delete(SelectionLine).where(SelectionLine.selection_id.in_(old)))
    s.execute(delete(Selection).where(Selection.id.in_(old)))
    selection = Selection(
        customer_id=int(link.subject), link_id=link.id, created_at=now,
        lines=[
            SelectionLine(debt_id=share.debt_id, cents=share.cents, **columns(share.withheld))
            for share in shares
        ],
    )  # fmt: skip
    s.add(selection)
    s.flush()
    return selection.id


def _live_page(shares: Sequence[Share]) -> str | None:
    """The page of a live attempt that holds one of these debts: joined, never doubled."""
    held = nequi.holders([f"debt:{share.debt_id}" for share in shares])
    live = sorted((p for p in held.values() if p.live), key=lambda p: p.id)
    return nequi.pay_url(live[0].kind, live[0].key) if live else None


def _opened(link: Link, shown: str) -> Mapping[str, tuple[str, Cents]]:
    try:
        opened: Mapping[str, tuple[str, Cents]] = signer(link).loads(shown)
    except BadSignature:
        raise Altered from None
    return opened


def signer(link: Link, what: str = "shown") -> URLSafeSerializer:
    """Signs what this link's page showed."""
    return URLSafeSerializer(secrets_now()[::-1], salt=f"statement-{what}:{link.id}")
