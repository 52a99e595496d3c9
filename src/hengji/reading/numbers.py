"""Every run of digits of a text, and what it is: a figure with its unit, a date, a list number, a document number, or something else.

Every run is judged by a window of the text of bounded width, and no quantifier stands inside another over the same letters: the cost is the length.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.reading.runs.dates import bare_year_end, date_end, time_end
from hengji.reading.runs.mark import FRACTION, RANGE, RATIO, Kind, Mark
from hengji.reading.runs.measure import Measure, behind, grammar
from hengji.reading.runs.numerals import chinese_marks
from hengji.reading.runs.others import document_end, item_code, list_end, other_end
from hengji.reading.runs.plain import BREAK, RUN, plainly
from hengji.reading.runs.signs import before_figure, behind_figure, is_negative

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.core.quantity import Unit
    from hengji.reading.runs.measure import Grammar

__all__ = ["FRACTION", "RANGE", "RATIO", "Kind", "Mark", "figures", "marks"]

_WINDOW = 20
"""How many letters before a run are looked at."""
_PRINTED = 16
"""How many letters of a printed line must stand before a number that the line's end cuts."""
_SURE = frozenset({"money", "ratio"})
_LONGEST = 30
"""More digits than any figure has."""
_THOUSANDS = re.compile(r"\d{1,9}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:,\d{2,4})+\.\d{1,2}")
_NUMBER = r"\d{1,20}+(?:,\d{3})*+(?:\.\d{1,20}+)?"
_PERCENT = re.compile(rf"{BREAK}\\?%")
_RATIO = re.compile(r"\d{1,4}(?:\.\d{1,4})?[ ]?[:：∶][ ]?(?P<b>\d{1,4}(?:\.\d{1,4})?)(?![\d:：])")
_FRACTION = re.compile(r"\d{1,4}/(?P<b>[1-9]\d{0,3})(?![\d/.%])")
_MINUS = re.compile(r"[ \u3000]{1,2}[\-－–−][ \u3000]")
_TERM = re.compile(r"\d[^\d\s，。；：、]{0,4}[ \u3000]{0,2}[＋+－\-−×÷＝=][ \u3000]{0,2}$")
_SUM = re.compile(r"[ \u3000]{0,2}[＋+－−×÷＝=]")
"""Behind an operator, or before one, a dash is a minus."""
_RANGE = re.compile(rf"[ \u3000]{{0,2}}(?P<to>[—\-–~～〜]{{1,2}}|[至到])[ \u3000]{{0,2}}(?P<b>{_NUMBER})(?![\d.])")
_FROM = re.compile(r"[由从自][^，。；]{0,10}$")
_CUT = re.compile(r"[ \u3000]{0,2}\r?\n(?:\r?\n)?[ \u3000]{0,2}(?=[\d.])|[ \xa0\u2009](?=\d{3}(?:[.](?=\d)|(?!\d)))")
_PROSE = re.compile(r"[\u4e00-\u9fff≥≤>＜＞为约近][ \u3000]{0,2}$")
_GROUP = re.compile(r"[ \xa0\u2009](\d{3}(?:\.\d{1,6})?)(?![\d.])")
_REST = re.compile(r"\.?\d{1,9}(?:\.\d{1,6})?(?![\d.,])")
_YEAR = re.compile(r"(?:19|20)\d{2}")


def marks(text: str, units: Mapping[str, Unit]) -> tuple[Mark, ...]:
    """Every run of digits of a text, each in exactly one mark, and every figure and date in Chinese numerals, in the order of the text."""
    plain, rules = plainly(text), grammar(tuple(units))
    return tuple(_merged(_Reader(text, plain, rules, units).marks(), chinese_marks(text, plain, rules, units)))


def figures(text: str, units: Mapping[str, Unit]) -> tuple[Mark, ...]:
    """The figures alone."""
    return tuple(mark for mark in marks(text, units) if mark.kind is Kind.FIGURE)


def _merged(digits: Iterator[Mark], chinese: Iterator[Mark]) -> list[Mark]:
    """Both in the order of the text; a mark of digits goes before one of numerals that it touches, but for 百分之95."""
    found = list(digits)
    others = list(chinese)
    if not others:
        return found
    both: list[Mark] = []
    for mark in sorted((*found, *others), key=lambda each: (each.start, -each.end)):
        if not both or mark.start >= both[-1].end:
            both.append(mark)
    return both


class _Reader:
    """Goes through one text from run to run; `until` and `kind` are the claim that reaches beyond the last run."""

    def __init__(self, text: str, plain: str, rules: Grammar, units: Mapping[str, Unit]) -> None:
        self.text, self.plain, self.rules, self.units = text, plain, rules, units
        self.until, self.kind = 0, Kind.OTHER
        self.last_end, self.last_kind = -1, Kind.OTHER
        self.known = (-1, Measure(-1, None, ""))

    def marks(self) -> Iterator[Mark]:
        """The marks of all runs."""
        at = 0
        while (run := RUN.search(self.plain, at)) is not None:
            mark = self._mark(run.start(), self._run_end(run))
            yield mark
            at = self.last_end = mark.end
            self.last_kind = mark.kind

    def _run_end(self, run: re.Match[str]) -> int:
        """A comma belongs to a run only as a thousands separator."""
        digits = run[0]
        if "," not in digits:
            return run.end()
        whole = _THOUSANDS.match(digits)
        return run.start() + (whole.end() if whole is not None else digits.index(","))

    def _mark(self, start: int, end: int) -> Mark:
        if start < self.until:
            return self._plain_mark(self.kind, start, end)
        before = self.plain[max(0, start - _WINDOW) : start]
        if self._certain(start, end, before):
            return self._figure(start, end, before)
        claim = self._claim(start, end, before)
        if claim is None:
            return self._figure(start, end, before)
        self.kind, self.until, end = claim
        return self._plain_mark(self.kind, start, end)

    def _certain(self, start: int, end: int, before: str) -> bool:
        """Money and rates are figures wherever they stand, but for the constant 100 % of a formula and for names in letters."""
        unit = self._measure(end, before)
        if unit.unit is None or unit.incomplete or end - start > _LONGEST or unit.unit.dimension not in _SURE:
            return False
        digits = self.plain[start:end]
        return digits != "100" and digits.count(".") < len("..") and not (before[-1:].isascii() and before[-1:].isalpha())

    def _plain_mark(self, kind: Kind, start: int, end: int) -> Mark:
        return Mark(kind, start, end, self.text[start:end])

    def _claim(self, start: int, end: int, before: str) -> tuple[Kind, int, int] | None:
        """What a run is that is no figure: its kind, how far the claim reaches, and where the run itself ends."""
        plain = self.plain
        if end - start > _LONGEST:
            return Kind.OTHER, end, end
        if until := document_end(plain, start, before):
            return Kind.DOCUMENT_NUMBER, until, end
        if not before.endswith("第") and (until := date_end(plain, start)):
            return Kind.DATE, until, end
        code = item_code(plain, start)
        if code:
            return Kind.LIST_NUMBER, code - 1, code - 1
        unit = self._measure(end, before).end > end
        if until := list_end(plain, start, before, unit=unit):
            return Kind.LIST_NUMBER, until, end
        if until := other_end(plain, start, end, before, unit=unit):
            return Kind.OTHER, until, end
        if not unit and not any(before_figure(before)):
            compared = self.last_kind is Kind.DATE and start - self.last_end <= len("\t\n\n\t")
            if until := bare_year_end(plain, start, before, compared=compared):
                return Kind.DATE, until, end
        until = time_end(plain, start, before)
        return (Kind.OTHER, until, end) if until else None

    def _measure(self, end: int, before: str) -> Measure:
        """The unit behind a number; asked again for the same number, it is not read again."""
        at, known = self.known
        if at != end:
            known = self._read_measure(end, before)
            self.known = (end, known)
        return known

    def _figure(self, start: int, end: int, before: str) -> Mark:
        """A figure with what stands before and behind it."""
        plain = self.plain
        end, digits = self._joined(start, end, before)
        number, decimals = _number(digits)
        form, stop, second = self._second(start, end, number, before)
        measure = Measure(stop, None, "") if form in (RATIO, FRACTION) else self._measure(stop, before)
        operator, near = before_figure(before)
        after, around = behind_figure(plain, measure.end)
        dashed = (
            self.last_kind is Kind.FIGURE and self.last_end >= start - len(" - ") and not plain[self.last_end : start].strip(" -–—")
        )
        if not dashed and is_negative(plain, start, end, before, unit=measure.unit is not None):
            number = -number
        return Mark(
            Kind.FIGURE, start, measure.end, self.text[start : measure.end], number, decimals, measure.unit, operator or after,
            near or around or measure.about, measure.word, measure.incomplete, second, form,
        )  # fmt: skip

    def _read_measure(self, end: int, before: str) -> Measure:
        percent = _PERCENT.match(self.plain, end)
        if percent is not None:
            return Measure(percent.end(), self.units.get("%"), "")
        return behind(self.plain, end, before, self.rules, self.units) or Measure(end, None, "")

    def _second(self, start: int, end: int, number: Decimal, before: str) -> tuple[str, int, Decimal | None]:
        """The form, the end and the second number of a ratio, a fraction or a range that is one figure."""
        for form, pattern in ((RATIO, _RATIO), (FRACTION, _FRACTION)):
            match = pattern.match(self.plain, start)
            if match is not None and match.end("b") > end:
                return form, match.end(), Decimal(match["b"])
        own = self._measure(end, before)
        unit = own.unit is not None or own.word
        match = None if _MINUS.match(self.plain, own.end) else _RANGE.match(self.plain, own.end)
        if match is None or (match["to"] in "至到" and (_FROM.search(before) is not None or (unit and not self._percent(own)))):
            return "", end, None
        second, _ = _number(match["b"])
        if match["to"] not in "至到" and (_TERM.search(before) or _SUM.match(self.plain, match.end())):
            return "", end, None
        if second < number or date_end(self.plain, match.start("b")):
            return "", end, None
        if unit:
            other = self._measure(match.end(), before)
            if (other.unit, other.word) != (own.unit, own.word):
                return "", end, None
        return RANGE, match.end(), second

    def _percent(self, measure: Measure) -> bool:
        return measure.unit is not None and measure.unit is self.units.get("%")

    def _joined(self, start: int, end: int, before: str) -> tuple[int, str]:
        """A number that a line end or a space cuts, in a sentence and with a unit behind its second half."""
        digits = self.plain[start:end]
        cut = _CUT.match(self.plain, end)
        if cut is None or "." in digits or _PROSE.search(before) is None or "\n" in before or "\t" in before:
            return end, digits
        rest = _REST.match(self.plain, cut.end())
        line = "\n" in cut[0]
        if rest is None or (line and len(before) < _PRINTED) or (not line and (len(digits) > len("999") or digits[0] == "0")):
            return end, digits
        stop, tail = rest.end(), rest[0]
        while not line and len(rest[0]) == len("000") and (more := _GROUP.match(self.plain, stop)) is not None:
            stop, tail = more.end(), tail + more[1]
        if (line and _YEAR.fullmatch(digits) and rest[0][0] != ".") or self._measure(stop, before).end == stop:
            return end, digits
        return stop, digits + tail


def _number(digits: str) -> tuple[Decimal, int]:
    """The number as it is printed; a comma belongs to it where three digits follow. A second point, which no number has, is passed over."""
    whole, *rest = digits.replace(",", "").split(".")
    decimals = "".join(rest)
    return Decimal(f"{whole or 0}.{decimals}" if decimals else whole or "0"), len(decimals)
