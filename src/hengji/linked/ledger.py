"""A difference at a bookmark, with what the evaluation knows of its figure and the text around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.linked.drift import Bound, Drift
from hengji.writing import figures

if TYPE_CHECKING:
    from hengji.linked.around import Span, Surroundings
    from hengji.linked.known import Known
    from hengji.writing.figures import Name, Placed


class Ledger:
    """What an evaluation has of the figures in a document; nothing of any where there is none."""

    def __init__(self, around: Surroundings, known: Known | None) -> None:
        self.around, self.known = around, known

    def entries(self, name: Name) -> tuple[Placed, ...]:
        """Each place that the evaluation has for a figure."""
        return self.known.by_short.get(name.short, ()) if self.known is not None else ()

    def now(self, name: Name) -> str:
        """What the evaluation prints; nothing where it does not have the figure."""
        entries = self.entries(name)
        return entries[0].printed if entries else ""

    def printed(self, name: Name) -> str:
        """What was printed, where the evaluation still says it."""
        return next((each.printed for each in self.entries(name) if form_of(each) == name.printed), "")

    def says(self, name: Name, form: str) -> bool:
        """Whether the evaluation prints a figure in this form somewhere."""
        return any(form_of(each) == form for each in self.entries(name))

    def drift(self, code: str, bound: Bound, span: Span, old: str, new: str) -> Drift:
        """A difference at a bookmark: `old` was printed where `new` stands."""
        entry = next(iter(self.entries(bound.name)), None)
        figure, called, now = (entry.figure, entry.called, entry.printed) if entry else ("", "", "")
        key = f"{bound.name.short}-{bound.name.number}" + (f"-{bound.turn}" if bound.turn else "")
        return Drift(code, key, bound.mark.place, old, new, figure, called, now, self.around.quoted(*span), bound, *span)


def form_of(entry: Placed) -> str:
    """The digest of a printed form, as its bookmark has it."""
    return figures.form(entry.printed, words=entry.words)
