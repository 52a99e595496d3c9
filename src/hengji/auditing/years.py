"""A report held against the same department's report of the year before: its figures of last year, and what it carried over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.auditing.agreement import equal, slip
from hengji.core import exact
from hengji.core.audit import Beside, Checked, Elsewhere, Remark
from hengji.core.finding import Severity, Verdict
from hengji.core.words import has
from hengji.rulebook.codes import put
from hengji.rulebook.places import looked_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

_FEW = 4
IMPLIED = "implied"
"""The role of an amount of last year that follows from this year's and the change."""
Key = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Stated:
    """What a report states surely, small enough to keep for every report of a run: figures by concept, stage and members, of its year and the year before.

    `opening` and `closing` are the carried-over amounts of its own year, by the concept of the closing one.
    """

    name: str
    unit: str
    year: int
    now: dict[Key, Figure]
    before: dict[Key, Figure]
    opening: dict[str, Figure]


def stated(report: Report, book: Book) -> Stated | None:
    """What a report states; None where it does not say whose it is, or of which year."""
    if not report.unit or report.year is None:
        return None
    now: dict[Key, Figure] = {}
    before: dict[Key, Figure] = {}
    opening: dict[str, Figure] = {}
    pairs = {pair: key for check in book.kind("last_year") for key, pair in check.pairs.items()}
    words = book.phrases["clauses.last_year"]
    for figure in (*report.figures, *_implied(report, words, book.phrases["clauses.basis"])):
        concept = book.concepts.get(figure.concept)
        if (
            concept is None
            or not figure.certain
            or figure.scope
            or figure.about
            or figure.role not in ("value", "base", IMPLIED)
            or figure.open_stage
        ):
            continue
        key = (concept.id, figure.stage, figure.members)
        if concept.id in pairs:
            opening.setdefault(pairs[concept.id], figure)
        elif figure.year == report.year and figure.own_name and figure.role == "value":
            now.setdefault(key, figure)
        elif figure.year == report.year - 1 and concept.moment == "flow":
            before.setdefault(key, figure)
    return Stated(report.document.name, report.unit, report.year, now, before, opening)


def _implied(report: Report, last_year: tuple[str, ...], basis: tuple[str, ...]) -> Iterator[Figure]:
    """本年收入 A 万元，比上年增加 C 万元: last year's was A − C, where the sentence does not print it."""
    for change in report.figures:
        subject = _became(change, report)
        if change.role != "change" or not change.direction or change.base >= 0 or subject is None:
            continue
        if _sentence_has(change, report, basis):
            continue
        year = str((report.year or 0) - 1)
        told = has(change.against, (*last_year, year)) and subject.year == report.year and subject.year is not None
        if told and subject.unit == change.unit is not None and subject.certain and subject.role == "value":
            number = subject.number - change.direction * change.number
            yield replace(
                change, number=number, decimals=max(subject.decimals, change.decimals), subject=subject.id,
                concept=subject.concept, label=subject.label, stage=subject.stage, members=subject.members, scope=subject.scope,
                year=(subject.year or 0) - 1, role=IMPLIED, open_stage=subject.open_stage, about=subject.about or change.about,
            )  # fmt: skip


def _sentence_has(figure: Figure, report: Report, words: tuple[str, ...]) -> bool:
    """Whether the sentence of a figure holds one of some words."""
    text = report.passages[figure.passage].text
    low, high = text.rfind("。", 0, figure.begin) + 1, text.find("。", figure.stop)
    return has(text[low : high if high >= 0 else len(text)], words)


def _became(change: Figure, report: Report) -> Figure | None:
    """What an amount changed to: as the words say, or right behind the change: 与 2022 年相比，本年收入下降 A 万元，2023 年为 B 万元."""
    if change.subject >= 0:
        return report.figures[change.subject]
    for after in report.figures[change.id + 1 : change.id + _FEW]:
        if after.passage == change.passage and after.role == "value" and after.label == change.label and change.label:
            return after
    return None


def _apart(one: Figure, other: Figure) -> bool:
    """Whether last year's amount is another; one that follows from a difference may miss by the rounding of three figures."""
    if one.role != IMPLIED:
        return not equal(one, other)
    gap = exact.subtract(one.value, other.value)
    last = exact.multiply((2, 10 ** min(one.decimals, other.decimals)), one.unit.factor if one.unit is not None else exact.ONE)
    return exact.compare((abs(gap[0]), gap[1]), last) > 0


def _unit(figure: Figure) -> str:
    return figure.unit.label if figure.unit is not None else ""


def compare(every: Iterable[Stated], book: Book) -> Iterator[tuple[str, Beside]]:
    """What each pair of reports shows, with the name of the later one; departments are known by their names, years must follow one another."""
    by_year: dict[tuple[str, int], list[Stated]] = {}
    for each in every:
        by_year.setdefault((each.unit, each.year), []).append(each)
    for (unit, year), reports in by_year.items():
        earlier = by_year.get((unit, year - 1), [])
        if len(earlier) == 1:
            for report in reports:
                for check in book.kind("last_year"):
                    yield report.name, _held(report, earlier[0], check, book)


def _held(report: Stated, earlier: Stated, check: Check, book: Book) -> Beside:
    """What agrees and what differs; nothing where most of it does, for then the two are not of one department or of one basis."""
    pairs = [
        (figure, other, slip(figure, other)) for key, figure in report.before.items() if (other := earlier.now.get(key)) is not None
    ]
    for concept, figure in report.opening.items():
        closing = next((other for key, other in earlier.now.items() if key[0] == concept), None)
        if closing is not None:
            pairs.append((figure, closing, True))
    differing = [pair for pair in pairs if _apart(pair[0], pair[1])]
    if len(pairs) >= _FEW and len(differing) * 2 > len(pairs):
        return Beside()
    results = [_result(figure, other, earlier, check, book) for figure, other, _ in pairs]
    remarks = [_remark(report.name, figure, other, earlier, check, book, sure=sure) for figure, other, sure in differing]
    return Beside(tuple(results), tuple(remarks))


def _figures(figure: Figure) -> tuple[int, ...]:
    """The figure; of an amount that follows from a change, the change and what it became."""
    return (figure.id,) if figure.role != IMPLIED else (figure.subject, figure.id)


def _result(figure: Figure, other: Figure, earlier: Stated, check: Check, book: Book) -> Checked:
    apart = _apart(figure, other)
    words = {"a": _amount(figure, book), "b": other.plain, "file": earlier.name, "place": looked_up(other.place, book)}
    said = book.caption("similarity.last_year_apart" if apart else "similarity.last_year_same", year=earlier.year, **words)
    return Checked(check.code, Verdict.IMPOSSIBLE if apart else Verdict.CONSISTENT, _figures(figure), said)


def _amount(figure: Figure, book: Book) -> str:
    if figure.role != IMPLIED:
        return figure.plain
    return book.caption("audit.implied", amount=f"{figure.number}{_unit(figure)}")


def _remark(name: str, figure: Figure, other: Figure, earlier: Stated, check: Check, book: Book, *, sure: bool) -> Remark:
    """An error where the two must be equal or differ in one digit; else a question, for last year's figures are sometimes restated."""
    label = figure.label or book.concepts[figure.concept].label
    words = {
        "label": label,
        "a": _amount(figure, book),
        "b": other.plain,
        "where": looked_up(other.place, book),
        "other": other.label,
        "year": str(earlier.year),
        "file": earlier.name,
    }
    return Remark(
        code=check.code,
        severity=Severity.ERROR if sure and figure.role != IMPLIED else Severity.WARNING,
        title=check.title,
        message=put(check.message, words),
        start=figure.start,
        end=figure.end,
        place=f"{name}:{figure.place}",
        quote=figure.text,
        figures=_figures(figure),
        basis=check.reference.source,
        advice=put(check.advice, words),
        cannot_know=check.cannot_know,
        elsewhere=(_elsewhere(figure, other, earlier, book),),
    )


def _elsewhere(figure: Figure, other: Figure, earlier: Stated, book: Book) -> Elsewhere:
    called = book.caption("similarity.report", unit=earlier.unit, year=earlier.year, name=earlier.name)
    return Elsewhere(called, earlier.name, other.place, other.label + other.plain, figure.start, figure.end)
