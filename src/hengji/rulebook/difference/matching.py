"""Which row of one scheme is which row of another: by id and name, then by path, then by a name that only one row has, then by id alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from hengji.rulebook.scheme import Indicator, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

Row: TypeAlias = Indicator | Slot
BY_ID, BY_PATH, BY_NAME, ALONE = "id", "path", "name", ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A row before and after; None where one of the schemes has no such row. `by` says how they were matched."""

    before: Row | None
    after: Row | None
    by: str = ALONE

    @property
    def both(self) -> bool:
        """Whether both schemes have the row."""
        return self.before is not None and self.after is not None

    @property
    def row(self) -> Row:
        """The row as it is called now, or was called."""
        row = self.after if self.after is not None else self.before
        if row is None:
            raise ValueError("a pair of nothing")
        return row


def match(before: Sequence[Row], after: Sequence[Row]) -> tuple[Pair, ...]:
    """The rows in the order of the later scheme, and behind them those that it no longer has.

    An id alone comes last: where two rows have changed numbers, the name says which is which.
    """
    found: dict[int, tuple[Row, str]] = {}
    left = list(before)
    passes: tuple[tuple[str, Callable[[Row], Hashable]], ...] = (
        (BY_ID, lambda row: (row.id, row.path[-1:])),
        (BY_PATH, lambda row: row.path),
        (BY_NAME, lambda row: row.path[-1:]),
        (BY_ID, lambda row: row.id),
    )
    for by, key in passes:
        open_ = [at for at in range(len(after)) if at not in found]
        for at in open_:
            mine = [row for row in left if key(row) == key(after[at])]
            rivals = [other for other in open_ if key(after[other]) == key(after[at])]
            if len(mine) == 1 and len(rivals) == 1:
                found[at] = (mine[0], by)
                left = [row for row in left if row is not mine[0]]
    pairs = [Pair(*(found[at][0], row, found[at][1])) if at in found else Pair(None, row) for at, row in enumerate(after)]
    return (*pairs, *(Pair(row, None) for row in left))
