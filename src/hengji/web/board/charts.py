"""The board's charts: drawn on the server from whole numbers, each beside the table that says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.web.board import figures
from hengji.web.law import word
from hengji.writing.charts.columns import Series, columns
from hengji.writing.charts.scales import Bar, scales

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.web.board.figures import Unit

MOST_BARS = 16


def scores(rows: Sequence[Unit]) -> str:
    """How many units have a score of each class: as claimed, and as reviewed (as computed where nothing was reviewed)."""
    second = figures.REVIEWED if any(row.reviewed for row in rows) else figures.COMPUTED
    return columns(
        word("board_scores"), word("board_scores_said"), figures.classes(),
        Series(word("board_claimed"), figures.counts(rows, figures.CLAIMED)), Series(word(f"board_{second}"), figures.counts(rows, second)),
        (word("board_axis_score"), word("board_axis_units")),
    ).svg(1)  # fmt: skip


def findings(rows: Sequence[Unit]) -> str:
    """Findings by weight: how many, and in how many units."""
    weights = ("error", "warning", "notice")
    return columns(
        word("board_findings"), word("board_findings_said"), [word(f"severity_{each}") for each in weights],
        Series(word("board_count"), [sum(getattr(row, f"{each}s") for row in rows) for each in weights]),
        Series(word("board_units"), [sum(getattr(row, f"{each}s") > 0 for row in rows) for each in weights]),
        (word("board_axis_weight"), word("board_axis_count")),
    ).svg(2)  # fmt: skip


def inflation(rows: Sequence[Unit]) -> str:
    """Claimed less computed, unit by unit, the largest first."""
    bars = [Bar(row.submission.unit.name, exact.of(row.inflation), signed(row.inflation)) for row in inflated(rows)]
    return scales(word("board_inflation"), word("board_inflation_said"), bars, (word("board_less"), word("board_more"))).svg(3)


def inflated(rows: Sequence[Unit]) -> list[Unit]:
    """The units with the largest difference of claimed and computed, either way."""
    known = [row for row in rows if row.inflation and exact.of(row.inflation)[0]]
    known.sort(key=lambda row: (-_size(row), row.submission.unit.code))
    return sorted(known[:MOST_BARS], key=lambda row: -_signed(row))


def _size(row: Unit) -> int:
    return abs(_signed(row))


def _signed(row: Unit) -> int:
    number, scale = exact.of(row.inflation)
    return number * 10**6 // scale


def signed(text: str) -> str:
    """A difference with its sign."""
    return f"+{text}" if exact.of(text)[0] > 0 else text.replace("-", "−")
