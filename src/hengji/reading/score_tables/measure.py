"""What an indicator measures, from its formula in words: terms of the law book and labels of the dictionary put together as 衡式."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING

from hengji.expr.errors import FormulaError
from hengji.expr.parse import parse
from hengji.expr.words import formula as written
from hengji.rulebook.score_tables import compiled, flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.rulebook.book import Book
    from hengji.rulebook.score_tables import ScoreTables, Term

NO_FORMULA, UNKNOWN_TERM, SEVERAL, NOT_A_FORMULA = "no_formula", "unknown_term", "several_terms", "not_a_formula"
OTHER_NAME, OWN_FIGURE = "other_name", "own_figure"
_SIGNS = {
    "+": " ＋ ",
    "-": " － ",
    "—": " － ",
    "*": " × ",
    "×": " × ",
    "x": " × ",
    "X": " × ",
    "/": " ÷ ",
    "÷": " ÷ ",
    "(": "（",
    ")": "）",
    "[": "（",
    "]": "）",
}
_SPLIT = re.compile(r"([+\-—*×xX/÷()\[\]])")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?%?")
_RATIO_OF = re.compile(r"^(?P<part>.{2,30}?)[与和](?P<whole>.{2,30}?)之比$")
_NAMED = re.compile(r"[^=+\-*×/÷≤≥<>]{2,30}=[^=≤≥<>]+")
"""结转结余率=年末结转和结余/…: a name that is given to a value, which 衡式 would take for a statement that two values are equal."""
LONGEST_TERM, MOST_READINGS, SHARED = 40, 8, 4
RATE, BUDGETED = "ratio", ("original", "revised")


@dataclass(frozen=True, slots=True)
class Measure:
    """`formula` in 衡式, empty where `why` leaves it to a person; `found` are the words that decided it; `candidates` what they may mean."""

    formula: str = ""
    why: str = ""
    found: str = ""
    candidates: tuple[str, ...] = ()


def of_method(
    method: str, name: str, texts: Mapping[str, str], book: Book, law: ScoreTables, subjects: tuple[str, ...] = ()
) -> Measure:
    """The measure that a method asks for: a fact that is true or false, a number of occurrences, a day, or an amount or rate.

    `subjects` are the names that the standard gives to what it scores: a formula of that name is the measure.
    """
    kind = law.measures_of.get(method, "")
    if kind:
        return _said(law.terms_of(kind), [name, *texts.values()])
    return _formula(name, texts, book, law, subjects)


def _said(terms: Iterable[Term], texts: list[str]) -> Measure:
    """A fact that the words name by a pattern of the law book."""
    for text in map(flat, texts):
        for term in terms:
            if any(compiled(pattern).search(text.text) for pattern in term.says):
                return _one(term, text.text)
    return Measure(why=NO_FORMULA)


def _one(term: Term, said: str) -> Measure:
    if len(term.means) == 1:
        return Measure(term.means[0], "", said)
    return Measure("", SEVERAL, said, term.means)


def _formula(name: str, texts: Mapping[str, str], book: Book, law: ScoreTables, subjects: tuple[str, ...]) -> Measure:
    own = texts.get("formula", "").strip()
    if own and not _NAMED.fullmatch(flat(own).text) and (said := _canonical(own, book)):
        return Measure(said, "", own)
    flat_name = flat(name).text
    first: Measure | None = None
    for role in ("formula", "explanation", "points", "standard"):
        for line in flat(texts.get(role, "")).text.replace("。", ";").split(";"):
            for left, expression in _expressions(line, law):
                found = _put_together(expression, book, law)
                own_name = not left or _is_name(left, flat_name) or _spoken_of(left, flat_name, subjects)
                if found.formula and not own_name:
                    found = Measure("", OTHER_NAME, left, (found.formula,))
                if found.formula:
                    return found
                first = first or (found if found.candidates or own_name else None)
    direct = next((term for term in law.direct if flat_name in {flat(word).text for word in term.says}), None)
    if first is None and direct is not None:
        return _one(direct, name)
    return first or _itself(name, flat_name, book)


def named(name: str, texts: Mapping[str, str], book: Book, law: ScoreTables) -> Measure:
    """The formula that a row itself gives to a rate of this very name, and no other name."""
    wanted = flat(name).text.replace('"', "")
    for role in ("formula", "explanation", "points"):
        for line in flat(texts.get(role, "")).text.replace("。", ";").split(";"):
            for left, expression in _expressions(line, law):
                if left.replace('"', "") == wanted:
                    return _put_together(expression, book, law)
    return Measure(why=NO_FORMULA)


def _itself(name: str, flat_name: str, book: Book) -> Measure:
    """An indicator that is named like an entry of the dictionary: a figure is itself; how a place computes a rate must be said."""
    for concept in book.concepts.values():
        words = [concept.label, *(synonym.text for synonym in concept.synonyms)] if concept.label and not concept.ambiguous else []
        if flat_name in {flat(word).text for word in words}:
            return (
                Measure("", OWN_FIGURE, name, (concept.label,)) if concept.dimension == RATE else Measure(concept.label, "", name)
            )
    return Measure(why=NO_FORMULA)


def _canonical(formula: str, book: Book) -> str:
    """The formula as the law book writes it; empty where it is none."""
    try:
        return written(parse(formula, book.vocabulary))
    except FormulaError:
        return ""


def _expressions(line: str, law: ScoreTables) -> list[tuple[str, str]]:
    """The formulas of a line: the name on the left, empty where there is none, and the right-hand side."""
    found = []
    for pattern in law.patterns.get("formula", ()):
        match = compiled(pattern).search(line)
        if match:
            found.append((match.groupdict().get("name") or "", _bare(match["expression"], law)))
    return found


def names(texts: Mapping[str, str], law: ScoreTables) -> list[str]:
    """The names that the formulas of a row give to its value."""
    found = []
    for text in texts.values():
        for line in flat(text).text.replace("。", ";").split(";"):
            found += [left for left, _ in _expressions(line, law) if left]
    return found


def _is_name(left: str, name: str) -> bool:
    """实际完成率= under 重点工作实际完成率 speaks of it; 得分= does not."""
    plain = left.replace('"', "").strip("()").removeprefix("计算公式:")
    own = name.replace('"', "")
    return plain == own or (len(plain) > 2 and (plain in own or own in plain))  # noqa: PLR2004 - 得分 is no name of a value


def _spoken_of(left: str, name: str, subjects: tuple[str, ...]) -> bool:
    """事前绩效评估完成率= under 新增项目事前绩效评估, where the standard scores 评估完成率: another name of the same thing."""
    own, plain = name.replace('"', ""), left.replace('"', "")
    shared = any(plain[at : at + SHARED] in own for at in range(len(plain) - SHARED + 1))
    return shared and any(_is_name(each, left) for each in subjects)


def _bare(expression: str, law: ScoreTables) -> str:
    """The expression without ×100% and without the words behind it."""
    for pattern in law.patterns.get("expression_end", ()):
        if match := compiled(pattern).search(expression):
            expression = expression[: match.start()]
    expression = expression.rstrip(",.")
    for pattern in law.patterns.get("times_hundred", ()):
        expression = compiled(pattern).sub("", expression)
    if match := _RATIO_OF.match(expression):
        return f"{match['part']}/{match['whole']}"
    return expression


def _put_together(expression: str, book: Book, law: ScoreTables) -> Measure:
    """An expression with each of its terms as 衡式; one that nobody knows or that means several things leaves it to a person."""
    whole = _lookup(law, book)
    if expression in whole:
        return _one_of(whole[expression], expression)
    parts: list[tuple[str, ...]] = []
    several = ""
    for piece in _pieces(expression, whole):
        if piece in _SIGNS:
            parts.append((_SIGNS[piece],))
        elif _NUMBER.fullmatch(piece):
            parts.append((piece,))
        elif means := _means(piece, whole, law):
            several = several or (piece if len(means) > 1 else "")
            parts.append(tuple(f"（{each}）" if " " in each else each for each in means))
        else:
            return Measure("", UNKNOWN_TERM, piece)
    readings = [_canonical("".join(each).strip(), book) for each in _readings(parts)]
    if several:
        return Measure("", SEVERAL, several, tuple(dict.fromkeys(filter(None, readings))))
    return Measure(readings[0], "", expression) if readings[0] else Measure("", NOT_A_FORMULA, expression)


def _means(piece: str, whole: Mapping[str, tuple[str, ...]], law: ScoreTables) -> tuple[str, ...]:
    """What a term may mean: as it stands, or behind 本年度, or behind 上年度 as the figure of the year before."""
    if piece in whole:
        return whole[piece]
    for words in law.words.get("this_year", ()):
        if piece.startswith(words) and piece.removeprefix(words) in whole:
            return whole[piece.removeprefix(words)]
    for words in law.words.get("last_year", ()):
        if piece.startswith(words) and piece.removeprefix(words) in whole:
            return tuple(f"上年({each})" for each in whole[piece.removeprefix(words)])
    return ()


def _readings(parts: list[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """Every choice of meanings, a term meaning the same wherever it stands; no more than a person would look through."""
    several = list(dict.fromkeys(each for each in parts if len(each) > 1))
    for chosen in islice(product(*several), MOST_READINGS):
        means = dict(zip(several, chosen, strict=True))
        yield tuple(means.get(each, each[0]) for each in parts)


def _one_of(means: tuple[str, ...], said: str) -> Measure:
    return Measure(means[0], "", said) if len(means) == 1 else Measure("", SEVERAL, said, means)


def _pieces(expression: str, known: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Terms and signs; a term with a sign or brackets in it, 因公出国(境)费, stays whole where it is known."""
    pieces, rest = [], expression
    while rest:
        longest = next((rest[:end] for end in range(min(len(rest), LONGEST_TERM), 1, -1) if rest[:end] in known), "")
        if longest and (len(longest) == len(rest) or rest[len(longest)] in _SIGNS):
            pieces.append(longest)
            rest = rest[len(longest) :]
            continue
        first = next((piece for piece in _SPLIT.split(rest) if piece), "")
        pieces.append(first)
        rest = rest[len(first) :]
    return pieces


def _lookup(law: ScoreTables, book: Book) -> dict[str, tuple[str, ...]]:
    """Every way of saying a term: those of the law book's list, then labels and synonyms of the dictionary, alone and with a stage."""
    found: dict[str, tuple[str, ...]] = {}
    for term in law.terms:
        for word in term.says:
            found[flat(word).text] = term.means
    for concept in book.concepts.values():
        words = [concept.label, *(synonym.text for synonym in concept.synonyms)] if concept.label and not concept.ambiguous else []
        for word in (flat(each).text for each in words):
            found.setdefault(word, (concept.label,))
            budgets = [stage for stage in BUDGETED if stage in concept.stages]
            if budgets:  # of the beginning or of the whole year
                both = tuple(f"{concept.label}[{book.stages[stage].label}]" for stage in budgets)
                found.update({f"{word}{end}": both for end in law.words.get("budgeted", ()) if f"{word}{end}" not in found})
            for stage in concept.stages:
                entry = book.stages[stage]
                for said in (entry.label, *entry.synonyms):
                    found.setdefault(f"{word}{flat(said).text}", (f"{concept.label}[{entry.label}]",))
    return found
