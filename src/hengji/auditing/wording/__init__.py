"""How a report is written: marks that do not pair, fixed phrases misprinted, words and units wrong or left over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.wording import near, pairs, patterns
from hengji.auditing.wording.texts import run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.rulebook.book import Book

KINDS = {"pattern": patterns.each, "unpaired": pairs.unpaired, "near_phrase": near.misprinted}


def check(report: Report, book: Book) -> Iterator[Remark]:
    """What a proof-reader would mark."""
    return run(KINDS, report, book)
