"""A workbook that came back: what its named cells hold against what was written into them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.linked.compare import CHANGED, COPIED, GONE, LACKING, NOTHING, REMOVED, RENAMED, STALE, Drift
from hengji.writing import figures
from hengji.writing.sheets.paper import cell_text

if TYPE_CHECKING:
    from hengji.core.problem import Problem
    from hengji.linked.known import Known
    from hengji.reading.marked import Cell
    from hengji.writing.figures import Name, Placed


@dataclass(frozen=True, slots=True)
class Sheets:
    """All of it: the differences in the order of the names, what is odd about names, how many cells were looked at, how many only follow others."""

    drifts: tuple[Drift, ...]
    problems: tuple[Problem, ...]
    bound: int
    same: int
    follow: int


def compare(cells: tuple[Cell, ...], file: str, known: Known | None) -> Sheets:
    """The cells against their names, and against an evaluation. A formula that still stands there only follows what was changed elsewhere."""
    problems: list[Problem] = []
    drifts: list[Drift] = []
    waiting: list[Drift] = []
    seen: set[tuple[str, int]] = set()
    same = follow = 0
    for cell in cells:
        name = figures.read_name(cell.name)
        if name is None or cell.local or (name.short, name.number) in seen:
            if figures.ours(cell.name):
                problems.append(problem(RENAMED if name is None else COPIED, Place(file, cell.place), cell.name, text=cell.text))
            continue
        seen.add((name.short, name.number))
        drift = _drift(cell, name, known)
        if drift is None:
            same += 1
        elif cell.computed and drift.code == CHANGED:
            waiting.append(drift)
        else:
            drifts.append(drift)
    if any(each.code == CHANGED for each in drifts):
        follow = len(waiting)
    else:
        drifts += waiting
    shorts = {short for short, _ in seen}
    for entry in known.placed if known is not None else ():
        if figures.short(entry.figure) not in shorts and entry.printed != NOTHING:
            key = f"new-{figures.short(entry.figure)}"
            drifts.append(Drift(LACKING, key, "", "", entry.printed, entry.figure, entry.called, entry.printed))
    return Sheets(tuple(drifts), tuple(problems), len(seen), same, follow)


def _drift(cell: Cell, name: Name, known: Known | None) -> Drift | None:
    entries = known.by_short.get(name.short, ()) if known is not None else ()
    now = entries[0].printed if entries else ""
    figure, called = (entries[0].figure, entries[0].called) if entries else ("", "")
    holds = _held(cell)
    key = f"{name.short}-{name.number}"
    if not cell.sheet:
        return Drift(REMOVED, key, "", _printed(entries, name), "", figure, called, now)
    if figures.form(holds) != name.printed:
        if entries and figures.form(holds) == figures.form(now):
            return None
        return Drift(CHANGED, key, cell.place, _printed(entries, name), holds, figure, called, now)
    if known is None or any(figures.form(each.printed) == name.printed for each in entries):
        return None
    code = STALE if entries and now != NOTHING else GONE
    return Drift(code, key, cell.place, holds, now or NOTHING, figure, called, now)


def _held(cell: Cell) -> str:
    """What a cell holds in the form that its name has the digest of."""
    try:
        return cell_text(float(cell.text)) if cell.number else cell.text
    except (ValueError, OverflowError):
        return cell.text


def _printed(entries: tuple[Placed, ...], name: Name) -> str:
    return next((each.printed for each in entries if figures.form(each.printed) == name.printed), "")
