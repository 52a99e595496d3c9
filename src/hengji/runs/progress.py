"""How far a run is: a bar on a terminal, and what was not taken."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from hengji.core.problem import shown
from hengji.runs.record import OTHER_KIND, Manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.rulebook.book import Book
    from hengji.runs.record import Outcome

CELLS, MOST_NAMED = 24, 3
SILENT, EVERY = 1.0, 0.1
"""Seconds: a run shorter than the first shows no bar; the bar moves no more often than the second."""
FULL, EMPTY = "█", "░"


def watched(outcomes: Iterable[Outcome], total: int, book: Book, stream: TextIO) -> Iterator[Outcome]:
    """The same outcomes, with a bar on the stream while they come, where it is a terminal and there is more than one."""
    if total < 2 or not stream.isatty():  # noqa: PLR2004 - one file has no progress
        yield from outcomes
        return
    begun = drawn = time.monotonic()
    try:
        for done, outcome in enumerate(outcomes, start=1):
            now = time.monotonic()
            if now - begun > SILENT and now - drawn > EVERY:
                drawn = now
                _draw(bar(done, total, now - begun, book), stream)
            yield outcome
    finally:
        _draw("", stream)


def bar(done: int, total: int, seconds: float, book: Book) -> str:
    """The bar after so many files and seconds, with the time that the rest will take at that speed."""
    filled = done * CELLS // total
    left = round(seconds * (total - done) / done)
    return book.caption(
        "runs.bar", cells=FULL * filled + EMPTY * (CELLS - filled), done=done, total=total, left=f"{left // 60}:{left % 60:02d}"
    )


def skipped(files: Manifest, book: Book) -> Iterator[str]:
    """What a folder held and the run did not take, a line for each reason with the first names, files of other kinds by their endings."""
    for why in dict.fromkeys(each.why for each in files.skipped):
        names = [each.name for each in files.skipped if each.why == why]
        some = _kinds(names) if why == OTHER_KIND else "、".join(shown(Path(name).name) for name in names[:MOST_NAMED])
        yield book.caption(f"runs.skipped_{why}", count=len(names), names=some)


def _kinds(names: list[str]) -> str:
    counted = Counter(shown(Path(name).suffix.lower() or Path(name).name, 12) for name in names)
    return "、".join(
        f"{kind} {count}" for kind, count in sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:MOST_NAMED]
    )


def _draw(words: str, stream: TextIO) -> None:
    columns = shutil.get_terminal_size().columns
    stream.write("\r\x1b[2K" + words[: max(0, columns - CELLS)])
    stream.flush()
