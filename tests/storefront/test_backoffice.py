"""Inicio, Pagos, Dinero por resolver and Estado del sistema, with payments at a real Nequi."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from nequi_plugin import Payment, State, format_pesos
from nequi_plugin.simulator import RunningSimulator, SimulatorConfig
from storefront.dates import bogota_today
from storefront.extensions import db, nequi
from tests.storefront.offices import CLERK, OWNER, Office, make_office, submit
from tests.storefront.paid_office import accepted, ended, paid_office, pay
from tests.storefront.shopping import read_form
from tests.support.noon import at_noon
from tests.support.phone import Phone
from tests.support.waiting import wait_until

CONCILE = "/admin/conciliacion"
QUEUE = "/admin/dinero-por-resolver"
OTHER_VALUE = "3001000018"


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[RunningSimulator]:
    at_noon(tmp_path / "simulator")
    with RunningSimulator(SimulatorConfig(tmp_path / "simulator", approve_seconds=0.5)) as running:
        yield running


@pytest.fixture
def office(tmp_path: Path, simulator: RunningSimulator) -> Iterator[Office]:
    with paid_office(tmp_path, simulator) as made:
        yield made


def in_queue(office: Office, value: int = 25_000) -> Payment:
    pay(office, value, OTHER_VALUE)
    found = ended(office, value, queued=True)
    assert found.state is State.REVIEW
    return found


def test_an_approved_payment_stands_in_the_ledger_with_its_history(
    office: Office, simulator: RunningSimulator
) -> None:
    found = accepted(office, 134_000, simulator)
    owner = office.signed_in()
    ledger = owner.get("/admin/pagos").text
    assert found.message_id in ledger
    assert "Aprobado" in ledger
    assert "300 ••• ••42" in ledger
    assert "3000000042" not in ledger
    where = f"/admin/pagos/{found.message_id}"
    page = owner.get(where).text
    assert "Nequi confirmó el pago" in page
    assert "Pago creado" in page
    assert "Por resolver" not in page
    # What was said is written once a second, apart from the payment's own transaction.
    wait_until(lambda: "Conversación con Nequi" in owner.get(where).text)
    start = owner.get("/admin").text
    assert format_pesos(134_000) in start
    assert "1 de 1 en 7 días" in start
    assert "Tiempo en aprobar" in start


def test_a_day_fetched_from_nequi_matches_what_was_paid(
    office: Office, simulator: RunningSimulator
) -> None:
    accepted(office, 7_000, simulator)
    clerk = office.signed_in(CLERK)
    with office.app.app_context():
        day = bogota_today(nequi.now()).isoformat()
    run = submit(clerk, CONCILE, to=f"{CONCILE}/dia", day=day).headers["Location"]
    page = wait_until(lambda: (text := clerk.get(run).text) and "Faltan aquí" in text and text)
    assert "Nada: todo lo del reporte está aquí." in page
    assert format_pesos(7_000) in page


def test_filters_hide_what_they_do_not_name(office: Office, simulator: RunningSimulator) -> None:
    pay(office, 1_000, "3000000042")
    Phone(simulator.url).reject()
    found = ended(office, 1_000)
    owner = office.signed_in()
    assert found.message_id in owner.get("/admin/pagos?estado=sin-pago").text
    assert found.message_id not in owner.get("/admin/pagos?estado=aprobados").text
    assert found.message_id not in owner.get(f"/admin/pagos?antes={found.id}").text
    assert owner.get("/admin/pagos?estado=inventado").status_code == 404


def test_a_differing_value_waits_for_a_person_who_says_what_arrived(office: Office) -> None:
    found = in_queue(office)
    clerk = office.signed_in(CLERK)
    assert "1 caso por resolver" in clerk.get("/admin").text
    assert 'class="count">1<' in clerk.get("/admin").text
    assert found.message_id in clerk.get(QUEUE).text
    page = clerk.get(f"/admin/pagos/{found.message_id}").text
    assert "Por resolver" in page
    assert f"Se pidieron {format_pesos(25_000)} y Nequi dice {format_pesos(26_000)}." in page
    assert 'value="26000"' in page, "what Nequi told need not be typed again"
    typed = {"outcome": "approved", "reference": "M123", "reason": "Lo vi"}
    wrong = decide(clerk, found, value="$ 25.001", confirmed="y", **typed)
    assert "Nequi dice que llegaron 26000 pesos" in wrong.text
    asked = decide(clerk, found, value="$ 26.000", **typed)
    assert (asked.status_code, "¿Seguro que" in asked.text) == (200, True)
    assert kept(office, found).state is State.REVIEW, "money moves only after the question"
    sure = read_form(asked.text, "confirm")
    done = clerk.post(f"{QUEUE}/{found.message_id}", data=sure)
    assert done.status_code == 303
    settled = kept(office, found)
    assert (settled.state, settled.captured, settled.reference) == (State.APPROVED, 26_000, "M123")
    assert settled.queued_at is None
    assert CLERK in clerk.get(f"/admin/pagos/{found.message_id}").text
    assert "Nada por resolver" in clerk.get(QUEUE).text
    trail = office.signed_in(OWNER).get("/admin/configuracion/registro").text
    assert f'href="/admin/pagos/{found.message_id}">Decidió sobre un pago' in trail
    assert "Prueba 25000: El dinero llegó. Lo vi" in trail


REFUSALS: list[tuple[dict[str, str], str]] = [
    ({"outcome": "approved", "value": "25000", "reference": "M1"}, "Escribe el motivo"),
    ({"outcome": "approved", "value": "mucho", "reason": "Sí"}, "Escribe el valor en pesos"),
    ({"outcome": "approved", "value": "25000", "reason": "Sí"}, "Escribe la referencia"),
    ({"reason": "Sí"}, "Este pago ya cambió"),
    ({"outcome": "note", "reason": "Sí"}, "Este pago ya cambió"),
]


def test_a_refused_decision_says_why_and_keeps_what_was_typed(office: Office) -> None:
    found = in_queue(office)
    owner = office.signed_in(OWNER)
    for typed, sentence in REFUSALS:
        answer = decide(owner, found, **typed)
        assert answer.status_code == 200
        assert sentence in answer.text, typed
        if typed.get("reference"):
            assert f'value="{typed["reference"]}"' in answer.text
    assert kept(office, found).queued_at is not None


def test_the_state_of_the_system_names_what_to_mend(office: Office) -> None:
    page = office.signed_in().get("/admin/estado-del-sistema").text
    assert "Trabajando" in page
    assert "Modo de prueba" in page
    assert "Falta MAIL_SERVER" in page


def test_the_menu_shows_only_what_opens(office: Office) -> None:
    owner = office.signed_in()
    page = owner.get("/admin").text
    assert 'aria-current="page"' in page
    assert "Conciliación" in page
    assert "Correos" not in page.split("<main")[0]


def test_healthz_tells_whether_somebody_works(office: Office, tmp_path: Path) -> None:
    ready = office.client().get("/healthz")
    assert (ready.status_code, ready.json["ready"]) == (200, True)
    idle = make_office(tmp_path / "idle").client().get("/healthz")
    assert (idle.status_code, idle.json["worker"]) == (503, "silent")
    assert "no worker is running" in idle.json["reason"]


def test_healthz_says_when_the_database_is_not_ours(tmp_path: Path) -> None:
    office = make_office(tmp_path)
    with office.app.app_context():
        db.drop_all()
    answer = office.client().get("/healthz")
    assert (answer.status_code, answer.json["database"]) == (503, "unreachable")
    assert answer.json["reason"]


def test_unknown_payments_are_a_page_not_a_crash(office: Office) -> None:
    owner = office.signed_in()
    answer = owner.get("/admin/pagos/NADA")
    assert answer.status_code == 404
    assert "Esta página no existe" in answer.text
    assert owner.post(f"{QUEUE}/NADA").status_code == 400


def kept(office: Office, payment: Payment) -> Payment:
    with office.app.app_context():
        found = nequi.payment(payment.message_id)
    assert found is not None
    return found


def decide(client: FlaskClient, payment: Payment, **fields: str) -> TestResponse:
    page = f"/admin/pagos/{payment.message_id}"
    return submit(client, page, to=f"{QUEUE}/{payment.message_id}", **fields)
