"""A scheme compiled into one query: measures, points and status of every line, the total and the grade, exact."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from hengji.batch import shape as shapes
from hengji.core import exact
from hengji.expr import columns, dimensions
from hengji.expr.columns import NEVER, Column, Condition, Never, Ratio, Sums, Whole, Workings, constant, literal, named
from hengji.expr.tree import Local, OverAxis, Ref
from hengji.rulebook import method as methods

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.batch.shape import Shape
    from hengji.core.exact import Exact
    from hengji.expr.tree import Node
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Indicator, Scheme

UNKNOWN, SCORED, BY_HAND, NOT_APPLICABLE = 0, 1, 2, 3
STATUS = {"unknown": UNKNOWN, "scored": SCORED, "entered": BY_HAND, "not_applicable": NOT_APPLICABLE}
MEASURE, POINTS, STATE, TOTAL, GRADE = "measure", "points", "status", "total", "grade"
FACTS = "facts"
RATE_DECIMALS, OTHER_DECIMALS = 4, 2
SMALL, NARROW = 2**15 - 1, 16


@dataclass(frozen=True, slots=True)
class Output:
    """A column of the output: `decimals` says how many of its digits stand behind the comma; `about` is measure, points, status, total or grade."""

    name: str
    about: str
    line: str
    type: str
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Proof:
    """The largest whole number that the computation of a line can reach, and whether 64 bits hold it."""

    line: str
    widest: int

    @property
    def wide(self) -> bool:
        """Whether 128 bits are needed."""
        return self.widest > columns.MOST


@dataclass(frozen=True, slots=True)
class Plan:
    """A scheme as a query over the columns of `shape`."""

    scheme: Scheme
    shape: Shape
    workings: Workings
    outputs: tuple[Output, ...]
    chosen: tuple[tuple[str, exp.Expr], ...]
    proofs: tuple[Proof, ...]
    points_decimals: int
    carried: tuple[str, ...] = ()

    def query(self, source: exp.Expr) -> exp.Expr:
        """The query over a table or a query of facts."""
        base = exp.select(
            *(exp.alias_(_key(name), name, quoted=True) for name in (shapes.UNIT, shapes.YEAR, *self.carried)),
            *(exp.alias_(_read(column), name, quoted=True) for name, column in self.shape.columns.items()),
        ).from_(source)
        return columns.query(self.workings, base, list(self.chosen), len(self.workings.layers))

    def sql(self, source: exp.Expr, dialect: str) -> str:
        """The query in an engine's dialect."""
        return columns.printed(self.query(source), dialect)

    def output(self, line: str, about: str) -> Output | None:
        """One of the output columns."""
        return next((output for output in self.outputs if (output.line, output.about) == (line, about)), None)


def _key(name: str) -> exp.Expr:
    return exp.cast(named(name), "SMALLINT" if name == shapes.YEAR else "VARCHAR")


def _read(column: shapes.Column) -> exp.Expr:
    return exp.cast(named(column.name), "BIGINT") if column.kind == shapes.NUMBER else named(column.name)


def compile_scheme(scheme: Scheme, book: Book, names: tuple[str, ...] | None = None) -> Plan:
    """The query of a scheme over a table with these columns, or with every column that it could look at.

    Raises columns.UnfitError where a number of a line can grow beyond 38 digits.
    """
    wanted = shapes.shape(scheme, book)
    given = wanted if names is None else wanted.present(names)
    return _Compiler(scheme, book, given).plan(tuple(name for name in shapes.CARRIED if names is not None and name in names))


def points_decimals(scheme: Scheme) -> int:
    """Decimals of the points in the output: those of the scheme, or of a weight that has more."""
    return max([scheme.points_decimals, *(_decimals(row.weight) for row in scheme.indicators if row.weight is not None)])


def measure_decimals(row: Indicator, scheme: Scheme) -> int | None:
    """Decimals of a line's measure in the output; None for a truth value or a line without a measure."""
    if row.measure is None:
        return None
    dimension = _dimension(row)
    if dimension == dimensions.TRUTH:
        return None
    if dimension in (dimensions.PURE, dimensions.ANY):
        return max(RATE_DECIMALS, scheme.rate_decimals or 0)
    return OTHER_DECIMALS


def _dimension(row: Indicator) -> dimensions.Dimension:
    if row.bound is not None:
        return row.bound.measure
    return dimensions.check(row.measure, {}) if row.measure is not None else dimensions.PURE


def _decimals(value: Exact) -> int:
    """How many decimals a number needs; those of a weight are few, for it was written as a decimal."""
    below, decimals = exact.reduce(value)[1], 0
    while (10**decimals) % below:
        decimals += 1
    return decimals


@dataclass(slots=True)
class _Line:
    """A line in the making: its points and status as named columns."""

    row: Indicator
    points: Whole | None
    status: Whole
    may_redistribute: bool


@dataclass(slots=True)
class _Compiler:
    scheme: Scheme
    book: Book
    shape: Shape
    workings: Workings = field(default_factory=Workings)
    outputs: list[Output] = field(default_factory=list)
    chosen: list[tuple[str, exp.Expr]] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    decimals: int = 0

    def plan(self, carried: tuple[str, ...]) -> Plan:
        self.decimals = points_decimals(self.scheme)
        for name in (shapes.UNIT, shapes.YEAR, *carried):
            self.chosen.append((name, named(name)))
        lines = [self._line(row) for row in self.scheme.indicators]
        self._total(lines)
        return Plan(
            self.scheme,
            self.shape,
            self.workings,
            tuple(self.outputs),
            tuple(self.chosen),
            tuple(self.proofs),
            self.decimals,
            carried,
        )

    # ── names ──

    def _fact(self, ref: Ref) -> Column:
        found = self.shape.facts[shapes.fact_name(ref)]
        if found.kind == shapes.TRUTH:
            return columns.condition_column(found.name)
        return Ratio(columns.whole_column(found.name, found.low, found.high), literal(found.scale))

    def _over(self, over: OverAxis) -> Column:
        """The sum of the listed members that no other listed member contains; unknown where none is listed."""
        sums = Sums(self.workings)
        parents = self.book.parents.get(over.axis, {})
        refs = {ref.members[0][1]: ref for ref in shapes.member_refs(over, self.book)}
        listed = {code: columns.named(shapes.fact_name(ref)) for code, ref in refs.items()}
        total: Whole = literal(0)
        scale = 1
        for code, ref in refs.items():
            column = self.shape.facts[shapes.fact_name(ref)]
            scale = column.scale
            above = [listed[other] for other in _above(code, parents) if other in listed]
            counts = exp.and_(
                exp.Not(this=exp.Is(this=listed[code], expression=exp.null())),
                *(exp.Is(this=other, expression=exp.null()) for other in above),
            )
            part = exp.Case(ifs=[exp.If(this=counts, true=listed[code])], default=exp.Literal.number(0))
            total = sums.plus(total, Whole(part, min(0, column.low), max(0, column.high)))
        none = exp.and_(*(exp.Is(this=column, expression=exp.null()) for column in listed.values()))
        sql = exp.Case(ifs=[exp.If(this=exp.Not(this=exp.paren(none)), true=total.sql)])
        return Ratio(self.workings.whole(replace(total, sql=sql), own=True), literal(scale))

    def _entered(self, row: Indicator) -> Callable[[Local], Column]:
        """What a person entered, as columns; unknown where the table has none."""
        tiers = {tier.label: tier.share for tier in row.tiers if tier.share is not None}

        def local(name: Local) -> Column:
            if name.name == methods.POINTS:
                entry = self.shape.entries.get(f"{shapes.ENTERED}__{row.id}")
                return (
                    NEVER
                    if entry is None
                    else Ratio(columns.whole_column(entry.name, entry.low, entry.high), literal(shapes.SCALES["points"]))
                )
            if name.name == methods.SHARE:
                return self._share(self.shape.entries.get(f"{shapes.TIER}__{row.id}"), tiers)
            entry = self.shape.entries.get(shapes.answer_name(row.id, name.index))
            return NEVER if entry is None else columns.condition_column(entry.name)

        return local

    def _share(self, entry: shapes.EntryColumn | None, tiers: dict[str, Exact]) -> Column:
        """The fixed share of the tier that was entered."""
        if entry is None or not tiers:
            return NEVER
        below = 1
        for share in tiers.values():
            below = below * share[1]
        wholes = {label: share[0] * below // share[1] for label, share in tiers.items()}
        ifs = [
            exp.If(this=exp.EQ(this=named(entry.name), expression=exp.Literal.string(label)), true=literal(share).sql)
            for label, share in wholes.items()
        ]
        whole = Whole(exp.Case(ifs=ifs), min(wholes.values()), max(wholes.values()), bits=NARROW)
        return Ratio(self.workings.whole(whole, own=True), literal(below))

    def _leaf(self, locals_: Callable[[Local], Column]) -> Callable[[Ref | Local | OverAxis], Column]:
        def leaf(node: Ref | Local | OverAxis) -> Column:
            match node:
                case Ref():
                    return self._fact(node)
                case OverAxis():
                    return self._over(node)
                case Local():
                    return locals_(node)

        return leaf

    # ── a line ──

    def _line(self, row: Indicator) -> _Line:
        before, self.workings.widest = self.workings.widest, 0
        measure = self._measure(row)
        first, second = self._points(row, measure)
        line = self._outcome(row, first, second)
        self.proofs.append(Proof(row.id, self.workings.widest))
        self.workings.widest = max(before, self.workings.widest)
        return line

    def _measure(self, row: Indicator) -> Column:
        """The measure as the points see it, and as the output shows it."""
        if row.measure is None:
            return NEVER
        sums = Sums(self.workings)
        value = self._node(row.measure, lambda _: NEVER)
        decimals = self.scheme.rate_decimals
        if isinstance(value, Ratio) and decimals is not None and not _dimension(row):
            rounded = sums.rounded(value, decimals)
            value = Ratio(self.workings.whole(rounded.above), rounded.below)
        elif isinstance(value, Ratio):
            value = self.workings.ratio(value)
        elif isinstance(value, Condition):
            value = self.workings.condition(value)
        self._show_measure(row, value)
        return value

    def _node(self, node: Node, locals_: Callable[[Local], Column]) -> Column:
        return columns.compile_node(node, self._leaf(locals_), self.workings)

    def _show_measure(self, row: Indicator, value: Column) -> None:
        name, decimals = f"{MEASURE}__{row.id}", measure_decimals(row, self.scheme)
        if decimals is None:
            sql = value.sql if isinstance(value, Condition) else exp.null()
            self._put(Output(name, MEASURE, row.id, "BOOLEAN"), sql, value.level if isinstance(value, Condition) else 0)
            return
        if isinstance(value, Ratio):
            shown = Sums(self.workings).scaled(value, 10**decimals)
            kind = "BIGINT" if max(-shown.low, shown.high) <= columns.MOST else "DECIMAL(38, 0)"
            self._put(Output(name, MEASURE, row.id, kind, decimals), shown.sql, shown.level)
        else:
            self._put(Output(name, MEASURE, row.id, "BIGINT", decimals), exp.null(), 0)

    def _put(self, output: Output, sql: exp.Expr, level: int, low: int = 0, high: int = 0) -> Whole:
        """An output column, which later layers may use by its name."""
        name, at = self.workings.put(exp.cast(sql.copy(), output.type), level, output.name)
        self.outputs.append(output)
        self.chosen.append((name, named(name)))
        return replace(
            columns.whole_column(name, low, high, at),
            bits=NARROW if output.type in ("TINYINT", "SMALLINT", "INT") else columns.BITS,
        )

    def _points(self, row: Indicator, measure: Column) -> tuple[Whole | None, Whole | None]:
        """The points without what a person entered, and with it; None where they are never known."""
        if row.bound is None:
            return None, None
        hand = self._entered(row)
        without = self._scaled(row, lambda name: measure if name.name == methods.MEASURE else NEVER)
        if not row.bound.entered:
            return without, None
        return without, self._scaled(row, lambda name: measure if name.name == methods.MEASURE else hand(name))

    def _scaled(self, row: Indicator, locals_: Callable[[Local], Column]) -> Whole | None:
        """The points, rounded as the scheme says, in the last digit of the output."""
        if row.bound is None:
            return None
        value = self._node(row.bound.points, locals_)
        if not isinstance(value, Ratio):
            return None
        sums = Sums(self.workings)
        rounded = sums.scaled(value, 10**self.scheme.points_decimals)
        return sums.times(rounded, literal(10 ** (self.decimals - self.scheme.points_decimals)))

    def _outcome(self, row: Indicator, first: Whole | None, second: Whole | None) -> _Line:
        """Points and status: not applicable before everything, then what is computed, then what was entered."""
        if row.weight is None:
            first = second = None
        first, second = (None if each is None else self.workings.whole(each) for each in (first, second))
        absent, then = self._absent(row), row.not_applicable.then if row.not_applicable else "unknown"
        kind = self._points_type(row)
        known = [each for each in (first, second) if each is not None]
        level = max([each.level for each in known] + ([absent.level] if absent else []), default=0)
        points: exp.Expr = exp.null()
        if known:
            points = known[0].sql if len(known) == 1 else exp.Coalesce(this=known[0].sql, expressions=[known[1].sql])
        states = [
            exp.If(this=_is_known(each), true=literal(state).sql)
            for each, state in ((first, SCORED), (second, BY_HAND))
            if each is not None
        ]
        if absent is not None:
            instead, state = self._instead(row, then)
            points = exp.Case(ifs=[exp.If(this=absent.sql, true=instead)], default=points)
            states.insert(0, exp.If(this=absent.sql.copy(), true=literal(state).sql))
        status: exp.Expr = exp.Case(ifs=states, default=literal(UNKNOWN).sql) if states else literal(UNKNOWN).sql
        nothing = not known and absent is None
        put = self._put(Output(f"{POINTS}__{row.id}", POINTS, row.id, kind, self.decimals), points, level, 0, self._most(row))
        state_column = self._put(Output(f"{STATE}__{row.id}", STATE, row.id, "TINYINT"), status, level, 0, NOT_APPLICABLE)
        return _Line(row, None if nothing else put, state_column, absent is not None and then == "redistribute")

    def _most(self, row: Indicator) -> int:
        """The weight in the last digit of the output."""
        above, below = exact.ZERO if row.weight is None else row.weight
        return int(above * 10**self.decimals // below)

    def _points_type(self, row: Indicator) -> str:
        return "SMALLINT" if self._most(row) <= SMALL else "INT"

    def _instead(self, row: Indicator, then: str) -> tuple[exp.Expr, int]:
        """The points of a line that is not applicable, and its status."""
        if then == "unknown" or (row.weight is None and then == "full"):
            return exp.null(), UNKNOWN
        if then == "redistribute":
            return exp.null(), NOT_APPLICABLE
        return literal(self._most(row) if then == "full" else 0).sql, NOT_APPLICABLE

    def _absent(self, row: Indicator) -> Condition | None:
        """Not applicable by the scheme's condition or by what was entered; never unknown."""
        parts, level = [], 0
        entry = self.shape.entries.get(f"{shapes.ABSENT}__{row.id}")
        if entry is not None:
            parts.append(exp.Coalesce(this=named(entry.name), expressions=[exp.false()]))
        rule = row.not_applicable
        if rule is not None and rule.when is not None:
            when = self._node(rule.when, lambda _: NEVER)
            if isinstance(when, Condition):
                parts.append(exp.Coalesce(this=when.sql.copy(), expressions=[exp.false()]))
                level = when.level
        if not parts:
            return None
        return self.workings.condition(Condition(parts[0] if len(parts) == 1 else exp.or_(*parts), level))

    # ── the total ──

    def _total(self, lines: list[_Line]) -> None:
        scheme, scale = self.scheme, 10**self.scheme.points_decimals
        value = self._sum(lines)
        if isinstance(value, Never):
            self._put(Output(TOTAL, TOTAL, "", "INT", scheme.points_decimals), exp.null(), 0)
            self._put(Output(GRADE, GRADE, "", "VARCHAR"), exp.null(), 0)
            return
        shown = Sums(self.workings).scaled(value, scale)
        total = self._put(Output(TOTAL, TOTAL, "", "INT", scheme.points_decimals), shown.sql, shown.level, shown.low, shown.high)
        self._grade(total)

    def _sum(self, lines: list[_Line]) -> Ratio | Never:
        """The sum of the lines; what is redistributed scales the rest; then the bonus."""
        known = [line.points for line in lines]
        if not self.scheme.weights_known() or self.scheme.slots or any(points is None for points in known):
            return NEVER
        sums = Sums(self.workings)
        points = literal(0)
        for line in lines:
            points = sums.plus(points, self._part(line))
        total = Ratio(points, literal(10**self.decimals))
        total = self._redistributed(total, [line for line in lines if line.may_redistribute], sums)
        return self._with_bonus(total, sums)

    def _part(self, line: _Line) -> Whole:
        """The points of a line in the sum: those of a redistributed line are left out, those of an unknown line make the sum unknown."""
        column = line.points
        if column is None:
            raise TypeError(line.row.id)
        if not line.may_redistribute:
            return column
        left_out = exp.EQ(this=line.status.sql.copy(), expression=literal(NOT_APPLICABLE).sql)
        sql = exp.Case(ifs=[exp.If(this=left_out, true=literal(0).sql)], default=column.sql.copy())
        return self.workings.whole(replace(column, sql=sql), own=True)

    def _redistributed(self, total: Ratio, lines: list[_Line], sums: Sums) -> Ratio:
        if not lines:
            return total
        removed = literal(0)
        for line in lines:
            left_out = exp.EQ(this=line.status.sql.copy(), expression=literal(NOT_APPLICABLE).sql)
            weight = self._most(line.row)
            sql = exp.Case(ifs=[exp.If(this=left_out, true=literal(weight).sql)], default=literal(0).sql)
            removed = sums.plus(removed, Whole(sql, 0, weight, line.status.level, bits=NARROW))
        removed = self.workings.whole(removed, own=True)
        full = self.scheme.full_marks[0] * 10**self.decimals // self.scheme.full_marks[1]
        left = self.workings.whole(sums.less(literal(full), removed), own=True)
        share = sums.divide(Ratio(literal(full), literal(1)), Ratio(left, literal(1)))
        if isinstance(share, Never):
            return total
        rounded = sums.rounded(sums.multiply(total, share), self.scheme.points_decimals)
        some = sums.compare("＞", Ratio(removed, literal(1)), constant(exact.ZERO))
        chosen = sums.choose(some, rounded, total)
        return chosen if isinstance(chosen, Ratio) else total

    def _with_bonus(self, total: Ratio, sums: Sums) -> Ratio | Never:
        """The bonus within its cap, and the total within the full marks where the bonus may not exceed them."""
        bonus, entry = self.scheme.bonus, self.shape.entries.get(shapes.BONUS)
        if bonus is None or entry is None:
            return total
        column = columns.whole_column(entry.name, entry.low, entry.high)
        given = sums.or_zero(Ratio(column, literal(shapes.SCALES["points"])))
        if not isinstance(given, Ratio):
            return total
        more: Column = sums.extreme([given, constant(bonus.cap)], least=True) if bonus.cap is not None else given
        if bonus.cap is None:
            more = sums.choose(sums.compare("＞", given, constant(exact.ZERO)), NEVER, given)
        if not isinstance(more, Ratio):
            return NEVER
        summed = sums.add(total, more)
        if bonus.may_exceed:
            return summed
        full = constant(self.scheme.full_marks)
        capped = sums.extreme([summed, full], least=True)
        chosen = sums.choose(sums.compare("＞", more, constant(exact.ZERO)), capped, summed)
        return chosen if isinstance(chosen, Ratio) else NEVER

    def _grade(self, total: Whole) -> None:
        scale = 10**self.scheme.points_decimals
        sums = Sums(self.workings)
        ifs = []
        for step in self.scheme.grades:
            reaches = sums.compare("≥", Ratio(total, literal(scale)), constant(step.lowest))
            ifs.append(exp.If(this=reaches.sql, true=exp.Literal.string(step.label)))
        sql = exp.Case(ifs=ifs) if ifs else exp.null()
        self._put(Output(GRADE, GRADE, "", "VARCHAR"), sql, total.level)


def _is_known(whole: Whole) -> exp.Expr:
    return exp.Not(this=exp.Is(this=whole.sql.copy(), expression=exp.null()))


def _above(code: str, parents: dict[str, str]) -> list[str]:
    found = []
    while code := parents.get(code, ""):
        found.append(code)
    return found
