"""Addresses of library."""

from __future__ import annotations

from typing import Any

app_name = "library"
urlpatterns: list[Any] = []
