"""What the checks before have said of the figures: of which they speak, and which an equation bears out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.relation import EQUAL
from hengji.core.finding import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.audit import Checked

_GOOD = (Verdict.CONSISTENT, Verdict.EXPLAINED)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Ids of figures: those that some check confirms, explains or contradicts, those of them that none contradicts, and those that an equation proves."""

    told: frozenset[int]
    sound: frozenset[int]
    proved: frozenset[int]


def of(results: Iterable[Checked]) -> Spoken:
    """What some results say; what is unknown or not applicable says nothing, nor that a figure keeps a limit."""
    told: set[int] = set()
    wrong: set[int] = set()
    proved: set[int] = set()
    for each in results:
        if (each.verdict in _GOOD and not each.limit) or each.verdict is Verdict.IMPOSSIBLE:
            told.update(each.figures)
        if each.verdict is Verdict.IMPOSSIBLE:
            wrong.update(each.figures)
        if each.verdict in _GOOD and EQUAL in each.statement:
            proved.update(each.figures)
    return Spoken(frozenset(told), frozenset(told - wrong), frozenset(proved))
