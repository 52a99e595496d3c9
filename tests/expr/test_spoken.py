"""Formulas in phrases: what a reader sees who does not know the functions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hengji.expr.parse import parse
from hengji.expr.spoken import spoken
from hengji.expr.tree import refs
from hengji.rulebook import method as methods
from hengji.writing.twin import said

if TYPE_CHECKING:
    from hengji.rulebook.book import Book


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("基本支出 ＋ 缺省(经营支出, 0) ＝ 本年支出合计", "基本支出 ＋ 经营支出 ＝ 本年支出合计（经营支出没有列出的，按 0 计）"),
        ("上年(基本支出[年初预算])", "上年基本支出（年初预算）"),
        ("(基本支出 － 上年(基本支出)) ÷ 上年(基本支出)", "（基本支出 － 上年基本支出） ÷ 上年基本支出"),
        ("合计(本年支出合计, 按功能分类)", "各功能分类的本年支出合计之和"),
        ("限定(基本支出, 0元, 项目支出) × 2", "（基本支出（不低于 0元，不高于项目支出）） × 2"),
        ("最大(基本支出 － 项目支出, 0元)", "（基本支出 － 项目支出，小于 0 的按 0 计）"),
        ("如果(基本支出 ＞ 0元, 1, 如果(项目支出 ＞ 0元, 2, 3))", "若基本支出 ＞ 0元，为1；否则，若项目支出 ＞ 0元，为2；否则为3"),
    ],
)
def test_a_function_is_a_phrase(formula: str, expected: str, book: Book) -> None:
    assert expected == said.formula(parse(formula, replace(book.vocabulary, optional_terms=True)), book)


def test_every_method_of_the_law_book_is_spoken_without_a_function(book: Book) -> None:
    words = ("缺省（", "限定（", "如果（", "最小（", "最大（", "分档（", "计数（", "合计（", "绝对值（", "向上取整（", "向下取整（")
    for method in book.methods.values():
        text = said.formula(method.formula, book)
        assert not [word for word in words if word in text], (method.id, text)
        assert methods.WEIGHT in text or "档次" in text or "得分" in text


def test_every_identity_is_spoken_and_names_what_it_names(book: Book) -> None:
    for identity in book.identities.values():
        text = spoken(identity.formula, lambda key, **parts: book.caption(f"formula.{key}", **parts))
        assert all(ref.label in text for ref in refs(identity.formula))
