"""Mails, as HTML and as text; then the development pages around them."""
from __future__ import annotations

import re

from tests.support.shots.plan import MAILS
from tests.support.shots.stage import Stage


def mails(on: Stage) -> None:
    """The newest of each kind."""
    with on.camera.person() as page:
        for kind in MAILS:
            address = f"{on.mailbox_url}/messages/{on.mail(kind).id}"
            page.goto(f"{address}/html")
            on.camera.shoot(page, f"mail-{kind}")
            page.goto(f"{address}?ver=texto")
            on.camera.shoot(page, f"mail-{kind}-text")
        page.goto(on.mailbox_url)
        on.camera.shoot(page, "mailbox")
        page.goto(f"{on.mailbox_url}/messages/{on.mail('receipt').id}")
        on.camera.shoot(page, "mailbox-mail")
        page.goto(on.phone.url)
        on.camera.shoot(page, "phone")


def verified(on: Stage) -> None:
    """What the code at the foot of a comprobante opens."""
    text = on.text(on.mail("receipt"))
    found = re.search(r"https?://\S+/recibo/\S+", text)
    if not found:
        raise LookupError("the comprobante's mail names no address to verify it")
    with on.camera.person() as page:
        page.goto(found.group())
        on.camera.shoot(page, "receipt-verify")
