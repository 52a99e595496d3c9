"""One warm child for all tests of documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.reading.documents.makers import Reader

from hengji.reading.jail import Jail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def jail() -> Iterator[Jail]:
    with Jail() as jail:
        yield jail


@pytest.fixture
def reader(jail: Jail, tmp_path: Path) -> Reader:
    return Reader(jail, tmp_path)
