"""The sums of an order, held against their laws and against one worked example."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.money import Cents, cents
from storefront.orders.rules import PricedLine, Totals, less, share_out, split_vat, totals

LINES = st.lists(
    st.builds(
        PricedLine,
        unit=st.integers(0, 50_000_000).map(Cents),
        quantity=st.integers(1, 99),
        vat_percent=st.sampled_from([0, 5, 19]),
    ),
    min_size=1,
    max_size=8,
)
SHIPPING = st.integers(0, 5_000_000).map(Cents)
OFF = st.integers(0, 1000)


def part(lines: list[PricedLine], thousandths: int) -> Cents:
    """Some part of what the lines cost, none or all of it included."""
    return Cents(sum(line.total for line in lines) * thousandths // 1000)


@given(LINES, SHIPPING, OFF)
def test_every_sum_adds_up(lines: list[PricedLine], shipping: Cents, off: int) -> None:
    discount = part(lines, off)
    sums = totals(lines, shipping, discount)
    assert sums.total == sums.lines - discount + sums.shipping == sums.base + sums.vat
    assert all(rate.base >= 0 and rate.vat >= 0 for rate in sums.rates)
    assert sums.base == sum(rate.base for rate in sums.rates)
    assert sums.vat == sum(rate.vat for rate in sums.rates)
    assert [rate.percent for rate in sums.rates] == sorted({x.vat_percent for x in lines})


@given(LINES, SHIPPING, OFF)
def test_freight_that_the_carrier_bills_is_no_part_of_the_base(
    lines: list[PricedLine], shipping: Cents, off: int
) -> None:
    discount = part(lines, off)
    sums, goods = totals(lines, shipping, discount, apart=True), totals(lines, Cents(0), discount)
    assert (sums.base, sums.vat, sums.rates) == (goods.base, goods.vat, goods.rates)
    assert sums.base + sums.vat + sums.apart == sums.total == goods.total + shipping
    base, rates = sums.shown()
    assert base + sum(rate.vat for rate in rates) + sums.apart == sums.total


@given(LINES, OFF)
def test_a_discount_lowers_each_line_by_its_part(lines: list[PricedLine], off: int) -> None:
    prices, discount = [line.total for line in lines], part(lines, off)
    after = less(discount, prices)
    assert sum(after) == sum(prices) - discount
    for price, left in zip(prices, after, strict=True):
        assert 0 <= left <= price
        assert abs((price - left) * max(1, sum(prices)) - discount * price) <= max(1, sum(prices))


@given(LINES, SHIPPING, OFF)
def test_what_is_shown_adds_up_to_the_total(
    lines: list[PricedLine], shipping: Cents, off: int
) -> None:
    sums = totals(lines, shipping, part(lines, off))
    base, rates = sums.shown()
    assert base + sum(rate.vat for rate in rates) == sums.total
    assert abs(base - sums.base) < 100
    if sums.total % 100 == 0:
        assert all(part % 100 == 0 for part in (base, *(rate.vat for rate in rates)))


@given(st.integers(0, 10**12).map(Cents), st.sampled_from([0, 5, 8, 19]))
def test_the_base_is_rounded_half_up(gross: Cents, percent: int) -> None:
    base, vat = split_vat(gross, percent)
    assert base + vat == gross
    assert abs(base * (100 + percent) - gross * 100) * 2 <= 100 + percent
    assert split_vat(Cents(119), 19) == (100, 19)
    assert split_vat(Cents(1), 100) == (1, 0)  # half a centavo goes up


@given(st.integers(0, 10**9).map(Cents), st.lists(st.integers(0, 10**9), min_size=1))
def test_shares_are_whole_and_fair(amount: Cents, weights: list[int]) -> None:
    shares = share_out(amount, weights)
    assert sum(shares) == amount
    if sum(weights):
        for share, weight in zip(shares, weights, strict=True):
            assert abs(share - amount * weight / sum(weights)) <= 1.01


def test_order_2043_as_the_pictures_show_it() -> None:
    coffee, cups = PricedLine(cents(38_000), 1, 5), PricedLine(cents(42_000), 2, 19)
    sums = totals([coffee, cups], cents(12_000))
    base, rates = sums.shown()
    assert sums.total == cents(134_000)
    assert base == cents(117_282)
    assert [(rate.percent, rate.vat) for rate in rates] == [(5, cents(1_987)), (19, cents(14_731))]


def test_free_goods_leave_the_shipping_to_the_first_line() -> None:
    sums: Totals = totals([PricedLine(Cents(0), 1, 19), PricedLine(Cents(0), 1, 5)], cents(119))
    assert [(rate.percent, rate.vat) for rate in sums.rates] == [(5, 0), (19, 1900)]


@pytest.mark.parametrize("discount", [-1, 101])
def test_a_discount_is_never_more_than_the_products(discount: int) -> None:
    with pytest.raises(ValueError, match="a discount of"):
        totals([PricedLine(Cents(100), 1, 19)], Cents(500), Cents(discount))


@pytest.mark.parametrize(
    ("lines", "shipping"),
    [([], 0), ([PricedLine(Cents(-1), 1, 19)], 0), ([PricedLine(Cents(1), 0, 19)], 0),
     ([PricedLine(Cents(1), 1, 19)], -1)],
)  # fmt: skip
def test_nonsense_is_refused(lines: list[PricedLine], shipping: int) -> None:
    with pytest.raises(ValueError, match="an order has lines"):
        totals(lines, Cents(shipping))
