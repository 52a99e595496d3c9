"""Late or early by so much, against the day that was planned and the one that came: 原定5月31日完工，实际6月28日完工，逾期28天."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.periods.clauses import EVENTS, RANGE, WORDS
from hengji.auditing.periods.lengths import NUMBER, UNIT, exactly, figures, read
from hengji.auditing.periods.measured import DAYS, MONTHS, WORKING_DAYS
from hengji.auditing.periods.moments import MONTH, YEAR
from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import compiled, either, whole
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has
from hengji.rulebook.codes import put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.periods.clauses import Clause
    from hengji.auditing.periods.measured import Length
    from hengji.auditing.periods.moments import Dates, Moment
    from hengji.core.audit import Remark, Report
    from hengji.rulebook.check import Check

LATE, EARLY, ON_TIME = 1, -1, 0
_FAR, _GUARD, _NEAR_BEHIND, _MONTH_DAYS, _MEAN = 30, 6, 12, 28, 31
Found = tuple[list[Checked], list["Remark"]]


@dataclass(frozen=True, slots=True)
class Told:
    """A word for late or early: its place, its direction, and its length where it has one."""

    begin: int
    stop: int
    direction: int
    length: Length | None = None


def check(kind: Check, report: Report, clause: Clause) -> Found:
    """A result for each delay of a clause that fits its two days, a result and a remark where it fits no two days of the clause."""
    results: list[Checked] = []
    remarks: list[Remark] = []
    for told in _told(clause):
        sides = _sides(clause, told)
        if sides is None:
            continue
        planned, actual = sides
        ids = figures(report, clause, told.length) if told.length is not None else ()
        if told.length is None:
            if _sure(clause, told, sides) and _contradicts(told, planned, actual, whole(kind, "nearly", 180)):
                remarks.append(_remark(kind, report, clause, told, sides, ()))
        elif _fits(told, planned, actual):
            if ids and _counted(told.length, planned, actual):
                results.append(Checked(kind.code, Verdict.CONSISTENT, ids, _said(clause, told, sides, " ＝ ")))
        elif _sure(clause, told, sides) and not _elsewhere(clause, told, sides):
            if ids:
                results.append(Checked(kind.code, Verdict.IMPOSSIBLE, ids, _said(clause, told, sides, " ≠ ")))
            remarks.append(_remark(kind, report, clause, told, sides, ids))
    return results, remarks


def _told(clause: Clause) -> Iterator[Told]:
    """The words of a clause that say how late or early; those that deny it, or speak of each and of means, are left out."""
    words, text = clause.words, clause.text
    late, early = (*words["late"], *words["late_short"]), (*words["early"], *words["early_short"])
    short = either((*words["late_short"], *words["early_short"])).pattern
    long = either((*words["late"], *words["early"])).pattern
    filling = either(words["length_links"]).pattern
    pattern = rf"(?:(?P<long>{long})[^，,；;。（）()\d约近]{{0,8}}?|(?P<short>{short}))(?:{filling})?{NUMBER}{UNIT}"
    measured, means = set(), tuple(word for word in words["not_said"] if len(word) > 1)
    for found in compiled(pattern).finditer(text, clause.begin, clause.stop):
        word = found["long"] or found["short"]
        measured.add(found.start())
        if exactly(clause, found) and not _denied(clause, found.start()) and not has(found.group(), means):
            yield Told(found.start(), found.end(), LATE if word in late else EARLY, read(found))
    plain = rf"(?P<word>{either((*words['late'], *words['early'], *words['on_time'])).pattern})(?:{either(words['ends']).pattern}|(?=[，,。；;）)]|\Z))"
    for found in compiled(plain).finditer(text, clause.begin, clause.stop):
        if found.start() not in measured and not _denied(clause, found.start()):
            word = found["word"]
            yield Told(found.start(), found.end(), LATE if word in late else EARLY if word in early else ON_TIME)


def _denied(clause: Clause, at: int) -> bool:
    before = clause.text[max(clause.begin, at - _GUARD) : at]
    return before.endswith(clause.words["not_said"])


def _sides(clause: Clause, told: Told) -> tuple[Moment, Moment] | None:
    """The day that was planned and the one that came, where the clause leaves no choice; a plan that was changed, and what is compared with last year, are left alone."""
    text, words = clause.text[clause.begin : clause.stop], clause.words
    if has(text, (*words["last_time"], *words["plan_changed"])) or any(_moved(clause, each) for each in clause.moments):
        return None
    begun = {id(span.one) for span in clause.spans if span.how == RANGE}
    every = [each for each in clause.moments if each.level != YEAR and id(each) not in begun]
    planned = [each for each in every if clause.planned(each)]
    actual = [each for each in every if not clause.planned(each)]
    marked = [each for each in actual if has(clause.before(each), clause.words["actual"])]
    ended = [each for each in actual if clause.opens(each) not in (EVENTS, WORDS)]
    for some in (marked, ended, actual):
        if len(some) == 1 and len(planned) == 1:
            sides = planned[0], some[0]
            return sides if _bound(clause, told, sides, alone=len(every) == len(sides) or some is not actual) else None
    return None


def _bound(clause: Clause, told: Told, sides: tuple[Moment, Moment], *, alone: bool) -> bool:
    """Whether a word is about two days: right behind the later named, or before both (晚于规定时间6天（规定…，实报…）), and they date one thing."""
    last, first = max(each.stop for each in sides), min(each.begin for each in sides)
    between = clause.text[last : told.begin] if told.begin >= last else clause.text[told.stop : first]
    planned, actual = sides
    inside = planned.stop <= told.begin <= planned.stop + _GUARD and told.stop <= actual.begin <= told.stop + _GUARD
    near = inside or (
        len(between) <= (_FAR if told.length is not None else _NEAR_BEHIND) and not (told.begin < last and told.stop > first)
    )
    verbs = {clause.event(each, key) for each in sides for key in ("begins", "ends")} - {""}
    wordless = told.length is None and (told.begin < last or len(clause.moments) > 2)  # noqa: PLR2004 - the two sides
    other = any(word in between for word in clause.words["not_said"] if len(word) > 1)
    return near and alone and len(verbs) < 2 and not wordless and not other  # noqa: PLR2004 - one thing


def _moved(clause: Clause, moment: Moment) -> bool:
    """推迟至10月31日: a plan that was changed, unless it came so."""
    before = clause.before(moment)
    return before.endswith(clause.words["not_until"]) and not has(before, clause.words["actual"])


def _sure(clause: Clause, told: Told, sides: tuple[Moment, Moment]) -> bool:
    """Whether the words set the two days against each other: 实际, 比计划的, the same verb for both, or a bracket with both behind the word."""
    planned, actual = sides
    verbs = [{clause.event(each, key) for key in ("begins", "ends")} - {""} for each in sides]
    against = has(clause.before(planned), clause.words["against"]) or has(clause.before(actual), clause.words["actual"])
    return against or bool(verbs[0] & verbs[1]) or told.begin < min(each.begin for each in sides)


def _elsewhere(clause: Clause, told: Told, sides: tuple[Moment, Moment]) -> bool:
    """Whether the length fits two other days of the clause."""
    planned, actual = sides
    return any(
        _fits(told, one, other)
        for one in clause.moments
        for other in clause.moments
        if one is not other and one is not actual and other is not planned
    )


def _differences(planned: Moment, actual: Moment) -> Iterator[tuple[Dates, Dates]]:
    """The days of both in the years that their words leave open, the nearest first."""
    if planned.said and actual.said:
        years = [(planned.year, actual.year)]
    elif actual.said:
        years = [(actual.year + more, actual.year) for more in (0, -1, 1)]
    else:
        years = [(planned.year, planned.year + more) for more in (0, 1, -1)]
    found = [(a, b) for one, other in years if (a := planned.dates(one)) is not None and (b := actual.dates(other)) is not None]
    yield from sorted(found, key=lambda each: abs((each[1][0] - each[0][1]).days))


def _days(one: Dates, other: Dates) -> tuple[int, int]:
    """The fewest and the most days by which the other is later; negative where it is earlier."""
    return (other[0] - one[1]).days, (other[1] - one[0]).days


def _fits(told: Told, planned: Moment, actual: Moment) -> bool:
    """Whether a length may lie between two days in the direction of its word, counted with the day itself or without."""
    length = told.length
    if length is None:
        return False
    for one, other in _differences(planned, actual):
        due = (one[1], one[1]) if planned.level == MONTH and told.direction == LATE else one
        low, high = _days(due, other) if told.direction == LATE else _days(other, due)
        if length.unit == WORKING_DAYS:
            fits = length.number <= high + 1
        elif length.unit == DAYS:
            fits = low - 1 <= length.number <= high + 1
        elif length.unit == MONTHS:
            fits = low - _MEAN < length.number * _MEAN and length.number * _MONTH_DAYS < high + _MEAN
        else:
            fits = True
        if fits:
            return True
    return False


def _counted(length: Length, planned: Moment, actual: Moment) -> bool:
    """Whether a number of days is the one between two days, with the first or without."""
    if length.unit != DAYS or not planned.exact or not actual.exact:
        return False
    apart = (abs((other[0] - one[0]).days) for one, other in _differences(planned, actual))
    return any(length.number in (days, days + 1) for days in apart)


def _contradicts(told: Told, planned: Moment, actual: Moment, nearly: int) -> bool:
    """Whether the day that came lies on the other side of the planned one than the word says, in the nearest of its years."""
    if not planned.exact or not actual.exact:
        return False
    one, other = next(_differences(planned, actual), (None, None))
    if one is None or other is None:
        return False
    late = (other[0] - one[0]).days
    sure = abs(late) < nearly or (planned.said and actual.said)
    return sure and (late > 0 if told.direction != LATE else late < 0)


def _said(clause: Clause, told: Told, sides: tuple[Moment, Moment], sign: str) -> str:
    planned, actual = (clause.text[each.begin : each.stop] for each in sides)
    return f"{planned}→{actual}{sign}{clause.text[told.begin : told.stop]}"


def _remark(kind: Check, report: Report, clause: Clause, told: Told, sides: tuple[Moment, Moment], ids: tuple[int, ...]) -> Remark:
    one, other = next(_differences(*sides))
    low, high = _days(one, other)
    late = low > 0
    shown = kind.pairs["late" if late else "early" if high < 0 else "same"]
    fewest, most = sorted((abs(low), abs(high)))
    number = f"{fewest}" if fewest == most else f"{fewest}～{most}"
    expected = put(shown, {"days": number})
    planned, actual = (clause.text[each.begin : each.stop] for each in sides)
    begin = min(told.begin, *(each.begin for each in sides))
    stop = max(told.stop, *(each.stop for each in sides))
    stated = clause.text[told.begin : told.stop]
    return remark(
        kind, report, clause.passage, begin, stop, figures=ids, stated=stated, planned=planned, actual=actual, expected=expected
    )  # fmt: skip
