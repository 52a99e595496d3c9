"""By how many per cent a budget was adjusted: 年初预算 300.00 万元，调整后预算 420.00 万元，调增 40.00%."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.columns import before
from hengji.auditing.sentences.frames.ground import sentences
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence

RATE = "change_rate"


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every rate right behind the budget of the whole year and the one before it, that of its beginning."""
    words = ground.words
    if not has(passage.text, words["adjusted_from"]):
        return
    for sentence in sentences(passage.text, passage.figures):
        for old, new, rate in zip(sentence.figures, sentence.figures[1:], sentence.figures[2:], strict=False):
            money = old.dimension == new.dimension == "money" and rate.dimension == "ratio" and old.number and not rate.about
            if not money or rate.text.endswith(ground.points) or "；" in sentence.text[old.stop : rate.begin]:
                continue
            by = before(sentence, rate).rstrip("".join(words["copula_letters"]))
            if (
                before(sentence, old).endswith(words["adjusted_from"])
                and before(sentence, new).rstrip("".join(words["copula_letters"])).endswith(words["adjusted_to"])
                and by in words["adjusted_by"]
            ):
                more, less = (old, new) if by in words["adjusted_less"] else (new, old)
                yield Relation(
                    RATE,
                    (more.id,),
                    (less.id,),
                    over=(old.id,),
                    target=rate.id,
                    bound=True,
                    slots=(("label", before(sentence, new)),),
                )
