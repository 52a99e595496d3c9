"""评分表: a row for each indicator, subtotals and the total as live formulas whose cached values are the program's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from hengji.core import exact
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.rulebook import show
from hengji.rulebook.machine import place
from hengji.writing import numerals
from hengji.writing.figures import numerals as numerals_in
from hengji.writing.sheets import told
from hengji.writing.sheets.live import Live
from hengji.writing.sheets.paper import Paper, edge, height, total, visible
from hengji.writing.sheets.told import Told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.case import OwnIndicator
    from hengji.core.evaluation import Evaluation
    from hengji.core.exact import Exact
    from hengji.core.sheet import Line
    from hengji.rulebook.book import Book

COLUMNS = (
    ("id", 8), ("first", 9), ("second", 11), ("third", 15), ("target", 11), ("actual", 11), ("weight", 7), ("points", 7),
    ("claimed", 7), ("difference", 7), ("status", 8), ("statement", 38), ("deduction", 6), ("reason", 23), ("full", 25),
    ("reference", 19), ("confidence", 9),
)  # fmt: skip
AT = {name: number for number, (name, _) in enumerate(COLUMNS)}
WIDTHS = [width for _, width in COLUMNS]
LAST = len(COLUMNS) - 1
HEAD_ROW, SPLIT_ROW = 4, 2
DIGEST_SHOWN = 12
BOUND, WITH_NUMBERS = frozenset({"target", "actual", "statement"}), frozenset({"reason", "full"})
"""Columns of words whose cells have names, always or where a number stands in them; numbers always have."""


@dataclass
class _Sheet:
    """The sheet on its way: the page, the next row, where each line's and subtotal's row is."""

    page: Any
    paper: Paper
    book: Book
    evaluation: Evaluation
    decimals: int
    own: dict[str, OwnIndicator]
    row: int = HEAD_ROW + 1
    about: str = ""
    total_row: int = HEAD_ROW + 1
    subtotals: list[int] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def own_rounding(self) -> int | None:
        """The decimals with which the scheme's points are said; None without a scheme."""
        scheme = self.book.schemes.get(self.evaluation.sheet.scheme)
        return scheme.rounding.points if scheme is not None else None

    @cached_property
    def live(self) -> Live:
        """What the sheet computes from facts."""
        return Live(self.evaluation, self.book)

    def caption(self, key: str, **slots: object) -> str:
        return self.book.caption(f"xlsx.{key}", **slots)

    def text(self, name: str, text: str, look: str = "text") -> None:
        self.paper.text(self.page, (self.row, AT[name]), text, look)

    def number(self, name: str, value: Exact | None, look: str = "points") -> None:
        """A number; “—” where there is none."""
        if value is None:
            self.text(name, self.caption("unknown"), "middle" if look == "points" else "sum_text")
        else:
            self.page.write_number(self.row, AT[name], edge(value), self.paper.look(look))
        self.bind(name, self.caption("unknown") if value is None else edge(value))

    def formula(self, name: str, formula: str, value: Exact | None, look: str = "points") -> None:
        """A live formula with the program's value in its cache."""
        cached: float | str = self.caption("unknown") if value is None else edge(value)
        self.page.write_formula(self.row, AT[name], formula, self.paper.look(look), cached)
        self.bind(name, cached, computed=True)

    def bind(self, name: str, value: float | str, *, computed: bool = False) -> None:
        """Names the cell by the line, the group or the sheet that the row is about, and by what of it stands there."""
        what = name if self.about else f"sheet_{name}"
        figure = f"score/{self.about}/{what}" if self.about else f"score/{what}"
        called = f"{self.about} {self.caption(f'head_{name}')}".strip()
        self.paper.bind(self.page, (self.row, AT[name]), figure, value, called, computed=computed)

    def live_text(self, name: str, said: Told | None, text: str, look: str = "text") -> None:
        """Words that follow what the sheet computes, where their formula says today what the program says; else the words alone."""
        shown = visible(text)
        whole = said.cell() if said is not None and said.text == text == shown else ""
        if not whole:
            self.text(name, text, look)
        else:
            self.page.write_formula(self.row, AT[name], whole, self.paper.look(look), shown)
        follows = name in WITH_NUMBERS and self.about in self.live.measures  # empty as long as nothing is lost
        if follows or (text and (name in BOUND or (name in WITH_NUMBERS and numerals_in(text)))):
            self.bind(name, shown, computed=bool(whole))

    def cell(self, name: str, row: int = -1) -> str:
        return place(self.row if row < 0 else row, AT[name])


def write(evaluation: Evaluation, book: Book, paper: Paper) -> None:
    """The score sheet of an evaluation."""
    scheme = book.schemes.get(evaluation.sheet.scheme)
    page = paper.sheet(book.caption("xlsx.score_tab"))
    own = {indicator.id: indicator for indicator in evaluation.case.indicators}
    sheet = _Sheet(page, paper, book, evaluation, scheme.points_decimals if scheme else numerals.POINTS_DECIMALS, own)
    _head(sheet)
    for name, lines in groupby(evaluation.sheet.lines, key=lambda line: line.path[0] if line.path else ""):
        _group(sheet, name, list(lines))
    sheet.total_row = sheet.row
    _total(sheet)
    _follow(sheet)
    _below(sheet)
    page.freeze_panes(HEAD_ROW + 1, AT["target"])
    page.repeat_rows(HEAD_ROW)
    page.print_area(0, 0, sheet.row, LAST)
    sheet.live.draw(paper)


def _head(sheet: _Sheet) -> None:
    evaluation, book, page, paper = sheet.evaluation, sheet.book, sheet.page, sheet.paper
    scored, case = evaluation.sheet, evaluation.case
    scheme = book.schemes.get(scored.scheme)
    for column, width in enumerate(WIDTHS):
        page.set_column(column, column, width)
    lines = (
        (sheet.caption("score_title", unit=case.unit, year=case.year), "title", 30.0),
        (
            _scheme_line(sheet, scored.title, scheme.authority if scheme else "", scheme.reference.source if scheme else ""),
            "line",
            18.0,
        ),
        (_split(sheet).text, "strong", 18.0),
        (sheet.caption("score_digest", digest=evaluation.digest[:DIGEST_SHOWN], engine=evaluation.engine), "line", 18.0),
    )
    for row, (text, look, high) in enumerate(lines):
        paper.across(page, (row, 0, LAST), text, look)
        paper.bind(page, (row, 0), f"score/head/{row}", visible(text), sheet.caption("score_head"), computed=row == SPLIT_ROW)
        page.set_row(row, high)
    for column, (name, _) in enumerate(COLUMNS):
        page.write_string(HEAD_ROW, column, sheet.caption(f"head_{name}"), paper.look("head"))
    page.set_row(HEAD_ROW, height([(sheet.caption(f"head_{name}"), width) for name, width in COLUMNS]))


def _scheme_line(sheet: _Sheet, title: str, authority: str, source: str) -> str:
    return sheet.caption("score_scheme", title=title, authority=authority, source=source)


def _split(sheet: _Sheet) -> Told:
    """How many points were computed from data, and how many a person entered; as formulas over the rows once these are drawn."""
    scored, unknown = sheet.evaluation.sheet, sheet.caption("unknown")
    computed = "+".join(_points_of(sheet, status) for status in (Status.SCORED, Status.NOT_APPLICABLE))
    parts: dict[str, Told | str] = {
        "full": numerals.points(scored.full_marks),
        "computed": told.known(told.plain(computed, scored.computed, numerals.POINTS_DECIMALS), unknown),
        "entered": told.known(told.plain(_points_of(sheet, Status.ENTERED), scored.entered, numerals.POINTS_DECIMALS), unknown),
    }
    if isinstance(scored.total, Unknown):
        return told.caption(sheet.book, "xlsx.score_split_open", why=scored.why_no_total, **parts)
    grade: Told | str = ""
    if scored.grade:
        grade = told.caption(sheet.book, "xlsx.score_grade", grade=Told(sheet.cell("status", sheet.total_row), scored.grade))
    total_points = told.plain(sheet.cell("points", sheet.total_row), scored.total, numerals.POINTS_DECIMALS)
    return told.caption(sheet.book, "xlsx.score_split", total=told.known(total_points, unknown), grade=grade, **parts)


def _points_of(sheet: _Sheet, status: Status) -> str:
    """The points of the lines of one status, added up."""
    first, last = HEAD_ROW + 1, sheet.total_row - 1
    ways, points = (f"{sheet.cell(name, first)}:{sheet.cell(name, last)}" for name in ("status", "points"))
    return f'SUMIF({ways},"{sheet.book.caption(f"status.{status.value}")}",{points})'


def _follow(sheet: _Sheet) -> None:
    """The line at the head that tells the points, as a formula over the rows below it."""
    said = _split(sheet)
    if said.cell() and visible(said.text) == said.text:
        sheet.page.write_formula(SPLIT_ROW, 0, said.cell(), sheet.paper.look("strong"), said.text)


# ---- lines


def _group(sheet: _Sheet, name: str, lines: Sequence[Line]) -> None:
    first = sheet.row
    for line in lines:
        _line(sheet, line)
    _merge(sheet, first, [line.path[:1] for line in lines], "first")
    _merge(sheet, first, [line.path[:2] if _levels(line)[1] else (line.id,) for line in lines], "second")
    _subtotal(sheet, name, lines, first)


def _line(sheet: _Sheet, line: Line) -> None:
    sheet.about = line.id
    texts = _texts(sheet, line)
    live = _live_texts(sheet, line)
    for name, text in texts.items():
        sheet.live_text(name, live.get(name), text, "middle" if name in {"id", "status", "confidence"} else "text")
    sheet.number("weight", line.weight)
    _points(sheet, line)
    if line.claimed is None:
        sheet.page.write_blank(sheet.row, AT["claimed"], None, sheet.paper.look("points"))
        sheet.page.write_blank(sheet.row, AT["difference"], None, sheet.paper.look("points"))
    else:
        sheet.number("claimed", line.claimed)
        gap = None if isinstance(line.points, Unknown) else exact.subtract(line.claimed, line.points)
        sheet.formula("difference", _difference(sheet, "claimed", "points"), gap)
    if line.weight is None:
        sheet.number("deduction", None)
    else:
        sheet.formula("deduction", _difference(sheet, "weight", "points"), line.deduction)
    sheet.page.set_row(
        sheet.row, height([(text, WIDTHS[AT[name]]) for name, text in texts.items() if name not in {"first", "second"}])
    )
    sheet.row += 1


def _points(sheet: _Sheet, line: Line) -> None:
    """Points; “—” where they are not known, 不适用 where other lines take the weight over."""
    formula = sheet.live.points_of(line)
    sheet.lines[line.id] = sheet.row
    if formula and not isinstance(line.points, Unknown):
        sheet.formula("points", formula, line.points)
    elif not isinstance(line.points, Unknown):
        sheet.number("points", line.points)
    elif line.status is Status.NOT_APPLICABLE:
        sheet.text("points", _absent(sheet), "middle")
    else:
        sheet.number("points", None)


def _absent(sheet: _Sheet) -> str:
    return sheet.book.caption(f"status.{Status.NOT_APPLICABLE.value}")


def _difference(sheet: _Sheet, above: str, below: str) -> str:
    """One column less another, rounded as points are; “—” unless both are numbers."""
    a, b = sheet.cell(above), sheet.cell(below)
    return f'=IF(AND(ISNUMBER({a}),ISNUMBER({b})),ROUND({a}-{b},{sheet.decimals}),"{sheet.caption("unknown")}")'


def _texts(sheet: _Sheet, line: Line) -> dict[str, str]:
    own = sheet.own.get(line.id)
    measured = line.measure_text if own is None or own.actual_formula else ""
    evidence = sheet.caption("evidence", text="、".join(line.evidence)) if line.evidence else ""
    return {
        "id": line.id,
        **dict(zip(("first", "second", "third"), _levels(line), strict=True)),
        **({"third": sheet.caption("core", name=_levels(line)[2])} if line.core else {}),
        "target": line.target,
        "actual": measured or line.actual or line.measure_text,
        "status": sheet.book.caption(f"status.{line.status.value}"),
        "statement": "\n".join(text for text in (line.formula, line.statement) if text),
        "reason": _reason(sheet, line),
        "full": line.full_marks_if,
        "reference": "\n".join(text for text in (line.reference, evidence) if text),
        "confidence": sheet.book.confidence(line.confidence),
    }


def _live_texts(sheet: _Sheet, line: Line) -> dict[str, Told | None]:
    """The words about a live line that follow its figures."""
    if line.id not in sheet.live.measures:
        return {}
    measure, target = sheet.live.measure_said(line.id), sheet.live.target_said(line)
    unknown = sheet.caption("unknown")
    said = {name: told.known(text, unknown) for name, text in (("target", target), ("actual", measure)) if text is not None}
    return {**said, "reason": _live_reason(sheet, line, measure)}


def _live_reason(sheet: _Sheet, line: Line, measure: Told | None) -> Told | None:
    """Why points are missing, what the department says, and what a reviewer would ask, each where it now holds."""
    if measure is None or line.deduction is None or sheet.own_rounding is None:
        return None
    lost, is_lost = f"N({sheet.cell('deduction')})>0", line.deduction[0] > 0
    amount = told.fixed(sheet.cell("deduction"), line.deduction, sheet.own_rounding)
    why = told.caption(sheet.book, "score.shortfall", measure=measure, method=sheet.live.method_label(line), deduction=amount)
    given = told.words(sheet.caption("given", text=line.reason_given)) if line.reason_given else told.NOTHING
    new_line = told.words("\n")
    found = told.when(lost, is_lost, why + new_line if line.reason_given else why) + given
    caution = sheet.live.caution_said(line)
    if caution is not None:
        condition, holds, asks = caution
        asks = told.caption(sheet.book, "xlsx.caution", text=asks)
        before = new_line if line.reason_given else told.when(lost, is_lost, new_line)
        found += told.when(condition, holds, before + asks)
    return told.known(found, sheet.caption("unknown"))


def _levels(line: Line) -> tuple[str, str, str]:
    """一级, 二级 and 三级指标; a path of two has no middle."""
    first, *middle = line.path or ("",)
    if len(middle) < len(("second", "third")):
        return first, "", middle[-1] if middle else first
    return first, middle[0], "/".join(middle[1:])


def _reason(sheet: _Sheet, line: Line) -> str:
    parts = [line.reason]
    if isinstance(line.points, Unknown) and not line.reason:
        parts.append(sheet.book.explain_unknown(line.points.why.value, line.points.missing))
    if line.reason_given:
        parts.append(sheet.caption("given", text=line.reason_given))
    parts += [sheet.caption("caution", text=caution) for caution in line.cautions]
    return "\n".join(part for part in parts if part)


def _merge(sheet: _Sheet, first: int, names: Sequence[tuple[str, ...]], column: str) -> None:
    """Cells that say the same thing one below the other become one."""
    at = first
    for _, same in groupby(names):
        count = len(list(same))
        if count > 1:
            text = next(line for line in _said(sheet, at, column))
            sheet.page.merge_range(at, AT[column], at + count - 1, AT[column], visible(text), sheet.paper.look("text"))
        at += count


def _said(sheet: _Sheet, row: int, column: str) -> list[str]:
    line = sheet.evaluation.sheet.lines[row - HEAD_ROW - 1 - len([at for at in sheet.subtotals if at < row])]
    return [line.path[0] if column == "first" else line.path[1]]


# ---- sums


def _subtotal(sheet: _Sheet, name: str, lines: Sequence[Line], first: int) -> None:
    last = sheet.row - 1
    sheet.about = name
    for column in range(LAST + 1):
        sheet.page.write_blank(sheet.row, column, None, sheet.paper.look("sum_text"))
    sheet.paper.across(sheet.page, (sheet.row, 0, AT["actual"]), sheet.caption("subtotal", name=name), "sum_text")
    weights = [line.weight for line in lines]
    sheet.formula("weight", _sum(sheet, "weight", first, last), _known(weights), "sum")
    points = [None if isinstance(line.points, Unknown) else line.points for line in lines if not _left_out(line)]
    sheet.formula("points", _sum(sheet, "points", first, last), _known(points), "sum")
    claimed = [line.claimed for line in lines]
    if any(claim is not None for claim in claimed):
        sheet.formula("claimed", _sum(sheet, "claimed", first, last), _known(claimed), "sum")
    open_ = sum(point is None for point in points)
    if open_:
        sheet.text("reason", sheet.caption("open_rows", count=open_), "sum_text")
    sheet.subtotals.append(sheet.row)
    sheet.row += 1


def _left_out(line: Line) -> bool:
    return isinstance(line.points, Unknown) and line.status is Status.NOT_APPLICABLE


def _known(values: Sequence[Exact | None]) -> Exact | None:
    """The sum of numbers, none of them unknown."""
    known = [value for value in values if value is not None]
    return total(known) if len(known) == len(values) else None


def _sum(sheet: _Sheet, column: str, first: int, last: int) -> str:
    """The sum of a run of cells; “—” unless each is a number or not applicable."""
    cells = f"{sheet.cell(column, first)}:{sheet.cell(column, last)}"
    whole = f'COUNT({cells})+COUNTIF({cells},"{_absent(sheet)}")=ROWS({cells})'
    return f'=IF({whole},ROUND(SUM({cells}),{sheet.decimals}),"{sheet.caption("unknown")}")'


def _over_subtotals(sheet: _Sheet, column: str) -> str:
    """The sum of the subtotals; “—” unless each is a number."""
    cells = [sheet.cell(column, row) for row in sheet.subtotals]
    return f'=IF(COUNT({",".join(cells)})={len(cells)},ROUND({"+".join(cells)},{sheet.decimals}),"{sheet.caption("unknown")}")'


def _total(sheet: _Sheet) -> None:
    """The total by formula, or in its cell why there is none."""
    scored, lines = sheet.evaluation.sheet, sheet.evaluation.sheet.lines
    sheet.about = ""
    for column in range(LAST + 1):
        sheet.page.write_blank(sheet.row, column, None, sheet.paper.look("sum_text"))
    sheet.paper.across(sheet.page, (sheet.row, 0, AT["actual"]), sheet.caption("total"), "sum_text")
    weights = _known([line.weight for line in lines])
    if sheet.subtotals and weights is not None and exact.compare(weights, scored.full_marks) == 0:
        sheet.formula("weight", _over_subtotals(sheet, "weight"), weights, "sum")
    else:
        sheet.number("weight", scored.full_marks, "sum")
    if isinstance(scored.total, Unknown):
        sheet.paper.across(sheet.page, (sheet.row, AT["points"], LAST), scored.why_no_total, "sum_text")
        sheet.page.set_row(sheet.row, height([(scored.why_no_total, sum(WIDTHS[AT["points"] :]))]))
    else:
        _known_total(sheet, scored.total)
    sheet.row += 1


def _known_total(sheet: _Sheet, value: Exact) -> None:
    scored = sheet.evaluation.sheet
    formula = sheet.live.total({name: sheet.cell("points", row) for name, row in sheet.lines.items()})
    if formula:
        sheet.formula("points", formula, value, "sum")
    else:  # what the printed points do not give: the value stands alone rather than beside a wrong formula
        sheet.number("points", value, "sum")
    if scored.claimed_total is not None:
        sheet.number("claimed", scored.claimed_total, "sum")
        sheet.formula("difference", _difference(sheet, "claimed", "points"), exact.subtract(scored.claimed_total, value), "sum")
    if scored.grade:
        _grade(sheet, scored.grade)


def _grade(sheet: _Sheet, grade: str) -> None:
    """The grade by the limits of the scheme, from the total as it now is; as words where a veto holds it down or words would not come to it."""
    scheme, scored = sheet.book.schemes.get(sheet.evaluation.sheet.scheme), sheet.evaluation.sheet
    steps = sorted(scheme.grades, key=lambda step: exact.decimal(step.lowest, 6)) if scheme is not None else []
    held = any(limit.held and limit.grade for limit in scored.limits)
    reached = [
        step.label for step in steps if not isinstance(scored.total, Unknown) and exact.compare(scored.total, step.lowest) >= 0
    ]
    if held or not reached or reached[-1] != grade:
        sheet.text("status", grade, "sum_text")
        return
    text = f'"{sheet.caption("unknown")}"'
    for step in steps:
        text = f'IF({sheet.cell("points")}>={exact.plain(step.lowest)},"{step.label}",{text})'
    sheet.page.write_formula(
        sheet.row,
        AT["status"],
        f'=IF(ISNUMBER({sheet.cell("points")}),{text},"{sheet.caption("unknown")}")',
        sheet.paper.look("sum_text"),
        grade,
    )


# ---- below the table


def _below(sheet: _Sheet) -> None:
    scored = sheet.evaluation.sheet
    if scored.bonus:
        _bonus(sheet)
    if scored.second or any(line.second for line in scored.lines):
        _second(sheet)
    texts = []
    if scored.claimed_total is not None:
        grade = sheet.caption("score_grade", grade=scored.claimed_grade) if scored.claimed_grade else ""
        texts.append(sheet.caption("claimed_total", total=numerals.points(scored.claimed_total), grade=grade))
    texts += [f"{number}. {note}" for number, note in enumerate(scored.notes, start=1)]
    if texts:
        sheet.row += 1
        _across(sheet, sheet.caption("notes"), "strong")
    for text in texts:
        _across(sheet, text, "line")
    sheet.row -= 1


def _across(sheet: _Sheet, text: str, look: str) -> None:
    sheet.paper.across(sheet.page, (sheet.row, 0, LAST), text, look)
    sheet.page.set_row(sheet.row, height([(text, sum(WIDTHS))]))
    sheet.row += 1


def _bonus(sheet: _Sheet) -> None:
    """The items for which a scheme may add points: a name, who gave it, when, at which level, and its points or “—”."""
    sheet.row += 1
    _across(sheet, sheet.caption("bonus_title"), "strong")
    spans = (("name", 0, 3), ("body", 4, 5), ("date", 6, 8), ("level", 9, 10), ("points", 11, 11))
    for name, first, last in spans:
        _spanned(sheet, first, last, sheet.caption(f"bonus_{name}"), "head")
    sheet.row += 1
    for item in sheet.evaluation.sheet.bonus:
        points = (
            numerals.points(item.points)
            if item.points is not None
            else f"{sheet.caption('unknown')}（{sheet.caption('bonus_unknown')}）"
        )
        for (_, first, last), text in zip(spans, (item.name, item.body, item.date, item.level, points), strict=True):
            _spanned(sheet, first, last, text, "text")
        sheet.page.set_row(sheet.row, height([(item.name, sum(WIDTHS[:4])), (item.body, sum(WIDTHS[4:6]))]))
        sheet.row += 1


def _second(sheet: _Sheet) -> None:
    """Other scorers' points beside the unit's own, line by line, and how far their totals are from it."""
    scored = sheet.evaluation.sheet
    kinds = list(
        dict.fromkeys([*(kind for line in scored.lines for kind, _ in line.second), *(each.kind for each in scored.second)])
    )
    names = [sheet.book.caption(f"docx.kind_{kind}") for kind in kinds]
    sheet.row += 1
    _across(sheet, sheet.caption("second_title"), "strong")
    heads = [sheet.caption(name) for name in ("head_id", "head_third", "head_weight", "second_own")]
    _second_row(sheet, (*heads, *names), "head")
    for line in scored.lines:
        given = dict(line.second)
        own = line.claimed if line.claimed is not None else None if isinstance(line.points, Unknown) else line.points
        texts = [_said_points(sheet, each) for each in (line.weight, own, *(given.get(kind) for kind in kinds))]
        _second_row(sheet, (line.id, line.path[-1], *texts), "text")
    totals = {each.kind: each for each in scored.second}
    computed = None if isinstance(scored.total, Unknown) else scored.total
    mine = computed if scored.claimed_total is None else scored.claimed_total
    theirs = [_said_points(sheet, totals[kind].total if kind in totals else None) for kind in kinds]
    _second_row(
        sheet, ("", sheet.caption("total"), _said_points(sheet, scored.full_marks), _said_points(sheet, mine), *theirs), "sum_text"
    )
    apart = [totals[kind].deviation if kind in totals else None for kind in kinds]
    said = [sheet.caption("unknown") if each is None else show.percent(each) for each in apart]
    _second_row(sheet, ("", sheet.caption("second_deviation"), "", "", *said), "sum_text")
    for kind, name in zip(kinds, names, strict=True):
        if kind in totals and totals[kind].reason:
            _across(sheet, sheet.caption("second_reason", kind=name, reason=totals[kind].reason), "line")


def _second_row(sheet: _Sheet, texts: Sequence[str], look: str) -> None:
    spans = ((0, 0), (1, 5), (6, 6), (7, 7), (8, 9), (10, 10))
    for (first, last), text in zip(spans, texts, strict=False):
        _spanned(sheet, first, last, text, look)
    sheet.page.set_row(sheet.row, height([(texts[1], sum(WIDTHS[1:6])), *((text, WIDTHS[10]) for text in texts[4:])]))
    sheet.row += 1


def _said_points(sheet: _Sheet, points: Exact | None) -> str:
    return sheet.caption("unknown") if points is None else numerals.points(points)


def _spanned(sheet: _Sheet, first: int, last: int, text: str, look: str) -> None:
    sheet.paper.across(sheet.page, (sheet.row, first, last), text, look)
