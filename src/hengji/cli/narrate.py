"""`hengji narrate CASE`: a language model of the site proposes wording; a person accepts it or does not."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hengji import pipeline
from hengji.cli.common import NOT_READABLE, UNREADABLE, law_book, plain, show, write
from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.core.proposal import State

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from hengji.core.evaluation import Evaluation
    from hengji.narration.run import Run
    from hengji.narration.site import Site
    from hengji.narration.store import Kept
    from hengji.reading.extract import Reader
    from hengji.rulebook.book import Book
    from hengji.rulebook.narration import Narration

PARTIAL = 1
UNKNOWN_SECTION, OFF = "RB09", "DC80"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser(
        "narrate", help="语言模型代拟履职成效、存在问题、改进措施（默认不启用；不写 --section 时只显示状态）"
    )
    parser.add_argument("case", type=Path, metavar="CASE", help="带 case.yaml 的文件夹，或填好的工作簿")
    parser.add_argument(
        "--section", default="", metavar="SECTION", help="achievements 履职成效、problems 存在问题、measures 改进措施"
    )
    parser.add_argument("--scheme", default="", metavar="ID", help="评分方案（默认用填报数据里写的）")
    parser.add_argument("--site", type=Path, metavar="FILE.yaml", help="本单位的设置（默认用环境变量 HENGJI_NARRATION 指的文件）")
    parser.add_argument("--out", type=Path, metavar="proposals.json", help="代拟文字写到哪里（默认在填报数据旁）")
    parser.add_argument("--dry-run", action="store_true", help="只打印将要发出的内容，不发出")
    parser.add_argument("--accept", default="", metavar="ID", help="采纳一段代拟文字")
    parser.add_argument("--by", default="", metavar="NAME", help="采纳人")
    parser.add_argument("--json", action="store_true", help="打印机器可读的结果")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 done, accepted, or the states shown; 1 something was struck; 2 off, failed, refused, or the case cannot be read."""
    from hengji.narration import site as sites
    from hengji.narration import store

    book = law_book(arguments)
    if book is None or book.narration is None:
        return UNREADABLE
    site, problems = sites.read(arguments.site, book)
    if problems:
        show(problems)
        return UNREADABLE
    evaluation = _evaluation(arguments, book)
    if evaluation is None:
        return UNREADABLE
    kept, problems = store.read(arguments.out or store.beside(arguments.case), book)
    if problems:
        show(problems)
        return UNREADABLE
    if arguments.accept:
        return _accept(arguments, evaluation, kept, book, book.narration)
    if not arguments.section:
        return _states(arguments, site, kept, book, book.narration)
    return _propose(arguments, evaluation, site, kept, book, book.narration)


def _evaluation(arguments: argparse.Namespace, book: Book) -> Evaluation | None:
    """The case evaluated, with its problems told."""
    try:
        case, problems = pipeline.read_case(arguments.case, book, arguments.scheme)
    except OSError as error:
        case, problems = None, (book.problem(problem(NOT_READABLE, Place(str(arguments.case)), error.strerror or arguments.case)),)
    if case is None or pipeline.stops(problems, book):
        show(problems)
        return None
    evaluation, more = pipeline.assess(case, book, arguments.scheme)
    show((*problems, *more))
    return None if evaluation is None or pipeline.stops(more, book) else evaluation


def _reader(book: Book) -> Reader:
    from hengji.reading.extract import Reader

    return Reader(book)


# ---- states


def _states(arguments: argparse.Namespace, site: Site | None, kept: Kept, book: Book, narration: Narration) -> int:
    found = {each.id: _state(site, kept, each.id) for each in narration.sections}
    if arguments.json:
        print(json.dumps({"states": {name: state.value for name, state in found.items()}}, ensure_ascii=False))
        return 0
    for each in narration.sections:
        print(book.caption("narrate.state", section=each.title, id=each.id, state=_word(found[each.id], book)))
    return 0


def _state(site: Site | None, kept: Kept, section: str) -> State:
    """Off where nothing is configured, whatever ran before; not run where nothing is kept."""
    if site is None:
        return State.OFF
    last = kept.of(section)
    return State.NOT_RUN if last is None else last.state


def _word(state: State, book: Book) -> str:
    return book.caption(f"narrate.{state.value}")


# ---- proposals


def _propose(
    arguments: argparse.Namespace, evaluation: Evaluation, site: Site | None, kept: Kept, book: Book, narration: Narration
) -> int:
    from hengji.narration import run as runs
    from hengji.narration import store

    section = narration.section(arguments.section)
    if section is None:
        known = "、".join(each.id for each in narration.sections)
        show([book.problem(problem(UNKNOWN_SECTION, Place("--section"), arguments.section, key="--section", allowed=known))])
        return UNREADABLE
    if site is None:
        show([book.problem(problem(OFF, Place("HENGJI_NARRATION"), _word(State.OFF, book)))])
        return UNREADABLE
    reader = _reader(book)
    if arguments.dry_run:
        _show_question(runs.question(evaluation, section, site, reader, narration), site, book)
        return 0
    made = runs.run(evaluation, section, site, reader, narration)
    path = arguments.out or store.beside(arguments.case)
    failed = write(path.parent, {path.name: store.document(kept, made, evaluation).encode()}, book)
    struck = not arguments.json and any(each.struck for each in made.proposals)
    show((*(() if struck else made.problems), *failed))  # what was struck is printed with the proposals
    if failed:
        return UNREADABLE
    if arguments.json:
        problems = [plain(each) for each in made.problems]
        print(json.dumps({**asdict(made), "state": made.state.value, "problems": problems}, ensure_ascii=False))
    else:
        print("\n".join(_told(made, path, section.title, book)))
    return {State.DONE: 0, State.PARTIAL: PARTIAL}.get(made.state, UNREADABLE)


def _show_question(question: object, site: Site, book: Book) -> None:
    """The request as it would go out; the key is named, never shown."""
    from hengji.narration.run import Question

    if not isinstance(question, Question):
        raise TypeError(type(question).__name__)
    print(book.caption("narrate.dry", address=question.address, size=len(question.body), digest=question.digest))
    if site.key:
        print(book.caption("narrate.dry_key"))
    print(question.body.decode())


def _told(made: Run, path: Path, title: str, book: Book) -> Iterator[str]:
    yield book.caption("narrate.state", section=title, id=made.section, state=_word(made.state, book))
    for each in made.proposals:
        yield book.caption("narrate.proposal", id=each.id, text=each.text or book.caption("narrate.nothing_left"))
        for struck in each.struck:
            yield book.caption("narrate.struck", text=struck.text, code=struck.code, why=struck.why, found=struck.found)
        for remark in each.remarks:
            yield book.caption("narrate.remark", text=remark)
    if any(each.text for each in made.proposals):
        yield book.caption("narrate.how", id=next(each.id for each in made.proposals if each.text))
    yield book.caption("narrate.written", path=path)


# ---- accepting


def _accept(arguments: argparse.Namespace, evaluation: Evaluation, kept: Kept, book: Book, narration: Narration) -> int:
    from hengji.narration.accept import accept
    from hengji.reading.formats import narrative
    from hengji.writing import narrative as written

    now = datetime.now(tz=UTC)
    found, problems = accept(arguments.accept, arguments.by, now, kept, evaluation, _reader(book), narration)
    if found is None:
        show(problems)
        return UNREADABLE
    path = narrative.beside(arguments.case)
    before, problems = narrative.read(path.read_bytes(), path.name, book) if path.is_file() else ((), ())
    failed = problems or write(path.parent, {path.name: written.document((*before, found), book).encode()}, book)
    if failed:
        show(failed)
        return UNREADABLE
    if arguments.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        print(book.caption("narrate.accepted", id=found.id, by=found.by, path=path))
    return 0
