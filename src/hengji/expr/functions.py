"""The short list of functions: how many arguments each takes and what it wants of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """`least` and `most` arguments; `special` ones are read by the parser in their own way."""

    word: str
    least: int
    most: int
    special: bool = False


MANY = 40

IF, MIN, MAX, CLAMP = "如果", "最小", "最大", "限定"
ROUND, UP, DOWN, ABSOLUTE = "四舍五入", "向上取整", "向下取整", "绝对值"
DEFAULT, PRIOR, BANDS, SUM, MEAN, COUNT = "缺省", "上年", "分档", "合计", "加权平均", "计数"

FUNCTIONS = {
    function.word: function
    for function in (
        Function(IF, 3, 3),
        Function(MIN, 1, MANY),
        Function(MAX, 1, MANY),
        Function(CLAMP, 3, 3),
        Function(ROUND, 2, 2),
        Function(UP, 1, 1),
        Function(DOWN, 1, 1),
        Function(ABSOLUTE, 1, 1),
        Function(DEFAULT, 2, 2),
        Function(PRIOR, 1, 1, special=True),
        Function(BANDS, 1, 1, special=True),
        Function(SUM, 2, 2, special=True),
        Function(MEAN, 3, 3, special=True),
        Function(COUNT, 2, 2, special=True),
    )
}

AND, OR, NOT, TRUE, FALSE = "且", "或", "非", "真", "假"
KEYWORDS = frozenset({AND, OR, NOT, TRUE, FALSE})
BY_AXIS, BY_LIST = "按", "逐"

COMPARISONS = frozenset("＝≠≤≥＜＞")
ARITHMETIC = frozenset("＋－×÷")

LOOSEST, TIGHTEST = 0, 6
BINDS = {OR: 1, AND: 2, **dict.fromkeys(COMPARISONS, 3), "＋": 4, "－": 4, "×": 5, "÷": 5}
"""How tightly an operator binds."""
