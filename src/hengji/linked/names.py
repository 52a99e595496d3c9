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


SUFFIXES = ("number", "difference", "change", "growth", "share", "note")


def spoken(called: str, book: Book) -> str:
    """What a template calls a figure, as one would say it: the change, the share, the entry of a list."""
    first, *rest = called.split("/")
    if rest and rest[0].isdecimal():
        return book.caption("drift.spoken_entry", name=first, number=rest[0], field="".join(rest[1:]))
    name, dot, end = called.partition(".")
    said = " ".join((first, *rest)) if rest else called
    for suffix in SUFFIXES if dot else ():
        word = book.captions.get(f"docx.suffix_{suffix}", "")
        if word and end.startswith(word):
            base = _plain(end.removeprefix(word), book)
            return book.caption(f"drift.spoken_{suffix}", name=_plain(name, book), base=base).strip()
    return _plain(said, book)


def _plain(name: str, book: Book) -> str:
    """上年(本年支出合计) as 上年本年支出合计."""
    prior = book.caption("docx.prior")
    return (
        f"{prior}“{name.removeprefix(prior + '(').removesuffix(')')}”"
        if name.startswith(f"{prior}(") and name.endswith(")")
        else name
    )
