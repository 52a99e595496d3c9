"""A mean whose total stands in a sentence before, or further back in its own: 累计支付 A 万元。按改造的 N 户折算，户均支付 M 万元; 其余 A 万元用于…，惠及 N 人，人均 M 元.

It is told where its words name all three, where one slip of the pen closes it, and where 其余 is reckoned with what the whole was.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.auditing import slips
from hengji.auditing.diagnosis import slip, solved
from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.columns import kind
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR, GOOD, said
from hengji.auditing.sentences.frames.named import bracketed
from hengji.auditing.sentences.products import in_its_unit
from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure
    from hengji.core.exact import Exact

BY_HEAD = "per_head"
_BACK, _SURE, _LEAST, _SHORT = 12, 3, 2, 30
_UNCOUNTED = frozenset({"money", "ratio", "points", ""})
_ROLES = frozenset({"value", "actual", "base"})
_NEAR = (Fraction(1, 2), Fraction(2))
_UNITS = ((10_000, 1), (1, 10_000))
_TENS = ((10, 1), (1, 10))


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such mean of a passage."""
    for at, figure in enumerate(passage.figures):
        if (
            figure.dimension != "money"
            or figure.about
            or not figure.number
            or figure.id in ground.taken
            or bracketed(passage, figure)
        ):
            continue
        letter, verb = _each(ground, CLAUSE.split(passage.before(at).split("。")[-1])[-1].strip())
        fits = _heads(ground, passage, at, letter) if letter else []
        heads = fits if len(fits) < _LEAST else _closing(ground, passage, at, fits)
        if len(heads) == 1:
            yield from _of_heads(ground, passage, at, heads[0], verb)


def _each(ground: Ground, words: str) -> tuple[str, str]:
    """For whom a mean is, and what was done: (户, 支付) of 户均支付; empty where it is none."""
    for word in sorted(ground.words["heads"], key=len, reverse=True):
        found, after, verb = words.partition(word)
        if after and not found.removesuffix("平均") and len(verb) <= _LEAST + 1:
            for copula in sorted(ground.words["about"], key=len, reverse=True):
                verb = verb.removesuffix(copula)
            return (word[:1] if word.endswith("均") else word[-1:]), verb
    return "", ""


def _closing(ground: Ground, passage: Sentence, at: int, fits: Sequence[Figure]) -> list[Figure]:
    """立案 763 件，结案 708 件，罚没款 586.42 亿元，案均 0.83 万元: of several numbers the one with which another unit closes the mean of the last amount."""
    mean = passage.figures[at]
    amounts = [
        each for each in passage.figures[max(0, at - _BACK) : at] if each.dimension == mean.dimension and each.role in _ROLES
    ]
    if not amounts or any(judge(_relation(amounts[-1], each, mean), ground.report.figures).verdict in GOOD for each in fits):
        return []
    return [each for each in fits if _other_unit(ground, amounts[-1], each, mean)]


def _heads(ground: Ground, passage: Sentence, at: int, letter: str) -> list[Figure]:
    """The numbers of its sentence that count those for whom a mean is."""
    letters = next((line for line in ground.words["heads_counted"] if line.startswith(letter)), letter)
    mean = passage.figures[at]
    return [
        each
        for each in passage.figures[max(0, at - _BACK) : at]
        if each.dimension not in _UNCOUNTED
        and not each.about
        and each.number
        and kind(each)[:1] in letters
        and "。" not in passage.text[each.stop : mean.begin]
        and not each.measure.startswith(ground.words["magnitudes"])
    ]


def _of_heads(ground: Ground, passage: Sentence, at: int, heads: Figure, verb: str) -> Iterator[Relation]:
    """The mean over its heads: of the last amount of its sentence, or of the one of the sentences before that the verb calls."""
    mean = passage.figures[at]
    amounts = [
        each
        for each in passage.figures[max(0, at - _BACK) : at]
        if each.dimension == mean.dimension and each.role in _ROLES and not each.about and exact.compare(each.value, mean.value) > 0
    ]
    own = [each for each in amounts if not re.search("[。；]", passage.text[each.stop : mean.begin])]
    if own and _of_the_whole(ground, own[-1], heads, mean):
        yield _relation(own[-1], heads, mean, said(ground, mean))
    elif not any(judge(_relation(each, heads, mean), ground.report.figures).verdict in GOOD for each in amounts):
        top = own[-1] if own else _called(ground, passage, amounts, (heads, mean), verb)
        if top is not None and (not own or _slipped(ground, top, heads, mean)):
            yield _relation(top, heads, mean, said(ground, mean))


def _called(ground: Ground, passage: Sentence, amounts: Sequence[Figure], told: tuple[Figure, Figure], verb: str) -> Figure | None:
    """The amount of a sentence before that the verb of the mean calls, where the mean is said to be reckoned; else the only one, where a slip closes it."""
    heads, mean = told
    if not has(passage.text[heads.stop : mean.begin], ground.words["mean_by"]):
        return None
    words = [(CLAUSE.split(said(ground, each))[-1], each) for each in amounts]
    called = [each for word, each in words if verb and word.endswith(verb) and not word.startswith(ground.words["not_done"])]
    if len(called) == 1 and len(verb) >= _LEAST and not any(each.whole == called[0].id for each in amounts):
        return called[0]
    return amounts[0] if len(amounts) == 1 and _slipped(ground, amounts[0], heads, mean) else None


def _relation(top: Figure, heads: Figure, mean: Figure, label: str = "") -> Relation:
    scale = exact.divide(exact.ONE, in_its_unit(heads))
    slots = (("label", label or mean.label),)
    return Relation(BY_HEAD, (top.id,), over=(heads.id,), target=mean.id, scale=scale, bound=True, slots=slots)


def _slipped(ground: Ground, top: Figure, heads: Figure, mean: Figure) -> bool:
    """Whether one slip of the pen in a mean of three digits or more, or 万元 for 元 and the like, is all that is wrong."""
    if _other_unit(ground, top, heads, mean):
        return True
    return slipped_mean(_relation(top, heads, mean), mean, ground.report.figures)


def slipped_mean(relation: Relation, mean: Figure, figures: Sequence[Figure]) -> bool:
    """Whether one slip of the pen in a mean of three digits or more is all that is wrong."""
    right = solved(relation, figures, mean)
    wrong = judge(relation, figures).verdict is Verdict.IMPOSSIBLE
    return wrong and right is not None and slips.digits(mean) >= _SURE and slip(mean, right)


def near_mean(mean: Figure, computed: Exact) -> bool:
    """Whether a mean is no less than half of what was computed and no more than twice it: further off it is of something else."""
    return _NEAR[0] <= Fraction(*exact.divide(mean.value, computed)) <= _NEAR[1]


def _other_unit(ground: Ground, top: Figure, heads: Figure, mean: Figure) -> bool:
    relation = _relation(top, heads, mean)
    ways = (*_UNITS, *(_TENS if slips.digits(mean) >= _SURE else ()))
    units = (replace(relation, scale=exact.multiply(relation.scale, each)) for each in ways)
    return slips.digits(mean) >= _LEAST and any(judge(each, ground.report.figures).verdict is Verdict.CONSISTENT for each in units)


def _of_the_whole(ground: Ground, top: Figure, heads: Figure, mean: Figure) -> bool:
    """Whether an amount is the rest of a greater one told before, and the mean is that of the greater, to three digits or more."""
    if slips.digits(mean) < _SURE or top.id > heads.id or not said(ground, top).startswith(ground.words["rest_begins"]):
        return False
    if judge(_relation(top, heads, mean), ground.report.figures).verdict in GOOD:
        return False
    return any(
        each.dimension == top.dimension
        and each.role in _ROLES
        and exact.compare(each.value, top.value) > 0
        and judge(_relation(each, heads, mean), ground.report.figures).verdict is Verdict.CONSISTENT
        for each in ground.report.figures[max(0, top.id - FAR) : top.id]
    )
