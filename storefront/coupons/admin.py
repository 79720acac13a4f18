"""Productos › Cupones: the list, and one coupon in its form."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from storefront.accounts.access import actor, staff_required
from storefront.coupons import service
from storefront.coupons.forms import CouponForm, as_typed
from storefront.coupons.models import Coupon
from storefront.coupons.rules import Why
from storefront.coupons.words import takes
from storefront.dates import bogota_today
from storefront.db import db
from storefront.extensions import nequi
from storefront.money import Cents
from storefront.rowids import asked_id

admin = Blueprint("coupons_admin", __name__, url_prefix="/admin/productos/cupones")
PAGE = 50
RICH = Cents(10**15)
"""Products of any price: what is then still wrong with a coupon is wrong for everybody."""


@admin.get("")
@staff_required
def index() -> ResponseReturnValue:
    """One page of coupons, newest first; ``?antes=<id>`` goes on from there."""
    before = asked_id("antes")
    query = select(Coupon).order_by(Coupon.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(Coupon.id < before)
    rows = db.session.scalars(query).all()
    today = bogota_today(nequi.now())
    return render_template(
        "coupons/list.html",
        coupons=[(row, row.terms.why_not(RICH, today)) for row in rows[:PAGE]],
        older=rows[PAGE - 1].id if len(rows) > PAGE else None,
        takes=takes,
        Why=Why,
    )


@admin.route("/nuevo", methods=["GET", "POST"])
@staff_required
def new() -> ResponseReturnValue:
    """An empty form."""
    return _edit(None, CouponForm())


@admin.route("/<int:coupon_id>", methods=["GET", "POST"])
@staff_required
def edit(coupon_id: int) -> ResponseReturnValue:
    """One coupon in its form."""
    row = db.session.get(Coupon, coupon_id) or abort(404)
    form = CouponForm() if request.method == "POST" else CouponForm(data=as_typed(row))
    return _edit(row, form)


def _edit(row: Coupon | None, form: CouponForm) -> ResponseReturnValue:
    if not (form.validate_on_submit() and _saved(row, form)):
        page = render_template("coupons/form.html", coupon=row, form=form)
        return page, 422 if form.is_submitted() else 200
    flash(_("Guardado."))
    return redirect(url_for("coupons_admin.index"), 303)


def _saved(row: Coupon | None, form: CouponForm) -> bool:
    try:
        service.save(row.id if row else None, form.read(), actor())
    except service.Taken:
        form.code.errors = [_("Ya hay un cupón con ese código.")]
    except service.TooFew as few:
        form.most_uses.errors = [
            _("Ya se usó %(used)s veces: escribe ese número o más.", used=few.used)
        ]
    else:
        return True
    return False
