"""The empty workbook to fill in: yellow cells, drop-downs, checks in the sheet with the program's own messages, a hidden table for reading back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hengji.rulebook import sheets, show
from hengji.rulebook.machine import CHECKS, DIGEST, SCHEME, VERSION, YEAR, encode, letters, place, sealed, signature
from hengji.rulebook.sheets import LIST
from hengji.writing.sheets import checks
from hengji.writing.sheets.checks import Operand
from hengji.writing.sheets.layout import SIGNED, UNSIGNED, Plan, Rule, Sheet, plan
from hengji.writing.sheets.paper import Paper, height, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.core.problem import Problem
    from hengji.expr.tree import Ref
    from hengji.rulebook.book import Book
    from hengji.rulebook.identity import Identity
    from hengji.rulebook.machine import Cells
    from hengji.rulebook.scheme import Scheme
    from hengji.rulebook.sheets import Spot, WorkbookForm
    from hengji.writing.sheets.checks import Check

VALUES, HALVES, FINEST, LEFT, RIGHT, RED, ALLOWED = 7, 8, 10, 11, 12, 13, 14
CHECK_HEAD = 3
CHECK_WIDTHS = (8, 30, 60, 13, 13, 11, 11, 44)
ALLOWED_TO_CLERK = {
    "format_columns": True,
    "format_rows": True,
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "autofilter": True,
}
SHORT_LIST = 100


def blank(book: Book, scheme: Scheme, unit: str, year: int) -> bytes:
    """The workbook that a department fills in under a scheme; the same bytes for the same law book."""
    form, _ = sheets.read(book)
    made = plan(form, book, scheme, unit, year)
    paper = Paper(book, sheets.years(form.title, year))
    numbers = _Numbers(made, form)
    expressed = list(_expressed(book, numbers))
    shown = _check_cells(made, expressed, form)
    pages = {sheet.title: _write(sheet, made, paper, shown.get(sheet.title, {}), book, form) for sheet in made.sheets}
    if expressed:
        _checks(expressed, form, paper, book)
    _machine(made, book, scheme, year, form, paper, (numbers, expressed))
    next(iter(pages.values())).activate()
    return paper.bytes()


# ---- sheets to fill


def _write(sheet: Sheet, made: Plan, paper: Paper, shown: Mapping[int, str], book: Book, form: WorkbookForm) -> Any:
    page = paper.sheet(sheet.title)
    for column, width in sheet.widths.items():
        page.set_column(column, column, width)
    for row, high in sheet.heights.items():
        page.set_row(row, high)
    for cell in sheet.cells:
        if cell.span > cell.column:
            paper.across(page, (cell.row, cell.column, cell.span), cell.text, cell.look)
        elif cell.text:
            paper.text(page, (cell.row, cell.column), cell.text, cell.look)
        else:
            page.write_blank(cell.row, cell.column, None, paper.look(cell.look))
    column = made.check_columns.get(sheet.title, 0)
    for row, text in shown.items():
        page.write_formula(row, column, text, paper.look("warn"), "")
    for rule in sheet.rules:
        page.data_validation(rule.first, rule.column, rule.last, rule.column, _validation(rule, made, book, form))
    _set_up(page, sheet.freeze, sheet.used)
    return page


def _set_up(page: Any, freeze: int, used: tuple[int, int]) -> None:
    page.freeze_panes(freeze, 0)
    page.repeat_rows(0, max(0, freeze - 1))
    page.print_area(0, 0, max(0, used[0] - 1), used[1])
    page.ignore_errors({"number_stored_as_text": f"A1:{place(max(0, used[0] - 1), used[1])}"})
    page.protect("", ALLOWED_TO_CLERK)


def _validation(rule: Rule, made: Plan, book: Book, form: WorkbookForm) -> dict[str, object]:
    words = {"error_title": book.caption("workbook.refused"), "error_message": book.caption(f"workbook.refused_{rule.kind}")}
    if rule.kind == LIST:
        entries = list(made.choices.get(rule.choices, ()))
        short = len(",".join(entries)) <= SHORT_LIST and not any("," in entry for entry in entries)
        return {"validate": "list", "source": entries if short else _choice_range(rule.choices, made, form), **words}
    first = place(rule.first, rule.column)
    number = f'VALUE(SUBSTITUTE({first},",",""))'
    test = {SIGNED: f"ISNUMBER({number})", UNSIGNED: f"IFERROR({number}>=0,FALSE)"}[rule.kind]
    return {"validate": "custom", "value": f"={test}", **words}


def _choice_range(name: str, made: Plan, form: WorkbookForm) -> str:
    """Where a long list stands on the hidden sheet: the rows of choices follow those of meta and sheets."""
    row = _META_ROWS + len(made.sheets)
    for other, entries in made.choices.items():
        if other == name:
            return f"='{form.machine}'!$C${row + 1}:$C${row + len(entries)}"
        row += len(entries)
    return ""


# ---- checks


class _Numbers:
    """The facts of the sheets as numbers on the hidden sheet, a row for each fact that a check uses."""

    def __init__(self, made: Plan, form: WorkbookForm) -> None:
        self.made, self.form = made, form
        self.rows: dict[Spot, tuple[int, str]] = {}

    def operand(self, ref: Ref) -> Operand | None:
        """The cells of a fact's number and of half its last digit."""
        where = sheets.spot(ref)
        if where not in self.made.facts:
            return None
        row, _ = self.rows.setdefault(where, (len(self.rows), ref.dimension))
        return Operand(place(row, VALUES), place(row, HALVES))

    def formulas(self) -> Iterator[tuple[int, str, str]]:
        """Row, number and half digit of each fact."""
        yes = next(iter(self.form.lists.get("yes_no", {"": ""})))
        for where, (row, dimension) in self.rows.items():
            sheet, at, column = self.made.facts[where]
            cell, own = f"'{sheet}'!${letters(column)}${at + 1}", place(row, VALUES)
            yield row, f'=IF({cell}="","",{_number(dimension, cell, yes)})', f'=IF({own}="","",{_half(dimension, cell)})'


def _number(dimension: str, cell: str, yes: str) -> str:
    """The number that a cell's text states; a rate as a pure number."""
    if dimension == "truth":
        return f'{cell}="{yes}"'
    number = f'VALUE(SUBSTITUTE({cell},",",""))'
    return f'IFERROR(IF(RIGHT({cell},1)="%",{number},{number}/100),"")' if dimension == "ratio" else f'IFERROR({number},"")'


def _half(dimension: str, cell: str) -> str:
    """Half of the last printed digit."""
    if dimension == "truth":
        return "0"
    digits = f'SUBSTITUTE({cell},"%","")'
    half = f'0.5*10^-IFERROR(LEN({digits})-FIND(".",{digits}),0)'
    return f"{half}/100" if dimension == "ratio" else half


def _expressed(book: Book, numbers: _Numbers) -> Iterator[tuple[Identity, Check]]:
    """The identities of the law book that a sheet can say, all of whose terms have cells."""
    row = 0
    for identity in book.identities.values():
        named = checks.names(identity)
        if all(sheets.spot(ref) in numbers.made.facts for ref in named):
            operands = {ref: operand for ref in named if (operand := numbers.operand(ref))}
            found = checks.express(identity, operands, book.shown, place(row, FINEST))
            if found is not None:
                row += 1
                yield identity, found


def _check_cells(made: Plan, expressed: list[tuple[Identity, Check]], form: WorkbookForm) -> dict[str, dict[int, str]]:
    """Beside the last fact that an identity names: its message, as long as the figures contradict it."""
    found: dict[str, dict[int, list[str]]] = {}
    for at, (identity, _) in enumerate(expressed):
        named = [ref for ref in checks.names(identity) if not ref.years] or list(checks.names(identity))
        sheet, row, _ = made.facts[sheets.spot(named[-1])]
        found.setdefault(sheet, {}).setdefault(row, []).append(_hidden(form, at, RED))
    return {sheet: {row: f"={'&'.join(cells)}" for row, cells in rows.items()} for sheet, rows in found.items()}


def _checks(expressed: list[tuple[Identity, Check]], form: WorkbookForm, paper: Paper, book: Book) -> None:
    page = paper.sheet(form.checks)
    for column, width in enumerate(CHECK_WIDTHS):
        page.set_column(column, column, width)
    last = len(CHECK_WIDTHS) - 1
    paper.across(page, (0, 0, last), form.checks, "title")
    paper.across(page, (1, 0, last), "".join(form.checks_lead), "line")
    for column, title in enumerate(form.check_heads.values()):
        paper.text(page, (CHECK_HEAD - 1, column), title, "head")
    for at, (identity, check) in enumerate(expressed):
        _check_row(page, at, identity, paper, form, book, allowed=bool(check.allowed))
    consistent = book.caption("verdict.consistent")
    red = paper.file.add_format({"font_color": "#C00000"})
    page.conditional_format(
        CHECK_HEAD,
        last,
        CHECK_HEAD - 1 + len(expressed),
        last,
        {"type": "cell", "criteria": "!=", "value": f'"{consistent}"', "format": red},
    )
    _set_up(page, CHECK_HEAD, (CHECK_HEAD + len(expressed), last))


def _check_row(page: Any, at: int, identity: Identity, paper: Paper, form: WorkbookForm, book: Book, *, allowed: bool) -> None:
    row, words = CHECK_HEAD + at, show.formula(book, identity.formula)
    for column, text in enumerate((identity.code, identity.title, words)):
        paper.text(page, (row, column), text, "grey")
    left, right, red, most = (_hidden(form, at, column) for column in (LEFT, RIGHT, RED, ALLOWED))
    silent = f'OR({left}="",{right}="")'
    consistent = book.caption("verdict.consistent")
    texts = (
        f"={left}",
        f"={right}",
        f'=IF({silent},"",ABS(ROUND({left}-{right},8)))',
        f'=IF({silent},"",{most})' if allowed else "",
    )
    for column, text in enumerate(texts, start=3):
        page.write_formula(row, column, text or '=""', paper.look("figure"), "")
    page.write_formula(row, 7, f'=IF({silent},"",IF({red}="","{consistent}",{red}))', paper.look("grey"), "")
    page.set_row(row, height([(words, CHECK_WIDTHS[2]), (identity.title, CHECK_WIDTHS[1]), (identity.message, CHECK_WIDTHS[7])]))


def _hidden(form: WorkbookForm, row: int, column: int) -> str:
    """A cell of the hidden sheet, seen from another sheet."""
    return f"'{form.machine}'!${letters(column)}${row + 1}"


def _excuse(identity: Identity, numbers: _Numbers, closing: Mapping[Spot, list[int]], row: int) -> str:
    """A share that misses by no more than one of its last digit is explained, where the shares come to 100 % exactly."""
    for ref in checks.stated(identity):
        others, operand = closing.get(sheets.spot(ref), []), numbers.operand(ref)
        if others and operand is not None:
            whole = ",".join(
                f'AND({place(at, LEFT)}<>"",ROUND(N({place(at, LEFT)})-N({place(at, RIGHT)}),{checks.PLACES})=0)' for at in others
            )
            gap = f"ROUND(ABS(N({place(row, LEFT)})-N({place(row, RIGHT)}))-2*N({operand.half}),{checks.PLACES})<=0"
            return f"AND(OR({whole}),{gap})"
    return ""


def _hidden_checks(identity: Identity, check: Check, excuse: str) -> Iterator[tuple[int, str]]:
    """What an allowed miss is, both sides, and the program's message where the figures contradict the identity."""
    message = visible(identity.message).replace('"', '""')

    def unless_silent(text: str) -> str:
        spoken = f'IF({check.applies},{text},"")' if check.applies not in {"", "TRUE"} else text
        return f'=IFERROR(IF({check.missing},"",{spoken}),"")'

    yield FINEST, f"={check.finest}" if check.finest else '=""'
    yield LEFT, unless_silent(check.left)
    yield RIGHT, unless_silent(check.right)
    broken = f"AND({check.broken},NOT({excuse}))" if excuse else check.broken
    yield RED, unless_silent(f'IF({broken},"{message}","")')
    yield ALLOWED, f"={check.allowed}" if check.allowed else '=""'


# ---- the hidden sheet

_META_ROWS = 6  # version, scheme, year, digest, checks, seal


def _machine(
    made: Plan,
    book: Book,
    scheme: Scheme,
    year: int,
    form: WorkbookForm,
    paper: Paper,
    checked: tuple[_Numbers, list[tuple[Identity, Check]]],
) -> None:
    meta = {VERSION: form.version, SCHEME: scheme.id, YEAR: str(year), DIGEST: book.digest, CHECKS: form.checks}
    signatures = {sheet.title: signature(each for each in made.words if each.sheet == sheet.title) for sheet in made.sheets}
    page = paper.file.add_worksheet(form.machine)
    look = paper.look("hidden")
    page.set_column(0, 6, 14, look)
    cells: Cells
    for row, cells in enumerate(encode(sealed(made.machine(meta, signatures)))):
        for column, text in enumerate(cells):
            if text:
                page.write_string(row, column, visible(text), look)
    numbers, expressed = checked
    closing: dict[Spot, list[int]] = {}
    for row, (identity, _) in enumerate(expressed):
        for ref in checks.closes(identity):
            closing.setdefault(sheets.spot(ref), []).append(row)
    plain = paper.look("hidden", num_format="General")
    for row, number, half in numbers.formulas():
        page.write_formula(row, VALUES, number, plain, "")
        page.write_formula(row, HALVES, half, plain, "")
    for row, (identity, check) in enumerate(expressed):
        for column, text in _hidden_checks(identity, check, _excuse(identity, numbers, closing, row)):
            page.write_formula(row, column, text, plain, "")
    page.protect("", {})
    page.very_hidden()


def problems(book: Book) -> tuple[Problem, ...]:
    """What is wrong with the form of the workbook."""
    return sheets.read(book)[1]
