"""An identity of the law book as a formula of a spreadsheet: the same tree, a fourth reading of it.

A side becomes its value, and the least and the most that its printed digits allow, so that a sheet calls impossible what the program
calls impossible. What a spreadsheet cannot say in one cell (sums over an axis, conditions, bands) is not expressed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import ROUNDED
from hengji.expr.functions import ABSOLUTE, AND, COMPARISONS, DEFAULT, IF, MAX, MIN, NOT, OR
from hengji.expr.tree import Binary, Call, Node, Number, Ref, Truth, Unary, refs, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hengji.core.exact import Exact
    from hengji.core.quantity import Unit
    from hengji.rulebook.identity import Identity

LONGEST = 7_000
WHOLE: Exact = (1, 1)
PLACES = 9
SUM, RATE, EXACT_DIGITS = "sum", "rate", "exact"
_SIGNS = {"＝": "=", "≠": "<>", "≤": "<=", "≥": ">=", "＜": "<", "＞": ">"}


class InexpressibleError(ValueError):
    """A spreadsheet cell cannot say this."""


@dataclass(frozen=True, slots=True)
class Operand:
    """Where a fact's number stands, and half of its last printed digit; both in the shown unit of its dimension."""

    value: str
    half: str


@dataclass(frozen=True, slots=True)
class Check:
    """An identity as formulas without their equals sign; each is empty text while a part is missing."""

    missing: str
    applies: str
    left: str
    right: str
    finest: str
    allowed: str
    broken: str


@dataclass(frozen=True, slots=True)
class _Span:
    value: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class _Sheet:
    """How the names of a formula stand in a sheet."""

    operands: Mapping[Ref, Operand]
    shown: Mapping[str, Unit]
    optional: frozenset[Ref]
    half: Callable[[Ref], str]

    def number(self, node: Number) -> str:
        unit = self.shown.get(node.dimension)
        value = node.value if unit is None or node.dimension in {"", "ratio"} else exact.divide(node.value, unit.factor)
        return plain(value)

    def name(self, ref: Ref) -> str:
        cell = self.operands[ref].value
        return f"N({cell})" if ref in self.optional else cell


def plain(value: Exact) -> str:
    """A constant in a spreadsheet formula; one without a short decimal as its division."""
    written = exact.plain(value)
    return written if exact.compare(exact.of(written), value) == 0 else f"({value[0]}/{value[1]})"


def names(identity: Identity) -> tuple[Ref, ...]:
    """The facts that an identity and its condition name."""
    found = refs(identity.formula) + (refs(identity.applies) if identity.applies is not None else ())
    return tuple(dict.fromkeys(found))


def express(identity: Identity, operands: Mapping[Ref, Operand], shown: Mapping[str, Unit], shared: str) -> Check | None:
    """The formulas of an identity over cells, or None where a cell cannot say it or a fact has no cell.

    `shared` is the cell that holds the finest half digit of a sum.
    """
    if any(ref not in operands for ref in names(identity)):
        return None
    optional = frozenset(_optional(identity.formula))
    sheet = _Sheet(operands, shown, optional, _halves(identity, operands, optional, shared))
    try:
        left, right = _span(identity.formula.left, sheet), _span(identity.formula.right, sheet)
        applies = _truth(identity.applies, sheet) if identity.applies is not None else ""
    except InexpressibleError:
        return None
    broken = _broken(identity.formula.operator, left, right)
    if not broken or max(len(broken), len(left.value), len(right.value)) > LONGEST:
        return None
    needed = [f'{operands[ref].value}=""' for ref in names(identity) if ref not in optional]
    missing = f"OR({','.join(needed)})" if needed else "FALSE"
    return Check(missing, applies, left.value, right.value, _finest(identity, operands), _allowed(identity, sheet, shared), broken)


def holds(identity: Identity, check: Check, stated_at: tuple[str, int] | None) -> str:
    """Whether the figures satisfy an identity as they are printed: exactly, or a rate at the stated figure's own printed digit.

    `stated_at` is the side (`left` or `right`) that is one stated figure, and its decimals in the unit of its cell.
    """
    exactly = f"ROUND({check.left}-{check.right},{PLACES}){_SIGNS[identity.formula.operator]}0"
    if stated_at is None or identity.tolerance != RATE or identity.formula.operator != "＝":
        return exactly
    side, decimals = stated_at
    computed, stated_cell = (check.right, check.left) if side == "left" else (check.left, check.right)
    return f"OR({exactly},ROUND(ROUND(ROUND({computed},{PLACES + 2}),{decimals})-{stated_cell},{PLACES})=0)"


def sides(identity: Identity, operands: Mapping[Ref, Operand], shown: Mapping[str, Unit]) -> tuple[str, str] | None:
    """Both sides of an identity over cells that are known, or None where a cell cannot say one."""
    sheet = _Sheet(operands, shown, frozenset(), lambda _: "0")
    try:
        return _span(identity.formula.left, sheet).value, _span(identity.formula.right, sheet).value
    except InexpressibleError:
        return None


def _optional(node: Node) -> list[Ref]:
    """The facts that count as 0 where the forms leave them out."""
    return [
        call.arguments[0]
        for call in walk(node)
        if isinstance(call, Call) and call.function == DEFAULT and isinstance(call.arguments[0], Ref)
    ]


def _figures(identity: Identity) -> list[Ref]:
    """The amounts that an identity names."""
    return [ref for ref in refs(identity.formula) if ref.dimension != "truth"]


def _shares(identity: Identity) -> bool:
    """Whether the figures share the finest printed digit among them: those of a sum, in one unit."""
    dimensions = {ref.dimension for ref in _figures(identity)}
    return identity.tolerance == SUM and len(dimensions) == 1 and dimensions <= ROUNDED


def _halves(identity: Identity, operands: Mapping[Ref, Operand], optional: frozenset[Ref], shared: str) -> Callable[[Ref], str]:
    """Half a printed digit of each operand."""
    if identity.tolerance == EXACT_DIGITS:
        return lambda _: "0"
    if not _shares(identity):
        return lambda ref: f"N({operands[ref].half})" if ref.dimension in ROUNDED else "0"
    return lambda ref: f'IF({operands[ref].value}="",0,{shared})' if ref in optional else shared


def _finest(identity: Identity, operands: Mapping[Ref, Operand]) -> str:
    """The finest half digit of a sum."""
    return f"MIN({','.join(operands[ref].half for ref in _figures(identity))})" if _shares(identity) else ""


def _allowed(identity: Identity, sheet: _Sheet, shared: str) -> str:
    """By how much a sum may miss: half a digit for each figure that is there."""
    if not _shares(identity):
        return ""
    return f"{shared}*COUNT({','.join(sheet.operands[ref].value for ref in _figures(identity))})"


def closes(identity: Identity) -> tuple[Ref, ...]:
    """The shares that an identity makes come to 100 %: where it holds, one of them was made to fit (轧差)."""
    sides = (identity.formula.left, identity.formula.right)
    whole = any(isinstance(side, Number) and exact.compare(side.value, WHOLE) == 0 for side in sides)
    return refs(identity.formula) if whole else ()


def stated(identity: Identity) -> tuple[Ref, ...]:
    """The sides of a rate that are one stated figure."""
    sides = (identity.formula.left, identity.formula.right)
    return tuple(side for side in sides if isinstance(side, Ref)) if identity.tolerance == RATE else ()


def _span(node: Node, sheet: _Sheet) -> _Span:
    """The value of a formula, and the least and most that it can be."""
    match node:
        case Number():
            written = sheet.number(node)
            return _Span(written, written, written)
        case Ref() if node.dimension != "truth":
            name, half = sheet.name(node), sheet.half(node)
            return _Span(name, f"({name}-{half})", f"({name}+{half})") if half != "0" else _Span(name, name, name)
        case Unary(operator="－", operand=operand):
            inner = _span(operand, sheet)
            return _Span(f"(-{inner.value})", f"(-{inner.high})", f"(-{inner.low})")
        case Binary(operator=operator, left=left, right=right) if operator in _ARITHMETIC:
            return _ARITHMETIC[operator](_span(left, sheet), _span(right, sheet))
        case Call(function=function, arguments=arguments) if function in _CALLS:
            return _CALLS[function]([_span(each, sheet) for each in arguments])
        case Call(function=function, arguments=(condition, yes, no)) if function == IF:
            return _either(condition, _span(yes, sheet), _span(no, sheet), sheet)
        case _:
            raise InexpressibleError(type(node).__name__)


def _add(a: _Span, b: _Span) -> _Span:
    return _Span(f"({a.value}+{b.value})", f"({a.low}+{b.low})", f"({a.high}+{b.high})")


def _subtract(a: _Span, b: _Span) -> _Span:
    return _Span(f"({a.value}-{b.value})", f"({a.low}-{b.high})", f"({a.high}-{b.low})")


def _corners(sign: str) -> Callable[[_Span, _Span], _Span]:
    """The product or quotient with the least and most of its four corners."""

    def combine(a: _Span, b: _Span) -> _Span:
        value = f"({a.value}{sign}{b.value})"
        if a.low == a.high and b.low == b.high:
            return _Span(value, value, value)
        all_four = ",".join(f"{x}{sign}{y}" for x in (a.low, a.high) for y in (b.low, b.high))
        return _Span(value, f"MIN({all_four})", f"MAX({all_four})")

    return combine


_ARITHMETIC: dict[str, Callable[[_Span, _Span], _Span]] = {"＋": _add, "－": _subtract, "×": _corners("*"), "÷": _corners("/")}


def _either(condition: Node, yes: _Span, no: _Span, sheet: _Sheet) -> _Span:
    """The branch that a condition chooses; printed digits may let it choose either."""
    if not (isinstance(condition, Binary) and condition.operator in COMPARISONS):
        raise InexpressibleError(type(condition).__name__)
    fails = _broken(condition.operator, _span(condition.left, sheet), _span(condition.right, sheet))
    if not fails:
        raise InexpressibleError(condition.operator)
    value = f"IF({_truth(condition, sheet)},{yes.value},{no.value})"
    if yes.low == yes.high and no.low == no.high:
        return _Span(value, value, value)
    low = f"IF({fails},{no.low},MIN({yes.low},{no.low}))"
    return _Span(value, low, f"IF({fails},{no.high},MAX({yes.high},{no.high}))")


def _each(function: str) -> Callable[[list[_Span]], _Span]:
    def combine(parts: list[_Span]) -> _Span:
        written = [f"{function}({','.join(getattr(part, end) for part in parts)})" for end in ("value", "low", "high")]
        return _Span(*written)

    return combine


def _absolute(parts: list[_Span]) -> _Span:
    inner = parts[0]
    return _Span(f"ABS({inner.value})", f"MAX(0,{inner.low},-{inner.high})", f"MAX(ABS({inner.low}),ABS({inner.high}))")


_CALLS: dict[str, Callable[[list[_Span]], _Span]] = {
    MIN: _each("MIN"),
    MAX: _each("MAX"),
    ABSOLUTE: _absolute,
    DEFAULT: lambda parts: parts[0],
}


def _broken(operator: str, left: _Span, right: _Span) -> str:
    """Whether no values that print as these satisfy the comparison."""
    above, below = f"ROUND({left.low}-{right.high},{PLACES})", f"ROUND({right.low}-{left.high},{PLACES})"
    return {
        "＝": f"OR({above}>0,{below}>0)",
        "≤": f"{above}>0",
        "＜": f"{above}>=0",
        "≥": f"{below}>0",
        "＞": f"{below}>=0",
    }.get(operator, "")


def _truth(node: Node, sheet: _Sheet) -> str:
    """A condition as a spreadsheet says it."""
    match node:
        case Truth(value=value):
            return "TRUE" if value else "FALSE"
        case Ref(dimension="truth"):
            return sheet.operands[node].value
        case Binary(operator=operator, left=left, right=right) if operator in COMPARISONS:
            return f"ROUND({_span(left, sheet).value}-{_span(right, sheet).value},{PLACES}){_SIGNS[operator]}0"
        case Binary(operator=operator, left=left, right=right) if operator in (AND, OR):
            return f"{'AND' if operator == AND else 'OR'}({_truth(left, sheet)},{_truth(right, sheet)})"
        case Unary(operator=operator, operand=operand) if operator == NOT:
            return f"NOT({_truth(operand, sheet)})"
        case _:
            raise InexpressibleError(type(node).__name__)
