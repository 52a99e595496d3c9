"""What a reviewer is told of reports held against each other."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING

from hengji.auditing.similarity.records import COPIED, NAME_LEFT, OTHER_UNIT, Copied, Left, Outlier, Part, Side, number
from hengji.core import exact
from hengji.core.audit import Remark
from hengji.core.finding import Severity
from hengji.rulebook.codes import put

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

CUT = "…"


def remarks(found: Copied | Left | Outlier, book: Book) -> Iterator[tuple[str, Remark]]:
    """The findings, each with the name of the document in which it is told; of two years of one unit the later report is told."""
    if isinstance(found, Outlier):
        yield found.name, _far(found, book)
    elif isinstance(found, Left):
        part = Part(found.place, found.start, found.end, 0, found.quote)
        yield found.name, _named(found.name, found.other, part, book)
    else:
        yield from _shared(found, book)


def _shared(found: Copied, book: Book) -> Iterator[tuple[str, Remark]]:
    first, second = found.first, found.second
    later = (first.year or 0) > (second.year or 0)
    if found.about == OTHER_UNIT or later:
        yield first.name, _common(found, first, second, [match.first for match in found.matches], book)
    if found.about == OTHER_UNIT or not later:
        yield second.name, _common(found, second, first, [match.second for match in found.matches], book)
    for match in found.matches:
        for side, other, part in ((first, second, match.first), (second, first, match.second)):
            if match.name_left and match.name_left == other.unit:
                yield side.name, _named(side.name, other.unit, part, book)


def _common(found: Copied, side: Side, other: Side, parts: Sequence[Part], book: Book) -> Remark:
    """A report's paragraphs that stand in another; a notice where they are few, or where the template cannot be known."""
    check = _about(found.about, book)
    few = found.alone or len(parts) < number(check, "few")
    letters = sum(part.letters for part in {part.start: part for part in parts}.values())
    lowest = min((match.similarity for match in found.matches), key=cmp_to_key(exact.compare))
    return _remark(
        check, side.name, parts[0], "notice" if few else check.severity,
        other=_report(other, book), count=str(len(parts)), letters=str(letters),
        share=exact.text((100 * letters, max(1, side.letters)), 0), similarity=exact.text(exact.multiply(lowest, (100, 1)), 0),
        places=book.caption("similarity.and").join(dict.fromkeys(part.place for part in parts[: number(check, "places")])),
        other_places=_other_places(found, side, check, book),
    )  # fmt: skip


def _other_places(found: Copied, side: Side, check: Check, book: Book) -> str:
    theirs = [match.second if side is found.first else match.first for match in found.matches[: number(check, "places")]]
    return book.caption("similarity.and").join(dict.fromkeys(part.place for part in theirs))


def _about(about: str, book: Book) -> Check:
    return next(check for check in book.kind(COPIED) if check.pairs["about"] == about)


def _named(name: str, other: str, part: Part, book: Book) -> Remark:
    check = _about(NAME_LEFT, book)
    return _remark(check, name, part, check.severity, other=other, places=part.place)


def _far(found: Outlier, book: Book) -> Remark:
    check = book.checks[found.check]
    shown = {
        key: exact.text(exact.divide(value, check.numbers["shown_in"]), 2)
        for key, value in (("value", found.value), ("median", found.median))
    }
    part = Part("", 0, 0, 0, "")
    return _remark(check, found.name, part, check.severity, year=str(found.year), peers=str(found.peers), **shown)


def _report(side: Side, book: Book) -> str:
    key = "similarity.report" if side.unit and side.year is not None else "similarity.file"
    return book.caption(key, unit=side.unit, year=side.year, name=side.name)


def _remark(check: Check, name: str, part: Part, severity: str, **slots: str) -> Remark:
    return Remark(
        code=check.code,
        severity=Severity(severity),
        title=check.title,
        message=put(check.message, slots),
        start=part.start,
        end=part.end,
        place=f"{name}:{part.place}" if part.place else name,
        quote=part.opening + CUT if part.end - part.start > len(part.opening) else part.opening,
        basis=check.reference.source,
        advice=put(check.advice, slots),
        cannot_know=put(check.cannot_know, slots),
    )
