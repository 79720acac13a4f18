"""Mails as folders of three templates: ``<template>/{subject.txt,body.txt,body.html}``.

The plugin's own live under ``nequi/mail/<kind>/``: ``receipt``, ``merchant-notice``,
``payment-rejected``, ``payment-expired``, ``refund`` (the ``Refund`` stands beside the
payment), ``payment-link`` (the page itself, asked for by whoever looks at it). A host
overrides any of them by a file of the same name, and feeds them by
``@nequi.mail_context(kind)``. Without an override they print these facts, each of them
optional: ``merchant`` (name, nit, address, phone, whatsapp, email), ``shop_name``,
``payer``, ``payee``, ``lines`` ((label, pesos) pairs), ``rest`` (a sentence on what is still
owed), ``link`` and ``link_label`` (the one button), ``notes`` (sentences). A comprobante that
its payer sends on has ``copy`` and no ``link``: what leads into an account is not for others.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from css_inline import CSSInliner
from flask import Flask

from nequi_plugin import ledger, refund_ledger
from nequi_plugin.bogota import show_moment
from nequi_plugin.database.transactions import assert_outside
from nequi_plugin.i18n import _
from nequi_plugin.mail.smtp import Addressed, Rendered, send
from nequi_plugin.money import format_pesos
from nequi_plugin.payable import Attachment, Job, MailContext
from nequi_plugin.service import letters
from nequi_plugin.snapshots import Payment

if TYPE_CHECKING:
    from nequi_plugin.runtime import Runtime

FOLDER = "nequi/mail"
_BREAKS = re.compile(r"[^\S\u00a0]+")
"""What a subject may break at; the space after $ is none of them."""
_INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def render(app: Flask, template: str, facts: Mapping[str, Any]) -> Rendered:
    """The three texts of ``template`` with ``facts``; works without a request."""

    def text(name: str) -> str:
        return app.jinja_env.get_template(f"{template}/{name}").render(known)

    known = {"_": _, "show_moment": show_moment, "format_pesos": format_pesos, **facts}
    subject = " ".join(_BREAKS.split(text("subject.txt").strip()))
    html = _INLINER.inline(text("body.html"))
    return Rendered(subject, text("body.txt").strip() + "\n", html)


def send_template(
    runtime: Runtime,
    kind: str,
    to: Sequence[str],
    template: str,
    facts: Mapping[str, Any],
    message_id: str,
    attachments: Sequence[Attachment] = (),
) -> None:
    """Render and send to each recipient, with a Message-ID made of ``message_id`` and address.

    Only from a job. Raises smtplib.SMTPException, OSError, OpenTransaction.
    """
    assert_outside()
    public = runtime.settings.public_url
    rendered = render(runtime.app, template, {"public_url": public, **facts})
    host = urlsplit(public).hostname or "localhost"
    send(
        runtime.app,
        kind,
        rendered,
        [Addressed(recipient, stable_id(message_id, recipient, host)) for recipient in to],
        attachments,
    )


def stable_id(message_id: str, recipient: str, host: str) -> str:
    """The same Message-ID for the same mail to the same person, at every try."""
    text = f"{message_id}\n{recipient.lower()}".encode()
    return f"<{hashlib.sha256(text).hexdigest()[:40]}@{host}>"


def deliver_payment_mail(runtime: Runtime, job: Job) -> None:
    """Handler of the plugin's mail jobs; ``job.ref`` is ``<kind>:<MessageID>``, and for a
    refund its own reference after another colon.

    The host's facts are gathered in a unit of work (it may make links), its files are made and
    the mail is sent after it. A host that names nobody sends nothing.
    """
    kind, message_id, *refund = job.ref.split(":")
    found = _gather(runtime, kind, message_id)
    if found is None:
        return
    payment, context = found
    facts = {"payment": payment, **context.facts}
    if refund:
        facts["refund"] = runtime.desk.in_read(lambda s: refund_ledger.find(s, refund[0]))
    name = "-".join((kind, message_id, *refund))
    template, files = f"{FOLDER}/{kind}", context.attach()
    send_template(runtime, kind, context.recipients, template, facts, name, files)


def deliver_letter(runtime: Runtime, job: Job, page_url: Callable[[str, str], str]) -> None:
    """Handler of ``nequi.letter``; ``job.ref`` is the row's id. The host's facts are those of
    its own mail of this kind, its recipients are not asked; without them the link goes bare.

    A comprobante's ``copy`` is for somebody else: it carries no way into the payer's pages.
    """
    letter = runtime.desk.in_read(lambda s: letters.find(s, int(job.ref)))
    if letter is None:
        return
    with runtime.sessions.unit() as s:
        payment = ledger.find(s, letter.message_id)
        tell = runtime.desk.registry.mails.get(letter.kind)
        context = tell(payment) if payment is not None and tell is not None else None
    if payment is None:
        return
    facts = {"payment": payment, **(context.facts if context else {})}
    if letter.kind == letters.LINK:
        facts["link"] = page_url(payment.kind, payment.key)
    else:
        facts |= {"link": "", "copy": True}
    files = context.attach() if context else ()
    send_template(
        runtime, letter.kind, (letter.address,), f"{FOLDER}/{letter.kind}", facts,
        f"letter-{letter.id}", files,
    )  # fmt: skip


def _gather(runtime: Runtime, kind: str, message_id: str) -> tuple[Payment, MailContext] | None:
    tell = runtime.desk.registry.mails.get(kind)
    if tell is None:
        return None
    with runtime.sessions.unit() as s:
        payment = ledger.find(s, message_id)
        context = None if payment is None else tell(payment)
    if payment is None or context is None or not context.recipients:
        return None
    return payment, context
