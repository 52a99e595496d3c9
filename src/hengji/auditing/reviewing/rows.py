"""A rate that the text tells by the very name of a row of the indicator table, and the value that the row says was reached."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hengji.auditing.agreement import equal
from hengji.auditing.index import prose
from hengji.auditing.remarks import remark
from hengji.auditing.reviewing.figures import in_row
from hengji.auditing.wording.texts import sentence_around
from hengji.core.audit import Checked
from hengji.core.finding import Verdict
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from hengji.auditing.index import Index
    from hengji.core.audit import Figure, Remark, Report
    from hengji.rulebook.check import Check

_LONG, _REACH, _BEHIND = 4, 24, 6
_RATIO, _ROLES = "ratio", frozenset({"value", "actual", "completion"})


def told(check: Check, report: Report, index: Index) -> Iterator[Checked | Remark]:
    """A question where the two differ; several values of one name, in the text or in tables, decide nothing.

    `words`: rates, how its name ends; not_names, not_behind, what makes it an aim, a part or another year's; unless, a rule of scoring.
    """
    del index
    rows = _rows(check, report)
    said: dict[str, list[Figure]] = defaultdict(list)
    for figure in report.figures:
        name = _name(figure)
        if name in rows and prose(report.passages[figure.passage]) and _plain(check, figure, report):
            said[name].append(figure)
    for name, figures in said.items():
        own = rows[name]
        one, ids = figures[0], (figures[0].id, own[0].id)
        aim = not equal(one, own[0]) and one.number in _aims(own[0], report)
        if len({each.number for each in figures}) > 1 or aim:
            continue
        if equal(one, own[0]):
            yield Checked(check.code, Verdict.CONSISTENT, ids, f"{one.plain} ＝ {own[0].plain}")
            continue
        yield Checked(check.code, Verdict.IMPOSSIBLE, ids, f"{one.plain} ≠ {own[0].plain}")
        yield remark(
            check, report, report.passages[one.passage], one.begin, one.stop, figures=ids,
            label=one.label, a=one.plain, place=own[0].place, b=own[0].plain,
        )  # fmt: skip


def _name(figure: Figure) -> str:
    return figure.label.replace("的", "").replace(" ", "")


def _rows(check: Check, report: Report) -> Mapping[str, list[Figure]]:
    """What rows of tables say was reached, by their names; those of one value alone."""
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in report.figures:
        name = _name(figure)
        if (
            figure.role == "actual"
            and figure.dimension == _RATIO
            and report.passages[figure.passage].table >= 0
            and _may(check, name)
        ):
            found[name].append(figure)
    return {name: own for name, own in found.items() if len({each.number for each in own}) == 1}


def _may(check: Check, name: str) -> bool:
    return len(name) >= _LONG and name.endswith(check.words["rates"]) and not has(name, check.words["not_names"])


def _plain(check: Check, figure: Figure, report: Report) -> bool:
    """Whether a figure of the text is told as what was reached this year."""
    text = report.passages[figure.passage].text
    before, behind = text[max(0, figure.begin - _REACH) : figure.begin], text[figure.stop : figure.stop + _BEHIND]
    own = figure.dimension == _RATIO and figure.role in _ROLES and not figure.operator and not figure.about and not figure.scope
    low, high = sentence_around(text, figure.begin, figure.stop)
    aim = has(before, check.words["not_names"]) or has(behind, check.words["not_behind"])
    aim = aim or has(text[low:high], check.words["unless"])
    return own and figure.year in (report.year, None) and not aim


def _aims(figure: Figure, report: Report) -> set[Decimal]:
    """The targets of its row."""
    return {each.number for each in in_row(figure, report) if each.role == "target"}
