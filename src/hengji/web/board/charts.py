"""The board's charts: drawn on the server from whole numbers, each beside the table that says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji import reviewing
from hengji.web.board import figures
from hengji.web.law import book, word
from hengji.writing.charts.columns import Series, columns
from hengji.writing.charts.scales import Bar, scales

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.web.board.figures import Unit


def scores(rows: Sequence[Unit]) -> str:
    """How many units have a score of each class: as claimed, as computed and as reviewed, the columns of the table beside it."""
    return columns(
        word("board_scores"), word("board_scores_said"), reviewing.bands(book()),
        [Series(word(f"board_{kind}"), figures.counts(rows, kind)) for kind in figures.SCORES],
        (word("board_axis_score"), word("board_axis_units")),
    ).svg(1)  # fmt: skip


def findings(rows: Sequence[Unit]) -> str:
    """Findings by weight: how many, and in how many units."""
    weights = ("error", "warning", "notice")
    return columns(
        word("board_findings"), word("board_findings_said"), [word(f"severity_{each}") for each in weights],
        [
            Series(word("board_count"), [sum(getattr(row, f"{each}s") for row in rows) for each in weights]),
            Series(word("board_units"), [sum(getattr(row, f"{each}s") > 0 for row in rows) for each in weights]),
        ],
        (word("board_axis_weight"), word("board_axis_count")),
    ).svg(2)  # fmt: skip


def inflation(rows: Sequence[Unit]) -> str:
    """Claimed less computed, unit by unit, the largest first."""
    bars = [Bar.of(row.submission.unit.name, row.inflation, reviewing.signed(row.inflation)) for row in inflated(rows)]
    return scales(word("board_inflation"), word("board_inflation_said"), bars, (word("board_less"), word("board_more"))).svg(3)


def inflated(rows: Sequence[Unit]) -> list[Unit]:
    """The units with the largest difference of claimed and computed, either way."""
    by_code = sorted(rows, key=lambda row: row.submission.unit.code)
    return [by_code[at] for at in reviewing.largest({at: row.inflation for at, row in enumerate(by_code)}, book().board.listed)]
