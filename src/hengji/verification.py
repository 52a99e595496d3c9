"""`hengji verify`: a published evaluation computed anew from the facts and the law book in its package, and held against what was published."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass, replace
from json import dumps, loads
from pathlib import Path
from typing import TYPE_CHECKING

from hengji import __version__, pipeline
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.core.publication import DOCUMENTS, EVALUATION, FACTS, MANIFEST, RULEBOOK
from hengji.reading import publication
from hengji.reading.formats import case as case_file
from hengji.reading.formats import narrative as narrative_file
from hengji.reading.formats import workbook as workbook_file
from hengji.rulebook import load
from hengji.rulebook.files import Source
from hengji.writing import departures, json
from hengji.writing import publication as written
from hengji.writing.package import UnreadablePackageError, unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.core.case import Case
    from hengji.core.document import Document
    from hengji.core.evaluation import Evaluation
    from hengji.core.problem import Problem
    from hengji.core.publication import Published
    from hengji.reading.jail import Jail
    from hengji.reading.publication import Json
    from hengji.rulebook.book import Book

ALTERED, GONE, MORE, LAW, UNLIKE, LINE, TOTAL, FACT, OTHER, PAPER, WHOLE = (
    "DS01", "DS02", "DS03", "DS04", "DS05", "DS06", "DS07", "DS08", "DS09", "DS10", "DS11",
)  # fmt: skip
ENGINE, BLOCKED, NO_FACTS, NO_SCHEME = "DS12", "DS13", "DS23", "RB30"
STRANGE_LAW = "DS25"
LEFT_ASIDE = frozenset({"engine"})
TOTALS = frozenset({"total", "grade", "computed", "entered", "unscored", "why_no_total", "full_marks", "scheme", "unit", "year"})
NUMBERED = {"facts": "id", "lines": "code"}
MOST_LINES = 5
PICTURES = "word/media/"


STRANGE = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What a stranger's law book may come to that reads well and lacks a word or has another form than the program knows: told, never a traceback."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One thing that is not as it must be: where, what was published, what the computation gives. Empty where one side has nothing.

    These are for machines; where it is a value of the evaluation, `path` and `values` are what `words` tells people of.
    """

    code: str
    where: str
    published: str
    computed: str
    path: tuple[str, ...] = ()
    values: tuple[object, object] = (None, None)

    def words(self, book: Book) -> tuple[str, str, str]:
        """The place and both values as people read them."""
        if not self.path:
            return self.where, self.published, self.computed
        file = f"{MANIFEST} " if self.code == UNLIKE else ""
        published, computed = (departures.value(self.path, each, book) for each in self.values)
        return file + departures.where(self.path, book), published, computed


@dataclass(frozen=True, slots=True)
class Verified:
    """What was held against each other, and every departure; `unchecked` are members that nothing here can compute.

    `evaluation` is None where the computation comes to no result; then `cautions` or the departures say why. `book` is the law book of the package,
    `law` the digest of its files as they are, whatever the package says of it.
    """

    sha256: str
    published: Published
    evaluation: Evaluation | None
    departures: tuple[Departure, ...]
    cautions: tuple[Problem, ...]
    papers: int
    unchecked: tuple[str, ...]
    law: str
    book: Book | None = None
    member: str = ""
    """The file of the package whose digest was made known, where it is not that of the package."""

    @property
    def same(self) -> bool:
        """Whether the computation gives what was published, to the letter."""
        return not self.departures


def publish(path: Path, made: pipeline.Package, source: Source, name: str, words: Book) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The package of an evaluation, under the name that it will have; `path` is its case, a folder or a workbook.

    It is opened once before it is given away: what `verify` would refuse (a name of a file, a size) is told now.
    """
    if path.is_dir():
        path /= case_file.FILE
    beside = narrative_file.beside(path)
    accepted = {narrative_file.FILE: beside.read_bytes()} if beside.is_file() else {}
    content = written.archive(made.evaluation, {path.name: path.read_bytes(), **accepted}, source.files, made.files)
    problems = publication.refused(content, name)
    return (None if problems else content), _told(problems, words)


def verify(content: bytes, name: str, words: Book, expected: str = "") -> tuple[Verified | None, tuple[Problem, ...]]:
    """A package verified; None, with the reasons, where it cannot be computed. `words` is the program's own law book, for the messages.

    `expected` is the SHA-256 of the package, or of a file in it, as it was made known elsewhere.
    """
    published, problems = publication.read(content, name)
    if published is None:
        return None, _told(problems, words)
    digest = hashlib.sha256(content).hexdigest()
    member = next(
        (each for each, made in published.members.items() if expected and hashlib.sha256(made).hexdigest() == expected), ""
    )
    unlike = [Departure(WHOLE, name, digest, expected)] if expected and digest != expected and not member else []
    law = Source(published.below(RULEBOOK))
    unlike += [*_members(published), *_law(published, law)]
    found, problems = _computed(published, law, name)
    if found is None and not unlike:
        return None, _told(problems, words)
    if found is None:
        return Verified(digest, published, None, tuple(unlike), _told(problems, words), 0, (), law.digest), ()
    told, evaluation, book = found.told, found.evaluation, found.book
    unlike += _manifest(published, told)
    if evaluation is None:
        unlike += [Departure(BLOCKED, str(each.place), _plain(told.get("total")), each.message) for each in problems]
        return Verified(digest, published, None, tuple(unlike), (), 0, (), law.digest), ()
    unlike += _held({key: value for key, value in told.items() if key != json.LINKED}, json.tree(evaluation, book))
    try:
        made, _ = pipeline.write(evaluation, book)
        papers, unchecked = _papers(published, made, book)
        papers += tuple(_figures(told, loads(made[book.caption("file.evaluation")])))
    except STRANGE:
        unlike.append(Departure(PAPER, DOCUMENTS, "", words.caption("verify.no_papers")))
        papers, unchecked = (), tuple(published.below(DOCUMENTS))
    engine = published.manifest.engine
    cautions = () if engine == __version__ else (problem(ENGINE, Place(name), engine, own=__version__),)
    checked = len(published.below(DOCUMENTS)) - len(unchecked)
    return Verified(
        digest, published, evaluation, (*unlike, *papers), _told(cautions, words), checked, unchecked, law.digest, book, member
    ), ()


@dataclass(frozen=True, slots=True)
class _Computed:
    """What was published and what the computation gives; no evaluation where the entries cannot stand under the scheme."""

    told: dict[str, Json]
    evaluation: Evaluation | None
    book: Book


def _computed(published: Published, law: Source, name: str) -> tuple[_Computed | None, tuple[Problem, ...]]:
    """The facts of the package under its law book; None where a part of it cannot be read."""
    try:
        book, wrong = load.build(law)
    except STRANGE as error:
        return None, (problem(STRANGE_LAW, Place(f"{name}!{RULEBOOK}"), _said(error)),)
    if wrong:
        return None, tuple(replace(each, place=_in(name, RULEBOOK, each.place)) for each in wrong)
    told, problems = publication.parse(published.members[EVALUATION], f"{name}!{EVALUATION}")
    if problems or not isinstance(told, dict):
        return None, problems or (problem(publication.NOT_A_PACKAGE, Place(name), EVALUATION),)
    scheme = told.get("scheme")
    if not isinstance(scheme, str) or scheme not in book.schemes:
        return None, (problem(NO_SCHEME, Place(f"{name}!{EVALUATION}", "scheme"), scheme, known="、".join(book.schemes)),)
    case, problems = _case(published, name, book)
    if case is None or pipeline.stops(problems, book):
        return None, problems
    try:
        evaluation, problems = pipeline.assess(case, book, scheme)
    except STRANGE as error:
        return None, (problem(STRANGE_LAW, Place(f"{name}!{RULEBOOK}"), _said(error)),)
    if evaluation is None or pipeline.stops(problems, book):
        return _Computed(told, None, book), tuple(replace(each, place=_in(name, FACTS, each.place)) for each in problems)
    return _Computed(told, evaluation, book), ()


def _said(error: BaseException) -> str:
    return f"{type(error).__name__} {error}"


def _told(problems: tuple[Problem, ...], words: Book) -> tuple[Problem, ...]:
    return tuple(words.problem(each) for each in problems)


def _in(name: str, folder: str, place: Place) -> Place:
    """The place of a member's problem in the package."""
    return Place(f"{name}!{folder}{place.file}", place.where)


def _case(published: Published, name: str, book: Book) -> tuple[Case | None, tuple[Problem, ...]]:
    """The one case of the package."""
    facts = published.below(FACTS)
    accepted = facts.pop(narrative_file.FILE, None)
    if len(facts) != 1:
        return None, (problem(NO_FACTS, Place(name), len(facts)),)
    ((file, content),) = facts.items()
    if file == case_file.FILE:
        case, problems = case_file.parse(content, file, book, named=True)
    else:
        case, problems = workbook_file.read(content, file, book)
    if case is not None and accepted is not None:
        texts, more = narrative_file.read(accepted, narrative_file.FILE, book)
        case, problems = replace(case, accepted=texts), (*problems, *more)
    return case, tuple(replace(each, place=_in(name, FACTS, each.place)) for each in problems)


# ---- held against what was published


def _members(published: Published) -> Iterator[Departure]:
    """Every member against the manifest."""
    listed = published.manifest.files
    for name in sorted({*listed, *published.members}):
        if name not in published.members:
            yield Departure(GONE, name, listed[name], "")
        elif name not in listed:
            yield Departure(MORE, name, "", hashlib.sha256(published.members[name]).hexdigest())
        else:
            found = hashlib.sha256(published.members[name]).hexdigest()
            if found != listed[name]:
                yield Departure(ALTERED, name, listed[name], found)


def _law(published: Published, law: Source) -> Iterator[Departure]:
    """The law book against the digest in the manifest."""
    if published.manifest.rulebook != law.digest:
        yield Departure(LAW, MANIFEST, published.manifest.rulebook, law.digest)


def _manifest(published: Published, told: Mapping[str, Json]) -> Iterator[Departure]:
    """What the manifest says against what the evaluation says."""
    manifest = published.manifest
    for key, value in (("unit", manifest.unit), ("year", manifest.year), ("scheme", manifest.scheme), ("engine", manifest.engine)):
        if told.get(key) != value:
            yield Departure(UNLIKE, f"{MANIFEST} {key}", str(value), _plain(told.get(key)), (key,), (value, told.get(key)))


def _held(told: Mapping[str, Json], computed: Mapping[str, object]) -> Iterator[Departure]:
    """Every value of the evaluation against the one computed, to the letter."""
    for key in dict.fromkeys((*computed, *told)):
        if key in LEFT_ASIDE:
            continue
        code = LAW if key == "rulebook" else TOTAL if key in TOTALS else {"lines": LINE, "facts": FACT}.get(key, OTHER)
        for path, old, new in _unequal((key,), told.get(key), computed.get(key), NUMBERED.get(key, "")):
            yield Departure(code, " ".join(path), _plain(old), _plain(new), path, (old, new))


def _figures(told: Mapping[str, Json], computed: Mapping[str, object]) -> Iterator[Departure]:
    """What is told of the figures in the papers, where it differs: after the papers themselves, which say it better."""
    yield from _held({json.LINKED: told.get(json.LINKED)}, {json.LINKED: computed[json.LINKED]})


def _unequal(
    path: tuple[str, ...], old: object, new: object, known_by: str = ""
) -> Iterator[tuple[tuple[str, ...], object, object]]:
    """Where two trees differ, with both values; members of a list are known by a key, or by their number."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*new, *old)):
            yield from _unequal((*path, str(key)), old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list):
        pairs = _paired(old, new, known_by)
        for name, one, other in pairs:
            yield from _unequal((*path, name), one, other)
        names = [[_key(each, known_by) for each in side] for side in (old, new)]
        if known_by and names[0] != names[1] and sorted(map(str, names[0])) == sorted(map(str, names[1])):
            yield path, names[0], names[1]
    elif type(old) is not type(new) or old != new:
        yield path, old, new


def _paired(old: list[object], new: list[object], known_by: str) -> list[tuple[str, object, object]]:
    if not known_by or len({_key(each, known_by) for each in old}) < len(old):
        longest = max(len(old), len(new))
        padded = [[*side, *([None] * (longest - len(side)))] for side in (old, new)]
        return [(str(at), *pair) for at, pair in enumerate(zip(*padded, strict=True), 1)]
    before, after = ({_key(each, known_by): each for each in side} for side in (old, new))
    return [(name, before.get(name), after.get(name)) for name in dict.fromkeys((*after, *before))]


def _key(member: object, known_by: str) -> str:
    return str(member.get(known_by)) if isinstance(member, dict) else str(member)


def _plain(value: object) -> str:
    return "" if value is None else dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


# ---- papers


def _papers(published: Published, made: Mapping[str, bytes], book: Book) -> tuple[tuple[Departure, ...], tuple[str, ...]]:
    """The papers against those that the evaluation gives: byte by byte, and where they differ line by line."""
    papers = published.below(DOCUMENTS)
    if not papers:
        return (), ()
    found: list[Departure] = []
    differing = [name for name, content in papers.items() if name in made and made[name] != content]
    drawn_otherwise = [name for name in differing if _pictures_alone(papers[name], made[name])]
    differing = [name for name in differing if name not in drawn_otherwise]
    if differing:
        from hengji.reading.jail import Jail

        with tempfile.TemporaryDirectory() as folder, Jail() as jail:
            for name in differing:
                found += _lines(name, papers[name], made[name], Path(folder), jail)
    pictures = tuple(book.caption("verify.pictures", name=name) for name in drawn_otherwise)
    return tuple(found), (*(name for name in papers if name not in made), *pictures)


def _pictures_alone(old: bytes, new: bytes) -> bool:
    """Whether two Word files differ in the pixels of their pictures and in nothing else: faces differ from machine to machine."""
    try:
        one, other = unpack(old), unpack(new)
    except UnreadablePackageError:
        return False
    unlike = [name for name, part in one.items() if part != other.get(name)]
    return one.keys() == other.keys() and bool(unlike) and all(name.startswith(PICTURES) for name in unlike)


def _lines(name: str, old: bytes, new: bytes, folder: Path, jail: Jail) -> Iterator[Departure]:
    """The first lines in which two papers differ; where none does, that the files differ all the same."""
    one, other = (_read(content, f"{at}-{name}", folder, jail) for at, content in enumerate((old, new)))
    if one is None or other is None:
        yield Departure(PAPER, f"{DOCUMENTS}{name}", "", "")
        return
    before, after = one.text.split("\n"), other.text.split("\n")
    unequal = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
    if len(before) != len(after):
        unequal += [(line, "") for line in before[len(after) :]] + [("", line) for line in after[len(before) :]]
    for line, mine in unequal[:MOST_LINES]:
        yield Departure(PAPER, f"{DOCUMENTS}{name}", line, mine)
    if not unequal:
        yield Departure(PAPER, f"{DOCUMENTS}{name}", hashlib.sha256(old).hexdigest(), hashlib.sha256(new).hexdigest())


def _read(content: bytes, name: str, folder: Path, jail: Jail) -> Document | None:
    from hengji.reading import documents

    path = folder / f"{hashlib.sha256(name.encode()).hexdigest()}{Path(name).suffix}"
    path.write_bytes(content)
    return documents.read(path, name, jail)[0]
