"""Addresses of journal."""

from __future__ import annotations

from typing import Any

app_name = "journal"
urlpatterns: list[Any] = []
