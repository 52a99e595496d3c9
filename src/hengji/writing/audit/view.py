"""The report itself as one page: every figure marked by what the checks came to, with its computations a click away."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.core.audit import Status
from hengji.core.document import FOOTNOTE, HEADING, LINE, MARGIN
from hengji.core.finding import Verdict
from hengji.writing.audit import coverage, words
from hengji.writing.audit.pieces import pieces, within
from hengji.writing.page import Markup, join, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hengji.core.audit import Audit, Checked, Figure, Remark
    from hengji.core.document import Table
    from hengji.rulebook.book import Book
    from hengji.writing.audit.pieces import Piece
    from hengji.writing.page import Page

TEMPLATE = "pages/source-view.html"
MOST_CHECKS, MOST_SAME, MOST_NAMED, MOST_ELSEWHERE = 12, 12, 40, 40
DEEPEST, ABOVE = 6, 60
VERDICTS = (Verdict.IMPOSSIBLE, Verdict.EXPLAINED, Verdict.CONSISTENT, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A span that a finding is about; `number` counts the findings as the page lists them, from 1."""

    start: int
    end: int
    number: int
    finding: Remark


@dataclass(frozen=True, slots=True)
class Parts:
    """The same for a page of another application: the marked text, the figures in full (each shown where its address ends in its id), the findings."""

    text: str
    details: str
    findings: str
    unread: str


def html(audit: Audit, book: Book) -> str:
    """The page, which needs nothing beside it and says the same without its script."""
    return _View(audit, book).page()


def parts(audit: Audit, book: Book, beside: Callable[[Figure], str]) -> Parts:
    """The parts of the page; `beside` gives HTML that stands at the end of a figure's details."""
    view = _View(audit, book, beside)
    text = view.source()
    details = join(view.detail(figure) for figure in audit.figures)
    return Parts(text.html, details.html, view.listed().html, view.unread().html)


def _spans(finding: Remark) -> list[tuple[int, int]]:
    """Where in the text a finding is about something: its own span, then those that other reports are held against."""
    return list(dict.fromkeys([(finding.start, finding.end), *((each.start, each.end) for each in finding.elsewhere)]))


def _nothing(_figure: Figure) -> str:
    return ""


class _View:
    def __init__(self, audit: Audit, book: Book, beside: Callable[[Figure], str] = _nothing) -> None:
        self.audit, self.book, self.text, self.beside = audit, book, audit.document.text, beside
        self.template: Page = read(book.templates[TEMPLATE])
        self.coverage, self.findings = coverage.of(audit), coverage.by_weight(audit)
        marks = (_Mark(*span, at, one) for at, one in enumerate(self.findings, start=1) for span in _spans(one))
        self.marks = sorted((mark for mark in marks if 0 <= mark.start <= mark.end <= len(self.text)), key=lambda mark: mark.start)
        self.shown: set[int] = set()
        self.flagged: set[int] = set()
        self.begun: set[tuple[int, int]] = set()
        self.checks: dict[int, list[Checked]] = {}
        for verdict in VERDICTS:
            for result in audit.results:
                for number in dict.fromkeys(result.figures) if result.verdict is verdict else ():
                    self.checks.setdefault(number, []).append(result)
        self.about: dict[int, list[tuple[int, Remark]]] = {}
        for at, one in enumerate(self.findings, start=1):
            for number in dict.fromkeys(one.figures):
                self.about.setdefault(number, []).append((at, one))
        self.same: dict[str, list[Figure]] = {}
        for figure in audit.figures:
            if key := figure.concept or figure.label:
                self.same.setdefault(key, []).append(figure)

    def say(self, key: str, **slots: object) -> str:
        return self.book.caption(f"audit_paper.{key}", **slots)

    def page(self) -> str:
        found, weights = self.coverage, coverage.by_severity(self.audit)
        source = self.source()
        return self.template.page(
            unit=words.subject(self.audit, self.book),
            year=words.year(self.audit, self.book),
            name=words.file_name(self.audit),
            source=self.audit.document.sha256[: words.DIGEST_SHOWN],
            digest=self.audit.digest[: words.DIGEST_SHOWN],
            engine=self.audit.engine,
            figures=str(found.figures),
            share=coverage.share(found.checked, found.figures),
            bars=join(self._bar(status) for status in Status if self._count(status)),
            legend=join(self._legend(status) for status in Status),
            found=self.say("view_found", **{f"{severity.value}s": count for severity, count in weights.items()}),
            findings=self.listed(),
            unread=self.unread(),
            text=source,
            details=join(self.detail(figure) for figure in self.audit.figures),
        )

    def _count(self, status: Status) -> int:
        return int(getattr(self.coverage, status.value))

    # ---- head

    def _bar(self, status: Status) -> Markup:
        """A part of the bar, its width in whole thousandths."""
        width = 1000 * self._count(status) // (self.coverage.figures or 1)
        return self.template.fill("bar", status=status.value, width=str(max(1, width)))

    def _legend(self, status: Status) -> Markup:
        count = self._count(status)
        return self.template.fill(
            "legend",
            status=status.value,
            word=self.say(f"status_{status.value}"),
            count=str(count),
            share=coverage.share(count, self.coverage.figures),
        )

    # ---- the text

    def source(self) -> Markup:
        return join(self._piece(piece) for piece in pieces(self.audit.document))

    def _piece(self, piece: Piece) -> Markup:
        if piece.table is not None:
            return self._table(piece.table)
        text = self._inline(piece.start, piece.end)
        if piece.kind == HEADING:
            return self.template.fill("heading", level=str(min(DEEPEST, max(1, piece.level) + 2)), text=text)
        kind = {LINE: "line", MARGIN: "aside", FOOTNOTE: "aside"}.get(piece.kind, "body")
        return self.template.fill("paragraph", kind=kind, text=text)

    def _table(self, table: Table) -> Markup:
        notes = [words.clean(table.place), "" if self._above(table) else words.clean(table.caption)]
        notes += [] if table.certain else [self.say("view_guessed")]
        notes += [self.say("view_hidden")] if table.hidden else []
        rows = (join(self._cell(*cell) for cell in row) for row in within(table))
        return self.template.fill(
            "table",
            caption="　".join(note for note in notes if note),
            rows=join(self.template.fill("row", cells=cells) for cells in rows),
        )

    def _above(self, table: Table) -> bool:
        """Whether the caption of a table is printed as the paragraphs above it."""
        first = min((cell.start for cell in table.cells), default=0)
        said = "".join(table.caption.split())
        return said in "".join(self.audit.document.text[max(0, first - len(table.caption) - ABOVE) : first].split())

    def _cell(self, down: int, right: int, start: int, end: int) -> Markup:
        name = "cell" if (down, right) == (1, 1) else "wide_cell"
        spans = {} if name == "cell" else {"rows": str(down), "columns": str(right)}
        return self.template.fill(name, text=self._inline(start, end), **spans)

    def _inline(self, start: int, end: int) -> Markup:
        """A span of the text with its figures and what findings are about."""
        parts, at = [], start
        for figure in self._figures(start, end):
            begin, stop = max(figure.start, at), min(figure.end, end)
            if begin < stop:
                parts += [self._marked(at, begin), self._flags(begin, stop), self._figure(figure, begin, stop)]
                at = stop
        parts.append(self._marked(at, end))
        return Markup("".join(part.html for part in parts))

    def _figures(self, start: int, end: int) -> tuple[Figure, ...]:
        figures = self.audit.figures
        low = bisect_right(figures, start, key=lambda figure: figure.end)
        return figures[low : bisect_left(figures, end, key=lambda figure: figure.start)]

    def _figure(self, figure: Figure, start: int, end: int) -> Markup:
        """A figure, or the part of it that stands on this line; only the first part bears its id."""
        status = self.audit.standings[figure.id].status.value
        name = "figure" if figure.id not in self.shown else "figure_rest"
        self.shown.add(figure.id)
        return self.template.fill(
            name, id=str(figure.id), status=status, word=self.say(f"status_{status}"), text=self._marked(start, end, flags=False)
        )

    def _flags(self, start: int, end: int) -> Markup:
        """The numbers of the findings that begin in a span, once for each place that they are about."""
        begun = [mark for mark in self._begun(start, end) if (mark.number, mark.start) not in self.begun]
        self.begun.update((mark.number, mark.start) for mark in begun)
        return Markup("".join(self._flag(mark).html for mark in begun))

    def _begun(self, start: int, end: int) -> list[_Mark]:
        low = bisect_left(self.marks, start, key=lambda mark: mark.start)
        return self.marks[low : bisect_left(self.marks, end, key=lambda mark: mark.start)]

    def _flag(self, mark: _Mark) -> Markup:
        severity = mark.finding.severity.value
        name = "flag" if mark.number not in self.flagged else "flag_again"
        self.flagged.add(mark.number)
        return self.template.fill(
            name,
            number=str(mark.number),
            severity=severity,
            word=self.book.caption(f"severity.{severity}"),
            title=words.clean(mark.finding.title),
        )

    def _marked(self, start: int, end: int, *, flags: bool = True) -> Markup:
        """Plain text; what findings are about is marked, the gravest first, and their numbers stand before it."""
        begun = self.marks[: bisect_left(self.marks, end, key=lambda mark: mark.start)]
        over = [mark for mark in begun if mark.end > start]
        edges = sorted({start, end, *(edge for mark in over for edge in (mark.start, mark.end) if start < edge < end)})
        made = []
        for low, high in pairwise(edges):
            if flags:
                made.append(self._flags(low, high).html)
            text = escape(words.clean(self.text[low:high]))
            about = min(
                (mark for mark in over if mark.start <= low and mark.end >= high), key=lambda mark: mark.number, default=None
            )
            made.append(text if about is None else f'<mark class="{about.finding.severity.value}">{text}</mark>')
        return Markup("".join(made))

    # ---- findings

    def listed(self) -> Markup:
        """Every finding, or that there is none; what stands in the text is known only after the text was made."""
        return join(self._finding(at, one) for at, one in enumerate(self.findings, start=1)) if self.findings else self._quiet()

    def _quiet(self) -> Markup:
        key = "found_nothing" if self.coverage.checked else "checked_nothing"
        return self.template.fill("no_findings", text=self.say(key, checked=self.coverage.checked))

    def _finding(self, number: int, finding: Remark) -> Markup:
        severity = finding.severity.value
        said = words.around(finding, self.audit)
        more = [self.say("quote", text=said)] if said else []
        more += [words.sentence(finding.message), *words.elsewhere(finding, self.book, MOST_ELSEWHERE)]
        more += words.limits(finding, self.book)
        more += [self.say("basis", text=words.clean(finding.basis))] if finding.basis else []
        more += [self.say("view_advice", text=words.sentence(finding.advice))] if finding.advice else []
        return self.template.fill(
            "finding",
            number=str(number),
            target=f"m{number}" if number in self.flagged else "text",
            severity=severity,
            word=self.book.caption(f"severity.{severity}"),
            title=words.clean(finding.title),
            code=finding.code,
            place=words.place(finding.place, self.audit, self.book),
            more=join(self.template.fill("note", text=line) for line in more),
        )

    def unread(self) -> Markup:
        known = [self.book.problem(found) for found in self.audit.problems]
        notes = [f"{words.place(str(found.place), self.audit, self.book)}：{words.sentence(found.message)}" for found in known]
        return (
            self.template.fill("unread", notes=join(self.template.fill("item", text=Markup(escape(note))) for note in notes))
            if notes
            else Markup("")
        )

    # ---- a figure in full

    def detail(self, figure: Figure) -> Markup:
        standing = self.audit.standings[figure.id]
        status = standing.status.value
        return self.template.fill(
            "detail",
            id=str(figure.id),
            status=status,
            word=self.say(f"status_{status}"),
            text=words.clean(figure.text),
            about="　".join(part for part in self._about(figure) if part),
            reason=self._reason(figure),
            checks=self._list("checks", (self._check(result, figure) for result in self.checks.get(figure.id, [])[:MOST_CHECKS])),
            same=self._list("same", (self._other(other) for other in self._others(figure))),
            findings=self._list("findings_of", (self._about_it(at, one) for at, one in self.about.get(figure.id, []))),
            beside=Markup(self.beside(figure)),
        )

    def _about(self, figure: Figure) -> Iterator[str]:
        stage = self.book.stages.get(figure.stage)
        yield words.label(figure, self.book) or self.say("view_no_label")
        yield stage.label if stage is not None else ""
        yield self.say("year", year=figure.year) if figure.year is not None else ""
        yield words.clean(figure.scope)
        yield words.place(figure.place, self.audit, self.book)

    def _reason(self, figure: Figure) -> Markup:
        standing = self.audit.standings[figure.id]
        if standing.status is not Status.UNCHECKED and not standing.reason:
            return Markup("")
        reason = words.sentence(standing.reason or self.say("no_reason"))
        return self.template.fill("note", text=self.say("view_reason", reason=reason))

    def _list(self, kind: str, items: Iterable[Markup]) -> Markup:
        made = list(items)
        rows = join(self.template.fill("item", text=item) for item in made)
        return self.template.fill("list", head=self.say(f"view_{kind}"), items=rows) if made else Markup("")

    def _check(self, result: Checked, figure: Figure) -> Markup:
        others = [
            self.audit.figures[at] for at in dict.fromkeys(result.figures) if at != figure.id and 0 <= at < len(self.audit.figures)
        ]
        return self.template.fill(
            "check",
            verdict=result.verdict.value,
            word=self.book.caption(f"verdict.{result.verdict.value}"),
            code=result.rule,
            statement=words.clean(result.statement),
            explanation=words.clean(result.explanation),
            others=Markup("　".join(self._other(other).html for other in others[:MOST_NAMED])),
        )

    def _others(self, figure: Figure) -> list[Figure]:
        """The nearest other statements under the same name."""
        known = self.same.get(figure.concept or figure.label, [])
        at = bisect_left(known, figure.id, key=lambda other: other.id)
        near = [other for other in known[max(0, at - MOST_SAME) : at + MOST_SAME + 1] if other.id != figure.id]
        near.sort(key=lambda other: abs(other.id - figure.id))
        return sorted(near[:MOST_SAME], key=lambda other: other.id)

    def _other(self, figure: Figure) -> Markup:
        return self.template.fill("other", id=str(figure.id), text=words.named(figure, self.audit, self.book))

    def _about_it(self, number: int, finding: Remark) -> Markup:
        return self.template.fill(
            "about_it", number=str(number), severity=finding.severity.value,
            word=self.book.caption(f"severity.{finding.severity.value}"), title=words.clean(finding.title),
            elsewhere=join(
                self.template.fill("note", text=line) for line in words.elsewhere(finding, self.book, MOST_ELSEWHERE)
            ),
        )  # fmt: skip
