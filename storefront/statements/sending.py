"""Sending a statement: its row, its link and its mail's job in one transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nequi_plugin import Attachment, Job
from storefront.audit import record
from storefront.customers.models import Customer
from storefront.dates import BOGOTA, bogota_today
from storefront.db import db
from storefront.extensions import nequi
from storefront.pdf.qr import qr_png
from storefront.statements.codes import code_of, digest_of
from storefront.statements.mail import facts
from storefront.statements.models import StatementSend
from storefront.statements.paper import draw, paper, paper_name
from storefront.statements.reading import Account, account
from storefront.statements.rules import Statement

PURPOSE = "statement"
QR = "qr"
"""The name under which the mail's HTML shows its code."""
AFTER_DUE = timedelta(days=30)
LONGEST = timedelta(days=120)


class NoAddress(Exception):
    """The customer has no mail address; its link can be copied instead."""


@dataclass(frozen=True)
class Sent:
    """What was queued: the page's address, to whom, and the row."""

    link: str
    recipient: str
    send_id: int


def send(customer_id: int, *, actor: str) -> list[Sent]:
    """Queue the statement for every address on file, each with a link of its own.

    Raises LookupError (no such customer) and NoAddress.
    """
    with nequi.unit_of_work() as s:
        seen, recipients = _account(s, customer_id)
        if not recipients:
            raise NoAddress(seen.name)
        rows = [_row(s, seen, recipient, "queued") for recipient in recipients]
        for row in rows:
            nequi.enqueue("statement-mail", ref=str(row.id), unique=f"statement-mail:{row.id}")
        record(s, actor, "statement.sent", f"customer:{customer_id}", ", ".join(recipients))
        links = [(row.link_id, row.recipient, row.id) for row in rows]
    return [Sent(address(link_id), to, row_id) for link_id, to, row_id in links]


def link_to_copy(customer_id: int, *, actor: str) -> str:
    """Make a link that no mail carries (WhatsApp, copied by hand); returns its address."""
    with nequi.unit_of_work() as s:
        seen, _recipients = _account(s, customer_id)
        link_id = _row(s, seen, "", "copied").link_id
        record(s, actor, "statement.link_copied", f"customer:{customer_id}")
    return address(link_id)


def address(link_id: int) -> str:
    """The absolute address of the live statement behind a link."""
    return nequi.url_for("statements.show", link=nequi.link_token(link_id))


def recent(customer_id: int, limit: int = 10) -> list[StatementSend]:
    """The last statements sent to a customer, newest first."""
    query = select(StatementSend).filter_by(customer_id=customer_id)
    return list(db.session.scalars(query.order_by(StatementSend.id.desc()).limit(limit)))


@nequi.job("statement-mail", lane="mail")
def deliver(job: Job) -> None:
    """Send one queued statement; what it says is computed now and kept as sent."""
    row = db.session.get(StatementSend, int(job.ref))
    if row is None or row.state == "sent":
        return
    seen = account(db.session, row.customer_id, at=nequi.now())
    if seen is None:
        raise LookupError(f"customer {row.customer_id}")
    send_id, recipient, link = row.id, row.recipient, address(row.link_id)
    code = code_of(row.link_id)
    db.session.rollback()
    until = expires(seen.statement)
    nequi.send_mail(
        kind="statement", to=[recipient], template="mail/statement",
        facts=facts(seen, link, until) | {"qr": QR, "code": code},
        message_id=f"statement-{send_id}",
        attachments=_files(seen, link, until),
    )  # fmt: skip
    with nequi.unit_of_work() as s:
        sent = s.get_one(StatementSend, send_id)
        sent.state, sent.sent_at, sent.error = "sent", nequi.now(), ""
        sent.code_digest = digest_of(code)  # the secret may be another one than when it was queued
        sent.snapshot = snapshot(seen)


@nequi.on_job_failed("statement-mail")
def failed(job: Job, error: Exception) -> None:
    """The last try failed: the row says so, and never *sent*."""
    row = db.session.get(StatementSend, int(job.ref))
    if row is not None and row.state == "queued":
        row.state, row.error = "failed", type(error).__name__


def _files(seen: Account, link: str, until: datetime) -> list[Attachment]:
    """The same figures as PDF, and the code that the mail shows."""
    return [
        Attachment(paper_name(seen), "application/pdf", draw(paper(seen, link, until))),
        Attachment("qr.png", "image/png", qr_png(link), shown_as=QR),
    ]


def expires(statement: Statement) -> datetime:
    """30 days after the latest due date shown, 120 days from now at most."""
    today = bogota_today(statement.at)
    latest = max([today, *(item.due_on for item in statement.items)])
    latest = min(latest, today + LONGEST)  # the last days of the calendar have nothing after them
    last = datetime.combine(latest + AFTER_DUE, datetime.max.time(), BOGOTA).replace(microsecond=0)
    return min(last, statement.at + LONGEST)


def snapshot(seen: Account) -> dict[str, Any]:
    """The statement as it was sent, in JSON's words (centavos, ISO dates)."""
    return {
        "at": seen.statement.at.isoformat(),
        "owed": seen.statement.owed,
        "overdue": seen.statement.overdue,
        "credit": seen.statement.credit,
        "closing": seen.statement.movements.closing,
        "items": [
            asdict(item) | {"issued_on": f"{item.issued_on}", "due_on": f"{item.due_on}"}
            for item in seen.statement.items
        ],
    }


def _account(s: Session, customer_id: int) -> tuple[Account, tuple[str, ...]]:
    seen = account(s, customer_id, at=nequi.now())
    if seen is None:
        raise LookupError(f"customer {customer_id}")
    return seen, s.get_one(Customer, customer_id).recipients


def _row(s: Session, seen: Account, recipient: str, state: str) -> StatementSend:
    until = expires(seen.statement)
    link_id = nequi.make_link(s, PURPOSE, str(seen.customer_id), recipient, until)
    row = StatementSend(
        customer_id=seen.customer_id,
        link_id=link_id, code_digest=digest_of(code_of(link_id)),
        recipient=recipient, state=state, queued_at=nequi.now(), snapshot=snapshot(seen),
    )  # fmt: skip
    s.add(row)
    s.flush()
    return row
