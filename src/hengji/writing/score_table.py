"""A scheme as a bureau's score table: a sheet to read, print and change, and a sheet with every setting, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hengji.core import exact
from hengji.rulebook.draft import text_of
from hengji.rulebook.settings import items_text, lines, survives
from hengji.rulebook.yaml import Scalar, Sequence
from hengji.writing.sheets.paper import Paper, edge, height, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.book import Book
    from hengji.rulebook.draft import Draft, DraftRow
    from hengji.rulebook.score_tables import ScoreTables
    from hengji.rulebook.yaml import Yaml

LEVELS = ("level_1", "level_2", "level_3", "level_4")
BESIDE = ("explanation", "measure", "points", "standard", "score", "remark")
WIDTHS = {
    "code": 9.0, "weight": 6.0, "explanation": 26.0, "measure": 26.0, "points": 34.0, "standard": 36.0, "score": 7.0, "remark": 16.0,
}  # fmt: skip
LEVEL_WIDTH, HEAD_ROW, NARROW_LOOK = 12.0, 2, "middle"
SETTING_WIDTHS = (12.0, 26.0, 70.0, 34.0)
NULL, SECTIONS = "null", "sections"


def workbook(draft: Draft, book: Book, law: ScoreTables) -> bytes:
    """The workbook of a scheme."""
    title = _head_text(draft, "title")
    paper = Paper(book, title)
    table = _Table(draft, book, law, paper)
    table.write()
    _settings(draft, book, law, paper, table.left_out)
    return paper.bytes()


def _head_text(draft: Draft, key: str) -> str:
    node = draft.head.get(key)
    return node.text if isinstance(node, Scalar) else ""


class _Table:
    """The sheet to read. `left_out` are the keys of each row that its cells cannot hold letter by letter; the settings take them."""

    def __init__(self, draft: Draft, book: Book, law: ScoreTables, paper: Paper) -> None:
        self.draft, self.book, self.law, self.paper = draft, book, law, paper
        depth = max((len(_path(row)) for row in draft.rows), default=1)
        self.depth = min(max(depth, 1), len(LEVELS))
        self.columns = ["code", *LEVELS[: self.depth], "weight", *BESIDE]
        self.left_out: dict[str, set[str]] = {row.id: set() for row in draft.rows}

    def write(self) -> None:
        """The sheet: title, who made it and for which years, names of columns, rows, total, notes."""
        book, paper = self.book, self.paper
        page = paper.sheet(book.caption("score_tables.sheet"))
        last = len(self.columns) - 1
        for column, name in enumerate(self.columns):
            page.set_column(column, column, WIDTHS.get(name, LEVEL_WIDTH))
        paper.across(page, (0, 0, last), _head_text(self.draft, "title"), "title")
        page.set_row(0, 30)
        paper.across(page, (1, 0, last), self._subtitle(), "line")
        for column, name in enumerate(self.columns):
            paper.text(page, (HEAD_ROW, column), book.caption(f"score_tables.column_{name}"), "head")
        page.set_row(HEAD_ROW, 24)
        row = HEAD_ROW + 1
        for each in self.draft.rows:
            self._row(page, row, each)
            row += 1
        self._merge(page)
        row = self._total(page, row)
        for note in _texts(self.draft.head.get("notes")):
            words = book.caption("score_tables.note", words=note)
            paper.across(page, (row, 0, last), words, "line")
            page.set_row(row, height([(words, sum(WIDTHS.get(name, LEVEL_WIDTH) for name in self.columns))]))
            row += 1
        page.freeze_panes(HEAD_ROW + 1, 0)
        page.repeat_rows(HEAD_ROW, HEAD_ROW)
        page.print_area(0, 0, row - 1, last)

    def _subtitle(self) -> str:
        years = _texts(self.draft.head.get("years"))
        first, end = years[0] if years else "", years[-1] if len(years) > 1 else NULL
        until = self.book.caption("score_tables.still") if end == NULL else end
        authority = _head_text(self.draft, "authority")
        return self.book.caption("score_tables.subtitle", authority=authority, first=first, last=until, id=self.draft.id)

    def _row(self, page: Any, at: int, row: DraftRow) -> None:
        tall = []
        for column, name in enumerate(self.columns):
            if name in LEVELS:
                continue  # written with the merged ranges
            text = self._text(row, name)
            if name == "weight" and text:
                page.write_number(at, column, edge(exact.of(text)), self.paper.look(NARROW_LOOK, num_format="General"))
            else:
                self.paper.text(page, (at, column), text, NARROW_LOOK if name in {"code", "weight", "score", "remark"} else "text")
            tall.append((text, WIDTHS.get(name, LEVEL_WIDTH)))
        tall += [(name, LEVEL_WIDTH) for name in _path(row)]
        page.set_row(at, height(tall))

    def _text(self, row: DraftRow, name: str) -> str:
        """What a cell of a row says; a text that a cell cannot hold whole is shown, and also kept among the settings."""
        if name == "code":
            return row.id
        if name == "remark":
            return self._remark(row)
        if name == "weight":
            weight = text_of(row.tree, "weight")
            return "" if weight in {NULL, "~"} else weight
        if name == "points":
            said = items_text(row.tree.entries.get("items"))
            if said is None and "items" in row.tree.entries:
                self.left_out[row.id].add("items")
            return said or ""
        if name not in row.tree.entries:
            return ""
        text = text_of(row.tree, name)
        if text == NULL:
            return ""
        if not survives(text.replace("\n", "")) or text != visible(text) or text != text.strip():
            self.left_out[row.id].add(name)
        return text

    def _remark(self, row: DraftRow) -> str:
        """What a reader must know of a row: the department fills it, or it has no method yet."""
        if row.slot:
            return self.book.caption("score_tables.slot", levels="、".join(_texts(row.tree.entries.get("levels"))))
        return "" if text_of(row.tree, "method") not in {"", NULL} else self.book.caption("score_tables.no_method")

    def _merge(self, page: Any) -> None:
        """The names: one cell over the rows that share them, and over the columns that a short path leaves empty."""
        paths = [_path(row)[: self.depth] for row in self.draft.rows]
        for at, path in enumerate(paths):
            for level, name in enumerate(path):
                prefix = path[: level + 1]
                inner = level == len(path) - 1
                if not inner and at and paths[at - 1][: level + 1] == prefix and len(paths[at - 1]) > level + 1:
                    continue
                last = at
                while (
                    not inner
                    and last + 1 < len(paths)
                    and paths[last + 1][: level + 1] == prefix
                    and len(paths[last + 1]) > level + 1
                ):
                    last += 1
                right = self.depth - 1 if inner else level
                self._range(page, (at, last), (level, right), name)

    def _range(self, page: Any, rows: tuple[int, int], levels: tuple[int, int], text: str) -> None:
        top, bottom = rows[0] + HEAD_ROW + 1, rows[1] + HEAD_ROW + 1
        left, right = levels[0] + 1, levels[1] + 1
        if (top, left) != (bottom, right):
            page.merge_range(top, left, bottom, right, "", self.paper.look(NARROW_LOOK))
        self.paper.text(page, (top, left), text, NARROW_LOOK)

    def _total(self, page: Any, row: int) -> int:
        weights = [self._text(each, "weight") for each in self.draft.rows]
        known = [exact.of(weight) for weight in weights if weight]
        total = exact.ZERO
        for weight in known:
            total = exact.add(total, weight)
        at = self.depth + 1
        self.paper.across(page, (row, 0, at - 1), self.book.caption("score_tables.total"), "sum_text")
        for column in range(at, len(self.columns)):
            self.paper.text(page, (row, column), "", "sum_text")
        if len(known) == len(weights) and SECTIONS not in self.draft.head:
            letter = chr(ord("A") + at)
            formula = f"=SUM({letter}{HEAD_ROW + 2}:{letter}{row})"
            page.write_formula(row, at, formula, self.paper.look("sum_text", align="center"), edge(total))
        return row + 1


def _path(row: DraftRow) -> tuple[str, ...]:
    return _texts(row.tree.entries.get("path"))


def _texts(node: Yaml | None) -> tuple[str, ...]:
    return tuple(each.text for each in node.entries if isinstance(each, Scalar)) if isinstance(node, Sequence) else ()


# ---- the settings

IN_TABLE = frozenset({"id", "path", "weight", "measure", "items", "explanation", "standard"})
SLOT_IN_TABLE = frozenset({"id", "path", "weight"})


def _settings(draft: Draft, book: Book, law: ScoreTables, paper: Paper, left_out: dict[str, set[str]]) -> None:
    page = paper.sheet(book.caption("score_tables.settings"))
    for column, width in enumerate(SETTING_WIDTHS):
        page.set_column(column, column, width)
    last = len(SETTING_WIDTHS) - 1
    paper.across(page, (0, 0, last), book.caption("score_tables.settings"), "title")
    paper.across(page, (1, 0, last), book.caption("score_tables.settings_lead"), "line")
    page.set_row(1, height([(book.caption("score_tables.settings_lead"), sum(SETTING_WIDTHS))]))
    for column, name in enumerate(("row", "setting", "value", "meaning")):
        paper.text(page, (HEAD_ROW, column), book.caption(f"score_tables.setting_{name}"), "head")
    at = HEAD_ROW
    for at, cells in enumerate(_lines(draft, book, law, left_out), start=HEAD_ROW + 1):
        for column, text in enumerate(cells):
            paper.text(page, (at, column), text, "text")
        page.set_row(at, height([(text, width) for text, width in zip(cells, SETTING_WIDTHS, strict=True)]))
    page.freeze_panes(HEAD_ROW + 1, 0)
    page.repeat_rows(HEAD_ROW, HEAD_ROW)
    page.print_area(0, 0, at, last)


def _lines(draft: Draft, book: Book, law: ScoreTables, left_out: dict[str, set[str]]) -> Iterator[tuple[str, str, str, str]]:
    """Row, setting, value and what the value means."""
    whole = book.caption("score_tables.whole")
    for key, node in draft.head.items():
        for path, text in lines(key, node, law.labels):
            yield whole, path, text, _meaning(key, text, book)
    for row in draft.rows:
        yield from _row_lines(row, book, law, left_out[row.id])


def _row_lines(row: DraftRow, book: Book, law: ScoreTables, left_out: set[str]) -> Iterator[tuple[str, str, str, str]]:
    in_table = SLOT_IN_TABLE if row.slot else IN_TABLE
    short = len(_path(row)) > len(LEVELS) or not all(map(survives, _path(row))) or not survives(row.id)
    for key, node in row.tree.entries.items():
        if key not in in_table or key in left_out or (key == "path" and short):
            for path, text in lines(key, node, law.labels):
                yield row.id, path, text, _meaning(key, text, book)


def _meaning(key: str, text: str, book: Book) -> str:
    """A method by its name."""
    return book.methods[text].label if key in {"method", "methods"} and text in book.methods else ""
