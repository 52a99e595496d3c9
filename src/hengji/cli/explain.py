"""`hengji explain CODE|INDICATOR|CONCEPT`: the law book's page of a code, a row or a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, law_book
from hengji.core import exact
from hengji.expr.words import formula
from hengji.rulebook.scheme import Indicator

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from hengji.rulebook.book import Book
    from hengji.rulebook.codes import Code
    from hengji.rulebook.scheme import Scheme, Slot


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("explain", help="说明一个编码、一个指标或一个名称")
    parser.add_argument("what", metavar="CODE", help="例如 AR01、HN-03")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 where the word is known, 1 where not."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    lines = page(arguments.what, book)
    print("\n".join(lines or [book.caption("cli.no_code", found=arguments.what)]))
    return 0 if lines else 1


def page(what: str, book: Book) -> list[str]:
    """The lines about a code, an indicator of any scheme, or a concept by label or synonym."""
    if what.upper() in book.codes:
        return _code(book.codes[what.upper()], book)
    if what in book.schemes:
        return _scheme(book.schemes[what], book)
    rows: list[Indicator | Slot] = []
    for scheme in book.schemes.values():
        rows.extend(row for row in scheme.rows if row.id == what and row not in rows)
    if rows:
        return [line for row in rows for line in _row(row, book)]
    return [line for concept in book.concepts.values() if what in _names(concept.id, book) for line in _concept(concept.id, book)]


def _scheme(scheme: Scheme, book: Book) -> list[str]:
    head = book.caption("cli.scheme_page", id=scheme.id, title=scheme.title, first=scheme.first, last=scheme.last or "")
    weights = book.caption("cli.weights_known" if scheme.weights_known() else "cli.weights_unknown")
    return [head, weights, _reference(scheme.reference.source, scheme.reference.confidence, book)]


def _names(concept: str, book: Book) -> set[str]:
    found = book.concepts[concept]
    return {found.id, found.label, *(synonym.text for synonym in found.synonyms)}


def _code(code: Code, book: Book) -> list[str]:
    lines = [book.caption("cli.explain", code=code.code, title=code.title)]
    parts = {key: getattr(code, key) for key in ("message", "expected", "fix", "bad", "good", "note")}
    lines.extend(book.caption(f"cli.{key}", words=words) for key, words in parts.items() if words)
    identity = book.identities.get(code.code)
    if identity is not None:
        lines.append(book.caption("cli.rule", words=formula(identity.formula)))
        lines.append(_reference(identity.reference.source, identity.reference.confidence, book))
    used = [check.reference for check in book.checks.values() if check.code == code.code]
    lines.extend(_reference(each.source, each.confidence, book) for each in dict.fromkeys(used))
    return lines


def _reference(source: str, confidence: str, book: Book) -> str:
    return book.caption("cli.reference", source=source, confidence=book.confidence(confidence))


def _row(row: Indicator | Slot, book: Book) -> list[str]:
    weight = exact.plain(row.weight) if row.weight is not None else book.caption("show.unknown")
    lines = [book.caption("cli.indicator", id=row.id, path=" / ".join(row.path), weight=weight)]
    measure, method = getattr(row, "measure", None), getattr(row, "method", None)
    if measure is not None:
        lines.append(book.caption("cli.measure", words=formula(measure)))
    if method is not None:
        lines.append(book.caption("cli.method", label=method.label, formula=formula(method.formula)))
    if isinstance(row, Indicator):
        lines.extend(_carried(row, book))
    if getattr(row, "standard", ""):
        lines.append(book.caption("cli.standard", words=getattr(row, "standard", "")))
    return [*lines, _reference(row.reference.source, row.reference.confidence, book)]


def _carried(row: Indicator, book: Book) -> Iterator[str]:
    """The members of a row with what each is made of, and among whom the row is compared."""
    for member in row.members:
        parts = [formula(member.measure)] if member.measure is not None else []
        parts += (
            [member.method.label]
            if member.method is not None
            else [f"{name} {formula(node)}" for name, node in member.given.items()]
        )
        weight = exact.plain(member.weight) if member.weight is not None else ""
        yield book.caption("cli.member", label=member.label, words="，".join(parts), weight=weight).rstrip()
    if row.peers is not None:
        keys = "、".join(book.caption(f"cli.peer_{key}") for key in row.peers.within)
        yield book.caption("cli.peers", within=keys, better=book.caption(f"cli.better_{row.peers.better}"), least=row.peers.least)


def _concept(concept: str, book: Book) -> list[str]:
    found = book.concepts[concept]
    head = book.caption("cli.concept", label=found.label, id=found.id, definition=found.definition)
    return [head, _reference(found.reference.source, found.reference.confidence, book)]
