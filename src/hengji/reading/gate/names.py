"""Names of members: shown to people, never used as a path; what tries to be one is refused."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from hengji.core.problem import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DEVICE = re.compile(r"(?:con|prn|aux|nul|clock\$|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_FORBIDDEN = frozenset('\\:*?"<>|')
_ENCODINGS = ("gb18030", "cp437")


def read_name(raw: bytes, *, utf8: bool) -> str:
    r"""A name for people to read; without the flag of UTF-8 it may be in the encoding of a Chinese desk.

    >>> read_name("报告.docx".encode("gbk"), utf8=False), read_name(b"a\xff", utf8=True)
    ('报告.docx', 'a\udcff')
    """
    if utf8 or raw.isascii():
        return raw.decode("utf-8", "surrogateescape")
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def hostile(name: str, most: int) -> str:
    """What is wrong with a name, or nothing.

    >>> hostile("word/document.xml", 255), hostile("../x", 255), hostile("CON.txt", 255)
    ('', '..', 'CON.txt')
    """
    if len(name) > most:
        return f"{len(name)} > {most}"
    if strange := next((letter for letter in name if letter in _FORBIDDEN or unicodedata.category(letter) in HIDDEN), ""):
        return strange
    return next((segment or "/" for segment in name.removesuffix("/").split("/") if _bad_segment(segment)), "")


def _bad_segment(segment: str) -> bool:
    return not segment or segment[-1] in ". " or segment[0] == " " or bool(_DEVICE.fullmatch(segment.partition(".")[0].rstrip()))


def folded(name: str) -> str:
    """A name as a file system that knows no case and one form of letters would keep it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def same_names(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names that stand twice, or that would be one in some file system, each with the one before it."""
    seen: dict[str, str] = {}
    for name in names:
        key = folded(name.removesuffix("/"))
        if key in seen:
            yield name, seen[key]
        seen.setdefault(key, name)
    files = {key for key, name in seen.items() if not name.endswith("/")}
    for key, name in seen.items():
        parents = (key[:at] for at, letter in enumerate(key) if letter == "/")
        yield from ((name, seen[parent]) for parent in parents if parent in files)
