"""Strikes out of a proposed text, sentence by sentence, what is not bound: figures, sources, words to the reader, names of persons."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from hengji.core.document import PARAGRAPH, Block, Document
from hengji.core.problem import HIDDEN, shown
from hengji.core.proposal import Struck
from hengji.core.quantity import Quantity
from hengji.reading import numbers
from hengji.reading.numbers import Kind
from hengji.reading.passages import WIDE
from hengji.reading.proposals.bound import Bound, public_facts
from hengji.reading.proposals.claims import Claims
from hengji.reading.proposals.stated import Stated
from hengji.reading.proposals.stated import flat as _flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.core.evaluation import Evaluation
    from hengji.reading.extract import Reader
    from hengji.rulebook.narration import Narration

REFUSED, NOT_BOUND, NO_SOURCE, INSTRUCTION, PERSON, UNTRUE = "DC88", "DC89", "DC90", "DC91", "DC92", "DC93"
_SENTENCE = re.compile(r"[^。！？；;!?\n]*[。！？；;!?\n]*")
_CHINESE_NUMERAL = re.compile(r"[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟廿卅]+")
_NUMERIC = frozenset({"Nd", "Nl", "No"})
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Looked:
    """What is left of a text, and what was struck out of it in the order of finding."""

    text: str
    struck: tuple[Struck, ...]


class Looker:
    """Looks through texts about one evaluation. `asked` is the prompt without its material: a text that repeats it is no proposal."""

    def __init__(self, evaluation: Evaluation, reader: Reader, narration: Narration, asked: str = "") -> None:
        self.evaluation, self.reader, self.narration, self.book = evaluation, reader, narration, reader.book
        self.bound = Bound(evaluation, reader.book, reader.names, narration)
        public = public_facts(evaluation, reader.book)
        self.claims = Claims(evaluation, public, reader.book, narration)
        self.stated = Stated(evaluation, public, self.bound, reader.book, narration)
        self.asked = _flat(asked)
        self.said = _flat("\n".join(_texts(evaluation)))
        names = [*self.bound.named, evaluation.case.unit, evaluation.sheet.title, *(p.name for p in evaluation.case.projects)]
        self.masks = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)
        labels = {concept.label for concept in self.book.concepts.values() if _CHINESE_NUMERAL.search(concept.label)}
        self.words = sorted({*narration.words, *labels, *self.masks}, key=len, reverse=True)

    def look(self, text: str) -> Looked:
        """A proposed text without what may not stand in it; nothing is left where the whole is refused."""
        text = text.strip()
        whole = self._refused(text)
        if whole is not None:
            return Looked("", (whole,))
        struck: list[Struck] = []
        while True:  # a sentence may lean on one before it: what is left is read again until nothing falls out
            found = self._sentences(text)
            if not found:
                return Looked(text, tuple(struck))
            struck += found.values()
            text = "".join(part for at, part in enumerate(sentences(text)) if at not in found).strip()

    def _refused(self, text: str) -> Struck | None:
        hidden = next((letter for letter in text if letter != "\n" and unicodedata.category(letter) in HIDDEN), None)
        if hidden is not None:
            return Struck(shown(text, 2_000), REFUSED, shown(hidden))
        for pattern in self.narration.refused:
            found = _compiled(pattern).search(text)
            if found is not None:
                return Struck(text, REFUSED, found[0])
        return Struck(text, REFUSED, str(len(text))) if len(text) > self.narration.most_letters else None

    def _sentences(self, text: str) -> dict[int, Struck]:
        """The sentences that may not stand, by their numbers."""
        parts, found, start = sentences(text), dict[int, Struck](), 0
        figures = self._unbound(text)
        for at, part in enumerate(parts):
            end = start + len(part)
            offence = self._worded(part) or next(
                ((NOT_BOUND, text[begin:stop], "") for begin, stop in figures if start <= begin < end), None
            )
            if offence is not None:
                found[at] = Struck(part.strip(), *offence)
            start = end
        return found

    # ---- words

    def _worded(self, sentence: str) -> tuple[str, str, str] | None:
        """The code, the words that gave offence, and why, where the code's title does not say it."""
        flat = _flat(sentence)
        echo = next(self._echoes(flat), None)
        if echo is not None:
            return INSTRUCTION, echo, ""
        for pattern in self.narration.instructions:
            if (found := _compiled(pattern).search(sentence)) is not None:
                return INSTRUCTION, found[0], ""
        for pattern in self.narration.sources:
            for found in _compiled(pattern).finditer(sentence):
                if not self._known(found[0]):
                    return NO_SOURCE, found[0], self.narration.reasons["source"]
        masked = self._masked(sentence, (*self.narration.not_persons, *self.masks), "＿")
        for pattern in self.narration.persons:
            if (found := _compiled(pattern).search(masked)) is not None:
                return PERSON, found[0], ""
        for pattern in self.narration.vague:
            if (found := _compiled(pattern).search(sentence)) is not None:
                return NOT_BOUND, found[0], ""
        return self._judged(sentence)

    def _judged(self, sentence: str) -> tuple[str, str, str] | None:
        """Comparisons and verdicts that the facts do not bear out, and what only the case may state."""
        why = self.narration.reasons
        if (untrue := self.claims.untrue(sentence)) is not None:
            return UNTRUE, untrue[0], why["untrue" if untrue[1] else "undecided"]
        if (verdict := self.stated.verdict(sentence)) is not None:
            return UNTRUE, verdict[0], why["verdict" if verdict[1] else "undecided"]
        names = [name for name in self.masks if len(name) >= _SHORT]
        unstated = self.stated.unstated(sentence) or None
        if unstated is None or any(unstated[0] in name and name in sentence for name in names):
            return None
        return NO_SOURCE, unstated[0], why[unstated[1]]

    def _known(self, source: str) -> bool:
        """Whether the case or its scheme says a source, whatever word leads to it."""
        flat = _flat(source)
        while not (said := flat in self.said):
            led = next((word for word in self.narration.leading if flat.startswith(word)), "")
            if not led:
                break
            flat = flat.removeprefix(led)
        return said and bool(flat)

    def _echoes(self, flat: str) -> Iterator[str]:
        """Runs of the prompt: the whole sentence, or so many letters of it."""
        if flat and flat in self.asked:
            yield flat
        most = self.narration.most_echo
        yield from (flat[at : at + most] for at in range(len(flat) - most + 1) if flat[at : at + most] in self.asked)

    def _masked(self, text: str, words: Iterable[str], letter: str) -> str:
        """The text with words of ours covered, letter for letter."""
        for word in words:
            text = text.replace(word, letter * len(word))
        return text

    # ---- figures

    def _unbound(self, text: str) -> list[tuple[int, int]]:
        """The spans of numbers that nothing of the evaluation bears out, in the order of the text."""
        report = self.reader.report(_document(text), self.evaluation.case.unit, self.evaluation.case.year)
        exempt = [*self._sources(text), *self._names(text)]
        taken: list[tuple[int, int]] = list(exempt)
        found: list[tuple[int, int]] = []
        for figure in report.figures:
            span = (figure.start, figure.end)
            taken.append(span)
            away = any(_compiled(pattern).search(text[figure.start : figure.end + 1]) for pattern in self.narration.units_away)
            if not _inside(span, exempt) and (away or not self.bound.holds(figure, _before(text, figure.start))):
                found.append(span)
        for passage in report.passages:
            for mark in numbers.marks(passage.text, self.book.spellings):
                span = passage.span(mark.start, mark.end)
                if mark.kind is Kind.FIGURE:
                    continue
                taken.append(span)
                if not _inside(span, exempt) and not self._date(mark.kind, mark.raw, text, span):
                    found.append(span)
        found += self._unread(text, taken)
        return sorted(found)

    def _sources(self, text: str) -> list[tuple[int, int]]:
        """Sources that the case names: their numbers are theirs."""
        places = (found for pattern in self.narration.sources for found in _compiled(pattern).finditer(text))
        return [found.span() for found in places if self._known(found[0])]

    def _names(self, text: str) -> list[tuple[int, int]]:
        """Names of indicators and projects that hold a number."""
        numbered = [name for name in self.masks if any(unicodedata.category(letter) in _NUMERIC for letter in name)]
        return [found.span() for name in numbered for found in re.finditer(re.escape(name), text)]

    def _date(self, kind: Kind, raw: str, text: str, span: tuple[int, int]) -> bool:
        """A bare year near the one that is evaluated; days and months are facts, and none of ours."""
        near = self.narration.years_around
        if kind is not Kind.DATE or _YEAR.fullmatch(raw.translate(WIDE)) is None:
            return False
        return abs(int(raw.translate(WIDE)) - self.evaluation.case.year) <= near and text[span[1] : span[1] + 1] in ("年", "")

    def _unread(self, text: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """Digits of any script, and numerals, that the reader took for no number, but for the words of the law book."""
        free = list(text)
        for begin, stop in taken:
            free[begin:stop] = " " * (stop - begin)
        left = "".join(free)
        for at, letter in enumerate(left):
            if unicodedata.category(letter) in _NUMERIC:
                yield at, at + 1
        covered = self._masked(left, self.words, " ")
        yield from (found.span() for found in _CHINESE_NUMERAL.finditer(covered))


def sentences(text: str) -> list[str]:
    """The sentences of a text with their ends; together they are the text.

    >>> sentences("甲增加。乙减少；丙")
    ['甲增加。', '乙减少；', '丙']
    """
    return [part for part in _SENTENCE.findall(text) if part]


def _document(text: str) -> Document:
    return Document("", "", "text", text, (Block(PARAGRAPH, 0, len(text), "¶1"),))


def _before(text: str, start: int) -> str:
    """The sentence up to a place."""
    at = max(text.rfind(mark, 0, start) for mark in "。！？；;!?\n")
    return text[at + 1 : start]


def _inside(span: tuple[int, int], exempt: Iterable[tuple[int, int]]) -> bool:
    return any(begin <= span[0] and span[1] <= stop for begin, stop in exempt)


def _texts(evaluation: Evaluation) -> Iterator[str]:
    """Everything that the case and its scheme say: what a source must stand in."""
    case, sheet = evaluation.case, evaluation.sheet
    yield from (case.unit, sheet.title, *case.head.values(), *case.reasons.values(), *sheet.notes)
    yield from (text for texts in case.narrative.values() for text in texts)
    for fact in case.facts:
        yield fact.provenance.said
        if not isinstance(fact.value, Quantity) and isinstance(fact.value, str):
            yield fact.value
    for line in sheet.lines:
        yield from (*line.path, line.reference, *line.evidence, line.standard, line.explanation)
    yield from (project.name for project in case.projects)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
