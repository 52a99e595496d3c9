"""Marks that pair, fixed phrases, words and units: what a proof-reader marks, and what he leaves alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.auditing.written import written
from tests.clock import cheapest

from hengji.auditing import wording

if TYPE_CHECKING:
    from hengji.rulebook.book import Book


def found(book: Book, text: str, code: str) -> list[str]:
    """The quotes of the remarks of one code."""
    return [each.quote for each in wording.check(written(text), book) if each.code == code]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("年末结转和结余15.47万。", ["15.47万"]),
        ("项目经费20W，已全部支付。", ["20W"]),
        ("年末结转和结余15.47万元。", []),
        ("宣传片浏览量超13万，反响很好。", []),
        ("参加培训的有2.9万名干部。", []),
    ],
)
def test_an_amount_says_its_unit_in_full(book: Book, line: str, expected: list[str]) -> None:
    assert found(book, line, "LG01") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("落实“先看后办”的要求。", []),
        ("落实“先看后办的要求。", ["“"]),
        ("落实先看后办”的要求。", ["”"]),
        ("落实“先看”和‘后办”的要求。", ["‘"]),
        ("印发《管理办法，并组织学习。", ["《"]),
        ("依据《关于〈办法〉的通知》（某财〔2023〕5号)办理。", []),
        ("下属单位（含参公2个。", ["（"]),
        ("1）办文；2）办会；（3）查账。", []),
        ("一）办文；二）办会。", []),
        ('落实"先看后办”的要求。', []),
        ("讲话指出：\n“第一段话没有完。\n“第二段话到此为止。”", []),
        ("单位（含机关和\n下属单位）共3个。", []),
        ("it’s a name of a system，已经上线。", []),
        ("“外面‘里面’外面”。", []),
    ],
)
def test_quotation_marks_and_brackets_pair(book: Book, line: str, expected: list[str]) -> None:
    assert found(book, line, "LG02") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("学习贯彻习近平新时代中国特设社会主义思想。", ["习近平新时代中国特设社会主义思想"]),
        ("建设中国特社色会主义事业。", []),
        ("坚持中国特色社会义主制度。", ["中国特色社会义主制度"]),
        ("学习贯彻习近平新时代中国特色社会主思想。", ["习近平新时代中国特色社会主思想"]),
        ("加强党风联政建设。", ["党风联政建设"]),
        ("坚持全面从严制党。", ["全面从严制党"]),
        ("坚持全面从严治部、全面从严治警。", []),
        ("推进全面依法治县。", []),
        ("学习贯彻习近平新时代中国特色社会主义思想和党的二十大精神。", []),
        ("学习党的十九大精神、党的十八大精神。", []),
        ("全面建设小康社会和全面建成小康社会。", []),
        ("树牢“四个意识”，坚定“四个自信”。", []),
        ("树牢“四个意示”。", ["“四个意示”"]),
    ],
)
def test_a_misprint_of_a_fixed_phrase_is_found_and_the_right_form_is_not(book: Book, line: str, expected: list[str]) -> None:
    assert found(book, line, "LG03") == expected


def test_every_fixed_phrase_is_right_beside_every_other(book: Book) -> None:
    [check] = book.kind("near_phrase")
    assert found(book, "。".join(check.words["phrases"]), "LG03") == []
    assert len(check.words["phrases"]) >= 60


def test_one_letter_changed_inside_any_fixed_phrase_is_found(book: Book) -> None:
    [check] = book.kind("near_phrase")
    changed = [
        phrase[:at] + "鑫" + phrase[at + 1 :]
        for phrase in check.words["phrases"]
        for at in range(len(phrase))
        if phrase[at] not in "“”、"
    ]
    for wrong in changed:
        quotes = found(book, f"坚持{wrong}的要求", "LG03")
        assert any("鑫" in quote for quote in quotes), wrong


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("自评分数为9分，扣减1份，原因如下。", ["扣减1份"]),
        ("该项得95份。", ["得95份"]),
        ("自评得分13分，扣分2份。", ["扣分2份"]),
        ("扣减1分，回收问卷195份。", []),
        ("印发简报12份，得到肯定。", []),
    ],
)
def test_points_are_counted_in_points(book: Book, line: str, expected: list[str]) -> None:
    assert found(book, line, "LG04") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [("任务完成。。", ["。。"]), ("收入，，支出", ["，，"]), ("任务完成，。", ["，。"]), ("其他……从略。", []), ("省略。。。", [])],
)
def test_marks_do_not_follow_each_other(book: Book, line: str, expected: list[str]) -> None:
    assert found(book, line, "LG05") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("主要原因是是福利费增加。", ["是是"]),
        ("本年的的支出", ["的的"]),
        ("加强加强培训", ["加强加强"]),
        ("达到目的的办法、为了了解情况、以及及时报送、参与与会、存在在建工程、还是是否、中和和谐", []),
    ],
)
def test_a_word_does_not_stand_twice(book: Book, line: str, expected: list[str]) -> None:
    assert found(book, line, "LG06") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("比上年增加（减少）12.50万元。", ["增加（减少）12.50万元"]),
        ("比上年增长下降5.2%。", ["增长下降5.2%"]),
        ("比上年增加/减少额为3万元。", ["增加/减少额为3万元"]),
        ("由3438.65万元增长下降到2600.22万元。", ["增长下降到2600.22万元"]),
        ("比上年增加（减少）0万元，增长（下降）0%。", []),
        ("比上年增加12.50万元，增减相抵。", []),
        ("增减变动12.50万元。", []),
        ("比上年增加（减少）12.50万元（减少以“-”号填列）。", []),
    ],
)
def test_a_change_says_whether_up_or_down(book: Book, line: str, expected: list[str]) -> None:
    assert found(book, line, "LG07") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("占总收入的99.99，其余为其他收入。", ["99.99"]),
        ("执行率为96.24，低于目标。", ["96.24"]),
        ("占总收入的99.99%，其余为其他收入。", []),
        ("占总人数的3人，其余为借调。", []),
    ],
)
def test_a_share_has_its_sign(book: Book, line: str, expected: list[str]) -> None:
    assert found(book, line, "LG08") == expected


def test_basic_and_project_expenditure_are_no_function_of_expenditure(book: Book) -> None:
    assert found(book, "支出按功能分类划分：基本支出10万元，项目支出20万元。", "LG09") != []
    assert found(book, "支出按性质划分：基本支出10万元，项目支出20万元。", "LG09") == []


HOSTILE = (
    "1", "1.", "9分", "，", "。", "“", "（", "(", "）", "得分", "自评得分为9", "预算", "截至2021年", "2021年", "满意度", "问卷", "附件1", "指标1：", "……",
    "XX", "中国特色社会", "增加（减少", "占总收入的", "的", "是", "完成率为", "指标值为9，", "按功能", "决算", "预决算均", "三公经费", "《", "〔", "一、", "万", " ",
)  # fmt: skip


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """Of the processor, for all matches."""
    return cheapest(lambda: sum(1 for _ in pattern.finditer(text)), 1)


@pytest.mark.parametrize("file", ["structure", "wording", "periods", "indicators"])
def test_no_pattern_of_these_checks_grows_faster_than_its_text(book: Book, file: str) -> None:
    checks = [check for check in book.checks.values() if check.place.file == f"checks/{file}.yaml"]
    written_down = {
        pattern
        for check in checks
        for pattern in (*check.patterns, *(check.pairs.values() if check.kind == "facts_missing" else ()))
    }
    slow = []
    for pattern in map(re.compile, sorted(written_down)):
        for letters in HOSTILE:
            short, long = (letters * (size // len(letters)) for size in (10_000, 40_000))
            if seconds(pattern, long) > 0.02 and seconds(pattern, long) > 8 * seconds(pattern, short):
                slow.append((pattern.pattern, letters))
    assert slow == []


def test_style_is_never_more_than_a_notice_but_for_a_change_without_direction(book: Book) -> None:
    text = "任务完成。。扣减1份。加强党风联政建设。落实“要求。结余15.47万。比上年增加（减少）12.50万元。"
    weights = {each.code: each.severity.value for each in wording.check(written(text), book)}
    assert weights == {"LG01": "notice", "LG02": "notice", "LG03": "notice", "LG04": "notice", "LG05": "notice", "LG07": "warning"}
