"""A shop without the demo: its one-time link, its first owner, its first steps."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from storefront import create_app
from storefront.accounts.first_run import make_owner, make_token
from storefront.accounts.models import FirstRun
from storefront.db import db
from tests.storefront.offices import make_office, submit

OWNER = {
    "name": "Ana", "email": "Ana@tienda.example", "password": "una-clave-larga",
    "again": "una-clave-larga",
}  # fmt: skip
EMPRESA = {
    "id_type": "NIT", "id_number": "901555012", "dv": "9", "legal_name": "Ladera Oficios SAS",
    "address": "Calle 1", "department": "Antioquia", "city": "Medellín", "person_kind": "juridica",
    "regime": "responsable", "email": "hola@tienda.example",
}  # fmt: skip


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """An empty shop."""
    env = {"STORE_ENV": "test", "STORE_DATA_DIR": str(tmp_path), "STORE_SECRET_KEY": "k" * 40,
           "STORE_PUBLIC_URL": "http://localhost", "NEQUI_API_URL": "http://127.0.0.1:9",
           "NEQUI_TOKEN_URL": "http://127.0.0.1:9/t", "NEQUI_WORKER": "none"}  # fmt: skip
    made = create_app(env)
    with made.app_context():
        db.create_all()
    return made


def link(app: Flask) -> str:
    """What ``dev.py run --no-demo`` prints."""
    done = app.test_cli_runner().invoke(args=["store", "first-run"])
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


def use(app: Flask, path: str, **other: str) -> tuple[FlaskClient, TestResponse]:
    client = app.test_client()
    return client, submit(client, path, **(OWNER | other))


def test_the_link_makes_the_owner_and_leads_to_empresa_then_nequi(app: Flask) -> None:
    client, made = use(app, link(app))
    assert (made.status_code, made.location) == (303, "/admin/configuracion/empresa")
    page = client.get(made.location).text
    assert "Ahora los datos de tu empresa" in page
    assert "Primeros pasos" in page
    saved = submit(client, "/admin/configuracion/empresa", **EMPRESA)
    assert saved.location == "/admin/configuracion/integraciones/pagos-en-linea/nequi"
    start = client.get("/admin").text
    assert "1 de 4" in start
    assert 'href="/admin/productos/nuevo"' in start
    again = app.test_client()
    login = {"email": "ana@tienda.example", "password": OWNER["password"]}
    assert submit(again, "/entrar", **login).status_code == 303


def test_the_link_works_once_and_only_the_newest(app: Flask) -> None:
    old = link(app)
    path = link(app)
    client = app.test_client()
    assert client.get(old).status_code == 410
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 200  # looking uses nothing up
    assert use(app, path)[1].status_code == 303
    assert client.get(path).status_code == 410
    assert link(app) == ""


def test_who_comes_by_the_staffs_door_first_is_told_of_the_link(app: Flask) -> None:
    told = "Esta tienda todavía no tiene cuentas."
    assert told in app.test_client().get("/entrar").text
    use(app, link(app))
    assert told not in app.test_client().get("/entrar").text


def test_the_department_is_chosen_and_never_the_first_of_the_list(app: Flask) -> None:
    client, made = use(app, link(app))
    refused = submit(client, made.location, **(EMPRESA | {"department": ""}))
    assert "Elige una opción de la lista." in refused.text
    assert '<option selected value="">Elige uno</option>' in refused.text


def test_two_at_once_make_one_owner(app: Flask) -> None:
    with app.app_context():
        token = make_token()
        assert token
        assert make_owner(token, "a@a.example", "A", "una-clave-larga")
        assert make_owner(token, "b@b.example", "B", "una-clave-larga") is None
        assert make_token() is None


def test_the_database_does_not_hold_the_link(app: Flask) -> None:
    token = link(app).rpartition("/")[2]
    with app.app_context():
        row = db.session.get_one(FirstRun, 1)
        assert token not in (row.token_hash, "")
        assert len(row.token_hash) == 64


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"email": "ana"}, "Escribe un correo completo"),
        ({"password": "corta", "again": "corta"}, "Usa 10 caracteres o más."),
        ({"again": "otra-clave-larga"}, "No es igual a la clave."),
        ({"name": ""}, "Completa este dato."),
    ],
)
def test_a_wrong_field_is_told_and_the_link_stays(
    app: Flask, wrong: dict[str, str], sentence: str
) -> None:
    path = link(app)
    answer = use(app, path, **wrong)[1]
    assert answer.status_code == 200
    assert sentence in answer.text
    assert OWNER["password"] not in answer.text
    assert app.test_client().get(path).status_code == 200


def test_a_shop_with_accounts_has_no_link_and_no_first_steps(tmp_path: Path) -> None:
    office = make_office(tmp_path)
    assert link(office.app) == ""
    assert office.client().get("/empezar/x").status_code == 410
    assert "Primeros pasos" not in office.signed_in().get("/admin").text
