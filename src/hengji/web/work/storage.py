"""Files by their content: the bytes first, under their SHA-256, then the row that names them; never a row without its file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from hengji.web.faults import refused
from hengji.web.work.models import StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterable

TOO_LARGE, NOT_KEPT = "WF08", "SY20"
DAY = 24 * 3600.0


def folder() -> Path:
    """Where the files of the site lie."""
    found = Path(settings.SITE) / "files"
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    return found


def path_of(stored: StoredFile | str) -> Path:
    """Where the bytes of a digest lie."""
    digest = stored if isinstance(stored, str) else stored.digest
    return folder() / digest[:2] / digest


def keep(chunks: Iterable[bytes], name: str = "", most: int | None = None) -> StoredFile:
    """The file of these bytes, whole or not at all, and its row."""
    return rows(lay(chunks, name, most))[0]


def rows(*laid: tuple[str, int]) -> list[StoredFile]:
    """The rows of files that were laid down."""
    made = [StoredFile(digest=digest, size=size, kept_at=timezone.now()) for digest, size in laid]
    StoredFile.objects.bulk_create(made, ignore_conflicts=True)
    return made


def lay(chunks: Iterable[bytes], name: str = "", most: int | None = None) -> tuple[str, int]:
    """Digest and size of these bytes, written beside their place, made safe on the disk and put in their place; they have no row yet.

    What gets none within a day is swept away.
    """
    limit, size, digest = most or settings.MOST_UPLOAD, 0, hashlib.sha256()
    try:
        handle, temporary = tempfile.mkstemp(dir=folder(), prefix=".new-")
    except OSError as error:
        raise refused(NOT_KEPT, name, error.strerror or "", status=507) from error
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise refused(TOO_LARGE, name, f"{size}", status=413, most=limit // 2**20)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        place = path_of(digest.hexdigest())
        place.parent.mkdir(exist_ok=True, mode=0o700)
        Path(temporary).replace(place)
        _sync(place.parent)
    except OSError as error:
        raise refused(NOT_KEPT, name, error.strerror or "", status=507) from error
    finally:
        with contextlib.suppress(OSError):
            Path(temporary).unlink(missing_ok=True)
    return digest.hexdigest(), size


def content(stored: StoredFile) -> bytes:
    """The bytes of a file."""
    return path_of(stored).read_bytes()


def sweep(older_than: float = DAY) -> int:
    """Removes bytes that no row names and that have lain for a day: what a crash between file and row left behind; how many there were."""
    before, gone = time.time() - older_than, 0
    for path in folder().rglob("*"):
        if path.is_file() and path.stat().st_mtime < before and not StoredFile.objects.filter(digest=path.name).exists():
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
