"""A bureau's own scheme and report outline: brought in, read, decided, adopted by another person, used by a round and by nobody else's."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.review_cast import work

from hengji.rulebook import files
from hengji.web.faults import Refused
from hengji.web.journal.models import JournalEntry
from hengji.web.library import actions
from hengji.web.library.models import ADOPTED, DROPPED, READ, REFUSED, Offered
from hengji.web.rounds import actions as rounds
from hengji.web.rounds.models import Round
from hengji.web.submissions import actions as submissions
from hengji.web.submissions.drafts import draft, form_of
from hengji.web.submissions.models import Evaluation, Submission
from hengji.web.work.storage import content

HEADS = ("一级指标", "二级指标", "三级指标", "分值", "指标解释", "评分标准")
ROWS = (
    ("投入", "预算配置", "在职人员控制率", 10, "在职人员控制率＝（在职人员数/编制数）×100%", "不超过100%得10分，每超过一个百分点扣1分，扣完为止。"),
    ("过程", "预算执行", "预算执行率", 60, "预算执行率＝全年执行数/全年预算数×100%", "得分＝执行率×分值，最高为分值。"),
    ("效果", "满意度", "服务对象满意度", 30, "", "90%以上得30分，80%-90%得15分，80%以下不得分。"),
)  # fmt: skip
ROUND = {
    "year": "2022", "title": "2022年度自评", "outline": "", "notice_title": "通知", "notice_number": "", "notice_text": "",
    "deadline": "2030-01-31T18:00", "early_warning_days": "7", "late_rule": "refuse",
}  # fmt: skip


def table(rows: tuple[tuple[Any, ...], ...] = ROWS) -> bytes:
    """A score table as a bureau has it in Excel, written by a stranger to the importer."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["示范市2022年度部门整体支出绩效评价指标表"])
    sheet.append(HEADS)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def brought(cast: Any, name: str, sent: bytes, who: str = "finance", **said: Any) -> Offered:
    """What the queue made of an upload."""
    form = {"kind": "scheme", "title": "", "first_year": "", "last_year": "", **said}
    answer = cast.client(who).post("/library/upload/", {**form, "file": SimpleUploadedFile(name, sent)})
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    work()
    return Offered.objects.latest("pk")


def adopted(cast: Any, name: str, sent: bytes, **said: Any) -> Offered:
    found = brought(cast, name, sent, **said)
    first = found.first_year or 2022
    cast.client("finance_too").post(
        f"/library/{found.pk}/adopt/", {"version": found.version, "first_year": first, "last_year": "", "although_open": "1"}
    )
    found.refresh_from_db()
    assert (found.state, found.adopted_by) == (ADOPTED, cast.people["finance_too"])
    return found


def test_a_score_table_is_read_and_what_its_words_leave_open_is_asked_with_the_cell(cast: Any) -> None:
    found = brought(cast, "评分表.xlsx", table())
    assert (found.state, found.first_year, found.last_year, found.title) == (
        READ,
        2022,
        2022,
        "示范市2022年度部门整体支出绩效评价指标表",
    )
    assert {each["name"]: each["place"] for each in found.open if each["row"]} == {
        "在职人员控制率": "Sheet!F3",
        "服务对象满意度": "Sheet!F5",
    }
    page = cast.client("finance").get(f"/library/{found.pk}/").content.decode()
    for words in ("Sheet!F3", "不足一步按一步扣", "待定，不计分", "须由另一位财政复核人或局长采用"):
        assert words in page
    for words in (
        "不到 80%得 0 分；80% 及以上、不到 90%得 15 分；90% 及以上得 30 分",
        "不超过 80%得 0 分；超过 80%、不超过 90%得 15 分；超过 90%得 30 分",
        "优：90 分及以上；良：80 分及以上、不到 90 分",
    ):
        assert words in page
    assert [name for name in ("method:", "bands:", "grades:", "deduct_per", "points:") if name in page] == []


def test_what_is_open_is_decided_on_the_page_and_the_row_then_has_its_method(cast: Any) -> None:
    found = brought(cast, "评分表.xlsx", table())
    number = next(at for at, each in enumerate(found.open) if each["name"] == "在职人员控制率")
    bands = next(at for at, each in enumerate(found.open) if each["name"] == "服务对象满意度")
    cast.client("finance").post(
        f"/library/{found.pk}/decide/", {"version": found.version, f"open-{number}": "0", f"open-{bands}": "1"}
    )
    found.refresh_from_db()
    assert [(row["path"][-1], row["open"]) for row in found.rows] == [
        ("在职人员控制率", False),
        ("预算执行率", False),
        ("服务对象满意度", False),
    ]
    assert not [each for each in found.open if each["row"]]
    assert b"method: deduct_per_full_step_over" in content(found.content)


def test_points_that_the_table_leaves_out_are_written_beside_the_choice(cast: Any) -> None:
    rows = (*ROWS[:2], ("效果", "满意度", "服务对象满意度", "", "", "90%以上得30分，80%-90%得15分，80%以下不得分。"))
    found = brought(cast, "评分表.xlsx", table(rows))
    number, each = next((at, each) for at, each in enumerate(found.open) if "weight: …" in each["candidates"])
    client = cast.client("finance")
    assert f'name="blank-{number}-0-0"' in client.get(f"/library/{found.pk}/").content.decode()
    for wrong in ("", "十分", "-3", "1e9"):
        answer = client.post(
            f"/library/{found.pk}/decide/", {"version": found.version, f"open-{number}": "0", f"blank-{number}-0-0": wrong}
        )
        assert (answer.status_code, "WF90" in answer.content.decode()) == (400, True)
    client.post(f"/library/{found.pk}/decide/", {"version": found.version, f"open-{number}": "0", f"blank-{number}-0-0": "30"})
    found.refresh_from_db()
    assert [row["weight"] for row in found.rows if row["path"][-1] == each["name"]] == ["30"]


def test_who_brought_it_in_does_not_adopt_it_and_open_rows_are_owned_up_to(cast: Any) -> None:
    found = brought(cast, "评分表.xlsx", table())
    for who, although, code in (("finance", True, "WF41"), ("finance_too", False, "WF42")):
        with pytest.raises(Refused) as refusal:
            actions.adopt(cast.actor(who), found.pk, found.version, (2022, None), although_open=although)
        assert refusal.value.problem.code == code
    assert Offered.objects.get(pk=found.pk).state == READ


def test_years_of_the_adoption_are_those_in_which_it_is_offered(cast: Any) -> None:
    found = brought(cast, "评分表.xlsx", table())
    actions.adopt(cast.actor("director"), found.pk, found.version, (2023, 2024), although_open=True)
    bureau, other = cast.places["bureau"], cast.places["other_bureau"]
    offered = {year: [each.id for each in rounds.schemes_for(year, "", bureau) if each.own] for year in (2022, 2023, 2024, 2025)}
    assert offered == {2022: [], 2023: [found.name], 2024: [found.name], 2025: []}
    assert [each for each in rounds.schemes_for(2023, "", other) if each.own] == []
    assert b"years: [2023, 2024]" in content(Offered.objects.get(pk=found.pk).content)


def test_a_withdrawn_scheme_is_not_offered_and_serves_the_round_that_has_it(cast: Any) -> None:
    found = adopted(cast, "评分表.xlsx", table())
    cast.client("finance").post("/rounds/new/", {**ROUND, "scheme": found.name})
    cast.client("finance").post(f"/library/{found.pk}/withdraw/", {"version": found.version})
    made = Round.objects.get(year=2022)
    assert [each.id for each in rounds.schemes_for(2022, "", made.bureau) if each.own] == []
    assert [each.id for each in rounds.schemes_for(2022, found.name, made.bureau) if each.own] == [found.name]
    assert cast.client("finance").get(f"/rounds/{made.pk}/").status_code == 200


def filled(cast: Any, found: Offered, **said: Any) -> Submission:
    """The unit's submission in a round with the scheme, with the figures that it scores."""
    cast.client("finance").post("/rounds/new/", {**ROUND, "scheme": found.name, **said})
    made = Round.objects.get(year=2022)
    rounds.open_(cast.actor("finance"), made.pk, made.version)
    submission = made.submissions.get(unit=cast.places["unit"])
    facts = {"facts/年度资金总额[全年预算]": "1000", "facts/年度资金总额": "900", "facts/在职人员数": "50", "facts/编制数": "60"}
    form = form_of(submission)
    changes = [submissions.Change(form.canonical(key), text) for key, text in facts.items() if form.entry(form.canonical(key))]
    submissions.save(cast.actor("clerk"), submission.pk, changes)
    return Submission.objects.select_related("round", "unit").get(pk=submission.pk)


def sent(cast: Any, submission: Submission) -> Evaluation:
    seen = submissions.Seen(submission.version, draft(submission).digest, form_of(submission).scheme.digest, "once")
    submissions.submit(cast.actor("clerk"), submission.pk, seen)
    work()
    return submission.evaluations.get()


def test_a_round_is_scored_by_the_bureaus_own_scheme_and_its_package_verifies(cast: Any) -> None:
    from hengji import verification
    from hengji.web.law import book

    found = adopted(cast, "评分表.xlsx", table())
    submission = filled(cast, found)
    evaluation = sent(cast, submission)
    lines = {line["path"][-1]: line["points"] for line in draft(submission).tree["lines"]}
    assert (lines["预算执行率"], form_of(submission).scheme.digest, evaluation.scheme_digest) == (
        "54.00",
        found.digest,
        found.digest,
    )
    verified, problems = verification.verify(content(evaluation.package), "package.zip", book())
    assert (verified is not None and verified.same, problems) == (True, ())
    assert found.name not in book().schemes
    for address in (f"/fill/{submission.pk}/tab/basics/", f"/fill/{submission.pk}/check/", f"/fill/{submission.pk}/workbook/"):
        assert cast.client("clerk").get(address).status_code == 200
    assert cast.client("unit_reviewer").get(f"/review/{submission.pk}/").status_code == 200


def test_the_filled_workbook_of_an_own_scheme_is_read_again(cast: Any) -> None:
    from hengji.filling import proposals
    from hengji.web.law import folders, law

    found = adopted(cast, "评分表.xlsx", table())
    submission = filled(cast, found)
    blank = cast.client("clerk").get(f"/fill/{submission.pk}/workbook/").content
    book = openpyxl.load_workbook(io.BytesIO(blank))
    assert any(found.name in str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "填报表.xlsx"
        path.write_bytes(blank)
        read = proposals.read("workbook", path, path.name, form_of(submission), folders(), law(found.name).own)
    assert [each.code for each in read.problems if each.code in {"RB30", "WF15"}] == []


@pytest.mark.parametrize(
    ("name", "change", "code", "where"),
    [
        ("评分表.xlsx", lambda _: table((*ROWS[:2], ("效果", "满意度", "服务对象满意度", 20, "", "酌情"))), "TB04", "Sheet!"),
        ("评分表.xlsx", lambda _: b"PK\x03\x04 no workbook", "RD", "评分表.xlsx"),
        ("方案.yaml", lambda text: text.replace(b"weight: ", b"wieght: ", 1), "RB", "方案.yaml:"),
        ("方案.yaml", lambda _: b"- nothing\n", "RB04", "方案.yaml"),
        ("方案.yaml", lambda text: text.replace(b"reference:", b"reference: *x #", 1), "RB", "方案.yaml:"),
    ],
)  # fmt: skip
def test_what_the_law_book_does_not_take_is_refused_with_its_place(
    cast: Any, name: str, change: Any, code: str, where: str
) -> None:
    scheme = (files.home() / "schemes/guangdong/zhanjiang/department-2022.yaml").read_bytes()
    found = brought(cast, name, change(scheme))
    assert found.state == REFUSED
    assert [each for each in found.told if each["code"].startswith(code) and where in each["place"]], found.told
    page = cast.client("finance").get(f"/library/{found.pk}/").content.decode()
    assert "没有收下的原因" in page
    assert "采用</button>" not in page


def test_a_scheme_as_yaml_comes_in_under_a_name_of_its_own(cast: Any) -> None:
    from hengji.web.law import book, law

    official = book().schemes["gd-zj-2022"]
    found = adopted(
        cast,
        "department-2022.yaml",
        (files.home() / "schemes/guangdong/zhanjiang/department-2022.yaml").read_bytes(),
        first_year="2021",
        last_year="2021",
        title="",
    )
    made = law(found.name).book.schemes[found.name]
    assert [(row.id, row.weight) for row in made.rows] == [(row.id, row.weight) for row in official.rows]


def template(text: str) -> bytes:
    """A report outline, made from one of the law book with one paragraph more."""
    base = (files.home() / "templates/reports/national.docx").read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.infolist():
            part = old.read(each)
            if each.filename == "word/document.xml":
                part = part.replace(b"<w:body>", f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p>".encode(), 1)
            new.writestr(each.filename, part)
    return out.getvalue()


def test_a_report_outline_is_used_for_every_report_of_the_round_and_the_package_verifies(cast: Any) -> None:
    from hengji import verification
    from hengji.web.law import book

    outline = adopted(cast, "明川提纲.docx", template("明川市统一格式"), kind="outline", first_year="2022")
    assert outline.title == "明川提纲"
    submission = filled(cast, outline, scheme="gd-zj-2022", outline=outline.name)
    assert "明川提纲" in cast.client("clerk").get(f"/fill/{submission.pk}/tab/basics/").content.decode()
    package = content(sent(cast, submission).package)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        report = next(name for name in archive.namelist() if name.startswith("documents/") and name.endswith(".docx"))
        with zipfile.ZipFile(io.BytesIO(archive.read(report))) as word:
            assert "明川市统一格式" in word.read("word/document.xml").decode()
    verified, _ = verification.verify(package, "package.zip", book())
    assert verified is not None
    assert verified.same, verified.departures


@pytest.mark.parametrize(
    ("sent_", "code"),
    [(lambda: template("{{ 没有这个名字 }}"), "DC"), (lambda: b"MZ\x90 no document", "RD"), (lambda: template("")[:-40], "RD")],
)  # fmt: skip
def test_an_outline_that_cannot_be_filled_is_refused(cast: Any, sent_: Any, code: str) -> None:
    found = brought(cast, "提纲.docx", sent_(), kind="outline", first_year="2022")
    assert (found.state, {each["code"][:2] for each in found.told} & {code}) == (REFUSED, {code})


def test_another_kind_of_file_is_refused_at_once(cast: Any) -> None:
    answer = cast.client("finance").post("/library/upload/", {"kind": "scheme", "file": SimpleUploadedFile("方案.pdf", b"%PDF")})
    assert (answer.status_code, "WF45" in answer.content.decode(), Offered.objects.count()) == (400, True, 0)


def test_nobody_else_sees_or_takes_it(cast: Any) -> None:
    found = adopted(cast, "评分表.xlsx", table())
    for who in ("clerk", "unit_reviewer", "department", "other_finance", "system", "auditor", "nobody", "third_party"):
        client = cast.client(who)
        assert [client.get(f"/library/{found.pk}/{end}").status_code for end in ("", "file/taken/", "file/table/")] == [404] * 3, (
            who
        )
        for step in ("decide", "adopt", "withdraw"):
            assert client.post(f"/library/{found.pk}/{step}/", {"version": found.version}).status_code == 404, (who, step)
    assert cast.client("clerk").post("/library/upload/", {"kind": "scheme"}).status_code == 404
    assert cast.client("director").post("/library/upload/", {"kind": "scheme"}).status_code == 404
    with pytest.raises(Refused) as refusal:
        rounds.create(cast.actor("other_finance"), cast.places["other_bureau"], {**ROUND, "year": 2022, "scheme": found.name})
    assert refusal.value.problem.code == "WF30"


def test_two_people_do_not_decide_over_each_other(cast: Any) -> None:
    found = brought(cast, "评分表.xlsx", table())
    actions.withdraw(cast.actor("finance"), found.pk, found.version)
    with pytest.raises(Refused) as refusal:
        actions.adopt(cast.actor("finance_too"), found.pk, found.version, (2022, None), although_open=True)
    assert (refusal.value.problem.code, Offered.objects.get(pk=found.pk).state) == ("WF46", DROPPED)


def test_every_step_stands_in_the_chain_and_in_words(cast: Any) -> None:
    found = adopted(cast, "评分表.xlsx", table())
    names = list(JournalEntry.objects.filter(subject=f"offered/{found.pk}").order_by("sequence").values_list("action", flat=True))
    assert [name for name in names if name.startswith("library.")] == ["library.uploaded", "library.read", "library.adopted"]
    page = cast.client("auditor").get("/journal/").content.decode()
    assert "采用方案或提纲" in page
    assert found.title in page


def test_a_scheme_goes_out_as_a_score_table_and_comes_in_again_corrected(cast: Any) -> None:
    found = brought(cast, "评分表.xlsx", table())
    again = brought(cast, "改好的.xlsx", cast.client("finance").get(f"/library/{found.pk}/file/table/").content)
    assert (again.state, again.name != found.name, [row["path"] for row in again.rows]) == (
        READ,
        True,
        [row["path"] for row in found.rows],
    )


def test_years_that_meet_those_of_the_authoritys_own_edition_are_told_and_nothing_is_written(cast: Any) -> None:
    from hengji.web.accounts.models import Place
    from hengji.web.law import book

    official = book().schemes["gd-zj-2022"]
    Place.objects.filter(pk=cast.places["bureau"].pk).update(name=official.authority)
    cast.places["bureau"].refresh_from_db()
    yaml = (files.home() / "schemes/guangdong/zhanjiang/department-2022.yaml").read_bytes()
    found = brought(cast, "方案.yaml", yaml, first_year="2020", last_year="2020")
    before = found.content_id
    with pytest.raises(Refused):
        actions.adopt(cast.actor("finance_too"), found.pk, found.version, (2020, 2022), although_open=True)
    found.refresh_from_db()
    assert (found.state, found.content_id, found.last_year) == (READ, before, 2020)
