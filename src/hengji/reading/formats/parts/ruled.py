"""Tables by their drawn lines: a grid of the places of all lines, in which what no line parts is one cell."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_SNAP, _JOIN, _SHORTEST, _MOST_RULES, _MOST_UNITS = 2.0, 3.0, 4.0, 4_000, 60_000


class Rule(NamedTuple):
    """A drawn line: where it lies across its direction, and from where to where it goes; points from the upper left corner."""

    upright: bool
    at: float
    start: float
    end: float


class Box(NamedTuple):
    """A cell by rows and columns of its grid, and its corners on the page."""

    row: int
    column: int
    rows: int
    columns: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells, and where its columns begin and end."""

    boxes: tuple[Box, ...]
    columns: tuple[float, ...]
    rows: tuple[float, ...]

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.rows[0]

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.rows[-1]


def grids(rules: Iterable[Rule]) -> list[Grid]:
    """The tables that lines make, from the top down; a frame around one text is none."""
    merged = _merged(list(rules))
    if len(merged) > _MOST_RULES:
        return []
    found = (_grid(group) for group in _groups(merged))
    return sorted((grid for grid in found if grid is not None), key=lambda grid: (grid.top, grid.columns[0]))


def _merged(rules: list[Rule]) -> list[Rule]:
    """Lines that lie on one line and touch are one; short ones are left out."""
    out: list[Rule] = []
    for upright in (False, True):
        side = _snapped([rule for rule in rules if rule.upright == upright])
        for _, group in groupby(sorted(side, key=lambda rule: (rule.at, rule.start)), key=lambda rule: rule.at):
            begun: Rule | None = None
            for rule in group:
                if begun is not None and rule.start <= begun.end + _JOIN:
                    begun = begun._replace(end=max(begun.end, rule.end))
                    continue
                out += [begun] if begun is not None else []
                begun = rule
            out += [begun] if begun is not None else []
    return [rule for rule in out if rule.end - rule.start >= _SHORTEST]


def _snapped(rules: list[Rule]) -> list[Rule]:
    """Lines that lie side by side within two points get one place."""
    out: list[Rule] = []
    place = 0.0
    for rule in sorted(rules, key=lambda rule: rule.at):
        place = rule.at if not out or rule.at - place > _SNAP else place
        out.append(rule._replace(at=place))
    return out


def _groups(rules: list[Rule]) -> list[list[Rule]]:
    """Lines that cross or touch each other, directly or through others."""
    parent = list(range(len(rules)))
    level = sorted((at for at, rule in enumerate(rules) if not rule.upright), key=lambda at: rules[at].at)
    heights = [rules[at].at for at in level]
    for index, rule in enumerate(rules):
        if rule.upright:
            for other in level[bisect_left(heights, rule.start - _JOIN) : bisect_left(heights, rule.end + _JOIN)]:
                if rules[other].start - _JOIN <= rule.at <= rules[other].end + _JOIN:
                    _join(parent, index, other)
    groups: dict[int, list[Rule]] = {}
    for index, rule in enumerate(rules):
        groups.setdefault(_root(parent, index), []).append(rule)
    return list(groups.values())


def _root(parent: list[int], at: int) -> int:
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


def _join(parent: list[int], one: int, other: int) -> None:
    first, second = _root(parent, one), _root(parent, other)
    parent[max(first, second)] = min(first, second)


def _grid(rules: list[Rule]) -> Grid | None:
    upright, level = [rule for rule in rules if rule.upright], [rule for rule in rules if not rule.upright]
    if len(upright) < 1 or len(level) < 2:  # noqa: PLR2004 - a cell has an upper and a lower side
        return None
    upright += _open_sides(upright, level)
    columns, rows = _places(upright), _places(level)
    width, height = len(columns) - 1, len(rows) - 1
    if width < 1 or height < 1 or width * height > _MOST_UNITS:
        return None
    cut_right = _covered(upright, columns, rows)
    cut_below = _covered(level, rows, columns)
    boxes = _boxes(columns, rows, lambda row, at: (at, row) in cut_right, lambda row, at: (row, at) in cut_below)
    return Grid(tuple(boxes), columns, rows) if len(boxes) > 1 else None


def _open_sides(upright: list[Rule], level: list[Rule]) -> list[Rule]:
    """Tables are often printed without their outer sides: they end where their level lines end."""
    top, bottom = min(rule.at for rule in level), max(rule.at for rule in level)
    left, right = min(rule.start for rule in level), max(rule.end for rule in level)
    sides = []
    if left < min(rule.at for rule in upright) - _JOIN:
        sides.append(Rule(True, left, top, bottom))
    if right > max(rule.at for rule in upright) + _JOIN:
        sides.append(Rule(True, right, top, bottom))
    return sides


def _places(rules: list[Rule]) -> tuple[float, ...]:
    return tuple(sorted({rule.at for rule in rules}))


def _covered(rules: list[Rule], across: tuple[float, ...], along: tuple[float, ...]) -> set[tuple[int, int]]:
    """(which place across, which unit along) a line covers, by the middle of the unit."""
    index = {place: at for at, place in enumerate(across)}
    middles = [(first + second) / 2 for first, second in pairwise(along)]
    return {
        (index[rule.at], at) for rule in rules for at in range(bisect_left(middles, rule.start), bisect_left(middles, rule.end))
    }


def _boxes(
    columns: tuple[float, ...], rows: tuple[float, ...], right: Callable[[int, int], bool], below: Callable[[int, int], bool]
) -> list[Box]:
    """Units that no line parts, as boxes: from each free unit as far right and then as far down as no line stands in the way."""
    width, height = len(columns) - 1, len(rows) - 1
    taken = [[False] * width for _ in range(height)]
    found: list[Box] = []
    for row in range(height):
        for column in range(width):
            if taken[row][column]:
                continue
            last = column
            while last + 1 < width and not right(row, last + 1) and not taken[row][last + 1]:
                last += 1
            bottom = row
            while bottom + 1 < height and not any(below(bottom + 1, at) or taken[bottom + 1][at] for at in range(column, last + 1)):
                bottom += 1
            for each in range(row, bottom + 1):
                taken[each][column : last + 1] = [True] * (last + 1 - column)
            if right(row, column) and right(row, last + 1) and below(row, column) and below(bottom + 1, column):
                sides = columns[column], rows[row], columns[last + 1], rows[bottom + 1]
                found.append(Box(row, column, bottom - row + 1, last - column + 1, *sides))
    return found
