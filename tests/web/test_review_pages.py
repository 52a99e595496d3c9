"""The pages of a review and the board, each for owner, reviewer and stranger; nothing comes in by fields that a page does not have."""

from __future__ import annotations

import io
import re
import secrets
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.utils import timezone
from tests.web.review_cast import now, work

from hengji.web.journal.models import JournalEntry
from hengji.web.reviews import actions, audits
from hengji.web.reviews.actions import Points, Said
from hengji.web.reviews.models import Opinion, ReportAudit
from hengji.web.reviews.seen import current, read
from hengji.web.roles import State
from hengji.web.rounds.models import Round
from hengji.web.submissions.models import Submission
from hengji.web.work.models import Task

CELL = "facts/“三公”经费"
OWNERS = ("clerk", "unit_reviewer")
STRANGERS = ("other_clerk", "other_department", "other_finance", "system", "security", "auditor", "nobody")


@pytest.fixture
def cast(reviewed: Any) -> Any:
    return reviewed


@pytest.fixture
def sent(cast: Any) -> Submission:
    found: Submission = cast.submission
    return found


def moved(submission: Submission, state: State) -> Submission:
    """The submission as if it stood in a state: pages are looked at, steps are tested elsewhere."""
    Submission.objects.filter(pk=submission.pk).update(state=state)
    return now(submission)


def address(submission: Submission, more: str = "") -> str:
    return f"/review/{submission.pk}/{more}"


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_points_go_out_as_a_workbook_and_to_the_unit_without_the_reviewers(cast: Any, sent: Submission) -> None:
    moved(sent, State.FINANCE_REVIEW)
    actions.score(cast.actor("finance"), sent.pk, [Points("CZ-3", "9", "other", "资料不全")])
    sheets = {}
    for name in ("finance", "clerk"):
        page = openpyxl.load_workbook(io.BytesIO(cast.client(name).get(address(sent, "?format=xlsx")).content)).active
        assert page is not None
        sheets[name] = {row[0].value: [cell.value for cell in row] for row in page.iter_rows()}
    head = sheets["finance"].pop("指标编号")
    assert head[1:5] == ["指标", "分值", "自评得分", "测算得分"]
    assert (sheets["finance"]["CZ-3"][7], sheets["finance"]["CZ-3"][-1]) == (9, "资料不全")
    assert not any(sheets["clerk"]["CZ-3"][7:])
    assert sheets["clerk"]["CZ-3"][:5] == sheets["finance"]["CZ-3"][:5]


# ---- who sees what


@pytest.mark.parametrize("more", ["", "history/"])
@pytest.mark.parametrize("name", OWNERS)
def test_the_unit_sees_its_own_review_in_every_state(cast: Any, sent: Submission, name: str, more: str) -> None:
    for state in State:
        moved(sent, state)
        assert cast.client(name).get(address(sent, more)).status_code == 200, state


@pytest.mark.parametrize("more", ["", "history/"])
@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_gets_404_in_every_state(cast: Any, sent: Submission, name: str, more: str) -> None:
    for state in State:
        moved(sent, state)
        assert cast.client(name).get(address(sent, more)).status_code == 404, state


def test_who_is_not_signed_in_is_asked_to(cast: Any, sent: Submission) -> None:
    assert cast.client("").get(address(sent)).status_code == 302


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("department", {State.DEPARTMENT_REVIEW, State.FINANCE_REVIEW, State.RETURNED, State.APPROVED, State.PUBLISHED}),
        ("finance", {State.FINANCE_REVIEW, State.RETURNED, State.APPROVED, State.PUBLISHED}),
        ("director", {State.FINANCE_REVIEW, State.RETURNED, State.APPROVED, State.PUBLISHED}),
        ("third_party", set()),
    ],
)
def test_a_reviewer_sees_it_from_the_state_in_which_it_arrives(cast: Any, sent: Submission, name: str, states: set[State]) -> None:
    seen = {state for state in State if cast.client(name).get(address(moved(sent, state))).status_code == 200}
    assert seen == states


@pytest.mark.parametrize("name", [*OWNERS, *STRANGERS, "department", "third_party", ""])
def test_the_board_is_for_the_bureau(cast: Any, name: str) -> None:
    for more in ("", f"{cast.round.pk}/", f"{cast.round.pk}/units/"):
        assert cast.client(name).get(f"/board/{more}").status_code == (
            302 if not name else 200 if not more and name == "other_finance" else 404
        )


@pytest.mark.parametrize("name", ["finance", "director"])
def test_the_bureau_sees_its_board(cast: Any, name: str) -> None:
    page = cast.client(name).get(f"/board/{cast.round.pk}/")
    assert page.status_code == 200
    assert cast.client(name).get(f"/board/{cast.round.pk}/units/?of=sent").status_code == 200


WRITES: dict[str, tuple[str, dict[str, str]]] = {
    "opinion": ("opinions/", {"kind": "whole", "key": "", "quote": "", "text": "外人的意见"}),
    "approve": ("approve/", {"place": f"cell:{'0' * 64}:{CELL}"}),
    "score": ("score/", {"line": "CZ-3", "points-CZ-3": "10", "step-CZ-3": "computed", "reason-CZ-3": "", "version-CZ-3": "0"}),
    "pass": ("pass/", {"version": "1", "once": "a" * 32, "reason": ""}),
    "return": ("return/", {"version": "1", "once": "a" * 32, "reason": "外人"}),
    "assign": ("assign/", {"user": "1"}),
}


@pytest.mark.parametrize("name", STRANGERS)
@pytest.mark.parametrize("write", WRITES)
def test_a_stranger_writes_nothing(cast: Any, sent: Submission, name: str, write: str) -> None:
    before = JournalEntry.objects.count()
    more, fields = WRITES[write]
    for state in (State.UNIT_REVIEW, State.FINANCE_REVIEW):
        moved(sent, state)
        assert cast.client(name).post(address(sent, more), fields).status_code == 404
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize("write", WRITES)
def test_a_field_that_the_page_does_not_have_is_named_and_refused(cast: Any, sent: Submission, write: str) -> None:
    more, fields = WRITES[write]
    for extra in ("state", "by", "role"):
        answer = cast.client("unit_reviewer").post(address(sent, more), {**fields, extra: "approved"})
        if write in {"score", "assign"}:
            assert answer.status_code in {400, 404}
        else:
            assert answer.status_code == 400
            assert "WF73" in text(answer)
            assert extra in text(answer)
    assert now(sent).state == State.UNIT_REVIEW


def test_an_opinion_of_another_submission_is_not_answered_through_this_one(cast: Any, sent: Submission) -> None:
    made = actions.give_opinion(cast.actor("unit_reviewer"), sent.pk, Said("whole", "", "请补充"))
    Submission.objects.filter(pk=cast.foreign.pk).update(state=State.RETURNED)
    assert (
        cast.client("other_clerk").post(f"/review/{cast.foreign.pk}/opinions/{made.pk}/answer/", {"text": "冒答"}).status_code
        == 404
    )
    assert not made.answers.exists()


# ---- what the page shows


def test_the_page_has_the_facts_the_lines_and_the_findings_with_their_computation(cast: Any, sent: Submission) -> None:
    page = text(cast.client("unit_reviewer").get(address(sent)))
    for said in ("“三公”经费", "34.86", "CZ-5", "15.29万元 ≤ 上年", "SC09", "预算执行率", "怎样得满分"):
        assert said in page, said
    assert "<script" not in page


def test_the_report_is_audited_once_and_its_figures_are_coloured(
    cast: Any, sent: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    work()
    for _ in range(2):
        cast.client("unit_reviewer").get(address(sent))
    assert Task.objects.filter(kind=audits.KIND).count() == 1
    work()
    assert ReportAudit.objects.count() == 1
    monkeypatch.setattr(audits, "make", lambda _: pytest.fail("the report was audited again"))
    page = text(cast.client("unit_reviewer").get(address(sent)))
    assert {"confirmed", "unchecked"} <= set(re.findall(r'class="figure (\w+)"', page))
    assert Task.objects.filter(kind=audits.KIND).count() == 1


def test_a_figure_of_the_report_leads_to_an_opinion_on_its_cell(cast: Any, sent: Submission) -> None:
    work()
    cast.client("unit_reviewer").get(address(sent))
    work()
    kept = ReportAudit.objects.get()
    number = next(at for at, figure in enumerate(kept.figures) if figure[2] == CELL)
    page = text(cast.client("unit_reviewer").get(address(sent, f"?figure={number}")))
    assert f'name="key" value="{CELL}"' in page.replace("&quot;", '"')
    assert f"<q>{kept.figures[number][0]}</q>" in page


def test_an_opinion_is_posted_without_a_script_and_stands_in_both_pages(cast: Any, sent: Submission) -> None:
    answer = cast.client("unit_reviewer").post(
        address(sent, "opinions/"),
        {"kind": "cell", "key": CELL, "quote": "34.86万元", "text": "<b>与决算表不符</b>", "asks_change": "1"},
    )
    made = Opinion.objects.get()
    assert answer["Location"] == address(sent, f"#o{made.pk}")
    for name in OWNERS:
        page = text(cast.client(name).get(address(sent)))
        assert "&lt;b&gt;与决算表不符" in page
        assert "<b>与决算表不符" not in page


def test_the_clerk_corrects_the_cell_in_the_answer(cast: Any, sent: Submission) -> None:
    made = actions.give_opinion(cast.actor("unit_reviewer"), sent.pk, Said("cell", CELL, "与决算表不符", asks_change=True))
    actions.send_back(cast.actor("unit_reviewer"), sent.pk, version=sent.version, once=secrets.token_hex(16), reason="请更正")
    page = text(cast.client("clerk").get(address(sent)))
    version = re.search(r'name="version" value="(\d+)"><button', page)
    assert version is not None
    assert "34.86" in page
    cast.client("clerk").post(
        address(sent, f"opinions/{made.pk}/answer/"), {"text": "已按决算表更正", "value": "34.87万元", "version": version[1]}
    )
    kept = made.answers.get()
    assert (kept.before, kept.after) == ("34.86", "34.87万元")
    assert now(sent).history.filter(key=CELL).last().way == "answered"
    assert "答复意见" in text(cast.client("clerk").get(address(sent, f"history/?key={CELL}")))


def test_an_answer_over_a_value_that_somebody_changed_since_is_refused_whole(cast: Any, sent: Submission) -> None:
    made = actions.give_opinion(cast.actor("unit_reviewer"), sent.pk, Said("cell", CELL, "与决算表不符", asks_change=True))
    actions.send_back(cast.actor("unit_reviewer"), sent.pk, version=sent.version, once=secrets.token_hex(16), reason="请更正")
    answer = cast.client("clerk").post(
        address(sent, f"opinions/{made.pk}/answer/"), {"text": "已更正", "value": "1万元", "version": "77"}
    )
    assert (answer.status_code, made.answers.count()) == (409, 0)
    assert now(sent).entries.get(key=CELL).typed == "34.86"


def test_points_of_the_bureau_are_shown_to_the_unit_once_they_are_final(cast: Any, sent: Submission) -> None:
    moved(sent, State.FINANCE_REVIEW)
    evaluation = current(now(sent))
    assert evaluation is not None
    lines = [line for line in read(sent, evaluation).lines if line.open]
    given = [Points(line.key, line.says["points"], "computed") for line in lines if line.key != "CZ-6"]
    actions.score(cast.actor("finance"), sent.pk, [*given, Points("CZ-6", "21", "criterion:03:30", "目标不能考核的理由")])
    assert "目标不能考核的理由" in text(cast.client("finance").get(address(sent)))
    assert "目标不能考核的理由" not in text(cast.client("clerk").get(address(sent)))
    moved(sent, State.APPROVED)
    page = text(cast.client("clerk").get(address(sent)))
    assert "目标不能考核的理由" in page
    assert "90.62" in page


def passing(cast: Any, sent: Submission) -> Any:
    page = text(cast.client("unit_reviewer").get(address(sent)))
    once = re.search(r'name="once" value="([0-9a-f]{32})"', page)
    assert once is not None
    fields = {"version": str(sent.version), "once": once[1], "reason": "数据齐全"}
    return cast.client("unit_reviewer").post(address(sent, "pass/"), fields, follow=True)


def test_passing_on_by_the_page_gives_a_receipt(cast: Any, sent: Submission) -> None:
    work()
    assert audits.wanted(cast.actor("unit_reviewer"), current(now(sent))) is not None  # type: ignore[arg-type]
    work()
    assert "图请看报告文件" in text(cast.client("unit_reviewer").get(address(sent)))
    answer = passing(cast, sent)
    assert now(sent).state == State.DEPARTMENT_REVIEW
    assert "回执" in text(answer)


def test_nobody_passes_a_report_whose_figures_are_not_read_yet(cast: Any, sent: Submission) -> None:
    page = text(cast.client("unit_reviewer").get(address(sent)))
    assert "核对完以前不能通过" in page
    answer = passing(cast, sent)
    assert (answer.status_code, now(sent).state) == (409, State.UNIT_REVIEW)
    assert all(words in text(answer) for words in ("WF58", "一般一两分钟"))
    Task.objects.update(asked_at=timezone.now() - timedelta(hours=1))
    assert "报告里的数字没有核对过" in text(cast.client("unit_reviewer").get(address(sent)))
    passing(cast, sent)
    assert now(sent).state == State.DEPARTMENT_REVIEW


# ---- points on the page


def scoring(cast: Any, sent: Submission, **more: str) -> Any:
    """The form as a browser sends it, with what a reviewer changed."""
    page = text(cast.client("finance").get(address(sent)))
    fields = dict(re.findall(r'name="((?:points|version|reason)-[^"]+)" value="([^"]*)"', page))
    for line, options in re.findall(r'<select form="score"[^>]* name="step-([^"]+)"[^>]*>(.*?)</select>', page):
        values = re.findall(r'<option value="([^"]+)"( selected)?', options)
        fields[f"step-{line}"] = next((value for value, chosen in values if chosen), values[0][0])
    client = cast.client("finance")
    posted = {**fields, **{name.replace("__", "-").replace("CZ_", "CZ-"): value for name, value in more.items()}}
    posted |= {"line": [each for each in posted.pop("line", "").split(",") if each]}
    return client.post(address(sent, "score/"), posted, follow=True)


def ticks(page: str) -> list[str]:
    return re.findall(r'name="line" value="([^"]+)" checked', page)


def test_no_points_are_ticked_until_a_reviewer_ticks_them(cast: Any, sent: Submission) -> None:
    moved(sent, State.FINANCE_REVIEW)
    assert ticks(text(cast.client("finance").get(address(sent)))) == []
    scoring(cast, sent)
    assert not sent.review_scores.exists()
    asked = scoring(cast, sent, tick="all", reason__CZ_3="先写着")
    assert len(ticks(text(asked))) > 5
    assert "先写着" in text(asked)
    assert not sent.review_scores.exists()


def test_a_line_that_cannot_be_saved_comes_back_as_it_was_typed_and_the_others_are_saved(cast: Any, sent: Submission) -> None:
    moved(sent, State.FINANCE_REVIEW)
    wrong = {"points__CZ_3": "2.0", "step__CZ_3": "criterion:03:30", "reason__CZ_3": "目标写得太虚"}
    answer = scoring(cast, sent, line="CZ-5", **wrong)
    page = text(answer)
    assert list(sent.review_scores.values_list("line", flat=True)) == ["CZ-5"]
    row = page[page.index('name="points-CZ-3"') :][:6000]
    assert all(words in row for words in ('value="2.0"', "目标写得太虚", "WF66", "没有保存"))
    assert ticks(page) == ["CZ-3"]
    assert 'value="criterion:03:30" selected' in row
    assert "没有保存" not in text(cast.client("finance").get(address(sent)))


def test_a_line_that_was_changed_is_saved_without_a_tick(cast: Any, sent: Submission) -> None:
    moved(sent, State.FINANCE_REVIEW)
    scoring(cast, sent, points__CZ_3="9", step__CZ_3="other", reason__CZ_3="资料不全")
    assert list(sent.review_scores.values_list("line", "points")) == [("CZ-3", "9")]


def test_to_do_lists_stand_by_role(cast: Any, sent: Submission) -> None:
    assert "待审核" in text(cast.client("unit_reviewer").get("/todo/"))
    assert address(sent) in text(cast.client("unit_reviewer").get("/todo/"))
    assert address(sent) not in text(cast.client("finance").get("/todo/"))
    assert text(cast.client("unit_reviewer").get("/review/")).count(address(sent)) == 1
    assert address(sent) not in text(cast.client("finance").get("/review/"))


# ---- board


def board(cast: Any, more: str = "") -> str:
    return text(cast.client("director").get(f"/board/{cast.round.pk}/{more}"))


def test_each_figure_of_the_board_leads_down_to_as_many_units(cast: Any, sent: Submission) -> None:
    Round.objects.filter(pk=cast.round.pk).update(deadline=timezone.now() - timedelta(days=1))
    page = board(cast)
    links = re.findall(r'href="/board/\d+/units/\?of=([\w-]+)"[^>]*>(?:<b>)?(\d+)', page)
    assert {"all", "sent", "late", "error", "inflated"} <= {name for name, _ in links}
    totals = {"unchecked_facts", "unread", "unscored"}
    for name, count in links:
        if name not in totals:
            rows = re.search(r'<h1>.*?<span class="count">(\d+)</span>', board(cast, f"units/?of={name}"), re.DOTALL)
            assert rows is not None, name
            assert rows[1] == count, name


def test_the_board_counts_who_is_late_and_who_is_not(cast: Any, sent: Submission) -> None:
    assert 'of=late"><b>0</b>' in board(cast)
    Round.objects.filter(pk=cast.round.pk).update(deadline=timezone.now() - timedelta(days=1))
    assert 'of=late"><b>1</b>' in board(cast)
    assert cast.foreign.unit.name in board(cast, "units/?of=late")
    assert sent.unit.name not in board(cast, "units/?of=late")


def test_claimed_less_computed_is_shown_with_its_sign(cast: Any, sent: Submission) -> None:
    """Claimed 96, computed 99.62: −3.62, so no unit is inflated."""
    page = board(cast)
    assert "-3.62" in page
    assert 'of=inflated"><b>0</b>' in page


def test_a_group_that_nobody_knows_is_404(cast: Any, sent: Submission) -> None:
    for name in ("nonsense", "claimed-99", "state-eaten", "code-%3Cb%3E"):
        assert cast.client("director").get(f"/board/{cast.round.pk}/units/?of={name}").status_code == 404


def test_the_board_asks_the_database_no_more_for_more_units(cast: Any, sent: Submission) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from hengji.web.accounts.models import Place
    from hengji.web.board import figures

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            figures.units(cast.round, timezone.now())
        return len(caught)

    asked()  # makes what the queue has not made yet
    before = asked()
    for number in range(20):
        unit = Place.objects.create(code=f"more-{number}", name=f"单位{number}", kind="unit")
        Submission.objects.create(round=cast.round, unit=unit, department=cast.places["department"])
    assert asked() == before


def test_a_number_of_things_has_the_word_of_its_field() -> None:
    from hengji.web.reviews.seen import _unit

    found = [_unit({"concept": "completed_priorities", "unit": unit}) for unit in ("个", "项", "万个")]
    assert found == ["项", "项", "万个"]
