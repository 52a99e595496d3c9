"""Figures made by hand for tests: a number, a unit, and no more than a test needs to say."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hengji.core.audit import Figure
from hengji.core.quantity import Unit

YUAN = Unit("yuan", "元", "money", (1, 1))
WAN = Unit("wan_yuan", "万元", "money", (10_000, 1))
YI = Unit("yi_yuan", "亿元", "money", (100_000_000, 1))
PERCENT = Unit("percent", "%", "ratio", (1, 100))
PERSON = Unit("person", "人", "person", (1, 1))
POINT = Unit("point", "分", "points", (1, 1))
UNITS = {unit.label: unit for unit in (YUAN, WAN, YI, PERCENT, PERSON, POINT)}


def one(position: int, text: str, **more: Any) -> Figure:
    """`2916.27万元`, `约12万元`, `5` with its place in the report."""
    bare = text.removeprefix("约")
    label = next((each for each in ("万元", "亿元", "元", "%", "人", "分") if bare.endswith(each)), "")
    digits = bare.removesuffix(label)
    decimals = len(digits.partition(".")[2])
    begin = 10 * position
    return Figure(
        **{
            "id": position, "start": begin, "end": begin + len(text), "text": text, "number": Decimal(digits), "decimals": decimals,
            "unit": UNITS.get(label), "passage": 0, "begin": begin, "stop": begin + len(text), "place": f"¶1[{begin}:{begin + len(text)}]",
            "about": text.startswith("约"), "role": "value", "year": 2023, **more,
        }
    )  # fmt: skip


def several(*texts: str) -> tuple[Figure, ...]:
    """Figures in the order of the text."""
    return tuple(one(at, text) for at, text in enumerate(texts))
