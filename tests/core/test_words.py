"""Words in a text."""

from __future__ import annotations

import pytest

from hengji.core.words import has


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("决算大于预算", ("概算", "预算"), True),
        ("决算", ("预算",), False),
        ("决算", (), False),
        ("", ("预算",), False),
        ("决算", iter(["决"]), True),
    ],
)
def test_one_of_the_words_stands_in_it(text: str, words: tuple[str, ...], expected: bool) -> None:
    assert has(text, words) is expected
