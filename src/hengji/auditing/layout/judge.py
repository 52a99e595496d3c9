"""Every requirement of a standard held against a layout: what is not so, where, what it should be, and the change that mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.layout import levels, pages, places, words
from hengji.auditing.layout.lines import Lines
from hengji.auditing.layout.roles import ATTACHMENT, ATTACHMENT_NOTE, TITLE, parts
from hengji.auditing.layout.told import Teller
from hengji.core.layout import NEW_PAGE, Edit, Paragraph
from hengji.core.place import Place
from hengji.core.problem import problem, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.layout.roles import Part
    from hengji.auditing.layout.words import Wrong
    from hengji.core.layout import Breach, Layout
    from hengji.core.problem import Problem
    from hengji.rulebook.book import Book
    from hengji.rulebook.layout import Standard

NO_TITLE, OTHER_DATE = "DC76", "DC77"
PADDED_DATE, CHINESE_DATE, BRACKETS, PADDED_NUMBER, ATTACHMENTS, MARK, BOXES = (
    "DC55",
    "DC56",
    "DC57",
    "DC58",
    "DC59",
    "DC60",
    "DC64",
)


def check(name: str, layout: Layout, standard: Standard, book: Book) -> tuple[tuple[Breach, ...], tuple[Problem, ...]]:
    """The breaches in the order of the pages, and what could not be looked at."""
    teller = Teller(name, standard, book)
    found = parts(layout, standard)
    lines = Lines(layout, standard, teller)
    breaches = [*pages.check(layout, found, standard, teller)]
    for part in found:
        breaches += lines.check(part)
        breaches += _texts(part, standard, teller)
    breaches += levels.check(found, standard, teller)
    breaches += _attachments(layout, found, standard, teller)
    breaches += _listed(found, standard, teller)
    breaches += places.check(layout, found, standard, teller)
    aside: tuple[Problem, ...] = (
        (book.problem(problem(BOXES, Place(shown(name, 120)), layout.boxes, count=layout.boxes)),) if layout.boxes else ()
    )
    if found and not any(part.role.id in {TITLE, "cover"} for part in found):
        aside += (book.problem(problem(NO_TITLE, Place(shown(name, 120)))),)
    return tuple(breaches), aside


# ---- what is written


def _texts(part: Part, standard: Standard, teller: Teller) -> Iterator[Breach]:
    text = part.paragraph.text
    for wrong in words.padded_dates(text, standard.writing):
        yield teller.breach(PADDED_DATE, part, wrong.found, edits=_letters(part.paragraph, wrong), wanted=wrong.wanted)
    for wrong in words.other_dates(text, standard.words, standard.writing.signs) if not part.paragraph.in_table else ():
        yield teller.breach(OTHER_DATE, part, wrong.found, edits=_letters(part.paragraph, wrong), wanted=wrong.wanted)
    dated = words.chinese_date(text, standard.writing) if not part.paragraph.in_table else None
    if dated is not None:
        yield teller.breach(CHINESE_DATE, part, dated.found, edits=_letters(part.paragraph, dated), wanted=dated.wanted)
    for wrong in words.wrong_brackets(text, standard.writing):
        yield teller.breach(BRACKETS, part, wrong.found, edits=_letters(part.paragraph, wrong), wanted=wrong.wanted)
    for wrong in words.padded_numbers(text, standard.writing):
        yield teller.breach(PADDED_NUMBER, part, wrong.found)
    if part.role.id == ATTACHMENT_NOTE:
        listed = words.wrong_attachment_note(part.paragraph.printed, standard.words.attachment)
        if listed is not None:
            yield teller.breach(ATTACHMENTS, part, listed.found, wanted=listed.wanted)


def _letters(paragraph: Paragraph, wrong: Wrong) -> tuple[Edit, ...]:
    """Changes of letters, each in its own run."""
    edits = []
    for at, new in wrong.letters:
        start = 0
        for run in paragraph.runs:
            if start <= at < start + len(run.text):
                edits.append(Edit("letter", paragraph.number, run.number, at - start, {"text": new}))
                break
            start += len(run.text)
    return tuple(edits)


def _attachments(layout: Layout, found: tuple[Part, ...], standard: Standard, teller: Teller) -> Iterator[Breach]:
    """The marks of attachments: on a page of their own, in figures, without a stop."""
    before: dict[int, str] = {}
    text = NEW_PAGE
    section = 0
    for block in layout.blocks:
        if isinstance(block, Paragraph):
            before[block.number] = NEW_PAGE if block.section != section else text
            text = block.text if block.text.strip(" \t\n") else text
            section = block.section
        else:
            text = ""
    for part in found:
        if part.role.id != ATTACHMENT:
            continue
        why = []
        if not (
            part.paragraph.new_page or part.paragraph.text.startswith(NEW_PAGE) or before[part.paragraph.number].endswith(NEW_PAGE)
        ):
            why.append("not_apart")
        if part.paragraph.printed.strip().endswith(("：", ":")):
            why.append("stop")
        if words.attachment_in_words(part.paragraph.printed, standard.words.attachment):
            why.append("in_words")
        if why:
            yield teller.breach(MARK, part, part.paragraph.printed.strip(), why=teller.join(why))


def _listed(found: tuple[Part, ...], standard: Standard, teller: Teller) -> Iterator[Breach]:
    """The list of attachments against the marks that follow: each attachment is in it, and no number is left out."""
    first = next((at for at, part in enumerate(found) if part.role.id == ATTACHMENT), len(found))
    notes = [part for part in found[:first] if part.role.id == ATTACHMENT_NOTE]
    if not notes:
        return
    word = standard.words.attachment
    listed = {words.attachment_number(part.paragraph.printed, word) or 1 for part in notes}
    marks = [words.attachment_number(part.paragraph.printed, word) for part in found[first:] if part.role.id == ATTACHMENT]
    missing = sorted(({*marks} | {*range(1, max(listed))}) - listed - {0})
    if missing:
        text = notes[0].paragraph.printed.strip()
        wanted = teller.say("listed", numbers=teller.say("and").join(f"{word}{number}" for number in missing))
        yield teller.breach(ATTACHMENTS, notes[0], text, wanted=wanted)
