"""What one cost on average, with its number or its total in another sentence: 25 个站平均造价为 6.46 万元。建站支出 161.50 万元; 完成 6.10 公里。…支出 2440 万元，公里均价 400 万元.

It is told where the words leave one total and one number: the number that was done, not the one that was planned, for what was spent.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import CLAUSE, GOOD
from hengji.auditing.sentences.frames.means import near_mean, slipped_mean
from hengji.auditing.sentences.frames.named import bracketed
from hengji.auditing.sentences.products import in_its_unit
from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

BY_HEAD = "per_head"
_BACK, _AHEAD, _PAIR, _MOST_HEADS, _NAME = 12, 3, 2, 8, 6
_UNCOUNTED = frozenset({"money", "ratio", "points", ""})
_ROLES = frozenset({"value", "actual", "base"})
_NUMBER = re.compile(
    r"(?P<noun>[\u4e00-\u9fff]{0,6})平均[\u4e00-\u9fff]{0,6}(?P<bracket>[（(][^（()）。]{1,40}[)）])?(?:为|是|约|约为|达)?"
)
_PART, _WIDE = re.compile("[。；;]"), 120


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such price of a passage."""
    for at, figure in enumerate(passage.figures):
        if figure.dimension != "money" or figure.about or not figure.number or figure.id in ground.taken:
            continue
        if "均" in passage.text[max(0, figure.begin - 60) : figure.begin] and not bracketed(passage, figure):
            yield from _of_number(ground, passage, at)
            yield from _of_unit(ground, passage, at)


def _of_number(ground: Ground, passage: Sentence, at: int) -> Iterator[Relation]:
    """25 个站平均造价（不含…A）为 X: of the only total near it that its words call, less what is left out."""
    mean = passage.figures[at]
    heads = next((each for each in reversed(passage.figures[max(0, at - _PAIR) : at]) if each.dimension != "money"), None)
    if heads is None or heads.dimension in _UNCOUNTED or heads.about or not heads.number:
        return
    found = _NUMBER.fullmatch(passage.text, heads.stop, mean.begin)
    if found is None:
        return
    inside = passage.figures[heads.id - passage.figures[0].id + 1 : at]
    left_out = found["bracket"] is not None and found["bracket"][1:].startswith(ground.words["left_out"])
    near = [*passage.figures[max(0, at - _BACK) : at], *passage.figures[at + 1 : at + 1 + _AHEAD]]
    tops = [each for each in near if each not in inside and _total(ground, passage, each, mean, found["noun"])]
    if len(tops) == 1 and (left_out or not inside):
        less = tuple(each.id for each in inside)
        yield from _told(ground, tops[0], less, heads, mean, [])


def _total(ground: Ground, passage: Sentence, top: Figure, mean: Figure, noun: str) -> bool:
    """Whether an amount is what was spent on what is counted."""
    if top.dimension != "money" or top.role not in _ROLES or top.about or exact.compare(top.value, mean.value) <= 0:
        return False
    words = before(passage, top)
    spent = has(words, ground.words["price_spent"]) and not has(words, ground.words["price_planned"])
    return spent and (not noun or noun[-1] in words) and not bracketed(passage, top)


def _of_unit(ground: Ground, passage: Sentence, at: int) -> Iterator[Relation]:
    """公里均价, 每公里平均造价: of what was spent in its sentence, over the length that was done."""
    mean = passage.figures[at]
    words = before(passage, mean)
    counts = [
        each
        for each in passage.figures[max(0, at - _BACK) : at]
        if each.dimension not in _UNCOUNTED
        and each.unit is not None
        and each.number
        and not each.about
        and has(words, (f"{kind(each)}均", f"每{kind(each)}"))
    ]
    tops = [
        each
        for each in passage.figures[max(0, at - _BACK) : at]
        if not _PART.search(passage.text, each.stop, mean.begin) and _total(ground, passage, each, mean, "")
    ]
    done = [each for each in counts if has(before(passage, each), ground.words["price_done"])]
    done = done or counts
    if "均" in words and len(tops) == 1 and len(done) == 1 and _of_one(ground, passage, tops[0], done[0], mean):
        yield from _told(ground, tops[0], (), done[0], mean, [each for each in counts if each is not done[0]])


def _of_one(ground: Ground, passage: Sentence, top: Figure, heads: Figure, mean: Figure) -> bool:
    """Whether an amount may be for a number told in another sentence: it names nothing, or what that sentence names."""
    if not _PART.search(passage.text, heads.stop, mean.begin):
        return True
    words = before(passage, top)
    for word in (*ground.words["price_spent"], *ground.words["price_begins"]):
        words = words.replace(word, "")
    low = max(0, heads.begin - _WIDE)
    said = _PART.split(passage.text[low : heads.begin])[-1] + passage.text[heads.stop : heads.stop + _PAIR]
    return len(words) < _PAIR or any(words[at : at + _PAIR] in said for at in range(len(words) - 1))


def _told(
    ground: Ground, top: Figure, less: tuple[int, ...], heads: Figure, mean: Figure, others: Sequence[Figure]
) -> Iterator[Relation]:
    """The mean, where it holds, where another number of the passage was divided by, or where it is near enough to be that of these two."""
    relation = _relation(top, less, heads, mean)
    outcome = judge(relation, ground.report.figures)
    if outcome.verdict in GOOD:
        yield relation
    elif any(judge(each, ground.report.figures).verdict in GOOD for each in _of_its_name(ground, relation, top, others)):
        return  # 听力 16 名、智力 47 名…；听力类支出 A，人均 P
    elif any(judge(each, ground.report.figures).verdict in GOOD for each in _of_two(relation, others)):
        return  # 智力 47 名、孤独症 58 名…，这两类支出 A，人均 P
    elif outcome.verdict is Verdict.IMPOSSIBLE and outcome.computed[0] > 0:
        slipped = slipped_mean(relation, mean, ground.report.figures)
        other = any(judge(_relation(top, less, each, mean), ground.report.figures).verdict in GOOD for each in others)
        if (slipped or other or near_mean(mean, outcome.computed)) and not _of_another(ground, top, less, heads, mean):
            yield relation


def _of_its_name(ground: Ground, relation: Relation, top: Figure, others: Sequence[Figure]) -> Iterator[Relation]:
    """The same mean over another number whose name stands before the amount."""
    text = ground.report.passages[top.passage].text
    said = _PART.split(text[max(0, top.begin - _WIDE) : top.begin])[-1]
    for each in others:
        name = CLAUSE.split(text[max(0, each.begin - _NAME) : each.begin])[-1] if each.passage == top.passage else ""
        if len(name) >= _PAIR and name[:_PAIR] in said:
            yield replace(relation, over=(each.id,))


def _of_two(relation: Relation, others: Sequence[Figure]) -> Iterator[Relation]:
    """The same mean over two other numbers together."""
    near = [each for each in others if each.measure == others[0].measure and each.unit == others[0].unit][-_MOST_HEADS:]
    yield from (replace(relation, over=(one.id, two.id)) for one, two in combinations(near, 2))


def _of_another(ground: Ground, top: Figure, less: tuple[int, ...], heads: Figure, mean: Figure) -> bool:
    """Whether another amount of the passage makes it hold: it is of that."""
    near = ground.report.figures[max(0, mean.id - _BACK) : mean.id + _BACK]
    return any(
        judge(_relation(each, (), heads, mean), ground.report.figures).verdict is Verdict.CONSISTENT
        for each in near
        if each.dimension == "money" and each.id not in (top.id, mean.id, *less)
    )


def _relation(top: Figure, less: tuple[int, ...], heads: Figure, mean: Figure) -> Relation:
    scale = exact.reduce(exact.divide(exact.ONE, in_its_unit(heads)))
    slots = (("label", mean.label),)
    return Relation(BY_HEAD, (top.id,), less, over=(heads.id,), target=mean.id, scale=scale, bound=True, slots=slots)
