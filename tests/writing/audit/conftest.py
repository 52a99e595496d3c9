"""The made-up audits that all tests of this folder look at."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parents[3]))

from tests.writing.audit import sample

if TYPE_CHECKING:
    from hengji.core.audit import Audit
    from hengji.rulebook.book import Book


@pytest.fixture
def audited(book: Book) -> Audit:
    """A report with two errors, a warning and a notice."""
    return sample.audit(book)


@pytest.fixture
def quiet(book: Book) -> Audit:
    """A report in which nothing was found and little was checked."""
    return sample.quiet(book)
