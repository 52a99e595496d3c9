"""Score tables in words as bureaus write them, made with openpyxl alone, and what a person makes of each row; nothing of the program is used here."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook

HERE = Path(__file__).parent
FILLER = "其他工作"
RIGHT, LEFT, WRONG = "right", "left", "wrong"
Row = dict[str, Any]


def tables(name: str = "corpus") -> dict[str, Row]:
    """The tables of a corpus by their id."""
    return {each["id"]: each for each in yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))["tables"]}


def workbook(table: Row) -> bytes:
    """A table as an .xlsx: names of a higher level only where they change, a total, notes below."""
    columns = table["columns"]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([table.get("title", f"某市2024年度部门整体支出绩效评价指标表（{table['id']}）")])
    heads = [*columns["path"], columns.get("weight"), columns["explanation"], columns.get("standard"), columns.get("core")]
    sheet.append([each for each in heads if each])
    above: tuple[str, ...] = ()
    for row in [*table["rows"], *_filler(table)]:
        path = tuple(row["path"])
        shown = [None if path[: at + 1] == above[: at + 1] else name for at, name in enumerate(path)]
        rest = [
            (row.get("weight"), "weight"),
            (row["explanation"], "explanation"),
            (row.get("standard"), "standard"),
            (row.get("core"), "core"),
        ]
        sheet.append(
            [
                *shown,
                *[None] * (len(columns["path"]) - 1 - len(path)),
                row["name"],
                *[value for value, key in rest if key in columns],
            ]
        )
        above = path
    if "weight" in columns:
        sheet.append(["合计", *[None] * (len(columns["path"]) - 1), 100])
    for note in table["notes"]:
        sheet.append([note["text"]])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _filler(table: Row) -> list[Row]:
    """A row that makes the weights come to a hundred."""
    rest = 100 - sum(row.get("weight") or 0 for row in table["rows"] if "bonus" not in row.get("truth", {}))
    wanted = {
        "path": ["其他"],
        "name": FILLER,
        "weight": round(rest, 2),
        "explanation": "",
        "standard": "由评价小组综合评定，酌情计分。",
        "core": "否",
    }
    return [wanted] if rest and "weight" in table["columns"] else []


def judged(table: Row, scheme: Row, waiting: set[str]) -> list[tuple[str, str, str]]:
    """Each row and note of a table with right, left or wrong, and what differs.

    `scheme` is the YAML that came out, read by PyYAML; `waiting` names the rows that are marked for a person in it.
    """
    made = {row["path"][-1]: row for row in [*scheme.get("indicators", []), *scheme.get("slots", [])]}
    found = []
    for row in table["rows"]:
        if "bonus" in row.get("truth", {}):
            found.append((row["name"], *_head(row, scheme, "bonus")))
        else:
            name = row.get("as", row["name"])
            found.append((row["name"], *_row(row, made.get(name), waiting=name in waiting)))
    for note in table["notes"]:
        if not note.get("background"):
            keys = [key for key in ("vetoes", "bonus", "reasons", "core", "second_scorer") if key in note.get("truth", {})]
            found.append((note["text"], *_head(note, scheme, *keys)))
    return found


def _row(row: Row, made: Row | None, *, waiting: bool) -> tuple[str, str]:
    if made is None:
        return (LEFT, "") if row.get("leave") else (WRONG, "没有这一行")
    decided = not waiting and (made.get("method") is not None or "methods" in made)
    if row.get("leave"):
        return (WRONG, f"定了 {made.get('method')}") if decided else (LEFT, "")
    truth = row["truth"]
    if not decided:
        return LEFT, ""
    differing = [key for key, wanted, got in _settings(truth, made) if wanted != got]
    if differing == ["method"] and made["method"] in truth.get("or", []):
        differing = []
    return (WRONG, "、".join(f"{key}: {made.get(key)}" for key in differing)) if differing else (RIGHT, "")


def _settings(truth: Row, made: Row) -> list[tuple[str, object, object]]:
    """Each setting as a person sets it and as the importer did."""
    return [
        ("method", truth["method"], made["method"]),
        ("measure", tight(truth.get("measure")), tight(made.get("measure"))),
        ("parameters", _tight(truth.get("parameters", {})), _tight(made.get("parameters", {}))),
        ("bands", truth.get("bands", []), made.get("bands", [])),
        (
            "items",
            [(_plain(label), points) for label, points in truth.get("items", [])],
            [(_plain(each["label"]), each.get("points")) for each in made.get("items", [])],
        ),
        (
            "tiers",
            [tuple(each[1:]) for each in truth.get("tiers", [])],
            [tuple(each.values())[1:] for each in made.get("tiers", [])],
        ),
        ("members", [tuple(each) for each in truth.get("members", [])], [_member(each) for each in made.get("members", [])]),
        ("not_applicable", truth.get("not_applicable"), made.get("not_applicable", {}).get("then")),
        ("over_completion", truth.get("over_completion"), made.get("over_completion")),
        ("core", truth.get("core", False), made.get("core", False)),
    ]


def _member(member: Row) -> tuple[str, str, str]:
    return member["label"], member["parameters"]["得分"], member["parameters"]["目标值"]


def tight(text: str | None) -> str | None:
    """A formula as it is compared: without blanks; a figure without a stage is the outturn; brackets of one kind."""
    return "".join(text.split()).replace("[决算]", "").replace("(", "（").replace(")", "）") if text else None


def _tight(parameters: Row) -> dict[str, str | None]:
    return {key: tight(str(value)) for key, value in parameters.items()}


def _plain(label: str) -> str:
    return "".join(letter for letter in label if letter not in "；;。，,、 ")


def _head(said: Row, scheme: Row, *keys: str) -> tuple[str, str]:
    """A setting of the scheme as a whole: it must say all that the words say, and may say nothing."""
    if said.get("leave") or not keys:
        return LEFT, ""
    verdicts = [_compared(said["truth"][key], scheme.get(key)) for key in keys]
    worst = next((each for each in (WRONG, LEFT) if each in verdicts), RIGHT)
    return worst, "" if worst != WRONG else "、".join(f"{key}: {scheme.get(key)}" for key in keys)


def _compared(wanted: object, got: object) -> str:
    if got is None or got == []:
        return LEFT
    if wanted is True:
        return RIGHT
    if isinstance(wanted, list) and isinstance(got, list):  # vetoes: one of them says it
        labels = {_plain(each["label"]): each for each in got}
        if any(_plain(each["label"]) not in labels for each in wanted):
            return LEFT
        return (
            WRONG
            if any(
                labels[_plain(each["label"])].get(key) != value for each in wanted for key, value in each.items() if key != "label"
            )
            else RIGHT
        )
    assert isinstance(wanted, dict)
    assert isinstance(got, dict)
    return WRONG if any(got.get(key) != value for key, value in wanted.items()) else RIGHT
