"""Those who were asked, and how many said what: 走访群众 200 人，表示满意的 183 人，基本满意的 12 人，不满意的 5 人."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import sentences
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

PARTS = "list_parts"
_LEAST = 3


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every list of opinions that ends with those who were not satisfied, and the number right before it; less than all may have answered, more cannot."""
    if not has(passage.text, ground.words["opinions_last"]):
        return
    for sentence in sentences(passage.text, passage.figures):
        run: list[Figure] = []
        for at, figure in enumerate(sentence.figures):
            if not _opinion(ground, sentence, figure) or (run and kind(run[-1]) != kind(figure)):
                yield from _whole(ground, sentence, run)
                run = []
            if _opinion(ground, sentence, figure) and at:
                run.append(figure)
        yield from _whole(ground, sentence, run)


def _opinion(ground: Ground, sentence: Sentence, figure: Figure) -> bool:
    """Whether a number is called by what people said, before or behind it."""
    if figure.dimension in ("ratio", "points", "money", "") or figure.about:
        return False
    own = before(sentence, figure)
    for word in ground.words["opinions_begin"]:
        own = own.removeprefix(word)
    for word in ground.words["opinions_end"]:
        own = own.removesuffix(word)
    return own.removesuffix("的") in ground.words["opinions"]


def _whole(ground: Ground, sentence: Sentence, run: list[Figure]) -> Iterator[Relation]:
    if len(run) < _LEAST or not any(has(before(sentence, each), ground.words["opinions_last"]) for each in run[-2:]):
        return
    first = sentence.figures.index(run[0])
    whole = next((each for each in reversed(sentence.figures[:first]) if kind(each) == kind(run[0])), None)
    if whole is None or any(each.number > whole.number for each in run) or "；" in sentence.text[whole.stop : run[-1].begin]:
        return
    if has(before(sentence, whole), ground.words["opinions"]):
        return
    fewer = sum(each.number for each in run) < whole.number  # some may have said nothing
    slots = (("label", whole.label), ("parts", "、".join(each.label or each.plain for each in run)))
    yield Relation(PARTS, tuple(each.id for each in run), target=whole.id, bound=True, certain=not fewer, slots=slots)
