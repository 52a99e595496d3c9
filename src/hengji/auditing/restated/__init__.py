"""A fact that stands in a report more than once, and not with the same figure.

By concept, year and stage it is `agreement`'s, which runs before; what it cannot name is asked here, each figure once, from what is surest to what is least:
an amount one digit from another that is printed again and again (`twins`), the same words where the report sums up (`again`), and what two places call alike (`stated`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.restated import again, stated, twins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.audit import Checked, Remark, Report
    from hengji.rulebook.book import Book


def check(report: Report, results: Sequence[Checked], book: Book) -> tuple[list[Checked], list[Remark]]:
    """What each of them finds; `results` are those of all other checks, and what one of them says is said when the next one asks."""
    every, found = list(results), []
    for told in (twins, again, stated):
        checked, remarks = told.check(report, every, book)
        every.extend(checked)
        found.extend(remarks)
    return every[len(results) :], found
