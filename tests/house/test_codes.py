"""Every code has a page and every page a code; what FAULTS asks for and is built can be found by its case."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hengji.rulebook.codes import CODE

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

SOURCE = Path(__file__).resolve().parents[2] / "src" / "hengji"
PROBLEMS = ("RB", "FX", "RD", "IN", "DC", "SY", "BA", "TB", "WF")
BUILT = ("D1", "D2", "D3", "D4", "D5", "D6", "D9", "E1", "E2", "E3", "E4", "E5", "B3", "B4")
"""Of E6, what is built (one exact arithmetic) has no message: tests/scoring and tests/expr hold it."""


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the program by its path."""
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(SOURCE.rglob("*.py"))
    }


@cache
def used() -> dict[str, list[str]]:
    """Every code that stands in the program as a text, with the modules in which it stands."""
    found: dict[str, list[str]] = {}
    for path, tree in modules().items():
        texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        if path.endswith("/codes.py"):  # a module that counts its codes up
            texts += [
                value for value in vars(import_module(f"hengji.{path[:-3].replace('/', '.')}")).values() if isinstance(value, str)
            ]
        for code in dict.fromkeys(text for text in texts if CODE.fullmatch(text)):
            found.setdefault(code, []).append(path)
    return found


def test_every_code_of_the_program_has_a_page(book: Book) -> None:
    assert {code: modules for code, modules in used().items() if code not in book.codes} == {}


def test_every_page_of_a_problem_is_used_by_the_program(book: Book) -> None:
    codes = used()
    assert [code for code in book.codes if code[:2] in PROBLEMS and code not in codes] == []


def test_every_page_of_a_finding_is_used_by_a_rule_or_by_the_program(book: Book) -> None:
    known = {*used(), *book.identities, *(check.code for check in book.checks.values())}
    assert [code for code in book.codes if code[:2] not in PROBLEMS and code not in known] == []


def test_a_code_is_one_constant_with_one_meaning() -> None:
    """The same code may be imported; it is not given a name twice in one module."""
    for path, tree in modules().items():
        names: dict[str, str] = {}
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
                code = node.value.value
                if CODE.fullmatch(code):
                    assert code not in names, f"{path}: {code}"
                    names[code] = ast.unparse(node.targets[0])


@pytest.mark.parametrize("fault", BUILT)
def test_every_fault_that_is_built_has_a_code(fault: str, book: Book) -> None:
    assert [code.code for code in book.codes.values() if code.fault == fault] != []


def test_every_fault_that_a_page_names_is_a_case_of_faults(book: Book) -> None:
    named = {code.fault for code in book.codes.values() if code.fault}
    assert [
        fault
        for fault in named
        if not re.fullmatch(r"H([1-9]|1[0-2])|D[1-9]|E[1-6]|W[1-7]|R[1-5]|C[1-4]|F[1-3]|L[1-3]|T[1-6]|B[1-5]", fault)
    ] == []


def test_the_words_of_a_problem_use_only_slots_that_are_given(book: Book) -> None:
    """{found}, {column} and what the program puts in by name; a slot that nobody gives would print as nothing."""
    given = {"found", "column"}
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                given.update(keyword.arg for keyword in node.keywords if keyword.arg)
            if isinstance(node, (ast.Tuple, ast.Dict)):
                parts = node.elts if isinstance(node, ast.Tuple) else node.keys
                given.update(part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    for code in book.codes.values():
        slots = re.findall(r"\{([a-z_]+)\}", code.message + code.expected + code.fix)
        assert [slot for slot in slots if slot not in given] == [], code.code
