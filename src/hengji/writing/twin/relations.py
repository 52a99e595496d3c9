"""What a standard processor checks of a twin: identities, changes, rates and points as comparisons of its figures, each as exact as it is true."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.expr.facts import Facts
from hengji.expr.functions import DEFAULT
from hengji.expr.scalar import evaluate
from hengji.expr.tree import Binary, Call, Local, Node, Number, OverAxis, Ref, rebuild, walk
from hengji.writing import totals
from hengji.writing.twin import figures as of
from hengji.writing.twin import said, xpath

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengji.core.evaluation import Evaluation
    from hengji.core.exact import Exact
    from hengji.expr.scalar import Value
    from hengji.rulebook.book import Book
    from hengji.rulebook.identity import Identity
    from hengji.rulebook.scheme import Indicator
    from hengji.writing.twin.figures import Figure, Figures

EQUAL = "＝"
NOTHING = Number(exact.ZERO, "0")
LOST = (
    ("deduction", of.LINE_WEIGHT, of.LINE_POINTS, of.LINE_DEDUCTION),
    ("claimed_deduction", of.LINE_WEIGHT, of.LINE_CLAIMED, of.LINE_CLAIMED_LOST),
)
SLACK: Exact = (1, 10**12)


@dataclass(frozen=True, slots=True)
class Relation:
    """Both sides over figures, and by how much they may miss: nothing, half a printed digit of a rate, or what the report itself explains.

    `kind` says where it comes from: an identity of the law book, a change, a line of the score, the total.
    """

    code: str
    kind: str
    title: str
    says: str
    left: Node
    operator: str
    right: Node
    allowed: Exact

    @property
    def figures(self) -> tuple[str, ...]:
        """The keys of the figures, each once."""
        found = [node.name for side in (self.left, self.right) for node in walk(side) if isinstance(node, Local)]
        return tuple(dict.fromkeys(found))

    @property
    def test(self) -> str:
        """The comparison as XPath over variables named by the keys."""
        left, right = xpath.say(self.left), xpath.say(self.right)
        if self.operator != EQUAL:
            return f"{left} {xpath.COMPARED[self.operator]} {right}"
        if self.allowed[0] == 0:
            return f"{left} eq {right}"
        return f"abs({left} - {right}) le {xpath.number(exact.add(self.allowed, SLACK))}"


def holds(relation: Relation, values: Mapping[str, Exact]) -> bool:
    """Whether a relation holds of the values of its figures; one that cannot be computed does not."""
    given = _Values(values)
    left, right = evaluate(relation.left, given), evaluate(relation.right, given)
    if not (isinstance(left, tuple) and isinstance(right, tuple)):
        return False
    if relation.operator != EQUAL:
        return evaluate(Binary(relation.operator, Number(left, ""), Number(right, "")), given) is True
    gap = exact.subtract(left, right)
    return exact.compare((abs(gap[0]), gap[1]), relation.allowed) <= 0


@dataclass(frozen=True, slots=True)
class _Values:
    values: Mapping[str, Exact]

    def fact(self, ref: Ref) -> Value:
        """A relation names figures, never facts."""
        raise TypeError(ref.label)

    def listed(self, over: OverAxis) -> Sequence[Exact]:
        """Lists have been written out."""
        raise TypeError(over.axis)

    def local(self, name: Local) -> Value:
        """The value of a figure."""
        return self.values[name.name]


class _UnpublishedError(LookupError):
    """A formula names something that the twin does not show."""


def relations(evaluation: Evaluation, book: Book, found: Figures) -> tuple[Relation, ...]:
    """Every relation that holds of the twin as it is printed; one that the report itself breaks is told on the page, not asserted."""
    made = [
        *_identities(evaluation, book, found),
        *_changes(found, book),
        *_lines(evaluation, book, found),
        *_total(evaluation, book, found),
    ]
    values = {key: figure.value for key, figure in found.all.items()}
    return tuple(relation for relation in made if relation.figures and holds(relation, values))


# ---- identities


def _identities(evaluation: Evaluation, book: Book, found: Figures) -> Iterator[Relation]:
    facts = Facts(evaluation.case.facts, evaluation.case.year, book.parents)
    for result in evaluation.results:
        identity = book.identities.get(result.rule)
        if identity is None or result.verdict not in {Verdict.CONSISTENT, Verdict.EXPLAINED}:
            continue
        try:
            left, right = (_bound(side, facts, found) for side in (identity.formula.left, identity.formula.right))
        except _UnpublishedError:
            continue
        allowed = _allowed(left, right, found)
        if allowed is not None:
            says = said.formula(identity.formula, book)
            yield Relation(
                identity.code,
                "identity",
                identity.title,
                says,
                left,
                identity.formula.operator,
                right,
                _first(identity, left, right, found, allowed),
            )


def _first(identity: Identity, left: Node, right: Node, found: Figures, gap: Exact) -> Exact:
    """What a rate may miss: half a digit of the stated figure, or the gap that the report explains."""
    stated = next((found.all[side.name].half for side in (left, right) if isinstance(side, Local)), exact.ZERO)
    return stated if identity.tolerance == "rate" and exact.compare(gap, stated) <= 0 else gap


def _allowed(left: Node, right: Node, found: Figures) -> Exact | None:
    """How far the sides of the report are apart; None where one cannot be computed."""
    given = _Values({key: figure.value for key, figure in found.all.items()})
    a, b = evaluate(left, given), evaluate(right, given)
    if not (isinstance(a, tuple) and isinstance(b, tuple)):
        return None
    gap = exact.subtract(a, b)
    return exact.reduce((abs(gap[0]), gap[1]))


def _bound(node: Node, facts: Facts, found: Figures) -> Node:
    """A formula over the figures that its names stand for; a term that the forms leave out is 0."""
    match node:
        case Ref():
            fact = facts.statement(node)
            figure = found.facts.get(id(fact)) if fact is not None else None
            if figure is None:
                raise _UnpublishedError(node.label)
            return Local(figure.key)
        case OverAxis():
            parts = [found.facts.get(id(fact)) for fact in facts.members(node)]
            return (
                _sum([Local(part.key) if part is not None else _unpublished(node) for part in parts])
                if parts
                else _unpublished(node)
            )
        case Call(function=function, arguments=(Ref() as ref, other)) if function == DEFAULT and facts.statement(ref) is None:
            return other
        case Call(function=function, arguments=(first, _)) if function == DEFAULT:
            return _bound(first, facts, found)
        case Local():
            return _unpublished(node)
        case _:
            return rebuild(node, lambda child: _bound(child, facts, found))


def _unpublished(node: Node) -> Node:
    raise _UnpublishedError(type(node).__name__)


def _sum(parts: Sequence[Node]) -> Node:
    whole = parts[0] if parts else NOTHING
    for part in parts[1:]:
        whole = Binary("＋", whole, part)
    return whole


# ---- changes and scores


def _changes(found: Figures, book: Book) -> Iterator[Relation]:
    for figure, base, change in found.changes:
        label, word = book.concepts[figure.name].label, book.caption(f"twin.stage_{change.context.stage}")
        title = book.caption("twin.change_title", label=label, change=word)
        says = book.caption("twin.change_says", label=label, change=word)
        yield Relation(
            f"B-{change.key}",
            "change",
            title,
            says,
            Binary("－", Local(figure.key), Local(base.key)),
            EQUAL,
            Local(change.key),
            exact.ZERO,
        )


def _lines(evaluation: Evaluation, book: Book, found: Figures) -> Iterator[Relation]:
    facts = Facts(evaluation.case.facts, evaluation.case.year, book.parents)
    scheme = book.schemes.get(evaluation.sheet.scheme)
    rows: dict[str, Indicator] = {row.id: row for row in scheme.indicators} if scheme is not None else {}
    for line in evaluation.sheet.lines:
        named = found.lines[line.id]
        for kind, *names in LOST:
            if set(names) <= named.keys():
                weight, points, lost = (Local(named[name].key) for name in names)
                title, says = book.caption(f"twin.{kind}_title", name=line.path[-1]), book.caption(f"twin.{kind}_says")
                yield Relation(f"K-{lost.name}", "points", title, says, Binary("－", weight, points), EQUAL, lost, exact.ZERO)
        measure = next((named[name] for name in (of.LINE_RATE, of.LINE_AMOUNT, of.LINE_MEASURE) if name in named), None)
        row = rows.get(line.id)
        if measure is not None and row is not None and row.measure is not None:
            try:
                left = _bound(row.measure, facts, found)
            except _UnpublishedError:
                continue
            title = book.caption("twin.measure_title", name=line.path[-1])
            yield Relation(
                f"M-{measure.key}", "measure", title, said.formula(row.measure, book), left, EQUAL, Local(measure.key), measure.half
            )


def _total(evaluation: Evaluation, book: Book, found: Figures) -> Iterator[Relation]:
    """The total over the points of all lines, as the scheme adds them up; the weights; and what the department claimed."""
    sheet, total, full = evaluation.sheet, found.totals.get(of.TOTAL), found.totals[of.FULL_MARKS]
    points = {name: named[of.LINE_POINTS] for name, named in found.lines.items() if of.LINE_POINTS in named}
    added = totals.tree(sheet, book.schemes.get(sheet.scheme)) if total is not None else None
    if total is not None and added is not None and all(leaf.name in points for leaf in walk(added) if isinstance(leaf, Local)):
        plain = totals.plain(added)
        title, says = book.caption("twin.total_title"), book.caption("twin.total_says" if plain else "twin.total_says_more")
        yield Relation("T-points", "total", title, says, _over(added, points), EQUAL, Local(total.key), exact.ZERO)
    for code, lost, less in (("T-claimed", of.CLAIMED_LOST, of.CLAIMED_TOTAL), ("T-lost", of.LOST, of.TOTAL)):
        if lost in found.totals:
            given, left = (Local(found.totals[name].key) for name in (less, lost))
            title, says = book.caption(f"twin.{less}_lost_title"), book.caption(f"twin.{less}_lost_says")
            yield Relation(code, "total", title, says, Binary("－", Local(full.key), given), EQUAL, left, exact.ZERO)
    weights = [named[of.LINE_WEIGHT] for named in found.lines.values() if of.LINE_WEIGHT in named]
    if len(weights) == len(sheet.lines):
        title, says = book.caption("twin.full_title"), book.caption("twin.full_says")
        yield Relation(
            "T-weights", "total", title, says, _sum([Local(each.key) for each in weights]), EQUAL, Local(full.key), exact.ZERO
        )


def _over(node: Node, points: Mapping[str, Figure]) -> Node:
    """A formula over lines as one over their figures."""
    return Local(points[node.name].key) if isinstance(node, Local) else rebuild(node, lambda child: _over(child, points))


# ---- what is covered


def changed(figure: Figure) -> Figure:
    """The figure with its first digit another one: what the checks must see."""
    at = next((place for place, letter in enumerate(figure.text) if letter.isdigit() and letter != "0"), None)
    if at is None:
        at = len(figure.text) - 1 if figure.text[-1].isdigit() else 0
    digit = str((int(figure.text[at]) % 9) + 1)
    text = figure.text[:at] + digit + figure.text[at + 1 :]
    magnitude = exact.of(text.replace(",", ""))
    shift = (10**figure.scale, 1) if figure.scale >= 0 else (1, 10**-figure.scale)
    value = exact.multiply(magnitude, shift)
    return replace(figure, text=text, value=exact.negative(value) if figure.negative else value)


def covered(found: Figures, known: Sequence[Relation]) -> frozenset[str]:
    """The figures whose first digit cannot change without a relation that no longer holds."""
    values = {key: figure.value for key, figure in found.all.items()}
    by: dict[str, list[Relation]] = {}
    for relation in known:
        for key in relation.figures:
            by.setdefault(key, []).append(relation)
    caught = set()
    for key, takes in by.items():
        other = {**values, key: changed(found.all[key]).value}
        if any(not holds(relation, other) for relation in takes):
            caught.add(key)
    return frozenset(caught)
