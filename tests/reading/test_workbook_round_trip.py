"""An empty workbook, filled in by a script as a clerk would fill it, gives the case that case.yaml gives."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openpyxl import load_workbook

from hengji.core.place import Place
from hengji.reading.formats import case as case_file
from hengji.reading.formats import workbook as workbook_file
from hengji.reading.formats.sheet_entries import _grid
from hengji.rulebook import machine, sheets
from hengji.rulebook.load import load
from hengji.writing import workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.case import Case
    from hengji.core.fact import Fact
    from hengji.expr.tree import Ref
    from hengji.rulebook.book import Book
    from hengji.rulebook.machine import Machine, Part

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/case.yaml"))


@pytest.fixture(scope="module")
def book() -> Book:
    return load()[0]


class Clerk:
    """Fills in a workbook from the words of a case.yaml."""

    def __init__(self, content: bytes, book: Book) -> None:
        self.book, self.pages = book, load_workbook(BytesIO(content))
        form, _ = sheets.read(book)
        hidden = self.pages[form.machine]
        rows = [tuple(str(cell.value or "") for cell in row[: machine.WIDTH]) for row in hidden.iter_rows()]
        found = machine.decode(rows)
        assert found is not None
        self.table: Machine = found
        self.used: dict[str, int] = {}

    def bytes(self) -> bytes:
        out = BytesIO()
        self.pages.save(out)
        return out.getvalue()

    def part(self, kind: str, of: str = "") -> Part:
        return next(part for part in self.table.parts if part.kind == kind and of in ("", part.of))

    def write(self, part: Part, row: int, field: str, text: str) -> None:
        column = next(column for column in part.columns if column.field == field)
        shown = {value: word for word, value in self.table.choices.get(column.extra, {}).items()} if column.kind == "list" else {}
        cell = self.pages[part.sheet].cell(row + 1, column.column + 1)
        assert cell.protection.locked is False, (part.sheet, cell.coordinate)
        cell.value = shown.get(text, text)
        cell.number_format = "@"

    def next_row(self, part: Part) -> int:
        row = self.used[part.id] = self.used.get(part.id, part.first - 1) + 1
        return row

    def fact(self, name: str, value: str, said: str) -> None:
        """A fact into its own cell, or into the sheet of other figures."""
        ref = sheets.reference(name, self.book)
        assert ref is not None, name
        place = next(self.places(ref), None)
        if place is None:
            part = self.part("table", "facts")
            row = self.next_row(part)
            for field, text in {"name": name, "value": value, "said": said}.items():
                self.write(part, row, field, text)
            return
        part, row, column = place
        cell = self.pages[part.sheet].cell(row + 1, column + 1)
        assert cell.protection.locked is False, (name, cell.coordinate)
        unit = next(key.unit for key in part.keys if key.row == row)
        cell.value = {"真": "是", "假": "否"}.get(value, value.removesuffix(unit) if unit else value)
        self.write(part, row, "said", said)

    def places(self, ref: Ref) -> Iterator[tuple[Part, int, int]]:
        for part in self.table.parts:
            if part.kind == "facts":
                for key in part.keys:
                    own = sheets.reference(key.name, self.book)
                    for column in part.columns if own else ():
                        at = sheets.standing(own, _grid(column), self.book) if own and column.field == "fact" else None
                        if at is not None and sheets.spot(at) == sheets.spot(ref):
                            yield part, key.row, column.column

    def fill(self, words: dict[str, Any]) -> None:
        for fact in words.get("facts", []):
            self.fact(fact["name"], fact["value"], fact.get("at", ""))
        self.head(words)
        self.indicators(words)
        self.lines(words)
        self.reasons(words.get("reasons", {}))
        self.asked(words)
        for key, value in words.get("narrative", {}).items():
            part = self.part("paragraphs", key)
            room = part.last - part.first + 1
            cells = [*value[: room - 1], "\n".join(value[room - 1 :])] if len(value) > room else value
            for number, text in enumerate(cells):
                self.write(part, part.first + number, "text", text)
        for kind in ("projects", "bonus"):
            for entry in words.get(kind, []):
                part = self.part("table", kind)
                row = self.next_row(part)
                for field, text in entry.items():
                    self.write(part, row, field, text.removesuffix("万元") if field in self.book.stages else text)

    def head(self, words: dict[str, Any]) -> None:
        claimed = words.get("claimed", {})
        fields = {f"head.{key}": text for key, text in words.get("head", {}).items()} | {"unit": words["unit"]}
        fields |= {f"claimed.{key}": claimed[key] for key in ("kind", "total", "grade") if key in claimed}
        for part in self.table.parts:
            for key in part.keys:
                if part.kind == "fields" and key.name in fields:
                    shown = {value: word for word, value in self.table.choices.get(key.unit.partition(":")[2], {}).items()}
                    text = fields[key.name]
                    self.write(part, key.row, "value", shown.get(text, text))
        for name, points in claimed.get("subtotals", {}).items():
            self.entry("subtotals", {"name": name, "points": points})
        for deduction in claimed.get("deductions", []):
            self.entry("deductions", deduction)

    def entry(self, table: str, fields: dict[str, str]) -> None:
        part = self.part("table", table)
        row = self.next_row(part)
        for field, text in fields.items():
            self.write(part, row, field, text)

    def indicators(self, words: dict[str, Any]) -> None:
        claimed = words.get("claimed", {}).get("lines", {})
        for own in words.get("indicators", []):
            fields = {key: "\n".join(text) if isinstance(text, list) else text for key, text in own.items()}
            if own["id"] in claimed:
                fields["claimed"] = claimed[own["id"]]
            self.entry("indicators", fields)

    def lines(self, words: dict[str, Any]) -> None:
        part = self.part("lines") if any(part.kind == "lines" for part in self.table.parts) else None
        given = (words.get("not_applicable", {}), words.get("claimed", {}).get("lines", {}), words.get("judgements", {}))
        for key in part.keys if part else ():
            absent, claimed, judged = (table.get(key.name) for table in given)
            fields = {"not_applicable": absent, "claimed": claimed}
            for field, text in (judged or {}).items():
                if field != "answers":
                    fields[field] = "\n".join(text) if isinstance(text, list) else text
            for field, text in fields.items():
                if text is not None and part is not None:
                    self.write(part, key.row, field, text)
        for name, judged in words.get("judgements", {}).items():
            for number, answer in enumerate(judged.get("answers", []), start=1):
                checklist = self.part("checklist")
                row = next(key.row for key in checklist.keys if (key.name, key.unit) == (name, str(number)))
                self.write(checklist, row, "answer", {"真": "是", "假": "否", "未知": ""}[answer])

    def asked(self, words: dict[str, Any]) -> None:
        """What the scheme asks for by name, and the tables beside it."""
        part = self.part("asked") if any(part.kind == "asked" for part in self.table.parts) else None
        for key in part.keys if part else ():
            kind, unit, name = key.unit.split(":", 2)
            row = words.get({"entry": "entries", "peer": "peers"}.get(kind, ""), {}).get(key.name, {})
            veto = words.get("vetoes", {}).get(key.name, "")
            chosen = words.get("chosen", {}).get(key.name)
            fields = {
                "entry": (row.get(name, "").removesuffix(unit), row.get("source", "")),
                "peer": (row.get(name, ""), row.get("source", "")),
                "choice": ("" if chosen is None else "是" if name in chosen else "否", ""),
                "veto": (veto["holds"], veto.get("reason", "")) if isinstance(veto, dict) else (veto, ""),
                "slot": (words.get("not_applicable", {}).get(key.name, ""), ""),
            }[kind]
            for field, text in zip(("value", "said"), fields, strict=True):
                if text and part is not None:
                    self.write(part, key.row, field, text)
        for name, entry in words.get("deductions", {}).items():
            self.entry("manual", {"line": name, **entry})
        for kind, entry in words.get("second_scores", {}).items():
            if "total" in entry:
                self.entry("second_scores", {"kind": kind, "points": entry["total"]})
            for name, points in entry.get("lines", {}).items():
                self.entry("second_scores", {"kind": kind, "line": name, "points": points})

    def reasons(self, reasons: dict[str, str]) -> None:
        for name, text in reasons.items():
            for part in self.table.parts:
                row = next((key.row for key in part.keys if key.name == name and part.kind in {"facts", "lines"}), None)
                if row is not None:
                    self.write(part, row, "why", text)
                    break
            else:
                self.entry("facts", {"name": name, "why": text})


def stated(fact: Fact) -> tuple[object, ...]:
    """What a fact says, without where it was read."""
    return (fact.concept, fact.context, fact.value)


def comparable(case: Case) -> dict[str, object]:
    own = tuple(replace(each, place=Place("")) for each in case.indicators)
    fields = {name: getattr(case, name) for name in ("unit", "year", "scheme", "judgements", "not_applicable", "reasons")}
    facts = {fact.key: stated(fact) for fact in case.facts}
    rest = {name: getattr(case, name) for name in ("claims", "bonus", "projects", "narrative", "head", "template")}
    rest |= {name: getattr(case, name) for name in ("entries", "chosen", "peers", "deductions", "vetoes", "second_scores")}
    return {**fields, **rest, "indicators": own, "facts": facts}


TEACHING = Path(__file__).parents[1] / "scoring" / "teaching"
FILES = [EXAMPLES / name / "case.yaml" for name in NAMES] + [
    TEACHING / f"{name}.yaml" for name in ("targets", "members", "limits", "nested")
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_filled_workbook_gives_the_case_of_the_yaml_file(path: Path, book: Book) -> None:
    typed, problems = case_file.parse(path.read_bytes(), "case.yaml", book)
    assert problems == ()
    assert typed is not None
    empty = workbook.blank(book, book.schemes[typed.scheme], "", typed.year)
    clerk = Clerk(empty, book)
    words = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader makes texts only
    clerk.fill(words)
    found, problems = workbook_file.read(clerk.bytes(), "填报表.xlsx", book)
    assert problems == ()
    assert found is not None
    expected, got = comparable(typed), comparable(found)
    for key in expected:
        assert got[key] == expected[key], key


def test_an_empty_workbook_says_nothing_and_nothing_is_zero(book: Book) -> None:
    content = workbook.blank(book, book.schemes["hn-2017"], "某局", 2019)
    found, problems = workbook_file.read(content, "填报表.xlsx", book)
    assert problems == ()
    assert found is not None
    assert (found.unit, found.year, found.scheme, len(found.facts)) == ("某局", 2019, "hn-2017", 0)
