"""A score table of our own export, read back: what the table says and what the 设置 sheet says, put together without guessing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.problem import Problem, problem
from hengji.rulebook.draft import Draft, DraftRow, bare, keyed, listed, word
from hengji.rulebook.score_tables import flat
from hengji.rulebook.settings import STEP, UnknownSettingError, items_of, tree

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.place import Place
    from hengji.reading.score_tables.grid import Grid
    from hengji.reading.score_tables.rows import Row
    from hengji.rulebook.book import Book
    from hengji.rulebook.score_tables import ScoreTables
    from hengji.rulebook.yaml import Mapping, Yaml

NOT_A_SETTING, NO_SUCH_ROW, NOT_ITEMS, SLOT_TEXT = "TB12", "TB13", "TB15", "TB16"
NAMES = ("row", "setting", "value")
SECTIONS = "sections"
ORDER = (
    "id", "path", "weight", "levels", "measure", "method", "methods", "parameters", "bands", "items", "tiers", "not_applicable",
    "over_completion", "asks", "evidence", "explanation", "standard", "reference",
)  # fmt: skip


@dataclass(slots=True)
class Settings:
    """The lines of the 设置 sheet by the row they speak of, in their order; `head` are those of the scheme as a whole."""

    head: list[tuple[str, str, Place]] = field(default_factory=list)
    rows: dict[str, list[tuple[str, str, Place]]] = field(default_factory=dict)


def settings(grid: Grid, book: Book) -> Settings | None:
    """The settings of a sheet; None where it is another sheet."""
    wanted = [book.caption(f"score_tables.setting_{name}") for name in NAMES]
    top = next((row for row in range(grid.rows) if [grid.text(row, column) for column in range(len(NAMES))] == wanted), None)
    if top is None:
        return None
    found, whole = Settings(), book.caption("score_tables.whole")
    for row in range(top + 1, grid.rows):
        name, path, value = (grid.text(row, column) for column in range(len(NAMES)))
        if path:
            lines = found.head if name == whole else found.rows.setdefault(name, [])
            lines.append((path, value, grid.place(row, 1)))
    return found


def draft(rows: list[Row], said: Settings, law: ScoreTables) -> tuple[Draft, list[Row], list[Problem]]:
    """The scheme that both sheets say; the rows of the table that no setting speaks of; and what is wrong."""
    problems: list[Problem] = []
    head = _tree(said.head, law, problems)
    known = {row.code: row for row in rows if row.code}
    for name, lines in said.rows.items():
        if name not in known:
            problems.append(problem(NO_SUCH_ROW, lines[0][2], name))
    drafted, fresh = [], []
    for row in rows:
        if row.code in said.rows:
            drafted.append(DraftRow(_row(row, said.rows[row.code], law, problems)))
        else:
            fresh.append(row)
    return Draft(dict(head.entries), tuple(drafted)), fresh, problems


def full_marks(said: Settings, law: ScoreTables) -> Exact | None:
    """The full marks that the settings state."""
    label = law.labels.get("full_marks", "")
    text = next((value for path, value, _ in said.head if path == label), "")
    return exact.of(text) if text.replace(".", "", 1).isdecimal() else None


def scaled(said: Settings, law: ScoreTables) -> bool:
    """Whether sections make the weights of what the table prints, so that the printed ones need not come to the full marks."""
    label = law.labels.get(SECTIONS, SECTIONS)
    return any(path.split(STEP)[0] == label for path, _, _ in said.head)


def _tree(lines: list[tuple[str, str, Place]], law: ScoreTables, problems: list[Problem]) -> Mapping:
    """The tree of some lines; a line that says nothing we know is told at its cell."""
    keys = {label: key for key, label in law.labels.items()}
    sound = []
    for path, value, place in lines:
        first = path.split(STEP)[0]
        if keys.get(first, first).isascii() and keys.get(first, first).isidentifier():
            sound.append((path, value))
        else:
            problems.append(problem(NOT_A_SETTING, place, path, known="、".join(list(law.labels.values())[:12])))
    try:
        return tree(sound, law.labels)
    except UnknownSettingError as error:
        place = next((place for path, _, place in lines if path == error.found or path.startswith(error.found)), lines[0][2])
        problems.append(problem(NOT_A_SETTING, place, error.found, known="、".join(list(law.labels.values())[:12])))
        return keyed({})


def _row(row: Row, lines: list[tuple[str, str, Place]], law: ScoreTables, problems: list[Problem]) -> Mapping:
    given = _tree(lines, law, problems)
    found: dict[str, Yaml] = {
        "id": word(row.code),
        "path": listed(map(word, row.path)),
        "weight": bare("null" if row.weight is None else exact.plain(row.weight)),
    }
    if "methods" in given.entries:
        said = [role for role in ("explanation", "formula", "points", "standard") if role in row.texts]
        problems.extend(problem(SLOT_TEXT, row.places[role], row.texts[role]) for role in said)
    else:
        found.update(_texts(row, given, problems))
    found.update(given.entries)
    return keyed({key: found[key] for key in (*ORDER, *(each for each in found if each not in ORDER)) if key in found})


def _texts(row: Row, given: Mapping, problems: list[Problem]) -> dict[str, Yaml]:
    """What the cells of the table say of an indicator."""
    found: dict[str, Yaml] = {}
    for key, role in (("measure", "formula"), ("explanation", "explanation"), ("standard", "standard")):
        if role in row.texts:
            found[key] = word(row.texts[role])
    points = row.texts.get("points", "")
    if points and "items" not in given.entries:
        items = items_of(points)
        if items is None:
            problems.append(problem(NOT_ITEMS, row.places["points"], flat(points).text))
        else:
            found["items"] = items
    return found
