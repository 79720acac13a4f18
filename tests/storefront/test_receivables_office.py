"""Customers, invoices and sending, as staff meet them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from nequi_plugin import Job
from storefront.customers.models import Customer
from storefront.dates import bogota_today, short_date
from storefront.db import db
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.invoices.models import Invoice
from storefront.mailbox import RunningMailbox
from storefront.money import Cents
from storefront.receipts.models import Receipt
from storefront.receipts.service import Made, ReceiptData, make
from storefront.statements.models import StatementSend
from storefront.statements.sending import failed
from tests.storefront.receiving import Till, book, captured, csrf, running_till, words
from tests.support.waiting import wait_until

CUFE = "ab" * 48
COMPANY = {
    "name": "Nueva Ltda", "id_type": "NIT", "id_number": "800.197.268", "dv": "4",
    "email": "pagos@nueva.example", "phone": "", "credit_days": "30",
}  # fmt: skip


@pytest.fixture
def till(database_url: str, tmp_path: Path, mailbox: RunningMailbox) -> Iterator[Till]:
    smtp = {"MAIL_SERVER": "127.0.0.1", "MAIL_PORT": str(mailbox.smtp_port)}
    with running_till(database_url, tmp_path, **smtp) as running:
        yield running


@pytest.fixture
def clerk(till: Till) -> FlaskClient:
    return till.staff()


def _send(clerk: FlaskClient, page: str, to: str = "", **fields: str) -> TestResponse:
    proof = csrf(clerk.get(page).text)
    return clerk.post(to or page, data={"csrf_token": proof, **fields})


def test_every_page_asks_for_sign_in(till: Till) -> None:
    stranger = till.shop.app.test_client()
    for path in ("/admin/clientes", "/admin/clientes/1", "/admin/facturas", "/admin/facturas/1",
                 "/admin/pagos-sin-recibo", "/admin/recibos", "/admin/recibos/1",
                 "/admin/clientes/1/estado-de-cuenta"):  # fmt: skip
        assert "/entrar" in stranger.get(path).headers["Location"]


def test_a_customer_is_made_with_a_clean_number(till: Till, clerk: FlaskClient) -> None:
    answer = _send(clerk, "/admin/clientes/nuevo", **COMPANY)
    assert answer.status_code == 303, words(answer.text)
    assert "NIT 800.197.268-4" in words(clerk.get(answer.headers["Location"]).text)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"dv": "9"}, "El DV de ese NIT es 4."),
        ({"id_number": ""}, "Escribe el número."),
        ({"id_number": "12x"}, "solo lleva números"),
        ({"phone": "601 000 0012"}, "10 dígitos que empiece por 3"),
        ({"email": "pagos"}, "Escribe un correo completo"),
        ({"credit_days": "mucho"}, "entero"),
        ({"id_number": "900.123.456", "dv": "8"}, "Compañía SAS ya tiene ese documento."),
    ],
)
def test_bad_input_is_said_and_kept(
    till: Till, clerk: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    before = till.count(Customer)
    answer = _send(clerk, "/admin/clientes/nuevo", **{**COMPANY, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Nueva Ltda"' in answer.text
    assert till.count(Customer) == before


def test_both_figures_stand_side_by_side(till: Till, clerk: FlaskClient) -> None:
    page = words(clerk.get(f"/admin/clientes/{till.customer()}").text)
    assert "Por cobrar $ 1.937.500" in page
    assert "Cartera contable $ 1.937.500" in page
    assert "Ver estado de cuenta" in page


def test_customers_are_found_by_name_and_number(clerk: FlaskClient) -> None:
    assert "Compañía SAS" in clerk.get("/admin/clientes?q=900.123").text
    assert "Hotel Altozano" not in clerk.get("/admin/clientes?q=Comp").text
    for typed in ("COMPAÑÍA", "compania s", "Compañía S.A.S."):
        found = clerk.get("/admin/clientes", query_string={"q": typed}).text
        assert "Compañía SAS" in found
        assert "Hotel Altozano" not in found
    assert "Compañía SAS" not in clerk.get("/admin/clientes?q=***").text


def test_contacts_come_and_go(till: Till, clerk: FlaskClient) -> None:
    page = f"/admin/clientes/{till.customer()}"
    answer = _send(clerk, page, f"{page}/contactos", contact_name="Ana",
                   contact_email="ana@compania.example", receives="y")  # fmt: skip
    assert answer.status_code == 303
    assert "ana@compania.example" in clerk.get(page).text
    bad = _send(clerk, page, f"{page}/contactos", contact_name="Ana", contact_email="ana")
    assert bad.status_code == 422
    assert "correo completo" in bad.text


def test_an_invoice_makes_its_debt_in_the_same_breath(till: Till, clerk: FlaskClient) -> None:
    invoices, debts = till.count(Invoice), till.count(Debt)
    answer = _send(clerk, "/admin/facturas/nueva", **_invoice(till))
    assert answer.status_code == 303, words(answer.text)
    assert (till.count(Invoice), till.count(Debt)) == (invoices + 1, debts + 1)
    assert "$ 1.190.000,50" in words(clerk.get(answer.headers["Location"]).text)
    again = _send(clerk, "/admin/facturas/nueva", **_invoice(till))
    assert again.status_code == 422
    assert "Esa factura ya está en un pedido o en Facturas." in again.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"total": "mil"}, "Escribe un valor en pesos"),
        ({"due_on": "2020-01-01"}, "No puede vencer antes"),
        ({"issued_on": "2090-01-01", "due_on": "2090-02-01"}, "no puede ser futura"),
        ({"issued_on": "ayer"}, "Escribe la fecha completa"),
        ({"cufe": "abc"}, "El CUFE tiene 96"),
        ({"number": "FE/9"}, "Escribe prefijo y número"),
    ],
)
def test_a_bad_invoice_is_refused_by_its_field(
    till: Till, clerk: FlaskClient, wrong: dict[str, str], sentence: str
) -> None:
    answer = _send(clerk, "/admin/facturas/nueva", **(_invoice(till) | wrong))
    assert answer.status_code == 422
    assert sentence in answer.text


def _invoice(till: Till) -> dict[str, str]:
    return {
        "customer_id": str(till.customer()), "number": "fe-3000", "cufe": CUFE,
        "issued_on": "2026-01-10", "due_on": "2026-02-10", "total": "$ 1.190.000,50", "note": "",
    }  # fmt: skip


def test_what_is_late_or_open_is_told_apart(till: Till, clerk: FlaskClient) -> None:
    def shown(which: str) -> set[str]:
        page = clerk.get(f"/admin/facturas?estado={which}").text
        return set(re.findall(r"FE-\d+", page)) & {"FE-1038", "FE-1051", "FE-1059", "FE-0998"}

    assert shown("vencidas") == {"FE-1038"}
    assert shown("por-cobrar") == {"FE-1038", "FE-1051", "FE-1059"}
    book(till, captured(till, "FE-1038", 840_000), "FE-1038", Cents(84_000_000))
    assert shown("vencidas") == set()  # paid: only its receipt is missing
    assert clerk.get("/admin/facturas?estado=todo").status_code == 404


def test_a_statement_is_queued_then_sent(
    till: Till, clerk: FlaskClient, mailbox: RunningMailbox
) -> None:
    page = f"/admin/clientes/{till.customer()}/estado-de-cuenta"
    answer = _send(clerk, page, f"{page}/enviar")
    assert answer.status_code == 303
    shown = words(clerk.get(page).text)
    assert "en camino a pagos@compania.example" in shown
    assert "En cola" in shown
    nequi.start_worker(till.shop.app)
    mail = wait_until(lambda: mailbox.box.newest("Estado de cuenta"))[0]
    wait_until(lambda: "Enviado" in words(clerk.get(page).text).split("Enviados")[1])
    parsed = mailbox.box.parsed(mail.id)
    text = parsed.get_body(("plain",)).get_content().replace("\u00a0", " ")
    assert parsed["X-Store-Mail-Kind"] == "statement"
    assert mail.subject.replace("\u00a0", " ").endswith("saldo $ 1.937.500")
    assert "Vencida hace 42 días" in text
    assert "http://localhost/estado/" in text
    assert "FE-1059" in text


def test_a_mail_that_fails_is_never_shown_as_sent(till: Till, clerk: FlaskClient) -> None:
    page = f"/admin/clientes/{till.customer()}/estado-de-cuenta"
    _send(clerk, page, f"{page}/enviar")
    with till.shop.app.app_context():
        send_id = db.session.query(StatementSend).one().id
        job = nequi.registry.jobs["statement-mail"]
        assert job.failed is failed
        with nequi.unit_of_work():
            failed(Job(1, "statement-mail", str(send_id), 5), OSError("no mail server"))
    assert "No se pudo enviar" in words(clerk.get(page).text)


def test_without_an_address_the_link_is_copied(till: Till, clerk: FlaskClient) -> None:
    _send(clerk, "/admin/clientes/nuevo", **(COMPANY | {"email": ""}))
    page = f"/admin/clientes/{till.customer('Nueva Ltda')}/estado-de-cuenta"
    answer = _send(clerk, page, f"{page}/enviar")
    assert answer.status_code == 303
    assert "no tiene correo" in words(clerk.get(page).text)
    copied = _send(clerk, page, f"{page}/enlace")
    assert "http://localhost/estado/" in copied.text
    said = unquote(copied.text.partition("https://wa.me/")[2].partition('"')[0])
    assert "Hola, Nueva Ltda." in said
    assert "Estás al día." in said
    assert "http://localhost/estado/" in said


def test_whatsapp_says_what_is_owed(till: Till, clerk: FlaskClient) -> None:
    page = f"/admin/clientes/{till.customer('Compañía SAS')}/estado-de-cuenta"
    copied = _send(clerk, page, f"{page}/enlace")
    said = unquote(copied.text.partition("https://wa.me/")[2].partition('"')[0])
    assert "Debes $\u00a01.937.500; de eso, $\u00a0840.000 ya se venció." in said


def test_two_clerks_at_once_make_one_receipt(till: Till) -> None:
    payment = captured(till, "FE-1051", 685_000)
    book(till, payment, "FE-1051", Cents(68_500_000))
    start, made = Barrier(4), list[Made]()

    def one() -> None:
        with till.shop.app.app_context():
            data = ReceiptData("RC", nequi.now().date(), "Bogotá", "Pago")
            start.wait()
            made.append(make(payment.message_id, data, person="Paula R.", actor="p@l.example"))

    threads = [Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len({one.number for one in made}) == 1
    assert [one.fresh for one in made].count(True) == 1
    assert till.count(Receipt) == 41
    assert till.shop.breaches() == []


def test_an_account_is_read_as_it_stood_on_a_day(till: Till, clerk: FlaskClient) -> None:
    """Compañía SAS owed two invoices a fortnight ago; money of later is unknown then."""
    page = f"/admin/clientes/{till.customer()}/estado-de-cuenta"
    with till.shop.app.app_context():
        then = bogota_today(nequi.now()) - timedelta(days=15)  # FE-1059 is nine days old
    payment = captured(till, "FE-1051", 685_000)
    book(till, payment, "FE-1051", Cents(68_500_000))
    today, before = (words(clerk.get(page, query_string={"corte": day}).text)
                     for day in ("", f"{then}"))
    assert "FE-1051" not in today
    assert "Saldo total $ 1.252.500" in today
    assert "FE-1051" in before
    assert "FE-1059" not in before
    assert f"al terminar el {short_date(then)}" in before
    assert "Enviar" not in before.split("Enviados")[0]
    assert clerk.get(f"{page}.pdf?corte={then}").mimetype == "application/pdf"


@pytest.mark.parametrize(("day", "sentence"), [
    ("2999-01-01", "Ese día no ha llegado"), ("0001-01-01", "desde el año 2000"),
    ("mañana", "Escribe la fecha completa"),
])
def test_a_day_that_cannot_be_read_says_why(
    till: Till, clerk: FlaskClient, day: str, sentence: str
) -> None:
    page = f"/admin/clientes/{till.customer()}/estado-de-cuenta"
    answer = clerk.get(page, query_string={"corte": day})
    assert sentence in answer.text
    assert f'value="{day}"' in answer.text
    assert "Saldo total $ 1.937.500" in words(answer.text)
