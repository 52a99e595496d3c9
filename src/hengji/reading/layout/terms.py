"""The words of tables: which labels head which kinds of columns, which name totals, and what a cell with a number looks like."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.rulebook.labels import plain, split, unit_words

if TYPE_CHECKING:
    from hengji.core.quantity import Unit
    from hengji.rulebook.book import Book

LABEL, INDEX, NOTE, VALUE = "label", "index", "note", "value"
WEIGHT, POINTS, DEDUCTION, TARGET, ACTUAL = "weight", "points", "deduction", "target", "actual"
RATE, SHARE, CHANGE, CHANGE_RATE = "rate", "share", "change", "change_rate"
"""What a column holds, by its header."""
NUMBERS = frozenset({VALUE, WEIGHT, POINTS, DEDUCTION, TARGET, ACTUAL, RATE, SHARE, CHANGE, CHANGE_RATE})
_BY_END = (NOTE, WEIGHT, POINTS, DEDUCTION, TARGET, ACTUAL, CHANGE_RATE, RATE, SHARE, CHANGE, VALUE)
MOST_HEADER = 24
_NUMBER = re.compile(
    r"[≥≤><≧≦=~]{0,2}[-+−－]?(?:\d{1,3}(?:,\d{3}){1,6}|\d{1,20}+)(?:\.\d{1,10}+)?(?P<unit>%|‰|[\u4e00-\u9fff㎡²a-zA-Z]{0,4})(?:/[\u4e00-\u9fff㎡²]{1,3})?"
)
_INNER = re.compile(
    r"(?P<label>[^\s\d$\\][^\d$\\]{1,60}?)[:： \u3000]{1,8}(?:\$?(?:\\[a-z]{2,4}|[≥≤><=])[ ]?)?"
    r"(?P<number>-?[\d,]{1,20}+(?:\.\d{1,10}+)?)(?P<unit>\\?%\$?|[^\d\s]{0,3})"
)
_MATHS = re.compile(r"\$|\\(?=%)|\\[gl]eq?(?![a-z])")
_YEAR = re.compile(r"(?:19|20)\d{2}(?!\d)")
_BRACKET = re.compile(r"\([^()]{0,30}\)")
_NOTHING = frozenset("-‐‑‒–—―−－_/\\.·~")


@dataclass(frozen=True, slots=True)
class Terms:
    """The lists of phrases/tables.yaml in normal form, and the units by their plain words."""

    whole: dict[str, str]
    ends: tuple[tuple[str, str], ...]
    totals: frozenset[str]
    subtotals: frozenset[str]
    grand: frozenset[str]
    of_which: tuple[str, ...]
    less: tuple[str, ...]
    group: tuple[str, ...]
    unit_line: tuple[str, ...]
    this_year: tuple[str, ...]
    last_year: tuple[str, ...]
    years: tuple[str, ...]
    points_unit: str
    percent: str
    persons_unit: str
    persons: tuple[str, ...]
    counts: tuple[str, ...]
    prices: tuple[str, ...]
    shares: tuple[str, ...]
    not_shares: tuple[str, ...]
    stages: tuple[tuple[str, str], ...]
    funds: tuple[str, ...]
    result_heads: frozenset[str]
    units: dict[str, Unit]

    @classmethod
    def of(cls, book: Book) -> Terms:
        """The words of a law book."""

        def words(key: str) -> tuple[str, ...]:
            return tuple(plain(word) for word in book.phrases.get(f"tables.{key}", ()))

        ends = {word: kind for kind in reversed(_BY_END) for word in words(f"{kind}_columns")}
        stages = {plain(word): stage.id for stage in book.stages.values() for word in (stage.label, *stage.synonyms)}
        open_ = dict.fromkeys(words("stage_words"), "")
        return cls(
            whole={**dict.fromkeys(words("label_columns"), LABEL), **dict.fromkeys(words("index_columns"), INDEX)},
            ends=tuple(sorted(ends.items(), key=lambda pair: -len(pair[0]))),
            totals=frozenset(words("totals")),
            subtotals=frozenset(words("subtotals")),
            grand=frozenset(words("grand_totals")),
            of_which=words("of_which"),
            less=words("less"),
            group=words("group_by"),
            unit_line=words("unit_line"),
            this_year=words("this_year"),
            last_year=words("last_year"),
            years=words("year_words"),
            points_unit=next(iter(words("points_unit")), ""),
            percent=next(iter(words("percent_unit")), ""),
            persons_unit=next(iter(words("persons_unit")), ""),
            persons=words("persons_words"),
            counts=words("count_columns"),
            prices=words("price_columns"),
            shares=words("share_begins"),
            not_shares=words("share_begins_not"),
            stages=tuple(sorted({**open_, **stages}.items(), key=lambda pair: -len(pair[0]))),
            funds=words("funds"),
            result_heads=frozenset(words("result_heads")),
            units=unit_words(book.spellings),
        )

    def label(self, text: str) -> str:
        """A label in normal form, without list number, unit bracket, years and sums."""
        return split(text, self.units)[0]

    def head(self, text: str) -> str:
        """The words of a header without its year and its brackets."""
        bare = _YEAR.sub("", _BRACKET.sub("", self.label(text)))
        for word in (*self.years, *self.this_year):
            bare = bare.removeprefix(word)
        return bare

    def kind(self, text: str) -> str:
        """What the column under a header holds; empty where the words say nothing."""
        if len(text) > MOST_HEADER * 2:
            return ""
        whole = self.label(text)
        if whole in self.whole:
            return self.whole[whole]  # 年度 and 年份 are no year before a name
        word = self.head(text)
        if not word or len(word) > MOST_HEADER:
            return ""
        if word in self.whole:
            return self.whole[word]
        found = next((kind for end, kind in self.ends if word.endswith(end)), "")
        if found in ("", VALUE) and word.startswith(self.shares) and not word.startswith(self.not_shares):
            return SHARE
        return found

    def sums(self, label: str) -> bool:
        """Whether a label names a total or a subtotal."""
        return label in self.totals or label in self.subtotals or any(label.endswith(word) for word in self.subtotals)


def year(text: str) -> int | None:
    """The year that a text names, where it names one."""
    found = _YEAR.findall(plain(text))
    return int(found[0]) if len(set(found)) == 1 else None


def is_number(text: str) -> bool:
    """Whether a cell holds one number, with its sign, operator and unit if any."""
    if len(text) > 60:  # noqa: PLR2004 - no number is longer
        return False
    found = _NUMBER.fullmatch(plain(_MATHS.sub("", text)))
    return found is not None and not _dated(found)


def _dated(found: re.Match[str]) -> bool:
    return len(found[0]) > 4 and _YEAR.match(found[0]) is not None and bool(found["unit"]) and not found["unit"].isascii()  # noqa: PLR2004


def is_nothing(text: str) -> bool:
    """Whether a cell is empty, or holds only a dash or a stroke."""
    return not set(plain(text)) - _NOTHING


def inner(text: str) -> tuple[str, int] | None:
    """A label and where its number begins, where a cell holds both: `label：12.3`."""
    if len(text) > 120:  # noqa: PLR2004 - a longer cell is running text
        return None
    found = _INNER.fullmatch(text.strip())
    if found is None:
        return None
    return found["label"], found.start("number") + len(text) - len(text.lstrip())
