"""A submission as the library sees it: the form of its round, its fields, and what they come to."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from hengji.filling import draft as drafts
from hengji.filling import typed
from hengji.filling.form import FACT, SAID, form
from hengji.web.law import law

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.filling.draft import Draft
    from hengji.filling.form import Form
    from hengji.web.law import Law
    from hengji.web.submissions.models import Entry, Submission

MOST_KEPT = 64
_forms: dict[tuple[str, int, str], Form] = {}
_kept: OrderedDict[tuple[str, str, str, int, str, str], Draft] = OrderedDict()
_lock = Lock()
MOST_SEALED = 2_000
_sealed: OrderedDict[tuple[str, str, str, int, str, str], Sealed] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a submission fixes of a draft, small enough to be kept for every unit between its check and its submission.

    `digest` is that of the case, `hindrances` the problems for which there is no evaluation; `case` and `document` are packed
    (`Sealed.bytes_of`), `questioned` are the fields that a finding is about.
    """

    digest: str
    hindrances: int
    case: bytes
    document: bytes
    total: str = ""
    grade: str = ""
    errors: int = 0
    warnings: int = 0
    notices: int = 0
    unscored: int = 0
    questioned: frozenset[str] = frozenset()

    @classmethod
    def of(cls, made: Draft, found: Form) -> Sealed:
        """The seal of a draft."""
        case = zlib.compress(made.spelled.text.encode(), 1)
        if made.blocked:
            return cls(made.digest, max(1, len(made.problems)), case, b"")
        findings = made.tree["findings"]
        severities = [finding["severity"] for finding in findings]
        return cls(
            made.digest, 0, case, zlib.compress(drafts.document(made, found), 1), made.tree["total"] or "", made.tree["grade"] or "",
            severities.count("error"), severities.count("warning"), severities.count("notice"), len(made.tree["unscored"]),
            frozenset(key for finding in findings for key in made.keys(finding)),
        )  # fmt: skip

    @staticmethod
    def bytes_of(packed: bytes) -> bytes:
        """`case` or `document` as they are written."""
        return zlib.decompress(packed)


def form_of(submission: Submission) -> Form:
    """The form of a submission's round."""
    return form_for(submission.round.scheme, submission.round.year, submission.round.outline)


def law_of(submission: Submission) -> Law:
    """The law book of a submission's round."""
    return law(submission.round.scheme, submission.round.outline)


def form_for(scheme: str, year: int, outline: str = "") -> Form:
    """The form of a scheme, year and outline, made once in a process."""
    key = (scheme, year, outline)
    with _lock:
        found = _forms.get(key)
        if found is None:
            here = law(scheme, outline)
            found = _forms[key] = form(here.book, here.book.schemes[scheme], year, outline, here.outline_title)
        return found


def rows_of(submission: Submission) -> list[Any]:
    """The fields of a submission as far as a draft needs them, in the order of their keys; far lighter to read than entries."""
    columns = ("key", "typed", "said", "code")
    return list(submission.entries.order_by("key").values_list(*columns, named=True))


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


def fingerprint(entries: Iterable[Entry]) -> str:
    """SHA-256 over everything that a draft takes from its fields, in their order."""
    told = [(entry.key, entry.typed, entry.said) for entry in entries]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def draft(submission: Submission, entries: Iterable[Entry] | None = None) -> Draft:
    """What a submission comes to now; what was weighed lately is kept by the unit's name, the scheme and the fields as they were typed."""
    found = form_of(submission)
    rows = rows_of(submission) if entries is None else list(entries)
    key = _key(submission, found, rows)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = drafts.weigh(submission.unit.name, values(rows, found), found)
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made


def sealed(submission: Submission, entries: Iterable[Entry] | None = None) -> Sealed:
    """What a submission would fix now; made at its check, and found again when it is sent, as long as no field was touched."""
    found = form_of(submission)
    rows = rows_of(submission) if entries is None else list(entries)
    key = _key(submission, found, rows)
    with _lock:
        if key in _sealed:
            _sealed.move_to_end(key)
            return _sealed[key]
    made = Sealed.of(draft(submission, rows), found)
    with _lock:
        _sealed[key] = made
        while len(_sealed) > MOST_SEALED:
            _sealed.popitem(last=False)
    return made


def _key(submission: Submission, found: Form, rows: Iterable[Entry]) -> tuple[str, str, str, int, str, str]:
    return found.scheme.id, found.scheme.digest, found.outline, found.year, submission.unit.name, fingerprint(rows)


def unreadable(entries: Iterable[Any]) -> list[Any]:
    """The entries that cannot be read."""
    return [entry for entry in entries if entry.code]
