"""评分表: one line an indicator, with its points and their reasons."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from hengji.core import exact
from hengji.core.unknown import Unknown

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.trace import Trace


class Status(StrEnum):
    """How a line came to its points."""

    SCORED = "scored"
    ENTERED = "entered"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person entered for a line: tier, points, answers to a checklist; who, on what evidence, why."""

    tier: str = ""
    points: Exact | None = None
    answers: tuple[bool | None, ...] = ()
    judge: str = ""
    evidence: tuple[str, ...] = ()
    reason: str = ""


class Line(NamedTuple):
    """An indicator scored: `points` in 分, Unknown where they cannot be told.

    `measure_text` is the printed form; `formula` is the method as read, `statement` has the figures put in. `unrounded` are the points as computed,
    `taken` what a person took away of them, `goes_to` who takes over the weight of a line that is not applicable, `second` the points of other scorers.
    """

    id: str
    path: tuple[str, ...]
    weight: Exact | None
    status: Status
    points: Exact | Unknown
    measure: Trace | None
    measure_text: str
    formula: str
    statement: str
    confidence: str
    reference: str
    deduction: Exact | None = None
    reason: str = ""
    reason_given: str = ""
    full_marks_if: str = ""
    claimed: Exact | None = None
    target: str = ""
    actual: str = ""
    judgement: Judgement | None = None
    cautions: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    standard: str = ""
    explanation: str = ""
    slot: str = ""
    core: bool = False
    unrounded: Exact | None = None
    goes_to: tuple[str, ...] = ()
    taken: Exact | None = None
    second: tuple[tuple[str, Exact], ...] = ()


@dataclass(frozen=True, slots=True)
class LimitLine:
    """一票否决 or 限分: what kept the total (`most`) or the grade (`grade`) down, or would have; `held` None where it cannot be told."""

    id: str
    label: str
    held: bool | None
    statement: str
    most: Exact | None = None
    grade: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class SecondTotal:
    """复核: the total of another scorer beside the unit's own, and (自评－复核)÷自评 where both are known."""

    kind: str
    total: Exact
    deviation: Exact | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BonusLine:
    """A bonus item (加分项): points None where the place names none."""

    name: str
    body: str
    date: str
    level: str
    points: Exact | None


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The lines of a scheme and what they come to; no total and no grade while anything is unscored.

    `why_no_total_named` is the same sentence with the rows' names alone, for papers that do not print ids; empty where it names no row.
    """

    scheme: str
    title: str
    lines: tuple[Line, ...]
    full_marks: Exact
    total: Exact | Unknown
    grade: str | None
    why_no_total: str = ""
    computed: Exact = exact.ZERO
    entered: Exact = exact.ZERO
    weak: tuple[str, ...] = ()
    bonus: tuple[BonusLine, ...] = ()
    bonus_points: Exact | None = None
    notes: tuple[str, ...] = ()
    claimed_total: Exact | None = None
    claimed_grade: str = ""
    limits: tuple[LimitLine, ...] = ()
    second: tuple[SecondTotal, ...] = ()
    why_no_total_named: str = ""

    def __post_init__(self) -> None:
        if self.grade is not None and (isinstance(self.total, Unknown) or self.unscored):
            raise ValueError("a grade while points are unscored")

    @property
    def unscored(self) -> tuple[str, ...]:
        """The lines whose points are not known."""
        return tuple(line.id for line in self.lines if isinstance(line.points, Unknown) and line.status is Status.UNKNOWN)
