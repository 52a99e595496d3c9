"""The kinds of long work, each with the function that does it (`module:function`, called with the task)."""

from __future__ import annotations

KINDS: dict[str, str] = {}
