"""The rows of the chain as an auditor reads them: actions, things and persons by their names. What the chain holds stays as it is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from hengji.web.accounts.models import Place, User
from hengji.web.law import book
from hengji.web.library.models import Offered
from hengji.web.rounds.models import Round
from hengji.web.submissions.models import Submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

START, ROW = "web.act_", "web.row_"
MOST_SAID, SHORT = 6, 12
FAMILIES = {"role": "role_", "before": "state_", "after": "state_", "state": "state_"}
"""Whose words the value of a key is told in."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


def action(name: str) -> str:
    """An action in words; its own name where the law book has none."""
    return book().captions.get(f"{START}{name.replace('.', '_')}", name)


def actions() -> list[tuple[str, str]]:
    """Every action with a word, for a list to choose from: the words, which two actions may share."""
    return sorted((key.removeprefix(START), said) for key, said in book().captions.items() if key.startswith(START))


def content(text: str) -> list[tuple[str, str]]:
    """What a row holds, in words: (name, value) of every key that the law book has a name for; numbers of rows in the database have none."""
    found = json.loads(text)
    pairs = ((book().captions.get(ROW + key), _value(key, value)) for key, value in found.items())
    return [(name, said) for name, said in pairs if name and said]


def _value(key: str, value: Any) -> str:
    """A value in words: its own where the law book has them, lists by their number and their first, digests by their beginning."""
    captions = book().captions
    if isinstance(value, bool):
        return captions.get(f"{ROW}{key}_{str(value).lower()}") or captions["web.yes" if value else "web.no"]
    if isinstance(value, (list, dict)):
        names = [str(each[0] if isinstance(each, list) and each else each) for each in value]
        more = "……" if len(names) > MOST_SAID else ""
        listed = "、".join(_value(key, each) for each in names[:MOST_SAID]) + more
        return captions[f"{ROW}list"].format(count=len(names), listed=listed) if names else ""
    said = str(value)
    known = captions.get(f"{ROW}{key}_{said}") or captions.get(f"web.{FAMILIES.get(key, '')}{said}" if key in FAMILIES else "")
    return known or (said[:SHORT] if _DIGEST.fullmatch(said) else said)


def told(rows: Iterable[Any]) -> list[Any]:
    """The rows with `said` (the action), `content_said`, `about` (the thing) and `person` beside what they hold."""
    found = list(rows)
    names, people = (
        _things(found),
        dict(User.objects.filter(username__in={row.actor for row in found}).values_list("username", "name")),
    )
    for row in found:
        row.content_said = content(row.content)
        row.said, row.about, row.person = action(row.action), names.get(row.subject, row.subject), people.get(row.actor, "")
    return found


def _things(rows: list[Any]) -> Mapping[str, str]:
    """The names of submissions, rounds, places and persons by their subjects."""
    wanted: dict[str, set[int]] = {}
    for row in rows:
        kind, _, number = row.subject.partition("/")
        if number.isdigit():
            wanted.setdefault(kind, set()).add(int(number))
    found: dict[str, str] = {}
    for each in Submission.objects.filter(pk__in=wanted.get("submission", ())).select_related("unit", "round"):
        found[f"submission/{each.pk}"] = f"{each.unit.name} {each.round.title}"
    for kind, model, name in (
        ("round", Round, "title"),
        ("place", Place, "name"),
        ("user", User, "name"),
        ("offered", Offered, "title"),
    ):
        for pk, said in model.objects.filter(pk__in=wanted.get(kind, ())).values_list("pk", name):
            found[f"{kind}/{pk}"] = said
    return found


def subjects(asked: str) -> Q:
    """The rows about a thing: by its subject, or by a piece of the name of a unit, a round or a person."""
    if "/" in asked:
        return Q(subject=asked)
    named = {f"submission/{pk}" for pk in Submission.objects.filter(unit__name__contains=asked).values_list("pk", flat=True)}
    named |= {f"place/{pk}" for pk in Place.objects.filter(name__contains=asked).values_list("pk", flat=True)}
    named |= {f"round/{pk}" for pk in Round.objects.filter(title__contains=asked).values_list("pk", flat=True)}
    named |= {f"offered/{pk}" for pk in Offered.objects.filter(title__contains=asked).values_list("pk", flat=True)}
    named |= {f"user/{pk}" for pk in User.objects.filter(name__contains=asked).values_list("pk", flat=True)}
    return Q(subject__in=named)
