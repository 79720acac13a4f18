"""A paid order's recibo de caja is an advance until a document is issued."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from storefront.db import db
from storefront.extensions import nequi
from storefront.receipts import mail
from storefront.receipts.models import Receipt
from storefront.receipts.service import ReceiptData, make
from tests.storefront.receiving import Till, paid_order, running_till


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    with running_till(database_url, tmp_path) as running:
        yield running


def test_an_orders_payment_waits_in_the_tray_and_becomes_an_advance(till: Till) -> None:
    payment = paid_order(till)
    tray = till.staff().get("/admin/pagos-sin-recibo").text
    assert "Mariana Q." in tray
    assert "Pedido 2043" in tray
    with till.shop.app.app_context():
        data = ReceiptData("RC", nequi.now().date(), "Bogotá", "Anticipo del pedido 2043")
        make(payment, data, person="Paula R.", actor="paula@ladera.example")
        receipt = db.session.scalars(select(Receipt).filter_by(message_id=payment)).one()
        assert (receipt.kind, receipt.received_from) == ("advance", "Mariana Q.")
    assert till.shop.breaches() == []


def test_the_buyer_gets_the_comprobante_of_an_order(till: Till) -> None:
    message_id = paid_order(till)
    with till.shop.app.app_context():
        payment = nequi.payment(message_id)
        assert payment is not None
        context = mail.comprobante(payment)
    assert context is not None
    assert context.recipients == ("mariana@correo.example",)
    assert context.facts["owed"].cents == 0
