"""What is at hand when a row is scored: the case, the scheme, the book, the facts; and a row made ready for its formula."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from hengji.core import exact
from hengji.core.once import once
from hengji.core.quantity import Quantity
from hengji.core.unknown import Unknown, Why
from hengji.expr import dimensions
from hengji.expr.direct import Within, direct, leaves
from hengji.expr.errors import FormulaError
from hengji.expr.facts import Facts
from hengji.expr.parse import parse
from hengji.expr.scalar import evaluate
from hengji.expr.tree import Local, Node, Number, OverAxis, Ref, refs, walk
from hengji.expr.unfold import Lists
from hengji.expr.words import formula, name, sentence
from hengji.rulebook import members, show
from hengji.rulebook import method as methods
from hengji.scoring.own import Row, judgement_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hengji.core.case import Case, OwnIndicator
    from hengji.core.exact import Exact
    from hengji.core.fact import Key
    from hengji.core.sheet import Judgement
    from hengji.core.sheet import Line as ScoredLine
    from hengji.expr.crossings import Course
    from hengji.expr.dimensions import Dimension
    from hengji.expr.direct import Direct, Leaf, Line
    from hengji.expr.scalar import Value
    from hengji.expr.words import Sentence
    from hengji.rulebook.book import Book
    from hengji.rulebook.method import Bound
    from hengji.rulebook.scheme import Scheme

WORDS = "words"
MEASURED = Local(methods.MEASURE)


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
    return Facts(case.facts, case.year, book.parents, show.phrases(book))


class Directly(NamedTuple):
    """The measure and the points as functions over the values of what they name, at their `places`: 指标值 at the first."""

    places: Mapping[Leaf, int]
    measure: Direct | None = None
    points: Direct | None = None


class RestsOn(NamedTuple):
    """A fact that formulas name: its name, whether it may be below 0, and whether nobody is advised to change it."""

    ref: Ref
    label: str
    any_sign: bool
    settled: bool


def _rests_on(ref: Ref, book: Book) -> RestsOn:
    """Settled is what is of last year, or of a stage or a kind that the law book takes as settled (phrases/receipt.yaml)."""
    concept, phrases, said = book.concepts.get(ref.concept), book.phrases, name(ref)
    kinds = said in phrases.get("receipt.settled", ()) or ref.stage in phrases.get("receipt.settled_stages", ())
    return RestsOn(ref, said, concept is not None and concept.any_sign, ref.years < 0 or kinds)


BY_THE_TREE = Directly({})
"""No functions: the trees are computed."""


@dataclass(frozen=True)
class Formulas:
    """The formulas of a row as they are for every case: the measure and its dimension, the points over it, and the names that a person fills in.

    `filled_in`: the case fills in names of the formula, rather than a judge its points. `moves` keeps how they move with one figure, once that was asked,
    `conditions` the functions of their conditions by id, `wholes` those of the points with the measure in them by its decimals. What else is worked out of them is worked out once.
    """

    row: Row
    measure: Node | None
    dimension: Dimension
    points: Node | None
    entered_names: Mapping[Local, Dimension]
    filled_in: bool
    directly: Directly = BY_THE_TREE
    moves: dict[tuple[Key | str, int | None], Moves] = field(default_factory=dict)
    conditions: dict[int, Direct | None] = field(default_factory=dict)
    wholes: dict[tuple[int, ...], Direct | None] = field(default_factory=dict)
    moves_of: dict[tuple[int, int | None], Moves] = field(default_factory=dict)
    """The same by the names of facts, each by its id, and the decimals of rates."""
    said_method: list[str] = field(default_factory=list)
    """The method in words, once they were asked for."""
    judged: dict[tuple[Judgement | None, str], tuple[Scheme, Book, ScoredLine]] = field(default_factory=dict)
    """Where a judge's entries decide alone: the lines that were worked out, by the entries and the clerk's reason."""
    sentences: dict[int, Sentence] = field(default_factory=dict)
    """The measure and the points as sentences, by their ids, once they were asked for."""
    resting: list[tuple[Book, tuple[RestsOn, ...]]] = field(default_factory=list)
    """The facts that they name with what a law book says of them, once that was asked for."""

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """The measure and the points, as far as there are any."""
        return tuple(node for node in (self.measure, self.points) if node is not None)

    @cached_property
    def compared(self) -> tuple[int, ...]:
        """To how many decimals the measure is rounded where it is compared among peers."""
        rule = self.row.indicator.peers if self.row.indicator is not None else None
        return () if rule is None else (rule.decimals,)

    @cached_property
    def checklist(self) -> tuple[int, ...]:
        """The numbers of the answers that the formulas name, in the order of their places, where they name nothing else; else none."""
        row, named = self.row, list(self.directly.places)[1:]
        answers = [leaf.index for leaf in named if isinstance(leaf, Local) and leaf.index and leaf.name != methods.CHOSEN]
        return tuple(answers) if len(answers) == len(named) and not self.filled_in and row.own is None else ()

    @cached_property
    def judged_alone(self) -> bool:
        """Whether nothing but what a judge enters decides the line: no fact, no measure, no condition, no name that the case fills in."""
        row, points = self.row, self.points
        if row.indicator is None or points is None or self.measure is not None or self.filled_in or row.over_completion is not None:
            return False
        if row.not_applicable is not None and row.not_applicable.when is not None:
            return False
        return not self.compared and all(isinstance(leaf, Local) and leaf in self.entered_names for leaf in leaves([points]))

    @cached_property
    def only_measured(self) -> bool:
        """Whether the points name the measure and nothing else."""
        return self.points is not None and leaves([self.points]) == (MEASURED,)

    @cached_property
    def refs(self) -> tuple[Ref, ...]:
        """The facts that they name, each once."""
        return tuple(dict.fromkeys(ref for node in self.nodes for ref in refs(node)))

    def rests_on(self, book: Book) -> tuple[RestsOn, ...]:
        """The same with what the law book says of each, the same for every case."""
        if not self.resting or self.resting[0][0] is not book:
            self.resting[:] = [(book, tuple(_rests_on(ref, book) for ref in self.refs))]
        return self.resting[0][1]

    @cached_property
    def written(self) -> str:
        """The measure as it is read."""
        return formula(self.measure) if self.measure is not None else ""

    def sentence(self, node: Node, book: Book) -> Sentence:
        """The measure or the points as a sentence in the book's phrases."""
        found = self.sentences.get(id(node))
        if found is None:
            found = self.sentences[id(node)] = sentence(node, _said, show.phrases(book))
        return found

    @cached_property
    def by_hand(self) -> bool:
        """Whether nothing is known of the points, in any case, until a person enters something: no fact decides them."""
        if self.points is None:
            return False
        named = [leaf for leaf in walk(self.points) if isinstance(leaf, (Ref, OverAxis, Local))]
        entered = all(isinstance(leaf, Local) and leaf in self.entered_names and leaf.name != methods.CHOSEN for leaf in named)
        return entered and isinstance(evaluate(self.points, Nobody()), Unknown)

    def whole(self, decimals: tuple[int, ...]) -> Direct | None:
        """The points as a function in which the measure is computed, so rounded; None where the two are computed one after the other."""
        if decimals not in self.wholes:
            self.wholes[decimals] = self._whole(decimals)
        return self.wholes[decimals]

    def _whole(self, decimals: tuple[int, ...]) -> Direct | None:
        points, measure, directly = self.points, self.measure, self.directly
        if points is None or directly.points is None or measure is None:
            return directly.points
        return direct(points, directly.places, Within(MEASURED, measure, decimals)) if min(decimals, default=0) >= 0 else None

    def condition(self, node: Node) -> Direct | None:
        """The function of a condition in the formula of the points; None where the tree is to be computed."""
        if self.directly.points is None:
            return None
        if id(node) not in self.conditions:
            self.conditions[id(node)] = direct(node, self.directly.places)
        return self.conditions[id(node)]


def _said(number: Number) -> str:
    """A number of a formula: the weight with its figure, another as it stands."""
    return f"{number.written} {exact.plain(number.value)}" if number.written == methods.WEIGHT else number.written


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


@dataclass(frozen=True, slots=True)
class Moves:
    """How the points of a row move with one figure: the `leaves` of the formulas that it fills, by id, their `places` among the values, the course of the points.

    `course` is None where the formulas cannot be undone. Where the points name nothing but the measure, and the measure is a fraction of the figure,
    `line` gives that fraction and `levels` where the points may turn, by the points that are wanted: what of it is the same for every case.
    """

    leaves: tuple[int, ...]
    places: tuple[int, ...]
    course: Course | None
    line: Line | None = None
    levels: dict[Exact, tuple[Exact, ...]] = field(default_factory=dict)


class Ready(NamedTuple):
    """A row whose formulas can be computed for a case: what was entered, and the actual value of an own indicator."""

    row: Row
    formulas: Formulas
    judgement: Judgement | None
    actual: tuple[str, Quantity] | None = None

    @property
    def measure(self) -> Node | None:
        """The formula of the measure."""
        return self.formulas.measure

    @property
    def points(self) -> Node | None:
        """The formula of the points."""
        return self.formulas.points

    def name(self, local: Local) -> str:
        """A name that a person fills in, as it is read and filled: a member's by its label."""
        return members.name_of(local, self.row.indicator.members if self.row.indicator else ())


def ready(row: Row, at: Desk) -> Ready:
    """A row with its formulas bound; they have no `bound` where no weight or no method says how points are made."""
    if row.indicator is not None:
        return Ready(row, _of_scheme(row), at.case.judgements.get(row.id))
    return _own(row, row.own, at) if row.own is not None else Ready(row, _formulas(row, None, dimensions.PURE, None), None)


@once
def _of_scheme(row: Row) -> Formulas:
    """The formulas of a row of the scheme."""
    measure, bound = (row.indicator.measure, row.indicator.bound) if row.indicator is not None else (None, None)
    stated = dimensions.PURE if measure is None or bound is not None else dimensions.check(measure, {})
    return _formulas(row, measure, stated if bound is None else bound.measure, bound, _directly(row, measure, bound))


def _formulas(
    row: Row, measure: Node | None, dimension: Dimension, bound: Bound | None, directly: Directly = BY_THE_TREE
) -> Formulas:
    points, entered = (bound.points, bound.entered) if bound is not None else (None, {})
    filled_in = bool(row.indicator and row.indicator.members) or bool(row.method and row.method.entries)
    return Formulas(row, measure, dimension, points, entered, filled_in, directly)


def _directly(row: Row, measure: Node | None, bound: Bound | None) -> Directly:
    """The functions of formulas that serve many cases; a place among peers is left to the tree."""
    points = None if bound is None or bound.peers else bound.points
    absent = row.not_applicable.when if row.not_applicable is not None else None
    named = [leaf for leaf in leaves([node for node in (measure, points, absent) if node is not None]) if leaf != MEASURED]
    places = {leaf: place for place, leaf in enumerate((MEASURED, *named))}
    return Directly(places, *(None if node is None else direct(node, places) for node in (measure, points)))


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
    return Ready(row, _formulas(row, measure, dimension, bound), judgement, actual)


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


def key_of(ref: Ref, at: Desk) -> Key:
    """What a name of a formula is about in this case."""
    return (ref.concept, at.case.year + ref.years, ref.stage, ref.members)
