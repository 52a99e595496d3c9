"""复核: the total and the grade that a reviewer's points come to, added up as the unit's own are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown, Why
from hengji.scoring.score import grade_of, score
from hengji.scoring.total import total as total_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.core.case import Case
    from hengji.core.exact import Exact
    from hengji.core.sheet import Line
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Reviewed:
    """`total` None where there is none yet, and `why`; `deviation` is (自评－复核)÷自评 where both are known."""

    total: Exact | None
    grade: str = ""
    why: str = ""
    deviation: Exact | None = None


def review(case: Case, scheme: Scheme, book: Book, points: Mapping[str, Exact]) -> Reviewed:
    """A reviewer's total: his points in the place of the computed ones, the bonus and every limit as they are.

    A line that applies and has no points of his is open: then there is no total, for a computed score that nobody looked at is not a review score.
    """
    sheet, _ = score(case, scheme, book)
    lines = tuple(_given(line, points.get(line.id)) for line in sheet.lines)
    total = total_of(case, scheme, book, lines, sheet.limits)
    if isinstance(total.value, Unknown):
        return Reviewed(None, "", total.why)
    claimed = case.claims.total
    deviation = exact.divide(exact.subtract(claimed, total.value), claimed) if claimed is not None and claimed[0] > 0 else None
    return Reviewed(total.value, grade_of(scheme, total.value, sheet.limits) or "", "", deviation)


def _given(line: Line, points: Exact | None) -> Line:
    if line.status is Status.NOT_APPLICABLE and points is None:
        return line
    if points is None:
        return line._replace(points=Unknown(Why.NOT_ENTERED, (line.id,)), unrounded=None, status=Status.UNKNOWN)
    return line._replace(points=points, unrounded=None, status=Status.ENTERED)
