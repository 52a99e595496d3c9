"""An evaluation as the values and lists that a report template may name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from hengji.core.unknown import Unknown
from hengji.rulebook.concept import WEAK
from hengji.writing import lines, numerals
from hengji.writing.blocks import Block, Cell
from hengji.writing.charts.png import png
from hengji.writing.filler import Filled
from hengji.writing.pictures import Picture, pictures
from hengji.writing.references import References

if TYPE_CHECKING:
    from hengji.core.case import Case
    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book
    from hengji.rulebook.concept import AxisEntry, Concept
    from hengji.writing.lines import Record

Records = Sequence[Mapping[str, Filled]]
_IDLE_ZERO = re.compile(r"(?<=\D)0(?=\d\D)")
DIGEST_SHOWN = 12
MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class View:
    """What `fill` wants: values by name, lists by name."""

    values: Mapping[str, Filled]
    lists: Mapping[str, Records]


def view(evaluation: Evaluation, book: Book) -> View:
    """Everything a template may name, facts first asked for when a template names them."""
    references = References(evaluation.case, book)
    own = _head(evaluation, book) | _score(evaluation, book) | _pictures(evaluation, book, references)
    return View(_Layered(own, references), _lists(evaluation, book, references))


class _Layered(Mapping[str, Filled]):
    """The report's own names before those of the law book."""

    def __init__(self, own: Mapping[str, Filled], facts: References) -> None:
        self._own, self._facts = own, facts

    def __getitem__(self, name: str) -> Filled:
        found = self._own.get(name)
        return self._facts[name] if found is None else found

    def __iter__(self) -> Iterator[str]:
        yield from self._own
        yield from self._facts

    def __len__(self) -> int:
        return len(self._own) + len(self._facts)


# ---- values


def _named(kind: str, fields: Mapping[str, Filled], book: Book) -> dict[str, Filled]:
    return {book.caption(f"docx.{kind}_{key}"): value for key, value in fields.items()}


def _head(evaluation: Evaluation, book: Book) -> dict[str, Filled]:
    case = evaluation.case
    head = {
        key: Filled(case.head.get(key, ""), reason=book.caption("docx.head_missing"))
        for key in ("notice", "department", "scope", "prepared")
    }
    prepared = _IDLE_ZERO.sub("", case.head.get("prepared", ""))
    fields = {
        **head,
        "prepared": Filled(prepared, "case/prepared" if prepared else "", head["prepared"].reason),
        "sign_off": Filled(_sign_off(case.head, prepared, book)),
        "unit": Filled(case.unit),
        "year": Filled(str(case.year), "case/year"),
        "last_year": Filled(str(case.year - 1), "case/last_year"),
        "digest": Filled(evaluation.digest[:DIGEST_SHOWN], "case/digest"),
        "engine": Filled(evaluation.engine, "case/engine"),
    }
    return _named("name", fields, book)


def _sign_off(head: Mapping[str, str], prepared: str, book: Book) -> str:
    """The line under a form: who filled it in, when, the telephone; what is not known is left to be written in by hand."""
    said = {"filler": head.get("filler", ""), "prepared": prepared, "phone": head.get("phone", "")}
    return book.caption("docx.sign_off", **{key: text or book.caption("docx.sign_off_blank") for key, text in said.items()})


def _score(evaluation: Evaluation, book: Book) -> dict[str, Filled]:
    sheet = evaluation.sheet
    scheme = book.schemes.get(sheet.scheme)
    no_total = sheet.why_no_total_named or sheet.why_no_total or book.caption("docx.no_total")
    total = (
        Filled("", "score/total", no_total)
        if isinstance(sheet.total, Unknown)
        else Filled(numerals.points(sheet.total), "score/total")
    )
    claimed = sheet.claimed_total
    fields = {
        "scheme": Filled(sheet.title),
        "scheme_id": Filled(sheet.scheme),
        "authority": Filled(scheme.authority if scheme else ""),
        "scheme_reference": Filled(scheme.reference.source if scheme else ""),
        "marks": Filled(numerals.points(sheet.full_marks), "score/full_marks"),
        "total": total,
        "grade": Filled(sheet.grade or "", "score/grade", book.caption("docx.no_grade")),
        "computed": Filled(numerals.points(sheet.computed), "score/computed"),
        "entered": Filled(numerals.points(sheet.entered), "score/entered"),
        "claimed": Filled("", "claimed/total", book.caption("docx.no_claim"))
        if claimed is None
        else Filled(numerals.points(claimed), "claimed/total"),
        "claimed_grade": Filled(sheet.claimed_grade, "", book.caption("docx.no_claim")),
        "claimed_kind": Filled(book.caption(f"docx.kind_{evaluation.case.claims.kind}")),
        "claimed_parts": _claimed_parts(evaluation, book),
        "anything_scored": Filled("" if sheet.computed[0] == 0 and sheet.entered[0] == 0 else "1"),
        "bonus": _bonus_points(evaluation, book),
        "weak_note": _weak_note(evaluation, book),
    }
    return _named("name", fields, book)


def _pictures(evaluation: Evaluation, book: Book, references: References) -> dict[str, Filled]:
    """The pictures by the names of the law book; one that is left out has no text, so that 若有 leaves its paragraph out."""
    drawn = {picture.name: Filled(picture.title, block=_block(picture, book)) for picture in pictures(evaluation, book, references)}
    return {entry.name: drawn.get(entry.name, Filled("")) for entry in book.charts.values()}


def _block(picture: Picture, book: Book) -> Block:
    chart = picture.chart
    return Block(
        picture=png(chart) or b"",
        width=chart.width,
        height=chart.height,
        title=picture.title,
        said=chart.words,
        instead=book.caption("charts.no_face"),
        unit=book.caption("charts.table", number=picture.number, unit=picture.unit),
        head=picture.head,
        rows=tuple(tuple(Cell(cell.printed, cell.figure) for cell in row) for row in picture.rows),
        note=picture.note,
        drawing=picture.drawing,
    )


def _claimed_parts(evaluation: Evaluation, book: Book) -> Filled:
    parts = [
        book.caption("docx.claimed_part", name=name, points=numerals.points(points))
        for name, points in evaluation.case.claims.subtotals
    ]
    return Filled(book.caption("docx.claimed_parts", parts="、".join(parts)), "claimed/subtotals") if parts else Filled("")


def _bonus_points(evaluation: Evaluation, book: Book) -> Filled:
    points = evaluation.sheet.bonus_points
    return (
        Filled("", "score/bonus", book.caption("docx.no_bonus_points"))
        if points is None
        else Filled(numerals.points(points), "score/bonus")
    )


def _weak_note(evaluation: Evaluation, book: Book) -> Filled:
    """Which rows rest on sources that nobody has yet compared with the official document."""
    weak = [line for line in evaluation.sheet.lines if line.confidence in WEAK]
    if not weak:
        return Filled("")
    said = []
    for letter in WEAK:
        names = [lines.levels(line.path)[2] or line.id for line in weak if line.confidence == letter]
        if names:
            key = "docx.weak_all" if len(names) == len(evaluation.sheet.lines) else "docx.weak_part"
            said.append(book.caption(key, word=book.confidence(letter), names=_first_of(names, book), count=len(names)))
    return Filled(book.caption("docx.weak_note", parts="；".join(said)), "score/weak_note")


def _first_of(names: Sequence[str], book: Book) -> str:
    listed = "、".join(names[:MOST_NAMED])
    return listed if len(names) <= MOST_NAMED else book.caption("docx.weak_more", names=listed)


# ---- lists


def _lists(evaluation: Evaluation, book: Book, references: References) -> dict[str, Records]:
    case, sheet = evaluation.case, evaluation.sheet
    rows = lines.records(sheet, case, book)
    own: dict[str, Records] = {
        "lines": rows,
        "groups": lines.groups(sheet, book),
        "deducted": lines.deducted(rows, book),
        "unscored": lines.unscored(rows, book),
        "bonus": _bonus(evaluation, book),
        "projects": _projects(case, book),
        "notes": [_fields({"text": Filled(note)}, book) for note in _notes(evaluation, book)],
        "findings": _findings(evaluation, book),
        "proposed": _proposed(case, book),
    }
    named = {book.caption(f"docx.list_{key}"): records for key, records in own.items()}
    return named | _narrative(case, book) | _breakdowns(case, book, references)


def _fields(fields: Mapping[str, Filled], book: Book) -> Record:
    return {book.caption(f"docx.field_{key}"): value for key, value in fields.items()}


def _notes(evaluation: Evaluation, book: Book) -> list[str]:
    """The sheet's notes, less those that name weak rows by their ids: the report names them in words."""
    ids = (book.caption("score.weak", words=book.confidence(letter), count="\n", rows="").split("\n")[0] for letter in WEAK)
    weak = tuple(ids)
    return [note for note in evaluation.sheet.notes if not note.startswith(weak)]


def _narrative(case: Case, book: Book) -> dict[str, Records]:
    """The department's own paragraphs, numbered where there are several without numbers of their own.

    Of the work of self-evaluation, the first paragraph tells the group and the others the process.
    """
    prefix = "docx.narrative_"
    names = {key.removeprefix(prefix): name for key, name in book.captions.items() if key.startswith(prefix)}
    work = case.narrative.get("work", ())
    texts = {**case.narrative, "group": work[:1], "process": work[1:]}
    texts = {key: (*texts.get(key, ()), *_accepted(case, key)) for key in names}
    return {name: _paragraphs(texts[key], book) for key, name in names.items()}


def _accepted(case: Case, section: str) -> tuple[str, ...]:
    """The accepted proposals of a section: they stand behind the department's own paragraphs."""
    return tuple(each.text for each in case.accepted if each.section == section)


def _proposed(case: Case, book: Book) -> list[Record]:
    """Which paragraphs a language model proposed, and who accepted each."""
    told, counts = [], {section: len(texts) for section, texts in case.narrative.items()}
    for each in case.accepted:
        counts[each.section] = counts.get(each.section, 0) + 1
        text = book.caption(
            "docx.proposed",
            section=book.caption(f"docx.narrative_{each.section}"),
            number=counts[each.section],
            model=each.model,
            by=each.by,
            day=_day(each.at[:10], book),
            prompt=each.prompt[:DIGEST_SHOWN],
            answer=each.answer[:DIGEST_SHOWN],
        )
        told.append(_fields({"text": Filled(text)}, book))
    return told


def _paragraphs(texts: Sequence[str], book: Book) -> list[Record]:
    numeral = rf"(\d{{1,2}}|[{book.caption('docx.digits')}]{{1,3}})"
    own = re.compile(rf"{numeral}[.．、](?!\d)|[（(]{numeral}[)）]|[①-⑳]")
    numbered = len(texts) > 1 and not any(own.match(text) for text in texts)
    return [
        _fields(
            {
                "text": Filled(text),
                "list_number": Filled(f"{number}. " if numbered else "", order=True),
                "bracket_number": Filled(f"（{number}）" if numbered else "", order=True),
            },
            book,
        )
        for number, text in enumerate(texts, 1)
    ]


def _bonus(evaluation: Evaluation, book: Book) -> list[Record]:
    unknown = Filled("", reason=book.caption("docx.no_bonus_points"))
    return [
        _fields(
            {
                "list_number": Filled(f"{number}. ", order=True),
                "name": Filled(item.name),
                "body": Filled(item.body),
                "date": Filled(_day(item.date, book)),
                "level": Filled(item.level),
                "points": unknown if item.points is None else Filled(numerals.points(item.points), f"bonus/{number}"),
            },
            book,
        )
        for number, item in enumerate(evaluation.sheet.bonus, 1)
    ]


def _day(text: str, book: Book) -> str:
    """A date as a reader writes it; words stay as they are."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return book.caption("docx.date", year=day.year, month=day.month, day=day.day)


def _projects(case: Case, book: Book) -> list[Record]:
    """Projects with their money at each stage; the stages go by their law-book labels."""
    missing = book.caption("docx.not_given")
    unit = book.shown["money"]
    rows, names = [], Counter[str]()
    for number, project in enumerate(case.projects, 1):
        names[project.name] += 1
        own = f"project/{project.name}~{names[project.name]}"
        amounts = dict(project.amounts)
        stages = {
            stage.label: Filled(numerals.amount(amounts[stage.id].value, unit, numerals.MONEY_DECIMALS), f"{own}/{stage.id}")
            if stage.id in amounts
            else Filled("", f"{own}/{stage.id}", missing)
            for stage in book.stages.values()
        }
        rows.append(
            _fields({"number": Filled(str(number), order=True), "name": Filled(project.name), "note": Filled(project.note)}, book)
            | stages
        )
    return rows


def _findings(evaluation: Evaluation, book: Book) -> list[Record]:
    return [
        _fields(
            {
                "list_number": Filled(f"{number}. ", order=True),
                "id": Filled(finding.code),
                "severity": Filled(book.caption(f"severity.{finding.severity.value}")),
                "name": Filled(finding.title),
                "text": Filled(finding.message),
                "reference": Filled(finding.basis),
                "advice": Filled(finding.advice),
            },
            book,
        )
        for number, finding in enumerate(evaluation.findings, 1)
    ]


# ---- breakdowns: one list for each figure and axis that the facts break down


def _breakdowns(case: Case, book: Book, references: References) -> dict[str, Records]:
    wanted: dict[tuple[str, str], set[str]] = {}
    for fact in case.facts:
        if len(fact.context.members) == 1:
            axis, code = fact.context.members[0]
            wanted.setdefault((fact.concept, axis), set()).add(code)
    return {
        book.caption("docx.list_breakdown", label=concept.label, axis=axis.label): [
            _member(concept, axis, code, book, references) for code in sorted(wanted.get((concept.id, axis.id), ()))
        ]
        for concept in book.concepts.values()
        for axis in (book.axes[name] for name in concept.axes)
    }


def _member(concept: Concept, axis: AxisEntry, code: str, book: Book, references: References) -> Mapping[str, Filled]:
    member = axis.members.get(code)
    own = _fields({"id": Filled(code), "name": Filled(member.label if member else code)}, book)
    return _Part(own, concept.label, f"{axis.label}:{code}", references)


class _Part(Mapping[str, Filled]):
    """A part of a breakdown: its stages, and the year before, by their own names; suffixes as for the whole."""

    def __init__(self, own: Mapping[str, Filled], label: str, part: str, references: References) -> None:
        self._own, self._references = own, references
        self._stages = {stage.label: f"{label}[{stage.label}, {part}]" for stage in references.book.stages.values()}
        prior = references.book.caption("docx.prior")
        self._stages[prior] = f"{prior}({label}[{part}])"

    def __getitem__(self, name: str) -> Filled:
        found = self._own.get(name)
        if found is not None:
            return found
        stage, dot, suffix = name.partition(".")
        return self._references[self._stages[stage] + dot + suffix]

    def __iter__(self) -> Iterator[str]:
        yield from self._own
        yield from self._stages

    def __len__(self) -> int:
        return len(self._own) + len(self._stages)
