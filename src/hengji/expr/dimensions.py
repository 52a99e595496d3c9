"""What kind of amount a formula gives: 万元 ＋ 人 is refused before anything is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.expr import errors
from hengji.expr.errors import FormulaError
from hengji.expr.functions import AND, CLAMP, COMPARISONS, DEFAULT, IF, NOT, OR, ROUND
from hengji.expr.tree import Binary, Call, Local, Node, Number, OverAxis, Ref, Truth, Unary

if TYPE_CHECKING:
    from collections.abc import Mapping

Dimension = tuple[tuple[str, int], ...]
PURE: Dimension = ()
TRUTH: Dimension = (("truth", 1),)
ANY: Dimension = (("any", 1),)
DATE: Dimension = (("date", 1),)
DAYS: Dimension = (("day", 1),)
NOT_COUNTED = frozenset({"text"})


def of(name: str) -> Dimension:
    """The dimension that a unit or a concept names; `ratio` is the pure number."""
    return PURE if name in {"", "ratio"} else ((name, 1),)


def written(dimension: Dimension) -> str:
    """The dimension in print.

    >>> written((("money", 1), ("person", -1)))
    'money÷person'
    """
    if dimension == PURE:
        return "ratio"
    above = "×".join(name for name, power in dimension for _ in range(power))
    below = "".join(f"÷{name}" for name, power in dimension for _ in range(-power))
    return (above or "1") + below


def check(node: Node, local: Mapping[str, Dimension]) -> Dimension:
    """The dimension of a formula; `local` says those of its local names.

    Raises FormulaError FX10 (dimensions that do not go together), FX11 (a truth value where a number must stand, or the other
    way round), FX12 (division by a constant zero).
    """
    match node:
        case Number(value=value, dimension=dimension):
            return ANY if value[0] == 0 and not dimension else of(dimension)
        case Truth():
            return TRUTH
        case Ref(dimension=dimension, label=label, at=at):
            if dimension in NOT_COUNTED:
                raise FormulaError(errors.TYPE, at, label, wanted="number")
            return of(dimension)
        case Local(name=name, index=index, at=at):
            found = local.get(f"{name}{index}", local.get(name)) if index else local.get(name)
            if found is None:
                raise FormulaError(errors.NAME, at, name, near="")
            return found
        case OverAxis(ref=ref):
            return check(ref, local)
        case Unary():
            return _unary(node, local)
        case Binary():
            return _binary(node, local)
        case Call():
            return _call(node, local)
        case _:
            raise FormulaError(errors.LIST, node.at, type(node).__name__)


def _number(node: Node, local: Mapping[str, Dimension]) -> Dimension:
    dimension = check(node, local)
    if dimension == TRUTH:
        raise FormulaError(errors.TYPE, node.at, "truth", wanted="number")
    return dimension


def _truth(node: Node, local: Mapping[str, Dimension]) -> Dimension:
    if check(node, local) != TRUTH:
        raise FormulaError(errors.TYPE, node.at, "number", wanted="truth")
    return TRUTH


def _same(node: Node, parts: list[Dimension]) -> Dimension:
    """The one dimension of parts that are added or compared; a bare 0 goes with every one."""
    known = [part for part in parts if part != ANY]
    if not known:
        return ANY
    for other in known[1:]:
        if other != known[0]:
            raise FormulaError(errors.DIMENSION, node.at, written(other), wanted=written(known[0]))
    return known[0]


def _unary(node: Unary, local: Mapping[str, Dimension]) -> Dimension:
    if node.operator == NOT:
        return _truth(node.operand, local)
    found = _number(node.operand, local)
    if found == DATE:
        raise FormulaError(errors.DIMENSION, node.at, written(found), wanted=written(DAYS))
    return found


def _binary(node: Binary, local: Mapping[str, Dimension]) -> Dimension:
    if node.operator in (AND, OR):
        _truth(node.left, local)
        return _truth(node.right, local)
    left, right = _number(node.left, local), _number(node.right, local)
    if node.operator == "÷" and _is_zero(node.right):
        raise FormulaError(errors.ZERO_DIVISOR, node.at, "÷")
    if DATE in (left, right) and node.operator not in COMPARISONS:
        return _moved(node, left, right)
    if node.operator in "×÷":
        return _product(left, right, 1 if node.operator == "×" else -1)
    same = _same(node, [left, right])
    return TRUTH if node.operator in COMPARISONS else same


def _moved(node: Binary, left: Dimension, right: Dimension) -> Dimension:
    """A day less a day is a number of days; a day and a number of days make another day; nothing else is done with days."""
    if node.operator == "－" and left == right:
        return DAYS
    if left == DATE and right in (DAYS, ANY) and node.operator in "＋－":
        return DATE
    raise FormulaError(errors.DIMENSION, node.at, written(right if left == DATE else left), wanted=written(DAYS))


def _is_zero(node: Node) -> bool:
    return isinstance(node, Number) and exact.compare(node.value, exact.ZERO) == 0


def _product(left: Dimension, right: Dimension, sign: int) -> Dimension:
    if ANY in (left, right):
        return ANY
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _call(node: Call, local: Mapping[str, Dimension]) -> Dimension:
    arguments = node.arguments
    if node.function == IF:
        _truth(arguments[0], local)
        yes, no = chosen = [check(a, local) for a in arguments[1:]]  # once each: twice would double with every 如果 inside
        if (yes == TRUTH) != (no == TRUTH):
            raise FormulaError(errors.TYPE, arguments[1 if yes == TRUTH else 2].at, "truth", wanted="number")
        return _same(node, chosen)
    if node.function == ROUND:
        return _number(arguments[0], local)
    if node.function == DEFAULT:
        return _number(arguments[0], local)
    parts = [_number(a, local) for a in arguments]
    return _same(node, parts) if node.function == CLAMP or len(parts) > 1 else parts[0]
