"""The payment page: one page for any payable; nothing is ever done by a GET.

Every address is ``/nequi/<token>``, a signed link without session. A POST acts in a unit of
work and answers 303, so that reload and back are safe.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from nequi_plugin import links, qr
from nequi_plugin.bogota import bogota_date
from nequi_plugin.checkout import words_es as words
from nequi_plugin.checkout.attempt import Stage, latest
from nequi_plugin.checkout.door import Door, door_of
from nequi_plugin.checkout.forms import (
    ActForm,
    ChangeForm,
    CodeForm,
    LetterForm,
    NumberForm,
    PayForm,
)
from nequi_plugin.checkout.pages import MAILED, Page, render_page
from nequi_plugin.checkout.screen import reusable_phone
from nequi_plugin.checkout.status import status_of
from nequi_plugin.checkout.unbroken import unbroken
from nequi_plugin.errors import BadLink, Changed, Refused, UnknownPayable
from nequi_plugin.i18n import _
from nequi_plugin.money import format_pesos
from nequi_plugin.runtime import Runtime
from nequi_plugin.service import actions
from nequi_plugin.service.start import BAD_PHONE
from nequi_plugin.snapshots import Payment
from nequi_plugin.states import Way

Answer = BaseResponse | str | tuple[str | BaseResponse, int]
POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
    "form-action 'self'; base-uri 'none'"
)
PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}
SAFE = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": POLICY}


def make_blueprint(runtime: Runtime) -> Blueprint:
    """The pages of one app under ``/nequi``."""
    door = door_of(runtime)
    pages = Blueprint(
        "nequi",
        "nequi_plugin",
        url_prefix="/nequi",
        template_folder="templates",
        static_folder="static",
    )

    def linked(then: Callable[[Page], Answer]) -> Callable[[str], Answer]:
        return lambda token: _with_link(door, token, then)

    pages.add_url_rule("/<token>", "page", linked(render_page))
    pages.add_url_rule("/<token>", "pay", linked(_pay), methods=["POST"])
    pages.add_url_rule("/<token>/status", "status", lambda token: status_of(door, token))
    for name, act in ACTS.items():
        pages.add_url_rule(f"/<token>/{name}", name, linked(act), methods=["POST"])
    pages.add_url_rule("/<token>/codigo.png", "code_image", linked(_code_image))
    pages.after_request(_private)
    pages.context_processor(lambda: {"_": _})
    pages.add_app_template_filter(format_pesos, "nequi_pesos")
    pages.add_app_template_filter(unbroken)
    return pages


def _with_link(door: Door, token: str, then: Callable[[Page], Answer]) -> Answer:
    try:
        kind, key = links.open_page_token(door.secrets, token, bogota_date(door.desk.now()))
        return then(Page(door, token, kind, key))
    except BadLink as error:
        if error.expired:
            return _gone(words.GONE, HTTPStatus.GONE)
        return _gone(words.NOT_FOUND, HTTPStatus.NOT_FOUND)
    except UnknownPayable:
        return _gone(words.NOT_FOUND, HTTPStatus.NOT_FOUND)


def _gone(sentence: str, status: HTTPStatus) -> Answer:
    return render_template("nequi/gone.html", sentence=_(sentence)), status


def _pay(page: Page) -> Answer:
    """Start or join an attempt, then the page of the one that holds these debts."""
    door = page.door
    form = PayForm(request.form, proof=door.proof(page.token, "pay"))
    if not form.validate():
        return _not_accepted(page, form)
    phone = (form.phone.data or "").strip() or _same_phone(page)
    try:
        started = actions.pay(
            door.desk,
            page.kind,
            page.key,
            phone,
            form_key=form.form_key.data,
            digest=form.digest.data,
        )
    except Refused as error:
        if error.field == "phone":
            return render_page(page, _with_error(form, str(error)))
        return render_page(page, form, _(str(error)))
    except Changed:
        return render_page(page, form, _(words.CHANGED))
    return _to_page_of(page, started.payment)


def _same_phone(page: Page) -> str:
    """What an empty field stands for after an attempt that ended."""
    door = page.door
    return reusable_phone(latest(door.desk, door.session(), page.kind, page.key))


def _not_accepted(page: Page, form: PayForm) -> Answer:
    """A long number is the payer's; a form that is stale, altered or in half is refused whole."""
    if form.phone.errors:
        _with_error(form, BAD_PHONE)
    if form.csrf_token.errors:
        return render_page(page, form, _(words.STALE_FORM)), HTTPStatus.BAD_REQUEST
    if form.form_key.errors or form.digest.errors:
        return render_page(page, form, _(words.ALTERED_FORM)), HTTPStatus.BAD_REQUEST
    return render_page(page, form)


def _with_error(form: PayForm, sentence: str) -> PayForm:
    form.phone.errors = [_(sentence)]
    return form


def _act(page: Page, purpose: str, act: Callable[[str], None], after: str = "") -> Answer:
    """Do one thing to the payable's current attempt, then show the page."""
    door = page.door
    form = ActForm(request.form, proof=door.proof(page.token, purpose))
    if not form.validate():
        return render_page(page, None, _(words.STALE_FORM)), HTTPStatus.BAD_REQUEST
    attempt = latest(door.desk, door.session(), page.kind, page.key)
    try:
        if attempt is not None:
            act(attempt.row.message_id)
    except Refused as error:
        return render_page(page, None, _(str(error)))
    return redirect(page.url + after, HTTPStatus.SEE_OTHER)


def _cancel(page: Page) -> Answer:
    return _act(page, "cancel", lambda mid: actions.cancel(page.door.desk, mid, "payer"))


def _declare(page: Page) -> Answer:
    return _act(page, "declare", lambda mid: actions.declare_none_arrived(page.door.desk, mid))


def _look(page: Page) -> Answer:
    looking = "?mirando=1"
    return _act(page, "look", lambda mid: actions.look_now(page.door.desk, mid), looking)


def _code(page: Page) -> Answer:
    """Ask for a code, or join what is live already."""
    door = page.door
    form = CodeForm(request.form, proof=door.proof(page.token, "code"))
    if not form.validate():
        trouble = words.STALE_FORM if form.csrf_token.errors else words.ALTERED_FORM
        return render_page(page, None, _(trouble)), HTTPStatus.BAD_REQUEST
    try:
        started = actions.pay(
            door.desk,
            page.kind,
            page.key,
            "",
            way=Way.QR,
            form_key=form.form_key.data,
            digest=form.digest.data,
        )
    except Refused as error:
        return render_page(page, None, _(str(error)))
    except Changed:
        return render_page(page, None, _(words.CHANGED))
    return _to_page_of(page, started.payment)


def _code_image(page: Page) -> Answer:
    """The live code as a picture to keep; the page itself when none lives."""
    attempt = latest(page.door.desk, page.door.session(), page.kind, page.key)
    if attempt is None or attempt.stage is not Stage.WAITING or not attempt.row.qr_text:
        return redirect(page.url)
    return Response(qr.png(attempt.row.qr_text), mimetype="image/png")


def _scan(page: Page) -> Answer:
    form = ChangeForm(request.form, proof=page.door.proof(page.token, "scan"))
    return _change(page, form, lambda mid: actions.scan_instead(page.door.desk, mid))


def _to_page_of(page: Page, payment: Payment) -> Answer:
    other = payment.kind, payment.key
    own = other == (page.kind, page.key)
    return redirect(page.url if own else page.door.page_url(*other), HTTPStatus.SEE_OTHER)


def _again(page: Page) -> Answer:
    form = ChangeForm(request.form, proof=page.door.proof(page.token, "again"))
    return _change(page, form, lambda mid: actions.send_again(page.door.desk, mid))


def _number(page: Page) -> Answer:
    form = NumberForm(request.form, proof=page.door.proof(page.token, "number"))
    phone = (form.phone.data or "").strip()
    return _change(page, form, lambda mid: actions.send_to(page.door.desk, mid, phone))


def _change(page: Page, form: ChangeForm, change: Callable[[str], None]) -> Answer:
    """Change the attempt that the form was made for; an older one's form only shows the page."""
    if form.validate():
        attempt = latest(page.door.desk, page.door.session(), page.kind, page.key)
        if attempt is None or attempt.row.message_id != form.reference.data:
            return redirect(page.url, HTTPStatus.SEE_OTHER)
        try:
            change(attempt.row.message_id)
        except Refused as error:
            return _not_changed(page, form, error)
        return redirect(page.url, HTTPStatus.SEE_OTHER)
    if form.csrf_token.errors:
        return render_page(page, None, _(words.STALE_FORM)), HTTPStatus.BAD_REQUEST
    return _not_changed(page, form, Refused(BAD_PHONE, field="phone"))


def _not_changed(page: Page, form: ChangeForm, error: Refused) -> Answer:
    """A sentence by the number's field, or above the page where there is no field."""
    if isinstance(form, NumberForm) and error.field == "phone":
        form.phone.errors = [_(str(error))]
        return render_page(page, number=form)
    return render_page(page, None, _(str(error)))


def _mail(page: Page) -> Answer:
    """Mail this page, or its comprobante, to the typed address; says nothing about it."""
    form = LetterForm(request.form, proof=page.door.proof(page.token, "mail"))
    if not form.validate() and form.csrf_token.errors:
        return render_page(page, None, _(words.STALE_FORM)), HTTPStatus.BAD_REQUEST
    attempt = latest(page.door.desk, page.door.session(), page.kind, page.key)
    try:
        if attempt is not None:
            actions.ask_letter(page.door.desk, attempt.row.message_id, form.email.data or "")
    except Refused as error:
        form.email.errors = [_(str(error))]
        return render_page(page, letter=form)
    return redirect(f"{page.url}?{MAILED}=1#correo", HTTPStatus.SEE_OTHER)


ACTS: dict[str, Callable[[Page], Answer]] = {
    "cancel": _cancel,
    "declare": _declare,
    "look": _look,
    "again": _again,
    "number": _number,
    "code": _code,
    "scan": _scan,
    "mail": _mail,
}
"""Buttons of the page: each posts to its own address."""


def _private(response: Response) -> Response:
    """A page with a token in its address: kept by nobody, found by nobody, sent nowhere."""
    if request.endpoint != "nequi.static":
        response.headers.update(PRIVATE)
        for name, value in SAFE.items():
            response.headers.setdefault(name, value)
    return response
