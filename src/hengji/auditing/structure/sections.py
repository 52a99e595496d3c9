"""Sections that a report of its kind should have, and what stands in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import compiled, prose, whole
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_ORDERED = re.compile(r"(?:^|[。；;：:])[#*\s]{0,4}([一二三四五六七八九十]{1,2})是")
_LONGEST = 40


def missing(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at the top of a report in which none of the words of `present` stands; fragments are left alone."""
    if letters(report) >= whole(check, "least_letters", 1200) and not has(report.document.text, check.words["present"]):
        yield at_top(check, report)


def letters(report: Report) -> int:
    """How much of a report is prose: a workbook of tables has none of the sections of a report."""
    return sum(len(passage.text) for passage in prose(report))


def at_top(check: Check, report: Report, **slots: Any) -> Remark:
    """A remark about the whole report, at its title."""
    titles = [passage for passage in report.passages[:6] if report.title and report.title in passage.text]
    passage = titles[0] if titles else report.passages[0]
    return remark(check, report, passage, 0, min(len(passage.text), _LONGEST), **slots)


def fewer_measures(check: Check, report: Report) -> Iterator[Remark]:
    """A remark where a report counts more problems than measures; sections whose points cannot be counted are left alone."""
    problems, measures = _section(report, check.words["problems"]), _section(report, check.words["measures"])
    if problems is None or measures is None:
        return
    counted, answered = _points(report, problems), _points(report, measures)
    if counted > answered > 0:
        yield remark(check, report, measures, 0, min(len(measures.text), _LONGEST), problems=counted, measures=answered)


def _section(report: Report, words: tuple[str, ...]) -> Passage | None:
    """The last heading with one of the words."""
    headings = [passage for passage in prose(report) if passage.level and has(passage.text[:_LONGEST], words)]
    return headings[-1] if headings else None


def _points(report: Report, heading: Passage) -> int:
    """How many points stand below a heading: the numbered passages of the next level, or 一是…二是…."""
    below = []
    for passage in report.passages[heading.index + 1 :]:
        if 0 < passage.level <= heading.level or passage.table >= 0:
            break
        below.append(passage)
    levels = [passage.level for passage in below if passage.level]
    if levels:
        return sum(level == min(levels) for level in levels)
    found = [word for passage in (heading, *below) for word in _ORDERED.findall(passage.text)]
    return len(dict.fromkeys(found))


def outlines_mixed(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at the first heading of a second outline: `pairs` names the outlines, `words` the headings that only one of them has."""
    first: str = ""
    for passage in prose(report):
        if not passage.level or len(passage.text) > _LONGEST:
            continue
        outline = next((name for name in check.pairs if has(passage.text, check.words[name])), "")
        first = first or outline
        if outline and outline != first:
            one, other = check.pairs[first], check.pairs[outline]
            yield remark(check, report, passage, 0, len(passage.text), found=passage.text, one=one, other=other)
            return


def without_score(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at a section about points in which no points stand, unless it says that there are none to be had."""
    pattern = compiled(check.patterns[0])
    for passage in prose(report):
        if passage.level and len(passage.text) <= _LONGEST and has(passage.text, check.words["sections"]):
            below = [
                each.text for each in report.passages[passage.index + 1 : passage.index + 30] if _belongs(each, passage, report)
            ]
            settled = any(has(text, check.words.get("unless", ())) for text in below)
            if below and not settled and not any(pattern.search(text) for text in (passage.text, *below)):
                yield remark(check, report, passage, 0, len(passage.text), found=passage.text, count=len(below))
                return


def _belongs(passage: Passage, heading: Passage, report: Report) -> bool:
    """Whether no heading of the same level or above stands between."""
    between = report.passages[heading.index + 1 : passage.index + 1]
    return not any(0 < each.level <= heading.level for each in between)
