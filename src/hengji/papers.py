"""The report as PDF and its pages as pictures: by an office program from the Word file, by a typesetter where there is none."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem, shown
from hengji.reading import setting
from hengji.reading.gate.opening import Opened
from hengji.reading.jail.frames import Plain
from hengji.writing.pdf import office
from hengji.writing.pdf.faces import Faces

if TYPE_CHECKING:
    from hengji.core.layout import Layout
    from hengji.reading.jail import Jail
    from hengji.rulebook.book import Book
    from hengji.writing.pdf.proof import Proof

NO_PICTURES, NOT_CONVERTED, NO_FACES, NO_GLYPH = "DC65", "DC66", "DC67", "DC68"
STAMP, COUNT, PAGE = "hengji.writing.pdf.stamp.stamped", "hengji.writing.pdf.pages.count", "hengji.writing.pdf.pages.page"
OF_ANOTHER = "DC36"
OFFICE, TYPST, ANY = "office", "typst", "auto"
MOST_PAGES, MOST_TOLD, DOTS = 400, 20, 80


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF, its number of pages, and what made it: `office` or `typst`."""

    content: bytes
    pages: int
    engine: str


def pdf(
    name: str, content: bytes, proof: Proof, book: Book, jail: Jail, engine: str = ANY, unit: str = ""
) -> tuple[Paper | None, tuple[Problem, ...]]:
    """The PDF of a Word file; None, with the reasons, where it would show boxes or cannot be read. A caution may stand beside a PDF.

    `unit` is whose evaluation the proof is of; a file that does not name it is of somebody else.
    """
    file = setting.opened(name, content, aside=True)
    if not isinstance(file, Opened):
        return None, tuple(book.problem(each) for each in file)
    layout, problems = setting.read(name, file, jail)
    if layout is None:
        return None, tuple(book.problem(each) for each in problems)
    if unit and not any(unit in each.text for each in layout.paragraphs()):
        return None, (book.problem(problem(OF_ANOTHER, Place(shown(name, 120)), shown(unit, 120))),)
    faces = Faces.of(book.standard)
    lacking = _lacking(name, layout, faces, proof, book)
    if lacking:
        return None, lacking
    cautions: tuple[Problem, ...] = ()
    made: bytes | None = None
    if engine == OFFICE or (engine == ANY and office.program()):
        made, cautions = _by_office(name, file, faces, proof, book, jail)
        if made is None and engine == OFFICE:
            return None, cautions
    used = OFFICE if made is not None else TYPST
    if made is None:
        from hengji.writing.pdf import typeset

        pictures = {part: member.read() for part, member in file.members.items() if part.startswith("word/media/")}
        made = typeset.pdf(layout, faces, book.standard, pictures, proof)
    pages = jail.run(COUNT, made, name, "pdf")
    if isinstance(pages, Problem):
        return None, (*cautions, book.problem(pages))
    return Paper(made, pages.value if isinstance(pages.value, int) else 0, used), cautions


def pictures(name: str, content: bytes, book: Book, jail: Jail, dots: int = DOTS) -> tuple[tuple[bytes, ...], tuple[Problem, ...]]:
    """The pages of a Word file as an office program prints them; none, with the reason, where there is no such program."""
    file = setting.opened(name, content, aside=True)
    if not isinstance(file, Opened):
        return (), tuple(book.problem(each) for each in file)
    if not office.program():
        return (), (book.problem(problem(NO_PICTURES, Place(shown(name, 120)), office.PROGRAMS[0])),)
    made = office.pdf(file.repacked(), Faces.of(book.standard), book.standard)
    if isinstance(made, office.NotMade):
        return (), (book.problem(problem(NO_PICTURES, Place(shown(name, 120)), made.why)),)
    count = jail.run(COUNT, made, name, "pdf")
    if isinstance(count, Problem) or not isinstance(count.value, int):
        return (), (book.problem(count),) if isinstance(count, Problem) else ()
    drawn = [jail.run(PAGE, made, name, "png", {"number": at, "dots": dots}) for at in range(min(count.value, MOST_PAGES))]
    failed = tuple(book.problem(each) for each in drawn if isinstance(each, Problem))
    return tuple(each.value for each in drawn if not isinstance(each, Problem) and isinstance(each.value, bytes)), failed


def _by_office(
    name: str, file: Opened, faces: Faces, proof: Proof, book: Book, jail: Jail
) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The PDF by the office program, with the page of the proof behind it."""
    named = book.standard
    arguments: dict[str, Plain] = {
        "title": proof.title,
        "lines": list[Plain](proof.lines),
        "picture": b64encode(proof.picture()).decode(),
        "said": proof.code,
        "faces": {"title": named.faces["hei"][0], "text": named.faces["fangsong"][0]},
    }
    stamped = jail.run(STAMP, file.repacked(), name, "proof", arguments)
    if isinstance(stamped, Problem):
        return None, (book.problem(stamped),)
    word = stamped.value if isinstance(stamped.value, bytes) else b""
    made = office.pdf(word, faces, named)
    if isinstance(made, office.NotMade):
        return None, (book.problem(problem(NOT_CONVERTED, Place(shown(name, 120)), made.why)),)
    return office.dated(made, proof.day, hashlib.sha256(word).hexdigest()), ()


def _lacking(name: str, layout: Layout, faces: Faces, proof: Proof, book: Book) -> tuple[Problem, ...]:
    """Kinds of faces that this machine has not, and letters that no face can draw."""
    place, named = Place(shown(name, 120)), book.standard
    absent = faces.absent(layout) or [kind for kind in ("fangsong", "hei") if not faces.chains.get(kind)]
    if absent:
        wanted = {kind: "、".join(each.family for each in named.substitutes.get(kind, ())) for kind in absent}
        return tuple(
            book.problem(problem(NO_FACES, place, named.faces[kind][0], wanted=wanted[kind]))
            for kind in absent
            if kind in named.faces
        )
    behind = tuple((line, "fangsong") for line in (proof.title, *proof.lines))
    found: dict[str, list[str]] = {}
    for each in (*faces.lacking(layout), *faces.lacking_in(behind, proof.title)):
        found.setdefault(each.letter, []).append(each.place)
    one_by_one, rest = list(found)[:MOST_TOLD], list(found)[MOST_TOLD:]
    told = [(letter, found[letter]) for letter in one_by_one]
    told += [("".join(rest), list(dict.fromkeys(place for letter in rest for place in found[letter])))] if rest else []
    return tuple(_no_glyph(letters, places, place.file, book) for letters, places in told)


def _no_glyph(letters: str, places: list[str], file: str, book: Book) -> Problem:
    """Letters that no face can draw: the first place, and how many more there are."""
    number = "、".join(f"U+{ord(letter):04X}" for letter in letters)
    more = book.caption("layout.letter_places", count=len(places)) if len(places) > 1 else ""
    return book.problem(problem(NO_GLYPH, Place(file, places[0]), letters, number=number, places=more))
