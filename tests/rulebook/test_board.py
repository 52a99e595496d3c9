"""board.yaml: classes of scores that rise, numbers within bounds, criteria that the law book has."""

from __future__ import annotations

import pytest
from tests.rulebook.small import built, told

BOARD = """\
bands: [60, 90, 100]
reviewers: {least: 3, decimals: 1}
listed: 4
reason: 2
review: own
reference: {source: 教学, confidence: K}
"""
REVIEW = """\
id: own
title: 准则
total: staff
full: staff
total_words: [得分]
total_links: 为
table: 评分表
sums: []
materials: {}
reference: {source: 教学, confidence: K}
criteria: []
"""


def test_the_board_of_a_law_book() -> None:
    book, problems = built(board=BOARD, reviews__own=REVIEW)
    assert problems == ()
    assert (book.board.bands, book.board.least, book.board.review) == (((60, 1), (90, 1), (100, 1)), 3, "own")


def test_a_law_book_without_one_has_one_class() -> None:
    book, _ = built()
    assert (book.board.bands, book.board.review) == ((), "")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("[60, 90, 100]", "[60, 60, 100]", "RB09"),
        ("[60, 90, 100]", "[60, x]", "RB07"),
        ("bands: [60, 90, 100]\n", "", "RB04"),
        ("least: 3", "least: 0", "RB09"),
        ("decimals: 1", "decimals: 0.5", "RB07"),
        ("reviewers: {least: 3, decimals: 1}\n", "", "RB04"),
        ("review: own", "review: other", "RB09"),
        ("reason: 2", "reasons: 2", "RB05"),
    ],
)
def test_what_is_wrong_in_it_is_told(old: str, new: str, code: str) -> None:
    _, problems = built(board=BOARD.replace(old, new), reviews__own=REVIEW)
    assert code in [code for code, _ in told(problems)]
