"""A second reading of 衡式, made from the law book's page on it alone: tokens by one regular expression, precedence by two stacks,
numbers as fractions, dimensions and unknowns in its own words. It imports nothing of hengji and judges only formulas that the
grammar allows.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

LARGEST = Fraction(10) ** 40


class RefusedError(Exception):
    """The formula breaks a rule that is seen while reading it."""


class Basis(NamedTuple):
    """Whose figure: label, stage in print, years back, members as (axis label, code), and the axis that is summed over."""

    label: str
    stage: str = ""
    back: int = 0
    members: tuple[tuple[str, str], ...] = ()
    over: str = ""


@dataclass(frozen=True)
class Concept:
    """A declared name; `stages` are labels, the first is what the bare name means; `optional` may be left out and is then 0."""

    label: str
    dimension: str
    stages: tuple[str, ...] = ()
    axes: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True)
class World:
    """What a formula may name."""

    concepts: Mapping[str, Concept]
    units: Mapping[str, tuple[str, Fraction]]
    stages: Mapping[str, str]
    axes: Mapping[str, tuple[str, ...]]
    locals: Mapping[str, str]
    lists: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Unknown:
    """Not known: the first reason, and all that is missing."""

    why: str
    missing: frozenset[str] = frozenset()


Value = Fraction | bool | Unknown
Kind = frozenset[tuple[str, int]] | str | None
"""Powers of dimensions; ANY for a bare zero; TRUTH; None where a part was already refused."""

ANY, TRUTH = "any", "truth"
PURE: Kind = frozenset()
MISSING, ZERO_DIVISOR, OUT_OF_RANGE, NOT_LISTED, ILL_TYPED = "missing", "zero_divisor", "out_of_range", "not_listed", "ill_typed"
DIMENSION, TYPE, DIVISOR, CHAIN = "FX10", "FX11", "FX12", "FX08"


class Band(NamedTuple):
    """Values up to `to` earn `points`; None is the rest."""

    to: Fraction | None
    closed: bool
    points: Fraction


class Figures:
    """What is known: a figure of a basis, of a local name, of a list's member, the listed parts of an axis."""

    bands: Sequence[Band] = ()
    members: Mapping[str, Sequence[Mapping[str, Value]]] = {}

    def fact(self, basis: Basis) -> Value:
        """The figure of a basis."""
        raise NotImplementedError

    def listed(self, basis: Basis) -> Sequence[Fraction]:
        """The parts that are listed."""
        raise NotImplementedError

    def local(self, name: str) -> Value:
        """The value of a method's own name."""
        raise NotImplementedError


@dataclass
class Scene:
    """Where a term is worked out: the figures, how many years back, the fields of the member at hand; `wrong` gathers refusals."""

    figures: Figures
    back: int = 0
    fields: Mapping[str, Value] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)


class Outcome(NamedTuple):
    """A value and the dimension it was reached with."""

    value: Value
    kind: Kind


@dataclass(frozen=True)
class Term:
    """A part of a formula that can be worked out; `basis` where it is one bare figure, `zero` where it is a literal nought."""

    work: Callable[[Scene], Outcome]
    basis: Basis | None = None
    zero: bool = False


@dataclass
class Frame:
    """An open bracket: of a function, or of nothing."""

    function: str = ""
    arguments: list[Term] = field(default_factory=list)
    axis: str = ""
    members: str = ""


BINDS = {"或": 1, "且": 2, "非": 3, **dict.fromkeys("＝≠≤≥＜＞", 4), "＋": 5, "－": 5, "×": 6, "÷": 6, "neg": 7}
SPELLINGS = {
    "+": "＋", "-": "－", "−": "－", "*": "×", "/": "÷", "=": "＝", "==": "＝", "!=": "≠", "<=": "≤", ">=": "≥", "<": "＜", ">": "＞",
}  # fmt: skip
FUNCTIONS = (
    "四舍五入",
    "向上取整",
    "向下取整",
    "加权平均",
    "绝对值",
    "如果",
    "最小",
    "最大",
    "限定",
    "缺省",
    "上年",
    "分档",
    "合计",
    "计数",
)


def kind_of(dimension: str) -> Kind:
    """The kind of a unit or a name."""
    return TRUTH if dimension == TRUTH else frozenset({(dimension, 1)} if dimension not in {"", "ratio"} else ())


class Reader:
    """Reads formulas about one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        letter = r"[\w“”‘’㎡·]"
        fields = [name for names in world.lists.values() for name in names]
        names = _longest_first([*world.concepts, *world.locals, *fields])
        units = _longest_first(world.units)
        self.tokens = re.compile(
            rf"""\s*(?:
            (?P<name>{names})(?=[且或]|(?!{letter}))(?:\s*[\[［](?P<basis>[^\]］]*)[\]］])?
            |(?P<function>{"|".join(FUNCTIONS)})\s*[(（]
            |按(?P<axis>{_longest_first(world.axes)})(?=\s*[)）])
            |逐(?P<members>{_longest_first(world.lists)})(?=\s*[)）])
            |(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?:(?P<percent>[%％])|(?P<unit>{units})(?=[且或]|(?!{letter})))?
            |(?P<truth>[真假])|(?P<open>[(（])|(?P<close>[)）])|(?P<comma>[,，、])
            |(?P<sign>==|!=|<=|>=|[-−+*/=<>＋－×÷＝≠≤≥＜＞且或非])
            )\s*""",
            re.VERBOSE,
        )

    def read(self, text: str) -> Term:
        """The term that a formula says; RefusedError where comparisons chain."""
        work = _Stacks()
        at = 0
        while at < len(text):
            found = self.tokens.match(text, at)
            if found is None:
                raise ValueError(f"no token at {at}: {text}")
            self._token(work, found)
            at = found.end()
        return work.finish()

    def _token(self, work: _Stacks, found: re.Match[str]) -> None:
        match found.lastgroup:
            case "name" | "basis":
                work.operand(self._named(found["name"], found["basis"]))
            case "function":
                work.open(found["function"])
            case "axis" | "members":
                work.frames[-1].axis, work.frames[-1].members = found["axis"] or "", found["members"] or ""
            case "number" | "percent" | "unit":
                work.operand(self._number(found))
            case "truth":
                work.operand(_constant(found["truth"] == "真", TRUTH))
            case "open":
                work.open("")
            case "close":
                work.close()
            case "comma":
                work.argument()
            case _:
                sign = found["sign"]
                work.sign(SPELLINGS.get(sign, sign))

    def _number(self, found: re.Match[str]) -> Term:
        value, kind = Fraction(found["number"]), PURE
        if found["percent"]:
            value /= 100
        elif found["unit"]:
            dimension, factor = self.world.units[found["unit"]]
            value, kind = value * factor, kind_of(dimension)
        return replace(_constant(value, ANY if value == 0 and not kind else kind), zero=value == 0)

    def _named(self, name: str, basis: str | None) -> Term:
        concept = self.world.concepts.get(name)
        if concept is None:
            return self._local(name)
        stage, members = (concept.stages or ("",))[0], {}
        for part in re.split("[,，、]", basis or ""):
            axis, colon, code = (word.strip() for word in re.split("([:：])", f"{part}:")[:3])
            if part and code:
                members[axis] = code
            elif part and colon:
                stage = self.world.stages[axis]
        return _figure(Basis(name, stage, 0, tuple(sorted(members.items()))), kind_of(concept.dimension))

    def _local(self, name: str) -> Term:
        dimensions = [self.world.locals, *self.world.lists.values()]
        kind = kind_of(next(names[name] for names in dimensions if name in names))
        return Term(lambda scene: Outcome(scene.fields[name] if name in scene.fields else scene.figures.local(name), kind))


class _Stacks:
    """Terms waiting, signs waiting, and the brackets that are open; None among the signs marks where a bracket began."""

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self.signs: list[str | None] = []
        self.frames: list[Frame] = []
        self.after_operand = False

    def operand(self, term: Term) -> None:
        self.terms.append(term)
        self.after_operand = True

    def sign(self, sign: str) -> None:
        if sign == "非" or (sign == "－" and not self.after_operand):
            self.signs.append("非" if sign == "非" else "neg")
        else:
            self._settle(BINDS[sign])
            if self.signs and self.signs[-1] is not None and BINDS[self.signs[-1]] == BINDS[sign] == BINDS["＝"]:
                raise RefusedError(CHAIN)
            self.signs.append(sign)
        self.after_operand = False

    def _settle(self, binds: int) -> None:
        """Applies the waiting signs that bind at least as tightly; comparisons never take one another."""
        while self.signs and (top := self.signs[-1]) is not None and BINDS[top] >= binds:
            if BINDS[top] == binds == BINDS["＝"]:
                return
            self._apply()

    def _apply(self) -> None:
        sign = self.signs.pop()
        right = self.terms.pop()
        if sign == "neg":
            self.terms.append(Term(lambda scene: _negative(right, scene)))
        elif sign == "非":
            self.terms.append(Term(lambda scene: _opposite(right, scene)))
        else:
            left = self.terms.pop()
            self.terms.append(_joined(str(sign), left, right))

    def open(self, function: str) -> None:
        self.frames.append(Frame(function))
        self.signs.append(None)
        self.after_operand = False

    def argument(self) -> None:
        while self.signs[-1] is not None:
            self._apply()
        self.frames[-1].arguments.append(self.terms.pop())
        self.after_operand = False

    def close(self) -> None:
        if not (self.frames[-1].axis or self.frames[-1].members):
            self.argument()
        self.signs.pop()
        frame = self.frames.pop()
        self.operand(_called(frame) if frame.function else frame.arguments[0])

    def finish(self) -> Term:
        while self.signs:
            self._apply()
        (term,) = self.terms
        return term


def _longest_first(words: Mapping[str, object] | Sequence[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _constant(value: Value, kind: Kind) -> Term:
    outcome = Outcome(value, kind)
    return Term(lambda _: outcome)


def _figure(basis: Basis, kind: Kind) -> Term:
    return Term(lambda scene: Outcome(scene.figures.fact(basis._replace(back=basis.back + scene.back)), kind), basis)


def joined(*values: Value) -> Unknown | None:
    """The unknown that stops an operation: the reason of the first, what any of them misses."""
    unknown = [value for value in values if isinstance(value, Unknown)]
    return Unknown(unknown[0].why, frozenset[str]().union(*(u.missing for u in unknown))) if unknown else None


def _want(
    wanted_truth: bool, outcome: Outcome, scene: Scene
) -> Outcome:  # the one place where a truth value and a number are told apart
    if outcome.kind is None or (outcome.kind == TRUTH) == wanted_truth:
        return outcome
    scene.wrong.add(TYPE)
    return Outcome(Unknown(ILL_TYPED), None)


def _number(term: Term, scene: Scene) -> Outcome:
    return _want(False, term.work(scene), scene)


def _truth(term: Term, scene: Scene) -> Outcome:
    return _want(True, term.work(scene), scene)


def _same(kinds: Sequence[Kind], scene: Scene) -> Kind:
    if None in kinds:
        return None
    fixed = {kind for kind in kinds if kind != ANY}
    if len(fixed) > 1:
        scene.wrong.add(DIMENSION)
        return None
    return fixed.pop() if fixed else ANY


def _negative(term: Term, scene: Scene) -> Outcome:
    value, kind = _number(term, scene)
    return Outcome(value if isinstance(value, Unknown) else -Fraction(value), kind)


def _opposite(term: Term, scene: Scene) -> Outcome:
    value, kind = _truth(term, scene)
    return Outcome(value if isinstance(value, Unknown) else not value, kind)


MEANS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "＋": operator.add, "－": operator.sub, "×": operator.mul, "÷": operator.truediv,
}  # fmt: skip
HOLDS: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "＝": operator.eq, "≠": operator.ne, "≤": operator.le, "≥": operator.ge, "＜": operator.lt, "＞": operator.gt,
}  # fmt: skip


def arithmetic(sign: str, a: Value, b: Value) -> Value:
    """An operation on two numbers, within the range."""
    stopped = joined(a, b)
    if stopped is not None or isinstance(a, Unknown) or isinstance(b, Unknown):
        return stopped or Unknown(ILL_TYPED)
    if sign == "÷" and b == 0:
        return Unknown(ZERO_DIVISOR)
    result = MEANS[sign](Fraction(a), Fraction(b))
    return result if abs(result) <= LARGEST else Unknown(OUT_OF_RANGE)


def logic(sign: str, a: Value, b: Value) -> Value:
    """且 and 或 of three values, as Kleene has them: false, unknown, true in this order; 且 is the least, 或 the most."""
    rank = {False: 0, True: 2}
    ranks = [1 if isinstance(value, Unknown) else rank[bool(value)] for value in (a, b)]
    result = min(ranks) if sign == "且" else max(ranks)
    return (joined(a, b) or Unknown(ILL_TYPED)) if result == 1 else result == rank[True]


def compare(sign: str, a: Value, b: Value) -> Value:
    """A comparison of two numbers."""
    return joined(a, b) or HOLDS[sign](Fraction(a), Fraction(b))  # type: ignore[arg-type]  # joined has taken the unknowns away


def _joined(sign: str, left: Term, right: Term) -> Term:
    if sign in "且或":

        def work(scene: Scene) -> Outcome:
            a, b = _truth(left, scene), _truth(right, scene)
            return Outcome(logic(sign, a.value, b.value), TRUTH)
    elif sign in HOLDS:

        def work(scene: Scene) -> Outcome:
            a, b = _number(left, scene), _number(right, scene)
            _same([a.kind, b.kind], scene)
            return Outcome(compare(sign, a.value, b.value), TRUTH)
    else:

        def work(scene: Scene) -> Outcome:
            a, b = _number(left, scene), _number(right, scene)
            kind = (
                _same([a.kind, b.kind], scene)
                if sign in "＋－"
                else _product(sign, a.kind, b.kind, scene, divisor_is_zero=right.zero)
            )
            return Outcome(arithmetic(sign, a.value, b.value), kind)

    return Term(work)


def _product(sign: str, a: Kind, b: Kind, scene: Scene, *, divisor_is_zero: bool) -> Kind:
    if a is None or b is None:
        return None
    if sign == "÷" and divisor_is_zero:
        scene.wrong.add(DIVISOR)
        return None
    if isinstance(a, str) or isinstance(b, str):
        return ANY
    turned = [(name, power if sign == "×" else -power) for name, power in b]
    total: dict[str, int] = {}
    for name, power in [*a, *turned]:
        total[name] = total.get(name, 0) + power
    return frozenset((name, power) for name, power in total.items() if power)


def _called(frame: Frame) -> Term:
    if frame.members:
        return Term(lambda scene: _over_list(frame, scene))
    first = frame.arguments[0]
    if frame.axis:
        return _over_axis(first, frame.axis)
    if frame.function == "上年":
        basis = None if first.basis is None else first.basis._replace(back=first.basis.back - 1)
        return Term(lambda scene: first.work(replace(scene, back=scene.back - 1)), basis, first.zero)
    return Term(lambda scene: CALLS.get(frame.function, _of_numbers)(frame, scene))


def _if(frame: Frame, scene: Scene) -> Outcome:
    condition = _truth(frame.arguments[0], scene)
    yes, no = (term.work(scene) for term in frame.arguments[1:])
    value = condition.value if isinstance(condition.value, Unknown) else yes.value if condition.value else no.value
    if (yes.kind == TRUTH) != (no.kind == TRUTH):
        scene.wrong.add(TYPE)
        return Outcome(Unknown(ILL_TYPED), None)
    return Outcome(value, _same([yes.kind, no.kind], scene))


def _default(frame: Frame, scene: Scene) -> Outcome:
    value, kind = _number(frame.arguments[0], scene)
    return Outcome(Fraction(0) if isinstance(value, Unknown) and value.why == MISSING else value, kind)


def _rounded(frame: Frame, scene: Scene) -> Outcome:
    value, kind = _number(frame.arguments[0], scene)
    places = frame.arguments[1].work(scene).value
    if isinstance(value, Unknown) or isinstance(places, Unknown):
        return Outcome(value, kind)
    return Outcome(half_away(Fraction(value), int(places)), kind)


def half_away(value: Fraction, places: int) -> Fraction:
    """四舍五入: the nearest number with so many decimals, a half away from zero."""
    shifted = abs(value) * 10**places
    whole = floor(shifted) + (1 if shifted - floor(shifted) >= Fraction(1, 2) else 0)
    return Fraction(whole if value >= 0 else -whole, 10**places)


def _bands(frame: Frame, scene: Scene) -> Outcome:
    value, kind = _number(frame.arguments[0], scene)
    _same([kind, PURE], scene)
    if isinstance(value, Unknown):
        return Outcome(value, kind_of("points"))
    for to, closed, points in scene.figures.bands:
        if to is None or value < to or (closed and value == to):
            return Outcome(points, kind_of("points"))
    raise ValueError("the last band is the rest")


NUMBERS: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "最小": min,
    "最大": max,
    "限定": lambda v: min(max(v[0], v[1]), v[2]),
    "绝对值": lambda v: abs(v[0]),
    "向上取整": lambda v: Fraction(ceil(v[0])),
    "向下取整": lambda v: Fraction(floor(v[0])),
}


def _of_numbers(frame: Frame, scene: Scene) -> Outcome:
    outcomes = [_number(term, scene) for term in frame.arguments]
    kind = _same([outcome.kind for outcome in outcomes], scene)
    values = [outcome.value for outcome in outcomes]
    return Outcome(joined(*values) or NUMBERS[frame.function]([Fraction(v) for v in values if not isinstance(v, Unknown)]), kind)


CALLS: dict[str, Callable[[Frame, Scene], Outcome]] = {"如果": _if, "缺省": _default, "四舍五入": _rounded, "分档": _bands}


def _over_axis(first: Term, axis: str) -> Term:
    basis = first.basis
    if basis is None:
        raise RefusedError("an axis breaks down a figure, not a formula")
    unlisted = Unknown(NOT_LISTED, frozenset({f"{basis.label}（按{axis}）"}))

    def work(scene: Scene) -> Outcome:
        parts = scene.figures.listed(basis._replace(back=basis.back + scene.back, over=axis))
        return Outcome(sum(parts, Fraction(0)) if parts else unlisted, first.work(scene).kind)

    return Term(work)


def _over_list(frame: Frame, scene: Scene) -> Outcome:
    members = [replace(scene, fields={**scene.fields, **member}) for member in scene.figures.members[frame.members]]
    if frame.function == "计数":
        each = [_truth(frame.arguments[0], member) for member in members]
        ones: list[Value] = [o.value if isinstance(o.value, Unknown) else Fraction(bool(o.value)) for o in each]
        return Outcome(_total(ones), PURE)
    values = [_number(frame.arguments[0], member) for member in members]
    if frame.function in ("最大", "最小"):
        kind = values[0].kind if len(values) == 1 else _same([v.kind for v in values], scene)
        found = [v.value for v in values]
        return Outcome(joined(*found) or NUMBERS[frame.function]([Fraction(v) for v in found if not isinstance(v, Unknown)]), kind)
    if frame.function == "合计":
        return Outcome(
            _total([v.value for v in values]), values[0].kind if len(values) == 1 else _same([v.kind for v in values], scene)
        )
    weights = [_number(frame.arguments[1], member) for member in members]
    products = [arithmetic("×", v.value, w.value) for v, w in zip(values, weights, strict=True)]
    kinds = [_product("×", v.kind, w.kind, scene, divisor_is_zero=False) for v, w in zip(values, weights, strict=True)]
    above, below = _same(kinds, scene), _same([w.kind for w in weights], scene)
    zero = len(members) == 1 and frame.arguments[1].zero
    return Outcome(
        arithmetic("÷", _total(products), _total([w.value for w in weights])),
        _product("÷", above, below, scene, divisor_is_zero=zero),
    )


def _total(values: Sequence[Value]) -> Value:
    total = values[0]
    for value in values[1:]:
        total = arithmetic("＋", total, value)
    return total
