"""One amount told twice in two units (512,360.75 元，折合 51.24 万元), and answers that came back beside those that were sent out."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.auditing.relation import AT_MOST, Relation
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

CONVERTED, PART = "converted", "list_part"
_ROLES = frozenset({"value", "base"})


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Both, for every figure and the one right before it."""
    for one, two in zip(passage.figures, passage.figures[1:], strict=False):
        between = passage.text[one.stop : two.begin]
        if one.role not in _ROLES or two.role not in _ROLES or one.about or two.about or "。" in between:
            continue
        yield from _converted(ground, passage, one, two)
        yield from _answers(ground, passage, one, two)


def _converted(ground: Ground, passage: Sentence, one: Figure, two: Figure) -> Iterator[Relation]:
    """资本性支出 512,360.75 元，折合 51.24 万元: nothing but the word between them, and another unit; or alone in a bracket: 51.24 万元（512,360.75 元）."""
    if one.dimension != "money" or two.dimension != "money" or one.unit == two.unit:
        return
    between = passage.text[one.stop : two.begin]
    alone = between == "（" and passage.text[two.stop : two.stop + 1] == "）"
    if alone or between.strip("，,（( ") in ground.words["converted"]:
        fine, coarse = sorted((one, two), key=_step)
        yield Relation(CONVERTED, (fine.id,), target=coarse.id, bound=True, slots=(("label", one.label or two.label),))


def _step(amount: Figure) -> Fraction:
    """How much the last digit of an amount is."""
    return Fraction(*(amount.unit.factor if amount.unit is not None else exact.ONE)) * Fraction(1, 10**amount.decimals)


def _answers(ground: Ground, passage: Sentence, one: Figure, two: Figure) -> Iterator[Relation]:
    """发放问卷 358 份，收回 346 份: no more come back than were sent."""
    sent, back = before(passage, one), before(passage, two)
    out = has(sent, ground.words["answers_out"]) and not has(sent, ground.words["answers_back"])
    if out and back.startswith(ground.words["answers_back"]) and kind(one) == kind(two) == "份":
        slots = (("label", sent), ("parts", back))
        yield Relation(PART, (two.id,), target=one.id, compare=AT_MOST, named=True, blame=two.id, slots=slots)
