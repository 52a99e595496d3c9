"""A slip that closes is evidence: what is printed is one edit away from what its words come to, or is made of another named figure of the report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.auditing.diagnosis import slip
from hengji.auditing.reviewing.nouns import kind
from hengji.core import exact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Figure, Report
    from hengji.core.exact import Exact

_SURE = 3


@dataclass(frozen=True, slots=True)
class Ratio:
    """A printed ratio of a part and a whole, each a figure of the report."""

    printed: Figure
    part: Figure
    whole: Figure

    @property
    def right(self) -> Decimal:
        """What the two come to, with the printed decimals."""
        return self.of(self.part.value, self.whole.value)

    def of(self, part: Exact, whole: Exact) -> Decimal:
        """What two amounts come to, in the unit and with the decimals of what is printed."""
        factor = self.printed.unit.factor if self.printed.unit is not None else exact.ONE
        return exact.decimal(exact.divide(exact.divide(part, whole), factor), self.printed.decimals)

    @property
    def statement(self) -> str:
        """As a person writes it."""
        unit = self.printed.unit.label if self.printed.unit is not None else ""
        return f"{self.part.plain} ÷ {self.whole.plain} ＝ {self.right}{unit}"

    @property
    def holds(self) -> bool:
        """Whether it is what the two come to, cut off or rounded, or said with 约 and near; amounts of few digits (0.0383 亿元) leave more room."""
        last = Decimal(1).scaleb(-self.printed.decimals)
        both = self.of(self.part.value, exact.add(self.part.value, self.whole.value))
        less, more = (_ends(each) for each in (self.part, self.whole))
        if both == self.printed.number or less[0][0] <= 0 or more[0][0] <= 0:
            return both == self.printed.number or abs(self.right - self.printed.number) <= last
        least, most = self.of(less[0], more[1]), self.of(less[1], more[0])
        return least - last <= self.printed.number <= most + last


def _ends(figure: Figure) -> tuple[Exact, Exact]:
    """Between which amounts lies what was rounded to what is printed."""
    factor = figure.unit.factor if figure.unit is not None else exact.ONE
    half = exact.multiply(factor, (1, 2 * 10**figure.decimals))
    return exact.subtract(figure.value, half), exact.add(figure.value, half)


def digits(figure: Figure) -> int:
    """The digits that tell: without leading noughts and the point."""
    return len(f"{figure.number:f}".replace(".", "").lstrip("0"))


def closes(ratio: Ratio, report: Report) -> Figure | None:
    """The figure that is slipped or was taken instead: the printed one itself, or another part or whole of the report; None where nothing closes."""
    printed = ratio.printed
    long = digits(printed) >= _SURE
    if long and (slip(printed, ratio.right) or _complement(ratio)):
        return printed
    for other in _others(ratio.whole, report):
        if ratio.of(ratio.part.value, other.value) == printed.number and (long or _related(other, ratio.whole)):
            return other
    if not long:
        return None
    for other in _others(ratio.part, report):
        if ratio.of(other.value, ratio.whole.value) == printed.number and _instead(ratio.part, other, printed):
            return other
    return None


def _instead(part: Figure, other: Figure, printed: Figure) -> bool:
    """Whether a part may have been taken for another: one of the same whole, one whose digits are a slip of it, or a ratio of many digits."""
    return other.whole == part.whole >= 0 or slip(part, other.number) or digits(printed) > _SURE


def _complement(ratio: Ratio) -> bool:
    return ratio.printed.dimension == "ratio" and 100 - ratio.right == ratio.printed.number


def _others(own: Figure, report: Report) -> Iterator[Figure]:
    """The other amounts of its kind; of a very long report those before it."""
    for each in report.figures[:5000]:
        if (
            each.number > 0
            and exact.compare(each.value, own.value)
            and kind(each) == kind(own)
            and each.role in ("value", "base", "actual")
        ):
            yield each


def _related(other: Figure, own: Figure) -> bool:
    """Whether it is a part of the same thing, told beside it."""
    return other.whole == own.id or own.whole == other.id >= 0 or other.passage == own.passage
