"""The page of a public twin: one XHTML file whose figures are Inline XBRL; each figure leads to what it is, where it is from, how it came about and where it is used."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.finding import Verdict
from hengji.core.quantity import DATE, Quantity
from hengji.writing import places
from hengji.writing.page import Markup, Page, join, read
from hengji.writing.twin import figures as of
from hengji.writing.twin import linkbases, said
from hengji.writing.twin import taxonomy as tax
from hengji.writing.twin.figures import Context, Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hengji.core.evaluation import Evaluation
    from hengji.core.fact import Fact
    from hengji.core.finding import Result
    from hengji.core.sheet import Line
    from hengji.rulebook.book import Book
    from hengji.writing.twin.figures import Figures
    from hengji.writing.twin.relations import Relation

TEMPLATE = "pages/twin.html"
KNOWN = (Verdict.IMPOSSIBLE, Verdict.EXPLAINED, Verdict.CONSISTENT)
FORMATS = {True: ' format="ixt:fixed-true"', False: ' format="ixt:fixed-false"'}
PRIOR, TOPIC = "prior", "twin.topic_"
TWICE, AGAIN = (of.FULL_MARKS, of.TOTAL), "_sum"
"""What stands at the head of the page stands in the last row of the scores again, as the same fact."""
COLUMNS = (of.ORIGINAL, of.REVISED, of.REVISION, of.OUTTURN, of.VS_ORIGINAL, PRIOR, of.VS_PRIOR)
CHANGE_COLUMNS = {of.REVISION: of.REVISED, of.VS_ORIGINAL: of.OUTTURN, of.VS_PRIOR: of.OUTTURN}


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves the page: lines to run, the picture of a QR code as a data address, and the files beside it by name, with what they are."""

    lines: tuple[tuple[str, bool], ...]
    qr: str
    qr_text: str
    downloads: tuple[tuple[str, str], ...]
    covered: frozenset[str]


def page(evaluation: Evaluation, book: Book, found: Figures, known: Sequence[Relation], proof: Proof) -> str:
    """The page."""
    return _Page(evaluation, book, found, known).page(proof)


def names(evaluation: Evaluation) -> tuple[str, ...]:
    """Those who judged, by name, the longest first; one whose name stands in the unit's own is the unit, no person."""
    found = {line.judgement.judge for line in evaluation.sheet.lines if line.judgement is not None}
    found |= {own.judge for own in evaluation.case.indicators} | {cut.judge for cut in evaluation.case.deductions.values()}
    unit = evaluation.case.unit
    return tuple(sorted((name for name in found if name and name not in unit), key=lambda name: (-len(name), name)))


def wording(evaluation: Evaluation, text: str) -> str:
    """A text of the case without the names of those who judged: persons have no way into what is published."""
    for name in names(evaluation):
        text = text.replace(name, "×××")
    return text


class _Page:
    def __init__(self, evaluation: Evaluation, book: Book, found: Figures, known: Sequence[Relation]) -> None:
        self.evaluation, self.book, self.found, self.known = evaluation, book, found, known
        self.template: Page = read(book.templates[TEMPLATE])
        self.contexts: dict[Context, str] = {}
        self.units: dict[str, str] = {}
        self.uses: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.anchors = {line.id: f"{number}" for number, line in enumerate(evaluation.sheet.lines, start=1)}
        self.changes = {
            change.key: relation for relation in known if relation.kind == "change" for change in (found.all[relation.figures[-1]],)
        }
        self.computed = {relation.figures[-1]: relation for relation in known if relation.kind in {"points", "measure", "total"}}

    def caption(self, key: str, **slots: object) -> str:
        return self.book.caption(f"twin.{key}", **slots)

    def page(self, proof: Proof) -> str:
        evaluation, book, sheet = self.evaluation, self.book, self.evaluation.sheet
        results = list(self._results())
        self._use(results)
        body: dict[str, str | Markup] = {
            "lines": self._lines(),
            "total": self._total(),
            "limits": join(self.template.fill("limit", text=limit.label) for limit in sheet.limits if limit.held),
            "topics": join(self._topics()),
            "words": self._words(),
            "checks": join(self._check(result, keys) for result, keys in results) if results else self.template.fill("no_checks"),
            "notes": join([*self._notes(), *self._line_notes()]),
        }
        verdicts = [result.verdict for result in evaluation.results]
        return self.template.page(
            **body,
            namespace=tax.namespace(book),
            unit=evaluation.case.unit,
            year=str(evaluation.case.year),
            scheme=sheet.title,
            scheme_id=sheet.scheme,
            law=evaluation.digest,
            engine=evaluation.engine,
            schema=linkbases.ENTRY,
            hidden=self._hidden(),
            contexts=Markup("\n".join(_context(context, key, evaluation.case.unit) for context, key in self.contexts.items())),
            units=Markup("\n".join(self._unit(dimension, key) for dimension, key in self.units.items())),
            total_note=self.caption("grade", grade=sheet.grade) if sheet.grade else self._why(),
            withheld=self.caption("withheld", count=self.found.withheld) if self.found.withheld else self.caption("all_public"),
            counts=self.caption("counts", total=len(verdicts), **{verdict.value: verdicts.count(verdict) for verdict in Verdict}),
            proof=join(self.template.fill("command" if command else "paragraph", text=text) for text, command in proof.lines),
            coverage=self.caption("coverage", **self._coverage(proof.covered), relations=len(self.known)),
            downloads=join(self.template.fill("file", href=name, name=name, about=about) for name, about in proof.downloads),
            qr=proof.qr,
            qr_alt=self.caption("qr_alt", text=proof.qr_text),
        )

    def _coverage(self, covered: frozenset[str]) -> dict[str, int]:
        amounts = self.found.amounts
        return {
            "total": len(self.found.all),
            "covered": len(covered),
            "amounts": len(amounts),
            "amounts_covered": len(amounts & covered),
            "share": 100 * len(amounts & covered) // max(1, len(amounts)),
        }

    def _why(self) -> str:
        """Why there is no total; the clerk's own words stay out."""
        return wording(self.evaluation, self.evaluation.sheet.why_no_total)

    # ---- figures

    def _place(self, context: Context) -> str:
        return self.contexts.setdefault(context, f"c{len(self.contexts) + 1}")

    def _figure(self, figure: Figure, after: str = "", again: str = "") -> Markup:
        """The figure with its tag; `again` ends the name of one that stands on the page a second time."""
        return self.template.fill(
            "figure",
            key=figure.key,
            again=again,
            name=figure.name,
            context=self._place(figure.context),
            unit=self.units.setdefault(figure.dimension, f"u_{figure.dimension}"),
            decimals=str(figure.decimals),
            scale=str(figure.scale),
            signed=Markup(' sign="-"') if figure.negative else Markup(""),
            sign="−" if figure.negative else "",
            text=figure.text,
            after=after,
        )

    def _cell(self, head: str, figure: Figure | None, after: str = "", again: str = "") -> Markup:
        if figure is None:
            return self.template.fill("empty", head=head, text=self._unknown)
        return self.template.fill("cell", head=head, figure=self._figure(figure, after, again))

    @property
    def _unknown(self) -> str:
        return self.book.caption("show.unknown")

    def _word(self, key: str, name: str, context: Context, text: str, kind: str = "") -> Markup:
        return self.template.fill("word", key=key, name=name, context=self._place(context), text=text, format=Markup(kind))

    def _unit(self, dimension: str, key: str) -> str:
        return f'<xbrli:unit id="{key}"><xbrli:measure>{tax.measure(dimension)}</xbrli:measure></xbrli:unit>'

    def _hidden(self) -> Markup:
        """A hidden part must hold something: the year, which the title shows."""
        context = self._place(Context(self.evaluation.case.year))
        return Markup(
            f'<ix:nonNumeric name="hj:{tax.REPORT_YEAR}" contextRef="{context}">{self.evaluation.case.year}</ix:nonNumeric>'
        )

    # ---- scores

    def _total(self) -> Markup:
        total, full = self.found.totals.get(of.TOTAL), self.found.totals[of.FULL_MARKS]
        key = "total_known" if total is not None else "total_open"
        before, _, after = self.caption(key).partition("|")
        middle, _, end = after.partition("|")
        parts = [tax.word(before)]
        if total is not None:
            parts += ["<b>", self._figure(total).html, "</b>", tax.word(middle)]
        else:
            end = middle + end
        return Markup("".join([*parts, self._figure(full).html, tax.word(end)]))

    def _lines(self) -> Markup:
        rows = [self._line(line) for line in self.evaluation.sheet.lines]
        totals = self.found.totals
        cells = [
            self._cell(self._head(head), totals.get(name), again=AGAIN if name in TWICE else "")
            for head, name in (
                (of.LINE_WEIGHT, of.FULL_MARKS),
                (of.LINE_POINTS, of.TOTAL),
                (of.LINE_DEDUCTION, of.LOST),
                (of.LINE_CLAIMED, of.CLAIMED_TOTAL),
                (of.LINE_CLAIMED_LOST, of.CLAIMED_LOST),
            )
        ]
        rows.append(self.template.fill("line_sum", cells=join(cells)))
        return join(rows)

    def _head(self, name: str) -> str:
        return self.caption(name)

    def _line(self, line: Line) -> Markup:
        named = self.found.lines[line.id]
        measure = next((named[name] for name in (of.LINE_RATE, of.LINE_AMOUNT, of.LINE_MEASURE) if name in named), None)
        cells = {
            key: self._cell(self._head(name), named.get(name))
            for key, name in (
                ("weight", of.LINE_WEIGHT),
                ("points", of.LINE_POINTS),
                ("deduction", of.LINE_DEDUCTION),
                ("claimed", of.LINE_CLAIMED),
                ("claimed_lost", of.LINE_CLAIMED_LOST),
            )
        }
        context = Context(self.evaluation.case.year, indicator=line.id)
        target = self.template.fill("text_cell", head=self._head(tax.LINE_TARGET), figure=self._unknown)
        if line.target:
            word = self._word(f"l{self.anchors[line.id]}t", tax.LINE_TARGET, context, wording(self.evaluation, line.target))
            target = self.template.fill("text_cell", head=self._head(tax.LINE_TARGET), figure=word)
        return self.template.fill(
            "line",
            anchor=self.anchors[line.id],
            id=line.id,
            path=" / ".join(line.path),
            target=target,
            measure=self._cell(self.caption("measure"), measure, measure.unit if measure is not None else ""),
            kind=line.status.value,
            status=self.book.caption(f"status.{line.status.value}"),
            **cells,
        )

    # ---- the data

    def _topics(self) -> Iterator[Markup]:
        topics: dict[str, list[Figure]] = defaultdict(list)
        order = {name: at for at, name in enumerate(self.book.concepts)}
        for figure in sorted(self.found.facts.values(), key=lambda each: order[each.name]):
            topics[self.book.concepts[figure.name].place.file.rpartition("/")[2].partition(".")[0]].append(figure)
        shown = [key.removeprefix(TOPIC) for key in self.book.captions if key.startswith(TOPIC)]
        for topic, figures in sorted(topics.items(), key=lambda each: shown.index(each[0]) if each[0] in shown else len(shown)):
            title = self.book.captions.get(f"{TOPIC}{topic}", topic)
            rows = self._rows(figures)
            columns = [column for column in COLUMNS if any(column in cells for _, _, cells in rows)]
            heads = join(self.template.fill("head", text=self._column(column)) for column in columns)
            made = [self._row(label, unit, cells, columns) for label, unit, cells in rows]
            yield self.template.fill("topic", title=title, heads=heads, rows=join(made))

    def _column(self, column: str) -> str:
        if column in of.CHANGES or column == PRIOR:
            return self.caption(f"stage_{column}")
        return self.caption("outturn") if column == of.OUTTURN else self.book.stages[column].label

    def _rows(self, figures: Sequence[Figure]) -> list[tuple[str, str, dict[str, Figure]]]:
        """Label, unit and the figure of each column; one row a concept, part and year."""
        found: dict[tuple[str, str, tuple[tuple[str, str], ...], int], dict[str, Figure]] = {}
        for figure in figures:
            context, moment = figure.context, self.book.concepts[figure.name].moment
            back = context.year + (moment == "opening") - self.evaluation.case.year
            column = context.stage or of.OUTTURN
            if back == -1 and column == of.OUTTURN:
                back, column = 0, PRIOR
            found.setdefault((figure.name, figure.unit, context.members, back), {})[column] = figure
        for figure, base, change in self.found.changes:
            del base
            for (name, unit, members, back), cells in found.items():
                at = CHANGE_COLUMNS[change.context.stage]
                if (name, unit, members, back) == (figure.name, figure.unit, figure.context.members, 0) and cells.get(at) is figure:
                    cells[change.context.stage] = change
        return [(self._label(name, members, back), unit, cells) for (name, unit, members, back), cells in found.items()]

    def _label(self, name: str, members: Sequence[tuple[str, str]], back: int) -> str:
        parts = [self._member(axis, code) for axis, code in members]
        if back:
            parts.append(self.caption("of_year", year=self.evaluation.case.year + back))
        label = self.book.concepts[name].label
        return f"{label}（{'，'.join(parts)}）" if parts else label

    def _member(self, axis: str, code: str) -> str:
        known = self.book.axes[axis].members.get(code)
        return known.label if known is not None else code

    def _row(self, label: str, unit: str, cells: Mapping[str, Figure], columns: Sequence[str]) -> Markup:
        made = join(self._cell(self._column(column), cells.get(column)) for column in columns)
        return self.template.fill("row", label=label, unit=unit, cells=made)

    def _words(self) -> Markup:
        rows = []
        for fact in self.found.words:
            concept, value = self.book.concepts[fact.concept], fact.value
            kind = FORMATS.get(value, "") if isinstance(value, bool) else ""
            text = self.book.caption("show.yes" if value else "show.no") if isinstance(value, bool) else str(value)
            if isinstance(value, Quantity) and value.unit.dimension == DATE:
                kind, text = ' format="ixt:date-year-month-day"', value.raw
            key = f"f{self.found.numbers[id(fact)]}"
            word = self._word(key, concept.id, of.context_of(fact, concept), wording(self.evaluation, text), kind)
            rows.append(self.template.fill("word_row", label=concept.label, word=word))
        return self.template.fill("words", rows=join(rows)) if rows else Markup("")

    # ---- checks

    def _results(self) -> Iterator[tuple[Result, list[str]]]:
        """The results that all figures of are public, with the keys of those."""
        order = {verdict: at for at, verdict in enumerate(KNOWN)}
        for result in sorted(
            (each for each in self.evaluation.results if each.verdict in order), key=lambda each: order[each.verdict]
        ):
            figures = [self.found.facts.get(id(fact)) for fact in result.facts]
            keys = [figure.key for figure in figures if figure is not None]
            if result.rule in self.book.identities and keys and len(keys) == len(figures):
                yield result, keys

    def _use(self, results: Sequence[tuple[Result, list[str]]]) -> None:
        """Where each figure is used: checks, and lines of the score."""
        for result, keys in results:
            for key in keys:
                self.uses[key].append((f"r-{result.rule}", f"{result.rule} {self.book.identities[result.rule].message}"))
        for line in self.evaluation.sheet.lines:
            for fact in line.measure.facts if line.measure is not None and of.public(line, self.book) else ():
                figure = self.found.facts.get(id(fact))
                if figure is not None:
                    self.uses[figure.key].append((f"s-{self.anchors[line.id]}", self.caption("scored_in", name=line.path[-1])))

    def _check(self, result: Result, keys: Sequence[str]) -> Markup:
        identity = self.book.identities[result.rule]
        links = join(self.template.fill("link", to=key, text=self._named(self.found.all[key])) for key in keys)
        return self.template.fill(
            "check",
            code=result.rule,
            title=identity.message,
            says=said.formula(identity.formula, self.book),
            kind=result.verdict.value,
            verdict=self.book.verdict(result),
            links=links,
        )

    def _named(self, figure: Figure) -> str:
        """A figure by its label and stage."""
        stage = self._stage(figure)
        return f"{self.book.concepts[figure.name].label}［{stage}］"

    def _stage(self, figure: Figure) -> str:
        context, moment = figure.context, self.book.concepts[figure.name].moment
        year = context.year + (moment == "opening")
        words = [*(self._member(axis, code) for axis, code in context.members)]
        words.append(self._column(context.stage) if context.stage else self.caption("value"))
        if year != self.evaluation.case.year:
            words.insert(0, self.caption("of_year", year=year))
        return "，".join(words)

    # ---- what each figure is

    def _notes(self) -> Iterator[Markup]:
        by: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.found.all.values():
            if figure.name in self.book.concepts:
                by[figure.name].append(figure)
        for name in (name for name in self.book.concepts if name in by):
            concept = self.book.concepts[name]
            yield self.template.fill(
                "note",
                anchor=name,
                label=concept.label,
                name=name,
                definition=concept.definition,
                reference=concept.reference.source,
                items=join(self._note(figure) for figure in by[name]),
            )

    def _note(self, figure: Figure) -> Markup:
        relation = self.changes.get(figure.key)
        text = self.caption("by_change", change=relation.says) if relation is not None else self._source(figure.fact)
        uses = self.uses.get(figure.key, [])
        links = "、".join(self.template.fill("link", to=to, text=name).html for to, name in uses)
        used = Markup(tax.word(self.caption("used_in")) + links) if uses else self.caption("used_nowhere")
        return self.template.fill("note_item", key=figure.key, stage=self._stage(figure), text=text, used=used)

    def _source(self, fact: Fact | None) -> str:
        if fact is None:
            return ""
        place, words = places.said(fact.provenance.place, self.book), wording(self.evaluation, fact.provenance.said)
        return self.caption("source", said=words, place=place) if words else self.caption("source_place", place=place)

    def _line_notes(self) -> Iterator[Markup]:
        for line in self.evaluation.sheet.lines:
            named = self.found.lines[line.id]
            if named:
                yield self.template.fill(
                    "line_note",
                    label=line.path[-1],
                    id=line.id,
                    formula=line.formula,
                    reference=line.reference,
                    confidence=self.book.confidence(line.confidence),
                    items=join(self._line_item(figure, line) for figure in named.values()),
                )
        totals = [self._line_item(figure, None) for figure in self.found.totals.values()]
        yield self.template.fill(
            "line_note", label=self.caption("totals"), id="", formula=self.caption("totals_note"), reference=self.evaluation.sheet.title,
            confidence=self.evaluation.sheet.scheme, items=join(totals),
        )  # fmt: skip

    def _line_item(self, figure: Figure, line: Line | None) -> Markup:
        relation = self.computed.get(figure.key)
        if relation is not None:
            text = self.caption("computed", says=relation.says)
        elif figure.name in {of.LINE_CLAIMED, of.CLAIMED_TOTAL}:
            text = self.caption("by_claim")
        elif figure.name in {of.LINE_WEIGHT, of.FULL_MARKS}:
            text = self.caption("by_scheme")
        else:
            text = self.caption(f"by_{line.status.value}" if line is not None else "by_sheet")
        return self.template.fill("note_item", key=figure.key, stage=self.caption(figure.name), text=text, used="")


def _context(context: Context, key: str, unit: str) -> str:
    """A context in XBRL: the budget unit by its name, a year or its last day, and the members."""
    dimensions = [
        f'<xbrldi:explicitMember dimension="hj:{axis}_axis">hj:{tax.member(axis, code)}</xbrldi:explicitMember>'
        for axis, code in context.members
    ]
    if context.stage:
        dimensions.append(
            f'<xbrldi:explicitMember dimension="hj:{tax.STAGE_AXIS}">hj:stage_{context.stage}</xbrldi:explicitMember>'
        )
    if context.indicator:
        inner = f"<hj:{tax.INDICATOR}>{tax.word(context.indicator)}</hj:{tax.INDICATOR}>"
        dimensions.append(f'<xbrldi:typedMember dimension="hj:{tax.INDICATOR_AXIS}">{inner}</xbrldi:typedMember>')
    segment = f"<xbrli:segment>{''.join(dimensions)}</xbrli:segment>" if dimensions else ""
    year = f"{context.year:04d}"
    period = (
        f"<xbrli:instant>{year}-12-31</xbrli:instant>"
        if context.instant
        else f"<xbrli:startDate>{year}-01-01</xbrli:startDate><xbrli:endDate>{year}-12-31</xbrli:endDate>"
    )
    return (
        f'<xbrli:context id="{key}"><xbrli:entity><xbrli:identifier scheme="urn:hengji:budget-unit">{tax.word(unit)}</xbrli:identifier>{segment}'
        f"</xbrli:entity><xbrli:period>{period}</xbrli:period></xbrli:context>"
    )
