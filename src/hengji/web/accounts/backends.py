"""Signing in: the password, the lock after failures, and the same time whether or not the account exists."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password, make_password

from hengji.web.accounts.models import User


class Accounts:
    """What Django asks for a person; locks and the journal are the action's (accounts/actions.py)."""

    def authenticate(self, _request: Any, username: str = "", password: str = "") -> User | None:
        """The person, if the password is right and the account active."""
        person = User.objects.filter(username=username).first()
        if person is None:
            make_password(password)  # as long as a check takes, so that no account is found out by the clock
            return None
        return person if check_password(password, person.password) and person.is_active else None

    def get_user(self, pk: int) -> User | None:
        """The person of a session; one whose account was closed is signed out with the next request."""
        return User.objects.filter(pk=pk, is_active=True).first()
