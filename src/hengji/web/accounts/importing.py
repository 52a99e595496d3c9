"""Lists of accounts, roles and places from a workbook: the columns that the export has; all rows or none, and the row that stops it is named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from hengji.reading import listing
from hengji.web import access
from hengji.web.accounts import actions
from hengji.web.accounts.forms import Account, NewPlace
from hengji.web.accounts.models import PLACES, Belonging, Place, User
from hengji.web.faults import Refused, refused
from hengji.web.law import book, word
from hengji.web.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.web.access import Actor

BAD_ROW, TOO_LARGE = "WF34", "WF08"
MOST_BYTES = 2 * 2**20
ACCOUNTS = ("username", "name")
PLACE = ("place_kind", "code", "name", "region", "under_code", "first_year")
ROLES = ("username", "role", "unit_code", "first_year")


def rows(file: Any, heads: Sequence[str]) -> list[dict[str, str]]:
    """The rows of an uploaded workbook by the names of their heads."""
    name = actions.plain_name(file.name or "")
    if (file.size or 0) > MOST_BYTES:
        raise refused(TOO_LARGE, name, file.size, status=413, most=MOST_BYTES // 2**20)
    words = {word(f"head_{head}"): head for head in heads}
    found, problems = listing.read(file.read(), name, list(words), book())
    if problems:
        raise Refused(problems[0], 400)
    return [{words[key]: text.strip() for key, text in row.items()} for row in found]


def _row(number: int, found: object, why: str) -> Refused:
    return refused(BAD_ROW, word("row_of_sheet", row=number + 2), found, status=400, why=why)


def accounts(actor: Actor, given: Sequence[dict[str, str]]) -> list[tuple[User, str]]:
    """New accounts with their first passwords; an account that is there under the same name is left as it is."""
    with transaction.atomic():
        access.require(actor, "accounts:enrol")
        made = []
        for number, row in enumerate(given):
            known = User.objects.filter(username=row["username"]).first()
            if known is not None and known.name == row["name"]:
                continue
            if known is not None or not Account(row).is_valid():
                raise _row(number, row["username"], word("taken") if known is not None else word("account_wrong"))
            made.append(actions.enrol(actor, row["username"], row["name"]))
        return made


def roles(actor: Actor, given: Sequence[dict[str, str]]) -> int:
    """Roles by account, role in words and code of the place; one that is held already is left as it is."""
    by_word = {word(f"role_{role.value}"): role for role in Role}
    with transaction.atomic():
        access.require(actor, "accounts:grant")
        for number, row in enumerate(given):
            user = User.objects.filter(username=row["username"], is_active=True).first()
            place = Place.objects.filter(code=row["unit_code"]).first() if row["unit_code"] else None
            role = by_word.get(row["role"])
            year = row["first_year"] or "0"
            if user is None or role is None or (row["unit_code"] and place is None) or not (year.isdecimal() and len(year) < 5):  # noqa: PLR2004 - a year
                raise _row(number, " ".join(filter(None, row.values())), word("grant_wrong"))
            actions.grant(actor, user, role, place, int(year))
        return len(given)


def places(actor: Actor, given: Sequence[dict[str, str]]) -> int:
    """New places, those above before those below; a place that is there with the same name and superior is left as it is. How many are new."""
    kinds = {word(f"place_{kind}"): kind for kind, _ in PLACES}
    with transaction.atomic():
        access.require(actor, "accounts:places")
        made = 0
        for number, row in enumerate(given):
            if _known(row):
                continue
            above = Place.objects.filter(code=row["under_code"]).first() if row["under_code"] else None
            form = NewPlace({**row, "kind": kinds.get(row["place_kind"], ""), "under": above.pk if above else ""})
            if not form.is_valid() or (row["under_code"] and above is None):
                why = "；".join(f"{word(f'head_{FIELD.get(name, name)}')} {' '.join(said)}" for name, said in form.errors.items())
                raise _row(number, row["code"], why or word("no_such_place", code=row["under_code"]))
            actions.add_place(actor, form.cleaned_data)
            made += 1
        return made


FIELD = {"kind": "place_kind", "under": "under_code"}


def _known(row: dict[str, str]) -> bool:
    found = Belonging.objects.filter(place__code=row["code"], place__name=row["name"], under__code=row["under_code"])
    alone = not row["under_code"] and Place.objects.filter(code=row["code"], name=row["name"]).exists()
    return alone or found.exists()
