"""`hengji verify PACKAGE.zip`: a published evaluation computed anew, offline, and held against what was published."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from hengji import pipeline
from hengji.cli.common import UNREADABLE, law_book, law_folders, plain, show, write
from hengji.core.place import Place
from hengji.core.problem import problem, shown
from hengji.rulebook import files

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from hengji.rulebook.book import Book
    from hengji.verification import Departure, Verified

NOT_FOUND, NOT_A_DIGEST = "RD01", "DS24"
MOST_SHOWN, MOST_LETTERS, MOST_BYTES = 60, 120, 64 * 2**20
DIGEST = re.compile(r"[0-9a-f]{64}")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("verify", help="离线验算一个公开包：由包内的事实和规则重算，与公布的逐项核对")
    parser.add_argument("package", type=Path, metavar="PACKAGE.zip", help="hengji evaluate --package 写出的公开包")
    parser.add_argument(
        "--sha256",
        default="",
        metavar="DIGEST",
        help="另行公布的公开包摘要，或包内一份文件的（如 PDF 末页所印），用来确认就是那一份",
    )
    parser.add_argument("--json", action="store_true", help="打印机器可读的结果")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 where the computation gives what was published, 1 where it differs, 2 where it cannot be computed."""
    from hengji import verification

    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    digest = arguments.sha256.lower()
    if digest and not DIGEST.fullmatch(digest):
        show([book.problem(problem(NOT_A_DIGEST, Place("--sha256"), arguments.sha256))])
        return UNREADABLE
    content = _content(arguments.package, book)
    if content is None:
        return UNREADABLE
    found, problems = verification.verify(content, arguments.package.name, book, digest)
    if found is None:
        if arguments.json:
            print(json.dumps({"same": None, "problems": [plain(each) for each in problems]}, ensure_ascii=False))
        show(problems)
        return UNREADABLE
    if arguments.json:
        print(json.dumps(_tree(found, book), ensure_ascii=False))
    else:
        show(found.cautions)
        print("\n".join(_lines(found, book)))
    return 0 if found.same else 1


def _content(path: Path, book: Book) -> bytes | None:
    """The bytes of a file, no more of them than any package may have; None, told, where there are none to be had."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except (OSError, ValueError):
        show([book.problem(problem(NOT_FOUND, Place(shown(path)), path))])
        return None


def publish(arguments: argparse.Namespace, scheme: str, book: Book) -> bool:
    """Writes the package of an evaluation that has just been made under a scheme; False, told, where it cannot be written."""
    from hengji import verification

    made, problems = pipeline.evaluate(arguments.case, book, scheme)
    if made is None:
        show(problems)
        return False
    source = files.collect(*(law_folders(arguments) or ()))
    target: Path = arguments.package
    content, problems = verification.publish(arguments.case, made, source, target.name, book)
    show(problems)
    if content is None:
        return False
    wrong = write(target.parent, {target.name: content}, book)
    show(wrong)
    if not wrong and not arguments.json:
        print(book.caption("verify.written", name=target))
        print(book.caption("verify.digest", digest=hashlib.sha256(content).hexdigest()))
    return not wrong


# ---- told


def _tree(found: Verified, book: Book) -> dict[str, object]:
    manifest, evaluation = found.published.manifest, found.evaluation
    return {
        "same": found.same,
        "sha256": found.sha256,
        "sha256_of": found.member,
        "unit": manifest.unit,
        "year": manifest.year,
        "scheme": manifest.scheme,
        "rulebook": manifest.rulebook,
        "rulebook_computed": found.law,
        "rulebook_is_own": found.law == book.digest,
        "engine": manifest.engine,
        "checked": {
            "members": len(found.published.manifest.files),
            "lines": len(evaluation.sheet.lines) if evaluation is not None else 0,
            "documents": found.papers,
        },
        "unchecked": list(found.unchecked),
        "differences": [
            {
                "code": each.code,
                "title": book.codes[each.code].title,
                "where": each.where,
                "published": each.published,
                "computed": each.computed,
            }
            for each in found.departures
        ],
        "problems": [plain(each) for each in found.cautions],
    }


def _lines(found: Verified, book: Book) -> Iterator[str]:
    def say(key: str, **slots: object) -> str:
        return book.caption(f"verify.{key}", **slots)

    manifest, evaluation = found.published.manifest, found.evaluation
    yield say("about", unit=shown(manifest.unit), year=manifest.year, scheme=shown(manifest.scheme), engine=shown(manifest.engine))
    yield say("digest", digest=found.sha256)
    if found.member:
        yield say("member", name=shown(found.member))
    yield say("law_own" if found.law == book.digest else "law_other", digest=found.law)
    if evaluation is None:
        yield say("not_computed", members=len(manifest.files))
    else:
        yield say(
            "checked",
            members=len(manifest.files),
            lines=len(evaluation.sheet.lines),
            facts=len(evaluation.case.facts),
            results=len(evaluation.results),
            papers=found.papers,
        )
    if found.unchecked:
        yield say("unchecked", names="、".join(shown(name) for name in found.unchecked))
    yield say("same") if found.same else say("differs", count=len(found.departures))
    for each in found.departures[:MOST_SHOWN]:
        yield from _departure(each, book)
    if len(found.departures) > MOST_SHOWN:
        yield say("more", count=len(found.departures) - MOST_SHOWN)
    yield say("cannot_know")


def _departure(each: Departure, book: Book) -> Iterator[str]:
    """One departure: code, what it is and where; then both values."""
    nothing = book.caption("verify.nothing")
    where, published, computed = each.words(book)
    yield book.caption("verify.departure", code=each.code, title=book.codes[each.code].title, where=shown(where, MOST_LETTERS))
    yield book.caption("verify.published", value=shown(published, MOST_LETTERS) or nothing)
    yield book.caption("verify.computed", value=shown(computed, MOST_LETTERS) or nothing)
