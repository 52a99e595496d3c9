"""A change told in words of amounts that stand side by side in one row of a table: 总支出 648.30 万元，比上年下降 7.67%; 全年预算数比年初预算数增加 328.00 万元.

The row is found by the amounts themselves. None of it is certain: it confirms where it holds, and contradicts where it holds the other way round or but for a slip.
"""

from __future__ import annotations

import re
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

DIFFERENCE, RATE, AGAIN = "change_difference", "change_rate", "whole_again"
_RIGHT_BEHIND = re.compile(r"[，,]?[^，。；、（）()\d]{0,8}")
_LEAST, _SURE, _SHORT, _MOST, _TWO = 4, 3, 4, 12, 2
_OUTTURN = "outturn"
_BUDGETS = {"original": "executed_original", "revised": "executed_revised"}


def of(ground: Ground) -> Iterator[Relation]:
    """Every such change of the prose of a report."""
    report = ground.report
    every = _cells(report)
    rows = _rows(every)
    told = [
        each
        for each in report.figures
        if each.role in ("change", "rate") and each.direction and report.passages[each.passage].table < 0
    ]
    yield from _echoes(ground, every, rows)
    for change in told if rows else ():
        if change.base >= 0 or change.about or change.id in ground.taken:
            continue
        if change.subject >= 0:
            yield from _of_value(ground, rows, change, report.figures[change.subject])
        elif change.role == "change":
            yield from _of_stages(ground, rows, change)


def _echoes(
    ground: Ground, every: Mapping[tuple[int, int], Sequence[Figure]], rows: Mapping[tuple[int, int], Sequence[Figure]]
) -> Iterator[Relation]:
    """会议与用车支出 88.53 万元，执行率 93.2%: an amount of one row and, right behind it, the one rate that the row prints of the same kind."""
    report = ground.report
    by_value: dict[object, set[tuple[int, int]]] = defaultdict(set)
    for key, row in rows.items():
        for each in row:
            if digits(each) >= _LEAST:
                by_value[each.value].add(key)
    for rate in report.figures:
        own = report.figures[rate.id - 1] if rate.id else rate
        passage = report.passages[rate.passage]
        between = passage.text[own.stop : rate.begin] if own.passage == rate.passage else "。"
        keys = by_value.get(own.value, set())
        if (
            rate.dimension != "ratio"
            or rate.role != "completion"
            or passage.table >= 0
            or len(keys) != 1
            or not _RIGHT_BEHIND.fullmatch(between)
        ):
            continue
        printed = [each for each in every[next(iter(keys))] if each.dimension == "ratio" and each.role == rate.role]
        if len(printed) == 1 and printed[0].decimals == rate.decimals:
            yield Relation(AGAIN, (printed[0].id,), target=rate.id, certain=False, slots=(("label", own.label or rate.label),))


def _cells(report: Report) -> Mapping[tuple[int, int], Sequence[Figure]]:
    """The figures of every row of a table."""
    found: dict[tuple[int, int], list[Figure]] = defaultdict(list)
    for figure in report.figures:
        passage = report.passages[figure.passage]
        if passage.table >= 0:
            found[passage.table, passage.row].append(figure)
    return found


def _rows(every: Mapping[tuple[int, int], Sequence[Figure]]) -> Mapping[tuple[int, int], Sequence[Figure]]:
    """The amounts of the rows that have from two to twelve."""
    amounts = {
        key: [each for each in row if each.dimension == "money" and each.role in ("value", "")] for key, row in every.items()
    }
    return {key: row for key, row in amounts.items() if _TWO <= len(row) <= _MOST}


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
    stages = tuple(_stage(ground, said) for said in (new, old))
    if stages == ("revised", "original") and digits(change) >= _LEAST:
        found = [
            (one, other)
            for row in rows.values()
            for one in row
            for other in row
            if (one.stage, other.stage) == stages and one.year == other.year and _apart(one, other, change)
        ]
        if len({(one.value, other.value) for one, other in found}) == 1:
            yield _changed(change, *found[0])
    elif set(stages) in ({"budget", _OUTTURN}, {"original", _OUTTURN}, {"revised", _OUTTURN}) and digits(change) >= _SURE:
        yield from _of_named_row(ground, rows, change, (new, stages))


def _of_named_row(
    ground: Ground, rows: Mapping[tuple[int, int], Sequence[Figure]], change: Figure, told: tuple[str, tuple[str, ...]]
) -> Iterator[Relation]:
    """救护阵地建设预算比实际多 2.86 万元: the one row of that name, and its one budget and outturn."""
    clause, stages = told
    named = [row for row in rows.values() if len(row[0].label) >= _SHORT and row[0].label in clause]
    if len(named) != 1:
        return
    budgets = [each for each in named[0] if each.stage in (stages[0], stages[1]) or ("budget" in stages and each.stage in _BUDGETS)]
    budgets = [each for each in budgets if each.stage != _OUTTURN]
    spent = [each for each in named[0] if each.stage == _OUTTURN and each.year == ground.report.year]
    if len(budgets) == len(spent) == 1:
        new, old = (spent[0], budgets[0]) if stages[0] == _OUTTURN else (budgets[0], spent[0])
        yield _changed(change, new, old)


def _stage(ground: Ground, said: str) -> str:
    """What one side of a comparison speaks of: a budget of some stage, or what was spent."""
    for stage, key in _BUDGETS.items():
        if any(word in said for word in ground.words[key]):
            return stage
    if any(word in said for word in ground.words["row_budgets"]):
        return "budget"
    return _OUTTURN if any(word in said for word in ground.words["row_spent"]) else ""


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
