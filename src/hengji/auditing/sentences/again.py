"""下达预算 1170.64 万元（含上年结转 1.03 万元）, said twice: one whole with one part in brackets."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.audit import Figure, Report

AGAIN = "whole_again"
_LEAST, _MOST, _LONG = 4, 12, 4


def relations(report: Report, left: Sequence[str]) -> Iterator[Relation]:
    """What is left of an earlier year, as words of `left` call it: of one whole, one part of a name; of one part, wholes that one wrong digit sets apart."""
    found: dict[tuple[str, int | None], list[tuple[Figure, Figure]]] = defaultdict(list)
    for part in report.figures:
        whole = report.figures[part.whole] if part.whole >= 0 else None
        if whole is not None and has(part.label, left) and _bracketed(part, whole, report):
            found[part.label, part.year].append((part, whole))
    for same in found.values():
        for (part, whole), (other, total) in combinations(same[:_MOST], 2):
            if part.unit != other.unit or whole.unit != total.unit:
                continue
            if whole.number == total.number and part.number != other.number:
                yield Relation(AGAIN, (part.id,), target=other.id, slots=(("label", part.label),))
            elif part.number == other.number:
                yield Relation(AGAIN, (whole.id,), target=total.id, certain=False, slots=(("label", whole.label or part.label),))


def _bracketed(part: Figure, whole: Figure, report: Report) -> bool:
    """Whether an amount of many digits is followed by a bracket with the named part in it."""
    text = report.passages[whole.passage].text
    digits = len(whole.number.as_tuple().digits)
    alone = part.passage == whole.passage and part.id == whole.id + 1 and text[whole.stop : whole.stop + 1] in ("（", "(")
    return alone and digits > _LEAST and len(part.label) >= _LONG and part.dimension == whole.dimension == "money"
