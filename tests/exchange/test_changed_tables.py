"""A clerk changes the exported table; what was changed, and nothing else, is in the scheme afterwards."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from tests.exchange.tables_maker import finished, put

from hengji import exchange
from hengji.core import exact
from hengji.reading.score_tables.assemble import Given
from hengji.rulebook import load
from hengji.rulebook.draft import text_of
from hengji.rulebook.files import Source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengji.core.problem import Problem
    from hengji.exchange import Written
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme
    from hengji.rulebook.yaml import Scalar

    Read = Callable[..., tuple[Written | None, tuple[Problem, ...]]]

GIVEN = Given(id="t", years=(2025, 2025))


def _changed(book: Book, source: Source, imported: Read, cells: dict[str, str | float], sheet: str = "评分表") -> Scheme:
    """The Hunan scheme after changes of cells in its export."""
    content, _ = exchange.table_from_scheme("hn-2017", book, source)
    opened = load_workbook(BytesIO(content or b""))
    for cell in (cell for row in opened["评分表"].iter_rows() for cell in row):
        if isinstance(cell.value, str) and cell.value.startswith("=SUM"):
            cell.value = 100
    for place, value in cells.items():
        opened[sheet][place].value = value
    written, problems = imported(finished(opened))
    assert problems == ()
    assert written is not None
    place = book.schemes["hn-2017"].place.file
    again, found = load.build(Source({**source.files, place: written.text.encode()}))
    assert found == ()
    return again.schemes["hn-2017"]


def test_weights_words_and_formulas_of_the_table(book: Book, source: Source, imported: Read) -> None:
    scheme = _changed(book, source, imported, {"E4": 6, "E5": 4, "I4": "不超过100%得6分。", "G4": "在职人员数 ÷ 行政编制数"})
    first, second, *rest = scheme.indicators
    before = book.schemes["hn-2017"].indicators
    assert [exact.plain(row.weight or exact.ZERO) for row in (first, second)] == ["6", "4"]
    assert first.standard == "不超过100%得6分。"
    assert first.measure != before[0].measure
    assert tuple(rest) == before[2:]


def test_points_to_check_of_the_table(book: Book, source: Source, imported: Read) -> None:
    scheme = _changed(book, source, imported, {"H13": "①有制度（3分）\n②能执行（5分）"})
    assert [(item.label, exact.plain(item.points or exact.ZERO)) for item in scheme.indicators[9].items] == [
        ("有制度", "3"),
        ("能执行", "5"),
    ]


def test_settings_of_the_second_sheet(book: Book, source: Source, imported: Read) -> None:
    content, _ = exchange.table_from_scheme("hn-2017", book, source)
    sheet = load_workbook(BytesIO(content or b""))["设置"]
    at = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 2).value == "参数·每步扣分")
    scheme = _changed(book, source, imported, {f"C{at}": "0.8分"}, "设置")
    assert scheme.indicators[0].bound != book.schemes["hn-2017"].indicators[0].bound
    assert scheme.indicators[1:] == book.schemes["hn-2017"].indicators[1:]


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no office program")
def test_an_office_program_may_save_the_table(book: Book, source: Source, imported: Read, tmp_path: Path) -> None:
    """LibreOffice writes the workbook anew, with its own styles, strings and formulas."""
    content, _ = exchange.table_from_scheme("hn-2017", book, source)
    (tmp_path / "评分表.xlsx").write_bytes(content or b"")
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "out"),
        str(tmp_path / "评分表.xlsx"),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=120)
    written, problems = imported((tmp_path / "out" / "评分表.xlsx").read_bytes())
    assert problems == ()
    place = book.schemes["hn-2017"].place.file
    again, _ = load.build(Source({**source.files, place: written.text.encode() if written else b""}))
    assert again.schemes["hn-2017"] == book.schemes["hn-2017"]


# ---- further shapes of a bureau's table


def test_four_levels_and_weights_in_per_cent(imported: Read) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    put(sheet, 1, ("一级指标", "二级指标", "三级指标", "四级指标", "权重（%）", "评价标准"))
    put(sheet, 2, ("履职", "产出", "数量", "完成率", "60%", "得分=完成率×权重"))
    put(sheet, 3, (None, None, "质量", "合格率", "40%", "得分=合格率×权重"))
    written, problems = imported(finished(book), GIVEN)
    assert problems == ()
    assert written is not None
    paths = [[node.text for node in _list(row.tree.entries["path"])] for row in written.imported.draft.rows]
    assert paths == [["履职", "产出", "数量", "完成率"], ["履职", "产出", "质量", "合格率"]]
    assert [text_of(row.tree, "weight") for row in written.imported.draft.rows] == ["60", "40"]


def _list(node: object) -> list[Scalar]:
    return list(getattr(node, "entries", ()))


def test_an_indicator_that_stands_in_the_outer_columns_has_a_short_path(imported: Read) -> None:
    """预算执行率 over all three columns of names, as in the national form."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    put(sheet, 1, ("一级指标", "二级指标", "三级指标", "分值", "评分标准"))
    put(sheet, 2, ("预算执行率", None, None, 10, "得分=预算执行率×分值"))
    sheet.merge_cells("A2:C2")
    put(sheet, 3, ("产出指标", "数量指标", "考录人数", 90, "酌情计分"))
    written, _ = imported(finished(book), GIVEN)
    assert written is not None
    paths = [[node.text for node in _list(row.tree.entries["path"])] for row in written.imported.draft.rows]
    assert paths == [["预算执行率"], ["产出指标", "数量指标", "考录人数"]]


def test_of_two_tables_in_one_file_one_is_read_by_its_name(imported: Read) -> None:
    book = Workbook()
    assert book.active is not None
    for sheet, name in ((book.active, "部门"), (book.create_sheet(), "项目")):
        sheet.title = name
        put(sheet, 1, ("一级指标", "三级指标", "分值", "评分标准"))
        put(sheet, 2, ("投入", f"{name}指标", 100, "酌情计分"))
        put(sheet, 3, ("合计", None, 100))
    written, problems = imported(finished(book), GIVEN)
    assert written is None
    assert [(each.code, each.place.where) for each in problems] == [("TB03", "项目!A3")]
    written, problems = imported(finished(book), Given(id="t", years=(2025, 2025), sheet="项目"))
    assert problems == ()
    assert written is not None
    assert [[node.text for node in _list(row.tree.entries["path"])] for row in written.imported.draft.rows] == [
        ["投入", "项目指标"]
    ]


@pytest.mark.parametrize(
    ("note", "grades"),
    [
        ("注：90（含）-100分为优，80（含）-90分为良，60（含）-80分为中，60分以下为差。", ["优 90", "良 80", "中 60", "差 0"]),
        ("注：评价结果≥85分为优秀，≥60分为合格，低于60分为不合格。", ["优秀 85", "合格 60", "不合格 0"]),
        ("注：90-100分为优，80-90分为良，60-80分为中，60分以下为差。", None),  # 90 分 belongs to which?
        ("注：90（含）-100分为优，80（含）-90分为良，60分以下为差。", None),  # nothing between 60 and 80
    ],
)
def test_grades_are_read_where_a_note_says_all_of_them(note: str, grades: list[str] | None, imported: Read) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    put(sheet, 1, ("一级指标", "三级指标", "分值", "评分标准"))
    put(sheet, 2, ("投入", "甲", 100, "酌情计分"))
    sheet["A3"] = note
    written, _ = imported(finished(book), Given(id="t", years=(2025, 2025), authority="某市财政局"))
    assert written is not None
    found = _list(written.imported.draft.head.get("grades"))
    said = [f"{text_of(step, 'label')} {text_of(step, 'from')}" for step in found]  # type: ignore[arg-type] # blocks
    assert said == (grades or [])
    assert len(written.imported.draft.open) == (0 if grades else 1)
