"""What a department gives: facts, its own indicators, judgements, reasons, claims and narrative."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.fact import Stated
    from hengji.core.factset import FactSet
    from hengji.core.place import Place
    from hengji.core.proposal import Accepted
    from hengji.core.quantity import Quantity
    from hengji.core.sheet import Judgement


@dataclass(frozen=True, slots=True)
class OwnIndicator:
    """An indicator that the department set itself, in a slot of the scheme.

    `operator` is `at_least`, `at_most`, `above`, `below`, `equal`, `between`, `by_date`, `words`, or `blank` where no target is left;
    `target` and `actual` are amounts, or words for `words`; `target_high` is the upper end of `between`.
    `target_formula` and `actual_formula` (衡式) may stand for amounts that are facts of the case.
    """

    id: str
    slot: str
    level: str
    name: str
    weight: Exact
    operator: str
    target: Quantity | str | None
    actual: Quantity | str | None
    place: Place
    target_formula: str = ""
    actual_formula: str = ""
    tier: str = ""
    points: Exact | None = None
    judge: str = ""
    evidence: tuple[str, ...] = ()
    reason: str = ""
    target_text: str = ""
    actual_text: str = ""
    target_high: Quantity | None = None


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What a person fills in for a line by name (外来得分, 完成日期, a goal's 实际值), and the source that the person names for it."""

    values: dict[str, Stated]
    source: str = ""


@dataclass(frozen=True, slots=True)
class PeerGroup:
    """同类: the measures of other units, which the unit's own joins, or the names that a notice prints as they stand; with their source."""

    source: str
    values: tuple[tuple[str, Quantity], ...] = ()
    printed: dict[str, Quantity] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Deduction:
    """人工扣减: points that a person takes away, and why."""

    points: Exact
    reason: str
    judge: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a veto (一票否决) that no fact states holds; None where it has not been looked into."""

    holds: bool | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SecondScore:
    """复核: the points that another scorer gives, `department` or `finance_check`."""

    kind: str
    total: Exact | None = None
    lines: tuple[tuple[str, Exact], ...] = ()
    reason: str = ""

    def of(self, name: str) -> Exact | None:
        """The points of a line."""
        return dict(self.lines).get(name)


@dataclass(frozen=True, slots=True)
class Claims:
    """What the department's own report says of its score."""

    total: Exact | None = None
    grade: str = ""
    lines: tuple[tuple[str, Exact], ...] = ()
    subtotals: tuple[tuple[str, Exact], ...] = ()
    deductions: tuple[tuple[str, Exact, Exact, str], ...] = ()
    kind: str = "self"


@dataclass(frozen=True, slots=True)
class BonusItem:
    """A commendation that the department names."""

    name: str
    body: str
    date: str
    level: str
    points: Exact | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A project or task with its money: amounts by stage."""

    name: str
    amounts: tuple[tuple[str, Quantity], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One department-year. `reasons` maps a line's id or a concept's label to the clerk's explanation; `narrative` holds texts by key.

    `places` says where things stand that are checked later: "scheme", a line's entry by its id, and parts of it ("CZ-1.tier").
    """

    unit: str
    year: int
    scheme: str
    facts: FactSet
    source: str
    indicators: tuple[OwnIndicator, ...] = ()
    judgements: dict[str, Judgement] = field(default_factory=dict)
    not_applicable: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    claims: Claims = field(default_factory=Claims)
    bonus: tuple[BonusItem, ...] = ()
    projects: tuple[Project, ...] = ()
    narrative: dict[str, tuple[str, ...]] = field(default_factory=dict)
    head: dict[str, str] = field(default_factory=dict)
    template: str = ""
    places: dict[str, Place] = field(default_factory=dict)
    entries: dict[str, FilledIn] = field(default_factory=dict)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    peers: dict[str, PeerGroup] = field(default_factory=dict)
    deductions: dict[str, Deduction] = field(default_factory=dict)
    vetoes: dict[str, Answer] = field(default_factory=dict)
    second_scores: tuple[SecondScore, ...] = ()
    accepted: tuple[Accepted, ...] = ()
