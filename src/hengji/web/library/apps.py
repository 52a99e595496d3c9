"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Schemes and templates that a bureau offers."""

    name = "hengji.web.library"
    label = "library"
