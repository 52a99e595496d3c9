"""Loads the law book: files to a frozen Book, every problem with file, line and column, all of them at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.expr import errors
from hengji.expr.names import Axis, Name, Vocabulary
from hengji.rulebook import board, chart, editions, lint, narration, sampling, score_tables, yaml
from hengji.rulebook.book import Book
from hengji.rulebook.check import read_check, texts
from hengji.rulebook.codes import read_code
from hengji.rulebook.concept import AxisEntry, Concept, Stage, UnitEntry, read_axis, read_concept, read_stage, read_unit
from hengji.rulebook.draft import Draft, DraftRow
from hengji.rulebook.fields import Fields, blocks, nearest
from hengji.rulebook.files import LAYER, Source, collect, home
from hengji.rulebook.form_grammar import Known, read_form
from hengji.rulebook.identity import read_identity
from hengji.rulebook.kinds import read_kind
from hengji.rulebook.labels import unit_words
from hengji.rulebook.layout import Standard, read_standard
from hengji.rulebook.method import read_method
from hengji.rulebook.personal import FILE as PERSONAL
from hengji.rulebook.personal import read_personal
from hengji.rulebook.review import read_review
from hengji.rulebook.scheme import Scheme, World, around, read_alternative, read_rows, read_scheme
from hengji.rulebook.yaml import Mapping, Scalar, Sequence, Yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hengji.rulebook.board import Board
    from hengji.rulebook.form import Form
    from hengji.rulebook.narration import Narration
    from hengji.rulebook.review import Review
    from hengji.rulebook.sampling import Sampling
    from hengji.rulebook.score_tables import ScoreTables

KIND, TWICE, UNKNOWN_BASE = "RB06", "RB10", "RB14"
UNREADABLE = frozenset({"RB01", "RB02", "RB03", "RB12", "RB15"})
"""A file that gave nothing."""
CONSEQUENCES = frozenset({errors.NAME, "RB13", "RB14", "RB20", "RB21", "RB22"})
"""A name that nobody declares: not told while the file that may declare it cannot be read."""
T = TypeVar("T")

__all__ = ["Source", "Stated", "blocks_of", "build", "collect", "draft", "home", "load", "stated"]


@dataclass(slots=True)
class _Loading:
    """What has been read so far, and every problem met."""

    source: Source
    problems: list[Problem] = field(default_factory=list)

    def tree(self, path: str) -> Yaml | None:
        text, problems = yaml.decode(self.source.files[path], path)
        self.problems.extend(problems)
        if problems:
            return None
        tree, problems = yaml.read(text, path)
        self.problems.extend(problems)
        return tree

    def mapping(self, path: str) -> Mapping | None:
        """The tree of a file that holds one block."""
        before = len(self.problems)
        tree = self.tree(path)
        if not isinstance(tree, Mapping) and len(self.problems) == before:
            place = Place.line(path, tree.line, tree.column) if tree is not None else Place.line(path, 1, 1)
            self.problems.append(problem(KIND, place, path, wanted="mapping"))
        return tree if isinstance(tree, Mapping) else None

    def blocks(self, paths: Iterable[str]) -> Iterator[Fields]:
        for path in paths:
            if path in self.source.files:
                yield from blocks(self.tree(path), path, self.problems)
            else:
                self.problems.append(problem("RB15", Place(path), path))

    def table(self, paths: Iterable[str], read: Callable[[Fields], T | None], key: Callable[[T], str]) -> dict[str, T]:
        """The entries of list files by their key; a key twice is a problem at its second place."""
        found: dict[str, T] = {}
        for fields in self.blocks(paths):
            entry = read(fields)
            if entry is not None:
                self.keep(found, key(entry), entry, fields.place)
        return found

    def keep(self, found: dict[str, T], name: str, entry: T, place: Place) -> None:
        if name in found:
            self.problems.append(problem(TWICE, place, name))
        found[name] = entry


def load(*folders: Path) -> tuple[Book, tuple[Problem, ...]]:
    """The law book of the given folders (none: the one that came with the program), and all that is wrong with it."""
    return build(collect(*folders))


def build(source: Source) -> tuple[Book, tuple[Problem, ...]]:
    """The law book made from files; every entry that could be read is in it."""
    loading = _Loading(source)
    codes = loading.table(source.under("codes"), read_code, lambda code: code.code)
    units = loading.table(["units.yaml"], read_unit, lambda entry: entry.unit.id)
    axes = loading.table(["axes.yaml"], read_axis, lambda axis: axis.id)
    stages = loading.table(["stages.yaml"], read_stage, lambda stage: stage.id)
    concepts = loading.table(source.under("concepts"), read_concept, lambda concept: concept.id)
    vocabulary = _vocabulary(units, axes, stages, concepts)
    optional = vocabulary.allowing_optional_terms()
    identities = loading.table(source.under("identities"), lambda fields: read_identity(fields, optional), lambda rule: rule.code)
    methods = loading.table(["methods.yaml"], lambda fields: read_method(fields, vocabulary), lambda method: method.id)
    world = World(vocabulary, methods, frozenset(concept.id for concept in concepts.values() if concept.any_sign))
    reviews = _reviews(loading)
    book = Book(
        units=units,
        axes=axes,
        stages=stages,
        concepts=concepts,
        identities=identities,
        methods=methods,
        schemes=_schemes(loading, world),
        forms=_forms(loading, _known(units, axes, stages)),
        alternatives=loading.table(
            ["alternatives.yaml"], lambda fields: read_alternative(fields, world), lambda other: other.indicator.id
        ),
        codes=codes,
        captions=_captions(loading),
        checks=loading.table(source.under("checks"), read_check, lambda check: check.id),
        phrases=_phrases(loading),
        templates={path.removeprefix("templates/"): files for path, files in source.files.items() if path.startswith("templates/")},
        vocabulary=vocabulary,
        world=world,
        digest=source.digest,
        reviews=reviews,
        kinds=loading.table([path for path in ["kinds.yaml"] if path in source.files], read_kind, lambda kind: kind.id),
        score_tables=_score_tables(loading),
        sampling=_sampling(loading),
        board=_board(loading, frozenset(reviews)),
        personal=loading.table([path for path in [PERSONAL] if path in source.files], read_personal, lambda kind: kind.id),
        charts=loading.table([path for path in [chart.FILE] if path in source.files], chart.read_chart, lambda entry: entry.id),
        narration=_narration(loading),
        standards=_standards(loading),
        spellings={spelling: entry.unit for entry in units.values() for spelling in (entry.unit.label, *entry.spellings)},
        shown={entry.unit.dimension: entry.unit for entry in units.values() if entry.shown},
        by_label={concept.label: concept for concept in concepts.values()},
        parents={axis.id: {member.code: member.parent for member in axis.members.values()} for axis in axes.values()},
    )
    return book, _told(loading.problems, book)


def _told(problems: list[Problem], book: Book) -> tuple[Problem, ...]:
    """What is wrong with the entries and between them; what only follows from a file that cannot be read is left out."""
    found = [*problems, *lint.check(book, complete=not problems)]
    if any(each.code in UNREADABLE for each in found):
        found = [each for each in found if each.code not in CONSEQUENCES]
    return tuple(book.problem(each) for each in dict.fromkeys(found))


def _vocabulary(
    units: dict[str, UnitEntry], axes: dict[str, AxisEntry], stages: dict[str, Stage], concepts: dict[str, Concept]
) -> Vocabulary:
    """The closed world of formulas: labels only, no synonyms."""
    names = {}
    for concept in concepts.values():
        if concept.label:
            names[concept.label] = Name(
                concept.id, concept.label, concept.dimension, concept.stages, concept.axes, concept.absent_zero, concept.any_sign
            )
    words = {word: stage.id for stage in stages.values() for word in (stage.label, *stage.synonyms)}
    return Vocabulary(
        names,
        words,
        {stage.id: stage.label for stage in stages.values()},
        {axis.label: Axis(axis.id, axis.label, frozenset(axis.members)) for axis in axes.values()},
        {entry.unit.label: entry.unit for entry in units.values()},
    )


def _captions(loading: _Loading) -> dict[str, str]:
    """captions/<file>.yaml: a mapping of keys to words, read as `file.key`."""
    captions = {}
    for path in loading.source.under("captions"):
        tree = loading.mapping(path)
        if tree is not None:
            stem = Path(path).stem
            for key, node in Fields(tree, path, loading.problems).pairs():
                if isinstance(node, Scalar):
                    captions[f"{stem}.{key}"] = node.text
                else:
                    loading.problems.append(problem("RB06", Place.line(path, node.line, node.column), key, wanted="scalar"))
    return captions


def _phrases(loading: _Loading) -> dict[str, tuple[str, ...]]:
    """phrases/<file>.yaml: a mapping of keys to lists of words, read as `file.key`."""
    phrases: dict[str, tuple[str, ...]] = {}
    for path in loading.source.under("phrases"):
        tree = loading.mapping(path)
        if tree is not None:
            fields, stem = Fields(tree, path, loading.problems), Path(path).stem.rstrip(LAYER)
            for key, node in fields.pairs():
                known = phrases.get(f"{stem}.{key}", ())
                phrases[f"{stem}.{key}"] = tuple(dict.fromkeys((*known, *texts(fields, node, key))))
    return phrases


def _known(units: dict[str, UnitEntry], axes: dict[str, AxisEntry], stages: dict[str, Stage]) -> Known:
    """The words that a form may use."""
    spellings = {word: entry.unit for entry in units.values() for word in (entry.unit.label, *entry.spellings)}
    return Known(frozenset(stages), unit_words(spellings), frozenset(spellings), axes)


def _forms(loading: _Loading, known: Known) -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for path in loading.source.under("forms"):
        tree = loading.mapping(path)
        if tree is not None:
            form = read_form(Fields(tree, path, loading.problems), tree, known)
            loading.keep(forms, form.id, form, form.place)
    return forms


def _score_tables(loading: _Loading) -> ScoreTables | None:
    """How score tables are read; None where the book does not say."""
    if score_tables.FILE not in loading.source.files:
        return None
    tree = loading.mapping(score_tables.FILE)
    return None if tree is None else score_tables.read(Fields(tree, score_tables.FILE, loading.problems))


def _sampling(loading: _Loading) -> Sampling:
    """By what a run lists and draws units; nothing where the book does not say."""
    tree = loading.mapping(sampling.FILE) if sampling.FILE in loading.source.files else None
    return sampling.NEUTRAL if tree is None else sampling.read(Fields(tree, sampling.FILE, loading.problems))


def _board(loading: _Loading, reviews: frozenset[str]) -> Board:
    """How the board classes scores; in one class where the book does not say."""
    tree = loading.mapping(board.FILE) if board.FILE in loading.source.files else None
    return board.NEUTRAL if tree is None else board.read(Fields(tree, board.FILE, loading.problems), reviews)


def _narration(loading: _Loading) -> Narration | None:
    """What a language model may be asked; None where the book does not say."""
    if narration.FILE not in loading.source.files:
        return None
    tree = loading.mapping(narration.FILE)
    return None if tree is None else narration.read(Fields(tree, narration.FILE, loading.problems))


def _standards(loading: _Loading) -> dict[str, Standard]:
    """The standards for the setting of documents, by id."""
    standards: dict[str, Standard] = {}
    for path in loading.source.under("layout"):
        tree = loading.mapping(path)
        if tree is not None:
            standard = read_standard(Fields(tree, path, loading.problems))
            loading.keep(standards, standard.id, standard, standard.place)
    return standards


def _reviews(loading: _Loading) -> dict[str, Review]:
    reviews: dict[str, Review] = {}
    for path in loading.source.under("reviews"):
        tree = loading.mapping(path)
        if tree is not None:
            review = read_review(Fields(tree, path, loading.problems))
            loading.keep(reviews, review.id, review, review.place)
    return reviews


@dataclass(frozen=True, slots=True)
class _Draft:
    """A scheme before its rows are read: the head, and the rows with the files in which they stand; `beneath` are the files of its bases."""

    head: Mapping
    path: str
    rows: tuple[tuple[str, Mapping, str], ...]
    beneath: tuple[str, ...] = ()


def _scheme_trees(loading: _Loading) -> dict[str, tuple[Mapping, str]]:
    """The files of schemes by their ids."""
    trees: dict[str, tuple[Mapping, str]] = {}
    for path in loading.source.under("schemes"):
        tree = loading.mapping(path)
        if tree is None:
            continue
        name = _word(tree, "id") or path
        if name in trees:  # the first stands: two files never speak for one scheme
            loading.problems.append(problem(TWICE, _at(tree.entries["id"], path), f"{name}（{trees[name][1]}）"))
            continue
        trees[name] = (tree, path)
    return trees


@dataclass(frozen=True, slots=True)
class Stated:
    """A scheme as its files state it: head and rows, with what it extends put beneath."""

    head: Mapping
    rows: tuple[Mapping, ...]


def stated(source: Source, name: str) -> Stated | None:
    """What the files say of a scheme; None where none of them does. What is wrong with them is told by `build`."""
    loading = _Loading(source)
    found = _draft(name, _scheme_trees(loading), {}, loading)
    return None if found is None else Stated(found.head, tuple(row for _, row, _ in found.rows))


def draft(source: Source, name: str) -> Draft | None:
    """The tree of a scheme with all that it extends put in; None where no file speaks for it."""
    loading = _Loading(source)
    found = _draft(name, _scheme_trees(loading), {}, loading)
    return None if found is None else Draft(dict(found.head.entries), tuple(DraftRow(row) for _, row, _ in found.rows))


def blocks_of(source: Source, path: str) -> list[Mapping]:
    """The blocks of a file that is a list of them; none where there is no such file."""
    tree = _Loading(source).tree(path) if path in source.files else None
    return [entry for entry in tree.entries if isinstance(entry, Mapping)] if isinstance(tree, Sequence) else []


def _schemes(loading: _Loading, world: World) -> dict[str, Scheme]:
    """Every scheme, those that extend another after it."""
    trees = _scheme_trees(loading)
    drafts: dict[str, _Draft | None] = {}
    schemes: dict[str, Scheme] = {}
    for name, (tree, path) in trees.items():
        if _draft(name, trees, drafts, loading) is None:
            base = _word(tree, "extends")
            near = nearest(base, [other for other in trees if other != name])
            loading.problems.append(problem(UNKNOWN_BASE, _at(tree.entries["extends"], path), base, near=near))
    sound = [draft for name in trees if (draft := drafts[name]) is not None]
    for draft in sorted(sound, key=lambda draft: len(draft.beneath)):
        within = around(Fields(draft.head, draft.path, []))
        rows = read_rows([Fields(row, file, loading.problems) for _, row, file in draft.rows], world, within)
        head = Fields(draft.head, draft.path, [])
        scheme = read_scheme(head, rows, world)
        scheme = replace(scheme, digest=editions.digest(draft.head.entries, [row for _, row, _ in draft.rows], _formulas(scheme)))
        head.done()
        said = {(found.code, found.place.where) for found in loading.problems if found.place.file in draft.beneath}
        loading.problems.extend(found for found in head.problems if (found.code, found.place.where) not in said)
        loading.keep(schemes, scheme.id, scheme, scheme.place)
    return schemes


def _formulas(scheme: Scheme) -> dict[str, str]:
    """The formulas of the methods that a scheme uses."""
    used = [row.method for row in scheme.indicators if row.method is not None]
    used += [method for slot in scheme.slots for method in slot.methods.values()]
    used += [member.method for row in scheme.indicators for member in row.members if member.method is not None]
    return {method.id: method.words for method in used}


def _at(node: Yaml, path: str) -> Place:
    return Place.line(path, node.line, node.column)


def _word(tree: Mapping, key: str) -> str:
    node = tree.entries.get(key)
    return node.text if isinstance(node, Scalar) else ""


def _draft(name: str, trees: dict[str, tuple[Mapping, str]], drafts: dict[str, _Draft | None], loading: _Loading) -> _Draft | None:
    """A scheme's head and rows, with what it extends put beneath; None where the base is unknown or the chain turns back."""
    if name in drafts:
        return drafts[name]
    drafts[name] = None
    if name not in trees:
        return None
    tree, path = trees[name]
    own = [(_word(row, "id"), row, path) for key in ("indicators", "slots") for row in _rows(tree, key, path, loading)]
    base_name = _word(tree, "extends")
    if not base_name:
        drafts[name] = _Draft(_without(tree, "indicators", "slots"), path, tuple(own))
        return drafts[name]
    base = _draft(base_name, trees, drafts, loading)
    if base is None:
        return None
    rows = _changed(base.rows, tree, path, loading) + own
    head = _without(tree, "indicators", "slots", "replace", "remove", "add")
    entries, keys = {**base.head.entries, **head.entries}, {**base.head.keys, **head.keys}
    drafts[name] = _Draft(Mapping(entries, keys, tree.line, tree.column), path, tuple(rows), (*base.beneath, base.path))
    return drafts[name]


def _changed(
    rows: tuple[tuple[str, Mapping, str], ...], tree: Mapping, path: str, loading: _Loading
) -> list[tuple[str, Mapping, str]]:
    """The rows of a base with replace, remove and add."""
    replaced: dict[str, Mapping] = {}
    for row in _rows(tree, "replace", path, loading):
        loading.keep(replaced, _word(row, "id"), row, _at(row, path))
    removed = {node.text: node for node in _entries(tree, "remove", Scalar, path, loading)}
    known = {name for name, _, _ in rows}
    named: list[tuple[str, Yaml]] = [*replaced.items(), *removed.items()]
    for name, node in named:
        if name not in known:
            loading.problems.append(problem(UNKNOWN_BASE, _at(node, path), name, near=nearest(name, known)))
    kept = [(name, replaced.get(name, row), path if name in replaced else file) for name, row, file in rows if name not in removed]
    return kept + [(_word(row, "id"), row, path) for row in _rows(tree, "add", path, loading)]


def _rows(tree: Mapping, key: str, path: str, loading: _Loading) -> list[Mapping]:
    return _entries(tree, key, Mapping, path, loading)


Node = TypeVar("Node", Scalar, Mapping)


def _entries(tree: Mapping, key: str, kind: type[Node], path: str, loading: _Loading) -> list[Node]:
    """The entries of a list, each of one kind; what is of another kind is a problem, and left out."""
    node = tree.entries.get(key)
    if node is None:
        return []
    if not isinstance(node, Sequence):
        loading.problems.append(problem(KIND, _at(node, path), key, wanted="sequence"))
        return []
    for entry in node.entries:
        if not isinstance(entry, kind):
            loading.problems.append(problem(KIND, _at(entry, path), key, wanted=kind.__name__.lower()))
    return [entry for entry in node.entries if isinstance(entry, kind)]


def _without(tree: Mapping, *names: str) -> Mapping:
    entries = {key: node for key, node in tree.entries.items() if key not in names}
    return Mapping(entries, {key: at for key, at in tree.keys.items() if key not in names}, tree.line, tree.column)
