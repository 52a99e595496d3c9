"""In every format, every block and every cell slices to exactly its own text, in order, and nothing of the text is left over."""

from __future__ import annotations

import random
from io import BytesIO
from itertools import pairwise

import pytest
import xlsxwriter
from tests.reading.documents.makers import Reader, p, pdf_file, ruled, tbl, tc, word_file

WORDS = ("收入", "支出15.47万元", "（一）概况", "甲 乙", "𠀀字", "①", "12,345.00", "")


def words(draw: random.Random) -> str:
    return "".join(draw.choice(WORDS) for _ in range(draw.randrange(1, 5)))


def grid(draw: random.Random) -> list[list[str]]:
    width = draw.randrange(1, 5)
    return [[words(draw) for _ in range(width)] for _ in range(draw.randrange(1, 6))]


def word(draw: random.Random) -> bytes:
    body = [
        p(words(draw)) if draw.random() < 0.6 else tbl(*("".join(tc(text) for text in row) for row in grid(draw)))
        for _ in range(draw.randrange(1, 12))
    ]
    return word_file("".join(body) + p("末"))


def book(draw: random.Random) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for number in range(draw.randrange(1, 4)):
            page = made.add_worksheet(f"表{number}")
            page.write("A1", "首")
            for row, line in enumerate(grid(draw), draw.randrange(1, 5)):
                page.write_row(row, draw.randrange(3), line)
    return out.getvalue()


def web(draw: random.Random) -> bytes:
    pieces = ["<p>首</p>"]
    for _ in range(draw.randrange(1, 12)):
        tag = draw.choice(["p", "h2", "li", "div"])
        table = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in grid(draw))
        pieces.append(f"<{tag}>{words(draw)}<br>{words(draw)}</{tag}>" if draw.random() < 0.6 else f"<table>{table}</table>")
    return "".join(pieces).encode()


def printed(draw: random.Random) -> bytes:
    story = [
        words(draw).replace("𠀀", "") or "空" if draw.random() < 0.6 else ruled([["甲", "乙"], ["1.00", "2.00"]], [90, 90])
        for _ in range(draw.randrange(1, 8))
    ]
    return pdf_file("首", *story)


def marked(draw: random.Random) -> bytes:
    lines = ["首"]
    for _ in range(draw.randrange(1, 12)):
        rows = grid(draw)
        table = ["|".join(row) for row in rows]
        lines += [
            f"# {words(draw)}",
            words(draw),
            f"|{table[0]}|",
            "|" + "-|" * len(rows[0]),
            *(f"|{row}|" for row in table[1:]),
            "",
        ]
    return draw.choice(["\n", "\r\n"]).join(lines).encode()


@pytest.mark.parametrize(
    ("name", "make"), [("a.docx", word), ("a.xlsx", book), ("a.html", web), ("a.pdf", printed), ("a.md", marked), ("a.txt", marked)]
)
@pytest.mark.parametrize("seed", range(8))
def test_spans_slice_to_their_own_text(reader: Reader, name: str, make: object, seed: int) -> None:
    assert callable(make)
    document = reader.document(name, make(random.Random(seed)))  # noqa: S311 - nothing secret
    held = sorted(
        [(each.start, each.end) for each in document.blocks]
        + [(each.start, each.end) for table in document.tables for each in table.cells]
    )
    assert all(first[1] <= second[0] for first, second in pairwise(held)), "two of them share a letter"
    for start, end in held:
        piece = document.text[start:end]
        assert 0 <= start <= end <= len(document.text)
        assert piece == piece.strip()
    for block in document.blocks:
        assert block.start < block.end
    left = "".join(
        document.text[first[1] : second[0]]
        for first, second in zip([(0, 0), *held], [*held, (len(document.text),) * 2], strict=True)
    )
    assert left.strip() == "" or (name == "a.md" and set(left) <= set("|-# \r\n"))
    for table in document.tables:
        order = [(each.row, each.column) for each in table.cells]
        assert order == sorted(order)
        assert len(set(order)) == len(order)
