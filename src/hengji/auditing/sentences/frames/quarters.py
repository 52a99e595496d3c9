"""What the four quarters make: 全年接待 386,214 人次，…；四个季度分别为 a、b、c、d; 全年 48 场，其中一季度 10 场、二季度 12 场、三季度 15 场、四季度 11 场."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.auditing import diagnosis
from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import GOOD
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

PARTS = "list_parts"
_FOUR, _REACH = 4, 24
_ROLES = frozenset({"value", "actual"})
_ODD = frozenset({"ratio", "points", ""})


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """The four, and the amount of the passage that they make, or that they would make but for one slip."""
    if not has(passage.text, (*ground.words["quarters_all"], *ground.words["quarters"])):
        return
    for four in _runs(passage):
        if _of_quarters(ground, passage, four):
            yield from _whole(ground, passage, four)


def _runs(passage: Sentence) -> Iterator[Sequence[Figure]]:
    """Every four figures of one kind with nothing but names and marks between them, and no fifth behind."""
    figures = [each for each in passage.figures if each.dimension not in _ODD]
    for at in range(len(figures) - _FOUR + 1):
        four = figures[at : at + _FOUR]
        behind = figures[at + _FOUR] if at + _FOUR < len(figures) else None
        listed = (
            behind is not None and kind(behind) == kind(four[0]) and passage.text[four[-1].stop : behind.begin].startswith("、")
        )
        alike = len({kind(each) for each in four}) == 1 and all(after.id == one.id + 1 for one, after in pairwise(four))
        if alike and not listed and "。" not in passage.text[four[0].stop : four[-1].begin]:
            yield four


def _of_quarters(ground: Ground, passage: Sentence, four: Sequence[Figure]) -> bool:
    """Whether each is called by its quarter, or words before the first say that they are those of all."""
    names = [before(passage, each) for each in four]
    if all(quarter in name for quarter, name in zip(ground.words["quarters"], names, strict=False)):
        return True
    opening = passage.text[max(0, four[0].begin - _REACH) : four[0].begin].rpartition("。")[2]
    bare = all(passage.text[one.stop : after.begin].strip() in ("、", "和", "，", "及") for one, after in pairwise(four))
    return bare and has(opening, ground.words["quarters_all"])


def _whole(ground: Ground, passage: Sentence, four: Sequence[Figure]) -> Iterator[Relation]:
    inside, figures = {each.id for each in four}, ground.report.figures
    largest = max(each.number for each in four)
    wholes = [
        each for each in passage.figures
        if each.id not in inside and kind(each) == kind(four[0]) and each.role in _ROLES and each.number > largest
        and each.year == four[0].year and not each.about
    ]  # fmt: skip
    ids = tuple(each.id for each in four)
    slots = ("parts", "、".join(ground.words["quarters"]))
    found = [Relation(PARTS, ids, target=each.id, bound=True, slots=(("label", each.label), slots)) for each in wholes]
    good = [each for each in found if judge(each, figures).verdict in GOOD]
    right_before = passage.text[figures[four[0].id - 1].stop : four[0].begin] if four[0].id else ""
    opened = [each for each in found if each.target == four[0].id - 1 and has(right_before, ground.words["columns_open"])]
    near = opened or [each for each in found if diagnosis.edit_like(each, figures)]
    yield from good[:1] or (near if len(near) == 1 else ())
