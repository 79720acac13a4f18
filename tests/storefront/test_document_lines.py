"""Sums of a documento de cobro: exact, per line half up, rates adding up to the whole."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from storefront.invoices.lines import (
    MOST_PIECES,
    PIECE,
    Line,
    Vat,
    parse_quantity,
    show_quantity,
    totals,
)
from storefront.money import Cents

LINES = st.builds(
    Line, st.just("Hora"), st.integers(1, MOST_PIECES),
    st.integers(1, 10**12).map(Cents), st.sampled_from(Vat),
)  # fmt: skip


@given(st.lists(LINES, max_size=40))
def test_rates_and_lines_add_up_to_the_total(lines: list[Line]) -> None:
    sums = totals(lines)
    assert sums.total == sums.base + sums.tax == sum(line.base + line.tax for line in lines)
    assert sums.base == sum(rate.base for rate in sums.rates)
    assert sums.tax == sum(rate.tax for rate in sums.rates)
    assert [rate.vat for rate in sums.rates] == [v for v in Vat if v in {x.vat for x in lines}]


@given(LINES)
def test_a_line_is_rounded_once_and_half_up(line: Line) -> None:
    exact = Fraction(line.quantity * line.unit, PIECE)
    assert Fraction(-1, 2) < line.base - exact <= Fraction(1, 2)
    tax = Fraction(line.base * line.vat.percent, 100)
    assert Fraction(-1, 2) < line.tax - tax <= Fraction(1, 2)
    assert line.tax == 0 or line.vat in (Vat.STANDARD, Vat.REDUCED)


@given(st.integers(1, MOST_PIECES))
def test_a_quantity_is_read_as_it_is_shown(quantity: int) -> None:
    assert parse_quantity(show_quantity(quantity)) == quantity


def test_what_is_no_quantity() -> None:
    for text in ("", "0", "-1", "1.5", "1,0005", "uno", "10.000.000", "1,", "²"):
        assert parse_quantity(text) is None, text
    assert parse_quantity(" 1.200,5 ") == 1_200_500
    assert Line("x", 500, Cents(1), Vat.EXCLUDED).base == 1
    assert Line("x", PIECE, Cents(10), Vat.REDUCED).tax == 1
