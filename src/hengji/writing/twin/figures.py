"""The figures of a public twin: every public fact, the changes between them, and the score sheet, each with its context in XBRL."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import DATE, Quantity
from hengji.core.unknown import Unknown
from hengji.writing import numerals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.evaluation import Evaluation
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.core.quantity import Unit
    from hengji.core.sheet import Line, ScoreSheet
    from hengji.rulebook.book import Book
    from hengji.rulebook.concept import Concept

PUBLIC = "public"
OUTTURN, ORIGINAL, REVISED = "outturn", "original", "revised"
VS_ORIGINAL, VS_PRIOR, REVISION = "vs_original", "vs_prior_year", "revision"
CHANGES = (VS_ORIGINAL, VS_PRIOR, REVISION)
COMPARED = frozenset({"money", "person", "vehicle", "count", "visit", "area"})
MONEY, RATIO, POINTS = "money", "ratio", "points"
LINE_WEIGHT, LINE_POINTS, LINE_DEDUCTION, LINE_CLAIMED = "line_weight", "line_points", "line_deduction", "line_claimed"
LINE_RATE, LINE_AMOUNT, LINE_MEASURE = "line_rate", "line_amount", "line_measure"
LINE_CLAIMED_LOST, CLAIMED_LOST, LOST = "line_claimed_deduction", "claimed_deduction", "total_deduction"
FULL_MARKS, TOTAL, CLAIMED_TOTAL = "full_marks", "total_points", "claimed_total"
LINE_SCORES = (
    LINE_WEIGHT, LINE_POINTS, LINE_DEDUCTION, LINE_CLAIMED, LINE_CLAIMED_LOST, LINE_RATE, LINE_AMOUNT, LINE_MEASURE,
)  # fmt: skip
TOTAL_SCORES = (FULL_MARKS, TOTAL, LOST, CLAIMED_TOTAL, CLAIMED_LOST)
_MEASURE = re.compile(r"(-?)([0-9]+(?:\.[0-9]+)?)(\D*)")


@dataclass(frozen=True, slots=True)
class Context:
    """When and of what: a year, or its last day (`instant`; the last day of the year before for what a year begins with).

    `stage` is one of the law book's stages or a change between two, `indicator` the line of a score.
    """

    year: int
    instant: bool = False
    stage: str = ""
    members: tuple[tuple[str, str], ...] = ()
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is printed: `text` without its sign, times ten to the `scale`, is the `value` in base units.

    `decimals` are those of the value in base units, as XBRL counts them; `fact` is None for a figure that the program computed.
    """

    key: str
    name: str
    context: Context
    value: Exact
    text: str
    scale: int
    decimals: int
    dimension: str
    unit: str
    fact: Fact | None = None

    @property
    def negative(self) -> bool:
        """Whether a sign stands before the digits."""
        return self.value[0] < 0

    @property
    def half(self) -> Exact:
        """Half a unit of the last printed digit, in base units."""
        ten = 10 ** abs(self.decimals)
        return (1, 2 * ten) if self.decimals >= 0 else (ten, 2)


@dataclass(slots=True)
class Figures:
    """All figures in the order of the page; `facts` finds that of a fact by its identity, `lines` those of a line by its id and name."""

    all: dict[str, Figure] = field(default_factory=dict)
    facts: dict[int, Figure] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    changes: list[tuple[Figure, Figure, Figure]] = field(default_factory=list)
    lines: dict[str, dict[str, Figure]] = field(default_factory=dict)
    totals: dict[str, Figure] = field(default_factory=dict)
    words: list[Fact] = field(default_factory=list)
    withheld: int = 0

    @property
    def amounts(self) -> frozenset[str]:
        """The keys of the amounts of money."""
        return frozenset(key for key, figure in self.all.items() if figure.dimension == MONEY)

    def add(self, figure: Figure) -> Figure:
        """Takes a figure in."""
        self.all[figure.key] = figure
        return figure


def figures(evaluation: Evaluation, book: Book) -> Figures:
    """Every figure that may be published; facts that the dictionary does not call public have no way in, only their number has."""
    found = Figures()
    seen: set[object] = set()
    for number, fact in enumerate(evaluation.case.facts, start=1):
        found.numbers[id(fact)] = number
        if fact.key in seen:
            continue
        seen.add(fact.key)
        concept = book.concepts[fact.concept]
        if concept.disclosure != PUBLIC:
            found.withheld += 1
        elif isinstance(fact.value, Quantity) and fact.value.unit.dimension != DATE:
            found.facts[id(fact)] = found.add(_fact(f"f{number}", fact, fact.value, concept, book))
        else:
            found.words.append(fact)
    for pair in list(_changes(found, evaluation.case.year, book)):
        found.add(pair[2])
        found.changes.append(pair)
    for number, line in enumerate(evaluation.sheet.lines, start=1):
        found.lines[line.id] = {each.name: found.add(each) for each in _line(line, number, evaluation, book)}
    for name, value in _totals(evaluation):
        found.totals[name] = found.add(_points(name, name, Context(evaluation.case.year), value))
    return found


def public(line: Line, book: Book) -> bool:
    """Whether every fact behind a line's measure is public."""
    used = line.measure.facts if line.measure is not None else ()
    return all(book.concepts[fact.concept].disclosure == PUBLIC for fact in used)


def context_of(fact: Fact, concept: Concept) -> Context:
    """The context of a fact: opening balances stand at the end of the year before."""
    year = fact.context.year - (concept.moment == "opening")
    return Context(year, concept.moment != "flow", fact.context.stage, fact.context.members)


def quantity(key: str, name: str, context: Context, amount: Quantity, book: Book, fact: Fact | None = None) -> Figure:
    """A figure printed as an amount is; money of the shown unit with as many decimals as every report prints, which its value then has too."""
    scale = _ten(amount.unit.factor)
    number, decimals, value = amount.number, amount.decimals, amount.value
    if amount.unit.dimension == MONEY and amount.unit == book.shown[MONEY]:
        decimals = numerals.MONEY_DECIMALS
        number = Decimal(numerals.amount(value, amount.unit, decimals))
        value = exact.reduce(exact.multiply(exact.of(number), amount.unit.factor))
    if scale is None:  # a unit that is no power of ten is shown in base units
        shown = exact.plain(amount.value)
        number, scale, decimals = Decimal(shown), 0, len(shown.partition(".")[2])
    return Figure(
        key,
        name,
        context,
        value,
        f"{abs(number):f}",
        scale,
        decimals - scale,
        amount.unit.dimension,
        amount.unit.label,
        fact,
    )


def _fact(key: str, fact: Fact, amount: Quantity, concept: Concept, book: Book) -> Figure:
    return quantity(key, concept.id, context_of(fact, concept), amount, book, fact)


def _ten(factor: Exact) -> int | None:
    """The power of ten that a unit is, or None."""
    n, d = exact.reduce(factor)
    whole = str(max(n, d))
    if min(n, d) != 1 or whole.strip("0") != "1":
        return None
    return (len(whole) - 1) * (1 if d == 1 else -1)


# ---- changes


def _changes(found: Figures, year: int, book: Book) -> Iterator[tuple[Figure, Figure, Figure]]:
    """决算比年初预算, 全年预算比年初预算, 比上年: of every amount that stands at both."""
    by = {(each.name, each.context): each for each in found.facts.values() if each.dimension in COMPARED}
    number = 0
    for figure in list(by.values()):
        context = figure.context
        moment = book.concepts[figure.name].moment
        if context.year != year - (moment == "opening"):
            continue
        others = [(VS_PRIOR, replace(context, year=context.year - 1))] if context.stage in {OUTTURN, ""} else []
        if context.stage == OUTTURN:
            others.append((VS_ORIGINAL, replace(context, stage=ORIGINAL)))
        if context.stage == REVISED:
            others.append((REVISION, replace(context, stage=ORIGINAL)))
        for kind, before in others:
            base = by.get((figure.name, before))
            if base is not None and (base.unit, base.scale) == (figure.unit, figure.scale):
                number += 1
                yield figure, base, _change(f"d{number}", figure, base, replace(context, stage=kind))


def _change(key: str, figure: Figure, base: Figure, context: Context) -> Figure:
    """The difference with the finer digits of the two."""
    value = exact.subtract(figure.value, base.value)
    decimals = max(figure.decimals, base.decimals)
    shown = Decimal(exact.text(exact.divide(value, _power(figure.scale)), max(0, decimals + figure.scale)))
    return replace(
        figure, key=key, context=context, value=exact.reduce(value), text=f"{abs(shown):f}", decimals=decimals, fact=None
    )


def _power(scale: int) -> Exact:
    return (10**scale, 1) if scale >= 0 else (1, 10**-scale)


# ---- scores


def _line(line: Line, number: int, evaluation: Evaluation, book: Book) -> Iterator[Figure]:
    context = Context(evaluation.case.year, indicator=line.id)
    points = None if isinstance(line.points, Unknown) else line.points
    parts = ((LINE_WEIGHT, "w", line.weight), (LINE_POINTS, "p", points), (LINE_DEDUCTION, "e", line.deduction))
    lost = None if line.claimed is None or line.weight is None else exact.subtract(line.weight, line.claimed)
    for name, letter, value in (*parts, (LINE_CLAIMED, "c", line.claimed), (LINE_CLAIMED_LOST, "k", lost)):
        if value is not None:
            yield _points(f"l{number}{letter}", name, context, value)
    measure = _measure(f"l{number}m", line, context, book)
    if measure is not None:
        yield measure


def _points(key: str, name: str, context: Context, value: Exact) -> Figure:
    text = numerals.points(value)
    return Figure(key, name, context, exact.of(text), text.removeprefix("-"), 0, len(text.partition(".")[2]), POINTS, "")


def _measure(key: str, line: Line, context: Context, book: Book) -> Figure | None:
    """The measure of a line where it is a number with a unit, and every fact behind it is public."""
    said = _MEASURE.fullmatch(line.measure_text)
    if said is None or not public(line, book):
        return None
    sign, digits, word = said.groups()
    unit: Unit | None = book.spellings.get(word) if word else None
    if word and unit is None:
        return None
    number = Decimal(f"{sign}{digits}")
    dimension = unit.dimension if unit is not None else RATIO
    name = {RATIO: LINE_RATE, MONEY: LINE_AMOUNT}.get(dimension, LINE_MEASURE)
    decimals = len(digits.partition(".")[2])
    if unit is None:
        return Figure(key, name, context, exact.of(number), f"{abs(number):f}", 0, decimals, dimension, "")
    return quantity(key, name, context, Quantity(number, unit, decimals, line.measure_text), book)


def _totals(evaluation: Evaluation) -> Iterator[tuple[str, Exact]]:
    sheet = evaluation.sheet
    yield FULL_MARKS, sheet.full_marks
    if not isinstance(sheet.total, Unknown):
        yield TOTAL, sheet.total
        lost = exact.subtract(sheet.full_marks, sheet.total)
        if exact.compare(_added(sheet), lost) == 0:
            yield LOST, lost
    if sheet.claimed_total is not None:
        yield CLAIMED_TOTAL, sheet.claimed_total
        yield CLAIMED_LOST, exact.subtract(sheet.full_marks, sheet.claimed_total)


def _added(sheet: ScoreSheet) -> Exact:
    """What the lines lost, added up as it is printed; with a bonus or weights handed on it is not what the total lacks."""
    lost = exact.ZERO
    for line in sheet.lines:
        if line.deduction is not None:
            lost = exact.add(lost, exact.of(numerals.points(line.deduction)))
    return lost
