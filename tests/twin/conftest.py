"""The twins of the five examples, made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji import publishing
from hengji.rulebook import files

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.publishing import Twin
    from hengji.rulebook.book import Book

NAMES = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")


def made(folder: Path, book: Book) -> Twin:
    found, _ = publishing.publish(folder, book, files.collect())
    assert found is not None
    return found


@pytest.fixture(scope="session")
def twins(book: Book, examples: Path) -> dict[str, Twin]:
    """The twin of each example by its name."""
    return {name: made(examples / name, book) for name in NAMES}
