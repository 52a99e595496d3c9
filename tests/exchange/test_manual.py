"""The manual page on score tables: its tables are made into workbooks, its commands run, and what it prints is what is printed."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from tests.exchange.tables_maker import finished, put

from hengji.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).resolve().parents[2] / "docs" / "manual" / "score-tables.md"
TITLE = "示范市2025年度部门整体支出绩效评价指标表"


def _tables() -> list[list[list[str]]]:
    """The tables of the page, each as rows of cells."""
    tables: list[list[list[str]]] = [[]]
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("|---"):
            continue
        if line.startswith("|"):
            tables[-1].append([cell.strip() for cell in line.strip("|").split("|")])
        elif tables[-1]:
            tables.append([])
    return [table for table in tables if table]


def _commands() -> Iterator[tuple[list[str], list[str]]]:
    """The commands that the page runs, with the lines it shows below them."""
    command: list[str] = []
    shown: list[str] = []
    for line in [*PAGE.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("    $ "):
            if command:
                yield command, shown
            command, shown = shlex.split(line[6:])[1:], []
        elif command and line.startswith("    "):
            shown.append(line[4:])
        elif command:
            yield command, shown
            command = []


def _workbook(rows: list[list[str]], title: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = title
    for at, row in enumerate(rows, start=2):
        put(sheet, at, [float(cell) if cell.isdecimal() else cell or None for cell in row])
    return finished(book)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clerk's folder with the workbooks that the page speaks of."""
    score, rules = (table for table in _tables() if table[0][0] in {"一级指标", "审核对象"})
    (tmp_path / "评分表.xlsx").write_bytes(_workbook(score, TITLE))
    (tmp_path / "审核口径.xlsx").write_bytes(_workbook(rules, "审核口径"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def test_the_page_tells_what_happens(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command of the page, in its order, but the one that needs a filled workbook."""
    assert TITLE in PAGE.read_text(encoding="utf-8")
    ran = 0
    for command, shown in _commands():
        if "填报表.xlsx" in command:
            continue
        ran += 1
        assert main(command) in (0, 1), command
        printed = capsys.readouterr()
        assert printed.err == "", command
        if shown:
            assert printed.out.splitlines() == shown
    assert ran == 6
    assert (desk / "评分表（定稿）.xlsx").is_file()
