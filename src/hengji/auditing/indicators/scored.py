"""Values reached and points given, held against targets and weights."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing.indicators import points as of_points
from hengji.auditing.indicators.rows import AT_MOST, filled, value
from hengji.auditing.indicators.targets import cell
from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import anywhere, compiled, first, most, places, prose, sentences, whole
from hengji.core import exact
from hengji.core.once import latest
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.indicators.rows import Indicators, Row, Value
    from hengji.auditing.wording.texts import Kind
    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

HUNDRED = Decimal(100)
ALL = 5
"""Rows from which on it says something that all are alike."""


def over_completion(rows: Indicators) -> Kind:
    """Values that exceed their target by more than the limit, with full points and without a word of reason."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        yield from first(_over(check, report, rows), most(check, 3))

    return find


def _over(check: Check, report: Report, rows: Indicators) -> Iterator[Remark]:
    limit = Decimal(whole(check, "percent", 130))
    for row in filled(rows):
        target, actual = rows.value(row.target), rows.value(row.actual)
        if (
            row.actual is None
            or target is None
            or actual is None
            or row.reason is not None
            or not _can_exceed(row, target, actual, rows.words["dates"])
        ):
            continue
        share = exact.decimal(exact.divide(exact.of(actual.number * HUNDRED), exact.of(target.number)), 6)
        points, weight = rows.number(row.points), rows.number(row.weight)
        if share > limit and (points is None or points == weight):
            severity = "" if target.number >= whole(check, "least_target", 10) else "notice"
            yield cell(
                check, report, row.actual, severity=severity, name=row.name.text, target=_text(row.target), actual=row.actual.text,
                percent=f"{share:.1f}%", limit=f"{limit:f}%",
            )  # fmt: skip


def _can_exceed(row: Row, target: Value, actual: Value, dates: tuple[str, ...]) -> bool:
    """More is better, of the same kind of number, and no date."""
    if row.level in {"cost", "time"} or target.operator == AT_MOST or target.number <= 0:
        return False
    return (target.unit == "%") == (actual.unit == "%") and not target.unit.startswith(dates)


def _text(passage: Passage | None) -> str:
    return passage.text if passage is not None else ""


def all_equal(rows: Indicators) -> Kind:
    """Nearly all values reached are exactly their targets, in a table or in sentences."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        for pairs in (_table_pairs(rows), list(_spoken_pairs(check, report, rows))):
            equal = [(passage, at, target) for passage, at, target, actual in pairs if target == actual]
            telling = [(passage, at) for passage, at, target in equal if target != HUNDRED]
            share = check.numbers["share"]
            enough = len(equal) >= whole(check, "least", ALL) and len(equal) * share[1] >= len(pairs) * share[0]
            if enough and telling:
                passage, (begin, stop) = telling[0]
                yield remark(check, report, passage, begin, stop, found=passage.text[begin:stop], count=len(equal), all=len(pairs))
                return

    return find


def _table_pairs(rows: Indicators) -> list[tuple[Passage, tuple[int, int], Decimal, Decimal]]:
    found = []
    for row in filled(rows):
        target, actual = rows.value(row.target), rows.value(row.actual)
        if row.actual is not None and target is not None and actual is not None:
            found.append((row.actual, (0, len(row.actual.text)), target.number, actual.number))
    return found


def _spoken_pairs(check: Check, report: Report, rows: Indicators) -> Iterator[tuple[Passage, tuple[int, int], Decimal, Decimal]]:
    """Target and value reached in one sentence."""
    for passage, place in places(check.patterns[0], report):
        target, actual = value(place["target"], rows.words), value(place["actual"], rows.words)
        if target is not None and actual is not None:
            yield passage, place.span(), target.number, actual.number


def not_applicable(rows: Indicators) -> Kind:
    """No points for what did not arise: in a sentence about points, or in a row with its reason."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        yield from first((*_spoken_zero(check, report), *_zero_rows(check, report, rows)), most(check, 3))

    return find


def _spoken_zero(check: Check, report: Report) -> Iterator[Remark]:
    pattern = compiled(check.patterns[0])
    for passage, begin, stop, clause in _clauses(report) if anywhere(check.patterns[0], report) else ():
        found = pattern.search(clause)
        if found is not None and _never_arose(check, clause):
            yield remark(check, report, passage, begin + found.start(), stop, found=clause.strip("。；;"))


def _zero_rows(check: Check, report: Report, rows: Indicators) -> Iterator[Remark]:
    for row in filled(rows):
        said = _text(row.reason) + _text(row.actual)
        if (
            row.points is not None
            and rows.number(row.points) == 0
            and (rows.number(row.weight) or 0) > 0
            and _never_arose(check, said)
        ):
            yield cell(check, report, row.points, found=f"{row.name.text}：{said}")


def _never_arose(check: Check, text: str) -> bool:
    return has(text, check.words["none"]) and not has(text, check.words["failed"])


@latest
def _clauses(report: Report) -> tuple[tuple[Passage, int, int, str], ...]:
    return tuple(
        (passage, begin, stop, passage.text[begin:stop])
        for passage in prose(report)
        for begin, stop in sentences(passage.text, clauses=True)
    )


def nothing_done(rows: Indicators) -> Kind:
    """High points where the value reached is nothing: in a clause that gives points, deduction and a completion of 0, or in a row."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        yield from first((*_spoken_nothing(check, report), *_nothing_rows(check, report, rows)), most(check, 3))

    return find


def _spoken_nothing(check: Check, report: Report) -> Iterator[Remark]:
    zero, score = (compiled(pattern) for pattern in check.patterns)
    for passage, begin, _, clause in _clauses(report) if anywhere(check.patterns[0], report) else ():
        nothing = zero.search(clause)
        given = score.search(clause) if nothing is not None else None
        if nothing is None or given is None:
            continue
        points, lost = Decimal(given["points"]), Decimal(given["lost"])
        if points > 0 and points * HUNDRED > (points + lost) * whole(check, "percent", 60):
            yield remark(
                check, report, passage, begin + given.start(), begin + given.end(), found=nothing[0], points=f"{points:f}",
                weight=f"{points + lost:f}", percent=_percent(points, points + lost),
            )  # fmt: skip


def _nothing_rows(check: Check, report: Report, rows: Indicators) -> Iterator[Remark]:
    for row in filled(rows):
        target, actual = rows.value(row.target), rows.value(row.actual)
        points, weight = rows.number(row.points), rows.number(row.weight)
        if row.points is None or target is None or actual is None or points is None or not weight or target.operator == AT_MOST:
            continue
        reached = actual.number == 0 and target.number > 0 and row.level not in {"cost", "time"}
        if reached and points * HUNDRED > weight * whole(check, "percent", 60):
            yield cell(
                check, report, row.points, found=f"{row.name.text} {_text(row.actual)}", points=f"{points:f}", weight=f"{weight:f}",
                percent=_percent(points, weight),
            )  # fmt: skip


def unmet(rows: Indicators) -> Kind:
    """All the points of a row, or of a sentence, although the value reached falls short of the target or goes beyond what it allows."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        drawn = list(_unmet_rows(check, report, rows))
        known = of_points.spans(drawn)
        graded = (each for each in of_points.missed_full(check, report, rows) if (each.start, each.end) not in known)
        yield from first((*drawn, *graded, *_spoken_unmet(check, report, rows)), most(check, 3))

    return find


def _unmet_rows(check: Check, report: Report, rows: Indicators) -> Iterator[Remark]:
    for row in filled(rows):
        target, actual = rows.value(row.target), rows.value(row.actual)
        points, weight = rows.number(row.points), rows.number(row.weight)
        if row.actual is None or target is None or actual is None or points is None or not weight or points < weight:
            continue
        if misses(target, actual, rows.words["dates"], costs=row.level in {"cost", "time"}):
            yield cell(check, report, row.actual, name=row.name.text, target=_text(row.target), actual=row.actual.text)


def _spoken_unmet(check: Check, report: Report, rows: Indicators) -> Iterator[Remark]:
    for passage, place in places(check.patterns[0], report):
        target, actual = value(place["target"], rows.words), value(place["actual"], rows.words)
        if target is not None and actual is not None and misses(target, actual, rows.words["dates"], costs=False):
            begin, stop = place.span("actual")
            yield remark(check, report, passage, begin, stop, name=place["name"], target=place["target"], actual=place["actual"])


def misses(target: Value, actual: Value, dates: tuple[str, ...], *, costs: bool) -> bool:
    """Of one kind of number, no date, and on the wrong side of a target that says which side is right; without a sign more is better, save for costs."""
    one = target.unit == actual.unit or (not (target.unit and actual.unit) and "%" not in (target.unit, actual.unit))
    if not one or target.unit.startswith(dates) or actual.operator:
        return False
    if target.operator == AT_MOST:
        return actual.number > target.number
    return actual.number < target.number and (target.operator != "" or not costs)


def full_marks(rows: Indicators) -> Kind:
    """Every row has all its points although the report speaks of problems."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        scored = [(row, rows.number(row.points), rows.number(row.weight)) for row in filled(rows)]
        given = [(row, points) for row, points, weight in scored if points is not None and weight == points and points > 0]
        known = [points for _, points, weight in scored if points is not None and weight is not None]
        if (
            len(known) == len(given) >= whole(check, "least", ALL)
            and _has_problems(check, report)
            and given[0][0].points is not None
        ):
            yield cell(check, report, given[0][0].points, count=len(given))

    return find


def _has_problems(check: Check, report: Report) -> bool:
    return any(passage.level and has(passage.text[:40], check.words["problems"]) for passage in prose(report))


def no_actuals(rows: Indicators) -> Kind:
    """Targets, and nowhere the values reached."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        targets = [row for row in filled(rows) if row.target is not None]
        spoken = any(places(check.patterns[0], report))
        if not rows.asks_actual and not spoken and len(targets) >= whole(check, "least", ALL) and rows.headers:
            numbers = sum(re.search(r"\d", _text(row.target)) is not None for row in targets)
            yield cell(check, report, rows.headers[0], count=len(targets), numbers=numbers, name=targets[0].name.text)

    return find


def _percent(part: Decimal, whole_of: Decimal) -> str:
    """A share as it is told, at one decimal."""
    return f"{exact.text(exact.divide(exact.of(part * HUNDRED), exact.of(whole_of)), 1)}%"
