"""Facts as the text of a case.yaml: each under its name in 衡式, with its value as printed and the places that state it."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from hengji.core.problem import shown
from hengji.core.quantity import Quantity
from hengji.rulebook.naming import fact_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.fact import Fact
    from hengji.rulebook.book import Book

NAME = "case.yaml"
MOST_LETTERS = 2_000
OTHERWISE = frozenset({"null", "true", "false"})
_PLAIN = re.compile(r"[^\W_](?:[^\x00-\x1f\"'#,:\[\]{}&*!|>%@`\\]|[!%](?! ))*(?<! )")


def text(
    unit: str, year: int, facts: Sequence[Fact], book: Book, *, lead: Sequence[str] = (), kept: Sequence[tuple[Fact, str]] = ()
) -> str:
    """A case with its facts; `lead` stands above it as comments, `kept` are figures that no name of the book can say.

    The scheme stays open: tables do not say which one is used.
    """
    lines = [*map(_comment, lead), f"unit: {scalar(unit)}", f"year: {year}", book.caption("import.no_scheme"), "facts:"]
    for place, same in groupby(
        facts, key=lambda fact: (fact.provenance.place.file, fact.provenance.place.where.rpartition("!")[0])
    ):
        lines += [_comment(" ".join(place), 2), *(f"  - {entry(fact, year, book)}" for fact in same)]
    if kept:
        lines += ["", _comment(book.caption("import.kept_lead")), *(_comment(line) for line in _kept(kept, year, book))]
    return "\n".join(lines) + "\n"


def entry(fact: Fact, year: int, book: Book) -> str:
    """A fact as one entry of `facts`."""
    words = {"name": name(fact, year, book), "value": value(fact), "at": fact.provenance.said or str(fact.provenance.place)}
    return f"{{{', '.join(f'{key}: {scalar(word)}' for key, word in words.items())}}}"


def name(fact: Fact, year: int, book: Book) -> str:
    """The fact's name in 衡式, as the case reader takes it."""
    return fact_name(book, fact.concept, fact.context.stage, fact.context.year - year, fact.context.members)


def value(fact: Fact) -> str:
    """The value as it was printed, with its unit."""
    if isinstance(fact.value, Quantity):
        return fact.value.printed
    if isinstance(fact.value, bool):
        return "真" if fact.value else "假"
    return str(fact.value)


def scalar(words: str) -> str:
    r"""A text as a YAML scalar: plain where nothing in it could mean something else, else in double quotes.

    >>> scalar("2900.80万元"), scalar('本年支出合计[功能分类:201]'), scalar("")
    ('2900.80万元', '"本年支出合计[功能分类:201]"', '""')
    """
    safe = shown(words, MOST_LETTERS)
    if safe == words and safe not in OTHERWISE and _PLAIN.fullmatch(safe):
        return safe
    return '"' + safe.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _comment(words: str, indent: int = 0) -> str:
    return f"{' ' * indent}# {shown(words, MOST_LETTERS)}"


def _kept(kept: Sequence[tuple[Fact, str]], year: int, book: Book) -> Iterator[str]:
    for fact, label in kept:
        yield f"{name(fact, year, book)} {label} {value(fact)} {fact.provenance.said}"
