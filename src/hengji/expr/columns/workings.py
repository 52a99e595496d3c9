"""The intermediate results of a query."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from hengji.expr.columns.values import MOST, MOST_WIDE, Condition, Ratio, UnfitError, Whole, named


class Workings:
    """The intermediate results of a query, each with a name: layer after layer, every layer over the columns of those before it.

    `widest` is the largest whole number that any step can reach.
    """

    def __init__(self) -> None:
        self.layers: list[list[tuple[str, exp.Expr]]] = []
        self._known: dict[str, tuple[str, int]] = {}
        self.widest = 0
        self._taken = 0

    def put(self, sql: exp.Expr, level: int, name: str = "") -> tuple[str, int]:
        """The name of an expression that is computed in layer `level`, and the first layer that may use it."""
        text = sql.sql()
        known = self._known.get(text)
        if known is not None and not name:
            return known
        self._taken += not name
        found = name or f"_{self._taken}", level + 1
        while len(self.layers) <= level:
            self.layers.append([])
        self.layers[level].append((found[0], sql))
        self._known.setdefault(text, found)
        return found

    def whole(self, whole: Whole, *, own: bool = False) -> Whole:
        """The same number under a name; `own` makes it its own cause of being NULL."""
        if whole.exactly is not None or isinstance(whole.sql, exp.Column):
            return whole
        name, level = self.put(whole.sql, whole.level)
        return replace(whole, sql=named(name), level=level, nulls=frozenset({name}) if own else whole.nulls)

    def ratio(self, ratio: Ratio) -> Ratio:
        """The same number with both its parts under names."""
        return Ratio(self.whole(ratio.above), self.whole(ratio.below))

    def condition(self, condition: Condition, *, own: bool = False) -> Condition:
        """The same truth value under a name."""
        if condition.exactly is not None or isinstance(condition.sql, exp.Column):
            return condition
        name, level = self.put(condition.sql, condition.level)
        return Condition(named(name), level, frozenset({name}) if own else condition.nulls)

    def fits(self, low: int, high: int) -> bool:
        """Whether 64 bits hold a number; beyond 38 digits the formula is refused.

        Raises UnfitError.
        """
        reach = max(abs(low), abs(high))
        self.widest = max(self.widest, reach)
        if reach > MOST_WIDE:
            raise UnfitError(f"10^{len(str(reach)) - 1}")
        return reach <= MOST
