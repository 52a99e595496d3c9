"""The rows of a round kept between two looks at its board, and brought up to date by the journal: only what it tells of since is read again.

Every change has its row in the journal, in one transaction (`journal.actions.record`), so rows that were read at a row of the
journal stand as long as no later row is about them. Who may see which of them is decided anew at every look.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from django.db import connection

from hengji.web.journal import chain
from hengji.web.rounds.rows import Row, rows

if TYPE_CHECKING:
    from hengji.web.rounds.models import Round

MOST_ROUNDS, MOST_CHANGES = 16, 400
ELSEWHERE = ("user/", "token/")
"""What rows of a board do not show: who may do what is read with every request."""


@dataclass(frozen=True, slots=True)
class _Board:
    """The rows of a round as they were when the journal ended with this row."""

    sequence: int
    digest: str
    rows: dict[int, Row]


_kept: OrderedDict[int, _Board] = OrderedDict()
_lock = Lock()


def rows_of(found: Round) -> list[Row]:
    """The rows of all submissions of a round by the code of their units. Inside a transaction, which may yet be taken back, they are read."""
    if connection.in_atomic_block:
        return rows(found.submissions.all(), found)
    at = chain.head()  # before the rows: what is written in between is read now and once more at the next look
    with _lock:
        known = _kept.get(found.pk)
    if known is None or known.digest != at[1]:
        known = _Board(*at, _renewed(found, known) or {row.pk: row for row in rows(found.submissions.all(), found)})
    with _lock:
        _kept[found.pk] = known
        _kept.move_to_end(found.pk)
        while len(_kept) > MOST_ROUNDS:
            _kept.popitem(last=False)
    return list(known.rows.values())


def _renewed(found: Round, known: _Board | None) -> dict[int, Row] | None:
    """The rows with those read again that the journal tells of; None where more than a few rows may be others."""
    subjects = chain.since(known.sequence, known.digest, MOST_CHANGES) if known is not None else None
    if known is None or subjects is None:
        return None
    changed: set[int] = set()
    for subject in subjects:
        kind, _, number = subject.partition("/")
        if kind == "submission":
            changed.add(int(number))
        elif not subject.startswith(ELSEWHERE) and (kind != "round" or number == str(found.pk)):
            return None
    again = changed & known.rows.keys()
    read = {row.pk: row for row in rows(found.submissions.filter(pk__in=changed), found)} if changed else {}
    return known.rows | read if read.keys() == again else None
