"""Exact numbers: pairs of integers, with nothing rounded unless a name says so."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengji.core import exact

if TYPE_CHECKING:
    from hengji.core.exact import Exact

PAIRS = st.tuples(st.integers(-(10**12), 10**12), st.integers(1, 10**6))


def fraction(pair: Exact) -> Fraction:
    assert pair[1] > 0
    return Fraction(*pair)


@pytest.mark.parametrize(
    ("written", "pair"),
    [
        ("2900.80", (290080, 100)),
        ("-0.5", (-5, 10)),
        ("0", (0, 1)),
        ("0.00", (0, 100)),
        ("1E+3", (1000, 1)),
        ("1E-3", (1, 1000)),
        (70, (70, 1)),
        (-70, (-70, 1)),
        (Decimal("15.47"), (1547, 100)),
        ("123456789012345678901234567890", (123456789012345678901234567890, 1)),
    ],
)
def test_a_decimal_becomes_the_pair_that_was_written(written: Decimal | int | str, pair: Exact) -> None:
    assert pair == exact.of(written)


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_no_number_has_no_pair(written: str) -> None:
    with pytest.raises(TypeError, match="not a number"):
        exact.of(written)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [((50, 100), (1, 2)), ((50, -100), (-1, 2)), ((-50, -100), (1, 2)), ((0, 7), (0, 1)), ((0, -7), (0, 1)), ((7, 1), (7, 1))],
)
def test_the_smallest_terms_have_a_positive_denominator(pair: Exact, expected: Exact) -> None:
    assert expected == exact.reduce(pair)


@given(PAIRS, PAIRS)
def test_arithmetic_is_that_of_fractions(a: Exact, b: Exact) -> None:
    one, other = fraction(a), fraction(b)
    assert fraction(exact.add(a, b)) == one + other
    assert fraction(exact.subtract(a, b)) == one - other
    assert fraction(exact.multiply(a, b)) == one * other
    assert fraction(exact.negative(a)) == -one
    assert fraction(exact.reduce(a)) == one
    assert exact.compare(a, b) == (one > other) - (one < other)
    if b[0]:
        assert fraction(exact.divide(a, b)) == one / other


@given(PAIRS, st.integers(-4, 8))
def test_rounding_is_that_of_fractions(a: Exact, decimals: int) -> None:
    value = fraction(a)
    scaled = abs(value) * Fraction(10) ** decimals
    nearest = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    assert fraction(exact.round_half_away(a, decimals)) == (-1 if value < 0 else 1) * nearest / Fraction(10) ** decimals
    assert fraction(exact.floor(a)) == value.__floor__()
    assert fraction(exact.ceil(a)) == value.__ceil__()


def test_equal_denominators_stay_as_they_are() -> None:
    assert exact.add((290080, 100), (1547, 100)) == (291627, 100)
    assert exact.add((1, 2), (1, 4)) == (6, 8)


def test_a_negative_divisor_leaves_a_positive_denominator() -> None:
    assert exact.divide((1, 2), (-3, 4)) == (-4, 6)
    assert exact.divide((1, 2), (3, 4)) == (4, 6)


def test_comparison_is_by_cross_multiplication() -> None:
    assert [exact.compare((1, 3), other) for other in ((33, 100), (2, 6), (34, 100))] == [1, 0, -1]
    assert exact.compare((-1, 3), (1, 3)) == -1


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        ("2.345", 2, "2.35"),
        ("2.3449", 2, "2.34"),
        ("-2.345", 2, "-2.35"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("0.4999", 0, "0"),
        ("-0.004", 2, "0.00"),
        ("89.995", 2, "90.00"),
        ("1234.5", -2, "1200"),
        ("1250", -2, "1300"),
        ("-1250", -2, "-1300"),
        ("15.4", 4, "15.4000"),
        ("0", 2, "0.00"),
        ("0.05", 1, "0.1"),
    ],
)
def test_a_number_is_printed_with_its_decimals_half_away_from_zero(number: str, decimals: int, expected: str) -> None:
    assert expected == exact.text(exact.of(number), decimals)
    assert Decimal(expected) == exact.decimal(exact.of(number), decimals)


def test_the_execution_rate_of_the_seed_is_printed_as_published() -> None:
    assert exact.text((116911, 117064), 4) == "0.9987"
    assert exact.text(exact.multiply(exact.divide(exact.of("1.53"), exact.of("1170.64")), (100, 1)), 2) == "0.13"


@pytest.mark.parametrize(
    ("pair", "most", "expected"),
    [
        ((5, 2), 12, "2.5"),
        ((1, 3), 4, "0.3333"),
        ((2, 3), 4, "0.6667"),
        ((100, 1), 12, "100"),
        ((0, 5), 12, "0"),
        ((-5, 2), 12, "-2.5"),
        ((1, 3), 0, "0"),
        ((700, 1), 0, "700"),
    ],
)
def test_the_shortest_exact_decimal_is_printed(pair: Exact, most: int, expected: str) -> None:
    assert expected == exact.plain(pair, most)


def test_twelve_decimals_are_the_most_unless_more_are_asked_for() -> None:
    assert exact.plain((1, 3)) == "0.333333333333"


def test_a_decimal_is_given_at_the_edge_only() -> None:
    assert exact.decimal((1547, 100), 1) == Decimal("15.5")
