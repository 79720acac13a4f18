"""Rendering a payment page, fresh or after a form that was not accepted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from markupsafe import Markup

from nequi_plugin import qr
from nequi_plugin.checkout import words_code
from nequi_plugin.checkout import words_es as words
from nequi_plugin.checkout.attempt import Attempt, Stage
from nequi_plugin.checkout.door import Door
from nequi_plugin.checkout.forms import (
    ActForm,
    ChangeForm,
    CodeForm,
    LetterForm,
    NumberForm,
    PageForm,
    PayForm,
    new_form_key,
)
from nequi_plugin.checkout.ladder import ladder_of
from nequi_plugin.checkout.screen import Screen, amount_shown, moments, read_screen
from nequi_plugin.digest import digest_of
from nequi_plugin.i18n import _
from nequi_plugin.money import clean_phone, mask_phone, show_phone
from nequi_plugin.states import Way

BODIES = {
    Stage.WAITING: "wait",
    Stage.CANCELLING: "wait",
    Stage.CHANGING: "wait",
    Stage.QUEUED: "wait",
    Stage.NO_WORKER: "wait",
    Stage.SENDING: "wait",
    Stage.CHECKING: "unknown",
    Stage.UNKNOWN: "unknown",
    Stage.UNKNOWN_LATE: "unknown",
    Stage.APPROVED: "paid",
    Stage.REVIEW: "paid",
}
"""Which body a stage has; every other one is an ending that offers to pay again."""

MAILED = "enviado"
TEST_NUMBERS = (1, 2, 3, 4, 8, 10, 18)


@dataclass(frozen=True)
class Page:
    """An opened link: the payable it stands for, and its own address."""

    door: Door
    token: str
    kind: str
    key: str

    @property
    def url(self) -> str:
        """The page's own path."""
        return url_for("nequi.page", token=self.token)


def render_page(
    page: Page,
    form: PayForm | None = None,
    trouble: str = "",
    number: NumberForm | None = None,
    letter: LetterForm | None = None,
) -> str:
    """The page as it stands; ``form``, ``number`` and ``letter`` keep what was typed,
    ``trouble`` is told above it."""
    screen = read_screen(page.door, page.kind, page.key)
    attempt = screen.attempt
    return render_template(
        f"nequi/{_body(attempt)}.html",
        **_facts(page, screen),
        **_acts(page),
        **_changes(page, attempt, number),
        form=_form(page, screen, form) if screen.can_pay else None,
        scan=_scan(page, screen) if screen.can_pay else None,
        code=_code(page, screen),
        trouble=trouble or _refusal(attempt),
        letter=_letter(page, attempt, letter),
        mailed=MAILED in request.args,
        looking="mirando" in request.args,
        live=attempt is not None and attempt.live,
    )


def _body(attempt: Attempt | None) -> str:
    if attempt is None:
        return "form"
    if attempt.row.way == Way.QR and attempt.stage is Stage.WAITING and attempt.row.qr_text:
        return "code"
    return BODIES.get(attempt.stage, "end")


def _facts(page: Page, screen: Screen) -> dict[str, Any]:
    attempt = screen.attempt
    return {
        "screen": screen,
        "attempt": attempt,
        "said": screen.said,
        "stage": "" if attempt is None else str(attempt.stage),
        "amount": amount_shown(screen),
        "moments": {} if attempt is None else moments(page.door, attempt),
        "seller": screen.merchant,
        "other_ways": screen.extras.get("other_ways") or "",
        "order_url": screen.extras.get("order_url") or screen.due.return_url,
        "back_label": screen.extras.get("back_label") or _("Volver a la tienda"),
        "kept": screen.extras.get("kept") or "",
        "question": screen.extras.get("question"),
        "said_phone": "" if attempt is None else _payer_shown(attempt),
        "is_code": attempt is not None and attempt.row.way == Way.QR,
        "test_mode": page.door.test_mode,
        "phone_page_url": page.door.phone_page_url,
        "test_numbers": _test_numbers(page.door),
        "minutes": page.door.desk.expiry_minutes,
    }


def _acts(page: Page) -> dict[str, Any]:
    """Addresses and proofs of the page's buttons."""
    return {
        "page_url": page.url,
        "status_url": url_for("nequi.status", token=page.token),
        **{name: Button(page, name) for name in ("cancel", "declare", "look")},
    }


def _changes(page: Page, attempt: Attempt | None, given: NumberForm | None) -> dict[str, Any]:
    """The steps of "¿No te llegó?" and their forms; empty where nothing waits."""
    ladder = ladder_of(page.door, attempt)
    if ladder is None or attempt is None:
        return {"ladder": None}
    door, token = page.door, page.token
    again = ChangeForm(proof=door.proof(token, "again"))
    number = NumberForm(proof=door.proof(token, "number"))
    scan = ChangeForm(proof=door.proof(token, "scan"))
    for form in (again, number, scan):
        form.reference.data = attempt.row.message_id
    number.phone.label.text = _("Otro número Nequi")
    if given is not None:
        number.phone.data = given.phone.data
        number.phone.errors = list(given.phone.errors)
    return {
        "ladder": ladder,
        "again": Act(url_for("nequi.again", token=token), again),
        "number": Act(url_for("nequi.number", token=token), number),
        "instead": Act(url_for("nequi.scan", token=token), scan),
    }


def _letter(page: Page, attempt: Attempt | None, given: LetterForm | None) -> Act | None:
    """The form that mails this page, or its comprobante; None before the first attempt."""
    if attempt is None:
        return None
    form = LetterForm(proof=page.door.proof(page.token, "mail"))
    paid = attempt.stage is Stage.APPROVED
    form.email.label.text = _(words.COPY_TO) if paid else _(words.LINK_TO)
    if given is not None:
        form.email.data = given.email.data
        form.email.errors = list(given.email.errors)
    return Act(url_for("nequi.mail", token=page.token), form)


def _refusal(attempt: Attempt | None) -> str:
    """Why the request that should have followed this one was not sent."""
    if attempt is None or attempt.live or not attempt.row.next_refusal:
        return ""
    return _(attempt.row.next_refusal)


@dataclass(frozen=True)
class Act:
    """Where a button posts to, and its form's hidden proof."""

    url: str
    form: PageForm


@dataclass(frozen=True)
class Button:
    """An act that asks nothing; made only where the template shows it, which is mostly nowhere."""

    page: Page
    name: str

    @property
    def url(self) -> str:
        """Where it posts to."""
        return url_for(f"nequi.{self.name}", token=self.page.token)

    @property
    def form(self) -> ActForm:
        """Its hidden proof."""
        return ActForm(proof=self.page.door.proof(self.page.token, self.name))


def _payer_shown(attempt: Attempt) -> str:
    scanned = attempt.row.way == Way.QR
    return _(words_code.SCANNED) if scanned else mask_phone(attempt.row.phone)


def _scan(page: Page, screen: Screen) -> Act:
    """The form that asks for a code."""
    form = CodeForm(proof=page.door.proof(page.token, "code"))
    form.form_key.data = new_form_key()
    form.digest.data = digest_of(page.door.desk.secret, page.kind, page.key, screen.due)
    return Act(url_for("nequi.code", token=page.token), form)


@dataclass(frozen=True)
class Code:
    """A live code as its page shows it."""

    drawing: Markup
    image_url: str
    scan: str
    back: str


def _code(page: Page, screen: Screen) -> Code | None:
    attempt = screen.attempt
    if attempt is None or _body(attempt) != "code":
        return None
    until = moments(page.door, attempt).get("until", "")
    banks = page.door.qr_other_banks
    return Code(
        drawing=qr.svg(attempt.row.qr_text or ""),
        image_url=url_for("nequi.code_image", token=page.token),
        scan=_(words_code.SCAN_ANY) if banks else _(words_code.SCAN_NEQUI),
        back=_(words_code.BACK, until=until),
    )


def _form(page: Page, screen: Screen, given: PayForm | None) -> PayForm:
    """A fresh form over the due of this moment; typed words and errors of ``given`` stay."""
    digest = digest_of(page.door.desk.secret, page.kind, page.key, screen.due)
    form = PayForm(proof=page.door.proof(page.token, "pay"))
    form.form_key.data = new_form_key()
    form.digest.data = digest
    form.phone.label.text = _("Tu número Nequi")
    if given is not None:
        form.phone.data = given.phone.data
        form.phone.errors = list(given.phone.errors)
    elif screen.said is not None and screen.said.field_error:
        form.phone.errors = [screen.said.field_error]
    elif screen.attempt is None:
        form.phone.data = _shown(screen.due.phone_hint)
    return form


def _shown(phone: str) -> str:
    """A number as people group it; what is no mobile stays as it is."""
    digits = clean_phone(phone)
    return show_phone(digits) if digits else phone


def _test_numbers(door: Door) -> Iterable[tuple[str, str]]:
    """(number, what it does) of the short list, in test mode only."""
    if not door.test_mode:
        return ()
    from nequi_plugin.simulator.phones import SCRIPTS, number

    return [(show_phone(number(serial)), SCRIPTS[serial].label) for serial in TEST_NUMBERS]
