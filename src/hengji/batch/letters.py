"""The letters of a CSV: UTF-8 as it is, UTF-16 and the GB 18030 (GBK) that Chinese Excel saves made into UTF-8."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 1 << 20
MARKED = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def as_utf8(path: Path, out: Path) -> tuple[Path | None, int]:
    """The file itself where it is UTF-8, else its copy in UTF-8; None, with the line of the first letter that is in none of the three.

    Bytes that are sound in UTF-8 are never taken for GB 18030; without its mark UTF-16 is not recognised.
    """
    with path.open("rb") as file:
        start = file.read(2)
    if start in MARKED:
        line = _rewritten(path, MARKED[start], out)
        return (None, line) if line else (out, 0)
    line = _rewritten(path, "utf-8", None)
    if not line:
        return path, 0
    wrong = _rewritten(path, "gb18030", out)
    return (None, max(line, wrong)) if wrong else (out, 0)


def _rewritten(path: Path, encoding: str, out: Path | None) -> int:
    """Writes a file in UTF-8, or only reads it; the line of the first letter that the encoding does not have, 0 where it has all."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, made = 1, out.open("w", encoding="utf-8", newline="") if out is not None else None
    try:
        with path.open("rb") as file:
            while True:
                piece = file.read(CHUNK)
                words = decoder.decode(piece, final=not piece)
                if "\0" in words:
                    return line + words[: words.index("\0")].count("\n")
                if made is not None:
                    made.write(words)
                line += words.count("\n")
                if not piece:
                    return 0
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].decode(encoding, "ignore").count("\n")
    finally:
        if made is not None:
            made.close()
