"""The live statement behind a mailed link: ``/estado/<link>``. A GET changes nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as BaseResponse

from nequi_plugin import BadLink, Changed, Link, Refused, Way
from storefront.company.gate import merchant
from storefront.db import db
from storefront.debts.models import Booking
from storefront.debts.rules import Share
from storefront.debts.withholding import Rates
from storefront.extensions import csrf, nequi
from storefront.pdf.answer import pdf_answer
from storefront.receipts import comprobante
from storefront.statements import choosing, portion, renewing, retaining
from storefront.statements.forms import PayForm
from storefront.statements.mail import payee
from storefront.statements.page import Page, detail_words, page_of
from storefront.statements.paper import draw, paper, paper_name
from storefront.statements.payable import KIND
from storefront.statements.reading import Account, account
from storefront.statements.rules import OpenItem
from storefront.statements.sending import PURPOSE

blueprint = Blueprint("statements", __name__, url_prefix="/estado")
RECENT = timedelta(days=7)


@dataclass(frozen=True)
class Problem:
    """Why a payment did not start; the page shows it and keeps what was typed."""

    status: int
    sentence: str = ""
    changes: tuple[choosing.Change, ...] = ()
    divided: portion.Portion | None = None


class Unconfirmed(Exception):
    """A smaller total whose division was not shown yet; retentions that were not (None)."""

    def __init__(self, divided: portion.Portion | None = None) -> None:
        super().__init__("not confirmed")
        self.divided = divided


class Mistake(Exception):
    """The form needs mending; the sentence is empty when it stands by a field."""


@blueprint.get("/<link>")
def show(link: str) -> ResponseReturnValue:
    """Both faces of one customer's account, and the bar that pays what is ticked."""
    try:
        opened = nequi.open_link(link, PURPOSE)
    except BadLink as bad:
        return _closed(bad)
    page = page_of(_account(opened), link, marked=request.args.get("marcar", ""))
    return _page(opened, page, PayForm(formdata=None, link=opened.id, purpose=PURPOSE))


@blueprint.get("/<link>/pdf")
def pdf(link: str) -> ResponseReturnValue:
    """The page as a file, with the button that opens it."""
    try:
        opened = nequi.open_link(link, PURPOSE)
    except BadLink as bad:
        return _closed(bad)
    seen = _account(opened)
    url = nequi.url_for("statements.show", link=link)
    return pdf_answer(draw(paper(seen, url, opened.expires_at)), paper_name(seen))


@blueprint.get("/<link>/comprobante/<message_id>")
def proof(link: str, message_id: str) -> ResponseReturnValue:
    """The comprobante of a payment of this customer, and of nobody else."""
    try:
        opened = nequi.open_link(link, PURPOSE)
    except BadLink as bad:
        return _closed(bad)
    mine = {"message_id": message_id, "customer_id": int(opened.subject), "kind": KIND}
    booking = db.session.scalar(select(Booking).filter_by(**mine)) or abort(404)
    return comprobante.answer(booking)


@blueprint.post("/<link>/pagar")
@csrf.exempt  # type: ignore[untyped-decorator] # LinkForm carries its own stateless proof
def pay(link: str) -> ResponseReturnValue:
    """Pay what is ticked; a mistake shows the page again with everything kept."""
    try:
        opened = nequi.open_link(link, PURPOSE)
    except BadLink as bad:
        return _closed(bad)
    form = PayForm(link=opened.id, purpose=PURPOSE)
    ticked = frozenset(request.form.getlist("invoices", type=int))
    form.turn()
    if form.by_looks:
        return _page(opened, page_of(_account(opened), link, ticked=ticked), form)
    try:
        return _private(redirect(_start(opened, form, ticked), 303))
    except Mistake as mistake:
        problem = Problem(422, str(mistake))
    except Unconfirmed as asked:
        if asked.divided:
            form.confirmed.data = portion.seal(opened, asked.divided)
        problem = Problem(200, divided=asked.divided)
    except choosing.Altered:
        problem = Problem(400, _("Esta página llegó alterada. Revisa y confirma otra vez."))
    except choosing.Outdated as outdated:
        problem = Problem(409, changes=tuple(outdated.changes))
    except Changed:
        problem = Problem(409, _("Cambió el saldo mientras pagabas. Revisa y confirma otra vez."))
    except Refused as refused:
        problem = _refused(form, refused)
    return _page(opened, page_of(_account(opened), link, ticked=ticked), form, problem)


@blueprint.post("/<link>/nuevo")
@csrf.exempt  # type: ignore[untyped-decorator] # LinkForm carries its own stateless proof
def renew(link: str) -> ResponseReturnValue:
    """Somebody whose link expired asks for a fresh one: it goes to the addresses on file."""
    try:
        opened = nequi.open_link(link, PURPOSE, even_expired=True)
    except BadLink as bad:
        return _closed(bad)
    if opened.expires_at > nequi.now():
        return _private(redirect(url_for("statements.show", link=link), 303))
    form = renewing.RenewForm(link=opened.id, purpose=renewing.PURPOSE)
    if not form.validate():
        return _expired(link, opened, 400, trouble=form.csrf_token.errors[0])
    db.session.rollback()
    renewing.ask(opened)
    return _private(redirect(url_for("statements.show", link=link, pedido=1), 303))


def _start(opened: Link, form: PayForm, ticked: frozenset[int]) -> str:
    """The waiting page's address; raises Mistake and what ``choosing`` raises."""
    valid = form.validate()
    if form.csrf_token.errors:
        raise Mistake(form.csrf_token.errors[0])
    seen = _account(opened)
    chosen = choosing.check_shown(opened, form.shown.data or "", seen.statement.items, ticked)
    if not chosen:
        raise Mistake(_("Marca al menos una factura para pagar."))
    if not valid:
        raise Mistake("")
    shares = _shares(opened, form, chosen, seen.rates)
    db.session.rollback()
    return choosing.pay(
        opened, shares, form.phone.data, form.form_key.data, Way.QR if form.by_code else Way.PUSH
    )


def _shares(
    opened: Link, form: PayForm, chosen: list[OpenItem], rates: Rates
) -> list[Share]:
    """What each ticked document is to receive; raises Mistake and Unconfirmed."""
    if form.retain.data and not rates:
        form.retain.data = ""
        raise Mistake(_("En esta cuenta ya no se practican retenciones. "
                        "Revisa el total y confirma otra vez."))  # fmt: skip
    if form.retain.data:
        kept = retaining.withholding(db.session, rates, chosen)
        if not retaining.confirmed(opened, form.confirmed.data or "", kept):
            raise Unconfirmed
        return kept.shares
    if not form.total.data:
        return choosing.whole(chosen)
    try:
        divided = portion.portion(form.total.data, chosen, merchant().smallest_pesos)
    except portion.BadTotal as bad:
        form.total.errors = [str(bad)]
        raise Mistake("") from None
    if divided is None:
        return choosing.whole(chosen)
    if not portion.confirmed(opened, form.confirmed.data or "", divided):
        raise Unconfirmed(divided)
    return divided.shares


def _refused(form: PayForm, refused: Refused) -> Problem:
    if refused.field != "phone":
        return Problem(409, str(refused))
    form.phone.errors = [str(refused)]
    return Problem(422)


def _account(opened: Link) -> Account:
    """The link's customer; a customer is never deleted while links live."""
    seen = account(db.session, int(opened.subject), at=nequi.now(), since=_since())
    if seen is None:
        raise LookupError(f"customer {opened.subject}")
    return seen


def _since() -> date | None:
    try:
        return date.fromisoformat(request.args.get("desde", ""))
    except ValueError:
        return None


def _page(
    opened: Link, page: Page, form: PayForm, problem: Problem | None = None
) -> ResponseReturnValue:
    form.form_key.data = secrets.token_urlsafe(18)
    form.shown.data = choosing.seal(opened, page.account.statement.items)
    rates = page.account.rates
    kept = _kept(opened, page, form) if rates and form.retain.data else None
    moves = request.args.get("cara") == "movimientos"
    html = render_template(
        "statements/movements.html" if moves else "statements/show.html",
        page=page, form=form, problem=problem, rates=rates, kept=kept, closed=nequi.is_open(),
        payee=payee(), statement=page.account.statement, payment_page=nequi.pay_url,
        detail_words=detail_words,
        fresh=page.last is not None and page.account.statement.at - page.last.approved_at < RECENT,
    )  # fmt: skip
    return _private(make_response(html, problem.status if problem else 200))


def _kept(opened: Link, page: Page, form: PayForm) -> retaining.Withholding:
    """The retentions of every document; those of the ticked ones are shown and sealed."""
    seen = page.account
    every = retaining.withholding(db.session, seen.rates, seen.statement.items)
    form.confirmed.data = retaining.seal(opened, every.of([r.item.debt_id for r in page.ticked]))
    return every


def _closed(bad: BadLink) -> ResponseReturnValue:
    """An expired link is gone (410) and offers a fresh one; any other bad one is unknown (404)."""
    link = (request.view_args or {}).get("link", "")
    if bad.expired:
        return _expired(link, nequi.open_link(link, PURPOSE, even_expired=True), 410)
    return _private(make_response(render_template("statements/closed.html"), 404))


def _expired(link: str, opened: Link, status: int, trouble: str = "") -> ResponseReturnValue:
    form = renewing.RenewForm(formdata=None, link=opened.id, purpose=renewing.PURPOSE)
    html = render_template(
        "statements/expired.html", form=form, trouble=trouble,
        url=url_for("statements.renew", link=link), asked="pedido" in request.args,
    )  # fmt: skip
    return _private(make_response(html, status))


def _private(response: BaseResponse) -> BaseResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
