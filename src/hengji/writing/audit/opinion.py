"""审核意见: the opinion on one report in Word, laid out as reviewers lay out their own working papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.finding import Severity, Verdict
from hengji.writing.audit import coverage, words
from hengji.writing.audit.wordml import Cell, file, paragraph, section_end, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.audit import Audit, Checked, Remark
    from hengji.rulebook.book import Book

FACES = ("body", "title", "head", "kai", "table")
FILLS = {Severity.ERROR: "FBE3E1", Severity.WARNING: "FFF1D6", Severity.NOTICE: "E6EFF8"}
MOST_RELATIONS, MOST_FIGURES, MOST_NAMED = 60, 40, 8
WIDTHS = (560, 700, 2750, 1900, 4800, 2200, 1660)
RELATION_WIDTHS = (700, 900, 5390, 1850)
COLUMNS = ("number", "level", "place", "finding", "facts", "advice", "basis")
PASSED = (Verdict.EXPLAINED, Verdict.CONSISTENT)
FLUSH, NEW_PAGE = '<w:ind w:firstLineChars="0" w:firstLine="0"/>', "<w:pageBreakBefore/>"


def docx(audit: Audit, book: Book) -> bytes:
    """The opinion as a Word file, the same bytes for the same audit."""
    fonts = {face: book.caption(f"audit_paper.font_{face}") for face in FACES}
    return file(list(_Opinion(audit, book).body()), _title(audit, book), fonts)


def _title(audit: Audit, book: Book) -> str:
    whose = book.caption("audit_paper.title_whose", unit=words.subject(audit, book), year=words.year(audit, book))
    return whose + book.caption("audit_paper.title_what")


class _Opinion:
    def __init__(self, audit: Audit, book: Book) -> None:
        self.audit, self.book = audit, book
        self.coverage, self.weights = coverage.of(audit), coverage.by_severity(audit)
        self.findings = coverage.by_weight(audit)
        self.errors = [finding for finding in self.findings if finding.severity is Severity.ERROR]
        self.unchecked = coverage.unchecked(audit, book)

    def say(self, key: str, **slots: object) -> str:
        return self.book.caption(f"audit_paper.{key}", **slots)

    def body(self) -> Iterator[str]:
        yield from self._heading()
        yield from self._summary()
        if self.findings:
            yield from self._table()
            if not self.errors:
                yield from self._no_letter()
            yield section_end(landscape=True)
            if self.errors:
                yield from self._letter()
        yield from self._relations()
        yield from self._not_checked()
        yield paragraph(self.say("closing"), "Note")

    # ---- heading and summary

    def _heading(self) -> Iterator[str]:
        audit = self.audit
        yield paragraph(self.say("title_whose", unit=words.subject(audit, self.book), year=words.year(audit, self.book)), "Title")
        yield paragraph(self.say("title_what"), "Title")
        yield paragraph(self.say("about_file", name=words.file_name(audit)), "Subtitle")
        yield paragraph(
            self.say(
                "about_digest",
                source=audit.document.sha256[: words.DIGEST_SHOWN],
                digest=audit.digest[: words.DIGEST_SHOWN],
                engine=audit.engine,
            ),
            "Subtitle",
        )

    def _summary(self) -> Iterator[str]:
        yield paragraph(self.say("head_summary"), "Heading1")
        yield paragraph(self._found())
        yield paragraph(self._reached())
        if self.unchecked:
            yield paragraph(self.say("unchecked_why", reasons=self._reasons()))
        for found in self.audit.problems:
            known = self.book.problem(found)
            place = words.place(str(known.place), self.audit, self.book)
            yield paragraph(self.say("unread", place=place, message=words.sentence(known.message)))

    def _found(self) -> str:
        if self.findings:
            return self.say("found", **{f"{severity.value}s": count for severity, count in self.weights.items()})
        return self.say("found_nothing" if self.coverage.checked else "checked_nothing", checked=self.coverage.checked)

    def _reached(self) -> str:
        found = self.coverage
        return self.say(
            "reached" if found.figures else "no_figures",
            figures=found.figures,
            checked=found.checked,
            confirmed=found.confirmed,
            explained=found.explained,
            contradicted=found.contradicted,
            unchecked=found.unchecked,
            share=coverage.share(found.unchecked, found.figures),
        )

    def _reasons(self) -> str:
        groups = (
            self.say("reason", reason=words.clean(why).rstrip(words.STOPS), count=len(ids)) for why, ids in self.unchecked.items()
        )
        return words.some(groups, MOST_NAMED, self.book)

    # ---- findings

    def _table(self) -> Iterator[str]:
        yield paragraph(self.say("head_findings"), "Heading1")
        head = [self.say(f"column_{name}") for name in COLUMNS]
        rows = [self._row(number, finding) for number, finding in enumerate(self.findings, start=1)]
        yield table(WIDTHS, head, rows)

    def _row(self, number: int, finding: Remark) -> list[Cell]:
        place = words.place(finding.place, self.audit, self.book)
        said = words.around(finding, self.audit)
        quote = [self.say("quote", text=said)] if said else []
        return [
            Cell((str(number),), "TableCentre"),
            Cell((self.book.caption(f"severity.{finding.severity.value}"),), "TableCentre", FILLS[finding.severity]),
            Cell((place, *quote)),
            Cell((words.clean(finding.title), self.say("code", code=finding.code))),
            Cell(tuple(words.facts(finding, self.audit, self.book, MOST_NAMED))),
            Cell((words.sentence(finding.advice) or self.say("no_advice"),)),
            Cell((words.clean(finding.basis),)),
        ]

    def _no_letter(self) -> Iterator[str]:
        yield paragraph(self.say("head_letter"), "Heading1")
        yield paragraph(self.say("letter_none"))

    def _letter(self) -> Iterator[str]:
        """What can be sent to the unit as it stands, on a page of its own."""
        yield paragraph(self.say("head_letter"), "Heading1")
        yield paragraph(self.say("letter_to", unit=words.subject(self.audit, self.book)), properties=FLUSH)
        yield paragraph(self.say("letter_opening", year=words.year(self.audit, self.book), count=len(self.errors)))
        for number, finding in enumerate(self.errors, start=1):
            yield paragraph(self._sent(number, finding))
        yield paragraph(self.say("letter_closing"))

    def _sent(self, number: int, finding: Remark) -> str:
        said = self.say(
            "letter_item",
            number=number,
            place=words.place(finding.place, self.audit, self.book),
            quote=words.around(finding, self.audit),
            message=words.sentence(finding.message),
            advice=words.sentence(finding.advice) or self.say("letter_ask"),
        )
        return said + (self.say("letter_basis", basis=words.clean(finding.basis).rstrip(words.STOPS)) if finding.basis else "")

    # ---- annexes

    def _relations(self) -> Iterator[str]:
        passed = [result for verdict in PASSED for result in self.audit.results if result.verdict is verdict]
        yield paragraph(self.say("head_relations"), "Heading1", NEW_PAGE if self.errors else "")
        yield paragraph(self._counted())
        if passed:
            head = [self.say(f"column_{name}") for name in ("number", "rule", "statement", "verdict")]
            yield table(RELATION_WIDTHS, head, [self._relation(at, one) for at, one in enumerate(passed[:MOST_RELATIONS], start=1)])
        if len(passed) > MOST_RELATIONS:
            yield paragraph(self.say("relations_rest", count=len(passed) - MOST_RELATIONS), "Note")

    def _counted(self) -> str:
        counts = {verdict.value: sum(result.verdict is verdict for result in self.audit.results) for verdict in Verdict}
        if not self.audit.results:
            return self.say("relations_none")
        listed = self.say("relations_listed") if counts[Verdict.CONSISTENT.value] + counts[Verdict.EXPLAINED.value] else ""
        against = self.say("relations_against") if counts[Verdict.IMPOSSIBLE.value] else ""
        return self.say("relations", total=len(self.audit.results), **counts) + against + listed

    def _relation(self, number: int, result: Checked) -> list[Cell]:
        verdict = self.book.caption(f"verdict.{result.verdict.value}")
        why = [words.clean(result.explanation)] if result.explanation else []
        return [
            Cell((str(number),), "TableCentre"),
            Cell((result.rule,), "TableCentre"),
            Cell((*words.relation(result, self.book), words.clean(result.statement))),
            Cell((verdict, *why)),
        ]

    def _not_checked(self) -> Iterator[str]:
        yield paragraph(self.say("head_unchecked"), "Heading1")
        yield paragraph(self.say("unchecked_note" if self.unchecked else "unchecked_none"), "Note" if self.unchecked else "Normal")
        for number, (why, ids) in enumerate(self.unchecked.items(), start=1):
            yield paragraph(self.say("unchecked_group", number=number, reason=words.clean(why).rstrip(words.STOPS), count=len(ids)))
            figures = (words.named(self.audit.figures[at], self.audit, self.book) for at in ids)
            yield paragraph(words.some(figures, MOST_FIGURES, self.book) + words.STOPS[0], "Note")
