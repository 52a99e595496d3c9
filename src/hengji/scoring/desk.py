"""What is at hand when a row is scored: the case, the scheme, the book, the facts; and a row made ready for its formula."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.core.unknown import Unknown, Why
from hengji.expr import dimensions, intervals
from hengji.expr.errors import FormulaError
from hengji.expr.facts import Facts, decided
from hengji.expr.parse import parse
from hengji.expr.scalar import Value, evaluate
from hengji.expr.tree import Local, Node, Number, OverAxis, Ref
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
class Ready:
    """A row whose formulas can be computed: the measure and its dimension, the points over it, what was entered."""

    row: Row
    measure: Node | None
    dimension: Dimension
    bound: Bound | None
    judgement: Judgement | None
    actual: tuple[str, Quantity] | None = None

    @property
    def points(self) -> Node | None:
        """The formula of the points."""
        return self.bound.points if self.bound is not None else None

    @property
    def entered_names(self) -> Mapping[Local, Dimension]:
        """The names of the points formula that a person fills in, with their dimensions."""
        return self.bound.entered if self.bound is not None else {}

    @property
    def filled_in(self) -> bool:
        """Whether the case fills in names of the formula, rather than a judge its points."""
        row = self.row
        return bool(row.indicator and row.indicator.members) or bool(row.method and row.method.entries)

    def name(self, local: Local) -> str:
        """A name that a person fills in, as it is read and filled: a member's by its label."""
        return members.name_of(local, self.row.indicator.members if self.row.indicator else ())


def ready(row: Row, at: Desk) -> Ready:
    """A row with its formulas bound; `bound` None where no weight or no method says how points are made."""
    if row.indicator is not None:
        indicator = row.indicator
        bound = indicator.bound
        if bound is not None or indicator.measure is None:
            dimension = bound.measure if bound is not None else dimensions.PURE
        else:
            dimension = dimensions.check(indicator.measure, {})
        return Ready(row, indicator.measure, dimension, bound, at.case.judgements.get(row.id))
    return _own(row, row.own, at) if row.own is not None else Ready(row, None, dimensions.PURE, None, None)


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
    return Ready(row, measure, dimension, bound, judgement, actual)


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


@dataclass(slots=True)
class RowFacts:
    """The facts, and the row's own names, as values; `changed` puts other values in the place of facts for a what-if."""

    at: Desk
    ready: Ready
    measured: Value = field(default_factory=lambda: Unknown(Why.MISSING))
    with_entries: bool = True
    changed: dict[Key | str, Exact | bool] = field(default_factory=dict)

    def fact(self, ref: Ref) -> Value:
        """A fact's value, or the one put in its place."""
        if self.changed:
            other = self.changed.get(key_of(ref, self.at))
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
        actual = self.ready.actual
        if actual is not None and local.name == actual[0]:
            return self.changed.get(actual[0], actual[1].value)
        if local.name in methods.PEERS:
            return self._of_peers(local.name)
        entered = self._entered(local) if self.with_entries or local.name == methods.CHOSEN else None
        return entered if entered is not None else self._not_entered(local)

    def _entered(self, local: Local) -> Value | None:
        """What a person filled in for a name, chose or judged; None where nobody did."""
        name = self.ready.name(local)
        if name in self.changed:
            return self.changed[name]
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
        found = peers.named([amount.value for _, amount in group.values], own, rule).get(name)
        return Unknown(Why.NO_PEERS, (name,)) if found is None else found

    def figure(self, leaf: Ref | Local | OverAxis | Number) -> str:
        """A name with its figure."""
        book = self.at.book
        if isinstance(leaf, Number) and leaf.written == methods.WEIGHT:
            return f"{leaf.written} {exact.plain(leaf.value)}"
        if not isinstance(leaf, Local):
            return self.at.facts.figure(leaf)
        if leaf.name == methods.MEASURE:
            return f"{leaf.name} {show.value(book, self.measured, self.ready.dimension)}"
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

    def most(self, key: Key | str, room: intervals.Interval) -> Exact | None:
        """The most that the row can earn with one figure anywhere in its room; None where there is no telling."""

        def leaf(node: Ref | Local | OverAxis) -> intervals.Interval:
            if isinstance(node, Local) and node.name == methods.MEASURE:
                return measured
            if isinstance(node, Local) and node.name in methods.PEERS:
                return (exact.ONE, None) if node.name in (methods.RANK, methods.COUNT) else intervals.ALL
            if (isinstance(node, Ref) and key_of(node, self.at) == key) or (
                isinstance(node, Local) and key in (node.name, self.ready.name(node))
            ):
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
        decimals = self.at.scheme.rate_decimals
        if not isinstance(value, tuple):
            return value
        if decimals is not None and not self.ready.dimension:
            value = exact.round_half_away(value, decimals)
        rule = self.ready.row.indicator.peers if self.ready.row.indicator is not None else None
        return exact.round_half_away(value, rule.decimals) if rule is not None else value


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
