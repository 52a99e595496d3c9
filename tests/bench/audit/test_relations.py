"""Whether a relation holds: by hand-worked figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from bench.audit.relations import AT_MOST, Printed, Relation, holds, of_record


def wan(text: str) -> Printed:
    return Printed(Decimal(text), len(text.partition(".")[2]), "万元")


def rate(text: str) -> Printed:
    return Printed(Decimal(text), len(text.partition(".")[2]), "%")


SUM = Relation("a", "sum", plus=(1, 2), equals=3)
RATE = Relation("b", "growth", plus=(1,), over=(2,), over_minus=(1,), equals=3)


@pytest.mark.parametrize(
    ("parts", "whole", "expected"),
    [(("1.00", "2.00"), "3.00", True), (("1.00", "2.00"), "3.01", True), (("1.00", "2.00"), "3.02", False)],
)
def test_two_parts_may_miss_their_sum_by_what_rounding_did_to_three_figures(
    parts: tuple[str, str], whole: str, expected: bool
) -> None:
    assert holds(SUM, {1: wan(parts[0]), 2: wan(parts[1]), 3: wan(whole)}) is expected


@pytest.mark.parametrize(
    ("shown", "slack", "expected"),
    [("28.89", 1, True), ("28.9", 1, True), ("28.88", 1, False), ("28.88", 3, True), ("28.80", 3, False), ("246.93", 3, False)],
)
def test_a_rate_is_compared_at_its_own_digit_and_cutting_off_needs_more_slack(shown: str, slack: int, expected: bool) -> None:
    figures = {1: wan("246.93"), 2: wan("1101.73"), 3: rate(shown)}
    assert holds(RATE, figures, slack) is expected


def test_amounts_of_different_units_are_compared_in_yuan() -> None:
    same = Relation("c", "same", plus=(1,), equals=2)
    assert holds(same, {1: wan("2916.27"), 2: Printed(Decimal("0.2916"), 4, "亿元")}) is True
    assert holds(same, {1: wan("2916.27"), 2: Printed(Decimal("2.9163"), 4, "亿元")}) is False


def test_counts_are_exact() -> None:
    figures = {1: Printed(Decimal(19), 0, "人"), 2: Printed(Decimal(5), 0, "人"), 3: Printed(Decimal(25), 0, "人")}
    assert holds(SUM, figures) is False


def test_shares_are_held_against_a_hundred_per_cent() -> None:
    hundred = Relation("d", "sum", plus=(1, 2), constant=Fraction(100))
    assert holds(hundred, {1: rate("88.60"), 2: rate("11.40")}) is True
    assert holds(hundred, {1: rate("88.60"), 2: rate("12.40")}) is False


def test_at_most_lets_a_part_be_as_large_as_its_whole() -> None:
    inside = Relation("e", "claim", plus=(1,), equals=2, compare=AT_MOST)
    assert holds(inside, {1: wan("5.00"), 2: wan("5.00")}) is True
    assert holds(inside, {1: wan("5.10"), 2: wan("5.00")}) is False


def test_division_by_what_may_be_zero_decides_nothing() -> None:
    ratio = Relation("f", "ratio", plus=(1,), over=(2,), equals=3)
    assert holds(ratio, {1: wan("5.00"), 2: wan("0.00"), 3: rate("0.00")}) is None


def test_a_record_of_the_truth_is_read_as_it_is_written() -> None:
    record = {"id": "000-1", "kind": "identity", "plus": [847, 830], "minus": [857], "equals": 873, "verdict": "consistent"}
    assert of_record(record) == Relation("000-1", "identity", plus=(847, 830), minus=(857,), equals=873)
