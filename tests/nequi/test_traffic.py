"""What the merchant may read of the talk with Nequi: all of it but keys and phones."""

from __future__ import annotations

import json
from datetime import timedelta

from nequi_plugin import Exchange, push, traffic
from nequi_plugin.gateway.redact import names_in, redacted
from tests.nequi.host import Host


def _said(host: Host, message_id: str) -> list[Exchange]:
    host.runtime.traffic.flush()
    with host.app.app_context():
        return host.nequi.traffic(message_id)


def test_create_and_questions_are_kept_with_the_gateways_own_id(host: Host) -> None:
    paid = host.pay(str(host.bills(12_000)[0]), "3005550001")
    push.send(host.runtime.desk, paid.message_id)
    for _turn in range(3):
        host.advance(seconds=30)
        push.ask(host.runtime.desk, paid.message_id)

    said = _said(host, paid.message_id)
    assert [(one.service, one.times) for one in said] == [("create", 1), ("status", 3)]
    assert all(one.request_id and one.status == 200 and one.code == "0" for one in said)
    assert said[1].last_at > said[1].at
    sent = json.loads(said[0].request)["RequestMessage"]
    assert sent["RequestHeader"]["MessageID"] == paid.message_id
    fields = sent["RequestBody"]["any"]["unregisteredPaymentRQ"]
    assert (fields["phoneNumber"], fields["value"]) == ("300 ••• ••01", "12000")

    text = repr(said)
    credentials = host.runtime.desk.credentials()
    assert credentials is not None
    for secret in ("3005550001", credentials.client_id, credentials.client_secret,
                   credentials.api_key, "Bearer"):  # fmt: skip
        assert secret not in text


def test_another_answer_is_another_line_and_lines_are_bounded(host: Host) -> None:
    paid = host.pay(str(host.bills(12_000)[0]), "3005550001")
    push.send(host.runtime.desk, paid.message_id)
    host.phone.reject()
    host.advance(seconds=30)
    push.ask(host.runtime.desk, paid.message_id)
    assert [one.service for one in _said(host, paid.message_id)] == ["create", "status"]

    heard = [(host.runtime.desk.now(), traffic.Traffic(
        "status", "x", "", 200, str(number), "r", 1, names=(paid.message_id,)))
        for number in range(traffic.MOST_ROWS * 2)]  # fmt: skip
    host.work(lambda s: traffic.keep(heard, s))
    assert len(_said(host, paid.message_id)) == traffic.MOST_ROWS

    host.work(lambda s: traffic.sweep(s, host.runtime.desk.now() + timedelta(days=91)))
    assert _said(host, paid.message_id) == []


def test_bodies_are_shown_without_what_is_not_known_to_be_harmless() -> None:
    body = json.dumps({"token": "s3cret", "StatusDesc": "El 3005550001 no existe",
                       "accountNumber": ["00012345678"], "buyerName": "ANA"}).encode()  # fmt: skip
    text = redacted(body)
    for hidden in ("s3cret", "3005550001", "00012345678", "ANA"):
        assert hidden not in text
    assert "El 300 ••• ••01 no existe" in text
    assert redacted(b"<html>") == "(no es JSON: 6 bytes)"
    assert redacted(b"") == ""
    deep = b'{"a":' * 900 + b"1" + b"}" * 900
    assert redacted(deep).startswith("(") or "•••" in redacted(deep) or len(redacted(deep)) <= 4001
    assert len(redacted(json.dumps({f"k{n}": "v" for n in range(2000)}).encode())) <= 4001
    assert names_in(b'{"a": {"MessageID": "M"}, "codeQR": "T", "messageId": "M"}') == ("M", "T")
