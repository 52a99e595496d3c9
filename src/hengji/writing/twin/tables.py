"""The twin for programs and spreadsheets: JSON, CSV, and the data dictionary; the same figures as the page, under the same keys."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.core.publication import TWIN_FORMAT
from hengji.core.quantity import DATE, Quantity
from hengji.core.sheet import Status
from hengji.core.unknown import Unknown
from hengji.writing.sheets.paper import FORMULA_LIKE, visible
from hengji.writing.twin import figures as of
from hengji.writing.twin import taxonomy as tax
from hengji.writing.twin.page import KNOWN, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hengji.core.evaluation import Evaluation
    from hengji.core.fact import Fact
    from hengji.core.sheet import Line
    from hengji.rulebook.book import Book
    from hengji.writing.twin.figures import Figures
    from hengji.writing.twin.relations import Relation

BASE = {"money": "CNY", "ratio": "1"}
FIGURE_KEYS = (
    "key",
    "name",
    "label",
    "year",
    "stage",
    "members",
    "indicator",
    "printed",
    "printed_unit",
    "value",
    "unit",
    "decimals",
    "source",
)


def document(evaluation: Evaluation, book: Book, found: Figures, known: Sequence[Relation], covered: frozenset[str]) -> str:
    """The twin as JSON: numbers are decimals in text, so that no reader rounds them."""
    case, sheet = evaluation.case, evaluation.sheet
    tree = {
        "format": TWIN_FORMAT,
        "unit": case.unit,
        "year": case.year,
        "scheme": sheet.scheme,
        "scheme_title": sheet.title,
        "rulebook": evaluation.digest,
        "engine": evaluation.engine,
        "taxonomy": tax.namespace(book),
        "total": None if isinstance(sheet.total, Unknown) else exact.plain(sheet.total),
        "full_marks": exact.plain(sheet.full_marks),
        "grade": sheet.grade,
        "withheld": found.withheld,
        "figures": list(rows(evaluation, book, found)),
        "statements": [_statement(fact, evaluation, book, found) for fact in found.words],
        "lines": [_line(line, evaluation, book) for line in sheet.lines],
        "results": list(_results(evaluation, book, found)),
        "relations": [
            {
                "code": each.code,
                "kind": each.kind,
                "title": each.title,
                "says": each.says,
                "figures": list(each.figures),
                "test": each.test,
            }
            for each in known
        ],
        "coverage": {
            "figures": len(found.all),
            "covered": len(covered),
            "amounts": len(found.amounts),
            "amounts_covered": len(found.amounts & covered),
        },
    }
    return _listed(tree)


def _listed(tree: Mapping[str, object]) -> str:
    """JSON with one line a key, and one line a member of a list: a difference between two files is read line by line."""
    said = []
    for key, value in tree.items():
        members = [json.dumps(each, ensure_ascii=False) for each in value] if isinstance(value, list) else []
        text = "[\n  " + ",\n  ".join(members) + "\n ]" if members else json.dumps(value, ensure_ascii=False)
        said.append(f" {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(said) + "\n}\n"


def rows(evaluation: Evaluation, book: Book, found: Figures) -> Iterator[dict[str, object]]:
    """One row a figure: what it is, how it is printed, its value in base units."""
    for figure in found.all.values():
        concept = book.concepts.get(figure.name)
        context = figure.context
        said = figure.fact.provenance if figure.fact is not None else None
        year = context.year + (concept is not None and concept.moment == "opening")
        yield {
            "key": figure.key,
            "name": figure.name,
            "label": concept.label if concept is not None else book.caption(f"twin.{figure.name}"),
            "year": year,
            "stage": context.stage,
            "members": [list(member) for member in context.members],
            "indicator": context.indicator,
            "printed": ("-" if figure.negative else "") + figure.text,
            "printed_unit": figure.unit,
            "value": exact.plain(figure.value),
            "unit": BASE.get(figure.dimension, figure.dimension),
            "decimals": figure.decimals,
            "source": "" if said is None else wording(evaluation, said.said) or str(said.place),
        }


def _statement(fact: Fact, evaluation: Evaluation, book: Book, found: Figures) -> dict[str, object]:
    value = fact.value
    day = isinstance(value, Quantity) and value.unit.dimension == DATE
    return {
        "key": f"f{found.numbers[id(fact)]}",
        "name": fact.concept,
        "label": book.concepts[fact.concept].label,
        "year": fact.context.year,
        "value": value
        if isinstance(value, bool)
        else value.raw
        if day and isinstance(value, Quantity)
        else wording(evaluation, str(value)),
    }


def _line(line: Line, evaluation: Evaluation, book: Book) -> dict[str, object]:
    public = of.public(line, book)
    return {
        "code": line.id,
        "path": list(line.path),
        "weight": None if line.weight is None else exact.plain(line.weight),
        "target": wording(evaluation, line.target),
        "measure": line.measure_text if public and line.measure is not None else None,
        "withheld": not public,
        "points": None if isinstance(line.points, Unknown) else exact.plain(line.points),
        "deduction": None if line.deduction is None else exact.plain(line.deduction),
        "claimed": None if line.claimed is None else exact.plain(line.claimed),
        "status": line.status.value,
        "formula": line.formula,
        "reference": line.reference,
        "confidence": line.confidence,
    }


def _results(evaluation: Evaluation, book: Book, found: Figures) -> Iterator[dict[str, object]]:
    """The checks that came to a conclusion and whose figures are all public."""
    for result in evaluation.results:
        figures = [found.facts.get(id(fact)) for fact in result.facts]
        keys = [figure.key for figure in figures if figure is not None]
        if result.verdict in KNOWN and result.rule in book.identities and keys and len(keys) == len(figures):
            yield {
                "rule": result.rule,
                "verdict": result.verdict.value,
                "title": book.identities[result.rule].message,
                "figures": keys,
            }


# ---- CSV


def figures_csv(evaluation: Evaluation, book: Book, found: Figures) -> bytes:
    """The figures as a table."""
    heads: list[object] = [book.caption(f"twin.csv_{key}") for key in FIGURE_KEYS]
    stages = {stage.id: stage.label for stage in book.stages.values()} | {
        kind: book.caption(f"twin.stage_{kind}") for kind in of.CHANGES
    }
    table = []
    for row in rows(evaluation, book, found):
        row["stage"] = stages.get(str(row["stage"]), row["stage"])
        members = row["members"]
        row["members"] = " ".join(f"{axis}:{code}" for axis, code in members) if isinstance(members, list) else ""
        table.append([row[key] for key in FIGURE_KEYS])
    return written([heads, *table])


def lines_csv(evaluation: Evaluation, book: Book) -> bytes:
    """The score sheet as a table."""
    keys = (
        "code",
        "path",
        "weight",
        "target",
        "measure",
        "points",
        "deduction",
        "claimed",
        "status",
        "formula",
        "reference",
        "confidence",
    )
    table: list[list[object]] = [[book.caption(f"twin.csv_{key}") for key in keys]]
    for line in evaluation.sheet.lines:
        row = _line(line, evaluation, book)
        row["path"], row["status"] = " / ".join(line.path), book.caption(f"status.{Status(line.status).value}")
        row["confidence"] = book.confidence(line.confidence)
        table.append(["" if row[key] is None else row[key] for key in keys])
    return written(table)


_kept: dict[str, tuple[bytes, bytes]] = {}


def dictionary(book: Book) -> tuple[bytes, bytes]:
    """The public part of the dictionary as CSV and as JSON; made once for a law book."""
    made = _kept.get(book.digest)
    if made is None:
        _kept.clear()
        made = _kept[book.digest] = (dictionary_csv(book), dictionary_json(book))
    return made


def dictionary_csv(book: Book) -> bytes:
    """The public part of the dictionary as a table."""
    found = list(tax.dictionary(book))
    keys = list(found[0]) if found else []
    table: list[list[object]] = [[book.caption(f"twin.csv_{key}") for key in keys]]
    table += [list(row.values()) for row in found]
    return written(table)


def dictionary_json(book: Book) -> bytes:
    """The public part of the dictionary, its units, stages and axes."""
    tree = {
        "taxonomy": tax.namespace(book),
        "rulebook": book.digest,
        "concepts": list(tax.dictionary(book)),
        "stages": {stage.id: stage.label for stage in book.stages.values()},
        "axes": {
            axis.id: {"label": axis.label, "members": {m.code: m.label for m in axis.members.values()}}
            for axis in book.axes.values()
        },
    }
    return (json.dumps(tree, ensure_ascii=False, indent=1) + "\n").encode()


def written(table: Iterable[Sequence[object]]) -> bytes:
    r"""CSV as Excel opens it, with no cell that it would take for a formula; a number keeps its sign.

    >>> written([["=1+1", "-2.5", "@x", "\tx"]]).decode("utf-8-sig")
    "'=1+1,-2.5,'@x,'\tx\r\n"
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in table)
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> str:
    text = str(cell)
    if text[:1] not in FORMULA_LIKE or _number(text):
        return visible(text)
    return f"'{text if text[:1] == chr(9) else visible(text)}"


def _number(text: str) -> bool:
    """Whether a text is a plain decimal with its sign."""
    digits = text.removeprefix("-")
    return bool(digits) and digits.replace(".", "", 1).isdigit()
