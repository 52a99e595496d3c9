"""`hengji serve`: the bureau's application on this computer, with a sample bureau to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hengji.cli.common import UNREADABLE, show

if TYPE_CHECKING:
    import argparse

NOT_INSTALLED = "SY21"


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("serve", help="启动网页应用：填报、审核、公开")
    parser.add_argument(
        "--folder", type=Path, default=Path("site"), metavar="DIR", help="站点文件夹：数据库、附件、密钥（默认 site）"
    )
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="监听地址（默认只有本机能访问）")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="端口（默认 8000）")
    parser.add_argument("--sample", action="store_true", help="装入示范财政局和示范人员（密码在启动时显示）")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serves until it is stopped; 2 where the application is not installed."""
    try:
        from hengji.web import start
    except ImportError as error:
        from hengji.core.place import Place
        from hengji.core.problem import problem
        from hengji.rulebook import cache

        book, _ = cache.load()
        show([book.problem(problem(NOT_INSTALLED, Place("hengji serve"), error.name or ""))])
        return UNREADABLE
    for line in start.prepare(arguments.folder, sample=arguments.sample):
        print(line, flush=True)
    print(f"http://{arguments.host}:{arguments.port}/", flush=True)
    return start.serve(arguments.host, arguments.port)
