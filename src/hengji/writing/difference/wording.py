"""Words that every form of a comparison shares: a change in one line, the name of a row, the numbers of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book
    from hengji.rulebook.difference import Change, Difference, RowDifference
    from hengji.rulebook.difference.matching import Pair

PATH, LEVEL = "path", " / "


def change(found: Change, book: Book) -> str:
    """A change in one line: before → after, or what came, or what went."""
    key = "changed" if found.before and found.after else "came" if found.after else "went"
    return book.caption(f"diff.{key}", what=found.what, before=found.before, after=found.after)


def content(found: Change, book: Book) -> str:
    """A setting of a row that came or went."""
    return book.caption("diff.pair", name=found.what, words=found.after or found.before)


def name(pair: Pair) -> str:
    """The name of a row."""
    return pair.row.path[-1]


def place(pair: Pair, book: Book) -> str:
    """Where a row stands, and what it is worth."""
    row = pair.row
    levels = LEVEL.join(row.path[:-1]) or book.caption("diff.top_level")
    return book.caption("diff.row_place", place=levels, weight=weight(row.weight, book))


def weight(value: Exact | None, book: Book) -> str:
    """A weight, which may be unknown."""
    return book.caption("diff.word_weight_null") if value is None else exact.plain(value)


def by(pair: Pair, book: Book) -> str:
    """How two rows with different numbers were found to be one."""
    return book.captions.get(f"diff.by_{pair.by}", "") if pair.both else ""


def counts(found: Difference, book: Book) -> str:
    """How many rows changed, came, went and stayed."""
    numbers = {kind: found.count(kind) for kind in ("changed", "added", "removed")}
    said = book.caption("diff.counts", kept=found.kept, **numbers)
    only = sum(row.words_only for row in found.rows)
    return said + (book.caption("diff.counts_words", count=only) if only else "")


def scored_first(changes: Sequence[Change]) -> list[Change]:
    """Changes on which scores depend before those of words."""
    return sorted(changes, key=lambda each: each.words_only)


def shown(row: RowDifference) -> list[Change]:
    """The changes of a row; of one that came or went what it scores by."""
    return scored_first(row.changes) if row.kind == "changed" else [each for each in row.changes if not each.words_only]
