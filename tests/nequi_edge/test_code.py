"""A code to scan on the payment page: asked for, shown, kept as a picture, paid."""

from __future__ import annotations

import pytest

from nequi_plugin import State
from tests.nequi.host import Host
from tests.nequi_edge.reading import Payer

pytestmark = pytest.mark.databases("sqlite")


def test_a_code_is_asked_for_shown_and_paid(working: Host, payer: Payer) -> None:
    assert set(payer.look().forms) >= {"pay-nequi", "pay-qr"}
    payer.press("pay-qr")
    first = working.until(working.newest().message_id, State.WAITING)
    page = payer.look()
    assert page.state == "waiting"
    assert "<svg" in page.html
    assert "Se cierra a las" in page.text
    assert "style=" not in page.html
    assert not {"pay-nequi", "pay-qr", "cancel-payment", "scan-instead"} & set(page.forms)
    assert "cuando se cierre este código: un QR no se puede anular" in page.text
    assert payer.status()["message"].startswith("Págalo antes de las")

    picture = payer.client.get(f"{payer.url}/codigo.png")
    assert picture.mimetype == "image/png"
    assert picture.data.startswith(b"\x89PNG")

    working.phone.accept()
    working.until(first.message_id, State.APPROVED)
    assert "Código QR" in payer.look().text
    assert payer.client.get(f"{payer.url}/codigo.png").location == payer.url


def test_twice_the_same_form_is_one_code(working: Host, payer: Payer) -> None:
    form = payer.look().forms["pay-qr"]
    assert [payer.send(form).status, payer.send(form).status] == [303, 303]
    working.until(working.newest().message_id, State.WAITING)
    assert len(working.phone.pushes()) == 1


def test_a_form_that_was_altered_asks_for_nothing(host: Host, payer: Payer) -> None:
    form = payer.look().forms["pay-qr"]
    for field in ("digest", "form_key", "csrf_token"):
        assert payer.send(form, **{field: "x"}).status == 400
    changed = payer.send(form, digest="0" * 32)
    assert "El valor cambió" in changed.text
    with host.app.app_context():
        assert host.nequi.payments() == []


def test_a_waiting_push_becomes_a_code_in_one_touch(working: Host, payer: Payer) -> None:
    payer.pay("3005550001")
    first = working.until(working.newest().message_id, State.WAITING)
    working.runtime.stop_worker()
    page = payer.press("scan-instead")
    assert (page.stage, "hacemos el código" in page.text) == ("changing", True)
    working.runtime.start_worker()
    working.until(first.message_id, State.CANCELLED)
    working.until(working.newest().message_id, State.WAITING)
    assert "Escanea con Nequi" in payer.look().text


def test_nobody_paid_a_code_in_time(working: Host, payer: Payer) -> None:
    payer.press("pay-qr")
    first = working.until(working.newest().message_id, State.WAITING)
    working.advance(minutes=46)
    working.until(first.message_id, State.EXPIRED)
    page = payer.look()
    assert "Nadie lo pagó a tiempo" in page.text
    assert {"pay-nequi", "pay-qr"} <= set(page.forms)


def test_a_code_whose_debt_was_paid_otherwise_is_hidden_and_not_withdrawn(
    working: Host, payer: Payer
) -> None:
    payer.press("pay-qr")
    first = working.until(working.newest().message_id, State.WAITING)
    (name,) = first.claims
    with (
        working.app.app_context(),
        working.nequi.unit_of_work(),
        working.nequi.hold([name]) as held,
    ):
        held.settled(name)
    page = payer.look()
    assert (page.state, page.stage) == ("waiting", "cancelling")
    assert "Este código ya no hace falta" in page.text
    assert "qr-code" not in page.html
    assert "cancel-payment" not in page.forms
    assert payer.client.get(f"{payer.url}/codigo.png").location == payer.url

    working.advance(minutes=46)
    working.until(first.message_id, State.EXPIRED)
    assert working.row(first.message_id).cancel_sent_at is None
