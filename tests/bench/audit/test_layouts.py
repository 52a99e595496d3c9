"""The layouts: wherever a slot goes, its place is known."""

from __future__ import annotations

import re
from decimal import Decimal
from io import BytesIO

import docx
import openpyxl
import pytest
from bench.audit.corpus.layouts import FILES, TEXT, lay, unmarked
from bench.audit.corpus.pieces import FIGURE, WORD, Block, Paper, Slot

AMOUNT = Slot(1, FIGURE, "1,234.56万元", Decimal("1234.56"), 2, "万元", "spending")
SHARE = Slot(2, FIGURE, "45.10%", Decimal("45.10"), 2, "%", "share")
CELL = Slot(3, FIGURE, "1234.56", Decimal("1234.56"), 2, "万元", "spending")
VERB = Slot(4, WORD, "增加", tag="up")
TARGET = Slot(5, FIGURE, "80%", Decimal(80), 0, "%", "target")


def paper(layout: str, edits: dict[int, str] | None = None) -> Paper:
    blocks = (
        Block("heading", ("一、支出情况",), 1),
        Block(
            "paragraph",
            ("本年支出", AMOUNT, "，比上年", VERB, "了一些，占全部支出的比重是", SHARE, "，其余部分用于其他方面的开支。"),
        ),
        Block(
            "table",
            rows=((("项目",), ("金额",)), (("支出",), (CELL,)), (("目标",), ("≥", TARGET))),
            caption="支出表",
            unit_line="万元",
        ),
    )
    return Paper("hand", "dev", "none", layout, "某局", 2023, blocks, edits=edits or {})


@pytest.mark.parametrize("layout", sorted(TEXT))
def test_the_span_of_a_slot_holds_its_text_in_every_layout_of_text(layout: str) -> None:
    laid = lay(paper(layout))
    assert laid.spans is not None
    text = laid.content.decode()
    shown = {slot: re.sub(r"[\s\\]", "", text[start:end]) for slot, (start, end) in laid.spans.items()}
    assert shown == {1: "1,234.56万元", 2: "45.10%", 3: "1234.56", 4: "增加", 5: "80%"}


@pytest.mark.parametrize("layout", sorted(TEXT))
def test_an_edit_stands_where_the_slot_stood_and_nothing_else_changes(layout: str) -> None:
    before, after = lay(paper(layout)), lay(paper(layout, {2: "54.10%"}))
    one, two = re.sub(r"\s", "", before.content.decode()), re.sub(r"\s", "", after.content.decode())
    assert two == one.replace("45.10", "54.10")


def test_one_line_has_no_line_ends_and_cut_lines_are_short() -> None:
    assert "\n" not in lay(paper("one_line")).content.decode()
    assert max(map(len, lay(paper("cut")).content.decode().splitlines())) <= 35


def test_cut_lines_break_inside_words_and_numbers() -> None:
    joined = lay(paper("cut")).content.decode()
    assert "本年支出1,234.56万元，比上年增加了一些，占全部支出的比重是45.10%" not in joined


def test_latex_leaves_the_sign_as_a_formula() -> None:
    assert r"$\geq 80\%$" in lay(paper("latex")).content.decode()


def test_a_word_file_holds_the_paragraph_and_a_merged_row_for_the_unit() -> None:
    document = docx.Document(BytesIO(lay(paper("docx")).content))
    assert "本年支出1,234.56万元，比上年增加了一些" in "".join(paragraph.text for paragraph in document.paragraphs)
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["单位：万元", "单位：万元"]
    assert document.tables[0].rows[2].cells[1].text == "1234.56"


def test_a_workbook_holds_numbers_as_numbers() -> None:
    book = openpyxl.load_workbook(BytesIO(lay(paper("xlsx")).content))
    assert book["表1"]["B4"].value == 1234.56
    assert book["表1"]["B5"].value == "≥80%"


def test_other_files_come_with_a_stream_that_finds_the_slots() -> None:
    for layout in FILES:
        laid = lay(paper(layout))
        start, end = laid.places[1]
        assert laid.spans is None
        assert laid.stream[start:end] == "1,234.56万元"


def test_marks_have_no_width() -> None:
    assert unmarked(f"a{chr(0xF0000 + 7)}bc{chr(0x100000 + 7)}d") == ("abcd", {7: (1, 3)})
