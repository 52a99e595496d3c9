"""`hengji drift DOCUMENT [EVALUATION]`: which figures a hand has changed since they were printed, and what to do about each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, former, kept_lines, law_book, plain, show, write

if TYPE_CHECKING:
    import argparse

    from hengji.core.problem import Problem
    from hengji.linked.drift import Drift
    from hengji.linked.known import Filed
    from hengji.linked.look import Desk, Looked
    from hengji.rulebook.book import Book

ALL = "all"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("drift", help="找出生成以后被手工改动、增添、删去的数字")
    parser.add_argument("document", type=Path, metavar="REPORT", help="编辑过的自评报告（.docx .odt）、评分表或数据表（.xlsx）")
    parser.add_argument(
        "evaluation", type=Path, nargs="?", metavar="EVALUATION", help="evaluation.json、它所在的文件夹，或填报数据"
    )
    parser.add_argument(
        "--accept", action="append", default=[], metavar="N", help="接受：写出提议，事实由填报人自己改（序号、编号或 all）"
    )
    parser.add_argument("--restore", action="append", default=[], metavar="N", help="恢复：写出恢复原数的报告，须有 -o")
    parser.add_argument(
        "--explain", action="append", nargs=2, default=[], metavar=("N", "TEXT"), help="说明：为什么改，记在报告旁边"
    )
    parser.add_argument("-o", "--out", type=Path, metavar="OUT", help="恢复以后写到哪里")
    parser.add_argument("--json", action="store_true", help="打印机器可读的结果")
    parser.set_defaults(run=run, usage_error=parser.error)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 where everything is as printed or explained, 1 where it differs, 2 where something cannot be read or written."""
    from hengji.linked.look import Desk

    if arguments.restore and arguments.out is None:
        arguments.usage_error("--restore 须与 -o 同用")
    if any(not text.strip() for _, text in arguments.explain):
        arguments.usage_error("--explain 要写明为什么，不能是空的")
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    filed = None
    if arguments.evaluation is not None:
        filed, problems = _evaluation(arguments.evaluation, book)
        if filed is None:
            return _unreadable(problems, as_json=arguments.json)
    with Desk(book) as desk:
        looked, problems = desk.look(arguments.document, filed)
        if looked is None:
            return _unreadable(problems, as_json=arguments.json)
        done = _Done(arguments, desk, looked, book)
        stopped = done.accept() or done.restore() or done.explain()
        looked = done.looked
        if not arguments.json:
            show(looked.problems)
        print(json.dumps(tree(looked, desk), ensure_ascii=False) if arguments.json else "\n".join(lines(looked, desk, filed)))
        for line in done.lines if not arguments.json else ():
            print(line)
    return UNREADABLE if stopped else 0 if looked.same else 1


def _evaluation(path: Path, book: Book) -> tuple[Filed | None, tuple[Problem, ...]]:
    from hengji.linked import known

    return known.find(path, book)


def _unreadable(problems: tuple[Problem, ...], *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"same": None, "problems": [plain(each) for each in problems]}, ensure_ascii=False))
    show(problems)
    return UNREADABLE


class _Done:
    """What was asked for, carried out one after the other; `lines` are told afterwards."""

    def __init__(self, arguments: argparse.Namespace, desk: Desk, looked: Looked, book: Book) -> None:
        self.arguments, self.desk, self.looked, self.book = arguments, desk, looked, book
        self.lines: list[str] = []

    def accept(self) -> bool:
        """Writes the proposal, or adds to the one that stands there; True where something stops the work."""
        from hengji.linked import proposal

        wanted = self.arguments.accept
        chosen, problems = self.desk.chosen(self.looked, wanted)
        if problems:
            show(problems)
            return True
        if not chosen:
            return False
        document: Path = self.arguments.document
        target = document.with_name(self.book.caption("drift.file_proposal", stem=document.stem))
        before = proposal.adds_to(target.read_bytes()) if target.is_file() else ""
        content, problems = self.desk.accept(self.looked, chosen, before or "")
        show(problems)
        kept = former(target, content) if content and before is None else {}
        failed = write(target.parent, {target.name: content, **kept}, self.book) if content else ()
        show(failed)
        if content and not failed:
            said = "drift.accepted_more" if before else "drift.accepted"
            self.lines.append(self.book.caption(said, name=target.name, count=len(chosen) - len(problems)))
            self.lines += kept_lines(target, kept, self.book)
        return bool(problems or failed)

    def restore(self) -> bool:
        """Writes the document with the figures put back."""
        chosen, problems = self.desk.chosen(self.looked, self.arguments.restore)
        if problems:
            show(problems)
            return True
        if ALL in self.arguments.restore:  # what is explained is meant to be as it is, unless it is named by itself
            named, _ = self.desk.chosen(self.looked, [word for word in self.arguments.restore if word != ALL])
            chosen = tuple(each for each in chosen if each.key not in self.looked.said or each in named)
        if not chosen:
            return False
        content, done, problems = self.desk.restore(self.looked, chosen)
        show(problems)
        if content is None:
            return True
        target: Path = self.arguments.out
        kept = former(target, content)
        failed = write(target.parent, {target.name: content, **kept, **self._goes_along(target)}, self.book)
        show(failed)
        if not failed:
            self.lines += [self.book.caption("drift.restored", count=len(done), name=target), *kept_lines(target, kept, self.book)]
        return bool(problems or failed)

    def _goes_along(self, target: Path) -> dict[str, bytes]:
        """The explanations that hold, for the new document as well."""
        from hengji.linked import sidecar

        said, _ = sidecar.read(self.arguments.document, self.book)
        mine = {key: text for key, text in said.items() if key in self.looked.said}
        if not mine or target.resolve() == self.arguments.document.resolve():
            return {}
        place = sidecar.place(target, self.book)
        there, _ = sidecar.read(target, self.book)
        return {place.name: sidecar.content({**there, **mine}, target.name)}

    def explain(self) -> bool:
        """Writes the explanations beside the document."""
        from dataclasses import replace

        from hengji.linked import sidecar

        if not self.arguments.explain:
            return False
        document: Path = self.arguments.document
        said, wrong = sidecar.read(document, self.book)
        show(wrong)
        for word, text in self.arguments.explain:
            chosen, problems = self.desk.chosen(self.looked, [word])
            if problems:
                show(problems)
                return True
            said |= {each.key: sidecar.Said(each.old, each.new, text) for each in chosen}
        place = sidecar.place(document, self.book)
        content = sidecar.content(said, document.name)
        kept = former(place, content) if wrong else {}
        failed = write(place.parent, {place.name: content, **kept}, self.book)
        show(failed)
        if failed:
            return True
        holds = {each.key: text for each in self.looked.drifts if (text := sidecar.explains(said, each))}
        self.looked = replace(self.looked, said=holds)
        self.lines.append(self.book.caption("drift.wrote_said", name=place.name, count=len(self.arguments.explain)))
        self.lines += kept_lines(place, kept, self.book)
        return False


def lines(looked: Looked, desk: Desk, filed: Filed | None) -> list[str]:
    """The differences for people."""
    book, counts = desk.book, looked.counts
    key = "drift.about" if looked.marked.document is not None else "drift.about_follow"
    told = [book.caption(key, name=looked.marked.name, **counts)]
    for number, drift in enumerate(looked.drifts, 1):
        told += _drift(number, drift, looked, desk)
    if looked.drifts:
        told.append(book.caption("drift.how"))
    if filed is None:
        told.append(book.caption("drift.without"))
    outcome = "differs" if looked.open else "explained" if looked.drifts else "same"
    told.append(book.caption(f"drift.{outcome}", count=len(looked.open) or len(looked.drifts)))
    return told


def _drift(number: int, drift: Drift, looked: Looked, desk: Desk) -> list[str]:
    book, told = desk.book, desk.told(drift, looked.marked.name)
    where = desk.where(looked, drift)
    place = book.caption("drift.place_file", file=looked.marked.name, place=where) if where else looked.marked.name
    lines = [book.caption("drift.line", number=number, place=place, code=told.code, message=told.message)]
    if drift.start >= 0 and drift.kind != "removed":
        start, end = drift.spot if drift.spot[0] >= 0 else (drift.start, drift.end)
        text = looked.marked.document.text[start:end] if looked.marked.document is not None and drift.end >= 0 else ""
        lines.append(book.caption("drift.around", left=drift.around[0], text=" ".join(text.split())[:80], right=drift.around[1]))
    if drift.kind == "changed" and drift.now and drift.now not in (drift.old, drift.new) and drift.spot[0] < 0:
        lines.append(book.caption("drift.now", now=desk.shown(drift, drift.now)[:80]))
    if drift.key in looked.said:
        lines.append(book.caption("drift.said", text=looked.said[drift.key]))
    return [*lines, book.caption("drift.key", id=drift.key)]


def tree(looked: Looked, desk: Desk) -> dict[str, object]:
    """The differences for machines."""
    drifts = [
        {
            "number": number,
            "key": each.key,
            "kind": each.kind,
            "code": each.code,
            "place": f"{looked.marked.name}:{each.place}" if each.place else looked.marked.name,
            "figure": each.figure,
            "called": each.called,
            "old": each.old,
            "new": each.new,
            "now": each.now,
            "around": list(each.around),
            "explained": looked.said.get(each.key, ""),
            "message": desk.told(each, looked.marked.name).message,
        }
        for number, each in enumerate(looked.drifts, 1)
    ]
    return {
        "same": looked.same,
        "document": looked.marked.name,
        "counts": dict(looked.counts),
        "drifts": drifts,
        "problems": [plain(each) for each in looked.problems],
    }
