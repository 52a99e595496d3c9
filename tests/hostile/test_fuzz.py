"""Five thousand mutants of two small files, changed as archives, as XML and as bytes: only problems, no exception, little memory."""

from __future__ import annotations

import random
import re
import resource
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from tests.hostile.archives import Piece, archive
from tests.hostile.documents import docx_parts, xlsx_parts, zipped

from hengji.reading.gate import xml
from hengji.reading.gate.opening import Opened, open_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.rulebook.book import Book

MUTANTS, SHARES, MIB = 5_000, 4, 2**20
SEEDS = {"a.docx": docx_parts(), "a.xlsx": xlsx_parts()}
WORDS = (
    "A1:XFD1048576",
    "XFE1",
    "AAAAAAA1",
    "-1",
    "4294967295",
    "",
    "9" * 40,
    "../../x",
    "file:///etc/passwd",
    "External",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject",
    "application/vnd.ms-office.vbaProject",
    "rId1",
    "\u202e",
    "s",
    "inlineStr",
)
TOKENS = (
    "<!DOCTYPE x>",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&a;",
    "&#0;",
    "&#x10FFFF;",
    "<?x ?>",
    '<?xml version="1.1"?>',
    "</w:p>",
    '<c r="XFD1048576"/>',
    '<mergeCell ref="A1:B2"/>',
    "<f>cmd|'/c x'!A0</f>",
    "<row/>",
    '<fldSimple instr="DDE x"/>',
    "\0",
    "\ufeff",
    "<si>",
)
NUMBERS = (0, 1, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF)
NAMES = (
    "x",
    "../x",
    "A\0",
    "xl/workbook.xml",
    "WORD/document.xml",
    "word/",
    "xl/vbaProject.bin",
    "é",
    "CON",
    "[Content_Types].xml",
)
Parts = dict[str, bytes]


def as_bytes(content: bytes, draw: random.Random) -> bytes:
    """Some bytes changed, left out, put in, doubled or cut off."""
    at, length = draw.randrange(len(content) + 1), draw.choice((1, 1, 2, 4, 40))
    ways = (
        content[:at] + draw.randbytes(length) + content[at + length :],
        content[:at] + content[at + length :],
        content[:at] + draw.randbytes(length) + content[at:],
        content[:at] + content[max(0, at - length) :],
        content[:at],
    )
    return draw.choice(ways)


def as_xml(parts: Parts, draw: random.Random) -> Parts:
    """A token put in, an attribute changed, a tag doubled or left out, in one part."""
    name = draw.choice(sorted(parts))
    text = parts[name].decode()
    tags = [match.span() for match in re.finditer(r"<[^>]+>", text)]
    values = [match.span(1) for match in re.finditer(r'="([^"]*)"', text)]
    start, end = draw.choice(tags)
    first, last = draw.choice(values) if values else (start, end)
    ways = (
        text[:start] + draw.choice(TOKENS) + text[start:],
        text[:first] + draw.choice(WORDS) + text[last:],
        text[:end] + text[start:end] * draw.choice((1, 300)) + text[end:],
        text[:start] + text[end:],
    )
    return parts | {name: draw.choice(ways).encode("utf-8", "surrogatepass")}


def as_archive(parts: Parts, draw: random.Random) -> bytes:
    """One member's headers, name, method, flags or place say something else; or a member doubled, moved or left out."""
    pieces = [Piece(name, data) for name, data in parts.items()]
    at = draw.randrange(len(pieces))
    number = draw.choice((*NUMBERS, draw.randrange(5_000)))
    changes: tuple[Callable[[Piece], Piece], ...] = (
        partial(replace, said_size=number),
        partial(replace, said_packed=number),
        partial(replace, said_offset=number),
        partial(replace, said_crc=number),
        partial(replace, local_size=number),
        partial(replace, local_name=draw.randbytes(4)),
        partial(replace, flags=draw.randrange(2**16)),
        partial(replace, method=draw.choice((0, 8, 9, 12, 99))),
        partial(replace, mode=draw.randrange(2**16)),
        partial(replace, name=draw.choice(NAMES)),
        partial(replace, extra=draw.randbytes(draw.randrange(12))),
        partial(replace, extra=b"\1\0\x08\0" + draw.randbytes(8), said_size=0xFFFFFFFF),
        partial(replace, gap=draw.randbytes(16)),
        partial(replace, packed=draw.randbytes(30)),
        partial(replace, data=b"", name="word/"),
    )
    pieces[at] = draw.choice(changes)(pieces[at])
    if draw.random() < 0.2:
        pieces.insert(draw.randrange(len(pieces)), draw.choice(pieces))
    if draw.random() < 0.1:
        pieces.pop(draw.randrange(len(pieces)))
    return archive(*pieces, comment=draw.randbytes(draw.choice((0, 0, 5))), shift=draw.choice((0, 0, 0, 1, 70)))


def mutant(name: str, draw: random.Random) -> bytes:
    parts = SEEDS[name]
    way = draw.randrange(4)
    if way == 0:
        return as_archive(parts, draw)
    if way == 1:
        return zipped(as_xml(as_xml(parts, draw) if draw.random() < 0.1 else parts, draw))
    if way == 2:
        part = draw.choice(sorted(parts))
        return zipped(parts | {part: as_bytes(parts[part], draw)})
    return as_bytes(zipped(parts), draw)


def by_zipfile(content: bytes) -> list[bytes]:
    """The same members as another reader sees them."""
    with ZipFile(BytesIO(content)) as other:
        return [other.read(each) for each in other.infolist() if not each.is_dir()]


@pytest.mark.parametrize("share", range(SHARES))
def test_a_mutant_is_refused_with_known_codes_or_reads_alike_everywhere(share: int, book: Book) -> None:
    draw = random.Random(share)  # noqa: S311 - the same mutants every time
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seen: set[str] = set()
    for number in range(MUTANTS // SHARES):
        name = ("a.docx", "a.xlsx")[number % 2]
        content = mutant(name, draw)
        found = open_file(name, content)
        if isinstance(found, Opened):
            read = {part: member.read() for part, member in found.members.items()}
            assert list(read.values()) == by_zipfile(content)
            assert all(xml.parse(content) is not None for part, content in read.items() if part.endswith((".xml", ".rels")))
        else:
            assert found
            assert {(each.code in book.codes, each.place.file) for each in found} == {(True, name)}
            seen |= {each.code for each in found}
    assert len(seen) > 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1_024
