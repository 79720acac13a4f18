"""More ways of the kill matrix: money goes back, a recibo is voided, a payment ends by itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import requests

from tests.proofs.people import Visitor

if TYPE_CHECKING:
    from tests.proofs.test_kill_matrix import Chain

DEAD_OR_LATE = (requests.ConnectionError, requests.Timeout)


def refunding(chain: Chain, name: str) -> str:
    """The owner gives a whole payment back; the process dies at ``name``."""
    page, mid = _paid(chain)
    owner, login = _staff(chain, "owner")
    asked = owner.fill(f"/admin/pagos/{mid}/devoluciones", "refund",
                       reason="Llegó rota", password=login["password"])  # fmt: skip
    chain.arm(name)
    with suppress(*DEAD_OR_LATE):
        assert owner.post(*asked).status_code == 303
    return page


def voiding(chain: Chain, name: str) -> str:
    """A recibo de caja is made and voided; the process dies at ``name``."""
    page, mid = _paid(chain)
    clerk, _login = _staff(chain, "clerk")
    made = clerk.send(f"/admin/pagos-sin-recibo/{mid}", "add-receipt")
    assert made.status_code == 303, made.text[:500]
    receipt = made.headers["Location"].split("?")[0]
    voided = clerk.fill(f"{receipt}/anular", "void-receipt", void_reason="Otro cliente")
    chain.arm(name)
    with suppress(*DEAD_OR_LATE):
        answer = clerk.post(*voided)
        raise AssertionError(f"alive: {answer.status_code} {answer.text[:500]}")
    return page


def expiring(chain: Chain, name: str) -> str:
    """Nobody answers; the process dies at ``name``."""
    page = chain.waiting()
    chain.arm(name)
    chain.shops.phone.advance(16 * 60)
    return page


def dialing(ending: str) -> Callable[[Chain, str], str]:
    """A number whose push ends by itself, by the last two digits of Nequi's test numbers."""

    def dial(chain: Chain, name: str) -> str:
        page = chain.visitor().order()
        chain.arm(name)
        with suppress(*DEAD_OR_LATE):
            chain.visitor().pay(page, f"30010000{ending}")
        chain.shops.phone.advance(4)
        return page

    return dial


def _paid(chain: Chain) -> tuple[str, str]:
    """An approved order's page, and its MessageID."""
    page = chain.waiting()
    chain.accept()
    chain.shops.until(page, "approved", jump=2)
    return page, chain.shops.phone.book()["captures"][-1]["message_id"]


def _staff(chain: Chain, who: str) -> tuple[Visitor, dict[str, str]]:
    visitor, login = chain.visitor(), chain.shops.store.logins()[who]
    assert visitor.send("/entrar", "login", **login).status_code == 303
    return visitor, login
