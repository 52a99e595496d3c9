"""What is left of what there was when something was spent, and the rate of it: 预算 4.82 万元，支出 3.59 万元，节余 1.23 万元，节约率 25.5%.

What there was and what was spent may stand in the sentences before. Most of it contradicts only where one wrong digit, or the amount beside copied, explains it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.ground import GOOD, Sentence, said
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground
    from hengji.core.audit import Figure

BALANCE, RATE, ADDED = "balance", "saved_rate", "written_arithmetic"
_ROLES = frozenset({"value", "base", "change"})
_BACK, _PASSAGES, _NEAR, _CANDIDATES = 14, 2, 4, 3


def of(ground: Ground, sentence: Sentence) -> Iterator[Relation]:
    """Every amount of a sentence that is said to be left, and its rate."""
    for at, figure in enumerate(sentence.figures):
        if figure.dimension == "money" and figure.role in _ROLES and _left(ground, figure) and not _more_left(ground, sentence, at):
            rate = _rate(ground, sentence, at)
            here = _in_sentence(ground, sentence.figures[:at], figure)
            if here is not None:
                yield from _with_rate(ground, *here, figure, rate)
            else:
                yield from _before(ground, figure)


def adjusted(ground: Ground, sentence: Sentence) -> Iterator[Relation]:
    """年初预算 A，追加 B，调整后预算 C: one behind the other."""
    for one, two, three in (sentence.figures[at : at + 3] for at in range(len(sentence.figures) - 2)):
        money = one.dimension == two.dimension == three.dimension == "money"
        if money and one.stage == "original" and three.stage == "revised" and said(ground, two).strip() in ground.words["added"]:
            yield Relation(ADDED, (one.id, two.id), target=three.id, certain=False, slots=(("label", three.label),))


def _left(ground: Ground, figure: Figure) -> bool:
    """Whether the words right before an amount say that it is left."""
    words = said(ground, figure).strip()
    while words.endswith(ground.words["left_ends"]) and not words.endswith(ground.words["left"]):
        words = words[:-1]
    return words.endswith(ground.words["left"]) and not has(words, ground.words["left_not"]) and figure.whole < 0


def _all_told(ground: Ground, left: Figure) -> bool:
    """下达 900 万元，首批 500 万元，第二批 300 万元，其余 100 万元: all that stands behind an amount makes it."""
    text = ground.report.passages[left.passage].text
    total = left.value
    for each in reversed(ground.report.figures[max(0, left.id - _BACK) : left.id]):
        if each.passage != left.passage or "。" in text[each.stop : left.begin]:
            return False
        if each.dimension == left.dimension and each.role in _ROLES:
            if exact.compare(each.value, total) == 0 and exact.compare(total, left.value) > 0:
                return True
            total = exact.add(total, each.value)
    return False


def _more_left(ground: Ground, sentence: Sentence, at: int) -> bool:
    """其余 120 万元正在审核，另有 30 万元收回: what is left is told in two amounts."""
    after = sentence.figures[at + 1] if at + 1 < len(sentence.figures) else None
    same = after is not None and after.dimension == sentence.figures[at].dimension
    return same and sentence.before(at + 1).lstrip("，；, ").partition("，")[2].startswith(ground.words["besides_of"])


def _holds(words: tuple[str, ...], ground: Ground, figure: Figure) -> bool:
    return has(said(ground, figure), words)


def _budget(ground: Ground, figure: Figure) -> bool:
    return figure.stage in ("original", "revised") or _holds(ground.words["left_of"], ground, figure)


def _spent(ground: Ground, figure: Figure) -> bool:
    return _holds(ground.words["left_spent"], ground, figure) and not _left(ground, figure)


def _in_sentence(ground: Ground, before: Sequence[Figure], left: Figure) -> tuple[Figure, Figure] | None:
    """The only two amounts before it in its sentence: what there was, then what was spent of it."""
    money = [each for each in before if each.dimension == left.dimension]
    if len(money) != 2 or any(each.role not in _ROLES or each.whole >= 0 for each in money):  # noqa: PLR2004 - there was one and the other went
        return None
    first, second = money
    return (first, second) if _budget(ground, first) and _spent(ground, second) and not _spent_alone(ground, first) else None


def _spent_alone(ground: Ground, figure: Figure) -> bool:
    return figure.stage == "outturn" and _spent(ground, figure) and not _holds(ground.words["left_of"], ground, figure)


def _rate(ground: Ground, sentence: Sentence, at: int) -> Figure | None:
    """The rate right behind what is left, said in words of saving."""
    after = sentence.figures[at + 1] if at + 1 < len(sentence.figures) else None
    if after is None or after.dimension != "ratio" or after.text.endswith(ground.points):
        return None
    words = sentence.before(at + 1).strip("，,、；（( ")
    while words.endswith(ground.words["left_ends"]) and words not in ground.words["left_rates"]:
        words = words[:-1]
    return after if words in ground.words["left_rates"] else None


def _with_rate(ground: Ground, budget: Figure, spent: Figure, left: Figure, rate: Figure | None) -> Iterator[Relation]:
    slots = (("label", left.label),)
    apart = Relation(BALANCE, (budget.id,), (spent.id,), target=left.id, certain=False, slots=slots)
    if rate is None:
        yield apart
        return
    share = Relation(RATE, (left.id,), over=(budget.id,), target=rate.id, certain=False, slots=(("label", rate.label),))
    whole = Relation(RATE, (budget.id,), (spent.id,), over=(budget.id,), target=rate.id, certain=False)
    fits, borne = (judge(each, ground.report.figures).verdict in GOOD for each in (apart, share))
    borne = borne or judge(whole, ground.report.figures).verdict in GOOD
    yield Relation(BALANCE, (budget.id,), (spent.id,), target=left.id, certain=borne, slots=slots)
    yield Relation(RATE, (left.id,), over=(budget.id,), target=rate.id, certain=fits, slots=(("label", rate.label),))


def _before(ground: Ground, left: Figure) -> Iterator[Relation]:
    """收入 A。支出 B，结余 C: what was spent right before it, what there was in one of the last sentences; all of it, where something was carried over."""
    figures = ground.report.figures
    if _all_told(ground, left):
        return
    near = [
        each
        for each in figures[max(0, left.id - _BACK) : left.id]
        if left.passage - each.passage <= _PASSAGES and each.dimension == left.dimension and each.role in _ROLES
    ]
    spent = next((each for each in reversed(near[-_NEAR:]) if _spent(ground, each) and each.passage == left.passage), None)
    if spent is None or any(each.id > spent.id for each in near):
        return
    earlier = [each for each in near if each.id < spent.id]
    more = any(_holds((*ground.words["opening"], *ground.words["balance_left"]), ground, each) for each in earlier)
    sources = [
        each
        for each in reversed(earlier)
        if _holds(ground.words["left_of_all"] if more else ground.words["left_of"], ground, each)
        and exact.compare(each.value, spent.value) >= 0
    ]
    found = [
        Relation(BALANCE, (each.id,), (spent.id,), target=left.id, certain=False, slots=(("label", left.label),))
        for each in sources[:_CANDIDATES]
    ]
    good = [each for each in found if judge(each, figures).verdict in GOOD]
    copied = left.number == spent.number
    yield from good[:1] or found[: 1 if copied else _CANDIDATES]
