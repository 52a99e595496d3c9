"""What a reviewer asks after the sums are checked: names, bases and rates that do not fit what is said of them elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.reviewing import (
    aims,
    basis,
    compared,
    gaps,
    means,
    moves,
    named,
    names,
    points,
    ranks,
    rows,
    said,
    shares,
    slow,
    staff,
    stock,
    superlatives,
    sweeping,
    tallies,
)
from hengji.auditing.wording.texts import genre
from hengji.core.audit import Checked, Remark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hengji.auditing.index import Index
    from hengji.core.audit import Report
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

    Found = Checked | Remark
    Kind = Callable[[Check, Report, Index], Iterator[Found]]

KINDS: dict[str, Kind] = {
    "names_apart": names.apart,
    "compared_names": compared.names,
    "aim_claimed": aims.claimed,
    "reason_reversed": aims.reason,
    "whole_by_another_name": names.whole,
    "points_of_execution": points.execution,
    "parts_less_deductions": points.parts,
    "slow": slow.slow,
    "adjusted": slow.adjusted,
    "copied_from_outturn": slow.copied,
    "row_against_column": basis.row_against_column,
    "mixed_budgets": basis.mixed,
    "subject_unsaid": basis.unsaid,
    "stock_apart": stock.apart,
    "said_zero": stock.said_zero,
    "not_adjusted": said.not_adjusted,
    "cost_below_rate": said.cost_below_rate,
    "no_difference": said.no_difference,
    "difference_of_adjusted": said.difference_of_adjusted,
    "grade_word": said.grade_word,
    "grade_of_score": said.grade_of_score,
    "problem_without_deduction": said.problem,
    "supported_staff": staff.supported,
    "told_in_table": rows.told,
    "row_in_text": named.row_in_text,
    "all_rates": sweeping.all_rates,
    "none_over": sweeping.none_over,
    "extreme": ranks.extreme,
    "compared_rows": ranks.compared_rows,
    "none_left": sweeping.none_left,
    "split_count": sweeping.split_count,
    "steady": ranks.steady,
    "superlative": superlatives.named,
    "rows_counted": tallies.counted,
    "rows_done": tallies.done,
    "ups_and_downs": tallies.ups_and_downs,
    "only_over": tallies.only_over,
    "all_moved": tallies.all_moved,
    "row_moved": moves.of_rows,
    "named_mean": means.of_named,
    "named_rate": means.rates,
    "named_left": gaps.left,
    "named_vacant": gaps.vacant,
    "named_aim": gaps.aim,
    "named_unreached": gaps.unreached,
    "named_share": shares.of_named,
}
"""The kinds of checks of the law book that are answered here."""


def check(report: Report, index: Index, book: Book) -> tuple[list[Checked], list[Remark]]:
    """The results and the findings of every kind; a check whose `genre` is not the report's is left out."""
    results: list[Checked] = []
    remarks: list[Remark] = []
    kind_of_document = genre(report, book)
    for kind, find in KINDS.items():
        for each in book.kind(kind):
            wanted = each.words.get("genre", ())
            if wanted and kind_of_document not in wanted:
                continue
            for found in find(each, report, index):
                if isinstance(found, Checked):
                    results.append(found)
                else:
                    remarks.append(found)
    for each in book.kind("all_reached"):
        remarks.extend(sweeping.all_reached(each, report, book))
    return results, remarks
