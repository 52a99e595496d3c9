"""A change told in words of amounts that stand side by side in one row of a table: 总支出 648.30 万元，比上年下降 7.67%; 全年预算数比年初预算数增加 328.00 万元.

The row is found by the amounts themselves. None of it is certain: it confirms where it holds, and contradicts where it holds the other way round or but for a slip.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR
from hengji.auditing.slips import digits
from hengji.core import exact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengji.auditing.sentences.frames.ground import Ground
    from hengji.core.audit import Figure, Report

DIFFERENCE, RATE = "change_difference", "change_rate"
_LEAST, _MOST, _TWO = 4, 12, 2
_BUDGETS = {"original": "executed_original", "revised": "executed_revised"}


def of(ground: Ground) -> Iterator[Relation]:
    """Every such change of the prose of a report."""
    report = ground.report
    rows = _rows(report)
    told = [
        each
        for each in report.figures
        if each.role in ("change", "rate") and each.direction and report.passages[each.passage].table < 0
    ]
    for change in told if rows else ():
        if change.base >= 0 or change.about or change.id in ground.taken:
            continue
        if change.subject >= 0:
            yield from _of_value(ground, rows, change, report.figures[change.subject])
        elif change.role == "change":
            yield from _of_stages(ground, rows, change)


def _rows(report: Report) -> Mapping[tuple[int, int], Sequence[Figure]]:
    """The amounts of every row of a table that has from two to twelve."""
    found: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for figure in report.figures:
        passage = report.passages[figure.passage]
        if passage.table >= 0 and figure.dimension == "money" and figure.role in ("value", ""):
            found[passage.table, passage.row].append(figure)
    return {key: row for key, row in found.items() if _TWO <= len(row) <= _MOST}


def _of_value(
    ground: Ground, rows: Mapping[tuple[int, int], Sequence[Figure]], change: Figure, subject: Figure
) -> Iterator[Relation]:
    """The amount before a change, and the one of the year before that stands in its row: in one row, or the same in all."""
    last = any(word in change.against for word in ground.last_year) or (
        subject.year is not None and str(subject.year - 1) in change.against
    )
    if not last or subject.year is None or subject.dimension != "money" or len(f"{subject.number:f}".strip("0")) < _LEAST:
        return
    bases = {
        each.value: each
        for row in rows.values()
        if any(each.value == subject.value and each.year == subject.year for each in row)
        for each in row
        if each.year == subject.year - 1 and each.stage == subject.stage
    }
    if len(bases) == 1:
        yield _changed(change, subject, next(iter(bases.values())))


def _of_stages(ground: Ground, rows: Mapping[tuple[int, int], Sequence[Figure]], change: Figure) -> Iterator[Relation]:
    """全年预算数比年初预算数增加 C: the row whose two budgets differ by C, whichever is the greater."""
    text = ground.report.passages[change.passage].text
    clause = CLAUSE.split(text[max(0, change.begin - FAR) : change.begin])[-1]
    new, _, old = clause.partition("比") if "比" in clause else clause.partition("较")
    stages = tuple(
        next((stage for stage, key in _BUDGETS.items() if any(word in said for word in ground.words[key])), "")
        for said in (new, old)
    )
    if stages != ("revised", "original") or digits(change) < _LEAST:
        return
    found = [
        (one, other)
        for row in rows.values()
        for one in row
        for other in row
        if (one.stage, other.stage) == stages and one.year == other.year and _apart(one, other, change)
    ]
    if len({(one.value, other.value) for one, other in found}) == 1:
        yield _changed(change, *found[0])


def _apart(one: Figure, other: Figure, change: Figure) -> bool:
    gap = exact.subtract(one.value, other.value)
    return exact.compare((abs(gap[0]), gap[1]), change.value) == 0


def _changed(change: Figure, new: Figure, old: Figure) -> Relation:
    more, less = (new, old) if change.direction > 0 else (old, new)
    over = (old.id,) if change.role == "rate" else ()
    check = RATE if change.role == "rate" else DIFFERENCE
    return Relation(
        check, (more.id,), (less.id,), over=over, target=change.id, certain=False, slots=(("label", new.label or change.label),)
    )
