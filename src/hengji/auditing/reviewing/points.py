"""Points: what the national rule (rate × weight) gives for execution, and the deductions of each part of a total."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, statement
from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.figures import OUTTURN, REVISED, Cells, in_row
from hengji.auditing.wording.texts import prose, sentences
from hengji.core import exact
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.exact import Exact
    from hengji.rulebook.check import Check


def execution(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """Rows of tables with a rate of execution, its weight and its points: the points should be rate × weight, unless the report states its rule."""
    del index
    unknown: list[tuple[Figure, Figure, Figure]] = []
    for points, weight, rate in _scored(check, report):
        exactly = _exact_rate(points, report)
        rates = (rate.value, *((exactly,) if exactly is not None else ()))
        if any(_prints_as(_linear(weight, each), points) for each in rates):
            said = check.pairs["statement"].format(weight=weight.plain, rate=rate.plain, linear=_best(weight, rate, points, report))
            yield Checked(check.code, Verdict.CONSISTENT, (rate.id, weight.id, points.id), said)
        else:
            unknown.append((points, weight, rate))
    for points, weight, rate in unknown if unknown and not _rule_stated(check, report) else ():
        yield remark(
            check, report, report.passages[points.passage], points.begin, points.stop, figures=(rate.id, weight.id, points.id),
            points=points.plain, weight=weight.plain, rate=rate.plain, linear=_best(weight, rate, points, report),
        )  # fmt: skip


def _scored(check: Check, report: Report) -> Iterator[tuple[Figure, Figure, Figure]]:
    """Points, weight and rate of every row of a table that scores the execution."""
    cells = Cells(report)
    for points in report.figures:
        if points.role == "points" and report.passages[points.passage].table >= 0:
            row = {each.role: each for each in in_row(points, report)}
            weight, rate = row.get("weight"), row.get("completion")
            if weight is not None and rate is not None and rate.dimension == "ratio" and _headed(rate, check, report, cells):
                yield points, weight, rate


def _best(weight: Figure, rate: Figure, points: Figure, report: Report) -> str:
    """Rate × weight with the exact rate, where the row gives it."""
    return exact.plain(_linear(weight, _exact_rate(points, report) or rate.value), 2)


def _headed(rate: Figure, check: Check, report: Report, cells: Cells) -> bool:
    """Whether the column or the row of a rate says that it is the execution of the budget; a remark (执行率不足 95%，扣 2 分) says why something was taken off."""
    own = report.passages[rate.passage]
    if has(own.text, check.words["reason"]):
        return False
    return has(cells.header(own), check.words["rate"]) or any(has(each.text, check.words["rate"]) for each in cells.row(own))


def _exact_rate(points: Figure, report: Report) -> Exact | None:
    """Outturn over the year's budget, where the row has both."""
    stages = {each.stage: each for each in in_row(points, report) if each.role == "value" and each.dimension == "money"}
    spent, budget = stages.get(OUTTURN), stages.get(REVISED)
    return exact.divide(spent.value, budget.value) if spent is not None and budget is not None and budget.number else None


def _linear(weight: Figure, rate: Exact) -> Exact:
    """Rate × weight, never more than the weight."""
    return exact.multiply(weight.value, rate if exact.compare(rate, exact.ONE) < 0 else exact.ONE)


def _prints_as(computed: Exact, points: Figure) -> bool:
    """Rounded or cut off to the printed digit."""
    scale = 10**points.decimals
    rounded = exact.round_half_away(computed, points.decimals)
    cut = (computed[0] * scale // computed[1], scale)
    own = exact.of(points.number)
    return exact.compare(rounded, own) == 0 or exact.compare(cut, own) == 0


def _rule_stated(check: Check, report: Report) -> bool:
    """Whether a sentence gives the rule by which execution is scored."""
    return any(
        has(passage.text[low:high], check.words["rate"]) and has(passage.text[low:high], check.words["rule"])
        for passage in prose(report)
        if has(passage.text, check.words["rule"])
        for low, high in sentences(passage.text)
    )


def parts(check: Check, report: Report, index: Index) -> Iterator[Checked]:
    """A total in parts, each with its full marks: the deductions, in the order of the text, make each part's points.

    It only confirms: where the deductions do not come out even, whose they are is not said.
    """
    del index
    for passage in report.passages:
        within = report.within(passage) if passage.table < 0 else ()
        deductions = [each for each in within if each.role == "deduction" and each.number]
        pairs = _parts(within) if len(deductions) > 1 else ()
        for relation in _even(check, pairs, deductions) if pairs else ():
            yield Checked(check.code, Verdict.CONSISTENT, relation.figures, statement(relation, report.figures))


def _parts(within: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """Full marks and points of each part, where the points right behind a total add up to it; empty where they do not."""
    points = [each for each in within if each.role == "points"]
    weights = [each for each in within if each.role == "weight"]
    found: list[tuple[Figure, Figure]] = []
    left = points[0].number if points else 0
    for each in points[1:]:
        weight = next((one for one in weights if each.label and one.label.startswith(each.label)), None)
        if weight is None:
            return []
        found.append((weight, each))
        left -= each.number
        if left <= 0:
            break
    return found if left == 0 else []


def _even(check: Check, pairs: Sequence[tuple[Figure, Figure]], deductions: list[Figure]) -> list[Relation]:
    """A relation for each part, where the deductions come out even; else none."""
    found, left = [], list(deductions)
    for weight, points in pairs:
        missing, own = weight.number - points.number, []
        while missing > 0 and left:
            own.append(left.pop(0))
            missing -= own[-1].number
        if missing:
            return []
        found.append(Relation(check.id, (weight.id,), tuple(each.id for each in own), target=points.id))
    return [] if left else found
