"""The law book, loaded, checked and frozen: what every other part asks for words, names and rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.rulebook import board as boards
from hengji.rulebook import codes as code_pages
from hengji.rulebook.layout import USUAL
from hengji.rulebook.sampling import NEUTRAL

if TYPE_CHECKING:
    from hengji.core.finding import Result
    from hengji.core.problem import Problem
    from hengji.core.quantity import Unit
    from hengji.expr.dimensions import Dimension
    from hengji.expr.names import Vocabulary
    from hengji.rulebook.board import Board
    from hengji.rulebook.chart import ChartEntry
    from hengji.rulebook.check import Check
    from hengji.rulebook.codes import Code
    from hengji.rulebook.concept import AxisEntry, Concept, Stage, UnitEntry
    from hengji.rulebook.form import Form
    from hengji.rulebook.identity import Identity
    from hengji.rulebook.kinds import Kind
    from hengji.rulebook.layout import Standard
    from hengji.rulebook.method import Method
    from hengji.rulebook.narration import Narration
    from hengji.rulebook.personal import Personal
    from hengji.rulebook.review import Review
    from hengji.rulebook.sampling import Sampling
    from hengji.rulebook.scheme import Alternative, Scheme, World
    from hengji.rulebook.score_tables import ScoreTables


class Frames(dict[str, str]):
    """Captions made ready for their slots, each when it is first asked for."""

    def __init__(self, captions: dict[str, str]) -> None:
        super().__init__()
        self.captions = captions

    def __missing__(self, key: str) -> str:
        found = self[key] = code_pages.frame(self.captions[key])
        return found


class Shown(dict["Dimension", "Unit | None"]):
    """The unit in which a number of a dimension is shown: none where the dimension is a product of others, or the book shows it as it is."""

    def __init__(self, units: dict[str, Unit]) -> None:
        super().__init__()
        self.units = units

    def __missing__(self, dimension: Dimension) -> Unit | None:
        single = len(dimension) == 1 and dimension[0][1] == 1
        found = self[dimension] = self.units.get(dimension[0][0]) if single else None
        return found


@dataclass(frozen=True, slots=True)
class Book:
    """Everything by its id. `captions` are the words of what we print, `phrases` lists of words by which texts are read, `digest` the SHA-256 over all files."""

    units: dict[str, UnitEntry]
    axes: dict[str, AxisEntry]
    stages: dict[str, Stage]
    concepts: dict[str, Concept]
    identities: dict[str, Identity]
    methods: dict[str, Method]
    schemes: dict[str, Scheme]
    forms: dict[str, Form]
    alternatives: dict[str, Alternative]
    codes: dict[str, Code]
    captions: dict[str, str]
    checks: dict[str, Check]
    phrases: dict[str, tuple[str, ...]]
    templates: dict[str, bytes]
    vocabulary: Vocabulary
    world: World
    digest: str
    reviews: dict[str, Review] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    score_tables: ScoreTables | None = None
    sampling: Sampling = NEUTRAL
    board: Board = boards.NEUTRAL
    personal: dict[str, Personal] = field(default_factory=dict)
    charts: dict[str, ChartEntry] = field(default_factory=dict)
    narration: Narration | None = None
    standards: dict[str, Standard] = field(default_factory=dict)
    spellings: dict[str, Unit] = field(repr=False, default_factory=dict)
    shown: dict[str, Unit] = field(repr=False, default_factory=dict)
    by_label: dict[str, Concept] = field(repr=False, default_factory=dict)
    parents: dict[str, dict[str, str]] = field(repr=False, default_factory=dict)
    frames: Frames = field(init=False, repr=False, compare=False)
    """The captions made ready for their slots, as they are asked for."""
    shown_by: Shown = field(init=False, repr=False, compare=False)
    """The unit in which numbers of a dimension are shown."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "frames", Frames(self.captions))
        object.__setattr__(self, "shown_by", Shown(self.shown))

    def caption(self, key: str, **slots: object) -> str:
        """Words to print, with {slots}; a key that the book lacks is a bug, and says so."""
        try:
            return self.frames[key] % slots
        except KeyError:  # a slot that nobody gave, if not the caption itself
            return code_pages.put(self.captions[key], slots)

    def confidence(self, letter: str) -> str:
        """The word for a mark of confidence."""
        return self.captions[f"confidence.{letter}"]

    def problem(self, found: Problem) -> Problem:
        """A problem with the words of its code."""
        return code_pages.with_words(found, self.codes, self.captions)

    def explain_unknown(self, why: str, missing: tuple[str, ...]) -> str:
        """Why a value is unknown, in words."""
        return self.caption(f"unknown.{why}", missing="、".join(missing))

    def kind(self, kind: str) -> tuple[Check, ...]:
        """The checks of one kind, in the order of the law book."""
        return tuple(check for check in self.checks.values() if check.kind == kind)

    def offered(self) -> tuple[Scheme, ...]:
        """The schemes that a list may offer: all but the teaching ones."""
        return tuple(scheme for scheme in self.schemes.values() if not scheme.teaching)

    @property
    def standard(self) -> Standard:
        """The standard by which the Word files of an office are set."""
        return self.standards[USUAL]

    def verdict(self, result: Result) -> str:
        """The word for a verdict."""
        return self.captions[f"verdict.{result.verdict.value}"]
