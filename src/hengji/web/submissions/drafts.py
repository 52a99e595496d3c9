"""A submission as the library sees it: the form of its round, its fields, and what they come to."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

from hengji.filling import draft as drafts
from hengji.filling import typed
from hengji.filling.form import FACT, SAID, form
from hengji.filling.spelling import spell
from hengji.web.law import book

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.filling.draft import Draft
    from hengji.filling.form import Form
    from hengji.web.submissions.models import Entry, Submission

MOST_KEPT = 64
_forms: dict[tuple[str, int], Form] = {}
_kept: OrderedDict[tuple[str, str, int, str], Draft] = OrderedDict()
_lock = Lock()


def form_of(submission: Submission) -> Form:
    """The form of a submission's round."""
    return form_for(submission.round.scheme, submission.round.year)


def form_for(scheme: str, year: int) -> Form:
    """The form of a scheme and year, made once in a process."""
    key = (scheme, year)
    with _lock:
        found = _forms.get(key)
        if found is None:
            found = _forms[key] = form(book(), book().schemes[scheme], year)
        return found


def values(entries: Iterable[Entry], found: Form) -> dict[str, str]:
    """The fields that can be read, as the case spells them; one that cannot be read is not in the case, and blocks submission."""
    read: dict[str, str] = {}
    for entry in entries:
        field = found.entry(entry.key)
        reading = typed.read(field, entry.typed, found) if field is not None else None
        if reading is not None and reading.problem is None and reading.canonical:
            read[entry.key] = reading.canonical
            if entry.said and entry.key.startswith(f"{FACT}/"):
                read[f"{SAID}/{entry.key.partition('/')[2]}"] = entry.said
    return read


def draft(submission: Submission, entries: Iterable[Entry] | None = None) -> Draft:
    """What a submission comes to now; what was weighed lately is kept by its digest."""
    found = form_of(submission)
    rows = list(submission.entries.all()) if entries is None else list(entries)
    read = values(rows, found)
    key = (found.scheme.id, found.scheme.digest, found.year, spell(submission.unit.name, read, found).digest)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = drafts.weigh(submission.unit.name, read, found)
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made


def unreadable(entries: Iterable[Any]) -> list[Any]:
    """The entries that cannot be read."""
    return [entry for entry in entries if entry.code]
