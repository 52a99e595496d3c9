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
