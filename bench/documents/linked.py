"""A report whose every figure is bound, against the same document written bare: by python-docx, and by our own filler without its bookmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.clock import by_turns
from bench.documents.bare import read_word, write_word
from bench.documents.line import Line, Place, ratio, times
from hengji import pipeline
from hengji.writing import docx, figures, filler

if TYPE_CHECKING:
    from hengji.core.evaluation import Evaluation

EXAMPLE = "002-yiyang-2020"
MOST = 1.5
OURS, BARE, UNBOUND = "linked", "python-docx", "without bookmarks"


def lines(place: Place, rounds: int) -> list[Line]:
    """Two ratios of one run."""
    package, _ = pipeline.evaluate(place.examples / EXAMPLE, place.book)
    if package is None:
        raise SystemExit(f"{EXAMPLE} cannot be evaluated")
    evaluation, book = package.evaluation, place.book
    made = docx.linked(evaluation, book)
    blocks = read_word(made.content)
    if read_word(_unbound(evaluation, place)) != blocks:
        raise SystemExit("the report without bookmarks says something else")
    found = by_turns(
        {
            OURS: lambda: docx.linked(evaluation, book),
            BARE: lambda: write_word(blocks),
            UNBOUND: lambda: _unbound(evaluation, place),
        },
        rounds,
    )
    measured = times(found.spread(OURS))
    return [
        Line(
            f"自评报告.docx of {EXAMPLE}, {len(made.placed)} bound figures",
            measured,
            f"{ratio(found.ratio(OURS, other))} {said}: {times(found.spread(other))}",
            f"{MOST}×",
            found.ratio(OURS, other).median <= MOST,
        )
        for other, said in (
            (BARE, "the same paragraphs and tables by python-docx alone"),
            (UNBOUND, "our own filler without its bookmarks"),
        )
    ]


def _unbound(evaluation: Evaluation, place: Place) -> bytes:
    """The same report with no figure bound: the one function that wraps them is put aside for the time."""
    kept, numerals = filler._bookmark, figures.numerals  # noqa: SLF001 - what is measured is what it costs
    filler._bookmark = lambda *_: None  # noqa: SLF001
    figures.numerals = lambda _: []
    try:
        return docx.report(evaluation, place.book)[0]
    finally:
        filler._bookmark, figures.numerals = kept, numerals  # noqa: SLF001
