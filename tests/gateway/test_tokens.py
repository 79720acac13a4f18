"""One token for many calls, one renewal for many callers, one drop for a refused one."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from nequi_plugin.gateway import Answer, GatewayUnavailable, NequiGateway, Verdict, log_traffic
from tests.gateway.conftest import Bench
from tests.gateway.envelopes import CREATED, answer, golden_answer, paid
from tests.gateway.scripted import good_token, http, resets, sends, silent

UNAUTHORIZED = http(b'{"message":"Unauthorized"}', "401 Unauthorized")
GOOD = answer({**CREATED, **paid()})


def test_a_token_is_kept_until_a_minute_before_its_end(bench: Bench) -> None:
    bench.server.script = sends(GOOD)
    gateway = bench.gateway()
    for moment in (1000.0, 1000.0 + 3539):
        bench.time = moment
        bench.create(gateway)
    assert len(bench.server.token_calls) == 1
    bench.time = 1000.0 + 3540
    bench.create(gateway)
    assert len(bench.server.token_calls) == 2


@pytest.mark.parametrize(
    ("told", "kept"), [("3600", 3539), ("soon", 539), (None, 539), (0, 539), (40, 19)]
)
def test_a_lifetime_of_any_kind_is_survived(bench: Bench, told: object, kept: int) -> None:
    bench.server.script = sends(GOOD)
    bench.server.token_script = sends(good_token(seconds=told))
    gateway = bench.gateway()
    bench.create(gateway)
    bench.time += kept
    bench.create(gateway)
    assert len(bench.server.token_calls) == 1
    bench.time += 1
    bench.create(gateway)
    assert len(bench.server.token_calls) == 2


def test_fifty_parallel_calls_share_one_token_call(bench: Bench) -> None:
    bench.server.script = sends(GOOD)
    gateway = bench.gateway(read_seconds=20, total_seconds=30)
    told = _fifty(bench, gateway)
    assert {one.verdict for one in told} == {Verdict.ACCEPTED}
    assert len(bench.server.token_calls) == 1
    assert len(bench.server.calls) == 50


def test_fifty_parallel_refusals_cost_one_renewal_and_no_resend(bench: Bench) -> None:
    everyone_in = threading.Barrier(50)

    def refuse_together(connection: socket.socket) -> None:
        everyone_in.wait(20)
        connection.sendall(UNAUTHORIZED)

    bench.server.script = refuse_together
    gateway = bench.gateway(read_seconds=20, total_seconds=30)
    told = _fifty(bench, gateway)
    assert {(one.verdict, one.unauthorized) for one in told} == {(Verdict.NOT_SENT, True)}
    assert (len(bench.server.token_calls), len(bench.server.calls)) == (1, 50)
    bench.server.script = sends(GOOD)
    bench.server.token_script = sends(good_token("a-new-token"))
    assert {one.verdict for one in _fifty(bench, gateway)} == {Verdict.ACCEPTED}
    assert len(bench.server.token_calls) == 2
    assert bench.server.calls[-1].headers["authorization"] == "Bearer a-new-token"


def test_fifty_callers_share_a_failed_renewal_and_the_next_asks_again(bench: Bench) -> None:
    bench.server.script = sends(GOOD)
    bench.server.token_script = silent
    gateway = bench.gateway(read_seconds=2, total_seconds=5)
    told = _fifty(bench, gateway)
    assert {one.verdict for one in told} == {Verdict.NOT_SENT}
    assert len(bench.server.token_calls) == 1
    bench.server.token_script = sends(good_token())
    assert bench.create(gateway).verdict is Verdict.ACCEPTED


def _fifty(bench: Bench, gateway: NequiGateway) -> list[Answer]:
    start = threading.Barrier(50)

    def one(number: int) -> Answer:
        start.wait(20)
        return bench.create(gateway, message_id=f"Id{number:08d}")

    with ThreadPoolExecutor(50) as pool:
        return list(pool.map(one, range(50)))


def test_a_late_401_does_not_drop_a_newer_token(bench: Bench) -> None:
    gateway = bench.gateway()
    bench.server.token_script = bench.server.in_turn(
        sends(good_token("the-old")), sends(good_token("the-new"))
    )

    def refused_after_somebody_renewed(connection: socket.socket) -> None:
        bench.time += 4000
        bench.server.script = sends(GOOD)
        bench.create(gateway)
        connection.sendall(UNAUTHORIZED)

    bench.server.script = refused_after_somebody_renewed
    late = bench.create(gateway)
    assert late.unauthorized
    bench.create(gateway)
    assert len(bench.server.token_calls) == 2


def test_a_create_is_not_resent_after_a_401(bench: Bench) -> None:
    bench.server.script = sends(UNAUTHORIZED)
    told = bench.create(bench.gateway())
    assert (told.verdict, told.reason, told.unauthorized) == (Verdict.NOT_SENT, "not_sent", True)
    assert len(bench.server.calls) == 1
    assert bench.cancel(bench.gateway()).unauthorized


def test_a_read_renews_its_token_once_after_a_401(bench: Bench) -> None:
    bench.server.script = bench.server.in_turn(sends(UNAUTHORIZED), sends(GOOD))
    assert bench.status(bench.gateway()).verdict is Verdict.PAID
    assert len(bench.server.token_calls) == 2
    bench.server.script = sends(UNAUTHORIZED)
    told = bench.status(bench.gateway())
    assert (told.verdict, told.unauthorized) == (Verdict.UNCLEAR, True)
    assert len(bench.server.calls) == 4


def test_other_credentials_have_their_own_token(bench: Bench) -> None:
    bench.server.script = sends(GOOD)
    gateway = bench.gateway()
    bench.create(gateway)
    bench.credentials = replace(bench.credentials, client_secret="changed")
    bench.create(gateway)
    assert len(bench.server.token_calls) == 2


TOKEN_FAULTS = {
    "refused": (sends(http(b'{"error": "invalid_client"}', "401 Unauthorized")), True, 1),
    "bad request": (sends(http(b'{"error": "invalid_client"}', "400 Bad Request")), True, 1),
    "forbidden": (sends(http(b"", "403 Forbidden")), True, 1),
    "500": (sends(http(b"", "500 Internal Server Error")), False, 2),
    "429": (sends(http(b"", "429 Too Many Requests")), False, 2),
    "reset": (resets, False, 2),
    "silence": (silent, False, 1),
    "HTML": (sends(http(b"<html>")), False, 1),
    "empty": (sends(http(b"")), False, 1),
    "a list": (sends(http(b"[]")), False, 1),
    "no token": (sends(http(b'{"expires_in": 3600}')), False, 1),
    "a token with a line break": (sends(good_token("a\r\nX-Evil: 1")), False, 1),
    "broken off": (sends(http(good_token(), length=9000)), False, 1),
    "redirect": (sends(http(b"", "302 Found", ("Location: /elsewhere",))), False, 1),
}


@pytest.mark.parametrize("service", ["create", "status", "cancel"])
@pytest.mark.parametrize("kind", TOKEN_FAULTS)
def test_without_a_token_nothing_was_sent(bench: Bench, kind: str, service: str) -> None:
    script, alert, calls = TOKEN_FAULTS[kind]
    bench.server.token_script = script
    told = bench.ask(service, bench.gateway())
    read = service == "status"
    assert told.verdict is (Verdict.UNCLEAR if read else Verdict.NOT_SENT)
    assert told.reason == ("" if read else "not_sent")
    assert told.alert is alert
    assert bench.server.calls == []
    assert calls <= len(bench.server.token_calls) <= 2 * calls


RETRIED = {
    "reset": (resets, [0.25]),
    "503": (sends(http(b"", "503 Service Unavailable")), [0.25]),
    "429": (sends(http(b"", "429 Too Many Requests", ("Retry-After: 1",))), [1.0]),
    "429 with a date": (
        sends(http(b"", "429 Too Many", ("Retry-After: Wed, 25 Nov 2026 15:04:05 GMT",))),
        [0.25],
    ),
    "429 for long": (sends(http(b"", "429 Too Many", ("Retry-After: 30",))), []),
    "silence": (silent, []),
}


@pytest.mark.parametrize("kind", RETRIED)
def test_a_read_is_asked_once_more_at_most(bench: Bench, kind: str) -> None:
    fault, slept = RETRIED[kind]
    bench.server.script = bench.server.in_turn(fault, sends(GOOD))
    told = bench.status(bench.gateway())
    assert told.verdict is (Verdict.PAID if slept else Verdict.UNCLEAR)
    assert bench.slept == slept
    assert len(bench.server.calls) == 1 + len(slept)


def test_a_report_is_asked_once_more_too(bench: Bench) -> None:
    bench.server.script = bench.server.in_turn(resets, sends(golden_answer("report-response")))
    report = bench.gateway().report(bench.credentials, start="2026-11-24", end="2026-11-24")
    assert len(report.lines) == 1
    bench.server.script = resets
    with pytest.raises(GatewayUnavailable):
        bench.gateway().report(bench.credentials, start="2026-11-24", end="2026-11-24")


def test_what_is_observed_and_logged_holds_no_secret(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.server.script = sends(golden_answer("create-accepted"))
    bench.create(bench.gateway())
    bench.server.script = silent
    bench.create(bench.gateway())
    with caplog.at_level("INFO", logger="nequi"):
        for traffic in bench.traffic:
            log_traffic(traffic)
    answered, lost = bench.traffic
    assert (answered.service, answered.status, answered.code) == ("create", 200, "0")
    assert (answered.request_id, answered.phone) == ("7c1d-aws", "300 ••• ••01")
    assert (lost.status, lost.code, lost.why) == (None, "", "ReadTimeout")
    assert lost.milliseconds >= 200
    assert [one.levelname for one in caplog.records] == ["INFO", "WARNING"]
    everything = repr(bench.traffic) + caplog.text
    for secret in ("the-secret", "the-api-key", "opaque-token", "3001000001"):
        assert secret not in everything


@pytest.mark.parametrize("name", ["create", "create_qr", "reverse"])
def test_a_token_that_came_too_late_sends_nothing(bench: Bench, name: str) -> None:
    """The deadline is asked after the token, when the payment is about to leave."""
    bench.server.script = sends(GOOD)
    tokens: list[int] = []

    def in_time() -> bool:
        tokens.append(len(bench.server.token_calls))
        return False

    told = getattr(bench, name)(bench.gateway(), in_time=in_time)

    assert (told.verdict, told.unauthorized) == (Verdict.NOT_SENT, False)
    assert (tokens, bench.server.calls) == ([1], [])
