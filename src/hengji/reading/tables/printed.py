"""A number as its cell shows it: the stored value under the cell's number format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from hengji.core import exact

GENERAL = frozenset({"", "General", "@"})
_DROPPED = re.compile(r"\[(?:\$[^\]<>=]*|[A-Za-z]+[0-9]*)\]|_.|\*.|\\ ")
_QUOTED = re.compile(r'"([^"]*)"')
_SECTIONS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_PATTERN = re.compile(
    r"[+\-(]?(?P<whole>[#0?,]*[#0?])(?:\.(?P<fraction>[#0?]+))?(?P<percent>%?)(?P<after>[^#0?,.%()\\!@/:a-zA-Z;-]{0,8})\)?"
)
MOST_DECIMALS = 20
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Printed:
    """`text` is what the cell shows; `finer` holds the stored value where it has more digits, `odd` a format that is not understood."""

    text: str
    finer: str = ""
    odd: str = ""


def shown(value: float, style: str) -> Printed:
    r"""A stored number under a number format; beyond fifteen digits a spreadsheet keeps nothing that someone meant.

    >>> shown(2900.8, "#,##0.00").text, shown(14, "General").text, shown(0.9853, "0.00%").text
    ('2,900.80', '14', '98.53%')
    >>> shown(1100.5549, "0.00").finer, shown(12345.0, "0\\.0,").odd
    ('1100.5549', '0\\.0,')
    """
    stored = Decimal(f"{value:.15g}")
    if style in GENERAL:
        return Printed(_plain(stored))
    found = _PATTERN.fullmatch(_pattern(style, negative=stored < 0))
    if found is None:
        return Printed(_plain(stored), odd=style)
    scaled = stored * HUNDRED if found["percent"] else stored
    least = found["fraction"] or ""
    text = _rounded(scaled, len(least), least.count("0"), grouped="," in found["whole"])
    finer = "" if Decimal(text.replace(",", "")) == scaled else _plain(scaled)
    return Printed(text + found["percent"] + found["after"].strip(), finer)


def _pattern(style: str, *, negative: bool) -> str:
    """The part of a format that a value uses, without colours, fillers and quotes; 0 is shown as amounts are."""
    sections = _SECTIONS.split(style)
    section = sections[1] if negative and len(sections) > 1 and sections[1] else sections[0]
    return _QUOTED.sub(r"\1", _DROPPED.sub("", section)).strip()


def _rounded(number: Decimal, most: int, least: int, *, grouped: bool) -> str:
    text = exact.text(exact.of(number), most)
    whole, _, fraction = text.partition(".")
    kept = fraction[:least] + fraction[least:].rstrip("0")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return sign + (f"{int(digits):,}" if grouped else digits) + (f".{kept}" if kept else "")


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text
