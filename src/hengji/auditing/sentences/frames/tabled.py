"""A change told in words of amounts that stand side by side in one row of a table: 总支出 648.30 万元，比上年下降 7.67%; 全年预算数比年初预算数增加 328.00 万元.

The row is found by the amounts themselves. None of it is certain: it confirms where it holds, and contradicts where it holds the other way round or but for a slip.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR
from hengji.auditing.sentences.frames.years import changed
from hengji.auditing.slips import digits
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengji.auditing.sentences.frames.ground import Ground
    from hengji.core.audit import Figure, Report
    from hengji.core.exact import Exact

    Row = tuple[int, int]

AGAIN = "whole_again"
_RIGHT_BEHIND = re.compile(r"[，,]?[^，。；、（）()\d]{0,8}")
_LEAST, _SURE, _SHORT, _MOST, _TWO, _MANY = 4, 3, 4, 12, 2, 20
_OUTTURN = "outturn"
_BUDGETS = {"original": "executed_original", "revised": "executed_revised"}


def of(ground: Ground) -> Iterator[Relation]:
    """Every such change of the prose of a report."""
    report, rows = ground.report, _Rows(ground.report)
    told = [
        each
        for each in report.figures
        if each.role in ("change", "rate") and each.direction and report.passages[each.passage].table < 0
    ]
    yield from _echoes(ground, rows)
    for change in told if rows.amounts else ():
        if change.base >= 0 or change.about or change.id in ground.taken:
            continue
        if change.subject >= 0:
            yield from _of_value(ground, rows, change, report.figures[change.subject])
        elif change.role == "change":
            yield from _of_stages(ground, rows, change)


class _Rows:
    """The rows of all tables: every figure of each, and the amounts of those that have from two to twelve."""

    def __init__(self, report: Report) -> None:
        self.every: dict[Row, list[Figure]] = defaultdict(list)
        for figure in report.figures:
            passage = report.passages[figure.passage]
            if passage.table >= 0:
                self.every[passage.table, passage.row].append(figure)
        amounts = {
            key: [each for each in row if each.dimension == "money" and each.role in ("value", "")]
            for key, row in self.every.items()
        }
        self.amounts = {key: row for key, row in amounts.items() if _TWO <= len(row) <= _MOST}

    @cached_property
    def holding(self) -> Mapping[Exact, Sequence[Row]]:
        """The rows that hold an amount."""
        found: dict[Exact, list[Row]] = defaultdict(list)
        for key, row in self.amounts.items():
            for value in {each.value for each in row if digits(each) >= _LEAST}:
                found[value].append(key)
        return found

    @cached_property
    def adjusted(self) -> Mapping[Exact, Sequence[tuple[Figure, Figure]]]:
        """The two budgets of a row and a year, by what they differ by."""
        found: dict[Exact, list[tuple[Figure, Figure]]] = defaultdict(list)
        for row in self.amounts.values():
            for one, other in product(row, row):
                if (one.stage, other.stage) == ("revised", "original") and one.year == other.year:
                    above, below = exact.reduce(exact.subtract(one.value, other.value))
                    found[abs(above), below].append((one, other))
        return found

    @cached_property
    def _named(self) -> Mapping[str, Sequence[Sequence[Figure]]]:
        found: dict[str, list[Sequence[Figure]]] = defaultdict(list)
        for row in self.amounts.values():
            if len(row[0].label) >= _SHORT:
                found[row[0].label[:_SHORT]].append(row)
        return found

    def called(self, clause: str) -> list[Sequence[Figure]]:
        """The rows whose whole label stands in a clause; none where too many begin alike."""
        heads = {clause[at : at + _SHORT] for at in range(len(clause) - _SHORT + 1)}
        rows = (row for head in heads for row in self._named.get(head, ())[:_MANY])
        return [row for row in rows if row[0].label in clause]


def _echoes(ground: Ground, rows: _Rows) -> Iterator[Relation]:
    """会议与用车支出 88.53 万元，执行率 93.2%: an amount of one row and, right behind it, the one rate that the row prints of the same kind."""
    report = ground.report
    for rate in report.figures:
        if rate.dimension != "ratio" or rate.role != "completion" or not rate.id or report.passages[rate.passage].table >= 0:
            continue
        own = report.figures[rate.id - 1]
        text = report.passages[rate.passage].text
        keys = rows.holding.get(own.value, ()) if own.passage == rate.passage else ()
        if len(keys) != 1 or not _RIGHT_BEHIND.fullmatch(text[own.stop : rate.begin]):
            continue
        printed = [each for each in rows.every[keys[0]] if each.dimension == "ratio" and each.role == rate.role]
        if len(printed) == 1 and printed[0].decimals == rate.decimals:
            yield Relation(AGAIN, (printed[0].id,), target=rate.id, certain=False, slots=(("label", own.label or rate.label),))


def _of_value(ground: Ground, rows: _Rows, change: Figure, subject: Figure) -> Iterator[Relation]:
    """The amount before a change, and the one of the year before that stands in its row: in one row, or the same in all."""
    if subject.year is None or subject.dimension != "money":
        return
    if not has(change.against, (*ground.last_year, str(subject.year - 1))):
        return
    found = [rows.amounts[key] for key in rows.holding.get(subject.value, ())[:_MANY]]
    bases = {
        each.value: each
        for row in found
        if any(each.value == subject.value and each.year == subject.year for each in row)
        for each in row
        if each.year == subject.year - 1 and each.stage == subject.stage
    }
    if len(bases) == 1:
        yield _changed(change, subject, next(iter(bases.values())))


def _of_stages(ground: Ground, rows: _Rows, change: Figure) -> Iterator[Relation]:
    """全年预算数比年初预算数增加 C: the row whose two budgets differ by C, whichever is the greater."""
    text = ground.report.passages[change.passage].text
    clause = CLAUSE.split(text[max(0, change.begin - FAR) : change.begin])[-1]
    than = next((word for word in ground.words["compared"] if word in clause), "")
    if not than:
        return
    new, _, old = clause.partition(than)
    stages = tuple(_stage(ground, said) for said in (new, old))
    if stages == ("revised", "original") and digits(change) >= _LEAST:
        found = rows.adjusted.get(exact.reduce(change.value), ())
        if len({(one.value, other.value) for one, other in found}) == 1:
            yield _changed(change, *found[0])
    elif set(stages) in ({"budget", _OUTTURN}, {"original", _OUTTURN}, {"revised", _OUTTURN}) and digits(change) >= _SURE:
        yield from _of_named_row(ground, rows, change, new, stages)


def _of_named_row(ground: Ground, rows: _Rows, change: Figure, clause: str, stages: tuple[str, ...]) -> Iterator[Relation]:
    """救护阵地建设预算比实际多 2.86 万元: the one row of that name, and its one budget and outturn."""
    named = rows.called(clause)
    if len(named) != 1:
        return
    wanted = tuple(_BUDGETS) if "budget" in stages else stages
    budgets = [each for each in named[0] if each.stage in wanted and each.stage != _OUTTURN]
    spent = [each for each in named[0] if each.stage == _OUTTURN and each.year == ground.report.year]
    if len(budgets) == len(spent) == 1:
        new, old = (spent[0], budgets[0]) if stages[0] == _OUTTURN else (budgets[0], spent[0])
        yield _changed(change, new, old)


def _stage(ground: Ground, said: str) -> str:
    """What one side of a comparison speaks of: a budget of some stage, or what was spent."""
    for stage, key in _BUDGETS.items():
        if has(said, ground.words[key]):
            return stage
    if has(said, ground.words["row_budgets"]):
        return "budget"
    return _OUTTURN if has(said, ground.words["row_spent"]) else ""


def _changed(change: Figure, new: Figure, old: Figure) -> Relation:
    slots = (("label", new.label or change.label),)
    return replace(changed(old, new, change, points=False), certain=False, slots=slots)
