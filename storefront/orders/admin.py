"""The merchant's orders: the list, newest first, and one order with its history."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import func, select

from nequi_plugin import Payment, show_phone
from storefront.accounts.access import actor, staff_required
from storefront.backoffice.menu import counters
from storefront.backoffice.todo import Todo, todo
from storefront.customers.models import Customer
from storefront.db import db
from storefront.debts.means import Means
from storefront.debts.models import Booking, Debt
from storefront.debts.reading import bookings, given, payable
from storefront.extensions import nequi
from storefront.money import Cents
from storefront.orders import closing, finding, stock
from storefront.orders.by_hand import unpaying
from storefront.orders.checkout import consent
from storefront.orders.credit import documenting
from storefront.orders.credit.invoicing import INVOICEABLE
from storefront.orders.credit.selling import invoice_of
from storefront.orders.debts import debt_of
from storefront.orders.desk.charging import charge_of
from storefront.orders.models import BEFORE_FIRST, OPEN, Order, OrderState
from storefront.orders.staff_forms import NoteForm, StaffCancelForm
from storefront.orders.stages import stage_of, why_not, words
from storefront.orders.status import status_of
from storefront.orders.sums import sums_of
from storefront.orders.timeline import office_timeline
from storefront.receipts import reading

admin = Blueprint("orders_admin", __name__, url_prefix="/admin")
PAGE = 20
CHIPS = {
    "todos": _l("Todos"),
    "sin-pagar": _l("Sin pagar"),
    "por-acordar": _l("Por acordar"),
    "a-credito": _l("A crédito"),
    "pagados": _l("Pagados"),
    "por-enviar": _l("Por enviar"),
    "sin-factura": _l("Sin factura electrónica"),
    "anulados": _l("Anulados"),
    "devueltos": _l("Devueltos"),
}
CANCEL_WORDS = {
    closing.Cancelled.DONE: _l("El pedido quedó anulado."),
    closing.Cancelled.WITHDRAWING: _l(
        "Primero cancelamos la solicitud en Nequi. Cuando Nequi confirme, anúlalo otra vez."
    ),
    closing.Cancelled.MONEY: _l("No se anuló: llegó un pago y está en Dinero por resolver."),
    closing.Cancelled.CLOSED: _l("No se anuló: el pedido ya estaba cerrado."),
    closing.Cancelled.INVOICED: _l(
        "No se anuló: se vendió a crédito y su factura está por cobrar. "
        "Anúlalo con la nota crédito."
    ),
}
LARGEST = 2**31
"""Ids are 32 bits wide; larger numbers in an address name no row."""


@admin.get("/pedidos")
@staff_required
def orders() -> ResponseReturnValue:
    """One page of orders: ``q`` finds, ``estado`` filters, ``antes`` goes on from an id."""
    before = request.args.get("antes", type=_row_id)
    chosen, asked = request.args.get("estado", "todos"), request.args.get("q", "").strip()
    if chosen not in finding.STATES:
        abort(404)
    rows = finding.found(asked, chosen, before, PAGE + 1)
    shown, more = rows[:PAGE], len(rows) > PAGE
    return render_template(
        "orders/admin_orders.html",
        orders=shown,
        requests=_requests([order.id for order in shown]),
        stages={one.id: words(one, stage) for one in shown if (stage := stage_of(one))},
        older=shown[-1].id if more else None,
        first=before is None,
        chosen=chosen,
        asked=asked,
        chips=CHIPS,
    )


@admin.get("/pedidos/<int:number>")
@staff_required
def order(number: int) -> ResponseReturnValue:
    """One order by its number."""
    return _order_page(find(number), StaffCancelForm(formdata=None), NoteForm(formdata=None))


@admin.post("/pedidos/<int:number>/anular")
@staff_required
def cancel(number: int) -> ResponseReturnValue:
    """Cancel an order that nobody has paid; a request that still asks is withdrawn first."""
    row, form = find(number), StaffCancelForm()
    if not form.validate_on_submit():
        return _order_page(row, form, NoteForm(formdata=None))
    ended = closing.cancel(row.id, by=actor(), reason=form.cancel_reason.data)
    flash(CANCEL_WORDS[ended])
    return redirect(url_for("orders_admin.order", number=number), 303)


@admin.post("/pedidos/<int:number>/nota")
@staff_required
def note(number: int) -> ResponseReturnValue:
    """A note that only the staff sees."""
    row, form = find(number), NoteForm()
    if not form.validate_on_submit():
        return _order_page(row, StaffCancelForm(formdata=None), form)
    closing.write_note(row.id, by=actor(), text=form.note.data)
    return redirect(url_for("orders_admin.order", number=number), 303)


def find(number: int) -> Order:
    """The order of a number, or 404."""
    row = db.session.get(Order, number - BEFORE_FIRST) if number < LARGEST else None
    return row or abort(404)


def gone(number: int, error: stock.SoldOut) -> str:
    """What staff read when pieces of an order are gone that it would have sold."""
    lines = find(number).lines
    names = [line.name for line in lines if line.variant_id in error.variant_ids]
    return str(_("Ya no hay existencias de %(names)s. Ajusta las existencias o anula el pedido.",
                 names=_(" y ").join(names)))  # fmt: skip


def _order_page(row: Order, cancel_form: StaffCancelForm, note_form: NoteForm) -> str:
    payments = nequi.payments(kind="order", key=str(row.id))
    debt = debt_of(db.session, row.id)
    booked = bookings(db.session, debt.id, [payment.message_id for payment in payments])
    receipts = reading.of_payments(booked)
    stage, status = stage_of(row), status_of(row)
    left = payable(db.session, [debt.id])[debt.id]
    return render_template(
        "orders/admin_order.html",
        show_phone=show_phone,
        order=row,
        sums=sums_of(row),
        status=status,
        charge=charge_of(row, left) if status.pay else None,
        by_merchant=consent.BY_MERCHANT,
        stage=stage,
        stage_words=words(row, stage) if stage else None,
        stays=why_not(row),
        payments=payments,
        entries=office_timeline(row, payments, receipts),
        cancel_form=cancel_form if closing.cancellable(row, by=actor()) else None,
        note_form=note_form,
        by_hand=[booking for booking in booked.values() if booking.means != Means.NEQUI],
        undoable=unpaying.marked(db.session(), row),
        booked=booked,
        receipts={receipt.id: receipt.number for receipt in receipts},
        invoiceable=row.state in INVOICEABLE,
        creditable=row.state in OPEN and not row.kept_cents,
        documentable=documenting.may_have_one(row, left),
        taxed=documenting.taxed(row),
        owed_by=invoice_of(db.session, row.id),
        debtor=db.session.get(Customer, debt.customer_id) if debt.invoice_id else None,
        left=left,
        elsewhere=_elsewhere(row, booked, payments),
        markable=closing.still_open(row),
    )


def _elsewhere(
    order: Order, booked: dict[str, Booking], own: list[Payment]
) -> list[tuple[Booking, Cents]]:
    """Nequi's payments of a statement that paid this order, too, with what they gave it."""
    known = {payment.message_id for payment in own}
    debt = debt_of(db.session, order.id)
    return [
        (booking, given(db.session, message_id, debt.id))
        for message_id, booking in booked.items()
        if booking.means == Means.NEQUI and message_id not in known
    ]


def _row_id(text: str) -> int:
    """An id typed into the address; raises ValueError, which Flask takes for "not given"."""
    value = int(text)
    if not 0 <= value < LARGEST:
        raise ValueError(text)
    return value


def _requests(order_ids: list[int]) -> dict[int, Payment]:
    """The live or open payment of each order, else its newest; as few queries for any number."""
    debts = db.session.scalars(select(Debt).where(Debt.order_id.in_(order_ids)))
    owners = {debt.name: debt.order_id for debt in debts if debt.order_id is not None}
    ended = nequi.newest("order", [str(order_id) for order_id in order_ids])
    live = {owners[name]: payment for name, payment in nequi.holders(owners).items()}
    return {int(key): payment for key, payment in ended.items()} | live


def to_arrange() -> int:
    """How many orders wait for the merchant to arrange their payment."""
    query = select(func.count(Order.id)).where(Order.state == OrderState.TO_ARRANGE)
    return db.session.scalar(query) or 0


@todo
def arrange_payments() -> Todo | None:
    """The start page's line about orders whose payment is to be arranged."""
    waiting = to_arrange()
    if not waiting:
        return None
    return Todo(
        icon="box",
        title=ngettext("%(num)s pedido por acordar", "%(num)s pedidos por acordar", waiting),
        detail=_("Se hicieron con Nequi apagado. Escríbele a cada cliente para acordar el pago."),
        label=_("Ver pedidos"),
        url=url_for("orders_admin.orders", estado="por-acordar"),
    )


counters["/admin/pedidos"] = to_arrange
