"""Ways of the kill matrix around orders that Nequi's payer does not pay in one go: sold on
credit, marked as paid by hand, received by nobody's hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from storefront.company.models import Company
from storefront.db import db
from storefront.extensions import nequi
from storefront.receipts.models import Receipt
from storefront.receipts.policy import Policy
from tests.proofs.going_back import dies, staff
from tests.proofs.people import Visitor
from tests.support.waiting import wait_until

if TYPE_CHECKING:
    from tests.proofs.test_kill_matrix import Chain

INVOICE = {"number": "FE-9001", "cufe": "ab" * 48}


def selling(chain: Chain, name: str) -> str:
    """An order is sold on credit; the process dies at ``name``, and the order asks as before."""
    page = chain.visitor().order()
    clerk, _login = staff(chain, "clerk")
    where = f"{_office(clerk)}/factura"
    shown = clerk.get(where).text
    customer = re.findall(r'<option value="([1-9][0-9]*)"', shown)[0]
    total = re.findall(r"Total del pedido.*?\$\s*([0-9.]+)", shown, re.DOTALL)[0]
    dies(chain, name, clerk, clerk.fill(
        where, "credit-sale", **INVOICE, customer_id=customer, total=total))  # fmt: skip
    return page


def unmarking(chain: Chain, name: str) -> str:
    """A payment that was marked by hand is undone; the process dies at ``name``."""
    chain.visitor().order()
    owner, login = staff(chain, "owner")
    office = _office(owner)
    marked = owner.send(f"{office}/marcar-pagado", "mark-paid", means="cash", paid_reason="Caja")
    assert marked.status_code == 303, marked.text[:500]
    undone = owner.fill(f"{office}/deshacer-pago", "undo-payment",
                        undo_reason="No llegó", password=login["password"])  # fmt: skip
    return dies(chain, name, owner, undone)


def receiving_by_itself(chain: Chain, name: str) -> str:
    """The worker makes the recibo of an approved payment; the process dies at ``name``."""
    with chain.app.app_context(), nequi.unit_of_work() as s:
        s.execute(update(Company).values(receipt_policy=Policy.AUTOMATIC))
    page = chain.waiting()
    chain.arm(name)
    chain.accept()
    chain.receivable.append(chain.shops.phone.book()["captures"][-1]["message_id"])
    return page


def settle_receipts(chain: Chain) -> None:
    """At the end of a chain: one recibo each, whoever died while it was made."""
    for message_id in chain.receivable:
        wait_until(lambda one=message_id: _receipts(chain, one) == 1, 10, what="its recibo")


def _receipts(chain: Chain, message_id: str) -> int:
    with chain.app.app_context():
        return len(db.session.scalars(select(Receipt).filter_by(message_id=message_id)).all())


def _office(visitor: Visitor) -> str:
    """The newest order's page in the office: nobody else orders in this chain's shop."""
    return re.findall(r"/admin/pedidos/\d+", visitor.get("/admin/pedidos").text)[0]
