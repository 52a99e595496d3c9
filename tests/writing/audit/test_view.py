"""The report as a page: valid, closed, escaped, readable without colour, and every figure in it."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from hengji.core.audit import Standing, Status
from hengji.core.document import LINE, Block
from hengji.writing.audit import view

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from hengji.core.audit import Audit
    from hengji.rulebook.book import Book

html5lib = pytest.importorskip("html5lib")
EVIL = "<script>alert(1)</script>\"'&amp;<img src=x onerror=alert(1)>]]>{{text}}<!--block figure-->"
LEAST_CONTRAST = 4.5


def parsed(page: str) -> Element:
    """The tree of a page; whatever HTML5 calls an error of writing is raised."""
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    return tree


def tree(audit: Audit, book: Book) -> Element:
    return parsed(view.html(audit, book))


def of_class(element: Element, name: str) -> list[Element]:
    return [each for each in element.iter() if name in each.get("class", "").split()]


def words(element: Element) -> str:
    return "".join(element.itertext())


def main(element: Element) -> Element:
    found = element.find(".//main")
    assert found is not None
    return found


def test_the_page_is_valid_and_needs_nothing_beside_it(audited: Audit, quiet: Audit, book: Book) -> None:
    for each in (audited, quiet, replace(quiet, figures=(), standings=(), results=())):
        page = view.html(each, book)
        element = parsed(page)
        assert [link.get("href", "")[:1] for link in element.iter("a")] == ["#"] * len(list(element.iter("a")))
        assert [each.tag for each in element.iter() if each.get("src") or each.tag in {"link", "iframe", "object", "base"}] == []
        assert not re.search(r"url\(|@import|https?://|\{\{\w+\}\}|<!--/?block", page)


def test_the_only_script_is_the_one_whose_digest_the_page_allows(audited: Audit, book: Book) -> None:
    element = tree(audited, book)
    (script,) = element.iter("script")
    policy = next(meta.get("content", "") for meta in element.iter("meta") if meta.get("http-equiv"))
    digest = b64encode(sha256(words(script).encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_a_finding_says_its_place_in_words_with_what_stands_around_the_figure(audited: Audit, book: Book) -> None:
    page = words(tree(audited, book))
    assert "“…元，本年支出2301.90万元，【年末结转和结余134.25万元】。其中基本支出912.36万元、…”" in page
    assert "¶" not in page


def test_the_whole_text_is_there_in_its_order(audited: Audit, book: Book) -> None:
    element = main(tree(audited, book))
    for flag in of_class(element, "flag"):
        flag.text = ""
    for caption in element.iter("caption"):
        caption.text = ""
    assert "".join(words(element).split()) == "".join(audited.document.text.split())


def test_every_figure_is_marked_by_its_status_in_colour_and_in_words(audited: Audit, book: Book) -> None:
    figures = of_class(main(tree(audited, book)), "figure")
    assert [(each.get("id"), words(each), each.get("href")) for each in figures] == [
        (f"f{figure.id}", figure.text, f"#d{figure.id}") for figure in audited.figures
    ]
    assert [each.get("class", "").split()[-1] for each in figures] == [standing.status.value for standing in audited.standings]
    assert {each.get("class", "").split()[-1]: each.get("title") for each in figures} == {
        "confirmed": "核对相符",
        "explained": "可解释",
        "contradicted": "涉及不符",
        "unchecked": "未核对",
    }


def test_each_status_has_a_line_and_a_sign_of_its_own(audited: Audit, book: Book) -> None:
    style = words(next(tree(audited, book).iter("style")))
    lines = re.findall(r"\.figure\.(\w+), \.k\.\w+ \{[^}]*text-decoration-style: (\w+)", style)
    assert dict(lines) == {"confirmed": "solid", "explained": "dashed", "contradicted": "wavy", "unchecked": "dotted"}
    signs = re.findall(r'\.figure\.(\w+)::after, \.k\.\w+::after \{ content: "\\2060(.)"', style)
    assert dict(signs) == {"confirmed": "✓", "explained": "≈", "contradicted": "✗", "unchecked": "?"}


def luminance(colour: str) -> float:
    """Of a colour like #a3201a, as WCAG 2.1 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_every_colour_of_words_can_be_read_on_its_ground(audited: Audit, book: Book) -> None:
    style = words(next(tree(audited, book).iter("style")))
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", style))
    pairs = [
        (named[colour], ground)
        for colour, ground in re.findall(r"\.figure\.\w+, \.k\.\w+ \{ color: var\(--(\w+)\); background: (#[0-9a-f]{6});", style)
    ]
    assert len(pairs) == 4
    pairs += [(named[colour], "#ffffff") for colour in ("red", "amber", "blue", "green", "grey", "soft", "ink")]
    pairs += [(named[colour], named["band"]) for colour in ("soft", "ink", "blue")]
    assert [pair for pair in pairs if contrast(*pair) < LEAST_CONTRAST] == []


def test_a_figure_opens_its_checks_its_other_statements_and_its_findings(audited: Audit, book: Book) -> None:
    details = {each.get("id"): each for each in of_class(tree(audited, book), "detail")}
    assert len(details) == len(audited.figures)
    said = words(details["d7"])
    assert "126.40 ＋ 2318.75 － 2301.90 ＝ 143.25" in said
    assert "912.36 ＋ 1389.54 ＝ 2301.90" in said
    assert words(of_class(details["d7"], "verdict")[0]) == "不符"
    assert {"#n1", "#d5", "#d6", "#d8", "#d33", "#f7"} <= {link.get("href") for link in details["d7"].iter("a")}
    assert "未核对的原因：没有写明目标值，完成情况无从核对。" in words(details["d17"])
    assert "缺少：整治河道的目标值" in words(details["d17"])


def test_findings_and_the_text_lead_to_each_other(audited: Audit, book: Book) -> None:
    element = tree(audited, book)
    ids = [each.get("id") for each in element.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert [link.get("href") for link in element.iter("a") if link.get("href", "")[1:] not in ids] == []
    listed = [each for each in element.iter("li") if re.fullmatch(r"n\d+", each.get("id", ""))]
    assert [words(of_class(each, "tag")[0]) for each in listed] == ["错误1", "错误2", "疑点3", "提示4"]
    flags = of_class(main(element), "flag")
    assert [(flag.get("id"), flag.get("href")) for flag in flags] == [("m4", "#n4"), ("m1", "#n1"), ("m3", "#n3"), ("m2", "#n2")]


def test_what_a_finding_is_about_is_marked_through_its_figures(audited: Audit, book: Book) -> None:
    marks = ["".join(mark.itertext()) for mark in main(tree(audited, book)).iter("mark")]
    assert marks == ["62名", "年末结转和结余", "134.25万元", "约", "45公里", "，完成率", "102.27%", "自评得分", "94.5分"]


def test_a_filter_for_each_status_works_without_a_script(audited: Audit, book: Book) -> None:
    element = tree(audited, book)
    switches = [each.get("id") for each in element.iter("input") if each.get("type") == "checkbox"]
    assert switches == ["show-confirmed", "show-explained", "show-contradicted", "show-unchecked"]
    assert [label.get("for") for label in element.iter("label")] == switches
    style = words(next(element.iter("style")))
    for status in Status:
        assert f"#show-{status.value}:not(:checked) ~ .columns main .{status.value}" in style


def test_the_bar_and_the_legend_say_how_far_the_checks_reached(audited: Audit, quiet: Audit, book: Book) -> None:
    element = tree(audited, book)
    assert [" ".join(words(each).split()) for each in element.iter("label")] == [
        "核对相符 18（51.4%）",
        "可解释 1（2.9%）",
        "涉及不符 9（25.7%）",
        "未核对 7（20.0%）",
    ]
    assert [each.get("style") for each in of_class(element, "bar")[0]] == ["flex: 514", "flex: 28", "flex: 257", "flex: 200"]
    assert "不说明报告没有问题" in words(of_class(tree(quiet, book), "none")[0])


def hostile(audit: Audit) -> Audit:
    """The report with markup in every place where a report can put words."""
    words = EVIL * 2
    figures = tuple(replace(figure, label=EVIL, text=EVIL, place=EVIL, scope=EVIL, concept="") for figure in audit.figures[:1])
    return replace(
        audit,
        document=replace(audit.document, text=words, name=f"{EVIL}.docx", blocks=(Block(LINE, 0, len(words), EVIL),), tables=()),
        unit=EVIL,
        figures=(replace(figures[0], start=3, end=30),),
        standings=(Standing(Status.UNCHECKED, EVIL),),
        results=tuple(replace(result, figures=(0,), statement=EVIL, explanation=EVIL, rule=EVIL) for result in audit.results),
        findings=(
            replace(
                audit.findings[1], message=EVIL, title=EVIL, quote=EVIL, place=EVIL, basis=EVIL, advice=EVIL, hints=(EVIL,),
                cannot_know=EVIL, start=1, end=12, figures=(0, 7, -1),
            ),
        ),
    )  # fmt: skip


def test_a_hostile_report_stays_text(audited: Audit, book: Book) -> None:
    element = tree(hostile(audited), book)
    assert len(list(element.iter("script"))) == 1
    assert list(element.iter("img")) == []
    assert [each.attrib for each in element.iter() if any(name.startswith("on") for name in each.attrib)] == []
    assert "<script>alert(1)</script>" in words(main(element))
    assert "{{text}}" in words(main(element))


@pytest.mark.parametrize("letters", ["\x00\x0b", "\u202e\u2066", "\ud800", "\ufeff\u200b"])
def test_letters_that_print_nothing_are_shown_by_their_number(letters: str, audited: Audit, book: Book) -> None:
    text = f"甲{letters}乙"
    changed = replace(
        audited,
        document=replace(audited.document, text=text, blocks=(), tables=()),
        figures=(),
        standings=(),
        results=(),
        findings=(),
    )
    shown = words(main(tree(changed, book)))
    assert not set(letters) & set(shown)
    view.html(changed, book).encode("utf-8")


def test_a_figure_over_two_printed_lines_is_one_figure(audited: Audit, book: Book) -> None:
    text = "年末结转15.\n74万元。"
    figure = replace(audited.figures[8], id=0, start=4, end=11, text="15.74万元")
    blocks = (Block(LINE, 0, 7, "¶1"), Block(LINE, 8, 12, "¶2"))
    changed = replace(
        audited, document=replace(audited.document, text=text, blocks=blocks, tables=()), figures=(figure,),
        standings=audited.standings[8:9], results=(), findings=(),
    )  # fmt: skip
    parts = of_class(main(tree(changed, book)), "figure")
    assert [(part.get("id"), part.get("href"), words(part)) for part in parts] == [("f0", "#d0", "15."), (None, "#d0", "74万")]


def test_findings_that_overlap_and_findings_without_a_span_are_all_listed(audited: Audit, book: Book) -> None:
    base = audited.findings[1]
    spans = [(5, 12), (8, 20), (8, 8), (400, 9_999), (-3, 4)]
    changed = replace(audited, findings=tuple(replace(base, start=start, end=end) for start, end in spans))
    element = tree(changed, book)
    assert len([each for each in element.iter("li") if each.get("id", "").startswith("n")]) == 5
    assert [flag.get("id") for flag in of_class(main(element), "flag")] == ["m1", "m2", "m3"]


def test_the_same_audit_gives_the_same_page(audited: Audit, book: Book) -> None:
    assert view.html(audited, book) == view.html(audited, book)


def test_a_caption_that_stands_right_above_its_table_is_not_printed_again(audited: Audit, book: Book) -> None:
    table = next(each for each in audited.document.tables if min(cell.start for cell in each.cells) > 0)
    first = min(cell.start for cell in table.cells)
    above = audited.document.text[:first].split()[-1]
    for caption, printed in ((above, False), ("从别处来的表名", True)):
        tables = tuple(replace(each, caption=caption) if each is table else each for each in audited.document.tables)
        shown = tree(replace(audited, document=replace(audited.document, tables=tables)), book)
        assert any(caption in words(each) for each in shown.iter("caption")) is printed, caption
