"""Two YAML blocks compared by what they mean, each difference as a label with the words before and after.

Keys are labelled by the law book (captions/diff.yaml: `key_…`); a key that it does not know is shown as it stands, so that nothing is
passed over when the language of schemes grows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, TypeGuard

from hengji.core import exact
from hengji.expr.errors import FormulaError
from hengji.expr.parse import parse
from hengji.expr.tree import Node, Number, rebuild
from hengji.expr.words import formula
from hengji.rulebook.codes import put
from hengji.rulebook.yaml import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Table

    from hengji.rulebook.book import Book
    from hengji.rulebook.difference.side import Side
    from hengji.rulebook.yaml import Yaml

Meaning: TypeAlias = object
NOTHING = frozenset({"null", "~", ""})
TEXTS = frozenset(
    {"path", "title", "label", "authority", "standard", "explanation", "evidence", "notes", "source", "also", "levels"}
)
"""Keys under which words stand that are no formula, whatever they look like."""
DEFAULTS = {
    "kind": "department", "score_kind": "self", "mode": "half_up", "sum": "of_rounded", "blank_target": "refused",
    "manual_deductions": "false", "may_exceed": "false",
}  # fmt: skip
"""What a key says where it is left out."""
METHOD = frozenset({"method", "methods"})
WHOLE = frozenset({"reference", "grades_reference"})
"""Blocks that are said in one."""
NAMES = ("id", "label", "name")
"""The keys by which a member of a list is known."""
YEARS, LEVEL = "years", " / "
EMPTY = Sequence((), 0, 0)
WORDS_ONLY = frozenset(
    {
        "title", "authority", "outline", "score_kind", "notes", "grades_reference", "reference", "asks", "evidence", "explanation",
        "standard", "levels", "id", "path", "reasons", "second_scorer", "core",
    }
)  # fmt: skip
"""Keys that no score depends on. A key that is not listed counts as one that it may depend on."""


@dataclass(frozen=True, slots=True)
class Change:
    """`key` is the place in the YAML, `what` its name; `before` or `after` is empty where that side says nothing."""

    key: str
    what: str
    before: str
    after: str

    @property
    def words_only(self) -> bool:
        """Whether no score depends on it."""
        parts = self.key.split(".")
        return parts[0] in WORDS_ONLY or "reference" in parts


class Nodes:
    """Compares blocks of two sides; words are those of the later side's law book."""

    def __init__(self, before: Side, after: Side) -> None:
        self.before, self.after = before.book, after.book

    def label(self, key: str) -> str:
        """The name of a key."""
        return self.after.captions.get(f"diff.key_{key}", key)

    def mapping(self, before: Mapping, after: Mapping, aside: frozenset[str] = frozenset()) -> Iterator[Change]:
        """The keys that differ, in the order of the later block."""
        for key in dict.fromkeys((*after.entries, *before.entries)):
            if key not in aside:
                yield from self.nodes(key, before.entries.get(key), after.entries.get(key), (key,), (self.label(key),))

    def whole(self, block: Mapping, aside: frozenset[str], *, added: bool) -> Iterator[Change]:
        """A block that only one side has, key by key."""
        book = self.after if added else self.before
        for key, node in block.entries.items():
            words = "" if key in aside else self.words(key, node, book)
            if words:
                yield Change(key, self.label(key), "" if added else words, words if added else "")

    def nodes(
        self, key: str, before: Yaml | None, after: Yaml | None, at: tuple[str, ...], called: tuple[str, ...]
    ) -> Iterator[Change]:
        """What differs between two nodes of one key; blocks and lists of named members go down to what differs in them."""
        if _meaning(key, before, self.before) == _meaning(key, after, self.after):
            return
        if isinstance(before, Mapping) and isinstance(after, Mapping) and key not in WHOLE:
            for name in dict.fromkeys((*after.entries, *before.entries)):
                parts = before.entries.get(name), after.entries.get(name)
                yield from self.nodes(name, *parts, (*at, name), (*called, self._part(key, name)))
        elif key != YEARS and _listed(before) and _listed(after) and (before or after):
            yield from self._lists(key, before or EMPTY, after or EMPTY, at, called)
        else:
            yield self._change(at, called, self.words(key, before, self.before), self.words(key, after, self.after))

    def _part(self, key: str, name: str) -> str:
        """The name of a part of a block; parts of free name, such as parameters, stand for themselves."""
        return self.after.captions.get(f"diff.key_{key}_{name}", self.label(name))

    def _change(self, at: tuple[str, ...], called: tuple[str, ...], before: str, after: str) -> Change:
        if before == after:  # a short pattern leaves out what differs
            after = self.after.caption("diff.alike", words=after)
        return Change(".".join(at), self.after.caption("diff.within").join(called), before, after)

    def _lists(self, key: str, before: Sequence, after: Sequence, at: tuple[str, ...], called: tuple[str, ...]) -> Iterator[Change]:
        old, new = _named(before), _named(after)
        if old is not None and new is not None:
            for name in dict.fromkeys((*new, *old)):
                one, other = old.get(name), new.get(name)
                if _meaning(key, one, self.before) != _meaning(key, other, self.after):
                    yield from self._member(key, name, one, other, at, called)
            if not {*old} ^ {*new} and [*old] != [*new]:
                yield self._change(at, (*called, self.label("order")), self._join(old), self._join(new))
            return
        if all(isinstance(entry, Scalar) for entry in (*before.entries, *after.entries)):
            gone, come = _without(before, after, key, self.before), _without(after, before, key, self.after)
            if gone or come:
                yield self._change(at, called, self.words(key, gone, self.before), self.words(key, come, self.after))
                return
        yield self._change(at, called, self.words(key, before, self.before), self.words(key, after, self.after))

    def _member(
        self, key: str, name: str, one: Mapping | None, other: Mapping | None, at: tuple[str, ...], called: tuple[str, ...]
    ) -> Iterator[Change]:
        """A member of a list: in one where the book has a short pattern that shows the difference, else part by part."""
        before, after = self.words_of(key, one, self.before), self.words_of(key, other, self.after)
        if one is None or other is None or (before != after and _pattern(key, other, self.after) is not None):
            yield self._change((*at, name), called, before, after)
        else:
            yield from self.nodes(key, one, other, (*at, name), (*called, self._title(other, name)))

    def _title(self, member: Mapping, name: str) -> str:
        """What a member is called: its label, where it has one beside its id."""
        label = member.entries.get("label")
        return label.text if isinstance(label, Scalar) else name

    def _join(self, named: Table[str, object]) -> str:
        return self.after.caption("diff.and").join(named)

    # ---- words

    def words(self, key: str, node: Yaml | None, book: Book) -> str:
        """A node as a reader says it; nothing where it is absent."""
        if isinstance(node, Sequence) and key == YEARS:
            return self._years([entry.text for entry in node.entries if isinstance(entry, Scalar)], book)
        if isinstance(node, Sequence) and key == "path":
            return LEVEL.join(entry.text for entry in node.entries if isinstance(entry, Scalar))
        if isinstance(node, Sequence):
            return _joined([self.words_of(key, entry, book) for entry in node.entries], book)
        return self.words_of(key, node, book)

    def words_of(self, key: str, node: Yaml | None, book: Book) -> str:
        """One member as a reader says it."""
        if node is None:
            default = DEFAULTS.get(key, "null")
            return book.captions.get(f"diff.word_{key}_{default}") or book.captions.get(f"diff.word_{default}", "")
        if isinstance(node, Sequence):
            return self.words(key, node, book)
        return self._scalar(key, node, book) if isinstance(node, Scalar) else self._block(key, node, book)

    def _years(self, years: list[str], book: Book) -> str:
        first, last = years[0], years[-1]
        if last in NOTHING:
            return book.caption("diff.years_open", first=first)
        return first if first == last else book.caption("diff.years", first=first, last=last)

    def _block(self, key: str, node: Mapping, book: Book) -> str:
        """A block by the pattern that the book has for it, else key by key."""
        words = {name: self.words(name, part, book) for name, part in node.entries.items()}
        pattern = _pattern(key, node, book)
        if pattern is not None:
            return put(pattern, words)
        said = [book.caption("diff.pair", name=self._part(key, name), words=text) for name, text in words.items() if text]
        return book.caption("diff.comma").join(said)

    def _scalar(self, key: str, node: Scalar, book: Book) -> str:
        if node.plain and node.text in NOTHING:
            return book.captions.get(f"diff.word_{key}_null", "")
        method = book.methods.get(node.text)
        if method is not None and key not in TEXTS:
            return book.caption("diff.method", label=method.label, formula=method.words) if key == "method" else method.label
        word = book.captions.get(f"diff.word_{key}_{node.text}") or book.captions.get(f"{key}.{node.text}")
        if word is None and node.plain:
            word = book.captions.get(f"diff.word_{node.text}")
        if word is not None:
            return word
        tree = _formula(key, node, book)
        return node.text.strip() if tree is None or isinstance(tree, Number) else formula(tree)


def _pattern(key: str, node: Mapping, book: Book) -> str | None:
    """The pattern by which a member of a list is said in short."""
    keys = [f"diff.entry_{key}_{name}" for name in node.entries] + [f"diff.entry_{key}"]
    return next((book.captions[each] for each in keys if each in book.captions), None)


def _listed(node: Yaml | None) -> TypeGuard[Sequence | None]:
    """Whether a node is a list, or nothing where a list of named members may stand."""
    return node is None or isinstance(node, Sequence)


def _joined(words: list[str], book: Book) -> str:
    """Members one after the other; sentences need nothing between them."""
    semicolon, stop = book.caption("diff.semicolon"), book.caption("diff.stop")
    return "".join(each if each.endswith(stop) or at == len(words) else each + semicolon for at, each in enumerate(words, 1))


def _named(sequence: Sequence) -> dict[str, Mapping] | None:
    """The members by their names, where every one has its own."""
    found: dict[str, Mapping] = {}
    for entry in sequence.entries:
        name = _name(entry)
        if name is None or name in found or not isinstance(entry, Mapping):
            return None
        found[name] = entry
    return found


def _name(entry: Yaml) -> str | None:
    if not isinstance(entry, Mapping):
        return None
    words = (entry.entries.get(key) for key in NAMES)
    return next((node.text for node in words if isinstance(node, Scalar)), None)


def _without(these: Sequence, those: Sequence, key: str, book: Book) -> Sequence | None:
    """The members that the other list lacks."""
    there = [_meaning(key, entry, book) for entry in those.entries]
    left = tuple(entry for entry in these.entries if _meaning(key, entry, book) not in there)
    return Sequence(left, these.line, these.column) if left else None


def _meaning(key: str, node: Yaml | None, book: Book) -> Meaning:
    """What a node says, so that two ways of writing it are equal: numbers by value, formulas by tree; `null` says nothing."""
    if node is None:
        return None
    if isinstance(node, Mapping):
        parts = {name: _meaning(name, part, book) for name, part in node.entries.items()}
        return {name: part for name, part in parts.items() if part is not None}
    if isinstance(node, Sequence):
        return [_meaning(key, entry, book) for entry in node.entries]
    if node.plain and (node.text in NOTHING or node.text == DEFAULTS.get(key)):
        return None
    tree = _formula(key, node, book)
    return node.text.strip() if tree is None else _bare(tree)


def _formula(key: str, node: Scalar, book: Book) -> Node | None:
    """The tree of what can be read as a formula."""
    if key in TEXTS or (key in METHOD and node.text in book.methods):
        return None
    try:
        return parse(node.text, book.vocabulary)
    except FormulaError:
        return None


def _bare(node: Node) -> Node:
    """A tree in which a number is its value, however it was written."""
    if isinstance(node, Number):
        return Number(exact.reduce(node.value), "", node.dimension)
    return rebuild(node, _bare)
