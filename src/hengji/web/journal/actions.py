"""Writing the chain: one row in the same transaction as the change that it tells of."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils import timezone

from hengji.web.journal.models import JournalEntry, JournalHead

if TYPE_CHECKING:
    from hengji.web.access import Actor

FIELDS = ("sequence", "at", "actor", "address", "action", "subject", "content")
COLUMNS = (*FIELDS, "previous", "digest")
ADDED = f"INSERT INTO journal_journalentry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608 - names of columns alone
"""Written out, for every change of the site passes here: putting the three statements together cost ten times their work."""


def canonical(values: dict[str, Any]) -> str:
    """A content as text, the same for the same values: keys sorted, no spaces, Chinese as it is."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(previous: str, row: dict[str, Any]) -> str:
    """The digest of a row: over the digest before it and everything that the row says."""
    return hashlib.sha256(f"{previous}\n{canonical({name: row[name] for name in FIELDS})}".encode()).hexdigest()


def record(actor: Actor | None, action: str, subject: str, content: dict[str, Any] | None = None) -> JournalEntry:
    """Adds a row to the chain. Outside a transaction it refuses: a change and its row stand or fall together."""
    if not connection.in_atomic_block:
        raise RuntimeError("a row of the journal belongs into the transaction of its change")
    with connection.cursor() as cursor:
        sequence, previous = _end(cursor)
        row: dict[str, Any] = {
            "sequence": sequence + 1,
            "at": timezone.localtime(actor.at if actor else None).isoformat(),
            "actor": getattr(actor.user, "username", "") if actor else "",
            "address": actor.address if actor else "",
            "action": action,
            "subject": subject,
            "content": canonical(content or {}),
        }
        values = (*(row[name] for name in FIELDS), previous, digest(previous, row))
        cursor.execute(ADDED, values)
        cursor.execute("UPDATE journal_journalhead SET sequence = %s, digest = %s WHERE id = 1", [sequence + 1, values[-1]])
    return JournalEntry.from_db("default", COLUMNS, values)


def _end(cursor: Any) -> tuple[int, str]:
    """Number and digest of the last row, its place locked until the transaction ends."""
    asked = "SELECT sequence, digest FROM journal_journalhead WHERE id = 1"
    cursor.execute(f"{asked} FOR UPDATE" if connection.features.has_select_for_update else asked)
    found = cursor.fetchone()
    if found is None:
        head = JournalHead.objects.select_for_update().get_or_create(pk=1)[0]
        return head.sequence, head.digest
    return found[0], found[1]
