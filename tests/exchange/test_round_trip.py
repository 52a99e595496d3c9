"""A scheme goes to Excel and back without loss."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji import exchange
from hengji.rulebook import load
from hengji.rulebook.files import Source, collect, home

if TYPE_CHECKING:
    from collections.abc import Callable

    from hengji.core.problem import Problem
    from hengji.exchange import Written
    from hengji.rulebook.book import Book

    Read = Callable[..., tuple[Written | None, tuple[Problem, ...]]]

SHIPPED = sorted(load.build(collect(home()))[0].schemes)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_scheme_comes_back_equal(name: str, book: Book, source: Source, imported: Read) -> None:
    """YAML to Excel to YAML: the same scheme but for its place; what it leaves to a person, without method or weight, is still left."""
    content, problems = exchange.table_from_scheme(name, book, source)
    assert problems == ()
    assert content is not None
    written, problems = imported(content)
    assert problems == ()
    assert written is not None
    scheme = book.schemes[name]
    open_rows = {row.id for row in scheme.indicators if row.method is None or row.weight is None}
    assert {each.row for each in written.imported.draft.undecided} == open_rows
    place = book.schemes[name].place.file
    again, _ = load.build(Source({**source.files, place: written.text.encode()}))
    assert again.schemes[name] == book.schemes[name]


def test_a_scheme_that_extends_another_comes_back_as_its_changes(book: Book, source: Source, imported: Read) -> None:
    content, _ = exchange.table_from_scheme("gd-zj-2022", book, source)
    assert content is not None
    written, _ = imported(content)
    assert written is not None
    assert "extends: gd-zj-2023" in written.text
    assert written.text.count("  - id: ") == 2  # the two rows that the file itself replaces
