"""Where the words of a claim stand in a report, each with its sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.wording.texts import anywhere, compiled, prose, sentence_around
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator
    from re import Match

    from hengji.core.audit import Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check


@dataclass(frozen=True, slots=True)
class Claim:
    """A match of a pattern, its passage, and the bounds of its sentence there."""

    passage: Passage
    found: Match[str]
    low: int
    high: int

    @property
    def sentence(self) -> str:
        """Its sentence."""
        return self.passage.text[self.low : self.high]

    @property
    def before(self) -> str:
        """What its sentence says before it."""
        return self.passage.text[self.low : self.found.start()]

    @property
    def behind(self) -> str:
        """What its sentence says behind it."""
        return self.passage.text[self.found.end() : self.high]


def claims(check: Check, report: Report, *which: int) -> Iterator[Claim]:
    """Every match of these patterns of a check (the first where none is named), unless its sentence holds a word of `unless`."""
    patterns = [compiled(check.patterns[at]) for at in which or (0,) if anywhere(check.patterns[at], report)]
    for passage in prose(report) if patterns else ():
        for pattern in patterns:
            for found in pattern.finditer(passage.text):
                claim = Claim(passage, found, *sentence_around(passage.text, *found.span()))
                if not has(claim.sentence, check.words.get("unless", ())):
                    yield claim
