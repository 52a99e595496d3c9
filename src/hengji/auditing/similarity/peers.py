"""Ratios that stand far from those of the other units of the year: questions, no judgements."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING

from hengji.auditing.similarity.records import PEERS, Outlier, Sketch, number
from hengji.core import exact
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check


def peers(sketches: Iterable[Sketch], book: Book) -> Iterator[Outlier]:
    """Ratios that stand far from those of the other units of the same year, in the order of the checks, then of the reports."""
    every = list(sketches)
    for check in book.kind(PEERS):
        for year in sorted({each.year for each in every if each.year is not None}):
            ratios: dict[str, tuple[Sketch, Exact]] = {}
            for each in every:
                ratio = dict(each.ratios).get(check.id)
                if ratio is not None and each.year == year:
                    ratios.setdefault(plain(each.unit) or each.name, (each, ratio))
            yield from _outliers(check, year, list(ratios.values()))


def _outliers(check: Check, year: int, ratios: Sequence[tuple[Sketch, Exact]]) -> Iterator[Outlier]:
    if len(ratios) < number(check, "least_peers"):
        return
    middle = median([ratio for _, ratio in ratios])
    spread = median([_distance(ratio, middle) for _, ratio in ratios])
    if not spread[0]:
        return  # most are equal: there is no measure of what is far
    for each, ratio in ratios:
        far = exact.divide(exact.multiply(check.numbers["scale"], _distance(ratio, middle)), spread)
        if exact.compare(far, check.numbers["far"]) > 0:
            figures, part = next(((ids, part) for name, ids, part in each.rated if name == check.id), ((), None))
            yield Outlier(check.id, each.name, each.unit, year, ratio, middle, exact.reduce(far), len(ratios) - 1, figures, part)


def _distance(a: Exact, b: Exact) -> Exact:
    far = exact.reduce(exact.subtract(a, b))
    return abs(far[0]), far[1]


def median(numbers: Sequence[Exact]) -> Exact:
    """The middle one, or half the sum of the two in the middle.

    >>> median([(3, 1), (1, 2), (1, 1), (1, 3)])
    (3, 4)
    """
    ordered = sorted(numbers, key=cmp_to_key(exact.compare))
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return exact.reduce(exact.divide(exact.add(ordered[half - 1], ordered[half]), (2, 1)))
