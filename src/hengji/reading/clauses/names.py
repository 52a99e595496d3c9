"""The names of figures: the words before a number without what does not belong to a name, and the concept that owns them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.reading.clauses.words import either, words

if TYPE_CHECKING:
    from hengji.reading.clauses.words import Words
    from hengji.rulebook.book import Book

_NOISE = str.maketrans("", "", "“”‘’\"'《》 　\t*#`｜|·•●■◆=＝×÷①②③④⑤⑥⑦⑧⑨⑩")
_BRACKETS = str.maketrans("()【】〔〕[]", "（）（）（）（）")
_NUMBERED = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十]{1,3}[，、]|[一二三四五六七八九十]{1,2}是|[（(]\d{1,2}[）)]){1,2}"
)
_YEAR = re.compile(r"(?:19|20)\d{2}(?:年(?![末底初]结)(?:度|末|底|初)?)?|\d{1,2}月份?(?:\d{1,2}日)?")
_INSIDE = "中"
_LAST_BRACKET = re.compile(r"（[^（）]{1,20}）$")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is printed without noise, and what the law book knows of it; `scope` is the office that stands before it."""

    label: str
    concept: str = ""
    members: tuple[tuple[str, str], ...] = ()
    scope: str = ""


class Names:
    """Labels, synonyms and members of axes of a law book, found by the words of a report."""

    def __init__(self, book: Book) -> None:
        self.words: Words = words(book)
        self.book = book
        self._known: dict[str, str] = {}
        ambiguous: set[str] = set()
        for concept in book.concepts.values():
            for text in (concept.label, *(synonym.text for synonym in concept.synonyms)):
                plain = plain_name(text)
                if plain and self._known.setdefault(plain, concept.id) != concept.id:
                    ambiguous.add(plain)
        for text in ambiguous:
            del self._known[text]
        self._members = {
            plain_name(member.label): ((axis.id, code),)
            for axis in book.axes.values()
            for code, member in axis.members.items()
            if len(plain_name(member.label)) > 3  # noqa: PLR2004 - shorter names are words of everyday speech
        }
        self._organ = re.compile(
            rf"(?:{either(book.phrases.get('clauses.organs', ()))})(?:{either(book.phrases.get('clauses.neutral', ()))}){{0,4}}$"
        )
        self._matters = tuple(book.phrases.get("clauses.matters", ()))
        self._seen: dict[str, Name] = {}

    def name(self, text: str) -> Name:
        """The name in the words before a figure; empty where they hold none."""
        found = self._seen.get(text)
        if found is None:
            if len(self._seen) > 20_000:  # noqa: PLR2004 - memory stays flat over many reports
                self._seen.clear()
            found = self._seen[text] = self._name(text)
        return found

    def _name(self, text: str) -> Name:
        label = plain_name(text)[-_LONGEST:]
        label = _NUMBERED.sub("", label)
        label = _YEAR.sub("", label)
        while True:
            known = self._concept(label)
            if known is not None:
                return known
            shorter = self._shorter(label)
            if shorter == label:
                break
            label = shorter
        for pattern in (_LAST_BRACKET, self.words.money_behind):
            bare = pattern.sub("", label)
            known = self._concept(bare) if bare != label and bare else None
            if known is not None:
                return Name(label, known.concept, known.members, known.scope)
        return Name(label)

    def _shorter(self, label: str) -> str:
        """The words less one filler before them or one word after them."""
        whole = self.words.not_stage_behind.search(label) is not None
        match = self.words.trailing.search(label)
        if match is not None and not whole:
            return label[: match.start()]
        match = self.words.fillers.match(label)
        if match is not None and match.end():
            return label[match.end() :]
        match = self.words.stage_behind.search(label)
        return label[: match.start()] if match is not None and not whole else label

    def _concept(self, label: str) -> Name | None:
        if label in self._known:
            return Name(label, self._known[label])
        if label in self._members:
            return Name(label, "", self._members[label])
        for length in range(min(len(label) - 1, _LONGEST), 1, -1):
            head = label[-length:]
            if head in self._known or head in self._members:
                before = label[:-length]
                match = self.words.neutral.match(before)
                if match is not None and match.end() == len(before):
                    return Name(head, self._known.get(head, ""), self._members.get(head, ()))
                if before.endswith(self._matters):
                    return Name(head, self._known.get(head, ""), self._members.get(head, ()))
                if before.endswith(_INSIDE) and self._concept(before[:-1]) is not None:
                    return Name(head, self._known.get(head, ""), self._members.get(head, ()))
                if self._organ.search(before) is not None:
                    return Name(head, self._known.get(head, ""), self._members.get(head, ()), before)
                return None
        return None


def plain_name(text: str) -> str:
    """Words without quotes, spaces and marks, brackets of one kind.

    >>> plain_name("“三公” 经费(境)")
    '三公经费（境）'
    """
    return text.translate(_NOISE).translate(_BRACKETS)
