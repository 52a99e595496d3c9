"""Two years and what changed between them, in the orders that the changes of `sentences.changes` do not know."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from hengji.auditing.relation import AT_LEAST, AT_MOST, Relation, judge
from hengji.auditing.sentences.changes import opposite
from hengji.auditing.sentences.frames.ground import CLAUSE, NEAR
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure, Report

DIRECTION, DIFFERENCE, CHANGE, _CHANGE_RATE, AGAIN = "from_to", "change_difference", "parts_change", "change_rate", "whole_again"
_YEAR = re.compile(r"(?:19|20)\d{2}")
_BEFORE = re.compile(r"[（(]([^，。；、（）()]{1,8}?)(?:为|是|：|:)?")
_UP, _DOWN = "up", "down"
_LONGEST, _SHORTEST = 4, 2


def of_two_years(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """2021 年 A 万元，2020 年 B 万元，两年相比多支 C 万元，上升 D%; 82.6%，较上年（76.3%）提高 6.3 个百分点."""
    points = figure.text.endswith(ground.points)
    wanted = figure.dimension if figure.role == "change" or points else "money"
    same = [each for each in sentence.earlier(at) if each.dimension == wanted and each.role in ("value", "base")]
    if len(same) < 2 or not figure.direction or any(each.year is None for each in same[-2:]):  # noqa: PLR2004
        return
    old, new = sorted(same[-2:], key=lambda each: each.year or 0)
    named = _YEAR.findall(figure.against)
    if named and str(old.year) not in named:
        return  # 与 2020 年相比: reckoned from a year that is told without its amount
    behind = sentence.figures[at - 1]
    if points and behind.id > same[-1].id and behind.dimension == wanted and not behind.text.endswith(ground.points):
        return  # 较上年的 87.9% 提高 0.7 个百分点，较目标值 87% 高出 1.6 个百分点: it has a base of its own
    if (new.year or 0) - (old.year or 0) == 1 or (points and len(same) == 2):  # noqa: PLR2004
        if points and new.year == old.year:
            new, old = same[-2:]
        yield changed(old, new, figure, points=points)


def from_to_behind(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """增加 C 万元，增幅 D%，由 A 万元变为 B 万元: what changed stands behind."""
    points = figure.text.endswith(ground.points)
    for first in range(at + 1, min(at + NEAR, len(sentence.figures) - 1)):
        old, new = sentence.figures[first : first + 2]
        begins = CLAUSE.split(sentence.before(first))[-1].startswith(ground.words["from"])
        ends = sentence.before(first + 1).startswith(ground.words["to"])
        one = old.dimension == new.dimension == (figure.dimension if figure.role == "change" or points else old.dimension)
        if begins and ends and one and old.dimension and figure.direction:
            yield changed(old, new, figure, points=points)
            return


def told_again(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """住房保障支出决算比预算少 A 万元，主要原因：…，因此决算数比预算数少 B 万元: the same change, since no other name stands before it; of several changes the
    one between whose semicolons it stands, its reason before it.
    """
    clause = CLAUSE.split(sentence.before(at))[-1]
    after = next((clause.removeprefix(word) for word in ground.words["therefore"] if clause.startswith(word)), "")
    if figure.role != "change" or not figure.direction or not after.startswith(ground.words["plain_outturn"]):
        return
    every = [each for each in sentence.earlier(at) if each.role == "change" and each.dimension == figure.dimension]
    begin = sentence.text.rfind("；", 0, figure.begin)
    same = [each for each in every if each.begin > begin]
    reason = bool(same) and has(sentence.text[same[-1].stop : figure.begin], ground.words["reasons"])
    if len(every) > 1 and (not reason or sum(each.number for each in every) == figure.number):
        return
    if len(same) == 1 and same[-1].direction == figure.direction and same[-1].against[:2] == figure.against[:2] != "":
        yield Relation(AGAIN, (same[-1].id,), target=figure.id, slots=(("label", same[-1].label),))


def direction(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """由 A 万元上涨至 B 万元, B being less; 升至 B（上年为 A）; that the direction is right confirms neither figure."""
    old = sentence.figures[at - 1] if at else figure
    alike = old.dimension == figure.dimension != "" and figure.role in ("value", "actual") and old.role in ("value", "base")
    verb = sentence.before(at).strip("，, ") if alike else ""
    stem = _stem(ground, verb)
    if not _turns(ground, stem):
        stem, old = _of_bracket(ground, sentence, at, figure)
        verb = stem
    for compare, words in ((AT_LEAST, _UP), (AT_MOST, _DOWN)):
        if stem and _turns(ground, stem) == words:
            slots = (("label", figure.label or old.label), ("verb", verb))
            against = Relation(DIRECTION, (figure.id,), target=old.id, compare=compare, blame=figure.id, slots=slots)
            yield from [against] if judge(against, ground.report.figures).verdict is Verdict.IMPOSSIBLE else []


def _stem(ground: Ground, verb: str) -> str:
    """The verb of 上涨至, 降到了."""
    return next((verb.removesuffix(end) for end in ground.ends if verb.endswith(end)), "").removesuffix("了")


def _turns(ground: Ground, stem: str) -> str:
    """Which way a verb turns; empty where it is none, or too short to be one without 到 behind it."""
    if stem in ground.words["turns_up"] or (len(stem) > 1 and stem in ground.more):
        return _UP
    return _DOWN if stem in ground.words["turns_down"] or (len(stem) > 1 and stem in ground.less) else ""


def _of_bracket(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> tuple[str, Figure]:
    """成灾率升至 2.4‰（2022 年为 3.1‰）: the verb right before a value, and the value of the year before in the bracket right behind it."""
    behind = sentence.figures[at + 1] if at + 1 < len(sentence.figures) else figure
    opened = _BEFORE.fullmatch(sentence.text[figure.stop : behind.begin])
    if opened is None or figure.role not in ("value", "actual") or behind.dimension != figure.dimension or not figure.dimension:
        return "", figure
    year = _YEAR.search(opened[1])
    earlier = int(year[0]) < (figure.year or 0) if year is not None else opened[1] in ground.last_year
    said = sentence.before(at)
    found = (said[-size:] for size in range(_LONGEST, _SHORTEST - 1, -1))
    verb = next((each for each in found if _turns(ground, _stem(ground, each))), "")
    return (_stem(ground, verb), behind) if earlier and verb else ("", figure)


def changed(old: Figure, new: Figure, figure: Figure, *, points: bool) -> Relation:
    """The change from one amount to another, as its word turns it: their difference, or the rate over the first; `points` are a difference of rates."""
    more, less = (new, old) if figure.direction > 0 else (old, new)
    rate = figure.role == "rate" and not points
    label = next((each.label for each in (figure, new, old) if len(each.label) > 1), "")
    return Relation(
        _CHANGE_RATE if rate else DIFFERENCE, (more.id,), (less.id,), over=(old.id,) if rate else (), target=figure.id,
        slots=(("label", label),),
    )  # fmt: skip


def total_behind(ground: Ground, sentence: Sentence, at: int, figure: Figure) -> Iterator[Relation]:
    """支出增加了 C（增幅 R），总额达到 T: the rate is C over what there was before."""
    if at < 2 or figure.role != "value" or not sentence.before(at).strip("）)，,").endswith(ground.words["totals"]):  # noqa: PLR2004
        return
    change, rate = sentence.figures[at - 2], sentence.figures[at - 1]
    told = change.role == "change" and rate.role == "rate" and change.dimension == figure.dimension
    if told and change.direction * rate.direction and "；" not in sentence.text[change.stop : figure.begin]:
        plus, minus = ((), (change.id,)) if change.direction > 0 else ((change.id,), ())
        relation = Relation(
            _CHANGE_RATE, (change.id,), over=(figure.id, *plus), over_minus=minus, target=rate.id,
            slots=(("label", change.label),),
        )  # fmt: skip
        yield from [relation] if change.direction == rate.direction else opposite(relation, change, figure, ground.report)


def carried(ground: Ground, sentence: Sentence, figure: Figure) -> Iterator[Relation]:
    """A value, a sentence without a figure, then 与上年相比，减少 39.09 万元，减少 39%: the value's."""
    before = str(ground.report.year - 1) if ground.report.year is not None else ""
    if not has(figure.against, ground.last_year) and (not before or before not in figure.against):
        return
    values = [each for each in sentence.first if each.role == "value" and each.id < sentence.figures[0].id]
    change = ground.report.figures[figure.id - 1]
    beside = change.role == "change" and change.id >= sentence.figures[0].id
    if len(values) != 1 or figure.role != "rate" or not beside or sentence.figures[0].id - values[0].id > NEAR:
        return
    subject = values[0]
    if any(each.role == "value" and each.dimension == change.dimension for each in sentence.figures):
        return
    if subject.dimension == change.dimension and change.direction == figure.direction != 0:
        plus, minus = ((), (change.id,)) if change.direction > 0 else ((change.id,), ())
        yield Relation(
            _CHANGE_RATE, (change.id,), over=(subject.id, *plus), over_minus=minus, target=figure.id,
            slots=(("label", subject.label),),
        )  # fmt: skip


def changes_of_parts(report: Report, last_year: tuple[str, ...]) -> Iterator[Relation]:
    """The changes of all parts of a list make the change of the whole, each against the year before."""
    changes: dict[int, Figure] = {}
    for figure in report.figures:
        if figure.role == "change" and figure.subject >= 0 and figure.dimension == "money" and figure.direction:
            base = report.figures[figure.base] if figure.base >= 0 else None
            before = base.year == (figure.year or 0) - 1 if base is not None else has(figure.against, last_year)
            if before:
                changes.setdefault(figure.subject, figure)
    lists: dict[int, list[Figure]] = defaultdict(list)
    for figure in report.figures:
        if figure.whole in changes and figure.role == "value" and figure.number:
            lists[figure.whole].append(figure)
    for whole, parts in lists.items():
        if len(parts) > 1 and all(part.id in changes for part in parts):
            total, own = changes[whole], [changes[part.id] for part in parts]
            plus = tuple(each.id for each in own if each.direction == total.direction)
            minus = tuple(each.id for each in own if each.direction != total.direction)
            slots = (("label", report.figures[whole].label),)
            if plus:
                yield Relation(CHANGE, plus, minus, target=total.id, certain=False, slots=slots)
