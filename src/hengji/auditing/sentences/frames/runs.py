"""A run of amounts, each with its share: the base that closes most of them is the base of all, and the one share that it does not close is wrong.

总支出 A 万元。…甲 B 万元，占 b%；乙 C 万元，占 c%；丙 D 万元，占 d%; 甲占总支出的 b%，乙占 c%; 四级承担比例分别为 b%、c%、d% 和 e%.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from hengji.auditing import slips
from hengji.auditing.relation import RATIO, Relation, by_last_digit, judge
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR, GOOD, said
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

SHARE = "far_share"
_LEAST, _SURE, _MOST, _BETWEEN, _BEHIND, _HUNDRED = 2, 3, 40, 30, 6, 100
_SHARE = re.compile(
    r"^(?P<part>[^占，。；：（(]{0,14}?)(?:所?占(?P<whole>[^，。；、占（）()]{1,16})的(?:比例|比重)?|所?占(?:比|比例|比重)?|比重|比例)(?:约|为|是|达)?$"
)
_ODD = frozenset({RATIO, "points", ""})
_AMOUNTS = frozenset({"value", "base", "actual"})


@dataclass(frozen=True, slots=True)
class Item:
    """A share with its part; `whole` are the words of its base, `inside` says that it is told as a part of the one before it."""

    part: Figure
    rate: Figure
    whole: str
    inside: bool = False


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """The shares of every run of a passage that its base does not close."""
    if sum(each.dimension == RATIO for each in passage.figures) <= _LEAST:
        return
    for run in (*_runs(_items(ground, passage)), *_lists(ground, passage)):
        if len(run) > _LEAST:
            yield from _failing(ground, passage, run)


def _items(ground: Ground, passage: Sentence) -> Iterator[Item | None]:
    """Every share of a passage with the amount right before it, or the one that is called by the words before 占; None for one of another base whose part is not found."""
    for at, rate in enumerate(passage.figures):
        if rate.dimension != RATIO or not at or rate.about or rate.operator or slips.digits(rate) < _SURE:
            continue
        words = passage.before(at)
        before = passage.figures[at - 1]
        beside = words in ("（", "(") and before.dimension not in _ODD
        found = _SHARE.match(CLAUSE.split(words.split("。")[-1].split("；")[-1])[-1])
        if rate.role in ("rate", "change", "target") or (found is None and not beside):
            continue
        name = found["part"].strip() if found is not None else ""
        part = _called(passage, at, name) if name else before if not set("。；") & set(words) else None
        if part is not None and part.dimension not in _ODD and part.number and part.role in _AMOUNTS:
            inside = has(CLAUSE.split(said(ground, part))[-1], ground.words["run_inside"])
            yield Item(part, rate, (found["whole"] or "") if found is not None else "", inside)
        elif found is not None and found["whole"]:
            yield None


def _called(passage: Sentence, at: int, name: str) -> Figure | None:
    """The one amount before a share that has the name; a name of one letter calls none."""
    fits = [
        each
        for each in passage.figures[:at]
        if each.dimension not in _ODD and len(name) >= _LEAST and (each.label == name or each.label.startswith(name))
    ]
    return fits[0] if len({each.number for each in fits}) == 1 else None


def _runs(items: Iterator[Item | None]) -> list[list[Item]]:
    """Shares one behind the other of amounts of one kind; other words for the base begin another run, and so does a part that has its share."""
    runs: list[list[Item]] = [[]]
    for item in items:
        last = runs[-1]
        if item is None:
            runs.append([])
        elif not last or _goes_on(item, last):
            last.append(item)
        else:
            runs.append([item])
    return runs


def _goes_on(item: Item, run: Sequence[Item]) -> bool:
    same = item.part.dimension == run[0].part.dimension and (not item.whole or item.whole == run[0].whole)
    return same and all(item.part.id != each.part.id for each in run)


def _lists(ground: Ground, passage: Sentence) -> Iterator[list[Item]]:
    """甲 A、乙 B、丙 C，…。三者占比分别为 a、b 和 c: the last list of as many amounts before as many rates."""
    for at, figure in enumerate(passage.figures):
        if figure.dimension == RATIO and passage.before(at).endswith(ground.words["run_orders"]):
            rates = _row(ground, passage, at)
            parts = _parts(ground, passage, at, len(rates)) if len(rates) > _LEAST else []
            if parts and all(slips.digits(each) >= _SURE for each in rates):
                yield [Item(part, rate, "") for part, rate in zip(parts, rates, strict=True)]


def _row(ground: Ground, passage: Sentence, at: int) -> list[Figure]:
    """The rates from one on that stand one behind the other with nothing between them but a mark or 和."""
    row = [passage.figures[at]]
    for number in range(at + 1, min(at + _MOST, len(passage.figures))):
        after = passage.figures[number]
        if after.dimension != RATIO or passage.before(number).strip("，,、 ") not in ("", *ground.words["listed_by"]):
            break
        row.append(after)
    return row


def _parts(ground: Ground, passage: Sentence, at: int, count: int) -> list[Figure]:
    """The last amounts before a position that are one list of so many."""
    rows: list[list[Figure]] = []
    for figure in passage.figures[max(0, at - _MOST) : at]:
        last = rows[-1] if rows else []
        if figure.dimension in _ODD or figure.role not in _AMOUNTS or figure.about:
            rows.append([])
            continue
        between = passage.text[last[-1].stop : figure.begin] if last else ""
        joined = bool(last) and between[:1] in ("、", "，", ",", "和", "；") and len(between) <= _BETWEEN and "。" not in between
        joined = joined and not has(between, ground.words["sums"])
        if joined and figure.dimension == last[0].dimension and figure.whole == last[0].whole:
            last.append(figure)
        else:
            rows.append([figure])
    fits = [row for row in rows if len(row) == count]
    return fits[-1] if fits else []


def _failing(ground: Ground, passage: Sentence, run: Sequence[Item]) -> Iterator[Relation]:
    """The shares that the base of a run does not close, where it closes two and at least twice as many."""
    bases = _bases(ground, passage, run)
    closed = [[each for each in run if _closes(ground, each, base)] for base in bases]
    most = max(map(len, closed), default=0)
    best = [(base, good) for base, good in zip(bases, closed, strict=True) if len(good) == most]
    if len(best) != 1 or most < _LEAST:
        return
    base, good = best[0]
    bad = [each for each in run if each not in good]
    if most < _LEAST * len(bad):
        return
    for item in bad:
        bound = any(each.whole and not _ended(passage, item, each) for each in good)
        if not _otherwise(ground, passage, item, () if bound else bases) and _alike(passage, item, good, base):
            yield _relation(item, base)


def _alike(passage: Sentence, item: Item, good: Sequence[Item], base: Figure) -> bool:
    """Whether a share is of the same kind as those that the base closes: a part of the same whole, or told in one sentence with one of them."""
    if item.inside or item.part.id == base.id:
        return False
    if any(item.part.whole == each.part.whole >= 0 for each in good):
        return True
    return any(not _ended(passage, item, each) for each in good)


def _ended(passage: Sentence, one: Item, other: Item) -> bool:
    first, last = sorted((one.rate, other.rate), key=lambda each: each.id)
    return "。" in passage.text[first.stop : last.begin]


def _otherwise(ground: Ground, passage: Sentence, item: Item, bases: Sequence[Figure]) -> bool:
    """Whether another amount of the passage closes a share, or one of those that may be a base, or it may have been made to fit the others."""
    here = [each for each in passage.figures if each.dimension == item.part.dimension and each.id != item.part.id]
    outcomes = [judge(_relation(item, base), ground.report.figures) for base in (*bases, *here) if base.number]
    return any(each.verdict in GOOD or by_last_digit(each, item.rate) for each in outcomes)


def _bases(ground: Ground, passage: Sentence, run: Sequence[Item]) -> list[Figure]:
    """What may be the base: amounts of the passage and of those before it, each value once, none less than a part nor told for each."""
    first = passage.figures[0].id
    least = max((Fraction(*each.part.value) for each in run if each.rate.number <= _HUNDRED), default=Fraction(0))
    found: dict[exact.Exact, Figure] = {}
    for each in ground.report.figures[max(0, first - FAR) : passage.figures[-1].id + 1]:
        same = each.dimension == run[0].part.dimension and each.role in _AMOUNTS and not each.about
        if same and each.number and not _of_one(ground, each) and Fraction(*each.value) >= least:
            found.setdefault(exact.reduce(each.value), each)
    return list(found.values())


def _of_one(ground: Ground, figure: Figure) -> bool:
    """Whether an amount is told for each: 亩均投资 2000 元, 4.2 元/吨."""
    text = ground.report.passages[figure.passage].text
    behind = text[figure.stop : figure.stop + _BEHIND]
    return behind.startswith(("/", "／")) or has(said(ground, figure), ground.words["run_each"])


def _relation(item: Item, base: Figure) -> Relation:
    slots = (("label", item.part.label), ("whole", base.label))
    return Relation(SHARE, (item.part.id,), over=(base.id,), target=item.rate.id, bound=True, slots=slots)


def _closes(ground: Ground, item: Item, base: Figure) -> bool:
    return item.part.id != base.id and judge(_relation(item, base), ground.report.figures).verdict in GOOD
