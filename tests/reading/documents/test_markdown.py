"""Markdown: headings, tables between bars, everything else a line; spans on the file's own text."""

from __future__ import annotations

from tests.reading.documents.makers import Reader, blocks, cells

REPORT = """# 自评报告
**2023 年**收入 10 万元。

表1　收支
单位：万元
| 科目 | 决算 |
|:---|--:|
| 甲\\|乙 | 1.00 |
| 丙 | |
尾句
## 二、结论 ##
"""


def test_headings_have_their_level_and_lines_their_place(reader: Reader) -> None:
    document = reader.document("报告.md", REPORT.encode())
    assert document.text == REPORT
    assert blocks(document) == [
        ("heading", "¶1", "自评报告"),
        ("line", "¶2", "**2023 年**收入 10 万元。"),
        ("line", "¶3", "表1　收支"),
        ("line", "¶4", "单位：万元"),
        ("line", "¶5", "尾句"),
        ("heading", "¶6", "二、结论"),
    ]
    assert [block.level for block in document.blocks] == [1, 0, 0, 0, 0, 2]


def test_a_table_between_bars_is_certain_and_has_what_stands_above_it(reader: Reader) -> None:
    document = reader.document("报告.md", REPORT.encode())
    assert cells(document) == {"A1": "科目", "B1": "决算", "A2": "甲\\|乙", "B2": "1.00", "A3": "丙", "B3": ""}
    assert (document.tables[0].certain, document.tables[0].caption) == (True, "表1　收支\n单位：万元")


def test_bars_without_a_line_of_rules_are_text(reader: Reader) -> None:
    document = reader.document("报告.md", "甲|乙\n丙|丁\n".encode())
    assert (document.tables, len(document.blocks)) == ((), 2)


def test_an_empty_line_ends_a_table(reader: Reader) -> None:
    document = reader.document("报告.md", "|甲|\n|-|\n|1|\n\n|不是表|\n".encode())
    assert (cells(document), blocks(document)) == ({"A1": "甲", "A2": "1"}, [("line", "¶1", "|不是表|")])


def test_windows_line_ends_stay_as_they_are(reader: Reader) -> None:
    document = reader.document("报告.md", "|甲|乙|\r\n|-|-|\r\n|1|2|\r\n".encode())
    assert (document.text[-3:], cells(document)["B2"]) == ("|\r\n", "2")


def test_a_sign_without_words_is_a_line(reader: Reader) -> None:
    assert blocks(reader.document("报告.md", b"# \n#x\n")) == [("line", "¶1", "#"), ("line", "¶2", "#x")]
