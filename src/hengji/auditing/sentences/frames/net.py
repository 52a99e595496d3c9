"""What came in less what went out is what is more of it: 新增 67 家、退库 19 家，净增 48 家; 新入住 214 户，退出 129 户，两者相抵增加 85 户; 净减少 56 人（新增 118 人，退出 174 人）."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import said
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

WRITTEN = "written_arithmetic"
_MOST, _SHORT, _PAIR = 6, 4, 2
_SHUT = ("）", ")")
_OPEN = ("（", "(")


def of(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """The net change at a place of a sentence, of all that came and went right before it, or of two in the bracket behind it."""
    if figure.about or figure.dimension in ("ratio", "points", "") or not _net(ground, sentence, figure):
        return
    behind = sentence.text[figure.stop : figure.stop + 1] in _OPEN
    told = (
        sentence.figures[at + 1 : at + 1 + _PAIR]
        if behind
        else _made_of(ground, sentence, at, figure) or _earlier(ground, sentence, at, figure)
    )
    if any(each.unit != figure.unit or each.measure != figure.measure or each.about for each in told):
        return
    sides = [side(ground, sentence, each, opened=each.id > figure.id) for each in told]
    come, gone = ([each.id for each, own in zip(told, sides, strict=True) if own == word] for word in ("come", "gone"))
    if not come or not gone or len(come) + len(gone) != len(told):
        return
    fallen = figure.direction < 0 or has(said(ground, figure), ground.words["net_less"])
    more, less = (gone, come) if fallen else (come, gone)
    label = told[0].label or figure.label
    yield Relation(WRITTEN, tuple(more), tuple(less), target=figure.id, named=True, slots=(("label", label),))


def _made_of(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Sequence[Figure]:
    """净增 2 人，为当年调入 3 人、退休 1 人: what came and went right behind it, where a word says that it is made of them."""
    after = sentence.figures[at + 1 : at + 1 + _MOST]
    between = sentence.text[figure.stop : after[0].begin].lstrip("，,：:") if after else ""
    if not between.startswith(ground.words["net_made"]):
        return ()
    found: list[Figure] = []
    for each in after:
        last = found[-1] if found else figure
        if (
            kind(each) != kind(figure)
            or "；" in sentence.text[last.stop : each.begin]
            or not side(ground, sentence, each, opened=True)
        ):
            break
        found.append(each)
    return found if len(found) >= _PAIR else ()


def side(ground: Ground, sentence: Sentence, figure: Figure, *, opened: bool = False) -> str:
    """Whether the words before a number say that it came or went, or neither; 新增后退出 went. A list that is `opened` begins with 其中 or the like."""
    words = before(sentence, figure)
    for word in ground.words["net_made"] if opened else ():
        words = words.removeprefix(word)
    if has(words, ground.words["net_not"]):
        return ""
    if any(word in words for key in ("gone_out", "stock_gone", "flows_out") for word in ground.words[key]):
        return "gone"
    return "come" if newly(ground, words) or has(words, ground.words["come_in"]) else ""


def newly(ground: Ground, words: str) -> bool:
    """Whether words tell of something new that was done: 当年新签约, 2023 年新入住; 新区 and 新能源 do not."""
    at = words.find(ground.words["new"][0])
    if at < 0 or words.startswith(ground.words["new_not"], at):
        return False
    first = words[:at].rstrip()
    return not first or first.endswith(ground.words["new_behind"])


def _net(ground: Ground, sentence: Sentence, figure: Figure) -> bool:
    """Whether it is called the net change: 净增, 净增参保, 两者相抵后增加."""
    words = said(ground, figure).strip()
    if words.endswith(ground.words["net"]):
        return True
    net = max((words.rfind(word) + len(word) for word in ground.words["net"] if word in words), default=0)
    if net:
        return len(words) - net <= _SHORT
    clauses = sentence.text[max(0, figure.begin - 2 * _SHORT - len(words)) : figure.begin]
    return has(clauses, ground.words["set_off"])


def _earlier(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Sequence[Figure]:
    """The numbers of its kind right before it that came or went; none where another of its kind stands among them that says neither."""
    found: list[Figure] = []
    for each in reversed(sentence.figures[max(0, at - _MOST) : at]):
        if kind(each) != kind(figure) or each.role in ("rate", "share"):
            break
        if not side(ground, sentence, each):
            opening = has(before(sentence, each), ground.words["stock_opening"])
            return found[::-1] if opening or len(found) >= _PAIR else ()
        found.append(each)
    return found[::-1]
