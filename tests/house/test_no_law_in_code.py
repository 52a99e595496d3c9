"""No concept id and no Chinese label of the law book stands in `src/`: the engine names nothing that it counts."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.book import Book

SOURCE = Path(__file__).resolve().parents[2] / "src" / "hengji"
CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    """The text constants of a module but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)))
    says = {id(part.value) for body in bodies for part in body if isinstance(part, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in says:
            yield node.lineno, node.value


def test_no_label_or_synonym_of_a_concept_stands_in_the_code(book: Book) -> None:
    words = {concept.label for concept in book.concepts.values()}
    words |= {synonym.text for concept in book.concepts.values() for synonym in concept.synonyms}
    found = [
        f"{path.relative_to(SOURCE)}:{line} {word}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, text in _texts(path)
        for word in words
        if word in text
    ]
    assert found == []


def test_no_id_of_a_concept_a_scheme_or_a_row_stands_in_the_code(book: Book) -> None:
    ids = set(book.concepts) | set(book.schemes) | {row.id for scheme in book.schemes.values() for row in scheme.rows}
    found = [
        f"{path.relative_to(SOURCE)}:{line} {text}"
        for path in sorted(SOURCE.rglob("*.py"))
        for line, text in _texts(path)
        if text in ids
    ]
    assert found == []
