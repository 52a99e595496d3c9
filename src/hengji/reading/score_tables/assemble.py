"""A bureau's score table to a draft of a scheme: what the wording says is put in, what it leaves open is marked for a person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.expr.parse import parse
from hengji.reading.score_tables import bands, conditions, grades, own
from hengji.reading.score_tables import measure as measures
from hengji.reading.score_tables import standard as standards
from hengji.rulebook import method as methods
from hengji.rulebook.draft import Draft, DraftRow, Undecided, bare, block, keyed, listed, text_of, word
from hengji.rulebook.fields import Fields
from hengji.rulebook.scheme import proof, read_rows
from hengji.rulebook.score_tables import compiled, flat
from hengji.rulebook.yaml import Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.core.exact import Exact
    from hengji.reading.score_tables.bands import Step
    from hengji.reading.score_tables.checklist import Points
    from hengji.reading.score_tables.measure import Measure
    from hengji.reading.score_tables.rows import Body, Row
    from hengji.reading.score_tables.standard import Time, Understood
    from hengji.rulebook.book import Book
    from hengji.rulebook.score_tables import ScoreTables
    from hengji.rulebook.yaml import Yaml

TWO_TOTALS, NOT_THE_SUM, NOT_THE_PART, TWICE, NO_YEAR = "TB03", "TB04", "TB05", "TB10", "TB11"
BANDS_FAULT, OUTSIDE_WEIGHT, SAME_NAME = "TB07", "TB08", "TB21"
NO_WEIGHT, SHARED_WEIGHT, REFUSED, NO_AUTHORITY, NO_GRADES = "no_weight", "shared_weight", "refused", "no_authority", "no_grades"
HUNDRED = (100, 1)
LINE = "\n"
MEASURE, SHARE = "{measure}", "share"
_NAMED = re.compile("«([^»]+)»")
NO_METHOD = frozenset({"", "null", "~"})


@dataclass(frozen=True, slots=True)
class Given:
    """What the command line says of a scheme; what it leaves out is looked for in the table."""

    id: str = ""
    title: str = ""
    authority: str = ""
    years: tuple[int, int | None] | None = None
    source: str = ""
    confidence: str = ""
    sheet: str = ""


@dataclass(slots=True)
class Found:
    """The sheets of a table together: bodies in their order, and what stands above the headers."""

    bodies: list[Body] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    file: str = ""
    digest: str = ""
    first: Place = field(default_factory=lambda: Place(""))

    @property
    def rows(self) -> list[Row]:
        """All indicators."""
        return [row for body in self.bodies for row in body.rows]

    @property
    def notes(self) -> list[str]:
        """All notes, with what rows of bonus and veto say."""
        return [note for body in self.bodies for note in (*body.notes, *body.outside)]


def read_back(found: Found, said: own.Settings, given: Given, book: Book, law: ScoreTables) -> tuple[Draft, list[Problem]]:
    """The draft of our own export; a row that someone added to the table is read like that of a bureau."""
    problems = [each for body in found.bodies for each in body.problems]
    if not own.scaled(said, law):
        full_marks(found, law, problems, own.full_marks(said, law))
    drafted, fresh, wrong = own.draft(found.rows, said, law)
    problems.extend(wrong)
    names = dict(zip(map(id, found.rows), _ids(found.rows, law, problems), strict=True))
    reader = _Reader(book, law, found, given, problems)
    added = {id(row): reader.row(row, names[id(row)]) for row in fresh}
    known = {row.id: row for row in drafted.rows}
    rows = tuple(added.get(id(row)) or reader.kept(row, known[row.code]) for row in found.rows)
    return Draft(drafted.head, rows, _still_open(drafted, found, book, law)), problems


def _still_open(drafted: Draft, found: Found, book: Book, law: ScoreTables) -> tuple[Undecided, ...]:
    """What an export still leaves to a person about the scheme as a whole: its authority, and sentences of its notes that no setting answers."""
    notes, graded = drafted.head.get("notes"), drafted.head.get("grades")
    words = [each.text for each in notes.entries if isinstance(each, Scalar)] if isinstance(notes, Sequence) else []
    labels = grades.labels(graded) if graded is not None else ()
    said = conditions.find(words, law, conditions.Around(labels, HUNDRED, word("")))
    rows = (key for row in drafted.rows for key in row.tree.entries)
    answered = {*drafted.head, *rows, *([conditions.GRADE] if conditions.VETOES in drafted.head else [])}
    unread = [_unread(sentence, topics, found.first, book) for sentence, topics in said.unread if answered.isdisjoint(topics)]
    authority = drafted.head.get("authority")
    if isinstance(authority, Scalar) and authority.text == book.caption("score_tables.open"):
        unread.insert(0, _open(NO_AUTHORITY, found.first, book, ("authority: …",)))
    return tuple(unread)


def draft(found: Found, given: Given, book: Book, law: ScoreTables) -> tuple[Draft | None, list[Problem]]:
    """The draft of a scheme; None where its year cannot be known. Weights are held against every sum that the table states."""
    problems = [each for body in found.bodies for each in body.problems]
    _set_apart(found, law)
    full = full_marks(found, law, problems)
    _parts(found, problems)
    ids = _ids(found.rows, law, problems)
    reader = _Reader(book, law, found, given, problems)
    rows = tuple(reader.row(row, name) for row, name in zip(found.rows, ids, strict=True))
    _same_names(found.rows, problems)
    head, undecided = _head(found, given, full, book, law, problems)
    return (None if head is None else Draft(head, rows, undecided, tuple(reader.noted))), problems


def _set_apart(found: Found, law: ScoreTables) -> None:
    """Rows of bonus and veto are no indicators: their words are read like notes, their points are outside the total."""
    for body in found.bodies:
        apart = [row for row in body.rows if any(_is("outside", name, law) for name in row.path)]
        body.outside += [
            "：".join(filter(None, (row.path[0], _line(row.texts.get("standard", row.texts.get("explanation", ""))))))
            for row in apart
        ]
        body.rows = [row for row in body.rows if row not in apart]


# ---- sums


def full_marks(found: Found, law: ScoreTables, problems: list[Problem], known: Exact | None = None) -> Exact:
    """What all weights come to: as it is known, as the total states it, or what is usual; a sum that differs is told."""
    totals = [(place, weight) for body in found.bodies for place, weight in body.totals]
    if len(totals) > 1:
        problems.append(problem(TWO_TOTALS, totals[1][0], totals[1][0].where, first=totals[0][0].where))
    stated = next((weight for _, weight in totals if weight is not None), None)
    full = known or stated or exact.of(law.defaults.get("full_marks", "100"))
    weights = [row.weight for row in found.rows]
    total = _sum(each for each in weights if each is not None)
    over = exact.compare(total, full)
    if weights and len(totals) <= 1 and (over > 0 or (over and None not in weights)):
        last = next((row.weight_place for row in reversed(found.rows) if row.weight_place is not None), found.first)
        place = totals[0][0] if totals else last
        problems.append(problem(NOT_THE_SUM, place, exact.plain(total), full=exact.plain(full)))
    return full


def _parts(found: Found, problems: list[Problem]) -> None:
    """Subtotals and weights of outer names are what the rows below them come to."""
    for stated in (each for body in found.bodies for each in body.sums):
        weights = [row.weight for row in found.rows if row.path[: len(stated.path)] == stated.path]
        known = [each for each in weights if each is not None]
        if len(known) == len(weights) and weights and exact.compare(_sum(known), stated.weight) != 0:
            name, total = stated.path[-1], exact.plain(_sum(known))
            problems.append(problem(NOT_THE_PART, stated.place, exact.plain(stated.weight), name=name, wanted=total))


def _sum(weights: Iterable[Exact]) -> Exact:
    total = exact.ZERO
    for weight in weights:
        total = exact.add(total, weight)
    return total


def _ids(rows: list[Row], law: ScoreTables, problems: list[Problem]) -> list[str]:
    """The code of each row: its own, or one made from its number."""
    taken: set[str] = set()
    ids = []
    for number, row in enumerate(rows, start=1):
        name = row.code or law.defaults.get("row", "{number}").replace("{number}", f"{number:02d}")
        if name in taken:
            problems.append(problem(TWICE, row.places.get("code", row.place), name))
        taken.add(name)
        ids.append(name)
    return ids


def _same_names(rows: list[Row], problems: list[Problem]) -> None:
    """Two rows of one name under the same names above them."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        if row.path in first:
            problems.append(problem(SAME_NAME, row.place, row.path[-1], first=first[row.path].place.where))
        first.setdefault(row.path, row)


# ---- the head


def _head(
    found: Found, given: Given, full: Exact, book: Book, law: ScoreTables, problems: list[Problem]
) -> tuple[dict[str, Yaml] | None, tuple[Undecided, ...]]:
    undecided = []
    title = given.title or next((line for line in map(_line, found.above) if line and not _is("not_title", line, law)), found.file)
    years = given.years or _years([title, *found.above], law)
    if years is None:
        problems.append(problem(NO_YEAR, found.first, title))
        return None, ()
    authority = given.authority or _authority(found.above, law)
    if not authority:
        authority = book.caption("score_tables.open")
        undecided.append(_open(NO_AUTHORITY, found.first, book, ("authority: …",)))
    graded = grades.find([*found.notes, *found.above], law)
    if graded is None:
        undecided.append(_open(NO_GRADES, found.first, book, tuple(book.caption("score_tables.grades_line").split(LINE))))
    confidence = given.confidence or law.defaults.get("confidence", "K")
    reference = _reference(given.source or found.file, confidence)
    labels = grades.labels(graded[0]) if graded is not None else ()
    said = conditions.find(found.notes, law, conditions.Around(labels, full, reference))
    undecided += [_unread(sentence, topics, found.first, book) for sentence, topics in said.unread]
    head: dict[str, Yaml] = {
        "id": word(given.id or f"table-{found.digest[:8]}"),
        "title": word(title),
        "authority": word(authority),
        "years": listed([bare(str(years[0])), bare(str(years[1]) if years[1] is not None else "null")]),
        "kind": word("project" if _is("project", title, law) else law.defaults.get("kind", "department")),
        "full_marks": bare(exact.plain(full)),
        "rounding": block(rate=bare("null"), points=bare(law.defaults.get("points", "2"))),
        **({} if graded is None else {"grades": graded[0], "grades_reference": reference}),
        "outline": word(law.defaults.get("outline", "")),
        "notes": listed(word(_line(note)) for note in found.notes),
        **said.head,
        "reference": reference,
    }
    if not found.notes:
        del head["notes"]
    return head, tuple(undecided)


def _open(what: str, place: Place, book: Book, candidates: tuple[str, ...]) -> Undecided:
    return Undecided("", "", place, book.caption(f"score_tables.why_{what}"), candidates)


def _unread(sentence: str, topics: tuple[str, ...], place: Place, book: Book) -> Undecided:
    """A sentence about the whole scheme that is not understood, with how such a thing is written."""
    lines = tuple(book.caption(f"score_tables.line_{topic}") for topic in topics)
    return Undecided("", "", place, book.caption("score_tables.why_condition", found=sentence), lines)


def _line(text: str) -> str:
    return "".join(part.strip() for part in text.split(LINE)).strip()


def _is(pattern: str, text: str, law: ScoreTables) -> bool:
    return any(compiled(each).search(flat(text).text) for each in law.patterns.get(pattern, ()))


def _years(texts: list[str], law: ScoreTables) -> tuple[int, int | None] | None:
    for text in texts:
        for pattern in law.patterns.get("year", ()):
            if match := compiled(pattern).search(flat(text).text):
                return int(match["year"]), int(match["year"])
    return None


def _authority(texts: list[str], law: ScoreTables) -> str:
    for text in texts:
        for pattern in law.patterns.get("authority", ()):
            if match := compiled(pattern).search(flat(text).text):
                return match["authority"]
    return ""


def _reference(source: str, confidence: str) -> Yaml:
    return block(source=word(source), confidence=word(confidence))


# ---- the rows


@dataclass(slots=True)
class _Reader:
    book: Book
    law: ScoreTables
    found: Found
    given: Given
    problems: list[Problem]
    noted: list[str] = field(default_factory=list)

    def row(self, row: Row, name: str) -> DraftRow:
        """One indicator with its method and measure, or with what a person must decide."""
        core, unsure = self._core(row, name)
        names = (row.path[-1], *measures.names(row.texts, self.law))
        points = row.texts.get("points", "") or ("" if "standard" in row.texts else row.texts.get("explanation", ""))
        said = standards.Said(row.texts.get("standard", ""), points, names, tuple(self.found.notes))
        understood = standards.understand(said, row.weight, self.law)
        self._faults(row, understood)
        if understood.noted:
            self.noted.append(row.path[-1])
        measured = self._measure(row, understood)
        understood = self._settled(self._named(row, understood), measured)
        undecided = [*unsure, *self._weight(row, name), *self._method(row, name, understood, measured)]
        sure = not understood.why and (measured is None or bool(measured.formula))
        tree = self._tree(row, name, understood, measured, sure=sure)
        if sure and (refused := self._refused(tree)):
            what = self.book.caption("score_tables.why_refused", found=refused)
            undecided.append(self._open(row, name, what, self._lines((understood.method,), understood)))
            tree = self._tree(row, name, understood, measured)
        if self._refused(tree):
            tree = self._tree(row, name, None, None)
        if core:
            tree["core"] = bare("true")
        return DraftRow(keyed(tree), tuple(undecided))

    def _core(self, row: Row, code: str) -> tuple[bool, tuple[Undecided, ...]]:
        """Whether a row is a core indicator: by its column, behind its name, or by a mark that a note explains."""
        marks = {
            match["mark"]
            for note in self.found.notes
            for each in self.law.patterns.get("core_mark", ())
            if (match := compiled(each).search(flat(note).text))
        }
        name, core = row.path[-1], False
        for each in self.law.patterns.get("core_in_name", ()):
            if match := compiled(each).match(flat(name).text):
                name, core = flat(name).printed(0, match.end("name")), True
        if flat(name).text[-1:] in marks or flat(name).text[:1] in marks:
            name, core = name.strip().strip("".join(marks)), True
        row.path = (*row.path[:-1], name)
        said = row.texts.pop("core", "")
        unsure: tuple[Undecided, ...] = ()
        strange = "".join(letter for letter in flat(name).text if letter in self.law.words.get("marks", ()))
        if strange:
            unsure = (self._open(row, code, self.book.caption("score_tables.why_mark", found=strange), ("core: true",)),)
        if not said or _is("core_no", said, self.law):
            return core, unsure
        if _is("core_yes", said, self.law) or flat(said).text in marks:
            return True, unsure
        return core, (
            *unsure,
            self._open(row, code, self.book.caption("score_tables.why_core_unread", found=said), ("core: true",)),
        )

    def _named(self, row: Row, understood: Understood) -> Understood:
        """The rates that the parameters name, each by the formula that the row gives to it; one without leaves the row to a person."""
        parameters, lost = {}, ""
        for key, value in understood.parameters.items():
            said = value
            for name in _NAMED.findall(value):
                formula = measures.named(name, row.texts, self.book, self.law).formula
                lost = lost or ("" if formula else name)
                said = said.replace(f"«{name}»", formula)
            parameters[key] = said
        if not lost:
            return replace(understood, parameters=parameters)
        return replace(understood, parameters={}, why=understood.why or standards.NO_FORMULA_OF, found=lost)

    def _settled(self, understood: Understood, measured: Measure | None) -> Understood:
        """What only the measure settles: parameters that speak of it, and methods that go with one form of formula."""
        formula = measured.formula if measured is not None else ""
        parameters = {
            key: value.replace(MEASURE, formula) for key, value in understood.parameters.items() if formula or MEASURE not in value
        }
        understood = self._never_below(replace(understood, parameters=parameters), formula)
        shape = self.law.measure_shapes.get(understood.shape, "")
        if understood.why or not shape or not formula or compiled(shape).fullmatch(formula):
            return understood
        return replace(understood, why=standards.SHAPE, found=formula)

    def _never_below(self, understood: Understood, formula: str) -> Understood:
        """Bands that begin at nought want nothing said of what is below it, where the measure cannot be negative by the dictionary."""
        steps = understood.other_steps[0] if understood.why == bands.OPEN_END and len(understood.other_steps) == 1 else ()
        below = steps[0] if len(steps) > 1 else None
        if below is None or not formula or not below.unsaid or below.closed or below.to is None or steps[-1].unsaid:
            return understood
        low, _ = proof(parse(formula, self.book.vocabulary), None, exact.ONE, self.book.world.any_sign, {})
        if low is None or exact.compare(low, exact.ZERO) < 0 or exact.compare(below.to, exact.ZERO) != 0:
            return understood
        return replace(understood, why="", found="", other="", other_steps=(), steps=steps[1:])

    def kept(self, row: Row, drafted: DraftRow) -> DraftRow:
        """A row of an export as it was sent out; where it has no method or weight yet, with what a person must still decide."""
        if drafted.slot:
            return drafted
        undecided = tuple(self._weight(row, drafted.id))
        if text_of(drafted.tree, "method") in NO_METHOD:
            again = self.row(row, drafted.id)
            method = text_of(again.tree, "method")
            lines = () if method in NO_METHOD else (f"method: {method}    # {self.book.methods[method].label}",)
            undecided = again.undecided or (self._open(row, drafted.id, self.book.caption("score_tables.why_no_method"), lines),)
        return replace(drafted, undecided=undecided)

    def _faults(self, row: Row, understood: Understood) -> None:
        """What is wrong in the words themselves: bands that overlap or leave gaps, points above the weight."""
        place = row.places.get("standard", row.place)
        if understood.fault == standards.OUTSIDE:
            slots = {"weight": exact.plain(row.weight) if row.weight else "", "name": row.path[-1]}
            bare_number = understood.why in {standards.OTHER_FULL, standards.SUM_OF_ITEMS}
            said = f"{understood.found}{self.law.defaults.get('points_unit', '')}" if bare_number else understood.found
            self.problems.append(problem(OUTSIDE_WEIGHT, place, said, **slots))
        elif understood.fault:
            kind = self.book.caption(f"score_tables.fault_{understood.fault}")
            self.problems.append(problem(BANDS_FAULT, place, understood.found, other=understood.other, fault=kind))

    def _measure(self, row: Row, understood: Understood) -> Measure | None:
        """The measure that the method wants; None where it wants none."""
        named = [each for each in (understood.method, *understood.candidates) if each in self.book.methods]
        if named and not any(methods.measured(self.book.methods[each]) for each in named):
            return None
        return measures.of_method(understood.method, row.path[-1], row.texts, self.book, self.law, understood.subjects)

    def _open(self, row: Row, name: str, what: str, candidates: tuple[str, ...] = ()) -> Undecided:
        return Undecided(name, row.path[-1], row.places.get("standard", row.place), what, candidates)

    def _weight(self, row: Row, name: str) -> list[Undecided]:
        if row.weight is not None:
            return []
        why = SHARED_WEIGHT if row.shared else NO_WEIGHT
        return [self._open(row, name, self.book.caption(f"score_tables.why_{why}"), ("weight: …",))]

    def _method(self, row: Row, name: str, understood: Understood, measured: Measure | None) -> list[Undecided]:
        found = []
        if understood.why:
            what = self.book.caption(f"score_tables.why_{understood.why}", found=understood.found, other=understood.other)
            named = understood.candidates or ((understood.method,) if understood.method else ())
            lines = self._lines(named, understood)
            found.append(self._open(row, name, what, lines))
        every = [each for each in (understood.method, *understood.candidates) if each in self.book.methods]
        wanted = every and all(methods.measured(self.book.methods[each]) for each in every)
        if measured is not None and not measured.formula and wanted:
            what = self.book.caption(f"score_tables.why_{measured.why}", found=measured.found)
            lines = tuple(f"measure: {each}" for each in measured.candidates)
            if not understood.why:
                lines = (*lines, *self._lines((understood.method,), understood))
            found.append(self._open(row, name, what, lines))
        return found

    def _lines(self, named: tuple[str, ...], understood: Understood) -> tuple[str, ...]:
        """What could be written: the methods with their labels, then what goes with any of them and does not stand in the row already."""
        labels = [(each, self.book.methods[each].label) for each in named if each in self.book.methods]
        lines = [f"method: {each}    # {label}" for each, label in labels]
        lines += [f"bands: [{', '.join(map(_step, steps))}]" for steps in understood.other_steps]
        return tuple(lines)

    def _tree(
        self, row: Row, name: str, understood: Understood | None, measured: Measure | None, *, sure: bool = False
    ) -> dict[str, Yaml]:
        tree: dict[str, Yaml] = {
            "id": word(name),
            "path": listed(map(word, row.path)),
            "weight": bare("null" if row.weight is None else exact.plain(row.weight)),
            "measure": word(measured.formula) if measured is not None and measured.formula else bare("null"),
            "method": word(understood.method) if sure and understood is not None else bare("null"),
        }
        if understood is not None:
            tree.update(self._bound(understood))
        if understood is not None and understood.then:
            tree["not_applicable"] = self._absent(understood.then, measured)
        if understood is not None and understood.over:
            tree["over_completion"] = keyed({key: word(value) for key, value in understood.over})
        if "evidence" in row.texts:
            tree["evidence"] = listed(word(part) for part in _evidence(row.texts["evidence"]))
        saying = {"explanation": ("explanation", "formula", "points"), "standard": ("standard",)}
        for key, roles in saying.items():
            said = [row.texts[role] for role in roles if role in row.texts]
            if said:
                tree[key] = word(LINE.join(said))
        tree["reference"] = _reference(self._source(row), self.given.confidence or self.law.defaults.get("confidence", "K"))
        return tree

    def _absent(self, then: str, measured: Measure | None) -> Yaml:
        """What is done without an object; there is none where both figures of a rate are 0, otherwise the clerk states it."""
        shape = self.law.measure_shapes.get(SHARE, "")
        found = compiled(shape).fullmatch(measured.formula) if shape and measured is not None else None
        if found is None:
            return block(then=word(then))
        when = self.law.defaults["absent"].replace("{whole}", found["whole"]).replace("{part}", found["part"])
        return block(when=word(when), then=word(then))

    def _source(self, row: Row) -> str:
        return f"{self.given.source or self.found.file} {row.place.where}"

    def _bound(self, understood: Understood) -> dict[str, Yaml]:
        """Parameters, bands, items and tiers."""
        tree: dict[str, Yaml] = {}
        if understood.parameters:
            tree["parameters"] = keyed({key: word(value) for key, value in understood.parameters.items()})
        if understood.steps:
            tree["bands"] = listed(map(_band, understood.steps))
        if understood.items:
            tree["items"] = listed(map(_item, understood.items))
        if understood.times:
            tree["members"] = listed(map(_time, understood.times))
        if understood.tiers:
            tree["tiers"] = listed(keyed({key: word(value) for key, value in tier.items()}) for tier in understood.tiers)
        return tree

    def _refused(self, tree: dict[str, Yaml]) -> str:
        """Why the law book would not take a row; empty where it takes it."""
        problems: list[Problem] = []
        read_rows([Fields(keyed(tree), "", problems)], self.book.world)
        return self.book.problem(problems[0]).message if problems else ""


def _evidence(text: str) -> list[str]:
    parts = [text]
    for mark in (LINE, "；", "、"):
        if mark in text:
            parts = text.split(mark)
            break
    return [part.strip() for part in parts if part.strip()]


def _percent(value: Exact) -> str:
    return f"{exact.plain(exact.multiply(value, HUNDRED))}%"


def _band(step: Step) -> Yaml:
    points = bare(exact.plain(step.points) if step.points is not None else "null")
    if step.to is None:
        return block(above=bare("true"), points=points)
    return keyed({"to" if step.closed else "below": word(_percent(step.to)), "points": points})


def _step(step: Step) -> str:
    points = exact.plain(step.points) if step.points is not None and not step.unsaid else "…"
    if step.to is None:
        return f"{{above: true, points: {points}}}"
    return f"{{{'to' if step.closed else 'below'}: {_percent(step.to)}, points: {points}}}"


def _time(time: Time) -> Yaml:
    label, points, share = time
    return keyed({"label": word(label), "parameters": keyed({"得分": word(points), "目标值": word(share)})})


def _item(point: Points) -> Yaml:
    tree: dict[str, Yaml] = {"label": word(point.label)}
    if point.points is not None:
        tree["points"] = bare(exact.plain(point.points))
    return keyed(tree)
