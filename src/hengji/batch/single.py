"""A row of facts as the case that it stands for, and what the single evaluation of that case says in the columns of the output."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.batch import shape as shapes
from hengji.batch.compile import GRADE, MEASURE, POINTS, STATE, STATUS, TOTAL
from hengji.core import exact
from hengji.core.case import BonusItem, Case, Claims
from hengji.core.context import Context
from hengji.core.fact import Fact, Provenance
from hengji.core.factset import FactSet
from hengji.core.place import Place
from hengji.core.quantity import Quantity, Unit
from hengji.core.sheet import Judgement
from hengji.core.unknown import Unknown
from hengji.scoring.score import score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.batch.compile import Plan
    from hengji.batch.shape import FactColumn
    from hengji.core.exact import Exact
    from hengji.core.fact import Stated
    from hengji.core.sheet import Line, ScoreSheet
    from hengji.rulebook.book import Book

Cell = int | bool | str | None
Row = dict[str, Cell]
SOURCE, READER = "batch", "batch"
HUNDREDTHS = 100


def case_of(row: Mapping[str, Cell], plan: Plan, book: Book) -> Case:
    """The case that a row states; what is NULL is not stated."""
    unit, year = str(row[shapes.UNIT]), int(row[shapes.YEAR] or 0)
    place = Place(SOURCE, f"{unit},{year}")
    bonus = row.get(shapes.BONUS) if shapes.BONUS in plan.shape.entries else None
    return Case(
        unit=unit,
        year=year,
        scheme=plan.scheme.id,
        facts=FactSet(_facts(row, plan, book, unit, year, place)),
        source=SOURCE,
        judgements=_judgements(row, plan),
        not_applicable=_absent(row, plan, book),
        claims=_claims(row, plan),
        bonus=() if bonus is None else (BonusItem(shapes.BONUS, "", "", "", (int(bonus), HUNDREDTHS)),),
    )


def _facts(row: Mapping[str, Cell], plan: Plan, book: Book, unit: str, year: int, place: Place) -> Iterator[Fact]:
    for column in plan.shape.facts.values():
        cell = row.get(column.name)
        if cell is not None:
            context = Context(unit, year + column.years, column.stage, column.members)
            provenance = Provenance(SOURCE, place, f"{column.name}={cell}", READER, "read")
            yield Fact(column.concept, context, _stated(cell, column, book), provenance)


def _stated(cell: Cell, column: FactColumn, book: Book) -> Stated:
    if column.kind == shapes.TRUTH:
        return bool(cell)
    unit = book.shown.get(column.dimension) or Unit(column.dimension, "", column.dimension, exact.ONE)
    whole = int(cell or 0)
    above, below = exact.reduce(exact.divide((whole, column.scale), unit.factor))
    number = Decimal(above) / Decimal(below)  # a power of ten: exact within the 28 digits of decimals
    return Quantity(number, unit, max(0, -int(number.as_tuple().exponent)), f"{number:f}{unit.label}")


def _judgements(row: Mapping[str, Cell], plan: Plan) -> dict[str, Judgement]:
    """What was entered, by line; a line for which nothing was is not in it."""
    points: dict[str, Exact] = {}
    tiers: dict[str, str] = {}
    answers: dict[str, dict[int, bool | None]] = {}
    for entry in plan.shape.entries.values():
        cell = row.get(entry.name)
        if cell is None:
            continue
        if entry.about == shapes.ENTERED:
            points[entry.line] = (int(cell), HUNDREDTHS)
        elif entry.about == shapes.TIER:
            tiers[entry.line] = str(cell)
        elif entry.about == shapes.ANSWER:
            answers.setdefault(entry.line, {})[entry.index] = bool(cell)
    return {
        line: Judgement(tiers.get(line, ""), points.get(line), _listed(answers.get(line, {})))
        for line in dict.fromkeys((*points, *tiers, *answers))
    }


def _listed(answers: Mapping[int, bool | None]) -> tuple[bool | None, ...]:
    return tuple(answers.get(index) for index in range(1, max(answers, default=0) + 1))


def _absent(row: Mapping[str, Cell], plan: Plan, book: Book) -> dict[str, str]:
    entries = (entry for entry in plan.shape.entries.values() if entry.about == shapes.ABSENT)
    return {entry.line: book.caption("status.not_applicable") for entry in entries if row.get(entry.name) is True}


def _claims(row: Mapping[str, Cell], plan: Plan) -> Claims:
    total = row.get(shapes.CLAIMED_TOTAL)
    lines = [
        (entry.line, (int(cell), HUNDREDTHS))
        for entry in plan.shape.entries.values()
        if entry.about == shapes.CLAIMED and entry.line and (cell := row.get(entry.name)) is not None
    ]
    return Claims(total=None if total is None else (int(total), HUNDREDTHS), lines=tuple(lines))


def scored(row: Mapping[str, Cell], plan: Plan, book: Book) -> Row:
    """The output columns of a row, by the single evaluation."""
    sheet, _ = score(case_of(row, plan, book), plan.scheme, book)
    return cells(sheet, plan)


def cells(sheet: ScoreSheet, plan: Plan) -> Row:
    """A score sheet in the columns of the output."""
    lines = {line.id: line for line in sheet.lines}
    found: Row = {}
    for output in plan.outputs:
        if output.about == TOTAL:
            found[output.name] = None if isinstance(sheet.total, Unknown) else whole(sheet.total, output.decimals)
        elif output.about == GRADE:
            found[output.name] = sheet.grade
        else:
            found[output.name] = _cell(lines[output.line], output.about, output.decimals)
    return found


def _cell(line: Line, about: str, decimals: int) -> Cell:
    if about == STATE:
        return STATUS[line.status.value]
    if about == POINTS:
        return None if isinstance(line.points, Unknown) else whole(line.points, decimals)
    if about == MEASURE and line.measure is not None:
        value = line.measure.value
        if isinstance(value, bool):
            return value
        return None if isinstance(value, Unknown) else whole(value, decimals)
    return None


def whole(value: Exact, decimals: int) -> int:
    """A number in its last digit, rounded half away from zero."""
    return exact.round_half_away(value, decimals)[0]
