"""The arithmetic of tables: totals, parts, rates, changes and scores, found from labels and confirmed by figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.auditing.grids import blocks, divisions, loose, products, rates, scores, shown, sums
from hengji.auditing.grids.cells import sheets
from hengji.rulebook.labels import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.auditing.grids.cells import Name, Sheet
    from hengji.auditing.relation import Relation
    from hengji.core.audit import Report
    from hengji.rulebook.book import Book


def relations(report: Report, names: Sequence[Sequence[Name]], book: Book) -> Iterator[Relation]:
    """Every relation between the figures of one table, each once; `names` runs parallel to the document's tables.

    A row whose cells do not stand under its header is left out of sums, rates and changes.
    """
    seen: set[tuple[object, ...]] = set()
    ways = book.phrases["tables.divisions"]
    for number, sheet in enumerate(sheets(report, names)):
        cells = report.document.tables[number].cells
        words = report.document.text[cells[0].start : cells[-1].end] if sheet.items else ""
        for each in (*_of_sheet(sheet, report, book), *divisions.of_divisions(sheet, words, ways)):
            if each.shape not in seen:
                seen.add(each.shape)
                yield each


def _of_sheet(sheet: Sheet, report: Report, book: Book) -> Iterator[Relation]:
    figures = report.figures
    tops, bottoms = (tuple(map(plain, book.phrases[f"tables.{key}"])) for key in ("numerators", "denominators"))
    changes = frozenset(map(plain, book.phrases["tables.change_columns"]))
    members = frozenset(plain(member.label) for axis in book.axes.values() for member in axis.members.values())
    for part in sheet.parts:
        yield from sums.of_rows(part, figures, *(book.phrases[f"tables.{key}"] for key in ("rate_marks", "stock_marks")))
        yield from sums.of_parts(part, figures)
        yield from sums.of_columns(part, figures)
        yield from rates.of_rates(part, figures, tops, bottoms, book.phrases["clauses.lower_better"])
        yield from rates.of_score_rates(part, figures, book.phrases["frames.score_rates"])
        yield from rates.of_shares(part, figures)
        yield from rates.of_rate_rows(part, figures)
        yield from rates.of_changes(part, figures)
        yield from rates.of_change_rows(part, figures, changes)
        yield from shown.of_columns(part, figures, book.phrases["tables.rate_marks"])
        yield from blocks.of_blocks(part, figures)
        yield from products.of_products(part, figures, book.phrases["tables.rate_marks"])
        yield from products.of_points(part, figures)
        yield from products.of_one_price(part, figures)
        yield from loose.of_members(part, figures, members)
    yield from scores.of_scores(sheet, figures)
    yield from loose.of_groups(sheet)
