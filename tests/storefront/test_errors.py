"""Whatever goes wrong, a person reads a sentence and the next step, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import abort
from flask.typing import ResponseReturnValue

from tests.storefront.offices import Office, make_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = make_office(tmp_path, NEQUI_WORKER="none")
    made.app.testing = False

    @made.app.get("/admin/prueba/<int:code>")
    def broken(code: int) -> ResponseReturnValue:
        if code == 500:
            raise RuntimeError("secreto interno")
        abort(code)

    return made


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (400, "No entendimos lo que enviaste"),
        (403, "Pídele a la persona dueña"),
        (404, "Esta página no existe"),
        (410, "Este enlace ya no funciona"),
        (418, "No entendimos lo que enviaste"),
        (429, "Espera un minuto"),
        (500, "Algo falló de nuestro lado"),
        (503, "Recarga la página en un minuto"),
    ],
)
def test_each_error_has_its_words(office: Office, code: int, sentence: str) -> None:
    answer = office.client().get(f"/admin/prueba/{code}")
    assert answer.status_code == code
    assert sentence in answer.text
    assert "secreto interno" not in answer.text
    assert "Traceback" not in answer.text
    assert 'href="/admin"' in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_too_much_is_refused_in_words(office: Office) -> None:
    answer = office.client().post("/entrar", data={"email": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "Prueba con un archivo o un texto más pequeño" in answer.text


def test_redirects_stay_redirects(office: Office) -> None:
    assert office.client().get("/admin").status_code == 302


def test_a_wrong_method_is_a_missing_page(office: Office) -> None:
    answer = office.client().get("/salir")
    assert answer.status_code == 405
    assert "Esta página no existe" in answer.text
