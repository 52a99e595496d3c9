"""One side of a comparison: a scheme of the law book, or of a file that is laid over it for this comparison alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.rulebook import load, yaml
from hengji.rulebook.lint import OVERLAP
from hengji.rulebook.yaml import Mapping, Scalar

if TYPE_CHECKING:
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book
    from hengji.rulebook.files import Source
    from hengji.rulebook.load import Stated
    from hengji.rulebook.scheme import Scheme

NOT_FOUND, NO_SCHEME, NO_ID, NOT_READ, TOO_LARGE = "RD01", "RB30", "RB04", "RB80", "RB81"
ENDINGS, MOST_BYTES, FILE = (".yaml", ".yml"), 2**20, "schemes/~compared.yaml"


@dataclass(frozen=True, slots=True)
class Side:
    """`given` is what the command line named; `stated` the scheme as its files state it."""

    given: str
    book: Book
    scheme: Scheme
    stated: Stated


def read_side(given: str, source: Source, book: Book) -> tuple[Side | None, tuple[Problem, ...]]:
    """A scheme by its id, or by a YAML file, with all that is wrong with it."""
    if given in book.schemes:
        return _side(given, given, source, book), ()
    if not given.endswith(ENDINGS):
        known = "、".join(each.id for each in book.offered())
        return None, (book.problem(problem(NO_SCHEME, Place(given), given, known=known)),)
    content, unread = _content(given, book)
    return (None, unread) if content is None else _from_file(given, content, source, book)


def _content(given: str, book: Book) -> tuple[bytes | None, tuple[Problem, ...]]:
    path = Path(given)
    try:
        if not path.exists():
            return None, (book.problem(problem(NOT_FOUND, Place(given), given)),)
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        return None, (book.problem(problem(NOT_READ, Place(given), given, detail=_why(error))),)
    if len(content) > MOST_BYTES:
        return None, (book.problem(problem(TOO_LARGE, Place(given), f"> {MOST_BYTES}", limit=MOST_BYTES)),)
    return content, ()


def _why(error: OSError | ValueError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def _from_file(given: str, content: bytes, source: Source, book: Book) -> tuple[Side | None, tuple[Problem, ...]]:
    """The file in the place of the scheme that has its id, if any; what is wrong elsewhere in the book is not told here."""
    text, problems = yaml.decode(content, given)
    tree, more = (None, ()) if problems else yaml.read(text, given)
    if not isinstance(tree, Mapping):
        empty = () if problems or more else (problem("RB06", Place.line(given, 1, 1), given, wanted="mapping"),)
        return None, tuple(book.problem(found) for found in (*problems, *more, *empty))
    node = tree.entries.get("id")
    if not isinstance(node, Scalar) or not node.text:
        return None, (book.problem(problem(NO_ID, Place.line(given, tree.line, tree.column), "id", key="id")),)
    files = {path: each for path, each in source.files.items() if not _has_id(path, book, node.text)}
    laid = type(source)({**files, FILE: content})
    own, found = load.build(laid)
    told = tuple(_placed(each, given) for each in found if each.place.file == FILE and each.code != OVERLAP)
    if told or node.text not in own.schemes:
        return None, told or tuple(found)
    return _side(given, node.text, laid, own), ()


def _has_id(path: str, book: Book, name: str) -> bool:
    """Whether a file is the one that gives a scheme its id. A draft stands beside what it changes: overlapping years are not told."""
    known = book.schemes.get(name)
    return known is not None and known.place.file == path


def _placed(found: Problem, given: str) -> Problem:
    return replace(found, place=Place(given, found.place.where))


def _side(given: str, name: str, source: Source, book: Book) -> Side | None:
    stated = load.stated(source, name)
    return None if stated is None else Side(given, book, book.schemes[name], stated)
