"""The pages of the manual on layout and PDF: their commands run, and every code of the standard has its row."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.layout.documents import correct, saved

from hengji.cli import main
from hengji.writing.pdf import office
from hengji.writing.pdf.faces import Faces

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "manual"


def commands(page: str) -> list[list[str]]:
    """The indented lines that call the program."""
    found = re.findall(r"^ +hengji (.+?)$", (MANUAL / page).read_text(encoding="utf-8"), re.MULTILINE)
    return [line.split() for line in found]


def test_the_commands_of_the_page_on_layout_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(office, "program", lambda: "")
    (tmp_path / "自评报告.docx").write_bytes(saved(correct()))
    lines = commands("layout.md")
    assert len(lines) == 4
    for line in lines:
        assert main(line) == 0, line
    assert (tmp_path / "改后.docx").is_file()


def test_the_commands_of_the_page_on_pdf_run(book: Book, examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Faces.of(book.standard).chains["fangsong"]:
        pytest.skip("no Chinese faces here (make office)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(office, "program", lambda: "")
    shutil.copytree(examples / "002-yiyang-2020", tmp_path / "examples" / "002-yiyang-2020")
    for line in commands("pdf.md"):
        assert main(line) == 0, line
    assert (tmp_path / "自评报告.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "结果" / "自评报告.pdf").is_file()


def test_every_code_of_the_standard_has_a_row_in_the_manual_and_a_page(book: Book) -> None:
    page = (MANUAL / "layout.md").read_text(encoding="utf-8")
    for code in book.standard.requirements:
        assert code in page
        assert book.codes[code].fix


def test_the_faces_of_the_manual_are_those_of_the_law_book(book: Book) -> None:
    page = (MANUAL / "pdf.md").read_text(encoding="utf-8")
    for kind in ("fangsong", "kai", "hei", "song"):
        assert book.standard.substitutes[kind][0].family.removesuffix(" R") in page
