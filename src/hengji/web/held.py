"""The roles that a person holds and was lent, in one statement: every request asks, and every transaction asks again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

if TYPE_CHECKING:
    from datetime import date

GRANT = ("id", "user_id", "role", "place_id", "first_year", "last_year")
PLACE = ("id", "kind", "code", "name", "region")
"""Columns in the order of their models, as from_db takes them."""
_COLUMNS = ", ".join([*(f"g.{each}" for each in GRANT), *(f"p.{each} AS place_{each}" for each in PLACE[1:])])
_OWN = f"""
SELECT {_COLUMNS}, 0 AS lent FROM accounts_grant g LEFT JOIN accounts_place p ON p.id = g.place_id
 WHERE g.user_id = %s AND g.withdrawn_at IS NULL
"""  # noqa: S608 - names of columns alone
_LENT = f"""
SELECT {_COLUMNS}, 1 AS lent FROM accounts_delegation d
  JOIN accounts_grant g ON g.id = d.grant_id JOIN accounts_user u ON u.id = g.user_id LEFT JOIN accounts_place p ON p.id = g.place_id
 WHERE d.to_id = %s AND d.ended_at IS NULL AND d.first_day <= %s AND d.last_day >= %s AND g.withdrawn_at IS NULL AND u.is_active
"""  # noqa: S608 - names of columns alone
BOTH = f"{_OWN} UNION ALL {_LENT} ORDER BY lent, role, place_id"
"""As the queries of the models would ask, which cost five times the answer to put together."""


def grants(person: int, day: date) -> list[tuple[Any, bool]]:
    """The grants that hold on a day, each with its place; True beside those that were lent."""
    from hengji.web.accounts.models import Grant, Place

    with connection.cursor() as cursor:
        cursor.execute(BOTH, [person, person, day.isoformat(), day.isoformat()])
        rows = cursor.fetchall()
    found = []
    for row in rows:
        grant = Grant.from_db("default", GRANT, row[: len(GRANT)])
        place = Place.from_db("default", PLACE, (grant.place_id, *row[len(GRANT) : -1])) if grant.place_id is not None else None
        grant._state.fields_cache["place"] = place  # noqa: SLF001 - where select_related puts it
        found.append((grant, bool(row[-1])))
    return found
