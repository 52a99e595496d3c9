"""Misprints of fixed phrases: one letter of a phrase of the law book is another, is missing, or two have changed places.

One of the two halves of a phrase is then as it should be, so that a search for the halves finds every candidate.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import first, most, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Remark, Report
    from hengji.rulebook.check import Check

Found = tuple[int, int, str, str]
"""Begin, end, what stands there, what should."""


def misprinted(check: Check, report: Report) -> Iterator[Remark]:
    """A remark for each misprint. `phrases` are the right forms, `allowed` what looks like a misprint and is none."""
    yield from first(_remarks(check, report), most(check, 10))


def _remarks(check: Check, report: Report) -> Iterator[Remark]:
    """All passages are searched as one text, with a line end between them that no phrase can pass."""
    starts: list[int] = []
    length = 0
    for passage in report.passages:
        starts.append(length)
        length += len(passage.text) + 1
    text = "\n".join(passage.text for passage in report.passages)
    for begin, stop, found, right in _in(text, check):
        at = bisect_right(starts, begin) - 1
        start = starts[at]
        yield remark(check, report, report.passages[at], begin - start, stop - start, found=found, right=right)


def _in(text: str, check: Check) -> list[Found]:
    phrases, allowed = check.words["phrases"], check.words.get("allowed", ())
    least, taken = whole(check, "least_for_missing", 10), dict[int, Found]()
    for phrase in phrases:
        for begin, stop in _candidates(text, phrase, least):
            found = text[begin:stop]
            if not _is_right(text, begin, stop, phrase, (*phrases, *allowed)):
                old = taken.get(begin)
                if old is None or len(old[3]) < len(phrase):
                    taken[begin] = (begin, stop, found, phrase)
    return _longest(sorted(taken.values()))


def _longest(found: list[Found]) -> list[Found]:
    """Of misprints over each other, the one of the longest phrase."""
    kept: list[Found] = []
    for one in found:
        if kept and one[0] < kept[-1][1]:
            if len(one[3]) > len(kept[-1][3]):
                kept[-1] = one
        else:
            kept.append(one)
    return kept


def _is_right(text: str, begin: int, stop: int, phrase: str, known: tuple[str, ...]) -> bool:
    """Whether the letters are a part of something right: another phrase, or a word that is allowed, that covers the place."""
    found = text[begin:stop]
    for word in known:
        if word == phrase:
            continue
        at = word.find(found)
        if at >= 0 and text.startswith(word, begin - at):
            return True
        if len(word) <= len(found) and word not in phrase and word in found:
            return True
    return False


def _candidates(text: str, phrase: str, least: int) -> Iterator[tuple[int, int]]:
    size, half = len(phrase), len(phrase) // 2
    for part, back in ((phrase[:half], 0), (phrase[half:], half)):
        at = text.find(part)
        while at >= 0:
            begin = at - back
            if begin >= 0 and _one_off(text[begin : begin + size], phrase):
                yield begin, begin + size
            elif size >= least:
                yield from _one_missing(text, at, phrase, back)
            at = text.find(part, at + 1)


def _one_off(found: str, phrase: str) -> bool:
    """One letter is another Chinese one, or two neighbours have changed places."""
    if len(found) != len(phrase) or found == phrase:
        return False
    wrong = [at for at, letter in enumerate(found) if letter != phrase[at]]
    if len(wrong) == 1:
        return _chinese(found[wrong[0]]) and _chinese(phrase[wrong[0]])
    return (
        len(wrong) == 2  # noqa: PLR2004 - two neighbours
        and wrong[1] == wrong[0] + 1
        and found[wrong[0]] == phrase[wrong[1]]
        and found[wrong[1]] == phrase[wrong[0]]
        and _chinese(found[wrong[0]])
    )


def _one_missing(text: str, at: int, phrase: str, back: int) -> Iterator[tuple[int, int]]:
    """One letter inside is missing; the half that was found stands whole."""
    size = len(phrase) - 1
    begin = at if back == 0 else at - back + 1
    found = text[begin : begin + size] if begin >= 0 else ""
    if len(found) == size:
        cut = next((place for place in range(size) if found[place] != phrase[place]), size)
        if 0 < cut < size and found[cut:] == phrase[cut + 1 :]:
            yield begin, begin + size


def _chinese(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"
