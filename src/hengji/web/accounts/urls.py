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
    path("delegate/", views.delegate, name="delegate"),
]
