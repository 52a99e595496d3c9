"""The corpus: clean reports and their twins with slips, by turns over genres, layouts, hands and kinds of slips; the same in every run."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from bench.audit.corpus.build import DEV, FRESH, HALVES, HELD, UNSEEN, paper, words
from bench.audit.corpus.layouts import FILES, lay
from bench.audit.corpus.plant import KINDS, plant, planted
from bench.audit.corpus.print import Hand
from bench.audit.corpus.strange.make import cases as strange_cases

if TYPE_CHECKING:
    from pathlib import Path

    from bench.audit.corpus.layouts import Laid
    from bench.audit.corpus.pieces import Paper
    from bench.audit.corpus.plant import Plant

GENRES = ("guangdong", "hunan", "sichuan", "outturn", "budget", "project")
VOICES = {DEV: GENRES, HELD: GENRES, FRESH: GENRES, UNSEEN: tuple(words(UNSEEN)["genres"])}
"""The kinds of reports of each half."""
LAYOUTS = {
    DEV: ("tabs", "cut", "one_line", "docx", "cells", "markdown", "cut_blank", "html", "glued", "xlsx", "blank_lines"),
    HELD: ("pages", "spaced", "latex", "one_line", "docx", "cells", "html"),
    FRESH: ("pages", "tabs", "docx", "one_line", "xlsx", "spaced", "html", "cut_blank", "markdown", "cells", "glued"),
    UNSEEN: (
        "docx",
        "tabs",
        "one_line",
        "pages",
        "xlsx",
        "html",
        "markdown",
        "spaced",
        "cells",
        "cut_blank",
        "glued",
        "cut",
        "latex",
        "blank_lines",
    ),
}
HANDS = (
    Hand(),
    Hand(rate_decimals=(1, 2), separators=35),
    Hand(table_money="元", rate_decimals=(2,)),
    Hand(short="万", rate_decimals=(0, 2), space=30),
    Hand(wide=True, rate_decimals=(2,)),
    Hand(money="元", table_money="元", separators=100),
    Hand(trim=True, rate_decimals=(1,)),
    Hand(money="亿元", rate_decimals=(2,)),
    Hand(short="W", rate_decimals=(2, 1)),
    Hand(money_decimals=1, table_money="元", rate_decimals=(1,)),
)
WRITERS = {DEV: HANDS, HELD: HANDS, FRESH: HANDS, UNSEEN: (*HANDS, Hand(spoken=True, rate_decimals=(1, 2)))}
SLIPS = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A clean paper, its twin and the slips in it, both laid out."""

    clean: Paper
    bad: Paper
    plants: tuple[Plant, ...]
    clean_file: Laid
    bad_file: Laid

    @property
    def name(self) -> str:
        """The stem of both files."""
        return self.clean.name


def case(number: int, half: str, kinds: list[str]) -> Case:
    """The case of a number; the kinds that it could hold move to the end of the queue."""
    genres, hands = VOICES[half], WRITERS[half]
    genre = genres[number % len(genres)]
    layout = LAYOUTS[half][(number + number // len(genres)) % len(LAYOUTS[half])]
    hand = hands[(number * 3 + number // 7) % len(hands)]
    if layout in FILES and hand.wide:
        hand = HANDS[0]
    name = f"{half}-{number:03d}-{genre}-{layout}"
    clean = paper(name, half, genre, layout, hand, number=number, coarse=number % 3 != 2)
    dice = Random(f"slips {name}")  # noqa: S311 - dice, no secret
    plants = plant(clean, kinds, SLIPS, dice, words(half, genre))
    for made in plants:
        kinds.remove(made.kind)
        kinds.append(made.kind)
    bad = planted(clean, plants)
    return Case(clean, bad, tuple(plants), lay(clean), lay(bad))


def corpus(dev: int, held: int, fresh: int, unseen: int, strange: int = 0) -> list[Case]:
    """So many cases of each half."""
    made = []
    for half, count in zip(HALVES, (dev, held, fresh, unseen), strict=True):
        kinds = list(KINDS)
        made += [case(number, half, kinds) for number in range(count)]
    made += [Case(clean, bad, plants, lay(clean), lay(bad)) for clean, bad, plants in strange_cases(strange)]
    return made


def write(cases: list[Case], folder: Path) -> None:
    """All files below `clean/` and `bad/`."""
    for kind in ("clean", "bad"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    for each in cases:
        (folder / "clean" / f"{each.name}{each.clean_file.suffix}").write_bytes(each.clean_file.content)
        (folder / "bad" / f"{each.name}{each.bad_file.suffix}").write_bytes(each.bad_file.content)
