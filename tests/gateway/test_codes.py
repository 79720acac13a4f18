"""Every code of the contract's sections 4.2 and 4.3, on every service."""

from __future__ import annotations

import pytest

from nequi_plugin.gateway import Verdict
from tests.gateway.conftest import Bench
from tests.gateway.envelopes import CREATED, answer, paid
from tests.gateway.scripted import sends

FAILED, UNCLEAR, ACCEPTED = Verdict.FAILED, Verdict.UNCLEAR, Verdict.ACCEPTED
CANCELLED, EXPIRED = Verdict.CANCELLED_OR_REJECTED, Verdict.EXPIRED

# code: create (verdict, reason, alert), status (verdict, alert), cancel (verdict, alert)
HEADER = {
    "3-451": ((FAILED, "no_nequi", False), (UNCLEAR, False), (UNCLEAR, False)),
    "20-08A": ((FAILED, "no_nequi", False), (UNCLEAR, False), (UNCLEAR, False)),
    "11-37L": ((FAILED, "no_nequi", False), (UNCLEAR, False), (UNCLEAR, False)),
    "2-CCSB000012": ((FAILED, "refused", False), (UNCLEAR, False), (UNCLEAR, False)),
    "2-CCSB000013": ((FAILED, "refused", False), (UNCLEAR, False), (UNCLEAR, False)),
    "20-09A": ((FAILED, "refused", False), (UNCLEAR, False), (UNCLEAR, False)),
    "11-9L": ((FAILED, "configuration", True), (UNCLEAR, False), (UNCLEAR, False)),
    "20-05A": ((FAILED, "configuration", True), (UNCLEAR, True), (UNCLEAR, True)),
    "11-17L": ((FAILED, "configuration", True), (UNCLEAR, True), (UNCLEAR, True)),
    "20-10A": ((FAILED, "configuration", True), (UNCLEAR, True), (UNCLEAR, True)),
    "20-07A": ((UNCLEAR, "", False), (UNCLEAR, False), (UNCLEAR, False)),
    "11-18L": ((UNCLEAR, "", False), (UNCLEAR, False), (UNCLEAR, False)),
    "3-455": ((UNCLEAR, "", True), (UNCLEAR, False), (UNCLEAR, False)),
    "2-CCSB000079": ((UNCLEAR, "", True), (UNCLEAR, False), (UNCLEAR, False)),
    "10-454": ((UNCLEAR, "", True), (EXPIRED, False), (UNCLEAR, False)),
    "10-455": ((UNCLEAR, "", True), (CANCELLED, False), (UNCLEAR, False)),
    "99-99Z": ((UNCLEAR, "", True), (UNCLEAR, True), (UNCLEAR, True)),
}

BODY = {
    "33": (Verdict.PENDING, "", False),
    "35": (Verdict.PAID, "", False),
    "34": (Verdict.REJECTED, "", False),
    "69": (EXPIRED, "", False),
    "10-454": (EXPIRED, "", False),
    "10-455": (CANCELLED, "", False),
    "70": (FAILED, "gateway", False),
    "71": (FAILED, "gateway", False),
    "36": (UNCLEAR, "", True),
    "99": (UNCLEAR, "", True),
    "": (UNCLEAR, "", True),
}


@pytest.mark.parametrize("code", HEADER)
@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request"])
def test_a_header_code_means_what_the_contract_says(bench: Bench, code: str, status: str) -> None:
    of_create, of_status, of_cancel = HEADER[code]
    gateway = bench.gateway()
    bench.server.script = sends(answer({}, code, status))
    create, asked, cancel = bench.create(gateway), bench.status(gateway), bench.cancel(gateway)
    assert (create.verdict, create.reason, create.alert) == of_create
    assert (asked.verdict, asked.alert) == of_status
    assert (cancel.verdict, cancel.alert) == of_cancel
    assert {create.code, asked.code, cancel.code} == {code}
    assert len(bench.server.calls) == 3


@pytest.mark.parametrize("status", BODY)
def test_a_body_status_means_what_the_contract_says(bench: Bench, status: str) -> None:
    bench.server.script = sends(answer(paid(status=status)))
    told = bench.status(bench.gateway())
    assert (told.verdict, told.reason, told.alert) == BODY[status]
    assert told.code == status


@pytest.mark.parametrize("code", [0, "0", " 0 "])
def test_the_code_is_compared_as_text(bench: Bench, code: object) -> None:
    bench.server.script = sends(answer(CREATED, code))
    assert bench.create(bench.gateway()).verdict is ACCEPTED


def test_a_numeric_status_counts_too(bench: Bench) -> None:
    bench.server.script = sends(answer(paid(status=35, value=25000, phoneNumber=3001000001)))
    told = bench.status(bench.gateway())
    assert (told.verdict, told.value, told.phone) == (Verdict.PAID, 25000, "3001000001")


@pytest.mark.parametrize("origin", [[], [{}], {}, {"name": "x"}, None, "", ...])
def test_origin_money_of_any_shape_is_accepted(bench: Bench, origin: object) -> None:
    bench.server.script = sends(answer(paid(originMoney=origin)))
    assert bench.status(bench.gateway()).verdict is Verdict.PAID


@pytest.mark.parametrize("value", ["25000", 25000, "25000.00", "25000.0", 25000.0, " 25000 "])
def test_a_value_that_can_only_mean_one_thing_is_read(bench: Bench, value: object) -> None:
    bench.server.script = sends(answer(paid(value=value)))
    assert bench.status(bench.gateway()).value == 25000


@pytest.mark.parametrize(
    "value",
    [..., None, "", "0", 0, "-5", "25.000", "25,000", "25000.50", "1e3", "$25000", True, [], {}],
)
def test_paid_with_an_unreadable_value_says_so(bench: Bench, value: object) -> None:
    _paid_is_unreadable(bench, value)


@pytest.mark.parametrize("value", ["٢٥٠٠٠", "9" * 5000, 1e22, "25 000"])
def test_what_only_looks_like_a_number_is_no_value(bench: Bench, value: object) -> None:
    _paid_is_unreadable(bench, value)


def _paid_is_unreadable(bench: Bench, value: object) -> None:
    bench.server.script = sends(answer(paid(value=value)))
    told = bench.status(bench.gateway())
    assert (told.verdict, told.value, told.alert) == (Verdict.UNREADABLE, None, True)


@pytest.mark.parametrize("phone", [..., None, "", "N/A", "300***0001", 12, ["3001000001"]])
@pytest.mark.parametrize("name", [..., None, "", "N/A", {}])
def test_absent_phone_and_name_are_none(bench: Bench, phone: object, name: object) -> None:
    bench.server.script = sends(answer(paid(phoneNumber=phone, name=name)))
    told = bench.status(bench.gateway())
    assert (told.verdict, told.phone, told.name) == (Verdict.PAID, None, None)


def test_a_transaction_id_is_stripped(bench: Bench) -> None:
    bench.server.script = sends(answer({"unregisteredPaymentRS": {"transactionId": " 350-1\n"}}))
    assert bench.create(bench.gateway()).transaction_id == "350-1"


def _id(value: object) -> dict:
    return {"unregisteredPaymentRS": {"transactionId": value}}


@pytest.mark.parametrize(
    "any_",
    [
        *({}, {"unregisteredPaymentRS": {}}, {"unregisteredPaymentRS": []}, [], None),
        *map(_id, ("", "  ", None, {}, True, "x" * 65, "a\x01b")),
    ],
)
def test_accepted_without_a_usable_id_is_unclear(bench: Bench, any_: object) -> None:
    bench.server.script = sends(answer(any_))
    told = bench.create(bench.gateway())
    assert (told.verdict, told.alert, told.transaction_id) == (UNCLEAR, True, None)


def test_text_that_no_database_takes_is_cleaned(bench: Bench) -> None:
    bench.server.script = sends(answer(paid(name="TIENDA\x00 \ud800")))
    assert bench.status(bench.gateway()).name == "TIENDA ?"
