"""Columns beside each other: how many units fall into each class, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.writing.charts.svg import DOWN, INK, LINE, NEW, OLD, SMALL, SOFT, Chart, box, legend, letters, line, number, words

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 44, 52
LINES = 5
STEPS = (1, 2, 5)
COLOURS = (OLD, NEW, DOWN)


@dataclass(frozen=True, slots=True)
class Series:
    """A name and one number for each class."""

    name: str
    values: Sequence[int]


def columns(title: str, said: str, classes: Sequence[str], series: Sequence[Series], axes: tuple[str, str]) -> Chart:
    """A column of each series, three at most, for each class; `axes` names what stands below and at the side."""
    shown = tuple(zip(series, COLOURS, strict=False))
    most = max([1, *(value for each in series for value in each.values)])
    step = step_of(most)
    top = -(-most // step) * step
    bottom = HEIGHT - BOTTOM
    marks = [
        *_grid(top, step, bottom),
        words(LEFT - 44, TOP - 16, axes[1], "start", SOFT),
        words(WIDTH - RIGHT, HEIGHT - 6, axes[0], "end", SOFT),
    ]
    room = (WIDTH - LEFT - RIGHT) // max(1, len(classes))
    thick = max(2, min(34, room * 4 // (5 * max(1, len(shown)))))
    every = _every(classes, room)
    for at, name in enumerate(classes):
        middle = LEFT + room * at + room // 2
        start = middle - len(shown) * (thick + 2) // 2 + 1
        for each, colour in shown:
            marks += _column(each.values[at], start, thick, top, bottom, colour)
            start += thick + 2
        if at % every == 0:
            marks.append(words(middle, bottom + 18, name, colour=INK))
    marks.append(line(LEFT, bottom, WIDTH - RIGHT, bottom, SOFT))
    names = tuple((colour, each.name) for each, colour in shown)
    marks += legend(WIDTH - RIGHT - max(220, sum(40 + letters(name) * SMALL for _, name in names)), TOP - 20, names)
    return Chart(title, said, WIDTH, HEIGHT, tuple(marks))


def _grid(top: int, step: int, bottom: int) -> list[str]:
    marks: list[str] = []
    for value in range(0, top + 1, step):
        y = bottom - value * (bottom - TOP) // top
        marks += [line(LEFT, y, WIDTH - RIGHT, y, LINE), words(LEFT - 8, y + 4, str(value), "end", SOFT)]
    return marks


def _column(value: int, x: int, thick: int, top: int, bottom: int, colour: str) -> list[str]:
    """A column with its number above it; nothing where there is none."""
    if not value:
        return []
    height = max(1, value * (bottom - TOP) // top)
    marks = [box(x, bottom - height, thick, height, colour)]
    if letters(str(value)) * 12 <= thick + 12:
        marks.append(number(x + thick // 2, bottom - height - 4, str(value)))
    return marks


def _every(classes: Sequence[str], room: int) -> int:
    """Every how many classes there is room for a name."""
    widest = max([1, *(letters(name) * 12 + 10 for name in classes)])
    return max(1, -(-widest // max(1, room)))


def step_of(most: int) -> int:
    """A round step that makes about five lines.

    >>> [step_of(most) for most in (1, 7, 40, 999)]
    [1, 2, 10, 200]
    """
    size = 1
    while True:
        for step in STEPS:
            if most <= step * size * LINES:
                return step * size
        size *= 10
