"""What a run of digits is, and what was read with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from hengji.core.quantity import Unit

RANGE, RATIO, FRACTION = "range", "ratio", "fraction"
"""Forms of a figure of two numbers: 3至5人, 1:1, 2/3."""


class Kind(StrEnum):
    """What a run of digits is."""

    FIGURE = "figure"
    DATE = "date"
    LIST_NUMBER = "list_number"
    DOCUMENT_NUMBER = "document_number"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of digits, or several that make one figure, with the unit behind it; `raw` is the text of the span.

    The span begins with the first digit: a sign before it stays outside, but `number` is negative. `number` and `decimals` are as printed;
    `unit` None where no unit follows. `operator` is ≥ ≤ ＞ ＜, from a sign or a word before it or a word behind it (以上), `about` says 约 余 近
    多 左右, `measure` a measure word that the law book's units lack; `incomplete` a bare 万, 亿 or W, which may be money or ten thousand of
    anything. `form` is range, ratio or fraction for a figure of two numbers, of which `second` is the other one.
    """

    kind: Kind
    start: int
    end: int
    raw: str
    number: Decimal | None = None
    decimals: int = 0
    unit: Unit | None = None
    operator: str = ""
    about: bool = False
    measure: str = ""
    incomplete: bool = False
    second: Decimal | None = None
    form: str = ""
