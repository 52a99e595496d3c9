"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path

from hengji.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("password/", views.password, name="password"),
    path("people/", views.people, name="people"),
    path("people/new/", views.enrol, name="enrol"),
    path("people/<int:pk>/reset/", views.reset, name="reset"),
    path("people/<int:pk>/active/", views.active, name="active"),
    path("people/grant/", views.grant, name="grant"),
    path("people/grant/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("places/", views.places, name="places"),
    path("places/import/", views.import_places, name="import_places"),
    path("places/<int:pk>/move/", views.move, name="move"),
    path("places/<int:pk>/", views.rename, name="rename"),
    path("places/<int:pk>/end/", views.end, name="end"),
    path("people/import/", views.import_people, name="import_people"),
    path("people/grant/import/", views.import_grants, name="import_grants"),
    path("delegate/", views.delegate, name="delegate"),
]
