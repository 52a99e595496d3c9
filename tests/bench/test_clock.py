"""Spreads and turns; no test looks at how long something takes."""

from __future__ import annotations

from bench.clock import Spread, Timed, by_turns


def test_a_spread_has_the_median_and_the_quartiles() -> None:
    assert Spread.of([5.0, 1.0, 3.0, 2.0, 4.0]) == Spread(3.0, 2.0, 4.0)


def test_a_single_value_is_its_own_spread() -> None:
    assert Spread.of([2.0]) == Spread(2.0, 2.0, 2.0)


def test_a_ratio_is_taken_round_by_round_so_that_a_slow_hour_cancels_out() -> None:
    timed = Timed({"ours": [2.0, 20.0, 4.0], "bare": [1.0, 10.0, 2.0]})
    assert timed.ratio("ours", "bare") == Spread(2.0, 2.0, 2.0)


def test_every_call_takes_its_turn_in_every_round() -> None:
    made: list[str] = []
    timed = by_turns({"one": lambda: made.append("one"), "two": lambda: made.append("two")}, 3)
    assert [len(seconds) for seconds in timed.seconds.values()] == [3, 3]
    assert made.index("two") > made.index("one")
    assert made[-1] == "two"
