"""*Importar archivo*: what a merchant sends, sees and confirms, over HTTP."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from threading import Barrier, Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from nequi_plugin import Job
from storefront.customers import service as customers
from storefront.customers.models import Customer
from storefront.customers.rules import CustomerData
from storefront.db import AnySession, db
from storefront.debts.models import Debt
from storefront.extensions import nequi
from storefront.imports import service
from storefront.imports.keeping import forget
from storefront.imports.models import KEPT, ImportFile
from storefront.invoices.models import Invoice
from storefront.orders.models import BEFORE_FIRST, Order
from tests.storefront.receiving import Till, csrf, paid_order, running_till, words
from tests.support.databases import Databases
from tests.support.postgres import Server

CUFE = "ab" * 48
INVOICES = "/admin/facturas/importar"
CUSTOMERS = "/admin/clientes/importar"
TITLES = "Nombre;Tipo de documento;Número;DV;Correo;Plazo en días"


@pytest.fixture(scope="module")
def till(
    database_kind: str, postgres_server: Callable[[], Server],
    tables: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Till]:  # fmt: skip
    """One shop of each kind for the whole file: every test brings rows of its own."""
    databases, folder = Databases(database_kind, postgres_server), tmp_path_factory.mktemp("till")
    with running_till(databases.fresh(folder, tables(database_kind)), folder) as running:
        yield running
    databases.close()


@pytest.fixture(scope="module")
def clerk(till: Till) -> FlaskClient:
    return till.staff()


def send(clerk: FlaskClient, page: str, content: bytes, name: str = "datos.csv") -> TestResponse:
    sent = {"csrf_token": csrf(clerk.get(page).text), "file": (io.BytesIO(content), name)}
    return clerk.post(page, data=sent, content_type="multipart/form-data")


def kept(clerk: FlaskClient, page: str, *lines: str) -> str:
    """The address of the preview of a file with these lines."""
    answer = send(clerk, page, "\r\n".join(lines).encode())
    assert answer.status_code == 303, words(answer.text)
    return answer.headers["Location"]


def confirm(clerk: FlaskClient, preview: str) -> str:
    """Press the button; what the page says then."""
    answer = clerk.post(preview, data={"csrf_token": csrf(clerk.get(preview).text)})
    assert answer.status_code == 303, words(answer.text)
    return words(clerk.get(answer.headers["Location"]).text)


def test_customers_are_shown_first_and_written_once(till: Till, clerk: FlaskClient) -> None:
    before = till.count(Customer)
    preview = kept(
        clerk, CUSTOMERS, TITLES,
        "Ferretería El Tornillo;NIT;800.197.268;4;pagos@tornillo.example;15",
        "=cmd|' /C calc'!A0;CC;1030405067;;;",
        "Compañía SAS;NIT;900123456-8;;;",
        "Compañía SAS;NIT;900.123.456;9;;",
        "<b>Nadie</b>;cédula;12x;;nadie;",
    )  # fmt: skip
    seen = words(clerk.get(preview).text)
    assert "2 nuevos, 1 ya está, 2 con error." in seen
    assert "DV: El DV de ese NIT es 8." in seen
    assert "Número: Este tipo de documento solo lleva números." in seen
    assert "Correo: Escribe un correo completo" in seen
    assert "<b>Nadie" not in clerk.get(preview).text
    assert till.count(Customer) == before
    page = confirm(clerk, preview)
    assert "2 importados, 1 ya estaba, 2 con error." in page
    assert confirm(clerk, preview) == page
    assert till.count(Customer) == before + 2


def test_rows_to_mend_come_as_a_file_that_calculates_nothing(
    till: Till, clerk: FlaskClient
) -> None:
    evil = '"=HYPERLINK(""http://x"";""y"")";CC;12x;;+57;'
    preview = kept(clerk, CUSTOMERS, TITLES, evil, "Ana;CC;610000001;;;")
    answer = clerk.get(f"{preview}/por-corregir.csv")
    assert answer.mimetype == "text/csv"
    head, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert head[:3] == ["Fila", "Qué corregir", "Nombre"]
    assert row[0] == "2"
    assert "Este tipo de documento solo lleva números" in row[1]
    assert row[2] == '\'=HYPERLINK("http://x";"y")'
    assert "'+57" in row
    mended = answer.data.replace(b"12x", b"610000002").replace(b"'+57", b"")
    second = send(clerk, CUSTOMERS, mended).headers["Location"]
    assert "1 nuevo." in words(clerk.get(second).text)


def test_the_template_is_a_file_that_can_be_sent(till: Till, clerk: FlaskClient) -> None:
    template = clerk.get(f"{CUSTOMERS}/plantilla.csv").data
    preview = send(clerk, CUSTOMERS, template).headers["Location"]
    assert "1 ya está con otros datos." in words(clerk.get(preview).text)
    template = clerk.get(f"{INVOICES}/plantilla.csv").data
    preview = send(clerk, INVOICES, template).headers["Location"]
    assert "FE-1038" in clerk.get(preview).text


@pytest.mark.parametrize(("content", "status", "sentence"), [
    (b"", 422, "El archivo está vacío."), (b"\x89PNG\r\n\0", 422, "no es un CSV"),
    (TITLES.encode(), 422, "solo trae los títulos"), (b"a;b\n1;2", 422, "No encontramos"),
    (b"Nombre;Tipo\nAna;CC", 422, "Falta la columna Número."),
    (b"x" * 1_000_001, 422, "1 MB"), (b"x" * 2_500_000, 413, "muy grande"),
])  # fmt: skip
def test_a_file_that_is_none_is_told_so(
    clerk: FlaskClient, content: bytes, status: int, sentence: str
) -> None:
    answer = send(clerk, CUSTOMERS, content)
    assert answer.status_code == status
    assert sentence in answer.text


def test_two_who_confirm_at_once_import_once(till: Till, clerk: FlaskClient) -> None:
    before = till.count(Customer)
    lines = [f"Cliente {n};CC;{700_000_000 + n};;;" for n in range(60)]
    preview = kept(clerk, CUSTOMERS, TITLES, *lines)
    browsers, start = [till.staff(), till.staff()], Barrier(2)
    proofs = [csrf(browser.get(preview).text) for browser in browsers]

    def press(browser: FlaskClient, token: str) -> None:
        start.wait()
        browser.post(preview, data={"csrf_token": token})

    threads = [Thread(target=press, args=pair) for pair in zip(browsers, proofs, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "60 importados." in words(clerk.get(preview).text)
    assert till.count(Customer) == before + 60


def test_what_stopped_halfway_goes_on_where_it_was(
    till: Till, clerk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = till.count(Customer)
    preview = kept(clerk, CUSTOMERS, TITLES, "Ana;CC;610000003;;;", "Eva;CC;610000004;;;")
    real = customers.put

    def dying(s: AnySession, data: CustomerData, *, actor: str) -> int:
        if data.name == "Eva":
            raise KeyboardInterrupt
        return real(s, data, actor=actor)

    with monkeypatch.context() as patch:
        patch.setattr(service, "BATCH", 1)
        patch.setattr(customers, "put", dying)
        with pytest.raises(KeyboardInterrupt):
            confirm(clerk, preview)
    assert till.count(Customer) == before + 1
    page = words(clerk.get(preview).text)
    assert "Quedó a medias." in page
    assert "1 de 2 filas: 1 importado." in page
    assert "2 importados." in confirm(clerk, preview)
    assert till.count(Customer) == before + 2


def test_a_preview_is_over_after_a_day(till: Till, clerk: FlaskClient) -> None:
    before = till.count(Customer)
    preview = kept(clerk, CUSTOMERS, TITLES, "Ana;CC;610000005;;;")
    proof = csrf(clerk.get(preview).text)
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        s.get_one(ImportFile, int(preview.rpartition("/")[2])).made_at -= KEPT
    clerk.post(preview, data={"csrf_token": proof})
    late = clerk.get(preview)
    assert late.status_code == 410
    assert "Esta vista previa venció." in late.text
    assert clerk.get(f"{preview}/por-corregir.csv").status_code == 410
    assert till.count(Customer) == before


def test_the_file_is_forgotten_and_its_figures_stay(till: Till, clerk: FlaskClient) -> None:
    preview = kept(clerk, CUSTOMERS, TITLES, "Ana;CC;610000006;;;", "Eva;CC;12x;;;")
    assert "1 importado, 1 con error." in confirm(clerk, preview)
    with till.shop.app.app_context():
        file_id = preview.rpartition("/")[2]
        forget(Job(0, "forget-import", file_id, 0))
        left = db.session.scalar(select(ImportFile.content).filter_by(id=int(file_id)))
    assert left == b""
    page = clerk.get(preview)
    assert page.status_code == 200
    assert "1 importado, 1 con error." in words(page.text)


def test_invoices_make_their_debts_once(till: Till, clerk: FlaskClient) -> None:
    debts, invoices = till.count(Debt), till.count(Invoice)
    preview = kept(
        clerk, INVOICES, "Prefijo,Número,CUFE,Fecha,Vencimiento,NIT,Total,Subtotal,IVA,Nota",
        f'FE,3000,{CUFE},26/10/2025,2025-11-25,900.123.456-8,"1,190,000.50","1,000,000","190,000.5","Dos',
        'mesas"', "FE,1038,,01/11/2025,01/12/2025,900123456,100,,,",
        ",FE3000,,01/11/2025,01/12/2025,900123456,595000,,,",
        ",FE-3001,,01/11/2025,01/12/2025,555555555,595000,500000,96000,",
    )  # fmt: skip
    seen = words(clerk.get(preview).text)
    assert "1 nueva, 1 ya está con otros datos, 2 con error." in seen
    assert "Número: Está repetido: es el mismo de la fila 2." in seen
    assert "Total: aquí $ 1.240.000, en el archivo $ 100" in seen
    assert till.count(Debt) == debts
    page = confirm(clerk, preview)
    assert "1 importada, 1 ya estaba con otros datos, 2 con error." in page
    assert confirm(clerk, preview) == page
    assert (till.count(Debt), till.count(Invoice)) == (debts + 1, invoices + 1)
    assert till.balance("FE-3000") == 119_000_050
    shown = words(clerk.get(f"/admin/facturas/{till.invoice('FE-3000')}").text)
    assert "Dos mesas" in shown
    assert CUFE in shown


def test_an_invoice_that_is_here_under_another_spelling_is_not_brought_in_again(
    till: Till, clerk: FlaskClient
) -> None:
    paid_order(till)
    with till.shop.app.app_context(), nequi.unit_of_work() as s:
        order = s.scalars(select(Order).order_by(Order.id.desc())).first()
        assert order is not None
        order.einvoice_number, number = "FE-9001", order.id + BEFORE_FIRST
    preview = kept(
        clerk, INVOICES, "Número;Fecha;Vence;NIT;Total",
        "FE1051;01/11/2025;01/12/2025;900123456;100", "FE9001;01/11/2025;01/12/2025;900123456;900",
    )  # fmt: skip
    seen = words(clerk.get(preview).text)
    assert "0 nuevas, 1 ya está, 1 ya está con otros datos." in seen
    assert f"Es la factura del pedido {number}." in seen
    debts = till.count(Debt)
    form = {"customer_id": str(till.customer()), "cufe": "", "issued_on": "2025-11-01",
            "due_on": "2025-12-01", "total": "900", "note": ""}  # fmt: skip
    for known in ("FE1051", "FE9001"):
        proof = csrf(clerk.get("/admin/facturas/nueva").text)
        typed = form | {"number": known, "csrf_token": proof}
        answer = clerk.post("/admin/facturas/nueva", data=typed)
        assert "ya está en un pedido o en Facturas" in answer.text, known
    assert till.count(Debt) == debts
