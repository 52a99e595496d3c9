"""The fields of a YAML block, taken one by one: each with its kind, each problem with its line and column."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.expr.names import LOOKS_NEAR
from hengji.rulebook.yaml import Mapping, Scalar, Sequence, Yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.core.exact import Exact

MISSING, UNKNOWN_KEY, KIND, NUMBER, QUOTES, CHOICE = "RB04", "RB05", "RB06", "RB07", "RB08", "RB09"
MOST_LETTERS = 40
NOTHING = frozenset({"null", "~", ""})
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,20})?")
_LOOKS_LIKE_NUMBER = re.compile(r"[-+]?[0-9][0-9_.:eExXa-fA-F+-]*")


class Fields:
    """A block and the problems found in it; every key that is taken is known, `done` reports the rest."""

    def __init__(self, block: Yaml, file: str, problems: list[Problem]) -> None:
        self.file, self.problems = file, problems
        self.place = Place.line(file, block.line, block.column)
        self._taken: set[str] = set()
        self._sound = isinstance(block, Mapping)
        self._block = block if isinstance(block, Mapping) else Mapping({}, {}, block.line, block.column)
        if not self._sound:
            self.problem(KIND, block, block.text if isinstance(block, Scalar) else "…", wanted="mapping")

    def problem(self, code: str, at: Yaml | None, found: object, **slots: object) -> None:
        """A problem at a node of the block, or at the block itself."""
        place = Place.line(self.file, at.line, at.column) if at is not None else self.place
        if "known" in slots:
            slots.setdefault("near", nearest(str(found), str(slots["known"]).split("、")))
        self.problems.append(problem(code, place, found, **slots))

    def place_of(self, key: str) -> Place:
        """Where a key's value stands."""
        node = self._block.entries.get(key)
        return Place.line(self.file, node.line, node.column) if node is not None else self.place

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._block.entries

    def node(self, key: str, *, required: bool = False) -> Yaml | None:
        """The value of a key as it stands."""
        self._taken.add(key)
        node = self._block.entries.get(key)
        if node is None and required and self._sound:
            self.problem(MISSING, None, key, key=key)
        return node

    def scalar(self, key: str, *, required: bool = False) -> Scalar | None:
        """The value of a key where one word must stand."""
        node = self.node(key, required=required)
        if node is None or isinstance(node, Scalar):
            return node
        self.problem(KIND, node, key, wanted="scalar")
        return None

    def text(self, key: str, default: str | None = None) -> str:
        """Text; required where no default is given."""
        node = self._word(key, default)
        return default or "" if node is None else node.text

    def _word(self, key: str, default: str | None) -> Scalar | None:
        """One word; `null` says nothing, as an absent key does."""
        node = self.scalar(key, required=default is None)
        if node is None:
            return None
        if default is None and (_empty(node) or not node.text.strip()):
            self.problem(MISSING, node, key, key=key)
            return None
        return None if _empty(node) else node

    def code(self, key: str, default: str | None = None) -> str:
        """A code: what looks like a number must stand in quotes, so that no reader drops its zeros."""
        node = self._word(key, default)
        if node is None:
            return default or ""
        if node.plain and _LOOKS_LIKE_NUMBER.fullmatch(node.text):
            self.problem(QUOTES, node, node.text, key=key)
        return node.text

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One of a few words."""
        node = self._word(key, default)
        if node is None:
            return default if default is not None else allowed[0]
        if node.text not in allowed:
            self.problem(CHOICE, node, node.text, key=key, allowed="、".join(allowed))
            return allowed[0]
        return node.text

    def number(self, key: str, *, required: bool = True) -> Exact | None:
        """A decimal, exact; `null` and an absent key give None."""
        node = self.scalar(key, required=required)
        return None if node is None else self.exact(node, key)

    def known(self, key: str) -> Exact:
        """A decimal that must be known: `null` is a problem here, and never counts as 0."""
        node = self.scalar(key, required=True)
        number = None if node is None else self.exact(node, key)
        if node is not None and _empty(node):
            self.problem(NUMBER, node, node.text, key=key)
        return number or exact.ZERO

    def whole(self, node: Yaml, key: str) -> int | None:
        """The whole number that a node holds."""
        number = self.exact(node, key)
        if number is not None and number[0] % number[1]:
            self.problem(NUMBER, node, node.text if isinstance(node, Scalar) else "…", key=key)
            return None
        return None if number is None else number[0] // number[1]

    def exact(self, node: Yaml, key: str) -> Exact | None:
        """The decimal that a node holds."""
        if _empty(node):
            return None
        if isinstance(node, Scalar) and node.plain and _NUMBER.fullmatch(node.text):
            return exact.of(node.text)
        self.problem(NUMBER, node, node.text if isinstance(node, Scalar) else "…", key=key)
        return None

    def truth(self, key: str, default: bool = False) -> bool:
        """`true` or `false`."""
        node = self.scalar(key)
        if node is None:
            return default
        if not node.plain or node.text not in {"true", "false"}:
            self.problem(CHOICE, node, node.text, key=key, allowed="true、false")
        return node.text == "true"

    def sequence(self, key: str, *, required: bool = False) -> tuple[Yaml, ...]:
        """The entries of a list."""
        node = self.node(key, required=required)
        if node is None:
            return ()
        if isinstance(node, Sequence):
            return node.entries
        if not _empty(node):
            self.problem(KIND, node, key, wanted="sequence")
        return ()

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of words."""
        found = []
        for node in self.sequence(key, required=required):
            if isinstance(node, Scalar):
                found.append(node.text)
            else:
                self.problem(KIND, node, key, wanted="scalar")
        return tuple(found)

    def blocks(self, key: str, *, required: bool = False) -> Iterator[Fields]:
        """The entries of a list of blocks."""
        for node in self.sequence(key, required=required):
            yield Fields(node, self.file, self.problems)

    def block(self, key: str, *, required: bool = False) -> Fields | None:
        """A block within the block."""
        node = self.node(key, required=required)
        if node is not None and _empty(node):
            if required:
                self.problem(MISSING, node, key, key=key)
            return None
        return None if node is None else Fields(node, self.file, self.problems)

    def pairs(self, key: str = "") -> Iterator[tuple[str, Yaml]]:
        """Key and value of a mapping of free keys: of a key, or of the block itself."""
        node = self.node(key) if key else self._block
        if not key:
            self._taken.update(self._block.entries)
        if isinstance(node, Mapping):
            yield from node.entries.items()
        elif node is not None and not _empty(node):
            self.problem(KIND, node, key, wanted="mapping")

    def words(self, key: str) -> dict[str, str]:
        """A mapping of free keys to words."""
        found = {}
        for name, node in self.pairs(key):
            if not isinstance(node, Scalar):
                self.problem(KIND, node, name, wanted="scalar")
            elif not _empty(node):
                found[name] = node.text
        return found

    def done(self) -> None:
        """Reports the keys that nobody knows."""
        for key, at in self._block.keys.items():
            if key not in self._taken:
                self.problem(UNKNOWN_KEY, at, key, known="、".join(sorted(self._taken)))


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like one, or nothing.

    >>> nearest("wieght", ["path", "weight"])
    'weight'
    """
    from difflib import get_close_matches

    near = get_close_matches(word[:MOST_LETTERS], list(known), 1, LOOKS_NEAR)
    return near[0] if near else ""


def _empty(node: Yaml) -> bool:
    """Whether a node is `null`, in words or by saying nothing."""
    return isinstance(node, Scalar) and node.plain and node.text in NOTHING


def blocks(tree: Yaml | None, file: str, problems: list[Problem]) -> Iterator[Fields]:
    """The blocks of a file that is a list of them."""
    if tree is None:
        return
    if not isinstance(tree, Sequence):
        problems.append(problem(KIND, Place.line(file, tree.line, tree.column), file, wanted="sequence"))
        return
    for entry in tree.entries:
        fields = Fields(entry, file, problems)
        yield fields
        fields.done()
