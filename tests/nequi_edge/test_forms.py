"""Forms without cookies: whose they are, how long they serve, what they keep."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import update

from tests.nequi.host import Bill, Host
from tests.nequi_edge.reading import Payer

pytestmark = pytest.mark.databases("sqlite")


def _none_started(host: Host) -> bool:
    with host.app.app_context():
        return not host.nequi.payments()


@pytest.mark.parametrize("proof", ["", "1.2", "498000." + "0" * 64, "x" * 500, "9" * 400 + ".a"])
def test_a_form_without_its_proof_is_refused(host: Host, payer: Payer, proof: str) -> None:
    form = payer.look().forms["pay-nequi"]
    answer = payer.send(form, phone="300 555 0001", csrf_token=proof)

    assert answer.status == 400
    assert "Esta página llevaba mucho tiempo abierta" in answer.text
    assert answer.forms["pay-nequi"].fields["phone"] == "300 555 0001"
    assert _none_started(host)


def test_a_proof_serves_one_page_and_one_act(
    host: Host, payer_of: Callable[[str], Payer]
) -> None:
    one, two = host.bills(10_000, 20_000)
    mine, other = payer_of(str(one)), payer_of(str(two))
    foreign = other.look().forms["pay-nequi"].fields["csrf_token"]
    form = mine.look().forms["pay-nequi"]
    assert mine.send(form, phone="3005550001", csrf_token=foreign).status == 400
    assert _none_started(host)

    mine.pay("3005550001")
    paying = other.look().forms["pay-nequi"].fields["csrf_token"]
    cancelling = mine.look().forms["cancel-payment"]
    assert mine.send(cancelling, csrf_token=paying).status == 400
    assert mine.look().state == "created"


def test_a_page_serves_two_hours(host: Host, payer: Payer) -> None:
    form = payer.look().forms["pay-nequi"]
    host.advance(hours=1, minutes=59)
    assert payer.send(form, phone="123").status == 200
    host.advance(hours=2)
    assert payer.send(form, phone="3005550001").status == 400
    assert _none_started(host)


def test_an_old_secret_still_verifies(host: Host, payer: Payer) -> None:
    form = payer.look().forms["pay-nequi"]
    settings = host.runtime.settings
    object.__setattr__(settings, "secrets", (b"the new one", *settings.secrets))
    fresh = Payer(payer.client, payer.url)
    assert fresh.look().status == 200
    assert fresh.send(form, phone="3005550001").status == 303


def test_the_same_form_sent_twice_is_one_payment(host: Host, payer: Payer) -> None:
    form = payer.look().forms["pay-nequi"]
    answers = [payer.send(form, phone="3005550001") for _ in range(3)]

    assert [answer.status for answer in answers] == [303] * 3
    with host.app.app_context():
        assert len(host.nequi.payments()) == 1


@pytest.mark.parametrize("field", ["digest", "form_key"])
@pytest.mark.parametrize("value", ["", "Ω", "x" * 3000, "'; DROP TABLE bill"])
def test_an_altered_form_is_refused(host: Host, payer: Payer, field: str, value: str) -> None:
    answer = payer.send(payer.look().forms["pay-nequi"], phone="3005550001", **{field: value})

    assert answer.status == 400
    assert "No pudimos leer el formulario completo" in answer.text
    assert _none_started(host)


def test_an_amount_that_changed_is_shown_and_asked_again(host: Host, payer: Payer) -> None:
    form = payer.look().forms["pay-nequi"]
    host.work(lambda s: s.execute(update(Bill).values(pesos=31_000)))
    answer = payer.send(form, phone="3005550001")

    assert answer.status == 200
    assert "El valor cambió mientras mirabas esta página" in answer.text
    assert "$ 31.000" in answer.text
    assert answer.forms["pay-nequi"].fields["phone"] == "3005550001"
    assert _none_started(host)
    assert payer.send(answer.forms["pay-nequi"], phone="3005550001").status == 303
    assert host.newest().pesos == 31_000


@pytest.mark.parametrize(
    "phone", ["", "123", "6015550000", "3" * 39, "9" * 5000, "<b>x</b>", "３００"]
)
def test_a_bad_number_keeps_what_was_typed(host: Host, payer: Payer, phone: str) -> None:
    answer = payer.send(payer.look().forms["pay-nequi"], phone=phone)

    assert answer.status == 200
    assert "Escribe un celular de 10 dígitos" in answer.text
    assert answer.forms["pay-nequi"].fields["phone"] == phone
    assert "<b>x</b>" not in answer.html
    assert _none_started(host)


def test_a_phone_that_is_asked_already_learns_nothing_else(
    host: Host, payer_of: Callable[[str], Payer]
) -> None:
    one, two = host.bills(10_000, 20_000)
    payer_of(str(one)).pay("3005550001")
    page = payer_of(str(two)).pay("300 555 0001")

    assert "Ese número ya tiene una solicitud esperando" in page.text
    assert "10.000" not in page.text
    assert page.state is None


def test_a_refusal_of_the_host_is_told(host: Host, payer: Payer) -> None:
    host.refuse_start = "Ya no quedan unidades."
    page = payer.pay("3005550001")

    assert "Ya no quedan unidades." in page.text
    assert page.forms["pay-nequi"].fields["phone"] == "3005550001"
    assert _none_started(host)
