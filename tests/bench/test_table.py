"""The printed table: verdicts, and the figures that mean something."""

from __future__ import annotations

import pytest
from bench.clock import Spread
from bench.table import GOAL, LIMIT, Bound, Row, duration, markdown, times

ONE = Spread(1.0, 0.9, 1.1)


def line(ratio: float, bound: Bound | None, rate: tuple[float, float] | None = None) -> Row:
    return Row("what", ONE, "bare", ONE, Spread(ratio, ratio, ratio), bound, rate)


@pytest.mark.parametrize(
    ("ratio", "bound", "met"),
    [
        (3.0, Bound(LIMIT, 3), "met"),
        (3.01, Bound(LIMIT, 3), "not met"),
        (1.5, Bound(GOAL, 1.5), "met"),
        (100.0, None, "–"),
    ],
)
def test_the_median_ratio_decides_and_the_bound_belongs_to_it(ratio: float, bound: Bound | None, met: str) -> None:
    assert line(ratio, bound).met == met


def test_a_rate_is_met_from_the_wanted_figure_on() -> None:
    assert line(1.0, None, (1000.0, 1000.0)).met == "met"
    assert line(1.0, None, (999.0, 1000.0)).met == "not met"
    assert line(1.0, None, (999.0, 1000.0)).wanted == "goal 1,000 a second; here 999"


def test_durations_and_ratios_show_three_digits() -> None:
    assert [duration(x) for x in (2.0, 0.01234, 0.0000056)] == ["2 s", "12.3 ms", "5.6 µs"]
    assert [times(x) for x in (0.684, 22.18, 63.6, 700.2)] == ["0.68", "22.2", "63.6", "700"]


def test_the_table_has_a_line_for_every_row() -> None:
    printed = markdown([line(2.0, Bound(LIMIT, 3))]).splitlines()
    assert printed[0] == "| what | measured: median (quartiles) | reference | ratio: median (quartiles) | limit or goal | met |"
    assert printed[2:] == ["| what | 1 s (900 ms–1.1 s) | bare: 1 s | 2.00 (2.00–2.00) | limit 3× | met |"]
