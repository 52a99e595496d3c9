"""Looks at the law book as a whole: names that clash, weights that do not add up, years that overlap, what nobody uses."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.expr.parse import reserved
from hengji.expr.tree import Node, refs
from hengji.rulebook.codes import CODE
from hengji.rulebook.scheme import Indicator, Scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hengji.rulebook.book import Book

MISSING, TWICE = "RB04", "RB10"
CLASH, UNUSED, WEIGHTS, OVERLAP, NO_CODE, NO_CONCEPT, UNKNOWN_WORD = "RB16", "RB17", "RB18", "RB19", "RB20", "RB21", "RB22"
NO_WORDS, NO_TEMPLATE, ZERO_UNSOURCED = "RB23", "RB24", "RB25"
WORDED = ("RB", "FX", "RD", "IN", "DC", "SY")


def check(book: Book, *, complete: bool) -> Iterator[Problem]:
    """Every problem of the book as a whole; what nobody uses is told only where everything else could be read."""
    yield from _units(book, complete=complete)
    yield from _labels(book)
    yield from _kinds(book)
    yield from _codes(book)
    yield from _scheme_problems(book)
    yield from _years(book)
    yield from _forms(book)
    if complete:
        yield from _unused(book)


def _units(book: Book, *, complete: bool) -> Iterator[Problem]:
    """A spelling belongs to one unit, and each dimension is printed in one."""
    owners: dict[str, str] = {}
    shown: set[str] = set()
    for entry in book.units.values():
        for spelling in dict.fromkeys((entry.unit.label, *entry.spellings)):
            if spelling in owners:
                yield problem(CLASH, entry.place, spelling, owner=owners[spelling])
            owners[spelling] = entry.unit.id
        if entry.shown and entry.unit.dimension in shown:
            yield problem(TWICE, entry.place, f"shown: {entry.unit.dimension}")
        shown.update([entry.unit.dimension] if entry.shown else [])
    for dimension in dict.fromkeys(entry.unit.dimension for entry in book.units.values()):
        if complete and dimension not in shown:
            first = next(entry for entry in book.units.values() if entry.unit.dimension == dimension)
            yield problem(MISSING, first.place, dimension, key=f"shown: {dimension}")


def _labels(book: Book) -> Iterator[Problem]:
    """A word belongs to one concept; a label is no keyword."""
    owners: dict[str, str] = {}
    for concept in (each for each in book.concepts.values() if each.label):
        if reserved(concept.label):
            yield problem(CLASH, concept.place, concept.label, owner="衡式")
        if concept.label in owners:
            yield problem(CLASH, concept.place, concept.label, owner=owners[concept.label])
        owners[concept.label] = concept.id
    for concept in book.concepts.values():
        for synonym in concept.synonyms:
            if synonym.text in owners:
                yield problem(CLASH, concept.place, synonym.text, owner=owners[synonym.text])
            owners[synonym.text] = concept.id


def _kinds(book: Book) -> Iterator[Problem]:
    """Stages, axes, units and dimensions that a concept names exist; a term that may be left out says by whose leave."""
    dimensions = {entry.unit.dimension for entry in book.units.values()} | {"text", "date", "truth"}
    for concept in book.concepts.values():
        words: list[tuple[Sequence[str], Mapping[str, object]]] = [
            (concept.stages, book.stages),
            (concept.axes, book.axes),
            ([concept.unit] if concept.unit else [], book.spellings),
        ]
        for named, known in words:
            for word in named:
                if word not in known:
                    yield problem(UNKNOWN_WORD, concept.place, word, known="、".join(known))
        if concept.dimension and concept.dimension not in dimensions:
            yield problem(UNKNOWN_WORD, concept.place, concept.dimension, known="、".join(sorted(dimensions)))
        if concept.absent_zero and concept.absent_reference is None:
            yield problem(ZERO_UNSOURCED, concept.place, concept.label)


def _codes(book: Book) -> Iterator[Problem]:
    for identity in book.identities.values():
        if identity.code not in book.codes:
            yield problem(NO_CODE, identity.place, identity.code)
    for check in book.checks.values():
        if check.code not in book.codes:
            yield problem(NO_CODE, check.place, check.code)
    for code in book.codes.values():
        if not CODE.fullmatch(code.code) or not code.place.file.endswith(f"/{code.code[:2]}.yaml"):
            yield problem(NO_CODE, code.place, code.code)
        if code.code[:2] in WORDED and not (code.message and code.expected and code.fix):
            yield problem(NO_WORDS, code.place, code.code)


def _scheme_problems(book: Book) -> Iterator[Problem]:
    for scheme in book.schemes.values():
        seen: set[str] = set()
        for row in scheme.rows:
            if row.id in seen:
                yield problem(TWICE, row.place, row.id)
            seen.add(row.id)
        total = exact.ZERO
        for row in scheme.rows:
            total = exact.add(total, row.weight or exact.ZERO)
        over = exact.compare(total, scheme.full_marks)
        if scheme.full_marks[0] > 0 and (over > 0 or (over and scheme.weights_known())):
            yield problem(WEIGHTS, scheme.place, exact.plain(total), full=exact.plain(scheme.full_marks))
        yield from _asks(scheme, book)
        if scheme.outline and f"reports/{scheme.outline}.docx" not in book.templates:
            yield problem(NO_TEMPLATE, scheme.place, scheme.outline)
        lows = [step.lowest for step in scheme.grades]
        if any(exact.compare(high, low) <= 0 for high, low in itertools.pairwise(lows)):
            yield problem(WEIGHTS, scheme.place, "grades", full="")


def _asks(scheme: Scheme, book: Book) -> Iterator[Problem]:
    """A row asks for facts by their labels; a word with no concept would be asked for in vain."""
    for row in scheme.indicators:
        for words in row.asks:
            if words not in book.by_label:
                yield problem(UNKNOWN_WORD, row.place, words, known=book.vocabulary.nearest(words))


def _years(book: Book) -> Iterator[Problem]:
    """Two schemes of one authority, kind and title are never in force in one year (FAULTS E5)."""
    schemes = sorted(book.schemes.values(), key=lambda scheme: scheme.first)
    for at, earlier in enumerate(schemes):
        for later in schemes[at + 1 :]:
            if _one_line(earlier, later) and (earlier.last is None or earlier.last >= later.first):
                yield problem(OVERLAP, later.place, later.id, other=f"{earlier.id}（{earlier.place}）")


def _one_line(a: Scheme, b: Scheme) -> bool:
    return (a.authority, a.kind, a.title) == (b.authority, b.kind, b.title)


def _forms(book: Book) -> Iterator[Problem]:
    for form in book.forms.values():
        for named in form.concepts():
            if named.text not in book.concepts:
                yield problem(NO_CONCEPT, Place.line(form.place.file, named.line, named.column), named.text)


def used_concepts(book: Book) -> set[str]:
    """The concepts that an identity, a form, a scheme or a report uses."""
    used = {named.text for form in book.forms.values() for named in form.concepts()}
    for node in _formulas(book):
        used.update(ref.concept for ref in refs(node))
    texts = [words for scheme in book.schemes.values() for row in scheme.indicators for words in row.asks]
    used.update(book.by_label[words].id for words in texts if words in book.by_label)
    return used


def _formulas(book: Book) -> Iterable[Node]:
    for identity in book.identities.values():
        yield identity.formula
        if identity.applies is not None:
            yield identity.applies
    for scheme in book.schemes.values():
        for row in scheme.rows:
            if isinstance(row, Indicator):
                yield from (node for node in _row_formulas(row) if node is not None)


def _row_formulas(row: Indicator) -> tuple[Node | None, ...]:
    return (
        row.measure,
        row.bound.points if row.bound else None,
        row.not_applicable.when if row.not_applicable else None,
    )


def _unused(book: Book) -> Iterator[Problem]:
    used = used_concepts(book)
    for concept in book.concepts.values():
        if concept.id not in used:
            yield problem(UNUSED, concept.place, concept.label)
