"""Where an evaluation differs from what was published, and what stands there, in the words of the law book: no key and no identifier of the program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.rulebook.book import Book

WORDED = {
    "verdict": ("verdict.",),
    "severity": ("severity.",),
    "status": ("status.",),
    "kind": ("docx.kind_", "verify.kind_"),
    "reader": ("verify.reader_",),
}
"""Keys whose values are words of the program, and the captions that say them."""
OWN_NAMES = ("lines",)
"""Lists whose members go by a name of the department's own."""
_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*")
_NUMBER = re.compile(r"[0-9]+")


def where(path: Sequence[str], book: Book) -> str:
    """A place in the evaluation: 评分行 N10-B 得分."""
    own = 1 if path[0] in OWN_NAMES else 0
    said = [_key(path[0], book), *path[1 : 1 + own], *(_step(each, book) for each in path[1 + own :])]
    return " ".join(said)


def value(path: Sequence[str], found: object, book: Book) -> str:
    """What stands at a place; empty where nothing does."""
    if found is None:
        return ""
    if isinstance(found, bool):
        return book.caption("show.yes" if found else "show.no")
    if isinstance(found, dict):
        parts = [(_key(str(key), book), value((*path, str(key)), each, book)) for key, each in found.items()]
        return "；".join(f"{key}：{said}" for key, said in parts if said)
    if isinstance(found, list):
        return "、".join(filter(None, (value(path, each, book) for each in found)))
    return _text(path, str(found), book)


def _step(name: str, book: Book) -> str:
    return name if _NUMBER.fullmatch(name) else _key(name, book)


def _key(name: str, book: Book) -> str:
    """A key in words; one that the program does not write is called so."""
    for prefix in ("verify.key_", "docx.kind_"):
        if said := book.captions.get(f"{prefix}{name}"):
            return said
    return book.caption("verify.strange_key")


def _text(path: Sequence[str], text: str, book: Book) -> str:
    key = next((each for each in reversed(path) if not _NUMBER.fullmatch(each)), "")
    if path[0] == "linked" and key == "id":
        return book.caption("verify.internal")
    if key in WORDED:
        return next(
            (book.captions[f"{each}{text}"] for each in WORDED[key] if f"{each}{text}" in book.captions), _plain(text, book)
        )
    if key == "concept":
        return book.concepts[text].label if text in book.concepts else _plain(text, book)
    if key == "stage":
        return book.stages[text].label if text in book.stages else _plain(text, book)
    if key == "scheme" and text in book.schemes:
        return book.schemes[text].title
    return _member(text, book) if key == "members" else text


def _member(text: str, book: Book) -> str:
    """An axis, or a member of one."""
    if text in book.axes:
        return book.axes[text].label
    return next((axis.members[text].label for axis in book.axes.values() if text in axis.members), _plain(text, book))


def _plain(text: str, book: Book) -> str:
    """What ought to be a word that the program knows, and is none."""
    return book.caption("verify.strange_value") if _IDENTIFIER.fullmatch(text) else text
