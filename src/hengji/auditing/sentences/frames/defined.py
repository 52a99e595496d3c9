"""Rates that have one meaning wherever they stand: 审减率 is what was cut over what was handed in, 结案率 the cases that were closed over those that were taken in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import GOOD, sentences
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

PAIR = "pair_rate"
_ROLES = frozenset({"value", "base", "change", "actual"})


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such rate, over the amounts of its sentence that are called so."""
    names, letters = ground.once(_names), "".join(ground.words["copula_letters"])
    if not has(passage.text, tuple(names)):
        return
    for sentence in sentences(passage.text, passage.figures):
        for at, rate in enumerate(sentence.figures):
            if rate.dimension == "ratio" and not rate.about and not rate.text.endswith(ground.points) and rate.role != "target":
                own = before(sentence, rate).rstrip(letters)
                name = next((each for each in names if own.endswith(each)), "")
                if name and not has(own.removesuffix(name), ground.words["defined_not"]):
                    yield from _of(ground, sentence, sentence.figures[:at], rate, names[name])


def _names(ground: Ground) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The name of a rate with the words of what is above the line and of what is below."""
    parts = (each.split("：") for each in ground.words["defined_rates"])
    return {name: (tuple(above.split("、")), tuple(below.split("、"))) for name, above, below in parts}


def _of(
    ground: Ground, sentence: Sentence, amounts: Sequence[Figure], rate: Figure, words: tuple[tuple[str, ...], ...]
) -> Iterator[Relation]:
    begins = tuple(ground.words["among_begins"])
    above, below = (
        [each for each in amounts if _called(sentence, each, side) and not before(sentence, each).startswith(begins)]
        for side in words
    )
    pairs = [(top, bottom) for top in above for bottom in below if kind(top) == kind(bottom) and bottom.number]
    found = [
        Relation(
            PAIR, (top.id,), over=(bottom.id,), target=rate.id, named=True, bound=True, slots=(("label", before(sentence, rate)),)
        )
        for top, bottom in pairs
    ]
    good = [each for each in found if judge(each, ground.report.figures).verdict in GOOD]
    if good or len(found) != 1:
        yield from good[:1]
    elif not _of_some(ground, found[0], amounts):
        yield from found


def _of_some(ground: Ground, told: Relation, amounts: Sequence[Figure]) -> bool:
    """投诉 26 件，有效 9 件、不成立 17 件，有效投诉已办结 9 件，办结率 100%: whether the rate is all of some of them."""
    top = ground.report.figures[told.plus[0]]
    others = (each for each in amounts if each.id != top.id and kind(each) == kind(top) and each.number == top.number)
    return any(judge(replace(told, over=(each.id,)), ground.report.figures).verdict is Verdict.CONSISTENT for each in others)


def _called(sentence: Sentence, figure: Figure, words: tuple[str, ...]) -> bool:
    """Whether the words right before an amount call it so, and it is none of several."""
    own = before(sentence, figure)
    return figure.role in _ROLES and not figure.about and figure.whole < 0 and has(own, words)
