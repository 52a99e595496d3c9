"""`hengji layout REPORT.docx`: a Word file held against GB/T 9704—2012, mended where a program can, with pictures of before and after."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import NOT_FOUND, UNREADABLE, former, kept_lines, law_book, plain, show, write
from hengji.core.place import Place
from hengji.core.problem import problem, shown
from hengji.rulebook.layout import PERSON, PROGRAM

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from hengji.core.layout import Breach
    from hengji.core.problem import Problem
    from hengji.layouts import Checked, Mended
    from hengji.reading.jail import Jail
    from hengji.rulebook.book import Book
    from hengji.rulebook.layout import Requirement

MOST_SHOWN, MOST_PLACES, MOST_BYTES = 60, 8, 64 * 2**20
NOT_READABLE = "RD02"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("layout", help="按 GB/T 9704—2012 检查任何 Word 文稿的版式，并可自动改")
    parser.add_argument("report", type=Path, metavar="REPORT.docx", help="要检查的 Word 文稿")
    parser.add_argument(
        "--repair",
        type=Path,
        metavar="OUT.docx",
        help="把可自动改的都改好，写成新的文稿；数不动，文字只改日期、括号等几处写法（逐条列出）",
    )
    parser.add_argument("--json", action="store_true", help="打印机器可读的结果")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="把改前和改后的每一页画成 PNG")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 clean, 1 findings, 2 the file cannot be read, mended or written."""
    from hengji import layouts
    from hengji.reading.jail import Jail

    book = law_book(arguments)
    content = _content(arguments.report, book) if book is not None else None
    if book is None or content is None:
        return UNREADABLE
    name = arguments.report.name
    with Jail() as jail:
        checked, problems = layouts.check(name, content, book, jail)
        if checked is None:
            return _refused(problems, as_json=arguments.json)
        mended, problems = _mended(arguments, content, book, jail)
        if problems:
            return _refused(problems, as_json=arguments.json)
        drawn, cautions = _pictures(arguments, content, mended, book, jail)
    kept: dict[str, bytes] = {}
    if mended is not None and arguments.repair is not None:
        kept = former(arguments.repair, mended.content)
        wrong = write(arguments.repair.parent, {arguments.repair.name: mended.content, **kept}, book)
        if wrong:
            return _refused(wrong, as_json=arguments.json)
    if arguments.json:
        print(json.dumps(_tree(arguments, content, checked, mended, (*checked.cautions, *cautions), book), ensure_ascii=False))
    else:
        show((*checked.cautions, *cautions))
        print(
            "\n".join(
                [
                    *_lines(checked, book),
                    *_repairs(arguments, checked, mended, book),
                    *kept_lines(arguments.repair, kept, book),
                    *drawn,
                ]
            )
        )
    return 1 if checked.breaches else 0


def _refused(problems: tuple[Problem, ...], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"findings": None, "problems": [plain(each) for each in problems]}, ensure_ascii=False))
    show(problems)
    return UNREADABLE


def _content(path: Path, book: Book | None) -> bytes | None:
    """The bytes of the file; None, told, where there are none to be had."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except (OSError, ValueError):
        if book is not None:
            show([book.problem(problem(NOT_READABLE if path.exists() else NOT_FOUND, Place(shown(path)), path))])
        return None


def _mended(arguments: argparse.Namespace, content: bytes, book: Book, jail: Jail) -> tuple[Mended | None, tuple[Problem, ...]]:
    from hengji import layouts

    if arguments.repair is None and arguments.pictures is None:
        return None, ()
    mended, problems = layouts.mend(arguments.report.name, content, book, jail)
    return mended, (problems if arguments.repair is not None else ())


def _pictures(
    arguments: argparse.Namespace, content: bytes, mended: Mended | None, book: Book, jail: Jail
) -> tuple[list[str], tuple[Problem, ...]]:
    """Draws the pages; what was drawn, and why something was not."""
    if arguments.pictures is None:
        return [], ()
    from hengji import papers

    files: dict[str, bytes] = {}
    counts = {"before": 0, "after": 0}
    for kind, paper in (("before", content), ("after", mended.content if mended is not None else b"")):
        pages, problems = papers.pictures(arguments.report.name, paper, book, jail) if paper else ((), ())
        if problems:
            return [], problems
        counts[kind] = len(pages)
        files |= {f"{kind}-{number:02}.png": page for number, page in enumerate(pages, 1)}
    wrong = write(arguments.pictures, files, book)
    return ([] if wrong else [book.caption("layout.pictures", folder=arguments.pictures, **counts)]), wrong


# ---- told


def _lines(checked: Checked, book: Book) -> Iterator[str]:
    """What people read: each kind of breach once, with all its places."""
    standard = book.standard
    paragraphs = sum(1 for each in checked.layout.paragraphs() if each.printed.strip())
    yield book.caption(
        "layout.head", name=checked.name, standard=standard.title, sections=len(checked.layout.sections), paragraphs=paragraphs
    )
    groups: dict[tuple[str, ...], list[Breach]] = {}
    for breach in checked.breaches:
        told = breach.problem
        alike = (
            (told.code, breach.role, told.expected, dict(told.slots).get("kind", ""))
            if breach.edits
            else (told.code, str(id(breach)))
        )
        groups.setdefault(alike, []).append(breach)
    for group in list(groups.values())[:MOST_SHOWN]:
        yield from _group(group, book)
    if len(groups) > MOST_SHOWN:
        yield f"… +{len(groups) - MOST_SHOWN}"
    yield _counted(checked, book)


def _group(group: list[Breach], book: Book) -> Iterator[str]:
    first = group[0]
    told = first.problem
    yield book.caption("layout.finding", place=told.place, code=told.code, message=told.message)
    yield book.caption("layout.expected", expected=told.expected)
    confidence = book.confidence(_requirement(first, book).confidence)
    yield book.caption("layout.basis", clause=_clause(first, book), confidence=confidence, repair=_repair(first, book))
    if len(group) > 1:
        places = "、".join(dict.fromkeys(breach.problem.place.where for breach in group[1:]))
        parts = places.split("、")
        listed = "、".join(parts[:MOST_PLACES]) + ("…" if len(parts) > MOST_PLACES else "")
        yield book.caption("layout.more", count=len(group) - 1, places=listed)


def _requirement(breach: Breach, book: Book) -> Requirement:
    return book.standard.requirements[breach.problem.code]


def _clause(breach: Breach, book: Book) -> str:
    named = book.standard.title.partition(" 党")[0]
    key = "layout.clause" if breach.clause else "layout.no_clause"
    return book.caption(key, standard=named, clause=breach.clause)


def _repair(breach: Breach, book: Book) -> str:
    return book.caption(f"layout.{PROGRAM if breach.edits else PERSON}")


def _counted(checked: Checked, book: Book) -> str:
    if not checked.breaches:
        return book.caption("layout.clean")
    mechanical = len(checked.mechanical)
    return book.caption("layout.counts", count=len(checked.breaches), program=mechanical, person=len(checked.breaches) - mechanical)


def _repairs(arguments: argparse.Namespace, checked: Checked, mended: Mended | None, book: Book) -> Iterator[str]:
    if mended is None or arguments.repair is None:
        return
    key = "layout.repaired" if checked.mechanical else "layout.nothing_repaired"
    yield book.caption(key, count=len(checked.mechanical), name=arguments.repair, left=len(mended.after.breaches))


def _tree(
    arguments: argparse.Namespace,
    content: bytes,
    checked: Checked,
    mended: Mended | None,
    cautions: tuple[Problem, ...],
    book: Book,
) -> dict[str, object]:
    written = mended if arguments.repair is not None else None
    return {
        "document": {"path": str(arguments.report), "sha256": hashlib.sha256(content).hexdigest()},
        "standard": book.standard.id,
        "problems": [plain(each) for each in cautions],
        "findings": [_finding(each, book) for each in checked.breaches],
        "counts": {
            "findings": len(checked.breaches),
            PROGRAM: len(checked.mechanical),
            PERSON: len(checked.breaches) - len(checked.mechanical),
        },
        "repaired": None
        if written is None
        else {
            "path": str(arguments.repair),
            "sha256": hashlib.sha256(written.content).hexdigest(),
            "findings": [_finding(each, book) for each in written.after.breaches],
        },
    }


def _finding(breach: Breach, book: Book) -> dict[str, object]:
    told, requirement = breach.problem, book.standard.requirements[breach.problem.code]
    return {
        **plain(told),
        "title": book.codes[told.code].title,
        "role": breach.role,
        "style": breach.style,
        "run": breach.run,
        "clause": breach.clause,
        "confidence": requirement.confidence,
        "repair": PROGRAM if breach.edits else PERSON,
    }
