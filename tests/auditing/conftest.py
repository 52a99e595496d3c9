"""Lets the tests of auditing import what stands beside others as `tests.scoring.…`, wherever pytest was started; one auditor for a module's texts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hengji.pipeline import Auditor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.book import Book

sys.path.insert(0, str(Path(__file__).parents[2]))


@pytest.fixture(scope="module")
def auditor(book: Book) -> Iterator[Auditor]:
    with Auditor(book) as made:
        yield made
