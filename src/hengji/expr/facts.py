"""Facts of one budget unit as the names of formulas: their values, and their figures for the words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from hengji.core.once import once
from hengji.core.quantity import Quantity
from hengji.core.trace import Used
from hengji.core.unknown import Unknown, Why
from hengji.expr.functions import DEFAULT
from hengji.expr.scalar import evaluate
from hengji.expr.tree import Call, Local, Node, Number, OverAxis, Ref, children
from hengji.expr.words import Figures, figures, name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.core.factset import FactSet
    from hengji.expr.scalar import Given, Value
    from hengji.expr.spoken import Phrase

NOTHING = "—"


class Facts:
    """The facts of `year` and the years before it; `parents` maps a member's code to the code above it, by axis.

    `phrase` says the functions of a formula in words; without it they stand as they are written.
    """

    def __init__(self, facts: FactSet, year: int, parents: Mapping[str, Mapping[str, str]], phrase: Phrase | None = None) -> None:
        self.facts, self.year, self.parents, self.phrase = facts, year, parents, phrase
        self.known: dict[int, tuple[Ref, Fact | None, Value]] = {}

    def statement(self, ref: Ref) -> Fact | None:
        """The fact that a name stands for."""
        return (self.known.get(id(ref)) or self.look_up(ref))[1]

    def fact(self, ref: Ref) -> Value:
        """Its value in base units, or Unknown with its name."""
        return (self.known.get(id(ref)) or self.look_up(ref))[2]

    def look_up(self, ref: Ref) -> tuple[Ref, Fact | None, Value]:
        """A name looked up once for each place in a formula; it is kept with the rest, so that no other takes its place in memory."""
        fact = self.facts.find((ref.concept, self.year + ref.years, ref.stage, ref.members))
        found = self.known[id(ref)] = (ref, fact, _value(ref, fact))
        return found

    def members(self, over: OverAxis) -> tuple[Fact, ...]:
        """The listed members of an axis that no other listed member contains."""
        found = self.facts.members(over.ref.concept, self.year + over.ref.years, over.ref.stage, over.axis)
        codes = {fact.context.members[0][1] for fact in found}
        return tuple(fact for fact in found if not self._above(over.axis, fact.context.members[0][1]) & codes)

    def _above(self, axis: str, code: str) -> set[str]:
        above, parents = set(), self.parents.get(axis, {})
        while code := parents.get(code, ""):
            above.add(code)
        return above

    def listed(self, over: OverAxis) -> Sequence[Exact]:
        """The values of the listed members."""
        return [fact.value.value for fact in self.members(over) if isinstance(fact.value, Quantity)]

    def local(self, local: Local) -> Value:
        """A method's own name is no fact."""
        return Unknown(Why.NOT_ENTERED, (local.name,))

    def figure(self, leaf: Ref | Local | OverAxis | Number) -> str:
        """A name with its figure as it was printed; 「未列，按0计」 is said where the formula says so."""
        if isinstance(leaf, Ref):
            fact = (self.known.get(id(leaf)) or self.look_up(leaf))[1]
            amount = fact.value if fact is not None else None
            return f"{name(leaf)} {amount.printed if isinstance(amount, Quantity) else _printed(fact)}"
        if isinstance(leaf, OverAxis):
            parts = [_printed(fact) for fact in self.members(leaf)]
            return f"{name(leaf)} {' ＋ '.join(parts) or NOTHING}"
        return name(leaf)

    def words(self, node: Node) -> str:
        """A formula with the figures put in."""
        return figures(
            node, Figures(self.figure, self.absent, lambda condition: decided(condition, self), because=False, phrase=self.phrase)
        )

    def absent(self, term: Node) -> str | None:
        """A term that is not listed and so counts as 0; None where it is listed."""
        return f"{name(term)} 未列按 0 计" if isinstance(term, Ref) and self.statement(term) is None else None

    def used(self, node: Node) -> tuple[Used, ...]:
        """What a formula names, with the facts that it stood for."""
        plain, named = _plain(node)
        if plain:
            known, look_up = self.known, self.look_up
            stated = [(said, (known.get(id(ref)) or look_up(ref))[1], optional) for said, ref, optional in plain]
            return tuple([Used(said, fact, optional and fact is None) for said, fact, optional in stated])
        found = [
            Used(said, fact, optional and fact is None)
            for said, leaf, optional in named
            for fact in ((self.statement(leaf),) if isinstance(leaf, Ref) else self.members(leaf))
        ]
        return tuple(dict.fromkeys(found))


def _value(ref: Ref, fact: Fact | None) -> Value:
    """The value of a fact in base units."""
    stated = None if fact is None else fact.value
    if stated.__class__ is Quantity:
        return stated.value
    if isinstance(stated, date):
        return stated.toordinal(), 1
    return stated if isinstance(stated, bool) else _missing(ref)


@once
def _missing(ref: Ref) -> Unknown:
    """What is unknown where nobody states a fact: the same in every report."""
    return Unknown(Why.MISSING, (name(ref),))


@once
def _plain(node: Node) -> tuple[tuple[tuple[str, Ref, bool], ...], tuple[tuple[str, Ref | OverAxis, bool], ...]]:
    """What a formula names, where that is facts only and no name twice; and what it names in any case."""
    named = _named(node)
    plain = tuple((said, leaf, optional) for said, leaf, optional in named if isinstance(leaf, Ref))
    return (plain if len({said for said, _, _ in plain}) == len(named) else ()), named


@once
def _named(node: Node) -> tuple[tuple[str, Ref | OverAxis, bool], ...]:
    """What a formula names, left to right, each once, and whether it may stay unlisted."""
    if isinstance(node, (Ref, OverAxis)):
        return ((name(node), node, False),)
    optional = isinstance(node, Call) and node.function == DEFAULT
    found = {(said, may or (optional and leaf is child)): leaf for child in children(node) for said, leaf, may in _named(child)}
    return tuple((said, leaf, may) for (said, may), leaf in found.items())


def decided(condition: Node, given: Given) -> bool | None:
    """Whether a condition holds; None where it is not known."""
    value = evaluate(condition, given)
    return value if isinstance(value, bool) else None


def _printed(fact: Fact | None) -> str:
    if fact is None:
        return NOTHING
    if isinstance(fact.value, Quantity):
        return fact.value.printed
    return ("是" if fact.value else "否") if isinstance(fact.value, bool) else str(fact.value)
