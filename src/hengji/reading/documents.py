"""Any report as a Document: size, kind by content, then a parser in the jail. Nothing of a stranger is parsed here."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.document import BOX, FOOTNOTE, HEADING, ITEM, LINE, MARGIN, PARAGRAPH, Block, Cell, Document, Table
from hengji.core.place import Place
from hengji.core.problem import Problem, problem, shown
from hengji.reading.formats import markdown, text
from hengji.reading.formats.parts.telling import NO_TEXT, NOT_AS_PRINTED, NOT_OPENED, UNDECODABLE
from hengji.reading.gate import codes, kinds
from hengji.reading.gate.codes import refuse, told
from hengji.reading.gate.limits import Limits
from hengji.reading.gate.opening import Opened, open_file
from hengji.reading.jail import warden

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from typing import TypeAlias

    from hengji.reading.jail import Jail
    from hengji.reading.jail.frames import Plain

    _Outcome: TypeAlias = "tuple[Document | None, tuple[Problem, ...]]"

KINDS = (".docx", ".xlsx", ".pdf", ".txt", ".md", ".html", ".htm")
"""The endings that a folder is searched for."""
NOT_FOUND = "RD01"
LIMITS = Limits(cells=300_000, rectangle=2**21)
"""What a report may hold: of a workbook both readers keep every cell, so fewer than the gate lets through."""
_OFFICE = frozenset({kinds.DOCX, kinds.XLSX, kinds.PDF})
_TEXT, _MARKDOWN, _HTML, _HTML_SHORT = "txt", "md", "html", "htm"
_FORMATS = {_TEXT: "text", _MARKDOWN: "md", _HTML: "html", _HTML_SHORT: "html"}
_TASKS = {name: f"hengji.reading.formats.{name}.read" for name in (kinds.DOCX, kinds.XLSX, kinds.PDF, _HTML)}
_MARKUP, _ARCHIVED_PAGE, _ARCHIVE_SIGN = frozenset({"html", "xml"}), "mht", b"mime-version:"
_CODE = re.compile(r"RD[0-9]{2}")
_UNPRINTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")
"""What prints nothing, save blanks and line ends; and what stands for a letter that was lost."""
_KINDS_OF_BLOCKS = frozenset({HEADING, PARAGRAPH, ITEM, LINE, FOOTNOTE, MARGIN, BOX})
_TEXT_PARTS = (".xml", ".rels")


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file as it came: `name` is the path as it was given, `ending` its ending in small letters without the point."""

    name: str
    content: bytes

    @property
    def ending(self) -> str:
        """The ending of its name in small letters, without the point."""
        return self.name.rpartition(".")[2].lower()

    def document(self, kind: str, text: str, blocks: tuple[Block, ...], tables: tuple[Table, ...]) -> Document:
        """The frozen document, without problems."""
        return Document(self.name, hashlib.sha256(self.content).hexdigest(), kind, text, blocks, tables)

    def refused(self, code: str, where: str = "", found: object = "", **slots: object) -> tuple[None, tuple[Problem, ...]]:
        """Nothing was read, for one reason."""
        return None, (told(self.name, refuse(code, where, found, **slots)),)


def read(path: Path, name: str, jail: Jail) -> tuple[Document | None, tuple[Problem, ...]]:
    """The document in a file, or why nothing was read; `name` stands for the file in every place.

    The document's own problems are cautions that let the work go on. No exception leaves this for any content of the file.
    """
    file = arrived(path, name)
    if isinstance(file, Problem):
        return None, (file,)
    if not file.content:
        return file.refused(codes.EMPTY)
    if file.ending in {_TEXT, _MARKDOWN}:
        return _plain_text(file)
    return _web_page(file, jail) if file.ending in {_HTML, _HTML_SHORT} else _office(file, jail)


def arrived(path: Path, name: str) -> Arrived | Problem:
    """The bytes of a file, within the limit, or why there are none."""
    try:
        size = path.stat().st_size
        if size > LIMITS.upload:
            return told(name, refuse(codes.LARGE, "", size, limit=LIMITS.upload))
        with path.open("rb") as file:
            return Arrived(name, file.read(LIMITS.upload + 1)[: LIMITS.upload])
    except OSError:
        return problem(NOT_FOUND, Place(shown(name, 120)), name)


# ---- texts


def _plain_text(file: Arrived) -> _Outcome:
    kind = kinds.kind(file.content)
    found = text.decoded(file.content)
    if wrong := _in_truth(file, kind, readable=isinstance(found, str)):
        return wrong
    if isinstance(found, text.Undecodable):
        return file.refused(UNDECODABLE, "", found.found, offset=found.offset, encoding=found.encoding)
    blocks, tables = markdown.read(found) if file.ending == _MARKDOWN else (text.blocks(found), ())
    if not blocks and not tables:
        return file.refused(NO_TEXT)
    document = file.document(_FORMATS[file.ending], found, blocks, tables)
    return _with(document, _replaced(file.name, document)), ()


def _in_truth(file: Arrived, kind: str, *, readable: bool) -> _Outcome | None:
    """What a file that calls itself a text really is, where that is something else."""
    markup = kind in _MARKUP and file.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    archived = file.content[: len(_ARCHIVE_SIGN)].lower() == _ARCHIVE_SIGN
    if archived or (markup and file.ending == _TEXT):
        return file.refused(codes.WEB, "", _ARCHIVED_PAGE if archived else kind, name=file.ending)
    if kind in {kinds.PACKAGE, kinds.PDF, "rtf"} or (not readable and kind not in {"csv", "txt", kinds.UNKNOWN, *_MARKUP}):
        code = kinds.CODES.get(kind, codes.OTHER)
        return file.refused(code, "", kinds.ZIP if kind == kinds.PACKAGE else kind, name=file.ending)
    return None


def _replaced(name: str, document: Document) -> tuple[Problem, ...]:
    """Letters that somebody's program had already given up, and control characters, which print nothing; at the first of them."""
    found = [letter.start() for letter in _UNPRINTED.finditer(document.text)]
    if not found:
        return ()
    where = next((block.place for block in document.blocks if block.start <= found[0] < block.end), "")
    called = "、".join(dict.fromkeys(f"U+{ord(document.text[at]):04X}" for at in found))
    return (problem(NOT_AS_PRINTED, Place(shown(name, 120), where), called, count=len(found)),)


# ---- what a parser must read


def _web_page(file: Arrived, jail: Jail) -> _Outcome:
    kind = kinds.kind(file.content)
    readable = isinstance(text.decoded(file.content), str)
    if wrong := _in_truth(file, kind, readable=readable):
        return wrong
    return _jailed(file, _HTML, file.content, jail)


def _office(file: Arrived, jail: Jail) -> _Outcome:
    opened = open_file(file.name, file.content, _OFFICE, LIMITS, aside=True)
    if not isinstance(opened, Opened):
        return None, opened
    payload = file.content if opened.kind == kinds.PDF else opened.repacked(lambda part: part.lower().endswith(_TEXT_PARTS))
    document, problems = _jailed(file, opened.kind, payload, jail)
    if document is None:
        return None, problems
    return _with(document, (*opened.cautions, *_left_aside(file.name, opened.aside))), problems


def _left_aside(name: str, parts: tuple[str, ...]) -> tuple[Problem, ...]:
    """One caution for all that nobody opened."""
    place = Place(shown(name, 120), shown(parts[0], 120)) if parts else Place(name)
    return (problem(NOT_OPENED, place, ", ".join(parts), count=len(parts)),) if parts else ()


def _jailed(file: Arrived, kind: str, payload: bytes, jail: Jail) -> _Outcome:
    found = jail.run(_TASKS[kind], payload, file.name, kind)
    if isinstance(found, Problem):
        return None, (found,)
    try:
        return made(file, kind, found.value)
    except (KeyError, TypeError, ValueError, IndexError) as error:  # a child that was taken over may say anything
        return file.refused(warden.UNUSABLE, "", type(error).__name__, stage=kind)


def made(file: Arrived, kind: str, found: Plain | bytes) -> _Outcome:
    """The frozen document of what the child said. Raises ValueError, KeyError, TypeError or IndexError for what is none."""
    answer = _mapping(found)
    if "refused" in answer:
        return None, (_caution(file.name, answer["refused"]),)
    words = _word(answer["text"])
    blocks = tuple(_block(each, len(words)) for each in _sequence(answer["blocks"]))
    tables = tuple(_table(_mapping(each), len(words)) for each in _sequence(answer["tables"]))
    if not words.strip():
        return file.refused(NO_TEXT)
    document = file.document(kind, words, blocks, tables)
    cautions = tuple(_caution(file.name, each) for each in _sequence(answer["cautions"]))
    return _with(document, (*cautions, *_replaced(file.name, document))), ()


def _with(document: Document, problems: tuple[Problem, ...]) -> Document:
    return Document(
        document.name,
        document.sha256,
        document.format,
        document.text,
        document.blocks,
        document.tables,
        (*document.problems, *problems),
    )


def _caution(name: str, found: Plain) -> Problem:
    code, where, what, slots = _sequence(found)
    if not _CODE.fullmatch(_word(code)):
        raise ValueError(code)
    given = {key: _word(value) for key, value in _mapping(slots).items()}
    return problem(_word(code), Place(shown(name, 120), shown(_word(where), 120)), _word(what), **given)


def _block(found: Plain, length: int) -> Block:
    kind, start, end, place, level = _sequence(found)
    if kind not in _KINDS_OF_BLOCKS:
        raise ValueError(kind)
    return Block(_word(kind), *_span(start, end, length), _word(place), _count(level))


def _table(found: dict[str, Plain], length: int) -> Table:
    cells = tuple(_cell(_sequence(each), length) for each in _sequence(found["cells"]))
    return Table(_word(found["place"]), cells, caption=_word(found["caption"]), hidden=found["hidden"] is True)


def _cell(found: Sequence[Plain], length: int) -> Cell:
    row, column, rows, columns, start, end, place = found
    return Cell(_count(row), _count(column), _count(rows), _count(columns), *_span(start, end, length), _word(place))


def _span(start: Plain, end: Plain, length: int) -> tuple[int, int]:
    first, last = _count(start), _count(end)
    if not first <= last <= length:
        raise ValueError(last)
    return first, last


def _count(found: Plain) -> int:
    if not isinstance(found, int) or isinstance(found, bool) or found < 0:
        raise TypeError(found)
    return found


def _word(found: Plain) -> str:
    if not isinstance(found, str):
        raise TypeError(found)
    return found


def _sequence(found: Plain) -> Sequence[Plain]:
    if not isinstance(found, list):
        raise TypeError(found)
    return found


def _mapping(found: Plain | bytes) -> dict[str, Plain]:
    if not isinstance(found, dict):
        raise TypeError(found)
    return found
