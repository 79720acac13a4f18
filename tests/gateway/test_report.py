"""The report: fields may lack or be added, a refused code is told apart from a bad day."""

from __future__ import annotations

import pytest

from nequi_plugin.gateway import (
    CodeRefused,
    GatewayUnavailable,
    KeysRefused,
    Report,
    ReportLine,
)
from tests.gateway.conftest import Bench
from tests.gateway.envelopes import answer
from tests.gateway.scripted import Script, http, sends, silent


def _ask(bench: Bench, script: Script) -> Report:
    bench.server.script = script
    return bench.gateway().report(bench.credentials, start="2026-11-24", end="2026-11-25")


def _report(fields: object) -> Script:
    return sends(answer({"getReportsRS": fields}))


@pytest.mark.parametrize(
    "fields",
    [{"count": "0"}, {"count": 0, "transactions": None}, {"transactions": []}, {"nit": "1"}],
)
def test_an_empty_day_is_an_empty_report(bench: Bench, fields: dict) -> None:
    report = _ask(bench, _report(fields))
    assert report == Report(None, fields.get("nit"), ())


def test_lines_are_read_defensively(bench: Bench) -> None:
    rows = [
        {"messageId": "A1b2C3d4E5", "surprise": {"a": [1]}},
        {"transactionReference": " 350-1 ", "transactionValue": 7, "buyerLastName": "PEREZ"},
        {"buyerName": "nobody can be joined by this"},
        "not a line",
    ]
    assert _ask(bench, _report({"transactions": rows, "commerce": "N/A"})) == Report(
        None,
        None,
        (ReportLine("A1b2C3d4E5", "", None, ""), ReportLine("", "350-1", 7, "", "PEREZ")),
    )


def test_a_single_line_may_come_without_its_list(bench: Bench) -> None:
    report = _ask(bench, _report({"transactions": {"messageId": "A1b2C3d4E5"}}))
    assert [line.message_id for line in report.lines] == ["A1b2C3d4E5"]


@pytest.mark.parametrize("code", ["11-9L", "20-10A", "20-08A"])
def test_a_refused_code_is_told_apart(bench: Bench, code: str) -> None:
    with pytest.raises(CodeRefused) as caught:
        _ask(bench, sends(answer({}, code)))
    assert caught.value.code == code


@pytest.mark.parametrize(
    "script",
    [
        _report({"reportURL": "https://reports.example/1.csv"}),
        _report({"count": "3"}),
        _report({"transactions": "none"}),
        _report({}),
        _report([]),
        sends(answer({})),
        sends(answer({}, "20-07A")),
        sends(answer({}, "3-455")),
        sends(http(b"<html>")),
        sends(http(b'{"message": "Forbidden"}', "403 Forbidden")),
        sends(http(b"", "401 Unauthorized")),
        sends(http(b"", "500 Internal Server Error")),
        silent,
    ],
    ids=[
        *("url only", "count only", "text", "empty", "list", "no body", "20-07A", "3-455"),
        *("HTML", "403", "401", "500", "silence"),
    ],
)
def test_no_report_is_no_empty_report(bench: Bench, script: Script) -> None:
    with pytest.raises(GatewayUnavailable):
        _ask(bench, script)


@pytest.mark.parametrize(
    ("script", "refused"),
    [
        (sends(http(b'{"message": "Forbidden"}', "403 Forbidden")), True),
        (sends(http(b"", "401 Unauthorized")), True),
        (sends(http(b"", "404 Not Found")), False),
        (sends(http(b"", "429 Too Many Requests")), False),
        (silent, False),
    ],
    ids=["403", "401", "404", "429", "silence"],
)
def test_refused_keys_are_told_from_trouble(bench: Bench, script: Script, refused: bool) -> None:
    with pytest.raises(GatewayUnavailable) as caught:
        _ask(bench, script)
    assert isinstance(caught.value, KeysRefused) is refused
