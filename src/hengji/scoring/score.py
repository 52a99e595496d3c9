"""Scores a case under a scheme: each line with its measure, points, words and the reason of each deduction."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hengji.core import exact
from hengji.core.once import once
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.core.sheet import BonusLine, LimitLine, Line, ScoreSheet, SecondTotal, Status
from hengji.core.unknown import Unknown
from hengji.rulebook.concept import WEAK
from hengji.rulebook.scheme import Indicator, Tier
from hengji.scoring import entered, own
from hengji.scoring.desk import desk
from hengji.scoring.row import score_row
from hengji.scoring.total import bonus_points, item_points, limits_of, named
from hengji.scoring.total import total as total_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.case import Case
    from hengji.core.exact import Exact
    from hengji.core.sheet import Judgement
    from hengji.expr.facts import Facts
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme, Slot
    from hengji.scoring.own import Row

NO_SUCH_ROW, NO_SUCH_TIER, OUTSIDE_TIER, SLOT_WEIGHT = "IN10", "IN12", "IN11", "IN13"
NO_BONUS, NOT_JUDGED, TOO_MANY_ANSWERS, TWICE = "IN20", "IN21", "IN22", "IN09"


def score(case: Case, scheme: Scheme, book: Book) -> tuple[ScoreSheet, tuple[Problem, ...]]:
    """The score sheet of a case. Problems: IN10–IN13, at the places of what the clerk entered."""
    scored = rows(case, scheme)
    problems = [book.problem(found) for found in (*_entered_problems(case, scheme, scored), *entered.problems(case, scheme, book))]
    table = desk(case, scheme, book)
    claims = dict(case.claims.lines)
    lines = [score_row(row, table, claims.get(row.id)) for row in scored]
    return _sheet(case, scheme, book, tuple(lines), table.facts), tuple(problems)


def rows(case: Case, scheme: Scheme) -> Sequence[Row]:
    """Every row to score: the scheme's own, and in each slot the department's."""
    fixed = _fixed(scheme)
    return list(_with_slots(case, scheme)) if fixed.slots else fixed.rows


class _Fixed(NamedTuple):
    """What is the same for every case under a scheme."""

    rows: tuple[Row, ...]
    slots: tuple[Slot, ...]
    ids: frozenset[str]


@once
def _fixed(scheme: Scheme) -> _Fixed:
    own_rows = tuple(own.of_scheme(entry) for entry in scheme.rows if isinstance(entry, Indicator))
    return _Fixed(own_rows, scheme.slots, frozenset(entry.id for entry in scheme.rows))


def _with_slots(case: Case, scheme: Scheme) -> Iterator[Row]:
    for entry in scheme.rows:
        if isinstance(entry, Indicator):
            yield own.of_scheme(entry)
        elif entry.id in case.not_applicable:
            yield own.of_slot(entry)
        else:
            for indicator in case.indicators:
                if indicator.slot == entry.id:
                    yield own.of_department(indicator, entry)


def _entered_problems(case: Case, scheme: Scheme, scored: Sequence[Row]) -> Iterator[Problem]:
    if case.scheme == scheme.id:
        yield from _unknown_rows(case, scheme, scored)
    yield from _slot_problems(case, scheme)
    for indicator in case.indicators:
        if indicator.id in _fixed(scheme).ids:
            yield problem(TWICE, indicator.place, indicator.id, other=scheme.id)
    for row in scored:
        judgement = own.judgement_of(row.own) if row.own is not None else None
        judgement = judgement or case.judgements.get(row.id)
        if judgement is not None and not _plainly_sound(row, judgement):
            yield from _judgement_problems(row, judgement, case, scheme.id)


def _plainly_sound(row: Row, judgement: Judgement) -> bool:
    """Whether nothing is entered but answers to the row's own checklist, or points within its weight."""
    if judgement.tier or row.indicator is None or row.method is None or not _asks_a_judge(row):
        return False
    if len(judgement.answers) > len(row.indicator.items):
        return False
    points, scale = judgement.points, row.scale
    return points is None or (scale is not None and points[0] >= 0 and exact.compare(points, scale) <= 0)


def _unknown_rows(case: Case, scheme: Scheme, scored: Sequence[Row]) -> Iterator[Problem]:
    """What is entered for rows that the scheme lacks, and bonus items under a scheme without a bonus."""
    fixed = _fixed(scheme)
    slots = {slot.id for slot in fixed.slots}
    for indicator in case.indicators:
        if indicator.slot not in slots:
            yield problem(NO_SUCH_ROW, _place(case, f"{indicator.id}.slot", indicator.place), indicator.slot, scheme=scheme.id)
    plain = not fixed.slots and not case.indicators
    known = fixed.ids if plain else {row.id for row in scored}.union(indicator.id for indicator in case.indicators)
    for name in dict.fromkeys((*case.judgements, *case.not_applicable)):
        if name not in known:
            yield problem(NO_SUCH_ROW, _place(case, name), name, scheme=scheme.id)
    for name, _ in case.claims.lines:
        if name not in known:
            yield problem(NO_SUCH_ROW, _place(case, f"claimed.{name}"), name, scheme=scheme.id)
    if case.bonus and scheme.bonus is None:
        yield problem(NO_BONUS, _place(case, "bonus"), case.bonus[0].name, scheme=scheme.id)


def _place(case: Case, name: str, other: Place | None = None) -> Place:
    """Where the entry of a line or a part of it stands; else another place, or its name in the case's file."""
    found = case.places.get(name, other)
    return found or Place(next((fact.provenance.place.file for fact in case.facts), case.source), name)


def _slot_problems(case: Case, scheme: Scheme) -> Iterator[Problem]:
    """The weights of a slot's indicators add up to the slot's."""
    for slot in _fixed(scheme).slots:
        mine = [indicator for indicator in case.indicators if indicator.slot == slot.id]
        total = exact.ZERO
        for indicator in mine:
            total = exact.add(total, indicator.weight)
        if mine and slot.weight is not None and exact.compare(total, slot.weight):
            place = _place(case, f"{mine[0].id}.weight", mine[0].place)
            yield problem(SLOT_WEIGHT, place, exact.plain(total), slot="/".join(slot.path), wanted=exact.plain(slot.weight))


def _judgement_problems(row: Row, judgement: Judgement, case: Case, row_scheme: str) -> Iterator[Problem]:
    """A tier that the row has, and points within the tier; without a tier, within the weight."""
    if case.scheme == row_scheme and not _asks_a_judge(row):
        yield problem(NOT_JUDGED, _place_of(row, case), row.id)
        return
    items = row.indicator.items if row.indicator is not None else ()
    if case.scheme == row_scheme and len(judgement.answers) > len(items):
        yield problem(TOO_MANY_ANSWERS, _place_of(row, case), str(len(judgement.answers)), wanted=str(len(items)))
    if judgement.tier or judgement.points is not None:
        yield from _tier_problems(row, judgement, case)


def _place_of(row: Row, case: Case) -> Place:
    return row.own.place if row.own is not None else _place(case, row.id)


def _tier_problems(row: Row, judgement: Judgement, case: Case) -> Iterator[Problem]:
    """A tier that the row lacks, and points outside the tier, or outside the weight where none is named."""
    place, whole = _place_of(row, case), Tier(row.path[-1], exact.ZERO, exact.ONE)
    tier = next((tier for tier in row.tiers if tier.label == judgement.tier), None) if judgement.tier else whole
    if tier is None:
        yield problem(
            NO_SUCH_TIER, _place(case, f"{row.id}.tier", place), judgement.tier, known="、".join(t.label for t in row.tiers)
        )
    elif judgement.points is not None and row.scale is not None:
        tiers = (whole,) if tier is whole else row.tiers
        if not own.within(tier, tiers, judgement.points, row.scale):
            low, high = exact.multiply(tier.low, row.scale), exact.multiply(tier.high, row.scale)
            words = {"tier": tier.label, "low": exact.plain(low), "high": exact.plain(high)}
            yield problem(OUTSIDE_TIER, _place(case, f"{row.id}.points", place), exact.plain(judgement.points), **words)


def _asks_a_judge(row: Row) -> bool:
    """Whether anything that a person enters can count in a row: a row without a known method may be judged too."""
    if row.method is None:
        return True
    return bool(row.method.entered or row.method.lists)


def _sheet(case: Case, scheme: Scheme, book: Book, lines: tuple[Line, ...], facts: Facts) -> ScoreSheet:
    bonus = tuple(BonusLine(item.name, item.body, item.date, item.level, item_points(item, scheme)) for item in case.bonus)
    limits = tuple(limits_of(case, scheme, book, facts))
    total = total_of(case, scheme, book, lines, limits)
    known = not isinstance(total.value, Unknown)
    earned = [(line.status, line.points) for line in lines if not isinstance(line.points, Unknown)]
    weak = tuple([line.id for line in lines if line.confidence in WEAK])
    notes = [
        *_year_note(case, scheme, book),
        *scheme.notes,
        *total.notes,
        *(limit.statement for limit in limits),
        *_core_note(scheme, book, lines),
        *(_weak_note(lines, book) if known else []),
    ]
    return ScoreSheet(
        scheme=scheme.id,
        title=scheme.title,
        lines=lines,
        full_marks=scheme.full_marks,
        total=total.value,
        grade=grade_of(scheme, total.value, limits),
        why_no_total=total.why,
        why_no_total_named=total.why_named,
        computed=exact.total([points for status, points in earned if status is not Status.ENTERED]),
        entered=exact.total([points for status, points in earned if status is Status.ENTERED]),
        weak=weak,
        bonus=bonus,
        bonus_points=bonus_points(case, scheme),
        notes=tuple(notes),
        claimed_total=case.claims.total,
        claimed_grade=case.claims.grade,
        limits=limits,
        second=tuple(_second(case, total.value, lines)),
    )


def _second(case: Case, total: Exact | Unknown, lines: tuple[Line, ...]) -> Iterator[SecondTotal]:
    """The totals of other scorers, as stated or as their lines add up, beside what the unit claims or is computed."""
    mine = case.claims.total if case.claims.total is not None else None if isinstance(total, Unknown) else total
    for score_ in case.second_scores:
        theirs = score_.total
        if theirs is None and lines and {line.id for line in lines} <= {name for name, _ in score_.lines}:
            theirs = exact.ZERO
            for _, points in score_.lines:
                theirs = exact.add(theirs, points)
        if theirs is not None:
            deviation = exact.divide(exact.subtract(mine, theirs), mine) if mine is not None and mine[0] > 0 else None
            yield SecondTotal(score_.kind, theirs, deviation, score_.reason)


def _core_note(scheme: Scheme, book: Book, lines: tuple[Line, ...]) -> list[str]:
    """How much of the core indicators is scored, and what they earned."""
    core = [line for line in lines if line.core]
    if not core:
        return []
    open_ = [line.id for line in core if isinstance(line.points, Unknown)]
    weight, points = exact.ZERO, exact.ZERO
    for line in core:
        weight = exact.add(weight, line.weight or exact.ZERO)
        points = points if isinstance(line.points, Unknown) else exact.add(points, line.points)
    said = {"count": len(core), "weight": exact.plain(weight), "points": exact.text(points, scheme.points_decimals)}
    return [book.caption("score.core_open" if open_ else "score.core", rows="、".join(open_), **said)]


def _year_note(case: Case, scheme: Scheme, book: Book) -> list[str]:
    """That a scheme is used for a year in which it is not in force."""
    if scheme.first <= case.year and (scheme.last is None or case.year <= scheme.last):
        return []
    return [book.caption("score.other_year", first=scheme.first, last=scheme.last or "", year=case.year)]


def _weak_note(lines: tuple[Line, ...], book: Book) -> list[str]:
    """What a total rests on, by word of confidence."""
    notes = []
    for letter in WEAK:
        ids = [line.id for line in lines if line.confidence == letter]
        if ids:
            notes.append(book.caption("score.weak", words=book.confidence(letter), count=len(ids), rows=named(ids, book)))
    return notes


def grade_of(scheme: Scheme, total: Exact | Unknown, limits: tuple[LimitLine, ...]) -> str | None:
    """The first grade whose lower bound, which belongs to it, the rounded total reaches; no better than a veto allows."""
    if isinstance(total, Unknown):
        return None
    labels = [step.label for step in scheme.grades]
    found = next((step.label for step in scheme.grades if exact.compare(total, step.lowest) >= 0), None)
    capped = [limit.grade for limit in limits if limit.held and limit.grade]
    return max([found, *capped], key=labels.index) if found is not None else None
