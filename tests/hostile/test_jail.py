"""H11: a parser that crashes, hangs, eats memory, talks nonsense or reaches out; only the child dies and the next file is read."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.hostile.documents import docx

from hengji.core.problem import Problem
from hengji.reading.jail import Jail, Limits, Result, run
from hengji.rulebook.codes import with_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.reading.jail.frames import Plain
    from hengji.rulebook.book import Book

FILE = "报告.pdf"
SHORT = Limits(seconds=8, cpu=1, memory=512 * 2**20, file_size=2**20, answer=2**20)


def prison(limits: Limits = SHORT) -> Jail:
    return Jail(limits, packages=("troubles", "hengji"), paths=(str(Path(__file__).parent),))


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with prison() as jail:
        yield jail


def answer(jail: Jail, task: str, payload: bytes = b"", **arguments: Plain) -> Plain | bytes:
    found = jail.run(f"troubles.{task}", payload, FILE, arguments=arguments)
    assert isinstance(found, Result), found
    return found.value


def trouble(jail: Jail, task: str, payload: bytes = b"") -> tuple[str, str]:
    """Code and what was found; the child after it reads the next file."""
    found = jail.run(f"troubles.{task}", payload, FILE, "读取")
    assert isinstance(found, Problem)
    assert (found.place.file, dict(found.slots)["stage"]) == (FILE, "读取")
    assert answer(jail, "length", b"next") == 4
    return found.code, re.sub(r" \w+\.py:\d+$", "", found.found)


def test_a_task_of_ours_answers_with_plain_values_or_bytes(jail: Jail) -> None:
    assert [answer(jail, "length", bytes(10**6)), answer(jail, "back", b"\0\xff"), answer(jail, "greet", b"a", name="衡")] == [
        10**6,
        b"\0\xff",
        "a衡",
    ]


def test_native_readers_work_inside(jail: Jail) -> None:
    pdf = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj "
        b"4 0 obj<</Length 37>>stream\nBT /F1 12 Tf 50 100 Td (15.47) Tj ET \nendstream endobj "
        b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    assert [answer(jail, "pages", pdf), answer(jail, "paragraphs", docx())] == [["15.47"], ["年末结转和结余15.47万元"]]


def test_a_function_of_the_program_runs_in_a_child_of_its_own() -> None:
    found = run("hengji.reading.gate.kinds.kind", b"%PDF-1.7", FILE)
    assert isinstance(found, Result)
    assert (found.value, "hook" in found.guards) == ("pdf", True)


def test_a_name_outside_the_program_is_no_task(jail: Jail) -> None:
    found = jail.run("os.getpid", b"", FILE)
    assert isinstance(found, Problem)
    assert (found.code, found.found.split()[0]) == ("RD87", "ImportError")


@pytest.mark.parametrize(
    ("task", "code", "found"),
    [
        ("abort", "RD87", "SIGABRT"),
        ("segfault", "RD87", "SIGSEGV"),
        ("leave", "RD87", "exit 3"),
        ("loop", "RD88", "SIGXCPU"),
        ("hog", "RD88", "MemoryError"),
        ("hog_in_c", "RD88", "MemoryError"),
        ("flood", "RD89", "2097152 > 1048576"),
        ("deep", "RD89", "1"),
        ("rubbish", "RD89", "JSON"),
        ("promise", "RD89", f"{2**62} > 1048576"),
        ("no_words", "RD87", "TypeError"),
        ("throw", "RD87", "ValueError"),
        ("recurse", "RD87", "RecursionError"),
        ("fill_the_disk", "RD87", "OSError"),
        ("start_a_program", "RD87", "PermissionError"),
        ("call", "RD87", "PermissionError"),
    ],
)
def test_h11_whatever_a_child_does_is_one_problem_and_the_next_file_is_read(jail: Jail, task: str, code: str, found: str) -> None:
    assert trouble(jail, task) == (code, found)


def test_h11_a_child_that_sleeps_is_woken_by_the_clock() -> None:
    with prison(Limits(seconds=0.5)) as jail:
        assert trouble(jail, "sleep") == ("RD88", "timeout")


def test_h11_a_child_that_does_not_listen_is_ended_by_the_clock() -> None:
    with prison(Limits(seconds=1)) as jail:
        number = answer(jail, "number")
        assert isinstance(number, int)
        os.kill(number, signal.SIGSTOP)
        assert trouble(jail, "length", bytes(10**6)) == ("RD88", "timeout")


def test_h11_a_child_killed_from_outside_is_named_by_its_signal() -> None:
    with prison() as jail:
        number = answer(jail, "number")
        assert isinstance(number, int)
        clock = threading.Timer(0.3, os.kill, (number, signal.SIGKILL))
        clock.start()
        assert trouble(jail, "sleep") == ("RD87", "SIGKILL")
        clock.join()


def test_h11_a_child_that_died_between_two_files_harms_neither() -> None:
    with prison() as jail:
        number = answer(jail, "number")
        assert isinstance(number, int)
        os.kill(number, signal.SIGKILL)
        time.sleep(0.2)
        assert answer(jail, "number") != number


def test_h11_a_poison_file_is_not_tried_again_even_under_another_name() -> None:
    with prison() as jail:
        first = jail.run("troubles.abort", b"poison", "甲.pdf")
        before = answer(jail, "number")
        again = jail.run("troubles.abort", b"poison", "乙.pdf")
        assert isinstance(first, Problem)
        assert isinstance(again, Problem)
        assert (again.code, again.found, again.place.file) == (first.code, first.found, "乙.pdf")
        assert answer(jail, "number") == before


def test_h11_the_page_of_the_code_names_stage_and_signal(jail: Jail, book: Book) -> None:
    found = jail.run("troubles.abort", b"", FILE, "PDF")
    assert isinstance(found, Problem)
    assert with_words(found, book.codes, {}).message == "读这个文件的进程停了（PDF：SIGABRT）；别的文件不受影响"


def test_what_a_parser_says_about_a_file_does_not_quote_the_file(jail: Jail) -> None:
    found = jail.run("troubles.throw", b"350102199001011234", FILE)
    assert isinstance(found, Problem)
    assert "350102" not in str(found)


def test_what_a_library_prints_is_not_an_answer(jail: Jail) -> None:
    assert answer(jail, "chatter") == "said"


def test_a_child_has_only_the_environment_that_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "x")
    with prison() as fresh:
        found = answer(fresh, "environment")
    assert isinstance(found, dict)
    assert set(found) <= {"LANG", "TMPDIR", "LC_CTYPE"}


@pytest.mark.parametrize("task", ["write_outside", "remove"])
def test_a_child_does_not_touch_other_files(jail: Jail, tmp_path: Path, task: str) -> None:
    target = tmp_path / "kept"
    target.write_text("as it was", encoding="utf-8")
    assert trouble(jail, task, str(target).encode()) == ("RD87", "PermissionError")
    assert target.read_text(encoding="utf-8") == "as it was"


def test_c_code_in_a_child_does_not_touch_other_files_where_the_system_helps(jail: Jail, tmp_path: Path) -> None:
    target = tmp_path / "new"
    found = jail.run("troubles.write_outside_in_c", str(target).encode(), FILE)
    assert isinstance(found, Result)
    if "landlock" in found.guards:
        assert (found.value, target.exists()) == (-1, False)


def test_c_code_in_a_child_starts_no_program_where_the_system_helps(jail: Jail) -> None:
    found = jail.run("troubles.start_a_program_in_c", b"", FILE)
    assert isinstance(found, Result)
    if "landlock" in found.guards:
        assert found.value != 7


def test_c_code_in_a_child_reaches_no_network_where_the_system_helps(jail: Jail) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = jail.run("troubles.call_in_c", str(server.getsockname()[1]).encode(), FILE)
    assert isinstance(found, Result)
    if {"netns", "userns"} & set(found.guards):
        assert found.value == -1


TRIES = """
import os, socket, subprocess, sys
from pathlib import Path
from hengji.reading.jail import guards
inside, outside = Path(sys.argv[1]), Path(sys.argv[2])
sys.addaudithook(guards._hook(inside))
(inside / "a").write_text("a")
(inside / "a").rename(inside / "b")
for each in (
    lambda: outside.write_text("x"),
    lambda: os.open(outside, os.O_WRONLY | os.O_CREAT),
    lambda: (inside / "b").rename(outside),
    lambda: os.link(inside / "b", outside),
    lambda: os.mkdir(outside),
    lambda: (inside / ".." / outside.name).write_text("x"),
    lambda: socket.socket(),
    lambda: socket.getaddrinfo("localhost", 80),
    lambda: os.system("true"),
    lambda: os.fork(),
    lambda: subprocess.run(["true"]),
):
    try:
        each()
    except PermissionError:
        print("refused")
    else:
        print("done")
"""


def test_where_the_system_does_not_help_the_guard_inside_python_still_holds(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    command = [sys.executable, "-B", "-c", TRIES, str(tmp_path / "own"), str(tmp_path / "other")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert said == ["refused"] * 11
    assert sorted(entry.name for entry in tmp_path.rglob("*")) == ["b", "own"]


def test_each_file_finds_an_empty_folder_which_is_gone_afterwards() -> None:
    with prison() as jail:
        first, second = answer(jail, "write_inside", b"1"), answer(jail, "write_inside", b"2")
        assert isinstance(first, list)
        assert first == second
        assert len(first) == 1
        assert Path(str(first[0])).exists()
    assert not Path(str(first[0])).exists()


def test_a_child_serves_several_files_and_is_replaced() -> None:
    with prison(Limits(serves=3)) as jail:
        numbers = [answer(jail, "number", bytes([each])) for each in range(7)]
    assert [numbers.index(each) for each in numbers] == [0, 0, 0, 3, 3, 3, 6]


def test_a_child_is_replaced_after_a_time() -> None:
    with prison(Limits(lives=0.0)) as jail:
        assert answer(jail, "number", b"1") != answer(jail, "number", b"2")


def test_a_machine_that_gives_no_child_is_not_the_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    with prison() as jail, monkeypatch.context() as broken:
        broken.setattr("sys.executable", "/nowhere/python")
        found = jail.run("troubles.length", b"x", FILE)
        assert isinstance(found, Problem)
        assert (found.code, found.found) == ("RD87", "start FileNotFoundError")
        broken.undo()
        assert answer(jail, "length", b"x") == 1


def test_no_child_is_left_when_the_jail_closes() -> None:
    with prison() as jail:
        number = answer(jail, "number")
    assert isinstance(number, int)
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_each_of_many_small_files_costs_less_than_a_fifth_of_a_child() -> None:
    with prison(Limits(serves=1_000)) as jail:
        began = time.perf_counter()
        answer(jail, "length", b"first")
        birth = time.perf_counter() - began
        began = time.perf_counter()
        for each in range(200):
            answer(jail, "length", b"%d" % each)
        assert (time.perf_counter() - began) / 200 < birth / 5
