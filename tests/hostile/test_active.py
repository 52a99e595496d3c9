"""H7: parts, relationships, fields and formulas that do something when a document is opened."""

from __future__ import annotations

import pytest
from tests.hostile.documents import (
    BOOK,
    OFFICE,
    WORD,
    docx,
    docx_parts,
    relations,
    sheet,
    told,
    types,
    word,
    xlsx,
    xlsx_parts,
    zipped,
)

from hengji.reading.gate.kinds import OLE

RELS, BOOK_RELS = "word/_rels/document.xml.rels", "xl/_rels/workbook.xml.rels"
MAIN = OFFICE + "wordprocessingml.document.main+xml"
BEGIN, SEPARATE, END = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))


def instruction(*pieces: str) -> str:
    return "".join(f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in pieces)


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("word/vbaProject.bin", "application/vnd.ms-office.vbaproject"),
        ("word/embeddings/oleObject1.bin", "application/vnd.openxmlformats-officedocument.oleobject"),
        ("word/embeddings/a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("word/activeX/activeX1.xml", "application/vnd.ms-office.activex+xml"),
        ("word/a.html", "text/html"),
        ("word/a.xml", "application/vnd.something.new+xml"),
    ],
)
def test_h7_a_part_that_is_not_on_the_list_is_named(part: str, kind: str) -> None:
    named = {part.replace("/", "__").replace(".", "_dot_"): kind}
    parts = docx_parts() | {part: b"<x/>", "[Content_Types].xml": types(word__document_dot_xml=MAIN, **named)}
    assert told("a.docx", zipped(parts)) == [("RD79", part, kind[:63] + "…" if len(kind) > 64 else kind)]


def test_h7_a_part_without_a_type_is_named() -> None:
    assert told("a.docx", zipped(docx_parts() | {"word/x.dat": b"?"})) == [("RD79", "word/x.dat", "?")]


@pytest.mark.parametrize("part", ["word/vbaProject.xml", "word/embeddings/a.xml", "xl/externalLinks/externalLink1.xml"])
def test_h7_a_part_that_hides_behind_an_innocent_type_is_named(part: str) -> None:
    assert told("a.docx", zipped(docx_parts() | {part: b"<x/>"})) == [("RD79", part, "application/xml")]


def test_h7_an_object_behind_the_type_of_a_picture_is_named_by_its_content() -> None:
    assert told("a.docx", zipped(docx_parts() | {"word/media/image1.png": OLE + bytes(600)})) == [
        ("RD79", "word/media/image1.png", "ole")
    ]


def test_h7_a_file_with_macros_is_named_by_its_parts() -> None:
    kinds = {
        "xl__workbook_dot_xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "xl__vbaProject_dot_bin": "application/x",
    }
    parts = xlsx_parts() | {"[Content_Types].xml": types(**kinds), "xl/vbaProject.bin": OLE, "xl/sharedStrings.xml": b"<x/>"}
    assert [line[:2] for line in told("a.xlsx", zipped(parts))][:2] == [("RD79", BOOK), ("RD79", "xl/vbaProject.bin")]


@pytest.mark.parametrize(
    ("kind", "target", "mode"),
    [
        ("oleObject", "http://example.org/a.html!", "External"),
        ("attachedTemplate", "http://example.org/t.dotm", "External"),
        ("attachedTemplate", "t.dotm", "Internal"),
        ("aFChunk", "a.html", "Internal"),
        ("frame", "http://example.org/", "External"),
        ("http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin", "Internal"),
        ("http://example.org/image", "a.png", "Internal"),
    ],
)
def test_h7_a_relationship_that_is_not_on_the_list_is_named_with_its_id(kind: str, target: str, mode: str) -> None:
    parts = docx_parts() | {RELS: relations(("rId7", kind, target, mode))}
    assert told("a.docx", zipped(parts)) == [("RD79", f"{RELS}#rId7", kind.rpartition("/")[2])]


@pytest.mark.parametrize(
    ("target", "mode"),
    [
        ("http://example.org/a.png", "External"),
        ("media/a.png", "external"),
        ("media/a.png", "Elsewhere"),
        ("file:///etc/passwd", "Internal"),
        ("\\\\host\\share\\a.png", "Internal"),
        ("//host/a.png", "Internal"),
        ("../../../etc/passwd", "Internal"),
        ("/../a.png", "Internal"),
    ],
)
def test_h7_a_picture_that_lies_outside_the_file_is_named(target: str, mode: str) -> None:
    parts = docx_parts() | {RELS: relations(("rId7", "image", target, mode))}
    assert told("a.docx", zipped(parts)) == [("RD80", f"{RELS}#rId7", target)]


def test_h7_hyperlinks_are_text() -> None:
    lines = (("r1", "hyperlink", "https://example.org/", "External"), ("r2", "hyperlink", "file:///c:/a.xls", "External"))
    assert told("a.docx", zipped(docx_parts() | {RELS: relations(*lines)})) == []


def test_a_type_that_an_office_program_writes_in_small_letters_is_known() -> None:
    small = "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/core-properties"
    assert told("a.docx", zipped(docx_parts() | {RELS: relations(("rId1", small, "docProps/core.xml"))})) == []


def test_two_relationships_with_one_id_are_refused() -> None:
    parts = docx_parts() | {RELS: relations(("r1", "image", "a.png"), ("r1", "image", "b.png"))}
    assert told("a.docx", zipped(parts)) == [("RD73", RELS, "r1")]


def test_two_types_for_one_part_are_refused() -> None:
    parts = docx_parts()
    second = b'<Override PartName="/WORD/document.xml" ContentType="application/xml"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", second)
    assert told("a.docx", zipped(parts)) == [("RD73", "[Content_Types].xml", "/word/document.xml")]


def test_h7_a_link_to_another_workbook_is_named_by_part_and_relationship() -> None:
    kind = OFFICE + "spreadsheetml.externalLink+xml"
    parts = xlsx_parts()
    override = f'<Override PartName="/xl/externalLinks/externalLink1.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    parts[BOOK_RELS] = relations(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId9", "externalLink", "externalLinks/e.xml"))
    assert [line[:2] for line in told("a.xlsx", zipped(parts))] == [
        ("RD79", "xl/externalLinks/externalLink1.xml"),
        ("RD79", f"{BOOK_RELS}#rId9"),
    ]


@pytest.mark.parametrize(
    "field",
    [
        BEGIN + instruction(" DDEAUTO c:\\windows\\system32\\cmd.exe ") + SEPARATE + END,
        BEGIN + instruction(" DD", "EAU", "TO cmd") + END,
        BEGIN + instruction(' "dde" cmd') + END,
        BEGIN + instruction("LINK Excel.Sheet.12 c:\\a.xls") + END,
        BEGIN + instruction("INCLUDETEXT http://example.org/") + END,
        BEGIN + BEGIN + instruction("QUOTE 68 68 69") + END + instruction(" cmd") + END,
        '<w:fldSimple w:instr="DDE cmd"/>',
        BEGIN + instruction("IF 1 = 1 ") + BEGIN + instruction("DDE cmd") + END + END,
    ],
)
def test_h7_a_field_that_reaches_out_is_named_with_its_paragraph(field: str) -> None:
    assert [line[:2] for line in told("a.docx", docx(main=word(f"<w:p/><w:p>{field}</w:p>")))] == [("RD81", f"{WORD}!¶2")]


def test_ordinary_fields_are_read() -> None:
    inner = BEGIN + instruction("PAGEREF _Toc1 \\h") + SEPARATE + "<w:r><w:t>1</w:t></w:r>" + END
    outer = BEGIN + instruction('TOC \\o "1-3"') + SEPARATE + inner + END
    assert told("a.docx", docx(main=word(f"<w:p>{outer}</w:p><w:p>{BEGIN + instruction('PAGE') + END}</w:p>"))) == []


@pytest.mark.parametrize("formula", ["cmd|'/c calc'!A0", "+cmd|'/c calc'!A0", "MSEXCEL|'\\..\\..\\x'!''"])
def test_h7_a_formula_that_starts_a_program_is_named_with_its_cell(formula: str) -> None:
    content = xlsx(sheet(f'<row r="3"><c r="C3"><f>{formula}</f><v>0</v></c></row>'))
    assert told("a.xlsx", content) == [("RD81", "收支!C3", formula)]


def test_a_bar_in_quotes_is_text() -> None:
    content = xlsx(sheet('<row r="1"><c r="A1"><f>A2&amp;"|"&amp;\'甲|乙\'!B1</f></c></row>'))
    assert told("a.xlsx", content) == []
