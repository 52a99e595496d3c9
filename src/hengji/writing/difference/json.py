"""A comparison for machines: the head, every row that differs, all in the words that people read, with the keys of the YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact

if TYPE_CHECKING:
    from hengji.rulebook.difference import Change, Difference, RowDifference
    from hengji.rulebook.difference.matching import Row
    from hengji.rulebook.difference.side import Side


def tree(found: Difference) -> dict[str, object]:
    """The comparison as plain values."""
    return {
        "before": _side(found.before),
        "after": _side(found.after),
        "same": found.same,
        "words_only": found.words_only,
        "reordered": found.reordered,
        "counts": {"kept": found.kept, **{kind: found.count(kind) for kind in ("changed", "added", "removed")}},
        "head": [_change(change) for change in found.head],
        "rows": [_row(row) for row in found.rows],
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
