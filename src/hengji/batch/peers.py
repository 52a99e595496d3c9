"""同类 as window functions over the rounded measure, as docs/decisions/0008-peers.md defines the five names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from hengji.expr.columns import WIDE, Column, Condition, Ratio, Whole, Workings, literal, named
from hengji.rulebook.method import BEST, COUNT, MEAN, MEDIAN, RANK
from hengji.rulebook.peers import HIGH

if TYPE_CHECKING:
    from hengji.rulebook.peers import Peers

MOST_ROWS = 10**9
"""More units than this are in no group; it bounds the sums."""


def names(rule: Peers, measure: Whole, absent: Condition | None, workings: Workings) -> dict[str, Column]:
    """The five names, unknown where too few units take part; a unit takes part where its measure is known and its row applies."""
    value = _taking_part(measure, absent, workings)
    count = Whole(_over(exp.Count(this=value.sql.copy()), rule), 0, MOST_ROWS, value.level)
    count = workings.whole(count, own=True)
    enough = Condition(exp.GTE(this=count.sql, expression=literal(rule.least).sql), count.level, count.nulls)
    enough = workings.condition(enough)
    scale = 10**rule.decimals

    def where_enough(whole: Whole) -> Whole:
        sql = exp.Case(ifs=[exp.If(this=enough.sql.copy(), true=whole.sql)])
        return workings.whole(replace(whole, sql=sql, level=max(enough.level, whole.level), made=None), own=True)

    rank = Whole(_ranked(value, rule), 1, MOST_ROWS, value.level)
    rank = workings.whole(rank, own=True)
    known = exp.Case(ifs=[exp.If(this=exp.Not(this=exp.Is(this=value.sql.copy(), expression=exp.null())), true=rank.sql)])
    total = Whole(
        _over(exp.Sum(this=exp.cast(value.sql.copy(), WIDE)), rule),
        value.low * MOST_ROWS,
        value.high * MOST_ROWS,
        value.level,
        bits=128,
    )
    workings.fits(total.low, total.high)
    total = workings.whole(total, own=True)
    best = (exp.Max if rule.better == HIGH else exp.Min)(this=value.sql.copy())
    low, high = _middle(value, count, rule, workings)
    middle = Whole(exp.Add(this=low.sql, expression=high.sql), 2 * value.low, 2 * value.high, max(low.level, high.level))
    counted = replace(where_enough(count), low=1)
    return {
        RANK: Ratio(where_enough(replace(rank, sql=known, level=max(rank.level, value.level))), literal(1)),
        COUNT: Ratio(counted, literal(1)),
        MEAN: Ratio(where_enough(total), workings.whole(_times(counted, scale))),
        MEDIAN: Ratio(where_enough(middle), literal(2 * scale)),
        BEST: Ratio(where_enough(Whole(_over(best, rule), value.low, value.high, value.level)), literal(scale)),
    }


def _times(count: Whole, scale: int) -> Whole:
    sql = exp.Mul(this=count.sql, expression=literal(scale).sql)
    return Whole(sql, scale, count.high * scale, count.level)


def _taking_part(measure: Whole, absent: Condition | None, workings: Workings) -> Whole:
    """The measure of a unit to which the row applies."""
    if absent is None:
        return workings.whole(measure)
    sql = exp.Case(ifs=[exp.If(this=exp.Not(this=absent.sql.copy()), true=measure.sql.copy())])
    return workings.whole(replace(measure, sql=sql, level=max(measure.level, absent.level), made=None), own=True)


def _over(function: exp.Expr, rule: Peers, order: exp.Expr | None = None) -> exp.Expr:
    return exp.Window(this=function, partition_by=[named(key) for key in rule.within], order=order)


def _order(value: Whole, *, falling: bool) -> exp.Expr:
    return exp.Order(expressions=[exp.Ordered(this=value.sql.copy(), desc=falling, nulls_first=False)])


def _ranked(value: Whole, rule: Peers) -> exp.Expr:
    """1 + how many are strictly better; what is unknown stands behind all."""
    return exp.cast(_over(exp.Anonymous(this="RANK"), rule, _order(value, falling=rule.better == HIGH)), "BIGINT")


def _middle(value: Whole, count: Whole, rule: Peers, workings: Workings) -> tuple[Whole, Whole]:
    """The two middle values, which are one where the count is odd."""
    row = exp.cast(_over(exp.RowNumber(), rule, _order(value, falling=False)), "BIGINT")
    number = workings.whole(Whole(row, 1, MOST_ROWS, value.level), own=True)
    level = max(number.level, count.level)
    half = exp.IntDiv(this=exp.paren(exp.Add(this=count.sql, expression=literal(1).sql)), expression=literal(2).sql)
    other = exp.Add(this=exp.IntDiv(this=count.sql.copy(), expression=literal(2).sql), expression=literal(1).sql)
    found = []
    for place in (half, other):
        here = exp.Case(ifs=[exp.If(this=exp.EQ(this=number.sql.copy(), expression=place), true=value.sql.copy())])
        found.append(workings.whole(Whole(_over(exp.Max(this=here), rule), value.low, value.high, level), own=True))
    return found[0], found[1]
