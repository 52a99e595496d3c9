"""`hengji drift` and `hengji refresh`: a document looked at, and what may be done about each difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.linked import accepting, applying, edits, sheet_edits
from hengji.linked.looked import Looked
from hengji.linked.looking import Looking
from hengji.linked.voice import Voice
from hengji.reading.jail import Jail

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hengji.linked.applying import Made
    from hengji.linked.drift import Drift
    from hengji.linked.edits import Planned
    from hengji.linked.known import Filed
    from hengji.rulebook.book import Book

__all__ = ["Desk", "Looked"]
NO_SUCH = "DC38"
ALL = "all"


class Desk:
    """Looks at documents by one law book, in one jail; close it, or use it in a `with`."""

    def __init__(self, book: Book) -> None:
        self.book, self.jail, self._voice = book, Jail(), Voice(book)
        self._looking = Looking(self._voice, self.jail)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.jail.close()

    def look(self, path: Path, filed: Filed | None = None) -> tuple[Looked | None, tuple[Problem, ...]]:
        """A document against its own marks and an evaluation; None with the reasons where it cannot be read."""
        return self._looking.look(path, filed)

    # ---- in words

    def shown(self, drift: Drift, text: str) -> str:
        """What stood or stands in a place as a reader sees it: the number of a rate in per cent; a text that was typed as it is."""
        return self._voice.shown(drift, text)

    def where(self, looked: Looked, drift: Drift) -> str:
        """The place of a difference as somebody counts it off: a paragraph, a text box, a row and a column of a table, a cell of a workbook."""
        return self._voice.where(looked, drift)

    def told(self, drift: Drift, file: str) -> Problem:
        """A difference in words."""
        return self._voice.told(drift, file)

    # ---- what is done about it

    def chosen(self, looked: Looked, wanted: Sequence[str]) -> tuple[tuple[Drift, ...], tuple[Problem, ...]]:
        """The differences by their numbers in the list, their keys, or `all`; a problem for each that is not there."""
        found: list[Drift] = []
        missing: list[Problem] = []
        for word in wanted:
            named = _named(looked, word)
            found += named
            if not named and word != ALL:
                missing.append(problem(NO_SUCH, Place(looked.marked.name), word, count=len(looked.drifts)))
        return tuple(dict.fromkeys(found)), self._voice.all(missing)

    def accept(self, looked: Looked, chosen: Iterable[Drift], former: str = "") -> tuple[bytes, tuple[Problem, ...]]:
        """接受: the proposal for what was filled in, added to a former one, and a problem for each figure that no fact states."""
        content, problems = accepting.accept(looked, chosen, self._voice, former)
        return content, self._voice.all(problems)

    def restore(self, looked: Looked, chosen: Iterable[Drift]) -> Made:
        """恢复: the document with figures as they were printed; those that were put back, and a problem for each that cannot be."""
        if looked.sheets is not None:
            return self._made(looked, sheet_edits.restored(looked, looked.sheets, chosen, self._voice))
        return self._made(looked, edits.restored(looked, chosen, self._voice))

    def refresh(self, looked: Looked, *, changed: bool = False) -> Made:
        """更新: the document with every stale figure as the evaluation has it; what a hand changed too where that is `changed`."""
        if looked.sheets is not None and looked.known is not None:
            return self._made(looked, sheet_edits.refreshed(looked, looked.sheets, looked.known, self._voice, changed=changed))
        return self._made(looked, edits.refreshed(looked, self._voice, changed=changed))

    def _made(self, looked: Looked, plan: Planned) -> Made:
        content, done, problems = applying.apply(looked, plan, self.jail, self._voice)
        return content, done, self._voice.all(problems)


def _named(looked: Looked, word: str) -> Sequence[Drift]:
    """The differences that a word stands for."""
    if word == ALL:
        return looked.drifts
    if word.isdecimal() and 0 < int(word[:9]) <= len(looked.drifts):
        return (looked.drifts[int(word) - 1],)
    return [each for each in looked.drifts if each.key == word]
