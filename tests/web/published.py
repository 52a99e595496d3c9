"""A submission of the cast on its way to publication, from a published example; packages are made once in a process."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from hengji import pipeline, verification
from hengji.rulebook import files
from hengji.web.law import book
from hengji.web.roles import State
from hengji.web.submissions.models import Evaluation, Submission
from hengji.web.submissions.steps import take
from hengji.web.work import storage

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
YIYANG = "002-yiyang-2020"
WAY = (
    ("clerk", State.UNIT_REVIEW),
    ("unit_reviewer", State.DEPARTMENT_REVIEW),
    ("department", State.FINANCE_REVIEW),
    ("finance", State.APPROVED),
)


@cache
def package(name: str = YIYANG, before: str = "", after: str = "") -> bytes:
    """The package of an example; `after` stands in its case where `before` stood."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for path in (EXAMPLES / name).glob("*"):
            if path.is_file():
                (Path(folder) / path.name).write_bytes(path.read_bytes())
        case = Path(folder) / "case.yaml"
        text = case.read_text(encoding="utf-8")
        assert before in text
        case.write_text(text.replace(before, after, 1), encoding="utf-8")
        made, problems = pipeline.evaluate(Path(folder), book())
        assert made is not None, problems
        content, wrong = verification.publish(Path(folder), made, files.collect(), "公开包.zip", book())
    assert content is not None, wrong
    return content


def evaluated(submission: Submission, content: bytes) -> Evaluation:
    """The evaluation of a package, fixed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        document, case = archive.read("evaluation.json"), archive.read("facts/case.yaml")
    kept = storage.keep([content], "公开包.zip")
    return Evaluation.objects.create(
        submission=submission, entries_digest=kept.digest, scheme_digest=submission.scheme_digest, rulebook_digest=book().digest,
        engine="test", case=storage.keep([case]), document=storage.keep([document]), package=kept, made_at=timezone.now(),
    )  # fmt: skip


def approved(cast: Any, monkeypatch: Any, content: bytes | None = None, way: Any = WAY) -> Submission:
    """The submission of the cast, approved by its four people; the steps go by a route of the test."""
    from hengji.web import access
    from hengji.web.access import Rule

    everyone = Rule(frozenset(), frozenset({"own", "department", "bureau"}), access.EVERY_STATE)
    real = access.policy()
    made = evaluated(cast.submission, package() if content is None else content)
    with monkeypatch.context() as patch:
        patch.setattr(access, "policy", lambda: {**real, "test:step": (everyone,)})
        for name, after in way:
            now = Submission.objects.get(pk=cast.submission.pk)
            take(
                cast.actor(name), "test:step", now, after, version=now.version, once=f"{name}{after}{now.version}", evaluation=made
            )
    return Submission.objects.get(pk=cast.submission.pk)
