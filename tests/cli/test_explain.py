"""`hengji explain`: the page of a code, an indicator or a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.rulebook.book import Book

    Hengji = Callable[..., tuple[int, str, str]]


def test_the_page_of_a_rule_has_its_formula_its_examples_and_its_source(hengji: Hengji) -> None:
    code, printed, said = hengji("explain", "AR01")
    assert (code, said) == (0, "")
    lines = printed.splitlines()
    assert lines[0] == "AR01  年末结转和结余勾稽不平"
    assert [line for line in lines if line.startswith("　　公式：年初结转和结余 ＋ 本年收入合计")] != []
    assert lines[-1] == "　　依据：部门决算报表 财决01表（有原文）"


def test_the_page_of_a_problem_says_what_to_do(hengji: Hengji) -> None:
    _, printed, _ = hengji("explain", "RB07")
    assert "　　改法：改成数字" in printed.splitlines()


def test_the_page_of_an_indicator_has_its_weight_its_measure_and_its_method(hengji: Hengji) -> None:
    code, printed, said = hengji("explain", "HN-03")
    lines = printed.splitlines()
    assert (code, said) == (0, "")
    assert lines[0] == "HN-03  过程 / 预算执行 / 预算完成率　分值 5"
    assert lines[1] == "　　测算：（年度资金总额[全年预算] － 年末结转和结余） ÷ 年度资金总额[全年预算]"
    assert lines[2].startswith("　　计分：低于限度按步扣分（不足一步不扣）　限定（分值 － 向下取整（")


def test_an_unknown_weight_is_said_to_be_unknown(hengji: Hengji) -> None:
    _, printed, _ = hengji("explain", "N53-I3")
    assert printed.splitlines()[0].endswith("分值 —")


@pytest.mark.parametrize("word", ["年末结转和结余", "年末结转结余", "closing_carry_over"])
def test_a_word_is_explained_by_label_synonym_or_id(word: str, hengji: Hengji) -> None:
    code, printed, said = hengji("explain", word)
    assert (code, said) == (0, "")
    assert printed.startswith("年末结转和结余（closing_carry_over）　")


@pytest.mark.parametrize("word", ["AR00", "HN-99", "无此词", "", "__class__", "{found}"])
def test_what_nobody_knows_is_1_and_said(word: str, hengji: Hengji) -> None:
    assert hengji("explain", word) == (1, f"没有“{word}”的说明\n", "")


def test_every_code_row_and_concept_has_a_page(book: Book) -> None:
    from hengji.cli.explain import page

    rows = [row.id for scheme in book.schemes.values() for row in scheme.rows]
    labels = [concept.label for concept in book.concepts.values()]
    assert [what for what in (*book.codes, *rows, *labels) if not page(what, book)] == []


def test_the_page_of_an_indicator_lists_what_it_carries_and_its_peers(hengji: Hengji) -> None:
    _, printed, _ = hengji("explain", "M-03")
    assert "　　其中：质量达标率　质量达标工作数 ÷ 计划工作数，比率乘分值，封顶　5" in printed.splitlines()
    _, printed, _ = hengji("explain", "P-05")
    assert "　　同类：省份、年度、单位类别相同的单位，低者为好，至少 3 个单位才比较" in printed.splitlines()
