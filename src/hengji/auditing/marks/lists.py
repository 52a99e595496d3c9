"""Parts against their total, the total against what was deducted, and both against the score sheet."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import mended
from hengji.auditing.grids.evidence import holds
from hengji.auditing.marks.sheet import named
from hengji.auditing.numerals import chinese
from hengji.auditing.relation import Relation, judge
from hengji.core import exact
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.marks.sheet import Row, ScoreSheet
    from hengji.auditing.marks.spoken import Lost, Said, Told
    from hengji.auditing.marks.words import Words
    from hengji.core.audit import Figure, Report

SUM, WHOLE, DEDUCTION = "marks_sum", "marks_whole", "deduction"
HUNDRED = (100, 1)
_NEAR, _LEAST, _SMALL, _AFTER, _SEVERAL, _APART, _MANY = 4, 3, (4, 1), 3, 2, 2, 10


def relations(said: Sequence[Said], report: Report, words: Words) -> Iterator[Relation]:
    """In the sentences alone: a list whose full marks make a hundred, and what was deducted in all."""
    for at, each in enumerate(said):
        near = said[max(0, at - _AFTER) : at + _AFTER + 1]
        total = _only([figure for one in near for figure in one.totals])
        if total is None:
            continue
        yield from _complete(at, said, total, report)
        for lost in _of_all(each, total) if _beside_total(each, said) else ():
            yield Relation(WHOLE, (total.id, lost.id), constant=HUNDRED, blame=lost.id, slots=_slots(total))
        yield from _counted(each, total, report, words)


def _of_all(each: Said, total: Figure) -> tuple[Figure, ...]:
    """What was deducted in all, where no other deduction is told beside it, or those that are make it or what the total lacks: 其余共扣 1.6 分 is not all."""
    listed = sum(one.figure.number for one in each.lost)
    whole = listed + total.number == HUNDRED[0]
    return tuple(lost for lost in each.all_lost if not each.lost or listed == lost.number or whole)


def _beside_total(each: Said, said: Sequence[Said]) -> bool:
    """Whether a total score stands in the same passage or the next one, and no other passage says what was deducted: （二）过程方面。共扣 2.8 分 is of a part."""
    others = sum(bool(one.all_lost) for one in said)
    return others == 1 and any(one.totals and abs(one.passage.index - each.passage.index) <= 1 for one in said)


def _only(figures: Sequence[Figure]) -> Figure | None:
    """The one total; the first of several that say the same."""
    return figures[0] if figures and len({each.number for each in figures}) == 1 else None


def _slots(figure: Figure) -> tuple[tuple[str, str], ...]:
    return (("label", figure.label or figure.plain),)


def _complete(at: int, said: Sequence[Said], total: Figure, report: Report) -> Iterator[Relation]:
    """Parts whose full marks make a hundred are all there are; a list without some of these only where a small slip explains the miss."""
    each = said[at]
    parts = _up_to_full(at, said)
    if parts:
        found = Relation(SUM, tuple(part.points.id for part in parts), target=total.id, named=True, slots=_slots(total))
        if holds(found, report.figures) or not (len(parts) > _MANY or _of_another(found, parts, report)):
            yield found
        return
    every = sorted((*each.parts, *each.plain), key=lambda part: part.points.id)
    if len(every) < _LEAST or total not in each.totals or len({part.name for part in every}) < len(every):
        return
    found = Relation(SUM, tuple(part.points.id for part in every), target=total.id, named=True, slots=_slots(total))
    small = exact.compare(judge(found, report.figures).gap, _SMALL) < 0
    if holds(found, report.figures) or (small and mended(found, report.figures)):
        yield found


def _of_another(found: Relation, parts: Sequence[Told], report: Report) -> bool:
    """该项目自评得分 91.0 分，其中…: whether the parts make another score of their passage, so that they are of something else."""
    computed = judge(found, report.figures).computed
    own = {part.points.passage for part in parts}
    return any(
        each.passage in own
        and each.dimension == "points"
        and each.id not in found.figures
        and exact.compare(each.value, computed) == 0
        for each in report.figures[max(0, parts[0].points.id - _NEAR) : parts[-1].points.id + _NEAR]
    )


def _up_to_full(at: int, said: Sequence[Said]) -> list[Told]:
    """The parts from a passage on whose full marks make a hundred, in passages that follow one another; none where they do not."""
    parts: list[Told] = []
    last = said[at].passage.index
    for each in said[at:] if said[at].parts else ():
        if each.passage.index - last > _APART:
            return []
        parts += each.parts
        last = each.passage.index
        full = sum(part.weight.number for part in parts if part.weight is not None)
        if full >= HUNDRED[0]:
            return parts if full == HUNDRED[0] and len(parts) >= _SEVERAL else []
    return []


def _counted(each: Said, total: Figure, report: Report, words: Words) -> Iterator[Relation]:
    """扣分项共三个：…扣 2.5 分，…扣 0.3 分，…扣 0.7 分: as many as are said, or all but 其余满分, make what the total lacks."""
    if len(each.lost) < _SEVERAL or total not in each.totals:
        return
    ids = tuple(one.figure.id for one in each.lost)
    found = Relation(WHOLE, (total.id, *ids), constant=HUNDRED, blame=total.id, slots=_slots(total))
    between = each.passage.text[total.stop : each.lost[0].figure.begin]
    said = any(f"{number}{word}" in between for word in words.listed for number in (chinese(len(ids)), len(ids)))
    said = said or words.rest.search(each.passage.text, each.lost[-1].figure.stop) is not None
    if holds(found, report.figures) or said:
        yield found


# —— against the sheet ——


def of_total(sheet: ScoreSheet, said: Sequence[Said], report: Report) -> Iterator[Relation]:
    """The total and all deductions of the sentences against the rows of the sheet."""
    points = tuple(row.points.id for row in sheet.rows)
    own = Relation(SUM, points, target=sheet.total.id) if sheet.total is not None else None
    for total in (figure for each in said for figure in each.totals):
        if sheet.total is None:
            yield Relation(SUM, points, target=total.id, slots=_slots(total), kinds_fit=True)
        elif own is not None and holds(own, report.figures):
            yield Relation(SUM, (sheet.total.id,), target=total.id, slots=_slots(total), kinds_fit=True)
    every = sheet.total.figure if sheet.total is not None else None
    for figure in (figure for each in said if every is not None and _beside_total(each, said) for figure in _of_all(each, every)):
        if own is not None and holds(own, report.figures):
            yield Relation(WHOLE, (*points, figure.id), constant=HUNDRED, blame=figure.id, slots=_slots(figure), kinds_fit=True)


def of_rows(found: Sequence[ScoreSheet], said: Sequence[Said], report: Report, words: Words) -> Iterator[Relation]:
    """The parts and the deductions of the sentences against the rows and the groups of that name."""
    by_name = {words.name(name): rows for name, rows in named(found).items()}
    yield from _borne_out(tuple(_groups(by_name, said, words)), report)
    yield from _borne_out(tuple(_losses(by_name, said, report, words)), report)


def _borne_out(found: Sequence[Relation], report: Report) -> Iterator[Relation]:
    """Where as many hold as fail, and one at least; or where the words name the points of the row besides."""
    good = sum(holds(each, report.figures) for each in found)
    if good and good * 2 >= len(found):
        yield from found
    else:
        yield from (each for each in found if each.named)


def _groups(by_name: dict[str, tuple[Row, ...]], said: Sequence[Said], words: Words) -> Iterator[Relation]:
    """过程类权重 34 分，得 28.7 分: the marks of the rows of that name."""
    for part in (part for each in said for part in (*each.parts, *each.plain)):
        rows = by_name.get(words.name(part.name))
        if rows is None:
            continue
        yield Relation(
            SUM, tuple(row.points.id for row in rows), target=part.points.id, slots=(("label", part.name),), kinds_fit=True
        )
        if part.weight is not None:
            ids = tuple(row.weight.id for row in rows)
            yield Relation(SUM, ids, target=part.weight.id, slots=(("label", part.name),), kinds_fit=True)


def _ends_there(between: str, words: Words) -> bool:
    """Whether a sentence ends between two deductions, or the second counts them all."""
    return has(between, ("。", "；", ";", *words.all_lost))


def _losses(by_name: dict[str, tuple[Row, ...]], said: Sequence[Said], report: Report, words: Words) -> Iterator[Relation]:
    """数字资源总量扣 0.3 分: what the row of that name lacks, with the deductions that its sentence goes on with."""
    told: list[tuple[Row, Lost, list[int]]] = []
    for each in said:
        last: Lost | None = None
        for lost in each.lost:
            named = [(lost.before.rfind(name), rows[0]) for name, rows in by_name.items() if len(rows) == 1 and len(name) >= _NEAR]
            named = [one for one in named if one[0] >= 0]
            if named:
                told.append((max(named, key=lambda one: one[0])[1], lost, []))
                last = lost
            elif last is not None and not _ends_there(each.passage.text[last.figure.stop : lost.figure.begin], words):
                told[-1][2].append(lost.figure.id)
                last = lost
            else:
                last = None
    times = Counter(row.points.id for row, _, _ in told)
    for row, lost, more in told:
        if times[row.points.id] == 1:
            slots = (("label", row.points.name.label),)
            both = row.points.figure.plain in lost.before
            alone = Relation(
                DEDUCTION, (row.weight.id,), (row.points.id,), target=lost.figure.id, slots=slots, kinds_fit=True, named=both
            )
            several = replace(alone, minus=(*alone.minus, *more))
            if not more or holds(alone, report.figures):
                yield alone
            elif holds(several, report.figures):
                yield several
