"""Rows to score: those of the scheme, and those that a department put into its slots, in one form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.once import once
from hengji.core.sheet import Judgement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.case import OwnIndicator
    from hengji.core.exact import Exact
    from hengji.rulebook.members import Member
    from hengji.rulebook.method import Method
    from hengji.rulebook.rules import NotApplicable, OverCompletion
    from hengji.rulebook.scheme import Indicator, Slot, Tier


WORDS = "words"
JUDGED_WHERE_UNRULED = frozenset({"between", "by_date"})
"""A range or a day under a slot that has no rule for them is judged, as words are."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is scored: an indicator of the scheme, one of the department's own with its slot, or a slot that does not apply."""

    id: str
    path: tuple[str, ...]
    weight: Exact | None
    tiers: tuple[Tier, ...]
    method: Method | None
    indicator: Indicator | None
    own: OwnIndicator | None
    slot: Slot | None
    confidence: str
    reference: str
    not_applicable: NotApplicable | None = None
    over_completion: OverCompletion | None = None
    members: tuple[Member, ...] = ()
    evidence: tuple[str, ...] = ()
    standard: str = ""
    explanation: str = ""
    core: bool = False
    target_text: str = ""
    actual_text: str = ""

    @property
    def scale(self) -> Exact | None:
        """At what the points are full before a section makes the weight of them: the weight as the table prints it."""
        return self.indicator.scale if self.indicator is not None else self.weight


@once
def of_scheme(indicator: Indicator) -> Row:
    """A row of the scheme."""
    return Row(
        id=indicator.id,
        path=indicator.path,
        weight=indicator.weight,
        tiers=indicator.tiers,
        method=indicator.method,
        indicator=indicator,
        own=None,
        slot=None,
        confidence=indicator.reference.confidence,
        reference=indicator.reference.source,
        not_applicable=indicator.not_applicable,
        over_completion=indicator.over_completion,
        members=indicator.members,
        evidence=indicator.evidence,
        standard=indicator.standard,
        explanation=indicator.explanation,
        core=indicator.core,
    )


def of_slot(slot: Slot) -> Row:
    """A slot as a whole, where a department says that it does not apply to it."""
    return Row(
        id=slot.id,
        path=slot.path,
        weight=slot.weight,
        tiers=(),
        method=None,
        indicator=None,
        own=None,
        slot=slot,
        confidence=slot.reference.confidence,
        reference=slot.reference.source,
        not_applicable=slot.not_applicable,
        over_completion=slot.over_completion,
    )


def ruled(own: OwnIndicator, slot: Slot) -> Method | None:
    """The method that a slot names for the kind of target of an indicator."""
    found = slot.methods.get(own.operator)
    return slot.methods.get(WORDS) if found is None and own.operator in JUDGED_WHERE_UNRULED else found


def of_department(own: OwnIndicator, slot: Slot) -> Row:
    """A row of the department, scored by the method that the slot names for its kind of target."""
    return Row(
        id=own.id,
        path=(*slot.path, *([own.level] if own.level else []), own.name),
        weight=own.weight,
        tiers=slot.tiers,
        method=ruled(own, slot),
        indicator=None,
        own=own,
        slot=slot,
        confidence=slot.reference.confidence,
        reference=slot.reference.source,
        over_completion=slot.over_completion,
        evidence=own.evidence,
        target_text=own.target_text,
        actual_text=own.actual_text,
    )


def judgement_of(own: OwnIndicator) -> Judgement | None:
    """What a judge entered for a department's own indicator."""
    if own.points is None and not own.tier:
        return None
    return Judgement(own.tier, own.points, (), own.judge, own.evidence, own.reason)


def within(tier: Tier, tiers: Sequence[Tier], points: Exact, weight: Exact) -> bool:
    """Whether points lie in a tier: its lower bound belongs to it, its upper bound only where no tier is above."""
    low, high = exact.multiply(tier.low, weight), exact.multiply(tier.high, weight)
    top = all(exact.compare(other.high, tier.high) <= 0 for other in tiers)
    below = exact.compare(points, high)
    return exact.compare(points, low) >= 0 and (below < 0 or (below == 0 and top))
