"""The name of a department is one line of letters that print; anything else is refused where it stands."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from hengji import pipeline
from hengji.cli import main
from hengji.reading.formats import workbook
from hengji.writing.workbook import blank

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.rulebook.book import Book

CASE = """# 算例
year: 2020
scheme: hn-2017
unit: {}
facts: []
"""


@pytest.mark.parametrize(
    ("written", "letter"),
    [(r'"某局\n第二行"', "U+000A"), (r'"某\t局"', "U+0009"), (r'"某局\u202e"', "U+202E"), (r'"某\u200b局"', "U+200B")],
)
def test_it_is_refused_with_its_line_and_nothing_is_made(written: str, letter: str, book: Book, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE.format(written), encoding="utf-8")
    package, problems = pipeline.evaluate(tmp_path, book)
    assert package is None
    told = [each for each in problems if each.code == "IN59"]
    assert [(str(each.place), dict(each.slots)["letter"]) for each in told] == [("case.yaml:4:7", letter)]
    assert "DC05" not in {each.code for each in problems}
    assert letter in told[0].message


def test_a_plain_name_is_taken(book: Book, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE.format("某 局（示范）"), encoding="utf-8")
    assert "IN59" not in {each.code for each in pipeline.evaluate(tmp_path, book)[1]}


def test_a_filled_workbook_is_held_to_the_same(book: Book, tmp_path: Path) -> None:
    content = blank(book, book.schemes["hn-2017"], "某局", 2020)
    page = load_workbook(BytesIO(content))
    cell = next(
        cell for sheet in page for row in sheet.iter_rows() for cell in row if cell.value == "某局" and not cell.protection.locked
    )
    cell.value = "某\u200b局"
    page.save(tmp_path / "a.xlsx")
    _, problems = workbook.read((tmp_path / "a.xlsx").read_bytes(), "a.xlsx", book)
    told = [(str(each.place), dict(each.slots)["letter"]) for each in problems if each.code == "IN59"]
    assert told == [(f"a.xlsx:{cell.parent.title}!{cell.coordinate}", "U+200B")]


@pytest.mark.parametrize("command", [["workbook", "--scheme", "hn-2017", "--year", "2020"], ["import", "none.xlsx"]])
def test_no_command_takes_such_a_name(command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--unit", "某\u202e局", "-o", str(tmp_path / "made")]) == 2
    assert "IN59" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
