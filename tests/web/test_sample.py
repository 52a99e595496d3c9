"""The sample bureau: what a newcomer is promised is there."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.test import Client

from hengji import verification
from hengji.web.law import book
from hengji.web.public import bundle
from hengji.web.public.models import Publication
from hengji.web.work import storage


def test_the_sample_has_a_publication_with_a_package_that_verifies(database: None) -> None:
    from hengji.web import sample

    assert database is None
    list(sample.fill())
    (Path(settings.SITE) / sample.PASSWORD).unlink()
    publication = Publication.objects.get()
    name = bundle.package_name(book())
    package = storage.path_of(publication.release.files[name]).read_bytes()
    verified, _ = verification.verify(package, name, book())
    assert verified is not None
    assert verified.same
    page = Client().get(f"/public/report/{publication.slug}/").content.decode()
    assert "本页附有公开包" in page
    assert "hengji verify" in page
    assert not [real for real in ("益阳市委", "益阳党建", "湛江") if real in str(publication.content["text"])]


PLANTED = {"4499-1002": {"AR50"}, "4499-2002": {"SC02", "SC09"}, "4499-3001": {"SC07", "SC09"}, "4499-3002": {"AR55"}}
"""What the sample says that is wrong with the units that have sent: findings between their figures; their reports have none but these."""


def test_what_is_found_in_the_sample_is_what_was_planted(database: None) -> None:
    from hengji import pipeline
    from hengji.web import sample
    from hengji.web.reviews import mirror
    from hengji.web.submissions.drafts import draft, form_of
    from hengji.web.submissions.models import Submission

    assert database is None
    told = "\n".join(sample.fill())
    (Path(settings.SITE) / sample.PASSWORD).unlink()
    assert all(f"故意留的：{each}" in told for each in sample.read().planted)
    name, texts = book().caption("file.report"), []
    with pipeline.Auditor(book()) as auditor:
        for code, planted in PLANTED.items():
            submission = Submission.objects.select_related("round", "unit").get(unit__code=code)
            made = draft(submission)
            assert made.evaluation is not None
            assert {each["code"] for each in made.tree["findings"]} == planted, code
            files, problems = pipeline.write(made.evaluation, form_of(submission).book)
            assert problems == ()
            examined = mirror.examined(auditor, files[name], name, submission, mirror.MADE, made.tree)
            left = {"ST07"} if code == "4499-3001" else set()
            assert left <= {each["code"] for each in examined["findings"]} <= planted | left, code
            texts += [text for texts_ in made.evaluation.case.narrative.values() for text in texts_]
    own = [text for text in texts if not text.startswith(("自评材料于", "公开的自评报告"))]
    assert len(own) == len(set(own))  # every unit speaks of itself


def test_units_of_the_sample_claim_scores_with_reasons_and_one_is_contested(database: None) -> None:
    from hengji.web import sample
    from hengji.web.submissions.drafts import draft
    from hengji.web.submissions.models import Submission

    assert database is None
    list(sample.fill())
    (Path(settings.SITE) / sample.PASSWORD).unlink()
    sent = {each.unit.code: each for each in Submission.objects.select_related("round", "unit").filter(unit__code__in=PLANTED)}
    trees = {code: draft(each).tree for code, each in sent.items()}
    assert {code: tree["claimed"]["total"] for code, tree in trees.items()} == {
        "4499-1002": "98.40", "4499-2002": "97.22", "4499-3001": "98.00", "4499-3002": "98.04",
    }  # fmt: skip
    for code in ("4499-1002", "4499-2002", "4499-3002"):
        why = draft(sent[code]).evaluation.case.reasons  # type: ignore[union-attr]
        assert [
            line["code"] for line in trees[code]["lines"] if line["deduction"] not in {None, "0"} and line["code"] not in why
        ] == []
    [asked] = sent["4499-2002"].opinions.all()
    assert (asked.kind, asked.key, asked.role, asked.state) == ("line", "GDA-26", "department", "open")
    [asked] = sent["4499-3002"].opinions.all()
    assert (asked.kind, asked.key, asked.asks_change, sent["4499-3002"].state) == ("cell", "facts/“三公”经费", True, "returned")
