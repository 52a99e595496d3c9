"""A rate and the two figures that it is made of: 发放 400 份，收回 386 份，回收率 96.50%."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR, GOOD, NEAR, ODD, is_budget
from hengji.auditing.sentences.frames.named import bracketed as in_bracket
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

PAIR, _HUNDRED = "pair_rate", 100
_CLOSES = re.compile(r"[^（()）。；\d]{0,20}[）)]")


def pairs(ground: Ground, sentence: Sentence, at: int, figure: Figure, name: str) -> list[Relation]:
    """The relations that a rate may have with two figures before it, or with a budget further back."""
    inside = bracketed(ground, sentence, at, figure, name)
    if inside:
        return inside
    earlier = sentence.earlier(at)
    cut = max((n + 1 for n, each in enumerate(earlier) if each.dimension == "ratio"), default=0)
    for group in (earlier[cut:], earlier):
        counted = [each for each in group if each.dimension != "ratio" and each.role not in ODD]
        outside = [each for each in counted if not _aside(ground, sentence, each)]
        counted = outside if len(outside) > 1 else counted
        same = [each for each in counted if each.dimension == counted[-1].dimension][-NEAR:]
        left = [each for each in same if has(each.label, ground.words["balance_left"])]
        if len(same) == NEAR and left:
            return _of_left(ground, same, left, figure, name) or _of_two(ground, same, figure, name)
        if len(same) == len(left) + 1 == 2 and has(name, ground.words["balance_left"]):  # noqa: PLR2004 - what is left and one other
            return _of_spent(ground, same, left[0], figure, name)
        if len(same) > 1 and group is not earlier[cut:]:
            # another rate has been told of them
            return [each for each in _every(ground, same, figure, name) if judge(each, ground.report.figures).verdict in GOOD]
        if len(same) > 1:
            only = len(same) == 2 == len(counted)  # noqa: PLR2004
            if only and _side_by_side(ground, same, figure, name):
                return [each for each in _every(ground, same, figure, name) if judge(each, ground.report.figures).verdict in GOOD]
            named = [] if only else _right_before(ground, sentence, at, figure, name)
            return named + [_one_of(ground, pair, figure, name, only=only) for pair in reversed(list(combinations(same, 2)))]
    return _of_budget(ground, sentence, at, figure, name)


def _aside(ground: Ground, sentence: Sentence, figure: Figure) -> bool:
    """监测 1095 次（每厂每天 1 次），达标…: whether a bracket opens and closes around a figure that is one of each."""
    said = re.split("[（(]", sentence.text[max(0, figure.begin - FAR) : figure.begin])[-1]
    each = has(said, ground.words["each_beside"])
    return each and in_bracket(sentence, figure) and _CLOSES.match(sentence.text, figure.stop) is not None


def _right_before(ground: Ground, sentence: Sentence, at: int, rate: Figure, name: str) -> list[Relation]:
    """报名 2,318 人次，结业 2,010 人次，结业率 86.7%: the last two before a rate, where the second alone is called by what the rate is of."""
    pair = sentence.figures[max(0, at - 2) : at]
    called = [each for each in sentence.figures[max(0, at - NEAR) : at] if _has_stem(ground, each, rate, name)]
    if len(called) == 1 and called[0].id != rate.id - 1 and called[0] is not sentence.figures[0]:
        # 计划 58 个，完工 55 个，在建 3 个，完工率 94.83%: the one so called, and what stands before it
        pair = sentence.figures[sentence.figures.index(called[0]) - 1 :][:2]
    if len(pair) < 2 or pair[0].unit != pair[1].unit or any(each.dimension == "ratio" or each.whole >= 0 for each in pair):  # noqa: PLR2004
        return []
    return [_one_of(ground, pair, rate, name, only=True)] if _named(ground, pair, rate, name) is not None else []


def _every(ground: Ground, same: Sequence[Figure], rate: Figure, name: str) -> list[Relation]:
    return [_one_of(ground, pair, rate, name) for pair in reversed(list(combinations(same, 2)))]


def _of_left(ground: Ground, same: Sequence[Figure], left: Sequence[Figure], rate: Figure, name: str) -> list[Relation]:
    """年末结转和结余 A，本年总收入 B（含上年结转 C），结转结余率 P: the rate is that of what is left, over the amount that is neither a part nor left."""
    if not has(name, ground.words["balance_left"]):
        return []
    tops = [each for each in left if each.whole < 0]
    bottoms = [each for each in same if each not in left]
    if len(tops) != 1 or len(bottoms) != 1 or not bottoms[0].number:
        return []
    slots = (("label", name),)
    return [Relation(PAIR, (tops[0].id,), over=(bottoms[0].id,), target=rate.id, slots=slots)]


def _of_spent(ground: Ground, same: Sequence[Figure], left: Figure, rate: Figure, name: str) -> list[Relation]:
    """支出 A 万元，结余 C 万元，结余率 P: over what was spent and what is left together, or over the other amount, whichever holds."""
    (other,) = (each for each in same if each is not left)
    slots = (("label", name),)
    both = Relation(PAIR, (left.id,), over=(other.id, left.id), target=rate.id, certain=False, slots=slots)
    alone = Relation(PAIR, (left.id,), over=(other.id,), target=rate.id, certain=False, slots=slots)
    holding = [each for each in (alone, both) if judge(each, ground.report.figures).verdict in GOOD]
    return holding[:1] or [alone]


def _of_two(ground: Ground, same: Sequence[Figure], rate: Figure, name: str) -> list[Relation]:
    """支出 A，收入 B，上年结转 C，完成率 P: what was spent over all that there was to spend; or over one of them."""
    pairs = [_one_of(ground, pair, rate, name) for pair in combinations(same, 2)]
    holding = [each for each in pairs if judge(each, ground.report.figures).verdict in GOOD]
    slots = (("label", name),)
    every = [
        Relation(
            PAIR, (one.id,), over=tuple(each.id for each in same if each is not one), target=rate.id, certain=False, slots=slots
        )
        for one in same
        if not has(one.label, ground.words["balance_left"])
    ]
    return holding or every


def bracketed(ground: Ground, sentence: Sentence, at: int, figure: Figure, name: str) -> list[Relation]:
    """实际完成 96.15%（应结 52 件，实结 50 件）."""
    pair = sentence.figures[at + 1 : at + 3]
    inside = len(pair) == 2 and sentence.text[figure.stop : figure.stop + 1] in ("（", "(")  # noqa: PLR2004
    if not inside or "）" in sentence.text[pair[0].stop : pair[1].begin]:
        return []
    one = pair[0].dimension == pair[1].dimension not in ("ratio", "points", "")
    return [_one_of(ground, pair, figure, name)] if one else []


def _one_of(ground: Ground, pair: Sequence[Figure], rate: Figure, name: str, *, only: bool = False) -> Relation:
    """The smaller over the larger, or the other way where the rate is above 100 %. `only`: the sentence has no other two."""
    small, large = sorted(pair, key=lambda each: Fraction(*each.value))
    top = _named(ground, pair, rate, name) if only else None
    if top is not None:
        small, large = top, next(each for each in pair if each is not top)
    elif rate.number > _HUNDRED:
        small, large = large, small
    return Relation(
        PAIR, (small.id,), over=(large.id,), target=rate.id, certain=only and _meant(ground, pair, rate, name),
        slots=(("label", name),),
    )  # fmt: skip


def _meant(ground: Ground, pair: Sequence[Figure], rate: Figure, name: str) -> bool:
    """Whether words leave no choice: a budget and what was done of it; 支付 126 万元，支付率 70%."""
    first, second = pair
    if rate.role == "completion" and first.stage in ("original", "revised") and second.stage == "outturn":
        return first.label == second.label or rate.against.endswith(ground.words["completed"])
    return _has_stem(ground, second, rate, name)


def _has_stem(ground: Ground, figure: Figure, rate: Figure, name: str) -> bool:
    """Whether the words before an amount hold the letters of what a rate is of: 可网办 1574 项，网办率."""
    text = ground.report.passages[rate.passage].text
    ends = sorted(ground.words["rates"], key=len, reverse=True)
    stem = next((name.removesuffix(word) for word in ends if name.endswith(word)), "")[-2:]
    said = CLAUSE.split(text[max(0, figure.begin - FAR) : figure.begin])[-1]
    denied = any(word + stem in said for word in ground.words["not_done"])
    return len(stem) > 1 and not denied and all(letter in said for letter in stem)


def _side_by_side(ground: Ground, pair: Sequence[Figure], rate: Figure, name: str) -> bool:
    """甲厂处理 A、乙厂处理 B，处理率 P: both are what the rate is of, and neither is its whole."""
    first, second = pair
    between = ground.report.passages[rate.passage].text[first.stop : second.begin]
    return between.startswith("、") and all(_has_stem(ground, each, rate, name) for each in pair)


def _named(ground: Ground, pair: Sequence[Figure], rate: Figure, name: str) -> Figure | None:
    """The second of two amounts, where it alone is called by what the rate is of, and is no more than the first."""
    first, second = pair
    alone = _has_stem(ground, second, rate, name) and not _has_stem(ground, first, rate, name)
    return second if alone and Fraction(*second.value) <= Fraction(*first.value) else None


def _of_budget(ground: Ground, sentence: Sentence, at: int, figure: Figure, name: str) -> list[Relation]:
    """预算执行率 97%, where the amounts stand before: what was spent over a budget, the nearest of each."""
    if not has(name, ground.words["of_budget"]):
        return []
    near = [
        each
        for each in ground.report.figures[max(0, figure.id - 12) : figure.id]
        if each.passage >= figure.passage - 1 and each.dimension == "money" and each.role == "value" and each.whole < 0
    ]
    spent = [each for each in near if each.stage == "outturn" and not is_budget(ground, each)]
    budgets = [each for each in near if each.stage != "outturn" or is_budget(ground, each)]
    last = sentence.figures[at - 1] if at else None
    spent = [last] if last in near else spent[-2:]
    budgets = [each for each in budgets if each not in spent]
    return [
        Relation(PAIR, (one.id,), over=(other.id,), target=figure.id, certain=False, slots=(("label", name),))
        for one in reversed(spent)
        for other in reversed(budgets[-2:])
    ]


def multiple(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """A 万元，是上年 B 万元的 1.21 倍."""
    if at < 2 or not figure.text.endswith(ground.words["times"]) or sentence.before(at).strip() != "的":  # noqa: PLR2004
        return
    own, base = sentence.figures[at - 2 : at]
    said = sentence.before(at - 1).lstrip("，, ")
    if own.dimension == base.dimension != "ratio" and said.startswith(ground.words["times_of"]) and base.number:
        yield Relation(PAIR, (own.id,), over=(base.id,), target=figure.id, slots=(("label", own.label),))
