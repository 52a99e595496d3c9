"""What a contradiction may come from: each mechanism of ERRORS is a change of one figure; it is named where it is the only one of its kind that closes all identities of the figure."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing import tolerance
from hengji.core import exact
from hengji.core.factset import FactSet
from hengji.core.finding import Verdict
from hengji.core.quantity import Quantity
from hengji.expr.facts import Facts
from hengji.expr.scalar import evaluate
from hengji.expr.tree import Binary, OverAxis, Ref, refs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.expr.scalar import Given, Value
    from hengji.expr.tree import Local
    from hengji.rulebook.book import Book
    from hengji.rulebook.identity import Identity


ALWAYS = frozenset({"last_year_total", "copied"})
"""The mechanisms that say something where one side need only be less: a smaller figure always closes those."""
_BESIDE = "part_outside"
"""The mechanism that changes no number: what fails is mended, and the figure must stand well everywhere else."""
Edit = tuple[Ref, Decimal, str]
"""A figure, what it is changed to as it would be printed, and the name that the words tell."""


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
    """The words of each mechanism that the identity names, where it gives a single edit that closes this and every other identity of the figure."""
    for hint in identity.hints:
        if identity.formula.operator != "＝" and hint not in ALWAYS:
            continue
        found: dict[tuple[Ref, Decimal], str] = {}
        for ref, number, label in _MECHANISMS[hint](identity, facts, book):
            fits = _closes_all if hint != _BESIDE else _closes_others
            if (ref, number) not in found and fits(identity, facts, ref, number, book):
                found[ref, number] = label
        if len(found) == 1:
            yield book.caption(f"hint.{hint}", label=next(iter(found.values())))


def _closes_all(identity: Identity, facts: Facts, ref: Ref, number: Decimal, book: Book) -> bool:
    """Whether every identity in which a figure stands holds with another number in its place."""
    amount = _amount(ref, facts)
    if amount is None or number == amount.number:
        return False
    value = exact.multiply(exact.of(number), amount.unit.factor)
    return _closes(identity, facts, ref, value) and _closes_others(identity, facts, ref, number, book)


def _closes_others(identity: Identity, facts: Facts, ref: Ref, number: Decimal, book: Book) -> bool:
    """Whether every other identity in which a figure stands holds with a number in its place."""
    amount = _amount(ref, facts)
    if amount is None:
        return False
    given = _changed(facts, ref, replace(amount, number=number, decimals=max(amount.decimals, _decimals(number))))
    others = (each for each in book.identities.values() if each.code != identity.code and ref in refs(each.formula))
    return not any(_fails(each, given) for each in others)


def _decimals(number: Decimal) -> int:
    return len(f"{number:f}".partition(".")[2])


def _changed(facts: Facts, ref: Ref, amount: Quantity) -> Facts:
    """The facts with one of them changed."""
    old = facts.statement(ref)
    every = (replace(fact, value=amount) if fact is old else fact for fact in facts.facts)
    return Facts(FactSet(every), facts.year, facts.parents)


def _fails(identity: Identity, facts: Facts) -> bool:
    """Whether an identity applies and its figures contradict each other."""
    if identity.applies is not None and evaluate(identity.applies, facts) is not True:
        return False
    compared = tolerance.judge(identity, facts, facts)
    return compared is not None and compared.verdict is Verdict.IMPOSSIBLE


def _solved(identity: Identity, facts: Facts, ref: Ref) -> Decimal | None:
    """The number that a figure must be for the sides to be equal, with its own decimals; None where it is not one number."""
    amount = _amount(ref, facts)
    at = [_apart(identity.formula, _Instead(facts, ref, value)) for value in (exact.ZERO, exact.ONE)]
    if amount is None or at[0] is None or at[1] is None:
        return None
    slope = exact.subtract(at[1], at[0])
    if not slope[0]:
        return None
    found = exact.divide(exact.divide(exact.negative(at[0]), slope), amount.unit.factor)
    return Decimal(exact.text(found, amount.decimals))


def _apart(formula: Binary, given: Given) -> Exact | None:
    """By how much the sides differ, multiplied by what they are divided by; None where a part is unknown."""
    sides = []
    for side in (formula.left, formula.right):
        parts = (side.left, side.right) if isinstance(side, Binary) and side.operator == "÷" else (side, None)
        above, below = evaluate(parts[0], given), evaluate(parts[1], given) if parts[1] is not None else exact.ONE
        if not (isinstance(above, tuple) and isinstance(below, tuple)):
            return None
        sides.append((above, below))
    (left, under_left), (right, under_right) = sides
    return exact.subtract(exact.multiply(left, under_right), exact.multiply(right, under_left))


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


def _by_edit(edits: Callable[[str], Iterable[str]]) -> Callable[[Identity, Facts, Book], Iterator[Edit]]:
    """A mechanism that rewrites the printed digits of one figure."""

    def mechanism(identity: Identity, facts: Facts, book: Book) -> Iterator[Edit]:
        for ref, amount in _amounts(identity, facts):
            for digits in edits(f"{amount.number:f}"):
                yield ref, Decimal(digits), book.concepts[ref.concept].label

    return mechanism


def _by_number(numbers: Callable[[Decimal], Iterable[Decimal]]) -> Callable[[Identity, Facts, Book], Iterator[Edit]]:
    """A mechanism that puts another number in the place of one figure."""

    def mechanism(identity: Identity, facts: Facts, book: Book) -> Iterator[Edit]:
        for ref, amount in _amounts(identity, facts):
            yield from ((ref, number, book.concepts[ref.concept].label) for number in numbers(amount.number))

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


def _scaled(*powers: int) -> Callable[[Decimal], Iterator[Decimal]]:
    """Times and divided by powers of ten."""

    def numbers(number: Decimal) -> Iterator[Decimal]:
        for power in powers:
            yield number.scaleb(power)
            yield number.scaleb(-power)

    return numbers


def _wrong_base(identity: Identity, facts: Facts, book: Book) -> Iterator[Edit]:
    """The stated rate equals B/A: divided by this year instead of last."""
    for stated, computed in ((identity.formula.left, identity.formula.right), (identity.formula.right, identity.formula.left)):
        if isinstance(stated, Ref) and isinstance(computed, Binary) and computed.operator == "÷":
            change, base = evaluate(computed.left, facts), evaluate(computed.right, facts)
            amount, number = _amount(stated, facts), _solved(identity, facts, stated)
            if not isinstance(change, tuple) or not isinstance(base, tuple) or amount is None or number is None:
                continue
            other = exact.add(change, base)
            rate = exact.divide(exact.divide(change, other), amount.unit.factor) if other[0] else None
            if rate is not None and exact.compare(exact.round_half_away(rate, amount.decimals), exact.of(amount.number)) == 0:
                yield stated, number, book.concepts[stated.concept].label


def _last_year(identity: Identity, facts: Facts, book: Book) -> Iterator[Edit]:
    """A figure equals the figure of the year before of a concept that the formula names, or closes a rate when taken from its total."""
    found = list(_amounts(identity, facts))
    for ref, amount in found:
        label, number = book.concepts[ref.concept].label, _solved(identity, facts, ref)
        for other in refs(identity.formula):
            before = facts.facts.find((other.concept, facts.year + other.years - 1, other.stage, other.members))
            same = before is not None and before is not facts.statement(ref) and _equal(before, amount)
            if same and number is not None:
                yield ref, number, label
        for _, total in found if identity.tolerance == "rate" else ():
            if total.unit == amount.unit and total is not amount:
                yield ref, total.number - amount.number, label


def _copied(identity: Identity, facts: Facts, book: Book) -> Iterator[Edit]:
    """A figure equals the figure under another label exactly."""
    named = {ref.concept for ref in refs(identity.formula)}
    for ref, amount in _amounts(identity, facts):
        number = _solved(identity, facts, ref)
        for fact in facts.facts if number is not None else ():
            if number is not None and fact.concept not in named and fact.context.year == facts.year and _equal(fact, amount):
                yield ref, number, book.concepts[fact.concept].label


def _equal(fact: Fact, amount: Quantity) -> bool:
    other = fact.value
    return isinstance(other, Quantity) and other.unit.dimension == amount.unit.dimension and other.compare(amount) == 0


def _outside(identity: Identity, facts: Facts, book: Book) -> Iterator[Edit]:
    """The difference is one of the addends: the sum closes with it outside, and no number changes."""
    left, right = evaluate(identity.formula.left, facts), evaluate(identity.formula.right, facts)
    if isinstance(left, tuple) and isinstance(right, tuple):
        gap = exact.subtract(left, right)
        size = (abs(gap[0]), gap[1])
        for ref, amount in _amounts(identity, facts):
            if exact.compare(amount.value, size) == 0:
                yield ref, amount.number, book.concepts[ref.concept].label


_MECHANISMS: dict[str, Callable[[Identity, Facts, Book], Iterator[Edit]]] = {
    "digits_swapped": _by_edit(_swapped),
    "digit_lost": _by_edit(_one_more_or_less),
    "factor": _by_number(_scaled(1, 2)),
    "unit_slip": _by_number(_scaled(3, 4)),
    "sign": _by_number(lambda number: [-number]),
    "wrong_base": _wrong_base,
    "last_year_total": _last_year,
    "copied": _copied,
    "part_outside": _outside,
}
