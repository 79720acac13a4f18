""""¿No te llegó?": what is possible is one touch, what is not says why."""

from __future__ import annotations

import pytest

from nequi_plugin import State
from tests.nequi.host import Host
from tests.nequi_edge.reading import Page, Payer

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def waiting(working: Host, payer: Payer) -> Page:
    """The page of a request to 300 555 0001 that waits for its payer."""
    payer.pay("3005550001")
    working.until(working.newest().message_id, State.WAITING)
    return payer.look()


def _follow(payer: Payer, page: Page) -> Page:
    assert page.status == 303
    return payer.look(page.answer.headers["Location"])


def test_one_touch_sends_again_after_the_first_is_dead(
    working: Host, payer: Payer, waiting: Page
) -> None:
    first = working.newest()
    working.runtime.stop_worker()
    page = payer.press("send-again")
    assert (page.state, page.stage) == ("waiting", "changing")
    assert "Apenas Nequi confirme que quedó cancelada" in page.text
    assert "pay-nequi" not in page.forms
    assert "send-again" not in page.forms
    assert "Cancelar y no enviar otra" in page.text

    working.runtime.start_worker()
    working.until(first.message_id, State.CANCELLED)
    second = working.newest()
    assert (second.phone, second.message_id != first.message_id) == ("3005550001", True)
    working.until(second.message_id, State.WAITING)
    assert payer.look().marks["data-reference"] == second.message_id
    assert payer.status()["reference"] == second.message_id


def test_another_number_is_typed_on_the_waiting_page(
    working: Host, payer: Payer, waiting: Page
) -> None:
    first = working.newest()
    wrong = payer.send(waiting.forms["change-number"], phone="12")
    assert "Escribe un celular de 10 dígitos" in wrong.text
    assert 'value="12"' in wrong.html
    assert "details open" in wrong.html
    assert working.payment(first.message_id).cancel_asked_at is None

    _follow(payer, payer.send(waiting.forms["change-number"], phone="300 555 0002"))
    working.until(first.message_id, State.CANCELLED)
    assert working.newest().phone == "3005550002"


def test_an_old_page_changes_nothing_about_a_newer_request(
    working: Host, payer: Payer, waiting: Page
) -> None:
    first = working.newest()
    payer.send(waiting.forms["send-again"])
    working.until(first.message_id, State.CANCELLED)
    second = working.newest()
    working.until(second.message_id, State.WAITING)
    page = _follow(payer, payer.send(waiting.forms["send-again"]))

    assert page.marks["data-reference"] == second.message_id
    assert working.payment(second.message_id).cancel_asked_at is None


def test_a_step_that_is_not_possible_stays_and_says_why(
    working: Host, payer: Payer, waiting: Page
) -> None:
    for _ in range(2):
        live = working.newest()
        working.until(live.message_id, State.WAITING)
        payer.press("send-again")
        working.until(live.message_id, State.CANCELLED)
    working.until(working.newest().message_id, State.WAITING)
    page = payer.look()

    assert "send-again" not in page.forms
    assert "Enviar otra vez" in page.text
    assert "ya le enviamos varias solicitudes seguidas" in page.text


def test_a_refused_successor_is_told_where_the_cancel_ended(
    working: Host, payer: Payer, waiting: Page
) -> None:
    first = working.newest()
    working.refuse_start = "Se agotó mientras pagabas."
    payer.press("send-again")
    working.until(first.message_id, State.CANCELLED)
    page = payer.look()

    assert (page.state, working.refuse_start in page.text) == ("cancelled", True)
    assert "pay-nequi" in page.forms
