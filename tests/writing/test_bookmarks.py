"""The names of bookmarks, worked out by hand: another digest and another reader of numbers than the ones that print and compare them."""

from __future__ import annotations

import hashlib
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from hengji import pipeline
from hengji.writing import figures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hengji.rulebook.book import Book

NAMES = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WIDE = str.maketrans("０１２３４５６７８９．，％－", "0123456789.,%-")
SCALES = (
    "个百分点",
    "百分点",
    "十亿元",
    "百亿元",
    "千亿元",
    "万亿元",
    "十万元",
    "百万元",
    "千万元",
    "亿元",
    "万元",
    "千元",
    "百元",
    "元",
    "%",
    "‰",
    "万亿",
    "亿",
    "万",
)


def letters(text: str, count: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:count]


def numbers(text: str) -> list[str]:
    """The numbers of a text with sign and unit, letter by letter, without one regular expression."""
    text = text.translate(WIDE)
    found, at = [], 0
    while at < len(text):
        if not text[at].isascii() or not text[at].isdigit():
            at += 1
            continue
        start = end = at
        while end < len(text) and (text[end] in "0123456789" or (text[end] in ".," and text[end + 1 : end + 2].isdigit())):
            end += 1
        sign = text[start - 1 : start]
        further = text[start - 2 : start - 1]
        joins = further in set(").）") or (further.isascii() and further.isalnum())
        if sign != "负" and (sign not in {"-", "−"} or joins):
            sign = ""
        rest = text[end:].lstrip()
        unit = next((scale for scale in SCALES if rest.startswith(scale)), "")
        found.append(sign + text[start:end] + unit)
        at = end
    return found


def printed(text: str, *, words: bool) -> str:
    """The eight letters in a bookmark's name that stand for what it holds."""
    return letters("|".join(numbers(text)) if words else "".join(text.split()), 8)


def bookmarks(content: bytes) -> Iterator[tuple[str, str]]:
    """Each bookmark of ours with the text between its start and its end."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    open_: dict[str, tuple[str, list[str]]] = {}
    for element in root.iter():
        if element.tag == f"{W}bookmarkStart" and str(element.get(f"{W}name")).startswith(("hj_", "hjw_")):
            open_[str(element.get(f"{W}id"))] = (str(element.get(f"{W}name")), [])
        elif element.tag == f"{W}bookmarkEnd" and element.get(f"{W}id") in open_:
            name, parts = open_.pop(str(element.get(f"{W}id")))
            yield name, "".join(parts)
        elif element.tag == f"{W}t":
            for _, parts in open_.values():
                parts.append(element.text or "")


@pytest.mark.parametrize("name", NAMES)
def test_every_bookmark_names_what_it_holds(name: str, book: Book, examples: Path) -> None:
    package, _ = pipeline.evaluate(examples / name, book)
    assert package is not None
    seen = 0
    for mark, text in bookmarks(package.files["自评报告.docx"]):
        kind, short, form, number, check = mark.split("_")
        assert form == printed(text, words=kind == "hjw"), (mark, text)
        assert check == letters(f"{kind}_{short}_{form}_{number}", 4)
        seen += 1
    assert seen > 50


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("支出19.57万元", "支出19.57亿元"),
        ("支出19.57万元", "支出-19.57万元"),
        ("支出19.57万元", "支出负19.57万元"),
        ("增长3%", "增长3‰"),
        ("增长3%", "增长3个百分点"),
        ("15.47万元", "1547万元"),
    ],
)
def test_sign_and_unit_belong_to_a_number_for_both_digests(one: str, other: str) -> None:
    """A slip of the printer's digest would be one of the comparer's as well: they are the same function. This one is not."""
    for words in (True, False):
        assert printed(one, words=words) == figures.form(one, words=words)
        assert printed(other, words=words) == figures.form(other, words=words)
        assert printed(one, words=words) != printed(other, words=words)


def test_spaces_and_wide_digits_are_no_change_for_either() -> None:
    for one, other in (("15.47 万元", "15.47万元"), ("培训３２０人", "共培训了320人")):
        words = "培训" in one
        assert (
            printed(one, words=words)
            == printed(other, words=words)
            == figures.form(one, words=words)
            == figures.form(other, words=words)
        )
