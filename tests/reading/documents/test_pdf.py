"""PDF files: printed lines, ruled tables over pages, margins, and files without words."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from reportlab.lib.utils import ImageReader
from reportlab.platypus import PageBreak, Spacer
from tests.reading.documents.makers import Reader, blocks, cautions, cells, drawn, pdf_file, ruled, spans, texts

from hengji.reading.formats.parts.letters import plain

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from hengji.core.document import Document

HEADER = ["科目", "预算数", "决算数"]


def rows(first: int, last: int) -> list[list[str]]:
    return [[f"支出第{number}项", f"{number}.50", f"{number * 2}.00"] for number in range(first, last + 1)]


def picture() -> ImageReader:
    """Two grey points."""
    return ImageReader(BytesIO(b"P5\n2 1\n255\n\x40\x80"))


def test_lines_are_as_printed_also_where_they_break_inside_a_number(reader: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for y, words in ((700, "一、收支情况"), (680, "本年收入2916.27万元，年末15."), (660, "47万元。")):
            canvas.drawString(100, y, words)

    document = reader.document("报告.pdf", drawn(draw))
    assert blocks(document) == [
        ("line", "第1页¶1", "一、收支情况"), ("line", "第1页¶2", "本年收入2916.27万元，年末15."), ("line", "第1页¶3", "47万元。"),
    ]  # fmt: skip


def test_lines_stand_in_the_order_of_reading_whatever_the_order_of_drawing(reader: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 600, "下")
        canvas.drawString(124, 700, "右")
        canvas.drawString(100, 700, "上左")

    assert texts(reader.document("报告.pdf", drawn(draw))) == ["上左右", "下"]


def test_gaps_are_blanks_and_wide_gaps_tabs(reader: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "科目")
        canvas.drawString(130, 700, "100.00")
        canvas.drawString(300, 700, "200.00")
        canvas.setFont("Helvetica", 12)
        canvas.drawString(100, 680, "plain words")

    assert texts(reader.document("报告.pdf", drawn(draw))) == ["科目 100.00\t200.00", "plain words"]


def test_letters_printed_twice_to_look_bold_are_read_once(reader: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for shift in (0, 0.3):
            canvas.drawString(100 + shift, 700, "合计11.10")

    assert texts(reader.document("报告.pdf", drawn(draw))) == ["合计11.10"]


def test_a_ruled_table_has_merged_cells_and_its_texts_are_not_repeated(reader: Reader) -> None:
    table = ruled(
        [["科目", "2022年", ""], ["", "预算", "决算"], ["支出", "1.00", "2.00"]],
        [80, 60, 60],
        0,
        ("SPAN", (0, 0), (0, 1)),
        ("SPAN", (1, 0), (2, 0)),
    )
    document = reader.document("报告.pdf", pdf_file("收支如下。", "表1 收支", "单位：万元", table, "二、结论"))
    assert cells(document) == {"A1": "科目", "B1": "2022年", "B2": "预算", "C2": "决算", "A3": "支出", "B3": "1.00", "C3": "2.00"}
    assert (spans(document), document.tables[0].place) == ({"A1": (2, 1), "B1": (1, 2)}, "第1页表1")
    assert document.tables[0].caption == "表1 收支\n单位：万元"
    assert texts(document) == ["收支如下。", "表1 收支", "单位：万元", "二、结论"]
    assert document.tables[0].cells[-1].place == "第1页表1!C3"


def test_a_line_that_fills_a_cell_goes_on_and_a_short_one_ends(reader: Reader) -> None:
    table = ruled([["年末结转和结余\n合计数", "甲\n乙"], ["1.00", "2.00"]], [82, 80])
    assert cells(reader.document("报告.pdf", pdf_file(table)))["A1"] == "年末结转和结余合计数"
    assert cells(reader.document("报告.pdf", pdf_file(table)))["B1"] == "甲\n乙"


def test_a_table_that_goes_on_with_its_header_repeated_is_one_table(reader: Reader) -> None:
    document = reader.document("报告.pdf", pdf_file(ruled([HEADER, *rows(1, 60)], [200, 80, 80], 1), "完", head="某局"))
    assert [table.place for table in document.tables] == ["第1页表1"]
    found = cells_in_order(document)
    assert found[:2] == [("第1页表1!A1", "科目"), ("第1页表1!B1", "预算数")]
    assert [text for place, text in found if "A" in place] == ["科目", *(f"支出第{number}项" for number in range(1, 61))]
    assert (
        next(place for place, text in found if text == "60.50") == "第2页表1!B24"
    )  # 37 rows of 18 points under a header fill the first page
    assert [each.row for each in document.tables[0].cells if each.column == 0] == list(range(61))


def cells_in_order(document: Document) -> list[tuple[str, str]]:
    return [(each.place, document.text[each.start : each.end]) for each in document.tables[0].cells]


def test_a_table_that_goes_on_without_a_header_is_one_table(reader: Reader) -> None:
    document = reader.document("报告.pdf", pdf_file(ruled([HEADER, *rows(1, 60)], [200, 80, 80])))
    assert (len(document.tables), len({each.row for each in document.tables[0].cells})) == (1, 61)


def test_a_new_header_or_other_columns_on_the_next_page_are_a_new_table(reader: Reader) -> None:
    first = ruled([HEADER, *rows(1, 2)], [200, 80, 80])
    other = ruled([["项目", "上年数", "本年数"], *rows(1, 2)], [200, 80, 80])
    narrow = ruled(rows(1, 2), [100, 80, 80])
    for second in (other, narrow):
        document = reader.document("报告.pdf", pdf_file(first, PageBreak(), second))
        assert [table.place for table in document.tables] == ["第1页表1", "第2页表1"]


def test_text_between_two_pages_keeps_tables_apart(reader: Reader) -> None:
    one = ruled(rows(1, 2), [200, 80, 80])
    two = ruled(rows(3, 4), [200, 80, 80])
    document = reader.document("报告.pdf", pdf_file(one, "另表", PageBreak(), two))
    assert len(document.tables) == 2


def test_a_cell_over_rows_of_two_pages_is_one_cell(reader: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (100, 120, 140):
            canvas.line(200, y, 300, y)
        for x in (100, 200, 300):
            canvas.line(x, 100, x, 140)
        canvas.line(100, 100, 200, 100)
        canvas.line(100, 140, 200, 140)
        number = 2 * canvas.getPageNumber()
        canvas.drawString(210, 125, f"{number - 1}.00")
        canvas.drawString(210, 105, f"{number}.00")
        if number == 2:
            canvas.drawString(110, 125, "管理")

    document = reader.document("报告.pdf", drawn(draw, pages=2))
    found = {document.text[each.start : each.end]: (each.row, each.rows, each.place) for each in document.tables[0].cells}
    assert found == {
        "管理": (0, 4, "第1页表1!A1"), "1.00": (0, 1, "第1页表1!B1"), "2.00": (1, 1, "第1页表1!B2"),
        "3.00": (2, 1, "第2页表1!B1"), "4.00": (3, 1, "第2页表1!B2"),
    }  # fmt: skip


def test_a_table_without_outer_sides_is_a_table(reader: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (700, 680, 660):
            canvas.line(100, y, 300, y)
        canvas.line(200, 660, 200, 700)
        for (x, y), word in {(110, 685): "科目", (210, 685): "决算", (110, 665): "支出", (210, 665): "1.00"}.items():
            canvas.drawString(x, y, word)

    assert cells(reader.document("报告.pdf", drawn(draw))) == {"A1": "科目", "B1": "决算", "A2": "支出", "B2": "1.00"}


def test_a_frame_around_words_and_an_underline_are_no_tables(reader: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(90, 690, 200, 30)
        canvas.drawString(100, 700, "框中的话")
        canvas.drawString(100, 600, "划线的话")
        canvas.line(100, 598, 150, 598)

    document = reader.document("报告.pdf", drawn(draw))
    assert (texts(document), document.tables) == (["框中的话", "划线的话"], ())


def test_lines_that_are_thin_boxes_make_a_table_too(reader: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        for y in (660, 680, 700):
            canvas.rect(100, y, 200, 0.5, stroke=0, fill=1)
        for x in (100, 200, 300):
            canvas.rect(x, 660, 0.5, 40, stroke=0, fill=1)
        for (x, y), word in {(110, 685): "甲", (210, 685): "乙", (110, 665): "1", (210, 665): "2"}.items():
            canvas.drawString(x, y, word)

    assert cells(reader.document("报告.pdf", drawn(draw))) == {"A1": "甲", "B1": "乙", "A2": "1", "B2": "2"}


def test_running_heads_and_page_numbers_are_margins(reader: Reader) -> None:
    document = reader.document("报告.pdf", pdf_file("正文甲", PageBreak(), "正文乙", head="某局2022年度自评报告"))
    assert blocks(document) == [
        ("margin", "第1页页眉", "某局2022年度自评报告"), ("line", "第1页¶1", "正文甲"), ("margin", "第1页页脚", "- 1 -"),
        ("margin", "第2页页眉", "某局2022年度自评报告"), ("line", "第2页¶1", "正文乙"), ("margin", "第2页页脚", "- 2 -"),
    ]  # fmt: skip


def test_a_page_turned_on_its_side_is_read_upright(reader: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.drawString(100, -100, "横页第一行")
        canvas.drawString(100, -120, "第二行")

    def official(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        draw(canvas)

    for each in (draw, official):
        assert texts(reader.document("报告.pdf", drawn(each))) == ["横页第一行", "第二行"]


def test_words_that_lean_are_left_out_and_told(reader: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 700, "正文在这里")
        canvas.translate(300, 400)
        canvas.rotate(45)
        canvas.drawString(0, 0, "草稿")

    document = reader.document("报告.pdf", drawn(draw))
    assert (texts(document), cautions(document)) == (["正文在这里"], [("RD99", "第1页", "草稿")])


def test_a_file_of_pictures_is_refused_with_its_pages(reader: Reader) -> None:
    content = drawn(lambda canvas: canvas.drawImage(picture(), 100, 100, 300, 300), pages=2)
    assert reader.refused("扫描.pdf", content) == [("RD95", "", "第1-2页")]


def test_a_page_that_is_a_picture_is_told(reader: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        if canvas.getPageNumber() == 1:
            canvas.drawString(100, 700, "第一页有许多可以读的字")
        else:
            canvas.drawImage(picture(), 100, 100, 300, 300)

    assert cautions(reader.document("报告.pdf", drawn(draw, pages=3))) == [("RD96", "第2页", "第2-3页")]


def test_words_without_ink_are_read_and_told_by_page(reader: Reader) -> None:
    def draw(canvas: Canvas) -> None:
        words = canvas.beginText(100, 700)
        words.setTextRenderMode(3 if canvas.getPageNumber() > 1 else 0)
        words.textLine("扫描出来的许多许多字")
        canvas.drawText(words)

    document = reader.document("报告.pdf", drawn(draw, pages=3))
    assert (len(document.blocks), cautions(document)) == (3, [("RD99", "第2页", "第2-3页")])


def test_a_file_without_anything_is_refused(reader: Reader) -> None:
    assert reader.refused("空.pdf", pdf_file(Spacer(1, 1))) == [("RD98", "", "")]


def test_a_file_with_a_password_is_refused_as_such(reader: Reader) -> None:
    assert reader.refused("密.pdf", pdf_file("甲", encrypt="secret")) == [("RD63", "", "PDF")]


def test_a_file_of_too_many_pages_is_refused_with_their_number(reader: Reader) -> None:
    assert reader.refused("长.pdf", drawn(lambda _: None, pages=2_001)) == [("RD71", "", "2001")]


def test_a_radical_in_place_of_a_character_is_the_character() -> None:
    assert "".join(plain(letter) for letter in "⼀⼆年⾦额①％") == "一二年金额①％"
