"""The line of JSON of an audit: the keys of the contract in its order, one line, the same figures as were read."""

from __future__ import annotations

import json as reader
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.writing.audit import json

if TYPE_CHECKING:
    from hengji.core.audit import Audit
    from hengji.rulebook.book import Book

TOP = ["document", "problems", "figures", "results", "findings", "coverage"]
DOCUMENT = ["path", "sha256", "format", "characters", "unit", "year", "title"]
PROBLEM = ["code", "place", "found", "expected", "effect", "fix", "message"]
FIGURE = [
    "id",
    "start",
    "end",
    "text",
    "number",
    "unit",
    "decimals",
    "concept",
    "label",
    "stage",
    "year",
    "place",
    "status",
    "reason",
]
RESULT = ["id", "rule", "verdict", "figures", "statement", "difference", "explanation"]
FINDING = [
    "id",
    "code",
    "severity",
    "message",
    "figures",
    "start",
    "end",
    "quote",
    "place",
    "basis",
    "advice",
    "title",
    "hints",
    "cannot_know",
    "difference",
]


def test_an_audit_is_one_line_with_the_keys_of_the_contract_in_its_order(audited: Audit, book: Book) -> None:
    line = json.document(audited, book, with_text=False)
    assert "\n" not in line
    tree = reader.loads(line)
    assert list(tree) == TOP
    assert list(tree["document"]) == DOCUMENT
    for name, keys in (("problems", PROBLEM), ("figures", FIGURE), ("results", RESULT), ("findings", FINDING)):
        assert tree[name] != []
        assert [list(each) for each in tree[name]] == [keys] * len(tree[name])


def test_chinese_is_written_as_it_is_read(audited: Audit, book: Book) -> None:
    assert "年末结转和结余勾稽不平" in json.document(audited, book, with_text=False)


def test_the_text_is_added_only_where_it_is_asked_for(audited: Audit, book: Book) -> None:
    tree = reader.loads(json.document(audited, book, with_text=True))
    assert list(tree["document"]) == [*DOCUMENT, "text"]
    text = tree["document"]["text"]
    assert len(text) == tree["document"]["characters"]
    assert [text[each["start"] : each["end"]] for each in tree["figures"]] == [each["text"] for each in tree["figures"]]
    assert [text[each["start"] : each["end"]] for each in tree["findings"]] == [each["quote"] for each in tree["findings"]]


def test_the_same_audit_gives_the_same_line(audited: Audit, book: Book) -> None:
    assert json.document(audited, book, with_text=True) == json.document(audited, book, with_text=True)


def test_a_figure_says_what_it_is_with_null_for_what_is_not_known(audited: Audit, book: Book) -> None:
    figures = reader.loads(json.document(audited, book, with_text=False))["figures"]
    assert figures[6] == {
        "id": 6, "start": 121, "end": 130, "text": "2318.75万元", "number": "2318.75", "unit": "万元", "decimals": 2,
        "concept": "revenue", "label": "本年收入合计", "stage": "", "year": 2023, "place": "¶6[20:29]",
        "status": "contradicted", "reason": "",
    }  # fmt: skip
    assert (figures[17]["unit"], figures[17]["concept"], figures[17]["year"]) == ("公里", None, None)
    assert (figures[17]["status"], figures[17]["reason"]) == ("unchecked", "没有写明目标值，完成情况无从核对")


def test_a_very_small_or_large_number_is_written_without_an_exponent(audited: Audit, book: Book) -> None:
    small = replace(audited.figures[0], number=Decimal("0.00000001"), unit=None, measure="")
    large = replace(audited.figures[1], number=Decimal("1E+9"))
    changed = replace(audited, figures=(small, large, *audited.figures[2:]))
    figures = reader.loads(json.document(changed, book, with_text=False))["figures"]
    assert [figures[0]["number"], figures[0]["unit"], figures[1]["number"]] == ["0.00000001", "", "1000000000"]


def test_the_parts_of_the_coverage_are_counted(audited: Audit, quiet: Audit, book: Book) -> None:
    tree = reader.loads(json.document(audited, book, with_text=False))
    assert tree["coverage"] == {"figures": 35, "confirmed": 18, "explained": 1, "contradicted": 9, "unchecked": 7}
    tree = reader.loads(json.document(quiet, book, with_text=False))
    assert tree["coverage"] == {"figures": 35, "confirmed": 2, "explained": 0, "contradicted": 0, "unchecked": 33}


def test_a_problem_whose_words_are_still_missing_gets_them(audited: Audit, book: Book) -> None:
    changed = replace(audited, problems=(problem("RD01", Place("某局.docx", "¶1"), "某局.xls"),))
    found = reader.loads(json.document(changed, book, with_text=False))["problems"][0]
    assert (found["place"], found["found"], found["message"]) == ("某局.docx:¶1", "某局.xls", "找不到 某局.xls")


def test_no_letter_of_a_text_breaks_the_line_or_the_encoding(audited: Audit, book: Book) -> None:
    odd = "甲\u2028乙\u2029丙\x85丁\ud800戊\r\n己\x00"
    changed = replace(audited, document=replace(audited.document, text=odd))
    line = json.document(changed, book, with_text=True)
    assert len(line.splitlines()) == 1
    assert reader.loads(line.encode("utf-8"))["document"]["text"] == odd
