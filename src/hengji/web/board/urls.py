"""Addresses of the board."""

from __future__ import annotations

from django.urls import path

from hengji.web.board import views

app_name = "board"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.round_board, name="round"),
    path("<int:pk>/reviewers/", views.reviewers, name="reviewers"),
    path("<int:pk>/units/", views.units, name="units"),
]
