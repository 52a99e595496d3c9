"""Where something was found before release, in words: the part of the page, the cell of a table of open data, the part of a document; and the fields it was typed in."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from hengji.reading import personal
from hengji.web.law import book, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.reading.personal import Hit
    from hengji.web.submissions.models import Submission

HEADING, TABLE = "heading", "table"
PARTS = ("source", "quote", "definition", "reason_given", "reason", "statement", "target", "measure", "full_marks_if", "words")
DOCUMENT_PARTS = (
    "header",
    "footer",
    "comments",
    "footnotes",
    "docProps",
    "word/document",
    "sharedStrings",
    "worksheets",
    "workbook",
)
TABLE_FILE, PARTS_OF_DOCUMENTS = ".csv", (".xml", ".rels")
MOST_NAME, MOST_KEYS = 30, 20


def fields(submission: Submission) -> dict[tuple[str, str], list[str]]:
    """The fields in which each number was typed, by its kind and its masked form."""
    typed = [(each.key, text) for each in submission.entries.all() for text in (each.typed, each.said) if text]
    found: dict[tuple[str, str], list[str]] = {}
    for hit in personal.search(typed, book()):
        keys = found.setdefault((hit.kind, hit.masked), [])
        if hit.place not in keys and len(keys) < MOST_KEYS:
            keys.append(hit.place)
    return found


# ---- the page


def texts(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text of a public page with its place in words."""
    for name, value in content.items():
        if name == "text":
            yield from _report(value)
        elif name == "lines":
            for line in value:
                yield from _below(line, word("spot_line", code=line["code"], name="".join(line["path"][-1:])))
        elif name == "figures":
            for figure in value:
                yield from _below(figure, word("spot_figure", number=figure["number"], name=figure["label"]))
        elif name == "review":
            yield from _review(value)
        else:
            yield from _below(value, word("spot_page"))


def _report(parts: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The report: each paragraph under the heading above it, by its number there."""
    heading, number = word("spot_beginning"), 0
    for part in parts:
        if part["kind"] == HEADING:
            heading, number = part["text"][:MOST_NAME], 0
            yield word("spot_heading", heading=heading), part["text"]
            continue
        number += 1
        kind = "spot_table" if part["kind"] == TABLE else "spot_paragraph"
        yield from _below({key: each for key, each in part.items() if key != "kind"}, word(kind, heading=heading, number=number))


def _review(review: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The bureau's points: the reason and the step of each line."""
    for code, given in review.get("lines", {}).items():
        yield from _below(given, word("spot_review", code=code))
    yield from _below({key: each for key, each in review.items() if key != "lines"}, word("spot_page"))


def _below(value: Any, place: str, part: str = "") -> Iterator[tuple[str, str]]:
    """The texts inside a value; a part of a line or a figure that has a name is named."""
    if isinstance(value, str):
        yield (word("spot_part", place=place, part=word(f"spot_part_{part}")) if part in PARTS else place), value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _below(each, place, key)
    elif isinstance(value, list):
        for each in value:
            yield from _below(each, place, part)


# ---- files


def said(hit: Hit, files: Mapping[str, bytes]) -> str:
    """The place of a hit in words: that of a page stands in words already, that of a file is read from its name, its member and its number."""
    if hit.place.partition("!")[0].partition("#")[0] not in files:
        return hit.place
    name, _, number = hit.place.rpartition("#")
    if not number:
        return word("spot_name", file=name.replace("!", " / "))
    if name.endswith(TABLE_FILE) and name in files and number.isdigit():
        return _cell(hit, name, files[name], int(number))
    return _inside(name.split("!"), number)


def _inside(path: list[str], number: str) -> str:
    """A member of an archive in an archive: each by its name, the parts of a document by what they are, then which of its texts."""
    part = next((each for each in DOCUMENT_PARTS if each in path[-1]), "") if path[-1].endswith(PARTS_OF_DOCUMENTS) else ""
    named = (path[:-1] if part else path) or path
    place = named[0]
    for each in named[1:]:
        place = word("spot_within", file=place, member=each)
    if part:
        place = word("spot_member", file=place, part=word(f"spot_member_{part.rpartition('/')[2]}"))
    return word("spot_number", file=place, number=number) if number.isdigit() and int(number) > 1 else place


def _cell(hit: Hit, file: str, content: bytes, number: int) -> str:
    """A cell of a table of open data: its row by name, its column by its head."""
    lines = content.decode("utf-8-sig", "replace").splitlines()
    head, row = (next(csv.reader([lines[at]]), []) for at in (0, min(number, len(lines)) - 1))
    name = next((each for each in row if any("\u4e00" <= letter <= "\u9fff" for letter in each)), row[0] if row else "")
    for column, cell in zip(head, row, strict=False):
        if any((each.kind, each.masked) == (hit.kind, hit.masked) for each in personal.search([("", cell)], book())):
            shown = "" if cell == name else name[:MOST_NAME]
            return word("spot_cell", file=file, number=number, name=shown, column=column)
    return word("spot_row", file=file, number=number)
