"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class TemplatingConfig(AppConfig):
    """Words and pieces that templates use."""

    name = "hengji.web.templating"
    label = "templating"
