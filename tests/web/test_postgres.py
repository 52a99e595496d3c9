"""The core of the application on a real PostgreSQL: the same tests in a process of their own, and the races with real commits."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.web import postgres
from tests.web.test_at_once import ROOT, check, race

if TYPE_CHECKING:
    from collections.abc import Iterator

CORE = ("test_accounts", "test_journal", "test_steps", "test_review_actions", "test_library", "test_reforming")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(postgres.missing()), reason=f"{postgres.missing()} is not on this machine")]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with postgres.server() as found:
        yield found


def test_people_act_at_once_on_postgresql(address: str) -> None:
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE races")
    found = race(address.replace("/postgres", "/races"))
    assert found["vendor"] == "postgresql"
    check(found)


def test_models_actions_and_journal_do_the_same_on_postgresql(address: str) -> None:
    files = [str(ROOT / "tests" / "web" / f"{name}.py") for name in CORE]
    env = {**os.environ, "HENGJI_TEST_DATABASE": address}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", *files],
        capture_output=True, text=True, env=env, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]
