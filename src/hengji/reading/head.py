"""Whose report it is, of which year, and under which title: from its first passages."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.document import CELL
from hengji.reading.clauses.words import either

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.document import Passage
    from hengji.rulebook.book import Book

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")
_PART = re.compile(r"[，。；：、\d\s]")
_FIRST, _SPOKEN = 12, 60
_LONGEST_TITLE, _LONGEST_UNIT = 60, 40


@dataclass(frozen=True, slots=True)
class Head:
    """`original` says that the document is a budget: a figure without a word for its stage is the budget's."""

    unit: str
    year: int | None
    title: str
    original: bool


def head(passages: Sequence[Passage], book: Book, unit: str = "", year: int | None = None) -> Head:
    """The head of a document; what the caller knows comes first."""
    words = {key.removeprefix("head."): texts for key, texts in book.phrases.items() if key.startswith("head.")}
    first = [passage for passage in passages if passage.kind != CELL and passage.text][:_FIRST]
    title = _title(first, words["titles"])
    return Head(
        unit or _unit(first, title, words) or _above(first, title, book.phrases["clauses.organs"]),
        year if year is not None else _year(first, passages, title, words["year_labels"]),
        title,
        any(word in title for word in words["budgets"]) and not any(word in title for word in words["accounts"]),
    )


def _title(first: Sequence[Passage], titles: Sequence[str]) -> str:
    """The first short lines that hold a word of a title, joined where the title stands on two lines."""
    for at, passage in enumerate(first):
        text = passage.text.strip("#* ")
        found = next((word for word in titles if word in text), "")
        if found and len(text) <= _LONGEST_TITLE:
            before = first[at - 1].text.strip("#* ") if at else ""
            joins = bool(before) and len(before) <= _LONGEST_TITLE // 2 and _YEAR.search(before) is not None
            return f"{before}{text}" if joins and _YEAR.search(text) is None else text
        if found:
            return text[: text.index(found) + len(found)][-_LONGEST_TITLE:]
    return ""


def _year(first: Sequence[Passage], passages: Sequence[Passage], title: str, labels: Sequence[str]) -> int | None:
    """Of the title, of 评价年度, or the year that is spoken of most."""
    for text in (*(passage.text for passage in first if any(label in passage.text for label in labels)), title):
        found = _YEAR.search(text)
        if found is not None:
            return int(found[1])
    spoken = Counter(int(match) for passage in passages[:_SPOKEN] for match in _YEAR.findall(passage.text))
    return max(spoken, key=lambda year: (spoken[year], year)) if spoken else None


def _unit(first: Sequence[Passage], title: str, words: dict[str, tuple[str, ...]]) -> str:
    """After 预算部门： or 评价单位：, or before the year or the name of the report in the title."""
    for passage in first:
        for label in words["unit_labels"]:
            match = re.search(
                rf"{re.escape(label)}(?:[（(][^）)]{{0,8}}[）)])?[：:](?P<unit>[^，。；：:\s]{{2,{_LONGEST_UNIT}}})", passage.text
            )
            if match is not None:
                return _cut(match["unit"], words["unit_ends"])
    text = _YEAR.sub("", title)
    for word in words["titles"]:
        if word in text:
            name = re.sub(rf"(?:{either(words['unit_tails'])}){{1,20}}$", "", text[: text.index(word)])
            name = re.sub(rf"^(?:\d|\s|{either(words['unit_heads'])}){{1,20}}", "", name)
            if len(name) > 2:  # noqa: PLR2004 - a name has more than two letters
                return name[:_LONGEST_UNIT]
    return ""


def _above(first: Sequence[Passage], title: str, organs: tuple[str, ...]) -> str:
    """The line right above a title without a name, where it is an office's name alone."""
    lines = [passage.text.strip("#* ") for passage in first]
    before = lines[lines.index(title) - 1] if title in lines[1:] else ""
    name = _YEAR.sub("", before).strip()
    return name if 2 < len(name) <= _LONGEST_UNIT and name.endswith(organs) and _PART.search(name) is None else ""  # noqa: PLR2004 - a name has more than two letters


def _cut(unit: str, ends: Sequence[str]) -> str:
    places = [unit.index(end) for end in ends if end in unit]
    return unit[: min(places)] if places else unit
