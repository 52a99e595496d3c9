"""Whatever stands in the cells, wherever they are merged: a table is read or refused with problems that have all their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hengji.core.document import Cell, Document, Table
from hengji.reading import rule_sheets
from hengji.reading.score_tables import workbook
from hengji.reading.score_tables.assemble import Given
from hengji.rulebook.fields import Fields
from hengji.rulebook.scheme import read_rows
from hengji.rulebook.yaml import read
from hengji.writing import scheme_yaml

if TYPE_CHECKING:
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

WORDS = (
    "一级指标", "二级指标", "三级指标", "分值", "权重", "评分标准", "指标解释", "评价要点", "得分", "编号", "得份", "合计", "小计", "总分", "注：不足1%的不扣",
    "投入（20分）", "一、过程", "预算执行", "预算完成率", "5", "5分", "１０", "-1", "五", "99.99", "100", "0", "/", "",
    "不超过100%得5分，每超过1%扣0.5分，不足1%不扣", "得分=执行率×分值", "90%（含）以上得5分，90%以下不得分", "①有制度（2分）；②能执行（3分）", "酌情计分",
    "是得满分，否则不得分", "预算完成率=年末结余/上年结转", "在职人员数/编制数", "100%得0分，0%得5分", "得99999分", "①②③", "%", "每%扣分", "行", "设置项", "值",
    "对象", "意见", "模式", "级别", "/a/", "/(/", "基本完成",
)  # fmt: skip
NAME = "表.xlsx"


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A workbook of one or two sheets with cells from a bureau's words, some of them merged; the first row is often a header."""
    text, tables = "", []
    for sheet in range(draw(st.integers(1, 2))):
        rows, columns = draw(st.integers(1, 7)), draw(st.integers(1, 6))
        cells: list[Cell] = []
        covered: set[tuple[int, int]] = set()
        for row in range(rows):
            for column in range(columns):
                if (row, column) in covered:
                    continue
                high, wide = draw(st.sampled_from([(1, 1)] * 6 + [(2, 1), (1, 2), (3, 1), (1, 3)]))
                spots = {(row + a, column + b) for a in range(high) for b in range(wide)}
                if covered & spots or max(spot[1] for spot in spots) >= columns:
                    high, wide, spots = 1, 1, {(row, column)}
                covered |= spots
                words = WORDS[column % 3] if row == 0 and draw(st.booleans()) else draw(st.sampled_from(WORDS))
                start = len(text)
                text += words + "\n"
                cells.append(Cell(row, column, high, wide, start, start + len(words), f"表{sheet}!{row}{column}"))
        tables.append(Table(f"表{sheet}", tuple(cells)))
    return Document(NAME, "0" * 64, "xlsx", text, (), tuple(tables))


def _sound(problems: tuple[Problem, ...]) -> None:
    for each in problems:
        assert each.message
        assert each.expected
        assert each.effect
        assert each.fix
        assert each.place.file in {NAME, "--sheet"}


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_a_score_table_is_read_or_refused(book: Book, document: Document) -> None:
    imported, problems = workbook.read(document, Given(id="t", years=(2025, 2025)), book)
    _sound(problems)
    if imported is None:
        assert problems
        return
    for row in imported.draft.rows:  # what was recognised, the law book takes; what was not, says so
        found: list[Problem] = []
        read_rows([Fields(row.tree, "", found)], book.world)
        assert found == []
    tree, wrong = read(scheme_yaml.text(imported.draft, book), "x.yaml")
    assert wrong == ()
    assert tree is not None


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(documents())
def test_a_rule_sheet_is_read_or_refused(book: Book, document: Document) -> None:
    sheet, problems = rule_sheets.read(document, book)
    _sound(problems)
    assert sheet is not None or problems
