"""Starting: one live request per debt, per phone, per form; limits; what stops a start."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from nequi_plugin import Changed, Pesos, Refused, State, UnknownPayable, debts, push
from nequi_plugin.gateway.protocol import Answer, Verdict
from nequi_plugin.service import News, apply
from tests.nequi.host import Host


def _send(host: Host, message_id: str) -> None:
    push.send(host.runtime.desk, message_id)


def _hear(host: Host, message_id: str, answer: Answer) -> None:
    desk = host.runtime.desk
    desk.in_work(lambda s: apply(desk, s, message_id, News(answer, "status")))


def test_fifty_at_once_make_one_attempt(host: Host) -> None:
    (bill,) = host.bills(25_000)

    def press(number: int) -> str:
        return host.pay(str(bill), f"30055500{number:02}").message_id

    with ThreadPoolExecutor(16) as pool:
        ids = set(pool.map(press, range(50)))

    assert len(ids) == 1
    with host.app.app_context():
        assert len(host.nequi.payments()) == 1


def test_two_selections_that_share_a_debt_have_one_request(host: Host) -> None:
    one, two, three = host.bills(1_000, 2_000, 3_000)

    def press(key: str) -> None:
        host.pay(key, f"300555{len(key):02}{key[0]:0>2}"[:10].ljust(10, "1"))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(press, [f"{one}-{two}", f"{two}-{three}", f"{three}-{one}"] * 6))

    with host.app.app_context():
        live = [p for p in host.nequi.payments() if p.live]
    assert len(live) == 1


def test_without_lock_and_guard_two_requests_would_live(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The guard's own proof: with it patched out the test above has something to find."""
    (bill,) = host.bills(25_000)
    monkeypatch.setattr(debts, "holders", lambda s, names: {})
    monkeypatch.setattr(debts, "hold", lambda s, names, payment_id: True)

    host.pay(str(bill), "3005550001")
    host.pay(str(bill), "3005550002")

    with host.app.app_context():
        assert len([p for p in host.nequi.payments() if p.live]) == 2


def test_the_same_form_sent_twice_is_one_attempt(host: Host) -> None:
    (bill,) = host.bills(25_000)
    first = host.pay(str(bill), form_key="form-1")
    _send(host, first.message_id)
    _hear(host, first.message_id, Answer(Verdict.REJECTED))

    assert host.pay(str(bill), form_key="form-1").message_id == first.message_id


def test_a_phone_that_is_being_asked_takes_no_second_request(host: Host) -> None:
    one, two = host.bills(1_000, 2_000)
    host.pay(str(one), "3005550001")

    with pytest.raises(Refused, match="ya tiene una solicitud") as refused:
        host.pay(str(two), "300 555 0001")
    assert refused.value.field == "phone"


def test_a_fourth_request_to_one_phone_in_a_quarter_hour_is_refused(host: Host) -> None:
    bills = host.bills(1_000, 2_000, 3_000, 4_000)
    for bill in bills[:3]:
        paid = host.pay(str(bill), "3005550001")
        _send(host, paid.message_id)
        _hear(host, paid.message_id, Answer(Verdict.REJECTED))

    with pytest.raises(Refused, match="varias solicitudes"):
        host.pay(str(bills[3]), "3005550001")
    host.advance(minutes=16)
    assert host.pay(str(bills[3]), "3005550001").state is State.CREATED


def test_what_was_never_sent_counts_for_no_limit(host: Host) -> None:
    (bill,) = host.bills(1_000)
    host.sim.stop()
    for _ in range(5):
        paid = host.pay(str(bill), "3005550001")
        _send(host, paid.message_id)
        assert host.payment(paid.message_id).reason == "not_sent"


@pytest.mark.parametrize("phone", ["6011234567", "300123456", "30012345678", "", "hola"])
def test_a_number_that_is_no_mobile_is_refused_by_its_field(host: Host, phone: str) -> None:
    (bill,) = host.bills(1_000)

    with pytest.raises(Refused, match="10 dígitos") as refused:
        host.pay(str(bill), phone)
    assert refused.value.field == "phone"


def test_closed_shops_nothing_due_and_host_refusals_start_nothing(host: Host) -> None:
    bill, empty = host.bills(1_000, 0)
    host.closed = "Cerrado por inventario."
    with pytest.raises(Refused, match="inventario"):
        host.pay(str(bill))
    host.closed = None
    with pytest.raises(Refused, match="saldo"):
        host.pay(str(empty))
    host.refuse_start = "Se agotó."
    with pytest.raises(Refused, match="agotó"):
        host.pay(str(bill))
    host.refuse_start = ""
    with pytest.raises(UnknownPayable):
        host.pay("99")
    with host.app.app_context():
        assert host.nequi.payments() == []
        assert host.nequi.holders([f"bill:{bill}"]) == {}


def test_an_outdated_digest_is_shown_and_not_charged(host: Host) -> None:
    (bill,) = host.bills(1_000)

    with pytest.raises(Changed):
        host.pay(str(bill), digest="of something else")


def test_money_in_review_is_asked_of_nobody(host: Host) -> None:
    (bill,) = host.bills(1_000)
    paid = host.pay(str(bill))
    _send(host, paid.message_id)
    _hear(host, paid.message_id, Answer(Verdict.REJECTED))
    _hear(host, paid.message_id, Answer(Verdict.PAID, value=Pesos(999)))

    assert host.payment(paid.message_id).state is State.REVIEW
    with pytest.raises(Refused, match="revisando"):
        host.pay(str(bill), "3005550002")
