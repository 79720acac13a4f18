"""The electronic invoice of a sale: named on the paid order, listed where it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from storefront.audit import AuditEntry
from storefront.customers.models import Customer
from storefront.dates import bogota_today
from storefront.db import db
from storefront.debts.models import Booking
from storefront.extensions import nequi
from storefront.invoices.models import Invoice
from storefront.invoices.service import InvoiceData, Known, import_invoice
from storefront.money import cents
from storefront.orders import closing
from storefront.orders.models import Order
from storefront.receipts.models import Receipt
from storefront.receipts.series import ensure
from tests.storefront.receiving import words
from tests.storefront.shopping import Shop, Shopper, running_shop

ORDER = "/admin/pedidos/2043"
CUFE = "ab" * 48
SAID = {"number": "fe-1077", "cufe": CUFE.upper()}
LACKING = "/admin/pedidos?estado=sin-factura"


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


def sold(shop: Shop, staff: Shopper, number: int = 2043) -> None:
    """One cup, paid by a transfer."""
    shopper = shop.shopper()
    shopper.put("taza")
    assert shopper.order().status_code == 303
    where = f"/admin/pedidos/{number}/marcar-pagado"
    staff.open(where)
    said = staff.form("mark-paid") | {"means": "transfer", "paid_reason": "Me mandó el soporte"}
    assert staff.send(where, said).status_code == 303


def name(staff: Shopper, order: int = 2043, /, **other: str) -> tuple[int, str]:
    """Fill *Importar factura* and save: the code, and the text that answers."""
    where = f"/admin/pedidos/{order}/factura"
    staff.open(where)
    answer = staff.send(where, staff.form("order-invoice") | SAID | other)
    return answer.status_code, words(answer.text)


def test_the_invoice_stands_on_its_order_and_leaves_the_list(shop: Shop) -> None:
    staff = shop.staff()
    sold(shop, staff)
    assert ORDER in staff.open(LACKING).text
    assert "Pedido 2043" in words(staff.open("/admin/facturas/sin-factura-electronica").text)
    assert "Aún no está aquí." in words(staff.open(ORDER).text)
    assert name(staff)[0] == 303
    page = words(staff.open(ORDER).text)
    assert "La factura FE-1077 quedó en el pedido." in page
    assert "paula@ladera.example · FE-1077" in page
    assert CUFE in page
    assert ORDER not in staff.open(LACKING).text
    assert "2043" in words(staff.open("/admin/pedidos?q=fe-1077").text)
    with shop.app.app_context():
        assert "order.invoiced" in db.session.scalars(select(AuditEntry.action)).all()
    assert shop.breaches() == []


@pytest.mark.databases("sqlite")
def test_its_recibo_settles_the_invoice(shop: Shop) -> None:
    staff = shop.staff()
    sold(shop, staff)
    name(staff)
    with shop.app.app_context(), nequi.unit_of_work() as s:
        ensure(s)
        reference = s.scalars(select(Booking.message_id)).one()
    where = f"/admin/pagos-sin-recibo/{reference}"
    assert "Pago de la factura FE-1077" in staff.open(where).text
    assert staff.send(where, staff.form("add-receipt")).status_code == 303
    with shop.app.app_context():
        receipt = db.session.scalars(select(Receipt)).one()
        assert (receipt.kind, [line.label for line in receipt.lines]) == ("invoice", ["FE-1077"])
    page = words(staff.open(ORDER).text)
    assert "Recibo de caja RC-0001 creado" in page
    assert "Agregar recibo de caja" not in page
    assert shop.breaches() == []


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"number": "mil"}, "Escribe prefijo y número, como FE-1038."),
        ({"cufe": "abc"}, "El CUFE tiene 96 letras y números; cópialo completo."),
        ({"issued_on": "2099-01-01"}, "La fecha de emisión no puede ser futura."),
        ({"issued_on": ""}, "Escribe la fecha completa, como 25/11/2026."),
    ],
)
def test_a_wrong_field_is_said_and_the_rest_kept(
    shop: Shop, other: dict[str, str], sentence: str
) -> None:
    staff = shop.staff()
    sold(shop, staff)
    code, text = name(staff, **other)
    assert (code, sentence in text) == (422, True)
    assert staff.page is not None
    kept = staff.form("order-invoice")
    assert all(kept[field].lower() == value.lower() for field, value in (SAID | other).items())


def test_a_number_names_one_sale_only(shop: Shop) -> None:
    staff = shop.staff()
    sold(shop, staff)
    sold(shop, staff, 2044)
    assert name(staff)[0] == 303
    code, text = name(staff, 2044)
    assert (code, "Esa factura ya está en otro pedido o en Facturas." in text) == (422, True)
    assert name(staff, number="FE-1078")[0] == 303, "a mistake is mended"
    assert name(staff, 2044)[0] == 303
    with shop.app.app_context():
        numbers = db.session.scalars(select(Order.einvoice_number).order_by(Order.id)).all()
    assert numbers == ["FE-1078", "FE-1077"]
    with shop.app.app_context():
        day = bogota_today(nequi.now())
        twin = InvoiceData(1, "FE-1077", CUFE, day, day, cents(54_000))
        with pytest.raises(Known):
            import_invoice(twin, actor="t")


@pytest.mark.databases("sqlite")
def test_an_imported_invoice_is_no_sales_invoice(shop: Shop) -> None:
    staff = shop.staff()
    sold(shop, staff)
    with shop.app.app_context(), nequi.unit_of_work() as s:
        order = s.scalars(select(Order)).one()
        day = nequi.now().date()
        company = Customer(name="Compañía SAS", id_type="NIT", id_number="900123456", dv="8")
        s.add(company)
        s.flush()
        s.add(Invoice(customer_id=company.id, number="FE-1077", issued_on=day, due_on=day,
                      total_cents=order.total_cents))  # fmt: skip
    assert name(staff)[0] == 422


@pytest.mark.databases("sqlite")
def test_a_cancelled_order_has_no_invoice(shop: Shop) -> None:
    shopper = shop.shopper()
    shopper.put("taza")
    shopper.order()
    staff = shop.staff()
    with shop.app.app_context():
        closing.cancel(1, by="Paula")
    assert "Importar factura" not in words(staff.open(ORDER).text)
    answer = staff.client.get(f"{ORDER}/factura")
    assert (answer.status_code, answer.headers["Location"]) == (303, ORDER)
    assert "Un pedido anulado no lleva factura." in words(staff.open(ORDER).text)
