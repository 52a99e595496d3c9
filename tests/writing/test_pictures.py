"""Pictures: only what the case holds is drawn, what is not known is an open mark and never a bar, and the table beside says the same figures."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from hengji import pipeline, verification
from hengji.writing import blocks, docx, html, pictures
from hengji.writing.charts import png
from hengji.writing.charts.bars import Bar, Group, bars
from hengji.writing.figures import read_name
from hengji.writing.references import References

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book

SVG = "{http://www.w3.org/2000/svg}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
DARK, LIGHT, WHITE = "#1f4f82", "#b9c4cf", "#ffffff"


def evaluated(name: str, book: Book, examples: Path, *without: str) -> Evaluation:
    case, problems = pipeline.read_case(examples / name, book)
    assert problems == ()
    assert case is not None
    facts = case.facts
    for label in without:
        facts = facts.without(book.by_label[label].id)
    found, _ = pipeline.assess(replace(case, facts=facts), book)
    assert found is not None
    return found


def shown(evaluation: Evaluation, book: Book) -> dict[str, pictures.Picture]:
    return {each.id: each for each in pictures.pictures(evaluation, book, References(evaluation.case, book))}


@pytest.fixture(scope="module")
def yiyang(book: Book, examples: Path) -> Evaluation:
    return evaluated("002-yiyang-2020", book, examples)


def drawn(picture: pictures.Picture) -> ET.Element:
    return ET.fromstring(picture.chart.svg())  # noqa: S314 - our own


def test_the_years_stand_beside_each_other_with_gaps_where_a_year_is_not_known(yiyang: Evaluation, book: Book) -> None:
    """本年收入合计 1706.98万元; nobody gave last year's. 公用经费 92.71 and 105.96. 项目支出 554.59 and 692.30."""
    picture = shown(yiyang, book)["years"]
    rows = {row[0].text.strip("　").removeprefix("其中："): [cell.printed for cell in row[1:]] for row in picture.rows}
    assert picture.head == ("项目", "2019年", "2020年")
    assert rows["本年收入合计"] == ["—", "1706.98"]
    assert rows["公用经费"] == ["92.71", "105.96"]
    assert rows["项目支出"] == ["554.59", "692.30"]
    root = drawn(picture)
    open_marks = [box for box in root.iter(f"{SVG}rect") if box.get("stroke-dasharray")]
    words = [text.text for text in root.iter(f"{SVG}text")]
    assert len(open_marks) == words.count("未提供") == sum(cells.count("—") for cells in rows.values())


def test_bars_are_as_long_as_their_amounts(yiyang: Evaluation, book: Book) -> None:
    """The room is 308 points and 1794.03 fills it: 1706.98 is 293 points, 1101.73 is 189, 105.96 is 18, 692.30 is 118, 34.86 is 5."""
    root = drawn(shown(yiyang, book)["years"])
    lengths = [int(box.get("width", "0")) for box in root.iter(f"{SVG}rect") if box.get("fill") == DARK]
    assert lengths[1:] == [293, 308, 189, 18, 118, 5]


def test_budget_and_outturn_want_two_amounts_a_row(yiyang: Evaluation, book: Book) -> None:
    picture = shown(yiyang, book)["budget"]
    assert picture.head == ("项目", "年初预算", "全年预算", "决算")
    assert [[cell.printed for cell in row] for row in picture.rows] == [
        ["年度资金总额", "1320.43", "1864.04", "1794.03"],
        ["基本支出", "844.14", "1102.32", "1101.73"],
        ["项目支出", "—", "761.72", "692.30"],
        ["“三公”经费", "59.77", "—", "34.86"],
    ]


def test_the_parts_have_their_shares_of_the_whole(yiyang: Evaluation, book: Book) -> None:
    rows = [[cell.printed for cell in row] for row in shown(yiyang, book)["structure"].rows]
    assert rows[0] == ["基本支出", "1101.73", "61.41%"]
    assert rows[1] == ["　其中：人员经费", "976.20", "54.41%"]
    assert rows[-1] == ["项目支出", "692.30", "38.59%"]


def test_lost_points_stand_before_what_is_not_scored(book: Book, examples: Path) -> None:
    """1.4 of 20 and 1 of 1 lost; two lines of 10 without points; twenty more have no weight and are counted in words."""
    picture = shown(evaluated("001-conghua-2022", book, examples), book)["deductions"]
    rows = [[cell.printed for cell in row[1:]] for row in picture.rows]
    assert rows == [["20", "18.6", "1.4"], ["1", "0", "1"], ["10", "—", "—"], ["10", "—", "—"]]
    assert "20 项" in picture.note
    root = drawn(picture)
    boxes = [(box.get("fill"), box.get("width")) for box in root.iter(f"{SVG}rect")][3:]
    assert boxes == [(WHITE, "308"), (DARK, "286"), (WHITE, "15"), ("none", "40"), ("none", "40")]


def test_without_facts_there_is_no_picture(book: Book, examples: Path) -> None:
    """No amount of last year, no whole, nothing lost: what has nothing to show is left out, and the numbers close up."""
    whole = evaluated("002-yiyang-2020", book, examples, "本年支出合计")
    assert "structure" not in shown(whole, book)
    assert [each.number for each in shown(whole, book).values()] == [1, 2, 3]
    zhanjiang = evaluated("000-zhanjiang-2022", book, examples)
    assert list(shown(zhanjiang, book)) == []
    assert 'id="pictures"' not in html.self_check(zhanjiang, book)


def test_an_unknown_amount_is_never_drawn_as_nothing() -> None:
    chart = bars("题", "说", (), [Group("甲", (Bar(None, "未提供"), Bar((0, 1), "0.00"), Bar((5, 1), "5.00")))])
    root = ET.fromstring(chart.svg())  # noqa: S314 - our own
    boxes = list(root.iter(f"{SVG}rect"))[1:]
    assert [bool(box.get("stroke-dasharray")) for box in boxes] == [True, False]
    assert [text.text for text in root.iter(f"{SVG}text")][1:] == ["未提供", "0.00", "5.00"]


def test_fills_are_told_apart_without_colour(yiyang: Evaluation, book: Book) -> None:
    """By lightness alone, as a printer without colour shows them: at least a fifth of the scale between any two."""
    root = drawn(shown(yiyang, book)["budget"])
    fills = {box.get("fill", "") for box in root.iter(f"{SVG}rect") if box.get("stroke") and box.get("fill") != "none"}
    assert fills == {DARK, LIGHT, WHITE}
    grey = sorted(sum(w * int(fill[at : at + 2], 16) for w, at in ((0.299, 1), (0.587, 3), (0.114, 5))) for fill in fills)
    assert all(above - below > 51 for below, above in itertools.pairwise(grey))


def test_the_page_has_each_picture_with_its_table_and_words(yiyang: Evaluation, book: Book) -> None:
    page = html.self_check(yiyang, book)
    section = page[page.index('id="pictures"') : page.index('id="checks"')]
    assert re.findall(r"<figcaption>(图\d)", section) == ["图1", "图2", "图3", "图4"]
    assert section.count('role="img"') == section.count("<table") == 4
    assert "1706.98" in section
    assert "未提供" in re.findall(r"<desc[^>]*>(.*?)</desc>", section)[0]
    assert html.self_check(yiyang, book) == page


def opened(file: bytes) -> tuple[ET.Element, dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return ET.fromstring(parts["word/document.xml"]), parts  # noqa: S314 - our own


def test_the_report_has_each_picture_its_title_and_its_table(yiyang: Evaluation, book: Book) -> None:
    if not png.has_chinese_face():
        pytest.skip("no Chinese face on this machine: pictures in Word are left out")
    file, problems = docx.report(yiyang, book)
    assert problems == ()
    root, parts = opened(file)
    described = [each.get("descr", "") for each in root.iter(f"{WP}docPr")]
    media = sorted(name for name in parts if name.startswith("word/media/"))
    texts = ["".join(letters.text or "" for letters in each.iter(f"{W}t")) for each in root.iter(f"{W}p")]
    assert len(described) == len(media) == 4
    assert all(described)
    assert [text[:2] for text in texts if re.match(r"图\d　", text)] == ["图1", "图2", "图3", "图4"]
    assert all(name.split("/")[-1].encode() in parts["word/_rels/document.xml.rels"] for name in media)
    assert b'"png"' in parts["[Content_Types].xml"]
    assert docx.report(yiyang, book)[0] == file


def test_the_figures_of_a_table_beside_a_picture_are_bound_as_any_other(yiyang: Evaluation, book: Book) -> None:
    root, _ = opened(docx.report(yiyang, book)[0])
    table = next(
        each for each in root.iter(f"{W}tbl") if "".join(t.text or "" for t in each.iter(f"{W}t")).startswith("项目2019年2020年本")
    )
    names = [mark.get(f"{W}name", "") for mark in table.iter(f"{W}bookmarkStart")]
    read = [read_name(name) for name in names]
    rows = shown(yiyang, book)["years"].rows
    assert all(read)
    assert sum(not each.words for each in read if each) == sum(len(row) - 1 for row in rows)  # what is not known is bound too
    assert sum(each.words for each in read if each) == 2  # 2019年, 2020年
    every = [mark.get(f"{W}id") for mark in root.iter(f"{W}bookmarkStart")]
    assert len(every) == len(set(every))


def test_a_hostile_name_is_shown_and_breaks_nothing() -> None:
    hostile = 'a\x00\u202e<w:p>&"]]>{{7*7}}'
    cells = (blocks.Cell(hostile), blocks.Cell("1.00", "x/1"))
    block = blocks.Block(b"png", 560, 200, hostile, hostile, "", hostile, ("名", "数"), (cells,))
    made = blocks.made(block, 1)
    texts = ["".join(t.text or "" for t in each.iter(f"{W}t")) for each in made.elements]
    assert texts[1] == 'aU+0000U+202E<w:p>&"]]>{{7*7}}'
    assert [figure for _, figure in made.figures] == ["x/1"]
    assert len({each.tag for each in made.elements}) == 2


def test_without_a_chinese_face_the_words_say_so_and_the_table_stays(
    yiyang: Evaluation, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(png, "has_chinese_face", lambda: False)
    root, parts = opened(docx.report(yiyang, book)[0])
    text = "".join(letters.text or "" for letters in root.iter(f"{W}t"))
    assert not any(name.startswith("word/media/") for name in parts)
    assert text.count("本机没有中文字体") == 4
    assert "图1　2020年度" in text


def test_pictures_drawn_with_other_faces_are_named_as_not_compared(yiyang: Evaluation, book: Book) -> None:
    """The same report with other pixels is no departure; with another word it is one."""
    file = docx.report(yiyang, book)[0]
    _, parts = opened(file)
    if not any(name.startswith("word/media/") for name in parts):
        pytest.skip("no Chinese face on this machine: pictures in Word are left out")

    def packed(**changed: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, changed.get(name.replace("/", "_").replace(".", "_"), content))
        return out.getvalue()

    assert verification._pictures_alone(file, packed(word_media_hengji1_png=b"other"))
    assert not verification._pictures_alone(
        file, packed(word_document_xml=parts["word/document.xml"].replace(b"1706.98", b"1709.68"))
    )
    assert not verification._pictures_alone(file, b"no archive")
