"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from hengji.web.law import word


class SignIn(forms.Form):
    """Account and password."""

    username = forms.CharField(max_length=64)
    password = forms.CharField(max_length=256, strip=False, widget=forms.PasswordInput)


class NewPassword(forms.Form):
    """The old password and a new one, twice."""

    old = forms.CharField(max_length=256, strip=False)
    new = forms.CharField(max_length=256, strip=False)
    again = forms.CharField(max_length=256, strip=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """The old one must be right, the new one the same twice and not easily guessed."""
        found: dict[str, Any] = super().clean() or {}
        if not self.user.check_password(found.get("old", "")):
            self.add_error("old", word("password_wrong"))
        if found.get("new") != found.get("again"):
            self.add_error("again", word("password_unlike"))
        validate_password(found.get("new", ""), self.user)
        return found
