"""Sessions as Django keeps them in its table; the one of a request is asked for in a statement that need not be put together each time."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

ASKED = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """A session that is read in one statement; written, ended and listed as before."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key any more, where it ended or never was."""
        with connection.cursor() as cursor:
            cursor.execute(ASKED, [self.session_key, connection.ops.adapt_datetimefield_value(timezone.now())])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(row[0])
        return found
