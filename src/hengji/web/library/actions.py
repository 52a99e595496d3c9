"""Every write to the library: bringing a scheme or an outline in, deciding what it leaves open, adopting it, withdrawing it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from hengji import exchange
from hengji.web import access
from hengji.web.faults import Refused, refused
from hengji.web.journal.actions import record
from hengji.web.law import book, source
from hengji.web.library.models import ADOPTED, DROPPED, OUTLINE, READ, REFUSED, SCHEME, WAITING, WITHDRAWN, Offered
from hengji.web.work import actions as work
from hengji.web.work import storage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hengji.web.access import Actor
    from hengji.web.accounts.models import Place
    from hengji.web.work.models import Task

NOT_READY, SAME_PERSON, STILL_OPEN, NOT_SO, WRONG_FILE, STALE = "WF40", "WF41", "WF42", "WF43", "WF45", "WF46"
READ_OFFERED = "read_offered"
ENDINGS = {SCHEME: (".xlsx", ".yaml", ".yml"), OUTLINE: (".docx",)}
MOST_BYTES = 8 * 2**20


@dataclass(frozen=True, slots=True)
class Found:
    """What an upload came to; without `content` it is refused, and `told` says why."""

    content: bytes = b""
    digest: str = ""
    title: str = ""
    first: int | None = None
    last: int | None = None
    told: Sequence[Mapping[str, str]] = ()
    open: Sequence[Mapping[str, Any]] = ()
    rows: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def named(offered: Offered) -> str:
    """The id under which the law book knows it: the bureau need not think of one, and no two are alike."""
    return f"own-{offered.pk}-{offered.file_id[:8]}"


def upload(actor: Actor, bureau: Place, said: Mapping[str, Any], file: Any, name: str) -> tuple[Offered, Task]:
    """Keeps what was uploaded and asks the queue to read it; nothing is offered to a round before it is adopted."""
    access.require(actor, "library:upload", bureau)
    if not name.lower().endswith(ENDINGS[said["kind"]]):
        raise refused(WRONG_FILE, name, name, status=400, wanted="、".join(ENDINGS[said["kind"]]))
    stored = storage.keep(file.chunks(), name, MOST_BYTES)
    with transaction.atomic():
        access.require(actor, "library:upload", bureau)
        made = Offered.objects.create(
            bureau=bureau, kind=said["kind"], title=said["title"], file=stored, file_name=name, first_year=said["first_year"],
            last_year=said["last_year"], state=WAITING, offered_by=actor.user, offered_at=actor.at,
        )  # fmt: skip
        Offered.objects.filter(pk=made.pk).update(name=named(made))
        told = {"kind": made.kind, "file": name, "digest": stored.digest}
        record(actor, "library.uploaded", f"offered/{made.pk}", told)
        return made, work.ask(actor, READ_OFFERED, f"offered/{made.pk}", {"offered": made.pk})


def keep_read(offered: Offered, found: Found) -> None:
    """What the queue read; an upload that was read already stays as it is."""
    stored = storage.keep([found.content], offered.file_name) if found.content else None
    with transaction.atomic():
        now = Offered.objects.select_for_update().get(pk=offered.pk)
        if now.state != WAITING:
            return
        _put(now, found, stored)
        now.state = READ if found.content else REFUSED
        now.save()
        record(None, "library.read", f"offered/{now.pk}", {"state": now.state, "digest": now.digest, "open": len(now.open)})


def _put(now: Offered, found: Found, stored: Any) -> None:
    now.content, now.digest, now.told = stored, found.digest, list(found.told)
    now.open, now.rows, now.version = list(found.open), list(found.rows), now.version + 1
    now.title = (found.title or now.title)[:200]
    if found.content:
        now.first_year, now.last_year = found.first, found.last


def _locked(actor: Actor, route: str, pk: int, version: int) -> Offered:
    now = Offered.objects.select_for_update().select_related("bureau").get(pk=pk)
    access.require(actor, route, now)
    if now.version != version:
        raise refused(STALE, now.title, now.title)
    return now


def decide(actor: Actor, pk: int, version: int, chosen: Mapping[int, Sequence[str]]) -> Offered:
    """Writes the lines that were chosen (by the number of what is open) into the scheme; the law book must take them (WF43), or nothing is written."""
    from hengji.web.library.tasks import of_scheme

    with transaction.atomic():
        now = _locked(actor, "library:decide", pk, version)
        if now.kind != SCHEME or now.state != READ:
            raise refused(NOT_READY, now.title, now.title)
        left = [
            exchange.Open(**each | {"candidates": tuple(each["candidates"])})
            for at, each in enumerate(now.open)
            if at not in chosen
        ]
        lines = [(now.open[at]["row"], line) for at, each in sorted(chosen.items()) for line in each]
        taken, problems = exchange.decided(storage.content(now.content).decode(), now.name, lines, left, None, book(), source())
        if taken is None:
            raise refused(
                NOT_SO, now.title, "；".join(line for _, line in lines), why="；".join(each.message for each in problems[:3])
            )
        found = of_scheme(now.name, taken, ())
        _put(now, found, storage.keep([found.content], now.file_name))
        now.save()
        record(actor, "library.decided", f"offered/{pk}", {"lines": [list(each) for each in lines], "digest": now.digest})
        return now


def adopt(actor: Actor, pk: int, version: int, years: tuple[int, int | None], *, although_open: bool) -> Offered:
    """采用: from now on it is offered to the rounds of these years. Who brought it in does not adopt it (WF41); rows that nothing can score are owned up to (WF42)."""
    from hengji.web.library.tasks import of_scheme

    with transaction.atomic():
        now = _locked(actor, "library:adopt", pk, version)
        if now.state != READ:
            raise refused(NOT_READY, now.title, now.title)
        if now.offered_by_id == actor.user.pk:
            raise refused(SAME_PERSON, now.title, now.offered_by.name)
        waiting = sum(bool(row["open"]) for row in now.rows)
        if waiting and not although_open:
            raise refused(STILL_OPEN, now.title, waiting)
        if now.kind == SCHEME and years != (now.first_year, now.last_year):
            left = [exchange.Open(**each | {"candidates": tuple(each["candidates"])}) for each in now.open]
            taken, problems = exchange.decided(storage.content(now.content).decode(), now.name, [], left, years, book(), source())
            if taken is None:
                raise Refused(problems[0], 400)
            found = of_scheme(now.name, taken, problems)
            _put(now, found, storage.keep([found.content], now.file_name))
        now.first_year, now.last_year = years
        now.state, now.adopted_by, now.adopted_at, now.version = ADOPTED, actor.user, actor.at, now.version + 1
        now.save()
        record(
            actor,
            "library.adopted",
            f"offered/{pk}",
            {"name": now.name, "digest": now.digest, "years": list(years), "open": waiting},
        )
        return now


def withdraw(actor: Actor, pk: int, version: int) -> Offered:
    """No new round may choose it; those that have it keep it."""
    with transaction.atomic():
        now = _locked(actor, "library:withdraw", pk, version)
        if now.state not in {READ, ADOPTED}:
            raise refused(NOT_READY, now.title, now.title)
        now.state = WITHDRAWN if now.state == ADOPTED else DROPPED
        now.withdrawn_by, now.withdrawn_at, now.version = actor.user, actor.at, now.version + 1
        now.save()
        record(actor, "library.withdrawn", f"offered/{pk}", {"name": now.name})
        return now
