"""同类 by hand: the five names of a small group, held against sorting and counting done here with fractions."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from statistics import median

import pytest

from hengji.rulebook.peers import Peers
from hengji.scoring.peers import named

HIGH, LOW = Peers(("year",), "high", 2, 3), Peers(("year",), "low", 2, 3)


def fractions(found: dict[str, tuple[int, int]]) -> dict[str, Fraction]:
    return {name: Fraction(*value) for name, value in found.items()}


def test_equal_values_share_a_place_and_the_next_place_is_left_out() -> None:
    others = [(3, 1), (2, 1), (2, 1), (1, 1)]
    assert [named(others, (own, 1), HIGH)["同类名次"] for own in (4, 3, 2, 1)] == [(1, 1), (1, 1), (2, 1), (4, 1)]
    assert [named(others, (own, 1), LOW)["同类名次"] for own in (0, 1, 2, 3)] == [(1, 1), (1, 1), (2, 1), (4, 1)]


def test_values_are_rounded_before_they_are_compared() -> None:
    found = fractions(named([(12344, 10000), (12349, 10000)], (1234, 1000), HIGH))
    assert found == {
        "同类名次": 1, "同类个数": 3, "同类平均": Fraction(369, 300), "同类中位数": Fraction(123, 100), "同类最好值": Fraction(123, 100),
    }  # fmt: skip
    assert fractions(named([(1235, 1000), (0, 1)], (-1235, 1000), HIGH))["同类平均"] == 0


def test_too_few_known_units_give_nothing_and_a_unit_without_a_value_has_no_place() -> None:
    assert named([(1, 1)], (2, 1), HIGH) == {}
    assert named([(1, 1), (2, 1)], None, HIGH) == {}
    assert set(named([(1, 1), (2, 1), (3, 1)], None, HIGH)) == {"同类个数", "同类平均", "同类中位数", "同类最好值"}


@pytest.mark.parametrize("seed", range(20))
def test_the_five_names_are_what_sorting_gives(seed: int) -> None:
    dice = Random(seed)  # noqa: S311  # tests are to be repeatable, not secret
    others = [(dice.randrange(-500, 500), 100) for _ in range(dice.randrange(3, 30))]
    own = dice.choice([*others, (dice.randrange(-500, 500), 100)])
    values = [Fraction(*value) for value in (*others, own)]
    for rule, better in ((HIGH, max), (LOW, min)):
        order = sorted(values, reverse=rule is HIGH)
        assert fractions(named(others, own, rule)) == {
            "同类名次": order.index(Fraction(*own)) + 1,
            "同类个数": len(values),
            "同类平均": sum(values) / len(values),
            "同类中位数": median(values),
            "同类最好值": better(values),
        }
