"""Many reports: paragraphs that two of them share beyond the common template, and names left from another unit."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

import numpy as np

from hengji.auditing.similarity.records import LINK, OTHER_UNIT, OTHER_YEAR, Copied, Left, Match, Side, Sketch, number, settings
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

ROWS = 4
"""Four values of sixteen bits are one band of 64 bits: two paragraphs are compared where a whole band agrees."""
_CHUNK = 1 << 16


def pairs(sketches: Iterable[Sketch], book: Book) -> Iterator[Copied]:
    """Every two reports with paragraphs in common, in the order of the reports; paragraphs that many units share are template and left out.

    Each paragraph is held against its next few neighbours only, so that time grows as the number of paragraphs, however much was copied.
    """
    every, check = list(sketches), settings(book)
    values, counts = number(check, "values"), [len(each) for each in every]
    units = _units(every)
    matrix = np.frombuffer(b"".join(each.signatures for each in every), dtype="<u2").reshape(-1, values)
    owner = np.repeat(np.arange(len(every), dtype=np.int32), counts)
    of_unit = np.array(units, dtype=np.int32)[owner]
    limit = _limit(len(set(units)), check)
    kept = np.flatnonzero(~_template(matrix, of_unit, limit))
    least = -(-values * number(check, "similarity") // 100)
    found = _alike(matrix, owner, of_unit, kept, (number(check, "neighbours"), least))
    firsts = [0, *accumulate(counts)]
    alone = len(set(units)) < number(check, "knows_template")
    yield from _copied(every, units, matrix, found, firsts, alone=alone)


def _units(sketches: Sequence[Sketch]) -> list[int]:
    """A number for each report's unit; a report that names none is a unit of its own."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(plain(each.unit) or f"{LINK}{at}", len(numbers)) for at, each in enumerate(sketches)]


def _limit(units: int, check: Check) -> int:
    """How many units may share a paragraph before it is template."""
    share = units * number(check, "template_percent") // 100
    return min(max(share, number(check, "template_least")), number(check, "template_most"))


def _bands(matrix: NDArray[np.uint16]) -> Iterator[NDArray[np.uint64]]:
    """Band after band, the key of every paragraph."""
    for at in range(0, matrix.shape[1], ROWS):
        yield np.ascontiguousarray(matrix[:, at : at + ROWS]).view("<u8").ravel()


def _template(matrix: NDArray[np.uint16], units: NDArray[np.int32], limit: int) -> NDArray[np.bool_]:
    """The paragraphs that more than so many units have in common."""
    template = np.zeros(len(matrix), dtype=np.bool_)
    for keys in _bands(matrix):
        order = np.lexsort((units, keys))
        key, unit = keys[order], units[order]
        begins = np.concatenate(([True], key[1:] != key[:-1])) if len(key) else np.zeros(0, dtype=np.bool_)
        run = np.cumsum(begins) - 1
        new = begins | np.concatenate(([True], unit[1:] != unit[:-1])) if len(key) else begins
        many = np.bincount(run, weights=new) > limit if len(key) else np.zeros(0, dtype=np.bool_)
        template[order[many[run]]] = True
    return template


def _alike(
    matrix: NDArray[np.uint16],
    owner: NDArray[np.int32],
    units: NDArray[np.int32],
    kept: NDArray[np.int64],
    bounds: tuple[int, int],
) -> list[tuple[int, int]]:
    """Paragraphs of two reports that agree in a band and then in at least so many values, the smaller number first, sorted."""
    neighbours, least = bounds
    found = np.zeros((0, 2), dtype=np.int64)
    for every in _bands(matrix):
        keys = every[kept]
        order = kept[np.lexsort((owner[kept], units[kept], keys))]
        key = np.sort(keys)
        for step in range(1, neighbours + 1):
            close = np.flatnonzero((key[step:] == key[:-step]) & (owner[order[step:]] != owner[order[:-step]]))
            both = np.sort(np.stack((order[close], order[close + step]), axis=1), axis=1)
            found = np.unique(np.concatenate((found, _verified(matrix, both, least))), axis=0)
    return [(int(first), int(second)) for first, second in found]


def _verified(matrix: NDArray[np.uint16], both: NDArray[np.int64], least: int) -> NDArray[np.int64]:
    kept = [both[:0]]
    for at in range(0, len(both), _CHUNK):
        some = both[at : at + _CHUNK]
        kept.append(some[(matrix[some[:, 0]] == matrix[some[:, 1]]).sum(axis=1) >= least])
    return np.concatenate(kept)


def _copied(
    sketches: Sequence[Sketch],
    units: Sequence[int],
    matrix: NDArray[np.uint16],
    found: Iterable[tuple[int, int]],
    firsts: Sequence[int],
    *,
    alone: bool,
) -> Iterator[Copied]:
    """Pairs of paragraphs put together by pairs of reports, each paragraph of the first with the one most like it."""
    placed = sorted((_owner(firsts, first), _owner(firsts, second), first, second) for first, second in found)
    for (one, two), several in groupby(placed, key=lambda each: each[:2]):
        first, second = sketches[one], sketches[two]
        same_unit = units[one] == units[two]
        if same_unit and first.year == second.year:
            continue  # two versions of one report
        best: dict[int, Match] = {}
        for _, _, a, b in several:
            same = int((matrix[a] == matrix[b]).sum())
            at, to = a - firsts[one], b - firsts[two]
            if at not in best or best[at].same < same:
                left = "" if same_unit else _left(first, at, second) or _left(second, to, first)
                best[at] = Match(first.part(at), second.part(to), same, matrix.shape[1], left)
        matches = tuple(best[at] for at in sorted(best))
        yield Copied(OTHER_YEAR if same_unit else OTHER_UNIT, _side(first), _side(second), matches, alone)


def _owner(firsts: Sequence[int], paragraph: int) -> int:
    """The report of a paragraph: the last that begins at or before it."""
    return bisect_right(firsts, paragraph) - 1


def _side(each: Sketch) -> Side:
    return Side(each.name, each.unit, each.year, each.letters)


def _left(report: Sketch, paragraph: int, other: Sketch) -> str:
    """The other unit's name, where the paragraph holds it and it is no part of the unit's own."""
    if not other.unit or _related(report.unit, other.unit):
        return ""
    named = (line.split(" ", 1) for line in report.names.split(LINK) if line)
    return other.unit if any(int(at) == paragraph and words.endswith(other.unit) for at, words in named) else ""


def _related(unit: str, other: str) -> bool:
    """Whether one name holds the other: an office and what belongs to it may name each other."""
    return unit in other or other in unit


def names_left(sketches: Iterable[Sketch]) -> Iterator[Left]:
    """Reports that call themselves by the name of another unit of the run."""
    every = list(sketches)
    known: dict[str, Sketch] = {}
    for each in every:
        known.setdefault(each.unit, each)
    known.pop("", None)
    for each in every:
        if not each.unit:
            continue
        told = set()
        for place, _, end, words in each.claims:
            other = next((words[at:] for at in range(len(words)) if words[at:] in known), "")
            if other and other not in told and not _related(each.unit, other):
                told.add(other)
                yield Left(each.name, each.unit, other, place, end - len(other), end, words[-len(other) :], _side(known[other]))
