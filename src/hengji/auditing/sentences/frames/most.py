"""The most and the least of a list, with their shares: 甲 1730.40 万元、乙 494.20 万元…，其中甲最多，占 28.00%，乙次之，占 8.00%，二者合计占 36.00%."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import FAR, GOOD, sentences
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

SHARE, TOTAL = "share_rate", "list_total"
_CLAUSES = re.compile(r"[，；：（]")
_LEAST, _SHORT = 3, 2


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every share that stands behind the name of the most or the least, and the sum of two of them."""
    if not has(passage.text, ground.words["utmost_ends"]):
        return
    for sentence in sentences(passage.text, passage.figures):
        shares: list[Figure] = []
        for rate in sentence.figures:
            if rate.dimension != "ratio" or rate.about or rate.text.endswith(ground.points):
                continue
            added = has(before(sentence, rate), ground.words["shares_added"])
            if len(shares) == _SHORT and added:
                slots = (("label", before(sentence, rate)), ("parts", "、".join(each.plain for each in shares)))
                yield Relation(TOTAL, tuple(each.id for each in shares), target=rate.id, bound=True, slots=slots)
            name = "" if added else _utmost(ground, sentence, rate)
            if name:
                shares.append(rate)
                yield from _share(ground, sentence, rate, name)


def _utmost(ground: Ground, sentence: Sentence, rate: Figure) -> str:
    """The name of what is the most, where a share stands right behind it; empty where it does not."""
    said = sentence.text[max(0, rate.begin - FAR) : rate.begin].rpartition("。")[2]
    clauses = _CLAUSES.split(said)
    if len(clauses) < _SHORT or clauses[-1].strip() not in ground.words["utmost_shares"]:
        return ""
    own = _without(clauses[-2], ground)
    word = next((each for each in ground.words["utmost_ends"] if own.endswith(each)), "")
    return own.removesuffix(word).removesuffix("的") if word else ""


def _share(ground: Ground, sentence: Sentence, rate: Figure, name: str) -> Iterator[Relation]:
    """The one amount that is so called, over all of its list or over the whole of the list."""
    called = [each for each in sentence.figures if each.begin < rate.begin and _is(ground, sentence, each, name)]
    if len(called) != 1 or called[0].dimension == "ratio":
        return
    own = called[0]
    run = _run(sentence, own)
    wholes: list[tuple[int, ...]] = [(own.whole,)] if own.whole >= 0 else []
    if len(run) >= _LEAST:
        wholes.append(tuple(each.id for each in run))
    found = [
        Relation(SHARE, (own.id,), over=whole, target=rate.id, certain=False, slots=(("label", own.label), ("whole", "")))
        for whole in wholes
    ]
    yield from [each for each in found if judge(each, ground.report.figures).verdict in GOOD][:1]


def _without(words: str, ground: Ground) -> str:
    """A name without what opens a list of parts."""
    return next((words.removeprefix(each) for each in ground.words["among_begins"] if words.startswith(each)), words)


def _is(ground: Ground, sentence: Sentence, figure: Figure, name: str) -> bool:
    own = _without(before(sentence, figure), ground)
    return len(own) >= _SHORT and (own.endswith(name) or (len(name) >= _SHORT and name.startswith(own)))


def _run(sentence: Sentence, own: Figure) -> Sequence[Figure]:
    """The list in which an amount stands: amounts of its kind that 、 joins."""
    same = [each for each in sentence.figures if kind(each) == kind(own)]
    at = same.index(own)
    first, last = at, at
    while first and "、" in sentence.text[same[first - 1].stop : same[first].begin][:1]:
        first -= 1
    while last + 1 < len(same) and sentence.text[same[last].stop : same[last + 1].begin][:1] == "、":
        last += 1
    return same[first : last + 1]
