"""Posts, those who hold them and what is free or too many, over the sentences of a paragraph: 核定编制 72 名。实有 67 人，空编 5 名; 核定行政编制…，实有行政人员 35 人、事业人员 43 人，合计 78 人."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation
from hengji.auditing.sentences.frames.columns import before
from hengji.auditing.sentences.frames.named import bracketed
from hengji.auditing.sentences.frames.sums import with_others
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

TOTAL, BALANCE = "list_total", "balance"
_LEAST, _MOST = 2, 12
_STOP = re.compile(r"[。；;]")


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every such group of one passage."""
    people = [each for each in passage.figures if _plain(passage, each)]
    if not any(has(passage.text, ground.words[key]) for key in ("allowed_posts", "staffed")):
        return
    for at, figure in enumerate(people):
        yield from _free(ground, passage, people[max(0, at - _MOST) : at], figure)
        yield from _total(ground, passage, people[max(0, at - _MOST) : at], figure)


def _plain(passage: Sentence, figure: Figure) -> bool:
    told = figure.role == "value" and figure.dimension not in ("money", "ratio", "points", "") and not figure.about
    return told and not bracketed(passage, figure)


def _is(ground: Ground, passage: Sentence, figure: Figure) -> str:
    """Posts, those who are there, or what is free or too many, by the words right before it."""
    said = before(passage, figure)
    if has(said, (*ground.words["besides"], *ground.words["flows_not"])) or with_others(ground, passage, figure):
        return ""
    for place in ("vacant", "over_posts", "allowed_posts", "staffed"):
        if has(said, ground.words[place]):
            return place
    return ""


def _kind(ground: Ground, passage: Sentence, figure: Figure) -> str:
    return next((word for word in ground.words["post_kinds"] if word in before(passage, figure)), "")


def _free(ground: Ground, passage: Sentence, earlier: Sequence[Figure], figure: Figure) -> Iterator[Relation]:
    """Posts less those who are there are free; the other way round there are too many."""
    place = _is(ground, passage, figure)
    if place not in ("vacant", "over_posts"):
        return
    groups = _runs(ground, passage, earlier)
    posts, there = (_side(ground, passage, groups, figure, key) for key in ("allowed_posts", "staffed"))
    if not posts or not there or max(each.id for each in posts) > min(each.id for each in there):
        return
    if len(posts) > 1 and len(there) > 1 and len(posts) != len(there):
        return
    if any(
        posts[-1].id < each.id < figure.id and posts[0].number - each.number == figure.number
        for each in passage.near(figure, _MOST)
    ):
        return
    ids, others = (tuple(each.id for each in side) for side in (posts, there))
    if place == "vacant" and len(posts) == 1:
        slots = (("label", posts[0].label), ("parts", ""))
        yield Relation(TOTAL, (*others, figure.id), target=ids[0], slots=slots, named=True, bound=True)
        return
    more, less = (ids, others) if place == "vacant" else (others, ids)
    named = (("label", figure.label or before(passage, figure)),)
    yield Relation(BALANCE, more, less, target=figure.id, slots=named, named=True, bound=True)


def _runs(ground: Ground, passage: Sentence, figures: Sequence[Figure]) -> list[tuple[str, list[Figure]]]:
    """The figures in runs: of one word for what they are, and of those joined to it by 、 that name another kind; parts of a figure before are left out."""
    found: list[tuple[str, list[Figure]]] = []
    for figure in figures:
        if any(figure.whole == each.id for _, run in found for each in run):
            continue
        place, last = _is(ground, passage, figure), found[-1] if found else ("", [])
        between = passage.text[last[1][-1].stop : figure.begin] if last[1] else ""
        joined = between.startswith("、") and not _STOP.search(between) and bool(_kind(ground, passage, figure))
        if joined and last[0] and place in ("", last[0]):
            last[1].append(figure)
        else:
            found.append((place, [figure]))
    return found


def _side(ground: Ground, passage: Sentence, groups: Sequence[tuple[str, list[Figure]]], free: Figure, place: str) -> list[Figure]:
    """The one run of a place; of a free post of one kind, those of that kind."""
    runs = [run for key, run in groups if key == place]
    wanted = _kind(ground, passage, free)
    if wanted:
        one = [each for run in runs for each in run if _kind(ground, passage, each) == wanted]
        return one if len(one) == 1 else []
    if len(runs) != 1:
        return []
    kinds = [_kind(ground, passage, each) for each in runs[0]]
    whole = len(kinds) == 1 and not kinds[0]
    return runs[0] if whole or (len(kinds) > 1 and len(set(kinds)) == len(kinds) and all(kinds)) else []


def _total(ground: Ground, passage: Sentence, earlier: Sequence[Figure], total: Figure) -> Iterator[Relation]:
    """核定行政编制 38 名、事业编制 45 名，实有行政人员 35 人、事业人员 43 人，合计 78 人: of those who are there, not of the posts before them."""
    said = before(passage, total)
    runs = _runs(ground, passage, earlier)
    if said not in ground.words["group_totals_plain"] or len(runs) < _LEAST:
        return
    (first, _), (place, run) = runs[-2], runs[-1]
    between = passage.text[run[-1].stop : total.begin]
    if (first, place) != ("allowed_posts", "staffed") or len(run) < _LEAST or len(between) > len(said) + 1:
        return
    slots = (("label", total.label), ("parts", "、".join(each.label or each.plain for each in run)))
    yield Relation(TOTAL, tuple(each.id for each in run), target=total.id, slots=slots, named=True, bound=True)
