"""What each paragraph is: title, heading, body, attachment, note … by its style, its words and its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengji.auditing.layout import ordinals, words
from hengji.core.layout import CENTRE, RIGHT, Layout, Paragraph
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.layout.ordinals import Ordinal
    from hengji.rulebook.layout import Role, Standard

LEVELS = 4
STOPS, ENDS = "。；！？", "。；！？，、：."
TITLE, BODY, ADDRESSEE, SIGNATURE, SUBTITLE = "title", "body", "addressee", "signature", "subtitle"
NUMBER, NOTE, CAPTION, TABLE = "document_number", "note", "caption", "table"
LETTERHEAD = "letterhead"
ATTACHMENT, ATTACHMENT_NOTE, ATTACHMENT_TITLE = "attachment", "attachment_note", "attachment_title"
FREE_START = ("（", "(", "—", "―")


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph that prints something, what it is, and the number that it begins with. `lead` is how many letters may be set as a heading."""

    paragraph: Paragraph
    role: Role
    ordinal: Ordinal | None = None
    lead: int = 0
    lead_role: Role | None = None


def parts(layout: Layout, standard: Standard) -> tuple[Part, ...]:
    """Every paragraph that prints something, with what it is."""
    return tuple(_Reader(layout, standard).parts())


class _Reader:
    """Goes through the blocks once; what was before decides what may come."""

    def __init__(self, layout: Layout, standard: Standard) -> None:
        self._standard, self._limits = standard, standard.limits
        self._blocks = layout.blocks
        printed = (block.printed for block in layout.blocks if isinstance(block, Paragraph))
        self._decimals = ordinals.decimals(printed, standard.words.counted)
        self._title_lines = 0
        self._begun = self._over = self._in_note = False
        self._after_attachment = self._after_mark = self._after_table = self._after_heading = False

    def parts(self) -> Iterator[Part]:
        for at, block in enumerate(self._blocks):
            if not isinstance(block, Paragraph):
                yield from self._table(at)
                self._after_table, self._in_note, self._after_attachment, self._after_mark = True, False, False, False
                self._over = self._over or self._title_lines > 0
            elif block.printed.strip():
                yield self._part(at, block)

    def _table(self, at: int) -> Iterator[Part]:
        role = self._standard.roles[TABLE]
        for paragraph in Layout((self._blocks[at],), (), odd_and_even=False, base_size=0).paragraphs():
            if paragraph.printed.strip():
                yield Part(paragraph, role)

    def _part(self, at: int, paragraph: Paragraph) -> Part:
        name, ordinal = self._role(at, paragraph)
        self._after_table = self._after_table and name == NOTE
        self._in_note = name == ATTACHMENT_NOTE
        self._after_heading = name == "level1"
        self._after_mark = name == ATTACHMENT
        self._after_attachment = name in {ATTACHMENT, ATTACHMENT_TITLE}
        if name == TITLE:
            self._title_lines += 1
        elif name not in {SUBTITLE, NUMBER, ATTACHMENT, LETTERHEAD} and self._title_lines:
            self._over = True
        self._begun = self._begun or name in {BODY, "level1", "level2", "level3", "level4"}
        roles = self._standard.roles
        if name == BODY and ordinal is not None and ordinal.well_formed and ordinal.level <= LEVELS:
            lead = _first_stop(paragraph.text)
            return Part(paragraph, roles[BODY], ordinal, lead, roles[f"level{ordinal.level}"])
        return Part(paragraph, roles[name], ordinal)

    def _role(self, at: int, paragraph: Paragraph) -> tuple[str, Ordinal | None]:
        """The name of the role, and the number at its beginning where it is a heading or body."""
        text = paragraph.printed.strip()
        styled = self._standard.styles.get(paragraph.style.lower(), "")
        ordinal = ordinals.read(paragraph, self._decimals)
        if styled:
            return styled, None
        if words.attachment_mark(text, self._standard.writing):
            return ATTACHMENT, None
        if words.attachment_note(text, self._standard.writing) or (self._in_note and ordinals.counted(text)):
            return ATTACHMENT_NOTE, None
        annexed = self._annexed(at, paragraph, text, ordinal)
        if annexed:
            return annexed, None
        if self._above_table(at, paragraph):
            return CAPTION, None
        if self._after_table and text.startswith(self._standard.words.notes):
            return NOTE, None
        opening = self._opening(at, paragraph, text, ordinal)
        if opening:
            return opening, None
        if paragraph.align == RIGHT or words.only_a_date(text, self._standard.writing) or self._signs(at, text, ordinal):
            return SIGNATURE, None
        if (
            self._after_heading
            and ordinal is None
            and _flush(paragraph)
            and text.endswith(("：", ":"))
            and len(text) <= self._limits.line
        ):
            return ADDRESSEE, None
        return self._heading(paragraph, text, ordinal)

    def _annexed(self, at: int, paragraph: Paragraph, text: str, ordinal: Ordinal | None) -> str:
        """The title of an attachment behind its mark, centred or not; further centred lines are more of it, or stand below it."""
        if not self._after_attachment:
            return ""
        if paragraph.align == CENTRE:
            if self._after_mark:
                return ATTACHMENT_TITLE
            return SUBTITLE if text.startswith(FREE_START) else CAPTION if self._above_table(at, paragraph) else ATTACHMENT_TITLE
        aside = (self._standard.words.unit, self._standard.words.table, *self._standard.words.notes, *FREE_START)
        named = self._after_mark and ordinal is None and paragraph.align != RIGHT and not text.startswith(aside)
        return ATTACHMENT_TITLE if named and _plain_line(text, self._limits.heading) else ""

    def _opening(self, at: int, paragraph: Paragraph, text: str, ordinal: Ordinal | None) -> str:
        """Title and what stands around it, before the text has begun."""
        if self._begun or (ordinal is not None and paragraph.align != CENTRE):
            return ""
        if words.only_a_document_number(text, self._standard.writing):
            return NUMBER
        if not self._title_lines and _plain_line(text, self._limits.heading) and text.endswith(self._standard.words.letterhead):
            return LETTERHEAD
        if not self._over and paragraph.align == CENTRE and self._title_lines < self._limits.title_lines:
            return SUBTITLE if self._title_lines and text.startswith(FREE_START) else TITLE
        named = self._named(text) or (_plain_line(text, self._limits.heading) and self._named(self._following(at)))
        if self._title_lines and not self._over and self._named(text):
            return TITLE
        if not self._title_lines and (named or self._stands_out(paragraph, text)):
            return TITLE
        if self._title_lines and text.endswith(("：", ":")) and len(text) <= self._limits.line:
            return ADDRESSEE
        return SUBTITLE if paragraph.align == CENTRE and len(text) <= self._limits.line else ""

    def _named(self, text: str) -> bool:
        """Whether a line ends as the titles of papers do."""
        return bool(text) and _plain_line(text, self._limits.heading) and text.endswith(self._standard.words.titles)

    def _signs(self, at: int, text: str, ordinal: Ordinal | None) -> bool:
        """Whether it is who signs: a line below the text with nothing but a date after it."""
        plain = self._begun and ordinal is None and _plain_line(text, self._limits.line)
        return plain and words.only_a_date(self._following(at), self._standard.writing)

    def _following(self, at: int) -> str:
        """What the next paragraph that prints something says; nothing where a table comes first."""
        for block in self._blocks[at + 1 :]:
            if not isinstance(block, Paragraph):
                return ""
            if block.printed.strip():
                return block.printed.strip()
        return ""

    def _stands_out(self, paragraph: Paragraph, text: str) -> bool:
        """Whether a first line that is not centred is a title all the same: short, without a stop, larger or bolder than the text."""
        body = self._standard.roles[BODY].size
        return (
            len(text) <= self._limits.heading
            and text[-1] not in ENDS
            and any(run.size > body or run.bold for run in paragraph.runs)
        )

    def _above_table(self, at: int, paragraph: Paragraph) -> bool:
        """Whether it is the name of the table that follows, or its unit."""
        text = paragraph.printed.strip()
        if len(text) > self._limits.line or text[-1] in STOPS:
            return False
        aside = paragraph.align in {CENTRE, RIGHT} or text.startswith((self._standard.words.unit, self._standard.words.table))
        following = self._blocks[at + 1 : at + 1 + self._limits.above_table]
        for block in following:
            if not isinstance(block, Paragraph):
                return aside
            if (
                block.printed.strip()
                and block.align not in {CENTRE, RIGHT}
                and not block.printed.startswith(self._standard.words.unit)
            ):
                return False
        return False

    def _heading(self, paragraph: Paragraph, text: str, ordinal: Ordinal | None) -> tuple[str, Ordinal | None]:
        level = ordinal.level if ordinal is not None and ordinal.level <= LEVELS else 0
        if level and (paragraph.outline or _stands_alone(text, self._limits.heading)):
            return f"level{level}", ordinal
        if not level and 1 <= paragraph.outline <= LEVELS:
            return f"level{paragraph.outline}", ordinal
        return BODY, ordinal


def _plain_line(text: str, most: int) -> bool:
    """Whether a line is short and holds no stop."""
    return len(text) <= most and not has(text, STOPS) and text[-1] not in ENDS


def _flush(paragraph: Paragraph) -> bool:
    """Whether it begins at the edge, as the name of who is written to does."""
    return not (paragraph.first or paragraph.first_letters or paragraph.left or paragraph.text.startswith("\u3000"))


def _stands_alone(text: str, most: int) -> bool:
    """Whether a numbered paragraph is nothing but a heading."""
    return len(text) <= most and not has(text.rstrip("。"), STOPS) and "：" not in text


def _first_stop(text: str) -> int:
    """How many letters go before the first full stop, with it."""
    return text.find("。") + 1
