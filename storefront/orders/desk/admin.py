"""*Nuevo pedido*: an order by hand, placed by the same service as the shop's own."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront.accounts.access import actor, staff_required
from storefront.cart.rules import Cart
from storefront.catalog import kept
from storefront.catalog import service as catalog
from storefront.db import db
from storefront.orders import stock
from storefront.orders.checkout import consent
from storefront.orders.checkout.draft import Draft, Placed
from storefront.orders.checkout.places import MAIN_CITIES
from storefront.orders.checkout.placing import place_order, placed
from storefront.orders.checkout.sale import sale_of
from storefront.orders.desk import typed
from storefront.orders.desk.forms import DeskForm
from storefront.orders.desk.typed import Row

admin = Blueprint("desk_admin", __name__, url_prefix="/admin/pedidos")
OFFERED = 300
"""So many variants stand in the list under a row's field; every other one is found by its text."""


@admin.route("/nuevo", methods=["GET", "POST"])
@staff_required
def new() -> ResponseReturnValue:
    """The form; a POST makes one order per form key, or says by each row what is wrong."""
    form = DeskForm()
    if not form.is_submitted():
        form.form_key.data = secrets.token_urlsafe(18)
        return _page(form, typed.padded([]))
    already = placed(db.session(), form.form_key.data or "")
    if already is not None:
        return _to(already)
    rows = typed.rows_of(request.form.getlist("product"), request.form.getlist("quantity"))
    if request.form.get("more"):
        return _page(form, typed.padded(rows, more=True))
    rows, cart = _held(rows)
    right = form.validate()
    if not (right and rows and not any(row.error for row in rows)):
        return _page(form, typed.padded(rows), asked=True), 422
    try:
        made = place_order(_draft(form, cart))
    except stock.SoldOut:
        return _page(form, typed.padded(_held(rows)[0]), asked=True), 409
    flash(_("El pedido %(number)s quedó creado.", number=made.number))
    return _to(made)


def _to(made: Placed) -> ResponseReturnValue:
    return redirect(url_for("orders_admin.order", number=made.number), 303)


def _held(rows: list[Row]) -> tuple[list[Row], Cart]:
    """The rows with what is wrong in each, and the cart of those that are right."""
    cards = kept.shelf().cards
    found = [typed.meant(row, cards) for row in rows]
    ids = [one.variant_id for one in found if not isinstance(one, Row)]
    fresh = catalog.offers(ids)
    wishes: dict[int, int] = {}
    told: list[Row] = []
    for row, one in zip(rows, found, strict=True):
        count = typed.counted(row)
        if isinstance(one, Row):
            told.append(one)
        elif count is None:
            told.append(Row(row.product, row.quantity, typed.bad_count()))
        else:
            offer = fresh.get(one.variant_id)
            wishes[one.variant_id] = wishes.get(one.variant_id, 0) + count
            short = offer is None or wishes[one.variant_id] > offer.available
            lacks = typed.missing(offer) if short else ""
            told.append(Row(typed.name_of(one), row.quantity, lacks))
    return told, typed.held(wishes, fresh)


def _draft(form: DeskForm, cart: Cart) -> Draft:
    buyer = form.buyer()
    return Draft(
        form_key=form.form_key.data, sale=sale_of(cart, None, buyer.department, buyer.city),
        buyer=buyer,
        consent_text=consent.taken_by(actor()), consent_version=consent.BY_MERCHANT,
        by=actor(), note=form.note.data or "",
    )  # fmt: skip


def _page(form: DeskForm, rows: list[Row], asked: bool = False) -> str:
    """``asked``: somebody pressed the button that makes the order."""
    return render_template(
        "orders/new.html",
        form=form,
        rows=rows,
        choices=typed.choices(kept.shelf().cards)[:OFFERED],
        nothing=asked and all(row.empty for row in rows),
        cities=MAIN_CITIES,
    )
