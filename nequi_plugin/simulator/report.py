"""The daily report, as JSON (contract 3.8; field names are third-party)."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime, timedelta
from typing import Any

from nequi_plugin.simulator import codes
from nequi_plugin.simulator.account import Account, merchant
from nequi_plugin.simulator.clock import BOGOTA, from_iso, iso
from nequi_plugin.simulator.core import Simulator
from nequi_plugin.simulator.messages import Answer, Message, Refused

ACCOUNT_NUMBER = "00000000000"
CHANNELS = {"push": "PNP04-C001", "qr": "PQR03-C001"}
LAG = timedelta(days=1)

_CAPTURES = (
    "SELECT push.transaction_id, push.message_id, push.way, capture.value, capture.captured_at"
    " FROM capture JOIN push ON push.id = capture.push_id"
    " WHERE push.code = ? AND capture.reversed_at = '' AND capture.captured_at >= ?"
    " AND capture.captured_at < ? AND capture.captured_at <= ? ORDER BY capture.id"
)


def report(sim: Simulator, message: Message) -> Answer:
    """Answer `getReportsRQ`: the captures of the days asked, Bogota time, both ends included."""
    account = merchant(sim.book, message.text("code"))
    first, last = _day(message.text("startDate")), _day(message.text("endDate"))
    if message.text("format") != "json" or last < first:
        raise Refused(codes.WRONG_PARAMETERS)
    sim.settle_all()
    seen_until = sim.now() - (LAG if sim.faults.now.report_lag else timedelta())
    captures = sim.book.rows(
        _CAPTURES, account.code, _midnight(first), _midnight(last + timedelta(days=1)),
        iso(seen_until),
    )  # fmt: skip
    body = _body(account, first, last, [_line(row, account) for row in captures])
    return Answer(any={"getReportsRS": _without(body, sim.faults.now.report_without)})


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise Refused(codes.WRONG_PARAMETERS) from None


def _midnight(day: date) -> str:
    return iso(datetime(day.year, day.month, day.day, tzinfo=BOGOTA))


def _line(row: sqlite3.Row, account: Account) -> dict[str, Any]:
    at = from_iso(row["captured_at"]).astimezone(BOGOTA)
    return {
        "transactionDate": at.strftime("%Y-%m-%d %H:%M:%S"),
        "transactionReference": row["transaction_id"],
        "messageId": row["message_id"],
        "transactionValue": row["value"],
        "buyerName": "ANA",
        "buyerLastName": "PEREZ",
        "commerceName": account.name,
        "productChannel": CHANNELS[row["way"]],
    }


def _body(account: Account, first: date, last: date, lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "commerce": account.name,
        "nit": account.number,
        "accountNumber": [ACCOUNT_NUMBER],
        "from": first.isoformat(),
        "to": last.isoformat(),
        "total": str(sum(int(line["transactionValue"]) for line in lines)),
        "count": str(len(lines)),
        "transactions": lines,
    }


def _without(body: dict[str, Any], names: list[str]) -> dict[str, Any]:
    kept = {key: value for key, value in body.items() if key not in names}
    if "transactions" in kept:
        kept["transactions"] = [
            {key: value for key, value in line.items() if key not in names}
            for line in kept["transactions"]
        ]
    return kept
