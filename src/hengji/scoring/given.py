"""The facts of a case and the names of a row as values and as words; and the same with a figure changed."""

from __future__ import annotations

from datetime import date
from functools import cmp_to_key
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.core.unknown import Unknown, Why
from hengji.expr import dimensions, intervals
from hengji.expr.crossings import MOVING, STILL, Course, UntoldError, course, rounded
from hengji.expr.direct import fraction
from hengji.expr.facts import decided
from hengji.expr.scalar import Value, evaluate
from hengji.expr.tree import Local, Node, Number, OverAxis, Ref, walk
from hengji.expr.words import Figures, figures, said
from hengji.rulebook import method as methods
from hengji.rulebook import show
from hengji.scoring import peers
from hengji.scoring.desk import Moves, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from hengji.core.case import Case
    from hengji.core.exact import Exact
    from hengji.core.fact import Key
    from hengji.expr.dimensions import Dimension
    from hengji.expr.words import Sentence
    from hengji.scoring.desk import Desk, Ready


UNMEASURED = Unknown(Why.MISSING)


class RowFacts:
    """The facts, and the row's own names, as values; `changed` puts other values in places of the formulas for a what-if.

    `decimals`: to how many the measure is rounded, a rate as the scheme says, then what is compared among peers as that comparison says.
    """

    __slots__ = ("_figures", "_others", "_printed", "_values", "at", "changed", "decimals", "measured", "ready", "with_entries")

    def __init__(self, at: Desk, ready: Ready) -> None:
        self.at, self.ready = at, ready
        self.measured: Value = UNMEASURED
        self.with_entries = True
        self.changed: dict[int, Exact | bool] = {}
        formulas, rate = ready.formulas, at.scheme.rounding.rate
        self.decimals = formulas.compared if rate is None or formulas.dimension else (rate, *formulas.compared)
        self._others: list[int] | None = None
        self._printed: tuple[Value, str] | None = None
        self._values: list[Value] | None = None
        self._figures: Figures | None = None

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
        if not self.with_entries and local.name != methods.CHOSEN:
            return self._not_entered(local)
        entered = self.filled(local) if self.at.case.entries else None
        entered = _entry(local, self.ready, self.at.case) if entered is None else entered
        return self._not_entered(local) if entered is None else entered

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
        if self._others is None:
            self._others = peers.gathered((amount.value for _, amount in group.values), rule)
        found = peers.joined(self._others, own, rule).get(name)
        return Unknown(Why.NO_PEERS, (name,)) if found is None else found

    def figure(self, leaf: Ref | Local | OverAxis | Number) -> str:
        """A name with its figure."""
        if leaf.__class__ is Ref:
            return self.at.facts.figure(leaf)
        if leaf.__class__ is Local and leaf.name == methods.MEASURE:
            return f"{leaf.name} {self.shown()}"
        book = self.at.book
        if isinstance(leaf, Number) and leaf.written == methods.WEIGHT:
            return f"{leaf.written} {show.points(leaf.value)}"
        if not isinstance(leaf, Local):
            return self.at.facts.figure(leaf)
        actual = self.ready.actual
        if actual is not None and leaf.name == actual[0]:
            return f"{leaf.name} {actual[1].printed}"
        if leaf.name in (methods.RANK, methods.COUNT):
            value = self.local(leaf)
            return f"{leaf.name} {exact.plain(value) if isinstance(value, tuple) else show.value(book, value, dimensions.PURE)}"
        if leaf.name in methods.PEERS:
            return f"{leaf.name} {show.value(book, self.local(leaf), self.ready.formulas.dimension)}"
        dimension = self.ready.formulas.entered_names.get(leaf, dimensions.PURE)
        return f"{self.ready.name(leaf)} {self._shown(leaf, dimension)}"

    def shown(self) -> str:
        """The measure in print."""
        if self._printed is None or self._printed[0] is not self.measured:
            self._printed = self.measured, show.value(self.at.book, self.measured, self.ready.formulas.dimension)
        return self._printed[1]

    def _shown(self, leaf: Local, dimension: Dimension) -> str:
        """What a person filled in, as it was written; else its value in print."""
        row = self.at.case.entries.get(self.ready.row.id)
        stated = None if row is None else row.values.get(self.ready.name(leaf))
        return stated.printed if isinstance(stated, Quantity) else show.value(self.at.book, self.local(leaf), dimension)

    def words(self, node: Node) -> str:
        """A formula with the figures put in, each choice with its reason."""
        return figures(node, self._gaps())

    def said(self, words: Sentence) -> str:
        """The measure or the points with the figures put in."""
        return said(words.parts, self._figures or self._gaps())

    def _gaps(self) -> Figures:
        """How the gaps of a sentence are filled."""
        found = self._figures
        if found is None:
            found = self._figures = Figures(self.figure, self.at.facts.absent, self.decided, phrase=self.at.facts.phrase)
        return found

    def decided(self, condition: Node) -> bool | None:
        """Whether a condition holds; None where it is not known."""
        direct = self.ready.formulas.condition(condition)
        usable = direct is not None and self.with_entries and not self.changed
        found = direct(self._values or self._known()) if usable and direct is not None else None
        return found if isinstance(found, bool) else decided(condition, self)

    def measure(self) -> Value:
        """The measure, rounded where the scheme rounds rates first."""
        formulas = self.ready.formulas
        if formulas.measure is None:
            return UNMEASURED
        direct = formulas.directly.measure
        value = direct(self._known()) if direct is not None and not self.changed else None
        return self._rounded(evaluate(formulas.measure, self) if value is None else value)

    def _rounded(self, value: Value) -> Value:
        for decimals in self.decimals:
            if isinstance(value, tuple):
                value = exact.round_half_away(value, decimals)
        return value

    def points(self) -> Value:
        """The points before rounding, with the measure as it now is."""
        formulas = self.ready.formulas
        if formulas.points is None:
            return Unknown(Why.NO_METHOD)
        direct = formulas.directly.points
        if direct is not None and self.with_entries and not self.changed:
            found = direct(self._values or self._known())
            if found is not None:
                return found
        return evaluate(formulas.points, self)

    def _known(self) -> list[Value]:
        """The values of what the formulas name, 指标值 as it now is before them; the others are looked up once."""
        values = self._values
        if values is None:
            checklist = self.ready.formulas.checklist and not self.at.case.entries
            values = self._values = self._answers() if checklist else self._looked_up()
        return values

    def settle(self) -> None:
        """Works out the measure, with which all else is computed."""
        self.measured = self.measure()
        if self._values is not None:
            self._values[0] = self.measured

    def _looked_up(self) -> list[Value]:
        facts, local = self.at.facts, self.local
        known, look_up = facts.known.get, facts.look_up
        values = [
            (known(id(leaf)) or look_up(leaf))[2]
            if isinstance(leaf, Ref)
            else local(leaf)
            if isinstance(leaf, Local)
            else evaluate(leaf, self)
            for leaf in self.ready.formulas.directly.places
        ]
        values[0] = self.measured
        return values

    def _answers(self) -> list[Value]:
        """指标值 and the answers to a checklist, whose points name nothing else."""
        judgement, checklist = self.ready.judgement, self.ready.formulas.checklist
        given = judgement.answers if judgement is not None else ()
        if None not in given and len(given) >= len(checklist):
            return [self.measured, *[given[index - 1] for index in checklist]]  # type: ignore[list-item]
        open_: Value = Unknown(Why.NOT_ENTERED, (self.ready.row.path[-1],))
        answers = [open_ if answer is None else answer for answer in given]
        known = len(answers)
        return [self.measured, *[answers[index - 1] if index <= known else open_ for index in checklist]]

    def points_with(self, moves: Moves, value: Exact | bool) -> Exact | None:
        """The points before rounding with one figure changed: the row is scored again. None where they cannot be told."""
        return self.rescored(moves)(value)

    def rescored(self, moves: Moves) -> Callable[[Exact | bool], Exact | None]:
        """The points before rounding as a function of one figure."""
        whole = self.ready.formulas.whole(self.decimals) if self.with_entries else None
        if whole is None:
            return lambda value: self._by_the_tree(moves, value)
        values, places = (self._values or self._known()).copy(), moves.places

        def rescore(value: Exact | bool) -> Exact | None:
            for place in places:
                values[place] = value
            found = whole(values)
            return found if found.__class__ is tuple else self._by_the_tree(moves, value)

        return rescore

    def _by_the_tree(self, moves: Moves, value: Exact | bool) -> Exact | None:
        self.changed = dict.fromkeys(moves.leaves, value)
        kept, self.measured = self.measured, self.measure()
        found = self.points()
        self.changed, self.measured = {}, kept
        return found if isinstance(found, tuple) else None

    def measure_with(self, moves: Moves, value: Exact) -> Exact | None:
        """The measure with one figure changed."""
        self.changed = dict.fromkeys(moves.leaves, value)
        found = self.measure()
        self.changed = {}
        return found if isinstance(found, tuple) else None

    def moves(self, key: Key | str, ref: Ref | None = None) -> Moves:
        """How the points move with one figure, which may be that of one of the formulas' own names; kept where it is one of the formulas'."""
        if ref is not None:
            named, place = self.ready.formulas.moves_of, (id(ref), self.at.scheme.rounding.rate)
            found = named.get(place)
            if found is None:
                found = named[place] = self.moves(key)
            return found
        known, at = self.ready.formulas.moves, (_relative(key, self.at.case.year), self.at.scheme.rounding.rate)
        found = known.get(at)
        if found is None:
            found = self._moves(key)
            if found.leaves:
                known[at] = found
        return found

    def _moves(self, key: Key | str) -> Moves:
        leaves = [leaf for node in self.ready.formulas.nodes for leaf in walk(node) if self._is(leaf, key)]
        try:
            course_ = self._course(key)
        except UntoldError:
            course_ = None
        formulas = self.ready.formulas
        filled = {leaf: place for leaf, place in formulas.directly.places.items() if self._is(leaf, key)}
        told = course_ is not None and formulas.measure is not None and formulas.only_measured and not formulas.compared
        line = fraction(formulas.measure, formulas.directly.places, filled) if told and formulas.measure is not None else None
        return Moves(tuple(map(id, leaves)), tuple(filled.values()), course_, line)

    def turns(self, moves: Moves, wanted: Exact) -> Iterable[Exact]:
        """Where the figure stands when the points may come to what is wanted, or cease to."""
        line = moves.line(self._values or self._known()) if moves.line is not None else None
        if line is None:
            return moves.course.places(wanted, self) if moves.course is not None else ()
        a, b, c, d = line
        levels = moves.levels.get(wanted) or self._levels(moves, wanted)
        found = [(d * above - b * below, slope) for above, below in levels if (slope := a * below - c * above)]
        if c:
            found.append((-d, c))
        return found

    def _levels(self, moves: Moves, wanted: Exact) -> tuple[Exact, ...]:
        """At which levels of the measure the points may come to what is wanted: where they name nothing else, they are the same for every case."""
        measure = MOVING
        for decimals in self.decimals:
            measure = rounded(measure, decimals)
        points = course(self.ready.points, lambda _: measure) if self.ready.points is not None else None
        found = [] if points is None else points.places(wanted, self)
        known = moves.levels[wanted] = self._turning(tuple(dict.fromkeys(map(exact.reduce, found))), wanted)
        return known

    def _turning(self, levels: tuple[Exact, ...], wanted: Exact) -> tuple[Exact, ...]:
        """Of the levels those at which what is wanted is reached or lost: the points are asked at each, and between it and the next.

        A figure that comes to full marks in the end comes past one of them first; the others need not be looked at in any case.
        """
        ordered = sorted(levels, key=cmp_to_key(exact.compare))
        if not ordered:
            return levels
        ends = [exact.subtract(ordered[0], exact.ONE), *ordered, exact.add(ordered[-1], exact.ONE)]
        between = [self._earns(exact.divide(exact.add(low, high), (2, 1)), wanted) for low, high in pairwise(ends)]
        at = [self._earns(level, wanted) for level in ordered]
        if None in between or None in at:
            return levels
        return tuple(
            [
                level
                for level, below, here, above in zip(ordered, between, at, between[1:], strict=False)
                if not below == here == above
            ]
        )

    def _earns(self, measure: Exact, wanted: Exact) -> bool | None:
        """Whether the points come to what is wanted at a level of the measure, where they name nothing else; None where it cannot be told."""
        points = self.ready.formulas.directly.points
        found = None if points is None else points([self._rounded(measure)])
        return exact.compare(found, wanted) >= 0 if isinstance(found, tuple) else None

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
            decimals = self.at.scheme.rounding.rate
            if decimals is not None and not self.ready.formulas.dimension:
                low, high = (None if end is None else exact.round_half_away(end, decimals) for end in measured)
                measured = low, high
        return intervals.of(self.ready.points, leaf)[1] if self.ready.points is not None else None


def _relative(key: Key | str, year: int) -> Key | str:
    """What a figure is about, in years before that of the case."""
    return key if isinstance(key, str) else (key[0], key[1] - year, key[2], key[3])


def _label(local: Local, ready_: Ready) -> str:
    """The label of the member that a name belongs to."""
    carried = ready_.row.indicator.members if ready_.row.indicator is not None else ()
    return carried[local.index - 1].label if 0 < local.index <= len(carried) else ""


def _entry(local: Local, ready_: Ready, case: Case) -> Value | None:
    if local.name == methods.CHOSEN:
        chosen = case.chosen.get(ready_.row.id)
        return None if chosen is None else _label(local, ready_) in chosen
    judgement, row = ready_.judgement, ready_.row
    if judgement is None or (row.indicator is not None and row.indicator.members):
        return None
    if local.index:
        answers = judgement.answers
        return answers[local.index - 1] if 0 < local.index <= len(answers) else None
    if local.name == methods.POINTS:
        return judgement.points
    return next((tier.share for tier in row.tiers if tier.label == judgement.tier), None) if local.name == methods.SHARE else None
