"""边界行: rows at which a scheme's points jump, and the rows just before and just after; where engines differ, they differ there."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

from hengji.batch import shape as shapes
from hengji.batch.single import number
from hengji.core.unknown import Unknown, Why
from hengji.expr import dimensions
from hengji.expr.scalar import Value, evaluate
from hengji.expr.tree import Local, OverAxis, Ref, refs
from hengji.rulebook import method as methods

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.batch.compile import Plan
    from hengji.batch.single import Cell, Row
    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Indicator

ROUND = (0, 1, 2, 5, 7, 10, 20, 40, 64, 100, 125, 200, 500, 1_000, 2_000, 3_000, 6_000, 7_000, 8_000, 8_999, 9_000, 10_000)
UNKNOWN_SHARE, WITH_GAPS, SELDOM, FALSE_SHARE, ROUNDED, BELOW = 0.06, 0.4, 0.95, 0.3, 0.5, 0.9
SPREAD = 4
YEARS, DAYS, KEYS = (2022, 2023), (2021, 2024), ("甲", "乙")
RARE = (shapes.ABSENT, shapes.DEDUCTED, shapes.VETO)
JUMPS_EACH, PATIENCE = 3, 100
AT_JUMP, TO_FILL, BY_DICE = "batch.made_at_jump", "batch.made_to_fill", "batch.made_by_dice"
"""Captions by which made units are called: at a jump or at the ends of what is believed; filling up where a scheme jumps too seldom; by dice."""
LARGE = 12


def boundary_rows(plan: Plan, book: Book, seed: int, most: int) -> list[Row]:
    """Rows at the ends of what is believed, then rows at the jumps of every line, each with its two neighbours; where none is found any more, rows by dice."""
    dice = Random(f"hengji boundaries {seed}")  # noqa: S311 - to be drawn again, not to be secret
    maker = _Maker(plan, book, dice)
    found: list[Row] = [*maker.extremes()]
    lines = [row for row in plan.scheme.indicators if row.bound is not None]
    fruitless = 0
    while lines and len(found) < most and fruitless < PATIENCE:
        before = len(found)
        for line in lines:
            found.extend(maker.jumps(line))
        fruitless = 0 if len(found) > before else fruitless + 1
    at_jump, to_fill = book.caption(AT_JUMP), book.caption(TO_FILL)
    made = [{**row, shapes.UNIT: f"{at_jump}{number:05d}"} for number, row in enumerate(found[:most], 1)]
    return [*made, *({**maker.row(), shapes.UNIT: f"{to_fill}{number:05d}"} for number in range(len(made) + 1, most + 1))]


def random_rows(plan: Plan, book: Book, seed: int, count: int) -> list[Row]:
    """Rows by dice, of every size, with gaps."""
    dice = Random(f"hengji rows {seed}")  # noqa: S311 - to be drawn again, not to be secret
    maker = _Maker(plan, book, dice)
    by_dice = book.caption(BY_DICE)
    return [{**maker.row(), shapes.UNIT: f"{by_dice}{number:05d}"} for number in range(1, count + 1)]


class _Maker:
    """Rows of a plan's columns by dice."""

    def __init__(self, plan: Plan, book: Book, dice: Random) -> None:
        self.plan, self.book, self.dice = plan, book, dice
        self.tiers = {row.id: [tier.label for tier in row.tiers] for row in plan.scheme.indicators}

    def row(self) -> Row:
        """One row: amounts of one size, so that ratios are near 1; some unknown, some nought, many round."""
        dice = self.dice
        size = 10 ** dice.randint(0, LARGE)
        gaps = UNKNOWN_SHARE if dice.random() < WITH_GAPS else 0.0
        made: Row = {shapes.UNIT: "", shapes.YEAR: dice.randint(*YEARS)}
        made |= {key: dice.choice(KEYS) for key in self.plan.carried}
        for column in self.plan.shape.columns.values():
            made[column.name] = self._cell(column, size, gaps)
        return made

    def _cell(self, column: shapes.Column, size: int, gaps: float) -> Cell:
        dice = self.dice
        rare = isinstance(column, shapes.EntryColumn) and column.about in RARE
        if dice.random() < (SELDOM if rare else gaps):
            return None
        if column.kind == shapes.TRUTH:
            return dice.random() >= FALSE_SHARE
        if column.kind == shapes.DAY:
            return date(dice.randint(*DAYS), dice.randint(1, 12), dice.choice((1, 15, 28)))
        if column.kind == shapes.TEXT:
            return dice.choice(self.tiers.get(column.line, []) or ["?"]) if isinstance(column, shapes.EntryColumn) else "?"
        return self._number(column, size)

    def _number(self, column: shapes.Column, size: int) -> int:
        return max(column.low, min(column.high, self._any_number(column, size)))

    def _any_number(self, column: shapes.Column, size: int) -> int:
        dice = self.dice
        if isinstance(column, shapes.EntryColumn) and column.dimension == "points":
            return dice.choice((0, 1, 50, 99, 100, 101, 150, 200, 299, 300, 400, 500, 750, 1000, 2000, dice.randrange(3000)))
        if column.dimension == "ratio":
            return dice.choice((*ROUND, dice.randrange(12_000), dice.randrange(2 * column.scale)))
        kind = dice.random()
        if kind < ROUNDED:
            return dice.choice(ROUND) * size
        value = dice.randrange(1 + SPREAD * size)
        return -value if column.low < 0 and kind > BELOW else value

    def extremes(self) -> Iterator[Row]:
        """Everything unknown, everything nought, everything at its least and at its most."""
        blank: Row = dict.fromkeys(self.plan.shape.columns)
        for pick in (None, 0, "low", "high"):
            made: Row = {shapes.UNIT: "", shapes.YEAR: YEARS[0], **dict.fromkeys(self.plan.carried, KEYS[0]), **blank}
            for column in self.plan.shape.columns.values():
                if pick is not None and column.kind == shapes.NUMBER:
                    made[column.name] = 0 if pick == 0 else column.low if pick == "low" else column.high
                elif pick is not None and column.kind == shapes.TRUTH and not column.name.startswith(shapes.ABSENT):
                    made[column.name] = pick == "high"
            yield made

    def jumps(self, line: Indicator) -> Iterator[Row]:
        """Rows on both sides of a value of one fact at which the line's rounded points, measure or applicability change."""
        names = [shapes.fact_name(ref) for ref in _refs(line)]
        dates = [name for name in names if self.plan.shape.facts[name].kind == shapes.DAY]
        names = [name for name in names if self.plan.shape.facts[name].kind == shapes.NUMBER]
        if not names or dates:
            return
        row = {**self.row(), f"{shapes.ABSENT}__{line.id}": None}
        for name in names:
            if row[name] is None:
                row[name] = self._number(self.plan.shape.facts[name], 10 ** self.dice.randint(2, LARGE))
        name = self.dice.choice(names)
        column = self.plan.shape.facts[name]
        for _ in range(JUMPS_EACH):
            near = max((abs(number(row[other])) for other in names), default=1) * 2 + 10
            ends = sorted((self.dice.randrange(near), self.dice.randrange(near)))
            for value in self._jump(line, row, name, max(column.low, ends[0]), min(column.high, ends[1])):
                yield {**row, name: value}

    def _jump(self, line: Indicator, row: Row, name: str, low: int, high: int) -> Sequence[int]:
        """The last value before a jump and the first after it, by halving; none where both ends look alike."""
        column = self.plan.shape.facts[name]
        at_low, at_high = (self._seen(line, {**row, name: value}) for value in (low, high))
        if at_low == at_high:
            return ()
        while high - low > 1:
            middle = (low + high) // 2
            if self._seen(line, {**row, name: middle}) == at_low:
                low = middle
            else:
                high = middle
        return [value for value in (low - 1, low, high, high + 1) if column.low <= value <= column.high]

    def _seen(self, line: Indicator, row: Row) -> object:
        """What the output shows of a line."""
        given = _Given(row, self.plan, self.book, line)
        rule = line.not_applicable
        absent = rule is not None and rule.when is not None and evaluate(rule.when, given) is True
        if line.measure is not None:
            given.measured = given.rounded(evaluate(line.measure, given))
        points = evaluate(line.bound.points, given) if line.bound is not None else None
        shown = self.plan.scheme.rounding.at(points, self.plan.points_decimals) if isinstance(points, tuple) else None
        return absent, shown


class _Given:
    """A row as the names of a line's formulas; what a person enters is left out."""

    def __init__(self, row: Row, plan: Plan, book: Book, line: Indicator) -> None:
        self.row, self.plan, self.book, self.line = row, plan, book, line
        self.measured: Value = Unknown(Why.MISSING)

    def rounded(self, value: Value) -> Value:
        decimals = self.plan.scheme.rate_decimals
        pure = self.line.bound is not None and self.line.bound.measure == dimensions.PURE
        return (
            self.plan.scheme.rounding.at(value, decimals) if isinstance(value, tuple) and decimals is not None and pure else value
        )

    def fact(self, ref: Ref) -> Value:
        column = self.plan.shape.facts[shapes.fact_name(ref)]
        cell = self.row.get(column.name)
        if cell is None:
            return Unknown(Why.MISSING)
        if isinstance(cell, date):
            return cell.toordinal(), 1
        return bool(cell) if column.kind == shapes.TRUTH else (number(cell), column.scale)

    def listed(self, over: OverAxis) -> Sequence[Exact]:
        refs_ = shapes.member_refs(over, self.book)
        values = [self.fact(ref) for ref in refs_]
        return [value for value in values if isinstance(value, tuple)]

    def local(self, name: Local) -> Value:
        return self.measured if name.name == methods.MEASURE else Unknown(Why.NOT_ENTERED)


def _refs(line: Indicator) -> list[Ref]:
    return [ref for formula in shapes.formulas(line) for ref in refs(formula)]
