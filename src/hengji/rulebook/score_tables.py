"""How a bureau's score table is read: names of columns, words, clues in the wording, rules from clues to methods, terms to measures."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from hengji.rulebook.check import texts
from hengji.rulebook.yaml import Scalar

if TYPE_CHECKING:
    from hengji.core.place import Place
    from hengji.rulebook.fields import Fields

FILE = "score_tables.yaml"
BROKEN_PATTERN, UNKNOWN_WORD = "RB26", "RB22"
MADE = ("items", "item_points", "bands", "many_bands", "tier_points", "free_tiers")
"""Clues that the program itself finds: points to check, with points; two bands or more, three or more; tiers with points, in usual words or their own."""
SAYINGS = (
    "lead",
    "vetoes",
    "reasons",
    "core",
    "bonus_lead",
    "bonus_level",
    "bonus_levels",
    "bonus_cap",
    "bonus_exceed",
    "bonus_total",
)
_PIECE = re.compile(r"\{([a-z_]+)\}")
_FULL_LINE = ";"
_CIRCLED = frozenset("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a wording comes to: `needs` are clues that must be there, `may` clues that may be, `without` clues that must not.

    One of `method` and `candidates` is given; `why` says why a person must choose among candidates. `parameters` take the name of a capture,
    a literal, or words with {captures} in them, {measure} being the formula of the row; `shape` names the form that this formula must have.
    """

    id: str
    needs: tuple[str, ...]
    may: tuple[str, ...]
    without: tuple[str, ...]
    method: str
    candidates: tuple[str, ...]
    why: str
    parameters: dict[str, str]
    items: str
    tiers: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """Ways to say a quantity, and the formulas that it may mean; more than one means that a person must choose."""

    says: tuple[str, ...]
    means: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conditions:
    """Sentences about the whole scheme: `topics` betray them, `says` are whole sentences or, for a bonus, its clauses; `levels` names of levels."""

    topics: dict[str, tuple[str, ...]]
    says: dict[str, tuple[str, ...]]
    levels: dict[str, str]


@dataclass(frozen=True, slots=True)
class ScoreTables:
    """Everything by its key; patterns are regular expressions over flat text with their pieces put in."""

    columns: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    patterns: dict[str, tuple[str, ...]]
    numerals: dict[str, str]
    percent_words: tuple[str, ...]
    clues: dict[str, tuple[str, ...]]
    always: tuple[str, ...]
    list_ends: tuple[str, ...]
    harmless: tuple[str, ...]
    rules: tuple[Rule, ...]
    tiers: tuple[dict[str, str], ...]
    not_applicable: dict[str, str]
    over_completion: dict[str, str]
    bands: tuple[str, ...]
    tier_points: tuple[str, ...]
    free_tiers: tuple[str, ...]
    terms: tuple[Term, ...]
    direct: tuple[Term, ...]
    truths: tuple[Term, ...]
    counts: tuple[Term, ...]
    dates: tuple[Term, ...]
    measures_of: dict[str, str]
    measure_shapes: dict[str, str]
    conditions: Conditions
    defaults: dict[str, str]
    labels: dict[str, str]
    rule_columns: dict[str, tuple[str, ...]]
    severities: dict[str, str]
    rule_family: str
    place: Place

    def terms_of(self, kind: str) -> tuple[Term, ...]:
        """The terms of a kind that `measures_of` names."""
        return {"truths": self.truths, "counts": self.counts, "dates": self.dates}.get(kind, ())

    @property
    def roles(self) -> dict[str, str]:
        """The column of each name in its flat form."""
        return {flat(name).text: role for role, names in self.columns.items() for name in names}


@dataclass(frozen=True, slots=True)
class Flat:
    """A text for comparing: half-width, without blanks, one kind of quotes; `at` gives where each letter stood in the original."""

    text: str
    at: tuple[int, ...]
    original: str

    def printed(self, start: int, end: int) -> str:
        """What was printed between two positions of the flat text."""
        return self.original[self.at[start] : self.at[end - 1] + 1].strip() if end > start else ""


def flat(text: str) -> Flat:
    """A text as the patterns of the book see it.

    >>> flat("每超过１％，扣０．５分").text
    '每超过1%,扣0.5分'
    """
    letters: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        if letter == "\n":
            plain = _FULL_LINE
        elif letter in _CIRCLED:
            plain = letter
        else:
            plain = unicodedata.normalize("NFKC", letter).translate(_ALIKE)
        for each in plain:
            if not each.isspace() and unicodedata.category(each) not in {"Cc", "Cf"}:
                letters.append(each)
                places.append(at)
    return Flat("".join(letters), tuple(places), text)


_ALIKE = str.maketrans({**dict.fromkeys("“”‘’「」『』", '"'), "〔": "(", "【": "(", "〕": ")", "】": ")", "∕": "/", "－": "-", "–": "-", "─": "-", "～": "~", "﹪": "%", "≦": "≤", "⩽": "≤", "≧": "≥", "⩾": "≥"})  # fmt: skip


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the book."""
    return re.compile(pattern)


def read(fields: Fields) -> ScoreTables:
    """The file score_tables.yaml."""
    pieces = fields.words("pieces")
    found = ScoreTables(
        columns=_lists(fields, "columns"),
        words=_lists(fields, "words"),
        patterns=_patterns(fields, "patterns", pieces),
        numerals=fields.words("numerals"),
        percent_words=fields.texts("percent_words"),
        clues=_patterns(fields, "clues", pieces),
        always=fields.texts("always"),
        list_ends=fields.texts("list_ends"),
        harmless=_sound(fields, "harmless", fields.texts("harmless"), pieces),
        rules=tuple(_rule(block) for block in fields.blocks("rules")),
        tiers=tuple(_tier(block) for block in fields.blocks("tiers")),
        not_applicable=fields.words("not_applicable"),
        over_completion=fields.words("over_completion"),
        bands=_sound(fields, "bands", fields.texts("bands"), pieces),
        tier_points=_sound(fields, "tier_points", fields.texts("tier_points"), pieces),
        free_tiers=_sound(fields, "free_tiers", fields.texts("free_tiers"), pieces),
        terms=_terms(fields, "terms"),
        direct=_terms(fields, "direct"),
        truths=_terms(fields, "truths"),
        counts=_terms(fields, "counts"),
        dates=_terms(fields, "dates"),
        measures_of=fields.words("measures_of"),
        measure_shapes=fields.words("measure_shapes"),
        conditions=_conditions(fields, pieces),
        defaults=fields.words("defaults"),
        labels=fields.words("labels"),
        rule_columns=_lists(fields, "rule_columns"),
        severities=fields.words("severities"),
        rule_family=fields.text("rule_family", ""),
        place=fields.place,
    )
    _known(fields, found)
    fields.done()
    return found


def _conditions(fields: Fields, pieces: dict[str, str]) -> Conditions:
    block = fields.block("conditions", required=True)
    if block is None:
        return Conditions({}, {}, {})
    topics = block.block("topics", required=True)
    found = Conditions(
        {} if topics is None else {name: _sound(topics, name, texts(topics, node, name), pieces) for name, node in topics.pairs()},
        {key: _sound(block, key, block.texts(key), pieces) for key in SAYINGS},
        block.words("levels"),
    )
    block.done()
    return found


def _known(fields: Fields, found: ScoreTables) -> None:
    """The clues that rules name exist; one name of a column belongs to one column."""
    known = {*found.clues, *MADE}
    for rule in found.rules:
        for clue in (*rule.needs, *rule.may, *rule.without):
            if clue not in known:
                fields.problem(UNKNOWN_WORD, fields.node("rules"), clue, known="、".join(sorted(known)))
    for clue in (*found.always, *found.list_ends, *found.not_applicable, *found.over_completion):
        if clue not in known:
            fields.problem(UNKNOWN_WORD, fields.node("clues"), clue, known="、".join(sorted(known)))


def _rule(block: Fields) -> Rule:
    rule = Rule(
        id=block.text("id"),
        needs=block.texts("needs", required=True),
        may=block.texts("may"),
        without=block.texts("without"),
        method=block.text("method", ""),
        candidates=block.texts("candidates"),
        why=block.text("why", ""),
        parameters=block.words("parameters"),
        items=block.text("items", ""),
        tiers=block.text("tiers", ""),
        shape=block.text("measure", ""),
    )
    block.done()
    return rule


def _tier(block: Fields) -> dict[str, str]:
    return {key: node.text for key, node in block.pairs() if isinstance(node, Scalar)}


def _terms(fields: Fields, key: str) -> tuple[Term, ...]:
    found = []
    for block in fields.blocks(key):
        found.append(Term(block.texts("says", required=True), block.texts("means", required=True)))
        block.done()
    return tuple(found)


def _lists(fields: Fields, key: str) -> dict[str, tuple[str, ...]]:
    return {name: texts(fields, node, name) for name, node in fields.pairs(key)}


def _patterns(fields: Fields, key: str, pieces: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {name: _sound(fields, key, words, pieces) for name, words in _lists(fields, key).items()}


def _sound(fields: Fields, key: str, patterns: tuple[str, ...], pieces: dict[str, str]) -> tuple[str, ...]:
    """The patterns that compile with their pieces put in; the others are told."""
    sound = []
    for pattern in patterns:
        whole = _filled(pattern, pieces)
        try:
            re.compile(whole)
        except re.error:
            fields.problem(BROKEN_PATTERN, fields.node(key), pattern)
        else:
            sound.append(whole)
    return tuple(sound)


def _filled(pattern: str, pieces: dict[str, str]) -> str:
    """A pattern with {pieces} put in, pieces within pieces too; braces of quantities are no pieces."""
    for _ in range(4):
        pattern = _PIECE.sub(lambda found: pieces.get(found[1], found[0]), pattern)
    return pattern
