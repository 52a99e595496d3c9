"""A case taken apart into fields and spelled again comes to the same evaluation; every finding leads back to its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from hengji import pipeline
from hengji.filling import draft, entries, typed
from hengji.filling.form import Form, form
from hengji.reading.formats import case as case_file
from hengji.writing import json

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.rulebook.book import Book

EXAMPLES = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")
SAME = ("total", "grade", "computed", "entered", "unscored", "claimed", "why_no_total", "limits", "bonus")


def taken_apart(folder: Path, book: Book) -> tuple[Any, Form, dict[str, str]]:
    case, _ = case_file.read(folder, book)
    assert case is not None
    made = form(book, book.schemes[case.scheme], case.year)
    values = {}
    for each in entries.fields(case, made):
        entry = made.entry(each.key)
        assert entry is not None
        reading = typed.read(entry, each.text, made)
        assert reading.problem is None, (each.key, each.text)
        values[each.key] = reading.canonical
    return case, made, values


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_typed_into_the_form_comes_to_the_same_evaluation(examples: Path, book: Book, name: str) -> None:
    case, made, values = taken_apart(examples / name, book)
    found = draft.weigh(case.unit, values, made)
    direct, _ = pipeline.assess(case, book)
    assert direct is not None
    wanted = json.tree(direct, book)
    assert {key: wanted[key] for key in SAME} == {key: found.tree[key] for key in SAME}
    assert [(line["code"], line["points"], line["reason"], line["reason_given"]) for line in _lines(wanted)] == [
        (line["code"], line["points"], line["reason"], line["reason_given"]) for line in found.tree["lines"]
    ]
    assert [each["message"] for each in _findings(wanted)] == [each["message"] for each in found.tree["findings"]]


def _lines(tree: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tree["lines"]
    return found


def _findings(tree: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tree["findings"]
    return found


def test_what_is_spelled_is_yaml_that_another_reader_reads_the_same(examples: Path, book: Book) -> None:
    case, made, values = taken_apart(examples / "004-bianban-2023", book)
    values["narrative/problems"] = '引号"和: 冒号\n- 横线开头\n# 井号\n{{7*7}} {% x %}'
    plain = yaml.safe_load(draft.weigh(case.unit, values, made).spelled.text)
    assert plain["narrative"]["problems"] == ['引号"和: 冒号', "- 横线开头", "# 井号", "{{7*7}} {% x %}"]
    assert len(list(case.facts)) == len(plain["facts"])


def test_a_contradiction_leads_back_to_the_fields_that_it_is_about(filling: Form) -> None:
    values = {
        "facts/年初结转和结余": "0万元",
        "facts/本年收入合计": "2916.27万元",
        "facts/本年支出合计": "2900.80万元",
        "facts/年末结转和结余": "15.74万元",
    }
    found = draft.weigh("某单位", values, filling)
    [broken] = [each for each in found.tree["findings"] if each["code"] == "AR01"]
    assert set(values) == set(found.keys(broken))


def test_a_field_that_stops_the_evaluation_is_named(filling: Form) -> None:
    found = draft.weigh("某单位", {"facts/本年支出合计": "1万元", "projects/1/original": "75万元"}, filling)
    assert found.blocked
    assert [key for key, _ in found.problems] == ["projects/1/original"]


def test_the_same_fields_give_the_same_digest_in_whatever_order(filling: Form) -> None:
    values = {"facts/本年支出合计": "1万元", "facts/本年收入合计": "2万元", "head/scope": "本级"}
    turned = dict(reversed(list(values.items())))
    digests = {draft.weigh("某单位", each, filling).digest for each in (values, turned)}
    assert len(digests) == 1


def test_the_points_that_no_file_proves_are_summed_exactly(filling: Form) -> None:
    found = draft.weigh("某单位", {"facts/本年支出合计": "1万元"}, filling)
    everything, one = draft.unproven(found.tree, frozenset()), draft.unproven(found.tree, frozenset({"GDA-01"}))
    assert (everything[0], one[0], everything[1] - one[1]) == ("100", "96", 1)
