"""A workbook that came back: what its named cells hold against what was written into them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.linked import variants
from hengji.linked.drift import CHANGED, COPIED, GONE, LACKING, NOTHING, REMOVED, RENAMED, STALE, TYPED, Drift
from hengji.writing import figures
from hengji.writing.resheet import CACHED, NAME_ALONE, NUMBER, OVER, TEXT, CellEdit
from hengji.writing.sheets.paper import cell_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from hengji.core.problem import Problem
    from hengji.linked.known import Known
    from hengji.reading.marked import Cell
    from hengji.writing.figures import Name, Placed

FORMULA, AS_TEXT = "formula", "as_text"
_YEAR = re.compile(r"(?:19|20)[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sheets:
    """All of it: the differences in the order of the names, what is odd about names, how many cells were looked at, which only follow others.

    `cells` are by the keys of differences; `agreed` those that a hand wrote and the evaluation has come to say as well.
    """

    drifts: tuple[Drift, ...]
    problems: tuple[Problem, ...]
    bound: int
    same: int
    follow: tuple[Drift, ...]
    cells: Mapping[str, tuple[Cell, Name]] = field(default_factory=dict)
    agreed: tuple[str, ...] = ()


def compare(cells: tuple[Cell, ...], file: str, known: Known | None, stated: Callable[[str], bool] = lambda _: False) -> Sheets:
    """The cells against their names, and against an evaluation. A formula that still stands there only follows what was changed elsewhere.

    `stated` tells by its short id whether a figure is a fact, which stands in a cell as a number or as words, where no evaluation tells it.
    """
    problems: list[Problem] = []
    drifts: list[Drift] = []
    waiting: list[Drift] = []
    agreed: list[str] = []
    looked: dict[str, tuple[Cell, Name]] = {}
    seen: set[tuple[str, int]] = set()
    same = 0
    for cell in cells:
        name = figures.read_name(cell.name)
        if name is None or cell.local or (name.short, name.number) in seen:
            if figures.ours(cell.name):
                problems.append(problem(RENAMED if name is None else COPIED, Place(file, cell.place), cell.name, text=cell.text))
            continue
        seen.add((name.short, name.number))
        looked[_key(name)] = (cell, name)
        drift = _drift(cell, name, known, stated)
        if drift is None:
            same += 1
            agreed += [_key(name)] if figures.form(_held(cell)) != name.printed else []
        elif cell.computed and drift.code == CHANGED and not drift.remark:
            waiting.append(drift)
        else:
            drifts.append(drift)
    follow = tuple(waiting) if any(each.code == CHANGED for each in drifts) else ()
    drifts += [] if follow else waiting
    shorts = {short for short, _ in seen}
    for entry in known.placed if known is not None else ():
        if figures.short(entry.figure) not in shorts and entry.printed not in ("", NOTHING) and not _is_beside(entry):
            key = f"new-{figures.short(entry.figure)}"
            drifts.append(Drift(LACKING, key, "", "", entry.printed, entry.figure, entry.called, entry.printed))
    return Sheets(tuple(drifts), tuple(problems), len(seen), same, follow, looked, tuple(agreed))


def typed(loose: tuple[Cell, ...], sheets: Sheets, year_of: Callable[[str], str]) -> Sheets:
    """The same with numbers in cells without a name, which nobody printed: the only such number of ours is the year beside a fact.

    `year_of` gives the year of a fact by its short id, as it is printed; nothing where nobody knows the fact.
    """
    years: dict[tuple[str, str], set[str]] = {}
    for cell, name in sheets.cells.values():
        if cell.sheet:
            years.setdefault((cell.sheet, _row(cell.cell)), set()).add(name.short)
    found = [each for each in loose if not _year_beside(each, years.get((each.sheet, _row(each.cell)), set()), year_of)]
    drifts = [Drift(TYPED, f"typed-{each.place}", each.place, "", _held(each), number=each.number) for each in found]
    return replace(sheets, drifts=(*sheets.drifts, *drifts))


def _row(cell: str) -> str:
    return cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _year_beside(cell: Cell, shorts: set[str], year_of: Callable[[str], str]) -> bool:
    """Whether a cell holds the year of the fact that stands in its row; of a fact that nobody knows any year will do."""
    text = _held(cell)
    years = {year_of(short) for short in shorts}
    return text in years or ("" in years and bool(_YEAR.fullmatch(text)))


def per_cent(text: str) -> str:
    """The number of a cell as it is shown in per cent; any other text as it is.

    >>> per_cent("0.9781"), per_cent("0.5"), per_cent("-0.002"), per_cent("—")
    ('97.81%', '50%', '-0.2%', '—')
    """
    return f"{(Decimal(text) * 100).normalize():f}%" if _is_number(text) else text


def put_back(sheets: Sheets, drift: Drift, known: Known | None) -> CellEdit | str:
    """What puts a changed cell back as it was printed, or why it cannot be, as the end of a caption."""
    cell, name = sheets.cells.get(drift.key, (None, None))
    if drift.code != CHANGED or cell is None or name is None:
        return drift.kind
    kind = _kind(name, known)
    if kind == FORMULA or (cell.computed and drift.remark != FORMULA):
        return FORMULA
    known_old = (drift.old or drift.blank) and (known is not None or drift.remark)
    return _edit(cell, drift.old, kind or (NUMBER if drift.remark else ""), cell.name) if known_old else "unknown"


def renewed(sheets: Sheets, drift: Drift, known: Known) -> CellEdit | str:
    """What makes a cell say what the evaluation says, or why it cannot be done."""
    cell, name = sheets.cells[drift.key]
    kind = _kind(name, known)
    now = drift.now if drift.figure else NOTHING
    if kind == FORMULA and not cell.computed:
        return FORMULA
    return _edit(cell, now, kind, figures.named(replace(name, printed=figures.form(now))))


def following(sheets: Sheets) -> Iterable[tuple[Drift, CellEdit]]:
    """What the formulas come to once every cell that they follow is as the evaluation has it."""
    for drift in sheets.follow:
        cell, name = sheets.cells[drift.key]
        if drift.figure:
            yield drift, _edit(cell, drift.now, FORMULA, figures.named(replace(name, printed=figures.form(drift.now))))


def renamed(sheets: Sheets) -> Iterable[CellEdit]:
    """Names of cells that a hand wrote and the evaluation has come to say as well."""
    for key in sheets.agreed:
        cell, name = sheets.cells[key]
        new = figures.named(replace(name, printed=figures.form(_held(cell))))
        yield CellEdit(cell.name, cell.sheet, cell.cell, NAME_ALONE, "", new)


def _edit(cell: Cell, value: str, kind: str, new: str) -> CellEdit:
    form = CACHED if cell.computed else NUMBER if kind != TEXT and _is_number(value) else TEXT
    if cell.computed and kind in (NUMBER, TEXT):  # a hand typed a formula into the place of a number
        form = OVER
    return CellEdit(cell.name, cell.sheet, cell.cell, form, value, new)


def _is_number(text: str) -> bool:
    whole, _, rest = text.removeprefix("-").partition(".")
    return whole.isascii() and whole.isdigit() and (not rest or (rest.isascii() and rest.isdigit()))


def _kind(name: Name, known: Known | None) -> str:
    entries = known.by_short.get(name.short, ()) if known is not None else ()
    return entries[0].kind if entries else ""


def _key(name: Name) -> str:
    return f"{name.short}-{name.number}"


def _is_beside(entry: Placed) -> bool:
    """Whether a cell tells the year or the unit of a fact: workbooks of former programs did not name these."""
    return entry.figure.endswith(figures.BESIDE_FORMS)


def _drift(cell: Cell, name: Name, known: Known | None, stated: Callable[[str], bool]) -> Drift | None:
    entries = known.by_short.get(name.short, ()) if known is not None else ()
    now = entries[0].printed if entries else ""
    figure, called = (entries[0].figure, entries[0].called) if entries else ("", "")
    holds, key = _held(cell), _key(name)
    if not cell.sheet:
        return Drift(REMOVED, key, "", _printed(entries, name), "", figure, called, now)
    found = Drift(
        CHANGED, key, cell.place, "", holds, figure, called, now, number=cell.number, blank=name.printed == figures.form("")
    )
    remark = _remark(cell, name, known, stated)
    if figures.form(holds) != name.printed:
        if entries and figures.form(holds) == figures.form(now) and not remark:
            return None
        before = _printed(entries, name) or next(iter(variants.before(holds, name) or ()), "")
        return replace(found, old=before, remark=remark, formula=cell.formula if remark == FORMULA else "")
    if remark:
        return replace(found, old=holds, remark=remark, formula=cell.formula if remark == FORMULA else "")
    nothing = not entries and name.printed == figures.form(NOTHING)
    if known is None or nothing or any(figures.form(each.printed) == name.printed for each in entries):
        return None
    code = STALE if entries and now != NOTHING else GONE
    return replace(found, code=code, old=holds, new=now if entries else NOTHING)


def _remark(cell: Cell, name: Name, known: Known | None, stated: Callable[[str], bool]) -> str:
    """In which other way a cell holds what is printed as a number: as a formula that a hand typed, or as a text that nothing can reckon with."""
    kind = _kind(name, known)
    if not kind and not stated(name.short):
        return ""
    if cell.computed and kind != FORMULA:
        return FORMULA
    return AS_TEXT if kind != TEXT and kind and not cell.number and not cell.computed and _is_number(_held(cell)) else ""


def _held(cell: Cell) -> str:
    """What a cell holds in the form that its name has the digest of."""
    try:
        return cell_text(float(cell.text)) if cell.number else cell.text
    except (ValueError, OverflowError):
        return cell.text


def _printed(entries: tuple[Placed, ...], name: Name) -> str:
    return next((each.printed for each in entries if figures.form(each.printed) == name.printed), "")
