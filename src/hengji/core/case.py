"""What a department gives: facts, its own indicators, judgements, reasons, claims and narrative."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.factset import FactSet
    from hengji.core.place import Place
    from hengji.core.quantity import Quantity
    from hengji.core.sheet import Judgement


@dataclass(frozen=True, slots=True)
class OwnIndicator:
    """An indicator that the department set itself, in a slot of the scheme.

    `operator` is `at_least`, `at_most`, `equal` or `words`; `target` and `actual` are amounts, or words for `words`.
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
