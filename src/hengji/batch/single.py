"""A row of facts as the case that it stands for, and what the single evaluation of that case says in the columns of the output."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.batch import shape as shapes
from hengji.batch.compile import GRADE, MEASURE, POINTS, STATE, STATUS, TOTAL, UNKNOWN
from hengji.core import exact
from hengji.core.case import Answer, BonusItem, Case, Claims, Deduction, FilledIn, OwnIndicator, PeerGroup
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
    from hengji.batch.shape import Column, EntryColumn
    from hengji.core.exact import Exact
    from hengji.core.fact import Stated
    from hengji.core.sheet import Line, ScoreSheet
    from hengji.rulebook.book import Book

Cell = int | bool | str | date | None
Row = dict[str, Cell]
SOURCE, READER = "batch", "batch"
HUNDREDTHS = 100


def case_of(row: Mapping[str, Cell], plan: Plan, book: Book, peers: Mapping[str, PeerGroup] | None = None) -> Case:
    """The case that a row states; what is NULL is not stated. `peers` are the other units, by line."""
    unit, year = str(row[shapes.UNIT]), number(row[shapes.YEAR])
    place = Place(SOURCE, f"{unit},{year}")
    entries = _entered(row, plan)
    places = {slot.id for slot in plan.scheme.slots}
    bonus = row.get(shapes.BONUS) if shapes.BONUS in plan.shape.entries else None
    return Case(
        unit=unit,
        year=year,
        scheme=plan.scheme.id,
        facts=FactSet(_facts(row, plan, book, unit, year, place)),
        source=SOURCE,
        judgements=_judgements([(entry, cell) for entry, cell in entries if entry.line not in places]),
        indicators=tuple(_own_together(row, plan, place)),
        not_applicable={
            entry.line: book.caption("status.not_applicable")
            for entry, cell in entries
            if entry.about == shapes.ABSENT and cell is True
        },
        claims=_claims(row, entries),
        bonus=() if bonus is None else (BonusItem(shapes.BONUS, "", "", "", (number(bonus), HUNDREDTHS)),),
        entries=_filled(entries, book),
        chosen=_chosen(entries),
        peers=dict(peers or {}),
        deductions={
            entry.line: Deduction((number(cell), HUNDREDTHS), SOURCE) for entry, cell in entries if entry.about == shapes.DEDUCTED
        },
        vetoes={entry.line: Answer(bool(cell)) for entry, cell in entries if entry.about == shapes.VETO},
    )


def _own_together(row: Mapping[str, Cell], plan: Plan, place: Place) -> Iterator[OwnIndicator]:
    """For each place of the department's own indicators one that stands for all of them, with the points that they earned together."""
    for slot in plan.scheme.slots:
        if slot.weight is not None:
            name = f"{shapes.ENTERED}__{slot.id}"
            cell = row.get(name) if name in plan.shape.entries else None
            points = None if cell is None else (number(cell), HUNDREDTHS)
            yield OwnIndicator(
                f"{slot.id}-1", slot.id, "", slot.path[-1], slot.weight, shapes.WORDS, None, None, place, points=points
            )


def number(cell: Cell) -> int:
    """A cell that holds a whole number."""
    return int(cell) if isinstance(cell, int) else 0


def _entered(row: Mapping[str, Cell], plan: Plan) -> list[tuple[EntryColumn, Cell]]:
    """What was entered, column by column."""
    return [(entry, cell) for entry in plan.shape.entries.values() if (cell := row.get(entry.name)) is not None]


def _facts(row: Mapping[str, Cell], plan: Plan, book: Book, unit: str, year: int, place: Place) -> Iterator[Fact]:
    for column in plan.shape.facts.values():
        cell = row.get(column.name)
        if cell is not None:
            context = Context(unit, year + column.years, column.stage, column.members)
            provenance = Provenance(SOURCE, place, f"{column.name}={cell}", READER, "read")
            yield Fact(column.concept, context, _stated(cell, column, book), provenance)


def _stated(cell: Cell, column: Column, book: Book) -> Stated:
    """A cell as a person would state it."""
    if column.kind == shapes.TRUTH:
        return bool(cell)
    if isinstance(cell, date):
        return cell
    return amount((number(cell), column.scale), column.dimension, book)


def amount(value: Exact, dimension: str, book: Book) -> Quantity:
    """A number in the unit in which its dimension is shown."""
    unit = book.shown.get(dimension) or Unit(dimension, "", dimension, exact.ONE)
    above, below = exact.reduce(exact.divide(value, unit.factor))
    shown = Decimal(above) / Decimal(below)  # a power of ten: exact within the 28 digits of decimals
    return Quantity(shown, unit, max(0, -int(shown.as_tuple().exponent)), f"{shown:f}{unit.label}")


def _filled(entries: list[tuple[EntryColumn, Cell]], book: Book) -> dict[str, FilledIn]:
    found: dict[str, dict[str, Stated]] = {}
    for entry, cell in entries:
        if entry.about == shapes.FILLED:
            found.setdefault(entry.line, {})[entry.said] = _stated(cell, entry, book)
    return {line: FilledIn(values, SOURCE) for line, values in found.items()}


def _chosen(entries: list[tuple[EntryColumn, Cell]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry, cell in entries:
        if entry.about == shapes.CHOSEN:
            found[entry.line] = (*found.get(entry.line, ()), *([entry.said] if cell is True else []))
    return found


def _judgements(entries: list[tuple[EntryColumn, Cell]]) -> dict[str, Judgement]:
    """What a judge entered, by line; a line for which nothing was is not in it."""
    points: dict[str, Exact] = {}
    tiers: dict[str, str] = {}
    answers: dict[str, dict[int, bool | None]] = {}
    for entry, cell in entries:
        if entry.about == shapes.ENTERED:
            points[entry.line] = (number(cell), HUNDREDTHS)
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


def _claims(row: Mapping[str, Cell], entries: list[tuple[EntryColumn, Cell]]) -> Claims:
    total = row.get(shapes.CLAIMED_TOTAL)
    lines = [(entry.line, (number(cell), HUNDREDTHS)) for entry, cell in entries if entry.about == shapes.CLAIMED and entry.line]
    return Claims(total=None if total is None else (number(total), HUNDREDTHS), lines=tuple(lines))


def scored(row: Mapping[str, Cell], plan: Plan, book: Book, peers: Mapping[str, PeerGroup] | None = None) -> Row:
    """The output columns of a row, by the single evaluation."""
    sheet, _ = score(case_of(row, plan, book, peers), plan.scheme, book)
    return cells(sheet, plan)


def cells(sheet: ScoreSheet, plan: Plan) -> Row:
    """A score sheet in the columns of the output."""
    lines = {line.slot or line.id: line for line in sheet.lines}
    found: Row = {}
    for output in plan.outputs:
        if output.about == TOTAL:
            found[output.name] = None if isinstance(sheet.total, Unknown) else whole(sheet.total, output.decimals)
        elif output.about == GRADE:
            found[output.name] = sheet.grade
        else:
            found[output.name] = _cell(lines.get(output.line), output.about, output.decimals)
    return found


def _cell(line: Line | None, about: str, decimals: int) -> Cell:
    if line is None:
        return UNKNOWN if about == STATE else None
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
