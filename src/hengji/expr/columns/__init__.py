"""衡式 as columns: a formula's tree to whole-number SQL for a million rows at once, exact, NULL where `scalar` says unknown.

A number is a pair of whole numbers (above, below), as in `scalar`; `above` is NULL exactly where the value is unknown, and `below` is
above zero wherever `above` is not NULL. Every whole number carries the least and the most that it can be, so that 64 bits are used
wherever they are proved to be enough, 128 bits where not, and a formula that needs more is refused before a row is read.
The SQL is built from the tree; nothing here reads what a person wrote.
"""

from hengji.expr.columns.compiler import compile_node
from hengji.expr.columns.printing import printed, query
from hengji.expr.columns.sums import Sums
from hengji.expr.columns.values import (
    BITS,
    EMPTY,
    MOST,
    NEVER,
    WIDE,
    Column,
    Condition,
    Never,
    Ratio,
    UnfitError,
    Whole,
    condition_column,
    constant,
    literal,
    named,
    whole_column,
)
from hengji.expr.columns.workings import Workings

__all__ = [
    "BITS",
    "EMPTY",
    "MOST",
    "NEVER",
    "WIDE",
    "Column",
    "Condition",
    "Never",
    "Ratio",
    "Sums",
    "UnfitError",
    "Whole",
    "Workings",
    "compile_node",
    "condition_column",
    "constant",
    "literal",
    "named",
    "printed",
    "query",
    "whole_column",
]
