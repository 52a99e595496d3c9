"""What a year began with, took in, spent and left, told in one passage, each once and by its plain name: 年初结转 46.85 万元，收入…，支出…，年末结转 57.35 万元.

It contradicts only where one slip explains the miss: other money may have come or gone that the passage does not name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import mended
from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.columns import before
from hengji.auditing.slips import left_out
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

CHECK = "stock_flow"
_PLACES = ("opening", "come", "gone", "closing")
_YEAR = re.compile(r"^(?:其中)?(?:\d{4}年度?)?")
_ROLES = frozenset({"value", "base"})
_NEAR = 30


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """The account of one passage."""
    money = [each for each in passage.figures if each.dimension == "money" and each.role in _ROLES and not each.about]
    found = {place: _called(ground, passage, money, place) for place in _PLACES}
    only = {place: each[0] for place, each in found.items() if len({one.number for one in each}) == 1}
    if len(only) < len(_PLACES) or has(passage.text, ground.words["yearly_not"]):
        return
    opening, come, gone, closing = (only[place] for place in _PLACES)
    if opening.year != closing.year or closing.id != max(each.id for each in only.values()) or closing.id - opening.id > _NEAR:
        return
    relation = Relation(
        CHECK, (opening.id, come.id), (gone.id,), target=closing.id, certain=False, slots=(("label", closing.label),)
    )  # fmt: skip
    told = left_out(relation, ground.report.figures) or mended(relation, ground.report.figures)
    yield replace(relation, certain=told, bound=told)


def _called(ground: Ground, passage: Sentence, money: list[Figure], place: str) -> list[Figure]:
    return [each for each in money if _name(ground, passage, each) in ground.words[f"yearly_{place}"]]


def _name(ground: Ground, passage: Sentence, figure: Figure) -> str:
    said = _YEAR.sub("", before(passage, figure))
    for word in ground.words["group_copulas"]:
        said = said.removesuffix(word) if len(said) > len(word) else said
    return said
