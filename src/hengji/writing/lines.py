"""The score sheet as records that a template's rows and paragraphs repeat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.rulebook.concept import WEAK
from hengji.writing import figures, numerals
from hengji.writing.filler import Filled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hengji.core.case import Case
    from hengji.core.exact import Exact
    from hengji.core.sheet import Line, ScoreSheet
    from hengji.core.trace import Trace
    from hengji.rulebook.book import Book
    from hengji.rulebook.method import Method

Record = dict[str, Filled]
EMPTY = Filled("")
STOPS = "。；;."


def records(sheet: ScoreSheet, case: Case, book: Book) -> list[Record]:
    """One record a line, with the names of its group only where the group begins."""
    named = []
    points = _checklists(sheet, book)
    group, section, number, groups = "", ("", ""), 0, 0
    for line in sheet.lines:
        first, second, _ = levels(line.path)
        begins = first != group
        groups, number = (groups + 1, 1) if begins else (groups, number + 1)
        fields = _fields(line, case, book) | _known(line, points.get(line.id, ()), book)
        fields |= {
            "in_words": _in_words(line, case, sheet, book),
            "number": Filled(str(number), order=True),
            "group_number": Filled(book.caption("docx.digits")[groups - 1 : groups], order=True),
            "group_figure": Filled(str(groups), order=True),
            "group_begins": Filled(first if begins else ""),
            "section_begins": Filled(second if (first, second) != section else ""),
        }
        if begins:
            fields |= _group_sums([other for other in sheet.lines if levels(other.path)[0] == first], first, book)
        group, section = first, (first, second)
        named.append(_named(fields, book))
    return named


def groups(sheet: ScoreSheet, book: Book) -> list[Record]:
    """One record for each part of the sheet: its weight and what it came to."""
    names = dict.fromkeys(levels(line.path)[0] for line in sheet.lines)
    sums = (_group_sums([line for line in sheet.lines if levels(line.path)[0] == name], name, book) for name in names)
    return [_named({"first": Filled(name), **fields}, book) for name, fields in zip(names, sums, strict=True)]


def levels(path: Sequence[str]) -> tuple[str, str, str]:
    """一级, 二级 and 三级指标 of a path; a short path has no middle."""
    first, *middle = path[:-1] or path[:1] or ("",)
    return first, (middle or [""])[0], path[-1] if path else ""


def deducted(records: Sequence[Mapping[str, Filled]], book: Book) -> list[Mapping[str, Filled]]:
    """The lines that lost points."""
    word = book.caption("docx.field_deducted")
    return [record for record in records if record[word].text]


def unscored(records: Sequence[Mapping[str, Filled]], book: Book) -> list[Mapping[str, Filled]]:
    """The lines whose points are not known."""
    points = book.caption("docx.field_points")
    return [record for record in records if not record[points].text and record[points].reason]


def _named(fields: Mapping[str, Filled], book: Book) -> Record:
    return {book.caption(f"docx.field_{key}"): value for key, value in fields.items()}


def _fields(line: Line, case: Case, book: Book) -> Record:
    first, second, third = levels(line.path)
    judgement = line.judgement
    return {
        "id": Filled(line.id),
        "first": Filled(first),
        "second": Filled(second),
        "name": Filled(third),
        "weight": _score(line, "weight", line.weight, book.caption("docx.no_weight")),
        "points": _points(line, book),
        "claimed": _score(line, "claimed", line.claimed, ""),
        "deducted": _deduction(line),
        "target": _said(line, "target", line.target),
        "actual": _actual(line, case),
        "method": _said(line, "method", line.formula),
        "standard": _said(line, "standard", line.standard),
        "explanation": _said(line, "explanation", line.explanation),
        "statement": Filled(_sentence(line.statement), f"score/{line.id}/statement"),
        "entered_how": _entered_how(line, book),
        "why": _said(line, "why", line.reason),
        "given": Filled(_sentence(line.reason_given or (judgement.reason if judgement else "") or case.reasons.get(line.id, ""))),
        "gap": _gap(line, case, book),
        "full_if": _said(line, "full_if", line.full_marks_if),
        "cautions": _said(line, "cautions", "；".join(_sentence(caution) for caution in line.cautions)),
        "confidence": Filled(book.confidence(line.confidence)),
        "weak": Filled(book.confidence(line.confidence) if line.confidence in WEAK else ""),
        "reference": Filled(line.reference),
        "status": Filled(book.caption(f"status.{line.status.value}")),
        "entered": Filled(book.caption("status.entered") if line.status is Status.ENTERED else ""),
        "not_applicable": Filled(book.caption("docx.not_applicable") if line.status is Status.NOT_APPLICABLE else ""),
        "unknown": Filled(_sentence(line.reason) if line.status is Status.UNKNOWN else ""),
        "judge": Filled(judgement.judge if judgement else ""),
        "tier": Filled(judgement.tier if judgement else ""),
        "evidence": Filled("、".join((judgement.evidence if judgement else ()) or line.evidence)),
    }


def _said(line: Line, what: str, text: str) -> Filled:
    """A sentence about a line; it is a figure where it holds a number."""
    text = text if what == "target" else _sentence(text)
    return Filled(text, f"score/{line.id}/{what}" if figures.numerals(text) else "")


def _checklists(sheet: ScoreSheet, book: Book) -> dict[str, tuple[str, ...]]:
    """What each line's checklist asks, by the line's id."""
    scheme = book.schemes.get(sheet.scheme)
    return {row.id: tuple(item.label for item in row.items) for row in scheme.indicators} if scheme else {}


def _known(line: Line, asked: Sequence[str], book: Book) -> Record:
    """What is known of a line without points: its measure, or what is missing of it, and the answers to its checklist."""
    said = [_answers(line, asked, book)]
    if line.status is Status.NOT_APPLICABLE:
        said = [_sentence(line.reason)]
    elif line.measure is not None:
        said.insert(0, _measured(line.measure, line.measure_text, book))
    known = book.caption("docx.stop").join(text for text in said if text)
    answers = _answers(line, asked, book)
    return {
        "known": Filled(known or book.caption("docx.nothing_known"), f"score/{line.id}/known" if known else ""),
        "answers": Filled(book.caption("docx.further", text=answers) if answers else ""),
    }


def _measured(measure: Trace, text: str, book: Book) -> str:
    if isinstance(measure.value, bool):
        return book.caption("docx.truth", name=measure.formula, value=text)
    if isinstance(measure.value, Unknown):
        return book.explain_unknown(measure.value.why.value, measure.value.missing)
    key = "score.measure_same" if measure.words.endswith(text) else "score.measure"
    return book.caption(key, words=measure.words, value=text)


def _answers(line: Line, asked: Sequence[str], book: Book) -> str:
    """The points of a checklist with what was answered to each."""
    given = line.judgement.answers if line.judgement else ()
    if not given or len(given) > len(asked):
        return ""
    word = {True: book.caption("docx.yes"), False: book.caption("docx.no"), None: book.caption("docx.unanswered")}
    told = (book.caption("docx.answer", point=point, answer=word[answer]) for point, answer in zip(asked, given, strict=False))
    return book.caption("docx.answers", points="；".join(told))


def _score(line: Line, what: str, value: Exact | None, reason: str) -> Filled:
    return Filled("" if value is None else numerals.points(value), f"score/{line.id}/{what}", "" if value is not None else reason)


def _points(line: Line, book: Book) -> Filled:
    if isinstance(line.points, Unknown):
        reason = _sentence(line.reason) or book.explain_unknown(line.points.why.value, line.points.missing)
        return Filled("", f"score/{line.id}/points", reason)
    return Filled(numerals.points(line.points), f"score/{line.id}/points")


def _deduction(line: Line) -> Filled:
    if line.deduction is None or line.deduction[0] == 0:
        return EMPTY
    return Filled(numerals.points(line.deduction), f"score/{line.id}/deduction")


def _actual(line: Line, case: Case) -> Filled:
    """What was reached: as the clerk wrote it, or the value of the clerk's formula."""
    computed = any(own.id == line.id and own.actual_formula for own in case.indicators)
    text = line.measure_text if computed or not line.actual else line.actual
    return Filled(text, f"score/{line.id}/actual") if text else EMPTY


def _entered_how(line: Line, book: Book) -> Filled:
    if line.status is not Status.ENTERED:
        return EMPTY
    return Filled(book.caption("docx.further", text=_sentence(line.statement)), f"score/{line.id}/entered_how")


def _in_words(line: Line, case: Case, sheet: ScoreSheet, book: Book) -> Filled:
    """How the points are computed, in words: the official standard, else what the method is called and what its kind means.

    Nothing where a person gives the points or the weight is not published.
    """
    if line.status not in (Status.SCORED, Status.UNKNOWN) or line.weight is None:
        return EMPTY
    way = method(line, case, sheet, book)
    if line.standard or way is None:
        return Filled(_sentence(line.standard))
    means = [_sentence(book.kinds[kind].means) for kind in way.kinds if kind in book.kinds]
    key = "docx.method" if means else "docx.method_alone"
    return Filled(book.caption(key, label=way.label, means="；".join(means[:1])))


def method(line: Line, case: Case, sheet: ScoreSheet, book: Book) -> Method | None:
    """The method of a line: that of its row, or of the slot for the department's kind of target."""
    scheme = book.schemes.get(sheet.scheme)
    if scheme is None:
        return None
    for row in scheme.indicators:
        if row.id == line.id:
            return row.method
    own = next((each for each in case.indicators if each.id == line.id), None)
    slot = next((each for each in scheme.slots if own is not None and each.id == own.slot), None)
    return slot.methods.get(own.operator) if slot is not None and own is not None else None


def _gap(line: Line, case: Case, book: Book) -> Filled:
    """A visible gap where points were lost and nobody said why."""
    said = line.reason_given or case.reasons.get(line.id, "") or (line.judgement.reason if line.judgement else "")
    lost = line.deduction is not None and line.deduction[0] > 0
    return Filled(book.caption("docx.gap_line")) if lost and not said else EMPTY


def _group_sums(lines: Sequence[Line], name: str, book: Book) -> Record:
    weights = [line.weight for line in lines]
    handed_on = [line for line in lines if line.status is Status.NOT_APPLICABLE and isinstance(line.points, Unknown)]
    points = [line.points for line in lines if line not in handed_on]
    reason = book.caption("docx.group_unscored" if points else "docx.group_handed_on")
    return {
        "group_weight": _sum(weights, f"score/{name}/weight", book.caption("docx.no_weight")),
        "group_points": _sum(points, f"score/{name}/points", reason) if points else Filled("", f"score/{name}/points", reason),
    }


def _sum(values: Sequence[Exact | Unknown | None], figure: str, reason: str) -> Filled:
    total = exact.ZERO
    for value in values:
        if value is None or isinstance(value, Unknown):
            return Filled("", figure, reason)
        total = exact.add(total, value)
    return Filled(numerals.points(total), figure)


def _sentence(text: str) -> str:
    return text.strip().rstrip(STOPS)
