"""Walk 4's heart: the switch, the real check at a real (simulated) Nequi, and what it opens."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests
from flask.testing import FlaskClient

from nequi_plugin import Identity, Job
from nequi_plugin.simulator import RunningSimulator, SimulatorConfig
from storefront.company.check import check_identity
from storefront.company.gate import credentials, forget
from storefront.extensions import nequi
from tests.storefront.offices import CLERK, PASSWORD, Office, make_office, submit, working
from tests.storefront.test_company import PAGE as EMPRESA
from tests.storefront.test_company import fields
from tests.support.noon import at_noon
from tests.support.waiting import wait_until

PAGE = "/admin/configuracion/integraciones/pagos-en-linea/nequi"
KEYS = {"client_id": "sim-client", "client_secret": "sim-secret", "api_key": "sim-key"}


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[RunningSimulator]:
    at_noon(tmp_path / "sim")
    with RunningSimulator(SimulatorConfig(tmp_path / "sim")) as running:
        yield running


@pytest.fixture
def office(tmp_path: Path, simulator: RunningSimulator) -> Iterator[Office]:
    made = make_office(tmp_path, gateway=simulator.url)
    with working(made):
        yield made


def verdict_of(owner: FlaskClient) -> str:
    """The page once Nequi was asked."""

    def settled() -> str:
        page = owner.get(PAGE).text
        return "" if "Comprobando…" in page else page

    return wait_until(settled)


def closed(office: Office) -> str | None:
    with office.app.app_context():
        forget()
        return nequi.is_open()


def test_saving_asks_nequi_and_the_verdict_turns_it_on(office: Office) -> None:
    owner = office.signed_in()
    assert closed(office)
    answer = submit(owner, PAGE, active="y", **KEYS)
    assert answer.status_code == 303
    page = verdict_of(owner)
    assert "Activo en prueba" in page
    assert "LADERA OFICIOS SAS" in page
    assert page.count("Coincide") == 3
    assert closed(office) is None
    with office.app.app_context():
        keys = credentials()
    assert keys is not None
    assert keys.verified_name == "LADERA OFICIOS SAS"
    assert keys.code == "NIT_901555012"


def test_the_status_fragment_reloads_the_page_once_there_is_a_verdict(office: Office) -> None:
    owner = office.signed_in()
    submit(owner, PAGE, active="y", **KEYS)
    verdict_of(owner)
    assert owner.get(f"{PAGE}/estado").headers["HX-Refresh"] == "true"


def test_a_different_name_is_named_and_blocks_and_mended_it_opens(office: Office) -> None:
    owner = office.signed_in()
    submit(owner, EMPRESA, **fields(legal_name="Ladera Café y Oficios SAS"))
    submit(owner, PAGE, active="y", **KEYS)
    page = verdict_of(owner)
    assert "Distinto" in page
    assert "Solo falta el nombre." in page
    assert "Cambiar el nombre aquí" in page
    assert closed(office)
    submit(owner, EMPRESA, **fields())
    submit(owner, PAGE, active="y")
    assert "Activo en prueba" in verdict_of(owner)
    assert closed(office) is None


@pytest.mark.parametrize(
    ("account", "sentence"),
    [
        ({"type": "CC", "number": "901555012"}, "El tipo es distinto."),
        ({"type": "NIT", "number": "900123456"}, "El número (o el comercio) es distinto."),
    ],
)
def test_another_type_or_number_is_told_apart(
    office: Office, simulator: RunningSimulator, account: dict[str, str], sentence: str
) -> None:
    body = {**account, "name": "LADERA OFICIOS SAS"}
    assert requests.post(f"{simulator.url}/_sim/merchant", json=body, timeout=30).ok
    owner = office.signed_in()
    submit(owner, PAGE, active="y", **KEYS)
    assert sentence in verdict_of(owner)
    assert closed(office)


def test_changing_empresa_pauses_until_nequi_confirms_again(office: Office) -> None:
    owner = office.signed_in()
    submit(owner, PAGE, active="y", **KEYS)
    verdict_of(owner)
    assert "se detienen hasta que se comprueben" in owner.get(EMPRESA).text
    answer = submit(owner, EMPRESA, **fields(legal_name="Otra Cosa SAS"))
    assert answer.location.endswith("/nequi")
    assert "Distinto" in verdict_of(owner)
    assert closed(office)


def test_the_pause_begins_with_the_change_itself(office: Office) -> None:
    owner = office.signed_in()
    submit(owner, PAGE, active="y", **KEYS)
    verdict_of(owner)
    nequi.stop_worker(office.app)
    submit(owner, EMPRESA, **fields(legal_name="Ladera Oficios S.A.S."))
    assert "en pausa" in (closed(office) or "")
    with working(office):
        assert "Activo en prueba" in verdict_of(owner)
    assert closed(office) is None


def test_switching_off_while_nequi_is_asked_stays_off(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    nequi.stop_worker(office.app)
    owner = office.signed_in()
    submit(owner, PAGE, active="y", **KEYS)

    def meanwhile(*_: object) -> Identity:
        submit(owner, PAGE)
        return Identity(accepted=True, commerce="LADERA OFICIOS SAS", nit="901555012")

    monkeypatch.setattr(type(nequi), "identify", meanwhile)
    with office.app.app_context():
        check_identity(Job(1, "identity-check", "1", 0))
    assert closed(office)
    assert "Apagado" in owner.get(PAGE).text


def test_without_names_only_the_owners_dated_word_activates(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(nequi), "identify", lambda *_: Identity(accepted=True))
    owner = office.signed_in()
    early = submit(owner, PAGE, to=f"{PAGE}/declarar", agreed="y")
    assert early.status_code == 303
    assert closed(office), "before a check there is nothing to declare"
    submit(owner, PAGE, active="y", **KEYS)
    page = verdict_of(owner)
    assert "Nequi puede retener el dinero" in page
    assert closed(office)
    unticked = submit(owner, PAGE, to=f"{PAGE}/declarar")
    assert "Marca la casilla para confirmarlo." in unticked.text
    submit(owner, PAGE, to=f"{PAGE}/declarar", agreed="y")
    assert "Declarado, no verificado." in owner.get(PAGE).text
    assert closed(office) is None
    with office.app.app_context():
        keys = credentials()
    assert keys is not None
    assert keys.verified_name is None, "a declared name is not compared"


def test_a_change_that_is_no_identity_pauses_nothing(office: Office) -> None:
    owner = office.signed_in()
    submit(owner, PAGE, active="y", **KEYS)
    verdict_of(owner)
    submit(owner, EMPRESA, **fields(city="Cali"))
    assert closed(office) is None


def test_switching_off_is_immediate(office: Office) -> None:
    owner = office.signed_in()
    submit(owner, PAGE, active="y", **KEYS)
    verdict_of(owner)
    submit(owner, PAGE)
    assert closed(office)
    assert "Apagado" in owner.get(PAGE).text


def test_a_silent_nequi_never_counts_as_verified(tmp_path: Path) -> None:
    office = make_office(tmp_path)
    owner = office.signed_in()
    with working(office):
        submit(owner, PAGE, active="y", **KEYS)
        assert "Nequi no respondió." in verdict_of(owner)
    assert closed(office)


@pytest.mark.parametrize("name", ["client_secret", "api_key"])
def test_keys_that_nequi_refuses_are_said_so_and_close(office: Office, name: str) -> None:
    owner = office.signed_in()
    submit(owner, PAGE, active="y", **KEYS)
    verdict_of(owner)
    submit(owner, PAGE, active="y", own=PASSWORD, **{name: "not-the-one"})
    page = verdict_of(owner)
    assert "Nequi no aceptó estas llaves." in page
    assert "Nequi no respondió." not in page
    assert closed(office)
    submit(owner, PAGE, active="y", own=PASSWORD, **KEYS)
    assert "Activo en prueba" in verdict_of(owner)
    assert closed(office) is None


@pytest.mark.parametrize(("own", "sentence"), [
    ("", "Escribe tu clave para cambiar una llave."), ("adivinada", "Esa no es tu clave."),
])
def test_other_keys_ask_for_the_owners_password(office: Office, own: str, sentence: str) -> None:
    """They would send the money elsewhere: an open session alone is not enough."""
    owner = office.signed_in()
    submit(owner, PAGE, active="y", **KEYS)
    verdict_of(owner)
    refused = submit(owner, PAGE, active="y", own=own, client_id="somebody-else")
    assert sentence in refused.text
    assert "somebody-else" not in refused.text
    with office.app.app_context():
        kept = credentials()
    assert kept is not None
    assert kept.client_id == KEYS["client_id"]
    assert submit(owner, PAGE, active="").status_code == 303, "the switch alone needs none"


def test_missing_keys_are_named_and_nothing_is_asked(office: Office) -> None:
    refused = submit(office.signed_in(), PAGE, active="y", client_id="sim-client")
    assert refused.status_code == 200
    assert refused.text.count("Falta esta llave") == 2
    assert closed(office)


def test_keys_are_never_shown_and_lie_encrypted(office: Office, tmp_path: Path) -> None:
    owner = office.signed_in()
    submit(owner, PAGE, active="y", **KEYS)
    page = verdict_of(owner)
    with closing(sqlite3.connect(tmp_path / "store.db")) as raw:
        dump = "\n".join(raw.iterdump())
    for secret in KEYS.values():
        assert secret not in page
        assert secret not in dump
    assert "Guardado el" in page


def test_the_environment_wins(tmp_path: Path, simulator: RunningSimulator) -> None:
    office = make_office(tmp_path, gateway=simulator.url, NEQUI_CLIENT_ID="del-servidor")
    page = office.signed_in().get(PAGE).text
    assert "Fijada por el servidor" in page
    assert 'name="client_id"' not in page


def test_a_clerk_sees_the_state_and_cannot_save(office: Office) -> None:
    clerk = office.signed_in(CLERK)
    assert "Solo la persona dueña" in clerk.get(PAGE).text
    assert submit(clerk, PAGE, active="y", **KEYS).status_code == 403
