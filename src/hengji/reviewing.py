"""What the pages of a review and the board of a round ask the library.

Scores come in and go out as the texts of evaluation.json (exact decimals, empty where unknown): who shows them reckons nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from hengji import pipeline
from hengji.core import exact
from hengji.core.problem import Problem
from hengji.rulebook import show
from hengji.scoring import criteria
from hengji.scoring import steps as stepping
from hengji.scoring.steps import Marks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from hengji.core.case import Case
    from hengji.rulebook.book import Book
    from hengji.rulebook.review import Review

COMPUTED = stepping.COMPUTED
Step: TypeAlias = stepping.Step
SELF = "self"
HELD = frozenset({"consistent", "explained", "impossible"})
MINUS = "−"


def criteria_of(book: Book) -> Review | None:
    """The criteria by which reviewers go."""
    return book.reviews.get(book.board.review)


def handed_in(tree: Mapping[str, Any], proven: Collection[str], book: Book) -> frozenset[str]:
    """The materials of the review that are there, where the lines of `proven` have a file."""
    review = criteria_of(book)
    return frozenset() if review is None else criteria.handed_in(review, tree.get("lines", ()), proven)


# ---- points


def steps(scheme: str, line: str, book: Book) -> tuple[Step, ...]:
    """The steps of a line of a scheme."""
    return stepping.steps(book.schemes.get(scheme), line, book)


def judge(line: Mapping[str, Any], name: str, typed: str, step: Step, reason: str, scheme: str, book: Book) -> Problem | None:
    """What stands against the points that a reviewer typed for a line of evaluation.json, or nothing."""
    number = {key: None if line[key] is None else exact.of(line[key]) for key in ("weight", "points", "claimed")}
    marks = Marks(name, number["weight"], number["points"], number["claimed"])
    found = stepping.judged(marks, typed, step, reason, book.schemes[scheme].points_decimals, book)
    return found if isinstance(found, Problem) else None


@dataclass(frozen=True, slots=True)
class Total:
    """What a reviewer's points come to, as text: nothing where there is no total yet, and `why`."""

    total: str = ""
    grade: str = ""
    deviation: str = ""
    why: str = ""


def total(case: Case, scheme: str, points: Mapping[str, str], book: Book) -> Total:
    """The total, the grade and (自评－复核)÷自评 of a reviewer's points by line."""
    made = pipeline.review(case, scheme, book, {line: exact.of(given) for line, given in points.items()})
    if made.total is None:
        return Total(why=made.why)
    said = exact.text(made.total, book.schemes[scheme].rounding.total)
    return Total(said, made.grade, show.percent(made.deviation) if made.deviation is not None else "")


# ---- differences


def gap(of: str, less: str) -> str:
    """The first less the second, with the decimals of the longer of the two; empty where one is unknown.

    >>> gap("98.00", "89.9"), gap("2", "2"), gap("", "95")
    ('8.10', '0', '')
    """
    if not (of and less):
        return ""
    return exact.text(exact.subtract(exact.of(of), exact.of(less)), max(len(each.partition(".")[2]) for each in (of, less)))


def signed(difference: str) -> str:
    """A difference with its sign.

    >>> signed("1.5"), signed("-2"), signed("0")
    ('+1.5', '−2', '0')
    """
    return f"+{difference}" if above(difference) else difference.replace("-", MINUS)


def above(difference: str) -> bool:
    """Whether a difference is known and more than nothing."""
    return bool(difference) and exact.of(difference)[0] > 0


def apart(difference: str) -> bool:
    """Whether a difference is known and is not nothing."""
    return bool(difference) and exact.of(difference)[0] != 0


def largest(differences: Mapping[int, str], most: int) -> list[int]:
    """The keys of the largest differences either way, as they are drawn: from the highest to the lowest; what is unknown or nothing is not among them."""
    known = {key: exact.decimal(exact.of(each), 6) for key, each in differences.items() if apart(each)}
    chosen = sorted(known, key=lambda key: -abs(known[key]))[:most]
    return sorted(chosen, key=lambda key: -known[key])


def mean(differences: Sequence[str], book: Book) -> str:
    """The mean of some differences, rounded half away from zero; empty where they are too few to speak of who made them."""
    if len(differences) < book.board.least:
        return ""
    return exact.text(exact.divide(exact.total(exact.of(each) for each in differences), (len(differences), 1)), book.board.decimals)


# ---- an evaluation in short, and classes of scores


def brief(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Of evaluation.json what the board shows: what the unit claims and by how much it is above what is computed, how many figures there are,
    how many no check could hold against anything, and the findings by code and weight.
    """
    stated = tree["claimed"]["total"] if tree["claimed"]["kind"] == SELF else None
    held = {number for each in tree["results"] if each["verdict"] in HELD for number in each["facts"]}
    return {
        "claimed": stated or "",
        "claimed_grade": tree["claimed"]["grade"] or "",
        "inflation": gap(stated or "", tree["total"] or ""),
        "facts": len(tree["facts"]),
        "unchecked": sum(fact["id"] not in held for fact in tree["facts"]),
        "codes": dict(Counter(f"{each['code']} {each['severity']}" for each in tree["findings"])),
    }


def bands(book: Book) -> list[str]:
    """The classes of scores in words, each from its lower bound, which belongs to it."""
    said = [exact.plain(bound) for bound in book.board.bands]
    if not said:
        return [book.caption("score.band_any")]
    below, full = book.caption("score.band_below", most=said[0]), book.caption("score.band_from", least=said[-1])
    return [below, *(f"{low}–{high}" for low, high in pairwise(said)), full]


def band(score: str, book: Book) -> int:
    """The class of a score; −1 where it is unknown."""
    return sum(exact.compare(exact.of(score), bound) >= 0 for bound in book.board.bands) if score else -1


def counts(scores: Iterable[str], book: Book) -> list[int]:
    """How many of some scores are of each class."""
    found = Counter(band(each, book) for each in scores)
    return [found[at] for at in range(len(book.board.bands) + 1)]
