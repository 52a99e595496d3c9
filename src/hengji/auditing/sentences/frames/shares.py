"""占…的 P%, 比重为 P%, （P%）: a part of a whole that the words name, or leave to be found."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import slip
from hengji.auditing.relation import Relation, by_last_digit, judge
from hengji.auditing.sentences.frames.columns import kind
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR, FEW, NEAR, called, first_that_holds, said, trimmed
from hengji.auditing.sentences.frames.ratios import bracketed, pairs
from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

SHARE, _HUNDRED = "far_share", 100
_BRACKET = re.compile(r"[（(][^（）()]{0,40}[）)]$")
_AND = ("、", "，", "和", "及", "以及", "与")
_RIGHT_BEHIND = ("（", "(", "、", "，")
_SHARE = re.compile(
    r"(?:(?:占比|比重|比例|所占比例|所占比重)|占(?P<whole>[^，。；、占比（）()]{0,16}?)的?(?:比例|比重)?)(?:约|为|是|达)?$"
)


def rate_of(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """A share where the words before it say so, else the rate of two figures."""
    words = sentence.before(at)
    share = _SHARE.search(words)
    if share is not None and figure.role not in ("rate", "change"):
        yield from _share(ground, sentence, at, figure, share)
        return
    if at and words in _RIGHT_BEHIND and figure.role == "value":
        yield from _part_with_share(ground, sentence.figures[at - 1], figure)
        return
    name = CLAUSE.split(words)[-1]
    if figure.operator or figure.role in ("rate", "change", "target") or has(name, ground.words["not_rates"]):
        return
    if figure.role in ("completion", "share") or has(name, ground.words["rates"]):
        yield from first_that_holds(ground, pairs(ground, sentence, at, figure, name))
    elif figure.role == "actual":
        yield from first_that_holds(ground, bracketed(ground, sentence, at, figure, name))


def _part_with_share(ground: Ground, own: Figure, rate: Figure) -> Iterator[Relation]:
    """教育 2641.4 万元（13.3%）, a part of a whole: its share, perhaps; the other parts bear it out."""
    if own.whole >= 0 and own.role == "value" and own.dimension not in ("ratio", "points", ""):
        yield _share_of(own, ground.report.figures[own.whole], rate)


def rate_first(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """本年支出 7051.3 万元，各部分占比：教育占 11.3%，计 797.1 万元；…: the amount behind its share, of the one before the colon."""
    own = sentence.figures[at + 1] if at + 1 < len(sentence.figures) else figure
    between = sentence.text[figure.stop : own.begin].strip("，, （(")
    if figure.role != "share" or own.dimension in ("ratio", "") or between not in ground.words["behind_rate"]:
        return
    for number in range(at - 1, -1, -1):
        whole, after = sentence.figures[number : number + 2]
        if whole.dimension == own.dimension and "：" in sentence.text[whole.stop : after.begin].replace(":", "："):
            yield _share_of(own, whole, figure)
            return


def _share(ground: Ground, sentence: Sentence, at: int, figure: Figure, share: re.Match[str]) -> Iterator[Relation]:
    own = _own(ground, sentence, at, figure, share)
    if own is None or own.dimension in ("ratio", ""):
        return
    said_whole = share["whole"] or ""
    whole = trimmed(ground, said_whole)
    every = [
        each
        for each in ground.report.figures[max(0, own.id - FAR) : own.id]
        if each.dimension == own.dimension
        and each.role == "value"
        and each.year == own.year
        and each.number
        and not _other_side(ground, own, each)
    ]
    named = [each for each in every if whole and called(ground, each, whole)]
    spoken = [each for each in every if whole and said(ground, each).endswith(whole)]
    named = ([each for each in (*named, *spoken) if each.stage == own.stage] or named)[-2:]
    loose = [] if said_whole else _loose(ground, sentence, own, every, figure)
    others = every if said_whole else loose
    only = len(loose) == 1 and sentence.holds(loose[0]) and own.whole < 0
    # a part that is more than the one whole of its name
    only = only or (len(named) == 1 and figure.number < _HUNDRED and Fraction(*own.value) > Fraction(*named[0].value))
    made = [replace(_share_of(own, each, figure), certain=only) for each in (named or loose)]
    if any(_by_last_digit(ground, each, figure) for each in made):
        return
    if at and own.id == sentence.figures[at - 1].id and not said_whole and not _holding(ground, iter(made)):
        part_of = _of_its_part(ground, sentence, own, every, figure)
        if part_of is not None:
            yield part_of
            return
    if made:
        yield from first_that_holds(ground, [*made, *_holding(ground, (_share_of(own, each, figure) for each in others))])
    elif said_whole:
        yield from first_that_holds(ground, pairs(ground, sentence, at, figure, said_whole))


def _of_its_part(ground: Ground, sentence: Sentence, own: Figure, every: Sequence[Figure], rate: Figure) -> Relation | None:
    """甲 1,246 例、乙 418 例、丙 203 例，三者合计 1,867 例，占 53.82%, which is 甲's share of a whole told before: another than what 合计 calls."""
    if not said(ground, own).endswith(ground.words["sums"]) or len(rate.number.as_tuple().digits) <= NEAR:
        return None
    parts = [
        each
        for each in sentence.figures
        if each.id < own.id and kind(each) == kind(own) and Fraction(*each.value) < Fraction(*own.value)
    ]
    wholes = [
        each
        for each in every
        if not sentence.holds(each) and kind(each) == kind(own) and Fraction(*each.value) > Fraction(*own.value)
    ]
    for whole in reversed(wholes):
        if _holding(ground, iter([_share_of(own, whole, rate)])):
            return None
    for whole in reversed(wholes):
        if any(_holding(ground, iter([_share_of(each, whole, rate)])) for each in parts):
            return replace(_share_of(own, whole, rate), certain=True, bound=True, named=True)
    return None


def _other_side(ground: Ground, own: Figure, whole: Figure) -> bool:
    """Whether one is of income and the other of spending."""
    one, other = ({word for word in ground.sides if word in each.label} for each in (own, whole))
    return bool(one and other) and not one & other


def _by_last_digit(ground: Ground, relation: Relation, rate: Figure) -> bool:
    """Whether a share misses by its last digit alone: it may have been made to fit the others."""
    outcome = judge(relation, ground.report.figures)
    return outcome.verdict is Verdict.IMPOSSIBLE and by_last_digit(outcome, rate)


def _loose(ground: Ground, sentence: Sentence, own: Figure, every: Sequence[Figure], rate: Figure) -> list[Figure]:
    """What may be the whole where no word says it: the list's, or what is larger and no part, before it or as the sentence's sum."""
    if own.whole >= 0:
        whole = ground.report.figures[own.whole]
        wider = [ground.report.figures[whole.whole]] if whole.whole >= 0 else []
        return [each for each in (whole, *wider) if Fraction(*each.value) >= Fraction(*own.value)]
    larger = [each for each in every if each.whole < 0 and Fraction(*each.value) > Fraction(*own.value)]
    figures = ground.report.figures
    here = [
        each
        for each in larger
        if sentence.holds(each)
        and figures[each.id + 1].dimension != "ratio"
        and (each.id in ground.wholes or sentence.text.startswith(ground.words["among"], each.stop))
    ]
    summed = [
        each
        for each in ground.report.figures[own.id + 1 : own.id + 2 * FEW]
        if each.passage == own.passage and each.dimension == own.dimension and said(ground, each).endswith(ground.words["sums"])
    ][:1]
    near = [each for each in larger if 0 < own.passage - each.passage <= NEAR][-4:]
    # 842 起火灾……。电气类 361 起，占 48.27%: of another sentence of the passage where two digits of the share are exchanged
    turned = [each for each in larger if each.passage == own.passage and not sentence.holds(each) and _turned(own, each, rate)]
    return (here + summed) or turned[-1:] or near


def _turned(own: Figure, whole: Figure, rate: Figure) -> bool:
    """Whether a share is printed with its digits in another order."""
    factor = rate.unit.factor if rate.unit is not None else exact.ONE
    right = exact.decimal(exact.divide(exact.divide(own.value, whole.value), factor), rate.decimals)
    return slip(rate, right) and sorted(f"{right:f}") == sorted(f"{rate.number:f}")


def _holding(ground: Ground, found: Iterator[Relation]) -> list[Relation]:
    return [each for each in found if judge(each, ground.report.figures).verdict is Verdict.CONSISTENT]


def _own(ground: Ground, sentence: Sentence, at: int, figure: Figure, share: re.Match[str]) -> Figure | None:
    """What has the share: the amount right before, or what the words before 占 name."""
    name = sentence.before(at)[: share.start()]
    name = CLAUSE.split(name)[-1].split("。")[-1]
    if at and not name.strip():
        return sentence.figures[at - 1]
    name = next((name.removeprefix(word) for word in ground.words["run_inside"] if name.startswith(word)), name).strip()
    if len(name) <= 1:
        return None
    return ground.index.named(name, "money", figure) or _ending_so(ground, figure, name)


def _ending_so(ground: Ground, figure: Figure, name: str) -> Figure | None:
    """学校自筹（事业收入安排）A……自筹占 P%: the one amount before it in its passage whose name ends so."""
    found = [
        each
        for each in ground.report.figures[max(0, figure.id - FAR) : figure.id]
        if each.passage == figure.passage
        and each.role == "value"
        and each.dimension == "money"
        and _BRACKET.sub("", each.label).endswith(name)
    ]
    return found[0] if len(found) == 1 else None


def _share_of(own: Figure, whole: Figure, rate: Figure) -> Relation:
    slots = (("label", own.label), ("whole", whole.label))
    return Relation(SHARE, (own.id,), over=(whole.id,), target=rate.id, certain=False, slots=slots)


def in_order(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """A 986.40 万元、B 152.15 万元、C 492.00 万元，占比分别为 60.49%、9.33%、30.17%: each of its own amount."""
    if figure.dimension != "ratio" or not sentence.before(at).endswith(ground.words["in_order"]):
        return
    rates = [figure]
    for number in range(at + 1, min(at + FEW, len(sentence.figures))):
        after = sentence.figures[number]
        if after.dimension != "ratio" or sentence.before(number).strip() not in _AND:
            break
        rates.append(after)
    amounts = [each for each in sentence.figures[max(0, at - 2 * FEW) : at] if each.dimension != "ratio" and each.role == "value"][
        -len(rates) :
    ]
    wholes = {each.whole for each in amounts}
    if 1 < len(amounts) == len(rates) and len(wholes) == 1 and min(wholes) >= 0:
        whole = ground.report.figures[min(wholes)]
        for own, rate in zip(amounts, rates, strict=True):
            yield replace(_share_of(own, whole, rate), certain=True)
