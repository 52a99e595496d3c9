"""What every frame stands on: the sentence with its figures, the report, and the words of the law book."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from hengji.auditing.relation import judge
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hengji.auditing.index import Index
    from hengji.auditing.relation import Relation
    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book

T = TypeVar("T")
NEAR, FEW, FAR, SHORT = 3, 12, 60, 12
_WIDE = 400
"""A sentence longer than this on one side is looked at no further."""
CLAUSE = re.compile(r"[，、；：（(,;:]")
GOOD = frozenset({Verdict.CONSISTENT, Verdict.EXPLAINED})
ODD = frozenset({"range", "ratio", "fraction"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """The figures up to a full stop; `first` are the first few of its passage."""

    text: str
    figures: tuple[Figure, ...]
    first: tuple[Figure, ...]

    def before(self, at: int) -> str:
        """The words of its sentence between a figure, by its position, and the one before it."""
        begin = self.figures[at].begin
        if at:
            return self.text[max(self.figures[at - 1].stop, begin - FAR) : begin]
        return self.text[max(0, begin - FAR) : begin].rpartition("。")[2]

    def holds(self, figure: Figure) -> bool:
        """Whether a figure stands in it; they stand one after the other."""
        return self.figures[0].id <= figure.id <= self.figures[-1].id

    def near(self, figure: Figure, back: int, ahead: int = 0) -> tuple[Figure, ...]:
        """So many figures before one and behind it, itself among them."""
        at = figure.id - self.figures[0].id
        return self.figures[max(0, at - back) : at + ahead + 1]

    def bounds(self, begin: int, stop: int) -> tuple[int, int]:
        """Where the sentence around two places begins and ends, as far as it is looked for."""
        low, high = max(0, begin - _WIDE), min(len(self.text), stop + _WIDE)
        start, end = self.text.rfind("。", low, begin), self.text.find("。", stop, high)
        return (start + 1 if start >= 0 else low), (end if end >= 0 else high)

    def earlier(self, at: int) -> tuple[Figure, ...]:
        """The few figures before one, by its position."""
        return self.figures[max(0, at - FEW) : at]


def sentences(text: str, figures: Sequence[Figure]) -> Iterator[Sentence]:
    """The sentences of a passage that hold figures."""
    found: list[Figure] = []
    for figure in figures:
        if found and "。" in text[found[-1].stop : figure.begin]:
            yield Sentence(text, tuple(found), tuple(figures[:NEAR]))
            found = []
        found.append(figure)
    if found:
        yield Sentence(text, tuple(found), tuple(figures[:NEAR]))


class Ground:
    """The report, the figures whose relation is known, and the words that make the frames."""

    def __init__(self, report: Report, index: Index, book: Book, taken: frozenset[int]) -> None:
        self.report, self.index, self.taken = report, index, taken
        self.words = {key.removeprefix("frames."): words for key, words in book.phrases.items() if key.startswith("frames.")}
        self.points = book.phrases["clauses.points_of_percent"]
        self.wholes = {figure.whole for figure in report.figures}
        self.sides = book.phrases["clauses.sides"]
        self.more, self.less = book.phrases["clauses.more"], book.phrases["clauses.less"]
        self.counts = {text: at for at, text in enumerate(book.phrases["clauses.counts"], start=2)}
        self.overlapping = book.phrases["clauses.overlapping"]
        self.ends = book.phrases["clauses.until_ends"]
        self.last_year, self.this_year = book.phrases["clauses.last_year"], book.phrases["frames.this_year"]
        self._made: dict[Callable[[Ground], Any], Any] = {}

    def once(self, made: Callable[[Ground], T]) -> T:
        """What is made of the words, made once for all passages."""
        if made not in self._made:
            self._made[made] = made(self)
        found: T = self._made[made]
        return found


def first_that_holds(ground: Ground, found: list[Relation]) -> Iterator[Relation]:
    """The first that holds; else all."""
    good = next((each for each in found if judge(each, ground.report.figures).verdict in GOOD), None)
    yield from [good] if good is not None else found


def said(ground: Ground, figure: Figure) -> str:
    """The few words right before a figure, back to the last mark."""
    return CLAUSE.split(ground.report.passages[figure.passage].text[max(0, figure.begin - SHORT) : figure.begin])[-1]


def is_budget(ground: Ground, figure: Figure) -> bool:
    """Whether its name is that of a budget."""
    return has(figure.label, ground.words["budgets"])


def trimmed(ground: Ground, words: str) -> str:
    """The name of a whole without the words that do not tell it from others."""
    for word in ground.words["trimmed"]:
        words = words.removeprefix(word)
    return next((words.removesuffix(end) for end in ground.words["trimmed_ends"] if words.endswith(end)), words)


def called(ground: Ground, figure: Figure, whole: str) -> bool:
    """Whether a figure has the name of a whole."""
    label = trimmed(ground, figure.label)
    return label.endswith(whole) or (len(label) > 1 and whole.endswith(label)) or figure.label.endswith(whole)
