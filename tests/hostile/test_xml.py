"""H5: XML that reads other files, grows without end, or reads differently in different readers."""

from __future__ import annotations

import pytest
from tests.hostile.documents import SHEET, WORD, docx, docx_parts, told, word, xlsx_parts, zipped

from hengji.reading.gate import xml
from hengji.reading.gate.codes import RefusedError

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(f'<!ENTITY {n} "{"&" + chr(ord(n) - 1) + ";"}">' for n in "bcdefg") + "]>"


@pytest.mark.parametrize(
    "declaration",
    [
        LAUGHS,
        "<!DOCTYPE x>",
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.org/p.dtd"> %p;]>',
        '<!DOCTYPE x PUBLIC "-//a//b" "http://example.org/a.dtd">',
        f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>',
    ],
)
def test_h5_any_document_type_is_refused_with_part_and_line(declaration: str) -> None:
    content = word().replace(b"<w:document", declaration.encode() + b"<w:document")
    assert told("a.docx", docx(main=content)) == [("RD77", f"{WORD}:2", "<!DOCTYPE x")]


def test_h5_a_document_type_in_the_other_encoding_of_office_files_is_found() -> None:
    content = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16")
    assert told("a.docx", docx(main=content)) == [("RD77", f"{WORD}:1", "<!DOCTYPE x")]


def test_h5_inclusion_is_refused() -> None:
    inside = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    assert told("a.docx", docx(main=word(inside))) == [("RD77", f"{WORD}:2", "XInclude")]


def test_h5_a_namespace_written_in_numbers_is_still_inclusion() -> None:
    inside = '<i:include xmlns:i="http://www.w3.org/2001/XI&#110;clude" href="x"/>'
    assert told("a.docx", docx(main=word(inside))) == [("RD77", f"{WORD}:2", "XInclude")]


@pytest.mark.parametrize("part", ["[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "docProps/app.xml"])
def test_h5_every_part_is_looked_at(part: str) -> None:
    parts = docx_parts() | {"docProps/app.xml": b"<Properties/>"}
    changed = parts | {part: parts[part].removeprefix(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n')}
    changed[part] = b"<!DOCTYPE x>" + changed[part]
    assert told("a.docx", zipped(changed)) == [("RD77", f"{part}:1", "<!DOCTYPE x")]


def test_h5_an_old_drawing_that_is_no_xml_may_not_declare_entities_either() -> None:
    kind = b'<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/></Types>'
    parts = xlsx_parts()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", kind)
    drawings = [b"<xml><br></xml>", b"<xml><!doctype x></xml>"]
    answers = [told("a.xlsx", zipped(parts | {"xl/drawings/vmlDrawing1.vml": each})) for each in drawings]
    assert answers == [[], [("RD77", "xl/drawings/vmlDrawing1.vml", "<!DOCTYPE")]]


@pytest.mark.parametrize("encoding", ["GBK", "UTF-7", "ISO-8859-1", "cp037"])
def test_h5_an_encoding_that_hides_things_is_refused(encoding: str) -> None:
    content = word().replace(b"UTF-8", encoding.encode())
    assert [line[:2] for line in told("a.docx", docx(main=content))] == [("RD78", WORD)]


@pytest.mark.parametrize(
    ("inside", "where", "found"),
    [
        ("<w:p>", f"{WORD}:2:", "mismatched tag"),
        ("&nbsp;", f"{WORD}:2:", "undefined entity"),
        ("<w:p/>\x01", f"{WORD}:2:", "not well-formed (invalid token)"),
        ("<w:sdt>" * 300 + "</w:sdt>" * 300, f"{WORD}:2", "251 > 250"),
    ],
)
def test_h5_broken_or_bottomless_xml_is_refused_with_line_and_column(inside: str, where: str, found: str) -> None:
    ((code, place, said),) = told("a.docx", docx(main=word(inside)))
    assert (code, place.startswith(where), said) == ("RD78", True, found)


def test_h5_a_tag_of_megabytes_is_refused_before_it_is_whole() -> None:
    import random

    noise = random.Random(1).randbytes(2 * 2**20).hex()  # noqa: S311 - noise that does not pack well
    ((code, place, _),) = told("a.docx", docx(main=word(f'<w:p a="{noise}"/>')))
    assert (code, place) == ("RD78", f"{WORD}:2")


def test_a_part_in_utf16_is_read() -> None:
    assert told("a.docx", docx(main=word().decode().replace("UTF-8", "UTF-16").encode("utf-16"))) == []


def test_our_own_parser_reads_no_entities_and_refuses_declarations() -> None:
    assert xml.parse(word()).tag.endswith("}document")
    with pytest.raises(RefusedError):
        xml.parse(b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>')


def test_problems_of_several_parts_are_told_together() -> None:
    parts = xlsx_parts() | {SHEET: b"<worksheet>", "docProps/app.xml": b"<!DOCTYPE x><x/>"}
    assert [line[:2] for line in told("a.xlsx", zipped(parts))] == [("RD78", f"{SHEET}:1:12"), ("RD77", "docProps/app.xml:1")]
