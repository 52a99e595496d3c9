"""Paragraphs that stand twice word for word, a heading glued to the front of one of them or not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import compiled, most, prose, sentences, whole
from hengji.core.document import HEADING
from hengji.core.finding import Severity
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

MOST_ALIKE = 8
"""Paragraphs of one ending that are kept to be compared."""
ENDLESS = 3000
"""Letters from which on a passage is no paragraph but a document on one line."""
_LEAD = re.compile(r"[#*>\s]{0,12}(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[①-⑳])?")
_OTHER = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
_AMOUNT = re.compile(r"\d[\d.]{0,15}(?:万|亿|元|%|人|个|项)")


def paragraphs(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at the second of two equal paragraphs. Those that carry several amounts are left out: a summary repeats its figures.

    Where many paragraphs stand twice, the file holds several reports of one template, and each is a notice.
    """
    found = list(_twice(check, report))
    many = len(found) > most(check, 3)
    yield from (replace(each, severity=Severity.NOTICE) if many else each for each in found[: most(check, 3)])


def _twice(check: Check, report: Report) -> Iterator[Remark]:
    seen: dict[str, list[tuple[str, Passage]]] = {}
    for passage, begin, stop in _pieces(check, report):
        letters = _letters(check, passage.text[begin:stop])
        if not letters:
            continue
        alike = seen.setdefault(letters[-whole(check, "least", 40) :], [])
        found = next((one for one in alike if letters.endswith(one[0]) or one[0].endswith(letters)), None)
        if found is None:
            alike.append((letters, passage))
            del alike[:-MOST_ALIKE]
            continue
        other, before = found
        count = min(len(letters), len(other))
        few = count < whole(check, "least_for_warning", 60)
        yield remark(
            check, report, passage, begin, stop, severity="notice" if few or _parts(check, report, before, passage) else "",
            other=before.place, count=count, above=_above(before), here=_above(passage),
        )  # fmt: skip


def _pieces(check: Check, report: Report) -> Iterator[tuple[Passage, int, int]]:
    """The paragraphs; the sentences of one that holds most of a document. A form's own field that states the aims anew is none."""
    for passage in prose(report):
        if passage.kind == HEADING or _restated(check, report, passage):
            continue
        if len(passage.text) < ENDLESS:
            yield passage, 0, len(passage.text)
        else:
            yield from ((passage, begin, stop) for begin, stop in sentences(passage.text))


def _restated(check: Check, report: Report, passage: Passage) -> bool:
    """Whether a cell fills a field of a form (its label to the left) that says again what the text says."""
    if passage.table < 0:
        return False
    labels = [
        report.document.text[cell.start : cell.end]
        for cell in report.document.tables[passage.table].cells
        if cell.column < passage.column and cell.row <= passage.row < cell.row + cell.rows
    ]
    return any(has(label, check.words.get("restated", ())) for label in labels)


def _letters(check: Check, text: str) -> str:
    """The letters of a paragraph that counts; empty for short ones, boilerplate and summaries of amounts."""
    if len(text) < whole(check, "least", 40) or has(text, check.words.get("unless", ())):
        return ""
    if len(_AMOUNT.findall(text)) > whole(check, "most_amounts", 2):
        return ""
    lead = _LEAD.match(text)
    letters = _OTHER.sub("", text[lead.end() if lead is not None else 0 :])
    return letters if len(letters) >= whole(check, "least", 40) else ""


def _parts(check: Check, report: Report, before: Passage, passage: Passage) -> bool:
    """Whether another part of the file, such as an attachment, begins between two paragraphs."""
    between = report.passages[before.index + 1 : passage.index]
    return any(compiled(pattern).match(each.text) for each in between for pattern in check.patterns)


def _above(passage: Passage) -> str:
    return passage.section[-1].rstrip("。*") if passage.section else ""
