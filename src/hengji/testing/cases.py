"""The tests of the law book: cases with facts in and results out, run against identities, methods and schemes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.auditing import identities
from hengji.core import exact
from hengji.core.case import Case
from hengji.core.factset import FactSet
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.core.quantity import Quantity
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown, Why
from hengji.expr import dimensions
from hengji.expr.errors import FormulaError
from hengji.expr.parse import parse
from hengji.expr.scalar import Value, evaluate
from hengji.expr.tree import Local, Node, Number, OverAxis, Ref, Truth
from hengji.expr.unfold import Lists
from hengji.reading.entries import Entries
from hengji.rulebook import amounts, yaml
from hengji.rulebook import method as methods
from hengji.rulebook.fields import Fields, blocks
from hengji.rulebook.load import home
from hengji.rulebook.scheme import read_bands, read_tiers
from hengji.rulebook.yaml import Scalar
from hengji.scoring.desk import desk, facts_of
from hengji.scoring.own import of_scheme
from hengji.scoring.row import score_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.expr.dimensions import Dimension
    from hengji.rulebook.book import Book
    from hengji.rulebook.identity import Identity
    from hengji.rulebook.method import Bound, Method
    from hengji.rulebook.scheme import Indicator

DIFFERS, BAD_CASE = "RB31", "RB32"
YEAR = 2020
KINDS = ("identities", "methods", "schemes")
NO_MEASURE = "null"


@dataclass(frozen=True, slots=True)
class RuleCase:
    """One case: what rule it speaks of, what is given, what must come out."""

    name: str
    kind: str
    rule: str
    place: Place
    facts: FactSet
    expect: tuple[tuple[str, str], ...]
    indicator: str = ""
    weight: exact.Exact | None = None
    given: _Given | None = None


@dataclass(frozen=True, slots=True)
class _Given:
    """What a method's case gives: the measure, the parameters, lists and entries."""

    values: dict[str, Node]
    lists: Lists
    entries: dict[tuple[str, int], Value]
    measure: Value
    dimension: Dimension
    own: dict[str, Dimension] = field(default_factory=dict)


def read(book: Book, folder: Path | None = None) -> tuple[tuple[RuleCase, ...], tuple[Problem, ...]]:
    """Every case of the law book's `cases/`, and all that is wrong with them."""
    root = folder or home()
    cases: list[RuleCase] = []
    problems: list[Problem] = []
    for kind in KINDS:
        for path in sorted((root / "cases" / kind).rglob("*.yaml")):
            name = path.relative_to(root).as_posix()
            text, broken = yaml.decode(path.read_bytes(), name)
            tree, more = yaml.read(text, name)
            problems.extend([*broken, *more])
            found: list[Problem] = []
            cases.extend(case for block in blocks(tree, name, found) if (case := _read_case(block, kind, book)) is not None)
            problems.extend(found)
    return tuple(cases), tuple(book.problem(each) for each in problems)


def _read_case(block: Fields, kind: str, book: Book) -> RuleCase | None:
    rule = block.text({"identities": "rule", "methods": "method", "schemes": "scheme"}[kind])
    name = block.text("name")
    known = {"identities": list(book.identities), "methods": list(book.methods), "schemes": list(book.schemes)}[kind]
    facts = _facts(block, book)
    weight = block.number("weight") if kind == "methods" else None
    given = _given(block, book, rule) if kind == "methods" and rule in known else None
    indicator = block.text("indicator") if kind == "schemes" else ""
    case = RuleCase(name, kind, rule, block.place, facts, _expect(block), indicator, weight, given)
    if rule not in known or (kind == "schemes" and not any(row.id == indicator for row in book.schemes[rule].indicators)):
        block.problem(BAD_CASE, None, f"{rule} {indicator}".strip())
        return None
    return case


def _expect(block: Fields) -> tuple[tuple[str, str], ...]:
    node = block.node("expect", required=True)
    return (("points", node.text),) if isinstance(node, Scalar) else tuple(block.words("expect").items())


def _facts(block: Fields, book: Book) -> FactSet:
    entries = Entries(book, "—", YEAR, "case", "case", block.problems)
    for name, node in block.pairs("facts"):
        place = Place.line(block.file, node.line, node.column)
        ref = entries.reference(name, place)
        if ref is not None and isinstance(node, Scalar):
            entries.fact(ref, node.text, place)
    return FactSet(entries.facts)


def _given(block: Fields, book: Book, rule: str) -> _Given:
    """The `given` of a method's case."""
    given = block.block("given") or Fields(yaml.Mapping({}, {}, 1, 1), block.file, block.problems)
    method = book.methods[rule]
    tiers, bands = read_tiers(given, book.world), read_bands(given, book.world)
    fixed, entries = _items(given, method)
    nodes = {}
    for name, node in given.pairs():
        if isinstance(node, Scalar) and name != "档次":
            nodes[name] = _literal(node, given, book)
    for name in [name for name in nodes if name in method.entries or name in methods.PEERS]:
        entries[name, 0] = _value(nodes.pop(name))
    measure = nodes.pop(methods.MEASURE, None)
    points = nodes.pop(methods.POINTS, None)
    if isinstance(points, Number):
        entries[methods.POINTS, 0] = points.value
    share = next((tier.share for tier in tiers if tier.label == given.text("档次", "")), None)
    if share is not None:
        entries[methods.SHARE, 0] = share
    values = {name: _unknown(name, method, _dimension(measure)) if node is None else node for name, node in nodes.items()}
    carried = _members(given, method, book)
    for index, member in enumerate(carried, start=1):
        for name in [name for name, node in member.items() if isinstance(node, Truth) or node is None]:
            entries[name, index] = _value(member.pop(name))
    for index, member in enumerate(carried):
        for each in fixed.values():
            each[index].update({name: node for name, node in member.items() if node is not None})
    lists = Lists(bands, methods.list_members(method, fixed))
    mine = [name for names in method.lists.values() for name, kind in names.items() if kind == methods.OWN]
    own = {f"{name}{index}": _own(member, mine) for index, member in enumerate(carried, start=1) for name in mine}
    return _Given(values, lists, entries, _value(measure), _dimension(measure), own)


def _members(given: Fields, method: Method, book: Book) -> list[dict[str, Node | None]]:
    """The members of a list, by the names that the list declares; 未知 leaves a name open."""
    names = {name for each in method.lists.values() for name in each}
    found: list[dict[str, Node | None]] = []
    for node in given.sequence("items"):
        entries = node.entries.items() if isinstance(node, yaml.Mapping) else ()
        found.append({name: _literal(value, given, book) for name, value in entries if name in names and isinstance(value, Scalar)})
    return found


def _own(member: dict[str, Node | None], names: list[str]) -> Dimension:
    """The dimension of a member's own kind, from what the case gives of it."""
    kinds = [dimensions.check(node, {}) for name in names if (node := member.get(name)) is not None]
    return next((kind for kind in kinds if kind != dimensions.ANY), dimensions.PURE)


def _items(given: Fields, method: Method) -> tuple[dict[str, list[dict[str, Node]]], dict[tuple[str, int], Value]]:
    """The members of a checklist, with the points that the case gives and the answers."""
    fixed: dict[str, list[dict[str, Node]]] = {name: [] for name in method.lists}
    entries: dict[tuple[str, int], Value] = {}
    for index, node in enumerate(given.sequence("items"), start=1):
        block = None if isinstance(node, Scalar) else Fields(node, given.file, given.problems)
        answer = node.text if isinstance(node, Scalar) else block.text("answer", "") if block else ""
        points = block.number("points", required=False) if block else None
        for name, kinds in method.lists.items():
            worth = {key: Number(points, "", "points") for key, kind in kinds.items() if kind == "points" and points is not None}
            fixed[name].append(dict(worth))
            for key, kind in kinds.items():
                if kind == "truth" and answer in ("真", "假"):
                    entries[key, index] = answer == "真"
    return fixed, entries


def _literal(node: Scalar, given: Fields, book: Book) -> Node | None:
    if node.text == "未知":
        return None
    try:
        return parse(node.text, book.vocabulary)
    except FormulaError as error:
        given.problems.append(error.problem(Place.line(given.file, node.line, node.column)))
        return None


def _unknown(name: str, method: Method, measure: Dimension) -> Ref:
    """A parameter that the case leaves unknown: a fact that nobody stated."""
    kind = method.parameters.get(name, "")
    if kind == methods.OF_MEASURE:
        kind = measure[0][0] if measure and measure != dimensions.ANY else ""
    return Ref("", name, kind)


def _value(node: Node | None) -> Value:
    if isinstance(node, (Number, Truth)):
        return node.value
    return Unknown(Why.MISSING, (methods.MEASURE,)) if node is None else evaluate(node, _Nothing())


def _dimension(node: Node | None) -> Dimension:
    return dimensions.ANY if node is None else dimensions.check(node, {})


class _Nothing:
    """No facts at all."""

    def fact(self, ref: Ref) -> Value:
        return Unknown(Why.MISSING, (ref.label,))

    def listed(self, over: OverAxis) -> list[exact.Exact]:
        raise TypeError(over)

    def local(self, local: Local) -> Value:
        return Unknown(Why.MISSING, (local.name,))


class _Entered(_Nothing):
    """The measure and the entries of a method's case."""

    def __init__(self, given: _Given) -> None:
        self.given = given

    def local(self, local: Local) -> Value:
        if local.name == methods.MEASURE:
            return self.given.measure
        return self.given.entries.get((local.name, local.index), super().local(local))


def run(case: RuleCase, book: Book) -> str:
    """What comes out of a case, in the words of its `expect`."""
    if case.kind == "identities":
        return of_identity(case, book.identities[case.rule], book)
    if case.kind == "methods":
        return of_method(case, book.methods[case.rule])
    return _of_scheme(case, book)


def wanted(case: RuleCase) -> str:
    """What a case expects, in one line."""
    return " ".join(f"{key}={value}" if key != "points" else value for key, value in case.expect)


def of_identity(case: RuleCase, identity: Identity, book: Book) -> str:
    """The verdict of an identity on a case."""
    facts = facts_of(Case("—", YEAR, "", case.facts, "case"), book)
    result, _ = identities.hold(identity, facts, book)
    return result.verdict.value


def of_method(case: RuleCase, method: Method) -> str:
    """The points of a method's case to two decimals, `unknown`, or the code of what forbids it."""
    if case.given is None or case.weight is None:
        return BAD_CASE
    try:
        bound = _bind(case.given, method, case.weight)
    except FormulaError as error:
        return error.code
    value = evaluate(bound.points, _Entered(case.given))
    return exact.text(value, 2) if isinstance(value, tuple) else "unknown"


def _bind(given: _Given, method: Method, weight: exact.Exact) -> Bound:
    """The method bound to what the case gives; an unknown or bare-zero measure takes the first dimension that fits."""
    if given.dimension != dimensions.ANY:
        return methods.bind(method, weight, given.dimension, given.values, given.lists, given.own)
    fallback = [dimensions.PURE, dimensions.TRUTH, dimensions.of("count")]
    for dimension in [*_of_parameters(given, method), *fallback]:
        try:
            return methods.bind(method, weight, dimension, given.values, given.lists, given.own)
        except FormulaError:
            continue
    return methods.bind(method, weight, dimensions.of("money"), given.values, given.lists, given.own)


def _of_parameters(given: _Given, method: Method) -> Iterator[Dimension]:
    """The dimensions of the parameters that share the measure's."""
    for name, kind in method.parameters.items():
        if kind == methods.OF_MEASURE and name in given.values:
            found = dimensions.check(given.values[name], {})
            if found != dimensions.ANY:
                yield found


def _of_scheme(case: RuleCase, book: Book) -> str:
    scheme = book.schemes[case.rule]
    row = next(row for row in scheme.indicators if row.id == case.indicator)
    line = score_row(of_scheme(row), desk(Case("—", YEAR, case.rule, case.facts, "case"), scheme, book))
    said = {"measure": line.measure_text}
    if line.status is Status.NOT_APPLICABLE and isinstance(line.points, Unknown):
        said["points"] = line.status.value
    else:
        said["points"] = "unknown" if isinstance(line.points, Unknown) else exact.text(line.points, scheme.points_decimals)
    expected = dict(case.expect)
    if "measure" in expected:
        said["measure"] = _printed_measure(line.measure_text, expected["measure"], row, case, book)
    return " ".join(f"{key}={said[key]}" if key != "points" else said[key] for key, _ in case.expect)


def _printed_measure(shown: str, expected: str, row: Indicator, case: RuleCase, book: Book) -> str:
    """The measure at the decimals in which the case prints it."""
    stated = amounts.quantity(expected, book.spellings)
    if not isinstance(stated, Quantity) or row.measure is None:
        return "unknown" if shown == "—" else shown
    value = evaluate(row.measure, facts_of(Case("—", YEAR, "", case.facts, "case"), book))
    if not isinstance(value, tuple):
        return "unknown"
    return f"{exact.text(exact.divide(value, stated.unit.factor), stated.decimals)}{stated.unit.label}"


def check(book: Book, cases: tuple[RuleCase, ...]) -> Iterator[Problem]:
    """Every case whose result is not what it expects."""
    for case in cases:
        found = run(case, book)
        if found != wanted(case):
            yield book.problem(problem(DIFFERS, case.place, found, name=case.name, wanted=wanted(case)))
