"""The words of phrases/marks.yaml as patterns, and names in a form in which they are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.rulebook.book import Book

_MARKS = re.compile(r"[“”\"'‘’《》\s*（）()]")
_ITEM = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])+")
_POINTS = r"(?P<{}>\d{{1,3}}(?:\.\d{{1,2}})?)\s?分(?![之钟析为])"


@dataclass(frozen=True, slots=True)
class Words:
    """`filled` matches what may stand before a total, and nothing else; `forms` the ways in which a part is told with its full marks."""

    filled: re.Pattern[str]
    total: tuple[str, ...]
    not_total: tuple[str, ...]
    stated: tuple[str, ...]
    ends: tuple[str, ...]
    of_which: str
    all_lost: tuple[str, ...]
    whole_lost: tuple[str, ...]
    lost: tuple[str, ...]
    listed: tuple[str, ...]
    rest: re.Pattern[str]
    forms: tuple[re.Pattern[str], ...]
    added: tuple[str, ...]

    @classmethod
    def of(cls, book: Book) -> Words:
        """Of a law book."""

        def words(key: str) -> tuple[str, ...]:
            return tuple(book.phrases[f"marks.{key}"])

        full, scored = _either(words("full")), _either(book.phrases["clauses.scored"])
        name = r"(?P<name>[\u4e00-\u9fff“”]{1,24}?)"
        given = rf"(?:自评|实际|评价|评定|自评价)?(?:{scored})为?"
        weight, points = _POINTS.format("weight"), _POINTS.format("points")
        before = rf"{name}[，,]?[（(]?(?:共|计)?(?:{full})?[为是:：]?\s?{weight}[）)]?[，,、]?\s?(?:{given})\s?{points}"
        behind = rf"{name}(?:{given})?[：:]?\s?{points}[，,]?[（(](?:{full})[为是:：]?\s?{weight}[）)]"
        return cls(
            re.compile(rf"(?:[\u4e00-\u9fff]{{2,12}}(?:{_either(words('bodies'))}))?(?:{_either(words('filler'))}|\d{{4}}|[“”：:\s]){{1,16}}"),
            words("total"), words("not_total"), words("stated"), words("name_ends"), book.phrases["tables.of_which"][0], words("all_lost"), words("whole_lost"), words("lost"), words("listed"),
            re.compile(rf"(?:{_either(words('rest'))})[\u4e00-\u9fff]{{0,12}}(?:{_either(words('full'))}|{_either(words('not_lost'))})"),
            (re.compile(before), re.compile(behind)), words("added"),
        )  # fmt: skip

    def name(self, text: str) -> str:
        """A name without marks, list numbers and words that do not tell it from others."""
        bare = _ITEM.sub("", _MARKS.sub("", text)).removeprefix(self.of_which)
        while True:
            end = next((word for word in self.ends if bare.endswith(word) and len(bare) > len(word) + 1), "")
            if not end:
                return bare
            bare = bare.removesuffix(end)


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
