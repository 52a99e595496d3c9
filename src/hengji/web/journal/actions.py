"""Writing the chain: one row in the same transaction as the change that it tells of."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from hengji.web.journal.models import JournalEntry, JournalHead

if TYPE_CHECKING:
    from hengji.web.access import Actor

FIELDS = ("sequence", "at", "actor", "address", "action", "subject", "content")


def canonical(values: dict[str, Any]) -> str:
    """A content as text, the same for the same values: keys sorted, no spaces, Chinese as it is."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(previous: str, row: dict[str, Any]) -> str:
    """The digest of a row: over the digest before it and everything that the row says."""
    return hashlib.sha256(f"{previous}\n{canonical({name: row[name] for name in FIELDS})}".encode()).hexdigest()


def record(actor: Actor | None, action: str, subject: str, content: dict[str, Any] | None = None) -> JournalEntry:
    """Adds a row to the chain. Outside a transaction it refuses: a change and its row stand or fall together."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a row of the journal belongs into the transaction of its change")
    head = JournalHead.objects.select_for_update().get_or_create(pk=1)[0]
    row: dict[str, Any] = {
        "sequence": head.sequence + 1,
        "at": timezone.localtime(actor.at if actor else None).isoformat(),
        "actor": getattr(actor.user, "username", "") if actor else "",
        "address": actor.address if actor else "",
        "action": action,
        "subject": subject,
        "content": canonical(content or {}),
    }
    entry = JournalEntry(**row, previous=head.digest, digest=digest(head.digest, row))
    entry.save()
    head.sequence, head.digest = entry.sequence, entry.digest
    head.save()
    return entry
