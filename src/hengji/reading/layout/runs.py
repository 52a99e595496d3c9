"""Runs of lines that are a table which lost its form, as rows of cells by their spans."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.reading.layout import bare
from hengji.reading.layout.lines import BLANK, PIPED, PLAIN, RULED, STACKED, STROKES, TABBED
from hengji.reading.layout.terms import NUMBERS, inner, is_nothing, is_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.reading.layout.bare import Span
    from hengji.reading.layout.lines import Line
    from hengji.reading.layout.terms import Terms

MOST_WRAPPED, MOST_STRAY, MOST_PROSE, MOST_ROW = 30, 12, 0.3, 300
_GAP = re.compile(r"[ \u3000\xa0\t]{2,200}|\u3000|\t")
_SINGLE = re.compile(r"[ \u3000\xa0\t]{1,200}")
_ENDED = frozenset("。；！？!?;")
_OPENERS = "（(【["
_RULE = re.compile(r"[|:\- \t]{3,1000}")


@dataclass(frozen=True, slots=True)
class Run:
    """Rows of cells; `first` and `after` are the lines that they take up."""

    first: int
    after: int
    rows: tuple[tuple[Span, ...], ...]


def runs(every: Sequence[Line], text: str, terms: Terms) -> Iterator[Run]:
    """The tables among the lines, in order."""
    at = tried = 0
    while at < len(every):
        kind = every[at].kind
        found: Run | None = None
        end = at + 1
        if kind in {STACKED, TABBED}:
            end = _tab_end(every, at)
            found = _tabs(every, at, end, text, terms)
        elif kind == PIPED:
            end = _while(every, at, PIPED)
            rows = tuple(_piped(line) for line in every[at:end] if not (_RULE.fullmatch(line.words) or RULED.fullmatch(line.words)))
            found = _checked(Run(at, end, rows), text, terms)
        elif kind == PLAIN:
            spaced = _spaced_end(every, at)
            found, end = _spaced(every, at, spaced, text, terms), max(end, spaced)
            if found is None and at >= tried:
                tried = _short_end(every, at)
                whole = bare.read(every[at:tried], text, terms)
                found = Run(at + whole.first, at + whole.after, whole.rows) if whole else None
        if found is not None:
            yield found
        at = found.after if found is not None else end


def _while(every: Sequence[Line], at: int, kind: str) -> int:
    while at < len(every) and every[at].kind == kind:
        at += 1
    return at


# —— tabs ——


def _tab_end(every: Sequence[Line], at: int) -> int:
    """Where a run of lines with tabs ends: a long line without, two blank lines, or what is not ours."""
    end = at + 1
    while end < len(every):
        upto = _wrapped_end(every, end)
        if upto == end:
            break
        end = upto
    return end


def _wrapped_end(every: Sequence[Line], at: int) -> int:
    """The line after the next one with a tab, if only blank lines and short pieces of cells stand before it; else where we are."""
    blanks, plains, end = 0, 0, at
    while end < len(every) and end - at <= MOST_STRAY:
        line = every[end]
        if line.kind in {STACKED, TABBED}:
            return end + 1
        if line.kind == BLANK:
            blanks += 1
            if blanks > 1 and not (plains and blanks == 2):  # noqa: PLR2004 - one on each side of a stray line
                return at
        elif line.kind == PLAIN and len(line.words) <= (MOST_STRAY if blanks else MOST_WRAPPED) and _piece(line.words):
            plains += 1
        else:
            return at
        end += 1
    return at if end < len(every) or not plains or blanks else end


def _piece(words: str) -> bool:
    return words[-1:] not in _ENDED and not words.startswith("#")


def _tabs(every: Sequence[Line], at: int, end: int, text: str, terms: Terms) -> Run | None:
    stacked = sum(line.kind == STACKED for line in every[at:end])
    tabbed = sum(line.kind == TABBED for line in every[at:end])
    if stacked > 2 * tabbed:
        rows = tuple(_stacked(every[at:end]))
        if sum(len(row) > 1 for row in rows) < 2:  # noqa: PLR2004 - rows are not parted by blank lines
            flat = tuple(cell for row in rows for cell in row)
            found = bare.chunks(flat, text, terms)
            return Run(at, end, found) if found else None
    else:
        rows = tuple(_tabbed(every[at:end]))
    return _checked(Run(at, end, rows), text, terms)


def _stacked(run: Sequence[Line]) -> Iterator[tuple[Span, ...]]:
    """Rows of one cell a line, ended by a blank line; a line without a tab goes on with the cell above it."""
    row: list[Span] = []
    ended = False
    for line in run:
        if line.kind == BLANK:
            ended = True
            continue
        goes_on = line.kind == PLAIN and row and (not ended or line.words[:1] in _OPENERS)
        if goes_on:
            row[-1] = (row[-1][0] if row[-1][1] > row[-1][0] else _span(line.start, line.text)[0], _span(line.start, line.text)[1])
        else:
            if ended and row:
                yield tuple(row)
                row = []
            row.extend(_fields(line) if line.kind == TABBED else (_span(line.start, line.text),))
        ended = False
    if row:
        yield tuple(row)


def _tabbed(run: Sequence[Line]) -> Iterator[tuple[Span, ...]]:
    """Rows of one line, cells parted by tabs; a tab at the start is an empty cell."""
    for line in run:
        if line.kind != BLANK:
            yield tuple(_fields(line))


def _fields(line: Line) -> Iterator[Span]:
    start = line.start
    for part in line.text.split("\t"):
        yield _span(start, part)
        start += len(part) + 1


def _span(start: int, part: str) -> Span:
    """A piece of a line without the spaces around it."""
    kept = part.strip()
    begin = start + len(part) - len(part.lstrip()) if kept else start
    return begin, begin + len(kept)


def _piped(line: Line) -> tuple[Span, ...]:
    start = line.start
    found = []
    for part in STROKES.split(line.text):
        found.append(_span(start, part))
        start += len(part) + 1
    words = line.words
    return tuple(found[int(bool(STROKES.match(words))) : len(found) - int(bool(STROKES.match(words[-1:])))])


# —— spaces ——


def _spaced_end(every: Sequence[Line], at: int) -> int:
    """The run of lines whose cells are parted by spaces; single blank lines may stand between."""
    end = at
    while end < len(every):
        step = end + 1 if every[end].kind == BLANK and end + 1 < len(every) and end > at else end
        if every[step].kind != PLAIN or len(_parts(every[step])) < 2:  # noqa: PLR2004 - one part is no row
            break
        end = step + 1
    return end


def _parts(line: Line) -> tuple[Span, ...]:
    """Cells parted by two spaces or more, or a label followed by two numbers or more."""
    if len(line.text) > MOST_ROW:
        return ()
    wide = _cut(line, _GAP)
    narrow = _cut(line, _SINGLE)
    told = [line.text[start - line.start : end - line.start] for start, end in narrow]
    if len(narrow) > max(2, len(wide)) and not is_number(told[0]) and all(is_number(part) or is_nothing(part) for part in told[1:]):
        return narrow
    return wide if all(end - start <= MOST_WRAPPED for start, end in wide) else ()


def _cut(line: Line, gap: re.Pattern[str]) -> tuple[Span, ...]:
    words = line.text.strip()
    start = line.start + len(line.text) - len(line.text.lstrip())
    found, at = [], 0
    for each in gap.finditer(words):
        found.append((start + at, start + each.start()))
        at = each.end()
    return (*found, (start + at, start + len(words)))


def _spaced(every: Sequence[Line], at: int, end: int, text: str, terms: Terms) -> Run | None:
    rows = [_parts(line) for line in every[at:end] if line.kind == PLAIN]
    if len(rows) < 3:  # noqa: PLR2004 - a header and two rows
        return None
    figures = [row for row in rows if is_number(text[slice(*row[-1])]) and not is_number(text[slice(*row[0])])]
    even = max(Counter(map(len, figures)).values(), default=0)
    heads = sum(terms.kind(text[slice(*span)]) != "" for span in rows[0])
    widest = max(map(len, rows))
    if even < 2 or even * 2 < len(rows) - 1 or (heads < 2 and widest < 3):  # noqa: PLR2004 - two rows agree
        return None
    return Run(at, end, tuple(rows))


def _short_end(every: Sequence[Line], at: int) -> int:
    """The run of short lines that end no sentence."""
    end = at
    while end < len(every) and (every[end].kind == BLANK or (every[end].kind == PLAIN and bare.short(every[end].words))):
        end += 1
    return end


def _checked(run: Run, text: str, terms: Terms) -> Run | None:
    """A run that is a table: two rows of two cells, numbers or words of headers, and little prose."""
    if max(map(len, run.rows), default=0) > bare.MOST_COLUMNS * 4:
        return None
    cells = [text[start:end] for row in run.rows for start, end in row if end > start]
    full = [row for row in run.rows if sum(end > start for start, end in row) > 1 or len(row) > 2]  # noqa: PLR2004
    numbers = sum(is_number(cell) or inner(cell) is not None for cell in cells)
    heads = sum(terms.kind(cell) in NUMBERS or terms.kind(cell) == "label" for cell in cells)
    prose = sum(cell[-1:] in _ENDED for cell in cells)
    is_table = len(full) > 1 and (numbers > 1 or heads > 1) and prose <= MOST_PROSE * len(cells)
    return run if is_table else None
