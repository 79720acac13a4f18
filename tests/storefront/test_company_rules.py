"""Numbers, names and the comparison: pure rules."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront.company.ids import IdType, check_digit, normal_number, number_error, show_number
from storefront.company.rules import (
    Cause,
    Comparison,
    Here,
    There,
    compare,
    from_json,
    normal_name,
    same_name,
)

HERE = Here("NIT", "901555012", "9", "Ladera Oficios SAS")
NAMES = st.text(st.sampled_from("abcñáéü Z&.-1"), min_size=1, max_size=30)


def found(
    id_type: str | None = "NIT",
    nit: str | None = "901555012",
    commerce: str | None = "LADERA OFICIOS S.A.S.",
) -> Comparison:
    return compare(HERE, There(id_type, nit, commerce))


@pytest.mark.parametrize(
    ("number", "digit"),
    [
        ("800191045", "1"), ("800197268", "4"), ("830114921", "1"), ("860002964", "4"),
        ("890903938", "8"), ("900123456", "8"), ("900373115", "3"), ("901451481", "2"),
        ("901451480", "5"), ("79123456", "0"), ("1020304050", "8"), ("222222222222", "7"),
        ("901555012", "9"),
    ],
)  # fmt: skip
def test_the_check_digit_is_the_dians(number: str, digit: str) -> None:
    assert check_digit(number) == digit


@given(st.integers(100, 9_999_999_999_999))
def test_numbers_survive_how_people_write_them(number: int) -> None:
    text = str(number)
    assert normal_number("NIT", show_number("NIT", text)) == text
    assert normal_number("NIT", f" 0{text[:2]} {text[2:]}.") == text
    assert number_error("NIT", text) is None


@pytest.mark.parametrize(
    ("id_type", "number", "good"),
    [
        ("CC", "1020304050", True), ("CC", "12345678901", False), ("CC", "ABC123", False),
        ("PP", "AB123456", True), ("PP", "A/1", False), ("NIT", "", False),
        ("NIT", "٣٤٥٦٧٨٩٠١", False), ("PPT", "1234567", True),
    ],
)  # fmt: skip
def test_each_type_has_its_numbers(id_type: str, number: str, good: bool) -> None:
    assert (number_error(IdType(id_type), number) is None) is good


@given(NAMES)
def test_names_forgive_case_accents_and_spaces(name: str) -> None:
    other = unicodedata.normalize("NFD", f"  {name.upper()} ").replace(" ", "  ")
    assert normal_name(other) == normal_name(name)
    assert same_name(name, other) is bool(normal_name(name))


@given(NAMES, NAMES)
def test_sameness_is_symmetric(one: str, other: str) -> None:
    assert same_name(one, other) is same_name(other, one)


@pytest.mark.parametrize("ending", ["SAS", "S.A.S.", "S. A. S.", "s.a.s", "S A S"])
def test_the_companys_ending_may_be_written_in_any_way(ending: str) -> None:
    assert same_name("Ladera Oficios SAS", f"LADERA  OFICIOS {ending}")


def test_different_names_differ() -> None:
    assert not same_name("Ladera Oficios SAS", "Ladera Café y Oficios SAS")
    assert not same_name("", "")


def test_all_three_alike_is_verified() -> None:
    assert found().verified
    assert found(nit="9015550129").verified, "with its digit it is the same number"
    assert found(nit=None).verified, "the accepted code proves the number"


def test_another_type_is_named() -> None:
    assert found(id_type="CC").cause is Cause.TYPE
    assert found(id_type="CC").differs


def test_a_code_under_no_type_speaks_against_the_number() -> None:
    refused = found(id_type=None, nit=None, commerce=None)
    assert (refused.same_type, refused.same_number) == (None, False)
    assert refused.cause is Cause.NUMBER


def test_a_digit_typed_into_the_number_is_the_likely_cause() -> None:
    inside = compare(Here("NIT", "9015550129", "9", "x"), There(None, None, None))
    assert inside.cause is Cause.DIGIT_INSIDE


def test_names_that_differ_only_in_their_ending_say_so() -> None:
    assert found(commerce="LADERA OFICIOS LTDA").cause is Cause.SUFFIX
    assert found(commerce="OTRA COSA SAS").cause is Cause.NAME


def test_without_a_name_only_the_owner_can_say() -> None:
    assert found(commerce=None).needs_declaration
    assert not found(commerce=None).verified


def test_a_comparison_survives_being_stored() -> None:
    assert from_json(found().to_json()) == found()
    assert from_json("") is None
