"""Placing an order: order, debt, pieces, mail and history in one transaction."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from nequi_plugin import crash_point
from storefront import audit
from storefront.cart.rules import CartLine
from storefront.coupons import service as coupons
from storefront.extensions import nequi
from storefront.orders import stock
from storefront.orders.checkout.draft import Draft, Placed
from storefront.orders.debts import open_debt
from storefront.orders.history import note
from storefront.orders.links import PURPOSE
from storefront.orders.models import EventKind, Order, OrderLine, OrderState
from storefront.orders.rules import Totals
from storefront.orders.shelf import RESERVED_FOR, release_later

LINK_LIFE = timedelta(days=365)
_OF_FORM = select(Order.id, Order.number, Order.link_id, Order.state).where(
    Order.form_key == bindparam("key")
)


def placed(s: Session, form_key: str) -> Placed | None:
    """The order that this form key became, if it did."""
    found = s.execute(_OF_FORM, {"key": form_key}).one_or_none()
    return None if found is None else _answer(*found)


def place_order(draft: Draft) -> Placed:
    """Make the order of ``draft``, or find the one that its key became already.

    Raises ``stock.SoldOut`` when a piece went meanwhile and ``coupons.Gone`` when the coupon did
    (nothing is kept then).
    """
    try:
        with nequi.unit_of_work() as s:
            answer = placed(s, draft.form_key) or _place(s, draft)
            crash_point("order-uncommitted")
    except IntegrityError:  # the same form was sent twice at once and the other one won
        with nequi.unit_of_work() as s:
            winner = placed(s, draft.form_key)
        if winner is None:
            raise
        return winner
    crash_point("order-committed")
    return answer


def _place(s: Session, draft: Draft) -> Placed:
    order = _row(draft, draft.sale.sums(draft.buyer.delivery))
    s.add(order)
    s.flush()
    now = order.placed_at
    order.link_id = nequi.make_link(s, PURPOSE, str(order.id), order.email, now + LINK_LIFE)
    _say_who(s, order, draft)
    stock.reserve(s, order, now + RESERVED_FOR)
    if draft.sale.counted is not None:
        coupons.use(s, draft.sale.counted)
    open_debt(s, order)
    if order.state == OrderState.TO_ARRANGE:
        note(order, EventKind.TO_ARRANGE)
    else:
        note(order, EventKind.RESERVED, (now + RESERVED_FOR).isoformat())
        release_later(order, now + RESERVED_FOR)
    if order.email:
        nequi.enqueue("order-received", ref=str(order.id), unique=f"order-received:{order.id}")
    s.flush()
    return _answer(order.id, order.number, order.link_id, order.state)


def _say_who(s: Session, order: Order, draft: Draft) -> None:
    """The history's first lines: the buyer herself, or who took the order for her."""
    if not draft.by:
        note(order, EventKind.PLACED)
        return
    note(order, EventKind.TAKEN, draft.by)
    audit.record(s, draft.by, "order.taken", f"order:{order.id}")
    if draft.note:
        note(order, EventKind.NOTE, f"{draft.by}: {draft.note}")


def _row(draft: Draft, sums: Totals) -> Order:
    buyer, now, coupon = draft.buyer, nequi.now(), draft.sale.counted
    return Order(
        form_key=draft.form_key,
        state=OrderState.PLACED if nequi.is_open() is None else OrderState.TO_ARRANGE,
        name=buyer.name,
        email=buyer.email,
        phone=buyer.phone,
        delivery=buyer.delivery,
        department=buyer.department,
        city=buyer.city,
        address=buyer.address,
        barrio=buyer.barrio,
        indications=buyer.indications,
        invoice_id_type=buyer.invoice_id_type,
        invoice_id_number=buyer.invoice_id_number,
        invoice_name=buyer.invoice_name,
        consent_version=draft.consent_version,
        consent_text=draft.consent_text,
        consent_at=now,
        coupon_id=coupon.terms.coupon_id if coupon and coupon.terms else None,
        coupon_code=coupon.code if coupon else "",
        lines_cents=sums.lines,
        discount_cents=sums.discount,
        shipping_cents=sums.shipping,
        freight_apart=draft.sale.apart,
        base_cents=sums.base,
        vat_cents=sums.vat,
        total_cents=sums.total,
        placed_at=now,
        lines=[_line(line) for line in draft.sale.cart.buyable],
        reservations=[],  # said here, nobody asks the database for what a new order cannot have
        events=[],
    )


def _line(line: CartLine) -> OrderLine:
    return OrderLine(
        variant_id=line.offer.variant_id,
        sku=line.offer.sku,
        name=line.offer.full_name,
        image=line.offer.image,
        tile=line.offer.tile,
        quantity=line.quantity,
        unit_cents=line.offer.unit,
        vat_percent=line.offer.vat_percent,
        total_cents=line.total,
    )


def _answer(order_id: int, number: int, link_id: int | None, state: OrderState) -> Placed:
    return Placed(order_id, number, link_id or 0, payable_now=state == OrderState.PLACED)
