"""Parts that are all there by their names: goods, works and services of procurement; purchase and upkeep of vehicles; the four dimensions of a score.

What the parts of such a set make is certain whatever words join them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.relation import Relation
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book

PARTS = "list_parts"
_ROLES = frozenset({"value", "points"})
_FAR, _BEHIND, _SHORT, _MOST = 6, 12, 14, 40


@dataclass(frozen=True, slots=True)
class Closed:
    """A set of names and what the name of its whole holds: `采购：货物、工程、服务`."""

    whole: str
    members: tuple[str, ...]

    @classmethod
    def of(cls, words: str) -> Closed:
        """From its line in the phrases."""
        whole, _, members = words.partition("：")
        return cls(whole, tuple(members.split("、")))

    def has(self, run: Sequence[Figure]) -> bool:
        """Whether each figure is called by one member and each member calls one figure."""
        if len({figure.dimension for figure in run}) > 1 or run[0].dimension in ("ratio", ""):
            return False
        called = [[member for member in self.members if member in figure.label] for figure in run]
        return all(len(each) == 1 for each in called) and len({each[0] for each in called}) == len(self.members)


def relations(report: Report, book: Book) -> Iterator[Relation]:
    """The sum of every closed set that a passage of prose names one after the other."""
    sets = tuple(Closed.of(words) for words in book.phrases["frames.closed"])
    summing = (*book.phrases["clauses.summing"], *book.phrases["clauses.summing_right"])
    for passage in report.passages:
        if not prose(passage):
            continue
        for group in _groups(report.within(passage)):
            for closed in sets:
                yield from _of(closed, group, summing, report)


def _groups(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """The values of a passage that are parts of the same whole, or of none, in their order; then all of them."""
    values = [figure for figure in figures if figure.role in _ROLES and not figure.about]
    groups: dict[int, list[Figure]] = {}
    for figure in values:
        groups.setdefault(figure.whole, []).append(figure)
    yield from groups.values()
    if len(groups) > 1:
        yield values


def _of(closed: Closed, group: Sequence[Figure], summing: tuple[str, ...], report: Report) -> Iterator[Relation]:
    size = len(closed.members)
    for first in range(len(group) - size + 1):
        run = group[first : first + size]
        if not closed.has(run) or "。" in _between(run[0], run[-1], report):
            continue
        after = group[first + size] if len(group) > first + size else None
        if _more_behind(run[-1], report):
            continue
        whole = _whole(closed, run, report) or _summed(run, summing, report)
        if whole is None or (after is not None and after is not whole and _goes_on(run[-1], after, whole, report)):
            continue
        slots = (("label", whole.label or closed.whole), ("parts", "、".join(figure.label for figure in run)))
        yield Relation(PARTS, tuple(figure.id for figure in run), target=whole.id, slots=slots)


def _more_behind(last: Figure, report: Report) -> bool:
    """男监 18 间、女监 3 间、过渡监 1 间: whether one more of the kind is told right behind the members."""
    behind = report.figures[last.id + 1] if last.id + 1 < len(report.figures) else last
    if behind.passage != last.passage or (behind.dimension, behind.measure) != (last.dimension, last.measure):
        return False
    return behind.id != last.id and _between(last, behind, report).startswith("、") and "。" not in _between(last, behind, report)


def _goes_on(last: Figure, after: Figure, whole: Figure, report: Report) -> bool:
    """Whether a further part follows the members: 服务 15 万元、其他 5 万元."""
    return after.whole == whole.id or (after.passage == last.passage and _between(last, after, report).startswith("、"))


def _between(one: Figure, other: Figure, report: Report) -> str:
    return report.passages[one.passage].text[one.stop : other.begin]


def _whole(closed: Closed, run: Sequence[Figure], report: Report) -> Figure | None:
    """What the parts are marked as parts of; else the nearest before them in the sentence that has its name."""
    named = {figure.whole for figure in run} - {-1}
    if named:
        whole = report.figures[min(named)]
        return whole if len(named) == 1 and whole not in run and _fits(closed, whole, run, report) else None
    for figure in reversed(report.figures[max(0, run[0].id - _FAR) : run[0].id]):
        if figure.passage != run[0].passage or "。" in _between(figure, run[0], report):
            return None
        if _fits(closed, figure, run, report):
            return figure
    return None


def _fits(closed: Closed, whole: Figure, run: Sequence[Figure], report: Report) -> bool:
    text = report.passages[whole.passage].text
    said = text[max(0, whole.begin - _SHORT) : whole.begin]
    called = closed.whole in whole.label or closed.whole in said.replace("，", "。").rpartition("。")[2]
    one = all(whole.year == part.year and part.stage in ("", whole.stage) for part in run)
    return called and one and whole.role == run[0].role and whole.dimension == run[0].dimension


def _summed(run: Sequence[Figure], summing: tuple[str, ...], report: Report) -> Figure | None:
    """A total right behind the parts: …，合计 569.63 万元."""
    last = run[-1]
    for figure in report.figures[last.id + 1 : last.id + 3]:
        between = _between(last, figure, report) if figure.passage == last.passage else "。"
        if "。" in between:
            return None
        if figure.dimension == last.dimension and figure.role == last.role:
            return figure if len(between) <= _BEHIND and has(between, summing) else None
    return None
