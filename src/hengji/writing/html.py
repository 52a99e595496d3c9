"""自查意见.html: findings first, then the score sheet with what would earn full marks, then every check, then what was not checked."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.finding import Severity, Verdict
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.writing import numerals
from hengji.writing.page import Markup, Page, join, lines, read, whole
from hengji.writing.pictures import Picture, pictures
from hengji.writing.places import of_fact, said
from hengji.writing.references import References

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.evaluation import Evaluation
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.core.finding import Finding, Result
    from hengji.core.sheet import Line
    from hengji.rulebook.book import Book
    from hengji.writing.filler import Filled

TEMPLATE = "pages/self-check.html"
DIGEST_SHOWN, DECIMALS, MOST_PLACES, MOST_LISTED = 12, 2, 6, 200
ORDER = (Verdict.IMPOSSIBLE, Verdict.EXPLAINED, Verdict.CONSISTENT, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)


def self_check(evaluation: Evaluation, book: Book) -> str:
    """The opinion as one file that needs nothing beside it."""
    return _Opinion(evaluation, book).page()


class _Opinion:
    def __init__(self, evaluation: Evaluation, book: Book) -> None:
        self.evaluation, self.book = evaluation, book
        self.written_out = {own.id for own in evaluation.case.indicators if own.actual_text and not own.actual_formula}
        self.template: Page = read(book.templates[TEMPLATE])
        self.counts = {verdict: sum(result.verdict is verdict for result in evaluation.results) for verdict in Verdict}

    def caption(self, key: str, **slots: object) -> str:
        return self.book.caption(f"html.{key}", **slots)

    def page(self) -> str:
        evaluation, sheet = self.evaluation, self.evaluation.sheet
        known = not isinstance(sheet.total, Unknown)
        severities = [finding.severity for finding in evaluation.findings]
        return self.template.page(
            unit=evaluation.case.unit,
            year=str(evaluation.case.year),
            scheme=sheet.title,
            scheme_id=sheet.scheme,
            digest=evaluation.digest[:DIGEST_SHOWN],
            engine=evaluation.engine,
            total=self._points(sheet.total),
            total_note=self.caption("grade", grade=sheet.grade) if known and sheet.grade else sheet.why_no_total,
            errors=str(severities.count(Severity.ERROR)),
            warnings=str(severities.count(Severity.WARNING)),
            notices=str(severities.count(Severity.NOTICE)),
            checks=str(len(evaluation.results)),
            findings=self._findings(),
            split=self._split(),
            scores=self._scores(),
            notes=self._notes(),
            **self._pictures(),
            verdicts=join(self._verdict(verdict) for verdict in ORDER if self.counts[verdict]),
            unchecked=self._unchecked(),
            **{verdict.value: str(count) for verdict, count in self.counts.items()},
        )

    # ---- findings

    def _findings(self) -> Markup:
        if not self.evaluation.findings:
            return self.template.fill("no_findings")
        return self.template.fill("findings", rows=join(self._finding(finding) for finding in self.evaluation.findings))

    def _finding(self, finding: Finding) -> Markup:
        more = [self.template.fill("hint", text=hint) for hint in finding.hints]
        if finding.cannot_know:
            more.append(self.template.fill("cannot_know", text=finding.cannot_know))
        return self.template.fill(
            "finding",
            kind=finding.severity.value,
            severity=self.book.caption(f"severity.{finding.severity.value}"),
            subject=finding.subject or "、".join(self._names(finding.evidence)) or self.caption("whole"),
            places=lines("\n".join(self._places(finding)) or self.caption("unknown")),
            title=finding.title,
            code=finding.code,
            message=lines(finding.message),
            more=join(more),
            advice=finding.advice,
            basis=finding.basis,
        )

    def _places(self, finding: Finding) -> list[str]:
        """Where the figures of a finding stand; a finding about an indicator has those of its row."""
        facts, places = list(finding.evidence), []
        name = finding.subject.partition(" ")[0]
        if not facts and name:
            places = [
                self.book.caption("show.placed", name=own.name, place=said(own.place, self.book))
                for own in self.evaluation.case.indicators
                if own.id == name
            ]
            facts = [
                fact for line in self.evaluation.sheet.lines if line.id == name and line.measure for fact in line.measure.facts
            ]
        return list(dict.fromkeys([*places, *(of_fact(fact, self.book) for fact in facts)]))[:MOST_PLACES]

    def _names(self, facts: Sequence[Fact]) -> list[str]:
        labels = dict.fromkeys(self.book.concepts[fact.concept].label for fact in facts if fact.concept in self.book.concepts)
        return list(labels)[:MOST_PLACES]

    # ---- scores

    def _points(self, value: Exact | Unknown | None) -> str:
        return self.caption("unknown") if value is None or isinstance(value, Unknown) else exact.text(value, DECIMALS)

    def _split(self) -> str:
        sheet = self.evaluation.sheet
        parts = {
            name: numerals.points(value)
            for name, value in (("full", sheet.full_marks), ("computed", sheet.computed), ("entered", sheet.entered))
        }
        if isinstance(sheet.total, Unknown):
            return self.caption("split_open", why=sheet.why_no_total, **parts)
        return self.caption("split", total=numerals.points(sheet.total), **parts)

    def _scores(self) -> Markup:
        sheet, rows = self.evaluation.sheet, []
        for name, group in groupby(sheet.lines, key=lambda line: line.path[0] if line.path else ""):
            members = list(group)
            rows += [self._score(line) for line in members]
            rows.append(self._subtotal(name, members))
        claimed = self._points(sheet.claimed_total) if sheet.claimed_total is not None else ""
        note = sheet.why_no_total or (self.caption("grade", grade=sheet.grade) if sheet.grade else "")
        total = {"weight": self._points(sheet.full_marks), "points": self._points(sheet.total), "claimed": claimed}
        rows.append(self.template.fill("sum", name=self.caption("total"), note=note, **total))
        return self.template.fill("scores", rows=join(rows))

    def _score(self, line: Line) -> Markup:
        absent = isinstance(line.points, Unknown) and line.status is Status.NOT_APPLICABLE
        status = self.book.caption(f"status.{line.status.value}")
        return self.template.fill(
            "score",
            id=line.id,
            path=" / ".join(line.path),
            target=line.target,
            actual=self._actual(line),
            weight=self._points(line.weight),
            points=status if absent else self._points(line.points),
            claimed=self._points(line.claimed) if line.claimed is not None else "",
            kind=line.status.value,
            status=status,
            statement=whole(line.statement or line.formula),
            reference=line.reference,
            confidence=self.book.confidence(line.confidence),
            deduction=self._points(line.deduction) if line.deduction is not None and line.deduction[0] else "",
            reason=whole(self._reason(line)),
            full=self.template.fill("full", text=whole(line.full_marks_if)) if line.full_marks_if else Markup(""),
        )

    def _actual(self, line: Line) -> str:
        """The actual value as the department wrote it; a formula as the value that it gives."""
        computed = line.id not in self.written_out
        return (line.measure_text or line.actual) if computed else line.actual

    def _reason(self, line: Line) -> str:
        parts = [line.reason]
        if line.reason_given:
            parts.append(self.caption("given", text=line.reason_given))
        parts += [self.caption("caution", text=caution) for caution in line.cautions]
        return "\n".join(part for part in parts if part)

    def _subtotal(self, name: str, members: Sequence[Line]) -> Markup:
        counted = [line for line in members if not (isinstance(line.points, Unknown) and line.status is Status.NOT_APPLICABLE)]
        claimed = [line.claimed for line in members]
        return self.template.fill(
            "sum",
            name=self.caption("subtotal", name=name),
            weight=self._points(_sum([line.weight for line in members])),
            points=self._points(_sum([None if isinstance(line.points, Unknown) else line.points for line in counted])),
            claimed=self._points(_sum(claimed)) if any(claim is not None for claim in claimed) else "",
            note="",
        )

    def _notes(self) -> Markup:
        notes = self.evaluation.sheet.notes
        return self.template.fill("notes", items=self._items(notes)) if notes else Markup("")

    # ---- pictures

    def _pictures(self) -> dict[str, Markup]:
        """The section of pictures and its entry in the contents; nothing where no picture has anything to show."""
        shown = pictures(self.evaluation, self.book, References(self.evaluation.case, self.book))
        if not shown:
            return {"pictures": Markup(""), "pictures_link": Markup("")}
        heading = self.book.caption("charts.heading")
        figures = join(self._figure(picture) for picture in shown)
        return {
            "pictures": self.template.fill("pictures", heading=heading, figures=figures),
            "pictures_link": self.template.fill("pictures_link", heading=heading),
        }

    def _figure(self, picture: Picture) -> Markup:
        head = join(self.template.fill("figure_head", name=name, kind="n" if at else "") for at, name in enumerate(picture.head))
        return self.template.fill(
            "figure",
            title=picture.title,
            chart=Markup(picture.chart.svg(picture.number)),
            data=self.book.caption("charts.data"),
            unit=self.book.caption("charts.unit", unit=picture.unit),
            head=head,
            rows=join(self._figure_row(picture, row) for row in picture.rows),
            note=picture.note,
        )

    def _figure_row(self, picture: Picture, row: Sequence[Filled]) -> Markup:
        cells = (
            self.template.fill("figure_cell", column=column, kind="n" if at else "", text=cell.printed, why=cell.reason)
            for at, (column, cell) in enumerate(zip(picture.head, row, strict=True))
        )
        return self.template.fill("figure_row", cells=join(cells))

    def _items(self, texts: Sequence[str]) -> Markup:
        return join(self.template.fill("item", text=text) for text in texts)

    # ---- checks

    def _verdict(self, verdict: Verdict) -> Markup:
        results = [result for result in self.evaluation.results if result.verdict is verdict]
        word = self.book.caption(f"verdict.{verdict.value}")
        rows = join(self._result(result) for result in results)
        return self.template.fill("verdict", kind=verdict.value, word=word, count=str(len(results)), rows=rows)

    def _result(self, result: Result) -> Markup:
        identity, code = self.book.identities.get(result.rule), self.book.codes.get(result.rule)
        missing = self.caption("missing", names="、".join(result.missing)) if result.missing else ""
        return self.template.fill(
            "result",
            code=result.rule,
            title=identity.message if identity is not None else code.title if code is not None else "",
            statement=whole(result.statement),
            difference=result.difference,
            explanation="；".join(text for text in (result.explanation, missing) if text),
        )

    # ---- what was not checked

    def _unchecked(self) -> Markup:
        found = [self._section(key, items) for key, items in self._left_out() if items]
        return join(found) if found else self.template.fill("item", text=self.caption("none"))

    def _section(self, key: str, items: Sequence[str]) -> Markup:
        shown = [*items[:MOST_LISTED], *(["…"] if len(items) > MOST_LISTED else [])]
        values = {"title": self.caption(key), "count": str(len(items)), "why": self.caption(f"{key}_why")}
        return self.template.fill("unchecked", items=self._items(shown), **values)

    def _left_out(self) -> Iterator[tuple[str, list[str]]]:
        sheet = self.evaluation.sheet
        yield "lines_unscored", [self._named(line, line.reason) for line in sheet.lines if line.status is Status.UNKNOWN]
        yield "lines_entered", [self._named(line, "") for line in sheet.lines if line.status is Status.ENTERED]
        yield "missing_facts", self._missing()
        yield "facts_unused", self._unused()
        yield "texts", self._texts()

    def _named(self, line: Line, why: str) -> str:
        name = f"{line.id} {line.path[-1] if line.path else ''}"
        return f"{name}：{why}" if why else name

    def _missing(self) -> list[str]:
        """What the undecided checks lack, the most wanted first."""
        wanted: dict[str, int] = {}
        for result in self.evaluation.results:
            for name in result.missing if result.verdict is Verdict.UNKNOWN else ():
                wanted[name] = wanted.get(name, 0) + 1
        return [
            self.caption("missing_item", name=name, count=count)
            for name, count in sorted(wanted.items(), key=lambda each: -each[1])
        ]

    def _unused(self) -> list[str]:
        """The facts that no check and no score used."""
        evaluation = self.evaluation
        used = {fact.key for result in evaluation.results for fact in result.facts}
        used |= {fact.key for line in evaluation.sheet.lines if line.measure is not None for fact in line.measure.facts}
        return [self._fact(fact) for fact in evaluation.case.facts if fact.key not in used]

    def _fact(self, fact: Fact) -> str:
        basis = [str(fact.context.year), *([self.book.stages[fact.context.stage].label] if fact.context.stage else [])]
        basis += [code for _, code in fact.context.members]
        return f"{self.book.concepts[fact.concept].label}（{'，'.join(basis)}）{fact.provenance.quote}"

    def _texts(self) -> list[str]:
        narrative = self.evaluation.case.narrative
        named = {key: self.book.captions.get(f"docx.narrative_{key}", key) for key in narrative}
        return [self.caption("texts_item", name=named[key], count=len(paragraphs)) for key, paragraphs in narrative.items()]


def _sum(values: Sequence[Exact | None]) -> Exact | None:
    """The sum, or None where one is unknown."""
    total = exact.ZERO
    for value in values:
        if value is None:
            return None
        total = exact.add(total, value)
    return total
