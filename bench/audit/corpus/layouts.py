"""The shapes in which reports come: every slot carries marks of its own through the layout, so that its place is known at the end.

A mark is a private character before and after the slot; it has no width and is taken out last.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import docx
import xlsxwriter

from bench.audit.corpus.pieces import FIGURE, Block, Paper, Pieces, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OPEN, CLOSE = 0xF0000, 0x100000
WIDTHS = (30, 31, 32, 33, 34, 35)
AT_LEAST = re.compile(r"≥([\U000F0000-\U000FFFFD])([^\U00100000-\U0010FFFD]{1,40})([\U00100000-\U0010FFFD])")
PAGE_LINES = 30


@dataclass(frozen=True, slots=True)
class Laid:
    """A written report. `spans` are code points of a text file; None where the reader's own text decides, and `stream` helps to find the slots.

    `stream` is the text without white space, a line a cell or paragraph, and `places` the spans of the slots in it.
    """

    content: bytes
    suffix: str
    spans: dict[int, tuple[int, int]] | None
    stream: str
    places: dict[int, tuple[int, int]]


def marked(pieces: Pieces, edits: Mapping[int, str]) -> str:
    """A text with its marks, edited words and figures in place."""
    return "".join(piece if isinstance(piece, str) else _mark(piece, edits) for piece in pieces)


def _mark(slot: Slot, edits: Mapping[int, str]) -> str:
    return f"{chr(OPEN + slot.id)}{edits.get(slot.id, slot.text)}{chr(CLOSE + slot.id)}"


def unmarked(text: str) -> tuple[str, dict[int, tuple[int, int]]]:
    """The text itself, and where each slot stands in it."""
    out: list[str] = []
    begun: dict[int, int] = {}
    spans: dict[int, tuple[int, int]] = {}
    for character in text:
        code = ord(character)
        if code >= CLOSE:
            spans[code - CLOSE] = (begun[code - CLOSE], len(out))
        elif code >= OPEN:
            begun[code - OPEN] = len(out)
        else:
            out.append(character)
    return "".join(out), spans


def plain(text: str) -> str:
    """A text without its marks."""
    return unmarked(text)[0]


def _caption(block: Block) -> list[str]:
    return [block.caption] if not block.unit_line else [block.caption, f"单位：{block.unit_line}"]


def _lines(paper: Paper) -> list[str]:
    """A line a paragraph, tables with tabs."""
    lines: list[str] = []
    for block in paper.blocks:
        lines += _table_lines(block, paper, "\t") if block.kind == "table" else [marked(block.pieces, paper.edits)]
    return lines


def _table_lines(block: Block, paper: Paper, separator: str) -> list[str]:
    rows = [separator.join(marked(cell, paper.edits) for cell in row) for row in block.rows]
    return [*_caption(block), *rows]


def tabs(paper: Paper) -> str:
    """A line a paragraph; tables survive as tabs."""
    return "\n".join(_lines(paper)) + "\n"


def blank_lines(paper: Paper) -> str:
    """An empty line between every two."""
    return "\n\n".join(_lines(paper)) + "\n"


def one_line(paper: Paper) -> str:
    """The whole document on one line: headings run into their sentences, cells follow each other after spaces."""
    return "".join(
        " ".join(_table_lines(block, paper, " ")) + " " if block.kind == "table" else marked(block.pieces, paper.edits)
        for block in paper.blocks
    )


def glued(paper: Paper) -> str:
    """A heading and the paragraph after it are one line."""
    text = ""
    for block, following in pairwise((*paper.blocks, None)):
        assert block is not None
        body = "\n".join(_table_lines(block, paper, "\t")) if block.kind == "table" else marked(block.pieces, paper.edits)
        runs_on = block.kind == "heading" and following is not None and following.kind == "paragraph"
        text += body if runs_on else body + "\n"
    return text


def cells(paper: Paper) -> str:
    """One cell a line, padded with wide spaces, empty cells as a line of their own."""
    lines: list[str] = []
    for block in paper.blocks:
        if block.kind != "table":
            lines.append(marked(block.pieces, paper.edits))
            continue
        lines += _caption(block)
        for row in block.rows:
            lines += ["\t" + marked(cell, paper.edits) + "　" for cell in row] + [""]
    return "\n".join(lines) + "\n"


def _cut(text: str, width: int) -> list[str]:
    lines, line, seen = [], "", 0
    for character in text:
        if ord(character) < OPEN and seen == width:
            kept = len(line)
            while kept and OPEN <= ord(line[kept - 1]) < CLOSE:
                kept -= 1
            lines.append(line[:kept])
            line, seen = line[kept:], 0
        line += character
        seen += ord(character) < OPEN
    return [*lines, line] if line else lines


def _printed(paper: Paper, separator: str) -> list[str]:
    width = WIDTHS[sum(map(ord, paper.name)) % len(WIDTHS)]
    lines: list[str] = []
    for block in paper.blocks:
        if block.kind == "table":
            lines += _table_lines(block, paper, separator)
        else:
            lines += _cut(marked(block.pieces, paper.edits), width)
    return lines


def cut(paper: Paper) -> str:
    """Lines of a page, broken inside words and numbers."""
    return "\n".join(_printed(paper, " ")) + "\n"


def cut_blank(paper: Paper) -> str:
    """Such lines with an empty one after each, and spaces around numbers."""
    return _spaced("\n\n".join(_printed(paper, "  "))) + "\n"


def pages(paper: Paper) -> str:
    """Such lines with the number of the page among them."""
    lines = _printed(paper, "   ")
    out: list[str] = []
    for number, start in enumerate(range(0, len(lines), PAGE_LINES), 1):
        out += [*lines[start : start + PAGE_LINES], f"— {number} —"]
    return "\n".join(out) + "\n"


def spaced(paper: Paper) -> str:
    """A space between a number and the words around it."""
    return _spaced("\n".join(_lines(paper))) + "\n"


def _spaced(text: str) -> str:
    out: list[str] = []
    last = ""
    for character in text:
        if ord(character) < OPEN:
            if last and (
                (_wide(last) and character.isascii() and character.isdigit())
                or (last.isascii() and last.isdigit() and _wide(character))
            ):
                _insert(out)
            last = character
        out.append(character)
    return "".join(out)


def _wide(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _insert(out: list[str]) -> None:
    at = len(out)
    while at and OPEN <= ord(out[at - 1]) < CLOSE:
        at -= 1
    out.insert(at, " ")


def markdown(paper: Paper) -> str:
    """Headings with signs, pipe tables, bold titles."""
    out: list[str] = []
    for block in paper.blocks:
        if block.kind == "table":
            out.append("\n\n".join(_caption(block)) + "\n\n" + _pipes(block, paper))
        else:
            body = marked(block.pieces, paper.edits)
            out.append(
                {"title": f"# {body}", "annex": f"**{body}**", "heading": f"{'#' * (block.level + 1)} **{body}**"}.get(
                    block.kind, body
                )
            )
    return "\n\n".join(out) + "\n"


def _pipes(block: Block, paper: Paper) -> str:
    rows = ["| " + " | ".join(marked(cell, paper.edits) for cell in row) + " |" for row in block.rows]
    return "\n".join([rows[0], "|" + " --- |" * len(block.rows[0]), *rows[1:]])


def latex(paper: Paper) -> str:
    """Markdown in which signs and per cents were taken for formulas."""
    return AT_LEAST.sub(_formula, markdown(paper))


def _formula(found: re.Match[str]) -> str:
    inner = found.group(2).replace("%", r"\%")
    return rf"$\geq {found.group(1)}{inner}{found.group(3)}$"


TEXT: dict[str, tuple[Callable[[Paper], str], str]] = {
    "tabs": (tabs, ".txt"),
    "blank_lines": (blank_lines, ".txt"),
    "one_line": (one_line, ".txt"),
    "glued": (glued, ".txt"),
    "cells": (cells, ".txt"),
    "cut": (cut, ".txt"),
    "cut_blank": (cut_blank, ".txt"),
    "pages": (pages, ".txt"),
    "spaced": (spaced, ".txt"),
    "markdown": (markdown, ".md"),
    "latex": (latex, ".md"),
}


def lay(paper: Paper) -> Laid:
    """The paper as a file of its layout."""
    stream, places = unmarked(_stream(paper))
    if paper.layout in TEXT:
        make, suffix = TEXT[paper.layout]
        text, spans = unmarked(make(paper))
        return Laid(text.encode(), suffix, spans, stream, places)
    make_file, suffix = FILES[paper.layout]
    return Laid(make_file(paper), suffix, None, stream, places)


def _stream(paper: Paper) -> str:
    parts = []
    for block in paper.blocks:
        if block.kind == "table":
            parts += _caption(block)
        parts += [marked(pieces, paper.edits) for pieces in block.each()]
    return "\n".join("".join(part.split()) for part in parts)


def html(paper: Paper) -> bytes:
    """A page; the unit stands in a row of its own over the whole table."""
    out = ["<!DOCTYPE html><html><head><meta charset='utf-8'><title>report</title></head><body>"]
    for block in paper.blocks:
        if block.kind == "table":
            out += _html_table(block, paper)
        else:
            body = escape(plain(marked(block.pieces, paper.edits)))
            tag = {"title": "h1", "heading": f"h{block.level + 1}"}.get(block.kind, "p")
            out.append(f"<{tag}>{body}</{tag}>")
    return "\n".join([*out, "</body></html>"]).encode()


def _html_table(block: Block, paper: Paper) -> list[str]:
    wide = len(block.rows[0])
    unit = [f"<tr><td colspan='{wide}'>单位：{block.unit_line}</td></tr>"] if block.unit_line else []
    rows = [
        "<tr>" + "".join(f"<td>{escape(plain(marked(cell, paper.edits)))}</td>" for cell in row) + "</tr>" for row in block.rows
    ]
    return [f"<p>{escape(block.caption)}</p>", "<table>", *unit, *rows, "</table>"]


def word(paper: Paper) -> bytes:
    """A Word file with styles of headings and a merged row above each table."""
    document = docx.Document()
    for block in paper.blocks:
        if block.kind == "table":
            _word_table(document, block, paper)
        else:
            body = plain(marked(block.pieces, paper.edits))
            level = {"title": 0, "heading": block.level}.get(block.kind)
            document.add_paragraph(body) if level is None else document.add_heading(body, level)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _word_table(document: Any, block: Block, paper: Paper) -> None:
    document.add_paragraph(block.caption)
    wide, extra = len(block.rows[0]), int(bool(block.unit_line))
    made = document.add_table(rows=len(block.rows) + extra, cols=wide)
    if extra:
        made.cell(0, 0).merge(made.cell(0, wide - 1)).text = f"单位：{block.unit_line}"
    for number, row in enumerate(block.rows):
        for cell, pieces in zip(made.rows[number + extra].cells, row, strict=True):
            cell.text = plain(marked(pieces, paper.edits))


def workbook(paper: Paper) -> bytes:
    """A workbook: the narrative a paragraph a row on one sheet, every table on a sheet of its own with numbers as numbers."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("说明")
    shapes = {decimals: book.add_format({"num_format": "0" + ("." + "0" * decimals if decimals else "")}) for decimals in range(6)}
    row, tables = 0, 0
    for block in paper.blocks:
        if block.kind == "table":
            tables += 1
            _sheet_table(book, book.add_worksheet(f"表{tables}"), block, paper, shapes)
        else:
            sheet.write_string(row, 0, plain(marked(block.pieces, paper.edits)))
            row += 1
    book.close()
    return out.getvalue()


def _sheet_table(book: Any, sheet: Any, block: Block, paper: Paper, shapes: dict[int, Any]) -> None:
    wide = len(block.rows[0])
    sheet.merge_range(0, 0, 0, wide - 1, block.caption, book.add_format({"align": "center"}))
    sheet.write_string(1, wide - 1, f"单位：{block.unit_line}" if block.unit_line else "")
    for number, row in enumerate(block.rows, 2):
        for column, pieces in enumerate(row):
            _sheet_cell(sheet, number, column, pieces, paper, shapes)


def _sheet_cell(sheet: Any, row: int, column: int, pieces: Pieces, paper: Paper, shapes: dict[int, Any]) -> None:
    shown = plain(marked(pieces, paper.edits))
    single = pieces[0] if len(pieces) == 1 else None
    bare = re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?", shown)
    if isinstance(single, Slot) and single.kind == FIGURE and bare:
        digits = shown.replace(",", "")
        sheet.write_number(row, column, float(digits), shapes[len(digits.partition(".")[2])])
    elif shown:
        sheet.write_string(row, column, shown)


FILES: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "docx": (word, ".docx"),
    "xlsx": (workbook, ".xlsx"),
    "html": (html, ".html"),
}
