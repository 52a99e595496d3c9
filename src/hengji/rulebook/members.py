"""What an indicator carries: goals, checkpoints, alternatives, members of a pool; unfolded into one formula of known size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.expr import dimensions, errors
from hengji.expr.errors import FormulaError
from hengji.expr.functions import ROUND
from hengji.expr.parse import parse
from hengji.expr.tree import Call, Local, Node, Number, walk
from hengji.expr.unfold import Band, Lists, substitute
from hengji.expr.words import name as written
from hengji.rulebook import method as methods

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.core.exact import Exact
    from hengji.expr.dimensions import Dimension
    from hengji.expr.names import Vocabulary
    from hengji.rulebook.fields import Fields
    from hengji.rulebook.method import Bound, Method


NO_STEP = "RB40"


@dataclass(frozen=True, slots=True)
class Member:
    """`given` are the names that the scheme fixes, `open_` those that a person fills in, with their dimensions.

    A member with a `method` of its own is worth `weight`: its points over its own measure are its 得分.
    """

    label: str
    given: dict[str, Node]
    open_: dict[str, Dimension]
    weight: Exact | None = None
    measure: Node | None = None
    method: Method | None = None

    def nodes(self) -> tuple[Node, ...]:
        """The formulas over facts that it names."""
        return tuple(self.given.values())


@dataclass(frozen=True, slots=True)
class Reading:
    """What a member is read with: the words of formulas, the methods, and the decimals to which rates are rounded first."""

    vocabulary: Vocabulary
    methods: Mapping[str, Method]
    rate_decimals: int | None = None


def read_members(fields: Fields, method: Method | None, reading: Reading) -> tuple[Member, ...]:
    """The members that an indicator carries for the list of its method."""
    found = []
    names = next(iter(method.lists.values()), {}) if method is not None else {}
    for index, block in enumerate(fields.blocks("members"), start=1):
        member = _member(block, names, index, reading)
        block.done()
        if member is not None:
            found.append(member)
    return tuple(found)


def _member(block: Fields, names: Mapping[str, str], index: int, reading: Reading) -> Member | None:
    label = block.text("label")
    if block.has("method"):
        return _scored(label, block, names, index, reading)
    given = _given(block, names, reading)
    try:
        return Member(label, given, _left_open(names, given))
    except FormulaError as error:
        block.problems.append(error.problem(block.place))
        return None


def _given(block: Fields, names: Mapping[str, str], reading: Reading) -> dict[str, Node]:
    """The parameters of a block by their names."""
    given = {}
    for name, words in block.words("parameters").items():
        node = _formula(block, "parameters", words, reading.vocabulary)
        if name not in names:
            block.problem("RB05", block.node("parameters"), name, known="、".join(names))
        elif node is not None:
            given[name] = node
    return given


def _left_open(names: Mapping[str, str], given: Mapping[str, Node]) -> dict[str, Dimension]:
    """The names that nobody fixed; of a member's own kind they have the dimension that its fixed ones have."""
    kinds = [dimensions.check(given[name], {}) for name, kind in names.items() if kind == methods.OWN and name in given]
    own = next((kind for kind in kinds if kind != dimensions.ANY), dimensions.PURE)
    return {name: own if kind == methods.OWN else dimensions.of(kind) for name, kind in names.items() if name not in given}


def _scored(label: str, block: Fields, names: Mapping[str, str], index: int, reading: Reading) -> Member | None:
    """A member with a method of its own: its points over its own measure are its 得分, what it is worth its 权重."""
    name, weight = block.text("method"), block.known("weight")
    method = reading.methods.get(name)
    if method is None:
        block.problem("RB13", block.node("method"), name, known="、".join(reading.methods))
        return None
    text = block.text("measure", "null")
    measure = None if text in {"null", ""} else _formula(block, "measure", text, reading.vocabulary)
    if measure is None and methods.measured(method):
        block.problem("RB04", block.node("measure"), "measure", key="measure")
        return None
    try:
        bound = _bound(block, weight, measure, method, reading)
    except FormulaError as error:
        block.problems.append(error.problem(block.place_of("measure") if block.has("measure") else block.place))
        return None
    worth: dict[str, Node] = {methods.EARNED: _placed(bound, measure, index, reading)}
    worth[methods.WORTH] = Number(weight, exact.plain(weight), "points")
    given = {name: node for name, node in worth.items() if name in names}
    judged = {node.name: kind for node, kind in bound.entered.items()}
    return Member(label, given, _left_open(names, given) | judged, weight, measure, method)


def _bound(block: Fields, weight: Exact, measure: Node | None, method: Method, reading: Reading) -> Bound:
    if method.lists:
        raise FormulaError(errors.LIST, 0, method.id)
    given = _given(block, method.parameters, reading)
    dimension = dimensions.check(measure, {}) if measure is not None else dimensions.PURE
    bound = methods.bind(method, weight, dimension, given, Lists(read_bands(block, reading.vocabulary)))
    if bound.peers:
        raise FormulaError(errors.LIST, 0, min(bound.peers))
    return bound


def _placed(bound: Bound, measure: Node | None, index: int, reading: Reading) -> Node:
    """The points with the measure put in, rounded where rates are rounded first, and each entry under the member's number."""
    values: dict[str, Node] = {node.name: Local(node.name, index) for node in bound.entered}
    if measure is not None:
        rounds = reading.rate_decimals is not None and not bound.measure
        decimals = reading.rate_decimals or 0
        values[methods.MEASURE] = Call(ROUND, (measure, Number((decimals, 1), str(decimals)))) if rounds else measure
    return substitute(bound.points, values)


def _formula(fields: Fields, key: str, text: str, vocabulary: Vocabulary) -> Node | None:
    try:
        return parse(text, vocabulary)
    except FormulaError as error:
        fields.problems.append(error.problem(fields.place_of(key)))
        return None


def read_bands(fields: Fields, vocabulary: Vocabulary) -> tuple[Band, ...]:
    """The steps of 分档, upper bounds closed (`to`) or open (`below`), the last `above: true`."""
    bands: list[Band] = []
    for block in fields.blocks("bands"):
        points = block.known("points")
        key = "to" if block.has("to") else "below"
        bound = None if block.truth("above") else _formula(block, key, block.text(key), vocabulary)
        band = Band(bound, key == "to", Number(points, exact.plain(points), "points"))
        _fits(block, bands, band, vocabulary)
        bands.append(band)
        block.done()
    return tuple(bands)


def _fits(block: Fields, before: list[Band], band: Band, vocabulary: Vocabulary) -> None:
    """A step begins where the one before it ends: a lower end is there only to be read, and its upper end lies above that one's."""
    start = _formula(block, "from", block.text("from"), vocabulary) if block.has("from") else None
    last = before[-1].to if before else None
    if isinstance(start, Number) and (not isinstance(last, Number) or exact.compare(start.value, last.value)):
        key = "from"
    elif isinstance(last, Number) and isinstance(band.to, Number) and not _above(band, before[-1], last):
        key = "to" if band.closed else "below"
    elif before and before[-1].to is None:
        key = "above"
    else:
        return
    found = block.text(key) if block.has(key) else block.text("to", "") or block.text("below", "")
    block.problem(NO_STEP, block.node(key), found, before=last.written if isinstance(last, Number) else "")


def _above(band: Band, before: Band, last: Number) -> bool:
    """Whether a step holds anything that the step before it does not; one that is open may be followed by its own bound, closed."""
    order = exact.compare(band.to.value, last.value) if isinstance(band.to, Number) else 1
    return order > 0 or (order == 0 and band.closed and not before.closed)


def lists(method: Method, members: tuple[Member, ...]) -> dict[str, list[dict[str, Node]]]:
    """The members as the list of a method: what is fixed is put in, what is open becomes a name with its number."""
    return {
        name: [{key: member.given.get(key, Local(key, index)) for key in names} for index, member in enumerate(members, start=1)]
        for name, names in method.lists.items()
    }


def own_dimensions(members: tuple[Member, ...]) -> dict[str, Dimension]:
    """The dimension of each open name with its number."""
    return {f"{name}{index}": kind for index, member in enumerate(members, start=1) for name, kind in member.open_.items()}


def name_of(local: Local, members: tuple[Member, ...]) -> str:
    """A member's name as a person reads and fills it: the member's label and the name."""
    return f"{members[local.index - 1].label}{local.name}" if 0 < local.index <= len(members) else written(local)


def open_names(members: tuple[Member, ...]) -> Iterator[tuple[Local, Dimension]]:
    """What a person fills in, with the number of its member; a choice among members is made at once and is not here."""
    for index, member in enumerate(members, start=1):
        for name, kind in member.open_.items():
            if name != methods.CHOSEN:
                yield Local(name, index), kind


def chooses(members: tuple[Member, ...]) -> bool:
    """Whether a person chooses among the members."""
    return any(methods.CHOSEN in member.open_ for member in members)


def used(members: tuple[Member, ...]) -> Iterator[Node]:
    """Every node of what the members fix."""
    for member in members:
        for node in member.nodes():
            yield from walk(node)
