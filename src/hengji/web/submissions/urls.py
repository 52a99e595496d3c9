"""Addresses of submissions."""

from __future__ import annotations

from typing import Any

app_name = "submissions"
urlpatterns: list[Any] = []
