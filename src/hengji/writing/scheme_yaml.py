r"""A draft of a scheme as YAML text: blocks as in the law book, small lists and mappings on one line, what is open as comments above its row."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from hengji.rulebook.draft import listed, word
from hengji.rulebook.yaml import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Sequence as Sequence_

    from hengji.rulebook.book import Book
    from hengji.rulebook.draft import Changes, Draft, DraftRow, Undecided
    from hengji.rulebook.yaml import Yaml

WIDEST = 140
INDENT = 2
BARE = re.compile(r"-?(?:0|[1-9][0-9]{0,29})(?:\.[0-9]{1,20})?|true|false|null")
_MEANS_ELSE = re.compile(r"[-+]?[0-9][0-9_.:eExXa-fA-F+-]*|null|true|false|~|yes|no|on|off|y|n", re.IGNORECASE)
_SAFE = re.compile(r"(?:[^\W_]|[“（《①-⑳])(?:[^\x00-\x1f\"'#,:\[\]{}&*!|>%@`\\]|[!%](?! ))*(?<! )")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def text(draft: Draft, book: Book, lead: Iterable[str] = ()) -> str:
    """The file of a scheme."""
    lines = [*_head(draft.head, draft, book, lead)]
    for key, rows in (
        ("indicators", [row for row in draft.rows if not row.slot]),
        ("slots", [row for row in draft.rows if row.slot]),
    ):
        lines += _rows(key, rows, book)
    return "\n".join(lines) + "\n"


def changes(draft: Draft, changed: Changes, book: Book, lead: Iterable[str] = ()) -> str:
    """The file of a scheme that extends another: only what it changes."""
    lines = [*_head(changed.head, draft, book, lead), *_rows("replace", changed.replaced, book)]
    if changed.removed:
        lines += _entry("remove", listed(map(word, changed.removed)), 0)
    return "\n".join([*lines, *_rows("add", changed.added, book)]) + "\n"


def blocks(trees: Iterable[Mapping], lead: Iterable[str] = ()) -> str:
    """A file that is a list of blocks."""
    lines = list(_comments(lead, 0))
    for tree in trees:
        lines += ["", *_listed(tree, 0)]
    return "\n".join(lines).lstrip("\n") + "\n"


def _head(head: dict[str, Yaml], draft: Draft, book: Book, lead: Iterable[str]) -> Iterator[str]:
    yield from _comments(lead, 0)
    yield from _opened(draft.open, book, 0)
    for key, node in head.items():
        yield from _entry(key, node, 0)


def _rows(key: str, rows: Sequence_[DraftRow], book: Book) -> list[str]:
    return [f"{key}:", *(line for row in rows for line in _row(row, book))] if rows else []


def _row(row: DraftRow, book: Book) -> Iterator[str]:
    yield from _opened(row.undecided, book, INDENT)
    yield from _listed(row.tree, INDENT)


def _opened(undecided: Iterable[Undecided], book: Book, indent: int) -> Iterator[str]:
    """What is left to a person, as comments."""
    for each in undecided:
        yield from _comments([book.caption("score_tables.row_open", what=each.what)], indent)
        yield from _comments([book.caption("score_tables.row_candidate", line=line) for line in each.candidates], indent)


def _comments(lines: Iterable[str], indent: int) -> Iterator[str]:
    for line in lines:
        yield f"{' ' * indent}# {_one_line(line)}"


def _one_line(words: str) -> str:
    return "".join(_shown(letter) for letter in words.replace("\n", " "))


def _shown(letter: str) -> str:
    return f"U+{ord(letter):04X}" if unicodedata.category(letter) in _HIDDEN else letter


def _entry(key: str, node: Yaml, indent: int) -> Iterator[str]:
    """A key with its value: on one line where that is short, else as a block."""
    pad, name = " " * indent, scalar(key)
    short = flow(node)
    if isinstance(node, Scalar) or len(pad) + len(name) + len(short) <= WIDEST or not node.entries:
        yield f"{pad}{name}: {short}"
        return
    yield f"{pad}{name}:"
    if isinstance(node, Mapping):
        for inner, value in node.entries.items():
            yield from _entry(inner, value, indent + INDENT)
    else:
        for value in node.entries:
            yield from _listed(value, indent + INDENT)


def _listed(node: Yaml, indent: int) -> Iterator[str]:
    """A member of a list."""
    pad = " " * indent
    short = flow(node)
    if not isinstance(node, Mapping) or (indent > INDENT and len(pad) + len(short) + INDENT <= WIDEST):
        yield f"{pad}- {short}"
        return
    lines = [line for key, value in node.entries.items() for line in _entry(key, value, indent + INDENT)]
    yield f"{pad}- {lines[0][indent + INDENT :]}"
    yield from lines[1:]


def flow(node: Yaml) -> str:
    """A tree on one line."""
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(value)}" for key, value in node.entries.items()) + "}"
    if isinstance(node, Sequence):
        return "[" + ", ".join(map(flow, node.entries)) + "]"
    return node.text if node.plain and BARE.fullmatch(node.text) else scalar(node.text)


def scalar(words: str) -> str:
    r"""A text as a YAML scalar: plain where nothing in it could mean something else, else in double quotes, nothing lost.

    >>> scalar("年初结转"), scalar("5"), scalar("a: b\n")
    ('年初结转', '"5"', '"a: b\\n"')
    """
    visible = not any(unicodedata.category(letter) in _HIDDEN for letter in words)
    if visible and _SAFE.fullmatch(words) and not _MEANS_ELSE.fullmatch(words):
        return words
    return '"' + "".join(_ESCAPES.get(letter) or _escaped(letter) for letter in words) + '"'


def _escaped(letter: str) -> str:
    if unicodedata.category(letter) not in _HIDDEN:
        return letter
    return f"\\u{ord(letter):04X}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08X}"  # noqa: PLR2004 - what four digits can say
