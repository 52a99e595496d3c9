"""A document read with its marks, and held against them and an evaluation."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, deque
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from hengji.core.document import HEADING
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.linked import cells, fixed, seats, sidecar
from hengji.linked.bookmarks import template_of
from hengji.linked.compare import compare
from hengji.linked.drift import NOT_USABLE, REMOVED, TYPED
from hengji.linked.looked import Looked
from hengji.linked.names import Names
from hengji.reading import marked
from hengji.reading.extract import Reader
from hengji.writing import figures
from hengji.writing.docx import template_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from hengji.core.audit import Figure, Report
    from hengji.core.document import Document
    from hengji.core.problem import Problem
    from hengji.linked.drift import Drift
    from hengji.linked.known import Filed, Known
    from hengji.linked.seats import Members
    from hengji.linked.voice import Voice
    from hengji.reading.jail import Jail
    from hengji.reading.marked import Cell, Mark, Marked

NO_HEAD, NOT_LINKED = "DC79", "DC23"
RATIO = "ratio"
HEAD = 12
KEPT = 4
"""Names of how many evaluations are kept at hand: making them again costs more than the look itself."""
PATTERNS = ("unit_lead", "copies", "page_alone", "page")
STATED = ("|cell", "|live", *figures.BESIDE_FORMS)
_YEAR = re.compile(r"20[0-9]{2}", re.ASCII)


class Looking:
    """Reads documents in one jail, by the law book of one voice."""

    def __init__(self, voice: Voice, jail: Jail) -> None:
        self.voice, self.book, self.jail, self.reader = voice, voice.book, jail, Reader(voice.book)
        self._known_names: deque[tuple[object, Names]] = deque(maxlen=KEPT)

    def look(self, path: Path, filed: Filed | None = None) -> tuple[Looked | None, tuple[Problem, ...]]:
        """A document against its own marks and an evaluation; None with the reasons where it cannot be read."""
        found, problems = marked.read(path, path.name, self.jail)
        if found is None:
            return None, self.voice.all(problems)
        said, wrong = sidecar.read(path, self.book)
        looked = self._cells(found, filed) if found.document is None else self._text(found, filed)
        if looked is None:
            return None, self.voice.all((problem(NOT_LINKED, Place(found.name), found.kind),))
        if _of_another(looked):
            return None, self.voice.all((problem(NOT_USABLE, Place(found.name), filed.unit if filed is not None else ""),))
        holds = {each.key: text for each in looked.drifts if (text := sidecar.explains(said, each))}
        told = self.voice.all(dict.fromkeys((*looked.problems, *found.problems)))
        return replace(looked, said=holds, problems=(*told, *wrong)), ()

    def _text(self, found: Marked, filed: Filed | None) -> Looked | None:
        if found.document is None or not any(figures.ours(mark.name) for mark in found.marks):
            return None
        known = filed.part("report") if filed is not None else None
        document = found.document
        read: list[Report] = []

        def numbers(spans: list[tuple[int, int]]) -> tuple[Figure, ...]:
            read.append(self.reader.report(_around(document, spans), known.unit if known else "", known.year if known else None))
            return read[0].figures

        template, _ = template_of(found.marks)
        outline = next((content for content in fixed.outlines(self.book) if fixed.is_of(content, template)), b"")
        words = fixed.of(self.book, template, known.static if known is not None else ())
        names = self._names(known.year if known else self._year(found.marks, document), filed, outline)
        heads = seats.heads(outline, template_words(self.book), self.book.caption("docx.field_name")) if outline else ()
        members = _members(names, known, heads)
        places = seats.of(outline, template_words(self.book)) if outline else seats.Seats()
        expected = seats.Expected(places, members, **{key: self.book.caption(f"drift.{key}") for key in PATTERNS})
        compared = compare(document, found.marks, numbers, words, known, found.pictures, expected)
        year = known.year if known else read[0].year if read else names.year
        drifts = tuple(_called(each, names) for each in compared.drifts)
        counts = {"bound": len(compared.bound), "same": compared.same, "fixed": compared.fixed, "follow": 0}
        headless = () if template else (problem(NO_HEAD, Place(found.name)),)
        return Looked(
            found,
            known,
            year or 0,
            drifts,
            (*headless, *compared.problems),
            {},
            counts,
            compared,
            places=_places(filed),
            stated=_stated(filed),
        )

    def _names(self, year: int | None, filed: Filed | None, outline: bytes = b"") -> Names:
        """The names of a year's figures, made once."""
        key = (year, outline, filed.rows if filed is not None else None)
        for kept, names in self._known_names:
            if kept == key:
                return names
        names = Names(self.book, year, filed.rows if filed is not None else None, outline)
        self._known_names.append((key, names))
        return names

    def _year(self, marks: tuple[Mark, ...], document: Document) -> int | None:
        """The year that the report itself prints in its own bookmark."""
        short = figures.short("case/year")
        names = ((figures.read_name(mark.name), mark) for mark in marks if mark.end >= 0)
        texts = (document.text[mark.start : mark.end] for name, mark in names if name is not None and name.short == short)
        return next((int(text) for text in texts if text.isascii() and text.isdigit() and len(text) == len("2020")), None)

    def _cells(self, found: Marked, filed: Filed | None) -> Looked | None:
        ours = tuple(each for each in found.cells if figures.ours(each.name))
        if not ours:
            return None
        shorts = frozenset(name.short for each in ours if (name := figures.read_name(each.name)) is not None)
        known = filed.part(filed.suits(shorts)) if filed is not None else None
        names = self._names(known.year if known else _likely_year(ours), filed)
        compared = cells.compare(ours, found.name, known, lambda short: _is_fact(names.figure(short)))
        if found.loose:
            ids = {figures.short(each.figure): each.figure for each in known.placed} if known is not None else {}
            compared = cells.typed(found.loose, compared, lambda short: _year_of(ids.get(short, "") or names.figure(short)))
        drifts = tuple(_called(self._rate(each, names), names) for each in compared.drifts)
        counts = {"bound": compared.bound, "same": compared.same, "fixed": 0, "follow": len(compared.follow)}
        return Looked(
            found, known, known.year if known else 0, drifts, compared.problems, {}, counts, sheets=compared, places=_places(filed),
            stated=_stated(filed),
        )  # fmt: skip

    def _rate(self, drift: Drift, names: Names) -> Drift:
        """A difference in a cell, told whether the fact in it is a rate, which a workbook holds as a pure number."""
        figure = drift.figure or names.figure(drift.key.partition("-")[0])
        concept = self.book.concepts.get(figure.partition("/")[0])
        return replace(drift, rate=concept is not None and concept.dimension == RATIO)


def _around(document: Document, spans: list[tuple[int, int]]) -> Document:
    """The document's beginning, its headings, and the paragraphs and tables in which some spans stand: enough to name the figures there."""
    starts = sorted(start for start, _ in spans)

    def holds(low: int, high: int) -> bool:
        at = bisect_left(starts, low)
        return at < len(starts) and starts[at] < high

    blocks = tuple(
        block for at, block in enumerate(document.blocks) if at < HEAD or block.kind == HEADING or holds(block.start, block.end)
    )
    tables = tuple(table for table in document.tables if any(holds(cell.start, cell.end) for cell in table.cells))
    return replace(document, blocks=blocks, tables=tables)


def _called(drift: Drift, names: Names) -> Drift:
    """The difference with what a clerk calls its figure."""
    if drift.figure:
        return replace(drift, called=names.say(drift.figure, drift.called))
    short = drift.bound.name.short if drift.bound is not None else drift.key.partition("-")[0]
    return drift if drift.called or drift.code in (TYPED, REMOVED) else replace(drift, called=names.called(short))


def _members(names: Names, known: Known | None, heads: tuple[seats.Head, ...]) -> Members:
    """Whose each figure is: by the evaluation, or by what the law book knows."""
    ids = {figures.short(each.figure): each.figure for each in known.placed} if known is not None else None

    def of(short: str) -> str:
        return names.member(ids.get(short, "") if ids is not None else names.figure(short))

    every = {names.member(figure) for figure in ids.values()} if ids is not None else set(names.rows.values())
    return seats.Members(of, frozenset(every - {""}), heads)


def _year_of(figure: str) -> str:
    """The year in a fact's id."""
    parts = figure.split("/")
    return parts[1] if len(parts) > 1 and parts[1].isdecimal() else ""


def _is_fact(figure: str) -> bool:
    """Whether a cell is known to hold what somebody stated: its id begins with a concept and a year, and nothing is reckoned from it."""
    concept, _, rest = figure.partition("/")
    return bool(concept) and rest[:4].isdecimal() and rest.endswith(STATED)


def _likely_year(found: Iterable[Cell]) -> int | None:
    """The year of most cells that hold one: a workbook without its evaluation tells the years of its facts."""
    years = Counter(each.text for each in found if each.number and _YEAR.fullmatch(each.text))
    return int(max(years, key=lambda text: (years[text], text))) if years else None


def _places(filed: Filed | None) -> Mapping[str, str]:
    return filed.places if filed is not None else {}


def _stated(filed: Filed | None) -> Mapping[str, tuple[str, str]]:
    return filed.stated if filed is not None else {}


def _of_another(looked: Looked) -> bool:
    """Whether the evaluation is of another unit: its name stands nowhere, and in a report most figures are others."""
    known, unit = looked.known, looked.known.unit if looked.known is not None else ""
    if known is None or not unit:
        return False
    if looked.marked.document is not None:
        named = "".join(unit.split()) in "".join(looked.marked.document.text.split())
        return not named and looked.counts["same"] * 2 < looked.counts["bound"]
    name = escape(unit).encode()
    parts = (member for part, member in looked.marked.opened.members.items() if part.endswith(".xml"))
    return not any(name in member.read() for member in parts)
