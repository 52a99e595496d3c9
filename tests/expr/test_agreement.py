"""Two hundred thousand formulas by dice: hengji and the oracle must say the same of each."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest
from tests.expr import oracle
from tests.expr.grammar import Grammar, dice
from tests.expr.oracle import Reader, RefusedError, Scene, Value
from tests.expr.world import LOCAL_DIMENSIONS, UNITS, VOCABULARY, WORLD, Facts, Ledger, lists, ours, refused

from hengji.expr import dimensions, intervals, scalar, unfold, words
from hengji.expr.errors import FormulaError
from hengji.expr.functions import FUNCTIONS
from hengji.expr.parse import OPERATORS, parse
from hengji.expr.tree import Node, size

SHARDS, EACH, A_LEDGER = 8, 25_000, 20
READER = Reader(WORLD)


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_it_gives_what_the_oracle_gives(shard: int) -> None:
    luck = dice(shard)
    grammar = Grammar(WORLD, luck)
    met: Counter[str] = Counter()
    for _ in range(EACH // A_LEDGER):
        ledger = Ledger(luck)
        for _ in range(A_LEDGER):
            met[agree(grammar.formula(), ledger)] += 1
    assert met.total() == EACH
    assert met["value"] > EACH * 0.7, met
    assert min(met["missing"], met["zero_divisor"], met["out_of_range"], met["not_listed"], met["refused"]) > EACH * 0.001, met


def agree(text: str, ledger: Ledger) -> str:
    """Asserts that both readers agree on one formula; says what kind of answer it had."""
    tree = parse(text, VOCABULARY)
    assert tree == parse(words.formula(tree), VOCABULARY), text
    scene = Scene(ledger)
    expected, _ = READER.read(text).work(scene)
    node = unfold.unfold(tree, lists(ledger))
    code = refusal(node)
    assert (code in scene.wrong) if code else not scene.wrong, (text, code, scene.wrong)
    if oracle.TYPE in scene.wrong:
        return "refused"
    facts = Facts(ledger)
    actual = ours(scalar.evaluate(node, facts))
    assert (expected, text) == (actual, text)
    if isinstance(actual, oracle.Unknown):
        return actual.why
    if not code:
        assert inside(actual, intervals.of(node, facts.interval)), text
    return "value"


def refusal(node: Node) -> str:
    """The code with which the dimension check refuses a tree, or nothing."""
    try:
        dimensions.check(node, LOCAL_DIMENSIONS)
    except FormulaError as error:
        return error.code
    return ""


def inside(value: Value, interval: intervals.Interval) -> bool:
    """Whether a number, or a truth value as 0 or 1, lies in an interval."""
    low, high = interval
    number = Fraction(value) if not isinstance(value, oracle.Unknown) else Fraction(0)
    return (low is None or Fraction(*low) <= number) and (high is None or number <= Fraction(*high))


def test_it_refuses_chained_comparisons_as_the_oracle_does() -> None:
    grammar = Grammar(WORLD, dice("chain"))
    for _ in range(500):
        grammar.fuel = 6
        text = "＜".join(grammar.sum(()) for _ in range(3))
        with pytest.raises(RefusedError):
            READER.read(text)
        assert refused(text).code == oracle.CHAIN


def test_the_dice_say_every_word_of_the_language() -> None:
    grammar = Grammar(WORLD, dice("words"))
    said = "".join(grammar.formula() for _ in range(5_000))
    assert [
        word for word in [*OPERATORS, *FUNCTIONS, *"且或非真假%％（()）[［，,、:：", *UNITS, *VOCABULARY.names] if word not in said
    ] == []


def test_the_dice_make_small_and_large_formulas() -> None:
    grammar = Grammar(WORLD, dice("sizes"))
    sizes = sorted(size(parse(grammar.formula(), VOCABULARY)) for _ in range(2_000))
    assert (sizes[0], sizes[1_000] > 3, sizes[-1] > 60) == (1, True, True)
