"""*Usar saldo a favor*: a clerk spends what a customer left on her open documents."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import Field

from storefront.accounts.access import actor, staff_required
from storefront.credits import reading, rules, service
from storefront.credits.forms import UndoForm, UseForm, field_of, read
from storefront.credits.models import CreditUse
from storefront.credits.paper import draw, paper
from storefront.credits.service import NotUsable, Wish
from storefront.customers.models import Customer
from storefront.db import db
from storefront.extensions import nequi
from storefront.money import ZERO, Cents, format_cents
from storefront.pdf.answer import file_name, pdf_answer
from storefront.receipts.words import pesos_in_words
from storefront.rowids import asked_id
from storefront.statements.reading import account
from storefront.statements.rules import OpenItem

admin = Blueprint("credits_admin", __name__, url_prefix="/admin")
Fields = list[tuple[OpenItem, Field]]


@admin.route("/clientes/<int:customer_id>/saldo-a-favor", methods=["GET", "POST"])
@staff_required
def use(customer_id: int) -> ResponseReturnValue:
    """Credit and open documents, the oldest due first; a POST uses what stands in the fields."""
    customer = db.session.get(Customer, customer_id) or abort(404)
    form, credit = UseForm(), reading.available(db.session, customer_id)
    items = _items(customer_id)
    only = asked_id("documento")
    asked = [(item.debt_id, item.payable) for item in items if only in (None, item.debt_id)]
    proposed = rules.proposed(asked, credit)
    fields = [(item, field_of(form, item, proposed.get(item.debt_id, ZERO))) for item in items]
    if not form.is_submitted():
        return _page(customer, form, fields, credit)
    shares = read(fields, request.form.to_dict())
    if not form.validate() or any(field.errors for _item, field in fields):
        return _page(customer, form, fields, credit), 422
    wish = Wish(customer_id, shares, form.form_key.data or "", form.note.data or "")
    try:
        made = service.use(wish, person=current_user.name, actor=actor())
    except NotUsable as no:
        customer = db.session.get_one(Customer, customer_id)
        _tell(form, fields, no)
        return _page(customer, form, fields, reading.available(db.session, customer_id)), 409
    return redirect(url_for(".show", use_id=made, nuevo=1), 303)


@admin.get("/clientes/cruces/<int:use_id>")
@staff_required
def show(use_id: int) -> ResponseReturnValue:
    """One cruce, ready to print."""
    made = _made(use_id)
    return render_template(
        "credits/show.html", made=made, origins=reading.origins(use_id),
        customer=db.session.get(Customer, made.customer_id), fresh="nuevo" in request.args,
        words=pesos_in_words(made.total_cents), left=reading.available(
            db.session, made.customer_id
        ),
    )  # fmt: skip


@admin.get("/clientes/cruces/<int:use_id>.pdf")
@staff_required
def pdf(use_id: int) -> ResponseReturnValue:
    """The same as a file."""
    made = _made(use_id)
    return pdf_answer(draw(paper(made)), file_name(made.number))


@admin.route("/clientes/cruces/<int:use_id>/anular", methods=["GET", "POST"])
@staff_required
def undo(use_id: int) -> ResponseReturnValue:
    """Ask why and say what follows; a POST undoes. An undone one only shows itself."""
    made = _made(use_id)
    there = redirect(url_for(".show", use_id=use_id), 303)
    if made.voided_at is not None:
        return there
    form = UndoForm()
    if not form.validate_on_submit():
        return render_template("credits/undo.html", form=form, made=made), (
            422 if form.is_submitted() else 200
        )
    with suppress(service.AlreadyVoided):
        service.void(use_id, reason=form.void_reason.data, actor=actor())
    return there


def _made(use_id: int) -> CreditUse:
    return db.session.get(CreditUse, use_id) or abort(404)


def _items(customer_id: int) -> list[OpenItem]:
    seen = account(db.session, customer_id, at=nequi.now())
    return [item for item in seen.statement.items if item.asked] if seen else []


def _page(customer: Customer, form: UseForm, fields: Fields, credit: Cents) -> str:
    holders = nequi.holders([f"debt:{item.debt_id}" for item, _field in fields])
    kept = account(db.session, customer.id, at=nequi.now())
    return render_template(
        "credits/use.html", customer=customer, form=form, fields=fields, credit=credit,
        holders={int(name.removeprefix("debt:")): who for name, who in holders.items()},
        waiting=Cents(kept.statement.credit - credit) if kept else ZERO,
    )  # fmt: skip


def _tell(form: UseForm, fields: Fields, no: NotUsable) -> None:
    """The refusal by the field that it is about, else on top."""
    label = next((item.number for item, _field in fields if item.debt_id == no.debt_id), "")
    value = format_cents(no.cents)
    sentence = {
        "money": _("Llegó un pago de %(number)s que está en Dinero por resolver: decídelo "
                   "primero.", number=label),
        "asked": _("%(number)s tiene una solicitud de pago en curso. Usa el saldo completo, que "
                   "la cancela, o espera a que termine.", number=label),
        "more": _("%(number)s ahora debe %(value)s: usa eso o menos.", number=label, value=value),
        "credit": _("El saldo a favor disponible es de %(value)s. Baja los valores.", value=value),
        "none": _("Escribe cuánto usar en al menos un documento."),
    }[no.why]  # fmt: skip
    for item, field in fields:
        if item.debt_id == no.debt_id:
            field.errors = [sentence]
            return
    form.form_errors.append(sentence)
