"""How many fields of a submission are filled in: counted once for each version, for a round's board asks for hundreds of them at every look."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Count

from hengji.web.submissions.models import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

MOST_KEPT = 20_000
_kept: dict[int, tuple[int, datetime, int]] = {}
_lock = Lock()


def filled(submissions: Iterable[tuple[int, int, datetime | None]]) -> dict[int, int]:
    """The number of fields in which something stands, by submission; each is given with its version and the moment of its last change.

    Every change of a field makes a new version at a new moment, in one transaction with the field (`actions.save`), so a number that
    was counted for a version and moment holds as long as both stand. What was never changed through `save` has no moment and is
    counted each time, and so is everything inside a transaction, which may yet be taken back.
    """
    wanted = {pk: (version, at) for pk, version, at in submissions}
    found: dict[int, int] = {}
    for pk, now in wanted.items():
        version, at, count = _kept.get(pk, (0, None, 0))
        if at is not None and (version, at) == now:
            found[pk] = count
    missing = [pk for pk in wanted if pk not in found]
    if missing:
        rows = Entry.objects.filter(submission__in=missing).exclude(typed="").order_by()
        counted = dict(rows.values_list("submission").annotate(Count("pk")))
        found |= {pk: counted.get(pk, 0) for pk in missing}
        if not connection.in_atomic_block:
            _keep({pk: (*wanted[pk], found[pk]) for pk in missing})
    return found


def _keep(counted: dict[int, tuple[int, datetime | None, int]]) -> None:
    with _lock:
        if len(_kept) + len(counted) > MOST_KEPT:
            _kept.clear()
        _kept.update({pk: (version, at, count) for pk, (version, at, count) in counted.items() if at is not None})
