"""What is left of a counted whole, and things counted by name: 26 个项目中完工 24 个，其余 2 个; 8 项指标中达标 5 项，未达标 3 项; 按两年、两学期说的合计和平均."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import FAR
from hengji.auditing.sentences.frames.named import bracketed
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

PARTS, TOTAL, MEAN = "list_parts", "list_total", "mean_of_times"
_BACK, _TWO = 4, 2
_COUNTED = re.compile(r"(?P<number>[两三四五六])(?P<of>年度?|学期|个学期|季度?|个季度|批次?|期)(?P<said>[^，。；\d]{0,8})$")


def of(ground: Ground, sentence: Sentence) -> Iterator[Relation]:
    """Every such whole of one sentence."""
    for at, figure in enumerate(sentence.figures):
        if figure.role not in ("value", "actual") or figure.dimension in ("ratio", "points", "") or figure.about:
            continue
        yield from _rest(ground, sentence, at, figure)
        yield from _over_times(ground, sentence, at, figure)


def _rest(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """A 个项目中完工 B 个，其余 C 个; A 项中达标 B 项，未达标 C 项: two that are all of the first."""
    same = [each for each in sentence.figures[max(0, at - _BACK) : at] if _alike(each, figure) and not bracketed(sentence, each)]
    if len(same) != _TWO or figure.dimension == "money":
        return
    whole, part = same
    said, other = before(sentence, figure), before(sentence, part)
    joined = sentence.text[whole.stop : part.begin]
    counted = ("中" in joined.replace("其中", "") or has(joined, ground.words["rest_parted"])) and "。" not in joined
    rest = said.startswith(ground.words["rest_begins"]) and not has(said, ground.words["group_open"])
    against = any(_opposite(other, said, word) for word in ground.words["not_done"])
    if exact.compare(whole.value, part.value) < 0 or not counted or not (rest or against):
        return
    both = part.number + figure.number
    beside = sentence.figures[sentence.figures.index(whole) + 1 : sentence.figures.index(part)]
    if any(each.number == both for each in beside):
        return
    if "；" in sentence.text[part.stop : figure.begin] or _goes_on(sentence, at, figure):
        return
    slots = (("label", whole.label), ("parts", f"{part.label}、{figure.label}"))
    yield Relation(PARTS, (part.id, figure.id), target=whole.id, bound=True, slots=slots)


def _alike(one: Figure, other: Figure) -> bool:
    return kind(one) == kind(other) and one.role == other.role and not one.about


def _opposite(one: str, other: str, word: str) -> bool:
    """达到目标的, 未达到目标的."""
    return len(one) > 1 and other.removesuffix("的").endswith(word + one.removesuffix("的")[-_BACK:])


def _goes_on(sentence: Sentence, at: int, figure: Figure) -> bool:
    """Whether another of the kind follows in the sentence: the two were not all."""
    after = sentence.figures[at + 1 : at + 2]
    return bool(after) and _alike(after[0], figure) and "；" not in sentence.text[figure.stop : after[0].begin]


def _over_times(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """2023 年 A 万元，2024 年 B 万元，两年累计 C 万元; 春季 A 人，秋季 B 人，两学期平均 C 人: as many as are counted, right before it."""
    clause = sentence.text[max(0, figure.begin - FAR) : figure.begin]
    match = _COUNTED.search(re.split(r"[，。；（(]", clause)[-1])
    if match is None:
        return
    number = ground.counts[match["number"]]
    parts = [
        each for each in sentence.figures[max(0, at - 2 * _BACK) : at] if _alike(each, figure) and not bracketed(sentence, each)
    ]
    if len(parts) != number or not _each_its_time(sentence, parts):
        return
    said = match["said"]
    mean = has(said, ground.words["times_mean"])
    summed = has(said, ground.words["group_sums"])
    slots = (("label", figure.label), ("parts", "、".join(each.label for each in parts)))
    if mean and _even(parts, figure):
        yield Relation(
            MEAN,
            tuple(each.id for each in parts),
            over=(figure.id,),
            constant=(number, 1),
            blame=figure.id,
            bound=True,
            slots=slots,
        )
    elif summed and not mean:
        yield Relation(TOTAL, tuple(each.id for each in parts), target=figure.id, bound=True, slots=slots)


def _even(parts: Sequence[Figure], mean: Figure) -> bool:
    """Whether the mean can be printed to its last digit with the decimals that are printed."""
    values = [Fraction(each.number) for each in parts]
    return len({each.unit for each in (*parts, mean)}) == 1 and sum(values) * 10**mean.decimals % len(parts) == 0


def _each_its_time(sentence: Sentence, parts: Sequence[Figure]) -> bool:
    """Whether every part stands behind a year, a term or a season of its own."""
    said = [re.split(r"[，。；]", sentence.text[max(0, each.begin - FAR) : each.begin])[-1] for each in parts]
    times = [
        re.search(r"(?:19|20)\d\d|春|秋|上学期|下学期|上年|本年|第[一二三四1-4]|[一二三四]季|上半年|下半年", each) for each in said
    ]
    return all(times) and len({each.group() for each in times if each is not None}) == len(parts)
