"""What a review writes: opinions, answers, approvals that lapse, points by a published scale, passing on and returning."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.http import Http404
from django.utils import timezone
from tests.web.review_cast import SCORED, fill, now, send, submit

from hengji.web.accounts import actions as accounts
from hengji.web.accounts.models import Grant, User
from hengji.web.faults import Refused
from hengji.web.journal import chain
from hengji.web.journal.models import JournalEntry
from hengji.web.public.models import Publication, Release
from hengji.web.reviews import actions, approvals
from hengji.web.reviews.actions import Points, Said
from hengji.web.reviews.models import Approval, Opinion, ReviewScore, ReviewTotal
from hengji.web.reviews.seen import current, read
from hengji.web.roles import State
from hengji.web.submissions.drafts import draft
from hengji.web.submissions.models import Evidence, Step, Submission
from hengji.web.work import storage

OUTTURN = "facts/“三公”经费"
CHANGE = ("name: “三公”经费, value: 34.86万元", "name: “三公”经费, value: 34.87万元")


@pytest.fixture
def cast(reviewed: Any) -> Any:
    return reviewed


@pytest.fixture
def sent(cast: Any) -> Submission:
    found: Submission = cast.submission
    return found


def seen_of(submission: Submission) -> Any:
    fresh = now(submission)
    evaluation = current(fresh)
    assert evaluation is not None
    return read(fresh, evaluation)


def pass_on(cast: Any, name: str, submission: Submission, **more: Any) -> Any:
    fields = {"version": now(submission).version, "once": secrets.token_hex(16), **more}
    return actions.pass_on(cast.actor(name), submission.pk, **fields)


def send_back(cast: Any, name: str, submission: Submission) -> Any:
    return actions.send_back(
        cast.actor(name), submission.pk, version=now(submission).version, once=secrets.token_hex(16), reason="请更正"
    )


def at_the_bureau(cast: Any, submission: Submission) -> Submission:
    pass_on(cast, "unit_reviewer", submission)
    pass_on(cast, "department", submission)
    return now(submission)


def place(submission: Submission, key: str = OUTTURN, kind: str = "cell") -> tuple[str, str, str]:
    return kind, key, seen_of(submission).places[kind, key].digest


def code_of(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refusal:
        call(*args, **more)
    return str(refusal.value.problem.code)


def rows() -> int:
    return int(JournalEntry.objects.count())


# ---- opinions


def test_an_opinion_stands_at_its_cell_with_its_row_of_the_journal(cast: Any, sent: Submission) -> None:
    made = actions.give_opinion(
        cast.actor("unit_reviewer"), sent.pk, Said("cell", OUTTURN, "与决算表不符", "34.86万元", asks_change=True)
    )
    assert (made.key, made.role, made.state, made.cycle) == (OUTTURN, "unit_reviewer", "open", 1)
    assert JournalEntry.objects.filter(action="review.opinion", subject=f"submission/{sent.pk}").count() == 1


def test_a_double_click_gives_one_opinion(cast: Any, sent: Submission) -> None:
    said = Said("cell", OUTTURN, "与决算表不符")
    first, again = (actions.give_opinion(cast.actor("unit_reviewer"), sent.pk, said) for _ in range(2))
    assert (first.pk, Opinion.objects.count()) == (again.pk, 1)


@pytest.mark.parametrize(
    "said", [Said("cell", "facts/没有的数", "查无此数"), Said("state", "approved", "越权"), Said("line", "ZZ-9", "没有的指标")]
)
def test_a_place_that_does_not_exist_is_refused(cast: Any, sent: Submission, said: Said) -> None:
    before = rows()
    assert code_of(actions.give_opinion, cast.actor("unit_reviewer"), sent.pk, said) == "WF60"
    assert (Opinion.objects.count(), rows()) == (0, before)


def test_the_unit_answers_at_the_same_place_with_the_value_before_and_after(cast: Any, sent: Submission) -> None:
    asked = actions.give_opinion(
        cast.actor("unit_reviewer"), sent.pk, Said("cell", OUTTURN, "与决算表不符，请核对", asks_change=True)
    )
    send_back(cast, "unit_reviewer", sent)
    send(cast, old=CHANGE[0], new=CHANGE[1])
    made = actions.answer(cast.actor("clerk"), sent.pk, asked.pk, "已按决算表更正")
    asked.refresh_from_db()
    assert (made.before, made.after, asked.state) == ("34.86", "34.87", "answered")


def test_an_answer_after_the_opinion_is_settled_is_refused(cast: Any, sent: Submission) -> None:
    asked = actions.give_opinion(cast.actor("unit_reviewer"), sent.pk, Said("whole", "", "请补充说明"))
    actions.settle(cast.actor("unit_reviewer"), sent.pk, asked.pk)
    assert code_of(actions.answer, cast.actor("clerk"), sent.pk, asked.pk, "已补充") == "WF68"


def test_nobody_else_settles_the_opinion_of_a_role(cast: Any, sent: Submission) -> None:
    asked = actions.give_opinion(cast.actor("unit_reviewer"), sent.pk, Said("whole", "", "请补充说明"))
    pass_on(cast, "unit_reviewer", sent)
    with pytest.raises(Http404):
        actions.settle(cast.actor("department"), sent.pk, asked.pk)


# ---- two persons never the same


def test_who_filled_in_does_not_review_not_even_by_delegation(cast: Any, sent: Submission) -> None:
    held, today = Grant.objects.get(user=cast.people["unit_reviewer"]), timezone.localdate()
    accounts.delegate(cast.actor("unit_reviewer"), held, cast.people["clerk"], today, today, "出差")
    assert code_of(pass_on, cast, "clerk", sent) == "WF67"
    assert code_of(actions.give_opinion, cast.actor("clerk"), sent.pk, Said("whole", "", "自己审自己")) == "WF67"
    assert now(sent).state == State.UNIT_REVIEW


def test_a_delegation_that_is_over_lets_nobody_in(cast: Any, sent: Submission) -> None:
    held, today = Grant.objects.get(user=cast.people["unit_reviewer"]), timezone.localdate()
    accounts.delegate(cast.actor("unit_reviewer"), held, cast.people["nobody"], today, today, "出差")
    fields = {"version": now(sent).version, "once": secrets.token_hex(16)}
    with pytest.raises(Http404):
        actions.pass_on(cast.actor("nobody", later=timedelta(days=2)), sent.pk, **fields)
    actions.pass_on(cast.actor("nobody"), sent.pk, **fields)
    assert now(sent).state == State.DEPARTMENT_REVIEW


def test_a_reviewer_who_was_disabled_a_second_ago_approves_nothing(cast: Any, sent: Submission) -> None:
    actor, asked = cast.actor("unit_reviewer"), place(sent)
    User.objects.filter(pk=actor.user.pk).update(is_active=False)
    actor.user.refresh_from_db()
    with pytest.raises(Http404):
        actions.approve(actor, sent.pk, [asked])
    assert not Approval.objects.exists()


def test_one_person_in_two_roles_takes_one_step_of_a_cycle(cast: Any, sent: Submission) -> None:
    from hengji.web.roles import Role

    accounts.grant(None, cast.people["unit_reviewer"], Role.DEPARTMENT, cast.places["department"])
    pass_on(cast, "unit_reviewer", sent)
    assert code_of(pass_on, cast, "unit_reviewer", sent) == "WF67"


# ---- approvals


def test_an_approval_is_of_what_was_seen(cast: Any, sent: Submission) -> None:
    kind, key, _ = place(sent)
    assert code_of(actions.approve, cast.actor("unit_reviewer"), sent.pk, [(kind, key, "0" * 64)]) == "WF61"
    assert not Approval.objects.exists()


def test_of_several_approvals_none_stands_where_one_was_of_an_older_value(cast: Any, sent: Submission) -> None:
    asked = [place(sent), ("line", "N10-B", "0" * 64)]
    assert code_of(actions.approve, cast.actor("unit_reviewer"), sent.pk, asked) == "WF61"
    assert not Approval.objects.exists()


def test_approving_twice_is_one_approval_and_one_row(cast: Any, sent: Submission) -> None:
    for _ in range(2):
        actions.approve(cast.actor("unit_reviewer"), sent.pk, [place(sent)])
    assert (Approval.objects.count(), JournalEntry.objects.filter(action="review.approved").count()) == (1, 1)


def held(submission: Submission, key: str, kind: str = "cell") -> Any:
    return approvals.standing(now(submission), seen_of(submission))[kind, key]["unit_reviewer"]


def test_an_approval_lapses_by_itself_when_its_figure_changes_and_only_that_one(cast: Any, sent: Submission) -> None:
    other = "facts/公务接待费"
    actions.approve(cast.actor("unit_reviewer"), sent.pk, [place(sent), place(sent, other)])
    actions.give_opinion(cast.actor("unit_reviewer"), sent.pk, Said("cell", OUTTURN, "请核对", asks_change=True))
    send_back(cast, "unit_reviewer", sent)
    send(cast, old=CHANGE[0], new=CHANGE[1])
    lapsed = Approval.objects.get(key=OUTTURN)
    assert lapsed.lapsed_at is not None
    assert (lapsed.seen["value"], lapsed.now["value"]) == ("34.86万元", "34.87万元")
    assert ("数", "34.86万元", "34.87万元") in held(sent, OUTTURN).changes
    assert held(sent, other).holds
    row = JournalEntry.objects.get(action="review.lapsed")
    assert OUTTURN in row.content
    assert other not in row.content


def test_an_approval_lapses_when_the_evidence_of_its_figure_changes(cast: Any, sent: Submission) -> None:
    line = next(line for line in seen_of(sent).lines if line.key == "CZ-3")
    actions.approve(cast.actor("unit_reviewer"), sent.pk, [("line", "CZ-3", line.digest)])
    assert held(sent, "CZ-3", "line").holds
    Evidence.objects.create(
        submission=sent, file=storage.keep([b"a stamped paper"]), name="a.pdf", title="盘点表", lines=["CZ-3"],
        added_by=cast.people["clerk"], added_at=timezone.now(),
    )  # fmt: skip
    found = held(sent, "CZ-3", "line")
    assert (found.holds, [part for part, _, _ in found.changes]) == (False, ["佐证材料"])


def test_what_lapsed_has_to_be_looked_at_again_before_passing_on(cast: Any, sent: Submission) -> None:
    actions.approve(cast.actor("unit_reviewer"), sent.pk, [place(sent)])
    asked = actions.give_opinion(cast.actor("unit_reviewer"), sent.pk, Said("cell", OUTTURN, "请核对", asks_change=True))
    send_back(cast, "unit_reviewer", sent)
    send(cast, old=CHANGE[0], new=CHANGE[1])
    assert code_of(pass_on, cast, "unit_reviewer", sent) == "WF63"
    actions.settle(cast.actor("unit_reviewer"), sent.pk, asked.pk)
    assert code_of(pass_on, cast, "unit_reviewer", sent) == "WF63"
    actions.approve(cast.actor("unit_reviewer"), sent.pk, [place(sent)])
    pass_on(cast, "unit_reviewer", sent)
    assert now(sent).state == State.DEPARTMENT_REVIEW


# ---- passing on and returning


def test_a_return_names_its_cells_and_they_alone_are_marked(cast: Any, sent: Submission) -> None:
    assert code_of(send_back, cast, "unit_reviewer", sent) == "WF62"
    actions.give_opinion(cast.actor("unit_reviewer"), sent.pk, Said("cell", OUTTURN, "请核对", asks_change=True))
    send_back(cast, "unit_reviewer", sent)
    fresh = now(sent)
    assert fresh.state == State.RETURNED
    assert [each.key for each in fresh.entries.filter(state="returned")] == [OUTTURN]
    assert not fresh.entries.filter(state="locked").exists()


def test_who_comes_second_is_told_and_there_is_one_row(cast: Any, sent: Submission) -> None:
    fresh = at_the_bureau(cast, sent)
    settle_every_line(cast, sent)
    pass_on(cast, "finance", sent)
    assert code_of(pass_on, cast, "finance_too", sent, version=fresh.version) == "WF01"
    assert JournalEntry.objects.filter(action="submission.approved").count() == 1


def test_the_same_click_twice_gives_the_same_receipt(cast: Any, sent: Submission) -> None:
    fields = {"version": sent.version, "once": secrets.token_hex(16)}
    first, again = (actions.pass_on(cast.actor("unit_reviewer"), sent.pk, **fields) for _ in range(2))
    assert (first.pk, Step.objects.filter(after=State.DEPARTMENT_REVIEW).count()) == (again.pk, 1)


def test_a_page_of_an_older_version_takes_no_step(cast: Any, sent: Submission) -> None:
    assert code_of(pass_on, cast, "unit_reviewer", sent, version=sent.version - 1) == "WF09"


def test_an_open_request_stands_in_the_way(cast: Any, sent: Submission) -> None:
    actions.give_opinion(cast.actor("unit_reviewer"), sent.pk, Said("whole", "", "请更正", asks_change=True))
    assert code_of(pass_on, cast, "unit_reviewer", sent) == "WF63"


# ---- points


def points_for(submission: Submission, **changed: Points) -> list[Points]:
    return [
        changed.get(line.key) or Points(line.key, line.says["points"], "computed")
        for line in seen_of(submission).lines
        if line.open
    ]


def settle_every_line(cast: Any, submission: Submission, name: str = "finance") -> None:
    actions.score(cast.actor(name), submission.pk, points_for(submission))


def test_total_and_grade_come_when_every_line_is_settled_and_not_before(cast: Any, sent: Submission) -> None:
    at_the_bureau(cast, sent)
    every = points_for(sent)
    actions.score(cast.actor("finance"), sent.pk, every[:-1])
    open_ = ReviewTotal.objects.get()
    assert (open_.total, open_.grade) == ("", "")
    assert every[-1].line in open_.why
    assert code_of(pass_on, cast, "finance", sent) == "WF63"
    actions.score(cast.actor("finance"), sent.pk, every[-1:])
    total = ReviewTotal.objects.get()
    assert (total.total, total.grade) == ("99.62", "优秀")
    pass_on(cast, "finance", sent)
    assert now(sent).state == State.APPROVED


def test_the_total_is_the_sum_of_what_was_given(cast: Any, sent: Submission) -> None:
    """N10-B 9.62 → 9.62; CZ-3 10 → 7 by criterion 03 (30 %): 99.62 − 3 ＝ 96.62; claimed 96, (96－96.62)÷96 ＝ －0.65%."""
    at_the_bureau(cast, sent)
    given = points_for(sent, **{"CZ-3": Points("CZ-3", "7", "criterion:03:30", "目标写作“加强管理”，不能考核")})
    actions.score(cast.actor("finance"), sent.pk, given)
    total = ReviewTotal.objects.get()
    assert (total.total, total.deviation) == ("96.62", "-0.65%")


TEXT = ("本部门是市委主管组织工作的党委部门", "本部门是主管组织工作的党委部门")


def back_with_other_words(cast: Any, submission: Submission) -> Submission:
    """Scored by one reviewer, returned for its words alone, and at the bureau once more: every figure stands as it was scored."""
    at_the_bureau(cast, submission)
    settle_every_line(cast, submission)
    actions.give_opinion(cast.actor("finance"), submission.pk, Said("whole", "", "请改通顺", asks_change=True))
    send_back(cast, "finance", submission)
    send(cast, old=TEXT[0], new=TEXT[1])
    pass_on(cast, "unit_reviewer", submission)
    pass_on(cast, "department", submission)
    for each in submission.opinions.all():
        actions.settle(cast.actor("finance_too"), submission.pk, each.pk)
    return now(submission)


def test_points_that_stand_on_after_a_return_have_their_total_again_when_they_are_passed(cast: Any, sent: Submission) -> None:
    again = back_with_other_words(cast, sent)
    first, second = ReviewTotal.objects.get().evaluation, current(again)
    assert second is not None
    assert first != second
    page = cast.client("finance_too").get(f"/review/{sent.pk}/").content.decode()
    assert "99.62 <small>优秀</small>" in page.partition("<dt>复核得分</dt>")[2].partition("</dd>")[0]
    assert ReviewTotal.objects.count() == 1, "looking at a page writes nothing"
    before = JournalEntry.objects.filter(action="review.total").count()
    pass_on(cast, "finance_too", sent)
    total = ReviewTotal.objects.get(evaluation=second)
    assert (total.total, total.grade, now(sent).state) == ("99.62", "优秀", State.APPROVED)
    assert JournalEntry.objects.filter(action="review.total").count() == before + 1


def test_points_that_cannot_be_added_up_are_not_passed(cast: Any, sent: Submission) -> None:
    again = back_with_other_words(cast, sent)
    again.evaluations.update(rulebook_digest="0" * 64)
    before = rows()
    with pytest.raises(Refused) as refusal:
        pass_on(cast, "finance_too", sent)
    assert refusal.value.problem.code == "WF63"
    assert "规则册已经更新" in str(refusal.value.problem.found)
    assert (now(sent).state, rows()) == (State.FINANCE_REVIEW, before)


@pytest.mark.parametrize(
    ("points", "step", "reason", "code"),
    [
        ("11", "other", "超过分值", "WF64"),
        ("9.999", "other", "小数太多", "WF64"),
        ("九分", "other", "不是数", "WF64"),
        ("-1", "other", "负数", "WF64"),
        ("9", "computed", "", "WF66"),
        ("8", "criterion:03:30", "说的是百分之三十", "WF66"),
        ("7", "criterion:03:30", "", "WF65"),
        ("5", "other", "  ", "WF65"),
        ("5", "criterion:03:45", "没有这一档", "WF60"),
    ],
)
def test_points_follow_from_the_step_that_is_named(
    cast: Any, sent: Submission, points: str, step: str, reason: str, code: str
) -> None:
    at_the_bureau(cast, sent)
    before = rows()
    assert code_of(actions.score, cast.actor("finance"), sent.pk, [Points("CZ-3", points, step, reason)]) == code
    assert (ReviewScore.objects.count(), rows()) == (0, before)


def test_a_line_that_somebody_else_scored_since_is_not_overwritten(cast: Any, sent: Submission) -> None:
    at_the_bureau(cast, sent)
    actions.score(cast.actor("finance"), sent.pk, [Points("CZ-3", "10", "computed")])
    assert code_of(actions.score, cast.actor("finance_too"), sent.pk, [Points("CZ-3", "5", "other", "没有佐证")]) == "WF70"
    actions.score(cast.actor("finance_too"), sent.pk, [Points("CZ-3", "5", "other", "没有佐证", version=1)])
    assert ReviewScore.objects.get().points == "5"


def test_points_for_a_line_that_changed_since_do_not_count(cast: Any, sent: Submission) -> None:
    at_the_bureau(cast, sent)
    settle_every_line(cast, sent)
    actions.give_opinion(cast.actor("finance"), sent.pk, Said("cell", OUTTURN, "请核对", asks_change=True))
    send_back(cast, "finance", sent)
    send(cast, old=CHANGE[0], new=CHANGE[1])
    at_the_bureau(cast, sent)
    hindrances = actions.in_the_way(now(sent), seen_of(sent), "finance_reviewer")
    changed = [line.key for line in seen_of(sent).lines if "34.87万元" in line.says["statement"]]
    assert changed
    names = {line["code"]: line["path"][-1] for line in draft(sent).tree["lines"]}
    assert all(any(names[key] in each for each in hindrances) for key in changed)


def test_a_third_party_gives_points_of_its_own_where_it_was_asked(cast: Any, sent: Submission) -> None:
    at_the_bureau(cast, sent)
    given = [Points("CZ-3", "10", "computed")]
    with pytest.raises(Http404):
        actions.score(cast.actor("third_party"), sent.pk, given)
    actions.assign(cast.actor("finance"), sent.pk, cast.people["third_party"].pk)
    actions.score(cast.actor("third_party"), sent.pk, given)
    assert [each.role for each in ReviewScore.objects.all()] == ["third_party"]
    assert code_of(pass_on, cast, "finance", sent) == "WF63"
    with pytest.raises(Http404):
        pass_on(cast, "third_party", sent)
    actions.withdraw(cast.actor("finance"), sent.pk, cast.people["third_party"].pk)
    with pytest.raises(Http404):
        actions.score(cast.actor("third_party"), sent.pk, given)


def test_only_a_third_party_of_the_bureau_is_asked(cast: Any, sent: Submission) -> None:
    at_the_bureau(cast, sent)
    assert code_of(actions.assign, cast.actor("finance"), sent.pk, cast.people["other_clerk"].pk) == "WF69"


# ---- strangers, and nothing without its row


@pytest.mark.parametrize("name", ["other_clerk", "other_department", "other_finance", "system", "security", "auditor", "nobody"])
def test_a_stranger_writes_nothing_and_is_not_told_that_it_exists(cast: Any, sent: Submission, name: str) -> None:
    asked, before = place(sent), rows()
    calls: list[Any] = [
        lambda actor: actions.give_opinion(actor, sent.pk, Said("whole", "", "外人")),
        lambda actor: actions.approve(actor, sent.pk, [asked]),
        lambda actor: actions.score(actor, sent.pk, [Points("CZ-3", "10", "computed")]),
        lambda actor: actions.pass_on(actor, sent.pk, version=sent.version, once="a" * 32),
        lambda actor: actions.send_back(actor, sent.pk, version=sent.version, once="a" * 32, reason="外人"),
        lambda actor: actions.assign(actor, sent.pk, cast.people["third_party"].pk),
    ]
    for call in calls:
        with pytest.raises(Http404):
            call(cast.actor(name))
    assert rows() == before


def test_where_the_journal_cannot_be_written_nothing_is(cast: Any, sent: Submission, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    asked = place(sent)
    monkeypatch.setattr(actions, "record", broken)
    for call in (
        lambda: actions.give_opinion(cast.actor("unit_reviewer"), sent.pk, Said("whole", "", "意见")),
        lambda: actions.approve(cast.actor("unit_reviewer"), sent.pk, [asked]),
    ):
        with pytest.raises(OSError, match="No space"):
            call()
    assert not Opinion.objects.exists()
    assert not Approval.objects.exists()


def test_the_chain_is_whole_after_a_review(cast: Any, sent: Submission) -> None:
    actions.approve(cast.actor("unit_reviewer"), sent.pk, [place(sent)])
    at_the_bureau(cast, sent)
    settle_every_line(cast, sent)
    pass_on(cast, "finance", sent)
    assert chain.verify().broken is None


def test_wf52_what_was_hidden_is_not_sent_again_unchanged(cast: Any, sent: Submission) -> None:
    submission = now(sent)
    evaluation = current(submission)
    assert evaluation is not None
    person, at = cast.people["director"], timezone.now()
    release = Release.objects.create(
        submission=submission, evaluation=evaluation, package=evaluation.case, digest="0" * 64, asked_by=person, asked_at=at
    )
    Publication.objects.create(
        submission=submission, release=release, slug=secrets.token_hex(8), published_by=person, published_at=at, withdrawn_by=person,
        withdrawn_at=at, withdrawn_why="含身份证号", hidden=True,
    )  # fmt: skip
    Submission.objects.filter(pk=submission.pk).update(state=State.RETURNED)
    with pytest.raises(Refused) as refusal:
        submit(cast, submission)
    assert refusal.value.problem.code == "WF52"
    fill(cast, now(submission), SCORED, *TEXT)
    submit(cast, submission)
    assert now(submission).state == State.UNIT_REVIEW
