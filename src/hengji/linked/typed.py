"""Numbers and units in a document that neither we nor the template put there."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from hengji.linked.around import Edges
from hengji.linked.drift import MEASURED, TYPED, Drift
from hengji.writing import figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.core.audit import Figure
    from hengji.linked.around import Span, Surroundings
    from hengji.linked.fixed import Fixed
    from hengji.linked.seats import Expected

LISTED = 2
"""A number at the beginning of a paragraph with so many digits counts the members of a list."""
_DIGITS, _COUNTS = re.compile(r"[0-9０-９]+(?:[.,][0-9]+)*"), re.compile(r"[.．、)）](?![0-9])")
_NUMERAL = re.compile(r"[0-9０-９]")


class Typed:
    """What is in a document besides `covered`, the figures that are accounted for."""

    def __init__(self, around: Surroundings, covered: list[Span], fixed: Fixed, expected: Expected) -> None:
        self._around, self._covered, self._fixed = around, Edges(covered), fixed
        self._page_alone, self._page = re.compile(expected.page_alone), re.compile(expected.page)
        self._unit = re.compile(rf"(?:{expected.unit_lead})\s*([\u4e00-\u9fff%％㎡]{{1,6}})") if expected.unit_lead else None

    def digits(self) -> tuple[list[Span], int]:
        """Digits that are neither the template's own nor count the members of a list nor a page; and how many are the template's."""
        found, fixed = [], 0
        for digits in _DIGITS.finditer(self._around.text):
            if self._of_figure_or_page(*digits.span()):
                continue
            left, right = self._around.beside(*digits.span())
            if len(left.strip()) <= 1 and _COUNTS.match(right) and len(digits[0]) <= LISTED:
                continue
            if self._fixed.holds(left, digits[0], right):
                fixed += 1
            else:
                found.append(digits.span())
        return found, fixed

    def _of_figure_or_page(self, start: int, end: int) -> bool:
        return self._covered.meets(start, end) or self._counts_pages(start, end)

    def _counts_pages(self, start: int, end: int) -> bool:
        """Whether a number of a header or footer is that of a page."""
        margin, text = self._around.margin(start), self._around.text
        if margin is None:
            return False
        return self._page_alone.fullmatch(text, *margin) is not None or self._page.match(text, end, margin[1]) is not None

    def numbers(self, read: Iterable[Figure]) -> Iterator[Drift]:
        """Numbers that were read in no bookmark and that the template does not print itself."""
        seen = Counter[str]()
        for figure in read:
            start, end = figure.start, figure.end
            if not _NUMERAL.search(figure.text) or self._of_figure_or_page(start, end):
                continue
            left, right = self._around.beside(start, end)
            if self._fixed.holds(left, figure.text, right):
                continue
            around = self._around.quoted(start, end)
            key = f"typed-{figures.digest(f'{around[0][-8:]}|{figure.plain}|{around[1][:8]}', 8)}"
            seen[key] += 1
            key = key if seen[key] == 1 else f"{key}-{seen[key]}"
            yield Drift(
                TYPED, key, figure.place, "", figure.plain, called=figure.label, around=around, start=start, end=end, typed=figure
            )

    def units(self) -> Iterator[Drift]:
        """Units over tables that the template does not have: every number below would be another one."""
        found = self._unit.finditer(self._around.text) if self._unit is not None and self._fixed.units else ()
        for number, unit in enumerate(found, 1):
            start, end = unit.span(1)
            if unit[1] in self._fixed.units or unit[1] not in self._fixed.known or self._covered.meets(start, end):
                continue
            around = self._around.quoted(start, end)
            yield Drift(MEASURED, f"unit-{number}", self._around.place(start), "", unit[1], around=around, start=start, end=end)
