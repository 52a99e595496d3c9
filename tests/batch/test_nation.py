"""Synthetic nations: the same from the same seed, labelled as made, their planted errors counted by the page of a run."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from typing import TYPE_CHECKING

import duckdb
import html5lib
import pytest

from hengji.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.rulebook.book import Book

SCHEME = "hn-2017"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A nation of a few thousand units and what a run makes of it."""
    folder = tmp_path_factory.mktemp("nation")
    given = ["nation", "--units", "3000", "--seed", "5", "--errors", "500", "--scheme", SCHEME, "--last-year", "2018"]
    assert main([*given, "-o", str(folder / "a.parquet")]) == 0
    assert main([*given, "-o", str(folder / "b.parquet")]) == 0
    assert main(["batch", str(folder / "a.parquet"), "--scheme", SCHEME, "-o", str(folder / "out.parquet")]) == 3
    return folder


def planted(folder: Path) -> list[dict[str, str]]:
    with (folder / "a.truth.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def manifest(folder: Path) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads((folder / "out.json").read_text(encoding="utf-8"))
    return found


def test_where_no_error_is_planted_no_number_is_impossible(book: Book, tmp_path: Path) -> None:
    """Every number of a nation without planted errors is one that its concept can have: nothing but what was planted is refused."""
    from hengji.batch import shape as shapes

    assert main(["nation", "--units", "3000", "--seed", "5", "--errors", "0", "-o", str(tmp_path / "n.parquet")]) == 0
    known = shapes.known_facts(book)
    with duckdb.connect() as connection:
        made = f"read_parquet('{tmp_path / 'n.parquet'}')"
        names = [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {made}").fetchall() if row[0] in known]
        ends = ", ".join(f"CAST(min({name}) AS BIGINT), CAST(max({name}) AS BIGINT)" for name in names)
        found = connection.execute(f"SELECT {ends} FROM {made}").fetchone() or ()
    assert "budget_adjustment" in names
    outside = [
        name for at, name in enumerate(names) if not known[name].low <= found[2 * at] <= found[2 * at + 1] <= known[name].high
    ]
    assert outside == []


def test_the_same_seed_gives_the_same_nation(made: Path) -> None:
    with duckdb.connect() as connection:
        rows = [
            connection.execute(f"SELECT * FROM read_parquet('{made / name}')").fetchall() for name in ("a.parquet", "b.parquet")
        ]
    assert rows[0] == rows[1]
    assert (made / "a.truth.csv").read_bytes() == (made / "b.truth.csv").read_bytes()


def test_it_says_of_itself_that_it_is_made(made: Path) -> None:
    with duckdb.connect() as connection:
        units = connection.execute(
            f"SELECT count(*) FROM read_parquet('{made / 'a.parquet'}') WHERE unit NOT LIKE '合成数据%'"
        ).fetchone()
    assert units == (0,)
    assert "合成数据" in (made / "out.html").read_text(encoding="utf-8")


def test_the_page_counts_what_was_planted(made: Path) -> None:
    kinds = Counter((each["kind"], each["column"]) for each in planted(made))
    found = manifest(made)
    rows = found["rows"]
    negative = sum(count for (kind, column), count in kinds.items() if kind == "negative" and column in {"headcount", "posts"})
    zero = sum(each["kind"] == "negative" and each["right"] == "0" for each in planted(made))
    reasons = rows["reasons"]
    assert isinstance(reasons, dict)
    assert reasons["BA03"] == 2 * kinds["repeated", "unit"]
    assert reasons["BA04"] == negative - zero
    assert rows["in"] == rows["scored"] + rows["refused"]  # type: ignore[operator]
    quality = found["quality"]
    impossible = {each["name"]: each["impossible"] for each in quality["unknowns"]}  # type: ignore[attr-defined]
    assert impossible["revenue_total__outturn"] == kinds["beyond", "revenue_total__outturn"]
    assert impossible["headcount"] + impossible["posts"] == negative - zero


def test_the_reconciliations_that_were_broken_are_found(made: Path) -> None:
    errors = [each for each in planted(made) if each["kind"] in {"swapped", "factor", "broken"}]
    quality = manifest(made)["quality"]
    found = {each["code"]: each for each in quality["identities"]}  # type: ignore[attr-defined]
    assert 0.8 * len(errors) < found["AR01"]["broken"] <= 1.3 * len(errors) + 60
    assert found["AR10"]["broken"] < 0.2 * found["AR10"]["checked"]


def test_anyone_can_draw_the_sample_again(made: Path) -> None:
    """By the rule that the page states, from the risk alone; nothing of the program is used."""
    found = manifest(made)
    seed = found["quality"]["seed"]
    with (made / "out.sample.csv").open(encoding="utf-8", newline="") as file:
        sample = list(csv.DictReader(file))
    assert 40 < len(sample) < 200
    for each in sample:
        digits = hashlib.sha256(f"{seed}|{each['unit']}|{each['year']}".encode()).hexdigest()[:12]
        assert int(digits, 16) / 16**12 < float(each["probability"])
    chances = {int(each["risk"]): float(each["probability"]) for each in sample}
    one = min(chances)
    assert all(abs(chance / risk - chances[one] / one) < 1e-5 for risk, chance in chances.items())


def test_the_page_is_sound_html_that_asks_for_nothing(made: Path) -> None:
    text = (made / "out.html").read_text(encoding="utf-8")
    html5lib.HTMLParser(strict=True).parse(text)
    assert "{{" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert "八、抽查样本" in text
