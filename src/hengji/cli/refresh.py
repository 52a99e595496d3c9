"""`hengji refresh REPORT EVALUATION -o OUT`: a report that a hand has edited, brought up to date without touching the words between."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, former, kept_lines, law_book, show, write

if TYPE_CHECKING:
    import argparse

    from hengji.linked.drift import Drift
    from hengji.linked.look import Desk, Looked


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("refresh", help="按评价结果更新手工编辑过的自评报告，数字之间的文字不动")
    parser.add_argument("document", type=Path, metavar="REPORT", help="编辑过的自评报告（.docx .odt）、评分表或数据表（.xlsx）")
    parser.add_argument("evaluation", type=Path, metavar="EVALUATION", help="evaluation.json、它所在的文件夹，或填报数据")
    parser.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help="写到哪里")
    parser.add_argument("--changed", action="store_true", help="手工改过的数字也换成评价结果里的（默认不动，只列出）")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 where the report now says what the evaluation says, 1 where differences are left, 2 where nothing could be written."""
    from hengji.linked import known
    from hengji.linked.look import Desk

    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    filed, problems = known.find(arguments.evaluation, book)
    if filed is None:
        show(problems)
        return UNREADABLE
    with Desk(book) as desk:
        looked, problems = desk.look(arguments.document, filed)
        if looked is None:
            show(problems)
            return UNREADABLE
        show(looked.problems)
        content, done, problems = desk.refresh(looked, changed=arguments.changed)
        show(problems)
        if content is None and any(each.code in {"DC36", "DC39"} or each.code.startswith("RD") for each in problems):
            return UNREADABLE
        target: Path = arguments.out
        made = content or looked.marked.opened.content
        kept = former(target, made)
        failed = write(target.parent, {target.name: made, **kept}, book)
        show(failed)
        if failed:
            return UNREADABLE
        left = [each for each in looked.open if each not in done]
        print("\n".join([*_lines(desk, looked, done, left, target), *kept_lines(target, kept, book)]))
    return 1 if left else 0


def _lines(desk: Desk, looked: Looked, done: tuple[Drift, ...], left: list[Drift], target: Path) -> list[str]:
    book = desk.book
    lines = [book.caption("drift.refreshed" if done else "drift.nothing_stale", count=len(done), name=target)]
    lines += [
        book.caption(
            "drift.redrawn_line" if each.kind == "drawn" and each.old == each.new else "drift.refreshed_line",
            place=desk.where(looked, each),
            called=each.called,
            old=_cut(each.old),
            new=_cut(each.now or each.new),
        )
        for each in done
    ]
    if left:
        lines.append(book.caption("drift.left", count=len(left)))
        told = [(desk.where(looked, each), desk.told(each, looked.marked.name)) for each in left]
        lines += [book.caption("drift.kept_line", place=place, code=each.code, message=each.message) for place, each in told]
    return lines


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"  # noqa: PLR2004 - one line of a terminal
