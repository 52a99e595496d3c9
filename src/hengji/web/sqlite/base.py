"""Django's SQLite, with one line in which the threads of a process wait to write.

SQLite lets one transaction write at a time. Who finds it taken sleeps, for longer and longer, and looks again: the lock lies idle while
all sleep, and who came first is not served first. Threads of one process need not sleep: they wait for a lock of their own before they
ask SQLite. Other processes (the worker, a command) are waited for as before.
"""

from __future__ import annotations

import threading
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

LOCKED = "database is locked"
_line = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin when it is this thread's turn, and end with it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._writes = False

    def _start_transaction_under_autocommit(self) -> None:
        if not _line.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError(LOCKED)
        self._writes = True
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._done()
            raise

    def _commit(self) -> None:
        super()._commit()
        self._done()  # where the commit failed it is rolled back, or the connection closed

    def _rollback(self) -> None:
        try:
            super()._rollback()
        finally:
            self._done()

    def _close(self) -> None:
        try:
            super()._close()
        finally:
            self._done()

    def _done(self) -> None:
        if self._writes:
            self._writes = False
            _line.release()
