"""Configuración › Envíos."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from storefront.accounts.access import actor, owner_required, staff_required
from storefront.company.gate import forget, merchant
from storefront.shipping.forms import ShippingForm, as_typed
from storefront.shipping.service import keep

admin = Blueprint("shipping_admin", __name__, url_prefix="/admin/configuracion/envios")


@admin.get("")
@staff_required
def page() -> ResponseReturnValue:
    """The tariff; only an owner may save it."""
    forget()
    form = ShippingForm(formdata=None, data=as_typed(merchant().tariff))
    form.add_row()
    return _page(form, 200)


@admin.post("")
@owner_required
def save() -> ResponseReturnValue:
    """Store the tariff, or add a row to what was typed."""
    form = ShippingForm()
    if form.more.data:
        form.add_row()
        return _page(form, 200)
    if not form.validate():
        return _page(form, 422)
    keep(form.read(), actor())
    flash(_("Guardado."))
    return redirect(url_for("shipping_admin.page"), 303)


def _page(form: ShippingForm, status: int) -> ResponseReturnValue:
    return render_template("shipping/form.html", form=form), status
