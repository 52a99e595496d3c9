"""Rates and means whose words say what they are reckoned of: 执行率 P%（占调整后预算）; 满意度 P%（按有效问卷计算）; 按 34 名实有人员计算，人均公用经费 P 元."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

PAIR, BY_HEAD = "pair_rate", "per_head"
_BRACKET = re.compile(r"[（(](?P<said>[^（）()，。；]{2,24})[）)]")
_STOPS = ("。", "；", ";")
_BACK, _LEAST, _FAR, _REACH = 6, 2, 12, 40


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every rate of a passage with its basis in a bracket behind it, and every mean with its basis before it."""
    words = ground.once(_Words)
    for at, figure in enumerate(passage.figures):
        if (
            figure.dimension == "ratio"
            and passage.text[figure.stop : figure.stop + 1] in ("（", "(")
            and figure.role not in ("rate", "change", "target")
            and not figure.operator
        ):
            yield from _of_rate(ground, words, passage, at, figure)
        elif figure.dimension == "money" and at:
            yield from _of_mean(ground, words, passage, at, figure)


class _Words:
    """The words of a basis as patterns."""

    def __init__(self, ground: Ground) -> None:
        def either(key: str) -> str:
            return "|".join(sorted(map(re.escape, ground.words[key]), key=lambda word: (-len(word), word)))

        self.basis = re.compile(
            rf"(?P<part>[^按以占]{{0,8}})(?:{either('basis_leads')})(?P<basis>[^按以占]{{2,14}}?)(?:{either('basis_ends')})?"
        )
        self.shares = ground.words["basis_shares"]
        self.ends = ground.words["basis_ends"]
        self.counted = re.compile(rf"^(?P<noun>[^，。；\d]{{0,10}})(?:{either('basis_ends')})[，,](?P<mean>[^，。；\d]{{2,12}})$")
        self.each = re.compile(rf"^(?:{either('by_head')})(?P<of>[^，。；\d]{{2,10}}?)(?:为|约|是|达)?$")


def _of_rate(ground: Ground, words: _Words, passage: Sentence, at: int, rate: Figure) -> Iterator[Relation]:
    said = _BRACKET.match(passage.text, rate.stop)
    found = words.basis.fullmatch(said["said"]) if said is not None else None
    if said is None or found is None or not (said["said"].endswith(words.ends) or has(said["said"], words.shares)):
        return
    own = has(before(passage, rate), (found["part"],))
    part = _part(passage, at, rate, "" if own else found["part"])
    if part is None:
        return
    base = _called(ground, passage, found["basis"].strip("的"), part, rate)
    if base is not None and (part.dimension == "money" or exact.compare(part.value, base.value) <= 0):
        slots = (("label", before(passage, rate) or rate.label),)
        yield Relation(PAIR, (part.id,), over=(base.id,), target=rate.id, certain=True, named=True, bound=True, slots=slots)


def _part(passage: Sentence, at: int, rate: Figure, named: str) -> Figure | None:
    """The amount right before the rate in its sentence; where the bracket names it (净调整额占…), the one whose words begin as its name does."""
    near = [
        each
        for each in passage.figures[max(0, at - _BACK) : at]
        if each.dimension not in ("ratio", "points", "") and not has(passage.text[each.stop : rate.begin], _STOPS)
    ]
    if not named:
        return near[-1] if near else None
    called = [each for each in near if before(passage, each).startswith(named[:1]) or named in before(passage, each)]
    return called[0] if len(called) == 1 else None


def _called(ground: Ground, passage: Sentence, name: str, part: Figure, rate: Figure) -> Figure | None:
    """The amount that is called by the words of the basis: in the passage, or the only one of all before it."""
    if len(name) < _LEAST:
        return None
    here = [each for each in passage.figures if each.id not in (part.id, rate.id) and _is_called(ground, each, name, part)]
    found = here or [
        each
        for each in ground.report.figures
        if each.id < part.id and each.passage != part.passage and _is_called(ground, each, name, part)
    ]
    return found[0] if found and len({each.value for each in found}) == 1 else None


def _is_called(ground: Ground, figure: Figure, name: str, part: Figure) -> bool:
    """Whether the words right before an amount end with a name."""
    if kind(figure) != kind(part) or figure.about or figure.year != part.year:
        return False
    text = ground.report.passages[figure.passage].text
    words = text[max(0, figure.begin - _FAR - len(name)) : figure.begin].rstrip("为是共约达计：: ")
    return words.endswith(name)


def _of_mean(ground: Ground, words: _Words, passage: Sentence, at: int, mean: Figure) -> Iterator[Relation]:
    """按 34 名实有人员计算，人均公用经费 P 元: the amount of that name over the number that is told."""
    heads = passage.figures[at - 1]
    between = words.counted.match(passage.text[heads.stop : mean.begin])
    each = words.each.match(between["mean"]) if between is not None else None
    if (
        between is None
        or each is None
        or heads.dimension in ("money", "ratio", "points", "")
        or not _is_basis(ground, passage, heads)
    ):
        return
    amounts = [
        one
        for one in ground.report.figures
        if one.dimension == "money"
        and one.id != mean.id
        and one.role == "value"
        and one.year == mean.year
        and one.label == each["of"]
    ]
    if amounts and len({one.value for one in amounts}) == 1:
        slots = (("label", mean.label or between["mean"]),)
        yield Relation(BY_HEAD, (amounts[0].id,), over=(heads.id,), target=mean.id, bound=True, named=True, slots=slots)


def _is_basis(ground: Ground, passage: Sentence, heads: Figure) -> bool:
    """Whether a number is what is reckoned by: 按 34 名."""
    return passage.text[max(0, heads.begin - _REACH) : heads.begin].endswith(ground.words["basis_leads"])
