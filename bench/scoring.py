"""Cases scored and explained in one process, against a fixed loop of plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bench.cases import teaching, varied
from bench.clock import by_turns
from bench.table import Row
from hengji.scoring.score import score

if TYPE_CHECKING:
    from hengji.core.case import Case
    from hengji.rulebook.book import Book

CASES, A_ROUND = 60, 4
WANTED = 1000
LOOP = "loop of 10,000 whole-number steps"
STEPS, FACTOR, PRIME, SLOTS = 10_000, 48_271, 2_147_483_647, 1_024


def loop() -> int:
    """Whole numbers multiplied, divided, compared and looked up: the same work on every machine."""
    number, seen = 1, [0] * SLOTS
    for _ in range(STEPS):
        number = number * FACTOR % PRIME
        slot = number % SLOTS
        seen[slot] = number if seen[slot] < number else slot
    return number


@dataclass(slots=True)
class Turn:
    """The next few cases, so that no case is scored twice in a row."""

    cases: list[Case]
    book: Book
    at: int = field(default=0)

    def score_some(self) -> None:
        """Scores and explains the next cases."""
        scheme = self.book.schemes[self.cases[0].scheme]
        for _ in range(A_ROUND):
            score(self.cases[self.at], scheme, self.book)
            self.at = (self.at + 1) % len(self.cases)


def rows(book: Book, rounds: int) -> list[Row]:
    """The line of the table: seconds a case, and cases a second."""
    turn = Turn(varied(teaching(book), CASES), book)
    lines = len(book.schemes[turn.cases[0].scheme].rows)
    found = by_turns({"score": turn.score_some, LOOP: loop}, rounds * CASES // A_ROUND // 2)
    found.seconds["score"] = [seconds / A_ROUND for seconds in found.seconds["score"]]
    measured = found.spread("score")
    what = f"one case of {lines} lines scored and explained"
    rate = (1 / measured.median, float(WANTED))
    return [Row(what, measured, LOOP, found.spread(LOOP), found.ratio("score", LOOP), None, rate)]
