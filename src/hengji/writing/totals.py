"""The total of a score sheet as a formula over the points of its lines: what is handed on, capped, added and limited, in the scheme's own order.

The scorer adds the same lines up in numbers; this says it as a tree, which a spreadsheet and a standard processor can compute again. A tree that
does not come to the sheet's own total is not used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.unknown import Unknown
from hengji.expr.functions import DOWN, MIN, ROUND
from hengji.expr.scalar import evaluate
from hengji.expr.tree import Binary, Call, Local, Node, Number, walk
from hengji.rulebook.rules import HALF_UP, OF_EXACT
from hengji.rulebook.scheme import FIRST, SECOND, TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hengji.core.exact import Exact
    from hengji.core.sheet import ScoreSheet
    from hengji.expr.scalar import Value
    from hengji.expr.tree import OverAxis, Ref
    from hengji.rulebook.scheme import Scheme

DEPTHS = {SECOND: 2, FIRST: 1}


@dataclass(frozen=True, slots=True)
class _Part:
    """A line, or lines already added up: what they are worth, and their points as a formula."""

    id: str
    slot: str
    path: tuple[str, ...]
    weight: Exact
    points: Node


@dataclass(frozen=True, slots=True)
class Points:
    """The points of lines by their ids, for `evaluate`."""

    points: Mapping[str, Exact]

    def fact(self, ref: Ref) -> Value:
        """No fact stands in a total."""
        raise TypeError(ref.label)

    def listed(self, over: OverAxis) -> Sequence[Exact]:
        """No list stands in a total."""
        raise TypeError(over.axis)

    def local(self, name: Local) -> Value:
        """The points of a line."""
        return self.points[name.name]


def tree(sheet: ScoreSheet, scheme: Scheme | None) -> Node | None:
    """The total over names that are ids of lines; None where there is no total, or none that follows from the printed points."""
    if scheme is None or isinstance(sheet.total, Unknown) or _unprinted(sheet, scheme):
        return None
    made = _Adding(sheet, scheme).total()
    points = {line.id: line.points for line in sheet.lines if not isinstance(line.points, Unknown)}
    value = evaluate(made, Points(points)) if made is not None else None
    return made if isinstance(value, tuple) and exact.compare(value, sheet.total) == 0 else None


def plain(node: Node) -> bool:
    """Whether a total is nothing but a sum."""
    return all(isinstance(each, Local) or (isinstance(each, Binary) and each.operator == "＋") for each in walk(node))


def _unprinted(sheet: ScoreSheet, scheme: Scheme) -> bool:
    """Whether the scheme adds points up that have more digits than are printed."""
    if scheme.rounding.sum != OF_EXACT:
        return False
    return any(
        line.unrounded is not None and not isinstance(line.points, Unknown) and exact.compare(line.unrounded, line.points)
        for line in sheet.lines
    )


def _number(value: Exact) -> Number:
    return Number(value, exact.plain(value))


def _sum(nodes: Sequence[Node]) -> Node:
    """The nodes added up; nothing is 0."""
    whole: Node = nodes[0] if nodes else _number(exact.ZERO)
    for node in nodes[1:]:
        whole = Binary("＋", whole, node)
    return whole


class _Adding:
    """The lines added up stage by stage: within rows first, then their level, then all."""

    def __init__(self, sheet: ScoreSheet, scheme: Scheme) -> None:
        self.sheet, self.scheme, self.rounding = sheet, scheme, scheme.rounding
        self.parts: list[_Part] = []
        self.removed: list[tuple[tuple[str, ...], _Part]] = []
        for line in sheet.lines:
            part = _Part(line.id, line.slot, line.path, line.weight or exact.ZERO, Local(line.id))
            if isinstance(line.points, Unknown):
                self.removed.append((line.goes_to or (TOTAL,), part))
            else:
                self.parts.append(part)

    def total(self) -> Node | None:
        """The formula; None where nothing is left to add up."""
        if not self._to_rows():
            return None
        for level in (SECOND, FIRST):
            self._to_level(level)
        self._sections()
        added = self._to_all()
        if added is None:
            return None
        value = self._rounded(self._within(added), self.rounding.total)
        for limit in self.sheet.limits:
            if limit.held and limit.most is not None:
                value = Call(MIN, (value, _number(limit.most)))
        return value

    def _rounded(self, node: Node, decimals: int) -> Node:
        if isinstance(node, Local):
            return node
        if plain(node) and self.rounding.points <= decimals and self.rounding.sum != OF_EXACT:
            return node  # printed points add up to no more digits
        if self.rounding.mode == HALF_UP:
            return Call(ROUND, (node, _number((decimals, 1))))
        ten = _number((10**decimals, 1))
        return Binary("÷", Call(DOWN, (Binary("×", node, ten),)), ten)

    def _scaled(self, points: Node, weight: Exact, more: Exact) -> Node:
        share = exact.reduce(exact.divide(exact.add(weight, more), weight))
        scaled = Binary("÷", Binary("×", points, _number((share[0], 1))), _number((share[1], 1)))
        return scaled if self.rounding.sum == OF_EXACT else self._rounded(scaled, self.rounding.points)

    def _to_rows(self) -> bool:
        for to in dict.fromkeys(to for to, _ in self.removed if to[0] not in (TOTAL, *DEPTHS)):
            more = _weight([part for goes, part in self.removed if goes == to])
            takers = [part for part in self.parts if {part.id, part.slot} & set(to)]
            weight = _weight(takers)
            if weight[0] <= 0:
                return False
            for part in takers:
                grown = exact.divide(exact.multiply(part.weight, exact.add(weight, more)), weight)
                taken = replace(part, weight=grown, points=self._scaled(part.points, weight, more))
                self.parts[self.parts.index(part)] = taken
        return True

    def _to_level(self, level: str) -> None:
        depth = DEPTHS[level]
        for path in dict.fromkeys(part.path[:depth] for to, part in self.removed if to == (level,)):
            gone = [part for to, part in self.removed if to == (level,) and part.path[:depth] == path]
            rest = [part for part in self.parts if part.path[:depth] == path]
            if rest:
                points = self._scaled(_sum([part.points for part in rest]), _weight(rest), _weight(gone))
                self._merge(path, rest, points, exact.add(_weight(rest), _weight(gone)))
            else:
                above = (FIRST,) if level == SECOND else (TOTAL,)
                self.removed = [(above if part in gone else to, part) for to, part in self.removed]

    def _merge(self, path: tuple[str, ...], rest: list[_Part], points: Node, weight: Exact) -> None:
        self.parts = [part for part in self.parts if part not in rest]
        self.parts.append(_Part("", "", path, weight, points))

    def _sections(self) -> None:
        """A section earns no more than it may, whatever its lines come to."""
        for section in self.scheme.sections:
            rest = [part for part in self.parts if part.path[: len(section.path)] == section.path]
            if section.most is not None and rest:
                capped = Call(MIN, (_sum([part.points for part in rest]), _number(section.most)))
                self._merge(section.path, rest, capped, _weight(rest))

    def _to_all(self) -> Node | None:
        points = _sum([part.points for part in self.parts])
        removed = _weight([part for to, part in self.removed if to == (TOTAL,)])
        if not removed[0]:
            return points
        left = exact.subtract(self.scheme.full_marks, removed)
        if left[0] <= 0:
            return None
        scaled = Binary("÷", Binary("×", points, _number(self.scheme.full_marks)), _number(exact.reduce(left)))
        return self._rounded(scaled, self.rounding.total)

    def _within(self, points: Node) -> Node:
        bonus, rule = self.sheet.bonus_points or exact.ZERO, self.scheme.bonus
        if not bonus[0]:
            return points
        most = self.scheme.full_marks if rule is None or not rule.may_exceed else rule.total_cap
        value = Binary("＋", points, _number(bonus))
        return value if most is None else Call(MIN, (value, _number(most)))


def _weight(parts: Sequence[_Part]) -> Exact:
    whole = exact.ZERO
    for part in parts:
        whole = exact.add(whole, part.weight)
    return exact.reduce(whole)
