"""What there was before, what is new and what there is, in any order, and a change told against the amount that stands beside it: 改造前 A，新增 B，改造后 C; 年初 A……年末 B，较年初增加 C."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import mended
from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.named import bracketed
from hengji.auditing.sentences.frames.net import newly
from hengji.auditing.slips import digits
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

FLOW, DIFFERENCE = "stock_flow", "change_difference"
_ROLES = frozenset({"value", "base", "change", "actual"})
_THREE, _TWO, _NEAR = 3, 2, 30
_YEAR = re.compile(r"(?:19|20)\d\d年?(?:度|末|底|初)?")


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such account of one passage."""
    told = [each for each in passage.figures if _amount(passage, each)]
    for at in range(len(told) - 2):
        yield from _account(ground, passage, told, at)
        yield from _grown(ground, passage, told[at : at + _THREE])
    for figure in passage.figures:
        if figure.role == "change" and figure.direction and digits(figure) >= _THREE:
            yield from _turned(ground, passage, figure)


def _amount(passage: Sentence, figure: Figure) -> bool:
    told = figure.role in _ROLES and figure.dimension not in ("ratio", "points") and not figure.about
    return told and not bracketed(passage, figure) and any(letter.isdigit() for letter in figure.text)


def _account(ground: Ground, passage: Sentence, told: Sequence[Figure], at: int) -> Iterator[Relation]:
    """Three of one kind right behind one another, each in its own clause: one was there before, one is new, one is what became of them."""
    three = told[at : at + _THREE]
    text = passage.text[three[0].stop : three[-1].begin]
    if len({kind(each) for each in three}) > 1 or text.count("。") > 1 or re.search(r"[；;：:]", text):
        return
    found = _placed(ground, passage, three)
    if set(found) != {"before", "new", "after"} or _more(ground, passage, told, at):
        return
    first, new, last = (found[each] for each in ("before", "new", "after"))
    if passage.text.startswith((*ground.words["base_not"], *ground.words["flow_aims"]), last.stop):
        return
    slots = (("label", last.label if len(last.label) >= _TWO else before(passage, last)),)
    relation = Relation(FLOW, (first.id, new.id), target=last.id, certain=False, slots=slots)
    words = [before(passage, each) for each in (first, new, last)]
    nothing = _nothing_went(ground, words[0], words[2]) and _of_the_new(ground, words[1], words[2])
    sure = nothing or mended(relation, ground.report.figures)
    yield replace(relation, certain=sure, named=sure, bound=sure)


def _grown(ground: Ground, passage: Sentence, three: Sequence[Figure]) -> Iterator[Relation]:
    """床位由 A 张增加到 B 张，新增 C 张: the new ones, called by that word alone, are the difference."""
    first, last, new = three
    if len({kind(each) for each in three}) > 1 or "。" in passage.text[first.stop : new.begin]:
        return
    begun = has(before(passage, first), ground.words["from"])
    grown = before(passage, last).endswith(ground.words["flow_reached"]) and passage.text[last.stop : new.begin][:1] == "，"
    if begun and grown and before(passage, new).removesuffix("了") in ground.words["flow_new"]:
        slots = (("label", last.label or first.label),)
        yield Relation(DIFFERENCE, (last.id,), (first.id,), target=new.id, named=True, bound=True, slots=slots)


def _placed(ground: Ground, passage: Sentence, three: Sequence[Figure]) -> dict[str, Figure]:
    """What each of the three is; of two ends of years the earlier is the first."""
    found: dict[str, Figure] = {}
    last = max((each.year or 0 for each in three), default=0)
    for each in three:
        place = _place(ground, before(passage, each))
        earlier = place == "after" and "before" not in found and (each.year or last) < last
        found["before" if earlier else place] = each
    return found if len(found) == len(three) else {}


def _nothing_went(ground: Ground, first: str, last: str) -> bool:
    """Whether the words leave no room for something that went: 累计, 达到, or one work before and after which it was counted."""
    works = ground.words["flow_works"]
    same = any(f"{work}前" in first and f"{work}后" in last for work in works)
    return same or has(last, ground.words["flow_piled"]) or last.endswith(ground.words["flow_reached"])


def _of_the_new(ground: Ground, new: str, last: str) -> bool:
    """Whether what is piled up may be what is new: 累计达到, 累计签约 of 新签约; 累计授权 is not of 新申报."""
    piled = next((word for word in ground.words["flow_piled"] if word in last), "")
    rest = last.rpartition(piled)[2] if piled else ""
    for end in sorted(ground.words["flow_piled_ends"], key=len, reverse=True):
        rest = rest.removesuffix(end)
    return len(rest) < _TWO or any(rest[at : at + _TWO] in new for at in range(len(rest) - 1))


def _place(ground: Ground, said: str) -> str:
    """What the words before an amount say it is; nothing where they compare, or speak of an average or of one part."""
    if has(said, (*ground.words["flows_not"], *ground.words["flow_not"], *ground.words["flows_out"])):
        return ""
    works = ground.words["flow_works"]
    ends = {"before": tuple(f"{work}前" for work in works), "new": (), "after": tuple(f"{work}后" for work in works)}
    for place, of_works in ends.items():
        if has(said, (*of_works, *ground.words[f"flow_{place}"])):
            return place
    if newly(ground, said):
        return "new"
    return "after" if said.endswith(ground.words["flow_after_ends"]) else ""


def _more(ground: Ground, passage: Sentence, told: Sequence[Figure], at: int) -> bool:
    """Whether the sentence tells of another amount of the kind that came or went."""
    three = told[at : at + _THREE]
    low, high = passage.bounds(three[0].begin, three[-1].stop)
    if has(passage.text[low:high], ground.words["flows_out"]):
        return True
    near = told[max(0, at - _NEAR) : at + _NEAR]
    others = [each for each in near if low <= each.begin < high and each not in three and kind(each) == kind(three[0])]
    return any(word in before(passage, each) for each in others for word in ground.words["flow_new"])


def _turned(ground: Ground, passage: Sentence, change: Figure) -> Iterator[Relation]:
    """年初结转 A……年末结转 B，较年初增加 C, B less than A by C to the digit: two amounts of one name differ by the change, the other way round."""
    own = ground.report.figures[change.subject] if change.subject >= 0 else None
    name = _name(ground, passage, own) if own is not None and own.passage == change.passage and own.label == change.label else ""
    same = [
        each
        for each in passage.near(change, _NEAR)
        if each.dimension == change.dimension
        and each.role in ("value", "base")
        and name
        and _alike(_name(ground, passage, each), name)
    ]
    same = sorted(same, key=lambda each: _when(ground, passage, each))
    if (
        len(same) != _TWO
        or _when(ground, passage, same[0]) == _when(ground, passage, same[1])
        or max(each.id for each in same) > change.id
    ):
        return
    first, last = same
    more, less = (last, first) if change.direction > 0 else (first, last)
    gap = exact.subtract(less.value, more.value)
    copied = exact.compare(change.value, last.value) == 0 and bool(first.number) and change.id == last.id + 1
    if copied or (gap[0] and not exact.compare(gap, change.value)):
        slots = (("label", change.label or last.label),)
        yield Relation(DIFFERENCE, (more.id,), (less.id,), target=change.id, named=True, bound=True, slots=slots)


def _name(ground: Ground, passage: Sentence, figure: Figure) -> str:
    """The words before it without the time."""
    words = _YEAR.sub("", before(passage, figure))
    for word in (*ground.words["time_before"], *ground.words["time_now"]):
        words = words.replace(word, "")
    return words


def _alike(one: str, other: str) -> bool:
    """Whether two names are one, save for words before it: 专户余额、余额."""
    return min(len(one), len(other)) >= _TWO and (one.endswith(other) or other.endswith(one))


def _when(ground: Ground, passage: Sentence, figure: Figure) -> tuple[int, int]:
    """The year, and whether it is the end of it."""
    return (figure.year or 0, 0 if has(before(passage, figure), ground.words["time_before"]) else 1)
