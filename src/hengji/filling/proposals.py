"""What an uploaded file proposes for the fields: a filled workbook, final-account tables, a plain sheet of values, or a report; read in the jail, accepted by nobody yet."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.core.quantity import Quantity
from hengji.filling import entries
from hengji.filling.entries import Filled
from hengji.filling.form import FACT, SAID, form
from hengji.pipeline import Auditor
from hengji.reading.jail import Jail, Result
from hengji.rulebook import sheets as workbook_sheets
from hengji.rulebook.files import Source, collect
from hengji.rulebook.naming import fact_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from hengji.core.audit import Audit, Figure
    from hengji.filling.form import Form

WORKBOOK, ACCOUNTS, VALUES, REPORT = "workbook", "accounts", "values", "report"
KINDS = (WORKBOOK, ACCOUNTS, VALUES, REPORT)
EMPTY, OTHER_SCHEME, OTHER_YEARS, OTHER_UNIT = "WF14", "WF15", "WF98", "WF99"
LEFT, MORE_LEFT, UNDATED, UNMEASURED = "WF36", "WF37", "WF38", "WF39"
NO_TABLES, NOT_OURS = "RD25", "RD43"
MOST_QUOTE, MOST_LEFT = 200, 300
SHEETS, MOST_SHEETS = "xl/workbook.xml", 1_000_000
TABLES = frozenset({".xlsx", ".xls", ".xlsm", ".et"})
STATED = frozenset({"", "value"})


@dataclass(frozen=True, slots=True)
class Read:
    """What a file proposes, and what is wrong with it; of a workbook, the cells that can be read are proposed although others cannot."""

    fields: tuple[Filled, ...]
    problems: tuple[Problem, ...]


def read(
    kind: str,
    path: Path,
    name: str,
    found: Form,
    folders: Sequence[Path] = (),
    own: Mapping[str, bytes] | None = None,
    unit: str = "",
) -> Read:
    """The proposals of a file of one kind; `name` stands for the file in every place, `own` are texts laid over the law book of the folders.

    A filled workbook is known by its hidden sheet and read as one whatever was chosen; a workbook that is not what was chosen is read as a plain
    sheet of values; a file of another `unit` is told (WF99).
    """
    kind = _kind(kind, path, found)
    first = _read(kind, path, name, found, folders, own, unit)
    other = {each.code for each in first.problems} & {NO_TABLES, NOT_OURS, EMPTY}
    if kind == VALUES or first.fields or not other or not _is_workbook(path):
        return first
    again = _read(VALUES, path, name, found, folders, own, unit)
    return again if again.fields else first


def _read(
    kind: str, path: Path, name: str, found: Form, folders: Sequence[Path], own: Mapping[str, bytes] | None, unit: str
) -> Read:
    if kind == REPORT:
        return _report(path, name, found, unit)
    arguments: dict[str, Any] = {
        "kind": kind, "name": name, "unit": unit, "scheme": found.scheme.id, "year": found.year, "folders": [str(each) for each in folders],
        "own": {path: content.decode() for path, content in (own or {}).items() if path.endswith(".yaml")},
    }  # fmt: skip
    with Jail() as jail:
        answer = jail.run(f"{__name__}.jailed", path.read_bytes(), name, kind, arguments)
    if not isinstance(answer, Result):
        return Read((), (found.book.problem(answer),))
    told: Any = answer.value
    fields = tuple(Filled(*each) for each in told["fields"])
    problems = tuple(_problem(each) for each in told["problems"])
    if not fields and not problems:
        problems = (found.book.problem(problem(EMPTY, Place(name), name)),)
    return Read(_known(fields, found), problems)


def _problem(told: dict[str, Any]) -> Problem:
    place = Place(**told.pop("place"))
    return Problem(place=place, **{**told, "slots": tuple((name, value) for name, value in told["slots"])})


def jailed(
    payload: bytes, kind: str, name: str, unit: str, scheme: str, year: int, folders: list[str], own: dict[str, str]
) -> dict[str, Any]:
    """In the child: a workbook or tables as fields and problems in plain values."""
    from pathlib import Path as Folder

    from hengji.rulebook import cache

    laid = {path: text.encode() for path, text in own.items()}
    book, _ = cache.of(Source({**collect(*map(Folder, folders)).files, **laid}))
    made = form(book, book.schemes[scheme], year)
    fields, problems = READERS[kind](payload, name, made, unit)
    return {
        "fields": [[each.key, each.text, each.place, each.quote[:MOST_QUOTE]] for each in fields],
        "problems": [asdict(each) for each in problems],
    }


def _kind(kind: str, path: Path, found: Form) -> str:
    """What a file is: a workbook of ours whatever was chosen, else what was chosen."""
    if kind == WORKBOOK:
        return kind
    try:
        with zipfile.ZipFile(path) as packed:
            sheets = packed.read(SHEETS).decode("utf-8", "replace") if packed.getinfo(SHEETS).file_size < MOST_SHEETS else ""
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError):
        return kind
    machine = workbook_sheets.read(found.book)[0].machine
    return WORKBOOK if f'name="{machine}"' in sheets else kind


def _is_workbook(path: Path) -> bool:
    """Whether a file is a workbook by its content."""
    try:
        with zipfile.ZipFile(path) as packed:
            return SHEETS in packed.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        return False


def _of_other(unit: str, said: str, name: str, made: Form) -> list[Problem]:
    """WF99 where a file names another unit than the one that fills in."""
    here, there = _letters(unit), _letters(said)
    if not here or not there or here in there or there in here:
        return []
    return [made.book.problem(problem(OTHER_UNIT, Place(name), said, unit=unit))]


def _letters(unit: str) -> str:
    return re.sub(r"[\s　（）()]", "", unit)


def _workbook(payload: bytes, name: str, made: Form, unit: str) -> tuple[list[Filled], list[Problem]]:
    from hengji.reading.formats import workbook

    case, problems = workbook.read(payload, name, made.book, partly=True)
    if case is None:
        return [], list(problems)
    told = list(problems)
    if (case.scheme, case.year) != (made.scheme.id, made.year):
        scheme = made.book.schemes.get(case.scheme)
        given = f"{case.year}年度 {scheme.title if scheme is not None else case.scheme}"
        told.append(made.book.problem(problem(OTHER_SCHEME, Place(name), given, wanted=f"{made.year}年度 {made.scheme.title}")))
    told += _of_other(unit, case.unit, name, made)
    return [each for each in entries.fields(case, made) if each.text], told


def _accounts(payload: bytes, name: str, made: Form, unit: str) -> tuple[list[Filled], list[Problem]]:
    from hengji.reading.formats import accounts

    imported, problems = accounts.read([(name, payload)], made.book, year=made.year)
    if imported is None:
        return [], list(problems)
    shift = imported.year - made.year
    fields = []
    for fact in imported.facts:
        key = entries.fact_key(fact, made.year, made)
        if shift in {0, -1} and made.entry(key) is not None:
            fields.append(Filled(key, entries.stated(fact.value), str(fact.provenance.place), fact.provenance.quote))
    told = [*problems, *_of_other(unit, imported.unit, name, made)]
    if shift not in {0, -1}:
        told.append(_other_years(name, (imported.year,), made))
    return fields, told


def _values(payload: bytes, name: str, made: Form, _: str) -> tuple[list[Filled], list[Problem]]:
    """A plain sheet: what the dictionary knows, and every row that is not taken, with its cell and why."""
    from hengji.reading import value_sheets

    book = made.book
    found, problems = value_sheets.read(payload, name, book, made.year)
    fields, left = [], list(found.left)
    for each in found.values:
        key = f"{FACT}/{fact_name(book, each.concept, each.stage, each.years, each.members)}"
        if made.entry(key) is None:
            left.append(value_sheets.Left(each.label, each.place, value_sheets.STAGE))
        else:
            fields.append(Filled(key, each.text, str(each.place), each.quote))
    told = list(problems)
    if fields and not found.dated:
        told.append(book.problem(problem(UNDATED, Place(name), name, year=made.year)))
    if fields and not found.measured:
        told.append(book.problem(problem(UNMEASURED, Place(name), name)))
    if not fields and found.years and not found.years & {made.year, made.year - 1}:
        told.append(_other_years(name, found.years, made))
    told += [
        book.problem(problem(LEFT, each.place, each.label, why=book.caption(f"filling.left_{each.why}")))
        for each in left[:MOST_LEFT]
    ]
    if len(left) > MOST_LEFT:
        told.append(book.problem(problem(MORE_LEFT, Place(name), len(left) - MOST_LEFT, most=MOST_LEFT)))
    if not fields:
        told.insert(0, book.problem(problem(EMPTY, Place(name), name)))
    return fields, told


READERS = {WORKBOOK: _workbook, ACCOUNTS: _accounts, VALUES: _values}


def _other_years(name: str, years: Collection[int], made: Form) -> Problem:
    """WF98: what a file holds is of years that this round does not ask for."""
    said = "、".join(f"{year}年度" for year in sorted(years))
    return made.book.problem(problem(OTHER_YEARS, Place(name), said, file=name, year=made.year, before=made.year - 1))


def _report(path: Path, name: str, found: Form, unit: str) -> Read:
    """A report of last year or of this: its figures with their year; last year's are proposed as last year's and as nothing else."""
    with Auditor(found.book) as auditor:
        audit, problems = auditor.audit(path, name)
    if audit is None:
        return Read((), problems)
    fields = _known(tuple(_figures(audit, found, PurePath(name).name)), found)
    told = (*problems, *_of_other(unit, audit.unit, name, found))
    years = Counter(each.year for each in audit.figures if each.year is not None and each.concept)
    if fields:
        return Read(fields, told)
    strange = years and not {found.year, found.year - 1} & set(years)
    why = (
        _other_years(name, [years.most_common(1)[0][0]], found)
        if strange
        else found.book.problem(problem(EMPTY, Place(name), name))
    )
    return Read(fields, (*told, why))


def _figures(audit: Audit, found: Form, name: str) -> Iterator[Filled]:
    for figure in audit.figures:
        key = _key(figure, found)
        if key:
            amount = figure.quantity
            text = amount.printed if isinstance(amount, Quantity) else ""
            line = audit.document.text[max(0, figure.start - 30) : figure.end + 10].replace("\n", " ")
            yield Filled(key, text, f"{name}:{figure.place}", line[:MOST_QUOTE])


def _key(figure: Figure, found: Form) -> str:
    """The field of a figure that is certainly known: concept, year and unit; nothing else is proposed."""
    known = figure.concept and figure.year is not None and figure.unit is not None and figure.certain and not figure.scope
    if not known or figure.role not in STATED or figure.about or figure.operator or figure.open_stage or figure.year is None:
        return ""
    years = figure.year - found.year
    if years not in {0, -1}:
        return ""
    concept = found.book.concepts[figure.concept]
    stage = figure.stage or (concept.stages[0] if concept.stages else "")
    return f"{FACT}/{fact_name(found.book, figure.concept, stage, years, figure.members)}"


def _known(fields: tuple[Filled, ...], found: Form) -> tuple[Filled, ...]:
    """Fields that the form has, each statement once: the same value at two places is one proposal."""
    seen: dict[tuple[str, str], Filled] = {}
    for each in fields:
        entry = None if each.key.startswith(f"{SAID}/") else found.entry(each.key)
        if entry is not None and each.text:
            seen.setdefault((found.canonical(each.key), each.text), each)
    return tuple(seen.values())
