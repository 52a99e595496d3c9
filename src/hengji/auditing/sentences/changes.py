"""A 比 B 增加 C, 增长 D%: the difference and the rate, with the base said, found elsewhere, or taken from the change."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Report
    from hengji.rulebook.book import Book

_OUTTURN = "outturn"
_NAMED = 4
DIFFERENCE, RATE = "change_difference", "change_rate"


def relations(report: Report, index: Index, book: Book) -> Iterator[Relation]:
    """The differences and the rates of every change that a report tells."""
    words = _Words(book)
    for figure in report.figures:
        if figure.role == "rate" and figure.text.endswith(book.phrases["clauses.points_of_percent"]):
            yield from _points(figure, report)
        elif figure.role in ("change", "rate"):
            subject = _subject(figure, report, index)
            if subject is None:
                yield from _of_base(figure, report)
                continue
            if _of_one_among(figure, subject, report, words) or subject.label.endswith(words.compared):
                continue
            now = _this_year(figure, subject, report, index)
            found = list(_told(figure, subject, report, index, words) if now is None else _since(figure, subject, now))
            if found and subject.whole >= 0 and not _holds(found, report):
                wider = list(_told(figure, report.figures[subject.whole], report, index, words))
                found = wider if wider and _holds(wider, report, Verdict.CONSISTENT) else found
            if figure.role == "rate" and not _holds(found, report):
                own = list(_of_base(figure, report))
                found = own if own and (_holds(own, report) or not _apart(figure, report)) else found
            yield from found


def _this_year(figure: Figure, subject: Figure, report: Report, index: Index) -> Figure | None:
    """上年三公经费支出 4.32 万元，本年下降 8.33%: what is said to have changed is last year's; this year's of the same concept, told elsewhere."""
    last = figure.role == "rate" and subject.year is not None and figure.base < 0 and subject.concept
    if not last or figure.year != report.year or subject.year != (report.year or 0) - 1 or _beside(figure, report) is not None:
        return None
    return index.about(subject, year=report.year)


def _since(rate: Figure, base: Figure, now: Figure) -> Iterator[Relation]:
    more, less = (now, base) if rate.direction >= 0 else (base, now)
    slots = (("label", now.label),)
    yield Relation(RATE, (more.id,), (less.id,), over=(base.id,), target=rate.id, certain=base.passage == now.passage, slots=slots)


def _told(figure: Figure, subject: Figure, report: Report, index: Index, words: _Words) -> Iterator[Relation]:
    base, said = _base(figure, subject, report, index, words)
    if figure.role == "change":
        yield from _difference(figure, subject, base, said)
    else:
        yield from _rate(figure, subject, base, said, report, words)


def _apart(rate: Figure, report: Report) -> bool:
    """Whether the value, what it is compared with and the change of a rate agree: then the rate is theirs."""
    subject, base, change = report.figures[rate.subject], report.figures[rate.base], report.figures[rate.id - 1]
    more, less = (subject, base) if change.direction > 0 else (base, subject)
    apart = Relation(DIFFERENCE, (more.id,), (less.id,), target=change.id)
    return subject.dimension == base.dimension and judge(apart, report.figures).verdict is not Verdict.IMPOSSIBLE


def _holds(found: list[Relation], report: Report, *verdicts: Verdict) -> bool:
    """Whether every one of them holds. A change behind a list may be of the whole: it is the part's where neither fits."""
    return all(judge(each, report.figures).verdict in (verdicts or (Verdict.CONSISTENT, Verdict.EXPLAINED)) for each in found)


class _Words:
    """The words of a comparison, from the law book."""

    def __init__(self, book: Book) -> None:
        self.last_year = book.phrases["clauses.last_year"]
        self.original = book.phrases["clauses.original"]
        self.revised = book.phrases["clauses.revised"]
        self.compared = tuple(word for key in ("more", "less") for word in book.phrases[f"clauses.{key}"] if word.endswith("于"))
        """决算数低于预算 1.11 万元，压减 6.42%: what two differ by is not what has changed."""
        self.among = re.compile(rf"[，。；,;]其中[^，。；：:,;\d]{{{_NAMED},}}[，,]")


def _of_one_among(figure: Figure, subject: Figure, report: Report, words: _Words) -> bool:
    """结算 A 万元…；其中某院因增加工程，结算价较合同价增加 B 万元: the change is of what is named behind 其中, which stands there without its amount."""
    if subject.passage != figure.passage or subject.begin > figure.begin:
        return False
    text = report.passages[figure.passage].text[subject.stop : figure.begin]
    match = words.among.search(text)
    return match is not None and not any(
        subject.stop + match.start() <= each.begin and each.role == "value" for each in report.figures[subject.id + 1 : figure.id]
    )


def _subject(figure: Figure, report: Report, index: Index) -> Figure | None:
    """The value that changed: as the sentence says, right behind it, or the one value of that name and year elsewhere."""
    if figure.subject >= 0:
        return report.figures[figure.subject]
    if not figure.label:
        return None
    for after in report.figures[figure.id + 1 : figure.id + 5]:
        if after.passage == figure.passage and after.role == "value" and after.label == figure.label and after.year == report.year:
            return after
    return index.named(figure.label, "money", figure, _OUTTURN, report.year) if figure.against else None


def _base(figure: Figure, subject: Figure, report: Report, index: Index, words: _Words) -> tuple[Figure | None, bool]:
    """What it is compared with, and whether the sentence itself says so."""
    if figure.base >= 0:
        return report.figures[figure.base], True
    against = figure.against
    if has(against, words.last_year) or (subject.year is not None and str(subject.year - 1) in against):
        year = subject.year - 1 if subject.year is not None else None
        found = index.about(subject, year=year) if year is not None else None
    elif has(against, words.revised):
        found = index.about(subject, stage="revised")
    elif has(against, words.original):
        found = index.about(subject, stage="original")
    else:
        found = None if against else _said_before(figure, subject, report)
    return found, found is not None and (found.passage == subject.passage or _one_table(found, subject, figure, report))


def _said_before(figure: Figure, subject: Figure, report: Report) -> Figure | None:
    """上年会议费 4 万元，本年会议费 5 万元，增长 25%: last year's value of the same name, right before this year's in the same sentence."""
    before = report.figures[subject.id - 1] if subject.id and subject.year is not None else None
    if before is None or before.passage != figure.passage or before.role != "value" or not subject.label:
        return None
    alike = (before.label, before.stage, before.dimension, before.year) == (
        subject.label, subject.stage, subject.dimension, (subject.year or 0) - 1,
    )  # fmt: skip
    between = report.passages[figure.passage].text[before.stop : figure.begin]
    return before if alike and not has(between, "。；") else None


def _one_table(one: Figure, other: Figure, figure: Figure, report: Report) -> bool:
    """Whether two values stand in one table under the very name that the change has."""
    tables = {report.passages[each.passage].table for each in (one, other)}
    return len(tables) == 1 and min(tables) >= 0 and {one.label, other.label} == {figure.label}


def _points(figure: Figure, report: Report) -> Iterator[Relation]:
    """由 55% 提高到 60%，提高 5 个百分点: the difference of the two rates right before it."""
    before = report.figures[max(0, figure.id - 2) : figure.id]
    text = report.passages[figure.passage].text
    if len(before) < 2 or any(each.passage != figure.passage or each.dimension != figure.dimension for each in before):  # noqa: PLR2004
        return
    old, new = before
    if old.role == "base" and "。" not in text[old.stop : figure.begin] and figure.direction:
        more, less = (new, old) if figure.direction > 0 else (old, new)
        yield Relation(DIFFERENCE, (more.id,), (less.id,), target=figure.id, slots=(("label", new.label),))


def _difference(figure: Figure, subject: Figure, base: Figure | None, said: bool) -> Iterator[Relation]:
    if base is None or base.dimension != figure.dimension or subject.dimension != figure.dimension:
        return
    more, less = (subject, base) if figure.direction >= 0 else (base, subject)
    if figure.direction == 0 and more.number < less.number:
        more, less = less, more
    yield Relation(
        DIFFERENCE,
        (more.id,),
        (less.id,),
        target=figure.id,
        certain=said and bool(figure.direction),
        slots=(("label", subject.label),),
    )


def _rate(figure: Figure, subject: Figure, base: Figure | None, said: bool, report: Report, words: _Words) -> Iterator[Relation]:
    change = _beside(figure, report, words.last_year)
    slots = (("label", subject.label),)
    against = change is not None and change.direction * figure.direction < 0
    if change is not None and change.dimension == subject.dimension:
        plus, minus = ((), (change.id,)) if change.direction >= 0 else ((change.id,), ())
        relation = Relation(
            RATE,
            (change.id,),
            over=(subject.id, *plus),
            over_minus=minus,
            target=figure.id,
            certain=bool(change.direction),
            slots=slots,
        )
        if not against:
            yield relation
        else:
            yield from opposite(relation, change, subject, report)
    if base is not None and base.dimension == subject.dimension and (change is None or said) and not against:
        more, less = (subject, base) if figure.direction >= 0 else (base, subject)
        yield Relation(
            RATE, (more.id,), (less.id,), over=(base.id,), target=figure.id, certain=said and bool(figure.direction), slots=slots
        )


def _of_base(figure: Figure, report: Report) -> Iterator[Relation]:
    """与上年 A 万元相比增加 B 万元, 增长 C%: without the value itself the rate is still the change over the base."""
    change = _beside(figure, report) if figure.role == "rate" else None
    if change is None or figure.base < 0 or change.base != figure.base or change.direction * figure.direction <= 0:
        return
    base = report.figures[figure.base]
    if base.dimension == change.dimension:
        yield Relation(RATE, (change.id,), over=(base.id,), target=figure.id, slots=(("label", figure.label),))


def opposite(relation: Relation, change: Figure, subject: Figure, report: Report) -> Iterator[Relation]:
    """增加 C, 下降 D%: the words contradict each other; told where the amounts fit one of the two directions."""
    up = replace(relation, over=(subject.id,), over_minus=(change.id,))
    down = replace(relation, over=(subject.id, change.id), over_minus=())
    fits = next((each for each in (up, down) if judge(each, report.figures).verdict is not Verdict.IMPOSSIBLE), None)
    if fits is not None:
        yield replace(fits, plus=(), minus=(change.id,))


def _beside(figure: Figure, report: Report, last_year: tuple[str, ...] = ()) -> Figure | None:
    """The amount of the same change, right before its rate; 同比下降 20%，较上年减少 0.9 万元: right behind it."""
    if figure.id == 0:
        return None
    before = report.figures[figure.id - 1]
    same = before.passage == figure.passage and before.role == "change" and before.subject == figure.subject
    if same and figure.begin - before.stop < 40:  # noqa: PLR2004 - a rate stands right behind its amount
        return before
    after = report.figures[figure.id + 1] if figure.id + 1 < len(report.figures) else before
    alike = after.role == "change" and (after.passage, after.subject, after.direction) == (
        figure.passage, figure.subject, figure.direction,
    )  # fmt: skip
    said = report.passages[figure.passage].text[max(0, figure.begin - len("同比分别下降为")) : figure.begin]
    both = _year_before(after.against, last_year) and _year_before(figure.against or said, last_year)
    return after if alike and figure.direction and after.base < 0 and both else None


def _year_before(against: str, last_year: tuple[str, ...]) -> bool:
    return has(against, last_year)
