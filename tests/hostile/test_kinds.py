"""H8 and H10: what a file really is, whatever its name says; PDF files from outside; files that end too early."""

from __future__ import annotations

import random
import zlib
from typing import TYPE_CHECKING

import pytest
from tests.hostile.archives import Piece, archive
from tests.hostile.documents import OFFICE, docx_parts, opened, told, types, xlsx_parts, zipped

from hengji.reading.gate.kinds import OLE
from hengji.reading.gate.opening import Opened, open_file
from hengji.rulebook.codes import with_words

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

XML_BOOK = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'


def ole(stream: str) -> bytes:
    return OLE + bytes(500) + stream.encode("utf-16-le") + bytes(500)


def pdf(inside: bytes = b"", before: bytes = b"") -> bytes:
    return before + b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog " + inside + b" >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


@pytest.mark.parametrize(
    ("content", "code", "found"),
    [
        (b"", "RD60", ""),
        (ole("Workbook"), "RD62", "xls"),
        (ole("WordDocument"), "RD62", "doc"),
        (ole("PowerPoint Document"), "RD62", "ppt"),
        (ole("x"), "RD62", "ole"),
        (ole("EncryptedPackage"), "RD63", "encrypted"),
        (b"\xef\xbb\xbf<HTML><table>", "RD64", "html"),
        (XML_BOOK, "RD64", "xml"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "RD64", "mht"),
        ("单位,金额\n某局,15.47".encode("gbk"), "RD65", "csv"),
        ("单位\t金额".encode("utf-16"), "RD65", "csv"),
        ("没有表".encode(), "RD65", "txt"),
        (pdf(), "RD66", "pdf"),
        (b"{\\rtf1}", "RD66", "rtf"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "RD66", "png"),
        (b"Rar!\x1a\x07\x01\0", "RD66", "rar"),
        (bytes(range(256)), "RD67", "?"),
        (zipped(docx_parts()), "RD66", "docx"),
        (archive(Piece("OFD.xml", b"<x/>")), "RD66", "ofd"),
        (archive(Piece("mimetype", b"x"), Piece("META-INF/manifest.xml", b"<x/>")), "RD66", "odf"),
        (archive(Piece("a.txt", b"x")), "RD66", "zip"),
    ],
)
def test_h10_a_file_that_is_something_else_is_told_what_it_is(content: bytes, code: str, found: str) -> None:
    assert told("决算.xlsx", content) == [(code, "", found)]


def test_h10_the_answer_says_what_it_is_and_how_to_convert_it(book: Book) -> None:
    (problem,) = open_file("自评报告.docx", ole("WordDocument"))  # type: ignore[misc]
    words = with_words(problem, book.codes, {})
    assert words.message == "文件名以 .docx 结尾，实际是 97-2003 的旧格式（doc）"
    assert "另存为 .docx" in words.fix


def test_h10_a_file_under_its_true_name_is_refused_too_if_nobody_reads_it() -> None:
    assert told("报告.doc", ole("WordDocument")) == [("RD62", "", "doc")]


def test_h10_what_is_wanted_may_be_less_than_what_can_be_read() -> None:
    found = open_file("a.docx", zipped(docx_parts()), frozenset({"xlsx"}))
    assert not isinstance(found, Opened)
    assert [(each.code, each.found) for each in found] == [("RD66", "docx")]


def test_h10_templates_and_slides_are_named() -> None:
    parts = docx_parts() | {"[Content_Types].xml": types(word__document_dot_xml=OFFICE + "wordprocessingml.template.main+xml")}
    assert told("a.docx", zipped(parts)) == [("RD66", "", "dotx")]


def test_h10_one_file_that_is_a_document_and_a_workbook_is_refused() -> None:
    both = {
        "word__document_dot_xml": OFFICE + "wordprocessingml.document.main+xml",
        "xl__workbook_dot_xml": OFFICE + "spreadsheetml.sheet.main+xml",
    }
    parts = xlsx_parts() | docx_parts() | {"[Content_Types].xml": types(**both)}
    assert told("a.docx", zipped(parts)) == [("RD68", "", "docx + xlsx")]


def test_h10_a_pdf_with_an_archive_behind_it_and_the_other_way_round_are_refused() -> None:
    inside = archive(Piece("a.txt", pdf(), method=0))
    assert [told("a.pdf", pdf() + archive(Piece("a", b"x"))), told("a.zip", inside)] == [
        [("RD68", "", "PDF + ZIP")],
        [("RD68", "", "PDF + ZIP")],
    ]


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        (b"/OpenAction << /S /JavaScript /JS (app.alert) >>", "JavaScript, JS"),
        (b"/OpenAction << /S /J#61vaScript >>", "JavaScript"),
        (b"/A << /S /Launch /F (cmd.exe) >>", "Launch"),
        (b"/Names << /EmbeddedFiles 2 0 R >>", "EmbeddedFiles"),
        (b"/AcroForm << /XFA 2 0 R >>", "XFA"),
    ],
)
def test_h8_what_a_pdf_asks_a_reader_to_do_is_named(inside: bytes, found: str) -> None:
    file = opened("报告.pdf", pdf(inside))
    assert [(each.code, each.place.file, each.found) for each in file.cautions] == [("RD86", "报告.pdf", found)]


def test_h8_marks_in_a_packed_stream_of_objects_are_found_and_in_a_picture_are_not() -> None:
    packed = zlib.compress(b"1 0 << /S /JavaScript >>")
    objects = b">> endobj 2 0 obj << /Type /ObjStm >> stream\n" + packed + b"\nendstream endobj 3 0 obj <<"
    picture = b">> endobj 2 0 obj << >> stream\n /JavaScript \nendstream endobj 3 0 obj <<"
    found = [opened("a.pdf", pdf(inside)).cautions for inside in (objects, picture)]
    assert [[each.found for each in cautions] for cautions in found] == [["JavaScript"], []]


def test_h8_an_encrypted_pdf_has_the_code_of_passwords() -> None:
    assert told("a.pdf", pdf().replace(b"/Root", b"/Encrypt 5 0 R /Root")) == [("RD63", "", "PDF")]


def test_h8_a_pdf_without_an_end_is_damaged() -> None:
    assert told("a.pdf", pdf()[:-8]) == [("RD61", "", str(len(pdf()) - 8))]


def _offsets(size: int) -> list[int]:
    draw = random.Random(size)  # noqa: S311 - the same places every time
    return sorted({*range(min(1_024, size)), *range(max(0, size - 1_024), size), *(draw.randrange(size) for _ in range(300))})


@pytest.mark.parametrize(("name", "parts"), [("a.docx", docx_parts()), ("a.xlsx", xlsx_parts())])
def test_h10_a_file_cut_off_anywhere_is_told_to_be_damaged(name: str, parts: dict[str, bytes]) -> None:
    noise = random.Random(1).randbytes(4_000)  # noqa: S311 - so that the file has a middle
    whole = zipped(parts | {"docProps/app.xml": f"<Properties>{noise.hex()}</Properties>".encode()})
    assert told(name, whole) == []
    found = {told(name, whole[:offset])[0][0] for offset in _offsets(len(whole))}
    assert found == {"RD60", "RD61"}
