"""What a sentence calls equal, and what it divides by a stated ratio: 决算数 A 万元，与预算数 B 万元一致; 市、区按 1:1 分担，每村 A 万元，区级安排 B 万元."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.auditing.agreement import equal
from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.ground import CLAUSE
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

LEVEL, SPLIT = "level", "split_ratio"
_RATIO = re.compile(r"(?P<one>\d{1,3})[:：∶比](?P<other>\d{1,3})")
_MORE = re.compile(r"[:：∶比]\d|.*\d[:：∶比]$")
_BEHIND, _REACH, _MOST = 12, 30, 2
_ROLES = frozenset({"value", "base"})


def level(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """A 万元，与预算数 B 万元一致: certain where A is the only other amount of its kind in the sentence, right before it; what is only nearly so says nothing."""
    behind = sentence.text[figure.stop : figure.stop + _BEHIND]
    clause = CLAUSE.split(sentence.before(at))[-1].strip()
    told = any(behind.removeprefix(word).startswith(ground.words["level"]) for word in ("", *ground.words["level_adverbs"]))
    if not told or not clause.startswith(ground.words["level_beside"]) or figure.dimension in ("", "points"):
        return
    before = [each for each in sentence.figures[:at] if each.dimension == figure.dimension and each.role in _ROLES]
    same = [each for each in before if each.number == figure.number and each.unit == figure.unit]
    near = [each for each in before if equal(each, figure)]
    own = same[-1] if same else before[-1] if before and not near else None
    between = sentence.text[own.stop : figure.begin] if own is not None else ""
    if own is None or own.about or figure.about or "；" in between:
        return
    alone = len(before) == 1 and own.id == figure.id - 1 and between.strip("，,（( ") == clause
    yield Relation(LEVEL, (own.id,), target=figure.id, certain=alone, slots=(("label", own.label or figure.label),))


def split(ground: Ground, sentence: Sentence) -> Iterator[Relation]:
    """按 7:3 分担，共 100 万元，县级承担 30 万元: a share is that part of the whole before it.

    Which side is named first is not asked: either side's part will do.
    """
    for figure in sentence.figures:
        sides = _RATIO.fullmatch(figure.text.strip())
        words = sentence.text[figure.stop : figure.stop + _BEHIND]
        several = any(map(_MORE.match, (words, sentence.text[max(0, figure.begin - 3) : figure.begin])))
        if sides is None or several or not has(CLAUSE.split(words)[0], ground.words["split"]):
            continue
        one, other = int(sides["one"]), int(sides["other"])
        money = [each for each in sentence.figures if each.dimension == "money" and each.role == "value"]
        before, behind = ([each for each in money if (each.id > figure.id) == later] for later in (False, True))
        pairs = [behind[:_MOST], [*before[-1:], *behind[:1]]]
        for pair in pairs if one and other else ():
            if len(pair) == _MOST and pair[1].begin - figure.stop < 2 * _REACH:
                yield from _shared(sentence, ground, (one, other), pair)


def _shared(sentence: Sentence, ground: Ground, sides: tuple[int, int], money: Sequence[Figure]) -> Iterator[Relation]:
    """The second amount is a side's share of the first, by the words right before the two."""
    whole, share = money
    said, named = (CLAUSE.split(sentence.text[max(0, each.begin - _REACH) : each.begin])[-1] for each in (share, whole))
    pays, not_all, wholes = (ground.words[key] for key in ("split_pays", "split_not", "split_whole"))
    around = named + CLAUSE.split(sentence.text[whole.stop : share.begin])[0]
    if not _any(pays, said) or _any(not_all, said) or _any(pays, named) or not _any(wholes, around):
        return
    if whole.unit is None or whole.unit != share.unit or whole.number <= share.number:
        return
    parts = tuple(dict.fromkeys(Fraction(side, sum(sides)) for side in sides))
    part = min(parts, key=lambda each: abs(Fraction(whole.number) * each - Fraction(share.number)))
    off = abs(Fraction(whole.number) * part - Fraction(share.number))
    if 0 < off <= Fraction(1, 2 * 10**share.decimals):
        return
    right = (Fraction(whole.number) * each for each in parts)
    shares = "或 ".join(f"{exact.plain((each.numerator, each.denominator), 2)}{whole.unit.label}" for each in right)
    slots = (("label", share.label), ("shares", shares))
    yield Relation(SPLIT, (share.id,), over=(whole.id,), constant=(part.numerator, part.denominator), blame=share.id, slots=slots)


def _any(words: Sequence[str], text: str) -> bool:
    return has(text, words)
