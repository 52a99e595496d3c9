"""Marks of a whole score in one passage: 决策（20 分）得 19 分，… against the total, 合计扣分 and each 扣 against 100 less the total."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR, GOOD
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

TOTAL, WHOLE = "list_total", "score_whole"
_HUNDRED, _FULL, _PASSED = Decimal(100), (100, 1), 60
_LEAST, _ROUND, _COUNTED = 2, 12, 20
_ADDED = 12


class Marks:
    """The words of scores as patterns."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.words = ground, ground.words

        def either(*keys: str) -> str:
            return "|".join(
                sorted((re.escape(text) for key in keys for text in ground.words[key]), key=lambda text: (-len(text), text))
            )

        number = "|".join((*ground.counts, "一"))
        self.gained = re.compile(rf"分?[）)]?[，,：:]?(?:{either('score_by')})?(?:{either('score_gained')})$")
        self.full = re.compile(rf"分?[（(](?:{either('score_full')})(?:为|是)?$")
        some, off = either("score_all"), either("taken_off")
        self.off = re.compile(rf"(?:{some})?(?:{off})(?:{some})?(?:为|是|了)?$")
        self.all_off = re.compile(rf"(?:(?:{some})(?:{off})|(?:{off})(?:{some}))(?:为|是|了)?$")
        self.between = re.compile(
            rf"分?[，,；;。]?(?:[^，,。；;\d]{{0,{_ROUND}}}(?:{either('score_grades')})[^，,。；;\d]{{0,{_ROUND}}}[，,；;。])?"
        )
        self.counted = re.compile(rf"(?P<number>{number})个?(?:{either('score_places')})")
        self.told_off = re.compile(
            rf"(?:{either('taken_off')})[^，。；、\d]{{0,4}}?(?P<number>{number}|\d{{1,2}})(?:{either('score_places')})"
        )


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """The sums and the differences of the marks of one passage."""
    points = [each for each in passage.figures if each.dimension == "points"]
    if len(points) < _LEAST:
        return
    marks = ground.once(Marks)
    pairs = _pairs(marks, passage)
    yield from _made(marks, passage, points, pairs)
    yield from _off(marks, passage, points, pairs)
    yield from _off_by_off(marks, passage, points)
    yield from _rated(marks, passage)


def _rated(marks: Marks, passage: Sentence) -> Iterator[Relation]:
    """过程 15.1 分（满分 20 分，得分率 75.50%）: what was gained, its full marks in the bracket, and their rate."""
    for gained, full, rate in zip(passage.figures, passage.figures[1:], passage.figures[2:], strict=False):
        roles = (gained.role, full.role, rate.dimension)
        told = passage.text[full.stop : rate.begin].strip("，,、；：: 为是达")
        opened = passage.text[gained.stop : full.begin].strip()[:1] in ("（", "(")
        if roles == ("points", "weight", "ratio") and opened and told in marks.words["score_rates"]:
            yield Relation("pair_rate", (gained.id,), over=(full.id,), target=rate.id, bound=True, slots=(("label", told),))


def _pairs(marks: Marks, passage: Sentence) -> list[tuple[Figure, Figure]]:
    """Full marks and what was gained of them, whichever stands first; a total of a hundred is no pair."""
    found: list[tuple[Figure, Figure]] = []
    at, figures = 0, passage.figures
    while at < len(figures) - 1:
        one, two = figures[at : at + 2]
        between = passage.text[one.stop : two.begin].strip()
        pair = None
        if marks.gained.fullmatch(between):
            pair = (one, two)
        elif marks.full.fullmatch(between):
            pair = (two, one)
        if pair is not None and pair[1].dimension == "points":
            found.append(pair)
            at += 2
        else:
            at += 1
    return [each for each in found if each[0].number != _HUNDRED]


def _made(marks: Marks, passage: Sentence, points: Sequence[Figure], pairs: Sequence[tuple[Figure, Figure]]) -> Iterator[Relation]:
    """What was gained of full marks that make a hundred is the total that stands right before them or right behind."""
    whole = len(pairs) >= _LEAST and sum((full.number for full, _ in pairs), Decimal()) == _HUNDRED
    gained = [two for _, two in pairs] if whole else _of_every_kind(marks, passage, points)
    if not gained:
        return
    inside = {each.id for pair in pairs for each in pair} | {each.id for each in gained}
    first, last = min(each.begin for each in points if each.id in inside), gained[-1].stop
    text = passage.text[first : last + _ADDED]
    if has(text, marks.words["score_added"]):
        return
    before = [
        each
        for each in points
        if each.begin < first
        and each.id not in inside
        and _is_total(marks, passage, each)
        and not (whole and each.number == _HUNDRED)  # 总分 100 分。投入 10 分得 10 分…: the full marks of all
    ]
    behind = [each for each in points if each.begin > last and _is_total(marks, passage, each)]
    found = [
        Relation(
            TOTAL, tuple(each.id for each in gained), target=total.id, bound=True,
            slots=(("label", total.label), ("parts", "、".join(each.label for each in gained))),
        )
        for total in (*before[-1:], *behind[:1])
    ]  # fmt: skip
    good = [each for each in found if judge(each, marks.ground.report.figures).verdict in GOOD]
    yield from good or (found if len({marks.ground.report.figures[each.target].number for each in found}) == 1 else [])


def _of_every_kind(marks: Marks, passage: Sentence, points: Sequence[Figure]) -> list[Figure]:
    """预算执行率…得 9.8 分；产出…得 47 分；效益…得 28 分；满意度…得 9 分: one of each kind of a closed set."""
    gained = [each for each in points if _clause(passage, each).endswith(marks.words["score_gained"])]
    for line in marks.words["score_kinds"]:
        kinds = line.split("、")
        said = [passage.text[(gained[at - 1].stop if at else 0) : each.begin] for at, each in enumerate(gained)]
        called = [[kind for kind in kinds if kind in words] for words in said]
        if len(gained) == len(kinds) and all(len(each) == 1 for each in called) and len({each[0] for each in called}) == len(kinds):
            return gained
    return []


def _clause(passage: Sentence, figure: Figure) -> str:
    said = passage.text[max(0, figure.begin - FAR) : figure.begin]
    return CLAUSE.split(said.rpartition("。")[2])[-1].strip("）)：: ")


def _is_total(marks: Marks, passage: Sentence, figure: Figure) -> bool:
    """Whether a mark is called the score of the whole, and nothing is compared with it."""
    clause = _clause(passage, figure).removesuffix("为").removesuffix("是")
    return (
        clause.endswith((*marks.words["scores_of_all"], *marks.words["score_totals"]))
        and not has(clause, marks.words["score_not"])
        and not has(clause, marks.words["taken_off"])
        and figure.number <= _HUNDRED
    )


def _off(marks: Marks, passage: Sentence, points: Sequence[Figure], pairs: Sequence[tuple[Figure, Figure]]) -> Iterator[Relation]:
    """扣分合计 3.7 分 beside the only total; 失分共三处 and as many deductions: with the total they make a hundred."""
    inside = {each.id for pair in pairs for each in pair}
    totals = [
        each for each in points
        if each.id not in inside and _PASSED <= each.number < _HUNDRED and _is_total(marks, passage, each)
    ]  # fmt: skip
    if len({each.number for each in totals}) != 1:
        return
    total = totals[0]
    off = [each for each in points if each.id not in inside and _is_off(marks, passage, each)]
    of_all = [each for each in off if marks.all_off.fullmatch(_clause(passage, each))]
    plain = [each for each in off if marks.off.fullmatch(_clause(passage, each)) and _beside(marks, passage, total, each)]
    # …扣 0.8 分；…扣 0.3 分。自评总分 94.3 分: the last of several
    several = len(plain) == 1 and any(each.role == "deduction" and each not in plain for each in points)
    of_all = of_all or (plain if not several or _made_of_others(plain[0], off) else [])
    single = [each for each in off if each not in of_all]
    if len(of_all) == 1 and (not single or _beside(marks, passage, total, of_all[0])):
        yield _hundred(total, of_all)
    counted = marks.told_off.search(passage.text)
    if counted is None or of_all:
        return
    number = marks.ground.counts.get(counted["number"], 0) or (int(counted["number"]) if counted["number"].isdigit() else 1)
    behind = [each for each in single if each.begin > counted.end() or counted.start() <= each.begin]
    if number > 1 and len(behind) == len(single) == number:
        yield _hundred(total, behind)


def _off_by_off(marks: Marks, passage: Sentence, points: Sequence[Figure]) -> Iterator[Relation]:
    """合计扣 4 分：过程扣 2 分…；产出扣 2 分; 失分 2.5 分，主要为两个方面：一是…扣 1.5 分；二是…扣 1 分: what was taken off in all, and each behind it in the same sentence."""
    off = [each for each in points if _is_off(marks, passage, each)]
    if len(off) <= _LEAST:
        return
    total = off[0]
    end = passage.text.find("。", total.stop)
    parts = [each for each in off[1:] if end < 0 or each.begin < end]
    if len(parts) < _LEAST:
        return
    between, span = (passage.text[total.stop : each.begin] for each in (parts[0], parts[-1]))
    counted = marks.counted.search(between)
    opened = counted is not None or between.startswith("：") or marks.all_off.fullmatch(_clause(passage, total))
    told = marks.ground.counts.get(counted["number"], len(parts)) if counted is not None else len(parts)
    if opened and told == len(parts) and not has(span, (*marks.words["score_begins"], *marks.words["score_added"])):
        slots = (("label", total.label), ("parts", "、".join(each.label for each in parts)))
        yield Relation("list_parts", tuple(each.id for each in parts), target=total.id, bound=True, slots=slots)


def _made_of_others(last: Figure, off: Sequence[Figure]) -> bool:
    """Whether the last deduction is what the others make."""
    return sum((each.number for each in off if each is not last), Decimal()) == last.number


def _is_off(marks: Marks, passage: Sentence, figure: Figure) -> bool:
    return _clause(passage, figure).removesuffix("共").endswith((*marks.words["taken_off"], *marks.words["score_all"])) and (
        figure.role == "deduction" or has(_clause(passage, figure), marks.words["taken_off"])
    )


def _beside(marks: Marks, passage: Sentence, total: Figure, off: Figure) -> bool:
    """自评得分 93.7 分，等级为“优”，失分 2.7 分, or 失分 2.7 分，得 93.7 分: nothing but a grade between the two."""
    first, second = sorted((total, off), key=lambda each: each.begin)
    between = passage.text[first.stop : max(first.stop, second.begin - len(_clause(passage, second)))]
    return marks.between.fullmatch(between) is not None


def _hundred(total: Figure, off: Sequence[Figure]) -> Relation:
    return Relation(WHOLE, (total.id, *(each.id for each in off)), constant=_FULL, blame=total.id, bound=True)
