"""The public twin of a report with 300 figures, by `bench/twin.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import twin
from bench.documents.line import Line

if TYPE_CHECKING:
    from bench.documents.line import Place


def lines(_place: Place, _rounds: int) -> list[Line]:
    """Its own lines on this page."""
    return [Line(each.name, each.seen, "–", each.limit, each.met) for each in twin.measure()]
