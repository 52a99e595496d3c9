"""What can differ in a document that came back: the codes, a bookmark of ours, and one difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.audit import Figure
    from hengji.reading.marked import Mark
    from hengji.writing.figures import Name

CHANGED, TYPED, REMOVED, STALE, GONE, LACKING = "DC24", "DC25", "DC26", "DC27", "DC28", "DC29"
COPIED, NESTED, EMPTIED, RENAMED, UNENDED = "DC30", "DC31", "DC32", "DC33", "DC34"
MOVED, TURNED, DRAWN, MEASURED = "DC70", "DC71", "DC72", "DC75"
KINDS = {
    CHANGED: "changed", TYPED: "typed", REMOVED: "removed", STALE: "stale", GONE: "gone", LACKING: "lacking", EMPTIED: "emptied",
    MOVED: "moved", TURNED: "turned", DRAWN: "drawn", MEASURED: "unit",
}  # fmt: skip
NOT_USABLE, NOT_WRITTEN = "DC36", "DC39"
"""Nothing can be done to the document at all."""
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Bound:
    """A bookmark of ours: what its name says, its turn among marks of the same name, which copy of a figure it is, and what lies in it."""

    mark: Mark
    name: Name
    turn: int = 0
    copy: int = 0
    inner: tuple[tuple[int, int], ...] = ()

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other bookmark of the document."""
        return self.mark.name, self.turn


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that is not as it was printed, or not as the evaluation has it.

    `key` stays the same from one look to the next; `start` and `end` are the span of the document's text that was printed as `old` and says `new`.
    `figure` and `called` are empty where nobody can tell what it is; `now` is what the evaluation prints. In words that somebody wrote, `spot` is
    the span of the first number in them that changed. `number` tells that a cell holds `new` as a number, `rate` that such a number is shown
    in per cent, `blank` that nothing was printed there, `remark` by the end of a caption how else a cell holds it (`as_text`, `formula`), which
    `formula` it is.
    """

    code: str
    key: str
    place: str
    old: str
    new: str
    figure: str = ""
    called: str = ""
    now: str = ""
    around: tuple[str, str] = ("", "")
    bound: Bound | None = None
    start: int = -1
    end: int = -1
    typed: Figure | None = None
    spot: tuple[int, int] = (-1, -1)
    number: bool = False
    rate: bool = False
    blank: bool = False
    remark: str = ""
    formula: str = ""

    @property
    def kind(self) -> str:
        """What happened, as one English word."""
        return KINDS[self.code]
