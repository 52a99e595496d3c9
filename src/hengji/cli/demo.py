"""`hengji demo`: the self-evaluation package of a real department, from the example that came with the program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, law_book
from hengji.cli.evaluate import evaluate
from hengji.rulebook.files import home

if TYPE_CHECKING:
    import argparse

EXAMPLE = "002-yiyang-2020"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("demo", help="用自带的例子生成一套自评材料")
    parser.add_argument("--out", type=Path, default=Path("out") / EXAMPLE, metavar="DIR", help="输出文件夹")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 where the package was written, whatever a reviewer would ask about it."""
    book = law_book(arguments)
    if book is None:
        return UNREADABLE
    code = evaluate(home().parent / "examples" / EXAMPLE, book, "", arguments.out, as_json=False)
    return code if code == UNREADABLE else 0
