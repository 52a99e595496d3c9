"""What a table says of the whole scheme, in its notes and in its rows of bonus and veto: 一票否决, 加分, 扣分原因, 核心指标.

A sentence is taken only where it is understood whole; one that speaks of these things and is not is left to a person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.rulebook.draft import bare, block, keyed, listed, word
from hengji.rulebook.score_tables import compiled, flat

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Sequence

    from hengji.core.exact import Exact
    from hengji.rulebook.score_tables import Flat, ScoreTables
    from hengji.rulebook.yaml import Yaml

ZERO, POINTS, GRADE = "zero", "points", "grade"
STOPS, COMMAS = "。", ",;。"
VETOES, BONUS, REASONS, CORE = "vetoes", "bonus", "reasons", "core"


@dataclass(slots=True)
class Conditions:
    """The settings of the head that the words say, and each sentence that a person must read, with what it seems to speak of."""

    head: dict[str, Yaml] = field(default_factory=dict)
    unread: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Around:
    """What the sentences are read with: the labels of the grades from the best down, the full marks, and the source."""

    grades: Sequence[str]
    full: Exact
    reference: Yaml


@dataclass(slots=True)
class _Bonus:
    levels: dict[str, str] = field(default_factory=dict)
    cap: str = ""
    exceeds: bool | None = None
    total: str = ""


def find(notes: Iterable[str], law: ScoreTables, around: Around) -> Conditions:
    """The settings that the notes say."""
    found = Conditions()
    vetoes: list[Yaml] = []
    for note in notes:
        for sentence in _sentences(note, law):
            topics = tuple(
                name for name, words in law.conditions.topics.items() if any(compiled(each).search(sentence.text) for each in words)
            )
            if not topics or any(compiled(each).search(sentence.text) for each in law.patterns.get("core_mark", ())):
                continue
            if (veto := _veto(sentence, law, around, len(vetoes) + 1)) is not None:
                vetoes.append(veto)
            elif (setting := _one(sentence, law, around)) and not setting.keys() & found.head.keys():
                found.head.update(setting)
            else:
                known = _match(VETOES, sentence, law) is not None
                found.unread.append((sentence.original, (GRADE,) if known else topics))
    if vetoes:
        found.head[VETOES] = listed(vetoes)
    return found


def _sentences(note: str, law: ScoreTables) -> list[Flat]:
    """The sentences of a note without the numbers before them."""
    found = []
    for part in note.replace("\n", STOPS).split(STOPS):
        sentence = flat(part)
        for _ in range(2):  # 注：1.
            for pattern in law.conditions.says["lead"]:
                if match := compiled(pattern).match(sentence.text):
                    sentence = flat(part := sentence.printed(match.end(), len(sentence.text)))
        if sentence.text.strip(COMMAS):
            found.append(sentence)
    return found


def _match(key: str, sentence: Flat, law: ScoreTables) -> re.Match[str] | None:
    text = sentence.text.strip(COMMAS)
    return next((match for each in law.conditions.says[key] if (match := compiled(each).fullmatch(text))), None)


def _veto(sentence: Flat, law: ScoreTables, around: Around, number: int) -> Yaml | None:
    """A veto; None where the sentence is none, or names a grade that the table does not have."""
    match = _match("vetoes", sentence, law)
    if match is None:
        return None
    said = match.groupdict()
    then: dict[str, Yaml] = {"then": word(ZERO)}
    if said.get("points"):
        then = {"then": word(POINTS), "points": bare(exact.plain(exact.of(said["points"])))}
    elif not said.get("zero"):
        at = _grade(said.get("grade") or said.get("below") or "", around.grades)
        at = at + 1 if at is not None and said.get("below") else at
        if at is None or at >= len(around.grades):
            return None
        then = {"then": word(GRADE), "grade": word(around.grades[at])}
    label = sentence.printed(match.start("label"), match.end("label"))
    return keyed({"id": word(f"V-{number}"), "label": word(label), "when": bare("null"), **then, "reference": around.reference})


def _grade(said: str, grades: Sequence[str]) -> int | None:
    """The place of a grade among those of the table; 优 and 优秀 are one."""
    return next(
        (at for at, label in enumerate(grades) if said and (label == said or (label[0] == said[0] and "不" not in label))), None
    )


def _one(sentence: Flat, law: ScoreTables, around: Around) -> dict[str, Yaml]:
    """The setting that a sentence says; nothing where it is not understood whole."""
    if match := _match(REASONS, sentence, law):
        refused = [word(match["refused"])] if match["refused"] else []
        return {REASONS: block(refused=listed(refused), reference=around.reference)}
    if match := _match(CORE, sentence, law):
        least = law.numerals.get(match["least"], match["least"])
        return {CORE: block(least=bare(least), weight=bare(exact.plain(exact.of(match["weight"]))), reference=around.reference)}
    return _bonus(sentence.text, law, around)


def _bonus(text: str, law: ScoreTables, around: Around) -> dict[str, Yaml]:
    """A bonus: levels with their points and a cap, every clause of the sentence accounted for."""
    bonus, rest = _Bonus(), text.strip(COMMAS)
    while rest:
        match = next(
            (
                (key, match)
                for key in ("bonus_lead", "bonus_levels", "bonus_level", "bonus_cap", "bonus_exceed", "bonus_total")
                for each in law.conditions.says[key]
                if (match := compiled(each).match(rest))
                and (match.end() == len(rest) or rest[match.end() - 1] in ":,;" or rest[match.end()] in ",;")
            ),
            None,
        )
        if match is None or not _take(*match, bonus, law):
            return {}
        rest = rest[match[1].end() :].strip(COMMAS)
    if not bonus.levels or not bonus.cap:
        return {}
    over = bool(bonus.total) and exact.compare(exact.of(bonus.total), around.full) > 0
    tree: dict[str, Yaml] = {"cap": bare(bonus.cap), "may_exceed": bare("true" if over or bonus.exceeds else "false")}
    if over:
        tree["total_cap"] = bare(bonus.total)
    tree["levels"] = keyed({level: bare(points) for level, points in bonus.levels.items()})
    return {BONUS: keyed({**tree, "reference": around.reference})}


def _take(key: str, match: re.Match[str], bonus: _Bonus, law: ScoreTables) -> bool:
    """A clause of a bonus taken in; False where it says something twice or lists do not fit."""
    said = match.groupdict()
    if key == "bonus_levels":
        levels, shares = said["levels"].split("、"), [each.rstrip("分") for each in said["shares"].split("、")]
        bonus.levels |= dict(zip(levels, shares, strict=False))
        return len(levels) == len(shares) == len(bonus.levels)
    if key == "bonus_level":
        level = law.conditions.levels.get(said["level"], said["level"])
        fresh = level not in bonus.levels
        bonus.levels[level] = said["points"]
        return fresh
    if key == "bonus_cap":
        fresh, bonus.cap = not bonus.cap, said["cap"]
        return fresh
    if key == "bonus_total":
        fresh, bonus.total = not bonus.total, said["total"]
        return fresh
    bonus.exceeds = True if key == "bonus_exceed" else bonus.exceeds
    return True
