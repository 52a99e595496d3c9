"""Editions of a scheme: the digest of what each says, and which of them is in force in a year."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.rulebook.settings import BARE
from hengji.rulebook.yaml import Mapping, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Table

    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme
    from hengji.rulebook.yaml import Yaml

NULL = "null"
TRUTHS = frozenset({"true", "false", NULL, "~"})


def digest(head: Table[str, Yaml], rows: Iterable[Mapping], methods: Table[str, str]) -> str:
    """SHA-256 over what a scheme says, with all that it extends put in, and over the formulas of its methods.

    Comments, quotes, the order of keys, keys that say `null` and the file do not count: whatever scores alike has one digest.
    """
    whole = [_plain(Mapping(dict(head), {}, 0, 0)), [_plain(row) for row in rows], dict(methods)]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _plain(node: Yaml) -> object:
    if isinstance(node, Mapping):
        return {key: _plain(each) for key, each in node.entries.items() if not _says_nothing(each)}
    if isinstance(node, Scalar):
        return _number(node)
    return [_plain(each) for each in node.entries]


def _says_nothing(node: Yaml) -> bool:
    return isinstance(node, Scalar) and node.plain and node.text in {NULL, "~", ""}


def _number(node: Scalar) -> str:
    """5 and 5.0 are one number."""
    number = node.plain and BARE.fullmatch(node.text) and node.text not in TRUTHS
    return exact.plain(exact.of(node.text), 20) if number else node.text


def line(scheme: Scheme, book: Book) -> tuple[Scheme, ...]:
    """The editions of a scheme: those of its authority and kind that bear its title, or that one makes of another by `extends`; the oldest first."""
    found = {scheme.id: scheme}
    grown = True
    while grown:
        more = [
            each
            for each in book.schemes.values()
            if each.id not in found and any(_related(each, known) for known in found.values())
        ]
        found.update({each.id: each for each in more})
        grown = bool(more)
    return tuple(sorted(found.values(), key=lambda each: (each.first, each.id)))


def _related(a: Scheme, b: Scheme) -> bool:
    same_line = (a.authority, a.kind) == (b.authority, b.kind)
    return same_line and (a.title == b.title or a.extends == b.id or b.extends == a.id)


def in_force(scheme: Scheme, year: int, book: Book) -> Scheme | None:
    """The edition that is in force in a fiscal year; None where there is none."""
    return next((each for each in line(scheme, book) if each.first <= year and (each.last is None or year <= each.last)), None)
