"""The columns of a table of facts: what each is called, what it counts, and between which bounds it is believed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hengji.core.once import once
from hengji.expr import dimensions
from hengji.expr.errors import FormulaError
from hengji.expr.tree import Local, Node, OverAxis, Ref, walk
from hengji.expr.unfold import Lists
from hengji.expr.words import name as written
from hengji.rulebook import members
from hengji.rulebook import method as methods
from hengji.rulebook.scheme import Indicator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.rulebook.book import Book
    from hengji.rulebook.method import Bound, Method
    from hengji.rulebook.scheme import Scheme, Slot

UNIT, YEAR = "unit", "year"
CARRIED = ("province", "kind")
"""Columns that are passed through to the output where the facts have them: peers are told apart by them."""

SCALES = {"money": 100, "ratio": 10_000, "area": 100, "points": 100, "hour": 100, "lesson": 100, "length": 100, "weight": 1_000}
"""How many of a column's units make one base unit: 分, 0.01%, 0.01㎡, 0.01分; people, vehicles and pieces are counted."""

MOST_MONEY = 460_000_000_000_000
MOST_COUNT = 1_000_000_000
MOST = {"money": MOST_MONEY, "area": 1_000_000_000_000, "ratio": 100_000_000, "visit": 100_000_000_000, "weight": 1_000_000_000_000}
MOST_POINTS = 1_000_000
FIRST_YEAR, LAST_YEAR = 1949, 2999
"""Bounds of belief: 4.6 万亿元 in 分, up to which a score of 100 points fits 64 bits (LIMITS 2), a thousand million of what is counted; beyond is refused."""

ENTERED, TIER, ANSWER, ABSENT, CLAIMED = "entered", "tier", "answer", "absent", "claimed"
CHOSEN, FILLED, DEDUCTED, VETO = "chosen", "filled", "deducted", "veto"
CLAIMED_TOTAL, BONUS = "claimed_total", "bonus"
WORDS = "words"
"""The kind of target that a judge scores."""
NUMBER, TRUTH, TEXT, DAY = "number", "truth", "text", "date"
LAST_DAY = 3_652_059
"""The number of 9999-12-31, counted from 0001-01-01."""


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
        """`number`, `truth` for a fact that holds or does not, or `date`."""
        return self.dimension if self.dimension in (TRUTH, DAY) else NUMBER


@dataclass(frozen=True, slots=True)
class EntryColumn:
    """A column of what a person entered for one line: points, a tier, an answer of a checklist, 不适用, the points claimed …

    `index` is the number of a list's member, `said` the name under which a case keeps what was filled in.
    """

    name: str
    line: str
    about: str
    kind: str
    index: int = 0
    low: int = 0
    high: int = MOST_POINTS
    scale: int = 100
    said: str = ""
    dimension: str = "points"


Column = FactColumn | EntryColumn


@dataclass(frozen=True, slots=True)
class Shape:
    """`facts` must be there; `entries` may be left out, and then nobody entered them; `others` are facts that the scheme does not use.

    `holds` and `fails` are the words by which a cell of text says that something is so, or is not.
    """

    facts: dict[str, FactColumn]
    entries: dict[str, EntryColumn]
    others: dict[str, FactColumn] = field(default_factory=dict)
    holds: tuple[str, ...] = ()
    fails: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, Column]:
        """All by name."""
        return {**self.facts, **self.entries}

    def present(self, names: Sequence[str]) -> Shape:
        """The same shape with the entries that a table has."""
        return replace(self, entries={name: entry for name, entry in self.entries.items() if name in names}, others={})


def fact_name(ref: Ref) -> str:
    """`expenditure_total__outturn`, `previous__expenditure_total__outturn`, `previous2__…`, `expenditure_total__outturn__function_201`."""
    back = "" if ref.years == 0 else "previous__" if ref.years == -1 else f"previous{-ref.years}__"
    stage = f"__{ref.stage}" if ref.stage else ""
    return back + ref.concept + stage + "".join(f"__{axis}_{code}" for axis, code in ref.members)


def fact_column(ref: Ref, book: Book) -> FactColumn:
    """The column of a fact."""
    high = LAST_DAY if ref.dimension == DAY else MOST.get(ref.dimension, MOST_COUNT)
    low = -high if ref.concept in book.world.any_sign else 0
    scale = SCALES.get(ref.dimension, 1)
    return FactColumn(fact_name(ref), written(ref), ref.concept, ref.stage, ref.years, ref.members, ref.dimension, scale, low, high)


def known_facts(book: Book) -> dict[str, FactColumn]:
    """The columns of all facts of the dictionary, each at every stage, of the year and of the year before."""
    found = {}
    for concept in book.concepts.values():
        for stage in concept.stages or ("",):
            said = book.stages[stage].label if len(concept.stages) > 1 else ""
            for years in (0, -1):
                column = fact_column(Ref(concept.id, concept.label, concept.dimension, stage, said, years), book)
                found[column.name] = column
    return found


def shape(scheme: Scheme, book: Book) -> Shape:
    """The columns that a scheme looks at."""
    facts = [fact_column(ref, book) for ref in _refs(scheme, book)]
    entries = [entry for row in scheme.indicators for entry in _entries(row, deductions=scheme.manual_deductions)]
    entries.extend(entry for row in rows(scheme)[len(scheme.indicators) :] for entry in _placed(row))
    entries.extend(EntryColumn(f"{VETO}__{veto.id}", veto.id, VETO, TRUTH) for veto in scheme.vetoes if veto.stated)
    entries.append(EntryColumn(CLAIMED_TOTAL, "", CLAIMED, NUMBER))
    if scheme.bonus is not None:
        entries.append(EntryColumn(BONUS, "", BONUS, NUMBER))
    holds, fails = (book.phrases.get(f"batch.{key}", ()) for key in ("holds", "fails"))
    return Shape({column.name: column for column in facts}, {entry.name: entry for entry in entries}, {}, holds, fails)


@once
def rows(scheme: Scheme) -> tuple[Indicator, ...]:
    """The rows that a table scores: the scheme's own, then each place for the department's own indicators as one row, entered as what they earned together."""
    return (*scheme.indicators, *(_slot_row(slot) for slot in scheme.slots))


def _slot_row(slot: Slot) -> Indicator:
    """A place as a row that is scored by hand; whether it does not apply is for the department to say, not for a formula."""
    method, rule = slot.methods.get(WORDS), slot.not_applicable
    return Indicator(
        id=slot.id,
        path=(*slot.path, slot.path[-1]),
        weight=slot.weight,
        measure=None,
        method=method,
        bound=_by_hand(method, slot),
        tiers=slot.tiers,
        items=(),
        not_applicable=None if rule is None else replace(rule, when=None),
        over_completion=None,
        asks=(),
        evidence=(),
        explanation="",
        standard="",
        reference=slot.reference,
        place=slot.place,
    )


def _by_hand(method: Method | None, slot: Slot) -> Bound | None:
    if method is None or slot.weight is None:
        return None
    try:
        return methods.bind(method, slot.weight, dimensions.PURE, {}, Lists())
    except FormulaError:
        return None


def keys(scheme: Scheme) -> tuple[str, ...]:
    """The columns by which the scheme tells peers apart, the year aside."""
    found = (key for row in scheme.indicators if row.peers is not None for key in row.peers.within)
    return tuple(key for key in dict.fromkeys(found) if key != YEAR)


def formulas(row: Indicator) -> tuple[Node, ...]:
    """Every formula of a row."""
    found = (row.measure, row.bound.points if row.bound else None, row.not_applicable.when if row.not_applicable else None)
    return tuple(node for node in found if node is not None)


def limits(scheme: Scheme) -> tuple[Node, ...]:
    """The formulas that limit the total."""
    return (*(veto.when for veto in scheme.vetoes), *(cap.most for cap in scheme.caps))


def _refs(scheme: Scheme, book: Book) -> Iterator[Ref]:
    for formula in (*(each for row in scheme.indicators for each in formulas(row)), *limits(scheme)):
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


def _entries(row: Indicator, *, deductions: bool) -> Iterator[EntryColumn]:
    names = row.bound.entered if row.bound is not None else {}
    for local in sorted(names, key=lambda local: (local.index, local.name)):
        entry = entry_column(row, local)
        if entry is not None:
            yield entry
    if deductions:
        yield EntryColumn(f"{DEDUCTED}__{row.id}", row.id, DEDUCTED, NUMBER)
    yield EntryColumn(f"{ABSENT}__{row.id}", row.id, ABSENT, TRUTH)
    yield EntryColumn(f"{CLAIMED}__{row.id}", row.id, CLAIMED, NUMBER)


def _placed(row: Indicator) -> Iterator[EntryColumn]:
    """The columns of a place for the department's own indicators: what they earned together, and whether there are none."""
    yield EntryColumn(f"{ENTERED}__{row.id}", row.id, ENTERED, NUMBER)
    yield EntryColumn(f"{ABSENT}__{row.id}", row.id, ABSENT, TRUTH)


def entry_column(row: Indicator, local: Local) -> EntryColumn | None:
    """The column of a name that a person fills in; None where no column can give it."""
    if local.name == methods.CHOSEN:
        return EntryColumn(f"{CHOSEN}__{row.id}__{local.index}", row.id, CHOSEN, TRUTH, local.index, said=_label(row, local))
    if row.members or (row.method is not None and local.name in row.method.entries):
        return _filled(row, local)
    if local.name == methods.POINTS:
        return EntryColumn(f"{ENTERED}__{row.id}", row.id, ENTERED, NUMBER)
    if local.name == methods.SHARE:
        return EntryColumn(f"{TIER}__{row.id}", row.id, TIER, TEXT)
    return EntryColumn(answer_name(row.id, local.index), row.id, ANSWER, TRUTH, local.index) if local.index else None


def _label(row: Indicator, local: Local) -> str:
    return row.members[local.index - 1].label if 0 < local.index <= len(row.members) else ""


def _filled(row: Indicator, local: Local) -> EntryColumn:
    """What the case gives for a name of a method or of a member, in the units of its dimension."""
    dimension = row.bound.entered[local] if row.bound is not None else ()
    kind = dimension[0][0] if dimension else "ratio"
    said = members.name_of(local, row.members)
    name = f"{FILLED}__{row.id}__{local.name}{local.index or ''}"
    high = LAST_DAY if kind == DAY else MOST.get(kind, MOST_COUNT)
    low = 0 if kind == DAY else -high
    return EntryColumn(
        name, row.id, FILLED, kind if kind in (TRUTH, DAY) else NUMBER, local.index, low, high, SCALES.get(kind, 1), said, kind
    )


def answer_name(line: str, index: int) -> str:
    """The column of an answer to one point of a checklist, counted from 1."""
    return f"{ANSWER}__{line}__{index}"
