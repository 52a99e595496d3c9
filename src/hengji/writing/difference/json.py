"""A comparison for machines: the head, every row that differs, all in the words that people read, with the keys of the YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.rulebook.difference.effect import ordered

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.rulebook.difference import Change, Difference, RowDifference
    from hengji.rulebook.difference.effect import Distribution, Effect, Move, Near, RowEffect, Spread
    from hengji.rulebook.difference.matching import Row
    from hengji.rulebook.difference.side import Side
    from hengji.writing.difference.view import Facts


def tree(found: Difference, effect: Effect | None = None, facts: Facts | None = None) -> dict[str, object]:
    """The comparison as plain values; `effect` is null where no facts were given."""
    return {
        "before": _side(found.before),
        "after": _side(found.after),
        "same": found.same,
        "words_only": found.words_only,
        "reordered": found.reordered,
        "counts": {"kept": found.kept, **{kind: found.count(kind) for kind in ("changed", "added", "removed")}},
        "head": [_change(change) for change in found.head],
        "rows": [_row(row) for row in found.rows],
        "effect": None if effect is None else _effect(effect, facts),
    }


def _effect(effect: Effect, facts: Facts | None) -> dict[str, object]:
    return {
        "facts": None if facts is None else facts.name,
        "refused": {"units": 0 if facts is None else facts.count, "files": [] if facts is None else list(facts.refused)},
        "units": effect.units,
        "compared": effect.compared,
        "up": effect.up,
        "down": effect.down,
        "same": effect.same,
        "regraded": effect.regraded,
        "unknown": {"neither": effect.neither, "only_before": effect.only_before, "only_after": effect.only_after},
        "supposed": effect.supposed,
        "totals": {key: _distribution(side) for key, side in (("before", effect.before), ("after", effect.after))},
        "grades": [{"before": old, "after": new, "units": count} for (old, new), count in sorted(effect.grades.items(), key=str)],
        "margin": exact.plain(effect.margin),
        "fragile": {"before": effect.fragile[0], "after": effect.fragile[1]},
        "moves": [_move(move, effect) for move in effect.moves],
        "near": [_near(near) for near in effect.near],
        "rows": [_row_effect(row) for row in effect.rows],
    }


def _distribution(side: Distribution) -> dict[str, object]:
    return {
        "known": side.known,
        "unknown": side.unknown,
        "mean": _number(side.mean()),
        "median": _number(side.quantile((1, 2))),
        "lowest": _number(side.quantile((0, 1))),
        "highest": _number(side.quantile((1, 1))),
        "values": [{"total": exact.plain(value), "units": side.totals[value]} for value in ordered(side.totals)],
    }


def _number(value: Exact | None) -> str | None:
    return None if value is None else exact.plain(value)


def _move(move: Move, effect: Effect) -> dict[str, object]:
    return {
        "unit": move.unit,
        "year": move.year,
        "before": exact.plain(move.before),
        "after": exact.plain(move.after),
        "change": exact.plain(move.change),
        "grades": list(move.grades),
        "through": [{"code": effect.rows[at].pair.row.id, "points": exact.plain(points)} for at, points in move.parts],
        "rest": exact.plain(move.rest),
    }


def _near(near: Near) -> dict[str, object]:
    numbers = {"total": near.total, "limit": near.limit, "gap": near.gap}
    return {
        "unit": near.unit,
        "year": near.year,
        "grade": near.grade,
        **{key: exact.plain(value) for key, value in numbers.items()},
    }


def _row_effect(row: RowEffect) -> dict[str, object]:
    return {
        "before": None if row.pair.before is None else row.pair.before.id,
        "after": None if row.pair.after is None else row.pair.after.id,
        "up": row.up,
        "down": row.down,
        "same": row.same,
        "unknown": row.unknown,
        "mean": _number(row.mean),
        "least": _number(row.least),
        "most": _number(row.most),
        "remeasured": row.remeasured,
        "measures": [{"unit": unit, "year": year, "before": old, "after": new} for unit, year, old, new in row.measures],
        "spread": {"before": _spread(row.before), "after": _spread(row.after)},
    }


def _spread(spread: Spread) -> dict[str, object]:
    return {
        "known": spread.known,
        "unknown": spread.unknown,
        "not_applicable": spread.not_applicable,
        "full": spread.full,
        "constant": spread.constant,
    }


def _side(side: Side) -> dict[str, object]:
    return {"given": side.given, "id": side.scheme.id, "title": side.scheme.title, "rulebook": side.book.digest}


def _row(row: RowDifference) -> dict[str, object]:
    return {
        "kind": row.kind,
        "matched_by": row.pair.by,
        "before": _named(row.pair.before),
        "after": _named(row.pair.after),
        "changes": [_change(change) for change in row.changes],
    }


def _named(row: Row | None) -> dict[str, object] | None:
    if row is None:
        return None
    return {"code": row.id, "path": list(row.path), "weight": None if row.weight is None else exact.plain(row.weight)}


def _change(change: Change) -> dict[str, object]:
    return {
        "key": change.key,
        "name": change.what,
        "before": change.before,
        "after": change.after,
        "words_only": change.words_only,
    }
