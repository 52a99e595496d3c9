"""The evaluation of one department-year: everything that was concluded, frozen, with the law book's digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.case import Case
    from hengji.core.finding import Finding, Result
    from hengji.core.sheet import ScoreSheet


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Same case, same law book, same engine: same bytes."""

    case: Case
    sheet: ScoreSheet
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    digest: str
    engine: str
