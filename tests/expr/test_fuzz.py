"""Half a million texts by dice, most of them nonsense: a formula is read or refused with a code and a column, and nothing else happens."""

from __future__ import annotations

from collections import Counter
from time import perf_counter
from typing import TYPE_CHECKING

import pytest
from tests.expr.grammar import Grammar, dice
from tests.expr.world import LOCAL_DIMENSIONS, LOCALS, UNITS, VOCABULARY, WORLD, Ledger, lists

from hengji.core.place import Place
from hengji.core.unknown import Unknown, Why
from hengji.expr import dimensions, intervals, scalar, unfold, words
from hengji.expr.errors import FormulaError
from hengji.expr.functions import FUNCTIONS
from hengji.expr.parse import OPERATORS, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from hengji.core.exact import Exact
    from hengji.expr.tree import Local, Node, OverAxis, Ref

SHARDS, EACH = 8, 62_500
WHEN_READ = {"FX01", "FX02", "FX03", "FX04", "FX05", "FX06", "FX07", "FX08", "FX09", "FX11", "FX14", "FX15", "FX17", "FX18"}
LIMITS = {"FX05", "FX06", "FX07"}
WHEN_CHECKED = {"FX06", "FX10", "FX11", "FX12", "FX17"}

TOKENS = [
    *OPERATORS, *FUNCTIONS, *VOCABULARY.names, *LOCALS, *UNITS, *VOCABULARY.stages, *"且或非真假()（）[]［］,，、:：%％. \n\t　",
    "得分", "满足", "权重", "按功能分类", "逐要点", "逐目标", "按", "逐", "0", "5", "0.05", "96.24", "1e9", "９", "Ａ", "．", "**", "lambda",
    "__class__", '"', "'", "\\", "{", "}", ";", "$", "\x00", "\ud800", "\u202e", "\u200b", "𠮷", "e\u0301", "9" * 31,
]  # fmt: skip
DEEP = [
    "（", "(", "－", "－（", "非", "非（", "1＋", "1÷", "真且", "最小（", "如果（真，1，", "上年（", "分档（", "合计（", "限定（1，", "本年支出合计[",
    "本年支出合计", "且", "9", "1.", "[", "）", "，", "A", "𠮷", "\ud800", " ", "加权平均（1，1，", "缺省（", "－１",
]  # fmt: skip
RANGES = [(0x20, 0x7F), (0x20, 0x7F), (0, 0x20), (0x80, 0x250), (0x2000, 0x2070), (0x3000, 0x3040), (0x4E00, 0x9FFF), (0xD800, 0xE000), (0xFF00, 0xFFF0), (0x1F300, 0x1F700), (0, 0x110000)]  # fmt: skip


class Nothing:
    """Nobody gave any figure."""

    def fact(self, ref: Ref) -> scalar.Value:
        return Unknown(Why.MISSING, (ref.label,))

    def listed(self, _: OverAxis) -> Sequence[Exact]:
        return ()

    def local(self, name: Local) -> scalar.Value:
        return Unknown(Why.NOT_ENTERED, (name.name,))


def soup(luck: Random, _: Grammar) -> str:
    return "".join(luck.choices(TOKENS, k=luck.randint(0, 25)))


def mutant(luck: Random, grammar: Grammar) -> str:
    """A sound formula in which a few letters were lost, doubled, moved or replaced."""
    text = grammar.formula()
    for _ in range(luck.randint(1, 3)):
        start = luck.randint(0, len(text))
        end = min(len(text), start + luck.choice((0, 1, 1, 1, 2, 5)))
        text = text[:start] + luck.choice(("", luck.choice(TOKENS), text[start:end] * 2, text[end:start:-1])) + text[end:]
    return text


def raw(luck: Random, _: Grammar) -> str:
    low, high = luck.choice(RANGES)
    letters = "".join(chr(luck.randrange(low, high)) for _ in range(luck.randint(1, 12)))
    return luck.choice(("", "1＋", "本年支出合计", "（", "5", "本年支出合计[")) + letters


def deep(luck: Random, grammar: Grammar) -> str:
    """One piece many times over, perhaps closed again."""
    times = luck.choice((39, 40, 41, 99, 100, 101, 199, 200, 201, 500, 1_000, 1_999, 2_000, 2_001, 5_000))
    return luck.choice(DEEP) * times + grammar.formula() + luck.choice(("", "）", "，1）", "，逐要点）", "]")) * times


KINDS: list[Callable[[Random, Grammar], str]] = [soup, mutant, raw, deep]


@pytest.mark.slow
@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_text_does_anything_but_be_read_or_be_refused_with_a_column(shard: int) -> None:
    luck = dice(f"fuzz {shard}")
    grammar, carried = Grammar(WORLD, luck), lists(Ledger(luck))
    met: Counter[str] = Counter()
    worst, slowest = 0.0, ""
    for kind in luck.choices(KINDS, weights=(500, 300, 190, 10), k=EACH):
        text = kind(luck, grammar)
        begun = perf_counter()
        try:
            met[answer(text, carried)] += 1
        except BaseException as error:
            error.add_note(f"{kind.__name__}: {text!r}")
            raise
        took = perf_counter() - begun
        if took > worst:
            worst, slowest = took, text
    said = f"worst single text {worst * 1000:.1f} ms: {slowest[:80]!r} ({len(slowest)} letters); {met}"
    assert met.total() == EACH, said
    assert set(met) >= (WHEN_READ | WHEN_CHECKED | {"read"}) - {"FX14"}, said  # 缺省 over a wrong term is too rare for dice


def answer(text: str, carried: unfold.Lists) -> str:
    """`read`, or the code of the refusal; asserts that it is a known code with a column inside the text."""
    try:
        tree = parse(text, VOCABULARY)
    except FormulaError as error:
        return coded(error, text, WHEN_READ)
    assert tree == again(tree)
    try:
        node = unfold.unfold(tree, carried)
        dimensions.check(node, LOCAL_DIMENSIONS)
    except FormulaError as error:
        return coded(error, text, WHEN_CHECKED)
    scalar.evaluate(node, Nothing())
    intervals.of(node, lambda _: intervals.ALL)
    return "read"


def again(tree: Node) -> Node:
    """The tree of the formula as it is printed; print has more brackets and spaces, so only what is at the limits may exceed them."""
    try:
        return parse(words.formula(tree), VOCABULARY)
    except FormulaError as error:
        if error.code not in LIMITS:
            raise
        return tree


def coded(error: FormulaError, text: str, codes: set[str]) -> str:
    assert error.code in codes
    assert 0 <= error.at <= len(text)
    problem = error.problem(Place("methods.yaml", "12:5"))
    "".join([problem.found, *(value for _, value in problem.slots)]).encode()
    return error.code
