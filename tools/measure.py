"""`make measure`: STYLE's table for our own code, and the ten longest functions and files."""

from __future__ import annotations

import ast
import io
import statistics
import sys
import tokenize
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 10
HEAD = (
    "part",
    "files / lines",
    "lines a file: median · p90 · max",
    "lines a function: median · p90 · max",
    "public functions with docstring",
    "functions annotated",
    "comments per 100 code lines",
)
NORM = ("STYLE's norm", "–", "130 · 400 · –", "7 · 30 · –", "–", "100 %", "–")
Definition = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method: where it begins, how long it is, what it says of itself."""

    name: str
    place: str
    lines: int
    public: bool
    documented: bool
    annotated: bool


@dataclass(frozen=True, slots=True)
class File:
    """A module: all its lines, those with code, its comments, its functions."""

    path: str
    lines: int
    code: int
    comments: int
    functions: tuple[Function, ...]


def read(path: Path, root: Path = ROOT) -> File:
    """What a module comes to."""
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(root).as_posix()
    code, comments = _tokens(text)
    functions = tuple(_functions(ast.parse(text), name, "", inside=False))
    return File(name, len(text.splitlines()), code, comments, functions)


def _tokens(text: str) -> tuple[int, int]:
    """The lines that hold code, and the comments; docstrings are neither."""
    nothing = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    documented = {line for node in ast.walk(ast.parse(text)) for line in _docstring(node)}
    code: set[int] = set()
    comments = 0
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comments += 1
        elif token.type not in nothing:
            code.update(range(token.start[0], token.end[0] + 1))
    return len(code - documented), comments


def _docstring(node: ast.AST) -> Iterable[int]:
    if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return ()
    if ast.get_docstring(node, clean=False) is not None:
        return range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    return ()


def _functions(node: ast.AST, path: str, within: str, *, inside: bool) -> Iterable[Function]:
    """Every function below a node; one inside another, or inside something private, is not public."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Definition):
            yield _function(child, path, within, inside=inside)
            yield from _functions(child, path, f"{within}{child.name}.", inside=True)
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, path, f"{within}{child.name}.", inside=inside or child.name.startswith("_"))
        else:
            yield from _functions(child, path, within, inside=inside)


def _function(node: Definition, path: str, within: str, *, inside: bool) -> Function:
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    public = not inside and not node.name.startswith("_")
    documented = ast.get_docstring(node) is not None
    return Function(f"{within}{node.name}", f"{path}:{node.lineno}", lines, public, documented, _annotated(node))


def _annotated(node: Definition) -> bool:
    """Whether the result and every argument but `self` and `cls` say what they are."""
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    extra = [each for each in (node.args.vararg, node.args.kwarg) if each is not None]
    named = [each for at, each in enumerate(arguments) if not (at == 0 and each.arg in ("self", "cls"))]
    return node.returns is not None and all(each.annotation is not None for each in (*named, *extra))


def three(values: Sequence[int]) -> str:
    """Median, ninth decile and maximum.

    >>> three([1, 2, 3, 4, 100])
    '3 · 62 · 100'
    """
    if not values:
        return "–"
    ninth = statistics.quantiles(values, n=10, method="inclusive")[-1] if len(values) > 1 else values[0]
    return f"{statistics.median(values):.0f} · {ninth:.0f} · {max(values):,}"


def share(values: Sequence[bool]) -> str:
    """How many of them hold, in per cent.

    >>> share([True, True, False])
    '67 %'
    """
    return f"{100 * sum(values) / len(values):.0f} %" if values else "–"


def cells(part: str, files: Sequence[File]) -> tuple[str, ...]:
    """A line of the table."""
    functions = [function for file in files for function in file.functions]
    lines, code = sum(file.lines for file in files), sum(file.code for file in files)
    return (
        part,
        f"{len(files)} / {lines:,}",
        three([file.lines for file in files if file.lines]),
        three([function.lines for function in functions]),
        share([function.documented for function in functions if function.public]),
        share([function.annotated for function in functions]),
        f"{100 * sum(file.comments for file in files) / code:.1f}" if code else "–",
    )


def report(parts: dict[str, list[File]]) -> Iterable[str]:
    """The table, the relation of tests to code, and the longest of the code."""
    yield from (f"| {' | '.join(line)} |" for line in (HEAD, ("---",) * len(HEAD), NORM))
    yield from (f"| {' | '.join(cells(part, files))} |" for part, files in parts.items())
    ours, tests = parts["src"], parts["tests"]
    relation = sum(file.lines for file in tests) / max(1, sum(file.lines for file in ours))
    yield f"\ntest lines : code lines = {relation:.2f}"
    functions = sorted((each for file in ours for each in file.functions), key=lambda each: -each.lines)
    yield "\nlongest functions"
    yield from (f"{each.lines:5}  {each.place}  {each.name}" for each in functions[:LONGEST])
    yield "\nlongest files"
    yield from (f"{file.lines:5}  {file.path}" for file in sorted(ours, key=lambda file: -file.lines)[:LONGEST])


def packages(root: Path) -> dict[str, list[File]]:
    """The modules of `src`, of each package in it, and of what stands beside it."""
    found = {
        part: [read(path, root) for path in sorted((root / part).rglob("*.py"))] for part in ("src", "tests", "tools", "bench")
    }
    names = sorted({file.path.split("/")[2] for file in found["src"] if file.path.count("/") > 2})
    inner = {f"└ {name}": [file for file in found["src"] if file.path.startswith(f"src/hengji/{name}/")] for name in names}
    return {"src": found["src"], **inner, **{part: files for part, files in found.items() if part != "src"}}


def main() -> int:
    """Prints the report."""
    print("\n".join(report(packages(ROOT))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
