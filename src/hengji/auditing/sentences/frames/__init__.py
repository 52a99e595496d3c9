"""Figures that the words at both ends of a sentence join, whatever they are called: a rate and two counts, what came in, went out and is left.

Most of it is not certain: such a relation confirms where it holds, and contradicts only where one wrong digit explains that it does not. What the words
leave no choice about is certain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.index import prose
from hengji.auditing.readings import Readings
from hengji.auditing.sentences.frames import (
    adjusted,
    aside,
    basis,
    beyond,
    borne,
    bound,
    columns,
    compared,
    counted,
    defined,
    executed,
    flows,
    groups,
    grown,
    halves,
    heads,
    left,
    level,
    marks,
    means,
    most,
    named,
    opinions,
    others,
    posts,
    priced,
    quads,
    quarters,
    ratios,
    remainders,
    restated,
    runs,
    score_names,
    shares,
    short,
    stock,
    sums,
    tabled,
    undone,
    wholes,
    yearly,
    years,
)
from hengji.auditing.sentences.frames.ground import NEAR, Ground, Sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.index import Index
    from hengji.auditing.relation import Relation
    from hengji.core.audit import Report
    from hengji.rulebook.book import Book


_OF_A_PASSAGE = (
    sums.balanced,
    sums.posts_of_kind,
    *(
        each.of
        for each in (
            groups,
            marks,
            columns,
            stock,
            yearly,
            restated,
            named,
            heads,
            compared,
            remainders,
            flows,
            wholes,
            posts,
            runs,
            means,
            counted,
            priced,
            beyond,
            aside,
            basis,
            grown,
            undone,
            defined,
            adjusted,
            most,
            opinions,
            borne,
            quarters,
        )
    ),
)
"""What is read in a whole passage, in this order."""


def relations(report: Report, index: Index, book: Book, taken: frozenset[int]) -> Iterator[Relation]:
    """What sentences join; `taken` are the rates and changes whose relation is known."""
    ground = Ground(report, index, book, taken)
    readings = Readings(report, book)
    for passage in report.passages:
        within = report.within(passage)
        if within and prose(passage):
            whole = Sentence(passage.text, within, within[:NEAR])
            for of_passage in _OF_A_PASSAGE:
                yield from of_passage(ground, whole)
            for sentence in sentences(passage.text, within):
                yield from _of(ground, sentence)
                yield from quads.of(ground, sentence, readings)
    yield from executed.of(ground)
    yield from executed.of_budget(ground)
    yield from tabled.of(ground)
    yield from short.of(ground)
    yield from score_names.of(ground)
    yield from years.changes_of_parts(report, book.phrases["clauses.last_year"])


def _of(ground: Ground, sentence: Sentence) -> Iterator[Relation]:
    """Every relation of one sentence."""
    for at, figure in enumerate(sentence.figures):
        if figure.id not in ground.taken and figure.dimension == "ratio":
            yield from shares.rate_of(ground, sentence, at, figure)
            yield from shares.rate_first(ground, sentence, at, figure)
        yield from ratios.multiple(ground, sentence, at, figure)
        yield from sums.spoken(ground, sentence, at, figure)
        yield from sums.with_carried(ground, sentence, at, figure)
        yield from sums.by_head(ground, sentence, at, figure)
        yield from shares.in_order(ground, sentence, at, figure)
        yield from sums.beyond(ground, sentence, at, figure)
        if figure.role in ("change", "rate") and figure.id not in ground.taken:
            yield from years.of_two_years(ground, sentence, at, figure)
            yield from years.from_to_behind(ground, sentence, at, figure)
            yield from halves.month_before(ground, sentence, at, figure)
        yield from years.told_again(ground, sentence, at, figure)
        yield from level.level(ground, sentence, at, figure)
        yield from years.direction(ground, sentence, at, figure)
        yield from years.total_behind(ground, sentence, at, figure)
        yield from sums.subtotal(ground, sentence, at, figure)
        if figure.role in ("change", "rate") and figure.subject < 0 and figure.id not in ground.taken:
            yield from years.carried(ground, sentence, figure)
    yield from sums.balance(ground, sentence, "balance_in", "balance_out", "balance_left")
    yield from left.of(ground, sentence)
    yield from others.of(ground, sentence)
    yield from left.adjusted(ground, sentence)
    yield from halves.of(ground, sentence)
    yield from bound.of(ground, sentence)
    yield from level.split(ground, sentence)
    yield from sums.weights(sentence)
    yield from sums.within_posts(ground, sentence)
    yield from sums.vacancies(ground, sentence)
    yield from sums.scores(ground, sentence)
