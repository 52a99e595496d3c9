"""Each bookmark of a document held against its name and the evaluation: as it was printed, changed by a hand, emptied, or out of date."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from hengji.linked import turns, variants
from hengji.linked.around import Edges
from hengji.linked.drift import CHANGED, EMPTIED, GONE, NOTHING, STALE, TURNED, Bound, Drift
from hengji.writing import figures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.linked.around import Span
    from hengji.linked.fixed import Fixed
    from hengji.linked.ledger import Ledger
    from hengji.writing.figures import Name

PATIENCE = 300
"""How many changed figures are looked into for what they were; a document with more of them is another document."""


class Held:
    """What came of it: `spans` are those of figures that say what they should, by their bookmarks; `covered` is all that is accounted for."""

    def __init__(self, bound: Iterable[Bound], ledger: Ledger, fixed: Fixed) -> None:
        self.drifts: list[Drift] = []
        self.agreed: list[Bound] = []
        self.covered: list[Span] = []
        self.spans: dict[tuple[str, int], Span] = {}
        self.same = 0
        every = tuple(bound)
        self._ledger, self._around, self._fixed = ledger, ledger.around, fixed
        self._outside = Edges([(each.mark.start, each.mark.end) for each in every])
        self._patience = PATIENCE
        for each in every:
            self._hold(each)

    def _hold(self, bound: Bound) -> None:
        """One bookmark: as it was printed, with words typed into it, or changed."""
        span = bound.mark.start, bound.mark.end
        if bound.mark.start == bound.mark.end:
            self._add(EMPTIED, bound, span, self._ledger.printed(bound.name), "")
            return
        printed = self._printed(bound)
        if printed is None:
            self._changed(bound, span)
        elif not self._another(bound, printed):
            self.covered.append(printed)
            self.spans[bound.key] = printed
            self._against_evaluation(bound, printed)

    def _printed(self, bound: Bound) -> Span | None:
        """Where the printed form stands in a bookmark; None where it does not."""
        mark, name = bound.mark, bound.name
        text = self._text(mark.start, mark.end)
        if figures.form(text, words=name.words) == name.printed or self._without_inner(bound):
            return mark.start, mark.end
        self._patience -= 1
        near = variants.within(text, name) if self._patience > 0 else None
        return (mark.start + near[0], mark.start + near[1]) if near is not None else None

    def _without_inner(self, bound: Bound) -> bool:
        """Whether the text is as printed once what was put into it with its own bookmark is left out."""
        if not bound.inner:
            return False
        text, at = "", bound.mark.start
        for start, end in bound.inner:
            text, at = text + self._text(at, start), end
        text += self._text(at, bound.mark.end)
        return figures.form(text, words=bound.name.words) == bound.name.printed

    # ---- letters that are all there and say another number

    def _another(self, bound: Bound, span: Span) -> bool:
        """Whether what stands beside a printed form makes another number of it."""
        return (not bound.name.words and self._touched(bound, span)) or self._turned(bound, span)

    def _touched(self, bound: Bound, span: Span) -> bool:
        left, right = self._around.beside(*span)
        left, right = ("" if self._outside.ends(span[0]) else left), ("" if self._outside.begins(span[1]) else right)
        if variants.touches(left, self._text(*span), right):
            self._changed(bound, self._stretched(*span))
            return True
        return self._remade(bound, span, left, right)

    def _stretched(self, start: int, end: int) -> Span:
        """A figure with the digits and the sign that were typed right beside it."""
        before, after = variants.stretched(*self._around.beside(start, end))
        return start - before, end + after

    def _remade(self, bound: Bound, span: Span, left: str, right: str) -> bool:
        """Whether a unit behind a bare number, brackets around all of a cell, or blanks between digits make another number of a figure."""
        start, end = span
        text = self._text(start, end)
        after = variants.unit_after(text, right)
        if after and not self._fixed.prints_behind(right[:after]):
            self._cover(CHANGED, bound, (start, end + after), "".join(text.split()))
            return True
        before, after = variants.bracketed(left, text, right) if self._around.unit(start) < 0 else (0, 0)
        if before and not self._fixed.brackets:
            self._cover(CHANGED, bound, (start - before, end + after), "".join(text.split()))
            return True
        whole = variants.parted(text)
        if whole:
            self._cover(CHANGED, bound, span, whole)
        return bool(whole)

    def _turned(self, bound: Bound, span: Span) -> bool:
        """Whether letters that turn the direction of writing stand in a figure or reach it: it prints as another number then."""
        text, low = self._around.text, self._around.block(span[0])[0]
        touched = turns.touching(text, low, min(span[0], bound.mark.start), max(span[1], bound.mark.end))
        if touched is not None:
            self._cover(CHANGED, bound, touched, turns.without(self._text(*touched)))
            return True
        reached = turns.reach(text, low, span[0])
        if reached:
            self._cover(TURNED, bound, span, self._text(*span))
        return reached

    # ---- other letters

    def _changed(self, bound: Bound, span: Span) -> None:
        """What a hand changed, where the evaluation has not come to say it as well."""
        new, name = self._text(*span), bound.name
        if self._ledger.says(name, figures.form(new, words=name.words)):
            self.covered.append(span)
            self.agreed.append(bound)
            self.spans[bound.key] = span
            self.same += 1
            return
        self._cover(CHANGED, bound, span, *self._was_and_is(new, name))
        if name.words:
            self.drifts[-1] = self._spotted(self.drifts[-1])

    def _was_and_is(self, new: str, name: Name) -> tuple[str, str]:
        """The old form from the evaluation, or found again by its digest, and the new one; of words the numbers that differ."""
        printed = self._ledger.printed(name)
        if printed:
            return _numbers(printed, new) if name.words else (printed, new)
        found = variants.before(new, name) if self._patience > 0 else None
        return found or ("", "、".join(figures.numerals(new)) if name.words else new)

    def _spotted(self, drift: Drift) -> Drift:
        """A change in words with the place of its first number, and what stands around that."""
        text, first = self._text(drift.start, drift.end), drift.new.partition("、")[0]
        at = text.find(first) if first else -1
        while at >= 0 and text[at - 1 : at].isdecimal():
            at = text.find(first, at + 1)
        if at < 0:
            return drift
        spot = (drift.start + at, drift.start + at + len(first))
        return replace(drift, spot=spot, around=self._around.quoted(*spot))

    # ---- the evaluation

    def _against_evaluation(self, bound: Bound, span: Span) -> None:
        """A figure that nobody changed, against the evaluation."""
        name, old, now = bound.name, self._text(*span), self._ledger.now(bound.name)
        entries = self._ledger.entries(name)
        nothing = not entries and name.printed == figures.form(NOTHING)
        if self._ledger.known is None or nothing or self._ledger.says(name, name.printed):
            self.same += 1
        elif name.words and entries:
            self._add(STALE, bound, span, *_numbers(old, now))
        else:
            self._add(STALE if entries and now != NOTHING else GONE, bound, span, old, now or NOTHING)

    # ---- what is told

    def _text(self, start: int, end: int) -> str:
        return self._around.text[start:end]

    def _cover(self, code: str, bound: Bound, span: Span, old: str, new: str | None = None) -> None:
        """Tells a difference and counts its letters as looked at; `new` is what stands there."""
        self.covered.append(span)
        self._add(code, bound, span, old, self._text(*span) if new is None else new)

    def _add(self, code: str, bound: Bound, span: Span, old: str, new: str) -> None:
        self.drifts.append(self._ledger.drift(code, bound, span, old, new))


def _numbers(old: str, new: str) -> tuple[str, str]:
    """Of two texts, the numbers in which they differ."""
    before, after = figures.numerals(old), figures.numerals(new)
    pairs = [code for code in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if code[0] != "equal"]
    return (
        "、".join(n for _, a, b, _, _ in pairs for n in before[a:b]),
        "、".join(n for _, _, _, a, b in pairs for n in after[a:b]),
    )
