"""Documents that were no longer in force in the report's year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import first, most, sentence_around, whole
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_BRACKETS = {ord(mark): "〔" for mark in "[［【﹝"} | {ord(mark): "〕" for mark in "]］】﹞"}
_ROUND = {ord("("): "（", ord(")"): "）"}


def repealed(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at the first mention of each document; `pairs` are its number or title and what took its place, `numbers` the year from which."""
    yield from first(_repealed(check, report), most(check))


def _repealed(check: Check, report: Report) -> Iterator[Remark]:
    told: set[str] = set()
    year = report.year or 0
    due = {name: successor for name, successor in check.pairs.items() if year >= whole(check, name, year + 1)}
    for passage in report.passages:
        for name, begin, stop in _named(passage, due):
            left, right = sentence_around(passage.text, begin, stop)
            if due[name] not in told and not has(passage.text[left:right], check.words["unless"]):
                told.add(due[name])
                since = whole(check, name, 0)
                yield remark(
                    check, report, passage, begin, stop, found=passage.text[begin:stop], since=since, successor=due[name], year=year
                )


def _named(passage: Passage, names: dict[str, str]) -> Iterator[tuple[str, int, int]]:
    """Each name that stands in a passage: a title between title marks, a number with its brackets of any kind."""
    if "号" not in passage.text and "》" not in passage.text:
        return
    text = passage.text.translate(_BRACKETS)
    written = text.translate({ord("("): "〔", ord(")"): "〕", ord("（"): "〔", ord("）"): "〕"})
    titles = text.translate(_ROUND)
    for name in names:
        searched = written if "〔" in name else titles
        at = searched.find(name if name.endswith("号") else f"《{name}》")
        if at >= 0:
            begin = at if name.endswith("号") else at + 1
            yield name, begin, begin + len(name)
