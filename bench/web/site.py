"""A site to be tried: the sample bureau with as many units as are wanted, each filled in and evaluated from a published example."""

from __future__ import annotations

import os
import re
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "002-yiyang-2020"
TITLE, FEW, PARAGRAPH = "测量用", 3, "    - "
OWN, AMOUNT = 40, re.compile(r"[0-9]+\.[0-9]+")


def start(folder: Path) -> None:
    """The sample bureau in a folder, and Django on it."""
    os.environ["HENGJI_SITE"] = str(folder.resolve())
    os.environ["DJANGO_SETTINGS_MODULE"] = "hengji.web.settings"
    os.environ.pop("DATABASE_URL", None)
    from hengji.web import start as application

    list(application.prepare(folder, sample=True))


def lengthened(text: str, times: int) -> str:
    """The case of the example with each paragraph of its report so many times."""
    lines, inside = [], False
    for line in text.split("\n"):
        inside = line.startswith("narrative:") or (inside and line.startswith(" "))
        lines.append(line)
        if inside and line.startswith(PARAGRAPH):
            lines += [f"{PARAGRAPH}（{number}）{line.removeprefix(PARAGRAPH)}" for number in range(2, times + 1)]
    return "\n".join(lines)


def made_package(times: int = 1) -> tuple[bytes, bytes, bytes]:
    """Case, evaluation.json and package of the example; its paragraphs so many times."""
    from hengji import pipeline, verification
    from hengji.web.law import book, source

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        case = lengthened((EXAMPLE / "case.yaml").read_text(encoding="utf-8"), times)
        (folder / "case.yaml").write_text(case, encoding="utf-8")
        made, problems = pipeline.evaluate(folder, book())
        if made is None:
            raise RuntimeError(problems)
        content, problems = verification.publish(folder, made, source(), "公开包.zip", book())
    if content is None:
        raise RuntimeError(problems)
    return case.encode(), made.files["evaluation.json"], content


def person(name: str) -> Any:
    """Who acts, now."""
    from django.utils import timezone

    from hengji.web.access import Actor
    from hengji.web.accounts.models import User

    return Actor(User.objects.get(username=name), timezone.now(), "127.0.0.1")


def clerk_of(pk: int) -> str:
    """The account of the clerk of a submission's unit."""
    return f"tianbao-{pk}"


def units(count: int, state: str, *, evaluated: bool = True, filled: bool = False, times: int = 1, own: bool = False) -> list[int]:
    """So many submissions of units of their own in a round of their own, in a state; `filled` with the fields of the example, `own` with some amounts of its own."""
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone

    from hengji.web.accounts.models import Belonging, Grant, Place, User
    from hengji.web.law import book
    from hengji.web.rounds.models import MARK, OPEN, Round
    from hengji.web.submissions.models import Entry, Evaluation, Submission
    from hengji.web.work import storage

    now, scheme = timezone.now(), book().schemes["hn-yiyang-2020"]
    with transaction.atomic():
        bureau, department = Place.objects.get(kind="bureau"), Place.objects.filter(kind="department").first()
        whole = Round.objects.create(
            bureau=bureau, year=2020, title=f"{TITLE}{Round.objects.count()}", scheme=scheme.id, scheme_digest=scheme.digest, notice_title=TITLE,
            opens_at=now, deadline=now + timedelta(days=9), late_rule=MARK, state=OPEN, made_by=User.objects.get(username="fuhe1"), made_at=now,
        )  # fmt: skip
        clerk = User.objects.get(username="tianbao1")
        kept = [storage.keep([content]) for content in made_package(times)] if evaluated else []
        typed = _typed(clerk, now) if filled else []
        amounts = (
            [(row, row.typed) for row in typed if row.key.startswith("facts/") and AMOUNT.fullmatch(row.typed)][:OWN] if own else []
        )
        found = []
        for number in range(count):
            place = Place.objects.create(
                kind="unit", code=f"T{whole.pk}-{number:04d}", name=f"测量单位{number:04d}", region="明川市"
            )
            Belonging.objects.create(place=place, under=department, first_year=2000)
            each = Submission.objects.create(
                round=whole, unit=place, department=department, state=state, scheme_digest=scheme.digest, changed_at=now
            )
            if state == "draft":  # only they are written in: each by a clerk of its own, a few by one of the sample as well
                own = User.objects.enrol(username=clerk_of(each.pk), name=f"填报人{number:04d}")
                for one in [own, clerk] if count <= FEW else [own]:
                    Grant.objects.create(user=one, role="clerk", place=place, given_at=now)
            found.append(each.pk)
            for row in typed:
                row.pk, row.submission = None, each
            for row, text in amounts:
                row.typed = str(Decimal(text) + number)
            Entry.objects.bulk_create(typed)
            if kept:
                Evaluation.objects.create(
                    submission=each, entries_digest=kept[0].digest, scheme_digest=scheme.digest, rulebook_digest=book().digest, engine="0",
                    case=kept[0], document=kept[1], package=kept[2], total="99.62", grade="优秀", made_at=now,
                )  # fmt: skip
    return found


def _typed(clerk: Any, now: Any) -> list[Any]:
    """The fields of the example as a clerk of a unit typed them, not yet of any unit."""
    from hengji.filling import entries, typed
    from hengji.reading.formats import case as case_file
    from hengji.web.law import book
    from hengji.web.submissions.drafts import form_for
    from hengji.web.submissions.models import Entry

    case, problems = case_file.parse((EXAMPLE / "case.yaml").read_bytes(), "case.yaml", book(), named=True)
    if case is None:
        raise RuntimeError(problems)
    form, rows = form_for("hn-yiyang-2020", 2020), []
    for each in entries.fields(case, form):
        field = form.entry(each.key)
        if field is not None:
            reading = typed.read(field, each.text, form)
            rows.append(
                Entry(key=each.key, typed=each.text, shown=reading.shown, unit=reading.unit, changed_by=clerk, changed_at=now)
            )
    return rows
