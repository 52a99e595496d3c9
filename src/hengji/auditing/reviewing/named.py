"""A row of a table that a sentence names with its amount: 背街小巷整治支出 342.75 万元; told where the amount is a slip of the row's.

What the sentence says may be another stage or another part of the same thing. So it is told only where one slip of the pen makes it the row's, no
figure of the row equals it, and another row is named beside it with its own amount.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.agreement import equal
from hengji.auditing.diagnosis import slip
from hengji.auditing.index import prose
from hengji.auditing.remarks import remark
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_CLAUSE, _SENTENCE = re.compile(r"[，、：,:（(）)]"), re.compile(r"[。；;]")
_NAME, _REACH, _DIGITS = 3, 40, 3
_ROLES = frozenset({"value", "actual", "completion", "share", "rate", ""})


@dataclass(frozen=True, slots=True)
class _Named:
    """A figure of a sentence, the label of the row that it names, and the figures of that row of its kind."""

    figure: Figure
    row: tuple[Figure, ...]

    @property
    def fits(self) -> tuple[Figure, ...]:
        """Those that say the same."""
        return tuple(each for each in self.row if equal(self.figure, each))


def row_in_text(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """A question for each slip; a result for each amount that is the row's."""
    del index
    rows = _rows(report)
    for passage in report.passages if rows else ():
        if not prose(passage):
            continue
        found = list(_in(check, passage, rows, report))
        right = [each for each in found if each.fits]
        for each in found:
            if each.fits:
                ids = (each.figure.id, each.fits[0].id)
                yield Checked(check.code, Verdict.CONSISTENT, ids, f"{each.figure.plain} ＝ {each.fits[0].plain}")
            elif len(right) * 2 >= len(found) and not has(passage.text, check.words["unless"]):
                yield from _told(check, report, passage, each)


def _told(check: Check, report: Report, passage: Passage, each: _Named) -> Iterator[Checked | Remark]:
    meant = [other for other in each.row if len(_digits(other)) >= _DIGITS and slip(each.figure, other.number)]
    if len({other.number for other in meant}) != 1 or len(_digits(each.figure)) < _DIGITS:
        return
    own = meant[0]
    ids = (each.figure.id, own.id)
    yield Checked(check.code, Verdict.IMPOSSIBLE, ids, f"{each.figure.plain} ≠ {own.plain}")
    yield remark(
        check, report, passage, each.figure.begin, each.figure.stop, figures=ids,
        label=own.label or each.figure.label, a=each.figure.plain, place=own.place, b=own.plain,
    )  # fmt: skip


def _digits(figure: Figure) -> str:
    return f"{figure.number:f}".replace(".", "").strip("0")


def _rows(report: Report) -> Mapping[str, tuple[Figure, ...]]:
    """The figures of the rows of a label that stands in one row of one table alone."""
    found: dict[str, dict[tuple[int, int], list[Figure]]] = defaultdict(lambda: defaultdict(list))
    by_cell: dict[tuple[int, int, int], list[Figure]] = defaultdict(list)
    for figure in report.figures:
        passage = report.passages[figure.passage]
        if passage.table >= 0:
            by_cell[passage.table, passage.row, passage.column].append(figure)
    for table, names in enumerate(report.cells):
        for name in names:
            figures = by_cell.get((table, name.row, name.column), ())
            label = plain(name.label).partition("(")[0]
            if len(figures) == 1 and len(label) >= _NAME and not name.is_total:
                found[label][table, name.row].extend(figures)
    return {label: tuple(next(iter(rows.values()))) for label, rows in found.items() if len(rows) == 1}


def _in(check: Check, passage: Passage, rows: Mapping[str, tuple[Figure, ...]], report: Report) -> Iterator[_Named]:
    """The figures of a passage whose clause names a row, or goes on speaking of the last one named in its sentence, and says little more."""
    last, current = 0, ""
    for figure in report.within(passage):
        before = passage.text[max(last, figure.begin - _REACH) : figure.begin]
        last = figure.stop
        current = "" if _SENTENCE.search(before) else current
        for clause in _CLAUSE.split(_SENTENCE.split(before)[-1]):
            head = plain(clause)
            label = max((each for each in rows if each in head), key=len, default="")
            front, _, behind = head.partition(label) if label else ("", "", head)
            if _less(front, check.words["before"]) or _less(behind, check.words["between"]):
                label, current = "", ""
            elif label:
                current = label
        if current and _plainly(figure, report):
            alike = tuple(each for each in rows[current] if each.dimension == figure.dimension and each.unit == figure.unit)
            if alike:
                yield _Named(figure, alike)


def _less(text: str, words: Sequence[str]) -> str:
    """What is left of a text without some words."""
    for word in words:
        text = text.replace(plain(word), "")
    return text


def _plainly(figure: Figure, report: Report) -> bool:
    plainly = figure.role in _ROLES and not figure.operator and not figure.about and not figure.scope and figure.dimension != ""
    return plainly and figure.year in (report.year, None)
