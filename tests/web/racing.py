"""A program of its own that lets people act at the same instant on one database with real commits, and prints as JSON what came of it."""

from __future__ import annotations

import json
import secrets
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from django.core.management import call_command
from django.db import connection, connections
from tests.web.conftest import make_cast
from tests.web.review_cast import now, send

from hengji.web.faults import Refused
from hengji.web.journal import chain
from hengji.web.journal.models import JournalEntry
from hengji.web.reviews import actions
from hengji.web.reviews.actions import Points, Said
from hengji.web.reviews.models import Approval, Opinion
from hengji.web.reviews.seen import current, read
from hengji.web.submissions.models import Receipt, Step, Submission

if TYPE_CHECKING:
    from collections.abc import Callable

CELL = "facts/“三公”经费"
CLICKS, WRITERS, PASSES = 8, 16, 6


def together(calls: list[Callable[[], Any]]) -> list[Any]:
    """Each call in its own thread, all begun at once; what each gave: a value, a code of refusal, or the name of an error."""
    barrier = threading.Barrier(len(calls))
    found: list[Any] = [None] * len(calls)

    def run(at: int) -> None:
        barrier.wait()
        try:
            found[at] = calls[at]()
        except Refused as refusal:
            found[at] = refusal.problem.code
        except Exception as error:  # noqa: BLE001 - whatever it was is told, and the test says that nothing may be
            found[at] = f"{type(error).__name__}: {error}"[:200]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(calls))]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


def saying(cast: Any, submission: Submission, text: str) -> Callable[[], Any]:
    """Gives an opinion."""
    return lambda: actions.give_opinion(cast.actor("unit_reviewer"), submission.pk, Said("whole", "", text)).text


def scoring(cast: Any, submission: Submission, name: str, points: list[Points]) -> Callable[[], Any]:
    """Gives points."""
    return lambda: len(actions.score(cast.actor(name), submission.pk, points))


def main() -> None:
    """One race after the other."""
    call_command("migrate", verbosity=0)
    cast = make_cast()
    submission = send(cast)
    told: dict[str, Any] = {"vendor": connection.vendor}

    def passing(name: str, once: str, version: int) -> Callable[[], Any]:
        return lambda: actions.pass_on(cast.actor(name), submission.pk, version=version, once=once).number

    evaluation = current(now(submission))
    assert evaluation is not None
    places = read(now(submission), evaluation).places
    asked = [("cell", CELL, places["cell", CELL].digest)]

    def approving() -> Any:
        return actions.approve(cast.actor("unit_reviewer"), submission.pk, asked)[0].pk

    told["approving"] = Counter(map(str, together([approving] * CLICKS)))
    told["approvals"] = [Approval.objects.count(), JournalEntry.objects.filter(action="review.approved").count()]

    said = [f"第{number}条意见" for number in range(WRITERS)]
    given = together([saying(cast, submission, each) for each in said])
    told["opinions"] = [sorted(given) == sorted(said), Opinion.objects.count()]

    once, version = secrets.token_hex(16), now(submission).version
    told["double click"] = len(set(together([passing("unit_reviewer", once, version)] * CLICKS)))
    told["steps of it"] = Step.objects.filter(after="department_review").count()
    passing("department", secrets.token_hex(16), now(submission).version)()

    lines = [line for line in read(now(submission), evaluation).lines if line.open]
    points = [Points(line.key, line.says["points"], "computed") for line in lines]

    outcome = together([scoring(cast, submission, name, points) for name in ("finance", "finance_too")])
    told["scoring"] = Counter("scored" if isinstance(each, int) else str(each) for each in outcome)
    actions.give_opinion(cast.actor("finance_too"), submission.pk, Said("whole", "", "请说明", asks_change=False))
    version = now(submission).version
    calls = [passing(name, secrets.token_hex(16), version) for name in ("finance", "finance_too")] * (PASSES // 2)
    outcome = together(calls)
    told["deciding"] = [
        len({each for each in outcome if str(each).startswith("2020-")}),
        sorted({str(each) for each in outcome if str(each).startswith("WF")}),
    ]
    told["strange"] = [each for each in outcome if not str(each).startswith(("WF", "2020-"))]
    read_ = chain.verify()
    told["chain"] = [read_.rows == JournalEntry.objects.count(), read_.broken is None]
    told["receipts"] = [
        Receipt.objects.count(),
        Step.objects.count(),
        JournalEntry.objects.filter(action__startswith="submission.").exclude(action="submission.saved").count(),
    ]
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
