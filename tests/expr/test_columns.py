"""Formulas by dice as columns on DuckDB: the same numbers and the same unknowns as `scalar`, row by row."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

import duckdb
import pytest
from tests.expr.grammar import Grammar, dice
from tests.expr.world import LOCAL_DIMENSIONS, VOCABULARY, WORLD, Ledger, is_truth, lists

from hengji.core.unknown import Unknown, Why
from hengji.expr import columns, dimensions, scalar, unfold
from hengji.expr.columns import Condition, Never, Ratio, UnfitError, Workings, literal
from hengji.expr.errors import FormulaError
from hengji.expr.parse import parse
from hengji.expr.tree import Local, Node, OverAxis, Ref, walk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from hengji.core.exact import Exact

ROWS, FIGURES, MOST = 40, [0, 0, 1, -1, 50, 100, -100, 200, 500, 1000, 9624, 12345, 100_000, -7], 1_000_000
Leaf = Ref | Local | OverAxis
Cell = int | bool | None


class Row:
    """One row of figures as `scalar` asks for them: hundredths."""

    def __init__(self, cells: dict[str, Cell]) -> None:
        self.cells = cells

    def fact(self, ref: Ref) -> scalar.Value:
        return self._value(ref)

    def local(self, name: Local) -> scalar.Value:
        return self._value(name)

    def listed(self, over: OverAxis) -> Sequence[Exact]:
        value = self._value(over)
        return [value] if isinstance(value, tuple) else []

    def _value(self, leaf: Leaf) -> scalar.Value:
        cell = self.cells[repr(leaf)]
        if cell is None:
            return Unknown(Why.MISSING, ("x",))
        return cell if isinstance(cell, bool) else (cell, 100)


def agree(node: Node, luck: Random, met: Counter[str]) -> None:
    """Asserts that both readings agree on forty rows of one formula."""
    leaves = list({repr(leaf): leaf for leaf in walk(node) if isinstance(leaf, Leaf)}.values())
    names = {repr(leaf): f"c{number}" for number, leaf in enumerate(leaves)}
    for leaf in leaves:
        if isinstance(leaf, OverAxis):
            names.setdefault(repr(leaf.ref), f"r{len(names)}")
    never = {repr(leaf) for leaf in leaves if luck.random() < 0.05}

    def column(leaf: Leaf) -> columns.Column:
        name = names[repr(leaf)]
        if repr(leaf) in never:
            return columns.NEVER
        if is_truth(leaf):
            return columns.condition_column(name)
        return Ratio(columns.whole_column(name, -MOST, MOST), literal(100))

    workings = Workings()
    try:
        found = columns.compile_node(node, column, workings)
    except UnfitError:
        met["unfit"] += 1
        return
    rows = [{repr(leaf): None if repr(leaf) in never else cell(leaf, luck) for leaf in leaves} for _ in range(ROWS)]
    answers = run(
        found,
        workings,
        rows,
        names,
        {name for leaf, name in names.items() for each in leaves if repr(each) == leaf and is_truth(each)},
    )
    for row, answer in zip(rows, answers, strict=True):
        expected = scalar.evaluate(node, Row(row))
        if isinstance(expected, Unknown):
            assert answer is None, (node, row, answer)
        elif isinstance(expected, bool):
            assert answer is expected, (node, row, answer)
        else:
            assert isinstance(answer, Fraction), (node, row, expected)
            assert answer == Fraction(*expected), (node, row)
        met["unknown" if answer is None else type(answer).__name__] += 1
    met["wide" if workings.widest > columns.MOST else "narrow"] += 1


def cell(leaf: Leaf, luck: Random) -> Cell:
    if luck.random() < 0.12:
        return None
    return luck.random() < 0.5 if is_truth(leaf) else luck.choice(FIGURES)


def run(
    found: columns.Column, workings: Workings, rows: list[dict[str, Cell]], names: dict[str, str], truths: set[str]
) -> list[Fraction | bool | None]:
    """The column as DuckDB computes it."""
    if isinstance(found, Never):
        return [None] * len(rows)
    parts = [("a", found.sql)] if isinstance(found, Condition) else [("a", found.above.sql), ("b", found.below.sql)]
    used = {leaf: name for leaf, name in names.items() if leaf in rows[0]}
    with duckdb.connect() as connection:
        kinds = ", ".join(f'"{name}" {"BOOLEAN" if name in truths else "BIGINT"}' for name in used.values())
        connection.execute(f"CREATE TABLE facts (n INTEGER{', ' if kinds else ''}{kinds})")
        connection.executemany(
            f"INSERT INTO facts VALUES ({', '.join('?' * (len(used) + 1))})",
            [[number, *(row[leaf] for leaf in used)] for number, row in enumerate(rows)],
        )
        query = columns.query(workings, "facts", [("n", columns.named("n")), *parts], "duckdb")
        answers = connection.execute(query + ' ORDER BY "n"').fetchall()
    if isinstance(found, Condition):
        return [answer[1] for answer in answers]
    assert all(answer[1] is None or answer[2] > 0 for answer in answers)
    return [None if answer[1] is None else Fraction(answer[1], answer[2]) for answer in answers]


def formulas(seed: object, count: int) -> Counter[str]:
    luck = dice(seed)
    grammar, met = Grammar(WORLD, luck), Counter[str]()
    made = 0
    while made < count:
        ledger = Ledger(luck)
        node = unfold.unfold(parse(grammar.formula(), VOCABULARY), lists(ledger))
        try:
            dimensions.check(node, LOCAL_DIMENSIONS)
        except FormulaError:
            continue
        agree(node, luck, met)
        made += 1
    return met


def test_columns_give_what_scalar_gives() -> None:
    met = formulas("columns", 250)
    assert min(met["Fraction"], met["bool"], met["unknown"], met["wide"], met["narrow"]) > 10, met
    assert met["unfit"] < 250 * 0.1, met


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(3))
def test_columns_give_what_scalar_gives_for_thousands(shard: int) -> None:
    assert formulas(f"columns {shard}", 400)["Fraction"] > 1000


def test_a_number_beyond_38_digits_is_refused_before_a_row_is_read() -> None:
    node = parse("×".join(["本年支出合计"] * 7), VOCABULARY)
    with pytest.raises(UnfitError):
        columns.compile_node(node, lambda _: Ratio(columns.whole_column("c", 0, MOST), literal(1)), Workings())


def test_128_bits_are_used_only_where_64_are_not_enough() -> None:
    workings = Workings()
    column = Ratio(columns.whole_column("c", 0, 2**40), literal(100))
    found = columns.compile_node(parse("本年支出合计 × 本年支出合计[年初预算]", VOCABULARY), lambda _: column, workings)
    assert isinstance(found, Ratio)
    assert found.above.sql.sql("duckdb") == 'CAST("c" AS INT128) * "c"'
    assert columns.printed(found.above.sql, "spark") == "CAST(`c` AS DECIMAL(38, 0)) * `c`"
    small = Workings()
    columns.compile_node(parse("本年支出合计 ＋ 本年支出合计[年初预算]", VOCABULARY), lambda _: column, small)
    assert small.widest == 2**41
