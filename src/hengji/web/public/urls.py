"""Addresses of public."""

from __future__ import annotations

from typing import Any

app_name = "public"
urlpatterns: list[Any] = []
