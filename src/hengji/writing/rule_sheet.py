"""The checks of the law book as a reviewers' sheet: what is looked for, with its ready opinion, and every other setting on a second sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.rulebook.draft import text_of
from hengji.rulebook.settings import lines
from hengji.rulebook.yaml import Mapping, Scalar, Sequence
from hengji.writing.sheets.paper import Paper, height

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.rulebook.book import Book
    from hengji.rulebook.score_tables import ScoreTables
    from hengji.rulebook.yaml import Yaml

PATTERN_KIND = "pattern"
COLUMNS = {
    "code": 9.0, "object": 12.0, "point": 20.0, "sub_point": 14.0, "severity": 7.0, "opinion": 40.0, "pattern": 30.0, "context": 16.0,
    "unless": 16.0, "hit": 22.0, "miss": 22.0, "remark": 16.0,
}  # fmt: skip
SETTINGS = (12.0, 26.0, 70.0, 34.0)
HEAD_ROW = 2
IN_TABLE = frozenset({"id", "kind", "title", "severity", "advice", "patterns"})
LABELS = ("object", "point", "sub_point")
WORDS = ("context", "unless")


def workbook(checks: Iterable[Mapping], book: Book, law: ScoreTables) -> bytes:
    """The workbook of all checks."""
    every = list(checks)
    title = book.caption("score_tables.rules")
    paper = Paper(book, title)
    page = paper.sheet(title)
    last = len(COLUMNS) - 1
    for column, width in enumerate(COLUMNS.values()):
        page.set_column(column, column, width)
    paper.across(page, (0, 0, last), title, "title")
    paper.across(page, (1, 0, last), book.caption("score_tables.rules_lead"), "line")
    for column, name in enumerate(COLUMNS):
        paper.text(page, (HEAD_ROW, column), book.caption(f"score_tables.rule_{name}"), "head")
    for at, check in enumerate(every, start=HEAD_ROW + 1):
        cells = _cells(check, book, law)
        for column, name in enumerate(COLUMNS):
            paper.text(page, (at, column), cells.get(name, ""), "text")
        page.set_row(at, height([(cells.get(name, ""), width) for name, width in COLUMNS.items()]))
    page.freeze_panes(HEAD_ROW + 1, 0)
    page.repeat_rows(HEAD_ROW, HEAD_ROW)
    page.autofilter(HEAD_ROW, 0, HEAD_ROW + len(every), last)
    _settings(every, book, law, paper)
    return paper.bytes()


def _name(check: Mapping) -> str:
    return text_of(check, "id") or text_of(check, "code")


def _cells(check: Mapping, book: Book, law: ScoreTables) -> dict[str, str]:
    """The texts of a check by column."""
    pairs, said = _inner(check, "pairs"), {value: label for label, value in law.severities.items()}
    cells = {"code": _name(check), "point": text_of(check, "title"), "opinion": text_of(check, "advice")}
    cells["severity"] = said.get(text_of(check, "severity"), "")
    if text_of(check, "kind") != PATTERN_KIND:
        return {**cells, "remark": book.caption("score_tables.rule_built_in")}
    cells |= {role: text_of(pairs, role) for role in LABELS if role in pairs.entries}
    cells |= {role: "\n".join(_texts(_inner(check, "words").entries.get(role))) for role in WORDS}
    cells["pattern"] = "\n".join(map(_shown, _texts(check.entries.get("patterns"))))
    code = book.codes.get(text_of(check, "code"))
    if code is not None and code.code.startswith(law.rule_family):
        cells |= {"hit": code.bad, "miss": "" if code.good == book.caption("score_tables.rule_good") else code.good}
    return cells


def _inner(check: Mapping, key: str) -> Mapping:
    node = check.entries.get(key)
    return node if isinstance(node, Mapping) else Mapping({}, {}, 0, 0)


def _texts(node: Yaml | None) -> list[str]:
    return [each.text for each in node.entries if isinstance(each, Scalar)] if isinstance(node, Sequence) else []


def _shown(pattern: str) -> str:
    """Words as they stand; a regular expression between strokes."""
    return pattern if re.escape(pattern) == pattern and "；" not in pattern else f"/{pattern}/"


def _settings(checks: list[Mapping], book: Book, law: ScoreTables, paper: Paper) -> None:
    page = paper.sheet(book.caption("score_tables.settings"))
    for column, width in enumerate(SETTINGS):
        page.set_column(column, column, width)
    last = len(SETTINGS) - 1
    paper.across(page, (0, 0, last), book.caption("score_tables.settings"), "title")
    paper.across(page, (1, 0, last), book.caption("score_tables.rules_settings_lead"), "line")
    for column, name in enumerate(("row", "setting", "value", "meaning")):
        paper.text(page, (HEAD_ROW, column), book.caption(f"score_tables.setting_{name}"), "head")
    for at, cells in enumerate(_lines(checks, law), start=HEAD_ROW + 1):
        for column, text in enumerate(cells):
            paper.text(page, (at, column), text, "text")
        page.set_row(at, height(list(zip(cells, SETTINGS, strict=True))))
    page.freeze_panes(HEAD_ROW + 1, 0)
    page.repeat_rows(HEAD_ROW, HEAD_ROW)


def _lines(checks: list[Mapping], law: ScoreTables) -> Iterator[tuple[str, str, str, str]]:
    """Check, setting and value: whatever the first sheet does not hold."""
    for check in checks:
        if text_of(check, "kind") != PATTERN_KIND:
            continue
        for key, node in check.entries.items():
            if key in IN_TABLE or (key == "code" and text_of(check, "code") == _name(check)):
                continue
            held = {"pairs": LABELS, "words": WORDS}.get(key, ())
            rest = (
                Mapping({name: each for name, each in node.entries.items() if name not in held}, {}, 0, 0)
                if isinstance(node, Mapping)
                else node
            )
            if not isinstance(rest, Mapping) or rest.entries:
                for path, text in lines(key, rest, law.labels):
                    yield _name(check), path, text, ""
