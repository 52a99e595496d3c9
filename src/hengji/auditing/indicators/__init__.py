"""Targets and what became of them: tables and sentences of indicators, surveys, and claims without figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.indicators import claims, points, rows, scored, surveys, targets
from hengji.auditing.wording.texts import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.wording.texts import Kind
    from hengji.core.audit import Remark, Report
    from hengji.rulebook.book import Book


def check(report: Report, book: Book) -> Iterator[Remark]:
    """What a reviewer would ask of the targets, of the values reached and of the points given."""
    read = rows.read(report, book)
    kinds: dict[str, Kind] = {
        "unmeasurable": targets.unmeasurable(read),
        "wrong_level": targets.wrong_level(read),
        "cost_operator": targets.cost_operator(read),
        "budget_share": targets.budget_share(read),
        "said_twice": targets.said_twice(read),
        "level_blank": targets.level_blank(read),
        "over_completion": scored.over_completion(read),
        "all_equal": scored.all_equal(read),
        "not_applicable_scored": scored.not_applicable(read),
        "nothing_done_scored": scored.nothing_done(read),
        "unmet_full": scored.unmet(read),
        "met_lost": points.met_lost(read),
        "out_of_proportion": points.out_of_proportion(read),
        "full_marks": scored.full_marks(read),
        "no_actuals": scored.no_actuals(read),
        "survey_size": surveys.size(read),
        "survey_missing": surveys.missing(read),
        "survey_replaced": surveys.replaced,
        "claim_without_values": claims.without_values(read),
        "claim_against_nothing": claims.against_nothing,
        "amount_missing": claims.amount_missing,
        "facts_missing": claims.facts_missing,
    }
    return run(kinds, report, book)
