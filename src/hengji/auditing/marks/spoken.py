"""What sentences say of marks: the total, parts with their full marks, what was deducted in all and for what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.marks.words import Words
    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage

POINTS, LEAST_TOTAL, FULL = "points", 50, 100
_CLAUSE, _SENTENCE = re.compile(r"[，。；、：,;:（(）)\n]"), re.compile(r"[。；;\n]")
_REACH, _BEHIND, _BARE = 60, 12, 4


@dataclass(frozen=True, slots=True)
class Told:
    """A part of the total: its name as it stands, its full marks where they are told, and its points."""

    name: str
    weight: Figure | None
    points: Figure


@dataclass(frozen=True, slots=True)
class Lost:
    """A deduction; `before` are the words of its clause up to it, or of the clauses before where its own says no more than 扣."""

    before: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Said:
    """The marks of one passage in its order."""

    passage: Passage
    totals: tuple[Figure, ...]
    parts: tuple[Told, ...]
    plain: tuple[Told, ...]
    lost: tuple[Lost, ...]
    all_lost: tuple[Figure, ...]


def read(report: Report, words: Words) -> tuple[Said, ...]:
    """The passages of prose that tell marks."""
    found = []
    for passage in report.passages:
        figures = [each for each in report.within(passage) if each.dimension == POINTS] if prose(passage) else []
        if figures and not has(passage.text, words.added):
            found.append(_passage(passage, figures, report, words))
    return tuple(found)


def _passage(passage: Passage, figures: list[Figure], report: Report, words: Words) -> Said:
    every_part = [each for each in _parts(passage, figures, words) if not each.name.endswith(words.lost)]
    wholes = [each for each in every_part if each.weight is not None and each.weight.number == FULL]
    parts = tuple(each for each in every_part if each not in wholes)
    taken = {each.id for part in parts for each in (part.weight, part.points) if each is not None}
    lost = {each.id for each in figures if _head(passage, each).rstrip("了为是共计").endswith(words.lost)}
    every = tuple(each for each in figures if each.id not in taken and _all(passage, each, words))
    kept = [each for each in figures if each.id not in taken and each.id not in {one.id for one in every}]
    totals = tuple(each for each in kept if each.id not in lost and _is_total(passage, each, report, words))
    totals += tuple(each.points for each in wholes if _this_year(passage, each.points, report, words))
    plain = tuple(_plain(passage, [each for each in kept if each not in totals and each.id not in lost]))
    return Said(passage, totals, parts, plain, tuple(_lost(passage, [each for each in kept if each.id in lost])), every)


def _head(passage: Passage, figure: Figure) -> str:
    """The words of its clause before it."""
    before = passage.text[max(0, figure.begin - _REACH) : figure.begin]
    return _CLAUSE.split(before.rstrip("：:"))[-1].strip()


def _sentence(passage: Passage, figure: Figure) -> str:
    return _SENTENCE.split(passage.text[max(0, figure.begin - _REACH) : figure.begin])[-1]


def _all(passage: Passage, figure: Figure, words: Words) -> bool:
    head = _head(passage, figure).rstrip("了为是：: ")
    return any(head == word or head.removesuffix(word) in words.whole_lost for word in words.all_lost if head.endswith(word))


def _is_total(passage: Passage, figure: Figure, report: Report, words: Words) -> bool:
    """Whether nothing but words for the whole stands before it, and it is of this year."""
    head = _head(passage, figure)
    if not LEAST_TOTAL <= figure.number < FULL or not _this_year(passage, figure, report, words):
        return False
    behind = passage.text[figure.stop : figure.stop + _BEHIND]
    if has(_SENTENCE.split(passage.text[figure.stop : figure.stop + _REACH])[0], words.stated):
        return False
    whole = words.filled.fullmatch(head) is not None and has(head, words.total)
    years = {int(each) for each in re.findall(r"(?:19|20)\d{2}", head)}
    return whole and years <= {report.year} and not _of_part(behind)


def _this_year(passage: Passage, figure: Figure, report: Report, words: Words) -> bool:
    """Whether no other year and no other judge is spoken of; a year is evaluated in a month of the next one."""
    sentence = _sentence(passage, figure)
    after = report.year is not None and figure.year == report.year + 1
    dated = after and re.search(rf"{figure.year}年\d{{1,2}}月", sentence) is not None
    return (figure.year in (report.year, None) or dated) and not has(sentence, words.not_total)


def _of_part(behind: str) -> bool:
    """（满分 30 分）: the full marks of a part."""
    found = re.match(r"[，,]?[（(]?满分为?(\d{1,3})", behind)
    return found is not None and int(found[1]) < FULL


def _parts(passage: Passage, figures: list[Figure], words: Words) -> Iterator[Told]:
    at = {each.begin: each for each in figures}
    done: set[int] = set()
    for form in words.forms:
        for found in form.finditer(passage.text):
            weight, points = at.get(found.start("weight")), at.get(found.start("points"))
            if weight is not None and points is not None and not {weight.id, points.id} & done:
                done |= {weight.id, points.id}
                yield Told(found["name"], weight, points)


def _plain(passage: Passage, figures: list[Figure]) -> Iterator[Told]:
    """过程类得 28.7 分: a part without its full marks."""
    for figure in figures:
        head = _head(passage, figure)
        found = re.fullmatch(r"(?:其中)?(?P<name>[\u4e00-\u9fff“”]{2,20}?)(?:自评|实际|评价)?(?:得分?|实得)(?:为|是)?", head)
        if found is not None:
            yield Told(found["name"], None, figure)


def _lost(passage: Passage, figures: list[Figure]) -> Iterator[Lost]:
    last = 0
    for figure in figures:
        sentence = _sentence(passage, figure)
        own = _CLAUSE.split(sentence)[-1]
        yield Lost(own if len(own) > _BARE else sentence[max(0, len(sentence) - (figure.begin - last)) :], figure)
        last = figure.stop
