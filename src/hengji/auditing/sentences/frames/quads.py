"""Two amounts of which one is marked as the base, what changed between them, and by how many per cent: in whatever order and words a clerk puts them.

上年基数 A 万元，本年 B 万元，增加 C 万元，幅度 D%; 以 A 为基数; 在 A 的基础上; 较上一年度（A）减少 C. Applied where nothing else has explained the rate or the change.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.ground import CLAUSE, GOOD
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.readings import Readings
    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

RATE, DIFFERENCE, PAIR = "change_rate", "change_difference", "pair_rate"
_SHORT = 2
_AMOUNTS = frozenset({"value", "base", "change", "actual", "target"})


def of(ground: Ground, sentence: Sentence, readings: Readings) -> Iterator[Relation]:
    """Every rate of a sentence with the amounts since the rate before it."""
    since: list[tuple[int, Figure]] = []
    for at, figure in enumerate(sentence.figures):
        if figure.dimension == "ratio" and not figure.text.endswith(ground.points):
            if since:
                yield from _of_rate(ground, sentence, readings, at, since)
            since = []
        elif figure.dimension not in ("", "ratio", "points") and figure.role in _AMOUNTS:
            since.append((at, figure))


def _of_rate(
    ground: Ground, sentence: Sentence, readings: Readings, at: int, since: Sequence[tuple[int, Figure]]
) -> Iterator[Relation]:
    rate = sentence.figures[at]
    last = since[-1][1]
    amounts = [(place, each) for place, each in since if each.dimension == last.dimension and _alike(each, last)]
    if _direction(ground, sentence.before(at)) or _joined(ground, sentence, at):
        yield from _of_change(ground, sentence, readings, amounts, rate)
        return
    sides = [each for place, each in amounts if not _direction(ground, CLAUSE.split(sentence.before(place))[-1])]
    if rate.id not in ground.taken and len(sides) == 2 and rate.role not in ("rate", "change", "target"):  # noqa: PLR2004 - a rate has two sides
        told = [each for _, each in amounts if each not in sides]
        yield from _with_difference(ground, sides, told[-1:], rate)
        yield from _of_pair(ground, sentence, at, sides[0], sides[1])


def _alike(one: Figure, other: Figure) -> bool:
    """Whether two amounts are counted in one measure: 件 and 份 are not; people and money are, whatever their unit."""
    return one.dimension != "count" or one.unit == other.unit


def _direction(ground: Ground, words: str) -> int:
    """1 for more, −1 for less, by the last such word; 0 without one."""
    known = {1: (*ground.more, *ground.words["rises"]), -1: (*ground.less, *ground.words["falls"])}
    for word in ground.words["utmost"]:
        words = words.replace(word, "")
    last = {
        sign: max((words.rfind(word) + len(word) for word in every if word in words), default=0) for sign, every in known.items()
    }
    return 0 if last[1] == last[-1] else 1 if last[1] > last[-1] else -1


def _told(ground: Ground, sentence: Sentence, at: int) -> int:
    """The direction that the words of its clause tell of an amount; 53.06 万元省 6.39 万元: right behind what it is compared with.

    压减至 B tells where a change ends, not what it is.
    """
    if sentence.before(at).endswith(ground.ends) and sentence.figures[at].role != "change":
        return 0
    return _direction(ground, CLAUSE.split(sentence.before(at))[-1]) or (sentence.before(at) in ground.words["joined_falls"]) * -1


def _joined(ground: Ground, sentence: Sentence, at: int) -> int:
    """，省了 12%: −1 where the clause of a rate is no more than such a word."""
    return (sentence.before(at).strip("，, （(") in ground.words["joined_falls"]) * -1


def _of_change(
    ground: Ground, sentence: Sentence, readings: Readings, amounts: Sequence[tuple[int, Figure]], rate: Figure
) -> Iterator[Relation]:
    """The change is the last amount that a word of more or less stands before; of the others one is the base."""
    told = [(place, each) for place, each in amounts if _told(ground, sentence, place)]
    change = told[-1][1] if told else None
    sides = [each for _, each in amounts if each is not change]
    bases = [each for each in sides if readings.is_base(each, sentence.figures)]
    results = [each for each in sides if each not in bases]
    if len(bases) != 1 or len(results) > 1:
        return
    slots = (("label", _name([*results, *bases])),)
    if change is not None:
        grows = _told(ground, sentence, told[-1][0])
        apart = change.against and rate.base >= 0 and change.base != rate.base  # 比目标多 100 宗，比 2023 年的 1450 宗增长 10.34%
        if rate.id not in ground.taken and not apart:
            own = _direction(ground, sentence.before(sentence.figures.index(rate))) or _joined(
                ground, sentence, sentence.figures.index(rate)
            )
            same = own == grows
            plus, minus = ((change.id,), ()) if same else ((), (change.id,))
            yield Relation(RATE, plus, minus, over=(bases[0].id,), target=rate.id, slots=slots)
        if results and change.id not in ground.taken and not apart:
            more, less = (results[0], bases[0]) if grows > 0 else (bases[0], results[0])
            yield Relation(DIFFERENCE, (more.id,), (less.id,), target=change.id, slots=slots)
    elif results and rate.id not in ground.taken:
        grows = results[0].number > bases[0].number
        more, less = (results[0], bases[0]) if grows else (bases[0], results[0])
        yield Relation(RATE, (more.id,), (less.id,), over=(bases[0].id,), target=rate.id, slots=slots)


def _with_difference(ground: Ground, sides: Sequence[Figure], told: Sequence[Figure], rate: Figure) -> Iterator[Relation]:
    """决算 A，预算 B，低于预算 C，比例 P%: where neither C nor P fits, one other A or B that both fit shows that it is wrong."""
    for change in told:
        more, less = sorted(sides, key=lambda each: each.number, reverse=True)
        apart = Relation(DIFFERENCE, (more.id,), (less.id,), target=change.id, certain=False, slots=(("label", less.label),))
        yield apart
        wrong = judge(apart, ground.report.figures).verdict is Verdict.IMPOSSIBLE
        for top, bottom in ((less, more), (more, less)) if wrong else ():
            share = Relation(PAIR, (top.id,), over=(bottom.id,), target=rate.id, slots=(("label", rate.label),))
            by_one = any(
                judge(replace(share, plus=plus, minus=minus, over=over, over_minus=off), ground.report.figures).verdict
                is Verdict.CONSISTENT
                for plus, minus, over, off in _without(top, bottom, change)
            )
            if by_one and judge(share, ground.report.figures).verdict is Verdict.IMPOSSIBLE:
                yield share
                yield replace(apart, certain=True)
                return


def _without(top: Figure, bottom: Figure, change: Figure) -> Iterator[tuple[tuple[int, ...], ...]]:
    """The sides of a rate with one of its amounts replaced by the other and what is between them."""
    yield (bottom.id,), (change.id,), (bottom.id,), ()
    yield (bottom.id, change.id), (), (bottom.id,), ()
    yield (top.id,), (), (top.id, change.id), ()
    yield (top.id,), (), (top.id,), (change.id,)


def _name(figures: Sequence[Figure]) -> str:
    """The name of the first that is known, else of the first that has one."""
    known = [each.label for each in figures if each.concept]
    return next(iter(known or [each.label for each in figures if len(each.label) > _SHORT]), "")


def _of_pair(ground: Ground, sentence: Sentence, at: int, first: Figure, second: Figure) -> Iterator[Relation]:
    """年初定的数 A，报账 B，用到年初数的 P%: which of the two is on top is not said; where neither fits, a wrong digit may tell.

    Where something is left out (不含…的), the whole is what is left, and stands nowhere.
    """
    rate = sentence.figures[at]
    words = sentence.text[sentence.figures[0].begin : rate.begin] + "".join(each.label for each in (first, second))
    if not has(sentence.before(at), ground.words["measures"]) or has(words, ground.words["left_out"]):
        return
    found = [
        Relation(PAIR, (top.id,), over=(bottom.id,), target=rate.id, certain=False, slots=(("label", rate.label),))
        for top, bottom in ((second, first), (first, second))
        if bottom.number
    ]
    good = [each for each in found if judge(each, ground.report.figures).verdict in GOOD]
    yield from good[:1] or found
