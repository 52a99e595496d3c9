"""One line of the page on documents, and what every measurement is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.table import duration

if TYPE_CHECKING:
    from pathlib import Path

    from bench.clock import Spread
    from hengji.rulebook.book import Book

HEAD = ("what", "measured: median (quartiles)", "against", "limit", "met")


@dataclass(frozen=True, slots=True)
class Place:
    """The law book, a folder for files, and the folder of the examples."""

    book: Book
    folder: Path
    examples: Path


@dataclass(frozen=True, slots=True)
class Line:
    """What was measured and how it came out; `met` None where there is no limit."""

    what: str
    measured: str
    against: str
    limit: str = "–"
    met: bool | None = None


def table(lines: list[Line]) -> str:
    """The lines in Markdown."""
    rows = [HEAD, ("---",) * len(HEAD)]
    rows += [
        (each.what, each.measured, each.against, each.limit, {True: "yes", False: "**no**", None: "–"}[each.met]) for each in lines
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def times(spread: Spread) -> str:
    """Seconds in print."""
    return f"{duration(spread.median)} ({duration(spread.low)} – {duration(spread.high)})"


def ratio(spread: Spread) -> str:
    """How many times the reference."""
    return f"{spread.median:.2f}× ({spread.low:.2f} – {spread.high:.2f})"
