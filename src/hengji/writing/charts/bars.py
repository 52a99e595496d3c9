"""Bars from left to right, a group for each name: amounts beside each other, and weights of which a part was earned.

What is not known has no bar but an open mark with a word, never a bar of no length. Fills differ in lightness, so that they are told apart
when printed in black and white.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hengji.core import exact
from hengji.writing.charts.svg import INK, SOFT, Chart, box, dashed, letters, line, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hengji.core.exact import Exact

WIDTH = 560
NAMES, NUMBERS, EDGE = 164, 88, 6
"""Room for the names on the left and for the numbers on the right."""
THICK, APART, BETWEEN = 15, 2, 8
TOP, LEGEND, BOTTOM = 10, 26, 8
SIZE = 15
MOST_LETTERS, MOST_LINES = 10, 2
MARK = 40
MOST_GROUPS = 60
_COLOUR = re.compile("#[0-9a-f]{6}")
FILLS = ("#1f4f82", "#b9c4cf", "#ffffff", "#6d86a0", "#e6ebf0")
"""From the first series to the last: dark, light, white, and two between."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A value and how it is printed; None where it is not known, then `printed` says so. `part` is how much of it was earned."""

    value: Exact | None
    printed: str
    part: Exact | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A name and one bar for each series."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that a picture of bars is drawn from, so that it can be drawn again."""

    title: str
    said: str
    legend: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    fills: tuple[str, ...]

    @property
    def chart(self) -> Chart:
        """The picture."""
        return bars(self.title, self.said, self.legend, self.groups, self.fills)

    @property
    def tree(self) -> dict[str, object]:
        """As plain values."""
        groups = [[group.name, [[_pair(bar.value), bar.printed, _pair(bar.part)] for bar in group.bars]] for group in self.groups]
        return {
            "title": self.title,
            "said": self.said,
            "legend": [list(each) for each in self.legend],
            "groups": groups,
            "fills": list(self.fills),
        }

    @classmethod
    def of(cls, tree: Mapping[str, Any]) -> Drawing:
        """From plain values of a file. Raises ValueError, TypeError or LookupError for what is no drawing."""
        groups = tuple(
            Group(str(name), tuple(Bar(_exact(value), str(printed), _exact(part)) for value, printed, part in made))
            for name, made in tree["groups"][:MOST_GROUPS]
        )
        legend = tuple((str(name), _colour(fill)) for name, fill in tree["legend"][:MOST_GROUPS])
        fills = tuple(map(_colour, tree["fills"][:MOST_GROUPS]))
        if not fills or not groups or any(len(group.bars) > MOST_GROUPS for group in groups):
            raise ValueError("groups")
        return cls(str(tree["title"]), str(tree["said"]), legend, groups, fills)


def _pair(value: Exact | None) -> list[int] | None:
    return None if value is None else list(value)


def _exact(value: object) -> Exact | None:
    if value is None:
        return None
    if not isinstance(value, list):
        raise TypeError(value)
    above, below = value
    if not isinstance(above, int) or not isinstance(below, int) or below <= 0:
        raise ValueError(value)
    return exact.divide((above, 1), (below, 1))


def _colour(value: object) -> str:
    if not isinstance(value, str) or _COLOUR.fullmatch(value) is None:
        raise ValueError(value)
    return value


def bars(title: str, said: str, legend: Sequence[tuple[str, str]], groups: Sequence[Group], fills: Sequence[str] = FILLS) -> Chart:
    """The bars of a group in the fills of their places, all by one scale that begins at nothing; `legend` names fills, and may be empty."""
    top = TOP + (LEGEND if legend else 0)
    marks = _legend(legend)
    room = WIDTH - NAMES - NUMBERS
    most = _most([bar.value for group in groups for bar in group.bars if bar.value is not None])
    y = top
    for group in groups:
        tall = len(group.bars) * (THICK + APART) - APART
        lines = _lines(group.name)
        height = max(tall, len(lines) * (SIZE + 3))
        marks += _name(lines, y, height)
        at = y + (height - tall) // 2
        for number, bar in enumerate(group.bars):
            marks += _bar(bar, at + number * (THICK + APART), fills[number % len(fills)], most, room)
        y += height + BETWEEN
    bottom = y - BETWEEN + EDGE
    marks.append(line(NAMES, top - EDGE, NAMES, bottom, INK))
    return Chart(title, said, WIDTH, bottom + BOTTOM, tuple(marks))


def _legend(legend: Sequence[tuple[str, str]]) -> list[str]:
    marks, x = [], NAMES
    for name, fill in legend:
        marks += [box(x, TOP, 14, 14, fill, INK), words(x + 20, TOP + 13, name, "start", INK, SIZE)]
        x += 36 + letters(name) * SIZE
    return marks


def _name(lines: Sequence[str], y: int, height: int) -> list[str]:
    first = y + (height - len(lines) * (SIZE + 3)) // 2 + SIZE - 1
    return [words(NAMES - 8, first + at * (SIZE + 3), text, "end", INK, SIZE) for at, text in enumerate(lines)]


def _bar(bar: Bar, y: int, fill: str, most: Exact, room: int) -> list[str]:
    """A bar with its number behind it; an open mark where the value is not known, and no bar for what is below nothing."""
    if bar.value is None:
        return [dashed(NAMES + 1, y, MARK, THICK), words(NAMES + MARK + 8, y + THICK - 3, bar.printed, "start", SOFT, SIZE - 1)]
    length = _length(bar.value, most, room)
    marks = [box(NAMES, y, length, THICK, fill, INK)] if length else []
    if bar.part is not None and (earned := _length(bar.part, most, room)):
        marks.append(box(NAMES, y, earned, THICK, FILLS[0], INK))
    return [*marks, words(NAMES + length + 6, y + THICK - 3, bar.printed, "start", INK, SIZE - 1)]


def _length(value: Exact, most: Exact, room: int) -> int:
    """In whole points; what is not nothing is at least one point long."""
    if value[0] <= 0:
        return 0
    return max(1, value[0] * most[1] * room // (value[1] * most[0]))


def _most(values: Sequence[Exact]) -> Exact:
    most = (0, 1)
    for value in values:
        if exact.compare(value, most) > 0:
            most = value
    return most if most[0] else (1, 1)


def _lines(name: str) -> list[str]:
    """A name in at most two lines of ten letters; what does not fit is cut, and the table has it whole.

    >>> _lines("预决算信息公开时间"), _lines("为益阳高质量发展提供坚强的组织保证和其他")
    (['预决算信息公开时间'], ['为益阳高质量发展提供', '坚强的组织保证和其他'])
    """
    found: list[str] = []
    for letter in name:
        if found and letters(found[-1] + letter) <= MOST_LETTERS:
            found[-1] += letter
        else:
            found.append(letter)
    if len(found) > MOST_LINES:
        found = [*found[: MOST_LINES - 1], found[MOST_LINES - 1][:-1] + "…"]
    return found or [""]
