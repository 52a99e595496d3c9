"""What these tests share: the law book's files, and tables read through the gate and the jail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji import exchange
from hengji.reading.score_tables.assemble import Given
from hengji.rulebook import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hengji.core.problem import Problem
    from hengji.exchange import Written
    from hengji.rulebook.book import Book
    from hengji.rulebook.files import Source

    Read = tuple[Written | None, tuple[Problem, ...]]


@pytest.fixture(scope="session")
def source() -> Source:
    """The files of the law book."""
    return files.collect(files.home())


@pytest.fixture
def imported(book: Book, source: Source, tmp_path: Path) -> Callable[..., Read]:
    """A workbook's bytes through the importer."""

    def read(content: bytes, given: Given | None = None, name: str = "评分表.xlsx") -> Read:
        path = tmp_path / name
        path.write_bytes(content)
        return exchange.scheme_from_table(path, given or Given(), book, source)

    return read
