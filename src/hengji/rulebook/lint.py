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
from hengji.rulebook.limits import most_of, share
from hengji.rulebook.scheme import FIRST, SECOND, TOTAL, Indicator, Scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book
    from hengji.rulebook.limits import Section

MISSING, TWICE = "RB04", "RB10"
CLASH, UNUSED, WEIGHTS, OVERLAP, NO_CODE, NO_CONCEPT, UNKNOWN_WORD = "RB16", "RB17", "RB18", "RB19", "RB20", "RB21", "RB22"
NO_WORDS, NO_TEMPLATE, ZERO_UNSOURCED = "RB23", "RB24", "RB25"
CHOICE, NO_RECEIVER, NO_SECTION, CORE = "RB09", "RB41", "RB42", "RB43"
WORDED = ("RB", "FX", "RD", "IN", "DC", "SY", "BA", "TB", "WF")


def check(book: Book, *, complete: bool) -> Iterator[Problem]:
    """Every problem of the book as a whole; what nobody uses is told only where everything else could be read."""
    yield from _units(book, complete=complete)
    yield from _labels(book)
    yield from _kinds(book)
    yield from _codes(book)
    yield from _rule_kinds(book)
    yield from _scheme_problems(book)
    yield from _years(book)
    yield from _forms(book)
    yield from _charts(book)
    if complete:
        yield from _unused(book)


def _charts(book: Book) -> Iterator[Problem]:
    """A picture speaks of concepts of the dictionary, all of money."""
    for entry in book.charts.values():
        for label in entry.labels:
            if label not in book.by_label or book.by_label[label].dimension != "money":
                yield problem(NO_CONCEPT, entry.place, label)


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


def _rule_kinds(book: Book) -> Iterator[Problem]:
    """Where the book lists the kinds of rule, a method names kinds of that list, and a kind names a scheme of the book."""
    for method in book.methods.values() if book.kinds else ():
        for kind in method.kinds:
            if kind not in book.kinds:
                yield problem(UNKNOWN_WORD, method.place, kind, known="、".join(book.kinds))
    for entry in book.kinds.values():
        if entry.scheme and entry.scheme not in book.schemes:
            yield problem(UNKNOWN_WORD, entry.place, entry.scheme, known="、".join(book.schemes))


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
        yield from _receivers(scheme)
        yield from _sections(scheme)
        yield from _limits(scheme)
        yield from _core(scheme)
        yield from _members(scheme)
        if scheme.outline and f"reports/{scheme.outline}.docx" not in book.templates:
            yield problem(NO_TEMPLATE, scheme.place, scheme.outline)
        lows = [step.lowest for step in scheme.grades]
        if any(exact.compare(high, low) <= 0 for high, low in itertools.pairwise(lows)):
            yield problem(WEIGHTS, scheme.place, "grades", full="")


def _receivers(scheme: Scheme) -> Iterator[Problem]:
    """Who takes the points of a row that does not apply exists, is not the row itself, and belongs to one such group only."""
    known: set[str] = {row.id for row in scheme.rows}
    owners: dict[str, tuple[str, ...]] = {}
    for row in scheme.rows:
        to = row.not_applicable.to if row.not_applicable is not None else ()
        for name in () if to[:1] in ((TOTAL,), (FIRST,), (SECOND,)) else to:
            if name not in known or name == row.id:
                yield problem(NO_RECEIVER, row.place, name, row=row.id, known="、".join(sorted(known - {row.id})))
            elif owners.setdefault(name, to) != to:
                yield problem(NO_RECEIVER, row.place, name, row=row.id, known="、".join(owners[name]))


def _sections(scheme: Scheme) -> Iterator[Problem]:
    """The rows of a section add up to its base, their weights to its weight; no section is empty or may earn more than it is worth."""
    for section in scheme.sections:
        rows = [row for row in scheme.rows if row.path[: len(section.path)] == section.path]
        if not rows:
            yield problem(NO_SECTION, section.place, "/".join(section.path))
        if not rows or any(row.weight is None for row in rows):
            continue
        total = exact.ZERO
        for row in rows:
            total = exact.add(total, row.weight or exact.ZERO)
        wanted = exact.multiply(section.weight, _share(section, scheme))
        if exact.compare(total, wanted):
            yield problem(WEIGHTS, section.place, exact.plain(total), full=exact.plain(wanted))
        if section.most is not None and (section.most[0] <= 0 or exact.compare(section.most, wanted) > 0):
            yield problem(CHOICE, section.place, exact.plain(section.most), key="most", allowed=f"0–{exact.plain(wanted)}")


def _share(section: Section, scheme: Scheme) -> Exact:
    """By what the sections around a section multiply its weight."""
    around = tuple(other for other in scheme.sections if len(other.path) < len(section.path))
    return share(section.path, around)


def _limits(scheme: Scheme) -> Iterator[Problem]:
    """Vetoes and caps have ids of their own; a veto names a grade that the scheme has; no limit is above the full marks or below 0."""
    labels, most = [step.label for step in scheme.grades], scheme.full_marks
    seen: set[str] = set()
    for name, place in [*((veto.id, veto.place) for veto in scheme.vetoes), *((cap.id, cap.place) for cap in scheme.caps)]:
        if name in seen:
            yield problem(TWICE, place, name)
        seen.add(name)
    for veto in scheme.vetoes:
        if veto.grade and veto.grade not in labels:
            yield problem(CHOICE, veto.place, veto.grade, key="grade", allowed="、".join(labels))
        if veto.most is not None and (veto.most[0] < 0 or exact.compare(veto.most, most) > 0):
            yield problem(CHOICE, veto.place, exact.plain(veto.most), key="points", allowed=f"0–{exact.plain(most)}")
    for cap in scheme.caps:
        for value in most_of(cap.most):
            if value[0] < 0 or exact.compare(value, most) > 0:
                yield problem(CHOICE, cap.place, exact.plain(value), key="points", allowed=f"0–{exact.plain(most)}")


def _core(scheme: Scheme) -> Iterator[Problem]:
    """The core indicators are as many and worth as much as the scheme says, where the weights are known."""
    core = [row for row in scheme.indicators if row.core]
    if scheme.core is None or any(row.weight is None for row in core):
        return
    worth = exact.ZERO
    for row in core:
        worth = exact.add(worth, row.weight or exact.ZERO)
    if len(core) < scheme.core.least or exact.compare(worth, scheme.core.weight) < 0:
        wanted = f"{scheme.core.least}、{exact.plain(scheme.core.weight)}"
        yield problem(CORE, scheme.place, f"{len(core)}、{exact.plain(worth)}", wanted=wanted)


def _members(scheme: Scheme) -> Iterator[Problem]:
    """The members of a row have names of their own, by which they are filled in and chosen."""
    for row in scheme.indicators:
        labels = [member.label for member in row.members]
        for label in dict.fromkeys(label for label in labels if labels.count(label) > 1):
            yield problem(TWICE, row.place, f"{row.id} {label}")


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
        yield from (veto.when for veto in scheme.vetoes)
        yield from (cap.most for cap in scheme.caps)
        for row in scheme.rows:
            if isinstance(row, Indicator):
                yield from (node for node in _row_formulas(row) if node is not None)


def _row_formulas(row: Indicator) -> tuple[Node | None, ...]:
    return (
        row.measure,
        row.bound.points if row.bound else None,
        row.not_applicable.when if row.not_applicable else None,
        *(node for member in row.members for node in member.nodes()),
    )


def _unused(book: Book) -> Iterator[Problem]:
    used = used_concepts(book)
    for concept in book.concepts.values():
        if concept.id not in used:
            yield problem(UNUSED, concept.place, concept.label)
