"""checks/ and phrases/: what is wrong is told with file, line and column, and what is right is read whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.rulebook.small import SOURCE, built, put, told

from hengji.core import exact
from hengji.rulebook.files import collect
from hengji.rulebook.load import build

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.rulebook.book import Book

CHECKS = f"""\
- code: AR01
  id: first
  kind: relation
  title: 两数不符
  severity: error
  message: “{{label}}”不成立：{{statement}}。
  cannot_know: 不能判断哪一个数有误
  advice: 请核对“{{label}}”。
  {SOURCE}
  numbers: {{reach: 60, share: 0.8}}
  words:
    says: [未超预算, 不超预算, 未超预算]
  pairs: {{concept: spending}}
  patterns: ['第[一二三]条']
- code: AR01
  id: second
  kind: claim
  title: 说法不符
  severity: warning
  message: 说“{{claim}}”。
  advice: 请核对。
  {SOURCE}
"""

PHRASES = """\
more: [增加, 增长, 增加]
less: [减少]
"""


def test_a_check_is_read_with_its_numbers_words_pairs_and_patterns() -> None:
    book, problems = built(checks__own=CHECKS)
    assert problems == ()
    first = book.checks["first"]
    assert (first.code, first.kind, first.severity) == ("AR01", "relation", "error")
    assert exact.compare(first.numbers["share"], (4, 5)) == 0
    assert first.words == {"says": ("未超预算", "不超预算")}
    assert first.pairs == {"concept": "spending"}
    assert first.patterns == ("第[一二三]条",)
    assert first.message == "“{label}”不成立：{statement}。"
    assert book.checks["second"].cannot_know == ""


def test_checks_are_found_by_their_kind_in_the_order_of_the_book() -> None:
    book, _ = built(checks__own=CHECKS)
    assert [check.id for check in book.kind("relation")] == ["first"]
    assert [check.id for check in book.kind("claim")] == ["second"]
    assert book.kind("nothing") == ()


def test_a_check_without_an_id_is_named_by_its_code() -> None:
    book, _ = built(checks__own=CHECKS.replace("  id: first\n", ""))
    assert list(book.checks) == ["AR01", "second"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  id: first\n  kind: relation\n", "  id: first\n", "RB04"),
        ("severity: error", "severity: ▸high", "RB09"),
        ("message: “{label}”不成立：{statement}。", "message:▸", "RB04"),
        ("patterns: ['第[一二三]条']", "▸pattern: ['第[一二三]条']", "RB05"),
        ("numbers: {reach: 60, share: 0.8}", "numbers: {reach: ▸六十, share: 0.8}", "RB07"),
        ("numbers: {reach: 60, share: 0.8}", "numbers: {reach: 60, share: ▸.8.1}", "RB07"),
        ("    says: [未超预算, 不超预算, 未超预算]\n", "    says: ▸未超预算\n", "RB06"),
        ("    says: [未超预算, 不超预算, 未超预算]\n", "    says: ▸[未超预算, [不超预算]]\n", "RB06"),
        ("pairs: {concept: spending}", "pairs: ▸[concept]", "RB06"),
        ("pairs: {concept: spending}", "pairs: {concept: ▸[spending]}", "RB06"),
        ("patterns: ['第[一二三]条']", "patterns: ▸第一条", "RB06"),
        ("patterns: ['第[一二三]条']", "patterns: ▸['第[一二三条']", "RB26"),
        ("- code: AR01\n  id: second\n", "- ▸code: AR01\n  id: first\n", "RB10"),
        ("- code: AR01\n  id: second\n", "- ▸code: AR99\n  id: second\n", "RB20"),
        ("- code: AR01\n  id: second\n  kind: claim\n", "- ▸code: AR01\n  id: second\n", "RB04"),
        ("  title: 说法不符\n", "", "RB04"),
    ],
)
def test_what_is_wrong_in_a_check_is_one_problem_at_its_place(old: str, new: str, code: str) -> None:
    text, place = put(CHECKS, old, new)
    if "▸" not in new:  # what is missing is told where its block begins
        place = "1:3" if "first" in old else "15:3"
    assert told(built(checks__own=text)[1]) == [(code, f"checks/own.yaml:{place}")]


def test_a_key_that_is_misspelt_is_told_as_missing_and_as_unknown() -> None:
    text, place = put(CHECKS, "  advice: 请核对。", "  ▸advise: 请核对。")
    assert told(built(checks__own=text)[1]) == [("RB04", "checks/own.yaml:15:3"), ("RB05", f"checks/own.yaml:{place}")]


def test_phrases_are_read_by_file_and_key_each_word_once() -> None:
    book, problems = built(phrases__clauses=PHRASES)
    assert problems == ()
    assert book.phrases == {"clauses.more": ("增加", "增长"), "clauses.less": ("减少",)}


def test_phrases_of_a_further_folder_stand_beside_those_of_the_book(tmp_path: Path) -> None:
    for folder, text in (("own", "more: [陡增, 增加]\n"), ("third", "more: [猛增]\nless: [锐减]\n")):
        (tmp_path / folder / "phrases").mkdir(parents=True)
        (tmp_path / folder / "phrases" / "clauses.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "base" / "phrases").mkdir(parents=True)
    (tmp_path / "base" / "phrases" / "clauses.yaml").write_text(PHRASES, encoding="utf-8")
    source = collect(*(tmp_path / folder for folder in ("base", "own", "third")))
    book, _ = build(source)
    assert book.phrases == {"clauses.more": ("增加", "增长", "陡增", "猛增"), "clauses.less": ("减少", "锐减")}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("less: [减少]", "less: ▸减少", "RB06"),
        ("less: [减少]", "less: ▸[减少, [降低]]", "RB06"),
        ("less: [减少]", "less: ▸{word: 减少}", "RB06"),
        ("less: [减少]", "▸more: [减少]", "RB03"),
        ("more: [增加, 增长, 增加]", "more: ▸!!seq [增加]", "RB02"),
    ],
)
def test_what_is_wrong_in_phrases_is_told_at_its_place(old: str, new: str, code: str) -> None:
    text, place = put(PHRASES, old, new)
    assert (code, f"phrases/clauses.yaml:{place}") in told(built(phrases__clauses=text)[1])


@pytest.mark.parametrize(("text", "place"), [("", "1:1"), ("- 增加\n", "1:1"), ("\n增加\n", "2:1")])
@pytest.mark.parametrize("path", ["phrases", "reviews"])
def test_a_file_of_words_or_a_review_that_is_no_block_says_so(path: str, text: str, place: str) -> None:
    assert told(built(**{f"{path}__own": text})[1]) == [("RB06", f"{path}/own.yaml:{place}")]


def test_every_check_of_the_book_has_a_page_a_title_and_advice(book: Book) -> None:
    assert [check.id for check in book.checks.values() if check.code not in book.codes] == []
    assert [check.id for check in book.checks.values() if not (check.title and check.message)] == []
    assert [check.id for check in book.kind("relation") if "{statement}" not in check.message] == []


def test_the_words_by_which_sentences_are_read_are_all_there(book: Book) -> None:
    needed = {"more", "less", "until", "than", "last_year", "original", "revised", "outturn", "share", "completion", "parts"}
    assert {key for key in needed if not book.phrases.get(f"clauses.{key}")} == set()
