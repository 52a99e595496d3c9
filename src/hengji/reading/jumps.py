"""元 for 万元: an amount a thousand times its own figure of last year or of another stage is asked about, never taken silently."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from hengji.core.problem import Problem, problem
from hengji.core.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.case import Case
    from hengji.core.fact import Fact
    from hengji.rulebook.book import Book

JUMP = "IN19"
TIMES = 1000
MONEY = "money"


def check(case: Case, book: Book) -> Iterator[Problem]:
    """A question for each jump that the clerk's `reasons` do not name; both places and both readings stand in it."""
    groups: dict[tuple[str, object], list[Fact]] = {}
    for fact in case.facts:
        if book.concepts[fact.concept].dimension == MONEY:
            groups.setdefault((fact.concept, fact.context.members), []).append(fact)
    for facts in groups.values():
        label = book.concepts[facts[0].concept].label
        if label not in case.reasons:
            yield from (_question(label, suspect, other, book) for suspect, other in _suspects(facts))


def _suspects(facts: list[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """One question for each amount that jumps: for the one that jumps against most others, or else for the larger."""
    pairs = [pair for pair in combinations(facts, 2) if _neighbours(*pair) and _jumps(*pair)]
    while pairs:
        jumping = [fact for pair in pairs for fact in pair]
        suspect = max(jumping, key=lambda fact: (jumping.count(fact), _amount(fact)))
        first = next(pair for pair in pairs if suspect in pair)
        yield suspect, first[1] if first[0] is suspect else first[0]
        pairs = [pair for pair in pairs if suspect not in pair]


def _neighbours(a: Fact, b: Fact) -> bool:
    """Same stage of the year before, or another stage of the same year."""
    return a.context.stage == b.context.stage or a.context.year == b.context.year


def _amount(fact: Fact) -> int:
    value = fact.value.value if isinstance(fact.value, Quantity) else (0, 1)
    return abs(value[0]) * 100 // value[1]


def _jumps(a: Fact, b: Fact) -> bool:
    small, large = sorted((_amount(a), _amount(b)))
    return small > 0 and large >= TIMES * small


def _question(label: str, suspect: Fact, other: Fact, book: Book) -> Problem:
    stage = book.stages[other.context.stage].label if other.context.stage else ""
    return problem(
        JUMP,
        suspect.provenance.place,
        suspect.provenance.quote,
        name=label,
        other=f"{other.context.year}{stage}",
        at=other.provenance.place,
        value=other.provenance.quote,
    )
