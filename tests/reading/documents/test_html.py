"""Web pages: what a browser shows, without what it hides."""

from __future__ import annotations

import pytest
from tests.reading.documents.makers import Reader, blocks, cautions, cells, spans, texts


def page(body: str, head: str = '<meta charset="utf-8">') -> str:
    return f"<!DOCTYPE html><html><head>{head}<title>一</title></head><body>{body}</body></html>"


def test_blocks_headings_and_line_ends(reader: Reader) -> None:
    body = "<h1>自评 报告</h1><p>收入<b>2916.27</b>\n万元，<br>结余15.47万元。</p>散<div>前<p>中</p>后</div><h3>小题</h3>"
    document = reader.document("报告.html", page(body).encode())
    assert blocks(document) == [
        ("heading", "¶1", "自评 报告"), ("paragraph", "¶2", "收入2916.27 万元，\n结余15.47万元。"), ("paragraph", "¶3", "散"),
        ("paragraph", "¶4", "前"), ("paragraph", "¶5", "中"), ("paragraph", "¶6", "后"), ("heading", "¶7", "小题"),
    ]  # fmt: skip
    assert [block.level for block in document.blocks] == [1, 0, 0, 0, 0, 0, 3]


def test_lists_have_the_numbers_that_they_print(reader: Reader) -> None:
    body = '<ol start="3"><li>甲</li><li value="9">乙<ul><li>其中</li></ul></li><li>丙</li></ol><ol type="a"><li>丁</li></ol>'
    assert blocks(reader.document("报告.html", page(body).encode())) == [
        ("item", "¶1", "3. 甲"), ("item", "¶2", "9. 乙"), ("item", "¶3", "其中"), ("item", "¶4", "10. 丙"), ("item", "¶5", "a. 丁"),
    ]  # fmt: skip


def test_a_table_with_cells_over_rows_and_columns(reader: Reader) -> None:
    body = (
        "<p>单位：万元</p><table><caption>表1 收支</caption><thead><tr><th rowspan=2>科目</th><th colspan=2>2022年</th></tr>"
        "<tr><td>预算</td><td>决算</td></tr></thead><tr><td>支出<br>合计</td><td rowspan=0> 1.00 </td><td></td></tr>"
        "<tr><td>甲</td><td><p>乙</p><p>丙</p></td></tr></table>"
    )
    document = reader.document("报告.html", page(body).encode())
    assert cells(document) == {
        "A1": "科目", "B1": "2022年", "B2": "预算", "C2": "决算", "A3": "支出\n合计", "B3": "1.00", "C3": "", "A4": "甲", "C4": "乙\n丙",
    }  # fmt: skip
    assert spans(document) == {"A1": (2, 1), "B1": (1, 2), "B3": (2, 1)}
    assert document.tables[0].caption == "单位：万元\n表1 收支"


def test_a_table_in_a_table_is_a_further_table(reader: Reader) -> None:
    body = "<table><tr><td>外<table><tr><td>内1<td>内2</table>面</td></tr></table>"
    document = reader.document("报告.html", page(body).encode())
    assert [cells(document, at) for at in range(2)] == [{"A1": "外\n面"}, {"A1": "内1", "B1": "内2"}]


def test_what_is_not_shown_is_not_read_and_hidden_words_are_told(reader: Reader) -> None:
    body = "<p>甲<script>var a='乙'</script><style>p{}</style><!-- 丙 --></p><p hidden>草稿</p><p style='color:red; Display : none'>又</p><noscript>丁</noscript>"
    document = reader.document("报告.html", page(body).encode())
    assert (texts(document), cautions(document)) == (["甲"], [("RD51", "¶2", "草稿")])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (page("年末15.47万元", "").encode(), "utf-8"),
        (page("年末15.47万元", '<meta charset="gb2312">').encode("gbk"), "gbk"),
        (page("年末15.47万元", '<meta http-equiv=Content-Type content="text/html; charset=gbk">').encode("gbk"), "gbk"),
        (page("年末15.47万元", '<meta charset="utf-8">').encode("gbk"), "said utf-8, is gbk"),
        (page("年末15.47万元", '<meta charset="rot13">').encode(), "said nonsense"),
        (b"\xef\xbb\xbf" + page("年末15.47万元", '<meta charset="gbk">').encode(), "mark"),
        (page("年末15.47万元", "").encode("utf-16"), "utf-16"),
        (page("年末15.47萬元", '<meta charset="big5">').encode("big5"), "big5"),
    ],
)
def test_the_encoding_is_found(reader: Reader, content: bytes, said: str) -> None:
    assert texts(reader.document("报告.htm", content))[0].replace("萬", "万") == "年末15.47万元", said


def test_bytes_that_are_no_text_are_refused(reader: Reader) -> None:
    assert reader.refused("报告.html", page("甲" * 20).encode() + b"\xff\xff") == [("RD90", "", "FF FF")]


def test_preformatted_text_keeps_its_line_ends(reader: Reader) -> None:
    assert texts(reader.document("报告.html", page("<pre>甲  1\n乙  2</pre>").encode())) == ["甲  1\n乙  2"]


def test_a_page_without_words_is_refused(reader: Reader) -> None:
    assert reader.refused("报告.html", page("<p> </p>").encode()) == [("RD98", "", "")]
    assert reader.refused("报告.html", page("<img src=a.png>").encode()) == [("RD95", "", "1")]


def test_a_page_nested_without_end_is_read(reader: Reader) -> None:
    assert texts(reader.document("报告.html", page("<div>" * 20_000 + "甲").encode())) == ["甲"]


def test_a_saved_mail_page_is_told_to_be_one(reader: Reader) -> None:
    content = b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html></html>"
    assert reader.refused("报告.html", content) == [("RD64", "", "mht")]
