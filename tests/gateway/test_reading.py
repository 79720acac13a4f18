"""Leaves of Nequi's answers that are not what the contract says: never believed, never a crash."""

from __future__ import annotations

import json

import pytest

from nequi_plugin.gateway import reading
from nequi_plugin.gateway.reading import Code, Envelope
from nequi_plugin.gateway.settings import QrFlavour

NO_TEXT = [True, False, None, 2.5, [], ["35"], {}, {"a": "35"}]


def of(body: str, /, **fields: object) -> Envelope:
    """An accepted answer whose body is one object of these fields."""
    return Envelope("0", "SUCCESS", {body: fields})


@pytest.mark.parametrize("leaf", NO_TEXT, ids=str)
def test_what_is_no_text_is_not_read(leaf: object) -> None:
    paid = reading.read_payment(
        of("getStatusPaymentRS", status=leaf, name=leaf, phoneNumber=leaf, value=[leaf])
    )
    assert (paid.status, paid.name, paid.phone, paid.value) == ("", None, None, None)
    assert reading.read_transaction_id(of("unregisteredPaymentRS", transactionId=leaf)) is None
    header = {"ResponseHeader": {"Status": {"StatusCode": leaf, "StatusDesc": "SUCCESS"}}}
    assert reading.read_envelope(json.dumps({"ResponseMessage": header}).encode()) is None


@pytest.mark.parametrize("leaf", [*NO_TEXT, 350, "", "  ", "x" * 65, "a\x00b"], ids=str)
def test_what_cannot_be_stored_whole_is_no_code(leaf: object) -> None:
    for flavour in QrFlavour:
        assert reading.read_code(of("generateCodeQRRS", codeQR=leaf), flavour) is None
        answer = of("generateCodeQRRS", qrValue="000201", transactionId=leaf)
        assert reading.read_code(answer, flavour) is None
    second = of("generateCodeQRRS", qrValue=" 000201 ", transactionId="350-1")
    assert reading.read_code(second, QrFlavour.V1) == Code("000201", "350-1")


@pytest.mark.parametrize(
    ("leaf", "text"),
    [
        (35, "35"),
        (0, "0"),
        ("  35 ", "35"),
        ("a\x00b", "ab"),
        ("\ud800", "?"),
        ("ñ" * 400, "ñ" * 300),
    ],
    ids=["number", "zero", "edges", "nul", "surrogate", "long"],
)
def test_texts_and_whole_numbers_are_read_as_a_database_takes_them(
    leaf: object, text: str
) -> None:
    paid = reading.read_payment(of("getStatusPaymentRS", status=leaf, name=leaf))
    assert (paid.status, paid.name) == (text, text)
