"""Things told by two or more numbers each, and their total by as many: 甲班 3 期 146 人次、乙班 8 期 612 人次，共 11 期 758 人次.

Where one kind of number adds up, all the things are there, and the other kinds must add up too. In the same way what stood at first, what came and
what went makes what is there: 年初 12 户 35 人，新增 6 户 19 人，消除 4 户 13 人，年末 14 户 41 人.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.ground import CLAUSE, FAR, GOOD
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

Group = tuple["Figure", ...]
TOTAL, PARTS = "list_total", "list_parts"
_SHORT, _LEAST, _MOST, _FAR = 10, 3, 12, 60
_MARKS = "。；;（(）)："
_ASIDE = re.compile(r"（[^（）\d]{1,6}）")
"""126 项（次）、186.48 万元."""


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """Every total of several columns in one passage."""
    every = [each for each in groups(passage) if plain(ground, passage, each)]
    if has(passage.text, ground.words["counted_once"]):
        return
    for at, group in enumerate(every):
        same = [each for each in every[max(0, at - _MOST) : at] if kinds(each) == kinds(group)]
        if len(same) >= _LEAST - 1 and _sums(ground, passage, group):
            yield from _added(ground, same, group, TOTAL)
        after = _behind(passage, every, at)
        if len(after) >= _LEAST - 1 and _begins(ground, passage, group, after[0]):
            yield from _added(ground, after, group, PARTS)


def groups(passage: Sentence) -> list[Group]:
    """Numbers of different kinds right one behind the other, two or more."""
    found: list[list[Figure]] = []
    for figure in passage.figures:
        if figure.role not in ("value", "base") or figure.dimension in ("ratio", "points", "") or figure.about:
            found.append([])
            continue
        last = found[-1] if found else []
        between = _ASIDE.sub("", passage.text[last[-1].stop : figure.begin]) if last else ""
        joined = bool(last) and len(between) <= _SHORT and not has(between, _MARKS)
        if joined and kind(figure) not in map(kind, last):
            last.append(figure)
        else:
            found.append([figure])
    return [tuple(each) for each in found if len(each) > 1]


def plain(ground: Ground, passage: Sentence, group: Group) -> bool:
    """Whether no word between the numbers of a group says that one of them is an average, or speaks of something else."""
    said = [before(passage, group[0])]
    said += [passage.text[one.stop : two.begin].strip("，、 ") for one, two in pairwise(group)]
    apart = (*ground.words["average_ends"], *ground.words["columns_not"])
    return not any(word in words for words in said for word in apart)


def kind(figure: Figure) -> str:
    """In what it is counted; amounts of money are of one kind."""
    return "money" if figure.dimension == "money" else figure.unit.label if figure.unit is not None else figure.measure


def kinds(group: Group) -> tuple[str, ...]:
    """The kinds of a group in their order."""
    return tuple(map(kind, group))


def before(passage: Sentence, figure: Figure) -> str:
    """The words before a figure, back to the last mark."""
    said = passage.text[max(0, figure.begin - FAR) : figure.begin]
    return CLAUSE.split(said.rpartition("。")[2])[-1].strip("）) ")


def _sums(ground: Ground, passage: Sentence, group: Group) -> bool:
    """Whether words right before a group say that it is a total."""
    said = before(passage, group[0])
    return has(said, ground.words["group_sums"]) and not has(said, ground.words["group_not"])


def _behind(passage: Sentence, every: Sequence[Group], at: int) -> list[Group]:
    """The groups of the same kinds behind one, down to the full stop behind the first of them."""
    found: list[Group] = []
    for each in every[at + 1 : at + 1 + _MOST]:
        between = passage.text[(found[-1] if found else every[at])[-1].stop : each[0].begin]
        if (found and "。" in between) or kinds(each) != kinds(every[at]):
            break
        found.append(each)
    return found


def _begins(ground: Ground, passage: Sentence, whole: Group, part: Group) -> bool:
    """Whether the words between a total and the first group open a list of its parts."""
    between = passage.text[whole[-1].stop : part[0].begin]
    return has(between[-_FAR:], ground.words["columns_open"]) and between.count("。") <= 1


def _added(ground: Ground, parts: Sequence[Group], total: Group, check: str) -> Iterator[Relation]:
    """The sums of the columns, where at least one of them holds: of all the groups, or of the last few of them."""
    for first in range(len(parts) - _LEAST + 2):
        some = parts[first:]
        found = [
            Relation(
                check, tuple(each[column].id for each in some), target=total[column].id, bound=True,
                slots=(("label", total[column].label), ("parts", "、".join(each[column].label or each[column].plain for each in some))),
            )
            for column in range(len(total))
        ]  # fmt: skip
        alike = all(len({(each[column].stage, each[column].year) for each in (*some, total)}) == 1 for column in range(len(total)))
        if alike and any(judge(each, ground.report.figures).verdict in GOOD for each in found):
            yield from found
            return
