"""Tables whose cells stand one on a line with nothing between them: found by their header words and the regularity of the rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from hengji.reading.layout.lines import BLANK
from hengji.reading.layout.terms import (
    ACTUAL,
    INDEX,
    LABEL,
    MOST_HEADER,
    NOTE,
    NUMBERS,
    POINTS,
    TARGET,
    WEIGHT,
    is_nothing,
    is_number,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.reading.layout.lines import Line
    from hengji.reading.layout.terms import Terms

Span = tuple[int, int]
Rows = tuple[tuple[tuple[Span, ...], ...], int]
MOST_SHORT, LEAST_CELLS, MOST_COLUMNS, LEAST_EVEN = 30, 6, 16, 0.8
LEAST_WIDTH, LEAST_ROWS, LEAST_NUMBERS = 3, 4, 2
_FREE, _MARKS = frozenset({TARGET, ACTUAL, NOTE, ""}), frozenset({WEIGHT, POINTS})
"""Columns of a score sheet that hold numbers in one row and words in another; and those that make it one."""
_ENDED = frozenset("。；！？，、!?;,")
_CLOSED = "（([【"


@dataclass(frozen=True, slots=True)
class Whole:
    """Rows of cells, and the lines that they take up."""

    first: int
    after: int
    rows: tuple[tuple[Span, ...], ...]


def short(words: str) -> bool:
    """Whether a line may be a cell."""
    return len(words) <= MOST_SHORT and words[-1:] not in _ENDED and not words.startswith(("#", "|"))


def read(run: Sequence[Line], text: str, terms: Terms) -> Whole | None:
    """The table in a run of short lines, or nothing."""
    at = [index for index, line in enumerate(run) if line.kind != BLANK]
    spans = [_trimmed(run[index]) for index in at]
    if len(spans) < LEAST_CELLS:
        return None
    words = [text[start:end] for start, end in spans]
    for begin, width in _headers(words, terms):
        rows, used = _rows(spans, words, begin, width, terms)
        if rows:
            first = spans.index(rows[0][0])
            return Whole(at[first], at[begin + used - 1] + 1, rows)
    found = _periodic(words, terms)
    if found is None:
        return None
    first, width, count = found
    rows = tuple(tuple(spans[begin : begin + width]) for begin in range(first, first + width * count, width))
    return Whole(at[first], at[first + width * count - 1] + 1, rows)


def _periodic(words: Sequence[str], terms: Terms) -> tuple[int, int, int] | None:
    """Where cells begin whose kinds come back in one period, how wide it is and how many rows: a header of words, then a label and numbers, again and again.

    A run of which no header word is known; two columns of numbers or more, so that a list of short lines is none.
    """
    numbers = [_number(word) for word in words]
    best: tuple[int, int, int] | None = None
    for first, width in product(range(len(words)), range(LEAST_WIDTH, MOST_COLUMNS + 1)):
        if any(numbers[first : first + width]) or (best is not None and len(words) - first <= best[1] * best[2]):
            continue
        count = _period(words, numbers, first, width, terms)
        if count >= LEAST_ROWS and (best is None or count * width > best[1] * best[2]):
            best = first, width, count
    return best


def _period(words: Sequence[str], numbers: Sequence[bool], first: int, width: int, terms: Terms) -> int:
    """How many rows of one kind stand under a header that begins at a cell, with the header; 0 where a number is left over behind them."""
    begin = first + width
    pattern = numbers[begin : begin + width]
    if len(pattern) < width or pattern[0] or sum(pattern) < LEAST_NUMBERS:
        return 0
    rows = 1
    while numbers[begin : begin + width] == pattern and all(len(word) <= MOST_SHORT for word in words[begin : begin + width]):
        begin, rows = begin + width, rows + 1
    return 0 if any(numbers[begin : begin + width]) and not _short_total(words[begin : begin + width], terms) else rows


def _short_total(words: Sequence[str], terms: Terms) -> bool:
    """Whether what is left over is a row of totals some of whose places are empty: it is left out."""
    return bool(words) and terms.sums(terms.label(words[0]))


def chunks(spans: tuple[Span, ...], text: str, terms: Terms) -> tuple[tuple[Span, ...], ...]:
    """Cells without any sign of where rows end, cut by the width of their header."""
    words = [text[start:end] for start, end in spans]
    for begin, width in _headers(words, terms):
        rows, _ = _rows(list(spans), words, begin, width, terms)
        if rows:
            return (*((span,) for span in spans[: spans.index(rows[0][0])]), *rows)
    return ()


def _trimmed(line: Line) -> Span:
    start = line.start + len(line.text) - len(line.text.lstrip())
    return start, start + len(line.words)


def _headers(words: Sequence[str], terms: Terms) -> Iterator[tuple[int, int]]:
    """Where each run of header words begins, and how long it is; one of them heads numbers."""
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and _heads(words[end], terms):
            end += 1
        kinds = [terms.kind(word) for word in words[at:end]]
        named = kinds and (kinds[0] in {LABEL, INDEX} or end - at > 2 or (at > 0 and not _number(words[at - 1])))  # noqa: PLR2004
        if 1 < end - at <= MOST_COLUMNS and named and any(kind in NUMBERS for kind in kinds):
            yield at, end - at
        at = max(end, at + 1)


def _rows(spans: list[Span], words: list[str], begin: int, width: int, terms: Terms) -> Rows:
    """The rows under a header; a word before it may head the labels, and its last word may be the first label."""
    before = begin > 0 and not _number(words[begin - 1])
    shapes = [(begin - 1, width + 1), (begin - 1, width)] if before else []
    shapes += [(begin, width), (begin, width - 1)]
    for even in (True, False):
        found = [
            (start, *(_even(spans, words, start, wide, terms) if even else _loose(spans, words, start, wide)))
            for start, wide in shapes
            if wide > 1
        ]
        best = max(found, key=lambda each: len(each[1]), default=None)
        if best is not None and len(best[1]) > 2:  # noqa: PLR2004 - a header and two rows
            start, rows, used = best
            return rows, used + start - begin
    return (), 0


def _heads(word: str, terms: Terms) -> bool:
    return len(word) <= MOST_HEADER and not is_number(word) and (terms.kind(word) != "" or terms.head(word) in terms.result_heads)


def _number(word: str) -> bool:
    return is_number(word) or is_nothing(word)


def _even(spans: list[Span], words: list[str], start: int, width: int, terms: Terms) -> Rows:
    """Rows as wide as the header that begins at a cell, each column of one kind: numbers or words. With the count of cells used."""
    rows: list[tuple[Span, ...]] = []
    kinds: list[Counter[bool]] = [Counter() for _ in range(width)]
    fixed = _fixed(words[start : start + width], terms)
    at = start
    while at + width <= len(spans):
        row = [_number(word) for word in words[at : at + width]]
        if rows and (row[0] or not any(row)):
            break
        if len(rows) > 1 and sum(row[each] == _most(kinds[each]) for each in fixed) < LEAST_EVEN * len(fixed):
            break
        for kind, counts in zip(row, kinds, strict=True) if rows else ():
            counts[kind] += 1
        rows.append(tuple(spans[at : at + width]))
        at += width
    left = words[at : at + width]
    if len(rows) < 3 or (any(map(_number, left)) and not _short_total(left, terms)):  # noqa: PLR2004 - a header and two rows; numbers left over say that cells are missing
        return (), 0
    return tuple(rows), at - start


def _fixed(header: Sequence[str], terms: Terms) -> list[int]:
    """The columns that hold one kind in every row: in a sheet of marks all but its targets and what was reached (规范, 2023年8月)."""
    kinds = [terms.kind(word) for word in header]
    if not frozenset(kinds) >= _MARKS:
        return list(range(len(header)))
    return [at for at, kind in enumerate(kinds) if kind not in _FREE]


def _most(counts: Counter[bool]) -> bool:
    return counts[True] >= counts[False]


def _loose(spans: list[Span], words: list[str], start: int, width: int) -> Rows:
    """One row a label with the numbers behind it, however many there are. With the count of cells used."""
    first = start + width
    rows: list[tuple[Span, ...]] = [tuple(spans[start:first])]
    row: list[Span] = []
    after = first
    if first >= len(words) or _number(words[first]):
        return (), 0
    for at in range(first, len(spans)):
        if _number(words[at]):
            row.append(spans[at])
            after = at + 1
        elif len(row) > 1:
            rows.append(tuple(row))
            row = [spans[at]]
        elif row and words[at][:1] in _CLOSED:
            row[0] = (row[0][0], spans[at][1])
        elif row:
            break
        else:
            row = [spans[at]]
    if len(row) > 1:
        rows.append(tuple(row))
    whole = sum(len(each) == width for each in rows[1:])
    return (tuple(rows), after - start) if whole > 1 and whole * 2 >= len(rows) - 1 else ((), 0)
