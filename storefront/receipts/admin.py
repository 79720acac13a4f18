"""*Pagos sin recibo*, *Agregar recibo de caja* and the receipts made."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from sqlalchemy import select

from storefront.accounts.access import actor, staff_required
from storefront.backoffice import menu
from storefront.backoffice.todo import Todo, todo
from storefront.company.gate import merchant
from storefront.dates import bogota_today, day_month
from storefront.db import db
from storefront.debts.models import Booking
from storefront.extensions import nequi
from storefront.money import format_cents
from storefront.pdf.answer import file_name, pdf_answer
from storefront.receipts import draft as drafts
from storefront.receipts import reading, service, voiding
from storefront.receipts.automatic import why_left
from storefront.receipts.forms import ReceiptForm, TheirReceiptForm, VoidForm
from storefront.receipts.kept import kept_words
from storefront.receipts.models import Receipt
from storefront.receipts.paper import draw, paper
from storefront.receipts.policy import Policy, policy
from storefront.receipts.series import THEIRS, choices
from storefront.receipts.service import ReceiptData
from storefront.receipts.words import pesos_in_words
from storefront.rowids import asked_id

admin = Blueprint("receipts_admin", __name__, url_prefix="/admin")
TRAY = "/admin/pagos-sin-recibo"
menu.counters[TRAY] = lambda: reading.waiting()[0]


@todo
def receipts_to_make() -> Todo | None:
    """The line on the start page."""
    count, cents = reading.waiting()
    if not count:
        return None
    return Todo(
        "cash",
        ngettext("%(num)d pago sin recibo de caja", "%(num)d pagos sin recibo de caja", count),
        _("%(value)s, el más antiguo del %(day)s", value=format_cents(cents),
          day=day_month(reading.waiting_since() or nequi.now())), _("Agregar recibos"), TRAY,
    )  # fmt: skip


@admin.get("/pagos-sin-recibo")
@staff_required
def tray() -> ResponseReturnValue:
    """Approved payments that wait for their receipt, oldest first."""
    rows, following = reading.unreceipted(after=asked_id("despues") or 0)
    count, cents = reading.waiting()
    return render_template(
        "receipts/tray.html", rows=rows, following=following, count=count, total=cents,
        made=reading.made_on(nequi.now()), left=why_left(rows),
        policy=policy(db.session),
    )  # fmt: skip


@admin.route("/pagos-sin-recibo/<message_id>", methods=["GET", "POST"])
@staff_required
def new(message_id: str) -> ResponseReturnValue:
    """Confirm and make the receipt; a GET only shows, a second try opens the first receipt."""
    draft = drafts.draft(message_id)
    if draft is None:
        return _unknown(message_id)
    if draft.booking.receipt_id is not None:
        return redirect(url_for(".show", receipt_id=draft.booking.receipt_id), 303)
    form = _form()
    if not form.is_submitted():
        form.process(
            received_on=bogota_today(draft.booking.approved_at), city=merchant().city,
            concept=draft.concept,
        )  # fmt: skip
    elif form.validate():
        try:
            made = service.make(message_id, _data(form), person=current_user.name, actor=actor())
        except service.NotReceivable:  # the money went back just now
            return _unknown(message_id)
        except service.NumberTaken:  # somebody typed it just now
            form.validate()
            return render_template("receipts/form.html", form=form, draft=draft,
                                   kept_words=kept_words), 422  # fmt: skip
        return redirect(url_for(".show", receipt_id=made.receipt_id, nuevo=1), 303)
    status = 422 if form.is_submitted() else 200
    html = render_template("receipts/form.html", form=form, draft=draft, kept_words=kept_words)
    return html, status


@admin.get("/recibos")
@staff_required
def index() -> ResponseReturnValue:
    """Receipts, newest first."""
    rows, following = reading.page(after=asked_id("despues") or 0)
    return render_template("receipts/list.html", rows=rows, following=following)


@admin.get("/recibos/<int:receipt_id>")
@staff_required
def show(receipt_id: int) -> ResponseReturnValue:
    """One receipt, ready to print."""
    receipt = db.session.get(Receipt, receipt_id) or abort(404)
    booking = db.session.scalar(select(Booking).filter_by(message_id=receipt.message_id))
    return render_template(
        "receipts/show.html", receipt=receipt, booking=booking, kept_words=kept_words,
        theirs=receipt.series == THEIRS,
        words=pesos_in_words(receipt.total_cents), fresh="nuevo" in request.args,
        settles=reading.settled_later(receipt),
        replaced=[row for row in voiding.earlier(receipt.message_id) if row.id < receipt.id],
    )  # fmt: skip


@admin.route("/recibos/<int:receipt_id>/anular", methods=["GET", "POST"])
@staff_required
def void(receipt_id: int) -> ResponseReturnValue:
    """Ask why and say what follows; a POST voids. A voided one only shows itself."""
    receipt = db.session.get(Receipt, receipt_id) or abort(404)
    there = redirect(url_for(".show", receipt_id=receipt_id), 303)
    if receipt.voided_at is not None:
        return there
    form = VoidForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("receipts/void.html", form=form, receipt=receipt), status
    with suppress(voiding.AlreadyVoided):
        voiding.void(receipt_id, reason=form.void_reason.data, actor=actor())
    return there


@admin.get("/recibos/<int:receipt_id>.pdf")
@staff_required
def pdf(receipt_id: int) -> ResponseReturnValue:
    """The same receipt as a file; the other program prints its own."""
    receipt = db.session.get(Receipt, receipt_id) or abort(404)
    if receipt.series == THEIRS:
        abort(404)
    return pdf_answer(draw(paper(receipt)), file_name(receipt.number))


def _form() -> ReceiptForm:
    if policy(db.session) is Policy.ELSEWHERE:
        return TheirReceiptForm()
    form = ReceiptForm()
    form.series.choices = choices()
    return form


def _data(form: ReceiptForm) -> ReceiptData:
    values: dict[str, Any] = form.data
    return ReceiptData(
        values.get("series", ""), values["received_on"], values["city"] or "",
        values["concept"].strip(), values["note"] or "", values.get("number", ""),
    )  # fmt: skip


def _unknown(message_id: str) -> ResponseReturnValue:
    """Not booked (yet), or its money went back: said, not guessed."""
    if nequi.payment(message_id) is None:
        abort(404)
    return render_template("receipts/unknown.html", payment=nequi.payment(message_id)), 409
