"""Between what a bureau works with in Excel and what the law book holds in YAML: score tables and schemes, rule sheets and checks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.reading import documents, rule_sheets
from hengji.reading.jail import Jail
from hengji.reading.score_tables import workbook
from hengji.rulebook import load, yaml
from hengji.rulebook.draft import Changes, Draft, DraftRow, Undecided, against, bare, keyed, listed, same, text_of, word
from hengji.rulebook.files import Source
from hengji.rulebook.yaml import Mapping, Scalar
from hengji.writing import rule_sheet, scheme_yaml, score_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hengji.core.problem import Problem
    from hengji.reading.rule_sheets import Rule, RuleSheet
    from hengji.reading.score_tables.assemble import Given
    from hengji.reading.score_tables.workbook import Imported
    from hengji.rulebook.book import Book
    from hengji.rulebook.yaml import Yaml

NO_SCHEME, NO_ID = "RB30", "RB04"
_ID = re.compile(r"  - id: (.+)$")


@dataclass(frozen=True, slots=True)
class Written:
    """A scheme read from a table: what was read, and its file."""

    imported: Imported
    name: str
    text: str


def scheme_from_table(path: Path, given: Given, book: Book, source: Source) -> tuple[Written | None, tuple[Problem, ...]]:
    """`hengji rulebook import`: a score table to the YAML of a scheme that the law book takes; None where a problem rejects it."""
    with Jail() as jail:
        document, problems = documents.read(path, path.name, jail)
    told = tuple(book.problem(each) for each in problems)
    if document is None:
        return None, told
    imported, found = workbook.read(document, given, book)
    told = (*told, *found)
    if imported is None:
        return None, told
    text = _yaml(imported, path.name, book, source)
    name = f"{imported.draft.id}.yaml"
    refused = _refused(text, f"schemes/{name}", imported, source)
    return (None if refused else Written(imported, name, text)), (*told, *refused)


def _yaml(imported: Imported, file: str, book: Book, source: Source) -> str:
    """The file; where the scheme extends another, only what it changes."""
    draft = imported.draft
    lead = [book.caption("score_tables.source", file=file, digest=imported.digest)]
    lead = [book.caption("score_tables.lead"), *lead] if draft.undecided else lead
    base = draft.head.get("extends")
    under = load.draft(source, base.text) if isinstance(base, Scalar) else None
    changed = against(draft, under) if under is not None else None
    return scheme_yaml.text(draft, book, lead) if changed is None else scheme_yaml.changes(draft, changed, book, lead)


def _refused(text: str, name: str, imported: Imported, source: Source) -> tuple[Problem, ...]:
    """What the law book says against the scheme, at the rows of the table; a file of the same scheme gives way to it."""
    others = {path: content for path, content in source.files.items() if not _speaks_for(content, path, imported.draft.id)}
    _, problems = load.build(Source({**others, name: text.encode()}))
    lines = text.split("\n")
    return tuple(_at_table(each, lines, imported, name) for each in problems if each.place.file == name)


def _speaks_for(content: bytes, path: str, scheme: str) -> bool:
    return path.startswith("schemes/") and f"\nid: {scheme}\n".encode() in b"\n" + content


def _at_table(found: Problem, lines: list[str], imported: Imported, name: str) -> Problem:
    """A problem of the YAML that nobody sees yet, at the row of the table that it comes from."""
    number = int(found.place.where.split(":")[0]) if found.place.where else 0
    ids = (_ID.match(line) for line in reversed(lines[:number]))
    row = next((match[1].strip('"') for match in ids if match), "")
    place = imported.places.get(row)
    return (
        replace(found, place=place)
        if place is not None
        else replace(found, place=Place(next(iter(imported.places.values())).file, name))
    )


def table_from_scheme(scheme: str, book: Book, source: Source) -> tuple[bytes | None, tuple[Problem, ...]]:
    """`hengji rulebook export`: a scheme as a workbook; None where there is none of that id."""
    draft = load.draft(source, scheme)
    if draft is None or scheme not in book.schemes or book.score_tables is None:
        known = "、".join(each.id for each in book.offered())
        return None, (book.problem(problem(NO_SCHEME, Place("SCHEME_ID"), scheme, known=known)),)
    return score_table.workbook(draft, book, book.score_tables), ()


def new_edition(
    like: str, name: str, years: tuple[int, int | None], title: str, book: Book, source: Source
) -> tuple[str, tuple[Problem, ...]]:
    """`hengji rulebook new`: a scheme that extends another for other years, and what the law book says against it."""
    first, last = years
    head: dict[str, Yaml] = {
        "id": word(name),
        "extends": word(like),
        **({"title": word(title)} if title else {}),
        "years": listed([bare(str(first)), bare(str(last) if last is not None else "null")]),
    }
    lead = [book.caption("score_tables.new_lead", like=like), *book.caption("score_tables.new_help").split("\n")]
    text = scheme_yaml.changes(Draft(head, ()), Changes(head, (), (), ()), book, lead)
    path = f"schemes/{name}.yaml"
    _, problems = load.build(Source({**source.files, path: text.encode()}))
    return text, tuple(each for each in problems if each.place.file == path or name in each.message)


# ---- 审核口径


@dataclass(frozen=True, slots=True)
class Checks:
    """A reviewers' sheet read into files of a law book: how many rules are new, changed and as they were, and lines that only a person can check."""

    files: dict[str, str]
    new: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    by_hand: tuple[tuple[Place, str], ...]


def checks_from_sheet(path: Path, book: Book, source: Source) -> tuple[Checks | None, tuple[Problem, ...]]:
    """`hengji rulebook import --checks`: the rules of a sheet as files to lay over the law book; None where a problem rejects it."""
    with Jail() as jail:
        document, problems = documents.read(path, path.name, jail)
    told = tuple(book.problem(each) for each in problems)
    if document is None:
        return None, told
    sheet, found = rule_sheets.read(document, book)
    told = (*told, *found)
    if sheet is None:
        return None, told
    made = _checks(sheet, book, source)
    lead = [book.caption("score_tables.rules_source", file=path.name, digest=sheet.digest)]
    files = {name: scheme_yaml.blocks(trees, lead) for name, trees in made.files.items()}
    _, problems_ = load.build(Source({**source.files, **{name: text.encode() for name, text in files.items()}}))
    refused = tuple(each for each in problems_ if each.place.file in files)
    return (None if refused else replace(made.counts, files=files)), (*told, *refused)


@dataclass(frozen=True, slots=True)
class _Made:
    files: dict[str, list[Mapping]]
    counts: Checks


def _checks(sheet: RuleSheet, book: Book, source: Source) -> _Made:
    """The files that change: those that hold a changed check whole, and those of the family for new ones."""
    files: dict[str, list[Mapping]] = {}
    new: list[str] = []
    changed: list[str] = []
    unchanged = 0
    for rule in sheet.rules:
        name = text_of(rule.check, "id") or rule.code
        at = book.checks[name].place.file if rule.known else f"checks/{rule.code[:2]}.yaml"
        trees = files.get(at) or load.blocks_of(source, at)
        known = next((number for number, tree in enumerate(trees) if (text_of(tree, "id") or text_of(tree, "code")) == name), None)
        if known is not None and same(_with_id(trees[known]), rule.check):
            unchanged += 1
            continue
        trees = [*trees, rule.check] if known is None else [*trees[:known], rule.check, *trees[known + 1 :]]
        files[at] = trees
        (new if known is None else changed).append(name)
        _page(files, rule, book, source)
    counts = Checks({}, tuple(new), tuple(changed), unchanged, tuple(sheet.by_hand))
    return _Made(files, counts)


def _with_id(check: Mapping) -> Mapping:
    """A check under its id, which is its code where it has none of its own."""
    return check if "id" in check.entries else keyed({"id": word(text_of(check, "code")), **check.entries})


def _page(files: dict[str, list[Mapping]], rule: Rule, book: Book, source: Source) -> None:
    """The page of a code that the book does not have, or that the sheet's own family has otherwise."""
    law = book.score_tables
    if rule.code in book.codes and (law is None or not rule.code.startswith(law.rule_family)):
        return
    at = f"codes/{rule.code[:2]}.yaml"
    trees = files.get(at) or load.blocks_of(source, at)
    files[at] = [tree for tree in trees if text_of(tree, "code") != rule.code] + [rule.page]


def sheet_from_checks(book: Book, source: Source) -> bytes | None:
    """`hengji rulebook export --checks`: every check of the book as a reviewers' sheet."""
    if book.score_tables is None:
        return None
    trees = [tree for path in source.under("checks") for tree in load.blocks_of(source, path)]
    return rule_sheet.workbook(trees, book, book.score_tables)


# ---- a bureau's own scheme under a name that it is given


@dataclass(frozen=True, slots=True)
class Open:
    """What is left to a person: of a row (empty: of the scheme), at a place, and the lines that could be written."""

    row: str
    name: str
    place: str
    what: str
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A scheme that the law book takes: its file, and what it leaves to a person."""

    text: str
    open: tuple[Open, ...]


def own_scheme(path: Path, given: Given, book: Book, source: Source) -> tuple[Taken | None, tuple[Problem, ...]]:
    """A score table or a scheme's YAML under the id (and, where they are said, for the years) of `given`; None where a problem rejects it."""
    if path.suffix.lower() in {".yaml", ".yml"}:
        return _own_yaml(path, given, book, source)
    with Jail() as jail:
        document, problems = documents.read(path, path.name, jail)
    told = tuple(book.problem(each) for each in problems)
    if document is None:
        return None, told
    imported, found = workbook.read(document, given, book)
    told = (*told, *found)
    if imported is None:
        return None, told
    imported = replace(imported, draft=_under(imported.draft, given.id, given.years, given.authority))
    text = _yaml(imported, path.name, book, source)
    refused = _refused(text, f"schemes/{given.id}.yaml", imported, source)
    left = tuple(Open(each.row, each.name, each.place.where, each.what, each.candidates) for each in imported.draft.undecided)
    return (None if refused else Taken(text, left)), (*told, *refused)


def _own_yaml(path: Path, given: Given, book: Book, source: Source) -> tuple[Taken | None, tuple[Problem, ...]]:
    """A file of the law book as a person wrote it: held against the law book first as it stands, at its own lines."""
    content = path.read_bytes()
    text, problems = yaml.decode(content, path.name)
    tree, more = (None, ()) if problems else yaml.read(text, path.name)
    if not isinstance(tree, Mapping) or not text_of(tree, "id"):
        found = (*problems, *more) or (problem(NO_ID, Place(path.name), path.name, key="id"),)
        return None, tuple(book.problem(each) for each in found)
    name, at = text_of(tree, "id"), f"schemes/{given.id}.yaml"
    others = Source({each: kept for each, kept in source.files.items() if not _speaks_for(kept, each, name)})
    _, told = load.build(Source({**others.files, at: content}))
    wrong = tuple(replace(each, place=replace(each.place, file=path.name)) for each in told if each.place.file == at)
    draft = None if wrong else load.draft(Source({**others.files, at: content}), name)
    if draft is None:
        return None, wrong
    return _held_by_the_law(_under(draft, given.id, given.years, given.authority), (), path.name, book, source)


def _under(draft: Draft, name: str, years: tuple[int, int | None] | None, authority: str = "") -> Draft:
    """The draft under another id, of another authority and for other years where they are said."""
    head = {**draft.head, "id": word(name), **({"authority": word(authority)} if authority else {})}
    if years is not None:
        head["years"] = listed([bare(str(years[0])), bare(str(years[1]) if years[1] is not None else "null")])
    return replace(draft, head=head)


def decided(
    text: str,
    name: str,
    chosen: Sequence[tuple[str, str]],
    left: Sequence[Open],
    years: tuple[int, int | None] | None,
    book: Book,
    source: Source,
) -> tuple[Taken | None, tuple[Problem, ...]]:
    """A scheme with lines written into its rows (`chosen`: row and line, an empty row for the scheme itself), for other years where they are said.

    `left` is what stays open. None where the law book does not take it so.
    """
    draft = load.draft(Source({**source.files, f"schemes/{name}.yaml": text.encode()}), name)
    if draft is None:
        return None, (book.problem(problem(NO_SCHEME, Place(name), name, known="")),)
    head, rows = dict(draft.head), {row.id: row.tree for row in draft.rows}
    for row, line in chosen:
        tree, problems = yaml.read(line, name)
        if not isinstance(tree, Mapping) or problems:
            return None, tuple(book.problem(each) for each in problems)
        if row:
            rows[row] = keyed({**rows[row].entries, **tree.entries})
        else:
            head |= tree.entries
    remaining: dict[str, list[Undecided]] = {}
    for each in left:
        remaining.setdefault(each.row, []).append(Undecided(each.row, each.name, Place("", each.place), each.what, each.candidates))
    changed = Draft(
        head, tuple(DraftRow(rows[row.id], tuple(remaining.get(row.id, ()))) for row in draft.rows), tuple(remaining.get("", ()))
    )
    return _held_by_the_law(_under(changed, name, years), tuple(left), name, book, source)


def _held_by_the_law(
    draft: Draft, left: tuple[Open, ...], file: str, book: Book, source: Source
) -> tuple[Taken | None, tuple[Problem, ...]]:
    """The file of a draft, if the law book takes it."""
    base = draft.head.get("extends")
    under = load.draft(source, base.text) if isinstance(base, Scalar) else None
    changed = against(draft, under) if under is not None else None
    text = scheme_yaml.text(draft, book) if changed is None else scheme_yaml.changes(draft, changed, book)
    at = f"schemes/{draft.id}.yaml"
    _, problems = load.build(Source({**source.files, at: text.encode()}))
    wrong = tuple(replace(each, place=replace(each.place, file=file)) if each.place.file == at else each for each in problems)
    return (None if wrong else Taken(text, left)), wrong
