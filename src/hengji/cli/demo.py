"""`hengji demo`: the self-evaluation package of a real department, from the example that came with the program, and what is seen of a changed digit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, law_book, write
from hengji.cli.evaluate import evaluate
from hengji.rulebook.files import home

if TYPE_CHECKING:
    import argparse

    from hengji.rulebook.book import Book

EXAMPLE = "002-yiyang-2020"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("demo", help="用自带的例子生成一套自评材料，再改动一个数字，看能不能认出来")
    parser.add_argument("--out", type=Path, default=Path("out") / EXAMPLE, metavar="DIR", help="输出文件夹")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 where the package was written, whatever a reviewer would ask about it."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    code = evaluate(home().parent / "examples" / EXAMPLE, book, "", arguments.out, as_json=False)
    if code == UNREADABLE:
        return code
    _change_a_digit(arguments.out, book)
    return 0


def _change_a_digit(folder: Path, book: Book) -> None:
    """The first amount of the report with its last digit changed, in a copy; then what `hengji drift` says of the copy."""
    from hengji.cli import drift
    from hengji.linked import known
    from hengji.linked.look import Desk
    from hengji.writing.package import BODY, pack, unpack

    filed, _ = known.find(folder, book)
    parts = unpack((folder / book.caption("file.report")).read_bytes())
    body = parts[BODY].decode()
    unit = book.shown["money"].label
    amounts = (each.printed for each in filed.parts["report"]) if filed is not None else ()
    old = next((each for each in amounts if each.endswith(unit) and each[:1].isdigit() and f">{each}<" in body), "")
    if not old or filed is None:
        return
    digit = old.removesuffix(unit)[-1]
    new = f"{old.removesuffix(unit)[:-1]}{(int(digit) + 1) % 10}{unit}"
    parts[BODY] = body.replace(f">{old}<", f">{new}<", 1).encode()
    name = book.caption("drift.demo_file", name=book.caption("file.report"))
    if write(folder, {name: pack(parts)}, book):
        return
    print(book.caption("drift.demo", name=name, old=old, new=new, folder=folder, evaluation=book.caption("file.evaluation")))
    with Desk(book) as desk:
        looked, _ = desk.look(folder / name, filed)
        if looked is not None:
            print("\n".join(drift.lines(looked, desk, filed)))
