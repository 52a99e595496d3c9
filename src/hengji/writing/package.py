"""A .docx as its parts: opened with care, packed again so that the same parts always give the same bytes."""

from __future__ import annotations

import re
import struct
import zlib
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

TYPES = "[Content_Types].xml"
BODY = "word/document.xml"
TEXT_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
"""Parts that hold what a reader sees."""
_QUIET = re.compile(
    r"(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION|TOC|PAGEREF|REF|SEQ|STYLEREF|=|HYPERLINK\s+\\l)(?:\s|\Z)", re.IGNORECASE
)
"""Fields that look at nothing but the document itself."""
MOST_PARTS = 500
MOST_BYTES = 32 * 2**20
LEVEL = 6
PRESSED = (".docx", ".xlsx", ".pdf")
"""Kinds of files that are pressed in themselves: they are stored as they are."""
UNIX = 3
_VERSION, _STORED, _DEFLATED, _UTF8, _FIRST_DAY = 20, 0, 8, 0x800, 1 << 5 | 1
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s2B5H3I2H3HII"), struct.Struct("<4s4H2IH")
"""The records of an archive (PKWARE's APPNOTE 4.3): before each part, of each part in the list at the end, and after the list."""


class UnreadablePackageError(ValueError):
    """Not a Word file that may be opened; the text says why."""


def unpack(file: bytes) -> dict[str, bytes]:
    """The parts of a .docx by name; refuses what is too large, carries macros or reaches outside."""
    try:
        with ZipFile(BytesIO(file)) as archive:
            _measure(archive)
            parts = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    except (BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise UnreadablePackageError(type(error).__name__) from error
    _inspect(parts)
    return parts


def pack(parts: Mapping[str, bytes], lasting: frozenset[str] = frozenset()) -> bytes:
    """One archive: sorted, the content types first, with fixed dates.

    `lasting` are parts that the same process packs again and again, as the files of the law book in each package: they are pressed once.
    """
    local, central, at = [], [], 0
    for name in sorted(parts, key=lambda name: (name != TYPES, name)):
        method, crc, pressed = _member_once(name, parts[name]) if name in lasting else _member(name, parts[name])
        spelled, flags = (name.encode("ascii"), 0) if name.isascii() else (name.encode(), _UTF8)
        said = (_VERSION, flags, method, 0, _FIRST_DAY, crc, len(pressed), len(parts[name]), len(spelled), 0)
        local += [_LOCAL.pack(b"PK\3\4", *said), spelled, pressed]
        central += [_CENTRAL.pack(b"PK\1\2", _VERSION, UNIX, *said, 0, 0, 0, 0o600 << 16, at), spelled]
        at += _LOCAL.size + len(spelled) + len(pressed)
    listed = b"".join(central)
    return b"".join([*local, listed, _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(listed), at, 0)])


def _member(name: str, part: bytes) -> tuple[int, int, bytes]:
    """How a part lies in an archive, its CRC-32, and the bytes that lie there."""
    if name.endswith(PRESSED):
        return _STORED, zlib.crc32(part), part
    press = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return _DEFLATED, zlib.crc32(part), press.compress(part) + press.flush()


@lru_cache(maxsize=2 * MOST_PARTS)
def _member_once(name: str, part: bytes) -> tuple[int, int, bytes]:
    return _member(name, part)


def parse(part: bytes) -> _Element:
    """The tree of a part; no entities, no network."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(part, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadablePackageError(str(error)) from error


def written(root: _Element) -> bytes:
    """A tree as the bytes of a part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def leading_out(parts: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """What in a document's parts leads out of it: links to other places, fields that fetch something; part and target of each."""
    found = []
    for name, part in sorted(parts.items()):
        if name.endswith(".rels"):
            outside = (each for each in parse(part) if str(each.get("TargetMode", "")).lower() == "external")
            found += [(name, str(each.get("Target"))) for each in outside]
        elif TEXT_PARTS.fullmatch(name):
            found += [(name, field) for field in _fields(parse(part)) if not _QUIET.match(field)]
    return found


def _fields(root: _Element) -> Iterator[str]:
    """The instructions of fields, each paragraph's as one."""
    for paragraph in root.iter("{*}p"):
        simple = (
            str(value)
            for each in paragraph.iter("{*}fldSimple")
            for key, value in each.attrib.items()
            if str(key).endswith("}instr")
        )
        cut = "".join(each.text or "" for each in paragraph.iter("{*}instrText"))
        yield from (text.strip() for text in (*simple, cut) if text.strip())


def _measure(archive: ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise UnreadablePackageError(f"> {MOST_PARTS} / {MOST_BYTES}")


def _inspect(parts: Mapping[str, bytes]) -> None:
    if TYPES not in parts or BODY not in parts:
        raise UnreadablePackageError(BODY)
    for name, part in parts.items():
        if name.lower().endswith("vbaproject.bin") or b"<!DOCTYPE" in part[:512]:
            raise UnreadablePackageError(name)
        if name.endswith(".rels"):
            _inspect_relations(name, part)


def _inspect_relations(name: str, part: bytes) -> None:
    for relation in parse(part):
        outside = str(relation.get("TargetMode", "")).lower() == "external"
        if outside and not str(relation.get("Type", "")).endswith("/hyperlink"):
            raise UnreadablePackageError(f"{name}: {relation.get('Target')}")
