"""合成数据: a nation of departments by dice, realistic in size and shape, with errors planted and listed; nothing in it is real."""

from __future__ import annotations

import csv
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from hengji.batch import shape as shapes
from hengji.batch.source import name_of, quoted
from hengji.core.place import Place
from hengji.core.problem import Problem, problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from hengji.batch.shape import EntryColumn
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

    Numbers = NDArray[np.int64]
    Truths = NDArray[np.bool_]
    Columns = dict[str, Numbers | Truths]

NOT_WRITTEN = "BA17"
UNKNOWN = np.iinfo(np.int64).min
TRUTH_FILE = ".truth.csv"
SPREAD, TIERS, CLAIMED_FROM, CLAIMED_TO = 1.1, (0.62, 0.9, 1.0), 8_200, 9_990
SWAPPED, FACTOR, NEGATIVE, BEYOND, BROKEN, REPEATED = "swapped", "factor", "negative", "beyond", "broken", "repeated"
WAN, FAR, ODD = 10_000, 5 * 10**14, 123_456
YES, ABSENT_SHARE = 0.93, 0.01
TOP = 10


@dataclass(frozen=True, slots=True)
class Planted:
    """An error in one row: its kind, its column, what is right and what stands there."""

    unit: int
    year: int
    kind: str
    column: str
    right: int
    stands: int


@dataclass(frozen=True, slots=True)
class Nation:
    """How large a nation is: units, the years, the seed, errors in ten thousand rows, and the schemes whose entries are filled in too."""

    units: int
    seed: int
    years: tuple[int, ...] = (2023,)
    errors: int = 100
    schemes: tuple[Scheme, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """Rows written, and how many errors of each kind were planted."""

    rows: int
    planted: dict[str, int]


def write(nation: Nation, book: Book, out: Path) -> tuple[Made | None, tuple[Problem, ...]]:
    """Writes a nation as Parquet and its planted errors beside it as CSV, whole or not at all. Problems: BA17."""
    try:
        with tempfile.TemporaryDirectory(prefix=".hengji-nation-", dir=out.resolve().parent) as folder:
            made = _Maker(nation, book, Path(folder)).write(out)
    except (OSError, duckdb.Error) as error:
        return None, (book.problem(problem(NOT_WRITTEN, Place(out.name), str(error).split("\n", maxsplit=1)[0])),)
    return made, ()


class _Maker:
    """One nation in the making, year after year."""

    def __init__(self, nation: Nation, book: Book, work: Path) -> None:
        self.nation, self.book, self.work = nation, book, work
        self.dice = np.random.default_rng(nation.seed)
        self.recipes = [line.split(" = ", 1) for line in book.phrases["nation.columns"]]
        self.hidden = set(book.phrases["nation.hidden"])
        kinds = [kind.rsplit(" ", 1) for kind in book.phrases["nation.kinds"]]
        self.kinds, weights = [kind for kind, _ in kinds], np.array([float(weight) for _, weight in kinds])
        self.provinces = book.phrases["nation.provinces"]
        self.province = self.dice.integers(0, len(self.provinces), nation.units)
        self.kind = self.dice.integers(0, len(self.kinds), nation.units)
        self.weight = weights[self.kind]
        self.sizes: dict[str, NDArray[np.float64]] = {}
        self.counts: dict[str, Numbers] = {}
        self.before: dict[str, Numbers | Truths] = {}

    def write(self, out: Path) -> Made:
        planted: list[Planted] = []
        files = []
        self._year()  # a year before the first, so that there is something to carry over
        for year in self.nation.years:
            columns = self._year()
            file = self.work / f"{year}.parquet"
            planted.extend(self._table(year, columns, file))
            files.append(file)
        rows = self._join(files)
        truth = self._truth(planted)
        for made, place in ((truth, out.with_suffix(TRUTH_FILE)), (self.work / "nation.parquet", out)):
            with made.open("rb+") as file_:
                os.fsync(file_.fileno())
            made.replace(place)
        kinds = dict.fromkeys(each.kind for each in planted)
        return Made(rows, {kind: sum(each.kind == kind for each in planted) for kind in sorted(kinds)})

    # ── a year ──

    def _year(self) -> dict[str, Numbers | Truths]:
        """Every column of the next year, in the order of the recipes."""
        made: dict[str, Numbers | Truths] = {}
        for name, recipe in self.recipes:
            verb, *words = recipe.split()
            made[name] = self._column(name, verb, words, made)
        for name in self.book.phrases["nation.previous"]:
            made[f"previous__{name}"] = self.before.get(name, made[name])
        self.before = {name: column for name, column in made.items() if not name.startswith("previous__")}
        return {name: column for name, column in made.items() if name not in self.hidden}

    def _column(self, name: str, verb: str, words: list[str], made: dict[str, Numbers | Truths]) -> Numbers | Truths:
        count, dice = self.nation.units, self.dice
        match verb:
            case "size":
                return self._size(name, *map(float, words))
            case "share":
                whole, low, high = made[words[0]], float(words[1]), float(words[2])
                found = np.rint(whole * dice.uniform(low, high, count)).astype(np.int64) if low != high else whole.astype(np.int64)
                return (
                    np.where(dice.random(count) < float(words[3]), found, 0) if len(words) > len(("of", "low", "high")) else found
                )
            case "sum":
                return self._sum(words, made)
            case "apart":
                return np.abs(self._sum(words, made))
            case "last":
                other = self.before.get(words[0])
                return np.zeros(count, dtype=np.int64) if other is None else other.astype(np.int64)
            case "count":
                return self._count(name, int(words[0]), int(words[1]))
            case "rate":
                return dice.integers(int(words[0]), int(words[1]) + 1, count)
            case "truth":
                return dice.random(count) < float(words[0])
            case _:
                raise ValueError(verb)

    def _size(self, name: str, median: float, low: float, high: float) -> Numbers:
        """A size that each unit keeps, growing from year to year."""
        if name not in self.sizes:
            self.sizes[name] = median * self.weight * self.dice.lognormal(0, SPREAD, self.nation.units)
        else:
            self.sizes[name] = self.sizes[name] * self.dice.uniform(low, high, self.nation.units)
        return np.rint(self.sizes[name]).astype(np.int64)

    def _count(self, name: str, low: int, high: int) -> Numbers:
        """A count that each unit keeps within a tenth."""
        if name not in self.counts:
            self.counts[name] = self.dice.integers(low, high + 1, self.nation.units)
        moved = np.rint(self.counts[name] * self.dice.uniform(0.95, 1.05, self.nation.units)).astype(np.int64)
        return np.clip(moved, low, high)

    def _sum(self, words: list[str], made: dict[str, Numbers | Truths]) -> Numbers:
        total, sign = np.zeros(self.nation.units, dtype=np.int64), 1
        for word in words:
            if word in "+-":
                sign = 1 if word == "+" else -1
            else:
                total = total + sign * made[word].astype(np.int64)
        return total

    # ── a table ──

    def _table(self, year: int, columns: dict[str, Numbers | Truths], file: Path) -> list[Planted]:
        """A year's columns with gaps and errors, written out."""
        numbers: dict[str, Numbers] = {
            name: column.astype(np.int64) for name, column in columns.items() if column.dtype != np.bool_
        }
        truths: dict[str, Truths] = {name: column.astype(np.bool_) for name, column in columns.items() if column.dtype == np.bool_}
        share = int(self.book.phrases["nation.unknown"][0]) / WAN
        for column in numbers.values():
            column[self.dice.random(self.nation.units) < share] = UNKNOWN
        planted, repeated = self._plant(year, numbers)
        words: dict[str, NDArray[np.int64]] = {}
        for scheme in self.nation.schemes:
            self._entries(scheme, numbers, truths, words)
        self._copy(year, numbers, truths, words, repeated, file)
        return planted

    def _plant(self, year: int, numbers: dict[str, Numbers]) -> tuple[list[Planted], list[int]]:
        """Errors in so many of the rows, one a row."""
        count = self.nation.units * self.nation.errors // WAN
        rows = self.dice.choice(self.nation.units, count, replace=False)
        kinds = [line.split() for line in self.book.phrases["nation.errors"]]
        planted, repeated = [], []
        for row, pick in zip(rows.tolist(), self.dice.integers(0, len(kinds), count).tolist(), strict=True):
            kind, name = kinds[pick]
            if kind == REPEATED:
                repeated.append(row)
                planted.append(Planted(row, year, kind, name, 1, 2))
                continue
            right = int(numbers[name][row])
            stands = _wrong(kind, right)
            if right in (UNKNOWN, stands):
                continue
            numbers[name][row] = stands
            planted.append(Planted(row, year, kind, name, right, stands))
        return planted, repeated

    def _entries(
        self, scheme: Scheme, numbers: dict[str, Numbers], truths: dict[str, Truths], words: dict[str, NDArray[np.int64]]
    ) -> None:
        """What persons enter for the lines of a scheme, and facts that no recipe makes."""
        wanted, count, dice = shapes.shape(scheme, self.book), self.nation.units, self.dice
        for name, fact in wanted.facts.items():
            if name in numbers or name in truths:
                continue
            if fact.kind == shapes.DAY:
                continue
            if fact.kind == shapes.TRUTH:
                truths[name] = dice.random(count) < YES
            elif fact.dimension == "ratio":
                numbers[name] = dice.integers(fact.scale * 8 // 10, fact.scale + 1, count)
            else:
                numbers[name] = dice.integers(fact.scale, 100 * fact.scale, count)
        weights = {row.id: 0 if row.weight is None else int(row.weight[0] * 100 // row.weight[1]) for row in shapes.rows(scheme)}
        for name, entry in wanted.entries.items():
            self._entry(name, entry, weights.get(entry.line, 0), numbers, truths, words)

    def _entry(
        self,
        name: str,
        entry: EntryColumn,
        weight: int,
        numbers: dict[str, Numbers],
        truths: dict[str, Truths],
        words: dict[str, NDArray[np.int64]],
    ) -> None:
        count, dice = self.nation.units, self.dice
        match entry.about:
            case shapes.ENTERED:
                numbers[name] = np.rint(weight * dice.uniform(0.7, 1, count) / TOP).astype(np.int64) * TOP
            case shapes.ANSWER:
                truths[name] = dice.random(count) < YES
            case shapes.CHOSEN:
                truths[name] = dice.random(count) < YES
            case shapes.FILLED if entry.kind == shapes.TRUTH:
                truths[name] = dice.random(count) < YES
            case shapes.FILLED if entry.kind == shapes.NUMBER:
                numbers[name] = dice.integers(entry.scale * 8 // 10, entry.scale * 11 // 10, count)
            case shapes.VETO:
                truths[name] = dice.random(count) < ABSENT_SHARE
            case shapes.ABSENT:
                truths[name] = dice.random(count) < ABSENT_SHARE
            case shapes.TIER:
                words[name] = np.searchsorted(TIERS, dice.random(count)).astype(np.int64)
            case shapes.CLAIMED if not entry.line:
                numbers[name] = dice.integers(CLAIMED_FROM, CLAIMED_TO, count) // TOP * TOP
            case shapes.CLAIMED:
                full = dice.random(count) < YES
                numbers[name] = np.where(full, weight, np.rint(weight * dice.uniform(0.6, 1, count) / TOP).astype(np.int64) * TOP)
            case _:
                pass

    def _copy(
        self,
        year: int,
        numbers: dict[str, Numbers],
        truths: dict[str, Truths],
        words: dict[str, NDArray[np.int64]],
        repeated: list[int],
        file: Path,
    ) -> None:
        given: Columns = {f"n_{name}": column for name, column in numbers.items()}
        given |= {f"t_{name}": column for name, column in truths.items()}
        given |= {f"w_{name}": column for name, column in words.items()}
        given |= {"row": np.arange(self.nation.units), "p": self.province, "k": self.kind}
        select = [
            f"{self._unit()} AS unit",
            f"CAST({year} AS SMALLINT) AS year",
            f"{_list(self.provinces)}[p + 1] AS province",
            f"{_list(self.kinds)}[k + 1] AS kind",
            *(f"nullif({name_of(f'n_{name}')}, {UNKNOWN}) AS {name_of(name)}" for name in numbers),
            *(f"{name_of(f't_{name}')} AS {name_of(name)}" for name in truths),
            *(f"{_list(self._tiers(name))}[{name_of(f'w_{name}')} + 1] AS {name_of(name)}" for name in words),
        ]
        twice = np.array(repeated, dtype=np.int64)
        with duckdb.connect() as connection:
            connection.register("given", given)
            connection.register("twice", {"row": twice})
            rows = f"SELECT {', '.join(select)}, row FROM given"
            both = f"SELECT * FROM ({rows}) UNION ALL SELECT * FROM ({rows}) WHERE row IN (SELECT row FROM twice)"
            connection.execute(
                f"COPY (SELECT * EXCLUDE (row) FROM ({both}) ORDER BY row) TO {quoted(str(file))} (FORMAT parquet, COMPRESSION zstd)"
            )

    def _unit(self) -> str:
        label = self.book.phrases["nation.label"][0]
        return f"{quoted(label)} || '·' || {_list(self.provinces)}[p + 1] || '·' || {_list(self.kinds)}[k + 1] || lpad(CAST(row + 1 AS VARCHAR), 7, '0')"

    def _tiers(self, name: str) -> list[str]:
        """The tiers of a line, the best first, as many as the dice have sides."""
        line = name.removeprefix(f"{shapes.TIER}__")
        found = [tier.label for scheme in self.nation.schemes for row in scheme.indicators if row.id == line for tier in row.tiers]
        return [*found, *found[-1:] * len(TIERS)][: len(TIERS) + 1] if found else [""] * (len(TIERS) + 1)

    def _join(self, files: list[Path]) -> int:
        label = self.book.phrases["nation.label"][0]
        out = self.work / "nation.parquet"
        listed = ", ".join(quoted(str(file)) for file in files)
        with duckdb.connect() as connection:
            connection.execute(
                f"COPY (SELECT * FROM read_parquet([{listed}])) TO {quoted(str(out))} "
                f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{synthetic: {quoted(label)}, seed: {quoted(str(self.nation.seed))}}})"
            )
            found = connection.execute(f"SELECT count(*) FROM read_parquet({quoted(str(out))})").fetchone()
        return int(found[0]) if found else 0

    def _truth(self, planted: list[Planted]) -> Path:
        """Every planted error, in the order of units and years."""
        path = self.work / "truth.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["unit", "year", "kind", "column", "right", "stands"])
            writer.writerows(self._lines(planted))
        return path

    def _lines(self, planted: list[Planted]) -> Iterator[tuple[object, ...]]:
        label = self.book.phrases["nation.label"][0]
        for each in sorted(planted, key=lambda one: (one.year, one.unit)):
            unit = f"{label}·{self.provinces[self.province[each.unit]]}·{self.kinds[self.kind[each.unit]]}{each.unit + 1:07d}"
            yield unit, each.year, each.kind, each.column, each.right, each.stands


def _list(words: tuple[str, ...] | list[str]) -> str:
    return f"[{', '.join(map(quoted, words))}]"


def _wrong(kind: str, right: int) -> int:
    """What stands where an error of a kind was made; the right number where it cannot be made."""
    match kind:
        case "negative":
            return -right
        case "beyond":
            return right + FAR
        case "factor":
            return right // WAN
        case "broken":
            return right + ODD
        case _:
            return _swapped(right)


def _swapped(number: int) -> int:
    """Two neighbouring digits exchanged, the first pair that differ; a leading nought is not made."""
    digits = list(str(abs(number)))
    for at in range(len(digits) - 1):
        if digits[at] != digits[at + 1] and not (at == 0 and digits[1] == "0"):
            digits[at], digits[at + 1] = digits[at + 1], digits[at]
            break
    return int("".join(digits)) * (-1 if number < 0 else 1)
