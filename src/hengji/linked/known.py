"""What an evaluation has placed in its documents: read from evaluation.json, or computed from the case itself."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hengji import pipeline
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.writing import figures
from hengji.writing.charts.bars import Drawing
from hengji.writing.figures import Placed
from hengji.writing.json import LINKED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book

NOT_FOUND, NOT_USABLE = "RD01", "DC36"
MOST_BYTES = 50 * 2**20
PARTS = ("report", "sheet", "tables")


@dataclass(frozen=True, slots=True)
class Known:
    """The figures that an evaluation placed in one document, in their order, by number and by short id; `static` are texts of an own template."""

    placed: tuple[Placed, ...]
    unit: str = ""
    year: int = 0
    static: tuple[str, ...] = ()
    by_short: Mapping[str, tuple[Placed, ...]] = field(default_factory=dict)
    by_number: Mapping[int, Placed] = field(default_factory=dict)
    pictures: tuple[Drawing, ...] = ()

    @classmethod
    def of(
        cls, placed: tuple[Placed, ...], unit: str, year: int, static: tuple[str, ...], pictures: tuple[Drawing, ...] = ()
    ) -> Known:
        """With its two ways in."""
        by_short: dict[str, list[Placed]] = defaultdict(list)
        for each in placed:
            by_short[figures.short(each.figure)].append(each)
        frozen = {short: tuple(found) for short, found in by_short.items()}
        return cls(placed, unit, year, static, frozen, {each.number: each for each in placed}, pictures)


@dataclass(frozen=True, slots=True)
class Filed:
    """An evaluation as it was filed: what it placed in each of its documents.

    `rows` are the names of indicators by their ids; `places` tell by a fact's id where somebody filled it in, the whole file by an empty id;
    `stated` are the facts that are amounts, each as its number and its unit, by the same ids.
    """

    unit: str
    year: int
    parts: Mapping[str, tuple[Placed, ...]]
    static: tuple[str, ...]
    pictures: tuple[Drawing, ...] = ()
    rows: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    stated: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def part(self, name: str) -> Known:
        """The figures of one document."""
        return Known.of(self.parts[name], self.unit, self.year, self.static, self.pictures if name == "report" else ())

    def suits(self, shorts: frozenset[str]) -> str:
        """Which of the documents has most of some short ids."""
        counts = {name: len(shorts & {figures.short(each.figure) for each in placed}) for name, placed in self.parts.items()}
        return max(PARTS, key=lambda name: counts[name])


def find(path: Path, book: Book) -> tuple[Filed | None, tuple[Problem, ...]]:
    """The evaluation at a path: its file, a folder that holds it, or a case, which is evaluated anew."""
    filed = path / book.caption("file.evaluation") if path.is_dir() else path
    if filed.suffix.lower() == ".json" and filed.is_file():
        return _read(filed, book)
    if not path.exists():
        return None, (book.problem(problem(NOT_FOUND, Place(str(path)), path)),)
    package, problems = pipeline.evaluate(path, book)
    if package is None:
        return None, problems
    content = package.files[book.caption("file.evaluation")]
    return parse(content, str(path), book)


def _read(path: Path, book: Book) -> tuple[Filed | None, tuple[Problem, ...]]:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        return None, (book.problem(problem(NOT_USABLE, Place(str(path)), error.strerror or path)),)
    return parse(content, str(path), book)


def parse(content: bytes, name: str, book: Book) -> tuple[Filed | None, tuple[Problem, ...]]:
    """What an evaluation.json says was placed; a problem where it is none, or of before figures were bound."""
    try:
        tree = json.loads(content[: MOST_BYTES + 1])
        linked = tree[LINKED]
        parts = {part: tuple(_placed(each) for each in linked[part]) for part in PARTS}
        static = tuple(str(each) for each in linked.get("static", ()))
        pictures = tuple(Drawing.of(each) for each in linked.get("pictures", ()))
        rows = {str(each["code"]): str(each["path"][-1]) for each in tree.get("lines", ()) if each["path"]}
        return Filed(str(tree["unit"]), int(tree["year"]), parts, static, pictures, rows, _places(tree), _stated(tree)), ()
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None, (book.problem(problem(NOT_USABLE, Place(name), book.caption("drift.not_an_evaluation"))),)


def _places(tree: Mapping[str, Any]) -> dict[str, str]:
    """Where each fact was filled in, by the fact's id."""
    stood = {each["id"]: str(each["place"]) for each in tree.get("provenance", {}).get("facts", ())}
    facts = ((each, stood[each["id"]]) for each in tree.get("facts", ()) if each["id"] in stood)
    found = {_about(each): place for each, place in facts}
    first = next(iter(found.values()), "")
    return {**found, "": first.partition(":")[0]} if first else found


def _stated(tree: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """The facts that have a unit: number and unit as they were filled in."""
    return {_about(each): (str(each["value"]), str(each["unit"])) for each in tree.get("facts", ()) if each.get("unit")}


def _about(each: Mapping[str, Any]) -> str:
    members = tuple((str(axis), str(code)) for axis, code in each["members"])
    return figures.about(str(each["concept"]), int(each["year"]), str(each["stage"]), members)


def _placed(each: Mapping[str, object]) -> Placed:
    number, figure, printed, called = each["number"], each["id"], each["printed"], each["called"]
    if not (isinstance(number, int) and isinstance(figure, str) and isinstance(printed, str) and isinstance(called, str)):
        raise TypeError(number)
    kind = each.get("kind", "")
    return Placed(number, figure, printed, called, words=each.get("words") is True, kind=kind if isinstance(kind, str) else "")
