"""Sign-in, sessions and roles, through the pages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from storefront.accounts import rules, service
from storefront.accounts.rules import Throttle, safe_next
from storefront.extensions import nequi
from tests.storefront.offices import CLERK, OWNER, PASSWORD, Office, make_office, submit


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return make_office(tmp_path)


def test_a_guarded_page_leads_to_the_form_and_back(office: Office) -> None:
    client = office.client()
    sent_off = client.get("/admin/pagos")
    assert sent_off.location == "/entrar?next=%2Fadmin%2Fpagos"
    assert 'data-form="login"' in client.get(sent_off.location).text
    answer = submit(client, sent_off.location, email=OWNER.upper(), password=PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/admin/pagos")
    assert client.get("/admin/pagos").status_code == 200


@pytest.mark.parametrize("email", [OWNER, "nadie@ladera.example"])
def test_a_wrong_password_and_an_unknown_account_look_the_same(office: Office, email: str) -> None:
    answer = submit(office.client(), "/entrar", email=email, password="otra-clave-larga")
    assert "El correo o la clave no coinciden" in answer.text
    assert f'value="{email}"' in answer.text
    assert "otra-clave-larga" not in answer.text


def test_half_a_form_says_what_is_missing(office: Office) -> None:
    answer = submit(office.client(), "/entrar", email=OWNER)
    assert "Completa este dato." in answer.text


def test_a_form_without_its_token_is_refused_with_a_sentence(office: Office) -> None:
    answer = office.client().post("/entrar", data={"email": OWNER, "password": PASSWORD})
    assert answer.status_code == 400
    assert "recárgala y envía otra vez" in answer.text
    assert "Traceback" not in answer.text


def test_guessing_is_slowed_down_per_account(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "DEVELOPMENT", Throttle(per_account=2, per_address=100))
    client = office.client()
    for _round in range(2):
        submit(client, "/entrar", email=CLERK, password="no-es-esta")
    refused = submit(client, "/entrar", email=CLERK, password=PASSWORD)
    assert refused.status_code == 429
    assert "Espera 15 minutos" in refused.text
    assert submit(client, "/entrar", email=OWNER, password=PASSWORD).status_code == 303


def test_guessing_is_slowed_down_per_address_and_forgiven_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "DEVELOPMENT", Throttle(per_account=100, per_address=1))
    submit(office.client(), "/entrar", email="x@y.co", password="no-es-esta")
    assert submit(office.client(), "/entrar", email=OWNER, password=PASSWORD).status_code == 429
    with office.app.app_context():
        later = nequi.now() + rules.WINDOW + timedelta(seconds=1)
    monkeypatch.setattr(type(nequi), "now", lambda _self: later)
    assert submit(office.client(), "/entrar", email=OWNER, password=PASSWORD).status_code == 303


def test_signing_out_kills_a_copied_cookie(office: Office) -> None:
    client = office.signed_in()
    cookie = client.get_cookie("store")
    assert cookie is not None
    thief = office.client()
    thief.set_cookie("store", cookie.value)
    assert thief.get("/admin").status_code == 200
    assert submit(client, "/admin", to="/salir").status_code == 303
    assert thief.get("/admin").status_code == 302
    assert client.get("/admin").status_code == 302


def test_changing_the_password_ends_the_other_sessions(office: Office) -> None:
    here, there = office.signed_in(), office.signed_in()
    wrong = submit(
        here, "/admin/clave", current="no", password="nueva-clave-1", again="nueva-clave-1"
    )
    assert "Esa no es tu clave actual" in wrong.text
    short = submit(here, "/admin/clave", current=PASSWORD, password="corta", again="otra")
    assert "10 caracteres" in short.text
    assert "No es igual" in short.text
    done = submit(
        here, "/admin/clave", current=PASSWORD, password="nueva-clave-1", again="nueva-clave-1"
    )
    assert done.status_code == 303
    assert here.get("/admin").status_code == 200
    assert there.get("/admin").status_code == 302


def test_a_clerk_sees_but_does_not_change(office: Office) -> None:
    clerk = office.signed_in(CLERK)
    page = clerk.get("/admin/configuracion/empresa")
    assert "Solo la persona dueña puede cambiarlo" in page.text
    refused = submit(clerk, "/admin/configuracion/empresa", legal_name="Otra")
    assert refused.status_code == 403
    assert "Pídele a la persona dueña" in refused.text


def test_private_pages_carry_the_headers(office: Office) -> None:
    answer = office.signed_in().get("/admin")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(
    ("target", "goes"),
    [
        ("/admin/pagos?a=1", "/admin/pagos?a=1"),
        ("//malo.example", "/admin"),
        ("/\\malo.example", "/admin"),
        ("https://malo.example", "/admin"),
        ("/admin\n", "/admin"),
        ("", "/admin"),
        (None, "/admin"),
    ],
)
def test_only_paths_of_this_site_are_followed(target: str | None, goes: str) -> None:
    assert safe_next(target) == goes
