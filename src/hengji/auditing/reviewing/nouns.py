"""The figure that a noun stands for, wherever the report says it: 委托观测员 of 委托观测员不占编制，年末为 306 人."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING

from hengji.auditing.index import VALUE_ROLES
from hengji.core import exact
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage

_REACH, _FRONT, _MOST_PLACES, _LEAST, _LONG = 18, 8, 60, 2, 3
_FAR = re.compile(r"[\d。；;！？]")
_MARK = re.compile(r"[，。；：、（）()“”\"\s]")
_ROLES = VALUE_ROLES | {"actual"}
_COUNT = "count"


def bare(noun: str, words: Sequence[str], ends: Sequence[str]) -> str:
    """A noun without the words before and behind it that do not tell it from others."""
    noun, before = "".join(noun.split()).strip("“”\"'"), ""
    while noun != before:
        before = noun
        for word in words:
            noun = noun.removeprefix(word) if len(noun) >= len(word) + _LEAST else noun
        for word in ends:
            noun = noun.removesuffix(word) if len(noun) >= len(word) + _LEAST else noun
    return noun


class Nouns:
    """A report with the places of the nouns that were looked up, and the figures of its rows by their plain names."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._found: dict[str, tuple[tuple[Passage, int], ...]] = {}
        self._rows: dict[str, list[Figure]] = defaultdict(list)
        for each in report.figures:
            if each.label and report.passages[each.passage].table >= 0:
                self._rows[plain(each.label)].append(each)

    def _places(self, noun: str) -> tuple[tuple[Passage, int], ...]:
        """Where a noun stands, the first few."""
        if noun not in self._found:
            self._found[noun] = tuple(islice(_of(self.report, noun), _MOST_PLACES))
        return self._found[noun]

    def called(self, noun: str, like: Figure, words: Sequence[str]) -> tuple[Figure, ...]:
        """The values right behind a noun, of the kind and year of another figure; those of one stage where some are of its own.

        `words` may stand between the noun and its value. Where nothing stands in front of the noun, that is preferred to a longer name's.
        """
        found: list[tuple[bool, Figure]] = []
        for passage, at in self._places(noun) if len(noun) >= _LEAST else ():
            figure = _behind(self.report, passage, at + len(noun))
            if figure is None or figure.begin - at - len(noun) > _REACH or not _alike(figure, like):
                continue
            gap = passage.text[at + len(noun) : figure.begin]
            if not _FAR.search(gap) and not _another(gap, words):
                front = _MARK.split(passage.text[max(0, at - _FRONT) : at])[-1]
                found.append((not _less(front, words) and not _less(gap, words), figure))
        found.extend((True, each) for each in self._rows.get(plain(noun), ()) if _alike(each, like))
        best = [figure for own, figure in found if own] or [figure for _, figure in found if len(noun) >= _LONG]
        staged = [each for each in best if each.stage == like.stage]
        return tuple(staged or best)

    def only(self, noun: str, like: Figure, words: Sequence[str]) -> Figure | None:
        """The one value of a noun; None where there is none, or several."""
        found = [each for each in self.called(noun, like, words) if each.id != like.id]
        return found[0] if found and len({exact.reduce(each.value) for each in found}) == 1 else None


def _of(report: Report, noun: str) -> Iterator[tuple[Passage, int]]:
    for passage in report.passages:
        at = passage.text.find(noun) if passage.text else -1
        while at >= 0:
            yield passage, at
            at = passage.text.find(noun, at + len(noun))


def _behind(report: Report, passage: Passage, at: int) -> Figure | None:
    """The first figure of a passage from a place on."""
    found = bisect_left(report.figures, (passage.index, at), key=lambda each: (each.passage, each.begin))
    return report.figures[found] if found < len(report.figures) and report.figures[found].passage == passage.index else None


def kind(figure: Figure) -> str:
    """What is counted or measured: 件 of 万件; people are of one dimension."""
    if figure.dimension != _COUNT or figure.unit is None:
        return figure.dimension.removeprefix("万")
    return figure.unit.label.removeprefix("万")


def _alike(figure: Figure, like: Figure) -> bool:
    own = figure.role in _ROLES and not figure.operator and not figure.scope
    return kind(figure) == kind(like) and own and (figure.year is None or like.year is None or figure.year == like.year)


def _another(gap: str, words: Sequence[str]) -> bool:
    """连同上级资金，全年可用于优抚对象的资金 A 万元: behind a comma the amount has a name of its own."""
    _, comma, own = gap.rpartition("，")
    return bool(comma) and bool(_less(own, words))


def _less(text: str, words: Sequence[str]) -> str:
    text = "".join(_MARK.split(text))
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return re.sub(r"\d|年", "", text)
