"""The law book and one jail for all tests of the setting of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hengji import layouts
from hengji.reading.jail import Jail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hengji.layouts import Checked, Mended
    from hengji.rulebook.book import Book


@pytest.fixture(scope="session")
def jail() -> Iterator[Jail]:
    with Jail() as jail:
        yield jail


@pytest.fixture(scope="session")
def seen() -> dict[bytes, Checked]:
    """What has been checked, so that no test checks it again."""
    return {}


@pytest.fixture(scope="session")
def written() -> dict[bytes, Mended]:
    """What has been mended, likewise."""
    return {}


@pytest.fixture
def check(book: Book, jail: Jail, seen: dict[bytes, Checked]) -> Callable[[bytes], Checked]:
    """A Word file held against the standard."""

    def run(content: bytes) -> Checked:
        if content not in seen:
            checked, problems = layouts.check("a.docx", content, book, jail)
            assert checked is not None, [each.message for each in problems]
            seen[content] = checked
        return seen[content]

    return run


@pytest.fixture
def mend(book: Book, jail: Jail, written: dict[bytes, Mended]) -> Callable[[bytes], Mended]:
    """A Word file mended."""

    def run(content: bytes) -> Mended:
        if content not in written:
            mended, problems = layouts.mend("a.docx", content, book, jail)
            assert mended is not None, [each.message for each in problems]
            written[content] = mended
        return written[content]

    return run
