"""The merchant's view of one customer's statement: read it, send it, copy its link."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from storefront.accounts.access import actor, staff_required
from storefront.company.gate import merchant
from storefront.customers.models import Customer
from storefront.dates import bogota_today
from storefront.db import db
from storefront.extensions import nequi
from storefront.money import format_cents
from storefront.pdf.answer import pdf_answer
from storefront.statements import sending
from storefront.statements.cutoff import CutoffForm
from storefront.statements.page import due_words
from storefront.statements.paper import draw, paper, paper_name
from storefront.statements.reading import account
from storefront.statements.rules import Statement

admin = Blueprint("statements_admin", __name__, url_prefix="/admin/clientes")


@admin.get("/<int:customer_id>/estado-de-cuenta")
@staff_required
def show(customer_id: int) -> ResponseReturnValue:
    """What the mail would say now, what was sent before, and the ways to send it.

    With ``?corte=2026-10-31`` the account as it stood when that day ended: read, not sent.
    """
    return _page(customer_id)


@admin.get("/<int:customer_id>/estado-de-cuenta.pdf")
@staff_required
def pdf(customer_id: int) -> ResponseReturnValue:
    """The same for printing; without a button, since nobody's link is in it."""
    at = CutoffForm(request.args).at() or nequi.now()
    seen = account(db.session, customer_id, at=at) or abort(404)
    return pdf_answer(draw(paper(seen)), paper_name(seen))


@admin.post("/<int:customer_id>/estado-de-cuenta/enviar")
@staff_required
def send(customer_id: int) -> ResponseReturnValue:
    """Queue the mail; without an address the page says what to do instead."""
    try:
        sent = sending.send(customer_id, actor=actor())
    except LookupError:
        abort(404)
    except sending.NoAddress:
        flash(_("Este cliente no tiene correo. Copia el enlace y envíaselo por WhatsApp."), "bad")
        return redirect(url_for(".show", customer_id=customer_id), 303)
    recipients = ", ".join(one.recipient for one in sent)
    flash(_("Estado de cuenta en camino a %(to)s.", to=recipients), "ok")
    return redirect(url_for(".show", customer_id=customer_id), 303)


@admin.post("/<int:customer_id>/estado-de-cuenta/enlace")
@staff_required
def link(customer_id: int) -> ResponseReturnValue:
    """Make a link to copy; it is shown once, on this answer."""
    try:
        copied = sending.link_to_copy(customer_id, actor=actor())
    except LookupError:
        abort(404)
    return _page(customer_id, copied)


def _told(statement: Statement, name: str, link: str) -> str:
    """What WhatsApp's message says: who writes, what is owed now, and where to see and pay it."""
    shop = merchant().trade_name or merchant().name
    owed, late = format_cents(statement.owed), format_cents(statement.overdue)
    if not statement.owed:
        debt = _("Estás al día.")
    elif statement.overdue:
        debt = _("Debes %(owed)s; de eso, %(late)s ya se venció.", owed=owed, late=late)
    else:
        debt = _("Debes %(owed)s.", owed=owed)
    return str(_("Hola, %(name)s. Este es tu estado de cuenta con %(shop)s. %(debt)s Míralo y paga "
             "aquí: %(link)s", name=name, shop=shop, debt=debt, link=link))  # fmt: skip


def _page(customer_id: int, copied: str = "") -> ResponseReturnValue:
    cutoff = CutoffForm(request.args)
    past = cutoff.at()
    seen = account(db.session, customer_id, at=past or nequi.now()) or abort(404)
    customer = db.session.get_one(Customer, customer_id)
    text = quote(_told(seen.statement, customer.name, copied))
    phone = f"57{customer.phone}" if customer.phone else ""
    return render_template(
        "statements/office.html",
        customer=customer, statement=seen.statement, sends=sending.recent(customer_id),
        due_words=due_words, form=FlaskForm(), copied=copied, cutoff=cutoff,
        past=bogota_today(past) if past else None,
        whatsapp=f"https://wa.me/{phone}?text={text}",
    )  # fmt: skip
