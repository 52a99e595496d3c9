"""Letters without a form that turn the direction of writing: digits behind them print in another order."""

from __future__ import annotations

import re

_TURNS, _TURNS_BACK = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068", "\u202c\u2069"
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def kinds(text: str) -> str:
    """Which of them stand in a text, each once.

    >>> kinds("1\u202e2\u202c3\u202e4") == "\u202e\u202c"
    True
    """
    return "".join(dict.fromkeys(_TURNING.findall(text)))


def without(text: str) -> str:
    """The text as it is typed."""
    return _TURNING.sub("", text)


def touching(text: str, low: int, first: int, last: int) -> tuple[int, int] | None:
    """The span with those that stand right before it, back to `low`; None where neither they nor it have any."""
    while first > low and _TURNING.match(text[first - 1]) and text[first - 1] not in _TURNS_BACK:
        first -= 1
    return (first, last) if _TURNING.search(text, first, last) else None


def reach(text: str, low: int, at: int) -> bool:
    """Whether one that stands between `low` and a place is not turned back before it."""
    open_ = 0
    for letter in text[low:at] if _TURNING.search(text, low, at) else "":
        open_ = max(0, open_ + (letter in _TURNS) - (letter in _TURNS_BACK))
    return open_ > 0
