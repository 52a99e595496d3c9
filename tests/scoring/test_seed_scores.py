"""The scores of the five examples, beside what the departments claimed (figures of RULES 3.1, 3.3 and 7.0)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.core import exact
from hengji.core.unknown import Unknown
from hengji.reading.formats import case as case_file
from hengji.scoring.score import score

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.sheet import ScoreSheet
    from hengji.rulebook.book import Book


def _sheet(folder: Path, book: Book, scheme: str = "") -> ScoreSheet:
    case, problems = case_file.read(folder, book)
    assert problems == ()
    assert case is not None
    sheet, problems = score(case, book.schemes[scheme or case.scheme], book)
    assert problems == ()
    return sheet


def _points(sheet: ScoreSheet) -> dict[str, str]:
    return {line.id: "—" if isinstance(line.points, Unknown) else exact.text(line.points, 2) for line in sheet.lines}


def test_yiyang_comes_to_99_62_of_which_half_was_entered(book: Book, examples: Path) -> None:
    sheet = _sheet(examples / "002-yiyang-2020", book)
    assert isinstance(sheet.total, tuple)
    assert exact.text(sheet.total, 2) == "99.62"
    assert exact.text(sheet.computed, 2) == "49.62"
    assert exact.text(sheet.entered, 2) == "50.00"
    assert _points(sheet)["N10-B"] == "9.62"
    assert sheet.claimed_total == (96, 1)


def test_yiyang_under_the_cost_table_gets_7_for_its_execution(book: Book, examples: Path) -> None:
    sheet = _sheet(examples / "002-yiyang-2020", book, "cn-mof-2021-101")
    assert "7.00" in _points(sheet).values()


def test_yiyang_under_the_hunan_table_gives_the_lines_of_rules_3_3(book: Book, examples: Path) -> None:
    points = _points(_sheet(examples / "002-yiyang-2020", book, "hn-2017"))
    known = {f"HN-0{number}": points[f"HN-0{number}"] for number in range(1, 10)}
    assert known == {
        "HN-01": "5.00",
        "HN-02": "—",
        "HN-03": "5.00",
        "HN-04": "2.00",
        "HN-05": "5.00",
        "HN-06": "5.00",
        "HN-07": "8.00",
        "HN-08": "7.00",
        "HN-09": "0.00",
    }


@pytest.mark.parametrize("name", ["000-zhanjiang-2022", "001-conghua-2022", "003-potou-2024", "004-bianban-2023"])
def test_a_scheme_with_unknown_weights_refuses_a_total_and_says_why(name: str, book: Book, examples: Path) -> None:
    sheet = _sheet(examples / name, book)
    assert isinstance(sheet.total, Unknown)
    assert sheet.grade is None
    assert "未公布分值" in sheet.why_no_total
