"""Printed lines become paragraphs again: broken sentences are joined, paragraphs are not, and every letter knows where it stood."""

from __future__ import annotations

import random
import unicodedata

import pytest
from tests.auditing.reports import document, printed

from hengji.core.document import CELL, HEADING, PARAGRAPH, Block, Cell, Document, Table
from hengji.reading.passages import passages

FIRST = (
    "本单位2023年度年初结转和结余为零，本年收入合计2,916.27万元，较上年增加116.27万元，"
    "主要原因是年中追加了信息化建设经费以及调整了在职人员的工资和津贴补贴标准。"
)
SECOND = (
    "本年支出合计2,900.80万元，其中基本支出1,700.80万元，项目支出1,200.00万元，年末结转和结余15.47万元，结转资金按规定继续使用。"
)
THIRD = "资产管理方面，账实相符，全年没有发生资产流失，闲置资产已按程序报批处置，处置收入全部上缴国库，没有坐支挪用的情况。"
TEXTS = (FIRST, SECOND, THIRD)


def cut(text: str, letters: int) -> list[str]:
    """Lines of so many letters."""
    return [text[at : at + letters] for at in range(0, len(text), letters)]


def texts(made: Document) -> list[str]:
    """The texts of the passages."""
    return [passage.text for passage in passages(made)]


def plain(text: str) -> str:
    """Without spaces; lines of a test have none that says something."""
    return text.replace(" ", "")


LAYOUTS = {
    "page": "\n".join(line for text in TEXTS for line in cut(text, 24)),
    "blank lines": "\n\n".join(line for text in TEXTS for line in cut(text, 24)),
    "indented": "\n".join(line for text in TEXTS for line in cut("　　" + text, 26)),
    "narrow": "\n".join(line for text in TEXTS for line in cut(text, 22)),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_lines_that_a_page_cut_are_one_paragraph_again(layout: str) -> None:
    assert list(TEXTS) == [plain(text) for text in texts(printed(LAYOUTS[layout]))]


def test_a_number_that_the_line_s_end_cut_is_whole_again() -> None:
    lines = cut(FIRST + SECOND, 24)
    broken = [line for line in lines if line[-1].isdigit()]
    assert broken, "the test needs a line that ends inside a number"
    assert "2,916.27万元" in "".join(texts(printed("\n".join(lines))))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["本年收入合计900万元。", "本年支出合计880万元。"], 2),
        (["一、基本情况", "我局内设三个科室"], 2),
        (["单位：万元", "项目支出"], 2),
        (["收入\t支出", "900\t880"], 2),
        (["本年收入合计900万元", "，比上年有所增加"], 1),
        (["（一）收入情况", "（二）支出情况"], 2),
        (["短句", "另一短句"], 2),
        (["# 概况", "正文"], 2),
    ],
)
def test_lines_that_are_whole_stay_apart(lines: list[str], expected: int) -> None:
    assert expected == len(passages(printed("\n".join(lines))))


def test_full_width_digits_and_signs_are_made_plain() -> None:
    assert texts(document("完成率９５．５％，支出１２万元")) == ["完成率95.5%，支出12万元"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("支出 900 万元", "支出900万元"),
        ("900 880", "900 880"),
        ("900    支出", "900 支出"),
        ("支出\t880", "支出 880"),
        (" 支出 ", "支出"),
        ("ABC DEF", "ABC DEF"),
    ],
)
def test_a_space_stays_only_where_it_parts_something(raw: str, expected: str) -> None:
    assert texts(document(raw)) == [expected]


def test_headings_have_levels_and_stand_above_what_follows() -> None:
    made = passages(
        document(
            "一、基本情况\n（一）机构设置\n内设三个科室。\n1．人员\n在职30人。\n（二）职责\n负责档案管理。\n二、自评结论\n良好。"
        )
    )
    assert [(each.text, each.kind, each.level) for each in made if each.level] == [
        ("一、基本情况", HEADING, 1),
        ("（一）机构设置", HEADING, 2),
        ("1.人员", HEADING, 3),
        ("（二）职责", HEADING, 2),
        ("二、自评结论", HEADING, 1),
    ]
    sections = {each.text: each.section for each in made}
    assert sections["在职30人。"] == ("一、基本情况", "（一）机构设置", "1.人员")
    assert sections["负责档案管理。"] == ("一、基本情况", "（二）职责")
    assert sections["良好。"] == ("二、自评结论",)


def test_a_numbered_paragraph_is_headed_by_its_first_words() -> None:
    made = passages(document("（一）收入情况。本年收入合计900万元，比上年增加20万元。\n其他收入8万元。"))
    assert [(each.kind, each.level) for each in made] == [(PARAGRAPH, 2), (PARAGRAPH, 0)]
    assert made[1].section == ("（一）收入情况",)


def test_cells_are_passages_at_their_place_in_the_text() -> None:
    text = "概况\n甲\n乙\n\n说明"
    cells = (Cell(0, 0, 1, 1, 3, 4, "表1!A1"), Cell(0, 1, 1, 1, 5, 6, "表1!B1"), Cell(1, 0, 1, 1, 7, 7, "表1!A2"))
    made = Document("a", "", "docx", text, (Block(PARAGRAPH, 0, 2, "¶1"), Block(PARAGRAPH, 8, 10, "¶2")), (Table("表1", cells),))
    found = [(each.text, each.kind, each.table, each.row, each.column) for each in passages(made)]
    assert found == [("概况", PARAGRAPH, -1, -1, -1), ("甲", CELL, 0, 0, 0), ("乙", CELL, 0, 0, 1), ("说明", PARAGRAPH, -1, -1, -1)]


def test_a_hidden_table_and_blocks_that_became_tables_are_left_out() -> None:
    hidden = Table("表1", (Cell(0, 0, 1, 1, 3, 4, "表1!A1"),), hidden=True)
    made = Document("a", "", "docx", "概况\n甲", (Block(PARAGRAPH, 0, 2, "¶1"), Block(PARAGRAPH, 3, 4, "¶2")), (hidden,))
    assert [each.text for each in passages(made, frozenset({1}))] == ["概况"]


ALPHABET = "支出收入万元2345６７.．，。、：（）()% ％ \t　AbC一二"


def noise(seed: int) -> str:
    """Lines of anything."""
    dice = random.Random(seed)  # noqa: S311 - a test's own noise
    lines = ["".join(dice.choices(ALPHABET, k=dice.randint(0, 60))) for _ in range(dice.randint(1, 30))]
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(40))
def test_every_letter_of_a_passage_stands_where_its_offset_says(seed: int) -> None:
    text = noise(seed)
    seen: list[int] = []
    for passage in passages(printed(text)):
        for position, letter in enumerate(passage.text):
            raw = text[passage.offset(position)]
            if letter == " ":
                assert raw.isspace()
            else:
                assert unicodedata.normalize("NFKC", letter) == unicodedata.normalize("NFKC", raw)
                seen.append(passage.offset(position))
    assert seen == [at for at, letter in enumerate(text) if not letter.isspace()]


@pytest.mark.parametrize("seed", range(40, 50))
def test_a_span_of_a_passage_begins_and_ends_at_its_letters(seed: int) -> None:
    text = noise(seed)
    for passage in passages(printed(text)):
        for begin in range(0, len(passage.text), 7):
            stop = min(begin + 5, len(passage.text))
            start, end = passage.span(begin, stop)
            assert text[start : start + 1].isspace() or unicodedata.normalize("NFKC", passage.text[begin]) == unicodedata.normalize(
                "NFKC", text[start]
            )
            assert end == passage.offset(stop - 1) + 1
