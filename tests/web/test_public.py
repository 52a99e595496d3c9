"""Publication: what is checked is what is published; a second person; strangers; and every figure speaks."""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
import zipfile
from functools import cache
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import segno
from django.test import Client
from django.utils import timezone
from tests.web import published

from hengji.web.faults import Refused
from hengji.web.journal.models import JournalEntry
from hengji.web.law import book as law_book
from hengji.web.public import actions, bundle
from hengji.web.public.models import Hit, Publication, Release
from hengji.web.reviews.models import ReviewScore, ReviewTotal
from hengji.web.reviews.seen import read
from hengji.web.submissions.models import Submission
from hengji.web.work import storage

PLANTED = ("  duties:\n", "  duties:\n    - 联系电话13800001234。\n")
KEPT_BACK = ("facts:\n", "facts:\n  - {name: 闲置固定资产总额, value: 77.31万元, at: 资产台账}\n")
MAKE = bundle.made
VERIFY = "http://testserver/public/verify/"


@pytest.fixture(autouse=True)
def computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package gives the same bundle each time (test_verify holds that): in this file it is made once in a process."""
    monkeypatch.setattr(bundle, "made", lambda package, _book, verify_url: _made(package, verify_url))


@pytest.fixture
def submission(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Submission:
    return published.approved(cast, monkeypatch)


@pytest.fixture
def planted(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Release:
    """A release in which a phone number stands, asked for by the reviewer."""
    found = published.approved(cast, monkeypatch, published.package(published.YIYANG, *PLANTED))
    return actions.prepare(cast.actor("finance_too"), found, VERIFY)


@cache
def _made(package: bytes, verify_url: str) -> Any:
    return MAKE(package, law_book(), verify_url)


def code_of(refusal: Any) -> str:
    return str(refusal.value.problem.code)


def release_of(cast: Any, submission: Submission) -> Release:
    return actions.prepare(cast.actor("finance_too"), submission, VERIFY)


def publish(cast: Any, release: Release, name: str = "finance_too", once: str = "p") -> Publication:
    now = Submission.objects.get(pk=release.submission_id)
    return actions.publish(cast.actor(name), release, version=now.version, once=once)


@pytest.fixture
def publication(cast: Any, submission: Submission) -> Publication:
    return publish(cast, release_of(cast, submission))


def test_what_was_checked_is_published_byte_for_byte(cast: Any, publication: Publication) -> None:
    row = JournalEntry.objects.get(action="public.published")
    assert publication.release.digest in row.content
    for name, digest in publication.release.files.items():
        answer = Client().get(f"/public/report/{publication.slug}/files/{name}")
        assert hashlib.sha256(answer.getvalue()).hexdigest() == digest
    assert Submission.objects.get(pk=cast.submission.pk).state == "published"


def test_the_published_package_verifies_offline_and_online(publication: Publication) -> None:
    page = Client().post(f"/public/report/{publication.slug}/verify/").content.decode()
    assert "相同" in page
    assert publication.release.files["公开包.zip"] in page


def test_l2_under_load_recomputation_is_put_off_while_units_go_on_saving(
    cast: Any, publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What may wait is told when to come again; what may not goes through meanwhile."""
    from hengji.web.public import views
    from hengji.web.submissions.models import Entry

    address = f"/public/report/{publication.slug}/verify/"
    busy = threading.Lock()
    busy.acquire()
    monkeypatch.setattr(
        views, "_computing", SimpleNamespace(acquire=lambda **_: busy.acquire(blocking=False), release=busy.release)
    )
    answer = Client().post(address)
    assert (answer.status_code, bool(int(answer.headers["Retry-After"]))) == (503, True)
    assert "DS56" in answer.content.decode()
    saved = cast.client("other_clerk").post(f"/fill/{cast.foreign.pk}/save/", {"facts/本年支出合计": "5万元", "versions": "{}"})
    assert (saved.status_code, Entry.objects.get(submission=cast.foreign).typed) == (302, "5万元")
    assert Client().get(f"/public/report/{publication.slug}/").status_code == 200
    busy.release()
    assert Client().post(address).status_code == 200


def test_the_page_shows_each_figure_with_definition_source_and_use(publication: Publication) -> None:
    answer = Client().get(f"/public/report/{publication.slug}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for figure in publication.content["figures"]:
        row = page.partition(f'id="f-{figure["number"]}"')[2].partition("</tr>")[0]
        assert figure["value"] in row
        assert "定义：" in row
        assert "出处：" in row
        assert "用处：" in row
    assert "1,794.03" in page
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?:https?:)?//""", page)


def test_the_qr_leads_to_the_verify_page_with_the_digest(publication: Publication) -> None:
    page = Client().get(f"/public/report/{publication.slug}/").content.decode()
    digest = publication.release.files["公开包.zip"]
    drawn = segno.make_qr(f"{VERIFY}?sha256={digest}", error="m").svg_inline(scale=3, border=2, dark="#000", light="#fff")
    assert drawn in page
    assert publication.index_number in Client().get(f"/public/verify/?sha256={digest}").content.decode()
    assert "没有公布过" in Client().get(f"/public/verify/?sha256={'0' * 64}").content.decode()
    assert "64 个十六进制" in Client().get("/public/verify/?sha256=x").content.decode()


def test_the_index_is_searched_by_region_year_and_unit(publication: Publication) -> None:
    client = Client()
    for query, found in (("", True), ("q=示范unit", True), ("q=nobody", False), ("region=示范市", True), ("region=x", False), ("year=2023", True),
                         ("year=1999", False), ("year=abc", True), ("page=9", True), ("order_by=password", True)):  # fmt: skip
        assert (publication.slug in client.get(f"/public/?{query}").content.decode()) is found, query


def test_t4_the_index_as_a_workbook_holds_no_formula_of_ours_or_theirs(cast: Any, publication: Publication) -> None:
    cast.places["unit"].name = '=HYPERLINK("http://x","y")'
    cast.places["unit"].save()
    answer = Client().get("/public/index.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert any(cell.value == cast.places["unit"].name for cell in cells)
    assert all(cell.hyperlink is None for cell in cells)


def test_only_public_concepts_are_shown_and_the_rest_is_counted(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A figure that the dictionary keeps back is in no byte that is offered."""
    found = published.approved(cast, monkeypatch, published.package(published.YIYANG, *KEPT_BACK))
    release = release_of(cast, found)
    assert release.content["withheld"] == 1
    assert not {"公开包.zip", "自评报告.docx", "评分表.xlsx"} & set(release.files)
    assert "77.31" not in str(release.content)
    whole = b"".join(storage.path_of(digest).read_bytes() for digest in release.files.values())
    assert b"77.31" not in whole
    assert b"1794.03" in whole
    page = Client().get(f"/public/report/{publish(cast, release).slug}/").content.decode()
    assert "另有 1 项不属于公开口径" in page


def reviewed(cast: Any, submission: Submission) -> None:
    """The bureau's points: the first line lowered with a reason, the rest as computed; 84.43 in all."""
    evaluation = submission.evaluations.get()
    for number, line in enumerate(json.loads(storage.content(evaluation.document))["lines"]):
        points, step, why = ("1.00", "other", "佐证材料只证明一半") if number == 0 else (line["points"] or "0", "computed", "")
        ReviewScore.objects.create(submission=submission, line=line["code"], role="finance_reviewer", points=points, step=step, reason=why,
                                   by=cast.people["finance"], at=timezone.now())  # fmt: skip
    ReviewTotal.objects.create(
        submission=submission,
        evaluation=evaluation,
        role="finance_reviewer",
        total="84.43",
        grade="良",
        deviation="12.05%",
        at=timezone.now(),
    )


def test_what_is_published_is_the_bureaus_score_beside_the_computed_and_the_claimed_one(cast: Any, submission: Submission) -> None:
    reviewed(cast, submission)
    publication = publish(cast, release_of(cast, submission))
    client = Client()
    page, index = (client.get(each).content.decode() for each in (f"/public/report/{publication.slug}/", "/public/"))
    assert "财政复核 <b>84.43</b> 分" in page
    assert "等级：<b>良</b>" in page
    assert "佐证材料只证明一半" in page
    computed = publication.content["total"]
    assert computed in page
    assert computed != "84.43"
    row = index.partition(publication.slug)[2].partition("</tr>")[0]
    assert all(each in row for each in ("84.43", computed, "良"))
    told = client.get("/api/v1/publications").json()["publications"][0]
    assert (told["reviewed_total"], told["reviewed_grade"], told["total"]) == ("84.43", "良", computed)
    sheet = client.get(f"/public/report/{publication.slug}/files/复核得分.csv").getvalue().decode("utf-8-sig")
    assert "佐证材料只证明一半" in sheet


def test_points_that_were_passed_without_their_total_are_added_up_before_they_are_published(
    cast: Any, submission: Submission
) -> None:
    reviewed(cast, submission)
    ReviewTotal.objects.all().delete()
    for line in read(submission, submission.evaluations.get()).lines:
        ReviewScore.objects.filter(line=line.key).update(digest=line.digest)
    release = release_of(cast, submission)
    total = release.content["review"]["total"]
    assert total
    assert JournalEntry.objects.filter(action="review.total").count() == 1
    assert f"财政复核 <b>{total}</b> 分" in Client().get(f"/public/report/{publish(cast, release).slug}/").content.decode()


def test_ds57_a_check_without_the_bureaus_total_is_not_published(cast: Any, submission: Submission) -> None:
    reviewed(cast, submission)
    release = release_of(cast, submission)
    release.content["review"] |= {"total": "", "why": ""}
    release.save()
    with pytest.raises(Refused) as refusal:
        publish(cast, release)
    assert code_of(refusal) == "DS57"


def test_a_page_without_the_bureaus_total_says_why(cast: Any, submission: Submission) -> None:
    reviewed(cast, submission)
    ReviewTotal.objects.update(total="", grade="", why="")
    publication = publish(cast, release_of(cast, submission))
    client = Client()
    page, index = (client.get(each).content.decode() for each in (f"/public/report/{publication.slug}/", "/public/"))
    told = page.partition("财政复核没有总分：")[2].partition("</p>")[0]
    assert "没有复核得分" in told
    assert "（测算）" in index.partition(publication.slug)[2].partition("</tr>")[0]


def test_a_telephone_in_a_reviewers_reason_is_found_before_release(cast: Any, submission: Submission) -> None:
    reviewed(cast, submission)
    ReviewScore.objects.filter(step="other").update(reason="问过13800001234")
    assert {hit.masked for hit in release_of(cast, submission).hits.all()} == {"138****1234"}


def test_without_points_of_the_bureau_none_are_published(publication: Publication) -> None:
    assert publication.content["review"] == {}
    assert "财政复核 <b>" not in Client().get(f"/public/report/{publication.slug}/").content.decode()


def test_d8_a_hit_stops_publication_until_a_second_person_lets_it_through(cast: Any, planted: Release) -> None:
    with pytest.raises(Refused) as refusal:
        publish(cast, planted)
    assert code_of(refusal) == "DS53"
    assert {hit.masked for hit in planted.hits.all()} == {"138****1234"}
    hit = planted.hits.first()
    with pytest.raises(Refused) as refusal:
        actions.decide(cast.actor("finance_too"), hit.pk, allowed=True, reason="单位公开电话")
    assert code_of(refusal) == "DS52"
    with pytest.raises(Refused) as refusal:
        actions.decide(cast.actor("director"), hit.pk, allowed=True, reason=" ")
    assert code_of(refusal) == "DS55"
    for each in planted.hits.all():
        actions.decide(cast.actor("director"), each.pk, allowed=True, reason="单位对外公开的电话")
    assert publish(cast, planted).release == planted
    assert JournalEntry.objects.filter(action="public.decided").count() == planted.hits.count()


def test_d8_the_number_itself_stands_in_no_row_of_the_site(planted: Release) -> None:
    told = [f"{hit.place}{hit.masked}{hit.reason}" for hit in Hit.objects.all()]
    told += list(JournalEntry.objects.filter(action__startswith="public.").values_list("content", flat=True))
    assert "13800001234" not in "".join(told)
    assert planted.hits.exists()


def test_a_hit_that_was_not_let_through_stops_publication(cast: Any, planted: Release) -> None:
    for each in planted.hits.all():
        actions.decide(cast.actor("director"), each.pk, allowed=False, reason="是个人的电话")
    with pytest.raises(Refused) as refusal:
        publish(cast, planted)
    assert code_of(refusal) == "DS53"


def test_t6_what_changed_after_the_check_is_not_published(cast: Any, submission: Submission) -> None:
    release = release_of(cast, submission)
    published.evaluated(submission, published.package("001-conghua-2022"))
    submission.steps.update(evaluation=submission.evaluations.first())
    with pytest.raises(Refused) as refusal:
        publish(cast, release)
    assert code_of(refusal) == "DS54"


def test_a_package_that_does_not_verify_is_not_published(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(published.package())) as archive, zipfile.ZipFile(out, "w") as other:
        for name in archive.namelist():
            content = archive.read(name)
            other.writestr(name, content.replace(b"99.62", b"99.92") if name == "evaluation.json" else content)
    found = published.approved(cast, monkeypatch, out.getvalue())
    with pytest.raises(Refused) as refusal:
        release_of(cast, found)
    assert code_of(refusal) == "DS51"


def test_an_evaluation_without_a_package_waits(cast: Any, submission: Submission) -> None:
    submission.evaluations.update(package=None)
    with pytest.raises(Refused) as refusal:
        release_of(cast, Submission.objects.get(pk=submission.pk))
    assert code_of(refusal) == "DS50"


def test_who_approved_does_not_publish(cast: Any, submission: Submission) -> None:
    release = release_of(cast, submission)
    with pytest.raises(Refused) as refusal:
        publish(cast, release, "finance")
    assert code_of(refusal) == "WF10"


def test_a_double_click_publishes_once(cast: Any, submission: Submission) -> None:
    release = release_of(cast, submission)
    assert publish(cast, release) == publish(cast, release)
    assert (Publication.objects.count(), JournalEntry.objects.filter(action="public.published").count()) == (1, 1)


def test_a_correction_keeps_the_old_version_listed_as_replaced(
    cast: Any, monkeypatch: pytest.MonkeyPatch, publication: Publication
) -> None:
    now = Submission.objects.get(pk=cast.submission.pk)
    actions.withdraw(cast.actor("director"), publication, version=now.version, once="w", why="数字更正", hide=False)
    page = Client().get(f"/public/report/{publication.slug}/").content.decode()
    assert "已被替换" in page
    assert "数字更正" in page
    assert publication.slug not in Client().get("/public/").content.decode()
    again = published.approved(cast, monkeypatch, published.package("001-conghua-2022"))
    second = publish(cast, release_of(cast, again), once="q")
    page = Client().get(f"/public/report/{second.slug}/").content.decode()
    assert f"/public/report/{publication.slug}/" in page.partition('id="versions"')[2]
    assert f"/public/report/{second.slug}/" in Client().get(f"/public/report/{publication.slug}/").content.decode()


def test_what_was_hidden_is_gone_but_for_the_word_of_it(cast: Any, publication: Publication) -> None:
    now = Submission.objects.get(pk=cast.submission.pk)
    actions.withdraw(cast.actor("director"), publication, version=now.version, once="w", why="含有不宜公开的信息", hide=True)
    answer = Client().get(f"/public/report/{publication.slug}/")
    assert (answer.status_code, "1,794.03" in answer.content.decode(), "含有不宜公开的信息" in answer.content.decode()) == (
        410,
        False,
        True,
    )
    assert Client().get(f"/public/report/{publication.slug}/files/公开包.zip").status_code == 404
    assert Client().post(f"/public/report/{publication.slug}/verify/").status_code == 404


DESK = ("", "prepare/", "decide/", "publish/", "withdraw/")


@pytest.mark.parametrize("name", ["", "nobody", "clerk", "unit_reviewer", "department", "other_finance", "third_party", "auditor"])
def test_w1_the_desk_of_a_submission_is_closed_to_strangers(name: str, cast: Any, submission: Submission) -> None:
    client = cast.client(name)
    for part in DESK:
        address = f"/public/office/{submission.pk}/{part}"
        answer = client.get(address) if not part else client.post(address, {"hit": 1, "release": 1, "version": 1, "once": "x"})
        assert answer.status_code == (302 if not name else 404), address
        assert name or answer["Location"].startswith("/login/")
    assert Release.objects.count() == 0


def test_an_unpublished_submission_has_no_public_page(submission: Submission) -> None:
    assert Client().get(f"/public/report/2023-{submission.unit.code}/").status_code == 404


def test_the_owner_and_the_reviewer_and_a_stranger_see_the_same_public_page(cast: Any, publication: Publication) -> None:
    pages = [cast.client(name).get(f"/public/report/{publication.slug}/") for name in ("", "clerk", "finance", "other_clerk")]
    mains = {
        re.sub(r'value="[^"]{20,}"', "", page.content.decode().partition("<main")[2].partition("</main>")[0]) for page in pages
    }
    assert (len(mains), {page.status_code for page in pages}) == (1, {200})


def test_the_desk_goes_from_check_to_page_by_hand(cast: Any, submission: Submission) -> None:
    client, address = cast.client("finance_too"), f"/public/office/{submission.pk}/"
    assert client.post(f"{address}prepare/").status_code == 302
    page = client.get(address).content.decode()
    slots = dict(re.findall(r'name="(release|version|once)" value="([^"]+)"', page))
    answer = client.post(f"{address}publish/", slots)
    assert answer.status_code == 302
    assert client.get(answer["Location"]).status_code == 200
    page = client.get(address).content.decode()
    slots = dict(re.findall(r'name="(publication|version|once)" value="([^"]+)"', page))
    assert cast.client("director").post(f"{address}withdraw/", {**slots, "why": "更正"}).status_code == 302
    assert client.get("/public/office/").status_code == 200


def test_d7_what_is_published_is_made_anew_and_never_a_copy_of_an_upload(publication: Publication) -> None:
    """Every file of ours has our own properties only; comments and hidden sheets are not in it."""
    for name, digest in publication.release.files.items():
        if name.endswith(".docx"):
            with zipfile.ZipFile(storage.path_of(digest)) as archive:
                assert not [part for part in archive.namelist() if "comments" in part or "people" in part or "embeddings" in part]
        if name.endswith(".xlsx"):
            book = openpyxl.load_workbook(io.BytesIO(storage.path_of(digest).read_bytes()))
            assert [sheet.title for sheet in book if any(cell.comment for row in sheet.iter_rows() for cell in row)] == []
