"""Places in a document as a person would look them up; one spelling for every reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PARAGRAPH, TABLE, PAGE_BEFORE, PAGE_AFTER = "¶", "表", "第", "页"
FOOTNOTE, ENDNOTE, HEADER, FOOTER = "脚注", "尾注", "页眉", "页脚"
_LETTERS = 26


def letters(column: int) -> str:
    """The letters of a column counted from 0.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    text, rest = "", column + 1
    while rest:
        rest, last = divmod(rest - 1, _LETTERS)
        text = chr(ord("A") + last) + text
    return text


def cell(table: str, row: int, column: int) -> str:
    """A cell by its row and column, both counted from 0.

    >>> cell("表2", 2, 2)
    '表2!C3'
    """
    return f"{table}!{letters(column)}{row + 1}"


def paragraph(number: int) -> str:
    """The n-th block outside of tables, counted from 1."""
    return f"{PARAGRAPH}{number}"


def table(number: int) -> str:
    """The n-th table, counted from 1."""
    return f"{TABLE}{number}"


def page(number: int) -> str:
    """The n-th page, counted from 1."""
    return f"{PAGE_BEFORE}{number}{PAGE_AFTER}"


def pages(numbers: Sequence[int]) -> str:
    """Several pages, ascending; runs are drawn together.

    >>> pages([2]), pages([1, 2, 3, 7])
    ('第2页', '第1-3,7页')
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    listed = ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
    return f"{PAGE_BEFORE}{listed}{PAGE_AFTER}"
