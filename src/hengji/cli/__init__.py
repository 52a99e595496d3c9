"""The command line: one file a command, imported when it runs."""

from __future__ import annotations

import sys

from hengji import __version__


def main(arguments: list[str] | None = None) -> int:
    """`hengji …`; gives the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    if given in (["--version"], ["-V"]):
        print(f"hengji {__version__}")
        return 0
    from hengji.cli.commands import run

    return run(given)
