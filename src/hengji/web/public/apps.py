"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class PublicConfig(AppConfig):
    """What is published, and the check before release."""

    name = "hengji.web.public"
    label = "public"
