"""A document in pieces: nothing of the text is lost, and tables keep their shape."""

from __future__ import annotations

from hengji.core.document import HEADING, LINE, PARAGRAPH, Block, Cell, Document, Table
from hengji.writing.audit.pieces import pieces, within


def document(text: str, blocks: tuple[Block, ...] = (), tables: tuple[Table, ...] = ()) -> Document:
    return Document("甲.txt", "", "text", text, blocks, tables)


def cell(row: int, column: int, span: tuple[int, int], rows: int = 1, columns: int = 1) -> Cell:
    return Cell(row, column, rows, columns, *span, "")


def test_text_without_blocks_is_shown_line_by_line() -> None:
    found = list(pieces(document("甲\n\n　\n乙丙\n")))
    assert [(piece.start, piece.end, piece.kind) for piece in found] == [(0, 1, LINE), (5, 7, LINE)]


def test_what_no_block_holds_is_not_left_out() -> None:
    blocks = (Block(HEADING, 0, 2, "¶1", 1), Block(PARAGRAPH, 6, 8, "¶2"))
    found = list(pieces(document("标题\n漏行\n正文\n尾", blocks)))
    assert [(piece.start, piece.end, piece.kind) for piece in found] == [
        (0, 2, HEADING),
        (3, 5, LINE),
        (6, 8, PARAGRAPH),
        (9, 10, LINE),
    ]


def test_letters_of_overlapping_blocks_are_shown_once() -> None:
    blocks = (Block(PARAGRAPH, 0, 4, "¶1"), Block(PARAGRAPH, 2, 6, "¶2"), Block(PARAGRAPH, 1, 3, "¶3"))
    assert [(piece.start, piece.end) for piece in pieces(document("甲乙丙丁戊己", blocks))] == [(0, 4), (4, 6)]


def test_a_table_stands_where_its_cells_stand() -> None:
    table = Table("表1", (cell(0, 0, (2, 3)), cell(0, 1, (3, 3)), cell(1, 0, (4, 5))))
    blocks = (Block(PARAGRAPH, 0, 1, "¶1"), Block(PARAGRAPH, 6, 7, "¶2"))
    found = list(pieces(document("前\n甲\n乙\n后", blocks, (table,))))
    assert [(piece.start, piece.end, piece.table is table) for piece in found] == [(0, 1, False), (2, 5, True), (6, 7, False)]


def test_a_merged_cell_covers_its_rows_and_columns() -> None:
    table = Table("表1", (cell(0, 0, (0, 1), rows=2), cell(0, 1, (1, 2), columns=2), cell(1, 1, (2, 3)), cell(1, 2, (3, 4))))
    assert within(table) == [[(2, 1, 0, 1), (1, 2, 1, 2)], [(1, 1, 2, 3), (1, 1, 3, 4)]]


def test_a_place_without_a_cell_is_an_empty_cell() -> None:
    table = Table("表1", (cell(0, 0, (0, 1)), cell(0, 1, (1, 2)), cell(1, 1, (2, 3))))
    assert within(table) == [[(1, 1, 0, 1), (1, 1, 1, 2)], [(1, 1, 0, 0), (1, 1, 2, 3)]]


def test_a_lonely_cell_far_away_makes_no_empty_page() -> None:
    table = Table("收支", (cell(0, 0, (0, 1), rows=900_000, columns=16_000), cell(999_999, 16_383, (1, 2))))
    assert within(table) == [[(1, 1, 0, 1), (1, 1, 0, 0)], [(1, 1, 0, 0), (1, 1, 1, 2)]]


def test_cells_that_claim_the_same_place_do_not_spoil_the_grid() -> None:
    table = Table(
        "表1", (cell(0, 0, (0, 1), columns=3), cell(0, 1, (1, 2)), cell(1, 0, (2, 3)), cell(1, 1, (3, 4)), cell(1, 0, (4, 5)))
    )
    assert within(table) == [[(1, 2, 0, 1)], [(1, 1, 2, 3), (1, 1, 3, 4)]]
