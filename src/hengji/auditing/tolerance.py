"""How far printed digits let a comparison miss: consistent, explained, or impossible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.finding import Verdict
from hengji.core.quantity import ROUNDED, Quantity
from hengji.expr import intervals
from hengji.expr.scalar import evaluate
from hengji.expr.tree import Binary, Local, Node, OverAxis, Ref, refs, walk

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.expr.facts import Facts
    from hengji.expr.scalar import Given
    from hengji.rulebook.identity import Identity

SUM, RATE, EXACT = "sum", "rate", "exact"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides as computed, and what their printed digits allow."""

    verdict: Verdict
    left: Exact
    right: Exact
    allowed: Exact


def judge(identity: Identity, facts: Facts, given: Given) -> Comparison | None:
    """The verdict on an identity whose parts are known; None where a part is not."""
    formula = identity.formula
    left, right = evaluate(formula.left, given), evaluate(formula.right, given)
    if not (isinstance(left, tuple) and isinstance(right, tuple)):
        return None
    allowed = _allowed(identity, facts)
    if evaluate(formula, given) is True or (identity.tolerance == RATE and _at_printed_digit(formula, facts, left, right)):
        return Comparison(Verdict.CONSISTENT, left, right, allowed)
    near = identity.tolerance != EXACT and _may_hold(identity, facts)
    return Comparison(Verdict.EXPLAINED if near else Verdict.IMPOSSIBLE, left, right, allowed)


def _at_printed_digit(formula: Binary, facts: Facts, left: Exact, right: Exact) -> bool:
    """A stated figure equals the computed one at the stated figure's own printed digit."""
    for side, stated, computed in ((formula.left, left, right), (formula.right, right, left)):
        printed = amount(side, facts)
        if printed is not None and formula.operator == "＝":
            shown = exact.round_half_away(exact.divide(computed, printed.unit.factor), printed.decimals)
            return exact.compare(shown, exact.divide(stated, printed.unit.factor)) == 0
    return False


def amount(node: Node, facts: Facts) -> Quantity | None:
    """The printed amount of a side that is one stated figure."""
    fact = facts.statement(node) if isinstance(node, Ref) else None
    return fact.value if fact is not None and isinstance(fact.value, Quantity) else None


def _may_hold(identity: Identity, facts: Facts) -> bool:
    """Whether some values that print as these would satisfy the comparison."""
    half = _half_digits(identity, facts)

    def leaf(name: Ref | Local | OverAxis) -> intervals.Interval:
        low, high = exact.ZERO, exact.ZERO
        for amount in _amounts(name, facts):
            move = half[amount]
            low = exact.add(low, exact.subtract(amount.value, move))
            high = exact.add(high, exact.add(amount.value, move))
        return low, high

    return intervals.of(identity.formula, leaf) != intervals.NO


def _amounts(name: Ref | Local | OverAxis, facts: Facts) -> list[Quantity]:
    if isinstance(name, OverAxis):
        return [fact.value for fact in facts.members(name) if isinstance(fact.value, Quantity)]
    found = amount(name, facts) if isinstance(name, Ref) else None
    return [found] if found is not None else []


def _half_digits(identity: Identity, facts: Facts) -> dict[Quantity, Exact]:
    """Half a printed digit of each operand; in a sum, operands printed in one unit share the finest digit among them."""
    amounts = [amount for node in walk(identity.formula) if isinstance(node, (Ref, OverAxis)) for amount in _amounts(node, facts)]
    if identity.tolerance != SUM:
        return {amount: _half(amount) for amount in amounts}
    finest: dict[str, Exact] = {}
    for amount in amounts:
        half, known = _half(amount), finest.get(amount.unit.id)
        finest[amount.unit.id] = half if known is None or exact.compare(half, known) < 0 else known
    return {amount: finest[amount.unit.id] for amount in amounts}


def _half(amount: Quantity) -> Exact:
    return amount.half_digit if amount.unit.dimension in ROUNDED else exact.ZERO


def _allowed(identity: Identity, facts: Facts) -> Exact:
    """By how much a sum may miss through rounding alone: half a digit for each printed figure."""
    if identity.tolerance == EXACT:
        return exact.ZERO
    half, total = _half_digits(identity, facts), exact.ZERO
    for ref in refs(identity.formula):
        for amount in _amounts(ref, facts):
            total = exact.add(total, half[amount])
    return total
