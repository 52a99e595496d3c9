"""What there was at first, what came, what went and what there is: 年初在册 174 人，接收 103 人，解除 91 人，年末在册 186 人; 年初预算、追加、收回、调整后预算.

Each amount is called by its own words. With two kinds of numbers (户、人), one that adds up bears out the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.auditing.relation import Relation, judge
from hengji.auditing.sentences.frames.columns import Group, before, kind
from hengji.auditing.sentences.frames.ground import GOOD
from hengji.auditing.sentences.frames.net import newly
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.sentences.frames.ground import Ground, Sentence
    from hengji.core.audit import Figure

CHECK = "stock_flow"
_FAR, _ENDS = 120, 2
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_THINGS, _BUDGET = (
    tuple(f"{kind}_{each}" for each in ("opening", "closing", "gone", "come", "not")) for kind in ("stock", "budget")
)
_COME = 3
_ROLES = frozenset({"value", "base", "change", "actual"})


@dataclass
class _Account:
    """The groups of one account in the order of the text, by what their words say they are."""

    opening: list[Group] = field(default_factory=list)
    come: list[Group] = field(default_factory=list)
    gone: list[Group] = field(default_factory=list)
    closing: list[Group] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether one stood at first, one is there at last, and something came or went."""
        return len(self.opening) == len(self.closing) == 1 and bool(self.come or self.gone)


def of(ground: Ground, passage: Sentence) -> Iterator[Relation]:
    """The accounts of one passage: of things and people, and of a budget."""
    things, budget = (_has_closing(ground, passage.text, keys) for keys in (_THINGS, _BUDGET))
    every = _groups(passage) if things or budget else []
    if things:
        for sentence in _with_closing(ground, passage, list(_sentences(passage, every))):
            yield from _account(ground, passage, sentence, _THINGS)
    if budget:
        yield from _account(ground, passage, [each for each in every if kind(each[0]) == "money"], _BUDGET)


def _has_closing(ground: Ground, text: str, keys: tuple[str, ...]) -> bool:
    """Whether words say what there is: without them there is no account."""
    return has(text, ground.words[keys[1]])


def _groups(passage: Sentence) -> list[Group]:
    """The numbers of a passage, those that stand side by side together: 12 户 35 人."""
    found: list[list[Figure]] = []
    for figure in passage.figures:
        if figure.role not in _ROLES or figure.dimension in ("ratio", "points") or figure.about:
            found.append([])
            continue
        last = found[-1] if found else []
        between = passage.text[last[-1].stop : figure.begin] if last else "。"
        if last and len(between.strip("、， ")) == 0 and kind(figure) not in map(kind, last):
            last.append(figure)
        else:
            found.append([figure])
    return [tuple(each) for each in found if each]


def _sentences(passage: Sentence, every: Sequence[Group]) -> Iterator[list[Group]]:
    """The groups up to each full stop."""
    found: list[Group] = []
    for group in every:
        if found and "。" in passage.text[found[-1][-1].stop : group[0].begin]:
            yield found
            found = []
        found.append(group)
    if found:
        yield found


def _with_closing(ground: Ground, passage: Sentence, every: Sequence[list[Group]]) -> Iterator[list[Group]]:
    """The sentences; one that tells what there was at first and not what there is goes on to the next where that begins with it: …，解除 151 人。年末在册 177 人."""
    skipped = False
    for at, sentence in enumerate(every):
        if skipped:
            skipped = False
            continue
        places = {_place(ground, before(passage, group[0]), _THINGS) for group in sentence}
        after = every[at + 1] if at + 1 < len(every) else []
        skipped = "opening" in places and "closing" not in places and bool(after)
        skipped = skipped and _place(ground, before(passage, after[0][0]), _THINGS) == "closing"
        yield [*sentence, after[0]] if skipped else sentence


def _account(ground: Ground, passage: Sentence, every: Sequence[Group], keys: tuple[str, ...]) -> Iterator[Relation]:
    """The one account that stands without a gap: a group of its kind that no word places ends it."""
    account = _Account()
    told: set[int] = set()
    last = max((group[0].year or 0 for group in every if _place(ground, before(passage, group[0]), keys) == "closing"), default=0)
    for group in every:
        if account.whole and "。" in passage.text[account.closing[0][-1].stop : group[0].begin]:
            break  # 全年预算 B。…年末财政收回 C: what is told behind the account is no part of it
        if any(each.whole in told for each in group) or (_bracketed(passage, group) and not account.closing):
            continue
        place = _place(ground, before(passage, group[0]), keys)
        if place == "closing" and (group[0].year or last) < last and not account.opening:
            place = "opening"  # 2022 年末 128 人……2023 年末 154 人
        if place == "opening" and account.opening and not account.closing:
            account = _Account()
        if not place:
            if account.opening and not account.closing and _same(group, account.opening[0]):
                return
            continue
        told |= {each.id for each in group}
        getattr(account, place).append(group)
    if account.whole and _one_kind(account):
        ends = [before(passage, each[0][0]) for each in (account.opening, account.closing)]
        yield from _balance(ground, account, alike=keys == _BUDGET or _alike(ground, *ends))


def _bracketed(passage: Sentence, group: Group) -> bool:
    """Whether a group stands in a bracket: it explains another."""
    said = passage.text[max(0, group[0].begin - _FAR) : group[0].begin]
    return said.count("（") + said.count("(") > said.count("）") + said.count(")")


def _same(group: Group, other: Group) -> bool:
    return bool({kind(each) for each in group} & {kind(each) for each in other})


def _one_kind(account: _Account) -> bool:
    """Whether all groups tell the same kinds of numbers."""
    first = [kind(each) for each in account.closing[0]]
    groups = (*account.opening, *account.come, *account.gone)
    return all([kind(each) for each in group] == first for group in groups)


def _place(ground: Ground, said: str, keys: tuple[str, ...]) -> str:
    """What the words before a group say it is; what left stands before what came (减收回指标, 新增后退出)."""
    if has(said, ground.words[keys[-1]]):
        return ""
    for place, key in zip(("opening", "closing", "gone", "come"), keys, strict=False):
        if has(said, ground.words[key]) or (key == _THINGS[_COME] and newly(ground, said)):
            return place
    return ""


def _alike(ground: Ground, opening: str, closing: str) -> bool:
    """Whether what there was and what there is may be one thing: 年末 and 年末在册 of 在册人员; 活跃用户 is not 注册用户."""
    names = []
    for words in (opening, closing):
        name = _YEAR.sub("", words)
        for word in sorted(
            (each for key in ("opening", "closing") for each in ground.words[f"stock_{key}"]), key=len, reverse=True
        ):
            name = name.rpartition(word)[2]
        for end in sorted(ground.words["flow_piled_ends"], key=len, reverse=True):
            name = name.removesuffix(end).removeprefix(end)
        names.append(name)
    one, other = names
    return one[-_ENDS:] != other[-_ENDS:] or one in other or other in one


def _balance(ground: Ground, account: _Account, *, alike: bool) -> Iterator[Relation]:
    """One relation for each kind; certain where what there was and is may be one, with both what came and what went, or two changes, or where another kind adds up."""
    found: list[Relation] = []
    for column in range(len(account.closing[0])):
        opening, target = account.opening[0][column], account.closing[0][column]
        plus = (opening.id, *(each[column].id for each in account.come))
        minus = tuple(each[column].id for each in account.gone)
        slots = (("label", target.label or opening.label),)
        found.append(Relation(CHECK, plus, minus, target=target.id, certain=False, slots=slots))
    holds = any(judge(each, ground.report.figures).verdict in GOOD for each in found)
    sure = (alike and bool(account.come and account.gone)) or holds
    for each in found:
        yield Relation(
            CHECK, each.plus, each.minus, target=each.target, certain=sure, bound=sure, slots=each.slots,
        )  # fmt: skip
