"""Amounts whose stage or subject the words leave open or contradict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.figures import MONEY, ORIGINAL, OUTTURN, REVISED, Cells, of_concept, only, same, told
from hengji.auditing.wording.texts import sentence_around
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.rulebook.check import Check


def row_against_column(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """An amount in a column of outturns whose row is about the budget, and which equals no outturn of that name."""
    del index
    cells = Cells(report)
    outturns = [each for each in report.figures if _is_told_outturn(each)]
    for figure in report.figures:
        passage = report.passages[figure.passage]
        if passage.table < 0 or figure.stage != OUTTURN or figure.dimension != MONEY or not figure.number:
            continue
        row = cells.label(passage)
        if (
            not has(row, check.words["row"])
            or has(row, check.words["unless"])
            or not has(cells.header(passage), check.words["column"])
        ):
            continue
        others = [each for each in outturns if each.label in row and each.year == figure.year]
        if others and not any(same(each, figure) for each in others):
            yield remark(
                check, report, passage, figure.begin, figure.stop, figures=(figure.id,), row=row, column=cells.header(passage),
                amount=told(figure), outturn=told(others[0]), label=others[0].label, place=others[0].place,
            )  # fmt: skip


def _is_told_outturn(each: Figure) -> bool:
    """An outturn of a known thing in prose: there the words themselves say that it was spent."""
    known = each.concept and each.stage == OUTTURN and each.role == "value" and each.dimension == MONEY
    return bool(known) and not each.scope and len(each.label) > 1 and each.place.startswith("¶")


def mixed(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """Two parts in one column 预算数 that are of two budgets: one of them closes only with the whole year's amount of the other."""
    del index
    total = of_concept(report, check.pairs["whole"], REVISED)
    revised = only(total)
    if revised is None:
        return
    for one, other in ((check.pairs["one"], check.pairs["other"]), (check.pairs["other"], check.pairs["one"])):
        first, second = only(of_concept(report, one, ORIGINAL)), only(of_concept(report, other, ORIGINAL))
        if first is None or second is None or _closes(first, second, revised):
            continue
        for each in of_concept(report, one):
            if each.stage != ORIGINAL and _closes(each, second, revised):
                yield remark(
                    check, report, report.passages[second.passage], second.begin, second.stop,
                    figures=(second.id, first.id, each.id, revised.id), first=told(first), label=first.label, second=told(second),
                    other=second.label, amount=told(each), whole=told(revised),
                )  # fmt: skip
                return


def _closes(one: Figure, other: Figure, whole: Figure) -> bool:
    return exact.compare(exact.add(one.value, other.value), whole.value) == 0


def unsaid(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """An outturn without a word whether income or expenditure: it equals the one, while the sentence speaks of the other."""
    del index
    income, spent = (
        only(of_concept(report, check.pairs["income"], OUTTURN)),
        only(of_concept(report, check.pairs["spent"], OUTTURN)),
    )
    if income is None or spent is None or same(income, spent):
        return
    for figure in report.figures:
        passage = report.passages[figure.passage]
        if figure.stage != OUTTURN or figure.role != "value" or figure.concept or figure.label or not same(figure, income):
            continue
        low, high = sentence_around(passage.text, figure.begin, figure.stop)
        _, behind = sentence_around(passage.text, high, min(high + 1, len(passage.text)))
        if not has(passage.text[low : figure.begin], check.words["income"]) and has(
            passage.text[high:behind], check.words["spent"]
        ):
            gap = exact.subtract(income.value, spent.value)
            shown = (
                f"{exact.text(exact.divide((abs(gap[0]), gap[1]), figure.unit.factor), 2)}{figure.unit.label}"
                if figure.unit
                else ""
            )
            yield remark(
                check, report, passage, figure.begin, figure.stop, figures=(figure.id, income.id, spent.id), amount=told(figure),
                income=income.label, spent=spent.label, other=told(spent), gap=shown,
            )  # fmt: skip
            return
