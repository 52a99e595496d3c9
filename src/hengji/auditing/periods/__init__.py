"""Of which year a report speaks: facts of another year, dates that do not fit, documents that are no longer in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.periods import dates, legal, years
from hengji.auditing.wording.texts import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.rulebook.book import Book

KINDS = {
    "stale_fact": years.stale,
    "title_year": years.title,
    "headcount_dates": dates.headcount,
    "cut_off": dates.cut_off,
    "past_deadline": dates.past_deadline,
    "report_date": dates.report_date,
    "repealed": legal.repealed,
}


def check(report: Report, book: Book) -> Iterator[Remark]:
    """What does not fit the year of the report; nothing where the year is not known."""
    return run(KINDS, report, book) if report.year is not None else iter(())
