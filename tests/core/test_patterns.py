"""A pattern that looks first for the words that it needs finds what the same pattern finds that does not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hengji.core.patterns import MOST_WORDS, Pattern, needed

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

STRANGERS = Path(__file__).parents[2] / "bench" / "audit" / "strangers"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(STRANGERS.rglob("*.txt"))[:24]]
"""Reports by many hands; what the patterns of the law book were written for."""


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("占(?:比)?[0-9]+%", ("%",)),
        ("(?:最高|最低)分[0-9]*", ("最低分", "最高分")),
        ("得分|得奖", ("得分", "得奖")),
        ("扣(?:减|除)?分", ("扣减分", "扣分", "扣除分")),
        ("。{2}(?!。)|，{2,4}", ("。。", "，")),
        ("(?:(?:共计|合计)[0-9]+元)+", ("共计", "合计")),
        ("[甲乙]单位[0-9]", ("乙单位", "甲单位")),
        ("(?<!不)得分(?=为)", ("得分",)),
        ("[0-9]+(?=分)", ("分",)),
        ("(?P<one>[甲乙])等(?P=one)", ("乙等", "甲等")),
    ],
)
def test_every_match_holds_one_of_the_words(pattern: str, words: tuple[str, ...]) -> None:
    assert needed(pattern) == words


@pytest.mark.parametrize("pattern", ["[0-9]+", "(?:合计)?[0-9]", "合计|[0-9]", "(?i)abc", "(?i:abc)", "合计*[0-9]?|x?", "[^，]元?"])
def test_nothing_is_needed_where_a_match_may_be_without_it(pattern: str) -> None:
    assert needed(pattern) == ()


def test_too_many_words_are_none() -> None:
    assert needed("|".join(f"第{letter}章" for letter in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地人")) == ()
    assert MOST_WORDS < 25


PARTS = st.sampled_from(
    [
        "得分",
        "扣",
        "[高低]",
        "(?:为|是)?",
        "(?:合计|共计)",
        "[0-9]+",
        "率{2}",
        "(?:上年)*",
        "(?=元)",
        "(?!元)",
        "[^，]",
        "(?:甲|[0-9]乙)",
        "万+?",
    ]
)


@settings(deadline=None, max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PARTS, min_size=1, max_size=5), st.text("得分扣高低为是合计共率上年元，甲乙万07", max_size=24))
def test_it_finds_what_the_pattern_alone_finds(parts: list[str], text: str) -> None:
    pattern = "".join(parts)
    plain, quick = re.compile(pattern), Pattern(pattern)
    assert [match.span() for match in quick.finditer(text)] == [match.span() for match in plain.finditer(text)]
    assert (quick.search(text) is None) == (plain.search(text) is None)
    assert quick.findall(text) == plain.findall(text)
    assert quick.sub("□", text) == plain.sub("□", text)


def test_the_law_book_finds_the_same_in_reports(book: Book) -> None:
    patterns = {pattern for check in book.checks.values() for pattern in check.patterns}
    skipped = found = 0
    for pattern in sorted(patterns):
        plain, quick = re.compile(pattern), Pattern(pattern)
        for line in {line for text in TEXTS for line in text.splitlines()}:
            expected = [match.span() for match in plain.finditer(line)]
            assert [match.span() for match in quick.finditer(line)] == expected, pattern
            skipped += not quick.may(line)
            found += len(expected)
    assert skipped > found > 0
