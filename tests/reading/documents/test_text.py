"""Plain text: the order in which encodings are decided, lines and their places, and what is no text."""

from __future__ import annotations

import pytest
from tests.reading.documents.makers import Reader, blocks, cautions

from hengji.reading.formats.text import Undecodable, decoded

WORDS = "年末结转和结余15.47万元"


@pytest.mark.parametrize(
    "content",
    [
        WORDS.encode(),
        b"\xef\xbb\xbf" + WORDS.encode(),
        WORDS.encode("gbk"),
        WORDS.encode("gb18030"),
        b"\xff\xfe" + WORDS.encode("utf-16-le"),
        b"\xfe\xff" + WORDS.encode("utf-16-be"),
        WORDS.encode("utf-16-le"),
        WORDS.encode("utf-16-be"),
        b"\xff\xfe\0\0" + WORDS.encode("utf-32-le"),
    ],
    ids=["utf-8", "utf-8 mark", "gbk", "gb18030", "utf-16-le mark", "utf-16-be mark", "utf-16-le", "utf-16-be", "utf-32-le mark"],
)
def test_each_encoding_of_a_chinese_office_gives_the_same_text(content: bytes) -> None:
    assert decoded(content) == WORDS


def test_a_letter_beyond_gbk_is_read_in_gb18030() -> None:
    assert decoded("镕㙍𠀀15元".encode("gb18030")) == "镕㙍𠀀15元"


def test_a_damaged_byte_in_utf_8_is_named_and_not_read_as_gb18030() -> None:
    good = ("收支情况" * 10).encode()
    content = good[:30] + b"\xff" + good[30:]
    assert content.decode("gb18030", "replace")
    assert decoded(content) == Undecodable(30, "utf-8", "FF E6 83 85")


def test_a_text_that_ends_inside_a_letter_is_named_at_its_last_byte() -> None:
    content = ("收支情况" * 10).encode()[:-1]
    assert decoded(content) == Undecodable(len(content) - 2, "utf-8", "E5 86")


def test_bytes_that_are_no_text_are_named_where_the_better_reading_stopped() -> None:
    content = "收支".encode("gbk") + b"\xff\xff"
    assert decoded(content) == Undecodable(4, "gb18030", "FF FF")


REPORT = "一、收支情况\r\n2023年度本年收入合计1,234.56万元，本年支出合计1,219.09万元，年末结转和结余15.47万元。\r\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030"])
@pytest.mark.parametrize("zeros", [(40,), (41,), (40, 62), (41, 63), (40, 41), (0,), (-1,)])
def test_a_stray_zero_byte_makes_no_utf_16_of_a_text(encoding: str, zeros: tuple[int, ...]) -> None:
    """At even or odd places, and with blanks at the end that make the length even or odd."""
    for blanks in (0, 1):
        text = REPORT + " " * blanks
        for at in zeros:
            text = text[:at] + "\0" + text[at:]
        assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", [REPORT, "1,234.56\r\n", "收入1元", "abc", REPORT[:40] + "\0" + REPORT[40:], "一份只有汉字的报告，换行\n之后也是"]
)
def test_utf_16_without_a_mark_is_known_by_where_its_zero_bytes_stand_and_by_what_it_reads(encoding: str, text: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_many_zero_bytes_are_no_text() -> None:
    assert isinstance(decoded(bytes(range(256)) * 4), Undecodable)
    assert isinstance(decoded(("收入\0\0" * 40 + "支").encode()), Undecodable)


def test_damaged_utf_8_with_a_zero_byte_is_named_where_it_is_damaged() -> None:
    good = REPORT.encode()
    assert decoded(good[:30] + b"\xff" + good[30:60] + b"\0" + good[60:]) == Undecodable(
        30, "utf-8", f"FF {good[30:33].hex(' ').upper()}"
    )


@pytest.mark.parametrize(("letters", "called"), [("\0", "U+0000"), ("\x1a", "U+001A"), ("\0\x07\0", "U+0000、U+0007")])
def test_control_characters_are_told_at_the_first_of_them(reader: Reader, letters: str, called: str) -> None:
    document = reader.document("报告.txt", f"一、概况\n本年收入{letters}10万元，本年支出9万元。\n".encode())
    assert cautions(document) == [("RD99", "¶2", called)]
    assert document.text == f"一、概况\n本年收入{letters}10万元，本年支出9万元。\n"


def test_zero_bytes_at_both_places_are_no_text() -> None:
    assert decoded(b"ab\0\0c") == Undecodable(2, "?", "00 00 63")


def test_half_a_letter_of_utf_16_is_named() -> None:
    assert decoded(b"\xff\xfe" + b"1\0" + b"\x00\xd8" + b"2\0") == Undecodable(4, "utf-16-le", "00 D8 32 00")


def test_an_undecodable_file_is_refused_with_the_place_of_the_byte(reader: Reader) -> None:
    document, problems = reader.outcome("报告.txt", "收支".encode("gbk") + b"\xff\xff")
    assert document is None
    assert [(each.code, each.found, dict(each.slots)) for each in problems] == [
        ("RD90", "FF FF", {"offset": "4", "encoding": "gb18030"})
    ]


def test_the_text_is_the_file_as_it_stands_and_lines_are_counted_without_empty_ones(reader: Reader) -> None:
    content = " 一、概况\r\n\r\n　本年收入10万元。 \n\t\n二、结论"
    document = reader.document("报告.txt", content.encode())
    assert (document.text, document.format, document.tables) == (content, "text", ())
    assert blocks(document) == [("line", "¶1", "一、概况"), ("line", "¶2", "本年收入10万元。"), ("line", "¶3", "二、结论")]
    assert [block.start for block in document.blocks] == [1, 10, 23]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\f", "\u2028"])
def test_every_kind_of_line_end_ends_a_line(reader: Reader, end: str) -> None:
    assert [block.place for block in reader.document("报告.txt", f"甲{end}乙{end}".encode()).blocks] == ["¶1", "¶2"]


def test_a_whole_document_on_one_line_is_one_block(reader: Reader) -> None:
    words = "本年收入10万元。" * 100_000
    document = reader.document("报告.txt", words.encode())
    assert [(block.start, block.end) for block in document.blocks] == [(0, 900_000)]


def test_the_mark_at_the_start_is_not_counted(reader: Reader) -> None:
    document = reader.document("报告.txt", b"\xef\xbb\xbf" + WORDS.encode())
    assert (document.text, document.blocks[0].start) == (WORDS, 0)


def test_a_letter_that_another_program_gave_up_is_told(reader: Reader) -> None:
    assert cautions(reader.document("报告.txt", "甲\n收\ufffd支".encode())) == [("RD99", "¶2", "U+FFFD")]


def test_the_digest_is_of_the_bytes_of_the_file(reader: Reader) -> None:
    assert reader.document("a.txt", b"abc").sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", ("RD60", "", "")),
        (b" \r\n\t\n", ("RD98", "", "")),
        (b"\xef\xbb\xbf", ("RD98", "", "")),
        (b"%PDF-1.7\n%%EOF", ("RD66", "", "pdf")),
        (b"PK\x03\x04" + bytes(40), ("RD66", "", "zip")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "WordDocument".encode("utf-16-le"), ("RD62", "", "doc")),
        (b"<html><table><tr><td>1</td></tr></table>", ("RD64", "", "html")),
        (b"{\\rtf1 }", ("RD66", "", "rtf")),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), ("RD66", "", "png")),
    ],
)
def test_h10_a_text_that_is_none_is_told_what_it_is(reader: Reader, content: bytes, told: tuple[str, str, str]) -> None:
    assert reader.refused("报告.txt", content) == [told]


def test_a_text_with_letters_in_angle_brackets_inside_is_a_text(reader: Reader) -> None:
    assert reader.document("报告.txt", "见<table>一节".encode()).text == "见<table>一节"
