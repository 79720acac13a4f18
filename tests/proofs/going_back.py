"""More ways of the kill matrix: money goes back, a recibo is voided, a payment ends by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import requests

from tests.proofs.people import Fields, Visitor

if TYPE_CHECKING:
    from tests.proofs.test_kill_matrix import Chain

DEAD_OR_LATE = (requests.ConnectionError, requests.Timeout)


def refunding(chain: Chain, name: str) -> str:
    """The owner gives a whole payment back; the process dies at ``name``."""
    page, mid = _paid(chain)
    owner, login = staff(chain, "owner")
    asked = owner.fill(f"/admin/pagos/{mid}/devoluciones", "refund",
                       reason="Llegó rota", password=login["password"])  # fmt: skip
    chain.arm(name)
    with suppress(*DEAD_OR_LATE):
        assert owner.post(*asked).status_code == 303
    return page


def voiding(chain: Chain, name: str) -> str:
    """A recibo de caja is made and voided; the process dies at ``name``."""
    page, mid = _paid(chain)
    clerk, _login = staff(chain, "clerk")
    made = clerk.send(f"/admin/pagos-sin-recibo/{mid}", "add-receipt")
    assert made.status_code == 303, made.text[:500]
    receipt = made.headers["Location"].split("?")[0]
    voided = clerk.fill(f"{receipt}/anular", "void-receipt", void_reason="Otro cliente")
    dies(chain, name, clerk, voided)
    return page


def noting(chain: Chain, name: str) -> str:
    """A nota crédito is made; the process dies at ``name``."""
    clerk, _login = staff(chain, "clerk")
    customer = clerk.get(f"/admin/clientes/{_customer(chain, 'Hotel')}").text
    invoice = re.findall(r"/admin/facturas/\d+", customer)[0]
    return dies(chain, name, clerk, clerk.fill(
        f"{invoice}/nota-credito", "credit-note", reason="Llegó una menos"))


def spending(chain: Chain, name: str) -> str:
    """Saldo a favor pays an invoice; the process dies at ``name``."""
    clerk, _login = staff(chain, "clerk")
    page = f"/admin/clientes/{_customer(chain, 'Café')}/saldo-a-favor"
    return dies(chain, name, clerk, clerk.fill(page, "use-credit"))


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


def dies(chain: Chain, name: str, clerk: Visitor, filled: tuple[str, Fields]) -> str:
    """The form is pressed and no answer comes; no order's page tells how it went."""
    chain.arm(name)
    with suppress(*DEAD_OR_LATE):
        answer = clerk.post(*filled)
        raise AssertionError(f"alive: {answer.status_code} {answer.text[:500]}")
    return ""


def _customer(chain: Chain, name: str) -> int:
    found: int = next(one["id"] for one in chain.flask("store", "customers")
                      if one["name"].startswith(name))  # fmt: skip
    return found


def _paid(chain: Chain) -> tuple[str, str]:
    """An approved order's page, and its MessageID."""
    page = chain.waiting()
    chain.accept()
    chain.shops.until(page, "approved", jump=2)
    return page, chain.shops.phone.book()["captures"][-1]["message_id"]


def staff(chain: Chain, who: str) -> tuple[Visitor, dict[str, str]]:
    visitor, login = chain.visitor(), chain.shops.store.logins()[who]
    assert visitor.send("/entrar", "login", **login).status_code == 303
    return visitor, login
