"""Addresses of work."""

from __future__ import annotations

from typing import Any

app_name = "work"
urlpatterns: list[Any] = []
