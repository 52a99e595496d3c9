"""`hengji layout`: a Word file held against the standard for its setting, and mended where a program can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.layout import judge
from hengji.core.place import Place
from hengji.core.problem import Problem, problem, shown
from hengji.reading import setting
from hengji.reading.gate.opening import Opened

if TYPE_CHECKING:
    from hengji.core.layout import Breach, Layout
    from hengji.reading.jail import Jail
    from hengji.reading.jail.frames import Plain
    from hengji.rulebook.book import Book

REFUSED = "DC69"
REPAIR = "hengji.writing.layout.repair.repaired"
STRICT, SIGNED = b"http://purl.oclc.org/ooxml/wordprocessingml/main", "_xmlsignatures/"
BODY, MOST_ROUNDS = "word/document.xml", 4


@dataclass(frozen=True, slots=True)
class Checked:
    """A file with its layout, its breaches, and what could not be looked at."""

    name: str
    layout: Layout
    breaches: tuple[Breach, ...]
    cautions: tuple[Problem, ...]

    @property
    def mechanical(self) -> tuple[Breach, ...]:
        """Those that a program can mend."""
        return tuple(breach for breach in self.breaches if breach.edits)


@dataclass(frozen=True, slots=True)
class Mended:
    """The new file, and what is left in it."""

    content: bytes
    after: Checked


def check(name: str, content: bytes, book: Book, jail: Jail) -> tuple[Checked | None, tuple[Problem, ...]]:
    """A Word file held against the standard; None with the problems where it cannot be read."""
    file = setting.opened(name, content, aside=True)
    if not isinstance(file, Opened):
        return None, tuple(book.problem(each) for each in file)
    layout, problems = setting.read(name, file, jail)
    if layout is None:
        return None, tuple(book.problem(each) for each in problems)
    breaches, cautions = judge.check(name, layout, book.standard, book)
    told = tuple(book.problem(each) for each in file.cautions)
    return Checked(name, layout, breaches, (*told, *cautions)), ()


def mend(name: str, content: bytes, book: Book, jail: Jail) -> tuple[Mended | None, tuple[Problem, ...]]:
    """The file with everything mended that a program can mend; None with the problems where it may not be touched."""
    file = setting.opened(name, content)
    if not isinstance(file, Opened):
        return None, tuple(book.problem(each) for each in file)
    if why := _untouchable(file, book):
        return None, (book.problem(problem(REFUSED, Place(shown(name, 120)), why)),)
    payload = file.repacked()
    checked, problems = check(name, payload, book, jail)
    for turn in range(MOST_ROUNDS):
        if checked is None or (turn and not checked.mechanical):
            break
        found = jail.run(REPAIR, payload, name, "repair", {"edits": _plain(checked)})
        if isinstance(found, Problem) or not isinstance(found.value, bytes):
            trouble = found if isinstance(found, Problem) else problem(REFUSED, Place(shown(name, 120)), "")
            return None, (book.problem(trouble),)
        payload = found.value
        checked, problems = check(name, payload, book, jail)
    return (None, problems) if checked is None else (Mended(payload, checked), ())


def _plain(checked: Checked) -> list[Plain]:
    """All edits as plain values."""
    return [
        {"kind": edit.kind, "paragraph": edit.paragraph, "run": edit.run, "at": edit.at, "values": dict(edit.values)}
        for breach in checked.mechanical
        for edit in breach.edits
    ]


def _untouchable(file: Opened, book: Book) -> str:
    """Why a file may not be mended: it is signed, or in the strict form that nobody writes by hand."""
    if any(name.startswith(SIGNED) for name in file.members):
        return book.caption("layout.signed")
    body = file.members.get(BODY)
    if body is None:
        return BODY
    return book.caption("layout.strict") if STRICT in body.read()[:4_096] else ""
