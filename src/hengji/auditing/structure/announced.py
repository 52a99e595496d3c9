"""What a text announces and does not hold: attachments by number or by a chapter of their own, and tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.structure.numbering import number_of
from hengji.auditing.wording.texts import compiled, either, first, most, prose, whole
from hengji.core.document import CELL, MARGIN
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

_LEAD = re.compile(r"[#*>\s]{0,12}(?:[一二三四五六七八九十]{1,3}、)?")
_NUMBERED = re.compile(r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3})")
_DATE = re.compile(r"(?:20\d{2}|二[〇○零]\S{2})年\S{1,3}月\S{1,3}日")
_LINE, _LEAST = 50, 2
PLAIN = {ord(wide): plain for wide, plain in zip("０１２３４５６７８９", "0123456789", strict=True)}


def attachment(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at the first announcement of each attachment that is not in the file."""
    yield from first(_missing(check, report), most(check, 1))


def _missing(check: Check, report: Report) -> Iterator[Remark]:
    passages = [passage for passage in report.passages if passage.kind != MARGIN]
    held = _held(passages, check.words["labels"])
    told: set[int] = set()
    named = compiled(f"(?:{either(check.words['labels']).pattern}){_NUMBERED.pattern}")
    for index, passage in enumerate(passages):
        if passage.kind == CELL or index == 0:
            continue
        for found in named.finditer(passage.text):
            number = _number(found["number"])
            if number and number not in held and number not in told and _announces(check, passage, found):
                told.add(number)
                yield remark(check, report, passage, found.start(), found.end(), found=found[0])
    for passage, begin, stop, number in _listed(check, passages):
        if number not in held and number not in told and _stands_once(check, report, passage.text[begin:stop], number):
            told.add(number)
            yield remark(check, report, passage, begin, stop, found=passage.text[begin:stop].rstrip("。；; "))
    if not told:
        yield from _chapter(check, report, passages, held)


def _listed(check: Check, passages: Sequence[Passage]) -> Iterator[tuple[Passage, int, int, int]]:
    """The items of a list of attachments: behind 附件： in one passage, or one a passage after it."""
    opens = compiled(rf"(?:^|(?<=[。；\s]))(?:{either(check.words['opens']).pattern})\s?[:：]\s?(?=1\s?[.、．])")
    for index, passage in enumerate(passages):
        found = opens.search(passage.text)
        if found is None:
            continue
        yield from _items(passage, found.end(), 1)
        for number, behind in enumerate(passages[index + 1 : index + 10], 2):
            if re.match(rf"{number}\s?[.、．]", behind.text) is None or behind.kind == CELL:
                break
            yield from _items(behind, 0, number)
        return


def _items(passage: Passage, at: int, number: int) -> Iterator[tuple[Passage, int, int, int]]:
    """Items that follow each other in one passage: each begins with the next number, and its title is short."""
    head = re.compile(rf"{number}\s?[.、．]\s?").match(passage.text, at)
    while head is not None:
        behind = re.compile(rf"\s?{number + 1}\s?[.、．]\s?").search(passage.text, head.end(), head.end() + _LINE + 5)
        stop = behind.start() if behind is not None else _end_of_title(passage.text, head.end())
        yield passage, head.end(), stop, number
        head, number = behind, number + 1


def _end_of_title(text: str, begin: int) -> int:
    found = re.compile(r"[。；;，,\s]").search(text, begin, begin + _LINE)
    return found.start() if found is not None else min(len(text), begin + _LINE)


def _stands_once(check: Check, report: Report, title: str, number: int) -> bool:
    """Whether neither the title nor the number of an attachment stands anywhere but in the list."""
    text = re.sub(r"\s", "", report.document.text).translate(PLAIN)
    plain = re.sub(r"\s", "", title).rstrip("。；;")
    return text.count(plain) <= 1 and not any(f"{label}{number}" in text for label in check.words["labels"])


def _announces(check: Check, passage: Passage, found: re.Match[str]) -> bool:
    """At the beginning of a line it names an attachment; inside a sentence only behind a word that points."""
    if _lead(passage.text) == found.start():
        return True
    before = passage.text[max(0, found.start() - 6) : found.start()]
    return has(before, check.words["points"]) and "》" not in passage.text[found.end() : found.end() + 2]


def _held(passages: Sequence[Passage], labels: tuple[str, ...]) -> frozenset[int]:
    """The numbers of the attachments that have a line of their own with something after it."""
    pattern = compiled(f"(?:{either(labels).pattern}){_NUMBERED.pattern}")
    found = set()
    for index, passage in enumerate(passages):
        heads = pattern.match(passage.text, _lead(passage.text))
        alone = passage.kind == CELL or (len(passage.text) <= _LINE and _has_content(passages, index, labels))
        if heads is not None and alone:
            found.add(_number(heads["number"]))
    return frozenset(found)


def _has_content(passages: Sequence[Passage], index: int, labels: tuple[str, ...]) -> bool:
    """Whether more than the next lines of a list of attachments stands behind a line."""
    behind = passages[index + 1 : index + 6]
    content = 0
    for passage in behind:
        if passage.kind == CELL:
            return True
        if passage.text.startswith(labels) or re.match(r"\d{1,2}[.、．]", passage.text):
            break
        content += _DATE.fullmatch(passage.text) is None
    return content >= _LEAST


def _chapter(check: Check, report: Report, passages: Sequence[Passage], held: frozenset[int]) -> Iterator[Remark]:
    """A last chapter with the name of an attachment and nothing but names below it."""
    if held or any(passage.kind == CELL for passage in passages):
        return
    for index, passage in enumerate(passages[1:], 1):
        at = _lead(passage.text)
        if passage.level and passage.text[at:].rstrip("：:*") in check.words["chapters"]:
            behind = passages[index + 1 :]
            if sum(len(each.text) for each in behind) <= whole(check, "least_content", 200):
                yield remark(check, report, passage, at, len(passage.text), found=_names(behind) or passage.text[at:])


def _names(passages: Sequence[Passage]) -> str:
    return "；".join(passage.text.rstrip("。") for passage in passages if passage.text)[:_LINE]


def _lead(text: str) -> int:
    found = _LEAD.match(text)
    return found.end() if found is not None else 0


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else number_of(words)


def table(check: Check, report: Report) -> Iterator[Remark]:
    """A remark at each pointer to a table below that none follows."""
    yield from first(_no_table(check, report), most(check, 2))


def _no_table(check: Check, report: Report) -> Iterator[Remark]:
    points = either(check.words["points"])
    near = whole(check, "near", 12)
    for passage in prose(report):
        for found in points.finditer(passage.text):
            behind = report.passages[passage.index + 1 : passage.index + 1 + near]
            if not any(_tabular(report, each) for each in behind) and not _tabular(report, passage):
                yield remark(check, report, passage, found.start(), found.end(), found=found[0])
                break


def _tabular(report: Report, passage: Passage) -> bool:
    """A cell, a line with columns, or a line that is nothing but a number."""
    if passage.kind == CELL or "|" in passage.text:
        return True
    start, end = passage.span(0, len(passage.text)) if passage.text else (0, 0)
    return "\t" in report.document.text[start:end] or re.fullmatch(r"[\d.,%\s\-—/]{1,20}", passage.text) is not None
