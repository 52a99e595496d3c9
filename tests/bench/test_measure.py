"""`make measure` counts what STYLE's table counts."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from tools import measure

if TYPE_CHECKING:
    from pathlib import Path

MODULE = '''
    """What it is for."""

    # why
    class Thing:
        """A thing."""

        def said(self, word: str) -> str:
            """A word."""
            return word  # as it is

        def _hidden(self, word):
            return word


    class _Inner:
        def shown(self) -> int:
            return 1
'''


def module(folder: Path) -> measure.File:
    path = folder / "thing.py"
    path.write_text(dedent(MODULE).strip() + "\n", encoding="utf-8")
    return measure.read(path, folder)


def test_it_counts_lines_code_and_comments_but_no_docstring_as_code(tmp_path: Path) -> None:
    file = module(tmp_path)
    assert (file.path, file.lines, file.code, file.comments) == ("thing.py", 17, 8, 2)


def test_it_knows_what_is_public_documented_and_annotated(tmp_path: Path) -> None:
    found = [(each.name, each.public, each.documented, each.annotated) for each in module(tmp_path).functions]
    assert found == [
        ("Thing.said", True, True, True),
        ("Thing._hidden", False, False, False),
        ("_Inner.shown", False, False, True),
    ]


def test_a_function_is_as_long_as_from_def_to_its_last_line(tmp_path: Path) -> None:
    first = module(tmp_path).functions[0]
    assert (first.place, first.lines) == ("thing.py:7", 3)


def test_it_prints_the_relation_of_tests_to_code_and_the_longest(tmp_path: Path) -> None:
    file = module(tmp_path)
    printed = "\n".join(measure.report({"src": [file], "tests": [file]}))
    assert "test lines : code lines = 1.00" in printed
    assert "    3  thing.py:7  Thing.said" in printed
    assert "   17  thing.py" in printed
