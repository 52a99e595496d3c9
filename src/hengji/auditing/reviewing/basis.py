"""Amounts whose stage or subject the words leave open or contradict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.figures import MONEY, ORIGINAL, OUTTURN, REVISED, of_concept, only, same
from hengji.auditing.wording.texts import has, sentence_around
from hengji.core import exact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check


def row_against_column(check: Check, report: Report, index: Index) -> Iterator[Remark]:
    """An amount in a column of outturns whose row is about the budget, and which equals no outturn of that name but another budget."""
    del index
    for figure in report.figures:
        passage = report.passages[figure.passage]
        if passage.table < 0 or figure.stage != OUTTURN or figure.dimension != MONEY or not figure.number:
            continue
        row, column = _label(passage, report), _header(passage, report, check.words["column"])
        if column is None or not has(row, check.words["row"]) or has(row, check.words["unless"]):
            continue
        others = [each for each in report.figures if _elsewhere(each, figure, row)]
        if others and not any(same(each, figure) for each in others):
            outturn = others[0]
            yield remark(
                check, report, passage, figure.begin, figure.stop, figures=(figure.id, outturn.id), row=row, column=column,
                amount=figure.plain, outturn=outturn.plain, label=outturn.label, place=outturn.place,
            )  # fmt: skip


def _elsewhere(each: Figure, figure: Figure, row: str) -> bool:
    """An outturn outside this row whose name the row's label holds, in prose: there the words themselves say that it was spent."""
    return (
        each.id != figure.id
        and bool(each.concept)
        and each.stage == OUTTURN
        and each.role == "value"
        and each.dimension == MONEY
        and each.year == figure.year
        and not each.scope
        and len(each.label) > 1
        and each.label in row
        and each.place.startswith("¶")
    )


def _label(passage: Passage, report: Report) -> str:
    """The first cell of its row."""
    same_row = [each for each in report.passages if (each.table, each.row) == (passage.table, passage.row)]
    return min(same_row, key=lambda each: each.column).text.replace(" ", "")


def _header(passage: Passage, report: Report, words: tuple[str, ...]) -> str | None:
    """The nearest words above it in its column that are no number, where they name the outturn."""
    above = [
        each
        for each in report.passages
        if each.table == passage.table and each.column == passage.column and each.row < passage.row and not _numeric(each.text)
    ]
    return above[-1].text if above and has(above[-1].text, words) else None


def _numeric(text: str) -> bool:
    return not text.strip(" 0123456789.,%-—－/")


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
                    figures=(second.id, first.id, each.id, revised.id), first=first.plain, label=first.label, second=second.plain,
                    other=second.label, amount=each.plain, whole=revised.plain,
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
            unit = figure.unit
            shown = exact.text((abs(gap[0]), gap[1] * unit.factor[0]), 2) + unit.label if unit is not None else ""
            yield remark(
                check, report, passage, figure.begin, figure.stop, figures=(figure.id, income.id, spent.id), amount=figure.plain,
                income=income.label, spent=spent.label, other=spent.plain, gap=shown,
            )  # fmt: skip
            return
