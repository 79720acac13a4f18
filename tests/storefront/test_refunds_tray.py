"""Money on its way back stands in Dinero por resolver until somebody says what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from nequi_plugin import Payment, Refund, RefundState
from nequi_plugin.simulator import RunningSimulator, SimulatorConfig
from storefront.extensions import nequi
from tests.storefront.offices import CLERK, OWNER, PASSWORD, Office, submit
from tests.storefront.paid_office import accepted, paid_office
from tests.storefront.receiving import words
from tests.support.noon import at_noon
from tests.support.phone import Phone
from tests.support.waiting import wait_until

QUEUE = "/admin/dinero-por-resolver"
NOTHING = "Nada por resolver"


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[RunningSimulator]:
    at_noon(tmp_path / "simulator")
    with RunningSimulator(SimulatorConfig(tmp_path / "simulator")) as running:
        yield running


@pytest.fixture
def office(tmp_path: Path, simulator: RunningSimulator) -> Iterator[Office]:
    with paid_office(tmp_path, simulator) as made:
        yield made


@pytest.fixture
def owner(office: Office) -> FlaskClient:
    return office.signed_in(OWNER)


def seen(page: str) -> str:
    return words(unescape(page)).replace("\xa0", " ")


def ask(owner: FlaskClient, payment: Payment, **fields: str) -> None:
    page = f"/admin/pagos/{payment.message_id}/devoluciones"
    given = {"reason": "Llegó rota", "password": PASSWORD, "form_key": "una"} | fields
    answer = submit(owner, page, **given)
    assert answer.status_code == 303, answer.text


def settle(owner: FlaskClient, refund: Refund, outcome: str, **fields: str) -> TestResponse:
    page = f"/admin/pagos/{refund.message_id}/devoluciones"
    given = {"outcome": outcome, "password": PASSWORD} | fields
    return submit(owner, QUEUE, to=f"{page}/{refund.reference}", **given)


def refund_of(office: Office, payment: Payment) -> Refund:
    with office.app.app_context():
        (found,) = nequi.refunds(payment.message_id)
    return found


def until(office: Office, payment: Payment, state: RefundState) -> Refund:
    return wait_until(lambda: (r := refund_of(office, payment)).state is state and r)


def test_a_transfer_by_hand_waits_in_the_tray_until_it_is_proven(
    office: Office, simulator: RunningSimulator, owner: FlaskClient
) -> None:
    payment = accepted(office, 40_000, simulator)
    assert NOTHING in owner.get(QUEUE).text
    ask(owner, payment, pesos="15.000", account="@mariana")
    refund = refund_of(office, payment)

    tray = seen(owner.get(QUEUE).text)
    assert "Devolución · Prueba 40000 Por hacer a mano $ 15.000" in tray
    assert "Pasa $ 15.000 a @mariana desde tu Nequi o tu banco" in tray
    assert "1 caso por resolver Una devolución, $ 15.000" in seen(owner.get("/admin").text)

    unproven = settle(owner, refund, "done")
    assert unproven.status_code == 200
    assert "Escribe la referencia de la transferencia." in unproven.text
    done = settle(owner, refund, "done", proof_reference="TR-88", proof="Lo vi hoy, a Mariana")
    assert done.status_code == 303
    assert refund_of(office, payment).state is RefundState.DONE
    assert "Recibido hoy $ 25.000 1 pago con Nequi" in seen(owner.get("/admin").text)
    assert NOTHING in owner.get(QUEUE).text
    assert "por resolver" not in owner.get("/admin").text.split("<main")[1]
    trail = seen(owner.get("/admin/configuracion/registro").text)
    assert "Pidió devolver dinero Prueba 40000, $ 15.000:" in trail
    assert "Anotó cómo terminó una devolución" in trail


def test_a_clerk_sees_it_and_leaves_the_word_to_the_owner(
    office: Office, simulator: RunningSimulator, owner: FlaskClient
) -> None:
    payment = accepted(office, 41_000, simulator)
    ask(owner, payment, pesos="1.000", account="@mariana")
    tray = office.signed_in(CLERK).get(QUEUE).text
    assert "Lo anota quien es dueño de la tienda" in tray
    assert 'data-form="refund-outcome"' not in tray
    assert 'data-form="refund-outcome"' in owner.get(QUEUE).text


@pytest.mark.parametrize("typed", ["", "no-es-la-clave"])
def test_nothing_goes_back_without_the_password(
    office: Office, simulator: RunningSimulator, owner: FlaskClient, typed: str
) -> None:
    """An open session that somebody borrows neither asks for a refund nor settles one."""
    payment = accepted(office, 41_800, simulator)
    page = f"/admin/pagos/{payment.message_id}/devoluciones"
    sentence = "Esa no es tu clave." if typed else "Escribe tu clave para seguir."
    part = {"pesos": "1.000", "account": "@mariana", "reason": "Rota", "form_key": "una"}
    asked = submit(owner, page, **part, password=typed)
    assert (asked.status_code, sentence in asked.text) == (200, True)
    with office.app.app_context():
        assert nequi.refunds(payment.message_id) == []

    ask(owner, payment, **part)
    settled = settle(owner, refund_of(office, payment), "refused", reason="No", password=typed)
    assert (settled.status_code, sentence in settled.text) == (200, True)
    assert refund_of(office, payment).state is RefundState.MANUAL


def test_a_clerk_reads_who_may_give_money_back(
    office: Office, simulator: RunningSimulator, owner: FlaskClient
) -> None:
    page = f"/admin/pagos/{accepted(office, 41_500, simulator).message_id}"
    sentence = "Solo quien es dueño de la tienda puede devolver dinero"
    clerks = office.signed_in(CLERK).get(page).text
    assert sentence in clerks
    assert "Devolver dinero" not in clerks
    assert sentence not in owner.get(page).text


def test_asking_twice_leaves_one_line_in_the_trail(
    office: Office, simulator: RunningSimulator, owner: FlaskClient
) -> None:
    payment = accepted(office, 41_600, simulator)
    for _time in range(2):
        ask(owner, payment, pesos="1.000", account="@mariana")
    trail = owner.get("/admin/configuracion/registro").text
    assert trail.count("Pidió devolver dinero") == 1


def test_a_denial_shows_its_reason_and_its_proof(
    office: Office, simulator: RunningSimulator, owner: FlaskClient
) -> None:
    payment = accepted(office, 41_700, simulator)
    ask(owner, payment, pesos="1.000", account="@mariana")
    refund = refund_of(office, payment)
    settle(owner, refund, "refused", reason="Cuenta errada", proof="El banco la devolvió")
    page = seen(owner.get(f"/admin/pagos/{payment.message_id}/devoluciones").text)
    assert f"Devolución {refund.reference} No se devolvió Valor" in page
    assert "Qué lo demuestra El banco la devolvió" in page
    assert "Cuenta errada · El banco la devolvió" in page


def test_a_lost_reply_waits_in_the_tray_and_leaves_it_by_itself(
    office: Office, simulator: RunningSimulator, owner: FlaskClient
) -> None:
    payment = accepted(office, 42_000, simulator)
    phone = Phone(simulator.url)
    phone.fault(drop_reply={"reverse": 1}, http={"status": {"status": 500, "times": 50}})
    ask(owner, payment)
    refund = until(office, payment, RefundState.UNKNOWN)

    tray = seen(owner.get(QUEUE).text)
    assert "Nequi no respondió si devolvió estos $ 42.000." in tray
    early = settle(owner, refund, "refused", reason="No salió", proof="Nequi dice que no")
    assert early.status_code == 200
    assert "Espera" in seen(early.text)
    assert refund_of(office, payment).state is RefundState.UNKNOWN

    phone.fault()
    phone.advance(20)
    until(office, payment, RefundState.DONE)
    assert NOTHING in owner.get(QUEUE).text


def test_what_was_not_sent_for_ten_minutes_can_be_taken_back(
    office: Office, simulator: RunningSimulator, owner: FlaskClient
) -> None:
    payment = accepted(office, 43_000, simulator)
    phone = Phone(simulator.url)
    phone.fault(http={"reverse": {"status": 429, "times": 500}})
    ask(owner, payment)
    assert NOTHING in owner.get(QUEUE).text, "the worker has ten minutes"
    phone.advance(11 * 60)

    # it is out of the tray for the moment in which the worker tries again
    wait_until(lambda: "todavía no le llega a Nequi" in owner.get(QUEUE).text)

    def taken_back() -> bool:  # not while the worker is just trying again
        refund = refund_of(office, payment)
        return settle(owner, refund, "cancelled", reason="Ya se arregló").status_code == 303

    wait_until(taken_back)
    assert refund_of(office, payment).state is RefundState.CANCELLED
    assert NOTHING in owner.get(QUEUE).text
