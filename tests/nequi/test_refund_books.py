"""Each rule of the refund books sees its own planted breach."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import text

from nequi_plugin.books.invariants import check
from tests.nequi.host import Host
from tests.nequi.refunding import ask, breaches, paid, send

PAYMENT, REFUND = "UPDATE nequi_payment SET ", "UPDATE nequi_refund SET "
BREACHES = {  # how far the refund has come → what is planted, and what the books say of it
    "asked": (
        (REFUND + "pesos = 25001", "refunds of 25001 on a capture of 25000"),
        (PAYMENT + "state = 'reversed'", "is reversed, 0 of 25000 went back"),
        (PAYMENT + "capture_told = false", "is under way on payment"),
        (REFUND + "state = 'sending', sent_at = created_at", "is being sent by nobody"),
        (REFUND + "state = 'sending', worker = 'w'", "is being sent by nobody"),
        (REFUND + "state = 'unknown'", "is unknown and was never sent"),
        (REFUND + "pesos = 0", "gives back nothing"),
    ),
    "manual": (
        (PAYMENT + "state = 'rejected'", "which is rejected"),
        (REFUND + "account = ''", "is to be made by hand to nobody"),
        (REFUND + "state = 'done', reference = 'M7'", "nothing proves it"),
        (REFUND + "state = 'done', proof = 'visto'", "nothing proves it"),
    ),
    "done": (
        (PAYMENT + "refunded = 24999", "25000 went back, its row says 24999"),
        (PAYMENT + "state = 'approved'", "is approved, 25000 of 25000 went back"),
        ("DELETE FROM nequi_refund", "0 went back, its row says 25000"),
        (REFUND + "done_at = NULL", "is done at no time"),
        ("DELETE FROM nequi_job WHERE unique_key LIKE 'mail:refund:%'",
         "its mail was never queued"),
    ),
}  # fmt: skip


class Undone(Exception):
    """Leaves a transaction without a trace."""


@pytest.mark.parametrize("state", BREACHES)
def test_a_broken_refund_is_named(host: Host, state: str) -> None:
    refund = ask(host, paid(host), 5_000 if state == "manual" else None)
    if state == "done":
        refund = send(host, refund)
    assert (refund.state, breaches(host)) == (state, [])

    for sql, words in BREACHES[state]:
        found = _planted(host, sql)
        assert any(words in breach for breach in found), (sql, found)
    assert breaches(host) == []


def _planted(host: Host, sql: str) -> list[str]:
    """What the books say while ``sql`` has run."""
    found: list[str] = []
    with suppress(Undone), host.app.app_context(), host.nequi.unit_of_work() as s:
        s.execute(text(sql))
        found += check(s, host.runtime.desk.registry)
        raise Undone
    return found
