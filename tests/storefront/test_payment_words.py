"""A payment's history for the staff: every event in Spanish, and the same answer only once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from nequi_plugin import PaymentEvent, State
from nequi_plugin.states import Event
from storefront.backoffice.words import EVENTS, timeline

START = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)


def event(minute: int, name: str, after: State, before: State = State.REVIEW) -> PaymentEvent:
    trace = f"[0000{minute:04d}-0000-4000-8000-000000000000]"
    return PaymentEvent(START + timedelta(minutes=minute), "status", name, before, after, "0",
                        f"SUCCESS {trace}", alert=False)  # fmt: skip


def test_no_event_is_shown_by_its_english_name() -> None:
    assert {word.value for word in Event} <= EVENTS.keys()


def test_a_timeout_is_told_in_words() -> None:
    late = PaymentEvent(START, "worker", "unclear", State.SENDING, State.UNKNOWN, "",
                        "ReadTimeout", alert=False)  # fmt: skip
    assert timeline([late])[0].source == "25 nov · Sistema · Nequi no contestó a tiempo"


def test_an_answer_that_came_again_is_one_line_with_its_count() -> None:
    told = [
        event(0, "paid_differs", State.REVIEW, before=State.WAITING),
        *(event(minute, "paid_differs", State.REVIEW) for minute in (5, 10, 15)),
        event(16, "unclear", State.REVIEW),
        event(20, "paid_differs", State.REVIEW),
    ]
    lines = timeline(told)
    assert [line.time for line in lines] == ["09:20", "09:16", "09:15", "09:00"]
    assert "3 veces desde las 09:05" in lines[2].source
    assert "veces" not in lines[0].source + lines[3].source
    assert lines[3].title == "El pago llegó con un dato distinto"
