"""Found from labels and confirmed by figures: which relations of one pattern may be relied on.

A pattern most of whose relations fail was misread, and none of it is given on. One that the labels demand contradicts a figure only where
the file itself drew the table, or where another relation of the same pattern holds; a single one in a guessed table is offered without certainty.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.auditing.relation import EQUAL, judge
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hengji.auditing.relation import Relation
    from hengji.core.audit import Figure

_HOLDS = frozenset({Verdict.CONSISTENT, Verdict.EXPLAINED})
LEAST_TELLING = 2


@dataclass(frozen=True, slots=True)
class Weighed:
    """How many telling relations of a pattern hold and how many do not; zeros alone tell nothing."""

    relations: tuple[Relation, ...]
    good: int
    bad: int

    @property
    def misread(self) -> bool:
        """Whether more fail than hold."""
        return self.bad > self.good


def weigh(relations: Iterable[Relation], figures: Sequence[Figure]) -> Weighed:
    """The relations of a pattern with what speaks for and against it."""
    kept = tuple(relations)
    verdicts = [judge(each, figures).verdict for each in kept if _tells(each, figures)]
    good = sum(verdict in _HOLDS for verdict in verdicts)
    bad = sum(verdict is Verdict.IMPOSSIBLE for verdict in verdicts)
    return Weighed(kept, good, bad)


def holds(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a relation is consistent or explained."""
    return judge(relation, figures).verdict in _HOLDS


def _tells(relation: Relation, figures: Sequence[Figure]) -> bool:
    """Whether a sum of at least two amounts (one where there is but one), or a rate or difference that is not nothing, is at stake."""
    if relation.compare != EQUAL:
        return True
    operands = (*relation.plus, *relation.minus, *relation.over)
    return sum(figures[each].number != 0 for each in operands) >= min(LEAST_TELLING, len(operands))


def settled(weighed: Weighed, *, drawn: bool, demanded: bool, alike: int = 0, scores: bool = False) -> Iterator[Relation]:
    """The relations that may be relied on; `demanded` says that the labels leave no choice, `alike` how many siblings hold elsewhere;
    weights that make their total bear out the column of `scores` beside them.
    """
    good = weighed.good + alike
    alone = weighed.bad == 1 and good == 0 and demanded
    if weighed.bad > good and not alone:
        return
    certain = demanded and (drawn or good > weighed.bad or (scores and good > 0))
    if not certain and not alone and weighed.bad and not weighed.good:
        return
    for each in weighed.relations:
        yield replace(each, certain=certain)


def best(patterns: Iterable[Weighed]) -> Weighed | None:
    """The first pattern against which nothing speaks, else the one for which most does; none where nothing holds."""
    found = [each for each in patterns if each.good and not each.misread]
    return next((each for each in found if not each.bad), max(found, key=lambda each: each.good - each.bad, default=None))
