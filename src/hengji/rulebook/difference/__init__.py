"""What differs between two schemes, in words: the head, and row by row; formulas are compared by what they mean, not by how they are spaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.rulebook.difference.matching import Pair, match
from hengji.rulebook.difference.nodes import Change, Nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.difference.matching import Row
    from hengji.rulebook.difference.side import Side
    from hengji.rulebook.yaml import Mapping

__all__ = ["Change", "Difference", "RowDifference", "difference"]

HEAD_ASIDE = frozenset({"id", "extends", "indicators", "slots"})
ROW_ASIDE = frozenset({"id", "path"})
PATH, LEVEL = "path", " / "


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that only one of the schemes has, or both with these changes; `by` says how the two were found to be one."""

    pair: Pair
    changes: tuple[Change, ...]

    @property
    def kind(self) -> str:
        """`added`, `removed` or `changed`."""
        if self.pair.before is None:
            return "added"
        return "removed" if self.pair.after is None else "changed"

    @property
    def words_only(self) -> bool:
        """Whether no score depends on what changed."""
        return self.kind == "changed" and all(change.words_only for change in self.changes)


@dataclass(frozen=True, slots=True)
class Difference:
    """`rows` holds the rows that differ, in the order of the later scheme; `pairs` all rows; `kept` counts those without a change."""

    before: Side
    after: Side
    head: tuple[Change, ...]
    rows: tuple[RowDifference, ...]
    pairs: tuple[Pair, ...]
    reordered: bool

    @property
    def same(self) -> bool:
        """Whether the two say the same, whatever they are called."""
        return not self.head and not self.rows and not self.reordered

    @property
    def words_only(self) -> bool:
        """Whether no score and no grade depends on what differs."""
        return all(change.words_only for change in self.head) and all(row.words_only for row in self.rows)

    @property
    def kept(self) -> int:
        """How many rows have no change."""
        return len(self.pairs) - len(self.rows)

    def count(self, kind: str) -> int:
        """How many rows were added, removed or changed."""
        return sum(row.kind == kind for row in self.rows)


def difference(before: Side, after: Side) -> Difference:
    """What differs from one scheme to another."""
    nodes = Nodes(before, after)
    pairs = match(before.scheme.rows, after.scheme.rows)
    found = ((pair, tuple(_changes(pair, before, after, nodes))) for pair in pairs)
    rows = tuple(RowDifference(pair, changes) for pair, changes in found if changes or not pair.both)
    head = nodes.mapping(before.stated.head, after.stated.head, HEAD_ASIDE)
    return Difference(before, after, tuple(head), rows, pairs, _reordered(before, pairs))


def _changes(pair: Pair, before: Side, after: Side, nodes: Nodes) -> Iterator[Change]:
    old, new = pair.before, pair.after
    if old is None or new is None:
        side, row = (after, new) if old is None else (before, old)
        if row is not None:
            yield from nodes.whole(_tree(side, row), ROW_ASIDE, added=old is None)
        return
    yield from _name(old, new, nodes)
    yield from nodes.mapping(_tree(before, old), _tree(after, new), ROW_ASIDE)


def _name(old: Row, new: Row, nodes: Nodes) -> Iterator[Change]:
    """A row renumbered, renamed, or moved to another place in the tree of indicators."""
    if old.id != new.id:
        yield Change("id", nodes.label("id"), old.id, new.id)
    if old.path[-1:] != new.path[-1:]:
        yield Change("path", nodes.label("name"), old.path[-1], new.path[-1])
    if old.path[:-1] != new.path[:-1]:
        yield Change("path", nodes.label("place"), LEVEL.join(old.path[:-1]), LEVEL.join(new.path[:-1]))


def _tree(side: Side, row: Row) -> Mapping:
    """The block in which a row stands; rows and blocks have one order."""
    return side.stated.rows[[each is row for each in side.scheme.rows].index(True)]


def _reordered(before: Side, pairs: tuple[Pair, ...]) -> bool:
    """Whether the rows that both have stand in another order."""
    order = {row.id: at for at, row in enumerate(before.scheme.rows)}
    common = [order[pair.before.id] for pair in pairs if pair.both and pair.before is not None]
    return common != sorted(common)
