"""金额单位：万元, said once at the head of a report or of a chapter: the unit of the amounts in its sentences that print none."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.core.document import CELL
from hengji.core.words import has
from hengji.reading.clauses.words import either
from hengji.reading.runs.mark import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hengji.core.document import Passage
    from hengji.core.quantity import Unit
    from hengji.reading.numbers import Mark
    from hengji.rulebook.book import Book

_FIRST, _LONGEST, _SAID, _CENTS = 8, 80, 8, 2
_CLAUSE = re.compile(r"[，。；、：（）,;:()]")


def units(passages: Sequence[Passage], book: Book) -> Mapping[int, Unit]:
    """The unit that is declared for each passage of prose: by a heading above it, or by one of the first lines, which is no table's caption."""
    words = book.phrases["head.unit_declared"]
    pattern = re.compile(rf"(?:{either(words)})[：:] ?(?:人民币)?(?P<unit>[^\s，。；、：（）()]{{1,3}}元|元)")
    found: dict[int, Unit] = {}
    general: Unit | None = None
    above: list[tuple[int, Unit | None]] = []
    for at, passage in enumerate(passages):
        if passage.kind == CELL:
            continue
        match = pattern.search(passage.text) if len(passage.text) <= _LONGEST else None
        unit = book.spellings.get(match["unit"]) if match is not None else None
        if passage.level:
            above = [(level, known) for level, known in above if level < passage.level]
            above.append((passage.level, unit))
        elif unit is not None and at < _FIRST and not _is_caption(passages, at):
            general = unit
        known = next((each for _, each in reversed(above) if each is not None), general)
        if known is not None:
            found[passage.index] = known
    return found


def _is_caption(passages: Sequence[Passage], at: int) -> bool:
    """Whether a table stands right behind a line."""
    return at + 1 < len(passages) and passages[at + 1].kind == CELL


def applied(marks: Iterable[Mark], text: str, unit: Unit, other: tuple[str, ...]) -> tuple[Mark, ...]:
    """The marks of a passage, its bare numbers of two decimals with the declared unit; `other` are words that call a number something else than money."""
    return tuple(replace(mark, unit=unit) if _is_bare(mark, text, other) else mark for mark in marks)


def _is_bare(mark: Mark, text: str, other: tuple[str, ...]) -> bool:
    if mark.kind is not Kind.FIGURE or mark.unit is not None or mark.measure or mark.form or mark.decimals != _CENTS:
        return False
    return not has(_CLAUSE.split(text[max(0, mark.start - _SAID) : mark.start])[-1], other)
