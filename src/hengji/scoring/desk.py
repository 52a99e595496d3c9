"""What is at hand when a row is scored: the case, the scheme, the book, the facts; and a row made ready for its formula."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.once import once
from hengji.core.quantity import Quantity
from hengji.core.unknown import Unknown, Why
from hengji.expr import dimensions, intervals
from hengji.expr.crossings import MOVING, STILL, Course, UntoldError, course, rounded
from hengji.expr.errors import FormulaError
from hengji.expr.facts import Facts, decided
from hengji.expr.parse import parse
from hengji.expr.scalar import Value, evaluate
from hengji.expr.tree import Local, Node, Number, OverAxis, Ref, walk
from hengji.expr.unfold import Lists
from hengji.expr.words import Figures, figures
from hengji.rulebook import members, show
from hengji.rulebook import method as methods
from hengji.scoring import peers
from hengji.scoring.own import Row, judgement_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hengji.core.case import Case, OwnIndicator
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact, Key
    from hengji.core.sheet import Judgement
    from hengji.expr.dimensions import Dimension
    from hengji.rulebook.book import Book
    from hengji.rulebook.method import Bound
    from hengji.rulebook.scheme import Scheme

WORDS = "words"


@dataclass(frozen=True, slots=True)
class Desk:
    """One case under one scheme."""

    case: Case
    scheme: Scheme
    book: Book
    facts: Facts


def desk(case: Case, scheme: Scheme, book: Book) -> Desk:
    """A case made ready for scoring."""
    return Desk(case, scheme, book, facts_of(case, book))


def facts_of(case: Case, book: Book) -> Facts:
    """The facts of a case as the names of formulas."""
    return Facts(case.facts, case.year, book.parents)


@dataclass(frozen=True, slots=True)
class Formulas:
    """The formulas of a row as they are for every case: the measure and its dimension, the points over it.

    `moves` keeps how they move with one figure, once that was asked.
    """

    row: Row
    measure: Node | None
    dimension: Dimension
    bound: Bound | None
    moves: dict[tuple[Key | str, int | None], Moves] = field(default_factory=dict)

    @property
    def points(self) -> Node | None:
        """The formula of the points."""
        return self.bound.points if self.bound is not None else None

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The measure and the points, as far as there are any."""
        return tuple(node for node in (self.measure, self.points) if node is not None)


@dataclass(frozen=True, slots=True)
class Moves:
    """How the points of a row move with one figure: the places of the formulas that it fills, and the course of the points.

    `course` is None where the formulas cannot be undone.
    """

    leaves: tuple[int, ...]
    course: Course | None


@dataclass(frozen=True, slots=True)
class Ready:
    """A row whose formulas can be computed for a case: what was entered, and the actual value of an own indicator."""

    formulas: Formulas
    judgement: Judgement | None
    actual: tuple[str, Quantity] | None = None

    @property
    def row(self) -> Row:
        """The row."""
        return self.formulas.row

    @property
    def measure(self) -> Node | None:
        """The formula of the measure."""
        return self.formulas.measure

    @property
    def dimension(self) -> Dimension:
        """The dimension of the measure."""
        return self.formulas.dimension

    @property
    def points(self) -> Node | None:
        """The formula of the points."""
        return self.formulas.points

    @property
    def entered_names(self) -> Mapping[Local, Dimension]:
        """The names of the points formula that a person fills in, with their dimensions."""
        return self.formulas.bound.entered if self.formulas.bound is not None else {}

    @property
    def filled_in(self) -> bool:
        """Whether the case fills in names of the formula, rather than a judge its points."""
        row = self.row
        return bool(row.indicator and row.indicator.members) or bool(row.method and row.method.entries)

    def name(self, local: Local) -> str:
        """A name that a person fills in, as it is read and filled: a member's by its label."""
        return members.name_of(local, self.row.indicator.members if self.row.indicator else ())


def ready(row: Row, at: Desk) -> Ready:
    """A row with its formulas bound; they have no `bound` where no weight or no method says how points are made."""
    if row.indicator is not None:
        return Ready(_of_scheme(row), at.case.judgements.get(row.id))
    return _own(row, row.own, at) if row.own is not None else Ready(Formulas(row, None, dimensions.PURE, None), None)


@once
def _of_scheme(row: Row) -> Formulas:
    """The formulas of a row of the scheme."""
    measure, bound = (row.indicator.measure, row.indicator.bound) if row.indicator is not None else (None, None)
    stated = dimensions.PURE if measure is None or bound is not None else dimensions.check(measure, {})
    return Formulas(row, measure, stated if bound is None else bound.measure, bound)


def _own(row: Row, own: OwnIndicator, at: Desk) -> Ready:
    """A department's own indicator: its actual value is the measure, its target the first parameter of the slot's method."""
    judgement = judgement_of(own) or at.case.judgements.get(row.id)
    actual = (at.book.caption("score.actual", name=own.name), own.actual) if isinstance(own.actual, Quantity) else None
    measure = _formula(own.actual_formula, at) if own.actual_formula else Local(actual[0]) if actual else _missing(own, at)
    if actual is not None:
        dimension = dimensions.of(actual[1].unit.dimension)
    else:
        dimension = dimensions.check(measure, {}) if measure is not None else dimensions.PURE
    try:
        bound = _own_bound(row, own, dimension, at)
    except FormulaError:
        bound = None
    return Ready(Formulas(row, measure, dimension, bound), judgement, actual)


def _missing(own: OwnIndicator, at: Desk) -> Node | None:
    """The actual value of an indicator that has none yet: a fact that nobody stated, of the target's dimension."""
    if own.operator == WORDS or own.actual is not None:
        return None
    found = dimensions.check(_formula(own.target_formula, at), {}) if own.target_formula else dimensions.PURE
    if isinstance(own.target, Quantity):
        found = dimensions.of(own.target.unit.dimension)
    return Ref("", at.book.caption("score.actual", name=own.name), dimensions.written(found))


def _own_bound(row: Row, own: OwnIndicator, dimension: Dimension, at: Desk) -> Bound | None:
    if row.method is None or row.weight is None:
        return None
    target: Node | None = None
    if own.target_formula:
        target = _formula(own.target_formula, at)
    elif isinstance(own.target, Quantity):
        target = _literal(own.target)
    given = {row.method.target: target} if row.method.target and target is not None else {}
    if own.target_high is not None:
        names = list(row.method.parameters)
        given |= {name: _literal(own.target_high) for name in names[1:2]}
    return methods.bind(row.method, row.weight, dimension, given, Lists())


def _literal(amount: Quantity) -> Number:
    return methods.literal(amount.value, amount.printed, amount.unit.dimension)


def _formula(text: str, at: Desk) -> Node:
    return parse(text, at.book.vocabulary)


class Nobody:
    """No facts, and nobody who entered anything."""

    def fact(self, ref: Ref) -> Value:
        """Not stated."""
        return Unknown(Why.MISSING, (ref.label,))

    def listed(self, _over: OverAxis) -> Sequence[Exact]:
        """Not listed."""
        return ()

    def local(self, local: Local) -> Value:
        """Not entered."""
        return Unknown(Why.NOT_ENTERED, (local.name,))


@dataclass(slots=True)
class RowFacts:
    """The facts, and the row's own names, as values; `changed` puts other values in places of the formulas for a what-if."""

    at: Desk
    ready: Ready
    measured: Value = field(default_factory=lambda: Unknown(Why.MISSING))
    with_entries: bool = True
    changed: dict[int, Exact | bool] = field(default_factory=dict)
    others: list[int] | None = None
    printed: tuple[Value, str] | None = None

    def fact(self, ref: Ref) -> Value:
        """A fact's value, or the one put in its place."""
        if self.changed:
            other = self.changed.get(id(ref))
            if other is not None:
                return other
        return self.at.facts.fact(ref)

    def listed(self, over: OverAxis) -> Sequence[Exact]:
        """The listed members of an axis."""
        return self.at.facts.listed(over)

    def local(self, local: Local) -> Value:
        """指标值, the actual value of an own indicator, or what a judge entered."""
        if local.name == methods.MEASURE:
            return self.measured
        if self.changed:
            other = self.changed.get(id(local))
            if other is not None:
                return other
        actual = self.ready.actual
        if actual is not None and local.name == actual[0]:
            return actual[1].value
        if local.name in methods.PEERS:
            return self._of_peers(local.name)
        entered = self._entered(local) if self.with_entries or local.name == methods.CHOSEN else None
        return entered if entered is not None else self._not_entered(local)

    def _entered(self, local: Local) -> Value | None:
        """What a person filled in for a name, chose or judged; None where nobody did."""
        filled = self.filled(local)
        return filled if filled is not None else _entry(local, self.ready, self.at.case)

    def filled(self, local: Local) -> Value | None:
        """What the case gives for a name of a method or of a member."""
        row = self.at.case.entries.get(self.ready.row.id)
        stated = None if row is None else row.values.get(self.ready.name(local))
        if isinstance(stated, Quantity):
            return stated.value
        if isinstance(stated, date):
            return stated.toordinal(), 1
        return stated if isinstance(stated, bool) else None

    def _not_entered(self, local: Local) -> Unknown:
        if local.name == methods.CHOSEN:
            return Unknown(Why.NOT_CHOSEN, (self.ready.row.path[-1],))
        named = local.name not in (methods.POINTS, methods.SHARE) and self._fills_in(local)
        return Unknown(Why.NOT_ENTERED, (self.ready.name(local) if named else self.ready.row.path[-1],))

    def _fills_in(self, local: Local) -> bool:
        """Whether a name is one that the case gives by itself, and no answer to a checklist."""
        row = self.ready.row
        return bool(row.indicator and row.indicator.members) or (row.method is not None and local.name in row.method.entries)

    def _of_peers(self, name: str) -> Value:
        """What the pass over the peers gives, from the values or the notice that the case names."""
        row = self.ready.row
        rule = row.indicator.peers if row.indicator is not None else None
        group = self.at.case.peers.get(row.id)
        if rule is None or group is None:
            return Unknown(Why.NO_PEERS, (name,))
        if name in group.printed:
            return group.printed[name].value
        own = self.measured if isinstance(self.measured, tuple) else None
        if self.others is None:
            self.others = peers.gathered((amount.value for _, amount in group.values), rule)
        found = peers.joined(self.others, own, rule).get(name)
        return Unknown(Why.NO_PEERS, (name,)) if found is None else found

    def figure(self, leaf: Ref | Local | OverAxis | Number) -> str:
        """A name with its figure."""
        book = self.at.book
        if isinstance(leaf, Number) and leaf.written == methods.WEIGHT:
            return f"{leaf.written} {exact.plain(leaf.value)}"
        if not isinstance(leaf, Local):
            return self.at.facts.figure(leaf)
        if leaf.name == methods.MEASURE:
            return f"{leaf.name} {self.shown()}"
        actual = self.ready.actual
        if actual is not None and leaf.name == actual[0]:
            return f"{leaf.name} {actual[1].printed}"
        if leaf.name in (methods.RANK, methods.COUNT):
            value = self.local(leaf)
            return f"{leaf.name} {exact.plain(value) if isinstance(value, tuple) else show.value(book, value, dimensions.PURE)}"
        if leaf.name in methods.PEERS:
            return f"{leaf.name} {show.value(book, self.local(leaf), self.ready.dimension)}"
        dimension = self.ready.entered_names.get(leaf, dimensions.PURE)
        return f"{self.ready.name(leaf)} {self._shown(leaf, dimension)}"

    def shown(self) -> str:
        """The measure in print."""
        if self.printed is None or self.printed[0] is not self.measured:
            self.printed = self.measured, show.value(self.at.book, self.measured, self.ready.dimension)
        return self.printed[1]

    def _shown(self, leaf: Local, dimension: Dimension) -> str:
        """What a person filled in, as it was written; else its value in print."""
        row = self.at.case.entries.get(self.ready.row.id)
        stated = None if row is None else row.values.get(self.ready.name(leaf))
        return stated.printed if isinstance(stated, Quantity) else show.value(self.at.book, self.local(leaf), dimension)

    def words(self, node: Node) -> str:
        """A formula with the figures put in, each choice with its reason."""
        return figures(node, Figures(self.figure, self.at.facts.absent, lambda condition: decided(condition, self)))

    def points(self) -> Value:
        """The points before rounding, with the measure as it now is."""
        return evaluate(self.ready.points, self) if self.ready.points is not None else Unknown(Why.NO_METHOD)

    def moves(self, key: Key | str) -> Moves:
        """How the points move with one figure."""
        known, at = self.ready.formulas.moves, (_relative(key, self.at.case.year), self.at.scheme.rate_decimals)
        found = known.get(at)
        if found is None:
            found = known[at] = self._moves(key)
        return found

    def _moves(self, key: Key | str) -> Moves:
        leaves = [leaf for node in self.ready.formulas.nodes for leaf in walk(node) if self._is(leaf, key)]
        try:
            course_ = self._course(key)
        except UntoldError:
            course_ = None
        return Moves(tuple(map(id, leaves)), course_)

    def _is(self, leaf: Node, key: Key | str) -> bool:
        """Whether a place of the formulas is filled by a figure."""
        if isinstance(leaf, Ref):
            return key_of(leaf, self.at) == key
        return isinstance(leaf, Local) and leaf.name != methods.MEASURE and key in (leaf.name, self.ready.name(leaf))

    def _course(self, key: Key | str) -> Course:
        """How the points move with one figure.

        Raises UntoldError.
        """
        measure: Course | None = None

        def leaf(node: Ref | Local | OverAxis) -> Course | None:
            if isinstance(node, Local) and node.name == methods.MEASURE:
                return measure
            if isinstance(node, Local) and node.name in methods.PEERS and measure is not None:
                raise UntoldError(node.name)
            return MOVING if self._is(node, key) else None

        if self.ready.measure is not None:
            measure = course(self.ready.measure, leaf)
            for decimals in self.decimals:
                measure = None if measure is None else rounded(measure, decimals)
        found = course(self.ready.points, leaf) if self.ready.points is not None else None
        return STILL if found is None else found

    def most(self, key: Key | str, room: intervals.Interval) -> Exact | None:
        """The most that the row can earn with one figure anywhere in its room; None where there is no telling."""

        def leaf(node: Ref | Local | OverAxis) -> intervals.Interval:
            if isinstance(node, Local) and node.name == methods.MEASURE:
                return measured
            if isinstance(node, Local) and node.name in methods.PEERS:
                return (exact.ONE, None) if node.name in (methods.RANK, methods.COUNT) else intervals.ALL
            if self._is(node, key):
                return room
            value = evaluate(node, self)
            if isinstance(value, tuple):
                return value, value
            return intervals.ALL if isinstance(value, Unknown) else intervals.YES if value else intervals.NO

        measured = intervals.ALL
        if self.ready.measure is not None:
            measured = intervals.of(self.ready.measure, leaf)
            decimals = self.at.scheme.rate_decimals
            if decimals is not None and not self.ready.dimension:
                low, high = (None if end is None else exact.round_half_away(end, decimals) for end in measured)
                measured = low, high
        return intervals.of(self.ready.points, leaf)[1] if self.ready.points is not None else None

    def measure(self) -> Value:
        """The measure, rounded where the scheme rounds rates first."""
        if self.ready.measure is None:
            return Unknown(Why.MISSING)
        value = evaluate(self.ready.measure, self)
        if isinstance(value, tuple):
            for decimals in self.decimals:
                value = exact.round_half_away(value, decimals)
        return value

    @property
    def decimals(self) -> tuple[int, ...]:
        """To how many decimals the measure is rounded, one rounding after the other."""
        rate = self.at.scheme.rate_decimals
        rule = self.ready.row.indicator.peers if self.ready.row.indicator is not None else None
        return (
            *((rate,) if rate is not None and not self.ready.dimension else ()),
            *((rule.decimals,) if rule is not None else ()),
        )


def _relative(key: Key | str, year: int) -> Key | str:
    """What a figure is about, in years before that of the case."""
    return key if isinstance(key, str) else (key[0], key[1] - year, key[2], key[3])


def key_of(ref: Ref, at: Desk) -> Key:
    """What a name of a formula is about in this case."""
    return (ref.concept, at.case.year + ref.years, ref.stage, ref.members)


def statement(ref: Ref, at: Desk) -> Fact | None:
    """The fact that a name stands for."""
    return at.facts.statement(ref)


def _label(local: Local, ready_: Ready) -> str:
    """The label of the member that a name belongs to."""
    carried = ready_.row.indicator.members if ready_.row.indicator is not None else ()
    return carried[local.index - 1].label if 0 < local.index <= len(carried) else ""


def _entry(local: Local, ready_: Ready, case: Case) -> Value | None:
    if local.name == methods.CHOSEN:
        chosen = case.chosen.get(ready_.row.id)
        return None if chosen is None else _label(local, ready_) in chosen
    judgement = ready_.judgement
    if judgement is None or (ready_.row.indicator is not None and ready_.row.indicator.members):
        return None
    if local.name == methods.POINTS:
        return judgement.points
    if local.name == methods.SHARE:
        return next((tier.share for tier in ready_.row.tiers if tier.label == judgement.tier), None)
    answers = judgement.answers
    return answers[local.index - 1] if 0 < local.index <= len(answers) else None
