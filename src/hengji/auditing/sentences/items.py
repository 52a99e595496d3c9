"""其中： and, in the paragraphs that follow, one part each: their amounts make the whole, their budgets its budget."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.relation import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage
    from hengji.rulebook.book import Book

PARTS = "section_parts"
_LEAST, _MOST, _SHARE = 3, 60, Fraction(1, 10)
_OUTTURN = "outturn"
_MARKS = (
    re.compile(r"(?:第[一二三四五六七八九十]{1,3}(?:部分|章)|[一二三四五六七八九十]{1,3}[、.．])"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]"),
    re.compile(r"\d{1,2}(?:[、．]|\.(?!\d))"),
)
"""Marks of headings and items from the widest to the narrowest."""


def relations(report: Report, book: Book) -> Iterator[Relation]:
    """The whole before 其中： against the first amounts of the items behind it; nothing here is certain."""
    begins = book.phrases["frames.lists"]
    mark = 0
    for passage in report.passages:
        own = _mark(passage)
        mark = own if own is not None else mark
        if passage.table >= 0 or not prose(passage) or not passage.text.rstrip().endswith(begins):
            continue
        wholes = _by_stage(report.within(passage), last=True)
        items = list(_items(report, passage, mark))
        for stage, whole in wholes.items():
            parts = [found[stage] for found in items if stage in found]
            if len(parts) >= _LEAST and len(parts) == len(items) and whole.dimension == "money":
                slots = (("label", whole.label),)
                near = stage == _OUTTURN and _nearly(parts, whole)
                yield Relation(PARTS, tuple(each.id for each in parts), target=whole.id, certain=near, slots=slots)


def _nearly(parts: list[Figure], whole: Figure) -> bool:
    """Whether the parts make nine tenths of the whole or more, and no more than eleven: then they are all there."""
    total = sum((Fraction(*each.value) for each in parts), Fraction())
    return abs(total - Fraction(*whole.value)) <= _SHARE * Fraction(*whole.value)


def _mark(passage: Passage) -> int | None:
    text = passage.text.lstrip("# *")
    return next((level for level, pattern in enumerate(_MARKS) if pattern.match(text)), None)


def _items(report: Report, passage: Passage, mark: int) -> Iterator[dict[str, Figure]]:
    """The amounts of the items behind a passage, down to the next heading of its own rank or a wider one."""
    found: list[tuple[int, dict[str, Figure]]] = []
    for after in report.passages[passage.index + 1 : passage.index + 1 + _MOST]:
        level = _mark(after)
        if after.table >= 0 or (level is not None and level <= mark):
            break
        amounts = _by_stage(report.within(after), last=False)
        if level is not None and amounts:
            found.append((level, amounts))
    widest = min((level for level, _ in found), default=0)
    yield from (amounts for level, amounts in found if level == widest)


def _by_stage(figures: tuple[Figure, ...], *, last: bool) -> dict[str, Figure]:
    """The first amount of each stage; of a whole, the last."""
    found: dict[str, Figure] = {}
    for figure in figures:
        if figure.dimension == "money" and figure.role in ("value", "base") and (last or figure.stage not in found):
            found[figure.stage] = figure
    return found
