"""The commands: one JSON document, exit codes, and what they do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import text

from nequi_plugin import State
from nequi_plugin.cli import nequi as commands
from nequi_plugin.health import health
from tests.nequi.host import Host

pytestmark = pytest.mark.databases("sqlite")


def _run(host: Host, *words: str) -> Result:
    return host.app.test_cli_runner().invoke(commands, list(words))


def _json(result: Result) -> Any:
    return json.loads(result.stdout)


def test_show_lists_the_attempts(host: Host) -> None:
    (bill,) = host.bills(25_000)
    payment = host.pay(str(bill))

    assert _json(_run(host, "show", "--json")) == [
        {"message_id": payment.message_id, "state": "created", "reason": "", "pesos": 25_000,
         "kind": "bill", "key": str(bill)}
    ]  # fmt: skip
    assert payment.message_id in _run(host, "show").output


def test_poll_asks_about_what_is_open(working: Host) -> None:
    (bill,) = working.bills(25_000)
    payment = working.pay(str(bill))
    working.until(payment.message_id, State.WAITING)
    working.runtime.stop_worker()
    working.phone.accept()

    assert _json(_run(working, "poll", "--json")) == {"asked": 1, "changed": 1}
    assert working.payment(payment.message_id).state is State.APPROVED
    assert _json(_run(working, "poll", "--json")) == {"asked": 0, "changed": 0}


def test_the_report_brings_a_capture_whose_id_was_lost(working: Host) -> None:
    working.phone.fault(drop_reply={"create": 1})
    (bill,) = working.bills(25_000)
    payment = working.pay(str(bill))
    working.until(payment.message_id, State.UNKNOWN)
    working.runtime.stop_worker()
    working.phone.accept()

    assert _json(_run(working, "report", "--json")) == {"matched": 1}
    assert working.payment(payment.message_id).state is State.APPROVED
    assert _json(_run(working, "report", "--day", "2020-01-01", "--json")) == {"matched": 0}


def test_doctor_names_what_is_wrong(host: Host) -> None:
    host.app.config.update(MAIL_SERVER="127.0.0.1", MAIL_PORT=1, MAIL_SUPPRESS_SEND=False,
                           MAIL_DEFAULT_SENDER="")  # fmt: skip
    host.work(lambda s: s.execute(text("DROP TABLE nequi_refund")))
    result = _run(host, "doctor", "--json")
    findings = {found["name"]: found for found in _json(result)["findings"]}

    assert result.exit_code == 1
    assert {name for name, found in findings.items() if not found["ok"]} == {
        "public address", "tables", "worker", "mail sender", "mail server",
    }  # fmt: skip
    assert findings["tables"]["detail"] == "missing: nequi_refund; migrate"
    assert findings["credentials"]["detail"] == "present, code NIT_1"
    assert "TIENDA DE PRUEBA" in findings["Nequi"]["detail"]
    assert "sim-secret" not in result.stdout
    assert "NO  worker: never heard" in _run(host, "doctor").output


def test_doctor_survives_a_dead_nequi(host: Host) -> None:
    host.phone.fault(down=True)
    findings = {found["name"]: found for found in _json(_run(host, "doctor", "--json"))["findings"]}

    assert findings["Nequi"]["ok"] is False


def test_health_follows_the_worker(host: Host) -> None:
    facts, status = health(host.runtime.desk)
    assert (status, facts["ok"]) == (503, False)
    assert "no worker" in facts["trouble"]

    host.runtime.start_worker()
    facts, status = health(host.runtime.desk)
    assert (status, facts["ok"], facts["database"]) == (200, True, True)

    host.runtime.stop_worker()
    host.work(lambda s: s.execute(text("DROP TABLE nequi_worker")))
    facts, status = health(host.runtime.desk)
    assert (status, facts["database"]) == (503, False)
