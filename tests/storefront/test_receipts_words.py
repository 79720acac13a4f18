"""An amount in words, as Colombian receipts say it."""

from __future__ import annotations

import pytest

from storefront.money import Cents
from storefront.receipts.rules import Line, kind, number
from storefront.receipts.words import pesos_in_words


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (0, "Cero pesos"),
        (1_00, "Un peso"),
        (16_00, "Dieciséis pesos"),
        (21_00, "Veintiún pesos"),
        (22_00, "Veintidós pesos"),
        (31_00, "Treinta y un pesos"),
        (100_00, "Cien pesos"),
        (101_00, "Ciento un pesos"),
        (500_00, "Quinientos pesos"),
        (1_000_00, "Mil pesos"),
        (21_000_00, "Veintiún mil pesos"),
        (31_000_00, "Treinta y un mil pesos"),
        (121_021_00, "Ciento veintiún mil veintiún pesos"),
        (1_000_000_00, "Un millón de pesos"),
        (1_000_001_00, "Un millón un pesos"),
        (1_250_000_00, "Un millón doscientos cincuenta mil pesos"),
        (1_525_000_00, "Un millón quinientos veinticinco mil pesos"),
        (2_000_000_00, "Dos millones de pesos"),
        (21_000_000_00, "Veintiún millones de pesos"),
        (1_000_000_000_00, "Mil millones de pesos"),
        (1_000_000_000_000_00, "Un billón de pesos"),
        (1_50, "Un peso con cincuenta centavos"),
        (180_000_01, "Ciento ochenta mil pesos con un centavo"),
        (2_000_000_21, "Dos millones de pesos con veintiún centavos"),
    ],
)
def test_words(cents: int, words: str) -> None:
    assert pesos_in_words(Cents(cents)) == f"{words} m/cte."


def test_a_receipt_is_never_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        pesos_in_words(Cents(-1))


def test_numbers_have_four_digits_and_grow_beyond() -> None:
    assert number("RC", 59) == "RC-0059"
    assert number("RC", 12345) == "RC-12345"


def test_what_is_left_counts_payment_and_adjustment() -> None:
    line = Line(1, "FE-1", Cents(18_000_000), Cents(18_000_050), Cents(50))
    assert line.left == 0


def test_a_payment_without_an_issued_document_is_an_advance() -> None:
    assert kind([Line(1, "Pedido 2043", Cents(100), Cents(100))]) == "advance"
    assert kind([]) == "advance"
