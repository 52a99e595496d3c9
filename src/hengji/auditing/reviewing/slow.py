"""Budgets that were hardly used, greatly changed, or written down afterwards."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.figures import (
    MONEY,
    ORIGINAL,
    OUTTURN,
    REVISED,
    explained,
    in_row,
    of_concept,
    only,
    percent,
    same,
    told,
)
from hengji.auditing.wording.texts import first, most
from hengji.core import exact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.exact import Exact
    from hengji.rulebook.check import Check

Pair = tuple["Figure", "Figure"]
MOST_ROWS = 20
"""Rows of one report that are looked at: each may be searched for its reason through the whole text."""


def slow(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """Much less spent than planned and no reason said: `concepts` with both stages, `pairs` of plan and actual, rows with a `labels` word."""
    del index
    yield from first(_slow(check, report), most(check, 3))


def _slow(check: Check, report: Report) -> Iterator[Remark]:
    for budget, spent in _pairs(check, report):
        if not budget.number or not _at_least(budget, check) or not _below(spent, budget, check.numbers["below"]):
            continue
        if not explained(_subjects(check, spent), check.words["reasons"], report, spent, budget):
            yield _told(check, report, budget, spent)


def _told(check: Check, report: Report, budget: Figure, spent: Figure) -> Remark:
    return remark(
        check, report, report.passages[spent.passage], spent.begin, spent.stop, figures=(spent.id, budget.id),
        label=spent.label, budget=told(budget), spent=told(spent), rate=percent(spent.value, budget.value),
    )  # fmt: skip


def _pairs(check: Check, report: Report) -> Iterator[Pair]:
    """Plan and outturn of one thing, each thing once."""
    for concept in check.words.get("concepts", ()):
        spent = only(of_concept(report, concept, OUTTURN))
        budget = only(of_concept(report, concept, REVISED)) or only(of_concept(report, concept, ORIGINAL))
        if spent is not None and budget is not None:
            yield budget, spent
    for plan, actual in check.pairs.items():
        spent, budget = only(of_concept(report, actual)), only(of_concept(report, plan))
        if spent is not None and budget is not None:
            yield budget, spent
    yield from islice(_rows(check, report), MOST_ROWS)


def _rows(check: Check, report: Report) -> Iterator[Pair]:
    """Rows of tables that hold one budget and one outturn under a label of the law book."""
    for spent in report.figures:
        if spent.concept or spent.stage != OUTTURN or spent.label not in check.words.get("labels", ()) or spent.dimension != MONEY:
            continue
        row = [each for each in in_row(spent, report) if each.label == spent.label and each.year == report.year]
        budgets = [each for each in row if each.stage in (ORIGINAL, REVISED)]
        if len(budgets) == 1 and len([each for each in row if each.stage == OUTTURN]) == 1 and spent.year == report.year:
            yield budgets[0], spent


def _subjects(check: Check, spent: Figure) -> tuple[str, ...]:
    return (*check.words.get("subjects", ()), *((spent.label,) if spent.label else ()))


def _at_least(budget: Figure, check: Check) -> bool:
    """`least` is in 元."""
    return exact.compare(budget.value, check.numbers.get("least", exact.ZERO)) >= 0


def _below(spent: Figure, budget: Figure, limit: Exact) -> bool:
    return exact.compare(exact.multiply(spent.value, (100, 1)), exact.multiply(budget.value, limit)) < 0


def adjusted(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """A budget of the year that differs from the one at its beginning by more than `change` per cent, and no reason said."""
    del index
    for concept in check.words["concepts"]:
        before, after = only(of_concept(report, concept, ORIGINAL)), only(of_concept(report, concept, REVISED))
        if before is None or after is None or not before.number or before.open_stage or after.open_stage:
            continue
        gap = exact.subtract(after.value, before.value)
        size = (abs(gap[0]) * 100, gap[1])
        limit = exact.multiply(before.value, check.numbers["change"])
        if exact.compare(size, limit) > 0 and not explained(check.words["subjects"], check.words["reasons"], report, after, before):
            yield remark(
                check, report, report.passages[after.passage], after.begin, after.stop, figures=(after.id, before.id),
                label=after.label, before=told(before), after=told(after), rate=percent(after.value, before.value),
            )  # fmt: skip
            return


def copied(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """Budget and outturn of a whole alike to the last digit, while parts of it (`words`, by concept of the whole) stay far below their budgets."""
    del index
    for concept, parts in check.words.items():
        spent, budget = only(of_concept(report, concept, OUTTURN)), only(of_concept(report, concept, ORIGINAL))
        if spent is None or budget is None or not spent.decimals or not spent.number or not same(spent, budget):
            continue
        for part in parts:
            less, planned = only(of_concept(report, part, OUTTURN)), only(of_concept(report, part, ORIGINAL))
            if less is not None and planned is not None and planned.number and _below(less, planned, check.numbers["below"]):
                yield remark(
                    check, report, report.passages[budget.passage], budget.begin, budget.stop,
                    figures=(budget.id, spent.id, planned.id, less.id), label=spent.label, amount=told(spent), part=less.label,
                    planned=told(planned), spent=told(less),
                )  # fmt: skip
                return
