"""narrative.yaml as the program writes it: the accepted proposals of a case, every text in quotes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.core.proposal import Accepted
    from hengji.rulebook.book import Book

KEYS = ("section", "text", "by", "at", "id", "model", "prompt", "answer")


def document(accepted: Sequence[Accepted], book: Book) -> str:
    """The file of the accepted texts."""
    lines = [f"# {line}" for line in book.caption("narrate.file").split("\n")]
    lines.append("accepted:")
    for each in accepted:
        for number, key in enumerate(KEYS):
            lines.append(f"{'  - ' if number == 0 else '    '}{key}: {json.dumps(getattr(each, key), ensure_ascii=False)}")
    return "\n".join(lines) + "\n"
