"""The figures of a report by what they are: the same fact wherever it is stated, and the figure that words elsewhere speak of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage

SCORES = frozenset({"weight", "points"})
VALUE_ROLES = frozenset({"value", "base"})
Key = tuple[str, str, int | None, str, tuple[tuple[str, str], ...], str]
_PROSE, _AROUND, _CLOSE = 24, 100, 3
_ENDINGS = re.compile(r"(?:决算数|预算数|支出数|收入数|决算|预算|数额|金额|总额|数)$")
_OF_SCORE = re.compile(r"(?:评价|部分|得分|分值|分数|指标|一级指标){1,2}$")
_LONG_NAME = 4


def name(figure: Figure) -> str:
    """The concept, or the label without what tells a stage; 管理效能 for the 管理效能评价部分 of a score."""
    return figure.concept or (_OF_SCORE if figure.role in SCORES else _ENDINGS).sub("", figure.label)


def key(figure: Figure) -> Key:
    """What a figure is about: name, stage, year, scope, members, dimension."""
    return (name(figure), figure.stage, figure.year, figure.scope, figure.members, figure.dimension)


def prose(passage: Passage) -> bool:
    """Whether a passage holds sentences: all outside tables, and cells that are written out."""
    return passage.table < 0 or (len(passage.text) > _PROSE and has(passage.text, "，。；"))


class Index:
    """The values of a report by key."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._by_key: dict[Key, list[Figure]] = defaultdict(list)
        self._by_name: dict[str, list[Figure]] = defaultdict(list)
        for figure in report.figures:
            if figure.role in VALUE_ROLES and (figure.concept or figure.members or len(figure.label) > 1) and figure.dimension:
                self._by_key[key(figure)].append(figure)
                self._by_name[name(figure)].append(figure)

    def groups(self) -> Iterator[tuple[Figure, ...]]:
        """The facts that are stated more than once: values, and changes of one name against one base."""
        for same in self._by_key.values():
            if len(same) > 1:
                yield tuple(same)
        changes: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
        for figure in self.report.figures:
            if figure.role == "change" and (figure.concept or figure.members or figure.label) and figure.against:
                mark = (name(figure), figure.year, figure.scope, figure.members, figure.dimension, figure.direction, figure.against)
                changes[mark].append(figure)
        for same in (*changes.values(), *self._scores()):
            if len(same) > 1:
                yield tuple(same)

    def _scores(self) -> Iterator[list[Figure]]:
        """A part of a total score, told once among its parts and once alone."""
        found: dict[tuple[str, str], list[Figure]] = defaultdict(list)
        for figure in self.report.figures:
            if figure.role in SCORES and len(name(figure)) >= _LONG_NAME and prose(self.report.passages[figure.passage]):
                found[figure.role, name(figure)].append(figure)
        yield from (same for same in found.values() if len(same) == 2 and (same[0].whole < 0) != (same[1].whole < 0))  # noqa: PLR2004 - once each

    def named(self, label: str, dimension: str, near: Figure, stage: str = "", year: int | None = None) -> Figure | None:
        """The value of that label nearest before a figure in its passage, else the only value that the report states for it.

        Of several, those of the same stage and year come first.
        """
        plain = _ENDINGS.sub("", label)
        found = [each for each in self._named(plain, near) if each.dimension == dimension and each.id != near.id]
        if label != plain:
            found += [each for each in self._named(label, near) if each.dimension == dimension]
        alike = [each for each in found if (each.stage, each.year) == (stage or near.stage, year or near.year) or not each.stage]
        return nearest([each for each in alike if each.scope == near.scope] or alike or found, near)

    def _named(self, words: str, near: Figure) -> list[Figure]:
        """The values of a name, those around a figure where there are very many."""
        every = self._by_name.get(words, [])
        at = bisect_left(every, near.id, key=lambda figure: figure.id) if len(every) > 2 * _AROUND else 0
        return every[max(0, at - _AROUND) : at + _AROUND] if len(every) > 2 * _AROUND else every

    def stated(self, concept: str, stage: str, year: int | None, dimension: str) -> Figure | None:
        """The department's own value of a concept, where it stands first."""
        return next(iter(self._by_key.get((concept, stage, year, "", (), dimension), ())), None)

    def about(self, figure: Figure, *, stage: str | None = None, year: int | None = None) -> Figure | None:
        """The statement of the same thing at another stage or in another year: one value, or none where statements differ."""
        own = self._named(name(figure), figure)
        wanted_stage = figure.stage if stage is None else stage
        wanted_year = figure.year if year is None else year
        found = [
            each
            for each in own
            if each.id != figure.id
            and each.dimension == figure.dimension
            and each.members == figure.members
            and (each.stage, each.year) == (wanted_stage, wanted_year)
        ]
        same = [each for each in found if each.scope == figure.scope]
        return nearest(same or found, figure)

    def values(self, figure: Figure) -> tuple[Figure, ...]:
        """Every statement of the same name and dimension."""
        return tuple(each for each in self._by_name.get(name(figure), ()) if each.dimension == figure.dimension)


def nearest(found: Iterable[Figure], near: Figure) -> Figure | None:
    """The last one before a figure in its passage or in the few before it; else the first, where all say the same."""
    every = list(found)
    before = [each for each in every if each.passage == near.passage and each.begin < near.begin]
    if before:
        return before[-1]
    close = [each for each in every if 0 < near.passage - each.passage <= _CLOSE and each.own_name and each.certain]
    if close:
        return close[-1]
    if every and len({(each.number, each.unit.id if each.unit else "") for each in every}) == 1:
        return every[0]
    return None
