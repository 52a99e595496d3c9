"""Quotation marks and brackets that do not pair, within a passage and its neighbours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import first, most, prose

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

OPEN = {"“": "”", "‘": "’", "《": "》", "（": "）", "(": "）", "【": "】", "〔": "〕", "「": "」", "『": "』", "〈": "〉"}
CLOSE = {"”": "“", "’": "‘", "》": "《", "）": "（", ")": "（", "】": "【", "〕": "〔", "」": "「", "』": "『", "〉": "〈"}
SAME = {"(": "（", ")": "）"}
QUOTES, APART = "“”‘’", 40
ENDED = "。；！？.;!?"
NEAR = 2
"""Passages on either side in which the partner of a mark may stand: a reader may have cut a paragraph."""
_MARKS = re.compile("[" + re.escape("".join((*OPEN, *CLOSE))) + "]")
_LIST = re.compile(r"(?:^|[；;。：:、，,\s])[（(]?[\dA-Za-z一二三四五六七八九十]{1,3}$")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A mark without a partner."""

    passage: Passage
    at: int
    letter: str


def unpaired(check: Check, report: Report) -> Iterator[Remark]:
    """A remark for each mark whose partner stands neither in its passage nor in the next ones."""
    passages = list(prose(report))
    loose = [_loose(passage) for passage in passages]
    yield from first(_remarks(check, report, passages, loose), most(check))


def _remarks(check: Check, report: Report, passages: Sequence[Passage], loose: Sequence[list[_Mark]]) -> Iterator[Remark]:
    for index, marks in enumerate(loose):
        told = -APART
        for mark in marks:
            if mark.letter in QUOTES and mark.at - told < APART:
                continue  # the two halves of one quotation in marks of two kinds
            if _is_told(mark, passages[index]) and not _partner_near(mark, index, loose):
                told = mark.at if mark.letter in QUOTES else told
                begin, stop = max(0, mark.at - 8), min(len(mark.passage.text), mark.at + 9)
                yield remark(
                    check, report, mark.passage, mark.at, mark.at + 1, found=mark.letter, around=mark.passage.text[begin:stop]
                )


def _is_told(mark: _Mark, passage: Passage) -> bool:
    """A quotation that a paragraph opens may go on in the next; a passage that does not end in a full stop may have been cut."""
    if mark.letter in "“‘" and mark.at == 0:
        return False
    return passage.text.rstrip("*")[-1:] in ENDED + "”’）)》"


def _partner_near(mark: _Mark, index: int, loose: Sequence[list[_Mark]]) -> bool:
    wanted = OPEN.get(mark.letter) or CLOSE[mark.letter]
    around = loose[max(0, index - NEAR) : index] if mark.letter in CLOSE else loose[index + 1 : index + 1 + NEAR]
    return any(SAME.get(other.letter, other.letter) == wanted for marks in around for other in marks)


def _loose(passage: Passage) -> list[_Mark]:
    """The marks of a passage that find no partner in it."""
    text = passage.text
    straight = '"' in text or "'" in text
    waiting: list[_Mark] = []
    alone: list[_Mark] = []
    for found in _MARKS.finditer(text):
        letter, at = found[0], found.start()
        if (straight and letter in "“”‘’") or _is_no_mark(text, at, letter):
            continue
        if letter in OPEN:
            waiting.append(_Mark(passage, at, letter))
        else:
            _close(_Mark(passage, at, letter), waiting, alone)
    return sorted([*waiting, *alone], key=lambda mark: mark.at)


def _close(mark: _Mark, waiting: list[_Mark], alone: list[_Mark]) -> None:
    """The partner is the last that waits for this mark; what waits above it has none."""
    right = SAME.get(mark.letter, mark.letter)
    for depth in range(1, min(len(waiting), 6) + 1):
        if OPEN[waiting[-depth].letter] == right:
            alone.extend(waiting[len(waiting) - depth + 1 :])
            del waiting[-depth:]
            return
    alone.append(mark)


def _is_no_mark(text: str, at: int, letter: str) -> bool:
    """An apostrophe between Latin letters, or the bracket behind the number of a list: `1)`, `一）`."""
    before = text[max(0, at - 5) : at]
    if letter in "’‘":
        return before[-1:].isascii() and before[-1:].isalnum()
    return letter in "）)" and _LIST.search(before) is not None and "（" not in before and "(" not in before
