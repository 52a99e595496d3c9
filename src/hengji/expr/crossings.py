"""Where a formula crosses a level while one of its names moves: its operations are undone one by one, down to the name.

Wherever the formula is above the level on one side of a place and below it on the other, that place is among those found; so between
two neighbouring places it stays on one side. Places at which nothing happens may be among them. A formula that cannot be undone this
way (a product of two moving factors, a rank among peers) is said to be so, and whoever asks must search.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hengji.core import exact
from hengji.expr.functions import ABSOLUTE, ARITHMETIC, CLAMP, COMPARISONS, DEFAULT, DOWN, IF, MAX, MIN, NOT, ROUND, UP
from hengji.expr.scalar import program
from hengji.expr.tree import Binary, Call, Local, Node, Number, OverAxis, Ref, Truth, Unary

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.core.exact import Exact
    from hengji.expr.scalar import Given, Program

    Places = Callable[[Exact, Given], list[Exact]]
    """Where the moving name stands when the formula is at a level."""
    Turns = Callable[[Given], list[Exact]]
    """Where a condition begins or ceases to hold."""
    Fraction = tuple[int, int, int, int]
    """(ax ＋ b) ÷ (cx ＋ d)."""
    Line = Callable[[Given], Fraction | None]
    """The formula as such a fraction of the moving name; None where it is unknown."""


class UntoldError(ValueError):
    """The places of a formula cannot be told by undoing it."""


class Course(NamedTuple):
    """How a formula moves: where it crosses a level, and as which fraction of the moving name, where it is one.

    `bent` where the moving name stands below the line of the fraction.
    """

    places: Places
    line: Line | None = None
    bent: bool = False


MOVING = Course(lambda level, _: [level], lambda _: (1, 0, 0, 1))
"""The moving name itself."""
STILL = Course(lambda *_: [])
"""What never moves."""
NONE: list[Exact] = []


def course(node: Node, leaf: Callable[[Ref | Local | OverAxis], Course | None]) -> Course | None:
    """How a formula moves; `leaf` says how its names do. None: it stands still, as a name may.

    Raises UntoldError.
    """
    return _Undoing(leaf).of(node)


def rounded(moving: Course, decimals: int) -> Course:
    """The same, 四舍五入 at so many decimals."""
    scale = 10**decimals
    return Course(lambda level, given: [x for inner in _rounded(level, scale) for x in moving.places(inner, given)])


class _Undoing:
    """One reading of one tree."""

    def __init__(self, leaf: Callable[[Ref | Local | OverAxis], Course | None]) -> None:
        self.leaf = leaf

    def of(self, node: Node) -> Course | None:
        match node:
            case Ref() | Local() | OverAxis():
                return self.leaf(node)
            case Number():
                return None
            case Unary(operand=operand) if node.operator != NOT:
                return self._binary(Binary("－", Number(exact.ZERO, ""), operand))
            case Binary(operator=operator) if operator in ARITHMETIC:
                return self._binary(node)
            case Call(function=function, arguments=(condition, *branches)) if function == IF:
                return self._choice(condition, branches)
            case Call(function=function, arguments=arguments):
                return self._function(function, arguments)
            case _:
                raise UntoldError(type(node).__name__)

    def _binary(self, node: Binary) -> Course | None:
        left, right = self.of(node.left), self.of(node.right)
        if left is None and right is None:
            return None
        fraction = _fraction(node, left, right)
        if left is not None and right is not None:
            if fraction is None:
                raise UntoldError(node.operator)
            return Course(_solved(fraction[0]), *fraction)
        moving, still = (left, node.right) if left is not None else (right, node.left)
        undo = (_LEFT if left is not None else _RIGHT)[node.operator]
        return Course(_undone(undo, moving.places, program(still)), *(fraction or ())) if moving is not None else None

    def _choice(self, condition: Node, branches: list[Node]) -> Course | None:
        """A choice crosses where its condition turns, and where a branch crosses."""
        turns = self.turns(condition)
        moving = [found.places for each in branches if (found := self.of(each)) is not None]
        if turns is None and not moving:
            return None

        def places(level: Exact, given: Given) -> list[Exact]:
            found = [] if turns is None else [*turns(given)]
            for each in moving:
                found += each(level, given)
            return found

        return Course(places)

    def _function(self, function: str, arguments: tuple[Node, ...]) -> Course | None:
        """What a function gives crosses a level where one of its arguments crosses one of some others."""
        moving = [found.places for each in arguments if (found := self.of(each)) is not None]
        if not moving:
            return None
        decimals = arguments[1] if function == ROUND else None
        scale = 10 ** (decimals.value[0] if isinstance(decimals, Number) else 0)
        levels = _LEVELS[function]
        return Course(lambda level, given: [x for inner in levels(level, scale) for each in moving for x in each(inner, given)])

    def turns(self, condition: Node) -> Turns | None:
        """Where a condition turns; None where it stands still."""
        match condition:
            case Unary(operand=operand):
                return self.turns(operand)
            case Binary(operator=operator, left=left, right=right) if operator in COMPARISONS:
                gap = self.of(Binary("－", left, right))
                return None if gap is None else lambda given: gap.places(exact.ZERO, given)
            case Binary(left=left, right=right):
                both = [found for each in (left, right) if (found := self.turns(each)) is not None]
                return (lambda given: [x for each in both for x in each(given)]) if both else None
            case Truth():
                return None
            case Ref() | Local() if self.leaf(condition) is None:
                return None
            case _:
                raise UntoldError(type(condition).__name__)


# ---- operations undone: at which level the moving side stands when the result is at a level and the other side stands still


def _divided(level: Exact, still: Exact) -> list[Exact]:
    return [exact.divide(level, still)] if still[0] else NONE


def _below(level: Exact, above: Exact) -> list[Exact]:
    """What stands below the line: at the level, or at 0, where the quotient jumps."""
    return [exact.ZERO, exact.divide(above, level)] if level[0] else [exact.ZERO]


_LEFT: dict[str, Callable[[Exact, Exact], list[Exact]]] = {
    "＋": lambda level, still: [exact.subtract(level, still)],
    "－": lambda level, still: [exact.add(level, still)],
    "×": _divided,
    "÷": lambda level, still: [exact.multiply(level, still)],
}
_RIGHT: dict[str, Callable[[Exact, Exact], list[Exact]]] = {
    "＋": lambda level, still: [exact.subtract(level, still)],
    "－": lambda level, still: [exact.subtract(still, level)],
    "×": _divided,
    "÷": _below,
}


def _undone(undo: Callable[[Exact, Exact], list[Exact]], places: Places, still: Program) -> Places:
    def found(level: Exact, given: Given) -> list[Exact]:
        value = still(given)
        if not isinstance(value, tuple):
            return NONE  # an unknown part leaves the whole unknown
        inner = undo(level, value)
        return places(inner[0], given) if len(inner) == 1 else [x for each in inner for x in places(each, given)]

    return found


def _rounded(level: Exact, scale: int) -> list[Exact]:
    """Half a unit below the level and below what is next above it, where rounding begins to give them."""
    n, d = level[0] * scale, level[1]
    return [(2 * -(-n // d) - 1, 2 * scale), (2 * (n // d) + 1, 2 * scale)]


def _same(level: Exact, _scale: int) -> list[Exact]:
    return [level]


_LEVELS: dict[str, Callable[[Exact, int], list[Exact]]] = {
    MIN: _same,
    MAX: _same,
    CLAMP: _same,
    DEFAULT: _same,
    ABSOLUTE: lambda level, _: [level, exact.negative(level)],
    DOWN: lambda level, _: [exact.ceil(level), exact.add(exact.floor(level), exact.ONE)],
    UP: lambda level, _: [exact.subtract(exact.ceil(level), exact.ONE), exact.floor(level)],
    ROUND: _rounded,
}


# ---- both sides moving: fractions of the moving name


def _solved(line: Line) -> Places:
    """Where a fraction is at a level, and where nothing is left below its line."""

    def places(level: Exact, given: Given) -> list[Exact]:
        found = line(given)
        if found is None:
            return NONE
        a, b, c, d = found
        slope = a * level[1] - c * level[0]
        at = [exact.divide((d * level[0] - b * level[1], 1), (slope, 1))] if slope else []
        return [*at, exact.divide((-d, 1), (c, 1))] if c else at

    return places


def _fraction(node: Binary, left: Course | None, right: Course | None) -> tuple[Line, bool] | None:
    """The result as a fraction of the moving name; None where it is none, as a product of two moving factors."""
    first, second = _line(node.left, left), _line(node.right, right)
    if first is None or second is None:
        return None
    operator, still = node.operator, left is None or right is None
    bent = (left is not None and left.bent) or (right is not None and right.bent) or (operator == "÷" and right is not None)
    straight = not ((left is not None and left.bent) or (right is not None and right.bent))
    if not still and not (straight and operator != "×"):
        return None
    sums = _FRACTIONS[operator]

    def line(given: Given) -> Fraction | None:
        one, two = first(given), second(given)
        return None if one is None or two is None else sums(one, two)

    return line, bent


def _line(node: Node, moving: Course | None) -> Line | None:
    if moving is not None:
        return moving.line
    value = program(node)

    def still(given: Given) -> Fraction | None:
        found = value(given)
        return (0, found[0], 0, found[1]) if isinstance(found, tuple) else None

    return still


def _times(one: Fraction, two: Fraction) -> Fraction:
    """One of two stands still, or is divided: no square comes of it."""
    (a, b, c, d), (e, f, g, h) = one, two
    return a * f + b * e, b * f, c * h + d * g, d * h


def _plus(one: Fraction, two: Fraction) -> Fraction:
    (a, b, c, d), (e, f, g, h) = one, two
    return a * h + b * g + e * d + f * c, b * h + f * d, c * h + d * g, d * h


def _minus(one: Fraction, two: Fraction) -> Fraction:
    return _plus(one, (-two[0], -two[1], two[2], two[3]))


def _over(one: Fraction, two: Fraction) -> Fraction:
    return _times(one, (two[2], two[3], two[0], two[1]))


_FRACTIONS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {"＋": _plus, "－": _minus, "×": _times, "÷": _over}
