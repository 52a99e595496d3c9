"""The words by which sentences are read, from the law book's `phrases/`, as patterns that stay linear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    per: re.Pattern[str]
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


def _compiled(book: Book) -> Words:
    def of(*keys: str) -> tuple[str, ...]:
        return tuple(text for key in keys for text in book.phrases.get(f"clauses.{key}", ()))

    def ending(pattern: str) -> re.Pattern[str]:
        return re.compile(rf"(?:{pattern})$")

    verbs = of("more", "less", "either")
    single = either(verb for verb in verbs if len(verb) == 1)
    several = either(verb for verb in verbs if len(verb) > 1)
    copula = rf"(?:{either(of('copulas'))}){{0,3}}"
    verb = rf"(?P<verb>{several}|(?<![{_ONE_LETTER_BEFORE}])(?:{single}))"
    adverb = rf"(?:{either(of('adverbs'))}){{0,3}}"
    other = either(of("last_year", "original", "revised", "outturn", "bases"))
    named = of("change_names")
    acts = either(verb for verb in verbs if len(verb) > 1 and not verb.endswith(named) and not verb.endswith(of("until_ends")))
    until = rf"{either(of('until'))}|(?:{acts}|{single})(?:{either(of('until_ends'))})"
    than, beside = either(of("than")), either(of("beside"))
    compared = either(of("compared"))
    no_than = rf"(?:(?!{than})[^，。；])"
    stages = {text: stage for stage in ("original", "revised", "outturn") for text in of(stage)}
    stages |= {text: entry.id for entry in book.stages.values() for text in (entry.label, *entry.synonyms)}
    kinds = either(of("points"))
    return Words(
        change=ending(rf"(?P<adverb>{adverb}){verb}{copula}"),
        until=ending(rf"(?:{until}){copula}"),
        since=ending(rf"(?:{either(of('since'))})(?P<of>[^，。；]{{0,20}})"),
        until_ahead=re.compile(rf"[^，。；\d]{{0,12}}?(?:{until})"),
        completing=ending(rf"(?:{either(of('completion'))})(?P<of>[^，。；]{{0,24}})"),
        goals=re.compile(either(of("goals"))),
        sharing=ending(rf"(?:{either(of('share'))})(?P<of>[^，。；]{{0,30}})"),
        than=ending(rf"(?:{than}|(?P<with>{beside}))(?P<of>{no_than}{{0,24}}?(?:{other}){no_than}{{0,16}}?)(?:的|为)?"),
        than_before=ending(rf"(?:{than}|(?P<with>{beside}))(?P<of>{no_than}{{0,24}}?(?:{other}){no_than}{{0,12}}?)"),
        compared_behind=ending(rf"(?:{compared})"),
        compared=re.compile(rf"[）)]?(?:的)?[，,]?(?:{compared})"),
        goes_on=re.compile(
            rf"[）)]?(?:相比|比较)?[，,]?(?:相比|比较)?(?:{either(of('adverbs', 'fillers'))}){{0,3}}(?:{either((*verbs, *of('level')))})"
        ),
        completion=ending(
            rf"(?:{either(of('completion'))})(?P<of>[^，。；完]{{0,20}}?(?:{either(of('goals'))})[^，。；]{{0,8}}?)(?:的)?{copula}"
        ),
        rate=ending(rf"(?P<of>{either(of('rate_names'))}){copula}"),
        share=ending(rf"(?:{either(of('share'))})(?P<of>[^，。；]{{0,36}}?)(?:的)?(?:比重|比例|比率|份额|百分比)?(?:的)?{copula}"),
        share_of=ending(rf"(?:{either(of('shares_of'))})(?P<of>(?:(?!{either(of('goals'))})[^，。；]){{2,30}})的"),
        points=ending(rf"(?:{kinds}){copula}"),
        weight=ending(rf"(?:{either(of('weight'))}){copula}"),
        deduction=ending(rf"(?:{either(of('deduction'))}){copula}"),
        parts=re.compile("|".join([either(of("parts")), *of("parts_patterns")])),
        parts_plain=re.compile(either(of("parts"))),
        made_of=re.compile(rf"[，,]?(?:{either(of('made_of'))})"),
        made=re.compile(rf"[^。；]{{0,{_MADE}}}?(?:{either(of('made'))})"),
        open_words=re.compile(either(of("open_words"))),
        open_behind=re.compile(rf"[）)]?(?:{either(of('open_behind'))})"),
        shared=re.compile(rf"(?:{either(of('shared'))})(?:为|是|达|达到)?$"),
        subtotal=re.compile(
            rf"(?P<number>{either(of('counts'))})(?:项|类|部分|者)[^，。；]{{0,2}}(?:{either(of('summing'))}){copula}$"
        ),
        counts={text: at for at, text in enumerate(of("counts"), start=2)},
        inside=ending(either(of("inside"))),
        summing=re.compile(rf"(?:{either(of('summing'))}){copula}$"),
        whole=re.compile(either(of("whole_words"))),
        fillers=re.compile(rf"(?:{either(of('fillers'))})"),
        trailing=re.compile(rf"(?:{either(of('trailing'))})$"),
        neutral=re.compile(rf"(?:(?:{either(of('neutral'))})){{0,6}}"),
        carried=re.compile(either(of("carried"))),
        counted=re.compile(
            rf"(?:{either(of('counts'))})(?:{either(of('count_words'))})(?:{either((*of('shared'), *of('summing'), *of('counted_ends')))})"
        ),
        last_year=re.compile(either(of("last_year"))),
        this_year=re.compile(either(of("this_year"))),
        not_stage=re.compile(either(of("not_stage"))),
        stage=re.compile(either(stages)),
        stage_behind=re.compile(rf"(?:{either(text for text in stages if not text.startswith(of('money_words')))})$"),
        money_behind=re.compile(rf"(?:{either(of('money_words'))})$"),
        not_stage_behind=re.compile(rf"(?:{either(of('not_stage'))})$"),
        stages=stages,
        target=ending(rf"(?:{either(of('target'))}){copula}"),
        actual=ending(rf"(?:{either(of('actual'))}){copula}"),
        rest=ending(rf"(?:{either(of('rest'))})[^，。；]{{0,6}}"),
        of_all=frozenset(of("of_all")),
        topic=re.compile(rf"(?:{either(of('topic_ends'))})$"),
        scored=re.compile(rf"[（(](?:{either(of('scored'))})"),
        gained=re.compile(rf"[，,](?:{either(of('scored'))})"),
        overlapping=re.compile(either(of("overlapping"))),
        per=re.compile(rf"(?:{either(of('by_head'))})[^，。；]{{0,6}}$"),
        each_of=ending(either(of("shared"))),
        sides=of("sides"),
        done=ending(rf"(?:{either(of('done'))}){copula}"),
        generic=frozenset(of("generic")),
        more=frozenset(of("more")),
        less=frozenset(of("less")),
    )
