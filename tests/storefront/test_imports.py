"""*Importar archivo*: what a merchant sends, sees and confirms, over HTTP."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storefront.customers.models import Customer
from tests.storefront.receiving import Till, csrf, running_till, words

CUSTOMERS = "/admin/clientes/importar"
TITLES = "Nombre;Tipo de documento;Número;DV;Correo;Plazo en días"


@pytest.fixture
def till(database_url: str, tmp_path: Path) -> Iterator[Till]:
    with running_till(database_url, tmp_path) as running:
        yield running


@pytest.fixture
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
