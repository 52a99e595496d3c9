"""What is wrong with a target before anything was done: nobody can measure it, it stands at the wrong level, its direction is odd."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hengji.auditing.indicators.rows import AT_LEAST, filled
from hengji.auditing.remarks import remark
from hengji.auditing.wording.texts import compiled, first, most, whole
from hengji.core.words import has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.auditing.indicators.rows import Indicators, Row
    from hengji.auditing.wording.texts import Kind
    from hengji.core.audit import Remark, Report
    from hengji.core.document import Passage
    from hengji.rulebook.check import Check

OUTPUT, BENEFIT = {"quantity", "quality", "time", "cost"}, {"economic", "social", "ecological", "sustainable"}


def cell(check: Check, report: Report, passage: Passage, *, severity: str = "", **slots: Any) -> Remark:
    """A remark at a whole cell."""
    return remark(check, report, passage, 0, len(passage.text), severity=severity, **slots)


def unmeasurable(rows: Indicators) -> Kind:
    """Targets that are one of `exact`, or hold one of `parts` and no number, with at least a certain weight; one remark names all."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        found = [row for row in filled(rows) if _is_unmeasurable(check, rows, row)]
        if found and found[0].target is not None:
            heaviest = max(found, key=lambda row: rows.number(row.weight) or Decimal(0))
            target = heaviest.target or found[0].target
            names = "；".join(row.name.text[:20] for row in found[:3])
            weights = [rows.number(row.weight) for row in found]
            total = sum((weight for weight in weights if weight is not None), Decimal(0))
            yield cell(check, report, target, found=target.text, name=names, count=len(found), weight=f"{total:f}")

    return find


def _is_unmeasurable(check: Check, rows: Indicators, row: Row) -> bool:
    if row.target is None or any(letter.isdigit() for letter in row.target.text):
        return False
    weight = rows.number(row.weight)
    if weight is None and whole(check, "least_weight", 0):
        return False
    if weight is not None and not whole(check, "least_weight", 0) <= weight < whole(check, "below_weight", 1000):
        return False
    text = row.target.text.strip(" 。")
    return text in check.words.get("exact", ()) or has(text, check.words.get("parts", ()))


def wrong_level(rows: Indicators) -> Kind:
    """Indicators with a word that does not belong to their level: `words` are lists by level, `any` for every output."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        yield from first(_wrong(check, report, rows), most(check, 3))

    return find


def _wrong(check: Check, report: Report, rows: Indicators) -> Iterator[Remark]:
    for row in filled(rows):
        words = check.words.get(row.level, ()) if row.certain else ()
        anywhere = check.words.get("any", ()) if row.level in OUTPUT or not row.level else ()
        if has(row.name.text, (*words, *anywhere)) and not has(row.name.text, check.words.get("unless", ())):
            severity = "" if row.certain else "notice"
            yield cell(check, report, row.name, severity=severity, found=row.name.text, level=check.pairs.get(row.level, ""))


def cost_operator(rows: Indicators) -> Kind:
    """Cost targets that ask for at least an amount."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        yield from first(_cost(check, report, rows), most(check, 3))

    return find


def _cost(check: Check, report: Report, rows: Indicators) -> Iterator[Remark]:
    for row in filled(rows):
        target = rows.value(row.target)
        if row.level != "cost" or row.target is None or target is None or has(row.name.text, check.words.get("unless", ())):
            continue
        if target.operator == AT_LEAST:
            severity = "" if row.certain else "notice"
            yield cell(check, report, row.target, severity=severity, found=row.target.text, name=row.name.text)


def budget_share(rows: Indicators) -> Kind:
    """Targets that are a share of a budget without saying of which; one remark names how many."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        pattern = compiled(check.patterns[0])
        cells = [row.target for row in filled(rows) if row.target is not None and pattern.search(row.target.text)]
        if cells:
            yield cell(check, report, cells[0], found=cells[0].text, count=len(cells))

    return find


def said_twice(rows: Indicators) -> Kind:
    """The same indicator under output and under benefit."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        seen: dict[str, Row] = {}
        told = 0
        for row in filled(rows):
            name = row.name.text.replace(" ", "")
            before = seen.setdefault(name, row)
            if before.level in OUTPUT and row.level in BENEFIT and before.table == row.table and told < most(check, 3):
                told += 1
                yield cell(check, report, row.name, found=row.name.text, other=before.name.place)

    return find


def level_blank(rows: Indicators) -> Kind:
    """Levels of a self-evaluation under which nobody filled in anything; one remark names all."""

    def find(check: Check, report: Report) -> Iterator[Remark]:
        for table in dict.fromkeys(row.table for row in rows.rows):
            of_table = [row for row in rows.rows if row.table == table]
            done = {row.level for row in of_table if not row.is_template and not row.is_blank}
            blank = [row for row in of_table if row.level and row.level not in done]
            if blank and done:
                names = dict.fromkeys(check.pairs.get(row.level, "") for row in blank)
                yield cell(check, report, blank[0].name, found="、".join(filter(None, names)))

    return find
