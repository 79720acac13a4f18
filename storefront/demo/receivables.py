"""Customers, imported invoices and two months of settled history, dated from today."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from storefront.company.ids import check_digit
from storefront.customers.models import Customer, CustomerContact
from storefront.dates import BOGOTA, bogota_today
from storefront.db import AnySession
from storefront.debts.leftover import why_left
from storefront.debts.models import Allocation, Booking, Credit, Debt
from storefront.extensions import nequi
from storefront.invoices.documents import DocumentData, open_debt
from storefront.invoices.documents import add as add_document
from storefront.invoices.lines import PIECE, Line
from storefront.invoices.rules import InvoiceData
from storefront.invoices.service import add
from storefront.money import ZERO, Cents, cents
from storefront.receipts.models import Receipt, ReceiptLine
from storefront.receipts.rules import number
from storefront.receipts.series import FIRST, ensure

FIRST_RECEIPT, LAST_RECEIPT = 19, 58
CLERK = "Paula R."
LEFT_OVER = cents(60_000)
"""What one regular paid too much: its saldo a favor waits to be used."""
USUAL = {"income_rate": 2500, "vat_rate": 15_000, "city_rate": 9660}
"""What a company withholds: 2,5 % of the base, 15 % of the IVA, 9,66 ‰ of the base."""


@dataclass(frozen=True)
class Old:
    """A payment of the past: days ago, debt, its document, what it gave, and saldo a favor."""

    days: int
    debt_id: int
    label: str
    given: Cents
    extra: Cents = ZERO


def seed(s: AnySession) -> None:
    """Inside a unit of work; a shop that has customers is left alone."""
    ensure(s, start=LAST_RECEIPT + 1)
    if s.scalar(select(Customer.id).limit(1)) is not None:
        return
    today = bogota_today(nequi.now())
    compania = _company(s, "Compañía SAS", "900123456", "pagos@compania.example", "3000000042")
    other = {"name": "Gerencia", "email": "gerencia@compania.example"}
    s.add(CustomerContact(customer_id=compania, receives_statements=False, **other))
    cafe = _company(s, "Café La Esquina SAS", "900654321", "cuentas@laesquina.example")
    hotel = _company(s, "Hotel Altozano SAS", "901777333", "tesoreria@altozano.example")
    mariana = _person(s)
    settled = _invoice(s, today, compania, "FE-0998", 100, 70, cents(320_000))
    part = _invoice(s, today, compania, "FE-1038", 72, 42, cents(1_240_000))
    _invoice(s, today, compania, "FE-1051", 28, -2, cents(685_000))
    _invoice(s, today, compania, "FE-1059", 9, -21, cents(412_500))
    _invoice(s, today, cafe, "FE-1044", 38, 8, cents(275_000))
    _invoice(s, today, hotel, "FE-1047", 33, 3, cents(620_000))
    _invoice(s, today, mariana, "FE-1055", 15, -15, Cents(18_000_050))
    _document(s, today, cafe)
    history = [
        Old(68, settled, "FE-0998", cents(320_000)),
        *_regulars(s, today, (cafe, hotel)),
        Old(36, part, "FE-1038", cents(400_000)),
    ]
    for sequence, old in enumerate(history, FIRST_RECEIPT):
        _receive(s, today, sequence, old)


def _company(s: AnySession, name: str, nit: str, email: str, phone: str = "") -> int:
    row = Customer(
        name=name, id_type="NIT", id_number=nit, dv=check_digit(nit), email=email, phone=phone,
        credit_days=30, **USUAL,
    )  # fmt: skip
    s.add(row)
    s.flush()
    return row.id


def _person(s: AnySession) -> int:
    row = Customer(
        name="Mariana Quintero", id_type="CC", id_number="1020304050", dv="", phone="3000000077",
        email="mariana@correo.example", credit_days=30,
    )  # fmt: skip
    s.add(row)
    s.flush()
    return row.id


def _invoice(
    s: AnySession, today: date, customer: int, label: str, issued: int, overdue: int, total: Cents
) -> int:
    """An imported invoice issued ``issued`` and due ``overdue`` days ago; its debt's id."""
    cufe = hashlib.sha384(label.encode()).hexdigest()
    base = cents(round(total / 119))
    data = InvoiceData(
        customer, label, cufe, today - timedelta(issued), today - timedelta(overdue), total,
        base=base, vat=Cents(total - base),
    )  # fmt: skip
    return add(s, data)[1]


def _document(s: AnySession, today: date, customer: int) -> None:
    """A documento de cobro: what one asks for without an electronic invoice."""
    lines = [
        Line("Montaje de la muestra de octubre, por hora", 4 * PIECE, cents(45_000)),
        Line("Transporte de las piezas", PIECE, cents(60_000)),
    ]
    days = today - timedelta(6), today + timedelta(24)
    open_debt(s, add_document(s, DocumentData(customer, lines, *days), "DC"))


def _regulars(s: AnySession, today: date, customers: tuple[int, int]) -> list[Old]:
    """What two regulars bought and paid, so that receipts run without a gap."""
    count = LAST_RECEIPT - FIRST_RECEIPT - 1
    rows = []
    for n in range(count):
        label, total = f"FE-{999 + n:04d}", cents(85_000 + 17_500 * (n * 7 % 11))
        days = 67 - n * 30 // count
        debt = _invoice(s, today, customers[n % 2], label, 99 - n * 26 // count, days - 2, total)
        extra = LEFT_OVER if n == count - 2 + count % 2 else ZERO  # the first regular's last one
        rows.append(Old(days, debt, label, total, extra))
    return rows


def _receive(s: AnySession, today: date, sequence: int, old: Old) -> None:
    """A payment with its receipt, as they were made on that day."""
    debt = s.get_one(Debt, old.debt_id)
    customer = s.get_one(Customer, debt.customer_id)
    at = datetime.combine(today - timedelta(old.days), time(10, 30), BOGOTA)
    message_id = hashlib.sha256(old.label.encode()).hexdigest()[:10].upper()
    receipt = Receipt(
        series=FIRST, sequence=sequence, number=number(FIRST, sequence), message_id=message_id,
        customer_id=customer.id, received_from=customer.name, received_from_id=customer.document,
        received_on=at.date(), city="Bogotá, D. C.", total_cents=Cents(old.given + old.extra),
        concept=f"Pago de la factura {old.label}", kind="advance" if old.extra else "invoice",
        made_by=CLERK, made_at=at + timedelta(hours=1), lines=_lines(debt, old),
    )  # fmt: skip
    s.add(receipt)
    s.flush()
    debt.balance_cents = Cents(debt.balance_cents - old.given)
    s.add(Allocation(message_id=message_id, debt_id=debt.id, cents=old.given, approved_at=at,
                     receipt_id=receipt.id))  # fmt: skip
    s.add(_booking(customer, old, at, message_id, receipt.id))
    if old.extra:
        s.add(Credit(customer_id=customer.id, message_id=message_id, cents=old.extra,
                     reason=why_left(old.given, Cents(old.given + old.extra), old.extra),
                     created_at=at, receipt_id=receipt.id))  # fmt: skip


def _lines(debt: Debt, old: Old) -> list[ReceiptLine]:
    left = Cents(debt.balance_cents - old.given)
    line = ReceiptLine(
        debt_id=debt.id, label=old.label, owed_cents=debt.balance_cents, cents=old.given,
        left_cents=left,
    )  # fmt: skip
    kept = ReceiptLine(label="Saldo a favor", cents=old.extra)
    return [line, kept] if old.extra else [line]


def _booking(
    customer: Customer, old: Old, at: datetime, message_id: str, receipt_id: int
) -> Booking:
    return Booking(
        message_id=message_id, kind="statement", key="", customer_id=customer.id,
        payer_name=customer.name, payer_document=customer.document, label=old.label,
        phone=customer.phone, transaction_id="", cents=Cents(old.given + old.extra), approved_at=at,
        receipt_id=receipt_id,
    )  # fmt: skip
