"""The columns of a table of facts: what each is called, what it counts, and between which bounds it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.expr.tree import Local, Node, OverAxis, Ref, walk
from hengji.expr.words import name as written
from hengji.rulebook import method as methods

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Indicator, Scheme

UNIT, YEAR = "unit", "year"
CARRIED = ("province", "kind")
"""Columns that are passed through to the output where the facts have them: peers are told apart by them."""

SCALES = {"money": 100, "ratio": 10_000, "area": 100, "points": 100, "hour": 100, "lesson": 100, "length": 100, "weight": 1_000}
"""How many of a column's units make one base unit: 分, 0.01%, 0.01㎡, 0.01分; people, vehicles and pieces are counted."""

MOST_MONEY = 460_000_000_000_000
MOST_COUNT = 1_000_000_000_000
MOST_POINTS = 1_000_000
FIRST_YEAR, LAST_YEAR = 1949, 2999
"""Bounds of belief: 4.6 万亿元 in 分, up to which a score of 100 points fits 64 bits (LIMITS 2); what is beyond is refused."""

ENTERED, TIER, ANSWER, ABSENT, CLAIMED = "entered", "tier", "answer", "absent", "claimed"
CLAIMED_TOTAL, BONUS = "claimed_total", "bonus"
NUMBER, TRUTH, TEXT = "number", "truth", "text"


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A column of one fact: concept, stage, years back and members; `scale` of its units make one base unit, whole numbers from `low` to `high`."""

    name: str
    label: str
    concept: str
    stage: str
    years: int
    members: tuple[tuple[str, str], ...]
    dimension: str
    scale: int
    low: int
    high: int

    @property
    def kind(self) -> str:
        """`number`, or `truth` for a fact that holds or does not."""
        return TRUTH if self.dimension == "truth" else NUMBER


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column of what a person entered for one line: points, a tier, an answer of a checklist, 不适用, the points claimed."""

    name: str
    line: str
    about: str
    kind: str
    index: int = 0
    low: int = 0
    high: int = MOST_POINTS


Column = FactColumn | EntryColumn


@dataclass(frozen=True, slots=True)
class Shape:
    """`facts` must be there; `entries` may be left out, and then nobody entered them."""

    facts: dict[str, FactColumn]
    entries: dict[str, EntryColumn]

    @property
    def columns(self) -> dict[str, Column]:
        """All by name."""
        return {**self.facts, **self.entries}

    def present(self, names: Sequence[str]) -> Shape:
        """The same shape with the entries that a table has."""
        return Shape(self.facts, {name: entry for name, entry in self.entries.items() if name in names})


def fact_name(ref: Ref) -> str:
    """`expenditure_total__outturn`, `previous__expenditure_total__outturn`, `previous2__…`, `expenditure_total__outturn__function_201`."""
    back = "" if ref.years == 0 else "previous__" if ref.years == -1 else f"previous{-ref.years}__"
    stage = f"__{ref.stage}" if ref.stage else ""
    return back + ref.concept + stage + "".join(f"__{axis}_{code}" for axis, code in ref.members)


def fact_column(ref: Ref, book: Book) -> FactColumn:
    """The column of a fact."""
    high = MOST_MONEY if ref.dimension == "money" else MOST_COUNT
    low = -high if ref.concept in book.world.any_sign else 0
    scale = SCALES.get(ref.dimension, 1)
    return FactColumn(fact_name(ref), written(ref), ref.concept, ref.stage, ref.years, ref.members, ref.dimension, scale, low, high)


def shape(scheme: Scheme, book: Book) -> Shape:
    """The columns that a scheme looks at."""
    facts = [fact_column(ref, book) for ref in _refs(scheme, book)]
    entries = [entry for row in scheme.indicators for entry in _entries(row)]
    entries.append(EntryColumn(CLAIMED_TOTAL, "", CLAIMED, NUMBER))
    if scheme.bonus is not None:
        entries.append(EntryColumn(BONUS, "", BONUS, NUMBER))
    return Shape({column.name: column for column in facts}, {entry.name: entry for entry in entries})


def formulas(row: Indicator) -> tuple[Node, ...]:
    """Every formula of a row."""
    found = (row.measure, row.bound.points if row.bound else None, row.not_applicable.when if row.not_applicable else None)
    return tuple(node for node in found if node is not None)


def _refs(scheme: Scheme, book: Book) -> Iterator[Ref]:
    for row in scheme.indicators:
        for formula in formulas(row):
            for node in walk(formula):
                if isinstance(node, Ref):
                    yield node
                elif isinstance(node, OverAxis):
                    yield from member_refs(node, book)


def member_refs(over: OverAxis, book: Book) -> list[Ref]:
    """The facts that a sum over an axis may add up, one for each member of the axis."""
    ref = over.ref
    codes = book.axes[over.axis].members
    return [
        Ref(
            ref.concept,
            ref.label,
            ref.dimension,
            ref.stage,
            ref.stage_label,
            ref.years,
            ((over.axis, code),),
            ref.at,
            (over.axis_label,),
        )
        for code in codes
    ]


def _entries(row: Indicator) -> Iterator[EntryColumn]:
    names = row.bound.entered if row.bound is not None else frozenset()
    for local in sorted(names, key=lambda local: (local.index, local.name)):
        yield from _entry(row.id, local)
    yield EntryColumn(f"{ABSENT}__{row.id}", row.id, ABSENT, TRUTH)
    yield EntryColumn(f"{CLAIMED}__{row.id}", row.id, CLAIMED, NUMBER)


def _entry(line: str, local: Local) -> Iterator[EntryColumn]:
    if local.name == methods.POINTS:
        yield EntryColumn(f"{ENTERED}__{line}", line, ENTERED, NUMBER)
    elif local.name == methods.SHARE:
        yield EntryColumn(f"{TIER}__{line}", line, TIER, TEXT)
    elif local.index:
        yield EntryColumn(answer_name(line, local.index), line, ANSWER, TRUTH, local.index)


def answer_name(line: str, index: int) -> str:
    """The column of an answer to one point of a checklist, counted from 1."""
    return f"{ANSWER}__{line}__{index}"
