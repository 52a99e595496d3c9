"""The commands and their arguments; exit 2 where the usage is wrong."""

from __future__ import annotations

import argparse
import errno
import io
import os
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hengji import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from _typeshed import ReadableBuffer

COMMANDS = (
    "audit",
    "batch",
    "demo",
    "drift",
    "evaluate",
    "explain",
    "import",
    "layout",
    "narrate",
    "nation",
    "pdf",
    "publish",
    "refresh",
    "rulebook",
    "serve",
    "verify",
    "verify-chain",
    "workbook",
)
USAGE = 2


class _Parser(argparse.ArgumentParser):
    """argparse, with its help headings left to the law book's words and exit 2 for wrong usage."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        print(f"hengji: {message}", file=sys.stderr)
        raise SystemExit(USAGE)


def parser(given: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser of the whole command line; where a command is named, only its module is imported."""
    top = _Parser(prog="hengji", description="衡绩：部门整体支出绩效自评")
    top.add_argument("--version", action="version", version=f"hengji {__version__}")
    top.add_argument("--rulebook", action="append", type=Path, default=[], metavar="DIR", help="叠加在自带规则册之上的规则册文件夹")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    named = [name for name in COMMANDS if name in given]
    for name in named or COMMANDS:
        module = import_module(f"hengji.cli.{module_name(name)}")
        module.add(commands)
    return top


def module_name(command: str) -> str:
    """The module of a command; `import` is no name that Python allows."""
    return f"{command}_" if command == "import" else command.replace("-", "_")


class _Pipe(io.FileIO):
    """Standard output; what is written after its reader has gone is lost, and the command goes on to its verdict."""

    def write(self, said: ReadableBuffer, /) -> int:
        try:
            return super().write(said) or 0
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            return memoryview(said).nbytes


@contextmanager
def _outlives_its_reader() -> Iterator[None]:
    """Standard output as a stream that does not mind when its reader goes away."""
    before = sys.stdout
    buffer = getattr(before, "buffer", None)
    raw = getattr(buffer, "raw", buffer)  # without a buffer of its own where Python runs unbuffered
    if not isinstance(raw, io.FileIO):
        yield
        return
    before.flush()
    sys.stdout = io.TextIOWrapper(
        io.BufferedWriter(_Pipe(raw.fileno(), "w", closefd=False)), "utf-8", "replace", line_buffering=before.isatty()
    )
    try:
        yield
        sys.stdout.flush()
    finally:
        sys.stdout = before


def run(given: Sequence[str]) -> int:
    """Runs one command. A reader that closes the pipe early changes nothing: the exit code is the command's own."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    with _outlives_its_reader():
        return _run(given)


def _run(given: Sequence[str]) -> int:
    arguments = parser(given).parse_args(given)
    try:
        return int(arguments.run(arguments))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print("结果没有写完：磁盘空间不足。请清理磁盘后重新运行。", file=sys.stderr)
        return 2
