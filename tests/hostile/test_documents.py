"""H5 to H11 through the one door that a report takes: the code, the place, and nothing else; honest files beside them are read."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from tests.hostile.archives import Piece, archive
from tests.hostile.documents import LINK, OFFICE, WORD, docx_parts, relations, sheet, types, word, xlsx, xlsx_parts, zipped
from tests.hostile.pdfs import made

from hengji.reading.documents import read
from hengji.reading.gate.kinds import OLE
from hengji.reading.jail import Jail, Limits, Result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.core.document import Document
    from hengji.core.problem import Problem

MAIN = OFFICE + "wordprocessingml.document.main+xml"
RELS, SETTINGS_RELS = "word/_rels/document.xml.rels", "word/_rels/settings.xml.rels"
CHART, CHART_RELS = "word/charts/chart1.xml", "word/charts/_rels/chart1.xml.rels"
BOOK_TYPE = OFFICE + "spreadsheetml.sheet"
TEXT = "年末结转和结余15.47万元"


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail() as jail:
        yield jail


def outcome(jail: Jail, folder: Path, name: str, content: bytes) -> tuple[Document | None, list[tuple[str, str, str]]]:
    """The document and its cautions, or None and why not."""
    path = folder / name
    path.write_bytes(content)
    document, problems = read(path, name, jail)
    found = document.problems if document is not None else problems
    assert all(each.place.file == name for each in found)
    return document, [(each.code, each.place.where, each.found) for each in found]


def refused(jail: Jail, folder: Path, name: str, content: bytes) -> list[tuple[str, str, str]]:
    document, problems = outcome(jail, folder, name, content)
    assert document is None
    return problems


def with_embedding(name: str, kind: str, content: bytes, link: str = "package") -> bytes:
    """A Word file with a chart whose figures lie in an embedded file."""
    named = {
        "word__document_dot_xml": MAIN,
        CHART.replace("/", "__").replace(".", "_dot_"): OFFICE + "drawingml.chart+xml",
        name.replace("/", "__").replace(".", "_dot_"): kind,
    }
    parts = docx_parts() | {
        "[Content_Types].xml": types(**named),
        CHART: b"<chart/>",
        CHART_RELS: relations(("rId1", link, "../embeddings/" + name.rpartition("/")[2])),
        RELS: relations(("rId1", "chart", "charts/chart1.xml")),
        name: content,
    }
    return zipped(parts)


# ---- what is honest


def test_a_report_with_a_chart_and_its_workbook_is_read_and_the_workbook_told(jail: Jail, tmp_path: Path) -> None:
    part = "word/embeddings/Microsoft_Excel_Sheet1.xlsx"
    document, problems = outcome(jail, tmp_path, "报告.docx", with_embedding(part, BOOK_TYPE, zipped(xlsx_parts())))
    assert document is not None
    assert (document.text, problems) == (TEXT, [("RD97", part, part)])


def test_a_report_with_an_object_is_read_and_the_object_told(jail: Jail, tmp_path: Path) -> None:
    part = "word/embeddings/oleObject1.bin"
    content = with_embedding(part, OFFICE + "oleObject", OLE + bytes(600), "oleObject")
    document, problems = outcome(jail, tmp_path, "报告.docx", content)
    assert (document is not None, problems) == (True, [("RD97", part, part)])


@pytest.mark.parametrize(
    ("target", "mode"), [("file:///C:/Templates/Normal.dotm", "External"), ("http://example.org/a.dotm", "External")]
)
def test_the_template_that_a_report_was_made_from_is_told_and_never_sought(
    jail: Jail, tmp_path: Path, target: str, mode: str
) -> None:
    settings = OFFICE + "wordprocessingml.settings+xml"
    parts = docx_parts() | {
        "[Content_Types].xml": types(word__document_dot_xml=MAIN, word__settings_dot_xml=settings),
        "word/settings.xml": b"<settings/>",
        RELS: relations(("rId1", "settings", "settings.xml")),
        SETTINGS_RELS: relations(("rId1", "attachedTemplate", target, mode)),
    }
    document, problems = outcome(jail, tmp_path, "报告.docx", zipped(parts))
    assert (document is not None, problems) == (True, [("RD97", f"{SETTINGS_RELS}#rId1", f"{SETTINGS_RELS}#rId1")])


# ---- H7


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("word/vbaProject.bin", "application/vnd.ms-office.vbaproject"),
        ("word/activeX/activeX1.xml", "application/vnd.ms-office.activex+xml"),
        ("word/embeddings/a.xlsm", "application/vnd.ms-excel.sheet.macroenabled.12"),
        ("word/embeddings/a.bin", "application/vnd.ms-office.vbaproject"),
        ("word/objects/a.xlsx", BOOK_TYPE),
    ],
)
def test_h7_macros_controls_and_objects_in_odd_places_are_refused(jail: Jail, tmp_path: Path, name: str, kind: str) -> None:
    named = {name.replace("/", "__").replace(".", "_dot_"): kind}
    parts = docx_parts() | {"[Content_Types].xml": types(word__document_dot_xml=MAIN, **named), name: b"<x/>"}
    assert [(code, where, found[:60]) for code, where, found in refused(jail, tmp_path, "报告.docx", zipped(parts))] == [
        ("RD79", name, kind[:60])
    ]


@pytest.mark.parametrize("link", ["oleObject", "package", "frame", "subDocument", "aFChunk"])
def test_h7_an_object_outside_of_the_file_is_refused(jail: Jail, tmp_path: Path, link: str) -> None:
    parts = docx_parts() | {RELS: relations(("rId7", link, "http://example.org/a.html", "External"))}
    assert refused(jail, tmp_path, "报告.docx", zipped(parts)) == [("RD79", f"{RELS}#rId7", link)]


def test_h7_a_picture_outside_of_the_file_and_a_command_field_are_refused(jail: Jail, tmp_path: Path) -> None:
    parts = docx_parts() | {RELS: relations(("rId7", "image", "http://example.org/a.png", "External"))}
    assert refused(jail, tmp_path, "报告.docx", zipped(parts)) == [("RD80", f"{RELS}#rId7", "http://example.org/a.png")]
    field = word('<w:p><w:fldSimple w:instr="DDEAUTO cmd"/></w:p>')
    assert refused(jail, tmp_path, "报告.docx", zipped(docx_parts() | {WORD: field})) == [("RD81", f"{WORD}!¶1", "DDEAUTO cmd")]


def test_h7_a_workbook_that_links_to_another_is_refused(jail: Jail, tmp_path: Path) -> None:
    parts = xlsx_parts()
    link = f'<Relationship Id="rId9" Type="{LINK}externalLink" Target="externalLinks/e.xml"/></Relationships>'.encode()
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", link)
    assert [each[:2] for each in refused(jail, tmp_path, "表.xlsx", zipped(parts))] == [("RD79", "xl/_rels/workbook.xml.rels#rId9")]


def test_h7_a_bomb_among_the_objects_is_still_counted(jail: Jail, tmp_path: Path) -> None:
    part = "word/embeddings/a.xlsx"
    assert [each[:2] for each in refused(jail, tmp_path, "报告.docx", with_embedding(part, BOOK_TYPE, bytes(101 * 2**20)))] == [
        ("RD70", part)
    ]


# ---- H5, H6, H10


def test_h5_a_document_type_is_refused_with_part_and_line(jail: Jail, tmp_path: Path) -> None:
    main = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n' + word()[56:]
    assert refused(jail, tmp_path, "报告.docx", zipped(docx_parts() | {WORD: main})) == [("RD77", f"{WORD}:2", "<!DOCTYPE x")]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (sheet(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), ("RD75", "收支!A1:XFD1048576", "17179869184")),
        (sheet(before='<dimension ref="A1:XFE16777217"/>'), ("RD82", "收支!A1:XFE16777217", "A1:XFE16777217")),
        (sheet('<row r="1"><c r="AAAAAAA1"/></row>'), ("RD82", "收支!AAAAAAA1", "AAAAAAA1")),
        (
            sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
            ("RD83", "收支!XFD1048576", "17179869184"),
        ),
    ],
)
def test_h6_a_sheet_without_end_is_refused_with_sheet_and_range(
    jail: Jail, tmp_path: Path, content: bytes, told: tuple[str, str, str]
) -> None:
    began = time.perf_counter()
    assert refused(jail, tmp_path, "表.xlsx", xlsx(content)) == [told]
    assert time.perf_counter() - began < 10


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("表.xlsx", b"<html><table>", ("RD64", "", "html")),
        ("表.xlsx", "单位,金额".encode("gbk"), ("RD65", "", "csv")),
        ("报告.docx", OLE + bytes(500) + "WordDocument".encode("utf-16-le"), ("RD62", "", "doc")),
        ("报告.docx", OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), ("RD63", "", "encrypted")),
        ("报告.docx", zipped(xlsx_parts()), ("RD66", "", "xlsx")),
        ("报告.pdf", zipped(docx_parts()), ("RD66", "", "docx")),
        ("报告.docx", b"", ("RD60", "", "")),
        ("报告.pdf", made() + zipped(docx_parts()), ("RD68", "", "PDF + ZIP")),
        ("报告.docx", archive(Piece("a.txt", b"x")), ("RD66", "", "zip")),
        ("报告.html", zipped(docx_parts()), ("RD66", "", "zip")),
    ],
)
def test_h10_the_content_decides_not_the_name(
    jail: Jail, tmp_path: Path, name: str, content: bytes, told: tuple[str, str, str]
) -> None:
    assert refused(jail, tmp_path, name, content) == [told]


def test_h10_a_file_cut_at_any_byte_is_told_and_never_read(jail: Jail, tmp_path: Path) -> None:
    whole = zipped(docx_parts())
    for cut in range(0, len(whole), 41):
        assert refused(jail, tmp_path, "报告.docx", whole[:cut])


def test_a_file_that_is_not_there_or_too_large_is_told(jail: Jail, tmp_path: Path) -> None:
    found = read(tmp_path / "没有.docx", "没有.docx", jail)
    assert found[0] is None
    assert [(each.code, each.found) for each in found[1]] == [("RD01", "没有.docx")]
    large = tmp_path / "大.txt"
    with large.open("wb") as file:
        file.truncate(50 * 2**20 + 1)
    assert [(each.code, each.found) for each in read(large, "大.txt", jail)[1]] == [("RD71", str(50 * 2**20 + 1))]


# ---- H8


def test_h8_a_form_of_xml_is_told_and_the_words_beside_it_are_read(jail: Jail, tmp_path: Path) -> None:
    form = b"<< /Length 11 >>\nstream\n<xdp></xdp>\nendstream"
    document, problems = outcome(jail, tmp_path, "报告.pdf", made(b"/AcroForm << /XFA 6 0 R /Fields [] >>", (form,)))
    assert document is not None
    assert (document.text, problems) == ("balance 15.47", [("RD86", "", "XFA")])


def test_h8_a_script_is_told_and_not_run(jail: Jail, tmp_path: Path) -> None:
    document, problems = outcome(jail, tmp_path, "报告.pdf", made(b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"))
    assert (document is not None, problems) == (True, [("RD86", "", "JavaScript, JS")])


@pytest.mark.parametrize(
    "content",
    [
        made(prev="/Prev SELF"),
        made(prev="/Prev SELF /XRefStm SELF"),
        made(b"/Outlines 6 0 R", (b"<< /First 7 0 R /Last 7 0 R >>", b"<< /Title (a) /Next 7 0 R /Parent 6 0 R >>")),
        made(pages=b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"),
        made(pages=b"<< /Type /Pages /Kids [3 0 R] /Count 2147483647 >>"),
        made(pages=b"<< /Type /Pages /Kids [] /Count 0 >>"),
    ],
    ids=[
        "table leads to itself",
        "and so does its stream",
        "outline leads to itself",
        "pages lead to themselves",
        "countless",
        "none",
    ],
)
def test_h8_a_file_that_leads_in_circles_ends_soon_with_words_or_a_code(jail: Jail, tmp_path: Path, content: bytes) -> None:
    began = time.perf_counter()
    document, problems = outcome(jail, tmp_path, "报告.pdf", content)
    assert time.perf_counter() - began < 20
    if document is None:
        assert {each[0] for each in problems} <= {"RD61", "RD71", "RD87", "RD88", "RD98"}
    else:
        assert document.text == "balance 15.47"


# ---- the wall


def test_no_parser_of_documents_is_loaded_outside_of_the_jail() -> None:
    parsers = "{'lxml','openpyxl','python_calamine','pypdfium2','pdfplumber','pdfminer','selectolax','html5lib','docx'}"
    line = f"import sys, hengji.reading.documents; print(sorted({{name.split('.')[0] for name in sys.modules}} & {parsers}))"
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


class Liar(Jail):
    """A jail whose child was taken over."""

    answer: object = None

    def run(self, *_: object, **__: object) -> Result | Problem:
        return Result(self.answer, ())  # type: ignore[arg-type]


HONEST = {"text": "甲乙", "blocks": [["line", 0, 2, "¶1", 0]], "tables": [], "cautions": []}


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"bytes",
        [],
        {},
        HONEST | {"text": 7},
        HONEST | {"blocks": [["line", 0, 3, "¶1", 0]]},
        HONEST | {"blocks": [["line", 2, 1, "¶1", 0]]},
        HONEST | {"blocks": [["line", -1, 1, "¶1", 0]]},
        HONEST | {"blocks": [["line", True, 1, "¶1", 0]]},
        HONEST | {"blocks": [["line", 0, 1]]},
        HONEST | {"blocks": [[["line"], 0, 1, "¶1", 0]]},
        HONEST | {"tables": [{"place": "表1", "cells": [[0, 0, 1, 1, 0, 9, "表1!A1"]], "caption": "", "hidden": False}]},
        HONEST | {"tables": [{"cells": []}]},
        HONEST | {"cautions": [["RD91", "", ""]]},
        HONEST | {"cautions": [["RD91", "", "", {"count": 1}]]},
        HONEST | {"cautions": [["rm -rf", "", "", {}]]},
        HONEST | {"blocks": [["html", 0, 2, "¶1", 0]]},
        {"refused": ["RD61"]},
        {"refused": "RD61"},
    ],
)
def test_an_answer_that_is_no_document_is_refused(tmp_path: Path, answer: object) -> None:
    liar = Liar(Limits())
    liar.answer = answer
    assert [each[0] for each in refused(liar, tmp_path, "报告.docx", zipped(docx_parts()))] == ["RD89"]


def test_an_honest_answer_is_taken(tmp_path: Path) -> None:
    liar = Liar(Limits())
    liar.answer = HONEST
    document, problems = outcome(liar, tmp_path, "报告.docx", zipped(docx_parts()))
    assert (document is not None and document.text, problems) == ("甲乙", [])
