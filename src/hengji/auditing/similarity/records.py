"""What is kept of a report to hold it against others, and what is found between them."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

COPIED, PEERS = "copied", "peers"
"""Kinds of checks: the first check of `copied` holds the numbers and words by which texts are compared."""
OTHER_UNIT, OTHER_YEAR, NAME_LEFT = "other_unit", "other_year", "name_left"
"""What a check of kind `copied` is about, in `pairs: {about: …}`."""
LINK = "\n"


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a report to hold it against others: a few kilobytes.

    `signatures` holds the paragraphs' MinHash values, two bytes each; `spans` start and end in the document's text and the number of letters of each,
    four bytes each; `places` and `openings` are joined by line ends, and so are `names`: a paragraph's number and words in it that end like the name of an office.
    `claims` are such words where the report seems to speak of itself (place, start, end, words). `ratios` are (check, ratio), `rated` the check,
    the figures that its ratio is made of, and where the first of them stands.
    """

    name: str
    unit: str
    year: int | None
    signatures: bytes
    spans: bytes
    places: str
    openings: str
    names: str = ""
    claims: tuple[tuple[str, int, int, str], ...] = ()
    ratios: tuple[tuple[str, Exact], ...] = ()
    rated: tuple[tuple[str, tuple[int, ...], Part], ...] = ()

    def __len__(self) -> int:
        """The number of paragraphs."""
        return len(self.spans) // 12

    def part(self, paragraph: int) -> Part:
        """Where a paragraph stands."""
        start, end, letters = array("I", self.spans)[3 * paragraph : 3 * paragraph + 3]
        return Part(self.places.split(LINK)[paragraph], start, end, letters, self.openings.split(LINK)[paragraph])

    @property
    def letters(self) -> int:
        """Of all paragraphs that are compared."""
        return sum(array("I", self.spans)[2::3])


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph: its place, its span of the document's text, its letters without digits and names, and its first words."""

    place: str
    start: int
    end: int
    letters: int
    opening: str


@dataclass(frozen=True, slots=True)
class Match:
    """A paragraph of each of two reports; of `of` values of their signatures, `same` agree: the share of their shingles that they share."""

    first: Part
    second: Part
    same: int
    of: int
    name_left: str = ""

    @property
    def similarity(self) -> Exact:
        """As a share of 1."""
        return self.same, self.of


@dataclass(frozen=True, slots=True)
class Side:
    """One of two reports, and how many letters of it were compared."""

    name: str
    unit: str
    year: int | None
    letters: int


@dataclass(frozen=True, slots=True)
class Copied:
    """Two reports with paragraphs in common that are no template. `about` is other_unit or other_year; `alone` says that there were too few reports to know a template."""

    about: str
    first: Side
    second: Side
    matches: tuple[Match, ...]
    alone: bool

    @property
    def share(self) -> Exact:
        """The letters in common, of those of the first that were compared."""
        return sum(match.first.letters for match in self.matches), max(1, self.first.letters)


@dataclass(frozen=True, slots=True)
class Left:
    """Another unit's name where a report speaks of itself; `owner` is that unit's report."""

    name: str
    unit: str
    other: str
    place: str
    start: int
    end: int
    quote: str
    owner: Side | None = None


@dataclass(frozen=True, slots=True)
class Outlier:
    """A ratio far from those of the other units of the year: `distance` is the robust z, 0.6745 × |x − median| ÷ MAD.

    `figures` are those that the ratio is made of, `part` is where the first of them stands.
    """

    check: str
    name: str
    unit: str
    year: int
    value: Exact
    median: Exact
    distance: Exact
    peers: int
    figures: tuple[int, ...] = ()
    part: Part | None = None


def settings(book: Book) -> Check:
    """The check that holds the numbers and words by which texts are compared."""
    return book.kind(COPIED)[0]


def number(check: Check, key: str) -> int:
    """A whole number of a check."""
    value = check.numbers[key]
    return value[0] // value[1]
