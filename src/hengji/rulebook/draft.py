"""A scheme on its way into a file: the tree of its head and of its rows, with what a person must still decide beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.rulebook.yaml import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.place import Place
    from hengji.rulebook.yaml import Yaml


@dataclass(frozen=True, slots=True)
class Undecided:
    """What the wording of a row leaves to a person: `what` says why in words, `candidates` the lines that could be written."""

    row: str
    name: str
    place: Place
    what: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A row of the scheme: an indicator, or a slot where it has `methods`; `undecided` become comments above it."""

    tree: Mapping
    undecided: tuple[Undecided, ...] = ()

    @property
    def slot(self) -> bool:
        """Whether the department itself fills it."""
        return "methods" in self.tree.entries

    @property
    def id(self) -> str:
        """Its code."""
        return text_of(self.tree, "id")


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole scheme: `head` by its keys, without the rows; `open` is what is left to a person about the scheme as a whole.

    `noted` are the rows that are read with what a note under the table says of a part of a step.
    """

    head: dict[str, Yaml]
    rows: tuple[DraftRow, ...]
    open: tuple[Undecided, ...] = ()
    noted: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the scheme."""
        node = self.head.get("id")
        return node.text if isinstance(node, Scalar) else ""

    @property
    def undecided(self) -> tuple[Undecided, ...]:
        """All that is left to a person."""
        return (*self.open, *(each for row in self.rows for each in row.undecided))


def text_of(tree: Mapping, key: str) -> str:
    """The word of a key; empty where there is none."""
    node = tree.entries.get(key)
    return node.text if isinstance(node, Scalar) else ""


def word(text: str) -> Scalar:
    """Text, whatever it looks like."""
    return Scalar(text, False, 0, 0)


def bare(text: str) -> Scalar:
    """A number, a truth value or null."""
    return Scalar(text, True, 0, 0)


def listed(entries: Iterable[Yaml]) -> Sequence:
    """A list."""
    return Sequence(tuple(entries), 0, 0)


def block(**entries: Yaml) -> Mapping:
    """A mapping; see `keyed` for keys that are no names of Python."""
    return keyed(entries)


def keyed(entries: dict[str, Yaml]) -> Mapping:
    """A mapping of any keys."""
    return Mapping(entries, {key: word(key) for key in entries}, 0, 0)


def same(a: Yaml | None, b: Yaml | None) -> bool:
    """Whether two trees say the same, wherever they stand."""
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.entries.keys() == b.entries.keys() and all(same(node, b.entries[key]) for key, node in a.entries.items())
    if isinstance(a, Sequence) and isinstance(b, Sequence):
        return len(a.entries) == len(b.entries) and all(map(same, a.entries, b.entries))
    if isinstance(a, Scalar) and isinstance(b, Scalar):
        return a.text == b.text
    return a is b


@dataclass(frozen=True, slots=True)
class Changes:
    """A scheme as what it changes of the one that it extends."""

    head: dict[str, Yaml]
    replaced: tuple[DraftRow, ...]
    removed: tuple[str, ...]
    added: tuple[DraftRow, ...]


def against(draft: Draft, base: Draft) -> Changes | None:
    """What a draft changes of its base; None where changes cannot say it: rows in another order, or something of the base's head left out."""
    own, known = {row.id: row for row in draft.rows}, {row.id: row for row in base.rows}
    removed = tuple(name for name in known if name not in own)
    added = tuple(row for row in draft.rows if row.id not in known)
    order = [name for name in known if name in own] + [row.id for row in added]
    if order != [row.id for row in draft.rows] or any(key not in draft.head for key in base.head):
        return None
    replaced = tuple(row for name, row in own.items() if name in known and not same(_said(row.tree), _said(known[name].tree)))
    head = {key: node for key, node in draft.head.items() if key in {"id", "extends"} or not same(node, base.head.get(key))}
    return Changes(head, replaced, removed, added)


def _said(row: Mapping) -> Mapping:
    """A row without the keys that say `null`, which say nothing."""
    return keyed(
        {key: node for key, node in row.entries.items() if not (isinstance(node, Scalar) and node.plain and node.text == "null")}
    )
