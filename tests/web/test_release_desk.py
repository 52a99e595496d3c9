"""The check before release: a refusal that stays, places in words, the way back to the unit, and what is said of what was withdrawn."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.web import published

from hengji.reading import personal
from hengji.web.faults import Refused
from hengji.web.journal.models import JournalEntry
from hengji.web.law import book
from hengji.web.public import actions
from hengji.web.public.models import Hit, Publication, Release, Ruling
from hengji.web.reviews.models import Opinion
from hengji.web.roles import Role
from hengji.web.submissions.actions import unanswered
from hengji.web.submissions.models import Entry, Submission

IDENTITY = "ID110105198001014447"
PLANTED = ("  duties:\n", f"  duties:\n    - 本单位负责人证件{IDENTITY}，联系电话13800001234。\n")
KEPT_BACK = ("facts:\n", "facts:\n  - {name: 闲置固定资产总额, value: 77.31万元, at: 台账13800001234}\n")
VERIFY = "http://testserver/public/verify/"
FIELD = "narrative/duties"


@pytest.fixture
def submission(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Submission:
    """Passed, with an identity number and a telephone in its report."""
    found = published.approved(cast, monkeypatch, published.package(published.YIYANG, *PLANTED))
    Entry.objects.create(
        submission=found, key=FIELD, typed=PLANTED[1].partition("- ")[2], state="locked", changed_by=cast.people["clerk"], changed_at=timezone.now()
    )  # fmt: skip
    return found


@pytest.fixture
def release(cast: Any, submission: Submission) -> Release:
    return actions.prepare(cast.actor("finance_too"), submission, VERIFY)


def identity_of(release: Release) -> Hit:
    found = release.hits.filter(kind="identity").first()
    assert found is not None
    return found


def decide(cast: Any, name: str, hit: Hit, reason: str, *, allowed: bool) -> str:
    """The code of the refusal, or nothing."""
    try:
        actions.decide(cast.actor(name), hit.pk, allowed=allowed, reason=reason)
    except Refused as refusal:
        return str(refusal.problem.code)
    return ""


# ---- a refusal stays


def test_d8_a_refusal_stands_in_the_next_check_and_only_a_director_lifts_it(
    cast: Any, submission: Submission, release: Release
) -> None:
    assert decide(cast, "director", identity_of(release), "含有公民身份号码", allowed=False) == ""
    again = actions.prepare(cast.actor("finance"), submission, VERIFY)
    assert again.digest == release.digest
    hit = identity_of(again)
    assert (hit.allowed, hit.reason, hit.decided_by) == (False, "含有公民身份号码", cast.people["director"])
    page = cast.client("finance_too").get(f"/public/office/{submission.pk}/").content.decode()
    part = page.partition(f'id="h-{hit.pk}"')[2].partition('<div class="problem"')[0]
    assert "含有公民身份号码" in part
    assert "<button" not in part
    assert decide(cast, "finance_too", hit, "我看可以公开的", allowed=True) == "DS59"
    hit.refresh_from_db()
    assert hit.allowed is False
    now_ = Submission.objects.get(pk=submission.pk)
    with pytest.raises(Refused) as refusal:
        actions.publish(cast.actor("director"), again, version=now_.version, once="p")
    assert refusal.value.problem.code == "DS53"
    assert decide(cast, "director", hit, "经核实是虚构的示例号码", allowed=True) == ""
    assert Hit.objects.get(pk=hit.pk).allowed
    assert list(Ruling.objects.filter(kind="identity").values_list("allowed", "role")) == [(False, "director"), (True, "director")]
    page = cast.client("director").get(f"/public/office/{submission.pk}/").content.decode()
    assert "含有公民身份号码" in page, "the first word stays beside the second"
    assert JournalEntry.objects.filter(action="public.decided").count() == 2


def test_a_reviewers_refusal_binds_another_reviewer_without_a_new_check_too(
    cast: Any, submission: Submission, monkeypatch: Any
) -> None:
    release = actions.prepare(cast.actor("director"), submission, VERIFY)
    hit = identity_of(release)
    assert decide(cast, "finance", hit, "是个人的号码", allowed=False) == ""
    same = release.hits.filter(kind="identity", masked=hit.masked)
    assert same.count() > 1
    assert set(same.values_list("allowed", flat=True)) == {False}, "a number that is refused is refused wherever it stands"
    assert {decide(cast, name, each, "可以公开的号码", allowed=True) for name in ("finance", "finance_too") for each in same} == {
        "DS59"
    }


def test_a_number_that_is_gone_is_not_asked_about_and_another_one_is_open(
    cast: Any, submission: Submission, release: Release
) -> None:
    decide(cast, "director", identity_of(release), "含有公民身份号码", allowed=False)
    other = PLANTED[1].replace(IDENTITY, "110105-19800101-333X")
    made = published.evaluated(submission, published.package(published.YIYANG, PLANTED[0], other))
    submission.steps.update(evaluation=made)
    again = actions.prepare(cast.actor("finance_too"), submission, VERIFY)
    assert {each.allowed for each in again.hits.filter(kind="identity")} == {None}


@pytest.mark.parametrize("allowed", [True, False])
def test_a_reason_has_the_letters_that_the_law_book_asks_for(cast: Any, release: Release, allowed: bool) -> None:
    hit = identity_of(release)
    for reason in ("x", "可以", "。。。。。。", "同意放行"):
        assert decide(cast, "director", hit, reason, allowed=allowed) == "DS58", reason
    assert decide(cast, "director", hit, " ", allowed=allowed) == "DS55"
    assert decide(cast, "director", hit, "对外公开号码", allowed=allowed) == ""
    assert book().board.release_reason == 5


# ---- places in words, and the way back


def test_a_hit_tells_its_section_its_sentence_masked_and_its_field(cast: Any, submission: Submission, release: Release) -> None:
    found = [each for each in release.hits.filter(kind="identity") if each.place.startswith("公开页面")]
    assert found
    assert all(re.fullmatch(r"公开页面·报告“[^”]+”第 [0-9]+ 段", each.place) for each in found), [each.place for each in found]
    assert all("本单位负责人证件ID11************4447，联系电话138****1234" in each.around for each in found)
    stored = "".join(f"{each.place}{each.around}{each.masked}" for each in Hit.objects.all())
    assert not re.search(r"page\.json|#[0-9]", stored)
    assert "13800001234" not in stored
    assert IDENTITY not in stored
    assert {tuple(each.keys) for each in found} == {(FIELD,)}
    inside = set(release.hits.filter(kind="identity", place__startswith="公开包.zip").values_list("place", flat=True))
    assert any(re.fullmatch(r"公开包\.zip 里的 documents/自评报告\.docx·正文，第 [0-9]+ 处文字", each) for each in inside), inside
    assert any(re.fullmatch(r"公开包\.zip 里的 facts/case\.yaml，第 [0-9]+ 处文字", each) for each in inside), inside
    form = cast.client("finance_too").get(f"/review/{submission.pk}/?pin=cell:{FIELD}").content.decode()
    assert FIELD not in form.partition('class="pinned"')[2].partition("</p>")[0], "the field is called by its name"
    page = html.unescape(cast.client("finance_too").get(f"/public/office/{submission.pk}/").content.decode())
    assert f"?at={FIELD.replace('/', '%2F')}" in page
    assert f"/review/{submission.pk}/?pin=cell%3A{FIELD.replace('/', '%2F')}#opinion" in page


def test_a_hit_in_the_open_data_tells_its_row_and_column(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = ("at: 公开报告样本002 附件1}", "at: 附件1（张某13800001234）}")
    found = published.approved(cast, monkeypatch, published.package(published.YIYANG, *text))
    release = actions.prepare(cast.actor("finance_too"), found, VERIFY)
    places = [each.place for each in release.hits.all()]
    assert any(re.fullmatch(r"公开数据\.csv 第 [0-9]+ 行“[^”]+”的“出处”栏", each) for each in places), places
    assert any(re.fullmatch(r"公开页面·数据第 [0-9]+ 项“[^”]+”·出处", each) for each in places), places


def test_what_is_withheld_is_named_to_the_office_and_only_there(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = published.approved(cast, monkeypatch, published.package(published.YIYANG, *KEPT_BACK))
    release = actions.prepare(cast.actor("finance_too"), found, VERIFY)
    page = cast.client("finance_too").get(f"/public/office/{found.pk}/").content.decode()
    assert "有 1 项不属于公开口径，公开页面里没有：闲置固定资产总额" in page
    assert "闲置固定资产总额" not in {each["label"] for each in release.content["figures"]}


def test_who_may_not_return_is_told_whom_to_ask(cast: Any, submission: Submission, release: Release) -> None:
    pages = {
        name: cast.client(name)
        .get(f"/public/office/{submission.pk}/")
        .content.decode()
        .partition('id="return"')[2]
        .partition("</p>")[0]
        for name in ("finance_too", "director", "finance")
    }
    assert f"/review/{submission.pk}/#act" in pages["finance_too"]
    for name in ("director", "finance"):
        assert "/review/" not in pages[name]
        assert cast.people["finance_too"].name in pages[name]
        assert f"{cast.people['finance'].name}。" not in pages[name]


def test_the_reviewer_who_passed_is_not_given_the_publication_to_do(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    submission = published.approved(cast, monkeypatch)
    actions.prepare(cast.actor("finance_too"), submission, VERIFY)
    for name, open_ in (("finance", False), ("finance_too", True), ("director", True)):
        client = cast.client(name)
        todo = client.get("/todo/").content.decode()
        assert (f"/public/office/{submission.pk}/" in todo) is open_, name
        page = client.get(f"/public/office/{submission.pk}/").content.decode()
        button = re.search(r'<button class="button main"([^>]*)>公开</button>', page)
        assert button is not None
        assert ("disabled" not in button[1]) is open_
        assert ("WF10" not in page) is open_


# ---- what was withdrawn


def withdrawn(cast: Any, monkeypatch: Any, *, hide: bool, field: str = "") -> Publication:
    submission = published.approved(cast, monkeypatch)
    if field:
        Entry.objects.create(
            submission=submission,
            key=FIELD,
            typed=field,
            state="locked",
            changed_by=cast.people["clerk"],
            changed_at=timezone.now(),
        )
    release = actions.prepare(cast.actor("finance_too"), submission, VERIFY)
    made = actions.publish(cast.actor("finance_too"), release, version=Submission.objects.get(pk=submission.pk).version, once="p")
    version = Submission.objects.get(pk=submission.pk).version
    return actions.withdraw(cast.actor("director"), made, version=version, once="w", why="含身份证号", hide=hide)


@pytest.mark.parametrize("hide", [True, False])
def test_a_withdrawal_marks_the_field_of_the_identity_number_and_waits_for_the_unit(
    cast: Any, monkeypatch: Any, hide: bool
) -> None:
    made = withdrawn(cast, monkeypatch, hide=hide, field=f"负责人证件{IDENTITY}。")
    entry = Entry.objects.get(submission=made.submission, key=FIELD)
    assert entry.state == "returned"
    asked = Opinion.objects.get()
    assert (asked.kind, asked.key, asked.asks_change, asked.text, asked.role) == (
        "cell",
        FIELD,
        True,
        "含身份证号",
        Role.FINANCE_REVIEWER,
    )
    assert unanswered(Submission.objects.get(pk=made.submission_id)) == [asked]
    assert JournalEntry.objects.filter(action="review.opinion").count() == 1


def test_a_withdrawal_whose_place_is_not_known_asks_about_the_whole(cast: Any, monkeypatch: Any) -> None:
    made = withdrawn(cast, monkeypatch, hide=False)
    asked = Opinion.objects.get()
    assert (asked.kind, asked.asks_change) == ("whole", True)
    assert unanswered(Submission.objects.get(pk=made.submission_id)) == [asked]


def test_a_digest_of_what_was_hidden_was_published_and_withdrawn(cast: Any, monkeypatch: Any) -> None:
    made = withdrawn(cast, monkeypatch, hide=True)
    for digest in (made.release.digest, made.release.files["公开包.zip"]):
        page = Client().get(f"/public/verify/?sha256={digest}").content.decode()
        assert "没有公布过" not in page
        day = timezone.localtime(made.withdrawn_at)
        assert f"{day.year}年{day.month}月{day.day}日撤下" in page
        assert "1,794.03" not in page


def test_a_digest_with_blanks_around_it_is_looked_for(cast: Any, monkeypatch: Any) -> None:
    made = withdrawn(cast, monkeypatch, hide=False)
    page = Client().get("/public/verify/", {"sha256": f" \u3000\t{made.release.digest.upper()}\n "}).content.decode()
    assert made.index_number in page
    most = re.search(r'id="sha256"[^>]* maxlength="([0-9]+)"', page)
    assert most is not None
    assert int(most[1]) > 64, "the browser would cut what stands behind the blanks"


# ---- the public page


@pytest.mark.parametrize("change", [("", ""), KEPT_BACK])
def test_the_report_has_its_headings_with_and_without_the_paper(cast: Any, monkeypatch: Any, change: tuple[str, str]) -> None:
    submission = published.approved(cast, monkeypatch, published.package(published.YIYANG, *change))
    release = actions.prepare(cast.actor("finance_too"), submission, VERIFY)
    for hit in release.hits.all():
        decide(cast, "director", hit, "单位对外公开的电话", allowed=True)
    version = Submission.objects.get(pk=submission.pk).version
    made = actions.publish(cast.actor("finance_too"), release, version=version, once="p")
    report = Client().get(f"/public/report/{made.slug}/").content.decode().partition('id="report"')[2].partition("</section>")[0]
    headings = re.findall(r'<h3 class="heading">([^<]+)</h3>', report)
    assert len(headings) > 3
    if change[0]:
        assert headings[0] == "机构职能"


def test_the_sign_in_page_leads_to_the_public_index() -> None:
    assert 'href="/public/"' in Client().get("/login/").content.decode().partition("<main")[2].partition("</main>")[0]


def test_words_around_a_number_are_cut_at_the_sentence_and_hold_no_other_number() -> None:
    found = personal.search([("某处", "前一句。电话13800001234和13900005678，证件110105198001014447；后一句")], book())
    assert {each.around for each in found} == {"电话138****1234和139****5678，证件11************4447"}
