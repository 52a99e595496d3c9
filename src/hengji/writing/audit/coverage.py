"""How far an audit reached: its figures by what the checks came to, its findings by weight, and why figures were not checked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.audit import Status
from hengji.core.finding import Severity

if TYPE_CHECKING:
    from hengji.core.audit import Audit, Remark
    from hengji.rulebook.book import Book

SHARE_DECIMALS = 1
ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Numbers of figures; the four parts add up to `figures`."""

    figures: int
    confirmed: int
    explained: int
    contradicted: int
    unchecked: int

    @property
    def checked(self) -> int:
        """Figures about which any check concluded."""
        return self.figures - self.unchecked


def of(audit: Audit) -> Coverage:
    """The coverage of one document."""
    found = Counter(standing.status for standing in audit.standings)
    return Coverage(len(audit.figures), *(found[status] for status in Status))


def by_severity(audit: Audit) -> dict[Severity, int]:
    """How many findings there are of each severity."""
    found = Counter(finding.severity for finding in audit.findings)
    return {severity: found[severity] for severity in ORDER}


def by_weight(audit: Audit) -> list[Remark]:
    """The findings, errors first, otherwise in their order."""
    return sorted(audit.findings, key=lambda finding: ORDER.index(finding.severity))


def unchecked(audit: Audit, book: Book) -> dict[str, list[int]]:
    """The ids of the figures that no check reached, by the reason, the most frequent reason first."""
    groups: dict[str, list[int]] = {}
    for figure, standing in zip(audit.figures, audit.standings, strict=True):
        if standing.status is Status.UNCHECKED:
            groups.setdefault(standing.reason or book.caption("audit_paper.no_reason"), []).append(figure.id)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def share(part: int, whole: int) -> str:
    """A part in per cent, 0 of a whole of 0.

    >>> share(2, 3), share(0, 0)
    ('66.7%', '0.0%')
    """
    return exact.text((100 * part, whole or 1), SHARE_DECIMALS) + "%"
