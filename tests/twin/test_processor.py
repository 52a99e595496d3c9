"""A standard XBRL processor opens every twin without objection, and reports every covered figure that is changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hengji import pipeline, processor, publishing
from hengji.reading.formats import case as case_file
from hengji.writing.twin import relations

if TYPE_CHECKING:
    from hengji.publishing import Twin
    from hengji.rulebook.book import Book
    from hengji.writing.twin.figures import Figure

pytestmark = pytest.mark.skipif(not processor.installed(), reason="Arelle (the extra `xbrl`) is not installed")
NAMES = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")
PAGE = "公开报告.xhtml"
SAMPLE = 3
TEACHING = Path(__file__).parents[1] / "scoring" / "teaching"


def written(twin: Twin, folder: Path, page: bytes | None = None) -> Path:
    for name, content in twin.files.items():
        if name.endswith((".xsd", ".xml")):
            (folder / name).write_bytes(content)
    (folder / PAGE).write_bytes(twin.files[PAGE] if page is None else page)
    return folder / PAGE


def swapped(twin: Twin, figure: Figure) -> bytes:
    """The page with the first digit of one figure another one."""
    start = f'id="{figure.key}"'
    before, after = twin.files[PAGE].decode().split(f"{start} name=")
    other = relations.changed(figure)
    assert other.text != figure.text
    changed = after.replace(f">{figure.text}</ix:nonFraction>", f">{other.text}</ix:nonFraction>", 1)
    assert changed != after
    return f"{before}{start} name={changed}".encode()


@pytest.mark.parametrize("name", NAMES)
def test_the_processor_has_no_objection_and_evaluates_every_assertion(name: str, twins: dict[str, Twin], tmp_path: Path) -> None:
    found = processor.check(written(twins[name], tmp_path))
    assert found.objections == ()
    assert found.broken == frozenset()
    assert found.evaluated == {f"va_{relation.code}" for relation in twins[name].relations}
    assert found.facts >= len(twins[name].figures.all)


@pytest.mark.parametrize("name", ["limits", "members", "nested", "peers", "targets"])
def test_the_processor_takes_every_kind_of_scheme(name: str, book: Book, tmp_path: Path) -> None:
    """Caps, vetoes, a bonus, weights that are handed on: the total of the teaching schemes is asserted where printed points give it."""
    case, _ = case_file.parse((TEACHING / f"{name}.yaml").read_bytes(), "case.yaml", book)
    assert case is not None
    evaluation, _ = pipeline.assess(case, book)
    assert evaluation is not None
    twin, _ = publishing.twin(evaluation, book, b"")
    found = processor.check(written(twin, tmp_path))
    assert found.objections == ()
    assert found.evaluated == {f"va_{relation.code}" for relation in twin.relations}
    assert ("va_T-points" in found.evaluated) == (name != "nested")


@pytest.mark.parametrize("name", NAMES)
def test_most_figures_of_a_twin_take_part_in_a_check(name: str, twins: dict[str, Twin]) -> None:
    assert len(twins[name].covered) >= 0.6 * len(twins[name].figures.all)
    amounts = {key for key, figure in twins[name].figures.all.items() if figure.unit.endswith("元")}
    assert len(amounts & twins[name].covered) >= 0.6 * len(amounts) > 0


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_changed_figure_is_reported(name: str, twins: dict[str, Twin], tmp_path: Path) -> None:
    """A sample here; `make twin` changes every one of them."""
    twin = twins[name]
    keys = sorted(twin.covered)
    for key in keys[:: max(1, len(keys) // SAMPLE)][:SAMPLE]:
        found = processor.check(written(twin, tmp_path, swapped(twin, twin.figures.all[key])))
        assert found.broken, key
        assert found.objections, key


def test_a_total_that_differs_from_itself_is_reported(twins: dict[str, Twin], tmp_path: Path) -> None:
    """The total stands at the head and in the last row of the scores; a change of either alone is seen."""
    twin = twins["002-yiyang-2020"]
    for place in ('id="total_points"', 'id="total_points_sum"'):
        before, after = twin.files[PAGE].decode().split(place)
        page = (before + place + after.replace(">99.62<", ">99.63<", 1)).encode()
        folder = tmp_path / place.strip('"').rpartition('"')[2]
        folder.mkdir()
        assert "va_T-points" in processor.check(written(twin, folder, page)).broken


def test_a_sum_of_the_taxonomy_is_reported_without_any_assertion(twins: dict[str, Twin], tmp_path: Path) -> None:
    """The calculation relations alone see a changed part."""
    twin = twins["002-yiyang-2020"]
    page = written(
        twin,
        tmp_path,
        swapped(
            twin,
            next(
                each
                for each in twin.figures.facts.values()
                if each.name == "project_expenditure" and each.context.stage == "outturn" and each.context.year == 2020
            ),
        ),
    )
    assertions = tmp_path / "report-assertions.xml"
    head, _, _ = assertions.read_text(encoding="utf-8").partition("<cf:conceptName")
    assertions.write_text(f"{head}</gen:link></link:linkbase>", encoding="utf-8")
    codes = {code for code, _ in processor.check(page).objections}
    assert codes == {"calc11e:inconsistentCalculationUsingRounding"}
