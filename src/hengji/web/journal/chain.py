"""Reading the chain: whether every row follows from the one before it, and whether it still holds what a checkpoint says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from hengji.web.journal.actions import FIELDS, digest
from hengji.web.journal.models import Checkpoint, JournalEntry, JournalHead

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "0" * 64
AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row at which the chain does not hold, and in what way."""

    sequence: int
    how: str


@dataclass(frozen=True, slots=True)
class Read:
    """How many rows were read, the digest at the end, and where the chain is broken (None: nowhere)."""

    rows: int
    digest: str
    broken: Broken | None


def head() -> tuple[int, str]:
    """Number and digest of the last row; as every change has its row, nothing has changed for whom it is still the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, digest FROM journal_journalhead WHERE id = 1")
        found = cursor.fetchone()
    return found or (0, FIRST)


def since(sequence: int, known: str, most: int) -> set[str] | None:
    """The things that rows after a row are about; None where that row is not the one that is known, or more than so many follow."""
    with connection.cursor() as cursor:
        asked = "SELECT digest, subject FROM journal_journalentry WHERE sequence >= %s ORDER BY sequence LIMIT %s"
        cursor.execute(asked, [sequence, most + 2])
        rows = cursor.fetchall()
    if not rows or rows[0][0] != known or len(rows) > most + 1:
        return None
    return {subject for _, subject in rows[1:]}


def verify(checkpoints: dict[int, str] | None = None) -> Read:
    """Reads the whole chain. `checkpoints` are ends kept elsewhere: a chain that was rewritten whole is found by them alone."""
    wanted = dict(checkpoints or {}) | dict(Checkpoint.objects.values_list("sequence", "digest"))
    previous, rows = FIRST, 0
    for entry in JournalEntry.objects.order_by("sequence").iterator(AT_ONCE):
        if entry.sequence != rows + 1:
            return Read(rows, previous, Broken(rows + 1, "gap"))
        if entry.previous != previous or digest(previous, {name: getattr(entry, name) for name in FIELDS}) != entry.digest:
            return Read(rows, previous, Broken(entry.sequence, "digest"))
        previous, rows = entry.digest, rows + 1
        if wanted.get(rows, previous) != previous:
            return Read(rows, previous, Broken(rows, "checkpoint"))
    head = JournalHead.objects.filter(pk=1).first()
    lost = [sequence for sequence in wanted if sequence > rows]
    if lost or (head is not None and (head.sequence, head.digest) != (rows, previous)):
        return Read(rows, previous, Broken(rows + 1, "tail"))
    return Read(rows, previous, None)


def kept(folder: Path) -> dict[int, str]:
    """The checkpoints of a folder, by the row at which each was taken; a file that is none is left out."""
    found: dict[int, str] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            found[int(told["sequence"])] = str(told["digest"])
        except (ValueError, KeyError, TypeError, OSError):
            continue
    return found
