"""The site's folder: where everything that a site keeps lies, and the secret key that is made once."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

KEY, STATIC = "secret.key", "static"
BUSY_SECONDS = 30
KEPT_SECONDS = 60
"""How long a thread keeps its connection. To close the last one of an SQLite file writes its journal back, with two more waits for the disk."""
DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"


def folder() -> Path:
    """The folder of the site, made where it is missing; only its owner reads it."""
    found = Path(os.environ.get("HENGJI_SITE") or "site").resolve()
    found.mkdir(parents=True, exist_ok=True, mode=0o700)
    (found / STATIC).mkdir(exist_ok=True)
    return found


def secret(site: Path) -> str:
    """The secret key of the site; made at the first start, by one process alone."""
    path = site / KEY
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        made = secrets.token_urlsafe(48)
        file.write(made)
    return made


def database(site: Path, url: str) -> dict[str, Any]:
    """SQLite in the site's folder, durable at every commit, a write waiting for the one before it; or the PostgreSQL of a URL."""
    if not url:
        return {
            "ENGINE": "hengji.web.sqlite",
            "NAME": site / "hengji.sqlite3",
            "CONN_MAX_AGE": KEPT_SECONDS,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": BUSY_SECONDS, "init_command": DURABLE},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL: {parts.scheme}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or dict(parse_qsl(parts.query)).get("host", ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": KEPT_SECONDS,
        "OPTIONS": {"options": "-c synchronous_commit=on"},
    }
