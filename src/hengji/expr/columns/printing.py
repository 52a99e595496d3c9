"""The SQL of a query in an engine's own dialect."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from sqlglot import exp

from hengji.expr.columns.values import EXACTLY, ONE, WIDE_IN_SPARK, ZERO

if TYPE_CHECKING:
    from hengji.expr.columns.workings import Workings


def query(workings: Workings, base: str, chosen: list[tuple[str, exp.Expr]], dialect: str) -> str:
    """Layer upon layer over a table or a query in brackets: each keeps the columns below it and adds its own; the last gives the chosen ones."""
    found = base
    for level, layer in enumerate(workings.layers):
        found = f"(SELECT *, {', '.join(_aliased(name, sql, dialect) for name, sql in layer)} FROM {found}) AS layer{level}"
    return f"SELECT {', '.join(_aliased(name, sql, dialect) for name, sql in chosen)} FROM {found}"


def _aliased(name: str, sql: exp.Expr, dialect: str) -> str:
    return f"{printed(sql, dialect)} AS {_identifier(name, dialect)}"


@lru_cache(8192)
def _identifier(name: str, dialect: str) -> str:
    return str(exp.to_identifier(name, quoted=True).sql(dialect))


def printed(sql: exp.Expr, dialect: str) -> str:
    """The SQL in an engine's own dialect; Spark keeps whole numbers of 38 digits as decimals, and its DIV gives 64 bits alone."""
    if dialect == "spark":
        sql = sql.transform(_for_spark)
    return sql.sql(dialect, copy=False)  # sums, choices and comparisons are printed as they stand


def _for_spark(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.DataType) and node.this == exp.DataType.Type.INT128:
        return exp.DataType.build(WIDE_IN_SPARK)
    if isinstance(node, exp.IntDiv) and node.meta.get(EXACTLY):
        return _divided_in_spark(node.this, node.expression)
    return node


def _divided_in_spark(above: exp.Expr, below: exp.Expr) -> exp.Expr:
    """A division of decimals rounds, so its floor may be one too many: then one is taken away."""
    first = exp.cast(exp.Floor(this=exp.paren(exp.Div(this=above.copy(), expression=below.copy(), typed=True))), WIDE_IN_SPARK)
    over = exp.LT(this=above.copy(), expression=exp.Mul(this=first.copy(), expression=below.copy()))
    return exp.paren(
        exp.Sub(this=first, expression=exp.Case(ifs=[exp.If(this=over, true=ONE.sql.copy())], default=ZERO.sql.copy()))
    )
