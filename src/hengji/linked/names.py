"""What a short id stands for where no evaluation is at hand: every figure that the law book knows, of the report's year and the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.writing import figures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.book import Book

FORMS = ("", figures.NUMBER_FORM)


class Names:
    """The law book's figures by their short ids, made when they are first asked for."""

    def __init__(self, book: Book, year: int | None) -> None:
        self.book, self.year = book, year
        self._known: dict[str, str] | None = None

    def __getitem__(self, short: str) -> str:
        """What a reader calls it, or nothing."""
        if self._known is None:
            self._known = {figures.short(figure): called for figure, called in (*self._facts(), *self._scores())}
        return self._known.get(short, "")

    def _facts(self) -> Iterator[tuple[str, str]]:
        prior = self.book.caption("docx.prior")
        years = () if self.year is None else ((self.year, ""), (self.year - 1, prior))
        for concept in self.book.concepts.values():
            parts = [()] + [((axis, code),) for axis in concept.axes for code in self.book.axes[axis].members]
            for year, word in years:
                for stage in concept.stages or ("",):
                    label = f"{concept.label}[{self.book.stages[stage].label}]" if stage else concept.label
                    label = f"{word}({label})" if word else label
                    for members in parts:
                        part = f"[{self.book.axes[members[0][0]].members[members[0][1]].label}]" if members else ""
                        for form in FORMS:
                            yield figures.about(concept.id, year, stage, members) + form, label + part

    def _scores(self) -> Iterator[tuple[str, str]]:
        names = ("total", "grade", "full_marks", "computed", "entered", "bonus", "weak_note")
        yield from ((f"score/{name}", self._word("name", name, "marks" if name == "full_marks" else name)) for name in names)
        yield ("claimed/total", self._word("name", "claimed", "claimed"))
        yield from (
            (f"case/{name}", self._word("name", name, name)) for name in ("year", "last_year", "prepared", "digest", "engine")
        )
        kinds = ("points", "weight", "claimed", "deduction", "target", "actual", "statement", "known", "why", "full_if", "method")
        for scheme in self.book.schemes.values():
            for row in scheme.indicators:
                for kind in kinds:
                    yield f"score/{row.id}/{kind}", f"{row.id} {self._word('field', kind, kind)}"

    def _word(self, kind: str, name: str, key: str) -> str:
        return self.book.captions.get(f"docx.{kind}_{key}", name)
