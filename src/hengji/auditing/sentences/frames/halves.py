"""Two that are all there is, by what their names mean: 458 人，男 292 人（63.8%），女 166 人（36.2%）; and two months one behind the other: 十二月 A，十一月 B，环比增长 P%."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.auditing.numerals import value
from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.ground import said
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

PARTS, RATE, WHOLE, CHANGE = "list_parts", "pair_rate", "shares_whole", "change_rate"
_ALL = (1, 1)
_MONTH = re.compile(r"(?P<number>\d{1,2}|十[一二]?|[一二三四五六七八九])(?P<unit>月|季度)")
_BRACKETS = ("（", "(")


def of(ground: Ground, sentence: Sentence) -> Iterator[Relation]:
    """Both halves with the shares in brackets behind them, and the whole where the sentence begins with it."""
    counts = [each for each in sentence.figures if each.role == "value" and each.dimension not in ("ratio", "", "money", "points")]
    for at, (one, two) in enumerate(pairwise(counts)):
        if one.dimension != two.dimension or not _opposite(ground, one, two):
            continue
        slots = (("label", one.label), ("parts", f"{one.label}、{two.label}"))
        yield from _shares(sentence, one, two)
        before = counts[at - 1] if at else None
        if at == 1 and before is not None and before.dimension == one.dimension and before.id == one.id - 1:
            yield Relation(PARTS, (one.id, two.id), target=before.id, slots=(("label", before.label), slots[1]))


def _opposite(ground: Ground, one: Figure, two: Figure) -> bool:
    """Whether the two are called by the words of a pair, and by no more than that."""
    names = [said(ground, each).strip() for each in (one, two)]
    for pair in ground.words["halves"]:
        first, _, second = pair.partition("：")
        if names in ([first, second], [second, first]):
            return True
    return False


def _shares(sentence: Sentence, one: Figure, two: Figure) -> Iterator[Relation]:
    rates = [_bracketed(sentence, each) for each in (one, two)]
    if rates[0] is None or rates[1] is None:
        return
    for own, rate in ((one, rates[0]), (two, rates[1])):
        yield Relation(RATE, (own.id,), over=(one.id, two.id), target=rate.id, slots=(("label", own.label),))
    yield Relation(WHOLE, (rates[0].id, rates[1].id), constant=_ALL)


def _bracketed(sentence: Sentence, own: Figure) -> Figure | None:
    """The share alone in the bracket right behind a number."""
    after = next((each for each in sentence.figures if each.id == own.id + 1), None)
    if after is None or after.dimension != "ratio":
        return None
    between = sentence.text[own.stop : after.begin]
    return after if between.removesuffix("占") in _BRACKETS and sentence.text[after.stop : after.stop + 1] in ("）", ")") else None


def month_before(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """十二月办件 3.89 万件，十一月 3.38 万件，环比增长 15.1%: of the month right before."""
    words = sentence.before(at)
    if at < 2 or figure.role != "rate" or not figure.direction or not has(words, ground.words["month_on_month"]):  # noqa: PLR2004
        return
    one, two = sentence.figures[at - 2 : at]
    times = [_MONTH.search(sentence.before(at - 2 + place)) for place in (0, 1)]
    if times[0] is None or times[1] is None or times[0]["unit"] != times[1]["unit"] or one.dimension != two.dimension:
        return
    first, second = (value(each["number"]) for each in times if each is not None)
    if abs(first - second) != 1 or one.role != "value" or two.role != "value":
        return
    old, new = (two, one) if first > second else (one, two)
    more, less = (new, old) if figure.direction > 0 else (old, new)
    yield Relation(CHANGE, (more.id,), (less.id,), over=(old.id,), target=figure.id, slots=(("label", new.label),))
