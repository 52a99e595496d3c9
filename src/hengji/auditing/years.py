"""A report held against the same department's report of the year before: its figures of last year, and what it carried over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.agreement import equal, slip
from hengji.core.audit import Remark
from hengji.core.finding import Severity
from hengji.rulebook.codes import put

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

_FEW = 4
Key = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Stated:
    """What a report states surely, small enough to keep for every report of a run: figures by concept, stage and members, of its year and the year before.

    `opening` and `closing` are the carried-over amounts of its own year, by the concept of the closing one.
    """

    name: str
    unit: str
    year: int
    now: dict[Key, Figure]
    before: dict[Key, Figure]
    opening: dict[str, Figure]


def stated(report: Report, book: Book) -> Stated | None:
    """What a report states; None where it does not say whose it is, or of which year."""
    if not report.unit or report.year is None:
        return None
    now: dict[Key, Figure] = {}
    before: dict[Key, Figure] = {}
    opening: dict[str, Figure] = {}
    pairs = {pair: key for check in book.kind("last_year") for key, pair in check.pairs.items()}
    for figure in report.figures:
        concept = book.concepts.get(figure.concept)
        if (
            concept is None
            or not figure.certain
            or figure.scope
            or figure.about
            or figure.role not in ("value", "base")
            or figure.open_stage
        ):
            continue
        key = (concept.id, figure.stage, figure.members)
        if concept.id in pairs:
            opening.setdefault(pairs[concept.id], figure)
        elif figure.year == report.year and figure.own_name and figure.role == "value":
            now.setdefault(key, figure)
        elif figure.year == report.year - 1 and concept.moment == "flow":
            before.setdefault(key, figure)
    return Stated(report.document.name, report.unit, report.year, now, before, opening)


def compare(every: Iterable[Stated], book: Book) -> Iterator[tuple[str, Remark]]:
    """The findings, each with the name of the later report; departments are known by their names, years must follow one another."""
    by_year: dict[tuple[str, int], list[Stated]] = {}
    for each in every:
        by_year.setdefault((each.unit, each.year), []).append(each)
    for (unit, year), reports in by_year.items():
        earlier = by_year.get((unit, year - 1), [])
        if len(earlier) == 1:
            for report in reports:
                for check in book.kind("last_year"):
                    yield from ((report.name, remark) for remark in _held(report, earlier[0], check, book))


def _held(report: Stated, earlier: Stated, check: Check, book: Book) -> Iterator[Remark]:
    """What differs; nothing where most of it does, for then the two are not of one department or of one basis."""
    pairs = [
        (figure, other, slip(figure, other)) for key, figure in report.before.items() if (other := earlier.now.get(key)) is not None
    ]
    for concept, figure in report.opening.items():
        closing = next((other for key, other in earlier.now.items() if key[0] == concept), None)
        if closing is not None:
            pairs.append((figure, closing, True))
    differing = [pair for pair in pairs if not equal(pair[0], pair[1])]
    if len(pairs) < _FEW or len(differing) * 2 <= len(pairs):
        for figure, other, sure in differing:
            yield _remark(report.name, figure, other, earlier, check, book, sure=sure)


def _remark(name: str, figure: Figure, other: Figure, earlier: Stated, check: Check, book: Book, *, sure: bool) -> Remark:
    """An error where the two must be equal or differ in one digit; else a question, for last year's figures are sometimes restated."""
    label = figure.label or book.concepts[figure.concept].label
    words = {
        "label": label,
        "a": figure.plain,
        "b": other.plain,
        "other": other.label,
        "year": str(earlier.year),
        "file": earlier.name,
    }
    return Remark(
        code=check.code,
        severity=Severity.ERROR if sure else Severity.WARNING,
        title=check.title,
        message=put(check.message, words),
        start=figure.start,
        end=figure.end,
        place=f"{name}:{figure.place}",
        quote=figure.text,
        figures=(figure.id,),
        basis=check.reference.source,
        advice=put(check.advice, words),
        cannot_know=check.cannot_know,
    )
