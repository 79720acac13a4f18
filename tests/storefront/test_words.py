"""Money and dates as Colombians read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront import dates
from storefront.money import Cents, cents, floor_pesos, format_cents, parse_pesos


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2_500_000, "$\u00a025.000"),
        (2_500_050, "$\u00a025.000,50"),
        (5, "$\u00a00,05"),
        (-150_001, "-$\u00a01.500,01"),
    ],
)
def test_centavos_show_only_when_there_are_some(value: int, text: str) -> None:
    assert format_cents(value) == text


@given(st.integers(0, 10**12))
def test_pesos_survive_being_shown_and_typed(value: int) -> None:
    assert parse_pesos(format_cents(cents(value))) == value
    assert floor_pesos(Cents(value * 100 + 99)) == value


@pytest.mark.parametrize("text", ["", "mil", "25,5", "-3", "$"])
def test_what_is_no_amount_is_none(text: str) -> None:
    assert parse_pesos(text) is None


def test_the_public_reads_twelve_hours_the_office_twenty_four() -> None:
    moment = datetime(2026, 11, 25, 20, 5, tzinfo=UTC)
    assert dates.short_datetime(moment) == "25 nov 2026, 3:05\u00a0p.\u00a0m."
    assert dates.office_datetime(moment) == "25 nov, 15:05"
    midnight = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
    assert dates.public_time(midnight) == "12:00\u00a0a.\u00a0m."
    assert dates.long_day(midnight) == "Miércoles 25 de noviembre"
    assert dates.bogota_today(datetime(2026, 11, 26, 4, 59, tzinfo=UTC)) == date(2026, 11, 25)
