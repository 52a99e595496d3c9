"""Addresses of the library."""

from __future__ import annotations

from django.urls import path

from hengji.web.library import views

app_name = "library"
urlpatterns = [
    path("", views.index, name="index"),
    path("upload/", views.upload, name="upload"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/adopt/", views.adopt, name="adopt"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/file/<slug:what>/", views.file, name="file"),
]
