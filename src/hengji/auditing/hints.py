"""What a contradiction may come from: each mechanism of ERRORS is a change of one figure that makes the relation hold."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.expr.scalar import evaluate
from hengji.expr.tree import Binary, OverAxis, Ref, refs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.expr.facts import Facts
    from hengji.expr.scalar import Value
    from hengji.expr.tree import Local
    from hengji.rulebook.book import Book
    from hengji.rulebook.identity import Identity


ALWAYS = frozenset({"last_year_total", "copied"})
"""The mechanisms that say something where one side need only be less: a smaller figure always closes those."""


class _Instead:
    """The facts with one figure replaced."""

    def __init__(self, facts: Facts, ref: Ref, value: Exact) -> None:
        self.facts, self.ref, self.value = facts, ref, value

    def fact(self, ref: Ref) -> Value:
        return self.value if ref == self.ref else self.facts.fact(ref)

    def listed(self, over: OverAxis) -> Sequence[Exact]:
        return self.facts.listed(over)

    def local(self, local: Local) -> Value:
        return self.facts.local(local)


def likely(identity: Identity, facts: Facts, book: Book) -> Iterator[str]:
    """The words of each mechanism that the identity names and the figures fit."""
    for hint in identity.hints:
        if identity.formula.operator != "＝" and hint not in ALWAYS:
            continue
        label = _MECHANISMS[hint](identity, facts, book)
        if label is not None:
            yield book.caption(f"hint.{hint}", label=label)


def _closes(identity: Identity, facts: Facts, ref: Ref, value: Exact) -> bool:
    """Whether the relation holds with another figure in one place, at the printed digits."""
    given = _Instead(facts, ref, value)
    formula = identity.formula
    if evaluate(formula, given) is True:
        return True
    sides = evaluate(formula.left, given), evaluate(formula.right, given)
    left, right = sides
    if identity.tolerance != "rate" or not (isinstance(left, tuple) and isinstance(right, tuple)) or formula.operator != "＝":
        return False
    stated = formula.left if isinstance(formula.left, Ref) else formula.right
    amount = _amount(stated, facts) if isinstance(stated, Ref) else None
    if amount is None:
        return False
    places = [exact.round_half_away(exact.divide(side, amount.unit.factor), amount.decimals) for side in (left, right)]
    return exact.compare(*places) == 0


def _amount(ref: Ref, facts: Facts) -> Quantity | None:
    fact = facts.statement(ref)
    return fact.value if fact is not None and isinstance(fact.value, Quantity) else None


def _amounts(identity: Identity, facts: Facts) -> Iterator[tuple[Ref, Quantity]]:
    for ref in refs(identity.formula):
        amount = _amount(ref, facts)
        if amount is not None and amount.number:
            yield ref, amount


def _by_edit(edits: Callable[[str], Iterable[str]]) -> Callable[[Identity, Facts, Book], str | None]:
    """A mechanism that rewrites the printed digits of one figure."""

    def mechanism(identity: Identity, facts: Facts, book: Book) -> str | None:
        for ref, amount in _amounts(identity, facts):
            for digits in edits(f"{amount.number:f}"):
                if _closes(identity, facts, ref, exact.multiply(exact.of(Decimal(digits)), amount.unit.factor)):
                    return book.concepts[ref.concept].label
        return None

    return mechanism


def _by_value(values: Callable[[Exact], Iterable[Exact]]) -> Callable[[Identity, Facts, Book], str | None]:
    """A mechanism that puts another value in the place of one figure."""

    def mechanism(identity: Identity, facts: Facts, book: Book) -> str | None:
        for ref, amount in _amounts(identity, facts):
            if any(_closes(identity, facts, ref, value) for value in values(amount.value)):
                return book.concepts[ref.concept].label
        return None

    return mechanism


def _swapped(digits: str) -> Iterator[str]:
    """Two neighbouring digits written the other way round, a point between them or not."""
    places = [at for at, letter in enumerate(digits) if letter.isdigit()]
    for first, second in itertools.pairwise(places):
        if digits[first] != digits[second]:
            letters = list(digits)
            letters[first], letters[second] = letters[second], letters[first]
            yield "".join(letters)


def _one_more_or_less(digits: str) -> Iterator[str]:
    """One digit left out, or one put in."""
    for at, letter in enumerate(digits):
        if letter.isdigit() and len(digits) > 1:
            shorter = digits[:at] + digits[at + 1 :]
            if shorter.lstrip("-")[:1].isdigit():
                yield shorter
    first = 1 if digits.startswith("-") else 0
    for at in range(first, len(digits) + 1):
        yield from (digits[:at] + digit + digits[at:] for digit in "0123456789")


def _scaled(*factors: int) -> Callable[[Exact], Iterator[Exact]]:
    def values(value: Exact) -> Iterator[Exact]:
        for factor in factors:
            yield exact.multiply(value, (factor, 1))
            yield exact.multiply(value, (1, factor))

    return values


def _wrong_base(identity: Identity, facts: Facts, book: Book) -> str | None:
    """The stated rate equals B/A: divided by this year instead of last."""
    for stated, computed in ((identity.formula.left, identity.formula.right), (identity.formula.right, identity.formula.left)):
        if isinstance(stated, Ref) and isinstance(computed, Binary) and computed.operator == "÷":
            change, base = evaluate(computed.left, facts), evaluate(computed.right, facts)
            amount = _amount(stated, facts)
            if isinstance(change, tuple) and isinstance(base, tuple) and amount is not None:
                other = exact.add(change, base)
                rate = exact.divide(change, other) if other[0] else exact.ZERO
                if (
                    other[0]
                    and exact.compare(
                        exact.round_half_away(exact.divide(rate, amount.unit.factor), amount.decimals), exact.of(amount.number)
                    )
                    == 0
                ):
                    return book.concepts[stated.concept].label
    return None


def _last_year(identity: Identity, facts: Facts, book: Book) -> str | None:
    """A figure equals the figure of the year before of a concept that the formula names, or closes a rate when taken from its total."""
    found = list(_amounts(identity, facts))
    for ref, amount in found:
        for other in refs(identity.formula):
            before = facts.facts.find((other.concept, facts.year + other.years - 1, other.stage, other.members))
            if before is not None and before is not facts.statement(ref) and _equal(before, amount):
                return book.concepts[ref.concept].label
        for _, total in found if identity.tolerance == "rate" else ():
            rest = exact.subtract(total.value, amount.value)
            if total.unit.dimension == amount.unit.dimension and total is not amount and _closes(identity, facts, ref, rest):
                return book.concepts[ref.concept].label
    return None


def _copied(identity: Identity, facts: Facts, book: Book) -> str | None:
    """A figure equals the figure under another label exactly."""
    named = {ref.concept for ref in refs(identity.formula)}
    for _, amount in _amounts(identity, facts):
        for fact in facts.facts:
            if fact.concept not in named and fact.context.year == facts.year and _equal(fact, amount):
                return book.concepts[fact.concept].label
    return None


def _equal(fact: Fact, amount: Quantity) -> bool:
    other = fact.value
    return isinstance(other, Quantity) and other.unit.dimension == amount.unit.dimension and other.compare(amount) == 0


def _outside(identity: Identity, facts: Facts, book: Book) -> str | None:
    """The difference is one of the addends: the sum closes with it outside."""
    left, right = evaluate(identity.formula.left, facts), evaluate(identity.formula.right, facts)
    if not (isinstance(left, tuple) and isinstance(right, tuple)):
        return None
    difference = exact.subtract(left, right)
    gap = difference if difference[0] >= 0 else exact.negative(difference)
    for ref, amount in _amounts(identity, facts):
        if exact.compare(amount.value, gap) == 0:
            return book.concepts[ref.concept].label
    return None


_MECHANISMS: dict[str, Callable[[Identity, Facts, Book], str | None]] = {
    "digits_swapped": _by_edit(_swapped),
    "digit_lost": _by_edit(_one_more_or_less),
    "factor": _by_value(_scaled(10, 100)),
    "unit_slip": _by_value(_scaled(1000, 10000)),
    "sign": _by_value(lambda value: [exact.negative(value)]),
    "wrong_base": _wrong_base,
    "last_year_total": _last_year,
    "copied": _copied,
    "part_outside": _outside,
}
