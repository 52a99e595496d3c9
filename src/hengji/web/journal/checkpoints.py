"""The day's checkpoint: the end of the chain as a row and as a file that can be kept elsewhere."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from hengji.web.journal.models import Checkpoint, JournalHead

if TYPE_CHECKING:
    from datetime import datetime


def daily(at: datetime | None = None) -> Checkpoint | None:
    """Takes the checkpoint of the day, if it has not been taken and the chain has grown."""
    now = at or timezone.now()
    day = timezone.localtime(now).date()
    head = JournalHead.objects.filter(pk=1).first()
    if head is None or Checkpoint.objects.filter(day=day).exists() or Checkpoint.objects.filter(sequence=head.sequence).exists():
        return None
    try:
        with transaction.atomic():
            head = JournalHead.objects.select_for_update().get(pk=1)
            taken = Checkpoint.objects.create(sequence=head.sequence, digest=head.digest, at=now, day=day)
    except IntegrityError:  # another worker was first
        return None
    _write(taken)
    return taken


def folder() -> Path:
    """Where the files of checkpoints lie."""
    found = Path(settings.SITE) / "checkpoints"
    found.mkdir(parents=True, exist_ok=True)
    return found


def _write(taken: Checkpoint) -> None:
    told = {"day": taken.day.isoformat(), "sequence": taken.sequence, "digest": taken.digest, "at": taken.at.isoformat()}
    handle, temporary = tempfile.mkstemp(dir=folder(), prefix=".new-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).chmod(0o644)
    Path(temporary).replace(folder() / f"{taken.day.isoformat()}.json")
