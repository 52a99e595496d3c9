"""Numbers and dates as a cell of a workbook shows them. The value is never touched by floats; rounding is half away from zero, for show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

GENERAL = "General"
_TYPED_DIGITS, _COMPUTED_DIGITS, _MOST_DECIMALS = 15, 12, 30
_NAMES = frozenset({"", "general", "g/通用格式", "@"})
_DAY_SECONDS, _LAST_DAY, _LEAP_GAP = 86_400, 2_958_466, 60
_SHOWN = {0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 15: "d-mmm-yy"}
_MONEY = {37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00"}
_ACCOUNTS = {41: "#,##0;-#,##0;-", 42: "¥#,##0;¥-#,##0;¥-", 43: "#,##0.00;-#,##0.00;-", 44: "¥#,##0.00;¥-#,##0.00;¥-"}
_DAYS = {16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm"}
_TIMES = {45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 49: "@"}
_CHINESE = (
    dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"')
    | dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"')
    | {
        30: "m-d-yy",
        31: 'yyyy"年"m"月"d"日"',
        32: 'h"时"mm"分"',
        33: 'h"时"mm"分"ss"秒"',
        34: 'h"时"mm"分"',
        35: 'h"时"mm"分"ss"秒"',
    }
    | {55: 'h"时"mm"分"', 56: 'h"时"mm"分"ss"秒"'}
)
BUILT_IN = _SHOWN | _MONEY | _ACCOUNTS | _DAYS | _TIMES | _CHINESE
"""The formats that a file names by number only, as a Chinese program shows them."""
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]{0,255})"|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]{1,60})\]|(?P<half>AM/PM|A/P|上午/下午)'
    r"|(?P<day>[yYmMdDhHsSeEaAgGbB]{1,20}+(?:\.0{1,3})?)|(?P<digits>[0#?][0#?,]{0,60}+(?:\.[0#?]{0,30}+)?,{0,4}|\.[0#?]{1,30}+)|(?P<sign>.)",
    re.DOTALL,
)
_CURRENCY = re.compile(r"\$([^-]{0,10})(?:-[0-9A-Fa-f,]{1,12})?")
_COLOURS = re.compile(
    r"(?:black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]{1,2}|黑|蓝|青|绿|洋红|红|白|黄)(?:色)?", re.IGNORECASE
)
_ELAPSED = re.compile(r"[hms]{1,2}", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOST_FORMAT = 255
_LITERAL, _DIGITS, _DAY, _PERCENT, _OVER, _HALF = "literal", "digits", "day", "percent", "over", "half"


class StrangeFormatError(ValueError):
    """A format that is not understood; what the cell shows cannot be said."""


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    text: str


def moment(serial: Decimal, *, since_1904: bool) -> datetime | None:
    """The day and time of a number of days, to the millisecond; None outside of the calendar of workbooks.

    >>> moment(Decimal("45292"), since_1904=False), moment(Decimal("43830"), since_1904=True)
    (datetime.datetime(2024, 1, 1, 0, 0), datetime.datetime(2024, 1, 1, 0, 0))
    """
    if not 0 <= serial < _LAST_DAY:
        return None
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if serial < _LEAP_GAP else 30)  # noqa: DTZ001 - no zone
    return first + timedelta(milliseconds=int((serial * _DAY_SECONDS * 1_000).to_integral_value(ROUND_HALF_UP)))


def is_day(code: str) -> bool:
    """Whether a format shows days or times."""
    try:
        return any(part.kind in {_DAY, _OVER} for section in _sections(code) for part in section)
    except StrangeFormatError:
        return False


def display(value: Decimal, code: str, *, computed: bool = False, since_1904: bool = False) -> str:
    """What a cell shows; nothing that rounds to zero has a sign. Raises StrangeFormatError for a format that is not understood.

    >>> display(Decimal("0.125"), "0.0%"), display(Decimal("2916.265"), "#,##0.00"), display(Decimal("-3"), '0.00_);(0.00)')
    ('12.5%', '2,916.27', '(3.00)')
    >>> display(Decimal("15.470000000000001"), "General"), display(Decimal("0"), '0.00;-0.00;"-"??')
    ('15.47', '-')
    >>> display(Decimal("45000"), "0!.0,"), display(Decimal("1234567"), "0!.0000")
    ('4.5', '123.4567')
    """
    value = _settled(value, _COMPUTED_DIGITS if computed and code.lower() in _NAMES else _TYPED_DIGITS)
    if code.lower() in _NAMES:
        return _general(value)
    sections = _sections(code)
    negative = value < 0
    section = sections[1] if negative and len(sections) > 1 else sections[2] if not value and len(sections) > 2 else sections[0]  # noqa: PLR2004
    if any(part.kind in {_DAY, _OVER} for part in section):
        return _day(value, section, since_1904=since_1904)
    text = _number(abs(value), section)
    signed = negative and len(sections) == 1 and text != _number(Decimal(0), section)
    return f"-{text}" if signed else text


def _settled(value: Decimal, digits: int) -> Decimal:
    """Without the binary noise beyond the digits that a workbook keeps."""
    return Context(prec=digits, rounding=ROUND_HALF_UP).plus(value)


def _general(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"", "-0"} else text


@lru_cache(maxsize=1_024)
def _sections(code: str) -> tuple[tuple[_Part, ...], ...]:
    if len(code) > _MOST_FORMAT:
        raise StrangeFormatError(code)
    sections: list[list[_Part]] = [[]]
    for match in _TOKEN.finditer(code):
        if match["sign"] == ";":
            sections.append([])
        elif part := _part(match, code):
            sections[-1].append(part)
    return tuple(tuple(section) for section in sections)


def _part(match: re.Match[str], code: str) -> _Part | None:
    for group, kind in (("quoted", _LITERAL), ("escaped", _LITERAL), ("digits", _DIGITS), ("half", _HALF)):
        if match[group] is not None:
            return _Part(kind, match[group])
    if match["bracket"] is not None:
        return _bracket(match["bracket"], code)
    if match["day"] is not None:
        return _letters(match["day"], code)
    sign = match["sign"]
    if sign is None:
        return None
    return _Part(_PERCENT, sign) if sign == "%" else _Part(_LITERAL, sign)


def _letters(letters: str, code: str) -> _Part:
    small = letters.lower()
    if small == "general":
        return _Part(_DIGITS, GENERAL)
    if (
        small[0] not in "ymdhsea"
        or len(set(small.rstrip("0").rstrip("."))) > 1
        or (small[0] == "e" and code.lower().find("e+") >= 0)
    ):
        raise StrangeFormatError(code)
    return _Part(_DAY, small)


def _bracket(text: str, code: str) -> _Part | None:
    currency = _CURRENCY.fullmatch(text)
    if currency is not None:
        return _Part(_LITERAL, currency[1])
    if _COLOURS.fullmatch(text):
        return None
    if _ELAPSED.fullmatch(text):
        return _Part(_OVER, text.lower())
    raise StrangeFormatError(code)


def _number(value: Decimal, section: tuple[_Part, ...]) -> str:
    value = value.scaleb(2 * sum(part.kind == _PERCENT for part in section))
    if sum(part.kind == _DIGITS for part in section) > 1:
        return _spread(value, section)
    return "".join(_filled(value, part.text) if part.kind == _DIGITS else part.text for part in section).strip()


def _filled(value: Decimal, places: str) -> str:
    """A number in the places of a format: 0 must be there, # and ? may; a point that nothing follows is left out."""
    if places == GENERAL:
        return _general(value)
    scaled = len(places) - len(places.rstrip(","))
    whole, _, fraction = places.rstrip(",").partition(".")
    value = value.scaleb(-3 * scaled)
    rounded = value.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, Context(prec=400))
    before, _, after = f"{rounded:f}".partition(".")
    before = before.lstrip("0").rjust(whole.count("0"), "0")
    least = len(fraction.rstrip("#?"))
    after = after[:least] + after[least:].rstrip("0")
    before = _in_thousands(before) if "," in whole else before
    return f"{before}.{after}" if after else before


def _spread(value: Decimal, section: tuple[_Part, ...]) -> str:
    """Digits with signs between them, filled from the right: 0!.0, shows 45000 as 4.5."""
    places = "".join(part.text for part in section if part.kind == _DIGITS)
    if any(sign not in "0#?" for sign in places.rstrip(",")) or any(part.text == "/" for part in section):  # a fraction
        raise StrangeFormatError(places)
    left, out = _filled(value, places), list[str]()
    first = next(at for at, part in enumerate(section) if part.kind == _DIGITS)
    for at in range(len(section) - 1, -1, -1):
        part = section[at]
        width = len(part.text.rstrip(",")) if part.kind == _DIGITS and at != first else 0
        out.append(part.text if part.kind != _DIGITS else left[-width:] if at != first else left)
        left = left[:-width] if width else left
    return "".join(reversed(out)).strip()


def _in_thousands(digits: str) -> str:
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    return ",".join([*groups, *(digits[at : at + 3] for at in range(head, len(digits), 3))])


def _day(serial: Decimal, section: tuple[_Part, ...], *, since_1904: bool) -> str:
    at = moment(serial, since_1904=since_1904)
    if at is None:
        raise StrangeFormatError("".join(part.text for part in section))
    halves = any(part.kind == _HALF for part in section)
    clock, out = False, []
    seconds = int((serial * _DAY_SECONDS).to_integral_value(ROUND_HALF_UP))
    for index, part in enumerate(section):
        if part.kind == _OVER:
            out.append(str({"h": seconds // 3_600, "m": seconds // 60, "s": seconds}[part.text[0]]).rjust(len(part.text), "0"))
            clock = True
        elif part.kind == _HALF:
            first, _, second = part.text.partition("/")
            out.append(first if at.hour < 12 else second)  # noqa: PLR2004 - noon
        elif part.kind == _DAY:
            minutes = part.text[0] == "m" and len(part.text) <= 2 and (clock or _before_seconds(section, index))  # noqa: PLR2004
            out.append(_unit(at, part.text, minutes=minutes, halves=halves))
            clock = part.text[0] == "h" or (clock and part.text[0] != "m")
        else:
            out.append(part.text)
    return "".join(out).strip()


def _before_seconds(section: tuple[_Part, ...], index: int) -> bool:
    after = next((part for part in section[index + 1 :] if part.kind in {_DAY, _OVER}), None)
    return after is not None and after.text[0] == "s"


def _unit(at: datetime, text: str, *, minutes: bool, halves: bool) -> str:
    kind, width = text[0], len(text)
    if kind == "m" and not minutes and width > 2:  # noqa: PLR2004 - a name, not a number
        return _MONTHS[at.month - 1]
    hour = (at.hour + 11) % 12 + 1 if halves else at.hour
    if kind in "ye":
        return f"{at.year % 100:02d}" if kind == "y" and width <= 2 else str(at.year)  # noqa: PLR2004
    if kind == "a" or (kind == "d" and width > 2):  # noqa: PLR2004 - days of the week say nothing of a figure
        raise StrangeFormatError(text)
    if kind == "s" and "." in text:
        places = width - text.index(".") - 1
        return f"{at.second:02d}.{at.microsecond // 1_000:03d}"[: 3 + places]
    number = {"m": at.minute if minutes else at.month, "d": at.day, "h": hour, "s": at.second}[kind]
    return str(number).rjust(min(width, 2), "0")
