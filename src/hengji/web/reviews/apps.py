"""The application as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Opinions, approvals and review scores."""

    name = "hengji.web.reviews"
    label = "reviews"
