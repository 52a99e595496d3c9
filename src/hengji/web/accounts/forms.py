"""Forms of accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils import timezone

from hengji.web.accounts.actions import check_days
from hengji.web.accounts.models import PLACES, Grant, Place, User
from hengji.web.faults import Refused
from hengji.web.law import book, word
from hengji.web.roles import Role


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


class Account(forms.Form):
    """A new account."""

    username = forms.RegexField(r"^[a-z0-9_.-]{3,64}$")
    name = forms.CharField(max_length=64)


class Granting(forms.Form):
    """A role for a person at a place."""

    user = forms.ModelChoiceField(User.objects.filter(is_active=True))
    role = forms.ChoiceField(choices=[(role.value, role.value) for role in Role])
    place = forms.ModelChoiceField(Place.objects.all(), required=False)
    first_year = forms.IntegerField(min_value=0, max_value=2100, initial=0)


class NewPlace(forms.Form):
    """A place."""

    kind = forms.ChoiceField(choices=PLACES)
    code = forms.RegexField(r"^[0-9A-Za-z-]{2,40}$")
    name = forms.CharField(max_length=120)
    region = forms.CharField(max_length=60, required=False)
    under = forms.ModelChoiceField(Place.objects.exclude(kind="unit"), required=False)
    first_year = forms.IntegerField(min_value=2000, max_value=2100)


class Moving(forms.Form):
    """To which department, from which day, and whether open submissions of earlier years go along."""

    to = forms.ModelChoiceField(Place.objects.filter(kind="department"))
    day = forms.DateField()
    earlier = forms.BooleanField(required=False)
    reason = forms.CharField(min_length=2, max_length=200)


class Renaming(forms.Form):
    """Another name, and on what ground."""

    name = forms.CharField(min_length=2, max_length=120)
    reason = forms.CharField(min_length=2, max_length=200)


class Ending(forms.Form):
    """With which year a place ends, and on what ground."""

    last_year = forms.IntegerField(min_value=2000, max_value=2100)
    reason = forms.CharField(min_length=2, max_length=200)


class Delegating(forms.Form):
    """One's own role for another person for some days."""

    grant = forms.ModelChoiceField(Grant.objects.none())
    to = forms.CharField(max_length=64)
    first_day = forms.DateField()
    last_day = forms.DateField()
    reason = forms.CharField(max_length=200)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grant"].queryset = Grant.objects.filter(user=user, withdrawn_at=None).select_related("place")

    def clean_to(self) -> Any:
        """The person, by account."""
        found = User.objects.filter(username=self.cleaned_data["to"], is_active=True).first()
        if found is None:
            raise forms.ValidationError(word("no_such_account"))
        return found

    def clean(self) -> dict[str, Any]:
        """The days, told beside their fields."""
        said = super().clean() or {}
        if {"grant", "to", "first_day", "last_day"} <= set(said):
            try:
                check_days(said["grant"], said["to"], said["first_day"], said["last_day"], timezone.localdate())
            except Refused as refusal:
                self.add_error("last_day", book().problem(refusal.problem).message)
        return said
