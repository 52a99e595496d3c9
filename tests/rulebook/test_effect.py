"""Whom a change of scheme moves: counted by hand over units of a few rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.rulebook.test_difference import compared

from hengji.core import exact
from hengji.rulebook.difference.effect import MOST_KEPT, Mark, Scored, effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.difference import Difference
    from hengji.rulebook.difference.effect import Effect

HALF = exact.of("0.5")


def number(text: str | None) -> exact.Exact | None:
    return None if text is None else exact.of(text)


def unit(name: str, first: str | None, second: str | None, weights: tuple[str, str], grade: str | None = "差") -> Scored:
    """A unit with the points of A-1 and A-2; a total where both are known."""
    marks = {
        row: Mark(number(points), exact.of(weight))
        for row, points, weight in zip(("A-1", "A-2"), (first, second), weights, strict=True)
    }
    known = first is not None and second is not None
    total = exact.reduce(exact.add(exact.of(first or "0"), exact.of(second or "0"))) if known else None
    return Scored(name, 2020, marks, total, grade if known else None)


class Given:
    """A scorer of units that a test wrote down."""

    def __init__(self, *units: tuple[Scored, Scored]) -> None:
        self.units = units

    def pairs(self, found: Difference) -> Iterator[tuple[Scored, Scored]]:
        assert not found.same
        yield from self.units


OLD, NEW = ("60", "40"), ("55", "45")


def seen(*units: tuple[Scored, Scored]) -> Effect:
    found = compared(("weight: 60", "weight: 55"), ("weight: 40", "weight: 45"))
    return effect(found, Given(*units), HALF)


def test_a_unit_moves_through_its_rows() -> None:
    """60 → 55 and 20 → 22.5: the total falls by 2.5, −5 through the first row and +2.5 through the second."""
    found = seen((unit("甲", "60", "20", OLD), unit("甲", "55", "22.5", NEW)))
    (move,) = found.moves
    assert (exact.plain(move.before), exact.plain(move.after), exact.plain(move.change)) == ("80", "77.5", "-2.5")
    assert [(at, exact.plain(points)) for at, points in move.parts] == [(0, "-5"), (1, "2.5")]
    assert move.rest[0] == 0
    assert (found.up, found.down, found.same, found.compared) == (0, 1, 0, 1)


def test_what_no_row_explains_is_the_rest() -> None:
    """Two points of redistribution stand in the total alone."""
    after = unit("甲", "55", "22.5", NEW)
    lifted = Scored(after.unit, after.year, after.marks, exact.of("79.5"), after.grade)
    (move,) = seen((unit("甲", "60", "20", OLD), lifted)).moves
    assert exact.plain(move.rest) == "2"


def test_unknown_is_counted_apart_and_is_never_zero() -> None:
    found = seen(
        (unit("甲", "60", None, OLD), unit("甲", "55", None, NEW)),
        (unit("乙", "30", "20", OLD), unit("乙", "27.5", None, NEW)),
        (unit("丙", None, "20", OLD), unit("丙", "55", "22.5", NEW)),
        (unit("丁", "30", "40", OLD), unit("丁", "27.5", "45", NEW)),
    )
    assert (found.units, found.compared, found.neither, found.only_before, found.only_after) == (4, 1, 1, 1, 1)
    first, second = found.rows
    assert (first.up, first.down, first.same, first.unknown, exact.plain(first.sum)) == (0, 3, 0, 1, "-10")
    assert (second.up, second.down, second.same, second.unknown, exact.plain(second.sum)) == (2, 0, 0, 2, "7.5")
    assert first.mean is not None
    assert exact.text(first.mean, 4) == "-3.3333"
    assert (found.before.known, found.before.unknown, found.after.known, found.after.unknown) == (2, 2, 2, 2)
    assert (second.before.unknown, second.after.unknown) == (1, 2)


def test_mean_median_and_ends_are_those_of_the_known_totals() -> None:
    """Totals 50, 60, 60, 90 and one unknown: mean 65, the lower middle one 60."""
    units = [unit(str(at), points, "20", OLD) for at, points in enumerate(("30", "40", "40", "70"))]
    found = seen(*((each, each) for each in [*units, unit("未知", None, "20", OLD)])).before
    mean = found.mean()
    assert mean is not None
    assert exact.plain(mean) == "65"
    assert [exact.plain(value) for value in (found.quantile((0, 1)), found.quantile((1, 2)), found.quantile((1, 1))) if value] == [
        "50", "60", "90",
    ]  # fmt: skip


def test_a_total_on_an_edge_falls_into_the_class_above_and_full_marks_into_the_last() -> None:
    units = [unit(str(at), points, "20", OLD) for at, points in enumerate(("29.99", "30", "80"))]
    edges = [exact.of(each) for each in ("0", "50", "100")]
    assert seen(*((each, each) for each in units)).before.bins(edges) == [1, 2]


def test_rows_that_never_vary_need_two_known_units() -> None:
    full = [(unit(name, "60", points, OLD), unit(name, "55", points, NEW)) for name, points in (("甲", "20"), ("乙", "30"))]
    first, second = seen(*full).rows
    assert (first.before.constant, first.before.full, first.after.constant, second.before.constant) == (True, 2, True, False)
    alone = seen(full[0], (unit("丙", None, "1", OLD), unit("丙", None, "1", NEW))).rows[0].before
    assert (alone.constant, alone.known, alone.unknown) == (False, 1, 1)


def test_a_row_not_applicable_moves_nothing_and_is_counted() -> None:
    aside = Mark(None, exact.of("40"), applies=False)
    old = Scored("甲", 2020, {"A-1": Mark(exact.of("30"), exact.of("60")), "A-2": aside}, exact.of("50"), "差")
    new = Scored("甲", 2020, {"A-1": Mark(exact.of("30"), exact.of("55")), "A-2": aside}, exact.of("54.55"), "差")
    found = seen((old, new))
    row = found.rows[1]
    assert (row.same, row.unknown, row.before.not_applicable, row.before.unknown) == (1, 0, 1, 0)
    assert exact.plain(found.moves[0].rest) == "4.55"


def test_grades_go_from_one_to_another() -> None:
    found = seen(
        (unit("甲", "60", "31", OLD, "优"), unit("甲", "55", "34", NEW, "差")),
        (unit("乙", "60", "31", OLD, "优"), unit("乙", "55", "36", NEW, "优")),
        (unit("丙", None, "31", OLD), unit("丙", "55", "36", NEW, "优")),
    )
    assert found.regraded == 1
    assert dict(found.grades) == {("优", "差"): 1, ("优", "优"): 1, (None, "优"): 1}


def test_units_near_a_limit_are_those_within_half_a_point() -> None:
    """优 begins at 90: 89.5 and 90.5 are near, 89.49 and 90.51 are not; 89.5 with half a point more is 优, 90.5 with half less still is."""
    totals = ("34.5", "34.49", "35", "35.49", "35.5", "35.51")
    found = seen(*((unit(text, "55", text, OLD), unit(text, "55", text, NEW)) for text in totals))
    assert [(near.unit, exact.plain(near.gap)) for near in found.near] == [
        ("35", "0"), ("35.49", "0.49"), ("34.5", "-0.5"), ("35.5", "0.5"),
    ]  # fmt: skip
    assert found.fragile == [3, 3]


def test_only_the_largest_moves_are_kept_and_all_are_counted() -> None:
    units = [
        (unit(f"{at:04}", "0", "0", OLD), unit(f"{at:04}", exact.plain((at, 100)), "0", NEW)) for at in range(MOST_KEPT * 5 + 1)
    ]
    found = seen(*units)
    assert (found.up, found.same, len(found.moves)) == (MOST_KEPT * 5, 1, MOST_KEPT)
    assert [move.unit for move in found.moves[:2]] == [f"{MOST_KEPT * 5:04}", f"{MOST_KEPT * 5 - 1:04}"]
    assert found.moves[-1].unit == f"{MOST_KEPT * 4 + 1:04}"


def test_years_out_of_force_are_counted() -> None:
    """The scheme is in force from 2020 to 2021."""
    old, new = unit("甲", "1", "1", OLD), unit("甲", "1", "1", NEW)
    later = [Scored(each.unit, 2022, each.marks, each.total, each.grade) for each in (old, new)]
    assert seen((later[0], later[1]), (old, new)).other_years == [1, 1]
