"""Names that are programs: stored, then shown by every page and mail as plain text."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from sqlalchemy import select

from nequi_plugin import Job
from storefront.company.gate import forget
from storefront.db import Model, db
from storefront.extensions import nequi
from storefront.mailbox import parts
from storefront.receipts.models import Receipt
from storefront.statements import sending
from tests.security.estate import CLERK, NOBODY, OWNER, Estate
from tests.security.forms import pages, visitor
from tests.security.payloads import PAYLOADS, SUM
from tests.storefront.papers import Paper

KINDS = ("receipt", "merchant-notice", "payment-rejected", "payment-expired")


class _Strange(HTMLParser):
    """Collects what a payload would have made if a page took it for HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") or name == "zz" or (name == "id" and value == "zz"):
                self.found.append(f"<{tag} {name}={value}>")
            link = name in ("href", "src", "action")
            target = (value or "").partition("?")[0]  # a text for WhatsApp may quote a name
            if link and re.search(r"javascript:|zz\.example", target):
                self.found.append(f"<{tag} {name}={value}>")
        given = dict(attrs)
        self._data = tag == "script" and given.get("type") == "application/ld+json"
        if tag == "script" and "src" not in given and not self._data:
            self.found.append("<script>")

    def handle_data(self, data: str) -> None:
        """What search engines read stays whole JSON, without a sign that could end it."""
        if self._data:
            self._data = False
            json.loads(data)
            self.found += ["<script ld+json>"] if "<" in data else []


def strange(page: str, payloads: Sequence[str]) -> list[str]:
    """Elements and attributes that a payload made, and sums that a template did for it."""
    reader = _Strange()
    reader.feed(page)
    raw = [payload for payload in payloads if payload in page]
    return reader.found + raw + ([SUM] if SUM in page else [])


TYPED = frozenset({
    "name", "label", "detail", "maker", "description", "alt", "legal_name", "trade_name",
    "address", "city", "barrio", "indications", "invoice_name", "payer_name", "received_from",
    "concept", "note", "made_by", "other_payment_text", "website", "merchant_name", "answered_name",
})  # fmt: skip


KEYED = frozenset({"nequi_debt", "nequi_claim", "order_event"})
"""Here a name or a detail is a key of ours, which nobody types."""


def rename(estate: Estate, name: str) -> None:
    """Everything that people named is called ``name`` from now on, whatever table holds it."""
    with estate.app.app_context():
        with nequi.unit_of_work() as s:
            for table in Model.metadata.sorted_tables:
                typed = TYPED & set(table.columns.keys())
                if typed and table.name not in KEYED:
                    s.execute(table.update().values(dict.fromkeys(typed, name)))
        forget()


@pytest.mark.parametrize("first", range(0, len(PAYLOADS), 14))
def test_no_page_takes_a_name_for_its_own(estate: Estate, first: int) -> None:
    payloads = PAYLOADS[first : first + 14]
    where, browsers = list(pages(estate)), {w: visitor(estate, w) for w in (NOBODY, OWNER)}
    rename(estate, " ".join(payloads))
    wrong, shown = [], 0
    for who, path in where:
        answer = browsers[who].get(path)
        assert answer.status_code in (200, 410), f"{path}: {answer.status_code}"  # 410: expired
        wrong += [f"{path}: {what}" for what in strange(answer.text, payloads)]
        shown += "zz" in html.unescape(answer.text)

    assert wrong == []
    assert shown > 40, "the names are hardly shown, so the test says little"


@pytest.mark.parametrize("first", range(0, len(PAYLOADS), 14))
def test_no_mail_takes_a_name_for_its_own(estate: Estate, first: int) -> None:
    payloads = PAYLOADS[first : first + 14]
    rename(estate, " ".join(payloads))
    mails = posted(estate)

    kinds = {str(mail["X-Store-Mail-Kind"]) for mail in mails}
    assert kinds >= {*KINDS, "statement", "cash-receipt"}
    for mail in mails:
        page = parts.html_of(mail)
        assert strange(page, [one for one in payloads if "<" in one]) == [], mail["Subject"]
        for file in mail.iter_attachments():
            links = Paper(file.get_content()).links
            assert links
            assert {link.partition("/estado/")[0].partition("/recibo/")[0] for link in links} == {
                "http://localhost"
            }
        assert SUM not in parts.text_of(mail) + str(mail["Subject"])


@pytest.mark.parametrize("end", ["\r\n", "\n", "\u2028", "%0d%0a"])
def test_no_name_adds_a_header_or_a_recipient(estate: Estate, end: str) -> None:
    rename(estate, f"Ana{end}Bcc: zz@evil.example{end}X-Evil: 1{end}{end}<b>cuerpo</b>")
    for mail in posted(estate):
        assert mail["Bcc"] is None
        assert mail["X-Evil"] is None
        assert "evil.example" not in str(mail["To"]) + str(mail["From"])
        assert not re.search(r"[\r\n]", str(mail["Subject"]))


def posted(estate: Estate) -> list[EmailMessage]:
    """Every kind of mail, made and sent as the worker does; what arrived."""
    box = estate.mailbox.box
    box.empty()
    with estate.app.app_context():
        sent = sending.send(1, actor=CLERK)
        work("statement-mail", str(sent[0].send_id))
        receipt = db.session.scalars(select(Receipt.id).order_by(Receipt.id.desc())).first()
        work("cash-receipt", str(receipt))
        work("order-received", estate.orders["paid"])
        for kind in KINDS:
            for whose in ("ours", "paid"):
                work("nequi.mail", f"{kind}:{estate.payments[whose]}")
    return [box.parsed(mail.id) for mail in box.newest()]


def work(kind: str, ref: str) -> None:
    """One job, here and now."""
    nequi.registry.jobs[kind].handler(Job(0, kind, ref, 0))
