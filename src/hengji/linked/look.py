"""`hengji drift` and `hengji refresh`: a document looked at, and what may be done about each difference."""

from __future__ import annotations

import functools
import re
from base64 import b64encode
from bisect import bisect_left
from collections import Counter, deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self
from xml.sax.saxutils import escape

from hengji.core.document import BOX, HEADING
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.linked import cells, fixed, proposal, seats, sidecar
from hengji.linked.bookmarks import template_of
from hengji.linked.compare import Compared, compare
from hengji.linked.drift import CHANGED, DRAWN, EMPTIED, GONE, REMOVED, STALE, TYPED, Drift
from hengji.linked.names import Names
from hengji.linked.pictures import PICTURE
from hengji.reading import marked
from hengji.reading.extract import Reader
from hengji.reading.gate import kinds
from hengji.reading.gate.odf import ODT
from hengji.reading.gate.opening import Opened
from hengji.reading.jail import Jail
from hengji.reading.jail.frames import Plain
from hengji.writing import blocks, figures
from hengji.writing.charts.png import png
from hengji.writing.docx import template_words
from hengji.writing.relink import Edit, Redrawn
from hengji.writing.sheets.paper import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from hengji.core.audit import Figure, Report
    from hengji.core.document import Document
    from hengji.linked.cells import Sheets
    from hengji.linked.drift import Bound
    from hengji.linked.known import Filed, Known
    from hengji.linked.seats import Members
    from hengji.reading.marked import Cell, Mark, Marked
    from hengji.rulebook.book import Book
    from hengji.writing.resheet import CellEdit

NO_HEAD = "DC79"
NOT_LINKED, NOT_USABLE, NOT_DONE, NO_SUCH, NOT_WRITTEN = "DC23", "DC36", "DC37", "DC38", "DC39"
ADVISED = {"accept_no_value", "accept_at_odds", "accept_same", "restore_typed"}
"""Refusals with an advice of their own."""
RATIO = "ratio"
ALL, HEAD = "all", 12
KEPT = 4
"""Names of how many evaluations a desk keeps at hand: making them again costs more than the look itself."""
PATTERNS = ("unit_lead", "copies", "page_alone", "page")
LONG, CLOSE = 60, 12
"""Of longer texts only the stretch is told in which they differ, with so many letters on both sides."""
STATED = ("|cell", "|live", *figures.BESIDE_FORMS)
_YEAR = re.compile(r"20[0-9]{2}", re.ASCII)
_PARAGRAPH, _CELL = re.compile(r"¶([0-9]+)"), re.compile(r"(表[0-9]+)!([A-Z]+)([0-9]+)")
LETTERS = 26
MOST_BEFORE, MOST_BEHIND = 5, 2
"""How many letters beside a changed number in words are shown with it."""
_REWRITE = {kinds.DOCX: "hengji.writing.relink.rewrite", ODT: "hengji.writing.relink_odt.rewrite"}
_RESHEET = "hengji.writing.resheet.rewrite"


@dataclass(frozen=True, slots=True)
class Looked:
    """A document looked at. `said` are the explanations that hold, by key; `counts` are figures: bound, as printed, fixed words of the template,
    cells that only follow.
    """

    marked: Marked
    known: Known | None
    year: int
    drifts: tuple[Drift, ...]
    problems: tuple[Problem, ...]
    said: Mapping[str, str]
    counts: Mapping[str, int]
    compared: Compared | None = None
    sheets: Sheets | None = None
    places: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def open(self) -> tuple[Drift, ...]:
        """The differences that nobody has explained."""
        return tuple(each for each in self.drifts if each.key not in self.said)

    @property
    def same(self) -> bool:
        """Whether everything is as it was printed, or explained."""
        return not self.open


class Desk:
    """Looks at documents by one law book, in one jail; close it, or use it in a `with`."""

    def __init__(self, book: Book) -> None:
        self.book, self.jail, self.reader = book, Jail(), Reader(book)
        self._known_names: deque[tuple[object, Names]] = deque(maxlen=KEPT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.jail.close()

    # ---- looking

    def look(self, path: Path, filed: Filed | None = None) -> tuple[Looked | None, tuple[Problem, ...]]:
        """A document against its own marks and an evaluation; None with the reasons where it cannot be read."""
        found, problems = marked.read(path, path.name, self.jail)
        if found is None:
            return None, self._told(problems)
        said, wrong = sidecar.read(path, self.book)
        looked = self._cells(found, filed) if found.document is None else self._text(found, filed)
        if looked is None:
            return None, self._told((problem(NOT_LINKED, Place(found.name), found.kind),))
        if _of_another(looked):
            return None, self._told((problem(NOT_USABLE, Place(found.name), filed.unit if filed is not None else ""),))
        holds = {each.key: text for each in looked.drifts if (text := sidecar.explains(said, each))}
        told = self._told(dict.fromkeys((*looked.problems, *found.problems)))
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

    @staticmethod
    def shown(drift: Drift, text: str) -> str:
        """What stood or stands in a place as a reader sees it: the number of a rate in per cent; a text that was typed as it is."""
        return cells.per_cent(text) if drift.rate and (drift.number or text != drift.new) else text

    def where(self, looked: Looked, drift: Drift) -> str:
        """The place of a difference as somebody counts it off: a paragraph, a text box, a row and a column of a table, a cell of a workbook."""
        said, place = self._counted(drift.place), looked.marked.document
        blocks = place.blocks if place is not None and drift.start >= 0 else ()
        if said != drift.place and any(
            each.kind == BOX and each.start <= drift.start < max(each.end, each.start + 1) for each in blocks
        ):
            said = self.book.caption("drift.place_box", place=said)
        return self.book.caption("drift.behind", place=said) if drift.code == REMOVED and said else said

    def _counted(self, place: str) -> str:
        paragraph, cell = _PARAGRAPH.match(place), _CELL.match(place)
        if paragraph is not None:
            return self.book.caption("drift.place_paragraph", number=paragraph[1])
        if cell is not None:
            column = functools.reduce(lambda count, letter: count * LETTERS + ord(letter) - ord("A") + 1, cell[2], 0)
            return self.book.caption("drift.place_cell", table=cell[1], row=cell[3], column=column)
        return place

    def told(self, drift: Drift, file: str) -> Problem:
        """A difference in words."""
        say = self.book.caption
        none = say("drift.none")
        before, behind = _beside_number(drift, say("drift.stops"))
        place = say("drift.behind", place=drift.place) if drift.code == REMOVED and drift.place else drift.place
        old, new = _differing(_one_line(self.shown(drift, drift.old)), _one_line(self.shown(drift, drift.new)))
        known = f"{before} {old}{behind}".strip() if old else say("drift.blank") if drift.blank else ""
        found = f"{new}{behind}" if new else say("drift.blank") if drift.code == CHANGED else none
        if drift.remark:
            held = say(f"drift.held_{drift.remark}", formula=drift.formula)
            found = f"{found}{held}" if new else held
        words = drift.bound is not None and drift.bound.name.words
        change = (
            say("drift.change", old=known, new=found) if known else say(f"drift.change_{'words' if words else 'figure'}", new=found)
        )
        slots = {
            "old": known or say("drift.unknown_form"),
            "change": change,
            "called": drift.called or self._nameless(drift),
            "now": _one_line(self.shown(drift, drift.now)) or none,
        }
        told = self.book.problem(problem(drift.code, Place(file, place), found, **slots))
        return replace(told, message=told.message.rstrip())

    def _nameless(self, drift: Drift) -> str:
        """What is said of a figure of which nobody knows what it is."""
        turn = drift.key.removeprefix("gone-")
        if turn != drift.key:
            return self.book.caption("drift.nameless", number=turn)
        return "" if drift.code == TYPED else self.book.caption("drift.nameless_here")

    def _told(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        return tuple(self.book.problem(each) for each in problems)

    # ---- choosing

    def chosen(self, looked: Looked, wanted: Sequence[str]) -> tuple[tuple[Drift, ...], tuple[Problem, ...]]:
        """The differences by their numbers in the list, their keys, or `all`; a problem for each that is not there."""
        found: list[Drift] = []
        missing: list[Problem] = []
        for word in wanted:
            if word == ALL:
                found += looked.drifts
            elif word.isdecimal() and 0 < int(word[:9]) <= len(looked.drifts):
                found.append(looked.drifts[int(word) - 1])
            else:
                by_key = [each for each in looked.drifts if each.key == word]
                found += by_key
                missing += [] if by_key else [problem(NO_SUCH, Place(looked.marked.name), word, count=len(looked.drifts))]
        return tuple(dict.fromkeys(found)), self._told(missing)

    # ---- 接受

    def accept(self, looked: Looked, chosen: Iterable[Drift], former: str = "") -> tuple[bytes, tuple[Problem, ...]]:
        """The proposal for what was filled in, added to a former one, and a problem for each figure that no fact states."""
        facts: list[tuple[Drift, proposal.Proposed]] = []
        words: list[Drift] = []
        problems: list[Problem] = []
        for drift in (replace(each, place=self.where(looked, each)) for each in chosen):
            made = proposal.fact(drift, self.book, looked.year, looked.stated) if drift.code in (CHANGED, TYPED) else None
            if drift.remark and drift.old == drift.new:
                problems.append(self._refused(looked, drift, "accept_same"))
            elif made is not None and proposal.no_value(made, self.book):
                problems.append(self._refused(looked, drift, "accept_no_value"))
            elif made is not None:
                facts.append((drift, made))
            elif drift.code in (CHANGED, TYPED) and (drift.typed is not None or drift.figure.startswith(("value/", "list/"))):
                words.append(drift)
            else:
                key = "computed" if drift.code == CHANGED and drift.figure else "unnamed" if drift.code == CHANGED else drift.kind
                key = f"own_{drift.figure.rpartition('|')[2]}" if drift.figure.endswith(figures.BESIDE_FORMS) else key
                problems.append(self._refused(looked, drift, f"accept_{key}"))
        odd = proposal.at_odds(made for _, made in facts)
        for drift, made in facts:
            if made.name in odd:
                both = "、".join(f"{each.value}（{each.place}）" for each in odd[made.name])
                problems.append(self._refused(looked, drift, "accept_at_odds", both=both))
        facts = [(drift, made) for drift, made in facts if made.name not in odd]
        name, proposed = looked.marked.name, [made for _, made in facts]
        content = proposal.content(proposed, words, self.book, name, looked.places, former) if facts or words else b""
        return content, self._told(problems)

    def _refused(self, looked: Looked, drift: Drift, why: str, both: str = "") -> Problem:
        rests = "、".join(proposal.base(drift.figure, self.book)) or self.book.caption("drift.none")
        reason = self.book.caption(f"drift.{why}", rests=rests, both=both)
        what = why if why in ADVISED else why.partition("_")[0]
        advice = self.book.caption(f"drift.advice_{what if what in {*ADVISED, 'accept', 'restore'} else 'write'}")
        place = Place(looked.marked.name, self.where(looked, drift))
        found = self.shown(drift, drift.new or drift.old)
        return problem(NOT_DONE, place, found, called=drift.called, reason=reason, advice=advice)

    # ---- 恢复

    def restore(self, looked: Looked, chosen: Iterable[Drift]) -> tuple[bytes | None, tuple[Drift, ...], tuple[Problem, ...]]:
        """The document with figures as they were printed; those that were put back, and a problem for each that cannot be."""
        if looked.sheets is not None:
            return self._restored_cells(looked, looked.sheets, tuple(chosen))
        edits: list[tuple[Drift, Edit]] = []
        problems: list[Problem] = []
        for drift in chosen:
            bound, printed = drift.bound, self._printed(looked, drift)
            if drift.code not in (CHANGED, EMPTIED) or bound is None:
                problems.append(self._refused(looked, drift, f"restore_{drift.kind}"))
            elif not printed:
                problems.append(self._refused(looked, drift, "restore_unknown"))
            else:
                edits.append((drift, _edit(looked, bound, drift.start, drift.end, printed, bound.mark.name)))
        return self._rewritten(looked, edits, problems)

    def _restored_cells(
        self, looked: Looked, sheets: Sheets, chosen: tuple[Drift, ...]
    ) -> tuple[bytes | None, tuple[Drift, ...], tuple[Problem, ...]]:
        edits: list[tuple[Drift, CellEdit]] = []
        problems: list[Problem] = []
        for drift in chosen:
            made = cells.put_back(sheets, drift, looked.known)
            if isinstance(made, str):
                problems.append(self._refused(looked, drift, f"restore_{made}"))
            else:
                edits.append((drift, made))
        changed = {each.key for each in looked.drifts if each.code == CHANGED}
        if looked.known is not None and changed <= {drift.key for drift, _ in edits}:
            edits += [(_silent(each), edit) for each, edit in cells.following(sheets) if each.now == each.old]
        return self._resheeted(looked, edits, problems)

    def _printed(self, looked: Looked, drift: Drift) -> str:
        """What was printed, where it is known: of words with all that stands around their numbers."""
        if drift.bound is None or not drift.bound.name.words:
            return drift.old
        text = _text(looked, drift.start, drift.end)
        return _in_place(text, drift.old, drift.new)

    # ---- 更新

    def refresh(self, looked: Looked, *, changed: bool = False) -> tuple[bytes | None, tuple[Drift, ...], tuple[Problem, ...]]:
        """The document with every stale figure as the evaluation has it; what a hand changed too where that is `changed`. Words between stay."""
        compared, known, document = looked.compared, looked.known, looked.marked.document
        if looked.sheets is not None and known is not None:
            return self._refreshed_cells(looked, looked.sheets, known, changed=changed)
        if compared is None or known is None or document is None:
            return None, (), self._told((problem(NOT_WRITTEN, Place(looked.marked.name), looked.marked.kind),))
        if known.unit and known.unit not in document.text:
            return None, (), self._told((problem(NOT_USABLE, Place(looked.marked.name), known.unit),))
        edits: list[tuple[Drift, Edit]] = []
        problems: list[Problem] = []
        taken = {each.name.number for each in compared.bound}
        for drift in looked.drifts:
            wanted = drift.code in (STALE, GONE) or (changed and drift.code in (CHANGED, EMPTIED) and drift.now)
            if not wanted or drift.bound is None:
                continue
            edit = self._fresh(looked, drift, drift.bound, taken)
            if edit is None:
                problems.append(self._refused(looked, drift, "refresh_words"))
            else:
                edits.append((drift, edit))
        edits += [(_agreed(each), _renamed(each, known, taken)) for each in compared.agreed]
        edits += [(_agreed(each), _alone(each, taken)) for each in compared.bound if _again(each) and not _edited(each, edits)]
        pictures = list(self._redrawn(looked, known, problems))
        if not edits and not pictures:
            return None, (), self._told(problems)
        return self._rewritten(looked, edits, problems, pictures)

    def _redrawn(self, looked: Looked, known: Known, problems: list[Problem]) -> Iterator[tuple[Drift, Redrawn]]:
        """Pictures that show old figures, drawn from the evaluation."""
        for drift in looked.drifts:
            if drift.code != DRAWN:
                continue
            number = int(drift.key.rpartition("-")[2])
            drawing = known.pictures[number - 1] if number <= len(known.pictures) else None
            drawn = png(drawing.chart) if drawing is not None else None
            if drawing is None or drawn is None:
                problems.append(self._refused(looked, drift, "refresh_picture"))
                continue
            across, tall = blocks.drawn_size(drawing.chart.width, drawing.chart.height)
            name, title, said = f"{PICTURE}{number}", visible(drawing.title), visible(drawing.said)
            yield drift, Redrawn(name, b64encode(drawn).decode(), title, said, across, tall)

    def _refreshed_cells(
        self, looked: Looked, sheets: Sheets, known: Known, *, changed: bool
    ) -> tuple[bytes | None, tuple[Drift, ...], tuple[Problem, ...]]:
        edits: list[tuple[Drift, CellEdit]] = []
        problems: list[Problem] = []
        for drift in looked.drifts:
            if not (drift.code in (STALE, GONE) or (changed and drift.code == CHANGED and drift.now)):
                continue
            made = cells.renewed(sheets, drift, known)
            if isinstance(made, str):
                problems.append(self._refused(looked, drift, f"restore_{made}"))
            else:
                edits.append((drift, made))
        if not any(each.code == CHANGED for each in looked.drifts) or changed:
            edits += [(_silent(each), edit) for each, edit in cells.following(sheets)]
        edits += [(_silent(drift), edit) for drift, edit in ((_AGREED, edit) for edit in cells.renamed(sheets))]
        return self._resheeted(looked, edits, problems)

    def _fresh(self, looked: Looked, drift: Drift, bound: Bound, taken: set[int]) -> Edit | None:
        text = _text(looked, drift.start, drift.end)
        if bound.name.words:
            now = drift.now
            if len(figures.numerals(now)) != len(figures.numerals(text)):
                return None
            new = _in_place(text, "", "", figures.numerals(now))
        else:
            new = drift.now or drift.new
        name = replace(bound.name, printed=figures.form(new, words=bound.name.words), number=_number(bound, taken))
        return _edit(looked, bound, drift.start, drift.end, new, figures.named(name))

    # ---- writing

    def _rewritten(
        self,
        looked: Looked,
        edits: list[tuple[Drift, Edit]],
        problems: list[Problem],
        pictures: Sequence[tuple[Drift, Redrawn]] = (),
    ) -> tuple[bytes | None, tuple[Drift, ...], tuple[Problem, ...]]:
        """A text with edits made and pictures drawn."""
        if not edits and not pictures:
            return None, (), self._told(problems)
        arguments: dict[str, Plain] = {
            "edits": [list[Plain](edit.plain) for _, edit in edits],
            "pictures": [list[Plain](picture.plain) for _, picture in pictures],
        }
        drifts = [drift for drift, _ in (*edits, *pictures)]
        return self._written(looked, _REWRITE.get(looked.marked.kind, ""), arguments, drifts, problems)

    def _resheeted(
        self, looked: Looked, edits: list[tuple[Drift, CellEdit]], problems: list[Problem]
    ) -> tuple[bytes | None, tuple[Drift, ...], tuple[Problem, ...]]:
        """A workbook with cells put back."""
        if not edits:
            return None, (), self._told(problems)
        arguments: dict[str, Plain] = {"edits": [list[Plain](edit.plain) for _, edit in edits]}
        return self._written(looked, _RESHEET, arguments, [drift for drift, _ in edits], problems)

    def _written(
        self, looked: Looked, task: str, arguments: dict[str, Plain], drifts: list[Drift], problems: list[Problem]
    ) -> tuple[bytes | None, tuple[Drift, ...], tuple[Problem, ...]]:
        """What the jail made of it, past the gate again; which differences it took care of, and a problem for each that it could not."""
        found = looked.marked
        if not task or found.opened.aside:
            return (
                None,
                (),
                self._told((*problems, problem(NOT_WRITTEN, Place(found.name), "、".join(found.opened.aside) or found.kind))),
            )
        answer = self.jail.run(task, found.opened.repacked(), found.name, found.kind, arguments)
        if isinstance(answer, Problem):
            return None, (), self._told((*problems, answer))
        said, _, content = answer.value.partition(b"\n") if isinstance(answer.value, bytes) else (b"", b"", b"")
        again = marked.opens(found.name, content)
        if len(said) != len(drifts) or not isinstance(again, Opened):
            return None, (), self._told((*problems, problem(NOT_WRITTEN, Place(found.name), found.kind)))
        told = [(drift, mark == ord("1")) for drift, mark in zip(drifts, said, strict=True) if drift.code]
        problems += [self._refused(looked, each, "not_written") for each, made in told if not made]
        return content, tuple(each for each, made in told if made), self._told(problems)


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


def _one_line(text: str) -> str:
    """The lines of a cell behind each other."""
    return "；".join(line for line in text.split("\n") if line)


def _differing(old: str, new: str) -> tuple[str, str]:
    """Of two long texts the stretch in which they differ, with a few letters on both sides; short ones as they are."""
    if not old or not new or max(len(old), len(new)) <= LONG:
        return old, new
    start = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - start
    end = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    low, high = max(0, start - CLOSE), max(0, end - CLOSE)
    return _cut(old, low, len(old) - high), _cut(new, low, len(new) - high)


def _cut(text: str, low: int, high: int) -> str:
    return f"{'…' if low else ''}{text[low:high]}{'…' if high < len(text) else ''}"


def _beside_number(drift: Drift, stops: str) -> tuple[str, str]:
    """Of one changed number in words: the few letters before it and what it counts, up to the next stop or number."""
    if drift.spot[0] < 0 or "、" in drift.new + drift.old:
        return "", ""
    before = re.split(f"[{re.escape(stops)}0-9\\s]", drift.around[0])[-1]
    before = before if len(before) <= MOST_BEFORE else f"…{before[-MOST_BEFORE:]}"
    behind = re.split(f"[{re.escape(stops)}0-9\\s]", drift.around[1])[0]
    return before, behind[:MOST_BEHIND] if len(behind) <= MOST_BEHIND or not drift.new[-1].isdecimal() else behind[:1]


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


def _text(looked: Looked, start: int, end: int) -> str:
    return looked.marked.document.text[start:end] if looked.marked.document is not None else ""


def _edit(looked: Looked, bound: Bound, start: int, end: int, text: str, name: str) -> Edit:
    """What is to stand at a span of the document's text."""
    low = bound.mark.start
    return Edit(bound.mark.name, bound.turn, start - low, end - low, _text(looked, start, end), text, name)


def _in_place(text: str, old: str, new: str, numbers: Sequence[str] = ()) -> str:
    """A text with other numbers in it and every other letter as it stands."""
    wanted = list(numbers) or _swapped(figures.numerals(text), old.split("、"), new.split("、"))
    found = figures.numerals(text)
    made, at = "", 0
    for was, now in zip(found, wanted, strict=False):
        place = text.find(was, at)
        if place < 0:  # full-width digits: the whole text is left
            return ""
        made += text[at:place] + now
        at = place + len(was)
    return made + text[at:]


def _swapped(numbers: list[str], old: list[str], new: list[str]) -> list[str]:
    """The numbers with each new one taken back; nothing changes where they do not pair."""
    pairs = list(zip(new, old, strict=False)) if len(new) == len(old) else []
    for now, was in pairs:
        if now in numbers:
            numbers[numbers.index(now)] = was
    return numbers


def _number(bound: Bound, taken: set[int]) -> int:
    """The bookmark's own number; a fresh one for a copy."""
    if not _again(bound):
        return bound.name.number
    number = figures.fresh(taken)
    taken.add(number)
    return number


def _again(bound: Bound) -> bool:
    return bound.copy > 0


_AGREED = Drift("", "", "", "", "")


def _silent(drift: Drift) -> Drift:
    """The same, of which nothing is told."""
    return replace(drift, code="")


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


def _agreed(bound: Bound) -> Drift:
    """A stand-in for an edit of a name alone, of which nothing is told."""
    return Drift("", "", bound.mark.place, "", "")


def _renamed(bound: Bound, known: Known, taken: set[int]) -> Edit:
    """A bookmark around what a hand wrote and the evaluation has come to say as well."""
    entries = known.by_short[bound.name.short]
    name = replace(bound.name, printed=figures.form(entries[0].printed, words=bound.name.words), number=_number(bound, taken))
    return Edit(bound.mark.name, bound.turn, 0, 0, "", None, figures.named(name))


def _alone(bound: Bound, taken: set[int]) -> Edit:
    """A copy gets a number of its own, so that programs keep both."""
    return Edit(bound.mark.name, bound.turn, 0, 0, "", None, figures.named(replace(bound.name, number=_number(bound, taken))))


def _edited(bound: Bound, edits: list[tuple[Drift, Edit]]) -> bool:
    return any((edit.mark, edit.turn) == (bound.mark.name, bound.turn) for _, edit in edits)
