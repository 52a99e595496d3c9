"""What the words of one sentence bind without a choice: 追加…调减…调整后, 新增…退出…净增, 为…的 4 倍，即增长 300%, 得分…扣分, 件均, （即…）."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames import net
from hengji.auditing.sentences.frames.ground import CLAUSE, GOOD, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

WRITTEN, DIFFERENCE, RATE, DEDUCTIONS, BY_HEAD = (
    "written_arithmetic",
    "change_difference",
    "change_rate",
    "all_deductions",
    "per_head",
)
_WHOLE, _HUNDRED = (100, 1), Decimal(100)
_ONE = (1, 1)
_NEAR, _PASSED, _SHORT, _MOST = 10, 60, 8, 6


def of(ground: Ground, sentence: Sentence) -> Iterator[Relation]:
    """Every such relation of a sentence."""
    for at, figure in enumerate(sentence.figures):
        yield from _adjusted(sentence, at, figure)
        yield from net.of(ground, sentence, at, figure)
        yield from _again(ground, sentence, at, figure)
        yield from _mean(ground, sentence, at, figure)
        yield from _points(ground, sentence, at, figure)
        yield from _base_behind(ground, sentence, at, figure)
        yield from _base_before(ground, sentence, at, figure)
    for one, two in pairwise(sentence.figures):
        yield from _times(ground, sentence, one, two)
        yield from _score(ground, sentence, one, two)


def _adjusted(sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """年初预算 A，追加 B，调减 C，调整后预算 D: what stood at first, every change in its direction, what became of it, one behind the other.

    Where more stands before the changes (上年结转), it is told of no one of them.
    """
    changes: list[Figure] = []
    for each in reversed(sentence.figures[max(0, at - _MOST) : at]):
        if each.role != "change" or not each.direction or each.dimension != "money":
            break
        changes.insert(0, each)
    if len(changes) < 2 or figure.stage != "revised" or figure.role != "value":  # noqa: PLR2004 - one change is told elsewhere
        return
    before = [each for each in sentence.figures[: max(0, at - len(changes))] if each.dimension == figure.dimension]
    if len(before) != 1:
        return
    (first,) = before
    if first.stage != "original" or any(each.subject != first.id or each.against for each in changes):
        return
    plus = (first.id, *(each.id for each in changes if each.direction > 0))
    minus = tuple(each.id for each in changes if each.direction < 0)
    yield Relation(WRITTEN, plus, minus, target=figure.id, named=True, slots=(("label", figure.label),))


def _again(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """18,500 万元（即 1.85 亿元）: one amount in two units; not what 1418.6 万吨乘以 1.38 元 makes."""
    before = sentence.figures[at - 1] if at else figure
    words = sentence.before(at)
    alone = words[:1] in ("（", "(", "，") and words[1:].strip() in ground.words["that_is"]
    worked = at > 1 and any(sentence.before(at - 1).rstrip().endswith(word) for word in ground.words["operators"])
    if alone and not worked and before.number and before.dimension == figure.dimension == "money" and before.unit != figure.unit:
        yield Relation(WRITTEN, (before.id,), target=figure.id, named=True, slots=(("label", before.label),))


def _mean(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """挽回损失 286.4 万元，调解成功 2,148 件，件均约 1333 元: the amount and the number right before what is told for each."""
    name = CLAUSE.split(sentence.before(at))[-1].strip()
    for word in sorted(ground.words["about"], key=len, reverse=True):
        name = name.removesuffix(word)
    pair = sentence.figures[max(0, at - 2) : at]
    if len(name) != len("件均") or not name.endswith(ground.words["average_ends"]) or len(pair) < 2 or figure.dimension != "money":  # noqa: PLR2004
        return
    amount, heads = pair if pair[0].dimension == "money" else pair[::-1]
    others = [
        each
        for each in sentence.figures[: max(0, at - 2)]
        if each.dimension == heads.dimension and "；" not in sentence.text[each.stop : heads.begin]
    ]
    others += [heads] if "；" in sentence.text[pair[0].stop : figure.begin] else []
    counted = not others and heads.dimension not in ("money", "ratio", "points", "") and heads.text.endswith(name[:1])
    if counted and amount.dimension == "money" and amount.role == heads.role == "value" and amount.whole < 0 and heads.number:
        yield Relation(BY_HEAD, (amount.id,), over=(heads.id,), target=figure.id, named=True, slots=(("label", name),))


def _base_behind(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """增加 115.54 万元，增长 6.48%（上年支出 1782.36 万元）: the change, its rate, and the base in a bracket behind them."""
    if figure.role != "rate" or not 0 < at < len(sentence.figures) - 1:
        return
    change, base = sentence.figures[at - 1], sentence.figures[at + 1]
    opened = sentence.text[figure.stop : base.begin].strip()
    closed = sentence.text[base.stop : base.stop + 1] in ("）", ")")
    alike = change.role == "change" and change.dimension == base.dimension and change.direction == figure.direction
    if alike and closed and opened[:1] in ("（", "(") and opened[1:].startswith(ground.words["of_last_year"]):
        yield Relation(RATE, (change.id,), over=(base.id,), target=figure.id, named=True, slots=(("label", change.label),))


def _base_before(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """本年支出较 2021 年 A 减少 C，下降 P%: the base and its change right before the rate, where what became of it stands in another sentence."""
    if figure.role != "rate" or at < 2:  # noqa: PLR2004 - a base and a change
        return
    base, change = sentence.figures[at - 2 : at]
    alike = change.role == "change" and base.role == "base" and change.dimension == base.dimension and change.base == base.id
    apart = change.subject >= 0 and not sentence.holds(ground.report.figures[change.subject])
    if alike and apart and change.direction == figure.direction and "；" not in sentence.text[base.stop : figure.begin]:
        yield Relation(RATE, (change.id,), over=(base.id,), target=figure.id, slots=(("label", change.label),))


def _points(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """由 89.9% 提高到 91.4%，提高 1.5%: the points between two rates, printed as a per cent of the first."""
    pair = sentence.figures[max(0, at - 2) : at]
    if figure.role != "rate" or len(pair) < 2 or figure.text.endswith(ground.points) or not figure.direction:  # noqa: PLR2004
        return
    one, two = pair
    if (
        not one.unit == two.unit == figure.unit
        or one.dimension != "ratio"
        or "rate" in (one.role, two.role)
        or one.number == two.number
    ):
        return
    words = sentence.before(at - 1).strip("，, ")
    compared = any(words.startswith(word) for word in ground.words["compared"])
    more, less = (one, two) if one.number > two.number else (two, one)
    if not compared or (one.number > two.number) != (figure.direction > 0) or more.number - less.number != figure.number:
        return
    relation = Relation(RATE, (more.id,), (less.id,), over=(two.id,), target=figure.id, named=True, slots=(("label", one.label),))
    if judge(relation, ground.report.figures).verdict not in GOOD:
        yield relation


def _times(ground: Ground, sentence: Sentence, times: Figure, rate: Figure) -> Iterator[Relation]:
    """为年初的 4 倍，即增长 300%: the growth is the multiple less one."""
    between = sentence.text[times.stop : rate.begin].strip("，, （(")
    told = times.text.endswith(ground.words["times"]) and rate.role == "rate" and rate.direction > 0
    if told and len(between) <= _SHORT and between.startswith(ground.words["that_is"]):
        slots = (("label", times.label),)
        if rate.number == times.number * _HUNDRED:
            yield Relation(WRITTEN, (times.id,), (rate.id,), constant=_ONE, named=True, slots=slots)


def _score(ground: Ground, sentence: Sentence, score: Figure, off: Figure) -> Iterator[Relation]:
    """自评得分 92.7 分，扣 7.3 分: the two make a hundred, where the score is that of the whole and near enough to it."""
    if score.role != "points" or off.role != "deduction" or not said(ground, score).strip().endswith(ground.words["scores_of_all"]):
        return
    if (
        sentence.text[score.stop : off.begin].strip("，,；; 分") not in ground.words["taken_off"]
        or not _PASSED <= score.number < _HUNDRED
    ):
        return
    if abs(score.number + off.number - _HUNDRED) < _NEAR:
        yield Relation(WRITTEN, (score.id, off.id), constant=_WHOLE, named=True)
