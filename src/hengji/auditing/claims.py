"""Claims against figures: 小于预算数, 控制在预算范围内, 与预算一致; held where the figures are known, a finding where they say the opposite."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from hengji.auditing.index import VALUE_ROLES
from hengji.auditing.relation import AT_MOST, EQUAL, Relation, judge, statement
from hengji.auditing.remarks import remark
from hengji.auditing.sentences.lists import PARTS
from hengji.core import exact
from hengji.core.audit import Checked, Remark
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Report
    from hengji.core.document import Passage
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

_NEAR = 4
_SENTENCE = re.compile(r"[^。！？；;]{1,400}")


def check(report: Report, index: Index, book: Book) -> tuple[list[Checked], list[Remark]]:
    """The claims of a report: a result where two figures decide, and a finding where they contradict it."""
    results: list[Checked] = []
    remarks: list[Remark] = []
    for kind in book.kind("claim"):
        for passage in report.passages:
            if passage.text:
                for found, told in _claims(kind, passage, report, index):
                    results.append(found)
                    remarks.extend(told)
    return results, remarks


def _claims(kind: Check, passage: Passage, report: Report, index: Index) -> Iterator[tuple[Checked, list[Remark]]]:
    for sentence in _SENTENCE.finditer(passage.text):
        words = next((word for word in kind.words["says"] if word in sentence[0]), "")
        if not words or has(sentence[0], kind.words.get("unless", ())):
            continue
        at = sentence.start() + sentence[0].index(words)
        limit = words in kind.words.get("limits", ())
        pair = (_behind(passage, at + len(words), report) if limit else None) or _pair(
            kind, passage, sentence.start(), at, report, index
        )
        if pair is None:
            continue
        one, other = pair
        if other.stage == "original" and has(sentence[0], kind.words.get("adjusted", ())):
            continue
        relation = Relation(PARTS, (one.id,), target=other.id, compare=EQUAL if kind.pairs.get("compare") == "equal" else AT_MOST)
        outcome = judge(relation, report.figures)
        said = statement(relation, report.figures)
        if outcome.verdict is not Verdict.IMPOSSIBLE:
            yield Checked(kind.code, outcome.verdict, relation.figures, said), []
            continue
        rate = exact.text(exact.multiply(exact.divide(one.value, other.value), (100, 1)), 2) if other.number else ""
        yield (
            Checked(kind.code, Verdict.IMPOSSIBLE, relation.figures, said),
            [
                remark(
                    kind, report, passage, at, at + len(words), figures=relation.figures,
                    claim=words, one=one.plain, other=other.plain, label=one.label, statement=said, rate=f"{rate}%" if rate else "",
                )
            ],
        )  # fmt: skip


def _pair(kind: Check, passage: Passage, start: int, at: int, report: Report, index: Index) -> tuple[Figure, Figure] | None:
    """The two figures that a claim compares: in its sentence before it, else the whole department's outturn and budget."""
    reach = start - int(exact.plain(kind.numbers.get("reach", (0, 1))))
    first = bisect_left(report.figures, (passage.index, reach), key=_position)
    last = bisect_left(report.figures, (passage.index, at), key=_position)
    near = [
        figure
        for figure in report.figures[first:last]
        if figure.role in VALUE_ROLES
        and figure.dimension == "money"
        and not _difference(passage.text[max(0, figure.begin - _NEAR) : figure.begin], kind)
    ]
    if len(near) >= 2:  # noqa: PLR2004 - a comparison has two sides
        one, other = _sides(near[-2:])
        return (one, other) if one is not None and other is not None else None
    concept = kind.pairs.get("concept")
    if not concept or near or has(passage.text[start:at], kind.words.get("others", ())):
        return None
    spent = index.stated(concept, "outturn", report.year, "money")
    budget = index.about(spent, stage="original") if spent is not None else None
    return (spent, budget) if spent is not None and budget is not None else None


def _difference(before: str, kind: Check) -> bool:
    """少于预算 1.79 万元 is what two amounts differ by, not one of them."""
    return has(re.split("[，。；]", before)[-1], kind.words.get("less", ()))


def _position(figure: Figure) -> tuple[int, int]:
    return figure.passage, figure.begin


def _behind(passage: Passage, at: int, report: Report) -> tuple[Figure, Figure] | None:
    """支出 25 万元，未超过预算 20 万元: the amount right behind the claim is the one that is kept to."""
    place = bisect_left(report.figures, (passage.index, at), key=_position)
    near = report.figures[max(0, place - 1) : place + 1]
    if len(near) < 2 or any(figure.passage != passage.index or figure.dimension != "money" for figure in near):  # noqa: PLR2004
        return None
    spent, limit = near
    return (spent, limit) if spent.stage == "outturn" and limit.begin <= at + _NEAR else None


def _sides(pair: list[Figure]) -> tuple[Figure | None, Figure | None]:
    """What was spent, and what it was allowed, by their stages."""
    spent = next((figure for figure in pair if figure.stage == "outturn"), None)
    budget = next((figure for figure in pair if figure.stage in ("original", "revised")), None)
    return spent, budget
