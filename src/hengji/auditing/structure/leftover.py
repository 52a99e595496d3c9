"""What a template left behind: rows, marks and fields that nobody filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import anywhere, compiled, either
from hengji.core.document import CELL, MARGIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_NEXT = 40


def rows(check: Check, report: Report) -> Iterator[Remark]:
    """One remark at the first place that fits a pattern, with how many more there are."""
    rules = [compiled(rule) for rule in check.patterns if anywhere(rule, report)]
    found = [
        (passage, begin, stop)
        for passage in report.passages
        if passage.kind != MARGIN
        for begin, stop in sorted({at.start(): at.end() for rule in rules for at in rule.finditer(passage.text)}.items())
    ]
    if found:
        passage, begin, stop = found[0]
        shown = dict.fromkeys(each.text[start:end][:12] for each, start, end in found)
        yield remark(
            check, report, passage, begin, stop, found=passage.text[begin:stop], count=len(found), all="”、“".join(list(shown)[:4])
        )


def fields(check: Check, report: Report) -> Iterator[Remark]:
    """One remark at the first label of a form without anything behind it, naming all of them."""
    found = list(_empty(check, report))
    if found:
        passage, begin, stop = found[0]
        names = dict.fromkeys(each.text[start:end] for each, start, end in found)
        yield remark(check, report, passage, begin, stop, found="、".join(names), count=len(found))


def below(check: Check, report: Report) -> Iterator[Remark]:
    """One remark at the first head of a form whose cell below is empty, naming all of them."""
    found = []
    for passage in report.passages:
        if passage.kind == CELL and passage.text in check.words["labels"]:
            cells = report.document.tables[passage.table].cells if passage.table < len(report.document.tables) else ()
            under = [cell for cell in cells if cell.row == passage.row + 1 and cell.column == passage.column]
            if under and not report.document.text[under[0].start : under[0].end].strip():
                found.append(passage)
    if found:
        names = dict.fromkeys(passage.text for passage in found)
        yield remark(check, report, found[0], 0, len(found[0].text), found="、".join(names), count=len(found))


def _empty(check: Check, report: Report) -> Iterator[tuple[Passage, int, int]]:
    label = either(check.words["labels"]).pattern
    pattern = compiled(rf"(?P<label>{label})(?:[（(][^）)]{{0,8}}[）)])?[:：]\s{{0,40}}(?=$|(?P<next>{label}))")
    for passage in report.passages:
        if passage.kind == MARGIN or not (":" in passage.text or "：" in passage.text):
            continue
        places = list(pattern.finditer(passage.text))
        for place in places:
            if place["next"] is not None or len(places) > 1 or _nothing_behind(check, report, passage):
                yield passage, place.start("label"), place.end("label")


def _nothing_behind(check: Check, report: Report, passage: Passage) -> bool:
    """Whether the value does not stand in the next line or cell: there is none, or it is the next label."""
    behind = report.passages[passage.index + 1] if passage.index + 1 < len(report.passages) else None
    if behind is None:
        return True
    if passage.kind == CELL:
        return behind.table != passage.table or behind.row != passage.row or behind.text.startswith(check.words["labels"])
    return behind.text.startswith(check.words["labels"]) and behind.kind != CELL
