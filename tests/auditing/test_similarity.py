"""What two reports have in common beyond their template, what is left of another unit in one, and who stands far from all others."""

from __future__ import annotations

import random
import sys
import tracemalloc
from array import array
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.clock import cheapest

from hengji.auditing.similarity import Copied, Left, Outlier, Sketch, names_left, pairs, peers, remarks, sketch
from hengji.auditing.similarity.peers import median
from hengji.core.audit import Figure, Report
from hengji.core.document import HEADING, PARAGRAPH, Block, Document, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.rulebook.book import Book

LETTERS = (
    "水库泵站管护巡查农户灌溉渠道维修资金拨付项目验收公示台账村级干部培训入户宣传满意整改监督预算执行绩效目标部门协调推进落实"
    "考核责任制度完善系统数据平台服务群众窗口办理时限环节压缩材料审批许可执法检查隐患排查治理河道清淤生态修复绿化苗木种植养护"
    "道路照明排水管网改造社区养老托育就业技能补贴发放审核公平教师校园食堂安全医疗急救疫苗接种健康档案慢病随访文化演出图书阅读"
    "非遗传承旅游景区厕所标识招商洽谈签约落地企业走访诉求解决"
)
WORDS = [LETTERS[at : at + 2] for at in range(0, len(LETTERS), 2)]


def prose(seed: str, words: int = 60) -> str:
    """A paragraph of chance words, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a text, not a secret
    return "，".join(chance.choice(WORDS) + chance.choice(WORDS) for _ in range(words // 2)) + "。"


def report(unit: str, year: int | None, *paragraphs: str, figures: Sequence[Figure] = (), name: str = "") -> Report:
    """A report of these paragraphs; one that begins with # is a heading."""
    text, passages, blocks = "", [], []
    for index, given in enumerate(paragraphs):
        kind, words = HEADING if given.startswith("#") else PARAGRAPH, given.removeprefix("#")
        passages.append(Passage(index, kind, words, ((0, len(text)),), f"¶{index + 1}"))
        blocks.append(Block(kind, len(text), len(text) + len(words), f"¶{index + 1}"))
        text += words + "\n"
    document = Document(name or f"{unit}{year}.docx", "00" * 32, "docx", text, tuple(blocks))
    return Report(document, tuple(passages), tuple(figures), unit, year)


def run(book: Book, *reports: Report) -> list[Copied]:
    return list(pairs((sketch(each, book) for each in reports), book))


def others(count: int, book: Book) -> Iterator[Sketch]:
    """Reports of units that share nothing with anybody."""
    for number in range(count):
        yield sketch(report(f"第{'甲乙丙丁戊己庚辛壬癸'[number % 10]}{number}局", 2023, prose(f"other {number}")), book)


def told(found: Copied) -> list[tuple[str, str]]:
    return [(match.first.place, match.second.place) for match in found.matches]


# —— what is alike ——


def test_a_paragraph_copied_from_another_unit_is_found_whatever_unit_year_and_numbers_it_names(book: Book) -> None:
    theirs = "2023年，青禾县水务局" + prose("shared") + "共投入三十二万元，完成率98.5%，我局" + prose("more", 20)
    ours = "２０２２年,丰泽区教育局" + prose("shared") + "共投入五十万元，完成率100%，本局" + prose("more", 20)
    found = run(
        book,
        report("青禾县水务局", 2023, prose("a"), theirs),
        report("丰泽区教育局", 2023, ours, prose("b")),
        report("林业局", 2023, prose("c")),
    )
    assert [(each.about, each.first.unit, each.second.unit, told(each)) for each in found] == [
        ("other_unit", "青禾县水务局", "丰泽区教育局", [("¶2", "¶1")])
    ]
    assert found[0].matches[0].similarity == (64, 64)


def test_the_span_of_a_paragraph_cuts_it_out_of_the_text(book: Book) -> None:
    one, two = report("甲县水务局", 2023, "短句。", prose("same")), report("乙县教育局", 2023, prose("x"), "短", prose("same"))
    (found,) = run(book, one, two)
    (match,) = found.matches
    assert one.document.text[match.first.start : match.first.end] == prose("same")
    assert two.document.text[match.second.start : match.second.end] == prose("same")
    assert match.first.opening == prose("same")[:24]


@pytest.mark.parametrize("changed", range(0, 31, 3))
def test_similarity_is_near_the_share_of_common_pieces_of_four_letters(book: Book, changed: int) -> None:
    """The truth is counted here over all pieces; 64 values may miss it by a little."""
    chance = random.Random(changed)  # noqa: S311
    letters = [chance.choice(LETTERS) for _ in range(400)]
    other = letters.copy()
    for at in chance.sample(range(400), changed):
        other[at] = chance.choice(LETTERS)
    pieces = [{"".join(text[at : at + 4]) for at in range(397)} for text in (letters, other)]
    truth = Fraction(len(pieces[0] & pieces[1]), len(pieces[0] | pieces[1]))
    found = run(book, report("甲县水务局", 2023, "".join(letters)), report("乙县教育局", 2023, "".join(other)))
    if truth > Fraction(85, 100):
        assert abs(Fraction(*found[0].matches[0].similarity) - truth) < Fraction(15, 100)
    if truth < Fraction(55, 100):
        assert found == []


def test_short_paragraphs_headings_and_other_texts_are_not_told(book: Book) -> None:
    short = prose("short", 28)[:59]
    heading = "#" + prose("heading")
    assert run(book, report("甲局", 2023, short, heading, prose("a")), report("乙局", 2023, short, heading, prose("b"))) == []


def test_a_sentence_of_figures_that_everybody_prints_in_the_same_form_is_not_told(book: Book) -> None:
    form = "年度政府采购支出总额{}万元，其中：政府采购货物支出{}万元、政府采购工程支出{}万元、政府采购服务支出{}万元，授予中小企业合同金额{}万元。"
    one, two = (form.format(*(f"{each}{number}.5" for number in range(5))) for each in (1, 2))
    assert run(book, report("甲局", 2023, one), report("乙局", 2023, two)) == []


def test_a_report_on_one_line_is_compared_sentence_by_sentence(book: Book) -> None:
    long = [prose(f"one {number}") for number in range(8)]
    whole = "".join(long)
    (found,) = run(book, report("甲县水务局", 2023, whole), report("乙县教育局", 2023, prose("x"), long[3], long[5]))
    assert [match.second.place for match in found.matches] == ["¶2", "¶3"]
    assert [match.first.start for match in found.matches] == [whole.index(long[3]), whole.index(long[5])]


def test_last_years_text_of_the_same_unit_is_told_apart_and_told_in_the_later_report(book: Book) -> None:
    text = prose("every year")
    found = run(book, report("青禾县水务局", 2022, text), report("青禾县水务局", 2023, prose("new"), text))
    assert [(each.about, told(each)) for each in found] == [("other_year", [("¶1", "¶2")])]
    ((document, remark),) = remarks(found[0], book)
    assert (document, remark.code, remark.severity.value, remark.place) == (
        "青禾县水务局2023.docx", "CN21", "notice", "青禾县水务局2023.docx:¶2"
    )  # fmt: skip
    assert remark.message.startswith(
        "与青禾县水务局2022年度的报告（青禾县水务局2022.docx）有1个段落相同或基本相同（相同程度 100% 以上"
    )


def test_two_versions_of_one_report_are_not_held_against_each_other(book: Book) -> None:
    text = prose("draft")
    assert run(book, report("甲局", 2023, text, name="初稿.docx"), report("甲局", 2023, text, name="定稿.docx")) == []


def test_what_many_units_share_is_template_and_what_two_share_is_not(book: Book) -> None:
    template, copied = prose("template"), prose("copied")
    reports = [report(f"第{number}县水务局", 2023, template, prose(f"own {number}")) for number in range(12)]
    reports += [report("甲县教育局", 2023, template, copied), report("乙县教育局", 2023, template, copied)]
    found = run(book, *reports)
    assert [(each.first.unit, each.second.unit, told(each), each.alone) for each in found] == [
        ("甲县教育局", "乙县教育局", [("¶2", "¶2")], False)
    ]


def test_a_template_that_each_unit_changed_a_little_is_still_template(book: Book) -> None:
    words = prose("template", 120).split("，")
    reports = []
    for number in range(30):
        own = words.copy()
        own[number] = WORDS[number]
        reports.append(report(f"第{number}县水务局", 2023, "，".join(own)))
    assert run(book, *reports) == []


def test_a_unit_that_repeats_its_own_text_over_ten_years_is_no_template(book: Book) -> None:
    found = run(book, *(report("甲县水务局", 2010 + number, prose("always")) for number in range(10)))
    assert {each.about for each in found} == {"other_year"}
    assert len(found) >= 9


# —— what is left of another unit ——


def test_another_units_name_in_a_copied_paragraph_is_told(book: Book) -> None:
    theirs = prose("copied") + "青禾县水务局定期通报进度，" + prose("end", 30)
    ours = prose("copied") + "青禾县水务局定期通报进度，" + prose("end", 30)
    (found,) = run(book, report("青禾县水务局", 2023, theirs), report("丰泽区教育局", 2023, ours))
    assert [(name, remark.code, remark.severity.value) for name, remark in remarks(found, book)] == [
        ("青禾县水务局2023.docx", "CN20", "notice"),  # of two reports nobody knows what is template
        ("丰泽区教育局2023.docx", "CN20", "notice"),
        ("丰泽区教育局2023.docx", "CN22", "warning"),
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("青禾县水务局2022年度部门整体支出绩效目标完成较好。", ["青禾县水务局"]),
        ("按照要求，青禾县水务局主要职责是：", ["青禾县水务局"]),
        ("会同青禾县水务局开展校园用水检查。", []),  # another unit may be named
        ("丰泽区教育局2023年度部门整体支出绩效目标完成较好。", []),
        ("青禾县林业局主要职责是：", []),  # none of this run
    ],
)
def test_a_report_that_calls_itself_by_another_units_name_is_told(book: Book, sentence: str, expected: list[str]) -> None:
    one, two = report("丰泽区教育局", 2023, prose("a"), sentence), report("青禾县水务局", 2023, prose("b"))
    found = list(names_left(sketch(each, book) for each in (one, two)))
    assert [each.other for each in found] == expected
    for each in found:
        assert one.document.text[each.start : each.end] == each.quote == "青禾县水务局"
        ((name, remark),) = remarks(each, book)
        assert (name, remark.code, remark.place) == ("丰泽区教育局2023.docx", "CN22", "丰泽区教育局2023.docx:¶2")


def test_the_same_office_of_another_county_is_another_unit(book: Book) -> None:
    one, two = (
        report("青禾县水务局", 2023, "丰泽区水务局2023年度部门整体支出绩效目标完成较好。"),
        report("丰泽区水务局", 2023, prose("b")),
    )
    assert [each.other for each in names_left(sketch(each, book) for each in (one, two))] == ["丰泽区水务局"]


def test_an_office_and_what_belongs_to_it_may_name_each_other(book: Book) -> None:
    below = report("青禾县水务局河道管理所", 2023, "青禾县水务局部门整体支出包括本所。")
    above = report("青禾县水务局", 2023, "青禾县水务局河道管理所核定编制12名。")
    assert list(names_left(sketch(each, book) for each in (below, above))) == []


# —— severity ——


def copies(count: int, book: Book) -> list[Copied]:
    shared = [prose(f"shared {number}") for number in range(count)]
    one, two = report("甲县教育局", 2023, *shared, prose("x")), report("乙县教育局", 2023, *shared)
    return list(pairs([*others(12, book), sketch(one, book), sketch(two, book)], book))


@pytest.mark.parametrize(("count", "severity"), [(1, "notice"), (2, "warning"), (7, "warning")])
def test_one_paragraph_is_a_notice_and_several_are_a_question(book: Book, count: int, severity: str) -> None:
    (found,) = copies(count, book)
    messages = [remark for _, remark in remarks(found, book)]
    assert [(remark.code, remark.severity.value) for remark in messages] == [("CN20", severity)] * 2


def test_the_words_name_the_other_report_the_places_and_the_share(book: Book) -> None:
    (found,) = copies(3, book)
    (_, first), (_, second) = remarks(found, book)
    letters = sum(letter.isalpha() for number in range(3) for letter in prose(f"shared {number}"))
    assert second.message == (
        f"与甲县教育局2023年度的报告（甲县教育局2023.docx）有3个段落相同或基本相同（相同程度 100% 以上，共{letters}字，占可比文字的100%）"
        "：本报告 第1段、第2段、第3段，对方 第1段、第2段、第3段"
    )
    assert "占可比文字的75%" in first.message
    assert first.quote == prose("shared 0")[:24] + "…"
    assert "不能判断哪一份在先" in first.cannot_know


# —— peers ——


def rated(number: int, ratio: str, book: Book, year: int = 2023) -> Sketch:
    percent = book.units["percent"].unit
    figure = Figure(
        0,
        0,
        1,
        ratio + "%",
        Decimal(ratio),
        2,
        percent,
        0,
        0,
        1,
        "¶1",
        label="预算执行率",
        concept="execution_rate",
        role="rate",
        year=year,
    )
    return sketch(report(f"第{number}局", year, "x", figures=[figure]), book)


def test_a_ratio_far_from_those_of_twenty_others_is_a_question(book: Book) -> None:
    """Median 95.00, distances 0.00 to 2.00, their median 1.00: 60 stands 0.6745 × 35 ÷ 1.00 = 23.6 away."""
    ratios = [f"{95 + (number % 5 - 2)}.00" for number in range(25)] + ["60.00"]
    found = list(peers([rated(number, ratio, book) for number, ratio in enumerate(ratios)], book))
    assert [(each.name, each.value, each.median, each.peers) for each in found] == [("第25局2023.docx", (3, 5), (19, 20), 25)]
    assert Fraction(*found[0].distance) == Fraction("0.6745") * 35
    ((name, remark),) = remarks(found[0], book)
    assert (name, remark.code, remark.severity.value) == ("第25局2023.docx", "CN23", "notice")
    assert remark.message == "本单位2023年度预算执行率为 60.00%，其余 25 个单位的中位数约为 95.00%"


def test_fewer_than_twenty_or_of_different_years_or_all_alike_say_nothing(book: Book) -> None:
    few = [rated(number, f"{90 + number % 3}", book) for number in range(18)] + [rated(18, "10", book)]
    assert list(peers(few, book)) == []
    years = [rated(number, f"{90 + number % 3}", book, 2010 + number % 10) for number in range(40)]
    assert list(peers(years, book)) == []
    alike = [rated(number, "100", book) for number in range(30)] + [rated(30, "10", book)]
    assert list(peers(alike, book)) == []


def test_a_ratio_is_one_figure_by_another_and_silent_where_a_figure_is_said_in_two_ways(book: Book) -> None:
    units = (book.units["wan_yuan"].unit, book.units["person"].unit)

    def money(number: str, concept: str, unit: int = 0) -> Figure:
        return Figure(0, 0, 1, number, Decimal(number), 2, units[unit], 0, 0, 1, "¶1", concept=concept, year=2023)

    cost, staff = money("150.00", "running_cost"), money("60", "headcount", 1)
    once = sketch(report("甲局", 2023, "x", figures=[cost, staff]), book)
    twice = sketch(report("甲局", 2023, "x", figures=[cost, staff, money("151.00", "running_cost")]), book)
    assert dict(once.ratios) == {"CN23-running-cost": (25_000, 1)}  # 150 万元 over 60 persons, in 元
    assert dict(twice.ratios) == {}


def test_the_concepts_that_peers_are_compared_by_are_in_the_dictionary(book: Book) -> None:
    named = {words.partition(":")[0] for check in book.kind("peers") for words in check.pairs.values()}
    assert named - set(book.concepts) == set()


@pytest.mark.parametrize(
    ("numbers", "middle"),
    [([(7, 1)], (7, 1)), ([(3, 1), (1, 1), (2, 1)], (2, 1)), ([(1, 3), (1, 2)], (5, 12)), ([(-1, 1), (1, 1)], (0, 1))],
)
def test_the_median_is_exact(numbers: list[tuple[int, int]], middle: tuple[int, int]) -> None:
    assert median(numbers) == middle


# —— order, size, speed ——


def test_the_order_of_reports_changes_nothing_but_the_sides(book: Book) -> None:
    sketches = [*others(6, book), *(sketch(report(f"{unit}县教育局", 2023, prose("p"), prose("q")), book) for unit in "甲乙丙")]
    there = {frozenset((each.first.unit, each.second.unit)) for each in pairs(sketches, book)}
    back = {frozenset((each.first.unit, each.second.unit)) for each in pairs(sketches[::-1], book)}
    assert (
        there
        == back
        == {frozenset(two) for two in (("甲县教育局", "乙县教育局"), ("甲县教育局", "丙县教育局"), ("乙县教育局", "丙县教育局"))}
    )


def test_no_reports_and_reports_without_text_give_nothing(book: Book) -> None:
    assert list(pairs([], book)) == []
    assert run(book, report("甲局", 2023), report("", None), report("乙局", 2023, prose("a"))) == []


def synthetic(count: int, paragraphs: int = 20) -> Iterator[Sketch]:
    """Sketches of chance: a tenth of the paragraphs are template, one in two hundred is another unit's."""
    chance = random.Random(7)  # noqa: S311
    template = [chance.randbytes(128) for _ in range(paragraphs // 10)]
    before = chance.randbytes(128)
    places, openings = (
        "\n".join(f"¶{number}" for number in range(paragraphs)),
        "\n".join(["一段话的开头二十四个字" * 2] * paragraphs),
    )
    spans = array("I", [value for number in range(paragraphs) for value in (number * 150, number * 150 + 140, 120)]).tobytes()
    for number in range(count):
        own = [chance.randbytes(128) for _ in range(paragraphs - len(template))]
        if number % 10 == 9:
            own[0] = before
        before = own[1]
        yield Sketch(f"{number}.docx", f"第{number}局", 2023, b"".join([*template, *own]), spans, places, openings)


def test_five_times_the_reports_take_no_more_than_some_five_times_as_long(book: Book) -> None:
    """The ratio, not the time: sorting costs a little more than in proportion."""
    times = {}
    for count in (600, 3_000):
        sketches = list(synthetic(count))
        assert len(list(pairs(sketches, book))) == count // 10
        times[count] = cheapest(partial(lambda given: list(pairs(given, book)), sketches), 2)
    assert times[3_000] / times[600] < 10


def test_a_text_that_everybody_copied_does_not_explode(book: Book) -> None:
    """Twenty-five units, below the bound of a template, share all: each paragraph is held against its neighbours only."""
    shared = [random.Random(100 + number).randbytes(128) for number in range(40)]  # noqa: S311
    spans = array("I", [value for number in range(40) for value in (number * 150, number * 150 + 140, 120)]).tobytes()
    words = "\n".join(["x"] * 40)
    groups = [Sketch(f"{number}", f"甲{number}局", 2023, b"".join(shared), spans, words, words) for number in range(25)]
    rest = list(synthetic(900))
    found = [each for each in pairs([*groups, *rest], book) if not each.first.name.endswith("docx")]
    assert 24 <= len(found) <= 25 * 4
    assert {len(each.matches) for each in found} == {40}


def test_a_sketch_is_a_few_kilobytes_and_a_run_keeps_little_more(book: Book) -> None:
    made = sketch(report("甲县教育局", 2023, *(prose(f"{number}") for number in range(40))), book)
    assert len(made) == 40
    assert sum(sys.getsizeof(value) for value in (made.signatures, made.spans, made.places, made.openings)) < 10_000
    tracemalloc.start()
    assert len(list(pairs(synthetic(2_000), book))) == 200
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak / 2_000 < 15_000  # bytes a report of twenty paragraphs, at the highest


@pytest.mark.parametrize("hostile", ["局", "局部门整体支出", "水", "1", "1.", "。", "一", "省县", "青禾县水务局，"])
def test_a_hostile_text_takes_time_in_proportion(book: Book, hostile: str) -> None:
    times = []
    for length in (100_000, 200_000):
        one = report("青禾县水务局", 2023, (hostile * length)[:length])
        made = sketch(one, book)
        times.append(cheapest(partial(sketch, one, book), 2))
        assert len(made) <= 400
        assert len(made.names) < 4_000
    assert times[1] < 4 * times[0] + 0.05


def test_findings_of_every_sort_have_all_their_words(book: Book) -> None:
    (copied,) = copies(2, book)
    left = Left("a.docx", "甲局", "乙局", "¶1", 0, 2, "乙局")
    outlier = Outlier("CN23-running-cost", "a.docx", "甲局", 2023, (110_000, 1), (20_000, 1), (9, 1), 30)
    for found in (copied, left, outlier):
        for _, remark in remarks(found, book):
            assert "{" not in remark.message + remark.advice + remark.cannot_know
            assert remark.basis
            assert remark.code in book.codes
    ((_, remark),) = remarks(outlier, book)
    assert remark.message == "本单位2023年度公用经费按年末在职人数计算为每人 11.00 万元，其余 30 个单位的中位数约为 2.00 万元"
