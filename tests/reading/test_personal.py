"""D7, D8: personal numbers are found in finished files wherever they hide, and figures are not taken for them."""

from __future__ import annotations

import io
import random
import zipfile
from typing import TYPE_CHECKING, Any

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment

from hengji.reading import personal

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.rulebook.book import Book

IDENTITY, CARD, MOBILE = "11010519491231002X", "4111111111111111", "13800001234"
"""The first is the example of GB 11643-1999, the second the number that card readers are tried with."""


def _word(change: Callable[[Any], object]) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph("本年支出合计1169.11万元。")
    change(document)
    document.save(out)
    return out.getvalue()


def _book(change: Callable[[Any], object]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()


def _split(document: Any) -> None:
    paragraph = document.add_paragraph("身份证号")
    for part in (IDENTITY[:5], IDENTITY[5:11], IDENTITY[11:]):
        paragraph.add_run(part).bold = len(part) % 2 == 0


def _hidden_sheet(book: Any) -> None:
    sheet = book.create_sheet("人员")
    sheet["C7"], sheet.sheet_state = IDENTITY, "hidden"


def _remark(book: Any) -> None:
    book.active["A1"].value, book.active["A1"].comment = "合计", Comment(f"联系 {MOBILE}", "某人")


def _vanished(document: Any) -> None:
    document.add_paragraph().add_run(MOBILE).font.hidden = True


def _property(document: Any) -> None:
    document.core_properties.keywords = IDENTITY


def _cell(document: Any) -> None:
    document.add_table(1, 2).cell(0, 1).text = f"账号 {CARD}"


def _pdf(text: str) -> bytes:
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    page = canvas.Canvas(out)
    page.drawString(72, 720, text)
    page.save()
    return out.getvalue()


def _nested(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, content)
    return out.getvalue()


HIDING: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a paragraph of several runs": ("报告.docx", lambda: _word(_split), "identity"),
    "a header": ("报告.docx", lambda: _word(lambda d: setattr(d.sections[0].header.paragraphs[0], "text", MOBILE)), "mobile"),
    "hidden text": ("报告.docx", lambda: _word(_vanished), "mobile"),
    "a property of the file": ("报告.docx", lambda: _word(_property), "identity"),
    "a cell of a table": ("报告.docx", lambda: _word(_cell), "card"),
    "a hidden sheet": ("表.xlsx", lambda: _book(_hidden_sheet), "identity"),
    "a comment": ("表.xlsx", lambda: _book(_remark), "mobile"),
    "a name of a sheet": ("表.xlsx", lambda: _book(lambda b: setattr(b.active, "title", MOBILE)), "mobile"),
    "full-width digits": ("说明.txt", "电话１３８００００１２３４".encode, "mobile"),
    "digits in groups": ("说明.txt", lambda: b"138 0000 1234", "mobile"),
    "an attribute": ("页.html", f'<p><img alt="{MOBILE}"></p>'.encode, "mobile"),
    "two inline tags": ("页.html", f"<p>{MOBILE[:3]}<b>{MOBILE[3:]}</b></p>".encode, "mobile"),
    "an archive in an archive": ("包.zip", lambda: _nested("内.zip", _nested("a.json", f'{{"说明":"{CARD}"}}'.encode())), "card"),
    "a printed page": ("报告.pdf", lambda: _pdf(IDENTITY), "identity"),
    "a name of a file": (f"{MOBILE}.txt", lambda: b"", "mobile"),
    "an account beside its word": ("说明.txt", "开户行及账号：2003 0214 0910 0012".encode, "account"),
    "an address of a home": ("说明.txt", "家庭住址：示范市示范区示范路12号".encode, "address"),
}


@pytest.mark.parametrize("place", HIDING)
def test_d8_a_number_is_found_wherever_it_hides(place: str, book: Book) -> None:
    name, made, kind = HIDING[place]
    found = personal.scan({name: made()}, book)
    assert {hit.kind for hit in found.hits} == {kind}
    assert all(hit.place.startswith(name) for hit in found.hits)


WRITTEN = (
    "ID110105198001014447号", "身份证11010519491231002Xabc", "110105-19800101-333X", "110105 19491231 002X", "110105‐1949‐12‐31‐002X",
    "110105—19491231—002X", "证件ID：110105_19491231_002x。",
)  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_d8_an_identity_number_is_found_with_letters_beside_it_and_in_groups(text: str, book: Book) -> None:
    found = personal.scan({"a.txt": text.encode()}, book)
    assert [(hit.kind, hit.masked[:2], len(hit.masked)) for hit in found.hits] == [("identity", "11", 18)]


def test_letters_and_hyphens_beside_other_digits_are_no_identity_number(book: Book) -> None:
    """Wrong check digits, wrong days, digests in which the digits happen to stand, codes longer than a word, and long runs of digits."""
    chance = random.Random(11)  # noqa: S311 - figures to try
    right = "110105198001014447"
    lines = [f"ID{right[:-1]}{digit}号" for digit in "012345689"] + [f"110105-19800101-33{digit}X" for digit in "0124"]
    lines += [
        "ID110105198013014447",
        "110105-19800230-3330",
        f"ab{right}4f{right}",
        f"9{right}",
        f"{right}0",
        f"abcdefghijklmn{right}",
    ]
    lines += [f"0x3f{right}c0ffee", f"{right}1", f"12{right}"]
    lines += ["".join(chance.choice("0123456789abcdef") for _ in range(64)) for _ in range(3_000)]
    lines += ["".join(chance.choice("0123456789") for _ in range(30)) for _ in range(3_000)]
    assert personal.scan({"a.txt": "\n".join(lines).encode()}, book).hits == ()


@pytest.mark.parametrize(
    ("number", "masked"), [(IDENTITY, "11************002X"), (MOBILE, "138****1234"), (CARD, "4111********1111")]
)
def test_d8_a_hit_is_shown_masked_and_never_whole(number: str, masked: str, book: Book) -> None:
    found = personal.scan({"a.txt": f"见 {number} 。".encode()}, book)
    assert [hit.masked for hit in found.hits] == [masked]
    assert number not in str(found)


def test_a_wrong_check_digit_is_no_identity_number_and_no_card(book: Book) -> None:
    wrong = [f"{IDENTITY[:-1]}{letter}" for letter in "0123456789"] + [f"{CARD[:-1]}{digit}" for digit in "023456789"]
    found = personal.scan({"a.txt": "\n".join(wrong).encode()}, book)
    assert found.hits == ()


def test_figures_of_reports_are_not_taken_for_persons(book: Book) -> None:
    chance = random.Random(6)  # noqa: S311 - figures to try
    lines = [
        f"{chance.uniform(0, 1e9):.2f}万元，占{chance.uniform(0, 100):.2f}%，{chance.randrange(10**6, 10**9)}元"
        for _ in range(2_000)
    ]
    lines += ["13812345678.05元", "a13812345678b", "2023年12月31日", "粤财绩〔2024〕12号", '"sha256": "ab13812345678cd"']
    assert personal.scan({"a.txt": "\n".join(lines).encode()}, book).hits == ()


def test_what_cannot_be_searched_is_named(book: Book) -> None:
    found = personal.scan({"图.png": b"\x89PNG", "坏.docx": b"PK\x03\x04"}, book)
    assert found.unread == ("图.png", "坏.docx")
