"""Findings of an authority, honours, misconduct and verdicts on a figure: only what the case itself states, or the figure bears out, may be said."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity
from hengji.reading.proposals.bound import POINTS, WEIGHT
from hengji.rulebook.narration import ABOVE, BELOW, FULL, MISSED, POOR, WITHIN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.evaluation import Evaluation
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.reading.proposals.bound import Bound
    from hengji.rulebook.book import Book
    from hengji.rulebook.narration import Narration, Verdict

_CLAUSE, _SENTENCE = re.compile("[，,：:]"), re.compile("[。；！？;!?\n]")
_PERCENT = re.compile(r"[^，。；！？0-9]{0,8}?(\d+(?:\.\d+)?)[%％]")
_LEAST = 4
"""Letters of an honour's name, or of an indicator's, that a short word cannot stand for."""
_WHOLE, _PASS = (1, 1), (3, 5)
HONOUR = "name"


class Stated:
    """What the case says in its own words, sentence by sentence, and what its figures allow to be said of them."""

    def __init__(self, evaluation: Evaluation, facts: tuple[Fact, ...], bound: Bound, book: Book, narration: Narration) -> None:
        self.bound, self.narration = bound, narration
        self.claims = {kind: [re.compile(each) for each in patterns] for kind, patterns in narration.unstated.items()}
        self.verdicts = [(re.compile(each.said), re.compile(each.of), each) for each in narration.verdicts]
        self.heads = [re.compile(f"^(?:{pattern})") for pattern in narration.said_before]
        self.sentences = [self._clauses(part) for text in _own_texts(evaluation) for part in _SENTENCE.split(text)]
        self.evidence = [flat(text) for text in _evidence(evaluation)]
        self.rates = {
            book.concepts[fact.concept].label: fact.value.value
            for fact in reversed(facts)
            if isinstance(fact.value, Quantity)
            and fact.value.unit.dimension == "ratio"
            and fact.context.year == evaluation.case.year
        }

    def unstated(self, sentence: str) -> tuple[str, str] | None:
        """A finding, an honour or a misconduct that the case does not state, and which of these it is."""
        for kind, patterns in self.claims.items():
            for pattern in patterns:
                for found in pattern.finditer(sentence):
                    if not self._intended(sentence, found.start()) and not self._said(sentence, found):
                        return found[0], kind
        return None

    def _intended(self, sentence: str, at: int) -> bool:
        """严禁挪用, 争创文明单位: what is forbidden or aimed at is said not to be so yet."""
        before = _CLAUSE.split(sentence[:at])[-1]
        last = max((before.rfind(word) for word in self.narration.aims), default=-1)
        return last >= 0 and not any(word in before for word in self.narration.done)

    def _said(self, sentence: str, found: re.Match[str]) -> bool:
        """Whether the case has the claim, from its clause to the end of the sentence, as clauses of one sentence of its own."""
        start = max((each.end() for each in _CLAUSE.finditer(sentence, 0, found.start())), default=0)
        claim = self._clauses(sentence[start:])
        for own in self.sentences:
            if any(own[at : at + len(claim)] == claim for at in range(len(own) - len(claim) + 1)):
                return True
        honour = flat(found.groupdict().get(HONOUR) or "")
        return len(honour) >= _LEAST and any(honour in text for text in self.evidence)

    def _clauses(self, sentence: str) -> list[str]:
        """The clauses in letters alone, without the year and 本部门 before them."""
        clauses = [flat(part) for part in _CLAUSE.split(sentence)]
        for head in self.heads:
            clauses = [head.sub("", clause) for clause in clauses]
        return [clause for clause in clauses if clause]

    # ---- verdicts on a figure

    def verdict(self, sentence: str) -> tuple[str, bool] | None:
        """A verdict that the figure it is passed on does not bear out: its words, and whether there is such a figure at all."""
        for said, of, verdict in self.verdicts:
            for found in said.finditer(sentence):
                judged = self._judged(sentence, found.start(), of, verdict)
                if judged is not True and (judged is False or verdict.alone):
                    return found[0], judged is False
            sentence = said.sub(lambda found: "＿" * len(found[0]), sentence)
        return None

    def _judged(self, sentence: str, at: int, of: re.Pattern[str], verdict: Verdict) -> bool | None:
        """Whether a figure allows a verdict; None where no figure of the kind is known."""
        named = [found for found in of.finditer(sentence) if found.start() <= at]
        if not named and not verdict.alone:
            return None
        name = named[-1][0] if named else ""
        if (mark := self._marked(name, verdict.limit)) is not None:
            return mark
        printed = _PERCENT.match(sentence, named[-1].end()) if named else None
        known = [rate for label, rate in self.rates.items() if (name in label if name else of.search(label))]
        values = [exact.divide(exact.of(printed[1]), (100, 1))] if printed is not None else known
        return all(_allows(value, verdict.limit) for value in values) if values else None

    def _marked(self, name: str, limit: str) -> bool | None:
        """By the points of an indicator of that name: what lost none was not missed, what has three fifths of them is not poor."""
        if limit not in (MISSED, POOR) or not name:
            return None
        for label, entries in self.bound.named.items():
            points, weight = (next((each.value for each in entries if each.role == role), None) for role in (POINTS, WEIGHT))
            if (label == name or (len(label) >= _LEAST and name in label)) and points is not None and weight is not None:
                bar = weight if limit == MISSED else exact.multiply(weight, _PASS)
                return exact.compare(points, bar) < 0
        return None


def _allows(value: Exact, limit: str) -> bool:
    """Whether a rate is on the side of the whole, or of three fifths of it, that a word says."""
    sign = exact.compare(value, _PASS if limit == POOR else _WHOLE)
    return {ABOVE: sign > 0, WITHIN: sign <= 0, FULL: sign >= 0, BELOW: sign < 0, MISSED: sign < 0, POOR: sign < 0}[limit]


def flat(text: str) -> str:
    """Letters alone, so that blanks and marks between them hide nothing."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


def _own_texts(evaluation: Evaluation) -> Iterator[str]:
    """What the department itself wrote; not the words of its scheme, which name every fault that may cost points."""
    case = evaluation.case
    yield from case.reasons.values()
    yield from (text for texts in case.narrative.values() for text in texts)
    yield from (fact.value for fact in case.facts if isinstance(fact.value, str))
    yield from (judged.reason for judged in case.judgements.values())
    yield from (own.reason for own in case.indicators)
    yield from _evidence(evaluation)


def _evidence(evaluation: Evaluation) -> Iterator[str]:
    case = evaluation.case
    yield from (text for judged in case.judgements.values() for text in judged.evidence)
    yield from (text for own in case.indicators for text in own.evidence)
    yield from (f"{each.body}{each.name}" for each in case.bonus)
