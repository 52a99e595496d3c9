"""Comparisons without a figure, and grades: a text may say less than last year only where the facts say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.quantity import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.evaluation import Evaluation
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.rulebook.book import Book
    from hengji.rulebook.narration import Narration

LEAST = 4
"""Letters of another name of a concept: shorter ones are words of other names."""
BEFORE = 2
"""How many letters before a direction a negation may stand."""


_GROUPED = frozenset({"base", "within", "grade", "yearly", "elsewhere", "label", "no", "after"})
"""Words that are put into a pattern as a group of their own; the others stand in one already."""
_CLAUSE = re.compile("[，。；！？,;!?、\n]")


class Claims:
    """What the facts of an evaluation say of more and less, and which grade it came to."""

    def __init__(self, evaluation: Evaluation, facts: tuple[Fact, ...], book: Book, narration: Narration) -> None:
        self.evaluation, self.book, self.narration = evaluation, book, narration
        self.values = {fact.key: fact.value.value for fact in reversed(facts) if isinstance(fact.value, Quantity)}
        labels = {book.concepts[fact.concept].label: fact.concept for fact in facts if isinstance(fact.value, Quantity)}
        self.labels = {_bare(label): concept for label, concept in labels.items()}
        self.labels = {**self._other_names(frozenset(labels.values())), **self.labels}
        self.stages = {word: stage.id for stage in book.stages.values() for word in (stage.label, *stage.synonyms)}
        words = {
            "base": (*narration.prior, *self.stages),
            "more": narration.more,
            "less": narration.less,
            "within": narration.within,
            "equal": narration.equal,
            "yearly": narration.yearly,
            "elsewhere": narration.elsewhere,
        }
        self.prior = (*narration.prior, *narration.yearly)
        every = (*narration.more, *narration.less, *narration.equal, *narration.compare)
        words |= {
            "label": tuple(self.labels),
            "no": narration.negations,
            "after": narration.after_subject,
            "ways": every,
            "short": (*every, *narration.short_more, *narration.short_less),
        }
        self.between, self.than, self.alone = (
            re.compile(_put(pattern, words)) for pattern in (narration.between, narration.than, narration.alone)
        )
        self.numbered = re.compile(narration.numbered)
        self.patterns = [re.compile(_put(pattern, words)) for pattern in narration.comparisons]
        scheme = book.schemes.get(evaluation.sheet.scheme)
        self.grades = {
            word: step.label for step in (scheme.grades if scheme is not None else ()) for word in (step.label, *step.also)
        }
        self.grade = re.compile(_put(narration.grade, {"grade": tuple(self.grades)})) if self.grades else None

    def _other_names(self, known: frozenset[str]) -> dict[str, str]:
        """Longer synonyms of the facts' concepts and their labels without 合计, each where one concept alone has it."""
        owners: dict[str, set[str]] = {}
        for concept in self.book.concepts.values():
            short = (concept.label.removesuffix(end) for end in self.narration.shortened)
            for name in {concept.label, *(each.text for each in concept.synonyms), *short}:
                owners.setdefault(_bare(name), set()).add(concept.id)
        sole = {name: next(iter(own)) for name, own in owners.items() if len(own) == 1 and len(name) >= LEAST}
        return {name: concept for name, concept in sole.items() if concept in known}

    def untrue(self, sentence: str) -> tuple[str, bool] | None:
        """The words of a comparison or a grade that the evaluation does not bear out, and whether the facts decide it at all."""
        for pattern in self.patterns:
            for found in pattern.finditer(sentence):
                if (holds := self._holds(sentence, found)) is not True:
                    return found[0], holds is False
        for found in self.between.finditer(sentence):
            if (holds := self._holds_between(sentence, found)) is not True:
                return found[0], holds is False
        clauses = [_bare(clause) for clause in _CLAUSE.split(sentence)]
        for clause in clauses:
            if (said := self._untrue_than(clause) or self._untrue_alone(clause)) is not None:
                return said
        found_grade = self.grade.search(sentence) if self.grade is not None else None
        if found_grade is not None and self.grades[found_grade["grade"]] != self.evaluation.sheet.grade:
            return found_grade[0], True
        return None

    def _holds(self, sentence: str, found: re.Match[str]) -> bool | None:
        """None where the case has nothing to compare with."""
        concept = self._subject(sentence[: found.start()])
        base, way = found["base"], found["way"]
        if base in self.narration.elsewhere:
            return None
        if not concept:
            return True if base == self.narration.budget and way not in self.narration.within else None
        bases = list(self._bases(concept, base))
        own = self.book.concepts[concept]
        mine = self.values.get((concept, self.evaluation.case.year, own.stages[0] if own.stages else "", ()))
        signs = {exact.compare(mine, other) for other in bases} if mine is not None else set()
        signs = signs or (self._stated_growth(concept) if base in self.prior else set())
        if not signs:
            return None
        before = sentence[max(0, found.start("way") - BEFORE) : found.start("way")]
        negated = any(word in before for word in self.narration.negations)
        if way in self.narration.within:
            return 1 not in signs
        if way in self.narration.equal:
            if mine is None or not bases:
                return None
            return not negated and all(self._level(mine, other) for other in bases)
        wanted = 1 if way in self.narration.more else -1
        return wanted not in signs if negated else signs == {wanted}

    def _holds_between(self, sentence: str, found: re.Match[str]) -> bool | None:
        """本年收入合计大于本年支出合计: both are named, right before and right behind the word, or before it in the clause that it begins."""
        year = self.evaluation.case.year
        after, before = _bare(sentence[found.end() :]), re.split("[，。；！？,;]", sentence[: found.start()])[-1]
        named = [label for label in self.labels if after.startswith(label)]
        mine = self._subject(before if _bare(before) else sentence[: found.start()])
        if not named or not mine:
            known = bool(self.numbered.match(after)) or after.startswith((*self.prior, *self.stages, self.narration.budget))
            return True if known or not after or found["way"] not in self.narration.compare else None
        stages = {concept: self.book.concepts[concept].stages for concept in (mine, self.labels[max(named, key=len)])}
        values = [self.values.get((concept, year, each[0] if each else "", ())) for concept, each in stages.items()]
        one, other = values[0], values[-1]
        if one is None or other is None or len(values) == 1:
            return None
        negated = any(word in sentence[max(0, found.start() - BEFORE) : found.start()] for word in self.narration.negations)
        sign = exact.compare(one, other)
        if found["way"] in self.narration.equal:
            return self._level(one, other) is not negated
        wanted = 1 if found["way"] in self.narration.more else -1
        return (sign != wanted) if negated else sign == wanted

    def _untrue_than(self, clause: str) -> tuple[str, bool] | None:
        """基本支出比项目支出少: one that is named against another."""
        for found in self.than.finditer(clause):
            one, other = (self._value(self.labels[found[name]]) for name in ("one", "other"))
            negated = self._negates(f"{found['no'] or ''}{found['between']}")
            if one is None or other is None:
                return found[0], False
            if not self._as_said(one, other, found["way"], negated=negated):
                return found[0], True
        return None

    def _untrue_alone(self, clause: str) -> tuple[str, bool] | None:
        """公用经费没有增长: nothing is named to compare with, so it is the year before; what is only intended is no claim."""
        if any(word in clause for word in self.narration.intentions):
            return None
        for found in self.alone.finditer(clause):
            concept, negated = self.labels[found["one"]], self._negates(found["between"])
            mine, before = self._value(concept), next(self._bases(concept, self.prior[0]), None)
            if mine is not None and before is not None:
                holds, decided = self._as_said(mine, before, found["way"], negated=negated), True
            else:
                wanted = 1 if found["way"] in self.narration.more else -1
                signs = set() if found["way"] in self.narration.equal else self._stated_growth(concept)
                holds, decided = bool(signs) and (wanted not in signs if negated else signs == {wanted}), bool(signs)
            if not holds:
                return found[0], decided
        return None

    def _value(self, concept: str) -> Exact | None:
        """What the case says of a concept in its year, at its first stage."""
        stages = self.book.concepts[concept].stages
        return self.values.get((concept, self.evaluation.case.year, stages[0] if stages else "", ()))

    def _negates(self, words: str) -> bool:
        return any(word in words for word in self.narration.negations)

    def _as_said(self, one: Exact, other: Exact, way: str, *, negated: bool) -> bool:
        """Whether one amount is to the other as a word says."""
        if way in self.narration.equal:
            return self._level(one, other) is not negated
        wanted = 1 if way in {*self.narration.more, *self.narration.short_more} else -1
        sign = exact.compare(one, other)
        return (sign != wanted) if negated else sign == wanted

    def _level(self, one: Exact, other: Exact) -> bool:
        """Whether two amounts are no further apart than 基本持平 allows."""
        gap, most = exact.subtract(one, other), exact.divide(other, (self.narration.level, 1))
        return exact.compare((abs(gap[0]), gap[1]), (abs(most[0]), most[1])) <= 0

    def _subject(self, before: str) -> str:
        """The concept named last."""
        plain = _bare(before)
        ends = {label: plain.rfind(label) + len(label) for label in self.labels if label in plain}
        return self.labels[max(ends, key=lambda label: (ends[label], len(label)))] if ends else ""

    def _stated_growth(self, concept: str) -> set[int]:
        """More or less than last year, where the case states the rate alone."""
        growth = self.book.by_label.get(f"{self.book.concepts[concept].label}{self.narration.growth}")
        stage = growth.stages[0] if growth is not None and growth.stages else ""
        rate = self.values.get((growth.id, self.evaluation.case.year, stage, ())) if growth is not None else None
        return set() if rate is None else {exact.compare(rate, exact.ZERO)}

    def _bases(self, concept: str, base: str) -> Iterator[Exact]:
        """What is compared with; 预算 alone is every budget that is known."""
        year = self.evaluation.case.year
        own = self.book.concepts[concept]
        if base in self.prior:
            keys = [(concept, year - 1, own.stages[0] if own.stages else "", ())]
        elif base == self.narration.budget:
            keys = [(concept, year, stage, ()) for stage in own.stages[1:]]
        else:
            keys = [(concept, year, self.stages[base], ())]
        yield from (self.values[key] for key in keys if key in self.values)


def _put(pattern: str, words: dict[str, tuple[str, ...]]) -> str:
    for name, each in words.items():
        alternatives = "|".join(re.escape(word) for word in sorted(set(each), key=lambda word: (-len(word), word))) or "(?!)"
        pattern = pattern.replace("{" + name + "}", f"(?:{alternatives})" if name in _GROUPED else alternatives)
    return pattern


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())
