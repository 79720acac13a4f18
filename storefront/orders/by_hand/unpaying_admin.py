"""*Deshacer pago marcado a mano*: the owner, with her password and a reason."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.security import check_password_hash
from wtforms import HiddenField, PasswordField
from wtforms.validators import DataRequired, Length

from storefront.accounts.access import actor, owner_required
from storefront.db import db
from storefront.orders.admin import find
from storefront.orders.by_hand import unpaying
from storefront.orders.by_hand.unpaying import Undone
from storefront.orders.credit.selling import invoice_of
from storefront.reasons import reason_field
from storefront.receipts.reading import numbers

admin = Blueprint("unpaying_admin", __name__, url_prefix="/admin/pedidos")
WORDS = {
    Undone.DONE: _l("El pago quedó deshecho: el pedido vuelve a estar sin pagar."),
    Undone.COVERED: _l(
        "El pago quedó deshecho. El pedido sigue pagado: lo cubre el saldo a favor de otro pago."
    ),
    Undone.RECEIPT: _l("No se deshizo: el pago tiene recibo de caja. Anúlalo primero."),
    Undone.GONE: _l("No se deshizo: el pedido ya no tiene ese pago."),
}


class UndoForm(FlaskForm):  # type: ignore[misc] # flask-wtf ships no types
    """``message_id`` is the payment that the person sees."""

    message_id = HiddenField(validators=[DataRequired(), Length(max=20)])
    undo_reason = reason_field(_l("Escribe el motivo: queda en el historial."), 100)
    password = PasswordField(
        _l("Tu clave"),
        [DataRequired(message=_l("Escribe tu clave para seguir.")), Length(max=200)],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Her password is looked at last: it is slow on purpose."""
        if not super().validate(extra_validators):
            return False
        right = check_password_hash(current_user.password_hash, self.password.data)
        if not right:
            self.password.errors = [_("Esa no es tu clave.")]
        return right


@admin.route("/<int:number>/deshacer-pago", methods=["GET", "POST"])
@owner_required
def undo(number: int) -> ResponseReturnValue:
    """Say what follows and ask; a POST takes the payment back."""
    order = find(number)
    there = redirect(url_for("orders_admin.order", number=number), 303)
    booking = unpaying.marked(db.session(), order)
    if booking is None:
        flash(WORDS[Undone.GONE])
        return there
    form = UndoForm(message_id=booking.message_id)
    if booking.receipt_id is None and form.validate_on_submit():
        order_id = order.id
        db.session.rollback()
        flash(WORDS[unpaying.undo(order_id, form.message_id.data, by=actor(),
                                  reason=form.undo_reason.data)])  # fmt: skip
        return there
    receipt = numbers({booking.receipt_id}).get(booking.receipt_id) if booking.receipt_id else None
    page = render_template(
        "orders/undo_payment.html", order=order, booking=booking, form=form, receipt=receipt,
        invoice=invoice_of(db.session, order.id),
    )  # fmt: skip
    return page, 422 if form.is_submitted() else 200
