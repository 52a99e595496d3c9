"""Places and quotes for people: the words around what a finding is about, and no numbers that only a program counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hengji.core.document import Document
from hengji.rulebook.places import looked_up, told
from hengji.writing.audit import words

if TYPE_CHECKING:
    from hengji.core.audit import Audit
    from hengji.rulebook.book import Book


@pytest.mark.parametrize(
    ("text", "figure", "expected"),
    [
        ("甲\n年末结转15.74万元。\n乙", "15.74万元", "年末结转【15.74万元】。"),
        (
            "一二三四五六七八九十一二三四五六七八九十12.50万元，多",
            "12.50万元",
            "…五六七八九十一二三四五六七八九十【12.50万元】，多",
        ),
        ("合计1234567890123456789，其中12.50万元。", "12.50万元", "…，其中【12.50万元】。"),
        (
            "年末结转15.74万元，一二三四五六七八九十一二三四五六七八九十",
            "15.74万元",
            "年末结转【15.74万元】，一二三四五六七八九十一二三四五…",
        ),
        ("年\u202e末15.74万元", "15.74万元", "年U+202E末【15.74万元】"),
    ],
)
def test_the_words_around_stop_at_the_line_and_cut_no_number(audited: Audit, text: str, figure: str, expected: str) -> None:
    at = text.index(figure)
    finding = replace(audited.findings[0], start=at, end=at + len(figure))
    document = Document("a.txt", "", "text", text, ())
    assert words.around(finding, replace(audited, document=document)) == expected


def test_without_a_span_the_quote_stands_alone(audited: Audit) -> None:
    assert words.around(replace(audited.findings[0], start=0, end=0, quote="甲"), audited) == "甲"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("¶5[26:36]", "第5段"),
        ("第3页¶2[0:4]", "第3页第2段"),
        ("表1!C14[0:6]", "表1!C14"),
        ("脚注2", "脚注2"),
        ("收支!C17", "收支!C17"),
    ],
)
def test_a_place_is_said_as_a_reader_looks_it_up(book: Book, place: str, expected: str) -> None:
    assert looked_up(place, book) == expected
    assert told(f"在 {place} 写为 1", book) == f"在 {expected} 写为 1"
