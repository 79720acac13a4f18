"""A fresh statement for somebody whose link has expired: only to the addresses on file."""

from __future__ import annotations

from datetime import datetime

from nequi_plugin import Job, Link
from storefront.dates import BOGOTA
from storefront.extensions import nequi
from storefront.linkforms import LinkForm
from storefront.statements import sending

PURPOSE = "statement-renewal"
HOURS_PER_TURN = 8
"""One fresh statement per customer in each third of a day, however many ask."""


class RenewForm(LinkForm):
    """A button on the page of an expired link: nothing but its proof."""


def ask(link: Link) -> None:
    """Queue it; a second wish in the same turn changes nothing."""
    with nequi.unit_of_work():
        nequi.enqueue(
            "statement-renewal", ref=link.subject,
            unique=f"statement-renewal:{link.subject}:{turn(nequi.now())}",
        )  # fmt: skip


def turn(now: datetime) -> str:
    """The third of Bogota's day in which ``now`` lies."""
    local = now.astimezone(BOGOTA)
    return f"{local:%Y%m%d}-{local.hour // HOURS_PER_TURN}"


@nequi.job("statement-renewal", lane="mail")
def deliver(job: Job) -> None:
    """Send the statement as the office does; who has no address on file gets nothing."""
    try:
        sending.send(int(job.ref), actor="cliente")
    except sending.NoAddress:
        return
