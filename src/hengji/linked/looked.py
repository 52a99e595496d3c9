"""A document looked at: its differences, and which of them somebody has explained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.core.problem import Problem
    from hengji.linked.cells import Sheets
    from hengji.linked.compare import Compared
    from hengji.linked.drift import Drift
    from hengji.linked.known import Known
    from hengji.reading.marked import Marked


@dataclass(frozen=True, slots=True)
class Looked:
    """A document looked at. `said` are the explanations that hold, by key; `counts` are figures: bound, as printed, fixed words of the template,
    cells that only follow.
    """

    marked: Marked
    known: Known | None
    year: int
    drifts: tuple[Drift, ...]
    problems: tuple[Problem, ...]
    said: Mapping[str, str]
    counts: Mapping[str, int]
    compared: Compared | None = None
    sheets: Sheets | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def open(self) -> tuple[Drift, ...]:
        """The differences that nobody has explained."""
        return tuple(each for each in self.drifts if each.key not in self.said)

    @property
    def same(self) -> bool:
        """Whether everything is as it was printed, or explained."""
        return not self.open

    def text(self, start: int, end: int) -> str:
        """What stands in a span of the document; nothing in a workbook."""
        return self.marked.document.text[start:end] if self.marked.document is not None else ""
