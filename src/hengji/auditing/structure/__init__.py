"""How a report is built: its numbering, its attachments, what a template left behind, what is said twice and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.structure import announced, leftover, numbering, repeated, sections, totals
from hengji.auditing.wording.texts import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.rulebook.book import Book

KINDS = {
    "numbering_gap": numbering.gap,
    "numbering_back": numbering.back,
    "numbering_start": numbering.start,
    "numbering_mixed": numbering.mixed,
    "heading_unnumbered": numbering.unnumbered,
    "attachment_missing": announced.attachment,
    "table_missing": announced.table,
    "left_over": leftover.rows,
    "empty_field": leftover.fields,
    "empty_below": leftover.below,
    "repeated_paragraph": repeated.paragraphs,
    "section_missing": sections.missing,
    "fewer_measures": sections.fewer_measures,
    "outlines_mixed": sections.outlines_mixed,
    "section_without_score": sections.without_score,
    "total_alone": totals.alone,
    "grade_missing": totals.without_grade,
}


def check(report: Report, book: Book) -> Iterator[Remark]:
    """What a reader of the outline would ask."""
    return run(KINDS, report, book)
