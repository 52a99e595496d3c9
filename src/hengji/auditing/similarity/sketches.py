"""A report as a sketch: its longer paragraphs as MinHash values, the names in them, and its ratios.

The only module of auditing with a library of approximate numbers: it finds paragraphs worth comparing. What is said of them is counted exactly.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from datasketch import MinHash

from hengji.auditing.similarity.records import LINK, PEERS, Part, Sketch, number, settings
from hengji.core import exact
from hengji.core.document import HEADING, MARGIN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage
    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

SEED, OPENING, LONGEST_NAME, MOST_NAMES, MOST_CLAIMS = 20, 24, 16, 80, 20
_SENTENCE = re.compile(r"[^。！？；]{1,2000}[。！？；]?")
_NUMBER = re.compile(r"[0-9][0-9.,]{0,30}")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph, or a sentence of a very long one, with the letters that are compared."""

    passage: Passage
    begin: int
    stop: int
    letters: str

    @property
    def text(self) -> str:
        return self.passage.text[self.begin : self.stop]


def sketch(report: Report, book: Book) -> Sketch:
    """What is kept of a report."""
    check = settings(book)
    itself = (report.unit or LINK, *check.words["self"])
    endings = _endings(check.words["endings"])
    pieces = list(islice(_pieces(report, check), number(check, "paragraphs")))
    names = (
        f"{at} {words}" for at, piece in enumerate(pieces) for words, _ in _names(piece.text, endings) if not words.endswith(itself)
    )
    claims = (claim for passage in report.passages for claim in _claims(passage, endings, check) if not claim[-1].endswith(itself))
    rated = [(check.id, *found) for check in book.kind(PEERS) if (found := _ratio(report, check)) is not None]
    spans = [(*piece.passage.span(piece.begin, piece.stop), len(piece.letters)) for piece in pieces]
    return Sketch(
        report.document.name,
        report.unit,
        report.year,
        b"".join(_signature(piece.letters, number(check, "shingle"), number(check, "values")) for piece in pieces),
        array("I", [value for span in spans for value in span]).tobytes(),
        LINK.join(piece.passage.place for piece in pieces),
        LINK.join(piece.text[:OPENING].replace(LINK, " ") for piece in pieces),
        LINK.join(dict.fromkeys(islice(names, MOST_NAMES))),
        tuple(islice(claims, MOST_CLAIMS)),
        tuple((check, ratio) for check, ratio, _ in rated),
        tuple((check, tuple(each.id for each in figures), _part(figures[0])) for check, _, figures in rated),
    )


def _pieces(report: Report, check: Check) -> Iterator[_Piece]:
    """What of a report is worth comparing, in the order of the text."""
    own, least = _own(report.unit, check), number(check, "letters")
    for passage in report.passages:
        if passage.kind not in (HEADING, MARGIN) and len(passage.text) >= least:
            for begin, stop in _sentences(passage.text, number(check, "longest")):
                letters = _letters(passage.text[begin:stop], own, check)
                if _worth_comparing(letters, passage.text[begin:stop], check):
                    yield _Piece(passage, begin, stop, letters)


def _worth_comparing(letters: str, text: str, check: Check) -> bool:
    """Whether a paragraph is long enough, and more than the form in which everybody prints figures."""
    numbers = sum(1 for _ in _NUMBER.finditer(text))
    return len(letters) >= max(number(check, "letters"), numbers * number(check, "letters_a_number"))


def _sentences(text: str, longest: int) -> Iterator[tuple[int, int]]:
    """A paragraph as it is; one that is longer, as a document on one line is, sentence by sentence."""
    if len(text) <= longest:
        yield 0, len(text)
    else:
        yield from (found.span() for found in _SENTENCE.finditer(text))


@lru_cache(maxsize=64)
def _endings(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


def _own(unit: str, check: Check) -> tuple[str, ...]:
    """The ways in which a report names its own unit, longest first: the whole name, without its places, the places, and words as 我局."""
    places = "".join(check.words["places"])
    found = re.match(rf"(?:[^{places}]{{1,5}}[{places}])*", unit)
    head = found[0] if found else ""
    parts = {unit, head, unit.removeprefix(head), *check.words["self"]}
    return tuple(sorted((part for part in parts if len(part) > 1), key=lambda part: (-len(part), part)))


def _letters(text: str, own: Sequence[str], check: Check) -> str:
    """What is compared: letters only, without numerals and without the unit's own names."""
    for words in own:
        text = text.replace(words, "")
    return _any_of(check.words["numerals"]).sub("", "".join(filter(str.isalpha, text)))


@lru_cache(maxsize=8)
def _any_of(letters: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(letters))}]+")


def _signature(letters: str, shingle: int, values: int) -> bytes:
    """The lower sixteen bits of each MinHash value of the shingles."""
    codes = np.frombuffer(letters.encode("utf-32-le", "replace"), dtype="<u4").astype(np.uint64)
    hashes = np.zeros(len(codes) - shingle + 1, dtype=np.uint64)
    for at in range(shingle):
        hashes = (hashes * np.uint64(1_000_003) + codes[at : at + len(hashes)]) & np.uint64(0xFFFFFFFF)
    made = MinHash(values, permutations=_permutations(values), scheme="affine32", hashfunc=int)
    made.update_batch(np.unique(hashes).tolist())
    return bytes(made.hashvalues.astype("<u2").tobytes())


@lru_cache(maxsize=4)
def _permutations(values: int) -> Any:
    return MinHash(values, seed=SEED, scheme="affine32").permutations


def _names(text: str, endings: re.Pattern[str]) -> Iterator[tuple[str, int]]:
    """Words that end as the name of an office does, with as much before as a name may have; and where they end."""
    for found in endings.finditer(text):
        begin = max(0, found.end() - LONGEST_NAME)
        words = text[begin : found.end()]
        cut = 0 if words.isalpha() else max(at + 1 for at, letter in enumerate(words) if not letter.isalpha())
        if len(words) - cut > len(found[0]):
            yield words[cut:], found.end()


def _claims(passage: Passage, endings: re.Pattern[str], check: Check) -> Iterator[tuple[str, int, int, str]]:
    """Names right before words by which a report speaks of itself."""
    for words, stop in _names(passage.text, endings) if passage.kind != MARGIN else ():
        after = passage.text[stop : stop + LONGEST_NAME].lstrip("0123456789年度本的 ")
        if after.startswith(check.words["speaks_of_itself"]):
            start, end = passage.span(stop - len(words), stop)
            yield passage.place, start, end, words


def _ratio(report: Report, check: Check) -> tuple[Exact, tuple[Figure, ...]] | None:
    """The ratio of a check of peers with its figures: as it is stated, or one by another; None where the report does not say, or says it in two ways."""
    stated = _stated(report, check.pairs.get("stated", ""))
    if stated is not None:
        return exact.reduce(stated.value), (stated,)
    above, below = (_stated(report, check.pairs.get(key, "")) for key in ("above", "below"))
    if above is None or below is None or not below.value[0]:
        return None
    return exact.reduce(exact.divide(above.value, below.value)), (above, below)


def _part(figure: Figure) -> Part:
    """Where a figure stands."""
    return Part(figure.place, figure.start, figure.end, 0, figure.text)


def _stated(report: Report, named: str) -> Figure | None:
    """The first figure of `concept` or `concept:stage` for the department as a whole in the report's own year, where all say the same."""
    concept, _, stage = named.partition(":")
    values = {
        exact.reduce(figure.value): figure
        for figure in reversed(report.figures)
        if concept and figure.concept == concept and (not stage or figure.stage == stage) and figure.unit is not None
        if figure.year in (None, report.year) and not (figure.members or figure.scope or figure.about or figure.operator)
    }
    return next(iter(values.values())) if len(values) == 1 else None
