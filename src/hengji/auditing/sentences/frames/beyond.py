"""By how much a budget was gone beyond or kept below, where the budget stands in a sentence before: 预算 4850 万元。…实际支出 4719.49 万元，超出预算 130.51 万元.

It is held only against amounts that it is the difference of, so that what may be wrong is the word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.ground import CLAUSE
from hengji.core import exact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

DIFFERENCE = "change_difference"
_BACK, _REACH = 16, 12
_BUDGETS = frozenset({"original", "revised"})


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such amount of a passage, against the spending right before it and a budget of the passage."""
    for at, figure in enumerate(passage.figures):
        clause = CLAUSE.split(passage.text[max(0, figure.begin - _REACH) : figure.begin])[-1]
        over, under = (clause.endswith(ground.words[key]) for key in ("over_budget", "under_budget"))
        if figure.dimension != "money" or figure.about or over == under:
            continue
        pair = _pair(passage, at, figure)
        if pair is not None:
            spent, budget = pair
            more, less = (spent, budget) if over else (budget, spent)
            slots = (("label", spent.label or budget.label),)
            yield Relation(DIFFERENCE, (more.id,), (less.id,), target=figure.id, bound=True, named=True, slots=slots)


def _pair(passage: Sentence, at: int, figure: Figure) -> tuple[Figure, Figure] | None:
    """What was spent and the budget, whose difference it is to the digit, whichever is greater."""
    before = [
        each for each in passage.figures[max(0, at - _BACK) : at] if each.dimension == "money" and each.role in ("value", "base")
    ]
    spent = [each for each in before if each.stage == "outturn"]
    for one in reversed(spent):
        for budget in (each for each in before if each.stage in _BUDGETS):
            gap = exact.subtract(one.value, budget.value)
            if gap[0] and exact.compare((abs(gap[0]), gap[1]), figure.value) == 0:
                return one, budget
    return None
