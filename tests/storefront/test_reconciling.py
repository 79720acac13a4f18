"""Conciliación: Nequi's report dropped by hand, in three piles, and what its news become."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from nequi_plugin import State, format_pesos
from nequi_plugin.models import PaymentRow
from storefront.backoffice.figures import ageing, receivable
from storefront.customers.models import Customer
from storefront.dates import BOGOTA
from storefront.db import db
from storefront.extensions import nequi
from storefront.orders.models import OrderState
from tests.storefront.receiving import Till, csrf, running_till, words
from tests.storefront.shopping import read_form

PAGE = "/admin/conciliacion"
QUEUE = "/admin/dinero-por-resolver"
NEW = "Zz9Yy8Xx7W"


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    with running_till(f"sqlite:///{tmp_path / 'till.db'}", tmp_path) as running:
        yield running


@pytest.fixture
def clerk(till: Till) -> FlaskClient:
    return till.staff()


def line(message_id: str, pesos: int, at: str) -> dict[str, str]:
    return {"transactionDate": at, "transactionReference": f"350-12345-{message_id}",
            "messageId": message_id, "transactionValue": str(pesos), "buyerName": "A"}  # fmt: skip


def drop(clerk: FlaskClient, report: object, name: str = "reporte.json") -> TestResponse:
    data = report if isinstance(report, bytes) else json.dumps(report).encode()
    sent = {"csrf_token": csrf(clerk.get(PAGE).text), "report": (io.BytesIO(data), name)}
    return clerk.post(f"{PAGE}/archivo", data=sent, content_type="multipart/form-data")


def approved(till: Till, phone: str) -> str:
    """An attempt of FE-1038 that is approved here, sent a while ago."""
    assert till.payer().pay("FE-1038", phone=phone).status_code == 303
    found = till.payments()[0]
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        ago = nequi.now() - timedelta(minutes=20)
        s.execute(update(PaymentRow).where(PaymentRow.id == found.id).values(
            state=State.APPROVED, sent_at=ago, expires_at=ago + timedelta(minutes=15),
            approved_at=ago, created_at=ago, captured=found.pesos, capture_told=True,
            applied=True, wake_at=None))  # fmt: skip
    return found.message_id


def test_the_start_page_ages_what_is_owed(till: Till, clerk: FlaskClient) -> None:
    with till.shop.app.app_context():
        owed, late = receivable(nequi.now())
        sums = ageing(nequi.now())
    assert sum(sums) == owed > 0
    assert sum(sums[1:]) == late > 0
    page = words(clerk.get("/admin").text)
    assert "Por cobrar según vencimiento" in page
    assert format_pesos(sums[0] // 100).replace("\u00a0", " ") in page


def today(till: Till) -> str:
    with till.shop.app.app_context():
        return f"{(nequi.now() - timedelta(minutes=20)).astimezone(BOGOTA):%Y-%m-%d}"


def test_a_dropped_report_falls_into_three_piles(till: Till, clerk: FlaskClient) -> None:
    mine = approved(till, "300 555 0001")
    day = today(till)
    report = {"getReportsRS": {"nit": "901555012", "from": day, "to": day, "transactions": [
        line(NEW, 54_000, f"{day} 10:00:00"), line("a-counter-QR", 9_000, f"{day} 11:00:00"),
    ]}}  # fmt: skip
    found = drop(clerk, {"ResponseMessage": {"ResponseBody": {"any": report}}})
    page = words(clerk.get(found.headers["Location"]).text)
    assert f"Coinciden 0 {format_pesos(0)} Faltan aquí 2 {format_pesos(63_000)}".replace(
        "\u00a0", " ") in page  # fmt: skip
    for told in (mine, NEW, "En Dinero por resolver", "No lo envió esta tienda"):
        assert told in page

    report["getReportsRS"]["transactions"][1] = line(mine, 840_000, f"{day} 12:00:00")
    again = words(clerk.get(drop(clerk, report).headers["Location"]).text)
    assert "Coinciden 2" in again
    assert "Faltan aquí 0" in again
    assert "Faltan en Nequi 0" in again
    assert len(till.payments()) == 2, "the same line is taken in once"


def test_money_that_only_the_report_knew_is_told_what_it_pays(
    till: Till, clerk: FlaskClient
) -> None:
    shopper = till.shop.shopper()
    shopper.put("taza")
    shopper.order()
    day = today(till)
    drop(clerk, {"transactions": [line(NEW, 54_000, f"{day} 10:00:00")]})
    page = clerk.get(QUEUE).text
    assert "Este pago está en el reporte de Nequi y aquí no existía" in page
    assert till.shop.breaches() == []

    form = read_form(page, "resolve-home")
    wrong = clerk.post(f"{QUEUE}/{NEW}/destino", data=form | {"home": "9999"})
    assert "No hay un pedido, una factura ni un cliente así." in wrong.text
    asked = clerk.post(f"{QUEUE}/{NEW}/destino", data=form | {"home": "2043"})
    assert till.shop.states() == [OrderState.PLACED]
    done = clerk.post(f"{QUEUE}/{NEW}/destino", data=read_form(asked.text, "confirm"))
    assert done.status_code == 303
    assert till.shop.states() == [OrderState.PAID]
    assert till.shop.breaches() == []
    with till.shop.app.app_context():
        assert nequi.registry.kinds
        paid = nequi.latest("order", "1")
    assert paid is not None
    assert (paid.state, paid.captured, paid.applied) == (State.APPROVED, 54_000, True)
    twice = clerk.post(f"{QUEUE}/{NEW}/destino", data=read_form(asked.text, "confirm"))
    assert "Este pago ya cambió" in twice.text


def test_it_may_be_an_invoice_too(till: Till, clerk: FlaskClient) -> None:
    drop(clerk, {"transactions": [line(NEW, 900_000, f"{today(till)} 10:00:00")]})
    form = read_form(clerk.get(QUEUE).text, "resolve-home") | {"home": "fe-1038"}
    asked = clerk.post(f"{QUEUE}/{NEW}/destino", data=form)
    clerk.post(f"{QUEUE}/{NEW}/destino", data=read_form(asked.text, "confirm"))
    page = clerk.get(f"/admin/pagos/{NEW}").text
    assert "Factura FE-1038" in page
    assert f"Quedaron {format_pesos(60_000)} como saldo a favor" in page
    assert till.shop.breaches() == []


@pytest.mark.parametrize("owner", ["dotted", "compañía sas"])
def test_it_may_pay_what_a_customer_owes_the_oldest_first(
    till: Till, clerk: FlaskClient, owner: str
) -> None:
    asked = found_money(till, clerk, 1_000_000, home=name_of(till, owner))
    said = words(asked.text)
    assert "FE-1038 $ 840.000 FE-1051 $ 160.000" in said
    assert till.balance("FE-1051") == 68_500_000, "nothing moved yet"
    clerk.post(f"{QUEUE}/{NEW}/destino", data=read_form(asked.text, "confirm"))
    owed = words(till.payer().see().text)
    assert "Debes en total $ 937.500" in owed
    assert "FE-1038" not in owed.partition("Pagaste")[0]
    assert till.shop.breaches() == []


def test_it_touches_only_the_debts_that_it_reaches(till: Till, clerk: FlaskClient) -> None:
    """A request for another invoice of hers goes on: this money pays nothing of it."""
    assert till.payer().pay("FE-1059").status_code == 303
    asked = found_money(till, clerk, 300_000, home=name_of(till, "plain"))
    clerk.post(f"{QUEUE}/{NEW}/destino", data=read_form(asked.text, "confirm"))

    found, live = till.payments()
    assert (found.claims, found.description) == (
        (f"debt:{till.debts()['FE-1038']}",), "Factura FE-1038")  # fmt: skip
    assert (live.live, live.cancel_asked_at) == (True, None)
    assert till.shop.breaches() == []


def test_a_name_is_found_as_it_is_written_on_every_database(till: Till, clerk: FlaskClient) -> None:
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.get_one(Customer, till.customer()).name = "Óptica Ñandú"
    asked = found_money(till, clerk, 300_000, home="optica ÑANDÚ")
    assert "FE-1038 $ 300.000" in words(asked.text)


def test_it_may_stay_as_a_customers_credit(till: Till, clerk: FlaskClient) -> None:
    asked = found_money(till, clerk, 90_000, home=name_of(till, "plain"), use="keep")
    assert "Saldo a favor $ 90.000" in words(asked.text)
    done = clerk.post(f"{QUEUE}/{NEW}/destino", data=read_form(asked.text, "confirm"))
    assert done.status_code == 303
    assert NEW not in clerk.get(QUEUE).text, "nothing is left to resolve"
    moves = words(till.payer().see("?cara=movimientos").text)
    assert "menos $ 90.000 a favor" in moves
    tray = words(clerk.get("/admin/pagos-sin-recibo").text)
    assert "Compañía SAS Saldo a favor" in tray
    assert "Anticipo: saldo a favor de Compañía SAS" in clerk.get(
        f"/admin/pagos-sin-recibo/{NEW}").text  # fmt: skip
    assert till.shop.breaches() == []


def test_an_order_keeps_no_credit(till: Till, clerk: FlaskClient) -> None:
    shopper = till.shop.shopper()
    shopper.put("taza")
    shopper.order()
    answer = found_money(till, clerk, 54_000, home="2043", use="keep")
    assert "Un pedido no guarda saldo a favor" in answer.text
    assert till.shop.states() == [OrderState.PLACED]


def found_money(till: Till, clerk: FlaskClient, pesos: int, **said: str) -> TestResponse:
    """Drop a report with unknown money and say whose it is; the answer."""
    drop(clerk, {"transactions": [line(NEW, pesos, f"{today(till)} 10:00:00")]})
    form = read_form(clerk.get(QUEUE).text, "resolve-home") | said
    return clerk.post(f"{QUEUE}/{NEW}/destino", data=form)


def name_of(till: Till, way: str) -> str:
    """The demo's company by its document, in one way of writing it, or by name."""
    with till.shop.app.app_context():
        owner = db.session.get_one(Customer, till.customer())
    dotted = f"{int(owner.id_number):,}".replace(",", ".") + f"-{owner.dv}"
    return {"plain": owner.id_number, "dotted": dotted}.get(way, way)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7", "Este archivo no es el reporte de Nequi en JSON"),
        (b"[1, 2]", "Este archivo no es el reporte de Nequi en JSON"),
        (b'{"transactions": "muchas"}', "no trae la lista de movimientos"),
        (b'{"nit": "900111222", "transactions": []}', "es de otro comercio (NIT 900111222)"),
        (b" " * 2_000_001, "El archivo es muy grande"),
        (json.dumps({"transactions": [{}] * 5_001}).encode(), "demasiados movimientos"),
    ],
    ids=["pdf", "list", "no lines", "another merchant", "huge", "too many"],
)
def test_what_is_no_report_of_ours_gets_a_sentence(
    clerk: FlaskClient, data: bytes, sentence: str
) -> None:
    answer = drop(clerk, data)
    assert answer.status_code == 200
    assert sentence in answer.text


EVIL = "<script>alert(1)</script>{{7*7}}"
HOSTILE: list[object] = [
    {"messageId": EVIL, "transactionReference": EVIL, "transactionValue": "54000",
     "transactionDate": EVIL, "buyerName": EVIL},
    {"messageId": NEW, "transactionValue": "-54000"},
    {"messageId": NEW, "transactionValue": "1e999"},
    {"messageId": NEW, "transactionValue": 10**400},
    {"messageId": NEW, "transactionValue": {"$gt": 0}},
    {"messageId": "\u0000" * 10, "transactionValue": "5"},
    {"messageId": [NEW], "transactionValue": None},
    {"messageId": "x" * 100_000, "transactionValue": "54000"},
    [NEW], None, 7, NEW,
]


def test_a_hostile_report_is_read_or_refused_and_moves_nothing(
    till: Till, clerk: FlaskClient
) -> None:
    for row in HOSTILE:
        answer = drop(clerk, {"transactions": [row]}, name=f"{EVIL}.json")
        page = answer if answer.status_code == 200 else clerk.get(answer.headers["Location"])
        assert (answer.status_code, page.status_code) in {(200, 200), (303, 200)}, row
        assert "<script>alert" not in page.text
    assert [p.state for p in till.payments() if p.state is not State.REVIEW] == []
    assert clerk.get(QUEUE).status_code == clerk.get(PAGE).status_code == 200
    assert till.shop.breaches() == []


def test_no_other_form_takes_a_file(clerk: FlaskClient) -> None:
    proof = csrf(clerk.get(PAGE).text)
    sent = {"csrf_token": proof, "day": (io.BytesIO(b"x"), "x.json")}
    assert clerk.post(f"{PAGE}/dia", data=sent).status_code == 415
    for day in ("", "mañana", "2001-01-01", "2999-01-01"):
        answer = clerk.post(f"{PAGE}/dia", data={"csrf_token": proof, "day": day})
        assert "field-error" in answer.text, day
