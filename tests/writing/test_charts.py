"""Charts: heights and lengths are those of the figures, names are text and nothing else, the same figures give the same picture."""

from __future__ import annotations

import re
import struct
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from hengji.writing.charts import png, scales, svg
from hengji.writing.charts.columns import Series, columns, step_of
from hengji.writing.charts.scales import Bar
from hengji.writing.charts.svg import DOWN, NEW, OLD, Chart

SPACE = "{http://www.w3.org/2000/svg}"


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(chart.svg(3))  # noqa: S314 - our own


def boxes(chart: Chart, colour: str) -> list[tuple[int, int]]:
    """The height and width of each box of a colour, but for the small ones of the legend."""
    found = (box for box in drawn(chart).iter(f"{SPACE}rect") if box.get("fill") == colour)
    sizes = [(int(box.get("height", "0")), int(box.get("width", "0"))) for box in found]
    return [size for size in sizes if size != (12, 12)]


def two(before: list[int], after: list[int], names: tuple[str, ...] = ("甲", "乙", "丙")) -> Chart:
    return columns("题目", "说明", names, (Series("原", before), Series("新", after)), ("横", "纵"))


def test_columns_are_as_high_as_their_figures() -> None:
    """The scale ends at 10 over 204 points: 10 is 204 high, 5 is 102, 0 is nothing, and 1 of 1000 is still to be seen."""
    chart = two([10, 5, 0], [0, 10, 2])
    assert [height for height, _ in boxes(chart, OLD)] == [204, 102]
    assert [height for height, _ in boxes(chart, NEW)] == [204, 40]
    assert [height for height, _ in boxes(two([1000, 1, 0], [0, 0, 0]), OLD)] == [204, 1]


def test_three_series_stand_beside_each_other_in_colours_of_their_own() -> None:
    chart = columns("题", "说", ("甲",), (Series("自评", [4]), Series("测算", [2]), Series("复核", [1])), ("横", "纵"))
    found = [next(iter(boxes(chart, colour))) for colour in (OLD, NEW, DOWN)]
    assert found[0][0] > found[1][0] > found[2][0] > 0
    placed = sorted((int(box.get("x", "0")), int(box.get("width", "0"))) for box in drawn(chart).iter(f"{SPACE}rect") if box.get("fill") in {OLD, NEW, DOWN} and box.get("height") != "12")  # fmt: skip
    assert all(x + wide <= after for (x, wide), (after, _) in pairwise(placed))
    texts = "".join(node.text or "" for node in drawn(chart).iter(f"{SPACE}text"))
    assert all(name in texts for name in ("自评", "测算", "复核"))


def test_nothing_at_all_is_an_empty_chart() -> None:
    assert boxes(two([0, 0, 0], [0, 0, 0]), NEW) == []
    assert drawn(columns("题", "说", (), (Series("原", []), Series("新", [])), ("横", "纵"))) is not None


@pytest.mark.parametrize(("most", "step"), [(1, 1), (5, 1), (6, 2), (11, 5), (26, 10), (1_000_000, 200_000)])
def test_the_lines_stand_at_round_numbers_and_are_five_at_most(most: int, step: int) -> None:
    assert step_of(most) == step
    assert -(-most // step) <= 5


def test_bars_go_to_both_sides_of_zero_as_long_as_their_figures() -> None:
    """165 points a side: 3 fills it, −1.5 is half as long, 0 is none."""
    chart = scales.scales("题", "说", [Bar("甲", (3, 1), "+3"), Bar("乙", (-3, 2), "−1.5"), Bar("丙", (0, 1), "0")], ("低", "高"))
    found = [box for box in drawn(chart).iter(f"{SPACE}rect") if box.get("x")]
    zero = (720 - 250 - 140) // 2 + 250 + 70
    assert [(box.get("x"), box.get("width")) for box in found] == [
        (str(zero), "165"), (str(zero - 82), "82"), (str(zero), "0"),
    ]  # fmt: skip


def test_a_chart_is_told_to_who_cannot_see_it() -> None:
    root = drawn(two([1, 2, 3], [3, 2, 1]))
    names = {child.get("id"): child.text for child in root if child.get("id")}
    assert root.get("role") == "img"
    assert [names[name] for name in root.get("aria-labelledby", "").split()] == ["题目", "说明"]
    assert "Noto Sans CJK SC" in root.get("font-family", "")


def test_a_name_is_text_and_nothing_else() -> None:
    hostile = '<script>alert(1)</script>"&\u202e\x00'
    chart = two([1, 1, 1], [1, 1, 1], (hostile, "b", "c"))
    root = drawn(chart)
    assert [node.tag for node in root.iter() if not node.tag.startswith(SPACE)] == []
    assert {node.tag.removeprefix(SPACE) for node in root.iter()} <= {"svg", "title", "desc", "rect", "line", "text"}
    assert "<script" not in chart.svg()
    assert not re.search("[\u202e\x00]", chart.svg())


def test_long_names_are_cut_and_say_so() -> None:
    assert (svg.cut("预算完成率", 5), svg.cut("预算完成率和控制率", 5), svg.letters("GDA-01")) == ("预算完成率", "预算完成…", 3)


def test_the_same_figures_give_the_same_picture() -> None:
    assert two([1, 2, 3], [4, 5, 6]).svg() == two([1, 2, 3], [4, 5, 6]).svg()


def test_the_png_is_twice_as_large_or_there_is_none() -> None:
    chart = two([1, 2, 3], [3, 2, 1])
    content = png.png(chart)
    assert (content is not None) is png.has_chinese_face()
    if content is not None:
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", content[16:24]) == (chart.width * 2, chart.height * 2)


def test_a_machine_without_a_chinese_face_has_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every letter drawn alike, as empty boxes are: the probe sees it."""
    png.has_chinese_face.cache_clear()
    monkeypatch.setattr(png, "svg_to_bytes", lambda **_: b"box")
    try:
        assert png.png(two([1, 1, 1], [1, 1, 1])) is None
    finally:
        png.has_chinese_face.cache_clear()
