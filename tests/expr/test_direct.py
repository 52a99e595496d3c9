"""Formulas as functions over whole numbers: the oracle's value, the pair of `scalar`, or no answer."""

from __future__ import annotations

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import pytest
from tests.expr import oracle
from tests.expr.grammar import Grammar, dice
from tests.expr.oracle import Reader, Scene
from tests.expr.test_agreement import refusal
from tests.expr.world import VOCABULARY, WORLD, Facts, Ledger, lists, ours

from hengji.core import exact
from hengji.core.unknown import Unknown, Why
from hengji.expr import scalar, unfold
from hengji.expr.direct import Within, direct, leaves
from hengji.expr.parse import parse
from hengji.expr.tree import Binary, Call, Local, Node, Number, Ref

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.expr.scalar import Value

FORMULAS, A_LEDGER = 3_000, 20
READER = Reader(WORLD)
A, B = Local("甲"), Local("乙")


def work(node: Node, *values: Value) -> Value | None:
    """The function of a formula of 甲 and 乙 on their values."""
    made = direct(node, {A: 0, B: 1})
    assert made is not None
    return made(values)


def test_formulas_by_dice_give_what_the_oracle_gives_or_no_answer() -> None:
    luck, met = dice("direct"), Counter[str]()
    grammar = Grammar(WORLD, luck)
    for _ in range(FORMULAS // A_LEDGER):
        ledger = Ledger(luck)
        for _ in range(A_LEDGER):
            met[agree(grammar.formula(), ledger)] += 1
    assert met["value"] > FORMULAS * 0.5, met
    assert met["unknown"] > FORMULAS * 0.05, met
    assert met["value left to the tree"] < FORMULAS * 0.1, met


def agree(text: str, ledger: Ledger) -> str:
    """Asserts the value of one formula; says what kind of answer it had."""
    node = unfold.unfold(parse(text, VOCABULARY), lists(ledger))
    if refusal(node):
        return "refused"
    expected, _ = READER.read(text).work(Scene(ledger))
    facts, named = Facts(ledger), leaves([node])
    made = direct(node, {leaf: place for place, leaf in enumerate(named)})
    found = made([scalar.evaluate(leaf, facts) for leaf in named]) if made is not None else None
    if isinstance(expected, oracle.Unknown):
        assert found is None, text
        return "unknown"
    if found is None:
        return "value left to the tree"
    assert ours(found) == expected, text
    assert found == scalar.evaluate(node, facts), text  # the same numerator over the same denominator
    return "value"


@pytest.mark.parametrize("gap", [Unknown(Why.MISSING), Unknown(Why.NOT_ENTERED), True])
def test_what_is_no_number_has_no_answer(gap: Value) -> None:
    assert work(Binary("＋", A, B), (1, 1), gap) is None
    assert work(Binary("≥", A, B), (1, 1), gap) is None


def test_a_value_of_a_branch_that_is_not_taken_is_not_asked_for() -> None:
    choice = Call("如果", (Binary("＞", A, Number((0, 1), "0")), A, Binary("÷", A, B)))
    assert work(choice, (2, 1), Unknown(Why.MISSING)) == (2, 1)
    assert work(choice, (-2, 1), Unknown(Why.MISSING)) is None
    assert work(choice, (-2, 1), (0, 1)) is None
    assert work(choice, (-2, 1), (-4, 1)) == (2, 4)


def test_a_number_out_of_range_has_no_answer() -> None:
    assert work(Binary("×", A, B), (exact.LARGEST, 1), (1, 1)) == (exact.LARGEST, 1)
    assert work(Binary("×", A, B), (exact.LARGEST, 1), (2, 1)) is None


def test_only_a_fact_that_is_missing_counts_as_0() -> None:
    fact = Ref("c", "结余分配", "money")
    made = direct(Binary("＋", Call("缺省", (fact, Number((0, 1), "0"))), Number((5, 1), "5元", "money")), {fact: 0})
    assert made is not None
    assert [made([value]) for value in ((7, 1), Unknown(Why.MISSING), Unknown(Why.CONFLICT), True)] == [(12, 1), (5, 1), None, None]


def test_a_formula_too_deep_for_python_is_left_to_the_tree() -> None:
    node: Node = A
    for _ in range(60):
        node = Call("如果", (Binary("＞", A, B), node, B))
    assert direct(node, {A: 0, B: 1}) is None


@pytest.mark.parametrize("value", [(5, 1000), (-5, 1000), (4999, 1_000_000), (-12345, 1_000_00), (1, 3), (0, 7)])
def test_a_name_computed_within_is_rounded_half_away_from_zero(value: Exact) -> None:
    doubled = Binary("×", A, Number((2, 1), "2"))
    made = direct(doubled, {A: 0, B: 1}, Within(A, B, (2,)))
    assert made is not None
    printed = (Decimal(value[0]) / Decimal(value[1])).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert made([Unknown(Why.MISSING), value]) == (int(printed * 200), 100)
    assert made([(9, 1), Unknown(Why.MISSING)]) is None
