"""A chart as PNG, for Word. It needs a Chinese face on this machine; where there is none, there is no picture, and the table says it all."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from resvg_py import svg_to_bytes

if TYPE_CHECKING:
    from hengji.writing.charts.svg import Chart

ZOOM, KEPT = 2, 64
_PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text x="2" y="32" font-size="32">{}</text></svg>'
_LETTERS = ("分", "数")


def png(chart: Chart) -> bytes | None:
    """The picture at twice its size; None where this machine has no Chinese face, so that no picture shows empty boxes for words."""
    return _drawn(chart.svg()) if has_chinese_face() else None


@lru_cache(maxsize=KEPT)
def _drawn(svg: str) -> bytes:
    return bytes(svg_to_bytes(svg_string=svg, zoom=ZOOM))


@cache
def has_chinese_face() -> bool:
    """Whether Chinese letters can be drawn: without a face two letters look alike, empty or as one box."""
    drawn = {bytes(svg_to_bytes(svg_string=_PROBE.format(letter))) for letter in ("", *_LETTERS)}
    return len(drawn) == 1 + len(_LETTERS)
