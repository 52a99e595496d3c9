"""The row of a score table that names its columns, and which column is what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.problem import Problem, problem
from hengji.rulebook.score_tables import flat

if TYPE_CHECKING:
    from hengji.reading.score_tables.grid import Grid
    from hengji.rulebook.score_tables import ScoreTables

LOOKS_LIKE = "TB02"
LEVEL, WEIGHT, CODE, IGNORED, SCORE, CORE = "level_", "weight", "code", "ignored", "score", "core"
SAYING = frozenset({"weight", "standard", "explanation", "points", "formula"})
"""A table of indicators says at least one of these beside the names."""
SHORTEST_NAME = 2


@dataclass(frozen=True, slots=True)
class Header:
    """`levels` are the columns of names, outermost first; `weights` those of weights; `columns` the others by role; `unread` what no role takes."""

    row: int
    levels: tuple[int, ...]
    weights: tuple[int, ...]
    columns: dict[str, tuple[int, ...]]
    unread: tuple[str, ...]
    texts: tuple[str, ...]

    def weight_of(self, level: int) -> int | None:
        """The column of a level's weight: the one right of it and left of the next level; the only one belongs to the innermost."""
        if len(self.weights) == 1:
            return self.weights[0] if level == len(self.levels) - 1 else None
        following = self.levels[level + 1] if level + 1 < len(self.levels) else None
        return next((each for each in self.weights if each > self.levels[level] and (following is None or each < following)), None)


def find(grid: Grid, law: ScoreTables) -> tuple[Header | None, tuple[Problem, ...]]:
    """The header of a sheet, None where it has none, and names that look like one of ours and are not."""
    best: Header | None = None
    for row in range(grid.rows):
        found = _header(grid, row, law)
        if found is not None and (best is None or _known(found) > _known(best)):
            best = found
    if best is None:
        return None, ()
    return best, tuple(_alike(grid, best, law))


def _known(header: Header) -> int:
    return len(header.levels) + len(header.weights) + sum(map(len, header.columns.values()))


def _header(grid: Grid, row: int, law: ScoreTables) -> Header | None:
    roles, levels = law.roles, []
    others: dict[str, list[int]] = {}
    unread = []
    texts = tuple(_name(grid, row, column) for column in range(grid.columns))
    for column, name in enumerate(texts):
        role = roles.get(name, "")
        if role.startswith(LEVEL):
            levels.append((role, column))
        elif role:
            others.setdefault(role, []).append(column)
        elif name and grid.home(row, column)[1] == column:
            unread.append(grid.spread(row, column))
    ordered = [column for _, column in sorted(levels)]
    if not ordered or not SAYING & others.keys() or ordered != sorted(ordered):
        return None
    weights = tuple(others.pop(WEIGHT, ()))
    return Header(row, tuple(ordered), weights, {role: tuple(each) for role, each in others.items()}, tuple(unread), texts)


def _name(grid: Grid, row: int, column: int) -> str:
    """The name of a column: in the row itself, or above it where a header of two rows is not merged."""
    own = grid.spread(row, column)
    if not own and row and grid.text(row - 1, column):
        own = grid.text(row - 1, column)
    return flat(own).text.replace(";", "")


def _alike(grid: Grid, header: Header, law: ScoreTables) -> list[Problem]:
    """Names of columns that are one letter off a known one: 得份."""
    known = law.roles
    found = []
    for column, name in enumerate(header.texts):
        if name and name not in known and grid.home(header.row, column)[1] == column:
            near = next((each for each in known if _one_letter_off(name, each)), "")
            if near:
                place = grid.place(*grid.home(header.row, column))
                found.append(problem(LOOKS_LIKE, place, grid.spread(header.row, column), near=near))
    return found


def _one_letter_off(name: str, known: str) -> bool:
    """One letter is another; a shorter or longer name is another name."""
    if len(name) != len(known) or len(name) < SHORTEST_NAME:
        return False
    return sum(a != b for a, b in zip(name, known, strict=True)) == 1
