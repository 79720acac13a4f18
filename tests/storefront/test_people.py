"""Usuarios: an owner adds people, changes what they may do, and shuts them out."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.storefront.offices import CLERK, OWNER, PASSWORD, Office, make_office, submit

PAGE = "/admin/configuracion/usuarios"
NEW, OF_OWNER, OF_CLERK = f"{PAGE}/nuevo", f"{PAGE}/1", f"{PAGE}/2"
SOMEBODY = {
    "name": "Nora <b>G.", "email": "Nora@ladera.example ", "role": "clerk",
    "password": "primera-clave", "own": PASSWORD,
}  # fmt: skip
STAYS = {"name": "Paula R.", "role": "clerk", "active": "y", "own": PASSWORD}


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def enter(office: Office, email: str, password: str) -> TestResponse:
    return submit(office.client(), "/entrar", email=email, password=password)


def is_in(client: FlaskClient) -> bool:
    return client.get("/admin").status_code == 200


def test_somebody_new_can_enter_and_only_do_a_clerks_work(office: Office) -> None:
    owner = office.signed_in()
    assert submit(owner, NEW, **SOMEBODY).status_code == 303
    assert "Nora &lt;b&gt;G." in owner.get(PAGE).text
    nora = office.client()
    submit(nora, "/entrar", email="nora@ladera.example", password="primera-clave")
    assert is_in(nora)
    assert nora.get(PAGE).status_code == 403
    assert PAGE not in nora.get("/admin/configuracion").text
    assert "Agregó a una persona" in owner.get("/admin/configuracion/registro").text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", CLERK, "Ese correo ya tiene una cuenta."),
        ("email", "nora", "Escribe un correo completo"),
        ("password", "corta", "Usa 10 caracteres o más."),
        ("role", "dios", "Elige una opción de la lista."),
        ("own", "otra-clave-larga", "Esa no es tu clave."),
    ],
)
def test_what_is_wrong_is_said_by_its_field_and_kept(
    office: Office, field: str, value: str, sentence: str
) -> None:
    owner = office.signed_in()
    answer = submit(owner, NEW, **SOMEBODY | {field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Nora &lt;b&gt;G." in answer.text
    assert "Nora &lt;b&gt;G." not in owner.get(PAGE).text


def test_who_is_shut_out_is_out_at_once(office: Office) -> None:
    owner, clerk = office.signed_in(), office.signed_in(CLERK)
    submit(owner, OF_CLERK, **{name: value for name, value in STAYS.items() if name != "active"})
    assert not is_in(clerk)
    assert enter(office, CLERK, PASSWORD).status_code == 200
    assert "Sin acceso" in owner.get(PAGE).text
    submit(owner, OF_CLERK, **STAYS)
    assert enter(office, CLERK, PASSWORD).status_code == 303


def test_a_new_password_replaces_the_old_one_and_ends_sessions(office: Office) -> None:
    owner, clerk = office.signed_in(), office.signed_in(CLERK)
    submit(owner, OF_CLERK, **STAYS | {"password": "la-segunda-clave"})
    assert not is_in(clerk)
    assert enter(office, CLERK, PASSWORD).status_code == 200
    assert enter(office, CLERK, "la-segunda-clave").status_code == 303
    trail = owner.get("/admin/configuracion/registro").text
    assert "clave nueva" in trail
    assert "la-segunda-clave" not in trail


def test_another_name_leaves_the_session_alone(office: Office) -> None:
    owner, clerk = office.signed_in(), office.signed_in(CLERK)
    submit(owner, OF_CLERK, **STAYS | {"name": "Paula Rojas"})
    assert is_in(clerk)
    assert "Paula Rojas" in owner.get(PAGE).text


@pytest.mark.parametrize("loss", [{"role": "clerk"}, {"active": ""}], ids=["role", "access"])
def test_somebody_always_owns_the_shop(office: Office, loss: dict[str, str]) -> None:
    owner = office.signed_in()
    wanted = {"name": "Lina M.", "role": "owner", "active": "y", "own": PASSWORD} | loss
    answer = submit(owner, OF_OWNER, **wanted)
    assert "Es la única persona dueña con acceso." in answer.text
    assert is_in(owner)
    submit(owner, OF_CLERK, **STAYS | {"role": "owner"})
    assert submit(owner, OF_OWNER, **wanted).status_code == 303
    assert not is_in(owner)
    assert office.signed_in(CLERK).get(PAGE).status_code == 200
    assert enter(office, OWNER, PASSWORD).status_code == (303 if "role" in loss else 200)
