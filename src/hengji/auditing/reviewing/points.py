"""Points for the rate of execution: what the national rule (rate × weight) gives beside what was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.figures import OUTTURN, REVISED, Cells, in_row
from hengji.auditing.wording.texts import has, prose, sentences
from hengji.core import exact
from hengji.core.audit import Checked
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.exact import Exact
    from hengji.rulebook.check import Check


def execution(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """Rows of tables with a rate of execution, its weight and its points: the points should be rate × weight, unless the report states its rule."""
    del index
    cells = Cells(report)
    for points in report.figures:
        if points.role != "points" or report.passages[points.passage].table < 0:
            continue
        row = {each.role: each for each in in_row(points, report)}
        weight, rate = row.get("weight"), row.get("completion")
        if weight is None or rate is None or rate.dimension != "ratio" or not _headed(rate, check, report, cells):
            continue
        exactly = _exact_rate(points, report)
        ids = (rate.id, weight.id, points.id)
        best = _linear(weight, exactly or rate.value)
        said = check.pairs["statement"].format(weight=weight.plain, rate=rate.plain, linear=exact.plain(best, 2))
        rates = (rate.value, *((exactly,) if exactly is not None else ()))
        if any(_prints_as(_linear(weight, each), points) for each in rates):
            yield Checked(check.code, Verdict.CONSISTENT, ids, said)
        elif not _rule_stated(check, report):
            yield remark(
                check, report, report.passages[points.passage], points.begin, points.stop, figures=ids,
                points=points.plain, weight=weight.plain, rate=rate.plain, linear=exact.plain(best, 2),
            )  # fmt: skip


def _headed(rate: Figure, check: Check, report: Report, cells: Cells) -> bool:
    """Whether the column or the row of a rate says that it is the execution of the budget."""
    own = report.passages[rate.passage]
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
