"""Bars to both sides of a line: what each row adds to the totals, and what it takes away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.writing.charts.svg import DOWN, NEW, SOFT, Chart, box, cut, line, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.exact import Exact

WIDTH, ROW, TOP, BOTTOM = 720, 26, 14, 30
NAMES, NUMBERS, MOST_LETTERS = 250, 70, 19


@dataclass(frozen=True, slots=True)
class Bar:
    """A name, a number, and the number as it is printed."""

    name: str
    value: Exact
    printed: str

    @classmethod
    def of(cls, name: str, number: str, printed: str) -> Bar:
        """A bar of a decimal as it is written."""
        return cls(name, exact.of(number), printed)


def scales(title: str, said: str, bars: Sequence[Bar], ends: tuple[str, str]) -> Chart:
    """One bar a row, to the left below zero and to the right above it; `ends` names the two sides."""
    half = (WIDTH - NAMES - 2 * NUMBERS) // 2
    zero = NAMES + NUMBERS + half
    height = TOP + ROW * len(bars) + BOTTOM
    lengths = _lengths([bar.value for bar in bars], half)
    marks = [line(zero, TOP - 6, zero, height - BOTTOM + 4, SOFT)]
    for at, (bar, length) in enumerate(zip(bars, lengths, strict=True)):
        y = TOP + ROW * at
        start, anchor, place = (zero - length, "end", zero - length - 6) if bar.value[0] < 0 else (zero, "start", zero + length + 6)
        marks += [
            words(NAMES, y + 14, cut(bar.name, MOST_LETTERS), "end"),
            box(start, y + 2, length, ROW - 9, DOWN if bar.value[0] < 0 else NEW),
            words(place, y + 15, bar.printed, anchor, SOFT),
        ]
    marks += [words(zero - 12, height - 8, ends[0], "end", SOFT), words(zero + 12, height - 8, ends[1], "start", SOFT)]
    return Chart(title, said, WIDTH, height, tuple(marks))


def _lengths(values: Sequence[Exact], half: int) -> list[int]:
    """The bars in whole points, the longest filling its side; exact, so that no machine draws them differently."""
    sizes = [(abs(n), d) for n, d in values]
    top = (1, 1) if not any(n for n, _ in sizes) else _largest(sizes)
    return [max(1, n * top[1] * half // (d * top[0])) if n else 0 for n, d in sizes]


def _largest(sizes: Sequence[Exact]) -> Exact:
    top = sizes[0]
    for size in sizes:
        if size[0] * top[1] > top[0] * size[1]:
            top = size
    return top
