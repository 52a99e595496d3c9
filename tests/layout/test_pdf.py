"""The report as PDF: every letter of the Word file, faces embedded, the proof on the last page, the same bytes again; and no boxes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from ctypes import create_string_buffer
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pypdfium2
import pytest
import segno
from pypdfium2 import raw
from tests.layout.documents import add, correct, saved

from hengji import papers, pipeline
from hengji.cli import main
from hengji.writing.pdf import office, proof
from hengji.writing.pdf.faces import FOLDERS, SETTING, Faces
from hengji.writing.pdf.glyphs import covered

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.papers import Paper
    from hengji.reading.jail import Jail
    from hengji.rulebook.book import Book

    Run = Callable[..., tuple[int, str, str]]

DAY = date(2026, 11, 22)
DIGEST = "ab" * 32
SENTENCE, RARE, UNHEARD = "张喆、李祎堃、陈昇的120㎡办公室在㙍村，户主𠮷某。", "㙍𠮷", "\U00031350"


@pytest.fixture(scope="session")
def faces(book: Book) -> Faces:
    """The faces of this machine; without Chinese ones nothing can be printed."""
    found = Faces.of(book.standard)
    if not found.chains["fangsong"] or not found.chains["hei"]:
        pytest.skip("no Chinese faces here (make office)")
    return found


@pytest.fixture(scope="session")
def report(book: Book, examples: Path) -> bytes:
    """The report of an example."""
    package, problems = pipeline.evaluate(examples / "002-yiyang-2020", book)
    assert package is not None, problems
    return package.files["自评报告.docx"]


@pytest.fixture(scope="session")
def made(report: bytes, book: Book, jail: Jail, faces: Faces) -> Paper:
    """Its PDF by typst."""
    assert faces.chains
    return printed(report, book, jail, papers.TYPST)


def behind(book: Book) -> proof.Proof:
    return proof.of_evaluation(("某局", 2020, "方案"), DIGEST, DAY, book)


def printed(word: bytes, book: Book, jail: Jail, engine: str) -> Paper:
    paper, problems = papers.pdf("a.docx", word, behind(book), book, jail, engine)
    assert paper is not None, [each.message for each in problems]
    return paper


def pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def letters(text: str) -> Counter[str]:
    return Counter(letter for letter in text if letter.isalnum())


def words(content: bytes) -> str:
    """All text of a Word file, by python-docx."""
    document = docx.Document(BytesIO(content))
    return "".join(node.text or "" for node in document.element.body.iter("{*}t"))


def fonts(content: bytes) -> dict[str, bool]:
    """The fonts of every text on every page, and whether each is embedded."""
    found: dict[str, bool] = {}
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            for each in page.get_objects([raw.FPDF_PAGEOBJ_TEXT], max_depth=15):
                font = raw.FPDFTextObj_GetFont(each.raw)
                room = create_string_buffer(200)
                raw.FPDFFont_GetBaseFontName(font, room, 200)
                found[room.value.decode()] = raw.FPDFFont_GetIsEmbedded(font) == 1
    return found


def test_every_letter_of_the_word_file_is_in_the_pdf(report: bytes, made: Paper) -> None:
    missing = letters(words(report)) - letters("".join(pages(made.content)))
    assert missing == Counter()
    assert made.pages == len(pages(made.content)) > 10


def test_faces_are_embedded_and_are_those_that_stand_in(made: Paper, faces: Faces) -> None:
    found = fonts(made.content)
    assert set(found.values()) == {True}
    families = {face.family.split()[0].replace(" ", "") for chain in faces.chains.values() for face in chain}
    assert [name for name in found if not any(family in name.replace(" ", "") for family in families)] == []


def test_the_pdf_is_tagged_titled_and_dated(made: Paper) -> None:
    with pypdfium2.PdfDocument(made.content) as document:
        told = document.get_metadata_dict()
        assert document.is_tagged()
        outline = [each.get_title() for each in document.get_toc()]
    assert told["Title"].endswith("2020年度部门整体支出绩效自评报告")
    assert told["CreationDate"].startswith("D:20261122")
    assert DIGEST in told["Subject"]
    assert [each for each in outline if each.startswith("二、")] == ["二、一般公共预算支出情况"]


def test_the_last_page_has_the_digest_the_day_and_a_code_that_says_the_same(made: Paper, book: Book) -> None:
    last = pages(made.content)[-1]
    assert DIGEST[:32] in last
    assert "2026年11月22日" in last.replace(" ", "")
    with pypdfium2.PdfDocument(made.content) as document:
        drawn = [each for each in document[len(document) - 1].get_objects(max_depth=15) if each.type == raw.FPDF_PAGEOBJ_IMAGE]
        assert len(drawn) == 1
        bitmap = drawn[0].get_bitmap()
        width, stride, channels, pixels = bitmap.width, bitmap.stride, bitmap.n_channels, bytes(bitmap.buffer)
    code = behind(book).code
    assert DIGEST in code
    matrix = [list(row) for row in segno.make(code, error="m", micro=False).matrix]
    size = len(matrix) + 2 * proof.BORDER
    step = width // size

    def dark(row: int, column: int) -> int:
        middle = ((row + proof.BORDER) * step + step // 2) * stride + ((column + proof.BORDER) * step + step // 2) * channels
        return int(pixels[middle] < 128)

    assert [[dark(row, column) for column in range(len(matrix))] for row in range(len(matrix))] == matrix


def test_a_second_run_gives_the_same_bytes_in_another_process_too(report: bytes, made: Paper, book: Book, tmp_path: Path) -> None:
    assert made.engine == papers.TYPST
    (tmp_path / "r.docx").write_bytes(report)
    made_there = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.pdf"
        command = [sys.executable, "-m", "hengji", "pdf", "r.docx", "-o", str(out), "--engine", "typst", "--date", "2026-11-22"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        made_there.append(out.read_bytes())
    assert made_there[0] == made_there[1]
    assert book.digest


def test_tables_and_pictures_of_another_hand_come_through(book: Book, jail: Jail, faces: Faces) -> None:
    assert faces.chains
    document = correct()
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "合并格"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "横跨两列"
    table.cell(2, 2).text = '引号"反斜\\井#号*星_号$'
    paragraph = add(document, "body", '写着 #import "x" 和 \\u{41} 与 */ // 的一段。')
    paragraph.add_run().add_picture(BytesIO(proof.Proof("", (), "x", "", DAY).picture()))
    paper = printed(saved(document), book, jail, papers.TYPST)
    text = "".join(pages(paper.content))
    assert letters(words(saved(document))) - letters(text) == Counter()
    for said in ("合并格", "横跨两列", '#import "x"', "\\u{41}", "*/ //", "#号*星_号$"):
        assert said.replace(" ", "") in text.replace(" ", "").replace("\r\n", ""), said
    with pypdfium2.PdfDocument(paper.content) as pdf:
        drawn = [each for page in pdf for each in page.get_objects(max_depth=15) if each.type == raw.FPDF_PAGEOBJ_IMAGE]
    assert len(drawn) == 2


def test_rare_letters_of_names_are_drawn_where_a_face_has_them(book: Book, jail: Jail, faces: Faces) -> None:
    if not all(any(face.draws(letter) for face in faces.chains["fangsong"]) for letter in RARE):
        pytest.skip("no face with rare letters here (make office)")
    document = correct()
    add(document, "body", SENTENCE)
    text = "".join(pages(printed(saved(document), book, jail, papers.TYPST).content))
    assert [letter for letter in SENTENCE if letter not in text] == []


def test_a_letter_without_a_glyph_is_named_with_its_place_and_nothing_is_drawn(book: Book, jail: Jail, faces: Faces) -> None:
    assert faces.chains
    document = correct()
    add(document, "body", f"户主{UNHEARD}某。")
    for engine in (papers.TYPST, papers.ANY):
        paper, problems = papers.pdf("a.docx", saved(document), behind(book), book, jail, engine)
        assert paper is None
        assert [(each.code, each.place.where) for each in problems] == [("DC68", "¶21")]
        assert "U+31350" in problems[0].message


def test_every_letter_without_a_glyph_is_named_however_many_there_are(book: Book, jail: Jail, faces: Faces) -> None:
    assert faces.chains
    document, unheard = correct(), [chr(ord(UNHEARD) + at) for at in range(25)]
    for letter in unheard:
        add(document, "body", f"户主{letter}某。")
    add(document, "body", f"又见{unheard[0]}某。")
    paper, problems = papers.pdf("a.docx", saved(document), behind(book), book, jail, papers.TYPST)
    assert paper is None
    assert "".join(each.found for each in problems) == "".join(f"U+{ord(letter):04X}" for letter in unheard)
    assert "共 2 段里有" in problems[0].message
    assert "共" not in problems[1].message


def test_a_machine_with_fewer_faces_names_every_letter_it_lacks(
    book: Book, jail: Jail, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [path for folder in FOLDERS if folder.is_dir() for path in folder.rglob("Fandol*.otf")]
    if not found:
        pytest.skip("no Fandol faces here (make office)")
    for path in found:
        shutil.copy(path, tmp_path / path.name)
    monkeypatch.setenv(SETTING, str(tmp_path))
    document = docx.Document()
    document.add_paragraph("李祎住在㙍村，𠮷某不在。")
    _, problems = papers.pdf("a.docx", saved(document), behind(book), book, jail, papers.TYPST)
    assert {each.code for each in problems} == {"DC67"} or [each.found for each in problems] == ["㙍", "祎", "𠮷"]


def test_without_chinese_faces_the_pdf_is_named_as_left_out(
    book: Book, examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from hengji.cli import main

    assert book.digest
    (tmp_path / "none").mkdir()
    monkeypatch.setenv(SETTING, str(tmp_path / "none"))
    out = tmp_path / "out"
    code = main(["evaluate", str(examples / "002-yiyang-2020"), "--out", str(out), "--pdf"])
    printed_lines = capsys.readouterr()
    assert code == 0
    assert "未生成 PDF" in printed_lines.out
    assert "DC67" in printed_lines.err
    assert not (out / "自评报告.pdf").exists()
    assert (out / "自评报告.docx").exists()
    code = main(["pdf", str(out / "自评报告.docx"), "-o", str(tmp_path / "a.pdf"), "--json"])
    assert code == 1
    assert json.loads(capsys.readouterr().out)["pdf"] is None
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.skipif(shutil.which("fc-query") is None, reason="no fontconfig here")
def test_the_letters_of_a_font_are_those_that_fontconfig_counts(faces: Faces) -> None:
    for face in {face.path: face for chain in faces.chains.values() for face in chain}.values():
        command = ["fc-query", f"--index={face.index}", "--format=%{charset}\n", face.path]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        ranges = [each.partition("-") for each in done.stdout.splitlines()[0].split()]
        counted = {letter for start, _, end in ranges for letter in range(int(start, 16), int(end or start, 16) + 1)}
        own = covered(face.path, face.index)
        mine = {letter for start, end in zip(own.starts, own.ends, strict=True) for letter in range(start, end + 1)}
        assert {letter for letter in counted ^ mine if letter > 0x20 and letter != 0xFFFF and not 0x7F <= letter <= 0x9F} <= {
            0xA0, 0xAD, 0x2028, 0x2029, 0xFEFF, 0xFFFD, *range(0x2000, 0x2010), *range(0x115F, 0x1161), 0x3164, 0x034F, 0x180E, 0x202A, *range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000),
        }, face.path  # fmt: skip


# ---- office programs


@pytest.mark.office
@pytest.mark.skipif(not office.program(), reason="no LibreOffice here")
def test_an_office_program_prints_the_same_letters_and_the_same_bytes_again(
    report: bytes, book: Book, jail: Jail, faces: Faces
) -> None:
    assert faces.chains
    one, other = (printed(report, book, jail, papers.OFFICE) for _ in range(2))
    assert one.engine == papers.OFFICE
    assert one.content == other.content
    text = pages(one.content)
    assert letters(words(report)) - letters("".join(text)) == Counter()
    assert DIGEST[:32] in text[-1]
    assert set(fonts(one.content).values()) == {True}
    with pypdfium2.PdfDocument(one.content) as document:
        assert document.is_tagged()
        assert document.get_metadata_dict()["CreationDate"].startswith("D:20261122")


@pytest.mark.office
@pytest.mark.skipif(not office.program(), reason="no LibreOffice here")
def test_pictures_of_before_and_after_are_drawn(book: Book, jail: Jail, faces: Faces) -> None:
    assert faces.chains
    drawn, problems = papers.pictures("a.docx", saved(correct()), book, jail)
    assert problems == ()
    assert len(drawn) >= 2
    assert all(page.startswith(b"\x89PNG\r\n\x1a\n") for page in drawn)
    assert len({len(page) for page in drawn}) > 1


def test_without_an_office_program_the_pictures_are_named_as_left_out(
    book: Book, jail: Jail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "program", lambda: "")
    drawn, problems = papers.pictures("a.docx", saved(correct()), book, jail)
    assert drawn == ()
    assert [each.code for each in problems] == ["DC65"]


def program(folder: Path, script: str) -> str:
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(sys.platform == "win32", reason="a script of a shell stands for the office program")
def test_an_office_program_that_hangs_is_ended_with_its_children(
    book: Book, faces: Faces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = tmp_path / "child"
    found = program(tmp_path, f"sleep 600 & echo $! > {note}; wait")
    monkeypatch.setattr(office, "program", lambda: found)
    told = office.pdf(b"", faces, book.standard, seconds=1)
    assert told == office.NotMade("> 1 s")
    child = int(note.read_text())
    assert not running(child)


def running(process: int) -> bool:
    """Whether a process goes on; one that has ended and waits to be counted does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="a script of a shell stands for the office program")
def test_where_the_office_program_fails_typst_prints_and_the_failure_is_told(
    report: bytes, book: Book, jail: Jail, faces: Faces, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faces.chains
    found = program(tmp_path, "exit 77")
    monkeypatch.setattr(office, "program", lambda: found)
    paper, problems = papers.pdf("a.docx", report, behind(book), book, jail)
    assert paper is not None
    assert paper.engine == papers.TYPST
    assert [each.code for each in problems] == ["DC66"]
    assert "exit 77" in problems[0].message


def test_dates_and_ids_change_in_their_places_only() -> None:
    old = b"x /CreationDate(D:20200101010101+01'00') y /ID [ <0123> <4567> ] z"
    new = office.dated(old, DAY, "ab" * 32)
    assert len(new) == len(old)
    assert b"(D:20261122000000+08'00')" in new
    assert b"0123" not in new


def test_the_evaluation_of_another_unit_is_refused(
    report: bytes, examples: Path, tmp_path: Path, book: Book, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    other, _ = pipeline.evaluate(examples / "001-conghua-2022", book)
    assert other is not None
    (tmp_path / "报告.docx").write_bytes(report)
    (tmp_path / "evaluation.json").write_bytes(other.files["evaluation.json"])
    arguments = ["pdf", str(tmp_path / "报告.docx"), "-o", str(tmp_path / "出.pdf"), "--engine", "typst"]
    assert main([*arguments, "--evaluation", str(tmp_path / "evaluation.json")]) == 2
    assert "DC36" in capsys.readouterr().err
    assert not (tmp_path / "出.pdf").exists()
    with pytest.raises(SystemExit):
        main([*arguments, "--date", "2025-13-01"])
    assert "不是日期" in capsys.readouterr().err


@pytest.mark.parametrize("engine", ["typst", pytest.param("office", marks=pytest.mark.office)])
def test_the_page_of_the_proof_stands_upright(engine: str, report: bytes, book: Book, jail: Jail, faces: Faces) -> None:
    """The report's last attachment lies across; its own pages still do."""
    assert faces.chains["hei"]
    if engine == "office" and not office.program():
        pytest.skip("no office program (make office)")
    paper, problems = papers.pdf("自评报告.docx", report, proof.of_document("自评报告.docx", DIGEST, DAY, book), book, jail, engine)
    assert paper is not None, problems
    document = pypdfium2.PdfDocument(paper.content)
    sizes = [document[at].get_size() for at in range(len(document))]
    document.close()
    assert sizes[-1][0] < sizes[-1][1]
    assert sizes[-2][0] > sizes[-2][1]
