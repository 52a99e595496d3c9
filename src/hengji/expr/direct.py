"""A formula as one Python function over whole numbers, for the usual case that everything it names is known.

`scalar` computes any formula of any facts and says what is missing. The function made here has no words for that: where a value it needs is
unknown, a divisor is 0 or a number leaves the range, it answers None, and `scalar` is asked. What it does answer is the same pair of integers.
Its source is written from the tree alone: operators, whole numbers and places of the values; no word of a formula is in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hengji.core import exact
from hengji.core.unknown import Unknown, Why
from hengji.expr.functions import ABSOLUTE, AND, CLAMP, COMPARISONS, DEFAULT, DOWN, IF, MAX, MIN, NOT, ROUND, UP
from hengji.expr.tree import Binary, Call, Local, Node, Number, OverAxis, Ref, Truth, Unary, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping, Sequence

    from hengji.expr.scalar import Value

    Direct = Callable[[Sequence[Value]], Value | None]
    """The value of a formula from those of its leaves; None where `scalar` must be asked."""
    Line = Callable[[Sequence[Value]], tuple[int, int, int, int] | None]
    """A formula as (ax ＋ b) ÷ (cx ＋ d) of one of its names, from the values of the others; None where it cannot be told."""

Leaf = Ref | Local | OverAxis
DEEPEST = 40
_PYTHON = {"＝": "==", "≠": "!=", "≤": "<=", "≥": ">=", "＜": "<", "＞": ">", "＋": "+", "－": "-"}


_NAMES = {"round_half_away": exact.round_half_away, "Unknown": Unknown, "MISSING": Why.MISSING}


class Pair(NamedTuple):
    """A number in the source: its numerator and denominator, each a name or a literal."""

    above: str
    below: str


class Fraction(NamedTuple):
    """(ax ＋ b) ÷ (cx ＋ d) of a moving name in the source; `bent` where the name stands below the line."""

    a: str
    b: str
    c: str
    d: str
    bent: bool = False

    @property
    def moves(self) -> bool:
        """Whether the name is in it."""
        return self.a != "0" or self.c != "0"


class _NotDirectError(ValueError):
    """A formula with something that is left to `scalar`."""


def leaves(nodes: Sequence[Node]) -> tuple[Leaf, ...]:
    """What formulas name, each once, in reading order."""
    return tuple(dict.fromkeys(leaf for node in nodes for leaf in walk(node) if isinstance(leaf, Leaf)))


class Within(NamedTuple):
    """A name that is itself a formula, rounded to so many decimals, one rounding after the other."""

    name: Leaf
    formula: Node
    decimals: tuple[int, ...]


def direct(node: Node, places: Mapping[Leaf, int], within: Within | None = None) -> Direct | None:
    """The function of a formula over the values of its leaves at their places; None where a part of it cannot be written as one.

    A name may be computed `within` it, rather than looked up.
    """
    writer = _Writer(places)
    try:
        if within is not None:
            writer.name(within)
        writer.answer(node)
    except _NotDirectError:
        return None
    made: Direct = _made(writer)
    return made


def fraction(node: Node, places: Mapping[Leaf, int], moving: Container[Leaf]) -> Line | None:
    """The function that gives a formula as (ax ＋ b) ÷ (cx ＋ d) of a name that moves; None where it is no such fraction, or cannot be written as a function."""
    writer = _Writer(places)
    try:
        found = writer.fraction(node, moving)
    except _NotDirectError:
        return None
    writer.say(f"return {found.a}, {found.b}, {found.c}, {found.d}")
    made: Line = _made(writer)
    return made


def _made(writer: _Writer) -> Any:
    source = "\n".join(["def formula(v):", *writer.lines])
    made: dict[str, Any] = {}
    exec(compile(source, "<衡式>", "exec"), dict(_NAMES), made)  # noqa: S102 - written above, from numbers
    return made["formula"]


class _Writer:
    """The lines of one function; a value is loaded where it is first needed, so that a branch not taken needs none."""

    def __init__(self, places: Mapping[Leaf, int]) -> None:
        self.places = places
        self.lines: list[str] = []
        self.loaded: set[str] = set()
        self.depth, self.names = 1, 0

    def answer(self, node: Node) -> None:
        """The last lines: what the function returns."""
        if _is_truth(node):
            self.say(f"return {self.truth(node)}")
        else:
            self.say("return {}, {}".format(*self.number(node)))

    def say(self, line: str) -> None:
        self.lines.append("    " * self.depth + line)

    def fresh(self) -> Pair:
        self.names += 1
        return Pair(f"n{self.names}", f"d{self.names}")

    def branch(self, head: str, node: Node, result: Pair) -> None:
        """A branch that leaves its number in `result`; what only it has loaded is not known beyond it."""
        self.say(head)
        self.depth += 1
        if self.depth > DEEPEST:
            raise _NotDirectError(head)
        before = set(self.loaded)
        self.put(result, self.number(node))
        self.loaded = before
        self.depth -= 1

    def put(self, result: Pair, value: Pair) -> None:
        self.say(f"{result.above}, {result.below} = {value.above}, {value.below}")

    # ---- leaves

    def place(self, leaf: Leaf) -> int:
        if leaf not in self.places:
            raise _NotDirectError(leaf)
        return self.places[leaf]

    def load(self, leaf: Leaf, kind: str) -> str:
        """A value that must be of a kind, else nothing can be said here."""
        place = self.place(leaf)
        name = f"v{place}"
        if name not in self.loaded:
            self.loaded.add(name)
            self.say(f"{name} = v[{place}]")
            self.say(f"if {name}.__class__ is not {kind}: return None")
        return name

    def name(self, within: Within) -> None:
        """A name whose value is computed here."""
        place, value = self.place(within.name), self.number(within.formula)
        self.put(Pair(f"a{place}", f"b{place}"), value)
        for decimals in within.decimals:
            self.round(Pair(f"a{place}", f"b{place}"), 10**decimals)
        self.loaded.add(f"a{place}")

    def round(self, value: Pair, scale: int) -> None:
        """四舍五入 in place."""
        above, below = value
        self.say(f"{above} *= {2 * scale}")
        self.say(f"{above} = ({above} + {below}) // (2 * {below}) if {above} >= 0 else -(({below} - {above}) // (2 * {below}))")
        self.say(f"{below} = {scale}")

    # ---- numbers

    def number(self, node: Node) -> Pair:
        match node:
            case Number(value=value):
                return Pair(*map(str, value))
            case Ref() | Local() | OverAxis():
                return self.pair(node)
            case Unary(operator="－", operand=operand):
                inner = self.number(operand)
                return Pair(f"(-{inner.above})", inner.below)
            case Binary(operator=operator, left=left, right=right) if operator in _SUMS:
                return self.within(_SUMS[operator](self, self.number(left), self.number(right), operator))
            case Call(function=function, arguments=(condition, yes, no)) if function == IF:
                return self.choice(condition, yes, no)
            case Call(function=function, arguments=(Ref() as leaf, _)) if function == DEFAULT:
                return self.or_zero(leaf)
            case Call(function=function, arguments=arguments) if function in _CALLS:
                return _CALLS[function](self, [self.number(argument) for argument in arguments])
            case _:
                raise _NotDirectError(type(node).__name__)

    def pair(self, leaf: Leaf) -> Pair:
        place = self.place(leaf)
        pair = Pair(f"a{place}", f"b{place}")
        if pair.above not in self.loaded:
            self.say(f"{pair.above}, {pair.below} = {self.load(leaf, 'tuple')}")
            self.loaded.add(pair.above)
        return pair

    def or_zero(self, leaf: Ref) -> Pair:
        """A fact that counts as 0 where it is missing, and only then."""
        result, value = self.fresh(), f"v[{self.place(leaf)}]"
        self.say(f"{result.above} = (0, 1) if {value}.__class__ is Unknown and {value}.why is MISSING else {value}")
        self.say(f"if {result.above}.__class__ is not tuple: return None")
        self.say(f"{result.above}, {result.below} = {result.above}")
        return result

    def within(self, value: Pair) -> Pair:
        """A result within the range of numbers."""
        self.say(f"if not -{exact.LARGEST} <= {value.above} <= {exact.LARGEST}: return None")
        return value

    def choice(self, condition: Node, yes: Node, no: Node) -> Pair:
        result = self.fresh()
        self.branch(f"if {self.truth(condition)}:", yes, result)
        self.branch("else:", no, result)
        return result

    def plus(self, a: Pair, b: Pair, operator: str) -> Pair:
        """A sum or a difference: over one denominator where both have the same."""
        result, sign = self.fresh(), _PYTHON[operator]
        if a.below == b.below:
            self.put(result, Pair(f"{a.above} {sign} {b.above}", a.below))
            return Pair(result.above, "1") if a.below == "1" else result
        if "1" in (a.below, b.below):
            self.put(result, Pair(f"{_times(a.above, b.below)} {sign} {_times(b.above, a.below)}", _times(a.below, b.below)))
            return result
        self.say(f"if {a.below} == {b.below}: {result.above}, {result.below} = {a.above} {sign} {b.above}, {a.below}")
        crossed = f"{a.above} * {b.below} {sign} {b.above} * {a.below}"
        self.say(f"else: {result.above}, {result.below} = {crossed}, {a.below} * {b.below}")
        return result

    def times(self, a: Pair, b: Pair, _operator: str) -> Pair:
        result = self.fresh()
        below = _times(a.below, b.below)
        self.put(result, Pair(_times(a.above, b.above), below))
        return Pair(result.above, "1") if below == "1" else result

    def over(self, a: Pair, b: Pair, _operator: str) -> Pair:
        result = self.fresh()
        self.say(f"if not {b.above}: return None")
        self.put(result, Pair(_times(a.above, b.below), _times(a.below, b.above)))
        self.say(f"if {result.below} < 0: {result.above}, {result.below} = -{result.above}, -{result.below}")
        return result

    # ---- fractions of a moving name

    def fraction(self, node: Node, moving: Container[Leaf]) -> Fraction:
        """The formula as a fraction of the name; a product of two that move is none, nor a sum with one that stands below a line."""
        if isinstance(node, Leaf) and node in moving:
            return Fraction("1", "0", "0", "1")
        if not any(leaf in moving for leaf in leaves([node])):
            still = self.number(node)
            return Fraction("0", still.above, "0", still.below)
        match node:
            case Unary(operator="－", operand=operand):
                return _minus(self.fraction(operand, moving))
            case Binary(operator=operator, left=left, right=right) if operator in _SUMS:
                return self.joined(operator, self.fraction(left, moving), self.fraction(right, moving))
            case _:
                raise _NotDirectError(type(node).__name__)

    def joined(self, operator: str, one: Fraction, two: Fraction) -> Fraction:
        both, bent = one.moves and two.moves, one.bent or two.bent
        if both and (bent or operator == "×"):
            raise _NotDirectError(operator)
        bent = bent or (operator == "÷" and two.moves)
        if operator == "÷":
            two = Fraction(two.c, two.d, two.a, two.b)
        if operator == "－":
            two = _minus(two)
        (a, b, c, d, _), (e, f, g, h, _) = one, two
        if operator in "×÷":
            parts = (_plus(_times(a, f), _times(b, e)), _times(b, f), _plus(_times(c, h), _times(d, g)), _times(d, h))
        elif (c, d) == (g, h):
            parts = (_plus(a, e), _plus(b, f), c, d)
        else:
            above = _plus(_plus(_times(a, h), _times(b, g)), _plus(_times(e, d), _times(f, c)))
            parts = (above, _plus(_times(b, h), _times(f, d)), _plus(_times(c, h), _times(d, g)), _times(d, h))
        a, b, c, d = map(self.kept, parts)
        return Fraction(a, b, c, d, bent)

    def kept(self, written: str) -> str:
        """A value under a name of its own, where it is more than a name."""
        if written.isalnum():
            return written
        name = self.fresh().above
        self.say(f"{name} = {written}")
        return name

    # ---- functions

    def clamp(self, values: list[Pair]) -> Pair:
        value, low, high = values
        result = self.fresh()
        self.put(result, value)
        self.take(result, low, f"{_times(low.above, result.below)} > {_times(result.above, low.below)}")
        self.take(result, high, f"{_times(high.above, result.below)} < {_times(result.above, high.below)}")
        return result

    def most(self, values: list[Pair]) -> Pair:
        return self.outermost(values, ">")

    def least(self, values: list[Pair]) -> Pair:
        return self.outermost(values, "<")

    def outermost(self, values: list[Pair], sign: str) -> Pair:
        result = self.fresh()
        self.put(result, values[0])
        for value in values[1:]:
            self.take(result, value, f"{_times(value.above, result.below)} {sign} {_times(result.above, value.below)}")
        return result

    def take(self, result: Pair, value: Pair, condition: str) -> None:
        self.say(f"if {condition}: {result.above}, {result.below} = {value.above}, {value.below}")

    def whole(self, written: str) -> Pair:
        result = self.fresh()
        self.say(f"{result.above} = {written}")
        return Pair(result.above, "1")

    def down(self, values: list[Pair]) -> Pair:
        (value,) = values
        return self.whole(f"{value.above} // {value.below}")

    def up(self, values: list[Pair]) -> Pair:
        (value,) = values
        return self.whole(f"-(-{value.above} // {value.below})")

    def absolute(self, values: list[Pair]) -> Pair:
        (value,) = values
        return Pair(f"abs({value.above})", value.below)

    def rounded(self, values: list[Pair]) -> Pair:
        value, decimals = values
        result = self.fresh()
        self.say(f"{result.above}, {result.below} = round_half_away(({value.above}, {value.below}), {decimals.above})")
        return result

    # ---- conditions

    def truth(self, node: Node) -> str:
        """A condition as an expression; both sides of 且 and 或 are computed, as `scalar` does."""
        match node:
            case Truth(value=value):
                return str(value)
            case Ref() | Local():
                return self.load(node, "bool")
            case Unary(operator=operator, operand=operand) if operator == NOT:
                return f"(not {self.truth(operand)})"
            case Binary(operator=operator, left=left, right=right) if operator in COMPARISONS:
                a, b = self.number(left), self.number(right)
                return f"({_times(a.above, b.below)} {_PYTHON[operator]} {_times(b.above, a.below)})"
            case Binary(operator=operator, left=left, right=right) if operator not in _SUMS:
                return f"({self.truth(left)} {'and' if operator == AND else 'or'} {self.truth(right)})"
            case _:
                raise _NotDirectError(type(node).__name__)


def _times(a: str, b: str) -> str:
    """A product, without a factor of 1; 0 where one is 0."""
    if "0" in (a, b):
        return "0"
    if "1" in (a, b):
        return b if a == "1" else a
    return f"{a} * {b}"


def _plus(a: str, b: str) -> str:
    return b if a == "0" else a if b == "0" else f"{a} + {b}"


def _minus(one: Fraction) -> Fraction:
    return one._replace(a=one.a if one.a == "0" else f"(-{one.a})", b=one.b if one.b == "0" else f"(-{one.b})")


def _is_truth(node: Node) -> bool:
    """Whether a formula is a condition rather than a number."""
    match node:
        case Ref(dimension=dimension):
            return dimension == "truth"
        case Unary(operator=operator):
            return operator == NOT
        case Binary(operator=operator):
            return operator not in _SUMS
        case _:
            return isinstance(node, Truth)


_SUMS: dict[str, Callable[[_Writer, Pair, Pair, str], Pair]] = {
    "＋": _Writer.plus,
    "－": _Writer.plus,
    "×": _Writer.times,
    "÷": _Writer.over,
}
_CALLS: dict[str, Callable[[_Writer, list[Pair]], Pair]] = {
    CLAMP: _Writer.clamp,
    MAX: _Writer.most,
    MIN: _Writer.least,
    DOWN: _Writer.down,
    UP: _Writer.up,
    ABSOLUTE: _Writer.absolute,
    ROUND: _Writer.rounded,
}
