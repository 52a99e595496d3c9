"""Dates beside figures and under reports: head counts of several days, cut-off days of another year, a report before the year was over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.periods.years import without_asides
from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import compiled, either, first, most, prose, sentence_around, sentences, whole
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_DAY = re.compile(r"(?<!\d)(?P<year>20\d{2})年(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|(?P<end>[末底]))?")
_POINTED = re.compile(r"(?<!\d)(?P<year>20\d{2})[.\-/](?P<month>\d{1,2})[.\-/](?P<day>\d{1,2})(?!\d)")
_STATED = re.compile(
    r"(?<!\d)(?P<year>20\d{2})年(?:度?(?P<end>年?[末底])|(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|(?P<last>[末底])))"
)
_CUT_OFF = re.compile(r"截[至止](?:到|于)?(?P<span>(?P<year>20\d{2})年(?:(?:度|年)?[末底]|12月(?:31日|[末底])))")
_DECEMBER, _LAST_PASSAGES, _SIGNED, _TWO = 12, 4, 24, 2


@dataclass(frozen=True, slots=True)
class _Stated:
    """A date at which something was counted: `key` is the same for the same day however it is written."""

    key: tuple[int, int]
    begin: int
    stop: int


def headcount(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at a passage that counts staff at several dates of different years."""
    yield from first(_headcounts(check, report), most(check, 2))


def _headcounts(check: Check, report: Report) -> Iterator[Remark]:
    for passage in prose(report):
        if has(passage.text, check.words["staff"]):
            dates = list(_staff_dates(check, passage))
            if len({date.key[0] for date in dates}) > 1:
                shown = dict.fromkeys(passage.text[date.begin : date.stop] for date in dates)
                yield remark(check, report, passage, dates[0].begin, dates[-1].stop, year=report.year, found="、".join(shown))


def _staff_dates(check: Check, passage: Passage) -> Iterator[_Stated]:
    text = without_asides(passage.text)
    for begin, stop in sentences(text):
        sentence = text[begin:stop]
        if has(sentence, check.words["staff"]) and not has(sentence, check.words["unless"]):
            for found in _STATED.finditer(sentence):
                month = int(found["month"] or _DECEMBER)
                yield _Stated((int(found["year"]), month), begin + found.start(), begin + found.end())


def cut_off(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at each figure as of the end of an earlier year, in a sentence that does not speak of the report's."""
    yield from first(_cut_offs(check, report), most(check))


def _cut_offs(check: Check, report: Report) -> Iterator[Remark]:
    year = report.year or 0
    for passage in prose(report):
        for found in _CUT_OFF.finditer(passage.text):
            begin, stop = sentence_around(passage.text, found.start(), found.end())
            sentence = passage.text[begin:stop]
            if int(found["year"]) != year - 1 or f"{year}" in sentence or has(sentence, check.words["unless"]):
                continue
            if has(sentence, check.words["about"]):
                yield remark(check, report, passage, *found.span("span"), year=year, found=found["span"])


def past_deadline(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at each day by which a report promises to have done something, in the chapter of its measures, that lies within or before its own year."""
    yield from first(_past_deadlines(check, report), most(check))


def _past_deadlines(check: Check, report: Report) -> Iterator[Remark]:
    year = report.year or 0
    deadline = compiled(
        rf"(?<!\d)(?P<span>(?P<year>20\d{{2}})年(?:(?P<month>\d{{1,2}})月)?(?:底|末|年底|\d{{1,2}}日)?(?:{either(check.words['by']).pattern}))"
    )
    for passage in prose(report):
        if not has("".join(passage.section[-_TWO:]), check.words["chapters"]):
            continue
        for found in deadline.finditer(passage.text):
            begin, stop = sentence_around(passage.text, found.start(), found.end())
            before, behind = passage.text[begin : found.start()], passage.text[found.end() : stop]
            said = re.split("[，；：]", before)[-1] + re.split("[，；]", behind)[0]
            if (not found["month"] and int(found["year"]) >= year) or int(found["year"]) > year:
                continue
            if has(said, check.words["promised"]) and not has(before + behind, check.words["unless"]):
                yield remark(check, report, passage, *found.span("span"), year=year, found=found["span"])


def report_date(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at the date of the report where it lies before the end of its year, or later than the month of the next year."""
    year, month = report.year or 0, whole(check, "month", _DECEMBER)
    for passage, found in _report_dates(check, report):
        date = int(found["year"]), int(found["month"])
        early = date < (year, _DECEMBER)
        late = date > (year + 1, month)
        if (early and "before" in check.words["side"]) or (late and "after" in check.words["side"]):
            yield remark(check, report, passage, *found.span(), year=year, found=found[0], month=month)
            return


def _report_dates(check: Check, report: Report) -> Iterator[tuple[Passage, re.Match[str]]]:
    """The date behind a label, or alone in one of the last lines outside tables."""
    label = compiled(rf"(?:{either(check.words['labels']).pattern})[:：]\s{{0,4}}")
    lines = list(prose(report))
    for passage in lines:
        behind = label.search(passage.text)
        if behind is not None:
            found = _DAY.match(passage.text, behind.end()) or _POINTED.match(passage.text, behind.end())
            if found is not None:
                yield passage, found
    for passage in lines[-_LAST_PASSAGES:]:
        found = _DAY.fullmatch(passage.text.strip("*（）() ")) if len(passage.text) < _SIGNED else None
        if found is not None and found["day"]:
            inside = _DAY.search(passage.text)
            if inside is not None:
                yield passage, inside
