"""Numbers of chapters and lists: left out, given twice, begun in the middle, or of another style than those beside them.

A number goes on with the nearest open list of its style that ended at the number before; `1` always opens a list. Only what stands at the
beginning of a passage is judged; a number that stands anywhere between in the text is glued to a sentence, and is no gap.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import first, most, prose, whole
from hengji.core.document import HEADING
from hengji.core.words import has
from hengji.rulebook.codes import put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

GAP, BACK, START, MIXED = "gap", "back", "start", "mixed"
DEEPEST = 12
"""Open lists that are kept in mind."""
_DIGITS = "一二三四五六七八九十"
_N = f"[{_DIGITS}]{{1,3}}"
_START = re.compile(
    rf"[#*>\s]{{0,12}}(?:第(?P<part>{_N})(?:部分|章|篇|编)|(?P<chinese>{_N})(?:[、．]|\.(?!\d))|[（(](?P<bracketed>{_N})[）)]"
    r"|(?P<plain>\d{1,2})(?:[、．]|\.(?!\d)|\.(?=(?:19|20)\d\d年))|[（(](?P<digit>\d{1,2})[）)]|(?P<circled>[①-⑳]))"
)
_LABELS = {
    "part": "第{}部分", "chinese": "{}、", "bracketed": "（{}）", "plain": "{}、", "digit": "（{}）", "circled": "{}",
}  # fmt: skip
_PEERS = ({"chinese", "plain"}, {"bracketed", "digit"})
_SHORT, _SHORTEST = 20, 3
_FEW, _ENDLESS = 6, 1500
"""Passages, and letters of one, from which on a whole document stands on one line: its chapters are then those behind a full stop."""
_INSIDE = re.compile(rf"(?:^|(?<=[。；！？\s]))(?P<n>{_N})、(?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Number:
    """The number at the beginning of a passage."""

    style: str
    value: int
    passage: Passage
    begin: int
    stop: int

    @property
    def shown(self) -> str:
        """As it is printed."""
        return self.passage.text[self.begin : self.stop]


@dataclass(frozen=True, slots=True)
class Fault:
    """A number that does not follow; `before` is the one it should follow, None where it begins a list."""

    kind: str
    number: Number
    before: Number | None


def gap(check: Check, report: Report) -> Iterator[Remark]:
    """A number was left out."""
    return first(_remarks(check, report, GAP), most(check))


def back(check: Check, report: Report) -> Iterator[Remark]:
    """A number comes twice, or after a higher one."""
    return first(_remarks(check, report, BACK), most(check))


def start(check: Check, report: Report) -> Iterator[Remark]:
    """The first number of its kind is not 1."""
    return first(_remarks(check, report, START), most(check))


def mixed(check: Check, report: Report) -> Iterator[Remark]:
    """A number goes on with a list of another style."""
    return first(_remarks(check, report, MIXED), most(check, 1))


def unnumbered(check: Check, report: Report) -> Iterator[Remark]:
    """Short lines that end like a heading, stand right above a paragraph, and have no number although most headings have; one remark names all."""
    passages = [passage for passage in prose(report) if passage.table < 0]
    numbered = sum(passage.kind == HEADING and passage.level > 0 for passage in passages)
    found = [
        line
        for line, behind in itertools.pairwise(passages)
        if line.kind != HEADING and not line.level and _is_title(check, line.text, behind)
    ]
    if found and found[0].index > 0 and numbered >= whole(check, "least_numbered", 6) and len(found) * 2 < numbered:
        names = "”、“".join(line.text for line in found[:4])
        yield remark(check, report, found[0], 0, len(found[0].text), found=names, count=len(found))


def _is_title(check: Check, text: str, behind: Passage) -> bool:
    """Whether a line without a number reads as a heading."""
    if not _SHORTEST < len(text) < _SHORT or re.search(r"[\d，。；：:、|*“”（）]", text) is not None:
        return False
    return text.endswith(check.words["ends"]) and len(behind.text) > _SHORT


def _remarks(check: Check, report: Report, kind: str) -> Iterator[Remark]:
    for fault in faults(report):
        if fault.kind == kind:
            number, before = fault.number, fault.before
            stop = min(len(number.passage.text), number.stop + _SHORT)
            yield remark(
                check,
                report,
                number.passage,
                number.begin,
                number.stop,
                found=number.shown,
                words=number.passage.text[number.begin : stop].rstrip("*"),
                hints=_hints(check, report, fault),
                before=before.shown if before is not None else "",
                missing=written(number.style, number.value - 1),
            )


def faults(report: Report) -> Iterator[Fault]:
    """Every number that does not follow, in the order of the text."""
    lists: list[Number] = []
    for number in _numbers(report):
        fault = _follow(lists, number, report)
        if fault is not None:
            yield fault


def _follow(lists: list[Number], number: Number, report: Report) -> Fault | None:
    """Takes a number into the open lists; the fault where it does not follow."""
    depth = next((at for at in range(len(lists) - 1, -1, -1) if _goes_on(lists[at], number)), -1)
    if depth >= 0:
        lists[depth:] = [number]
        return None
    if number.value == 1:
        lists.append(number)
        del lists[:-DEEPEST]
        return None
    return _misplaced(lists, number, report)


def _goes_on(before: Number, number: Number) -> bool:
    return before.style == number.style and before.value + 1 == number.value


def _misplaced(lists: list[Number], number: Number, report: Report) -> Fault | None:
    other = next((at for at in range(len(lists) - 1, -1, -1) if _goes_on_mixed(lists[at], number)), -1)
    same = next((at for at in range(len(lists) - 1, -1, -1) if lists[at].style == number.style), -1)
    if same < 0 <= other:
        before = lists[other]
        lists[other:] = [Number(before.style, number.value, number.passage, number.begin, number.stop)]
        return Fault(MIXED, number, before)
    if same < 0:
        lists.append(number)
        return None if _glued(report, None, number) else Fault(START, number, None)
    before = lists[same]
    if other >= 0 and number.value <= before.value:
        before = lists[other]
        lists[other:] = [Number(before.style, number.value, number.passage, number.begin, number.stop)]
        return Fault(MIXED, number, before)
    lists[same:] = [number]
    if number.value > before.value:
        return None if _glued(report, before, number) else Fault(GAP, number, before)
    return None if _glued(report, before, number) else Fault(BACK, number, before)


def _goes_on_mixed(before: Number, number: Number) -> bool:
    return before.value + 1 == number.value and any({before.style, number.style} == peers for peers in _PEERS)


def _glued(report: Report, before: Number | None, number: Number) -> bool:
    """Whether the number before this one stands somewhere between the two, glued to a sentence or in a cell."""
    text = report.document.text
    begin = before.passage.offset(before.stop) if before is not None else 0
    between = text[begin : number.passage.offset(number.begin)]
    value = number.value - 1
    if number.style in {"plain", "digit"}:
        behind = r"(?:[、．]|\.(?!\d))" if number.style == "plain" else "[）)]"
        return re.search(rf"(?<![\d.]){value}{behind}", between) is not None
    if number.style == "bracketed":
        return f"（{_chinese(value)}）" in between or f"({_chinese(value)})" in between
    return has(between, (written(number.style, value), f"{_chinese(value)}．", f"{_chinese(value)}."))


def _hints(check: Check, report: Report, fault: Fault) -> tuple[str, ...]:
    """A short line between two numbers that may be the heading which lost its number."""
    if fault.before is None or "between" not in check.pairs:
        return ()
    low, high = fault.before.passage.index, fault.number.passage.index
    lines = [passage.text for passage in report.passages[low + 1 : high] if not passage.level and passage.table < 0]
    line = next((line for line in reversed(lines) if _SHORTEST < len(line) < _SHORT and line[-1] not in "。；，：:"), "")
    return (put(check.pairs["between"], {"line": line}),) if line else ()


def _numbers(report: Report) -> Iterator[Number]:
    passages = list(prose(report))
    for passage in passages:
        if len(passages) < _FEW and len(passage.text) > _ENDLESS:
            yield from (
                Number("chinese", number_of(found["n"]), passage, *found.span("n"))
                for found in _INSIDE.finditer(passage.text)
                if number_of(found["n"])
            )
            continue
        found = _START.match(passage.text)
        if found is not None and found.lastgroup is not None:
            style = found.lastgroup
            begin = found.start(style) - (1 if style in {"bracketed", "digit", "part"} else 0)
            value = _value(style, found[style])
            if value:
                yield Number(style, value, passage, begin, found.end())


def _value(style: str, words: str) -> int:
    if style in {"plain", "digit"}:
        return int(words)
    return ord(words) - ord("①") + 1 if style == "circled" else number_of(words)


def number_of(words: str) -> int:
    """A Chinese number up to 99; 0 where it is none."""
    head, ten, tail = words.partition("十")
    if not ten:
        return _DIGITS.index(words) + 1 if len(words) == 1 else 0
    if len(head) > 1 or len(tail) > 1 or "十" in tail:
        return 0
    return (_DIGITS.index(head) + 1 if head else 1) * 10 + (_DIGITS.index(tail) + 1 if tail else 0)


def written(style: str, value: int) -> str:
    """A number as it would be printed."""
    if style in {"plain", "digit"}:
        return _LABELS[style].format(value)
    return _LABELS[style].format(chr(ord("①") + value - 1) if style == "circled" else _chinese(value))


def _chinese(value: int) -> str:
    tens, units = divmod(value, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens - 1]}十"
    return head + (_DIGITS[units - 1] if units else "")
