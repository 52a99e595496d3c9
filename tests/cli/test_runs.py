"""A run over a folder: every file once, in one order, with the same bytes whatever happens to the run or to one of the files."""

from __future__ import annotations

import fcntl
import io
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.cli import fake_audit  # noqa: E402

from hengji.runs.folder import prepare, run  # noqa: E402
from hengji.runs.progress import bar, skipped, watched  # noqa: E402
from hengji.runs.record import Made, Options, Outcome, Tally  # noqa: E402

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

_COMMAND = (sys.executable, "-m", "hengji")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of reports, named as a clerk in its parent folder would name it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    return Path("reports")


def fill(folder: Path, count: int) -> None:
    for number in range(count):
        (folder / f"unit{number:03d}.txt").write_text(f"report {number} of a unit\n")


def done(folder: Path, *, log: Path = Path("log"), key: str = "book 1", **more: object) -> list[Outcome]:
    options = Options(fake_audit.KINDS, key, **more)  # type: ignore[arg-type]
    files, problems = prepare([folder], options)
    assert problems == ()
    return list(run(files, options, partial(fake_audit.start, log)))


def tally(outcomes: list[Outcome]) -> Tally:
    count = Tally()
    for outcome in outcomes:
        count = count.plus(outcome)
    return count


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def codes(outcomes: list[Outcome]) -> dict[str, list[str]]:
    return {outcome.entry.path.name: [each.code for each in outcome.problems] for outcome in outcomes if outcome.problems}


# —— what is taken ——


def test_a_folder_is_searched_through_and_what_is_left_out_is_said(folder: Path, book: Book) -> None:
    (folder / "b" / "deep").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in ("b/deep/one.TXT", "a.docx", "~$a.docx", ".hidden.txt", "scan.jpg", "old.doc", "older.doc", ".git/x.txt"):
        (folder / name).write_text(name)
    files, _ = prepare([folder], Options(fake_audit.KINDS))
    assert [entry.name for entry in files.entries] == ["reports/a.docx", "reports/b/deep/one.TXT"]
    assert list(skipped(files, book)) == [
        "隐藏的文件和文件夹未审核：2 个（.git、.hidden.txt）",
        "其他类型的文件未审核：3 个（.doc 2、.jpg 1）",
        "办公软件的临时文件未审核：1 个（~$a.docx）",
    ]


def test_a_file_named_twice_is_taken_once_and_the_order_of_the_arguments_does_not_matter(folder: Path) -> None:
    fill(folder, 3)
    (folder / "link.txt").symlink_to((folder / "unit001.txt").resolve())
    ways = [[folder, folder / "unit002.txt"], [folder / "unit002.txt", folder / ".." / folder, folder]]
    taken = [[entry.path.name for entry in prepare(way, Options(fake_audit.KINDS))[0].entries] for way in ways]
    assert taken[0] == ["link.txt", "unit000.txt", "unit002.txt"]
    assert sorted(taken[1]) == taken[0]


def test_a_file_that_was_named_is_taken_whatever_its_ending(folder: Path) -> None:
    (folder / "report.wps").write_text("x")
    files, _ = prepare([folder / "report.wps"], Options(fake_audit.KINDS))
    assert [entry.name for entry in files.entries] == ["reports/report.wps"]


def test_a_path_that_does_not_exist_is_one_problem_among_the_results(folder: Path) -> None:
    fill(folder, 1)
    options = Options(fake_audit.KINDS)
    files, _ = prepare([folder / "absent.txt", folder], options)
    outcomes = list(run(files, options, partial(fake_audit.start, Path("log"))))
    assert codes(outcomes) == {"absent.txt": ["RD01"]}
    assert tally(outcomes) == Tally(read=1, unread=1)


def test_nothing_that_could_be_read_is_exit_2_before_3_before_1() -> None:
    assert [Tally().code, Tally(unread=1).code, Tally(read=1, unread=1, errors=5).code] == [2, 2, 3]
    assert [Tally(read=1, errors=5).code, Tally(read=2).code, Tally(read=1, same=1).code] == [1, 0, 0]


def test_results_of_an_earlier_run_are_not_reports(folder: Path, book: Book) -> None:
    fill(folder, 2)
    done(folder, out=folder / "out")
    files, _ = prepare([folder], Options(fake_audit.KINDS, out=Path("elsewhere")))
    assert [entry.path.name for entry in files.entries] == ["unit000.txt", "unit001.txt"]
    assert list(skipped(files, book)) == ["审核结果所在的文件夹未审核：1 个（out）"]


def test_results_are_never_written_into_the_folder_of_the_reports(folder: Path) -> None:
    fill(folder, 1)
    files, problems = prepare([folder], Options(fake_audit.KINDS, out=folder / ".." / folder))
    assert ([each.code for each in problems], files.entries) == (["SY08"], ())
    assert sorted(path.name for path in folder.iterdir()) == ["unit000.txt"]


# —— what goes wrong with one file ——


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_corrupt_file_among_a_thousand_gives_999_results_one_problem_and_exit_3(folder: Path, jobs: int) -> None:
    fill(folder, 1000)
    (folder / "unit500.txt").write_text("corrupt 4")
    outcomes = done(folder, out=Path("out"), jobs=jobs)
    assert codes(outcomes) == {"unit500.txt": ["RD61"]}
    assert tally(outcomes) == Tally(read=999, unread=1)
    assert tally(outcomes).code == 3
    assert len(list(Path("out").glob("*.json"))) == 999
    assert [outcome.entry.path.name for outcome in outcomes] == [f"unit{number:03d}.txt" for number in range(1000)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_of_the_program_costs_one_file_and_does_not_quote_it(folder: Path, jobs: int) -> None:
    fill(folder, 6)
    (folder / "unit003.txt").write_text("fault secret")
    outcomes = done(folder, jobs=jobs)
    assert codes(outcomes) == {"unit003.txt": ["SY04"]}
    assert outcomes[3].problems[0].found.startswith("ValueError fake_audit.py:")
    assert "secret" not in str(outcomes[3].problems[0])


def test_a_worker_that_is_killed_costs_its_file_and_another_takes_its_place(folder: Path) -> None:
    fill(folder, 12)
    for number in (2, 3, 9):
        (folder / f"unit{number:03d}.txt").write_text(f"killed {number}")
    outcomes = done(folder, jobs=2)
    assert codes(outcomes) == {f"unit{number:03d}.txt": ["SY05"] for number in (2, 3, 9)}
    assert outcomes[2].problems[0].found == "exit -9"
    assert tally(outcomes) == Tally(read=9, unread=3)


def test_a_file_that_takes_too_long_is_stopped(folder: Path) -> None:
    fill(folder, 5)
    (folder / "unit001.txt").write_text("slow 1")
    outcomes = done(folder, jobs=2, seconds=4.0)
    assert codes(outcomes) == {"unit001.txt": ["SY07"]}
    assert tally(outcomes) == Tally(read=4, unread=1)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_changes_or_vanishes_while_the_run_goes_on_is_a_problem_and_no_result(folder: Path, jobs: int) -> None:
    fill(folder, 4)
    (folder / "unit001.txt").write_text("edited 1")
    (folder / "unit002.txt").write_text("removed 2")
    outcomes = done(folder, jobs=jobs, out=Path("out"))
    assert codes(outcomes) == {"unit001.txt": ["SY01"], "unit002.txt": ["SY02"]}
    assert sorted(path.name.partition("-")[0] for path in Path("out").glob("*.json")) == ["unit000", "unit003"]


def test_a_file_changed_after_the_manifest_is_not_even_read(folder: Path) -> None:
    fill(folder, 3)
    options = Options(fake_audit.KINDS)
    files, _ = prepare([folder], options)
    (folder / "unit002.txt").write_text("something else")
    outcomes = list(run(files, options, partial(fake_audit.start, Path("log"))))
    assert codes(outcomes) == {"unit002.txt": ["SY01"]}
    assert Path("log").read_text().split() == ["reports/unit000.txt", "reports/unit001.txt"]


def test_two_files_with_the_same_content_are_told_once_and_audited_once(folder: Path, book: Book) -> None:
    fill(folder, 2)
    (folder / "copy of unit000.txt").write_bytes((folder / "unit000.txt").read_bytes())
    for name in ("empty1.txt", "empty2.txt"):
        (folder / name).touch()
    outcomes = done(folder)
    assert codes(outcomes) == {"unit000.txt": ["SY03"]}
    assert book.problem(outcomes[-2].problems[0]).message == "与 reports/copy of unit000.txt 的内容完全相同，只审核一次"
    assert tally(outcomes) == Tally(read=4, same=1)
    assert tally(outcomes).code == 0


# —— the folder of results ——


def test_the_name_of_a_result_is_the_files_own_with_the_beginning_of_its_hash(folder: Path) -> None:
    (folder / "衡州市*水务局?.txt").write_text("abc")
    (folder / ("长" * 80 + ".txt")).write_text("def")
    (folder / b"\xb2\xce.txt".decode("utf-8", "surrogateescape")).write_text("name in GBK")
    done(folder, out=Path("out"))
    assert sorted(path.name for path in Path("out").glob("*.json")) == [
        "__-7ff4858c.json",
        "衡州市_水务局_-ba7816bf.json",  # the SHA-256 of "abc", as FIPS 180 prints it
        "长" * 60 + "-cb8379ac.json",
    ]


def test_a_second_run_does_nothing_again_and_gives_the_same_bytes(folder: Path) -> None:
    fill(folder, 5)
    first = done(folder, out=Path("out"))
    before = tree(Path("out"))
    second = done(folder, out=Path("out"), log=Path("second"))
    assert tree(Path("out")) == before
    assert not Path("second").exists()
    assert [outcome.kept for outcome in second] == [True] * 5
    assert [(each.entry, each.made, each.written) for each in second] == [(each.entry, each.made, each.written) for each in first]


def test_another_law_book_or_other_options_make_everything_anew(folder: Path) -> None:
    fill(folder, 3)
    done(folder, out=Path("out"))
    assert [outcome.kept for outcome in done(folder, out=Path("out"), key="book 2")] == [False] * 3


def test_only_what_was_touched_is_made_anew(folder: Path) -> None:
    fill(folder, 4)
    done(folder, out=Path("out"))
    before = tree(Path("out"))
    next(iter(Path("out").glob("unit001*.docx"))).write_text("edited by hand")
    next(iter(Path("out").glob("unit002*.json"))).unlink()
    next(path for path in (Path("out") / ".hengji").glob("*.json")).write_text("{")
    again = done(folder, out=Path("out"))
    assert sum(not outcome.kept for outcome in again) in (2, 3)
    assert tree(Path("out")) == before


def test_killed_at_60_percent_and_run_again_the_bytes_are_the_same_and_nothing_done_is_done_again(folder: Path) -> None:
    fill(folder, 200)
    done(folder, out=Path("whole"), log=Path("log of the whole"))
    command = [sys.executable, "-m", "tests.cli.fake_audit", str(folder), "out", "log", "2", "0.01"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True)
    assert process.stdout is not None
    for _ in range(120):
        process.stdout.readline()
    os.killpg(process.pid, signal.SIGKILL)  # the run and its workers, as a power cut would
    process.communicate()
    begun = len(Path("log").read_text().splitlines())
    (Path("out") / ".hengji" / "1-unit000-00000000.json.part").write_text("half of a fi")
    again = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    assert tree(Path("out")) == tree(Path("whole"))
    assert 120 <= begun < 200
    assert again.stdout.count("True") >= 120
    assert len(Path("log").read_text().splitlines()) <= 200 + 2  # the two files that the workers had in hand
    assert again.stderr == ""


def test_jobs_locale_hash_seed_and_time_zone_do_not_change_the_bytes(folder: Path) -> None:
    fill(folder, 12)
    trees = []
    for number, (jobs, seed, locale, zone) in enumerate(
        [("1", "0", "C", "UTC"), ("2", "1", "C.UTF-8", "Asia/Shanghai"), ("5", "random", "POSIX", "America/New_York")]
    ):
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone}
        out = f"out{number}"
        subprocess.run(
            [sys.executable, "-m", "tests.cli.fake_audit", str(folder), out, "log", jobs, "0"], env=environment, check=True
        )
        trees.append(tree(Path(out)))
    assert trees[0] == trees[1] == trees[2]
    assert len(trees[0]) == 12 * 3 + 1


def test_a_folder_that_another_run_holds_is_not_written_to(folder: Path) -> None:
    fill(folder, 2)
    (Path("out") / ".hengji").mkdir(parents=True)
    with (Path("out") / ".hengji" / "lock").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        _, problems = prepare([folder], Options(fake_audit.KINDS, out=Path("out")))
    assert [each.code for each in problems] == ["SY06"]


def test_a_folder_that_cannot_be_made_is_a_problem(folder: Path) -> None:
    Path("file").touch()
    _, problems = prepare([folder], Options(fake_audit.KINDS, out=Path("file") / "out"))
    assert [each.code for each in problems] == ["RD03"]


# —— long runs ——


def test_memory_does_not_grow_with_the_results(folder: Path) -> None:
    fill(folder, 60)
    for number in range(60):
        with (folder / f"unit{number:03d}.txt").open("a") as file:
            file.write("x" * 200_000)
    options = Options(fake_audit.KINDS, out=Path("out"))
    files, _ = prepare([folder], options)
    tracemalloc.start()
    peaks = []
    for outcome in run(files, options, partial(fake_audit.start, Path("log"))):
        assert outcome.made is not None
        assert outcome.made.files == ()
        peaks.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert max(peaks[30:]) - peaks[29] < 100_000  # thirty files of 200,000 letters each


def test_a_run_that_nobody_goes_on_with_ends_its_workers(folder: Path) -> None:
    fill(folder, 50)
    options = Options(fake_audit.KINDS, jobs=2)
    files, _ = prepare([folder], options)
    outcomes = run(files, options, partial(fake_audit.start, Path("log"), 0.05))
    next(outcomes)
    before = time.monotonic()
    outcomes.close()  # type: ignore[attr-defined]
    assert time.monotonic() - before < 4
    assert len(Path("log").read_text().splitlines()) < 50


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_says_how_much_is_done_and_how_long_the_rest_will_take(book: Book) -> None:
    assert bar(45, 180, 30.0, book) == "██████░░░░░░░░░░░░░░░░░░ 45/180　约剩 1:30"
    assert bar(180, 180, 61.0, book).endswith("180/180　约剩 0:00")


def test_a_bar_is_shown_on_terminals_only_and_leaves_the_line_clean(
    folder: Path, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hengji.runs.progress.SILENT", -1.0)
    monkeypatch.setattr("hengji.runs.progress.EVERY", -1.0)
    terminal, file = _Terminal(), io.StringIO()
    fill(folder, 1)
    entry = prepare([folder], Options(fake_audit.KINDS))[0].entries[0]
    outcomes = [Outcome(entry, Made(()))] * 3
    assert list(watched(outcomes, 3, book, terminal)) == outcomes
    assert list(watched(outcomes, 3, book, file)) == outcomes
    assert "2/3" in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[2K")
    assert file.getvalue() == ""


@pytest.mark.parametrize("count", ["0", "-1", "二"])
def test_a_number_of_processes_that_is_none_is_told_without_a_trace(count: str, folder: Path) -> None:
    told = _hengji("audit", "--jobs", count, str(folder))
    assert told.returncode == 2
    assert "应为 1 或更大的整数" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_year_of_two_digits_is_told(folder: Path) -> None:
    told = _hengji("audit", "--year", "23", str(folder))
    assert told.returncode == 2
    assert "--year" in told.stderr
    assert "IN15" in told.stderr


def test_a_folder_without_reports_is_told(folder: Path) -> None:
    (folder / "图片.png").write_bytes(b"x")
    told = _hengji("audit", str(folder))
    assert told.returncode == 2
    assert "SY09" in told.stderr
    assert ".png" in told.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_without_a_trace(folder: Path) -> None:
    (folder / "报告.txt").write_text("本年支出合计100万元，其中：基本支出60万元，项目支出40万元。\n", encoding="utf-8")
    with Path("/dev/full").open("w") as full:
        told = subprocess.run([*_COMMAND, "audit", str(folder)], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert told.returncode == 2
    assert "磁盘空间不足" in told.stderr
    assert "Traceback" not in told.stderr


def _hengji(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*_COMMAND, *words], capture_output=True, text=True, check=False)
