"""`hengji verify-chain`: reads the audit chain of a site from its first row to its last, against checkpoints kept elsewhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

BROKEN = 1


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments."""
    parser = commands.add_parser("verify-chain", help="核对网页应用的审计链")
    parser.add_argument("--folder", type=Path, default=Path("site"), metavar="DIR", help="站点文件夹（默认 site）")
    parser.add_argument("--checkpoints", type=Path, metavar="DIR", help="另外保存的检查点文件夹")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 whole, 1 broken, with the first row at which it is."""
    import django

    os.environ["HENGJI_SITE"] = str(arguments.folder.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengji.web.settings")
    django.setup()
    from hengji.web.journal import chain, checkpoints
    from hengji.web.law import word

    elsewhere = chain.kept(arguments.checkpoints) if arguments.checkpoints else {}
    found = chain.verify(chain.kept(checkpoints.folder()) | elsewhere)
    if found.broken is not None:
        print(word(f"chain_{found.broken.how}", sequence=found.broken.sequence, rows=found.rows))
        return BROKEN
    print(word("chain_whole", rows=found.rows, digest=found.digest))
    return 0
