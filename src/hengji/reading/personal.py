"""Finished files searched for personal numbers before they are published: every text of every member, hidden or not."""

from __future__ import annotations

import html
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from hengji.rulebook.personal import BIRTH, IDENTITY, LUHN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hengji.rulebook.book import Book
    from hengji.rulebook.personal import Personal

MOST_BYTES, MOST_DEPTH, BEFORE, SHOWN = 256 * 2**20, 4, 12, 40
_ENDS = "。！!？?；;\n"
TEXTS = frozenset({"txt", "md", "csv", "json", "yaml", "yml", "svg", "typ"})
MARKUP = frozenset({"xml", "xhtml", "html", "htm", "rels", "xsd", "svg", "vml"})
ARCHIVES = frozenset({"zip", "docx", "xlsx"})
PDF = "pdf"
_BLOCK = re.compile(
    r"</?(?:\w+:)?(?:p|tr|td|th|tc|c|row|si|is|v|li|div|h[1-6]|dt|dd|caption|title|comment|section|body|head|br|pre|option)\b[^>]*>"
)
_TAG, _VALUE = re.compile(r"<[^>]*>"), re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_LETTERS = "10X98765432"
_APART = re.compile("[ _·‐-―-]")
"""What may stand between the groups of a number."""
_LETTERS_BEFORE, _LETTERS_AFTER = re.compile("[0-9A-Za-z]{1,41}$"), re.compile("[0-9A-Za-z]{1,41}")
_DATA = re.compile(r"data:[\w/+.;-]*base64,[A-Za-z0-9+/=\s]*")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that may be personal: its kind, where it stands, what stands there, masked, and the words around it with every number masked."""

    kind: str
    place: str
    masked: str
    around: str = ""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was found, how many texts were searched, and the members that cannot be searched (pictures, what cannot be opened)."""

    hits: tuple[Hit, ...]
    texts: int
    unread: tuple[str, ...]


def scan(files: Mapping[str, bytes], book: Book) -> Scanned:
    """Files by their names, archives opened; the same number at the same place is one hit."""
    unread: list[str] = []
    texts = list(_texts(files, unread))
    hits: dict[tuple[str, str, str], Hit] = {}
    for place, number, hit in _hits(texts, book):
        hits.setdefault((hit.kind, place.partition("#")[0], number), hit)
    return Scanned(tuple(hits.values()), len(texts), tuple(dict.fromkeys(unread)))


def search(texts: Iterable[tuple[str, str]], book: Book) -> tuple[Hit, ...]:
    """Texts with the places that they are known by; the same number at the same place is one hit."""
    hits: dict[tuple[str, str, str], Hit] = {}
    for place, number, hit in _hits(texts, book):
        hits.setdefault((hit.kind, place, number), hit)
    return tuple(hits.values())


def _hits(texts: Iterable[tuple[str, str]], book: Book) -> Iterator[tuple[str, str, Hit]]:
    kinds = [(kind, _compiled(kind.pattern, kind.letters)) for kind in book.personal.values()]
    for place, text in texts:
        plain = unicodedata.normalize("NFKC", text)
        found = sorted(_found(plain, kinds), key=lambda each: each[1])
        for kind, start, end in found:
            number = plain[start:end]
            said = Hit(kind.id, place, mask(number, kind), _around(_as_written(text, plain), found, start, end))
            yield place, _APART.sub("", number), said


def _as_written(text: str, plain: str) -> str:
    """The text with its own punctuation, where each letter of it is one of the plain text; else the plain text."""
    if len(text) == len(plain) and all(unicodedata.normalize("NFKC", one) == other for one, other in zip(text, plain, strict=True)):
        return text
    return plain


def _around(text: str, found: Iterable[tuple[Personal, int, int]], start: int, end: int) -> str:
    """The part of a sentence that a number stands in, with this number and every other one masked."""
    first = max(
        (at + 1 for mark in _ENDS if (at := text.rfind(mark, max(0, start - SHOWN), start)) >= 0), default=max(0, start - SHOWN)
    )
    last = min((at for mark in _ENDS if (at := text.find(mark, end, end + SHOWN)) >= 0), default=min(len(text), end + SHOWN))
    parts, at = [], first
    for kind, begins, ends in found:
        if begins < last and ends > first:
            parts += [text[at:begins], mask(unicodedata.normalize("NFKC", text[begins:ends]), kind)]
            at = ends
    parts.append(text[at:last])
    said = " ".join("".join(parts).split())
    cut = (first > 0 and text[first - 1] not in _ENDS, last < len(text) and text[last] not in _ENDS)
    return ("…" if cut[0] else "") + said + ("…" if cut[1] else "")


def mask(found: str, kind: Personal) -> str:
    """A number with its middle covered.

    >>> from hengji.core.place import Place
    >>> mask("13800001234", Personal("mobile", "", "", "none", (), 3, 4, Place("")))
    '138****1234'
    """
    number = _APART.sub("", found)
    last = min(kind.last, max(0, len(number) - kind.first))
    return number[: kind.first] + "*" * (len(number) - kind.first - last) + (number[-last:] if last else "")


@lru_cache(64)
def _compiled(pattern: str, letters: int) -> re.Pattern[str]:
    beside = "0-9" if letters else "0-9A-Za-z"
    return re.compile(rf"(?<![{beside}])(?<![0-9]\.)(?:{pattern})(?![{beside}])(?!\.[0-9])")


def _stands_alone(text: str, start: int, end: int, letters: int) -> bool:
    """Whether what touches a number are a few letters and no more: longer runs, and runs with other digits in them, are digests and codes."""
    before, after = text[max(0, start - letters - 1) : start], text[end : end + letters + 1]
    touching = (_LETTERS_BEFORE.search(before), _LETTERS_AFTER.match(after))
    return all(found is None or (len(found[0]) <= letters and found[0].isalpha()) for found in touching)


def _found(text: str, kinds: Iterable[tuple[Personal, re.Pattern[str]]]) -> Iterator[tuple[Personal, int, int]]:
    taken: list[tuple[int, int]] = []
    for kind, pattern in kinds:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(first < end and start < last for first, last in taken) or not holds(match[0], kind.check):
                continue
            if kind.letters and not _stands_alone(text, start, end, kind.letters):
                continue
            if kind.near and not any(word in text[max(0, start - BEFORE) : start] for word in kind.near):
                continue
            taken.append((start, end))
            yield kind, start, end


def holds(found: str, check: str) -> bool:
    """Whether the check digit (and the date of birth) of a number holds."""
    digits = _APART.sub("", found)
    if check == IDENTITY:
        total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
        return _day(digits[6:14]) and digits[17].upper() == _CHECK_LETTERS[total % 11]
    if check == BIRTH:
        return _day(f"19{digits[6:12]}")
    if check == LUHN:
        doubled = "".join(str(int(digit) * (2 if at % 2 else 1)) for at, digit in enumerate(reversed(digits)))
        return sum(int(digit) for digit in doubled) % 10 == 0 and len(set(digits)) > 1
    return True


def _day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return True


def _texts(files: Mapping[str, bytes], unread: list[str], within: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    """Every text with its place; the names of files are texts too."""
    for name, content in files.items():
        place = f"{within}{name}"
        ending = name.rpartition(".")[2].lower()
        yield f"{place}#", name
        if ending in ARCHIVES:
            members = _members(content) if depth < MOST_DEPTH else None
            if members is None:
                unread.append(place)
            else:
                yield from _texts(members, unread, f"{place}!", depth + 1)
        elif ending in MARKUP or ending in TEXTS:
            yield from _lines(place, content, markup=ending in MARKUP)
        elif ending == PDF:
            yield from _pages(place, content, unread)
        else:
            unread.append(place)


def _members(content: bytes) -> dict[str, bytes] | None:
    """The members of an archive that we wrote; None where it cannot be opened or is larger than anything we write."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_BYTES:
                return None
            return {each.filename: archive.read(each) for each in archive.infolist() if not each.is_dir()}
    except (BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        return None


def _lines(place: str, content: bytes, *, markup: bool) -> Iterator[tuple[str, str]]:
    text = _DATA.sub("", content.decode("utf-8", "replace"))
    if not markup:
        yield from ((f"{place}#{number}", line) for number, line in enumerate(text.splitlines(), 1) if line.strip())
        return
    blocks = [html.unescape(_TAG.sub("", part)) for part in _BLOCK.sub("\0", text).split("\0")]
    yield from ((f"{place}#{number}", block) for number, block in enumerate(blocks, 1) if block.strip())
    apart = html.unescape(_TAG.sub("\0", text)).replace("\0", "\n")  # the same, where a tag parts two numbers
    values = "\n".join(html.unescape(one or other) for one, other in _VALUE.findall(text))
    yield f"{place}#*", apart
    yield f"{place}#@", values


def _pages(place: str, content: bytes, unread: list[str]) -> Iterator[tuple[str, str]]:
    from hengji.reading.formats.printed import pages

    found = pages(content)
    if found is None:
        unread.append(place)
        return
    for number, text in enumerate(found, 1):
        yield f"{place}#{number}", text
