"""A list in a workbook: one row of heads, and under it rows of text as a person reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.reading.formats import container, spreadsheet
from hengji.reading.formats.container import BrokenArchiveError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

NOT_A_LIST, DAMAGED, FORMULA = "WF85", "RD42", "WF86"
MOST_ROWS = 20_000


def read(content: bytes, name: str, heads: Sequence[str], book: Book) -> tuple[list[dict[str, str]], tuple[Problem, ...]]:
    """The rows of the first sheet by their heads; the columns may stand in any order, others are left aside, empty rows are none.

    A cell of these columns that a formula made is a problem: what it printed is not what anybody typed.
    """
    if container.kind(content) != container.XLSX:
        return [], (book.problem(problem(NOT_A_LIST, Place(name), name, wanted="、".join(heads))),)
    try:
        parts = container.unpack(content)
        page = next(iter(spreadsheet.read(content, parts)), None)
    except BrokenArchiveError as error:
        return [], (book.problem(problem(DAMAGED, Place(name), error.found, why=error.reason)),)
    found = list(spreadsheet.texts(page, range(min(page.rows, MOST_ROWS + 1)), page.columns)) if page is not None else []
    at = {text.strip(): column for column, text in reversed(list(enumerate(found[0])))} if found else {}
    missing = [head for head in heads if head not in at]
    if page is None or missing:
        return [], (book.problem(problem(NOT_A_LIST, Place(name), "、".join(missing), wanted="、".join(heads))),)
    wanted = {at[head] for head in heads}
    made = sorted(spot for spot in page.formulas if spot[1] in wanted)
    if made:
        row, column = made[0]
        return [], (book.problem(problem(FORMULA, Place(name, f"{row + 1}:{column + 1}"), len(made))),)
    return [{head: row[at[head]] for head in heads} for row in found[1:] if any(row[at[head]].strip() for head in heads)], ()
