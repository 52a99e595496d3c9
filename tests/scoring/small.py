"""Schemes and cases of a few lines, over the names and methods of the law book."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.unknown import Unknown
from hengji.reading.formats import case as case_file
from hengji.rulebook import yaml
from hengji.rulebook.fields import Fields
from hengji.rulebook.scheme import around, read_rows, read_scheme
from hengji.rulebook.yaml import Mapping, Sequence
from hengji.scoring.score import score

if TYPE_CHECKING:
    from hengji.core.case import Case
    from hengji.core.problem import Problem
    from hengji.core.sheet import Line, ScoreSheet
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

SOURCE = "reference: {source: 教学, confidence: V}"
RATE = f"measure: '本年支出合计 ÷ 本年支出合计[年初预算]', method: ratio_capped, {SOURCE}"
"""The rest of a row that multiplies 支出 ÷ 预算 by the weight."""


def scheme(rows: str, book: Book, head: str = "") -> Scheme:
    """A scheme in force from 2020, rates unrounded and points to two decimals unless its head says otherwise; proved as the loader does."""
    lines = [
        "id: small",
        "title: 一张表",
        "authority: 某局",
        "years: [2020, null]",
        "full_marks: 100",
        *([] if "rounding:" in head else ["rounding: {rate: null, points: 2}"]),
        *(
            []
            if "grades:" in head
            else ["grades: [{label: 优, from: 90, also: [优秀]}, {label: 良, from: 80, also: [良好]}, {label: 差, from: 0}]"]
        ),
        "outline: national",
        SOURCE,
        head,
        "indicators:",
        rows,
    ]
    tree, problems = yaml.read("\n".join(line for line in lines if line), "small.yaml")
    assert isinstance(tree, Mapping), problems
    found: list[Problem] = []
    entries = tree.entries["indicators"]
    assert isinstance(entries, Sequence)
    within = around(Fields(tree, "small.yaml", []))
    read = read_rows([Fields(row, "small.yaml", found) for row in entries.entries], book.world, within)
    made = read_scheme(Fields(tree, "small.yaml", found), read, book.world)
    assert not found, [f"{problem.place} {problem.code} {problem.found}" for problem in found]
    return made


def case(book: Book, facts: dict[str, str] | None = None, more: str = "") -> Case:
    """A case of the small scheme."""
    rows = "".join(f'  - {{name: "{name}", value: "{value}"}}\n' for name, value in (facts or {}).items())
    text = f"unit: 某局\nyear: 2022\nscheme: small\nfacts:\n{rows}{more}"
    read, problems = case_file.parse(text.encode(), "case.yaml", book)
    assert not problems, [f"{problem.place} {problem.code} {problem.found}" for problem in problems]
    assert read is not None
    return read


def sheet(rows: str, book: Book, facts: dict[str, str] | None = None, more: str = "", head: str = "") -> ScoreSheet:
    """The score sheet of a small case under a small scheme."""
    scored, problems = score(case(book, facts, more), scheme(rows, book, head), book)
    assert problems == ()
    return scored


def line(scored: ScoreSheet, name: str = "A") -> Line:
    """A line by its id."""
    return next(each for each in scored.lines if each.id == name)


def points(line_: Line) -> str:
    """The points of a line as printed, or why there are none."""
    return f"unknown: {line_.points.why.value}" if isinstance(line_.points, Unknown) else exact.text(line_.points, 2)


def total(scored: ScoreSheet) -> str:
    """The total as printed, or why there is none."""
    return f"unknown: {scored.total.why.value}" if isinstance(scored.total, Unknown) else exact.plain(scored.total)
