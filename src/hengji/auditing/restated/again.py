"""A figure told a second time where the problems are told or the report is summed up: 全年追加 98.92 万元, and 追加 102.61 万元 in the body, which an equation bears out.

Only rates, counts and what was added to a budget, by the same words: an amount of a name may well be a part of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from hengji.auditing import spoken
from hengji.auditing.agreement import equal
from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import either, prose
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hengji.core.audit import Figure, Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.book import Book
    from hengji.rulebook.check import Check

_MARKS = re.compile(r"[，。；：、（）()！？“”,;:\s]")
_REACH, _BEHIND, _SHORT, _BRACKET = 24, 6, 2, 30
_AMOUNTS = ("money", "points", "")


def check(report: Report, results: Iterable[Checked], book: Book) -> tuple[list[Checked], list[Remark]]:
    """A question for each; `results` are those of all other checks: the first statement is borne out, and of the second none speaks."""
    said = spoken.of(results)
    found, remarks = [], []
    for kind in book.kind("told_again"):
        named = _by_name(kind, report)
        for one in _again(kind, report):
            first = _first(kind, one, named, report) if one.id not in said.told else None
            if first is None or first.id not in said.proved or equal(first, one):
                continue
            ids = (first.id, one.id)
            found.append(Checked(kind.code, Verdict.IMPOSSIBLE, ids, f"{first.plain} ≠ {one.plain}"))
            remarks.append(
                remark(
                    kind, report, report.passages[one.passage], one.begin, one.stop, figures=ids,
                    label=_name(kind, one, report), first=first.place, a=first.plain, b=one.plain,
                )
            )  # fmt: skip
    return found, remarks


def _name(kind: Check, figure: Figure, report: Report) -> str:
    """All the words of its clause right before it, without those that only say that it is the year's or no more; empty where others are among them."""
    text = report.passages[figure.passage].text
    said = _MARKS.split(text[max(0, figure.begin - _REACH) : figure.begin])[-1]
    begins = either(kind.words["begins"]).pattern
    return re.sub(rf"^(?:{begins})+|(?:为|是|达|达到|共)$", "", said)


def _may(kind: Check, figure: Figure, name: str) -> bool:
    """Whether a name is of a rate, of a count, or of what was added to a budget."""
    if len(name) < _SHORT or figure.scope or figure.about or has(name, kind.words["not_names"]):
        return False
    if figure.dimension == "ratio":
        return name.endswith(kind.words["rates"])
    return (
        name in kind.words["added"] if figure.dimension == "money" else figure.dimension not in _AMOUNTS and figure.role == "value"
    )


def _by_name(kind: Check, report: Report) -> Mapping[tuple[str, str], list[Figure]]:
    """The figures of the report's prose by their name and what they count."""
    found: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    inside = {passage.index for passage in prose(report)}
    for figure in report.figures:
        if figure.passage in inside:
            name = _name(kind, figure, report)
            if figure.dimension == "money":
                # 因争取到中央资金而追加: the first time it is told with its reason
                name = max((word for word in kind.words["added"] if name.endswith(word)), key=len, default="")
            if _may(kind, figure, name):
                found[name, figure.dimension].append(figure)
    return found


def _again(kind: Check, report: Report) -> Iterator[Figure]:
    """The figures where problems are told or the report is summed up, that are no aim and no part by the words behind them."""
    for passage in prose(report):
        begin = _closing(kind, passage)
        if begin < 0 or not report.within(passage):
            continue
        for figure in report.within(passage):
            behind = passage.text[figure.stop : figure.stop + _BEHIND]
            aside = has(_around_bracket(passage.text, figure.begin), kind.words["not_names"])
            if figure.begin >= begin and figure.role != "target" and not aside and not has(behind, kind.words["not_behind"]):
                yield figure


def _around_bracket(text: str, begin: int) -> str:
    """The words of the clause in which the bracket around a place stands: 满意度不高于 85% 的网点（满意度 85.0%）; empty where none does."""
    before = text[max(0, begin - _BRACKET) : begin]
    opened = before.rfind("（")
    return re.split("[，。；、]", before[:opened])[-1] if opened > before.rfind("）") else ""


def _closing(kind: Check, passage: Passage) -> int:
    """From where on a passage tells problems: all of it by its chapter, or behind the word at its beginning; −1 where it does not."""
    if passage.section and has(passage.section[-1], kind.words["closing"]):
        return 0
    found = either(kind.words["closing_said"]).search(passage.text)
    return found.end() if found is not None else -1


def _first(kind: Check, one: Figure, named: Mapping[tuple[str, str], list[Figure]], report: Report) -> Figure | None:
    """The one other statement of its name, before it and of the same year; None where there are several values or none."""
    name = _name(kind, one, report)
    if not _may(kind, one, name):
        return None
    others = [each for each in named.get((name, one.dimension), ()) if each.id != one.id]
    same = {(each.number, each.unit) for each in others}
    if len(same) != 1 or any(each.id > one.id or each.year != one.year or each.role == "target" for each in others):
        return None
    return others[0]
