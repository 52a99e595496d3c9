"""What the words around a figure call it: its own clause, what its sentence and the headings add; the row and the column of a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.wording.letters import WORDS, pairs_of, weights
from hengji.auditing.wording.texts import either
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_SENTENCE, _CLAUSE = re.compile("[。！？!?；;\n]"), re.compile(r"[，、：,:（）()；;。\n“”\"]")
_RUN_IN = re.compile(r"[（(]?[一二三四五六七八九十\d]{0,3}[）)．.、]?(?P<heading>[^\d，。：:；]{2,18})[。：:]")
_REACH, _NAME, _BEHIND, _NEAR = 160, 24, 14, 24
_MARKS = "mark_"

Cells = dict[tuple[int, int, int], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Naming:
    """`before` are the words of its clause, `behind` those up to the end of the clause or the next figure, both without words that say nothing.

    `own` are the pairs of letters in them, `said` those of its sentence before its clause, `every` both and the ones of the headings. `marks` are the kinds of words near by that
    tell one figure of a thing from another: of another year, of an aim, of a part. `prose` is False for a cell.
    """

    figure: Figure
    before: str
    behind: str
    own: frozenset[str]
    said: frozenset[str]
    every: frozenset[str]
    marks: frozenset[str]
    prose: bool

    @property
    def head(self) -> str:
        """The last words before it."""
        found = WORDS.findall(self.before)
        return found[-1] if found else ""

    @property
    def noun(self) -> str:
        """The first words behind it."""
        found = WORDS.match(self.behind)
        return found.group() if found else ""


def _heading(text: str) -> str:
    """What a passage begins with and ends by a full stop or a colon: （三）绩效目标。"""
    found = _RUN_IN.match(text)
    return found.group("heading") if found else ""


_TO_ONE = "ratio"
"""The role of 17.8:1."""


class Namer:
    """The namings of one report's figures. Words of the check: empty, what says nothing of a figure; mark_…, what tells two of one name apart."""

    def __init__(self, check: Check, report: Report) -> None:
        self.check, self.report = check, report
        self._empty = either(check.words["empty"])
        self._kinds = {word: kind for kind, words in check.words.items() if kind.startswith(_MARKS) for word in words}
        self._mark = either(tuple(self._kinds))
        self._weights = weights(report)
        self._cells = _cells(report)
        self._letters: dict[str, tuple[str, frozenset[str]]] = {}

    def every(self) -> Iterator[Naming]:
        """Of every figure that has a unit or counts something, in a sentence or in a named cell."""
        for passage in self.report.passages:
            figures = [each for each in self.report.within(passage) if (each.dimension or each.role == _TO_ONE) and not each.about]
            sentences = prose(passage)
            for at, figure in enumerate(figures):
                if sentences:
                    yield self._of_sentence(figure, passage, figures[max(0, at - _NEAR) : at + 2])
                elif (cell := self._cells.get((passage.table, passage.row, passage.column))) is not None:
                    yield self._naming(figure, cell, (cell[1], ""), cell[0] + cell[1], sentence=False)

    def _of_sentence(self, figure: Figure, passage: Passage, near: list[Figure]) -> Naming:
        text = passage.text
        said = text[max(0, figure.begin - _REACH) : figure.begin]
        sentence = _SENTENCE.split(said)[-1]
        clause = _CLAUSE.split(sentence)[-1]
        last = max((each.stop for each in near if each.stop <= figure.begin), default=0)
        before = text[max(last, figure.begin - len(clause), figure.begin - _NAME) : figure.begin]
        following = min((each.begin for each in near if each.begin >= figure.stop), default=len(text))
        behind = _CLAUSE.split(text[figure.stop : min(following, figure.stop + _BEHIND)])[0]
        top = f"{passage.section[-1] if passage.section else ''}｜{_heading(text)}"
        marked = "｜".join((clause, behind, *self._chapter(top, sentence, said.rpartition("。")[2])))
        return self._naming(figure, (before, behind), (top, sentence[: len(sentence) - len(before)]), marked, sentence=True)

    def _chapter(self, top: str, sentence: str, whole: str) -> Iterator[str]:
        """What a chapter of aims, and a sentence that tells of a sample, or of what is new (新增资产中，…；…), say of all their figures."""
        words = self.check.words
        if has(top, words["aims"]) and not has(top, words["reached"]):
            yield words["mark_aim"][0]
        for word in (*words["mark_sample"], *words["mark_before"], *words["mark_aim"]):
            if word in sentence:
                yield word
        for word in words["mark_new"]:
            if word in whole:
                yield word

    def _naming(self, figure: Figure, named: tuple[str, str], around: tuple[str, str], marked: str, *, sentence: bool) -> Naming:
        (before, first), (behind, second) = (self._telling(each) for each in (named if sentence else (named[0], "")))
        own = first | second
        marks = frozenset([self._kinds[word] for word in self._mark.findall(marked)])
        top, said = (self._telling(each)[1] for each in around)
        return Naming(figure, before, behind, own, said, own | said | top, marks, sentence)

    def _telling(self, words: str) -> tuple[str, frozenset[str]]:
        """Words without those that say nothing, and their pairs of letters; a heading and the header of a column stand over many figures."""
        found = self._letters.get(words)
        if found is None:
            said = self._empty.sub("｜", words)
            found = self._letters[words] = (said, frozenset(pairs_of(said)))
        return found

    def weight(self, pairs: Iterable[str]) -> Fraction:
        """What some pairs of letters tell together: each 1 where one passage has it, towards 0 where all have."""
        return self._weights.of(pairs)


def _cells(report: Report) -> Mapping[tuple[int, int, int], tuple[str, str]]:
    """The label with those above it, and the header with the caption, of each named cell."""
    return {
        (table, name.row, name.column): (
            "｜".join((*name.parents, name.label)),
            "｜".join((*name.header, report.document.tables[table].caption)),
        )
        for table, names in enumerate(report.cells)
        for name in names
    }
