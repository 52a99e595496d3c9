"""What is not done yet beside what is done: 总里程 118 公里，养护 73.5 公里，尚有 44.5 公里未养护; 到位 290 万元，到位率 P%，短缺 70 万元."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import sentences
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

PARTS, PAIR = "list_parts", "pair_rate"
_APART = re.compile(r"[。；;]")
_TWO, _BEHIND = 2, 6
_NO_AMOUNT = ("ratio", "points", "")


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such remainder of a passage."""
    kinds = [find for key, find in _KINDS if has(passage.text, ground.words[key])]
    for sentence in sentences(passage.text, passage.figures) if kinds else ():
        for at, figure in enumerate(sentence.figures):
            if figure.dimension not in _NO_AMOUNT and not figure.about:
                for find in kinds:
                    yield from find(ground, sentence, at, figure)


def _between(ground: Ground, sentence: Sentence, at: int, gap: Figure) -> Iterator[Relation]:
    """相差 12.80 万元，其中考核扣款 8.60 万元、少支付 4.20 万元: what makes a difference, up to the end of the sentence; perhaps, for 其中 need not name all."""
    if not before(sentence, gap).endswith(ground.words["differ_by"]):
        return
    parts = sentence.figures[at + 1 :]
    told = [sentence.text[one.stop : two.begin] for one, two in pairwise(sentence.figures[at:])]
    if len(parts) < _TWO or any(kind(each) != kind(gap) for each in parts) or not has(told[0], ground.words["parts_open"]):
        return
    if not any(_APART.search(each) for each in told) and all(each.startswith("、") for each in told[1:]):
        slots = (("label", gap.label), ("parts", "、".join(each.label or each.plain for each in parts)))
        yield Relation(PARTS, tuple(each.id for each in parts), target=gap.id, certain=False, slots=slots)


def _including(ground: Ground, sentence: Sentence, at: int, whole: Figure) -> Iterator[Relation]:
    """任务 742 家，含国抽 A、省抽 B、市抽 C；: three or more that 、 joins, to the mark behind the last; perhaps."""
    parts: list[Figure] = []
    last = whole
    for each in sentence.figures[at + 1 :]:
        between = sentence.text[last.stop : each.begin]
        opens = between.lstrip("，,（( ").startswith(ground.words["including"]) if not parts else between.startswith("、")
        if not opens or kind(each) != kind(whole) or _APART.search(between):
            break
        parts.append(each)
        last = each
    ended = sentence.text[last.stop : last.stop + 1] in ("。", "；", "）", ")", ";", "")
    if len(parts) > _TWO and ended and whole.role == "value":
        slots = (("label", whole.label), ("parts", "、".join(each.label or each.plain for each in parts)))
        yield Relation(PARTS, tuple(each.id for each in parts), target=whole.id, certain=False, slots=slots)


def _still(ground: Ground, sentence: Sentence, at: int, rest: Figure) -> Iterator[Relation]:
    """尚有 44.5 公里未养护: what there is less what was done, where the sentence tells these two of its kind and no other before it; perhaps."""
    behind = sentence.text[rest.stop : rest.stop + _BEHIND]
    if not before(sentence, rest).endswith(ground.words["still_has"]) or not behind.startswith(ground.words["not_yet"]):
        return
    same = [each for each in sentence.figures[:at] if kind(each) == kind(rest) and not each.about]
    if len(same) != _TWO or exact.compare(same[0].value, same[1].value) <= 0:
        return
    whole, done = same
    if not has(sentence.text[whole.stop : done.begin], ground.words["not_all_of"]):
        slots = (("label", whole.label), ("parts", "、".join(each.label or each.plain for each in (done, rest))))
        yield Relation(PARTS, (done.id, rest.id), target=whole.id, certain=False, slots=slots)


def _short(ground: Ground, sentence: Sentence, at: int, rest: Figure) -> Iterator[Relation]:
    """到位 290 万元，到位率 P%，短缺 70 万元: the rate is of both together."""
    three: Sequence[Figure] = sentence.figures[max(0, at - _TWO) : at + 1]
    if not before(sentence, rest).endswith(ground.words["short_of"]) or len(three) <= _TWO:
        return
    done, rate, _ = three
    joined = sentence.text[done.stop : rate.begin], sentence.text[rate.stop : rest.begin]
    named = before(sentence, rate)
    if rate.dimension != "ratio" or kind(done) != kind(rest) or any(_APART.search(each) for each in joined):
        return
    stem = named.rstrip("为是达约").removesuffix("率")
    if stem and named.rstrip("为是达约") != stem and stem in before(sentence, done):
        slots = (("label", named),)
        yield Relation(PAIR, (done.id,), over=(done.id, rest.id), target=rate.id, bound=True, slots=slots)


_KINDS = (("still_has", _still), ("short_of", _short), ("differ_by", _between), ("including", _including))
"""Each with the words without which there is none."""
