"""The forty cases of the half `strange`: twenty voices in two editions each, every one in a layout of its turn."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from bench.audit.corpus.build import STRANGE
from bench.audit.corpus.plant import planted
from bench.audit.corpus.strange.sheet import paper, voices
from bench.audit.corpus.strange.slips import SLIPS, Desk, plants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.audit.corpus.pieces import Paper
    from bench.audit.corpus.plant import Plant

LAYOUTS = (
    "docx",
    "tabs",
    "cells",
    "xlsx",
    "cut",
    "html",
    "markdown",
    "one_line",
    "cut_blank",
    "glued",
    "pages",
    "blank_lines",
    "spaced",
)
EACH = 3
MOST = 40


def cases(count: int) -> Iterator[tuple[Paper, Paper, tuple[Plant, ...]]]:
    """So many clean papers (at most forty), their twins and the slips in them; the same in every run."""
    kinds = list(SLIPS)
    names = voices()
    for number in range(min(count, MOST)):
        edition, at = divmod(number, len(names))
        voice = names[at]
        layout = LAYOUTS[(number + 5 * edition) % len(LAYOUTS)]
        name = f"{STRANGE}-{number:03d}-{voice}-{layout}"
        clean, sheet = paper(name, voice, layout, edition)
        made = tuple(plants(Desk(clean, sheet, Random(f"slips {name}")), kinds, EACH))  # noqa: S311 - dice, no secret
        yield clean, planted(clean, list(made)), made
