"""Strict YAML: what is refused, each at its line and column, and what never becomes a number or a truth value by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji.core import exact
from hengji.rulebook import yaml
from hengji.rulebook.fields import Fields, blocks
from hengji.rulebook.yaml import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from hengji.core.problem import Problem

FILE = "file.yaml"


def refused(text: str) -> tuple[str, str]:
    """The one problem of a text: its code and its place."""
    tree, problems = yaml.read(text, FILE)
    assert tree is None
    (problem,) = problems
    return problem.code, str(problem.place)


def fields(text: str) -> tuple[Fields, list[Problem]]:
    """The block that a text is, and the list in which its problems gather."""
    tree, problems = yaml.read(text, FILE)
    assert tree is not None
    assert problems == ()
    found: list[Problem] = []
    return Fields(tree, FILE, found), found


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    """Codes and places."""
    return [(problem.code, str(problem.place)) for problem in problems]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: b: c\n", "1:5"),
        ("\ta: 1\n", "1:1"),
        ("a: 1\n b: 2\n", "2:3"),
        ("a: @b\n", "1:4"),
        ("a: `b\n", "1:4"),
        ("a: %b\n", "1:4"),
        ("{a: 1}}\n", "1:7"),
        ("名称: 一\n栏目: |\n  甲\n 乙\n", "4:2"),
        ("a: 1\n...\nb: 2\n", "3:1"),
        ("a: 甲\x00乙\n", "1:5"),
        ("名称: 甲\n栏目: 乙\x07\n", "2:6"),
        ("a: \ufffe\n", "1:4"),
        ("[" * 5_000, "1:52"),
        ("- " * 5_000 + "x\n", "1:103"),
        ("{a: " * 5_000, "1:202"),
    ],
)
def test_what_is_no_yaml_is_rb01_at_its_line_and_column(text: str, place: str) -> None:
    assert ("RB01", f"{FILE}:{place}") == refused(text)


@pytest.mark.parametrize("text", ["a: [1, 2\n", "a: 'x\n", 'a: "\\q"\n', 'a: "\\ud800"\n', "a: {b: 1\n", "- a\nb: 1\n"])
def test_what_is_left_open_is_rb01_with_a_line_and_a_column(text: str) -> None:
    code, place = refused(text)
    assert code == "RB01"
    assert [part.isdigit() for part in place.removeprefix(f"{FILE}:").split(":")] == [True, True]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- &x 甲\n- *x\n", "1:3"),
        ("- 甲\n- *x\n", "2:3"),
        ("a:\n  b: &x {c: 1}\n", "2:6"),
        ("a: !!str 1\n", "1:4"),
        ("a: ! 1\n", "1:4"),
        ("a: !own {b: 1}\n", "1:4"),
        ("a: !!python/object/apply:os.system [id]\n", "1:4"),
        ("a: 1\nb:\n  <<: {c: 1}\n", "3:3"),
        ("? [a]\n: b\n", "1:3"),
        ("? {a: 1}\n: b\n", "1:3"),
        ("a: 1\n---\nb: 2\n", "2:1"),
        ("---\n---\na: 1\n", "2:1"),
    ],
)
def test_anchors_tags_merge_keys_and_second_documents_are_rb02(text: str, place: str) -> None:
    assert ("RB02", f"{FILE}:{place}") == refused(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("weight: 10\nweight: 90\n", "2:1"),
        ("{weight: 10, weight: 90}\n", "1:14"),
        ("- id: 甲\n  weight: 10\n  weight: 90\n", "3:3"),
        ("'a': 1\na: 2\n", "2:1"),
        ("a:\n  b: {c: 1, 'c': 2}\n", "2:13"),
    ],
)
def test_a_key_that_stands_twice_is_rb03_at_its_second_place(text: str, place: str) -> None:
    assert ("RB03", f"{FILE}:{place}") == refused(text)


@pytest.mark.parametrize(
    ("content", "place", "found"),
    [
        (b"\xff", "1:1", "ff"),
        ("单位: ".encode() + "组织部".encode("gbk"), "1:5", "d7e9d6af"),
        ("单位: 甲\n年度: ".encode() + b"\xb0\xb2", "2:5", "b0b2"),
        ("\ufeff单位: 甲\n年度: ".encode() + b"\xb0\xb2", "2:5", "b0b2"),
        ("甲".encode("utf-16"), "1:1", "ff fe".replace(" ", "") + "3275"),
        ("甲乙".encode()[:-1], "1:2", "e4b9"),
    ],
)
def test_what_is_no_utf_8_is_rb12_where_it_begins(content: bytes, place: str, found: str) -> None:
    text, problems = yaml.decode(content, FILE)
    assert text == ""
    assert [("RB12", f"{FILE}:{place}", found)] == [(each.code, str(each.place), each.found) for each in problems]


def test_a_mark_of_byte_order_is_no_part_of_the_text() -> None:
    assert yaml.decode("\ufeff单位: 甲\n".encode(), FILE) == ("单位: 甲\n", ())


def test_everything_keeps_its_text_and_its_place() -> None:
    tree, problems = yaml.read("甲: [01, '乙']\n丙:\n  丁: on\n", FILE)
    assert problems == ()
    assert (
        Mapping(
            {
                "甲": Sequence((Scalar("01", plain=True, line=1, column=5), Scalar("乙", plain=False, line=1, column=9)), 1, 4),
                "丙": Mapping(
                    {"丁": Scalar("on", plain=True, line=3, column=6)}, {"丁": Scalar("丁", plain=True, line=3, column=3)}, 3, 3
                ),
            },
            {"甲": Scalar("甲", plain=True, line=1, column=1), "丙": Scalar("丙", plain=True, line=2, column=1)},
            1,
            1,
        )
        == tree
    )


NEVER_NUMBERS = (
    "0123", "1:30", "on", "off", "yes", "NO", "1_000", ".5", "5.", "1e400", "1e5", "nan", ".nan", "inf", "-.inf", "0x1F", "0o17",
    "+5", "1,000", "１２", "٣", "--5", "1.2.3", "true", "万", "1" * 31, "0." + "1" * 21, "'5'", '"5"', "[5]", "{a: 5}",
)  # fmt: skip


@pytest.mark.parametrize("written", NEVER_NUMBERS)
def test_what_is_no_decimal_is_rb07_in_the_field_of_a_number(written: str) -> None:
    for number in ("number", "known"):
        block, problems = fields(f"weight: {written}\n")
        getattr(block, number)("weight")
        kind = "RB06" if written[0] in "[{" else "RB07"
        assert [(kind, f"{FILE}:1:9")] == told(problems)


@pytest.mark.parametrize(
    ("written", "number"), [("0", "0"), ("12.5", "12.5"), ("-3", "-3"), ("0.00", "0"), ("9" * 30, "9" * 30), ("-0.1", "-0.1")]
)
def test_a_decimal_is_read_exactly(written: str, number: str) -> None:
    block, problems = fields(f"weight: {written}\n")
    assert exact.reduce(exact.of(number)) == exact.reduce(block.number("weight") or (7, 7))
    assert problems == []


@pytest.mark.parametrize("written", ["null", "~", ""])
def test_null_is_no_number_and_never_0_where_a_number_must_be_known(written: str) -> None:
    block, problems = fields(f"weight: {written}\n")
    assert block.number("weight") is None
    assert problems == []
    block.known("weight")
    assert [("RB07", f"{FILE}:1:{9 if written else 8}")] == told(problems)


@pytest.mark.parametrize("written", ["0.5", "2.50", "-1.5"])
def test_a_share_is_no_whole_number(written: str) -> None:
    block, problems = fields(f"years: [2020, {written}]\n")
    nodes = block.sequence("years")
    assert [block.whole(node, "years") for node in nodes] == [2020, None]
    assert [("RB07", f"{FILE}:1:15")] == told(problems)


@pytest.mark.parametrize("written", ["201", "0123", "083", "1:30", "1_000", "1e5", "0x1F", "-5", "12.50", "+86"])
def test_a_code_that_looks_like_a_number_wants_its_quotes(written: str) -> None:
    block, problems = fields(f"code: {written}\n")
    block.code("code")
    assert [("RB08", f"{FILE}:1:7")] == told(problems)
    block, problems = fields(f'code: "{written}"\n')
    assert written == block.code("code")
    assert problems == []


@pytest.mark.parametrize("written", ["on", "off", "yes", "NO", "True", "TRUE", "y", "1", "0", "真", "'true'", "null"])
def test_only_true_and_false_are_truth_values(written: str) -> None:
    block, problems = fields(f"shown: {written}\n")
    block.truth("shown")
    assert [("RB09", f"{FILE}:1:8")] == told(problems)


def test_true_and_false_are_truth_values() -> None:
    block, problems = fields("a: true\nb: false\n")
    assert (block.truth("a"), block.truth("b"), block.truth("c", default=True)) == (True, False, True)
    assert problems == []


@pytest.mark.parametrize("written", ["NO", "on", "0123", "2024-06-31", "1e400", "1_000", ".5"])
def test_words_stay_as_they_were_written(written: str) -> None:
    block, problems = fields(f"title: {written}\n")
    assert written == block.text("title")
    assert problems == []


@pytest.mark.parametrize("written", ["", " null", " ~", " ''", " '  '"])
def test_a_word_that_says_nothing_is_missing_where_it_must_stand(written: str) -> None:
    block, problems = fields(f"title:{written}\n")
    block.text("title")
    assert [("RB04", f"{FILE}:1:{8 if written else 7}")] == told(problems)


def test_null_says_nothing_where_a_word_may_be_left_out() -> None:
    block, problems = fields("a: null\nb: ~\nc: {d: null}\ne:\nf: null\n")
    assert (
        block.text("a", "没有"),
        block.code("b", ""),
        block.words("c"),
        block.block("e"),
        block.texts("f"),
    ) == ("没有", "", {}, None, ())
    assert problems == []


def test_each_kind_is_asked_for_at_its_place() -> None:
    block, problems = fields("a: [1]\nb: 2\nc: {d: [3]}\ne: [[4], 五]\nf: 六\n")
    block.text("a")
    block.sequence("b")
    block.words("c")
    block.texts("e")
    block.block("f")
    assert [("RB06", f"{FILE}:{place}") for place in ("1:4", "2:4", "3:8", "4:5", "5:4")] == told(problems)


def test_a_block_that_is_none_is_one_problem_and_lacks_nothing_more() -> None:
    block, problems = fields("甲\n")
    block.text("id")
    block.number("weight")
    block.block("reference", required=True)
    block.done()
    assert [("RB06", f"{FILE}:1:1")] == told(problems)


def test_what_is_missing_is_told_at_the_block_and_what_is_unknown_at_its_key() -> None:
    block, problems = fields("title: 甲\nwieght: 10\n")
    block.text("title")
    block.number("weight")
    block.done()
    assert [("RB04", f"{FILE}:1:1"), ("RB05", f"{FILE}:2:1")] == told(problems)
    assert problems[1].slots == (("known", "title、weight"), ("near", "weight"))


@pytest.mark.parametrize(("text", "place"), [("a: 1\n", "1:1"), ("\n甲\n", "2:1")])
def test_a_file_that_should_be_a_list_says_so(text: str, place: str) -> None:
    tree, _ = yaml.read(text, FILE)
    problems: list[Problem] = []
    assert list(blocks(tree, FILE, problems)) == []
    assert [("RB06", f"{FILE}:{place}")] == told(problems)
