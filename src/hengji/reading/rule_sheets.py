"""审核口径: a reviewers' sheet of objects, points, ready opinions and patterns to checks of the law book, each tried on its own example."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.reading.score_tables import own
from hengji.reading.score_tables.grid import grids
from hengji.rulebook.draft import block, keyed, listed, word
from hengji.rulebook.score_tables import flat
from hengji.rulebook.settings import UnknownSettingError, tree
from hengji.rulebook.yaml import Mapping

if TYPE_CHECKING:
    from hengji.core.document import Document
    from hengji.reading.score_tables.grid import Grid
    from hengji.rulebook.book import Book
    from hengji.rulebook.score_tables import ScoreTables
    from hengji.rulebook.yaml import Yaml

NO_HEADER, BROKEN, EXAMPLE, SEVERITY, FULL, TWICE, NO_OPINION = (
    "TB20", "TB22", "TB23", "TB24", "TB25", "TB10", "TB26",
)  # fmt: skip
PATTERN_KIND = "pattern"
WORDS = ("context", "unless")
CODES = re.compile(r"[A-Z]{2}[0-9]{2}")
MOST_IN_FAMILY = 99
_MARKED = re.compile(r"/(?P<pattern>.+)/")
_UNBOUNDED = re.compile(r"(?<!\\)(?:[*+]|\{[0-9]*,\})")
_IN_CLASS = re.compile(r"\[(?:\\.|[^\]\\])*\]|\\.")
LONGEST_EXAMPLE = 2_000


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the sheet as a check of the law book, with the page of its code; `known` where the book has that check already."""

    code: str
    check: Mapping
    page: Mapping
    place: Place
    known: bool


@dataclass(slots=True)
class RuleSheet:
    """What a sheet says: rules for the program, and lines that only a person can check."""

    rules: list[Rule] = field(default_factory=list)
    by_hand: list[tuple[Place, str]] = field(default_factory=list)
    digest: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the sheet: its texts by column, spread downwards where cells are merged."""

    texts: dict[str, str]
    places: dict[str, Place]
    place: Place


def read(document: Document, book: Book) -> tuple[RuleSheet | None, tuple[Problem, ...]]:
    """The rules of a workbook and everything wrong with it; None where a problem rejects it."""
    law = book.score_tables
    problems: list[Problem] = list(document.problems)
    if law is None:
        return None, (book.problem(problem("RB15", Place("score_tables.yaml"), "score_tables.yaml")),)
    said = next((each for grid in grids(document) if (each := own.settings(grid, book)) is not None), None)
    lines = [line for grid in grids(document) for line in _lines(grid, law)]
    if not lines:
        names = "、".join(names[0] for role, names in law.rule_columns.items() if names and role != "ignored")
        problems.append(problem(NO_HEADER, Place(document.name), document.name, known=names))
        return None, tuple(book.problem(each) for each in problems)
    reader = _Reader(book, law, document.name, said.rows if said is not None else {}, problems)
    sheet = RuleSheet(digest=document.sha256)
    for line in lines:
        reader.line(line, sheet)
    told = tuple(book.problem(each) for each in dict.fromkeys(problems))
    rejected = any(book.codes[each.code].effect == "rejected" for each in told if each.code in book.codes)
    return (None if rejected else sheet), told


def _lines(grid: Grid, law: ScoreTables) -> list[_Line]:
    """The rows below the row of names; none where a sheet has no such row."""
    roles = {flat(name).text: role for role, names in law.rule_columns.items() for name in names}
    for row in range(grid.rows):
        columns = {roles[name]: at for at in range(grid.columns) if (name := flat(grid.spread(row, at)).text) in roles}
        if {"opinion", "pattern"} <= columns.keys():
            return [line for at in range(row + 1, grid.rows) if (line := _line(grid, at, columns)) is not None]
    return []


def _line(grid: Grid, row: int, columns: dict[str, int]) -> _Line | None:
    texts = {role: grid.spread(row, at) for role, at in columns.items()}
    own_texts = [grid.text(row, columns[role]) for role in ("opinion", "pattern")]
    if not any(own_texts):
        return None
    places = {role: grid.place(row, at) for role, at in columns.items()}
    return _Line({role: text for role, text in texts.items() if text}, places, places["opinion"])


@dataclass(slots=True)
class _Reader:
    book: Book
    law: ScoreTables
    file: str
    settings: dict[str, list[tuple[str, str, Place]]]
    problems: list[Problem]
    taken: set[str] = field(default_factory=set)

    def line(self, line: _Line, sheet: RuleSheet) -> None:
        """One line: a rule, or one for a person."""
        name = line.texts.get("code", "")
        if name in self.taken:
            self.problems.append(problem(TWICE, line.places["code"], name))
            return
        known = self.book.checks.get(name)
        if known is not None and known.kind != PATTERN_KIND:
            return  # what the program itself knows how to look for is shown in the sheet and not read back
        if "opinion" not in line.texts:
            self.problems.append(problem(NO_OPINION, line.places["opinion"], line.texts.get("point", "")))
            return
        patterns = self._patterns(line)
        if not patterns:
            if "pattern" not in line.texts:
                sheet.by_hand.append((line.place, self._title(line)))
            return
        code = self._code(name, line, sheet)
        if code:
            self.taken.add(name or code)
            check = self._check(name or code, code, line, patterns)
            sheet.rules.append(Rule(code, check, self._page(code, line), line.place, known is not None))
            self._try(line, patterns)

    def _code(self, name: str, line: _Line, sheet: RuleSheet) -> str:
        """The code of a rule: that of the check it changes, its own, or the next that is free."""
        if name in self.book.checks:
            return self.book.checks[name].code
        if CODES.fullmatch(name):
            return name
        used = {*self.book.codes, *(rule.code for rule in sheet.rules), *self.taken}
        for number in range(1, MOST_IN_FAMILY + 1):
            code = f"{self.law.rule_family}{number:02d}"
            if code not in used:
                return code
        self.problems.append(problem(FULL, line.place, self.law.rule_family))
        return ""

    def _patterns(self, line: _Line) -> tuple[str, ...]:
        """The patterns of a line: words as they stand, or /a regular expression/ whose repetitions have an end."""
        found = []
        for text in _parts(line.texts.get("pattern", "")):
            marked = _MARKED.fullmatch(text)
            pattern = marked["pattern"] if marked else re.escape(text)
            try:
                re.compile(pattern)
            except re.error:
                self.problems.append(problem(BROKEN, line.places["pattern"], text))
                continue
            if marked and _UNBOUNDED.search(_IN_CLASS.sub("", pattern)):
                self.problems.append(problem(BROKEN, line.places["pattern"], text))
                continue
            found.append(pattern)
        return tuple(found)

    def _try(self, line: _Line, patterns: tuple[str, ...]) -> None:
        """The example is found, the counter-example is not."""
        for role, wanted in (("hit", True), ("miss", False)):
            for text in _parts(line.texts.get(role, "")):
                found = any(re.search(pattern, text[:LONGEST_EXAMPLE]) for pattern in patterns)
                if found is not wanted:
                    self.problems.append(
                        problem(EXAMPLE, line.places[role], text, wanted=self.book.caption(f"score_tables.wanted_{role}"))
                    )

    def _title(self, line: _Line) -> str:
        parts = [line.texts.get(role, "") for role in ("point", "sub_point")]
        return "：".join(part for part in parts if part) or line.texts.get("object", "") or line.texts.get("opinion", "")[:20]

    def _severity(self, line: _Line) -> str:
        said = line.texts.get("severity", "")
        if said and said not in self.law.severities:
            self.problems.append(problem(SEVERITY, line.places["severity"], said, known="、".join(self.law.severities)))
        return self.law.severities.get(said, "notice")

    def _check(self, name: str, code: str, line: _Line, patterns: tuple[str, ...]) -> Mapping:
        """The block of checks/*.yaml; what the settings sheet says of it stays, what the table says goes before."""
        given = self._given(name)
        opinion = line.texts["opinion"]
        found: dict[str, Yaml] = {"id": word(name)}
        found |= {
            "code": word(code),
            "kind": word(PATTERN_KIND),
            "title": word(self._title(line)),
            "severity": word(self._severity(line)),
        }
        found["message"] = given.entries.get(
            "message", word(self.book.caption("score_tables.rule_message", opinion=opinion, found="{found}"))
        )
        found["advice"] = word(opinion)
        pairs = _entries(given, "pairs") | self._labels(line)
        words = _entries(given, "words") | {
            role: listed(map(word, _parts(line.texts[role]))) for role in WORDS if role in line.texts
        }
        if words:
            found["words"] = keyed(words)
        if pairs:
            found["pairs"] = keyed(pairs)
        found |= {key: each for key, each in given.entries.items() if key not in {*found, "patterns", "reference"}}
        found["patterns"] = listed(map(word, patterns))
        basis = line.texts.get("basis", f"{self.file} {line.place.where}")
        confidence = word(self.law.defaults.get("confidence", "K"))
        found["reference"] = given.entries.get("reference", block(source=word(basis), confidence=confidence))
        return keyed(found)

    def _labels(self, line: _Line) -> dict[str, Yaml]:
        """Object, point and sub-point, where the title alone does not say them."""
        roles = ("object", "point", "sub_point") if "sub_point" in line.texts else ("object",)
        return {role: word(line.texts[role]) for role in roles if role in line.texts}

    def _given(self, name: str) -> Mapping:
        try:
            return tree([(path, value) for path, value, _ in self.settings.get(name, [])], self.law.labels)
        except UnknownSettingError as error:
            place = self.settings[name][0][2]
            self.problems.append(problem(own.NOT_A_SETTING, place, error.found, known=""))
            return keyed({})

    def _page(self, code: str, line: _Line) -> Mapping:
        """The page of the code in codes/*.yaml."""
        known = self.book.codes.get(code)
        bad = line.texts.get("hit", "") or (known.bad if known else "") or line.texts["pattern"]
        good = line.texts.get("miss", "") or (known.good if known else "") or self.book.caption("score_tables.rule_good")
        return block(code=word(code), title=word(self._title(line)), bad=word(bad), good=word(good))


def _entries(tree_: Mapping, key: str) -> dict[str, Yaml]:
    node = tree_.entries.get(key)
    return dict(node.entries) if isinstance(node, Mapping) else {}


def _parts(text: str) -> list[str]:
    """The entries of a cell: one a line, or with full-width semicolons between; a regular expression stands on a line of its own."""
    found = []
    for line in text.split("\n"):
        found += [line] if _MARKED.fullmatch(line.strip()) else line.split("；")
    return [part.strip() for part in found if part.strip()]
