"""A report written down in a test: one line a passage, tables with strokes; nothing of the readers is used."""

from __future__ import annotations

import re

from hengji.core.audit import Report
from hengji.core.document import CELL, HEADING, PARAGRAPH, Block, Cell, Document, Passage, Table

_MARK = re.compile(r"(?P<kind>[=-])(?P<level>\d) ")


def written(
    text: str, *, title: str = "某局2023年度部门整体支出绩效自评报告", year: int | None = 2023, certain: bool = True
) -> Report:
    """`=1 一、概况` is a heading of level 1, `-3 1.某事` a numbered paragraph of level 3, `|甲|乙|` a row of a table; other lines are paragraphs.

    The marks are no part of the text.
    """
    writer = _Writer(certain)
    for line in (title, *text.splitlines()) if title else text.splitlines():
        writer.take(line.strip())
    writer.end_table()
    document = Document("报告.txt", "", "text", "".join(writer.text), tuple(writer.blocks), tuple(writer.tables))
    return Report(document, tuple(writer.passages), (), "某局", year, title)


class _Writer:
    def __init__(self, certain: bool) -> None:
        self.certain = certain
        self.text: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.passages: list[Passage] = []
        self.above: list[tuple[int, str]] = []
        self.cells: list[Cell] = []
        self.row = 0

    def take(self, line: str) -> None:
        if line.startswith("|"):
            self.cells_of([cell.strip() for cell in line[1:].removesuffix("|").split("|")])
            return
        self.end_table()
        if line:
            self.passage_of(line)

    def put(self, letters: str) -> int:
        start = self.length
        self.text.append(letters + "\n")
        self.length += len(letters) + 1
        return start

    def cells_of(self, cells: list[str]) -> None:
        for column, letters in enumerate(cells):
            start = self.put(letters)
            place = f"表{len(self.tables) + 1}!{chr(65 + column)}{self.row + 1}"
            self.cells.append(Cell(self.row, column, 1, 1, start, start + len(letters), place))
            if letters:
                self.add(CELL, letters, start, place, 0, (len(self.tables), self.row, column))
        self.row += 1

    def end_table(self) -> None:
        if self.cells:
            self.tables.append(Table(f"表{len(self.tables) + 1}", tuple(self.cells), self.certain))
        self.cells, self.row = [], 0

    def passage_of(self, line: str) -> None:
        mark = _MARK.match(line)
        letters, level = (line[mark.end() :], int(mark["level"])) if mark else (line, 0)
        start = self.put(letters)
        if level:
            self.above = [(depth, words) for depth, words in self.above if depth < level]
        place = f"¶{len(self.blocks) + 1}"
        kind = HEADING if mark is not None and mark["kind"] == "=" else PARAGRAPH
        self.blocks.append(Block(kind, start, start + len(letters), place, level))
        self.add(kind, letters, start, place, level, (-1, -1, -1))
        if level:
            self.above.append((level, letters))

    def add(self, kind: str, letters: str, start: int, place: str, level: int, where: tuple[int, int, int]) -> None:
        section = tuple(words for _, words in self.above)
        self.passages.append(Passage(len(self.passages), kind, letters, ((0, start),), place, level, section, *where))
