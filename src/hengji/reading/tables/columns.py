"""The blocks of a form on a sheet: which columns name the rows, and which column of the form each column of figures is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.quantity import Unit
    from hengji.reading.tables.find import Found
    from hengji.reading.tables.header import Header, Label, Path
    from hengji.reading.tables.words import Words
    from hengji.rulebook.form import Block, Column

CODE, LABEL, INDEX, UNIT = "code", "label", "index", "unit"
Paths = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One standing of a block: its key columns, and the sheet's column of each of its columns of figures."""

    block: Block
    codes: tuple[int, ...]
    labels: tuple[int, ...]
    others: tuple[int, ...]
    units: tuple[int, ...]
    figures: dict[str, int]
    bracket: Unit | None
    under: str

    @property
    def keys(self) -> tuple[int, ...]:
        """The columns that name its rows."""
        return (*self.codes, *self.labels)

    @property
    def owned(self) -> frozenset[int]:
        """Every column of the sheet that it explains."""
        return frozenset((*self.keys, *self.others, *self.units, *self.figures.values()))


@dataclass(frozen=True, slots=True)
class _Keys:
    """Adjacent columns that name rows."""

    columns: list[tuple[int, str]] = field(default_factory=list)

    def of(self, role: str) -> tuple[int, ...]:
        return tuple(column for column, own in self.columns if own == role)

    @property
    def start(self) -> int:
        return min(column for column, _ in self.columns)


@dataclass(frozen=True, slots=True)
class Misfit:
    """A column or block of the form that the sheet lacks, or has twice."""

    block: str
    labels: tuple[str, ...]
    twice: tuple[int, ...] = ()


def groups(found: Found, header: Header, words: Words) -> tuple[tuple[Group, ...], tuple[Misfit, ...]]:
    """The blocks of a table, from left to right, with what is missing of those that may not be missing."""
    wanted = [(block, keys) for block in found.layout.blocks for keys in _keys(block, header, words)]
    starts = sorted({keys.start for _, keys in wanted})
    owned: set[int] = set()
    placed: list[Group] = []
    missing: list[Misfit] = []
    for block in found.layout.blocks:
        own = [keys for other, keys in wanted if other is block and not owned & {column for column, _ in keys.columns}]
        standing = [_Keys()] if not (block.keys.code or block.keys.label) else own if block.repeats else own[:1]
        if not standing and not block.optional:
            missing.append(Misfit(block.id, tuple(path[0] for path in (block.under or (block.keys.label,)))))
        for keys in standing:
            columns = _reach(keys, starts, found.columns, owned)
            group, lacks = _group(block, keys, columns, header, words)
            if not lacks:
                placed.append(group)
                owned |= group.owned
            elif not block.optional:
                missing.extend(lacks)
    return tuple(placed), tuple(missing)


def _reach(keys: _Keys, starts: list[int], columns: range, owned: set[int]) -> list[int]:
    """The columns that may belong to a group: from its keys to the next group's."""
    if not keys.columns:
        return [column for column in columns if column not in owned]
    end = min((start for start in starts if start > keys.start), default=columns.stop)
    return [column for column in range(keys.start, end) if column not in {column for column, _ in keys.columns}]


def _keys(block: Block, header: Header, words: Words) -> list[_Keys]:
    """The groups of adjacent columns whose headers are the block's keys, below the block's own header."""
    roles = {
        role: words.labels(texts)
        for role, texts in ((CODE, block.keys.code), (LABEL, block.keys.label), (INDEX, block.keys.index), (UNIT, block.keys.unit))
    }
    under = words.paths(block.under)
    found: list[_Keys] = []
    before = -2
    for column in sorted(header.paths):
        role = _role(header.labels(column), roles)
        if role and (not under or _below(under, header.labels(column)) is not None):
            if not found or column != before + 1 or not _continues(found[-1], role, header, column):
                found.append(_Keys())
            found[-1].columns.append((column, role))
            before = column
    return [keys for keys in found if keys.of(CODE) or keys.of(LABEL)]


def _role(labels: tuple[str, ...], roles: dict[str, frozenset[str]]) -> str:
    """What a column is by its lowest label that says so."""
    return next((role for label in reversed(labels) for role, texts in roles.items() if label in texts), "")


def _continues(keys: _Keys, role: str, header: Header, column: int) -> bool:
    """Whether a key column belongs to the group on its left: a key that the group lacks, a split code, a header over two columns."""
    own = keys.of(role)
    if not own:
        return True
    left, here = header.labels(own[-1]), header.labels(column)
    return left == here or (role == CODE and not keys.of(LABEL) and left[:-1] == here[:-1])


def _group(block: Block, keys: _Keys, columns: list[int], header: Header, words: Words) -> tuple[Group, list[Misfit]]:
    """A block at its columns, with the columns that it lacks."""
    under, index = words.paths(block.under), words.labels(block.keys.index)
    below = {column: _below(under, header.labels(column)) if under else 0 for column in columns}
    rest = {column: header.labels(column)[skipped:] for column, skipped in below.items() if skipped is not None}
    assigned, ties = _assigned(block.columns, rest, words)
    own = _own_header(under, header.paths.get(min([*keys.of(CODE), *keys.of(LABEL), *assigned.values()], default=-1), ()))
    group = Group(
        block=block,
        codes=keys.of(CODE),
        labels=keys.of(LABEL),
        others=(*keys.of(INDEX), *(column for column in columns if index & set(header.labels(column)))),
        units=keys.of(UNIT),
        figures=assigned,
        bracket=own.unit if own else None,
        under=own.text if own else "",
    )
    wanted = (column for column in block.columns if column.id not in assigned and not column.optional)
    return group, [
        Misfit(block.id, column.under[0] if column.under else (column.id,), ties.get(column.id, ())) for column in wanted
    ]


def _own_header(under: Paths, path: Path) -> Label | None:
    """The block's own header above its first column."""
    depth = _below(under, tuple(label.text for label in path)) if under else None
    return path[depth - 1] if depth else None


def _assigned(
    columns: tuple[Column, ...], rest: dict[int, tuple[str, ...]], words: Words
) -> tuple[dict[str, int], dict[str, tuple[int, ...]]]:
    """The sheet's column of each column of the form: the longest path first, then the one that skips fewest labels.

    Two columns that fit equally well are a tie, and neither is taken.
    """
    fits = [
        (*rank, column.id, at)
        for column in columns
        for at, labels in rest.items()
        if (rank := _rank(words.paths(column.under), labels)) is not None
    ]
    assigned: dict[str, int] = {}
    ties: dict[str, tuple[int, ...]] = {}
    for length, skipped, name, at in sorted(fits, key=lambda fit: (-fit[0], fit[1], fit[3])):
        if name in assigned or name in ties or at in assigned.values():
            continue
        equal = tuple(fit[3] for fit in fits if fit[:3] == (length, skipped, name) and fit[3] not in assigned.values())
        if len(equal) > 1:
            ties[name] = equal
        else:
            assigned[name] = at
    return assigned, ties


def _rank(paths: Paths, labels: tuple[str, ...]) -> tuple[int, int] | None:
    """How well the best of several paths fits the labels above a column: its length, and the labels that it leaves out."""
    fitting = [path for path in paths if labels and path[-1] == labels[-1] and _within(path, labels)]
    length = max(map(len, fitting), default=0)
    return (length, len(labels) - length) if fitting else None


def _within(path: tuple[str, ...], labels: tuple[str, ...]) -> bool:
    rest = iter(labels)
    return all(label in rest for label in path)


def _below(under: Paths, labels: tuple[str, ...]) -> int | None:
    """How many labels the block's own header takes from the top; None where the column does not stand below it."""
    best: int | None = None
    for path in under:
        at = 0
        for label in path:
            if label not in labels[at:]:
                break
            at = labels.index(label, at) + 1
        else:
            best = at if best is None or len(path) > best else best
    return best
