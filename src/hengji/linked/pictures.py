"""Pictures of ours in a document that came back: what they show against the evaluation."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.linked.drift import DRAWN, NOTHING, Drift
from hengji.writing.sheets.paper import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.linked.known import Known

PICTURE = "hengji"
_PICTURE = re.compile(rf"{PICTURE}\d{{1,3}}", re.ASCII)


def drawn(pictures: Iterable[tuple[str, str, str]], known: Known | None) -> Iterator[Drift]:
    """Pictures of ours that show other figures than the evaluation has; what they show is what they say of themselves."""
    now = {f"{PICTURE}{number}": each for number, each in enumerate(known.pictures, 1)} if known is not None else {}
    for name, title, said in pictures if now else ():
        wanted = now.get(name)
        if _PICTURE.fullmatch(name) and (wanted is None or _bare(said) != _bare(visible(wanted.said))):
            new = visible(wanted.title) if wanted is not None else NOTHING
            yield Drift(DRAWN, f"picture-{name.removeprefix(PICTURE)}", "", title, new, called=title or name, now=new)


def _bare(words: str) -> str:
    return "".join(words.split())
