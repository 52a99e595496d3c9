"""Patterns of the law book: each place of a text that fits one, in the company of the right words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import anywhere, compiled, most, prose, sentence_around, whole
from hengji.core.words import has

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

BEFORE = 40
"""Letters before a place in which a word of `context` is looked for."""


def each(check: Check, report: Report) -> Iterator[Remark]:
    """A remark for each place that fits. `context` are words of which one stands before it, `unless` words of which none stands in its sentence.

    `pairs` maps what was found to what it should be; a pattern's groups fill the slots of the message.
    """
    if has(report.document.text, check.words.get("unless_anywhere", ())):
        return
    found = list(_found(check, report))
    for passage, place in found[: most(check)]:
        yield _remark(check, report, passage, place, len(found))


def _found(check: Check, report: Report) -> Iterator[tuple[Passage, re.Match[str]]]:
    patterns = [compiled(pattern) for pattern in check.patterns if anywhere(pattern, report)]
    for passage in (report.passages if "cells" in check.numbers else prose(report)) if patterns else ():
        taken = -1
        for pattern in patterns:
            for place in pattern.finditer(passage.text):
                if place.start() > taken and _fits(check, passage, place):
                    taken = place.end()
                    yield passage, place


def _fits(check: Check, passage: Passage, place: re.Match[str]) -> bool:
    context, unless = check.words.get("context", ()), check.words.get("unless", ())
    if context and not has(passage.text[max(0, place.start() - whole(check, "before", BEFORE)) : place.end()], context):
        return False
    if not unless:
        return True
    begin, stop = sentence_around(passage.text, place.start(), place.end())
    return not has(passage.text[begin:stop], unless)


def _remark(check: Check, report: Report, passage: Passage, place: re.Match[str], count: int) -> Remark:
    groups: dict[str, Any] = {name: value or "" for name, value in place.groupdict().items()}
    begin, stop = place.span("span") if groups.get("span") else place.span()
    found = passage.text[begin:stop]
    return remark(check, report, passage, begin, stop, found=found, right=check.pairs.get(found, ""), count=count, **groups)
