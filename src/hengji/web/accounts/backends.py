"""Signing in: the password, the lock after failures, and the same time whether or not the account exists."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection

from hengji.web.accounts.models import User

COLUMNS = ("id", "password", "username", "name", "is_active", "must_change")  # in the order of the model, as from_db takes them
ASKED = f"SELECT {', '.join(COLUMNS)} FROM accounts_user WHERE id = %s AND is_active"  # noqa: S608 - names of columns alone
"""Asked for with every request; what only signing in needs is read where it is wanted."""


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
        with connection.cursor() as cursor:
            cursor.execute(ASKED, [pk])
            row = cursor.fetchone()
        return None if row is None else User.from_db("default", COLUMNS, (*row[:-2], True, bool(row[-1])))
