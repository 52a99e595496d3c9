"""评分方案: a dated list of indicators with weights, measures and methods; each row with its source and its word of confidence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.once import once
from hengji.expr import dimensions, errors, intervals
from hengji.expr.errors import FormulaError
from hengji.expr.parse import parse
from hengji.expr.tree import Binary, Local, Node, Number, OverAxis, Ref
from hengji.expr.unfold import Band, Lists
from hengji.rulebook import limits, members, rules
from hengji.rulebook import method as methods
from hengji.rulebook.concept import Reference, read_reference
from hengji.rulebook.identity import read_formula
from hengji.rulebook.members import Member, Reading
from hengji.rulebook.peers import Peers, read_peers
from hengji.rulebook.rules import NotApplicable, OverCompletion
from hengji.rulebook.yaml import Sequence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.core.exact import Exact
    from hengji.core.place import Place
    from hengji.expr.dimensions import Dimension
    from hengji.expr.names import Vocabulary
    from hengji.rulebook.fields import Fields
    from hengji.rulebook.limits import Cap, Section, Veto
    from hengji.rulebook.method import Bound, Method
    from hengji.rulebook.rules import Bonus, Core, Reasons, Rounding, SecondScorer

THEN = ("full", "redistribute", "zero")
TOTAL, FIRST, SECOND = "total", "first", "second"
OPERATORS = ("at_least", "at_most", "above", "below", "equal", "between", "by_date", "words")
KINDS = ("department", "project")
REFUSED, REDISTRIBUTE = "refused", "redistribute"


@dataclass(frozen=True, slots=True)
class Tier:
    """A judge's tier: from `low` to `high` of the weight; `share` where a tier is one fixed share."""

    label: str
    low: Exact
    high: Exact
    share: Exact | None = None


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One point of a checklist, with its points where the scheme gives them."""

    label: str
    points: Exact | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row: `weight` None is unknown; `bound` None where nothing can be scored (no weight, no method).

    `stated` is the weight as the table prints it, where a section makes the weight of it (leaf ÷ base × section); points are made on that scale first.
    """

    id: str
    path: tuple[str, ...]
    weight: Exact | None
    measure: Node | None
    method: Method | None
    bound: Bound | None
    tiers: tuple[Tier, ...]
    items: tuple[ChecklistItem, ...]
    not_applicable: NotApplicable | None
    over_completion: OverCompletion | None
    asks: tuple[str, ...]
    evidence: tuple[str, ...]
    explanation: str
    standard: str
    reference: Reference
    place: Place = field(compare=False)
    members: tuple[Member, ...] = ()
    peers: Peers | None = None
    core: bool = False
    stated: Exact | None = None
    parameters: dict[str, Node] = field(default_factory=dict)

    @property
    def scale(self) -> Exact | None:
        """What the points are full at before the section makes the weight of it."""
        return self.weight if self.stated is None else self.stated


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for the department's own indicators: `methods` says by which method each kind of target is scored.

    `blank_target` says what an indicator without a target is: `refused`, or `redistribute` (struck out during the year, its weight goes to the others).
    `not_applicable` says what happens to the weight of the whole place where a department has none.
    """

    id: str
    path: tuple[str, ...]
    weight: Exact | None
    levels: tuple[str, ...]
    methods: dict[str, Method]
    tiers: tuple[Tier, ...]
    over_completion: OverCompletion | None
    reference: Reference
    place: Place = field(compare=False)
    not_applicable: NotApplicable | None = None
    blank_target: str = REFUSED


@dataclass(frozen=True, slots=True)
class GradeStep:
    """A grade from its lower bound, which belongs to it; `also` are other words for the same grade."""

    label: str
    lowest: Exact
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme in force for the fiscal years `first` to `last` (None: still)."""

    id: str
    title: str
    authority: str
    first: int
    last: int | None
    kind: str
    full_marks: Exact
    rounding: Rounding
    grades: tuple[GradeStep, ...]
    grades_reference: Reference | None
    bonus: Bonus | None
    outline: str
    score_kind: str
    notes: tuple[str, ...]
    reference: Reference
    rows: tuple[Indicator | Slot, ...]
    extends: str
    place: Place = field(compare=False)
    digest: str = field(default="", compare=False)
    vetoes: tuple[Veto, ...] = ()
    caps: tuple[Cap, ...] = ()
    sections: tuple[Section, ...] = ()
    reasons: Reasons | None = None
    core: Core | None = None
    manual_deductions: bool = False
    second_scorer: SecondScorer | None = None

    @property
    def rate_decimals(self) -> int | None:
        """Decimals to which rates are rounded before scoring; None: not rounded."""
        return self.rounding.rate

    @property
    def points_decimals(self) -> int:
        """Decimals of a line's points."""
        return self.rounding.points

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The rows that the scheme itself defines."""
        return _indicators(self)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The places for the department's own indicators."""
        return _slots(self)

    @property
    def teaching(self) -> bool:
        """Whether it is a teaching example, never offered in a list."""
        return "teaching/" in self.place.file

    def weights_known(self) -> bool:
        """Whether every row has its weight."""
        return all(row.weight is not None for row in self.rows)


@once
def _indicators(scheme: Scheme) -> tuple[Indicator, ...]:
    return tuple(row for row in scheme.rows if isinstance(row, Indicator))


@once
def _slots(scheme: Scheme) -> tuple[Slot, ...]:
    return tuple(row for row in scheme.rows if isinstance(row, Slot))


@dataclass(frozen=True, slots=True)
class World:
    """What a scheme may speak of: the dictionary's names and the methods."""

    vocabulary: Vocabulary
    methods: Mapping[str, Method]
    any_sign: frozenset[str]


@dataclass(frozen=True, slots=True)
class Around:
    """What a row stands in: the sections that make its weight, and the decimals to which rates are rounded first."""

    sections: tuple[Section, ...] = ()
    rate_decimals: int | None = None


NOTHING_AROUND = Around()


@dataclass(frozen=True, slots=True)
class Alternative:
    """A known rule that a report may have used without saying so; it explains a claimed score and scores nothing."""

    rows: tuple[str, ...]
    indicator: Indicator

    @property
    def label(self) -> str:
        """The rule in words."""
        return self.indicator.path[-1]


def read_alternative(fields: Fields, world: World) -> Alternative:
    """A block of alternatives.yaml: a row over a pure ratio."""
    name = fields.text("method")
    weight = fields.number("weight")
    indicator = Indicator(
        id=fields.text("id"),
        path=(fields.text("label"),),
        weight=weight,
        measure=None,
        method=_method(fields, "method", name, world),
        bound=None,
        tiers=(),
        items=(),
        not_applicable=None,
        over_completion=None,
        asks=(),
        evidence=(),
        explanation="",
        standard="",
        reference=read_reference(fields),
        place=fields.place,
    )
    return Alternative(fields.texts("for", required=True), _bound(indicator, fields, world, NOTHING_AROUND))


def around(head: Fields) -> Around:
    """What the rows of a scheme stand in, from its head; problems are told when the head itself is read."""
    return Around(limits.read_sections(head), rules.read_rounding(head).rate)


def read_rows(blocks: list[Fields], world: World, within: Around = NOTHING_AROUND) -> tuple[Indicator | Slot, ...]:
    """The rows of a scheme, indicators and slots in their order."""
    rows = []
    for fields in blocks:
        rows.append(_slot(fields, world, within) if fields.has("methods") else _indicator(fields, world, within))
        fields.done()
    return tuple(rows)


def read_scheme(head: Fields, rows: tuple[Indicator | Slot, ...], world: World) -> Scheme:
    """The head of a scheme over its rows."""
    first, last = _years(head)
    second = head.block("second_scorer")
    return Scheme(
        id=head.text("id"),
        title=head.text("title"),
        authority=head.text("authority"),
        first=first,
        last=last,
        kind=head.choice("kind", KINDS, "department"),
        full_marks=_full_marks(head),
        rounding=rules.read_rounding(head),
        grades=tuple(step for block in head.blocks("grades") if (step := _grade(block)) is not None),
        grades_reference=read_reference(head, "grades_reference") if head.has("grades_reference") else None,
        bonus=rules.read_bonus(head),
        outline=head.text("outline"),
        score_kind=head.choice("score_kind", ("self", "department", "finance_check"), "self"),
        notes=head.texts("notes"),
        reference=read_reference(head),
        rows=rows,
        extends=head.text("extends", ""),
        place=head.place,
        vetoes=limits.read_vetoes(head, world.vocabulary),
        caps=limits.read_caps(head, world.vocabulary),
        sections=limits.read_sections(head),
        reasons=rules.read_reasons(head),
        core=rules.read_core(head),
        manual_deductions=head.truth("manual_deductions"),
        second_scorer=rules.read_second_scorer(head, None if second is None else _share(second, "explain_above", world)),
    )


def _full_marks(head: Fields) -> Exact:
    """What the weights add up to."""
    before = len(head.problems)
    marks = head.known("full_marks")
    if marks[0] <= 0 and len(head.problems) == before:
        head.problem("RB09", head.node("full_marks"), head.text("full_marks"), key="full_marks", allowed="＞ 0")
    return marks


def _years(head: Fields) -> tuple[int, int | None]:
    """The first year and the last; None where the scheme is still in force."""
    years = head.sequence("years", required=True)
    if head.has("years") and len(years) not in (1, 2):
        head.problem("RB06", head.node("years"), "years", wanted="sequence")
    found = [head.whole(node, "years") for node in years[:2]]
    first, last = found[0] if found else None, found[1] if len(found) > 1 else None
    if first is not None and last is not None and last < first:
        head.problem("RB09", years[1], last, key="years", allowed=f"≥ {first}")
    return first or 0, last


def _grade(block: Fields) -> GradeStep | None:
    """A grade; None where its lower bound cannot be read, for no grade begins at 0 by mistake."""
    before = len(block.problems)
    label, lowest, also = block.text("label"), block.known("from"), block.texts("also")
    block.done()
    return GradeStep(label, lowest, also) if len(block.problems) == before and label else None


def formula(fields: Fields, text: str, key: str, vocabulary: Vocabulary) -> Node | None:
    """A formula over facts; a problem at its place where it cannot be read."""
    try:
        return parse(text, vocabulary)
    except FormulaError as error:
        fields.problems.append(error.problem(fields.place_of(key)))
        return None


def _share(fields: Fields, key: str, world: World) -> Exact | None:
    """A literal such as 80%."""
    if not fields.has(key):
        return None
    node = formula(fields, fields.text(key), key, world.vocabulary)
    if isinstance(node, Number):
        return node.value
    fields.problem("RB07", fields.node(key), fields.text(key), key=key)
    return None


def read_tiers(fields: Fields, world: World) -> tuple[Tier, ...]:
    """The tiers of an entered method."""
    tiers = []
    for block in fields.blocks("tiers"):
        share = _share(block, "share", world)
        low, high = _share(block, "from", world), _share(block, "to", world)
        for key in [key for key in ("from", "to") if share is None and not block.has(key)]:
            block.problem("RB04", None, key, key=key)
        tiers.append(Tier(block.text("label"), low or share or exact.ZERO, high or share or exact.ONE, share))
        block.done()
    return tuple(tiers)


def read_bands(fields: Fields, world: World) -> tuple[Band, ...]:
    """The steps of 分档, upper bounds closed (`to`) or open (`below`), the last `above: true`."""
    return members.read_bands(fields, world.vocabulary)


def _items(fields: Fields) -> tuple[ChecklistItem, ...]:
    items = []
    for block in fields.blocks("items"):
        items.append(ChecklistItem(block.text("label"), block.number("points", required=False)))
        block.done()
    return tuple(items)


def _not_applicable(fields: Fields, world: World) -> NotApplicable | None:
    block = fields.block("not_applicable")
    if block is None:
        return None
    when = read_formula(block, "when", world.vocabulary) if block.has("when") else None
    found = NotApplicable(when, block.choice("then", THEN), _receivers(block))
    block.done()
    return found


def _receivers(block: Fields) -> tuple[str, ...]:
    """Who takes redistributed points over: one of the levels, or the ids of rows; the lint looks that they exist."""
    node = block.node("to")
    if isinstance(node, Sequence):
        return block.texts("to")
    return (block.choice("to", (TOTAL, FIRST, SECOND), TOTAL),)


def _over_completion(fields: Fields, world: World) -> OverCompletion | None:
    block = fields.block("over_completion")
    if block is None:
        return None
    closed = block.has("from")
    share = _share(block, "from" if closed else "above", world)
    if share is None and not (closed or block.has("above")):
        block.problem("RB04", None, "above", key="above")
    found = OverCompletion(share or exact.ONE, block.choice("action", rules.ACTIONS), closed)
    block.done()
    return found


def _method(fields: Fields, key: str, name: str, world: World) -> Method | None:
    found = world.methods.get(name)
    if found is None:
        fields.problem("RB13", fields.node(key), name, known="、".join(world.methods))
    return found


def _slot(fields: Fields, world: World, within: Around) -> Slot:
    found = {}
    for operator, name in fields.words("methods").items():
        if operator not in OPERATORS:
            fields.problem("RB09", fields.node("methods"), operator, key="methods", allowed="、".join(OPERATORS))
        method = _method(fields, "methods", name, world)
        if method is not None:
            found[operator] = method
    path, weight = fields.texts("path", required=True), fields.number("weight")
    return Slot(
        id=fields.code("id"),
        path=path,
        weight=None if weight is None else exact.reduce(exact.multiply(weight, limits.share(path, within.sections))),
        levels=fields.texts("levels"),
        methods=found,
        tiers=read_tiers(fields, world),
        over_completion=_over_completion(fields, world),
        reference=read_reference(fields),
        place=fields.place,
        not_applicable=_not_applicable(fields, world),
        blank_target=fields.choice("blank_target", (REFUSED, REDISTRIBUTE), REFUSED),
    )


def _indicator(fields: Fields, world: World, within: Around) -> Indicator:
    text = fields.text("measure", "null")
    measure = None if text in {"null", ""} else formula(fields, text, "measure", world.vocabulary)
    name = fields.text("method", "")
    if text in {"null", ""} and name in world.methods and methods.measured(world.methods[name]):
        fields.problem("RB04", fields.node("measure"), "measure", key="measure")
    path, stated = fields.texts("path", required=True), fields.number("weight")
    share = limits.share(path, within.sections)
    method = _method(fields, "method", name, world) if name not in {"", "null"} else None
    reading = Reading(world.vocabulary, world.methods, within.rate_decimals)
    found = Indicator(
        id=fields.code("id"),
        path=path,
        weight=None if stated is None else exact.reduce(exact.multiply(stated, share)) if share != exact.ONE else stated,
        measure=measure,
        method=method,
        bound=None,
        tiers=read_tiers(fields, world),
        items=_items(fields),
        not_applicable=_not_applicable(fields, world),
        over_completion=_over_completion(fields, world),
        asks=fields.texts("asks"),
        evidence=fields.texts("evidence"),
        explanation=fields.text("explanation", ""),
        standard=fields.text("standard", ""),
        reference=read_reference(fields),
        place=fields.place,
        members=members.read_members(fields, method, reading),
        peers=read_peers(fields),
        core=fields.truth("core"),
        stated=stated if share != exact.ONE else None,
    )
    return _bound(found, fields, world, within)


def _bound(found: Indicator, fields: Fields, world: World, within: Around) -> Indicator:
    """The indicator with its method bound to it and proved to stay within the weight."""
    parameters = {}
    for name, words in fields.words("parameters").items():
        node = formula(fields, words, "parameters", world.vocabulary)
        if node is not None:
            parameters[name] = node
        if found.method is not None and name not in found.method.parameters:
            fields.problem("RB05", fields.node("parameters"), name, known="、".join(found.method.parameters))
    bands = read_bands(fields, world)
    try:
        dimension = dimensions.check(found.measure, {}) if found.measure is not None else dimensions.PURE
        if found.method is None or _lacks(found.method, parameters, fields):
            return found
        carried = members.lists(found.method, found.members) if found.members else None
        lists = Lists(bands, carried) if carried else lists_of(found.method, bands, found.items)
        own = members.own_dimensions(found.members)
        bound = methods.bind(found.method, found.scale or exact.ONE, dimension, parameters, lists, own)
    except FormulaError as error:
        key = "bands" if error.code == errors.LIST and fields.has("bands") else "method" if error.code == errors.LIST else "measure"
        fields.problems.append(error.problem(fields.place_of(key)))
        return found
    if bound.peers and found.peers is None:
        fields.problem("RB04", None, "peers", key="peers")
    if found.weight is None or found.scale is None:
        return found
    low, high = proof(bound.points, found.measure, found.scale, world.any_sign, bound.entered)
    if low is None or low[0] < 0 or high is None or exact.compare(high, found.scale) > 0:
        said = f"[{exact.plain(low) if low else '−∞'}, {exact.plain(high) if high else '∞'}]"
        fields.problem(errors.BOUNDS, fields.node("method"), said, weight=exact.plain(found.scale))
    return replace(found, bound=_scaled(bound, found, within), parameters=parameters)


def _lacks(method: Method, given: Mapping[str, Node], fields: Fields) -> bool:
    """Whether an indicator leaves out a parameter that its method has no value for; told where the parameters stand."""
    missing = [name for name in method.parameters if name not in given and name not in method.optional]
    written = fields.node("parameters")
    if any(name not in fields.words("parameters") for name in missing):
        fields.problem("RB04", written if written is not None else fields.node("method"), missing[0], key="、".join(missing))
    return bool(missing)


def _scaled(bound: Bound, found: Indicator, within: Around) -> Bound:
    """The points on the scale of the section that the row stands in."""
    if found.stated is None:
        return bound
    share = limits.share(found.path, within.sections)
    below_one = exact.compare(share, exact.ONE) < 0
    written = f"{exact.plain(exact.multiply(share, (100, 1)))}%" if below_one else exact.plain(share)
    return replace(bound, points=Binary("×", bound.points, Number(share, written)))


def lists_of(method: Method, bands: tuple[Band, ...], items: tuple[ChecklistItem, ...]) -> Lists:
    """The lists that an indicator carries: points that the scheme gives are put in, answers stay names."""
    fixed: dict[str, list[dict[str, Node]]] = {}
    for name, kinds in method.lists.items():
        worth = [key for key, kind in kinds.items() if kind == "points"]
        fixed[name] = [
            {key: Number(item.points, exact.plain(item.points), "points") for key in worth if item.points is not None}
            for item in items
        ]
    return Lists(bands, methods.list_members(method, fixed))


def proof(
    points: Node, measure: Node | None, weight: Exact, any_sign: frozenset[str], entered: Mapping[Local, Dimension]
) -> intervals.Interval:
    """The least and the most that the points can be, from what the facts, the peers and a person's entries can be."""

    def leaf(name: Ref | Local | OverAxis) -> intervals.Interval:
        if isinstance(name, Local):
            known = {methods.POINTS: (exact.ZERO, weight), methods.SHARE: (exact.ZERO, exact.ONE)}
            if name.name in (methods.RANK, methods.COUNT):
                return exact.ONE, None
            if name.name in (methods.MEASURE, *methods.PEERS):
                return intervals.ALL if measure is None else intervals.of(measure, leaf)
            if name.name in known and not name.index:
                return known[name.name]
            return intervals.EITHER if entered.get(name) == dimensions.TRUTH else (exact.ZERO, None)
        concept = name.ref.concept if isinstance(name, OverAxis) else name.concept
        return intervals.ALL if concept in any_sign else (exact.ZERO, None)

    return intervals.of(points, leaf)
