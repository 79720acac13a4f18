"""Every state of a payment on its page and in its JSON: own words, own next step."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nequi_plugin import Pesos, State
from nequi_plugin.checkout.attempt import Stage
from nequi_plugin.checkout.words_es import WORDS
from nequi_plugin.gateway import Answer, Verdict
from nequi_plugin.service.apply import News, apply
from tests.nequi.host import Host
from tests.nequi_edge.reading import Page, Payer

pytestmark = pytest.mark.databases("sqlite")

AGAIN = "La enviamos otra vez a ese número. Si es otro, escríbelo."
ENDINGS = [
    ("3001000002", State.REJECTED, "", "El pago fue rechazado en Nequi"),
    ("3001000004", State.FAILED, "no_nequi", "Ese número no tiene Nequi"),
    ("3001000008", State.FAILED, "refused", "Tu Nequi no permite este pago"),
    ("3001000015", State.FAILED, "not_sent", "Nequi no está respondiendo"),
    ("3001000019", State.FAILED, "gateway", "Nequi no pudo completar el pago"),
]


def test_before_the_first_request_there_is_only_the_form(payer: Payer) -> None:
    page = payer.look()

    assert page.status == 200
    assert page.state is None
    assert set(page.forms) == {"pay-nequi", "pay-qr"}
    assert set(page.forms["pay-nequi"].fields) == {"csrf_token", "form_key", "digest", "phone"}
    assert "$ 25.000" in page.text
    assert "a Ladera Oficios SAS · NIT 901.555.012-9" in page.text
    assert "Al aceptar, el dinero sale de tu Nequi, no entra. Nunca te pedimos" in page.text
    assert "https://ayuda.nequi.com.co/" in page.links
    assert "300 600 0100" in page.text
    assert payer.status() | {"message": ""} == {
        "state": None, "reason": "", "amount": None, "currency": "COP", "expires_at": None,
        "message": "", "stage": "", "reference": "", "left": 0, "waiting": False,
    }  # fmt: skip


@pytest.mark.parametrize(("phone", "state", "reason", "title"), ENDINGS)
def test_an_ending_says_what_happened_and_offers_to_pay_again(
    working: Host, payer: Payer, phone: str, state: State, reason: str, title: str
) -> None:
    payer.pay(phone)
    working.until(working.newest().message_id, state)
    page, told = payer.look(), payer.status()

    assert (page.state, page.marks["data-payment-reason"]) == (state, reason)
    assert title in page.text
    assert page.title.startswith(title)
    assert (told["state"], told["reason"], told["amount"]) == (state, reason, 25_000)
    assert str(told["message"]) in page.text
    assert "phone" in page.forms["pay-nequi"].fields
    assert "Efectivo en Chapinero." in page.text
    assert phone not in page.html
    assert 'placeholder="None"' not in page.html
    assert "cancel-payment" not in page.forms


def test_paid_again_with_an_empty_field_asks_the_same_phone(working: Host, payer: Payer) -> None:
    payer.pay("3001000002")
    first = working.until(working.newest().message_id, State.REJECTED)
    page = payer.look()
    assert AGAIN in page.text
    assert 'placeholder="300 ••• ••02"' in page.html
    payer.pay("")
    second = working.newest()

    assert second.message_id != first.message_id
    assert second.phone == "3001000002"
    assert payer.look().marks["data-reference"] == second.message_id


def test_late_money_is_what_the_page_shows(working: Host, payer: Payer) -> None:
    payer.pay("3005550001")
    first = working.until(working.newest().message_id, State.WAITING)
    payer.press("cancel-payment")
    working.until(first.message_id, State.CANCELLED)
    payer.pay("3001000002")
    working.until(working.newest().message_id, State.REJECTED)
    late = News(Answer(Verdict.PAID, value=Pesos(25_000)), "status")
    working.work(lambda s: apply(working.runtime.desk, s, first.message_id, late))

    assert payer.look().marks["data-reference"] == first.message_id
    assert payer.status()["state"] == "approved"


def test_a_number_without_nequi_is_not_asked_again(working: Host, payer: Payer) -> None:
    payer.pay("3001000004")
    working.until(working.newest().message_id, State.FAILED)
    page = payer.look()

    assert "Nequi no encuentra el 300 ••• ••04" in page.text
    assert AGAIN not in page.text
    assert "Escribe un celular de 10 dígitos" in payer.pay("").text


def test_after_an_hour_an_empty_field_means_nobody(working: Host, payer: Payer) -> None:
    payer.pay("3001000002")
    working.until(working.newest().message_id, State.REJECTED)
    working.advance(hours=2)
    page = payer.pay("")

    assert "Escribe un celular de 10 dígitos" in page.text
    assert AGAIN not in page.text


def test_waiting_counts_down_and_can_be_cancelled(working: Host, payer: Payer) -> None:
    payer.pay("3005550001")
    mid = working.newest().message_id
    sent = working.until(mid, State.WAITING)
    page, told = payer.look(), payer.status()

    assert page.stage == "waiting"
    assert 800 < int(page.marks["data-left"]) <= 900
    assert int(page.marks["data-total"]) == 900
    assert sent.expires_at is not None
    assert told["expires_at"] == sent.expires_at.isoformat().replace("+00:00", "Z")
    assert "+57 300 ••• ••01" in page.text
    assert "¿No te llegó?" in page.text
    assert "Código QR" in page.text

    payer.press("cancel-payment")
    working.until(mid, State.CANCELLED)
    page = payer.look()
    assert "Solicitud cancelada" in page.text
    assert "pay-nequi" in page.forms


def test_approved_shows_the_money_and_asks_for_nothing(working: Host, payer: Payer) -> None:
    payer.pay("3001000001")
    done = working.until(working.newest().message_id, State.APPROVED)
    page, told = payer.look(), payer.status()

    assert page.state == told["state"] == "approved"
    assert "Pago aprobado" in page.text
    assert done.message_id in page.text
    assert "pay-nequi" not in page.forms
    assert told["waiting"] is False


def test_another_value_is_under_review(working: Host, payer: Payer) -> None:
    payer.pay("3001000018")
    working.until(working.newest().message_id, State.REVIEW)
    page = payer.look()

    assert page.state == "review"
    assert "Estamos revisando tu pago" in page.text
    assert "No pagues otra vez" in page.text
    assert "pay-nequi" not in page.forms


def test_the_queue_without_a_worker_says_so_after_five_seconds(host: Host, payer: Payer) -> None:
    page = payer.pay("3005550001")
    assert (page.state, page.stage) == ("created", "queued")
    assert "Tu solicitud está en cola" in page.text

    host.advance(seconds=6)
    page = payer.look()
    assert (page.state, page.stage) == ("created", "no_worker")
    assert "no está funcionando" in page.text
    assert payer.status()["message"] in page.text

    assert payer.press("cancel-payment").state == "cancelled"


def test_at_zero_the_page_concludes_nothing(working: Host, payer: Payer) -> None:
    payer.pay("3005550001")
    working.until(working.newest().message_id, State.WAITING)
    working.phone.fault(down=True)
    working.advance(minutes=15, seconds=5)
    page = payer.look()

    assert (page.state, page.stage) == ("waiting", "checking")
    assert "Estamos consultando" in page.text
    assert "Mira primero tus movimientos en Nequi." in page.text
    assert "pay-nequi" not in page.forms
    assert "cancel-payment" in page.forms


def test_nobody_answered_and_nequi_said_it_expired(working: Host, payer: Payer) -> None:
    payer.pay("3001000003")
    mid = working.newest().message_id
    working.until(mid, State.WAITING)
    working.advance(minutes=16)
    working.until(mid, State.EXPIRED)
    page = payer.look()

    assert "Se acabó el tiempo" in page.text
    assert "¿No te alcanza el saldo o el tope?" in page.text
    assert "pay-nequi" in page.forms


def test_unknown_is_verified_then_declared_then_paid_again(working: Host, payer: Payer) -> None:
    payer.pay("3001000009")
    mid = working.newest().message_id
    working.until(mid, State.UNKNOWN)
    page = payer.look()
    assert page.stage == "unknown"
    assert "Estamos verificando tu pago" in page.text
    assert "declare-payment" not in page.forms
    assert "Consultando otra vez…" in payer.press("look-payment").text

    early = payer.client.post(
        f"{payer.url}/declare", data={"csrf_token": _proof(working, payer, "declare")}
    )
    assert "Todavía es muy pronto" in Page(early).text

    working.advance(minutes=21)
    page = payer.press("declare-payment")
    assert (page.state, page.stage) == ("unknown", "released")
    assert "revisa en tu Nequi que no se haya pagado" in page.text
    payer.pay("3005550001")
    assert working.newest().message_id != mid


def _proof(host: Host, payer: Payer, purpose: str) -> str:
    from nequi_plugin.checkout.door import door_of

    return door_of(host.runtime).proof(payer.url.rsplit("/", 1)[1], purpose).make()


def test_the_debt_is_asked_elsewhere(
    working: Host, payer_of: Callable[[str], Payer]
) -> None:
    one, two = working.bills(10_000, 20_000)
    both, single = payer_of(f"{one}-{two}"), payer_of(str(one))
    both.pay("3005550077")
    page = single.look()

    assert page.state is None
    assert "Ya hay una solicitud de Nequi en camino" in page.text
    assert both.url in page.links
    assert "pay-nequi" not in page.forms
    assert "0077" not in page.text


def test_a_second_device_is_led_to_the_live_payment(
    host: Host, payer_of: Callable[[str], Payer]
) -> None:
    one, two = host.bills(10_000, 20_000)
    both, single = payer_of(f"{one}-{two}"), payer_of(str(one))
    form = single.look().forms["pay-nequi"]
    both.pay("3005550001")
    answer = single.send(form, phone="3005550002")

    assert answer.status == 303
    assert answer.answer.headers["Location"] == both.url
    with host.app.app_context():
        assert len(host.nequi.payments()) == 1


def test_a_closed_shop_says_why(host: Host, payer: Payer) -> None:
    host.closed = "Los pagos con Nequi están cerrados hasta mañana."
    page = payer.look()

    assert host.closed in page.text
    assert "pay-nequi" not in page.forms


def test_every_ending_has_its_own_words() -> None:
    assert set(WORDS) == set(Stage)
    sentences = [words.sentence for words in WORDS.values()]
    assert len(set(sentences)) == len(sentences)


def test_pages_are_private_and_run_no_inline_code(working: Host, payer: Payer) -> None:
    pages = [payer.look()]
    for phone, state in (("3005550001", State.WAITING),):
        payer.pay(phone)
        working.until(working.newest().message_id, state)
        pages.append(payer.look())

    for page in pages:
        headers = page.answer.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in headers["X-Robots-Tag"]
        assert "style=" not in page.html
        assert "<style" not in page.html
        assert page.html.count("<script") == page.html.count("<script src=")
