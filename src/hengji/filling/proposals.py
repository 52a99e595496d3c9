"""What an uploaded file proposes for the fields: a filled workbook, final-account tables, or a report; read in the jail, accepted by nobody yet."""

from __future__ import annotations

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
from hengji.rulebook.files import Source, collect
from hengji.rulebook.naming import fact_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from hengji.core.audit import Audit, Figure
    from hengji.filling.form import Form

WORKBOOK, ACCOUNTS, REPORT = "workbook", "accounts", "report"
KINDS = (WORKBOOK, ACCOUNTS, REPORT)
EMPTY, OTHER_SCHEME = "WF14", "WF15"
MOST_QUOTE = 200
TABLES = frozenset({".xlsx", ".xls", ".xlsm", ".et"})
STATED = frozenset({"", "value"})


@dataclass(frozen=True, slots=True)
class Read:
    """What a file proposes, and what is wrong with it; of a workbook, the cells that can be read are proposed although others cannot."""

    fields: tuple[Filled, ...]
    problems: tuple[Problem, ...]


def read(
    kind: str, path: Path, name: str, found: Form, folders: Sequence[Path] = (), own: Mapping[str, bytes] | None = None
) -> Read:
    """The proposals of a file of one kind; `name` stands for the file in every place, `own` are texts laid over the law book of the folders."""
    if kind == REPORT:
        return _report(path, name, found)
    arguments: dict[str, Any] = {
        "kind": kind, "name": name, "scheme": found.scheme.id, "year": found.year, "folders": [str(each) for each in folders],
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


def jailed(payload: bytes, kind: str, name: str, scheme: str, year: int, folders: list[str], own: dict[str, str]) -> dict[str, Any]:
    """In the child: a workbook or tables as fields and problems in plain values."""
    from pathlib import Path as Folder

    from hengji.rulebook import cache

    laid = {path: text.encode() for path, text in own.items()}
    book, _ = cache.of(Source({**collect(*map(Folder, folders)).files, **laid}))
    made = form(book, book.schemes[scheme], year)
    fields, problems = (_workbook if kind == WORKBOOK else _accounts)(payload, name, made)
    return {
        "fields": [[each.key, each.text, each.place, each.quote[:MOST_QUOTE]] for each in fields],
        "problems": [asdict(each) for each in problems],
    }


def _workbook(payload: bytes, name: str, made: Form) -> tuple[list[Filled], list[Problem]]:
    from hengji.reading.formats import workbook

    case, problems = workbook.read(payload, name, made.book, partly=True)
    if case is None:
        return [], list(problems)
    told = list(problems)
    if (case.scheme, case.year) != (made.scheme.id, made.year):
        wanted = f"{made.year} {made.scheme.id}"
        told.append(made.book.problem(problem(OTHER_SCHEME, Place(name), f"{case.year} {case.scheme}", wanted=wanted)))
    return [each for each in entries.fields(case, made) if each.text], told


def _accounts(payload: bytes, name: str, made: Form) -> tuple[list[Filled], list[Problem]]:
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
    return fields, list(problems)


def _report(path: Path, name: str, found: Form) -> Read:
    """A report of last year or of this: its figures with their year; last year's are proposed as last year's and as nothing else."""
    with Auditor(found.book) as auditor:
        audit, problems = auditor.audit(path, name)
    if audit is None:
        return Read((), problems)
    fields = _known(tuple(_figures(audit, found, PurePath(name).name)), found)
    return Read(fields, problems if fields else (*problems, found.book.problem(problem(EMPTY, Place(name), name))))


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
