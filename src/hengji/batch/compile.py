"""A scheme compiled into one query: measures, points and status of every line, the total and the grade, exact."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from hengji.batch import peers
from hengji.batch import shape as shapes
from hengji.batch.total import Adding, Scored, rounded
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
MOST_DECIMALS = 4
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

    @property
    def reordered(self) -> bool:
        """Whether a comparison among peers takes the rows out of their order, so that the output is sorted by unit and year."""
        return any(row.peers is not None for row in self.scheme.indicators)

    def sql(self, source: exp.Expr, dialect: str) -> str:
        """The query over a table or a query of facts, in an engine's dialect."""
        base = exp.select(
            *(exp.alias_(_key(name), name, quoted=True, copy=False) for name in (shapes.UNIT, shapes.YEAR, *self.carried)),
            *(exp.alias_(_read(column), name, quoted=True, copy=False) for name, column in self.shape.columns.items()),
            copy=False,
        ).from_(source)
        return columns.query(self.workings, f"({columns.printed(base, dialect)}) AS facts", list(self.chosen), dialect)

    def output(self, line: str, about: str) -> Output | None:
        """One of the output columns."""
        return next((output for output in self.outputs if (output.line, output.about) == (line, about)), None)


def _key(name: str) -> exp.Expr:
    return exp.cast(named(name), "SMALLINT" if name == shapes.YEAR else "VARCHAR")


def _read(column: shapes.Column) -> exp.Expr:
    """A column as the query reads it: numbers in 64 bits, days counted from 0001-01-01."""
    if column.kind == shapes.DAY:
        first = exp.cast(exp.Literal.string("0001-01-01"), "DATE")
        days = exp.DateDiff(this=exp.cast(named(column.name), "DATE"), expression=first, unit=exp.var("DAY"))
        return exp.Add(this=exp.cast(days, "BIGINT"), expression=exp.Literal.number(1))
    return exp.cast(named(column.name), "BIGINT") if column.kind == shapes.NUMBER else named(column.name)


def compile_scheme(scheme: Scheme, book: Book, names: tuple[str, ...] | None = None) -> Plan:
    """The query of a scheme over a table with these columns, or with every column that it could look at.

    Raises columns.UnfitError where a number of a line can grow beyond 38 digits.
    """
    wanted = shapes.shape(scheme, book)
    given = wanted if names is None else wanted.present(names)
    known = shapes.CARRIED if names is None else tuple(name for name in shapes.CARRIED if name in names)
    return _Compiler(scheme, book, given).plan(tuple(dict.fromkeys((*shapes.keys(scheme), *(known if names is not None else ())))))


def points_decimals(scheme: Scheme) -> int:
    """Decimals of the points in the output: those of the scheme, or of a weight that has more."""
    found = [_decimals(row.weight) for row in shapes.rows(scheme) if row.weight is not None]
    return max([scheme.points_decimals, *(each for each in found if each is not None and each <= MOST_DECIMALS)])


def measure_decimals(row: Indicator, scheme: Scheme) -> int | None:
    """Decimals of a line's measure in the output; None for a truth value or a line without a measure."""
    if row.measure is None:
        return None
    dimension = _dimension(row)
    if dimension == dimensions.TRUTH:
        return None
    if row.peers is not None:
        return row.peers.decimals
    if dimension in (dimensions.PURE, dimensions.ANY):
        return max(RATE_DECIMALS, scheme.rate_decimals or 0)
    return OTHER_DECIMALS


def _dimension(row: Indicator) -> dimensions.Dimension:
    if row.bound is not None:
        return row.bound.measure
    return dimensions.check(row.measure, {}) if row.measure is not None else dimensions.PURE


def _decimals(value: Exact) -> int | None:
    """How many decimals a number needs; None where it has no end."""
    below = exact.reduce(value)[1]
    return next((decimals for decimals in range(MOST_DECIMALS + 1) if not 10**decimals % below), None)


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
        self._total([self._line(row) for row in shapes.rows(self.scheme)])
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
        return _column(found)

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
            total = sums.wholes.plus(total, Whole(part, min(0, column.low), max(0, column.high)))
        none = exp.and_(*(exp.Is(this=column, expression=exp.null()) for column in listed.values()))
        sql = exp.Case(ifs=[exp.If(this=exp.Not(this=exp.paren(none)), true=total.sql)])
        return Ratio(self.workings.whole(replace(total, sql=sql, made=None), own=True), literal(scale))

    def _entered(self, row: Indicator) -> Callable[[Local], Column]:
        """What a person entered, as columns; unknown where the table has none."""
        tiers = {tier.label: tier.share for tier in row.tiers if tier.share is not None}

        def local(name: Local) -> Column:
            wanted = shapes.entry_column(row, name)
            entry = None if wanted is None else self.shape.entries.get(wanted.name)
            if wanted is not None and wanted.about == shapes.CHOSEN:
                return self._chosen(row, entry)
            if entry is None:
                return NEVER
            return self._share(entry, tiers) if entry.about == shapes.TIER else _column(entry)

        return local

    def _chosen(self, row: Indicator, entry: shapes.EntryColumn | None) -> Column:
        """Whether a member was chosen: unknown only where nothing was chosen in the row."""
        every = [each for each in self.shape.entries.values() if (each.line, each.about) == (row.id, shapes.CHOSEN)]
        if not every:
            return NEVER
        nothing = exp.and_(*(exp.Is(this=named(each.name), expression=exp.null()) for each in every))
        said = exp.false() if entry is None else exp.Coalesce(this=named(entry.name), expressions=[exp.false()])
        sql = exp.Case(ifs=[exp.If(this=exp.Not(this=exp.paren(nothing)), true=said)])
        return self.workings.condition(Condition(sql), own=True)

    def _share(self, entry: shapes.EntryColumn, tiers: dict[str, Exact]) -> Column:
        """The fixed share of the tier that was entered."""
        if not tiers:
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

    def _line(self, row: Indicator) -> Scored:
        before, self.workings.widest = self.workings.widest, 0
        absent = self._absent(row)
        measure = self._measure(row)
        peers = self._peers(row, measure, absent)
        first, second = self._points(row, measure, peers)
        line = self._outcome(row, absent, first, second)
        self.proofs.append(Proof(row.id, self.workings.widest))
        self.workings.widest = max(before, self.workings.widest)
        return line

    def _at(self, value: Ratio, decimals: int, most: Exact | None = None) -> Ratio:
        return rounded(Sums(self.workings), value, decimals, self.scheme, most)

    def _measure(self, row: Indicator) -> Column:
        """The measure as the points see it, and as the output shows it."""
        if row.measure is None:
            return NEVER
        value = self._node(row.measure, lambda _: NEVER)
        decimals = self.scheme.rate_decimals
        if isinstance(value, Ratio):
            if decimals is not None and not _dimension(row):
                value = Sums(self.workings).rounded(value, decimals)
            if row.peers is not None:
                value = Sums(self.workings).rounded(value, row.peers.decimals)
            value = self.workings.ratio(value)
        elif isinstance(value, Condition):
            value = self.workings.condition(value)
        self._show_measure(row, value)
        return value

    def _peers(self, row: Indicator, measure: Column, absent: Condition | None) -> dict[str, Column]:
        """What the pass over the peers gives, by name."""
        if row.bound is None or row.peers is None or not row.bound.peers or not isinstance(measure, Ratio):
            return {}
        return peers.names(row.peers, measure.above, absent if row.not_applicable is not None else None, self.workings)

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

    def _points(self, row: Indicator, measure: Column, given: dict[str, Column]) -> tuple[Ratio | None, Ratio | None]:
        """The points without what a person entered, and with it; None where they are never known."""
        if row.bound is None:
            return None, None
        hand = self._entered(row)

        def found(name: Local, *, by_hand: bool) -> Column:
            if name.name == methods.MEASURE:
                return measure
            if name.name in methods.PEERS:
                return given.get(name.name, NEVER)
            return hand(name) if by_hand or name.name == methods.CHOSEN else NEVER

        without = self._node(row.bound.points, lambda name: found(name, by_hand=False))
        with_ = self._node(row.bound.points, lambda name: found(name, by_hand=True)) if row.bound.entered else NEVER
        return (without if isinstance(without, Ratio) else None), (with_ if isinstance(with_, Ratio) else None)

    def _outcome(self, row: Indicator, absent: Condition | None, first: Ratio | None, second: Ratio | None) -> Scored:
        """Points and status: not applicable before everything, then what is computed, then what was entered."""
        if row.weight is None:
            first = second = None
        then = row.not_applicable.then if row.not_applicable else "unknown"
        known = [(each, state) for each, state in ((first, SCORED), (second, BY_HAND)) if each is not None]
        computed = [self.workings.ratio(each) for each, _ in known]
        printed = [self._taken(row, self._at(each, self.scheme.points_decimals, row.weight)) for each in computed]
        exactly = [self._taken(row, each) for each in computed]
        points, unrounded = self._first(printed), self._first(exactly)
        instead, state = self._instead(row, then)
        status = self._state(absent, state, [(each, code) for each, (_, code) in zip(computed, known, strict=True)])
        if absent is not None:
            sums = Sums(self.workings)
            points, unrounded = (sums.choose(absent, instead, each) for each in (points, unrounded))
        self._show_points(row, points)
        self._put(Output(f"{STATE}__{row.id}", STATE, row.id, "TINYINT"), status.sql, status.level, 0, NOT_APPLICABLE)
        left_out = absent if then == "redistribute" else None
        unknown = not isinstance(points, Ratio)
        if unknown and left_out is not None:
            points = unrounded = self._never_known()
        return Scored(row, points, unrounded, left_out, unknown and left_out is None)

    def _never_known(self) -> Ratio:
        """A number that is unknown in every row, for a line that counts only where it is left out."""
        whole = Whole(exp.cast(exp.null(), "BIGINT"), 0, 0)
        return Ratio(self.workings.whole(whole, own=True), literal(1))

    def _taken(self, row: Indicator, value: Ratio) -> Ratio:
        """Less what a person took away, never below 0."""
        entry = self.shape.entries.get(f"{shapes.DEDUCTED}__{row.id}")
        if entry is None:
            return value
        sums = Sums(self.workings)
        less = sums.or_zero(_column(entry))
        if not isinstance(less, Ratio):
            return value
        left = sums.add(value, sums.multiply(less, constant((-1, 1))))
        some = exp.Not(this=exp.Is(this=named(entry.name), expression=exp.null()))
        found = sums.choose(Condition(some), sums.extreme([left, constant(exact.ZERO)], least=False), value)
        return self.workings.ratio(found) if isinstance(found, Ratio) else value

    def _first(self, values: list[Ratio]) -> Column:
        """The first value that is known."""
        if not values:
            return NEVER
        if len(values) == 1:
            return values[0]
        a, b = (self.workings.ratio(value) for value in values)
        known = Condition(_is_known(a.above), a.level)
        return Sums(self.workings).choose(known, a, b)

    def _state(self, absent: Condition | None, instead: int, known: list[tuple[Ratio, int]]) -> Whole:
        ifs = [] if absent is None else [exp.If(this=absent.sql.copy(), true=literal(instead).sql)]
        ifs.extend(exp.If(this=_is_known(each.above), true=literal(code).sql) for each, code in known)
        level = max([each.level for each, _ in known] + ([absent.level] if absent else []), default=0)
        if not ifs:
            return literal(UNKNOWN)
        return Whole(exp.Case(ifs=ifs, default=literal(UNKNOWN).sql), UNKNOWN, NOT_APPLICABLE, level, bits=NARROW)

    def _show_points(self, row: Indicator, points: Column) -> None:
        """The points in the last digit of the output."""
        output = Output(f"{POINTS}__{row.id}", POINTS, row.id, self._points_type(row), self.decimals)
        if isinstance(points, Ratio):
            shown = Sums(self.workings).scaled(points, 10**self.decimals)
            self._put(output, shown.sql, shown.level, 0, self._most(row))
        else:
            self._put(output, exp.null(), 0)

    def _most(self, row: Indicator) -> int:
        """The weight in the last digit of the output."""
        above, below = exact.ZERO if row.weight is None else row.weight
        return int(above * 10**self.decimals // below)

    def _points_type(self, row: Indicator) -> str:
        return "SMALLINT" if self._most(row) <= SMALL else "INT"

    def _instead(self, row: Indicator, then: str) -> tuple[Column, int]:
        """The points of a line that is not applicable, and its status."""
        if then == "unknown" or (row.weight is None and then == "full"):
            return NEVER, UNKNOWN
        if then == "redistribute" or row.weight is None:
            return (NEVER if then == "redistribute" else constant(exact.ZERO)), NOT_APPLICABLE
        return constant(row.weight if then == "full" else exact.ZERO), NOT_APPLICABLE

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

    def _total(self, lines: list[Scored]) -> None:
        before, self.workings.widest = self.workings.widest, 0
        decimals = self.scheme.rounding.total
        adding = Adding(self.scheme, self.workings, lambda node: self._node(node, self._vetoed))
        value, grades = adding.total(lines, self._bonus())
        self.proofs.append(Proof(TOTAL, self.workings.widest))
        self.workings.widest = max(before, self.workings.widest)
        if isinstance(value, Never):
            self._put(Output(TOTAL, TOTAL, "", "INT", decimals), exp.null(), 0)
            self._put(Output(GRADE, GRADE, "", "VARCHAR"), exp.null(), 0)
            return
        shown = Sums(self.workings).scaled(value, 10**decimals)
        total = self._put(Output(TOTAL, TOTAL, "", "INT", decimals), shown.sql, shown.level, shown.low, shown.high)
        self._grade(total, grades)

    def _vetoed(self, name: Local) -> Column:
        """Whether a veto holds that no fact states."""
        entry = self.shape.entries.get(f"{shapes.VETO}__{name.name}")
        return NEVER if entry is None else columns.condition_column(entry.name)

    def _bonus(self) -> Ratio | Never:
        """The bonus within its cap; a bonus whose cap is unknown leaves no total."""
        rule, entry = self.scheme.bonus, self.shape.entries.get(shapes.BONUS)
        if rule is None or entry is None:
            return constant(exact.ZERO)
        sums = Sums(self.workings)
        given = sums.or_zero(_column(entry))
        if not isinstance(given, Ratio):
            return NEVER
        if rule.cap is not None:
            return self.workings.ratio(sums.extreme([given, constant(rule.cap)], least=True))
        known = sums.choose(sums.compare("＞", given, constant(exact.ZERO)), NEVER, given)
        return self.workings.ratio(known) if isinstance(known, Ratio) else NEVER

    def _grade(self, total: Whole, held: list[tuple[Condition, str]]) -> None:
        """The first grade that the total reaches, no better than a veto allows."""
        sums, scale = Sums(self.workings), 10**self.scheme.rounding.total
        labels = [step.label for step in self.scheme.grades]
        ifs, level = [], total.level
        for at, step in enumerate(self.scheme.grades):
            reaches: Column = sums.compare("≥", Ratio(total, literal(scale)), constant(step.lowest))
            for condition, grade in held:
                if labels.index(grade) > at:
                    reaches = sums.logic("且", reaches, sums.opposite(condition))
            if isinstance(reaches, Condition):
                level = max(level, reaches.level)
                ifs.append(exp.If(this=reaches.sql, true=exp.Literal.string(step.label)))
        sql = exp.Case(ifs=ifs) if ifs else exp.null()
        self._put(Output(GRADE, GRADE, "", "VARCHAR"), sql, level)


def _column(column: shapes.Column) -> Column:
    """A column of the facts as a value."""
    if column.kind == shapes.TRUTH:
        return columns.condition_column(column.name)
    return Ratio(columns.whole_column(column.name, column.low, column.high), literal(column.scale))


def _is_known(whole: Whole) -> exp.Expr:
    return exp.Not(this=exp.Is(this=whole.sql.copy(), expression=exp.null()))


def _above(code: str, parents: dict[str, str]) -> list[str]:
    found = []
    while code := parents.get(code, ""):
        found.append(code)
    return found
