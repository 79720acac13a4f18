"""*¿Ya llegó?* finds a payment by what people tell, and every way in has its index."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, text

from nequi_plugin import finding
from nequi_plugin.models import PaymentRow
from tests.nequi.host import Host

NOON = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)  # 12:00 in Bogota


def _found(host: Host, typed: str) -> list[str]:
    with host.app.app_context():
        return [payment.message_id for payment in host.nequi.find_payments(typed)]


def test_a_payment_is_found_by_all_that_people_tell(host: Host) -> None:
    one = host.pay(str(host.bills(134_000)[0]), "3005550042")
    other = host.pay(str(host.bills(5_000)[0]), "3105551234")
    clock = f"{host.runtime.desk.now().astimezone(finding.BOGOTA):%H:%M}"

    for typed in ("134000", "$ 134.000", "134.000,00", one.message_id, f" {one.message_id} ",
                  "42", "0042", "300 555 0042", "+57 300 555 0042", "300 ••• ••42"):  # fmt: skip
        assert _found(host, typed) == [one.message_id], typed
    assert _found(host, clock) == [other.message_id, one.message_id]
    assert _found(host, "5.000") == [other.message_id]
    for typed in ("", "43", "77", "A1b2C3d4E5", "99:99", "31 feb 10:00", "' OR 1=1", "9" * 60):
        assert _found(host, typed) == [], typed


def test_pages_go_on_where_the_last_one_ended(host: Host) -> None:
    ids = [host.pay(str(bill), f"300555{at:04d}").id
           for at, bill in enumerate(host.bills(*[7_000] * 5))]  # fmt: skip
    with host.app.app_context():
        first = host.nequi.find_payments("7000", limit=2)
        then = host.nequi.find_payments("7000", limit=9, before=first[-1].id)

    assert [payment.id for payment in first + then] == ids[::-1]


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("10:42", datetime(2026, 11, 25, 15, 42, tzinfo=UTC)),
        ("a las 4:50 pm", datetime(2026, 11, 24, 21, 50, tzinfo=UTC)),  # it is noon now
        ("24 nov 16:49", datetime(2026, 11, 24, 21, 49, tzinfo=UTC)),
        ("el 3 de diciembre a las 08:00", datetime(2025, 12, 3, 13, 0, tzinfo=UTC)),
        ("12:05 a. m.", datetime(2026, 11, 25, 5, 5, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, moment: datetime) -> None:
    assert finding.asked(typed, NOON).moment == moment


@pytest.mark.parametrize(
    ("now", "typed", "day"),
    [
        ("2026-12-31T23:58", "23:50", "2026-12-31"),
        ("2027-01-01T00:05", "23:50", "2026-12-31"),
        ("2027-01-01T00:05", "11:50 pm", "2026-12-31"),
        ("2027-01-01T00:05", "00:03", "2027-01-01"),
        ("2027-01-01T00:05", "00:20", "2027-01-01"),  # her clock is ahead of ours
        ("2027-01-01T00:05", "31 dic 23:50", "2026-12-31"),
        ("2028-02-28T09:00", "29 feb 10:00", "2024-02-29"),
        ("2028-02-29T20:00", "29 feb 10:00", "2028-02-29"),
        ("2029-03-31T09:00", "el 29 de febrero a las 10:00", "2028-02-29"),
        ("2029-03-31T09:00", "31 ene 08:00", "2029-01-31"),
    ],
)
def test_a_time_is_of_the_latest_day_that_can_be_meant(now: str, typed: str, day: str) -> None:
    moment = finding.asked(typed, datetime.fromisoformat(f"{now}-05:00")).moment
    assert moment is not None
    assert f"{moment.astimezone(finding.BOGOTA):%Y-%m-%d}" == day


@pytest.mark.databases("sqlite")
def test_every_search_uses_an_index(host: Host) -> None:
    host.pay(str(host.bills(9_000)[0]), "3005550042")
    plans: dict[str, list[str]] = {}
    with host.app.app_context():
        for typed in ("9.000", "0042", "A1b2C3d4E5", "10:42"):
            for query in finding.queries(finding.asked(typed, NOON)):
                sql = str(query.compile(host.db.engine, compile_kwargs={"literal_binds": True}))
                rows = host.db.session.execute(text(f"EXPLAIN QUERY PLAN {sql}"))
                plans.setdefault(typed, []).append(" / ".join(row.detail for row in rows))

    steps = [step for found in plans.values() for step in found]
    assert len(steps) >= 7
    assert [step for step in steps if "USING INDEX" not in step] == []


def test_an_old_phone_is_found_from_its_end(host: Host) -> None:
    """The column fills itself, whoever inserts a row."""
    values = {"message_id": "A1b2C3d4E5", "kind": "bill", "key": "1", "pesos": 1,
              "phone": "3005550099", "created_at": NOON}  # fmt: skip
    host.work(lambda s: s.execute(insert(PaymentRow).values(**values)))

    assert _found(host, "99") == ["A1b2C3d4E5"]
