"""What a figure is called in words that a clerk knows, by its id; and whose id a bookmark's short one is, where no evaluation is at hand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hengji.writing import figures
from hengji.writing.docx import template_words
from hengji.writing.markup import body_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.rulebook.book import Book

FORMS = (
    "", figures.NUMBER_FORM, "|cell", "|live", *figures.BESIDE_FORMS, *(f"|live{form}" for form in figures.BESIDE_FORMS),
)  # fmt: skip
MOST_MEMBERS = 60
"""How many members of a list are tried where nobody tells what a bookmark binds."""
CHANGE, GROWTH, DIFFERENCE, SHARE = "change", "growth", "difference", "share"
_FACT = re.compile(r"([a-z0-9_]+)/(\d{4})/([a-z_]*)/([^|]*)")
_SHARE = re.compile(r"(.+)[.].+")
_COPY = re.compile(r"~\d+\Z")
LINE_KINDS = (
    "points", "weight", "claimed", "deduction", "target", "actual", "statement", "known", "why", "full_if", "full", "method",
    "cautions", "entered_how", "reason", "difference", "measure",
)  # fmt: skip
CASE_NAMES, SCORE_NAMES = (
    ("year", "last_year", "prepared", "digest", "engine"),
    ("total", "grade", "full_marks", "computed", "entered", "bonus", "weak_note", "sheet_weight", "sheet_points", "sheet_claimed", "sheet_difference"),
)  # fmt: skip


class Names:
    """Figures by the short ids in names of bookmarks, and what a clerk calls each.

    `year` is the report's; `rows` are the names of indicators by their ids, `template` is the outline that the report was made from.
    """

    def __init__(self, book: Book, year: int | None, rows: Mapping[str, str] | None = None, template: bytes = b"") -> None:
        self.book, self.year, self.template = book, year, template
        self.rows = (
            dict(rows) if rows else {row.id: row.path[-1] for each in book.schemes.values() for row in each.indicators if row.path}
        )
        self._known: dict[str, tuple[str, str]] | None = None

    def figure(self, short: str) -> str:
        """The id that a short one stands for, or nothing: every figure that the law book and the outline know is tried."""
        return self._found(short)[0]

    def called(self, short: str) -> str:
        """What a reader calls it, or nothing."""
        return self.say(*self._found(short))

    def _found(self, short: str) -> tuple[str, str]:
        if self._known is None:
            self._known = {figures.short(figure): (figure, called) for figure, called in (*self._facts(), *self._others())}
        return self._known.get(short, ("", ""))

    # ---- what there may be

    def _facts(self) -> Iterator[tuple[str, str]]:
        years = () if self.year is None else (self.year, self.year - 1)
        wholes = self._wholes()
        for concept in self.book.concepts.values():
            parts = [()] + [((axis, code),) for axis in concept.axes for code in self.book.axes[axis].members]
            for year in years:
                for stage in concept.stages or ("",):
                    for members in parts:
                        figure = figures.about(concept.id, year, stage, members)
                        yield from ((figure + form, "") for form in FORMS)
                        for base in self._bases(concept.id, year, stage, concept.stages):
                            yield from ((f"{figure}|{kind}|{base}", "") for kind in (DIFFERENCE, CHANGE, GROWTH, SHARE))
                    figure = figures.about(concept.id, year, stage, ())
                    yield from (
                        (f"{figure}|{SHARE}|{figures.about(whole, year, own, ())}", "") for whole, own in self._of(wholes, stage)
                    )

    @staticmethod
    def _bases(concept: str, year: int, stage: str, stages: tuple[str, ...]) -> Iterator[str]:
        """What an amount is compared with: itself a year before, and at the other stages."""
        yield figures.about(concept, year - 1, stage, ())
        yield from (figures.about(concept, year, other, ()) for other in stages if other != stage)

    def _wholes(self) -> tuple[str, ...]:
        """The concepts that the outline gives shares of."""
        share = self.book.caption("docx.suffix_share")
        lines = body_lines(self.template, template_words(self.book)) if self.template else ()
        words = {name.rpartition(f".{share}")[2] for line in lines for name in line.names if f".{share}" in name}
        return tuple(concept.id for concept in self.book.concepts.values() if concept.label in words)

    def _of(self, wholes: tuple[str, ...], stage: str) -> Iterator[tuple[str, str]]:
        """Wholes at a stage of their own, or without any."""
        for whole in wholes:
            yield whole, stage if stage in self.book.concepts[whole].stages else ""

    def _others(self) -> Iterator[tuple[str, str]]:
        yield from ((f"score/{name}", "") for name in SCORE_NAMES)
        yield from ((f"case/{name}", "") for name in CASE_NAMES)
        yield ("claimed/total", "")
        yield from ((f"score/{row}/{kind}", "") for row in self.rows for kind in LINE_KINDS)
        for line in body_lines(self.template, template_words(self.book)) if self.template else ():
            for name in line.names:
                if not line.each:
                    yield f"value/{name}", name
                for number in range(1, MOST_MEMBERS + 1) if line.each else ():
                    yield f"list/{line.each}/{number}/{name}", ""
                yield from ((f"list/{line.each}/{row}/{name}", "") for row in self.rows if line.each)

    # ---- in words

    def say(self, figure: str, called: str = "") -> str:
        """What a clerk calls a figure: the head of a table's column, the name of the indicator, the entry of a list.

        `called` is the template's own name, for ids that say nothing themselves.
        """
        id_, _, rest = figure.partition("|")
        kind, _, base = rest.partition("|")
        fact = _FACT.fullmatch(id_)
        if fact is not None and fact[1] in self.book.concepts:
            name = self._derived(fact, kind, base)
            beside = figure.rpartition("|")[2] if figure.endswith(figures.BESIDE_FORMS) else ""
            return (
                self.book.caption("drift.spoken_of", name=name, end=self.book.caption(f"xlsx.facts_{beside}")) if beside else name
            )
        first, *parts = id_.split("/")
        told = {"score": self._line, "list": self._entry, "project": self._project, "picture": self._picture}.get(first)
        said = told(parts) if told is not None else ""
        return said or self._plain(called or (parts[0] if first == "value" else self._own(first, parts)))

    def _derived(self, fact: re.Match[str], kind: str, base: str) -> str:
        name = self._fact(fact)
        other = _FACT.fullmatch(base)
        if kind not in {CHANGE, GROWTH, DIFFERENCE, SHARE} or other is None:
            return name
        known = self.book.captions.get(f"drift.rate_{fact[1]}_{fact[3]}_{other[1]}_{other[3]}", "") if kind == SHARE else ""
        return known or self.book.caption(f"drift.spoken_{kind}", name=name, base=self._base(fact, other))

    def _fact(self, fact: re.Match[str]) -> str:
        """A label with its stage and members, of the year before with a word in front: 上年基本支出（决算）."""
        concept = self.book.concepts[fact[1]]
        within = [self.book.stages[fact[3]].label] if fact[3] in self.book.stages else []
        for axis, _, code in (each.partition(":") for each in fact[4].split(",") if each):
            members = self.book.axes[axis].members if axis in self.book.axes else {}
            within.append(members[code].label if code in members else code)
        name = self.book.caption("drift.spoken_within", name=concept.label, within="，".join(within)) if within else concept.label
        if self.year is None or int(fact[2]) == self.year:
            return name
        if int(fact[2]) == self.year - 1:
            return self.book.caption("docx.prior") + name
        return self.book.caption("drift.spoken_year", year=fact[2], name=name)

    def _base(self, fact: re.Match[str], other: re.Match[str]) -> str:
        """What it is compared with, as short as can be: 上年, 年初预算, or the whole by its name."""
        if other[1] != fact[1]:
            concept = self.book.concepts.get(other[1])
            return concept.label if concept is not None else other[1]
        if int(other[2]) == int(fact[2]) - 1 and other[3] == fact[3]:
            return self.book.caption("docx.prior")
        stage = self.book.stages.get(other[3])
        return stage.label if stage is not None and other[2] == fact[2] else self._fact(other)

    def _line(self, parts: list[str]) -> str:
        """What the score sheet says of an indicator; of the whole where there is one part."""
        if len(parts) == 1:
            return self._own("score", parts)
        kind = self.book.captions.get(f"drift.kind_{parts[-1]}", "")
        name = "/".join(parts[:-1])
        return self.book.caption("drift.spoken_line", name=self.rows.get(name, name), field=kind) if kind else ""

    def _entry(self, parts: list[str]) -> str:
        """An entry of a list, by its turn or by the name of its member."""
        if len(parts) < len(("list", "member", "field")):
            return ""
        name, member, field = parts[0], parts[1], "".join(parts[2:])
        text = self.book.caption("docx.field_text")
        if member.isdecimal():
            return self.book.caption("drift.spoken_entry", name=name, number=member, field="" if field == text else field)
        return self.book.caption("drift.spoken_line", name=_single(self.rows.get(member, member)), field=field)

    def _project(self, parts: list[str]) -> str:
        stage = self.book.stages.get(parts[-1])
        name = _COPY.sub("", "/".join(parts[:-1]))
        return self.book.caption("drift.spoken_line", name=_single(name), field=stage.label) if stage is not None else ""

    def _picture(self, parts: list[str]) -> str:
        return parts[0]

    def _own(self, first: str, parts: list[str]) -> str:
        key = "claimed" if first == "claimed" else {"full_marks": "marks"}.get(parts[0], parts[0]) if parts else ""
        return self.book.captions.get(f"docx.name_{key}", "") or self.book.captions.get(f"drift.kind_{key}", "")

    def _plain(self, called: str) -> str:
        """A template's own name with the word behind its point: 在职人员数的附注."""
        name, dot, end = called.partition(".")
        return self.book.caption("drift.spoken_of", name=name, end=end) if dot and end else called

    # ---- whose it is

    def member(self, figure: str) -> str:
        """The indicator or project that a figure is of, as the report prints its name; nothing for any other."""
        first, *parts = figure.partition("|")[0].split("/")
        if first == "project":
            return _COPY.sub("", "/".join(parts[:-1]))
        if first == "score":
            return self.rows.get("/".join(parts[:-1]), "")
        return self.rows.get(parts[1], "") if first == "list" and len(parts) > 1 else ""


def _single(text: str) -> str:
    """A name that is to stand in quotation marks: its own become single ones."""
    return text.replace("“", "‘").replace("”", "’")
