"""*Marcar como enviado*, *Marcar como entregado*, and the way back of each."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import func, select

from storefront.accounts.access import actor, staff_required
from storefront.backoffice.todo import Todo, todo
from storefront.company.gate import merchant
from storefront.db import db
from storefront.orders.admin import find
from storefront.orders.dispatch import packing, sending
from storefront.orders.dispatch.forms import SendForm, TakeBackForm
from storefront.orders.dispatch.sending import Moved, Parcel
from storefront.orders.models import UNSENT, Delivery, Order
from storefront.orders.stages import Stage, stage_of, why_not, words
from storefront.pdf.answer import pdf_answer

admin = Blueprint("sending_admin", __name__, url_prefix="/admin/pedidos")
SENT = {
    Moved.DONE: _l("Listo: el pedido va en camino y le escribimos a tu cliente."),
    Moved.MENDED: _l("Listo: guardamos los datos del envío y le escribimos a tu cliente."),
    Moved.SAME: _l("No cambió nada: el pedido ya estaba así."),
}
READY = _l("Listo: le escribimos a tu cliente que ya lo puede recoger.")
STEP_GONE = _l("No se cambió: el pedido ya había pasado a otro paso.")


@admin.route("/<int:number>/enviar", methods=["GET", "POST"])
@staff_required
def send(number: int) -> ResponseReturnValue:
    """Who carries it, if anybody does; a POST says that it left, or mends what was said."""
    order = find(number)
    if stage_of(order) in (None, Stage.DONE):
        return _back(order, why_not(order) or str(STEP_GONE))
    known = Parcel.of(order)
    form = SendForm(carrier=known.carrier, guide_number=known.number, guide_url=known.url)
    if not form.validate_on_submit():
        page = render_template("orders/send.html", order=order, form=form,
                               mends=stage_of(order) is Stage.SENT)  # fmt: skip
        return page, 422 if form.is_submitted() else 200
    picked = order.delivery == Delivery.PICKUP
    moved = sending.send(order.id, Parcel() if picked else form.parcel(), by=actor())
    if moved is Moved.NOT_NOW:
        return _back(order, why_not(find(number)) or str(STEP_GONE))
    return _back(order, str(READY if picked and moved is Moved.DONE else SENT[moved]))


@admin.post("/<int:number>/entregar")
@staff_required
def arrive(number: int) -> ResponseReturnValue:
    """Its buyer has it; one press, which can be taken back."""
    order = find(number)
    moved = sending.arrive(order.id, by=actor())
    return _back(order, str(STEP_GONE) if moved is Moved.NOT_NOW else "")


@admin.route("/<int:number>/deshacer-envio", methods=["GET", "POST"])
@staff_required
def take_back(number: int) -> ResponseReturnValue:
    """One step back, with its reason."""
    order = find(number)
    stage = stage_of(order)
    if stage not in (Stage.SENT, Stage.DONE):
        return _back(order, str(STEP_GONE))
    form = TakeBackForm(seen=stage.value)
    if not form.validate_on_submit():
        page = render_template(
            "orders/take_back.html", order=order, form=form, arrived=stage is Stage.DONE,
            word=words(order, stage)[0],
        )  # fmt: skip
        return page, 422 if form.is_submitted() else 200
    moved = sending.take_back(
        order.id, Stage(form.seen.data), by=actor(), reason=form.back_reason.data
    )
    return _back(order, "" if moved is Moved.DONE else str(STEP_GONE))


@admin.get("/<int:number>/lista-de-empaque.pdf")
@staff_required
def packing_list(number: int) -> ResponseReturnValue:
    """What to pack and where it goes, without prices."""
    order = find(number)
    return pdf_answer(packing.draw(order, merchant()), packing.file_of(order))


def _back(order: Order, sentence: str = "") -> ResponseReturnValue:
    if sentence:
        flash(sentence)
    return redirect(url_for("orders_admin.order", number=order.number), 303)


@todo
def to_send() -> Todo | None:
    """The start page's line about sold orders that wait to be packed."""
    waiting = db.session.scalar(select(func.count(Order.id)).where(UNSENT)) or 0
    if not waiting:
        return None
    return Todo(
        icon="truck",
        title=ngettext("%(num)s pedido por enviar", "%(num)s pedidos por enviar", waiting),
        detail=_("Ya están vendidos. Al marcarlos como enviados le avisamos a tu cliente."),
        label=_("Ver pedidos"),
        url=url_for("orders_admin.orders", estado="por-enviar"),
    )
