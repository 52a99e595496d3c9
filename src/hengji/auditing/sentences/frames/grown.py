"""The rate of a change told right behind it or behind what it came to: 年初 A，追加 B，调整后 C，增幅 P%; 亡 34 人…亡 26 人…亡人降 8 人、23.5%; 年末比年初减少 C."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import FEW
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

RATE, DIFFERENCE = "change_rate", "change_difference"
_STOP, _ASIDE = re.compile(r"[。；;]"), re.compile(r"[（(][^（()）]{0,60}[）)]")
_NO_AMOUNT = ("ratio", "points", "")


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such rate and change of a passage."""
    ends = has(passage.text, ground.words["between_ends"])
    for at, figure in enumerate(passage.figures):
        if figure.dimension == "ratio" and at and not figure.about and figure.id not in ground.taken:
            yield from _of_a_sum(ground, passage, at, figure)
            yield from _right_behind(ground, passage, at, figure)
        elif ends and figure.dimension not in _NO_AMOUNT and at > 1:
            yield from _of_both_ends(ground, passage, at, figure)


def _outside(passage: Sentence, at: int) -> list[Figure]:
    """The few amounts of a sentence before a figure, without those in brackets."""
    end = passage.figures[at].begin
    low = passage.text.rfind("。", 0, end) + 1
    hidden = [match.span() for match in _ASIDE.finditer(passage.text, low, end)]
    near = [each for each in passage.figures[max(0, at - FEW) : at] if each.begin >= low]
    return [each for each in near if not any(begin <= each.begin < stop for begin, stop in hidden)]


def _of_a_sum(ground: Ground, passage: Sentence, at: int, rate: Figure) -> Iterator[Relation]:
    """年初预算 A，年中追加 B，调整预算 C，增幅 P%: what was added over what stood at first, where both make what it came to."""
    if before(passage, rate).rstrip("为达约是") not in ground.words["grown_by"]:
        return
    near = [each for each in _outside(passage, at) if each.dimension not in _NO_AMOUNT]
    if len(near) < 3:  # noqa: PLR2004 - three amounts
        return
    first, added, last = near[-3:]
    together = kind(first) == kind(added) == kind(last) and not _STOP.search(passage.text, last.stop, rate.begin)
    sums = together and exact.compare(exact.add(first.value, added.value), last.value) == 0
    if sums and has(before(passage, added), ground.words["budget_come"]) and has(before(passage, first), ground.words["opening"]):
        slots = (("label", first.label or last.label),)
        yield Relation(RATE, (added.id,), over=(first.id,), target=rate.id, bound=True, slots=slots)


def _right_behind(ground: Ground, passage: Sentence, at: int, rate: Figure) -> Iterator[Relation]:
    """亡人降 8 人、23.5%: over the earlier of the only two amounts of the passage before it that differ by so much, both called as the change is."""
    change = passage.figures[at - 1]
    if change.dimension in _NO_AMOUNT or passage.text[change.stop : rate.begin].strip() not in ("、", "，", "（"):
        return
    direction = _direction(ground, before(passage, change))
    if not direction:
        return
    name = before(passage, change)[:1]
    same = [each for each in passage.figures[: at - 1] if kind(each) == kind(change) and before(passage, each).endswith(name)]
    pairs = [(one, two) for one in same for two in same if one.id < two.id and _differ(one, two, change, direction)]
    if name and len(pairs) == 1 and len(same) == len(pairs[0]):
        earlier = pairs[0][0]
        yield Relation(RATE, (change.id,), over=(earlier.id,), target=rate.id, bound=True, slots=(("label", change.label),))


def _direction(ground: Ground, words: str) -> int:
    """1 where words end with one for more, −1 for less."""
    more, less = (*ground.more, *ground.words["rises"]), (*ground.less, *ground.words["falls"])
    return 1 if words.endswith(tuple(more)) else -1 if words.endswith(tuple(less)) else 0


def _differ(one: Figure, two: Figure, change: Figure, direction: int) -> bool:
    gap = exact.subtract(two.value, one.value)
    return exact.compare(gap, exact.multiply(change.value, (direction, 1))) == 0


def _of_both_ends(ground: Ground, passage: Sentence, at: int, change: Figure) -> Iterator[Relation]:
    """年初结转 A，…年末结转 B，年末比年初减少 C: between the one amount of each end, both called alike."""
    said = before(passage, change)
    ends = next((word for word in ground.words["between_ends"] if said.startswith(word)), "")
    direction = _direction(ground, said) if ends else 0
    if not direction:
        return
    opening, closing = (
        [
            (each, words.removeprefix(word))
            for each in passage.figures[:at]
            for word in ground.words[key]
            if kind(each) == kind(change) and (words := before(passage, each)).startswith(word)
        ]
        for key in ("first_end", "last_end")
    )
    pairs = [(one, two) for one, first in opening for two, last in closing if first == last]
    if len(pairs) == 1:
        one, two = pairs[0]
        more, less = (two, one) if direction > 0 else (one, two)
        yield Relation(DIFFERENCE, (more.id,), (less.id,), target=change.id, bound=True, slots=(("label", two.label),))
