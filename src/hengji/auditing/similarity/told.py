"""What a reviewer is told of reports held against each other."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING

from hengji.auditing.similarity.records import COPIED, NAME_LEFT, OTHER_UNIT, Copied, Left, Outlier, Part, Side, number
from hengji.core import exact
from hengji.core.audit import Elsewhere, Remark
from hengji.core.finding import Severity
from hengji.rulebook.codes import put
from hengji.rulebook.places import looked_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

CUT = "…"
MOST = 40
"""No finding lists more paragraphs than a person would compare."""


def remarks(found: Copied | Left | Outlier, book: Book) -> Iterator[tuple[str, Remark]]:
    """The findings, each with the name of the document in which it is told; of two years of one unit the later report is told."""
    if isinstance(found, Outlier):
        yield found.name, _far(found, book)
    elif isinstance(found, Left):
        part = Part(found.place, found.start, found.end, 0, found.quote)
        theirs = () if found.owner is None else (_elsewhere(found.owner, Part("", 0, 0, 0, found.other), part, book),)
        yield found.name, _named(found.name, found.other, part, theirs, book)
    else:
        yield from _shared(found, book)


def _shared(found: Copied, book: Book) -> Iterator[tuple[str, Remark]]:
    first, second = found.first, found.second
    later = (first.year or 0) > (second.year or 0)
    if found.about == OTHER_UNIT or later:
        yield first.name, _common(found, first, second, [(match.first, match.second) for match in found.matches], book)
    if found.about == OTHER_UNIT or not later:
        yield second.name, _common(found, second, first, [(match.second, match.first) for match in found.matches], book)
    for match in found.matches:
        for side, other, part, their in ((first, second, match.first, match.second), (second, first, match.second, match.first)):
            if match.name_left and match.name_left == other.unit:
                yield side.name, _named(side.name, other.unit, part, (_elsewhere(other, their, part, book),), book)


def _common(found: Copied, side: Side, other: Side, matches: Sequence[tuple[Part, Part]], book: Book) -> Remark:
    """A report's paragraphs that stand in another; a notice where they are few, or where the template cannot be known."""
    check, parts = _about(found.about, book), [own for own, _ in matches]
    few = found.alone or len(parts) < number(check, "few")
    letters = sum(part.letters for part in {part.start: part for part in parts}.values())
    lowest = min((match.similarity for match in found.matches), key=cmp_to_key(exact.compare))
    return _remark(
        check, side.name, parts[0], "notice" if few else check.severity,
        other=_report(other, book), count=str(len(parts)), letters=str(letters),
        share=exact.text((100 * letters, max(1, side.letters)), 0), similarity=exact.text(exact.multiply(lowest, (100, 1)), 0),
        places=_places(parts, check, book), other_places=_places([their for _, their in matches], check, book),
        elsewhere=tuple(_elsewhere(other, their, own, book) for own, their in matches[:MOST]),
    )  # fmt: skip


def _places(parts: Sequence[Part], check: Check, book: Book) -> str:
    """The first places, as a reader looks them up."""
    some = dict.fromkeys(looked_up(part.place, book) for part in parts[: number(check, "places")])
    return book.caption("similarity.and").join(some)


def _elsewhere(other: Side, their: Part, own: Part, book: Book) -> Elsewhere:
    return Elsewhere(_report(other, book), other.name, their.place, _opening(their), own.start, own.end)


def _opening(part: Part) -> str:
    return part.opening + CUT if part.end - part.start > len(part.opening) else part.opening


def _about(about: str, book: Book) -> Check:
    return next(check for check in book.kind(COPIED) if check.pairs["about"] == about)


def _named(name: str, other: str, part: Part, theirs: tuple[Elsewhere, ...], book: Book) -> Remark:
    check = _about(NAME_LEFT, book)
    return _remark(check, name, part, check.severity, elsewhere=theirs, other=other, places=looked_up(part.place, book))


def _far(found: Outlier, book: Book) -> Remark:
    check = book.checks[found.check]
    value, median = (exact.text(exact.divide(each, check.numbers["shown_in"]), 2) for each in (found.value, found.median))
    part = found.part or Part("", 0, 0, 0, "")
    return _remark(
        check,
        found.name,
        part,
        check.severity,
        figures=found.figures,
        year=str(found.year),
        peers=str(found.peers),
        value=value,
        median=median,
    )


def _report(side: Side, book: Book) -> str:
    key = "similarity.report" if side.unit and side.year is not None else "similarity.file"
    return book.caption(key, unit=side.unit, year=side.year, name=side.name)


def _remark(
    check: Check,
    name: str,
    part: Part,
    severity: str,
    *,
    figures: tuple[int, ...] = (),
    elsewhere: tuple[Elsewhere, ...] = (),
    **slots: str,
) -> Remark:
    return Remark(
        code=check.code,
        severity=Severity(severity),
        title=check.title,
        message=put(check.message, slots),
        start=part.start,
        end=part.end,
        place=f"{name}:{part.place}" if part.place else name,
        quote=_opening(part),
        figures=figures,
        basis=check.reference.source,
        advice=put(check.advice, slots),
        cannot_know=put(check.cannot_know, slots),
        elsewhere=elsewhere,
    )
