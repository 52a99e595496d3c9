"""What a language model is asked, and the words and patterns by which its answer is looked through."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.fields import Fields

FILE = "narration.yaml"
BROKEN = "RB26"
ABOVE, WITHIN, FULL, BELOW, MISSED, POOR = LIMITS = ("above", "within", "full", "below", "missed", "poor")
"""What a verdict asks of a rate: more than the whole, no more, no less, less; an indicator that lost points; one with less than three fifths of them."""
FINDING, HONOUR, MISCONDUCT = UNSTATED = ("finding", "honour", "misconduct")
HINDRANCES = ("refused", "no_such_name", "not_secure", "broken_off", "not_http", "no_way")
"""Why a service could not be reached, by name."""
REFUSED, NO_SUCH_NAME, NOT_SECURE, BROKEN_OFF, NOT_HTTP, NO_WAY = HINDRANCES
REASONS = ("untrue", "undecided", "verdict", "source", *UNSTATED)
MATERIAL = (
    "head", "facts", "fact", "stage", "member", "lines", "line", "weight", "points", "deduction", "actual", "unscored", "total",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report that may be proposed: its key in the case, its title, and what is asked."""

    id: str
    title: str
    ask: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Words that judge a rate, the names of the rates that they judge, and its limit; `alone` words say so of a rate that they do not name."""

    said: str
    of: str
    limit: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Narration:
    """Texts of the prompt by name, limits, and patterns: `refused` ends a proposal, the others end a sentence."""

    most_proposals: int
    most_letters: int
    most_echo: int
    years_around: int
    system: str
    sections: tuple[Section, ...]
    material: dict[str, str]
    refused: tuple[str, ...]
    sources: tuple[str, ...]
    instructions: tuple[str, ...]
    persons: tuple[str, ...]
    not_persons: tuple[str, ...]
    vague: tuple[str, ...]
    words: tuple[str, ...]
    growth: str
    total: tuple[str, ...]
    links: tuple[str, ...]
    leading: tuple[str, ...]
    prior: tuple[str, ...]
    yearly: tuple[str, ...]
    elsewhere: tuple[str, ...]
    comparisons: tuple[str, ...]
    more: tuple[str, ...]
    less: tuple[str, ...]
    equal: tuple[str, ...]
    level: int
    than: str
    alone: str
    between: str
    numbered: str
    short_more: tuple[str, ...]
    short_less: tuple[str, ...]
    intentions: tuple[str, ...]
    after_subject: tuple[str, ...]
    within: tuple[str, ...]
    negations: tuple[str, ...]
    compare: tuple[str, ...]
    units_away: tuple[str, ...]
    budget: str
    grade: str
    unstated: dict[str, tuple[str, ...]]
    verdicts: tuple[Verdict, ...]
    aims: tuple[str, ...]
    done: tuple[str, ...]
    said_before: tuple[str, ...]
    shortened: tuple[str, ...]
    filed: dict[str, str]
    reasons: dict[str, str]
    hindrances: dict[str, str]

    def section(self, name: str) -> Section | None:
        """A section by its key."""
        return next((each for each in self.sections if each.id == name), None)


def read(fields: Fields) -> Narration:
    """The file narration.yaml."""
    sections, material = tuple(_sections(fields)), _texts(fields, "material", MATERIAL)
    surname, given = f"[{fields.text('surnames')}]", r"[\u4e00-\u9fff]{1,2}"
    found = Narration(
        most_proposals=_whole(fields, "most_proposals"),
        most_letters=_whole(fields, "most_letters"),
        most_echo=_whole(fields, "most_echo"),
        years_around=_whole(fields, "years_around"),
        system=fields.text("system"),
        sections=sections,
        material=material,
        refused=_patterns(fields, "refused"),
        sources=_patterns(fields, "sources"),
        instructions=_patterns(fields, "instructions"),
        persons=_patterns(fields, "persons", surname=surname, given=given),
        not_persons=fields.texts("not_persons"),
        vague=_patterns(fields, "vague"),
        words=fields.texts("words"),
        growth=fields.text("growth"),
        total=fields.texts("total"),
        links=fields.texts("links"),
        leading=fields.texts("leading"),
        prior=fields.texts("prior"),
        yearly=fields.texts("yearly", required=True),
        elsewhere=fields.texts("elsewhere", required=True),
        comparisons=_open_patterns(fields, "comparisons"),
        more=fields.texts("more", required=True),
        less=fields.texts("less", required=True),
        equal=fields.texts("equal", required=True),
        level=_whole(fields, "level"),
        than=fields.text("than"),
        alone=fields.text("alone"),
        between=fields.text("between"),
        numbered=fields.text("numbered"),
        short_more=fields.texts("short_more", required=True),
        short_less=fields.texts("short_less", required=True),
        intentions=fields.texts("intentions", required=True),
        after_subject=fields.texts("after_subject", required=True),
        within=fields.texts("within", required=True),
        negations=fields.texts("negations"),
        compare=fields.texts("compare", required=True),
        units_away=_patterns(fields, "units_away"),
        budget=fields.text("budget"),
        grade=fields.text("grade"),
        unstated=_unstated(fields),
        verdicts=tuple(_verdicts(fields)),
        aims=fields.texts("aims", required=True),
        done=fields.texts("done", required=True),
        said_before=_patterns(fields, "said_before"),
        shortened=fields.texts("shortened", required=True),
        filed=_texts(fields, "filed", ("change", "rate", "share")),
        reasons=_texts(fields, "reasons", REASONS),
        hindrances=_texts(fields, "hindrances", HINDRANCES),
    )
    fields.done()
    return found


def _sections(fields: Fields) -> Iterator[Section]:
    """The parts of the report that may be proposed."""
    for block in fields.blocks("sections", required=True):
        yield Section(block.code("id"), block.text("title"), block.text("ask"))
        block.done()


def _whole(fields: Fields, key: str) -> int:
    node = fields.scalar(key, required=True)
    return (fields.whole(node, key) or 0) if node is not None else 0


def _texts(fields: Fields, key: str, names: tuple[str, ...]) -> dict[str, str]:
    """A block of texts by name."""
    block = fields.block(key, required=True)
    found = {name: block.text(name) if block is not None else "" for name in names}
    if block is not None:
        block.done()
    return found


def _unstated(fields: Fields) -> dict[str, tuple[str, ...]]:
    """The patterns of what only the case may say, by kind; {authority} is put in."""
    block = fields.block("unstated", required=True)
    if block is None:
        return {}
    authority = f"(?:{block.text('authority')})"
    found = {kind: _patterns(block, kind, authority=authority) for kind in UNSTATED}
    block.done()
    return found


def _verdicts(fields: Fields) -> Iterator[Verdict]:
    """The words that judge a rate."""
    for block in fields.blocks("verdicts", required=True):
        verdict = Verdict(block.text("said"), block.text("of"), block.choice("limit", LIMITS), block.truth("alone"))
        block.done()
        try:
            re.compile(verdict.said), re.compile(verdict.of)
        except re.error:
            fields.problem(BROKEN, fields.node("verdicts"), verdict.said)
        else:
            yield verdict


def _patterns(fields: Fields, key: str, **pieces: str) -> tuple[str, ...]:
    """The patterns that compile, with their pieces put in; the others are told."""
    sound = []
    for pattern in fields.texts(key, required=True):
        whole = pattern
        for name, piece in pieces.items():
            whole = whole.replace("{" + name + "}", piece)
        try:
            re.compile(whole)
        except re.error:
            fields.problem(BROKEN, fields.node(key), pattern)
        else:
            sound.append(whole)
    return tuple(sound)


def _open_patterns(fields: Fields, key: str) -> tuple[str, ...]:
    """Patterns whose {words} are put in when they are used: those that compile with a word in each place."""
    sound = []
    for pattern in fields.texts(key, required=True):
        try:
            re.compile(re.sub(r"\{[a-z]+\}", "x", pattern))
        except re.error:
            fields.problem(BROKEN, fields.node(key), pattern)
        else:
            sound.append(pattern)
    return tuple(sound)
