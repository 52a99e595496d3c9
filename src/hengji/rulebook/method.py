"""评分方法: a formula with places for an indicator's measure and numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.expr import dimensions, errors
from hengji.expr.errors import FormulaError
from hengji.expr.parse import parse
from hengji.expr.tree import Local, Node, Number, walk
from hengji.expr.unfold import Lists, substitute, unfold
from hengji.expr.words import formula as written
from hengji.rulebook.concept import Reference, read_reference
from hengji.rulebook.yaml import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Mapping as Table

    from hengji.core.exact import Exact
    from hengji.core.place import Place
    from hengji.expr.dimensions import Dimension
    from hengji.expr.names import Vocabulary
    from hengji.rulebook.fields import Fields

WEIGHT, MEASURE, POINTS, SHARE = "分值", "指标值", "评分", "档次系数"
ENTERED_POINTS, ENTERED_TIER = "points", "tier"
OF_MEASURE, OWN = "measure", "own"
CHOSEN, EARNED, WORTH = "选用", "得分", "权重"
RANK, COUNT, MEAN, MEDIAN, BEST = "同类名次", "同类个数", "同类平均", "同类中位数", "同类最好值"
PEERS = (RANK, COUNT, MEAN, MEDIAN, BEST)
"""What a pass over the peers gives: the names that a formula may use, as docs/decisions/0008-peers.md defines them."""
POINTS_DIMENSION = dimensions.of("points")


@dataclass(frozen=True, slots=True)
class Method:
    """`parameters` gives the dimension of each name, `optional` the values of those that an indicator may leave out.

    `entries` are the names that a person fills in for each unit, `lists` the names of each list's members; both with their dimension,
    which in a list may be each member's `own`. `words` is the formula as it is read.
    """

    id: str
    label: str
    kinds: tuple[str, ...]
    formula: Node
    parameters: dict[str, str]
    optional: dict[str, Node]
    entries: dict[str, str]
    lists: dict[str, dict[str, str]]
    bands: bool
    entered: str
    reference: Reference
    words: str
    place: Place = field(compare=False)

    @property
    def target(self) -> str:
        """The parameter in which a department's own indicator puts its target."""
        return next(iter(self.parameters), "")

    @property
    def by_hand(self) -> frozenset[str]:
        """The names that a person fills in, beside what the lists leave open."""
        return frozenset((POINTS, SHARE, *self.entries))


def read_method(fields: Fields, world: Vocabulary) -> Method | None:
    """A block of methods.yaml."""
    parameters, entries, lists = fields.words("parameters"), fields.words("entries"), {}
    for name, block in fields.pairs("lists"):
        if isinstance(block, Mapping):
            lists[name] = {key: value.text for key, value in block.entries.items() if isinstance(value, Scalar)}
    locals_ = [WEIGHT, MEASURE, POINTS, SHARE, *PEERS, *parameters, *entries]
    vocabulary = world.within(locals_=locals_, lists={name: tuple(each) for name, each in lists.items()})
    formula = _formula(fields, "formula", fields.text("formula"), vocabulary)
    optional = {}
    for name, words in fields.words("optional").items():
        node = _formula(fields, "optional", words, vocabulary)
        if node is not None:
            optional[name] = node
    method_id, label, kinds = fields.text("id"), fields.text("label"), fields.texts("kinds", required=True)
    bands, entered = fields.truth("bands"), fields.choice("entered", (ENTERED_POINTS, ENTERED_TIER, ""), "")
    reference = read_reference(fields)
    if formula is None:
        return None
    return Method(
        method_id,
        label,
        kinds,
        formula,
        parameters,
        optional,
        entries,
        lists,
        bands,
        entered,
        reference,
        written(formula),
        fields.place,
    )


def _formula(fields: Fields, key: str, text: str, vocabulary: Vocabulary) -> Node | None:
    try:
        return parse(text, vocabulary)
    except FormulaError as error:
        fields.problems.append(error.problem(fields.place_of(key)))
        return None


@dataclass(frozen=True, slots=True)
class Bound:
    """A method bound to an indicator: `points` over 指标值, what a person enters and what the peers give.

    `measure` is the dimension of 指标值, `entered` the names that a person fills in with their dimensions, `peers` the names that the pass over the peers gives.
    """

    points: Node
    measure: Dimension
    entered: dict[Local, Dimension]
    peers: frozenset[str] = frozenset()


def measured(method: Method) -> bool:
    """Whether the points depend on a measure."""
    return any(isinstance(node, Local) and node.name == MEASURE for node in walk(method.formula))


def bind(
    method: Method,
    weight: Exact,
    measure: Dimension,
    given: Table[str, Node],
    lists: Lists,
    own: Table[str, Dimension] | None = None,
) -> Bound:
    """The method's formula with the weight, the parameters and the lists put in, its dimensions checked.

    `own` is the dimension of each name that a member of a list leaves open, by the name with its number.
    Raises FormulaError: FX02 a parameter that nobody gives, FX10–FX12, FX17.
    """
    values = {**method.optional, **given}
    missing = [name for name in method.parameters if name not in values]
    if missing:
        raise FormulaError(errors.NAME, 0, missing[0], near="")
    unfolded = unfold(method.formula, lists)
    left = {MEASURE: measure, POINTS: POINTS_DIMENSION, SHARE: dimensions.PURE, **_entered(method, measure), **(own or {})}
    found = dimensions.check(unfolded, {**left, WEIGHT: POINTS_DIMENSION, **_parameters(method, measure, values)})
    if found not in (POINTS_DIMENSION, dimensions.ANY):
        raise FormulaError(errors.DIMENSION, 0, dimensions.written(found), wanted="points")
    values[WEIGHT] = Number(weight, WEIGHT, "points")
    points = substitute(unfolded, values)
    locals_ = {node for node in walk(points) if isinstance(node, Local)}
    entered = {node: dimensions.check(node, left) for node in locals_ if node.index or node.name in method.by_hand}
    return Bound(points, measure, entered, frozenset(node.name for node in locals_) & frozenset(PEERS))


def _entered(method: Method, measure: Dimension) -> dict[str, Dimension]:
    """The dimensions of what a person or the pass over the peers puts in."""
    found = dict.fromkeys((RANK, COUNT), dimensions.PURE) | dict.fromkeys((MEAN, MEDIAN, BEST), measure)
    for fields in (method.entries, *method.lists.values()):
        found.update({name: measure if kind == OF_MEASURE else dimensions.of(kind) for name, kind in fields.items() if kind != OWN})
    return found


def _parameters(method: Method, measure: Dimension, values: Table[str, Node]) -> dict[str, Dimension]:
    """The dimension of each parameter, which is what the method says it is; a bare 0 fits every one."""
    dimensions_ = {}
    for name, kind in method.parameters.items():
        wanted = measure if kind == OF_MEASURE else dimensions.of(kind)
        found = dimensions.check(values[name], {WEIGHT: POINTS_DIMENSION})
        if dimensions.ANY not in (found, wanted) and found != wanted:
            raise FormulaError(errors.DIMENSION, 0, f"{name}: {dimensions.written(found)}", wanted=dimensions.written(wanted))
        dimensions_[name] = wanted
    return dimensions_


def list_members(method: Method, answers: Table[str, list[dict[str, Node]]]) -> dict[str, list[dict[str, Node]]]:
    """The members of each list: what the scheme fixes is put in, what a person answers becomes a name with its number."""
    members = {}
    for name, fields_ in method.lists.items():
        members[name] = [
            {key: fixed.get(key, Local(key, index)) for key in fields_}
            for index, fixed in enumerate(answers.get(name, []), start=1)
        ]
    return members


def literal(value: Exact, written: str, dimension: str = "") -> Number:
    """A number of an indicator as a node."""
    return Number(value, written, "" if dimension == "ratio" else dimension)
