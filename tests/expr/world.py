"""A small law book for the tests of 衡式, as the oracle knows it and as hengji knows it; its names and figures are the seeds'."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.expr import oracle
from tests.expr.oracle import Basis, Concept, Figures, Value

from hengji.core import exact
from hengji.core.quantity import Unit
from hengji.core.unknown import Unknown, Why
from hengji.expr import scalar, words
from hengji.expr.dimensions import TRUTH
from hengji.expr.errors import FormulaError
from hengji.expr.intervals import EITHER, NO, YES
from hengji.expr.names import Axis, Name, Vocabulary
from hengji.expr.parse import parse
from hengji.expr.tree import Local, Node, Number, OverAxis, Ref
from hengji.expr.unfold import Band, Lists

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from hengji.core.exact import Exact
    from hengji.expr.dimensions import Dimension
    from hengji.expr.intervals import End, Interval

STAGES = {"决算": "outturn", "年初预算": "original", "全年预算": "revised"}
YEARLY = ("决算", "年初预算", "全年预算")
AXES = {"功能分类": ("function", ("201", "20132", "208")), "资金来源": ("fund", ("一般公共", "政府性基金"))}

CONCEPTS = [
    Concept("本年支出合计", "money", YEARLY, ("功能分类", "资金来源")),
    Concept("本年支出", "money", YEARLY),
    Concept("本年收入合计", "money", YEARLY, ("资金来源",)),
    Concept("年初结转和结余", "money", ("决算",)),
    Concept("“三公”经费", "money", YEARLY),
    Concept("因公出国（境）费", "money", YEARLY),
    Concept("因公出国", "money", YEARLY),
    Concept("非税收入", "money", ("决算",)),
    Concept("人员经费", "money", ("决算", "年初预算")),
    Concept("使用非财政拨款结余", "money", ("决算",), (), optional=True),
    Concept("结余分配", "money", ("决算",), (), optional=True),
    Concept("在职人员数", "person"),
    Concept("编制数", "person"),
    Concept("办公用房面积（㎡）", "area"),
    Concept("按时公开率", "ratio"),
    Concept("按时公开", "truth"),
    Concept("且末县整改到位", "truth"),
    Concept("PPP项目预算执行率", "ratio"),
]
UNITS = {
    "元": ("money", Fraction(1)),
    "万": ("money", Fraction(10_000)),
    "万元": ("money", Fraction(10_000)),
    "亿元": ("money", Fraction(100_000_000)),
    "人": ("person", Fraction(1)),
    "人次": ("visit", Fraction(1)),
    "㎡": ("area", Fraction(1)),
    "个百分点": ("ratio", Fraction(1, 100)),
    "分": ("points", Fraction(1)),
}
LOCALS = {"分值": "points", "指标值": "ratio", "限度": "ratio", "步长": "ratio", "每步扣分": "points", "否决情形": "truth"}
LISTS = {"要点": {"得分": "points", "满足": "truth"}, "目标": {"完成率": "ratio", "权重": "ratio", "投入": "money"}}

WORLD = oracle.World(
    concepts={concept.label: concept for concept in CONCEPTS},
    units=UNITS,
    stages={**{label: label for label in STAGES}, "决算数": "决算", "执行数": "决算", "年初预算数": "年初预算"},
    axes={label: codes for label, (_, codes) in AXES.items()},
    locals=LOCALS,
    lists=LISTS,
)


def _pair(value: Fraction) -> Exact:
    return value.numerator, value.denominator


VOCABULARY = Vocabulary(
    names={
        c.label: Name(
            f"concept_{number}",
            c.label,
            c.dimension,
            tuple(STAGES[s] for s in c.stages),
            tuple(AXES[a][0] for a in c.axes),
            c.optional,
        )
        for number, c in enumerate(CONCEPTS)
    },
    stages={spelling: STAGES[label] for spelling, label in WORLD.stages.items()},
    stage_labels={stage: label for label, stage in STAGES.items()},
    axes={label: Axis(axis, label, frozenset(codes)) for label, (axis, codes) in AXES.items()},
    units={label: Unit(label, label, dimension, _pair(factor)) for label, (dimension, factor) in UNITS.items()},
    locals=frozenset(LOCALS),
    lists={name: tuple(fields) for name, fields in LISTS.items()},
    optional_terms=True,
)

LOCAL_DIMENSIONS: dict[str, Dimension] = {
    name: ((dimension, 1),) if dimension != "ratio" else ()
    for name, dimension in {**LOCALS, **{name: d for fields in LISTS.values() for name, d in fields.items()}}.items()
}

ROUND_FIGURES = [Fraction(n, 600) for n in (0, 0, 600, -600, 300, -300, 1500, -1500, 90, 3, 1200, 1800, 3000, 570, 200, -400)]
REAL_FIGURES = [
    Fraction(n, 10_000) for n in (29162700, 29008000, 154700, 0, 700000, 610000, 18200, 69000, 11706400, 15300, 9987, 9624)
]
LARGE_FIGURES = [Fraction(10) ** 20, -(Fraction(10) ** 20), Fraction(10) ** 40, Fraction(10) ** 19 + Fraction(1, 3)]
BANDS = [
    [
        oracle.Band(Fraction(0), True, Fraction(5)),
        oracle.Band(Fraction(1, 10), True, Fraction(4)),
        oracle.Band(None, True, Fraction(0)),
    ],
    [
        oracle.Band(Fraction(3, 5), False, Fraction(0)),
        oracle.Band(Fraction(1), False, Fraction(3)),
        oracle.Band(None, True, Fraction(5)),
    ],
    [oracle.Band(Fraction(1), True, Fraction(2)), oracle.Band(None, True, Fraction(5))],
]


class Ledger(Figures):
    """Figures drawn by dice when they are first asked for, and the same ever after; many of them missing, nought, or equal."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.known: dict[object, Value] = {}
        self.parts: dict[Basis, list[Fraction]] = {}
        self.bands = dice.choice(BANDS)
        self.members = {
            name: [
                {key: self._draw(kind, f"{key}{number}") for key, kind in fields.items()} for number in range(1, dice.randint(3, 4))
            ]
            for name, fields in LISTS.items()
        }

    def fact(self, basis: Basis) -> Value:
        if basis not in self.known:
            self.known[basis] = self._draw(WORLD.concepts[basis.label].dimension, said(basis))
        return self.known[basis]

    def local(self, name: str) -> Value:
        if name not in self.known:
            self.known[name] = self._draw(LOCALS[name], name)
        return self.known[name]

    def listed(self, basis: Basis) -> Sequence[Fraction]:
        if basis not in self.parts:
            self.parts[basis] = [self.dice.choice(REAL_FIGURES) for _ in range(self.dice.randrange(4))]
        return self.parts[basis]

    def _draw(self, dimension: str, name: str) -> Value:
        luck = self.dice.random()
        if luck < 0.08:
            return oracle.Unknown(oracle.MISSING, frozenset({name}))
        if dimension == "truth":
            return self.dice.random() < 0.5
        if luck < 0.45:
            return self.dice.choice(ROUND_FIGURES)
        if luck < 0.96:
            return self.dice.choice(REAL_FIGURES)
        return self.dice.choice(LARGE_FIGURES)


def said(basis: Basis) -> str:
    """The name under which a figure is missing."""
    return f"{basis.label}[{basis.stage}{basis.members}]{basis.back}"


class Facts:
    """The same figures as hengji asks for them; its pairs are not always in lowest terms."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def fact(self, ref: Ref) -> scalar.Value:
        return theirs(self.ledger.fact(basis_of(ref)))

    def listed(self, over: OverAxis) -> Sequence[Exact]:
        return [widened(part) for part in self.ledger.listed(basis_of(over))]

    def local(self, name: Local) -> scalar.Value:
        return theirs(self._local(name))

    def _local(self, name: Local) -> Value:
        if not name.index:
            return self.ledger.local(name.name)
        fields = next(members for members in self.ledger.members.values() if name.name in members[0])
        return fields[name.index - 1][name.name]

    def value(self, leaf: Ref | Local | OverAxis) -> Value:
        """What a name stands for."""
        if isinstance(leaf, Ref):
            return self.ledger.fact(basis_of(leaf))
        if isinstance(leaf, Local):
            return self._local(leaf)
        parts = self.ledger.listed(basis_of(leaf))
        return sum(parts, Fraction(0)) if parts else oracle.Unknown(oracle.NOT_LISTED)

    def interval(self, leaf: Ref | Local | OverAxis) -> Interval:
        """Some interval that holds the value; a missing figure may turn out to be nought."""
        dice, value = self.ledger.dice, self.value(leaf)
        if isinstance(value, bool):
            return EITHER if dice.random() < 0.5 else YES if value else NO
        if isinstance(value, oracle.Unknown):
            return EITHER if is_truth(leaf) else around(Fraction(0), dice)
        return around(value, dice)


def is_truth(leaf: Ref | Local | OverAxis) -> bool:
    """Whether a name stands for a truth value."""
    if isinstance(leaf, Local):
        return LOCAL_DIMENSIONS[leaf.name] == TRUTH
    return isinstance(leaf, Ref) and leaf.dimension == "truth"


def around(value: Fraction, dice: Random) -> Interval:
    """An interval with the value in it, at an end of it, alone in it, or open."""

    def end(sign: int) -> End:
        luck = dice.random()
        return None if luck < 0.1 else widened(value) if luck < 0.6 else widened(value + sign * dice.choice(REAL_FIGURES))

    return end(-1), end(1)


def widened(value: Fraction) -> Exact:
    """A pair of the number, over ten times its denominator where that is small."""
    n, d = _pair(value)
    return (n * 10, d * 10) if d < 20 else (n, d)


def theirs(value: Value) -> scalar.Value:
    """A value as hengji writes it."""
    if isinstance(value, oracle.Unknown):
        return Unknown(Why(value.why), tuple(sorted(value.missing)))
    return value if isinstance(value, bool) else widened(value)


def ours(value: scalar.Value) -> Value:
    """A value of hengji as the oracle writes it."""
    if isinstance(value, Unknown):
        return oracle.Unknown(value.why.value, frozenset(value.missing))
    return value if isinstance(value, bool) else Fraction(*value)


def basis_of(leaf: Ref | OverAxis) -> Basis:
    """The basis of a name, in labels."""
    ref = leaf.ref if isinstance(leaf, OverAxis) else leaf
    stages = {stage: label for label, stage in STAGES.items()}
    axes = {axis: label for label, (axis, _) in AXES.items()}
    members = tuple(sorted((axes[axis], code) for axis, code in ref.members))
    return Basis(ref.label, stages.get(ref.stage, ""), ref.years, members, leaf.axis_label if isinstance(leaf, OverAxis) else "")


def lists(ledger: Ledger) -> Lists:
    """What the indicator carries: a known number stands in the tree, the rest stay names."""
    bands = [Band(None if b.to is None else _literal(b.to), b.closed, _literal(b.points, "points")) for b in ledger.bands]
    members = {
        name: [_member(fields, number) for number, fields in enumerate(members, 1)] for name, members in ledger.members.items()
    }
    return Lists(bands, members)


def _member(fields: Mapping[str, Value], number: int) -> dict[str, Node]:
    return {
        key: _literal(value, "points") if key == "得分" and isinstance(value, Fraction) and value else Local(key, number)
        for key, value in fields.items()
    }


def _literal(value: Fraction, dimension: str = "") -> Number:
    return Number(_pair(value), str(value), dimension)


class Known:
    """Figures by the name that a reader sees, in base units; what is not among them is missing."""

    def __init__(self, figures: Mapping[str, str | bool | Unknown], parts: Mapping[str, Sequence[str]] | None = None) -> None:
        self.figures, self.parts = figures, parts or {}

    def fact(self, ref: Ref) -> scalar.Value:
        return self._known(words.name(ref))

    def listed(self, over: OverAxis) -> Sequence[Exact]:
        return [exact.of(part) for part in self.parts.get(words.name(over), ())]

    def local(self, name: Local) -> scalar.Value:
        return self._known(words.name(name))

    def _known(self, name: str) -> scalar.Value:
        figure = self.figures.get(name, Unknown(Why.MISSING, (name,)))
        return exact.of(figure) if isinstance(figure, str) else figure


def value(text: str, figures: Mapping[str, str | bool | Unknown] | None = None) -> scalar.Value:
    """What a formula gives with these figures, a number in lowest terms."""
    return lowest(scalar.evaluate(parse(text, VOCABULARY), Known(figures or {})))


def lowest(found: scalar.Value) -> scalar.Value:
    """A number in lowest terms; anything else as it is."""
    return exact.reduce(found) if isinstance(found, tuple) else found


def refused(text: str, vocabulary: Vocabulary = VOCABULARY) -> FormulaError:
    """The error with which a formula is refused."""
    try:
        tree = parse(text, vocabulary)
    except FormulaError as error:
        return error
    raise AssertionError(f"read as {words.formula(tree)}")
