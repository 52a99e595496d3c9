"""What a sentence compares outright: A，较 B 增加 C; 目标 B，高出目标 C; 上年 B，同比下降 P% behind the amount of this year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.columns import before, kind
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR, GOOD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

DIFFERENCE, RATE, _RATIO = "change_difference", "change_rate", "ratio"
_BRACKET = re.compile(r"[（(][^（()）]{0,40}[）)]")
_NAME, _BACK, _DIGITS = 8, 8, 3
_VALUES = frozenset({"value", "base", "actual", "target", "points", ""})
_DONE = frozenset({"value", "actual", "points"})
_APART, _CHANGES, _BOTH = frozenset({"points", "ratio"}), frozenset({"rate", "change"}), 4


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every comparison of a passage."""
    words = ground.once(_Words)
    for at in range(1, len(passage.figures)):
        yield from _of_last_year(ground, words, passage, at)
        if at > 1:
            yield from _outright(ground, words, passage, at)


class _Words:
    """The words of more and less as patterns."""

    def __init__(self, ground: Ground) -> None:
        self.more, self.less = set(ground.more), set(ground.less)
        verbs = "|".join(sorted(map(re.escape, self.more | self.less), key=lambda text: (-len(text), text)))
        adverbs = "|".join(map(re.escape, ground.words["compared_adverbs"]))
        aims = "|".join(map(re.escape, ground.words["compared_aims"]))
        begins, basis = ("|".join(map(re.escape, each)) for each in (ground.words["compared_with"], _longest(ground)))
        self.than = re.compile(rf"[，,（(]?(?:{adverbs})?(?:{begins})(?:{basis}|\d{{4}}(?:年|届|级)的?)*$")
        self.apart = re.compile(
            rf"[，,](?:{adverbs})?(?:{verbs}|{'|'.join(map(re.escape, ground.words['compared_verbs']))})(?:了|为|达|约)?$"
        )
        self.verb = re.compile(rf"[）)]?(?:的|相比|比)?[，,]?(?:{adverbs})?(?P<verb>{verbs})(?:了|为|达|约)?$")
        time = "|".join(map(re.escape, (*ground.words["time_more"], *ground.words["time_less"])))
        self.more |= set(ground.words["time_more"])
        self.time = re.compile(rf"[）)]?(?:的|相比|比)?[，,]?(?P<verb>{time})(?:了)?$")
        self.aim = re.compile(rf"[，,](?:{adverbs})?(?P<verb>{verbs})(?P<aim>{aims})(?:值|数|任务|要求)?$")
        self.last = re.compile(
            rf"[，,、（(]?(?:{adverbs}|{'|'.join(map(re.escape, ground.last_year))}|比|较|与|相比)*(?P<verb>{verbs})(?:了|为|达|约)?$"
        )

    def direction(self, verb: str) -> int:
        """1 for more, −1 for less."""
        return 1 if verb in self.more else -1


def _longest(ground: Ground) -> list[str]:
    """The words that say no more than what year or what plan an amount is of."""
    words = {*ground.last_year, *ground.words["compared_aims"], *ground.words["compared_basis"]}
    return sorted(words, key=lambda text: (-len(text), text))


def _outright(ground: Ground, words: _Words, passage: Sentence, at: int) -> Iterator[Relation]:
    """A，较 B 增加 C, one right behind the other; C may be points of a hundred between two rates."""
    own, base, change = passage.figures[at - 2 : at + 1]
    last = own
    if at >= _BOTH and own.role in _CHANGES and own.dimension == base.dimension == _RATIO and _goes_on(words, passage, at):
        own = passage.figures[at - _BOTH]  # 就业率 A，比 B 的目标高 C 个百分点，也比上届的 D 提高 E 个百分点
    first, second = (_BRACKET.sub("", passage.text[one.stop : two.begin]) for one, two in ((last, base), (base, change)))
    verb = None
    if words.than.fullmatch(first):
        verb = words.verb.fullmatch(second) or (words.time.fullmatch(second) if _is_time(ground, change) else None)
    elif "。" not in first and (aim := words.aim.fullmatch(second)) is not None:
        verb = aim if aim["aim"] in first and "；" not in first else None
    if "。" in first + second or not _alike(ground, own, base, change) or before(passage, own).endswith(ground.words["one_of_two"]):
        return
    if verb is None:
        if own.dimension in _APART and words.apart.fullmatch(second) and own.number != base.number and "；" not in first:
            more, less = (own, base) if own.number > base.number else (base, own)
            yield Relation(DIFFERENCE, (more.id,), (less.id,), target=change.id, certain=False, slots=(("label", own.label),))
        return
    more, less = (own, base) if words.direction(verb["verb"]) > 0 else (base, own)
    yield Relation(
        DIFFERENCE, (more.id,), (less.id,), target=change.id, bound=True, slots=(("label", _name(passage, own)),)
    )  # fmt: skip


def _is_time(ground: Ground, figure: Figure) -> bool:
    """Whether a change is so long a time: 慢 is more of it."""
    return kind(figure) in ground.words["time_measures"]


def _goes_on(words: _Words, passage: Sentence, at: int) -> bool:
    """Whether a comparison of one rate stands right before this one, of the same."""
    own, base, last, other = passage.figures[at - _BOTH : at]
    return all(words.than.fullmatch(passage.text[one.stop : two.begin]) is not None for one, two in ((own, base), (last, other)))


def _alike(ground: Ground, own: Figure, base: Figure, change: Figure) -> bool:
    """Whether the three are of one kind; the first may leave its measure to the second."""
    if any(each.about or each.role not in _VALUES for each in (own, base)):
        return False
    points = change.text.endswith(ground.points)
    if base.dimension == "ratio" or own.dimension == "ratio":
        return points and own.dimension == base.dimension == "ratio"
    bare = not own.dimension and not own.decimals and base.dimension not in ("money", "ratio", "points")
    same = (own.unit, own.measure) == (base.unit, base.measure) or own.dimension == base.dimension == "money"
    return (same or bare) and base.dimension == change.dimension and bool(base.dimension) and not points


def _of_last_year(ground: Ground, words: _Words, passage: Sentence, at: int) -> Iterator[Relation]:
    """支出 42.6 万元，其中…；上年支出 40 万元，同比增长 6.5%: what stands before the last year's amount is held against it, whichever fits; the other way round it is a slip."""
    last, change = passage.figures[at - 1 : at + 1]
    if not _is_last_year(ground, passage, last):
        return
    verb = words.last.fullmatch(_BRACKET.sub("", passage.text[last.stop : change.begin]))
    if verb is None or change.dimension not in (last.dimension, "ratio") or change.text.endswith(ground.points):
        return
    before = [
        each
        for each in passage.figures[max(0, at - _BACK) : at - 1]
        if each.dimension == last.dimension and each.role in _DONE and each.stage == last.stage and each.year == ground.report.year
    ]
    direction = words.direction(verb["verb"])
    right = [_changed(each, last, change, direction) for each in before]
    if any(judge(each, ground.report.figures).verdict in GOOD for each in right):
        yield from (each for each in right if judge(each, ground.report.figures).verdict in GOOD)
        return
    wrong = [_changed(each, last, change, -direction) for each in before]
    turned = [one for one, other in zip(right, wrong, strict=True) if judge(other, ground.report.figures).verdict in GOOD]
    if len(before) == 1 and before[0].id == last.id - 1 and _plain(ground, before[0]) == _plain(ground, last) != "":
        yield right[0]
        return
    yield from turned if len(change.number.as_tuple().digits) >= _DIGITS or len(before) == 1 else ()


def _is_last_year(ground: Ground, passage: Sentence, figure: Figure) -> bool:
    """Whether the clause of an amount begins by saying that it is of the year before."""
    if figure.role in _CHANGES:
        return False  # 去年到今年增加 270.73 万元
    said = CLAUSE.split(passage.text[max(0, figure.begin - FAR) : figure.begin].rpartition("。")[2])[-1]
    year = str(ground.report.year - 1) if ground.report.year is not None else ""
    return said.startswith(ground.words["last_begins"]) or (bool(year) and said.startswith(year))


def _plain(ground: Ground, figure: Figure) -> str:
    """Its name without the words that say of which year it is."""
    label = figure.label
    for word in sorted((*ground.last_year, *ground.this_year), key=len, reverse=True):
        label = label.removeprefix(word)
    return label


def _changed(own: Figure, base: Figure, change: Figure, direction: int) -> Relation:
    more, less = (own, base) if direction > 0 else (base, own)
    rate = change.dimension == "ratio"
    return Relation(
        RATE if rate else DIFFERENCE, (more.id,), (less.id,), over=(base.id,) if rate else (), target=change.id, bound=True,
        slots=(("label", own.label or base.label),),
    )  # fmt: skip


def _name(passage: Sentence, own: Figure) -> str:
    return own.label or CLAUSE.split(passage.text[max(0, own.begin - _NAME) : own.begin])[-1]
