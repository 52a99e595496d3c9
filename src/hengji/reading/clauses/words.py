"""The words by which sentences are read, from the law book's `phrases/`, as patterns that stay linear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.rulebook.book import Book

SHORT_BRACKET = re.compile(r"[（(][^（()）\d]{1,6}[）)]")
"""A bracket inside a name: 因公出国（境）费, 行政运行（项）."""
_ONE_LETTER_BEFORE = "至最不较很许众更减缩"
_MADE = 80


@dataclass(frozen=True, slots=True)
class Words:
    """Compiled once for a law book. Patterns that end in `$` are searched in the words right before a figure."""

    change: re.Pattern[str]
    until: re.Pattern[str]
    since: re.Pattern[str]
    until_ahead: re.Pattern[str]
    completing: re.Pattern[str]
    first_person: tuple[str, ...]
    goals: re.Pattern[str]
    sharing: re.Pattern[str]
    than: re.Pattern[str]
    than_before: re.Pattern[str]
    compared: re.Pattern[str]
    compared_behind: re.Pattern[str]
    goes_on: re.Pattern[str]
    completion: re.Pattern[str]
    rate: re.Pattern[str]
    share: re.Pattern[str]
    share_of: re.Pattern[str]
    points: re.Pattern[str]
    weight: re.Pattern[str]
    deduction: re.Pattern[str]
    parts: re.Pattern[str]
    parts_plain: re.Pattern[str]
    made_of: re.Pattern[str]
    made: re.Pattern[str]
    open_words: re.Pattern[str]
    open_behind: re.Pattern[str]
    inside: re.Pattern[str]
    shared: re.Pattern[str]
    subtotal: re.Pattern[str]
    counts: dict[str, int]
    summing: re.Pattern[str]
    whole: re.Pattern[str]
    fillers: re.Pattern[str]
    trailing: re.Pattern[str]
    neutral: re.Pattern[str]
    carried: re.Pattern[str]
    counted: re.Pattern[str]
    last_year: re.Pattern[str]
    this_year: re.Pattern[str]
    not_stage: re.Pattern[str]
    adjusted_then: tuple[str, ...]
    beginning: tuple[str, ...]
    held_against: tuple[str, ...]
    stage: re.Pattern[str]
    stage_behind: re.Pattern[str]
    money_behind: re.Pattern[str]
    not_stage_behind: re.Pattern[str]
    stages: dict[str, str]
    target: re.Pattern[str]
    actual: re.Pattern[str]
    rest: re.Pattern[str]
    topic: re.Pattern[str]
    of_all: frozenset[str]
    done: re.Pattern[str]
    scored: re.Pattern[str]
    gained: re.Pattern[str]
    overlapping: re.Pattern[str]
    left_over: re.Pattern[str]
    complements: Mapping[str, str]
    per: re.Pattern[str]
    limited: re.Pattern[str]
    some_of: re.Pattern[str]
    each_of: re.Pattern[str]
    sides: tuple[str, ...]
    generic: frozenset[str]
    more: frozenset[str]
    less: frozenset[str]


_kept: dict[str, Words] = {}


def words(book: Book) -> Words:
    """The patterns of a law book; the last one is kept."""
    found = _kept.get(book.digest)
    if found is None:
        _kept.clear()
        found = _kept[book.digest] = _compiled(book)
    return found


def either(texts: Iterable[str]) -> str:
    """An alternation, the longest first."""
    return "|".join(re.escape(text) for text in sorted(set(texts), key=lambda text: (-len(text), text))) or "(?!)"


class _Pieces:
    """The words of a law book by their keys, and what several patterns are made of."""

    def __init__(self, book: Book) -> None:
        self._book = book
        verbs = self.of("more", "less", "either")
        several = [verb for verb in verbs if len(verb) > 1]
        single = either(verb for verb in verbs if len(verb) == 1)
        acts = either(verb for verb in several if not verb.endswith((*self.of("change_names"), *self.of("until_ends"))))
        than = self.any("than")
        self.copula = rf"(?:{self.any('copulas')}){{0,3}}"
        self.adverb = rf"(?:{self.any('adverbs')}){{0,3}}"
        self.verb = rf"(?P<verb>{either(several)}|(?<![{_ONE_LETTER_BEFORE}])(?:{single}))"
        self.until = rf"{self.any('until')}|(?:{acts}|{single})(?:{self.any('until_ends')})"
        self.than = rf"(?:{than}|(?P<with>{self.any('beside')}))"
        self.no_than = rf"(?:(?!{than})[^，。；])"
        self.not_within = r"(?!在(?:$|[上以前总其全]))"  # 包含在 11 辆公务用车之内 names no parts
        self.other = self.any("last_year", "original", "revised", "outturn", "bases")

    def of(self, *keys: str) -> tuple[str, ...]:
        """The words under some keys."""
        return tuple(text for key in keys for text in self._book.phrases.get(f"clauses.{key}", ()))

    def any(self, *keys: str) -> str:
        """An alternation of them."""
        return either(self.of(*keys))

    def stages(self) -> dict[str, str]:
        """The id of a stage by each word for it."""
        stages = {text: stage for stage in ("original", "revised", "outturn") for text in self.of(stage)}
        return stages | {text: entry.id for entry in self._book.stages.values() for text in (entry.label, *entry.synonyms)}


def _ending(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})$")


def _compiled(book: Book) -> Words:
    pieces = _Pieces(book)
    of, any_of, stages = pieces.of, pieces.any, pieces.stages()
    copula, than, no_than, other, until = pieces.copula, pieces.than, pieces.no_than, pieces.other, pieces.until
    return Words(
        change=_ending(rf"(?<![不未])(?P<adverb>{pieces.adverb}){pieces.verb}{copula}"),
        until=_ending(rf"(?:{until}){copula}"),
        since=_ending(rf"(?:{any_of('since')})(?P<of>[^，。；]{{0,20}})"),
        until_ahead=re.compile(rf"[^，。；\d]{{0,12}}?(?:{until})"),
        completing=_ending(rf"(?:{any_of('completion')})(?P<of>[^，。；]{{0,24}})"),
        first_person=of("first_person"),
        goals=re.compile(any_of("goals")),
        sharing=_ending(rf"(?:{any_of('share')})(?P<of>[^，。；]{{0,30}})"),
        than=_ending(rf"{than}(?P<of>{no_than}{{0,24}}?(?:{other}){no_than}{{0,16}}?)(?:的|为)?"),
        than_before=_ending(rf"{than}(?P<of>{no_than}{{0,24}}?(?:{other}){no_than}{{0,12}}?)"),
        compared_behind=_ending(rf"(?:{any_of('compared')})"),
        compared=re.compile(rf"[）)]?(?:的)?[，,]?(?:{any_of('compared')})"),
        goes_on=re.compile(
            rf"[）)]?(?:相比|比较)?[，,]?(?:相比|比较)?(?:{any_of('adverbs', 'fillers')}){{0,3}}(?:{any_of('more', 'less', 'either', 'level')})"
        ),
        completion=_ending(
            rf"(?:{any_of('completion')})(?P<of>[^，。；完]{{0,20}}?(?:{any_of('goals')})[^，。；]{{0,8}}?)(?:的)?{copula}"
        ),
        rate=_ending(rf"(?P<of>{any_of('rate_names')}){copula}"),
        share=_ending(rf"(?:{any_of('share')})(?P<of>[^，。；]{{0,36}}?)(?:的)?(?:比重|比例|比率|份额|百分比)?(?:的)?{copula}"),
        share_of=_ending(rf"(?:{any_of('shares_of')})(?P<of>(?:(?!{any_of('goals')})[^，。；]){{2,30}})的"),
        points=_ending(rf"(?:{any_of('points')}){copula}"),
        weight=_ending(rf"(?:{any_of('weight')}){copula}"),
        deduction=_ending(rf"(?:{any_of('deduction')}){copula}"),
        parts=re.compile("|".join([rf"(?:{any_of('parts')}){pieces.not_within}", *of("parts_patterns")])),
        parts_plain=re.compile(rf"(?:{any_of('parts')}){pieces.not_within}"),
        made_of=re.compile(rf"[，,]?(?:{any_of('made_of')})"),
        made=re.compile(rf"[^。；]{{0,{_MADE}}}?(?:{any_of('made')})"),
        open_words=re.compile(any_of("open_words")),
        open_behind=re.compile(rf"[）)]?(?:{any_of('open_behind')})"),
        shared=re.compile(rf"(?:{any_of('shared')})(?:为|是|达|达到)?$"),
        subtotal=re.compile(rf"(?P<number>{any_of('counts')})(?:项|类|部分|者)[^，。；]{{0,2}}(?:{any_of('summing')}){copula}$"),
        counts={text: at for at, text in enumerate(of("counts"), start=2)},
        inside=_ending(any_of("inside")),
        summing=re.compile(rf"(?:{any_of('summing')}){copula}$"),
        whole=re.compile(any_of("whole_words")),
        fillers=re.compile(rf"(?!{any_of('not_fillers')})(?:{any_of('fillers')})"),
        trailing=re.compile(rf"(?:{any_of('trailing')})$(?<!{')(?<!'.join(map(re.escape, of('not_trailing')))})"),
        neutral=re.compile(rf"(?:(?:{any_of('neutral')})){{0,6}}"),
        carried=re.compile(any_of("carried")),
        counted=re.compile(rf"(?:{any_of('counts')})(?:{any_of('count_words')})(?:{any_of('shared', 'summing', 'counted_ends')})"),
        last_year=re.compile(any_of("last_year")),
        this_year=re.compile(any_of("this_year")),
        not_stage=re.compile(any_of("not_stage")),
        adjusted_then=of("adjusted_then"),
        beginning=of("beginning"),
        held_against=of("held_against"),
        stage=re.compile(either(stages)),
        stage_behind=re.compile(rf"(?:{either(text for text in stages if not text.startswith(of('money_words')))})$"),
        money_behind=re.compile(rf"(?:{any_of('money_words')})$"),
        not_stage_behind=re.compile(rf"(?:{any_of('not_stage')})$"),
        stages=stages,
        target=_ending(rf"(?:{any_of('target')}){copula}"),
        actual=_ending(rf"(?:{any_of('actual')}){copula}"),
        rest=_ending(rf"(?:{any_of('rest')})[^，。；]{{0,6}}"),
        of_all=frozenset(of("of_all")),
        topic=re.compile(rf"(?:{any_of('topic_ends')})$"),
        scored=re.compile(rf"[（(](?:{any_of('scored')})"),
        gained=re.compile(rf"[，,](?:{any_of('scored')})"),
        overlapping=re.compile(any_of("overlapping")),
        left_over=re.compile(any_of("left_over")),
        complements={one: other for pair in of("complements") for one, other in (pair.split("＋"), pair.split("＋")[::-1])},
        per=re.compile(rf"(?:{any_of('by_head')})[^，。；]{{0,6}}$"),
        limited=_ending(any_of("limited")),
        some_of=_ending(any_of("some_of")),
        each_of=_ending(any_of("shared")),
        sides=of("sides"),
        done=_ending(rf"(?:{any_of('done')}){copula}"),
        generic=frozenset(of("generic")),
        more=frozenset(of("more")),
        less=frozenset(of("less")),
    )
