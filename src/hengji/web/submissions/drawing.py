"""The sections of a form as HTML, joined here and not by a template: a page has hundreds of cells, and a template looks up each of their names.

What is drawn is what `pages` shows; every text that comes from a person or from the law book is escaped where it is put in.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from hengji.rulebook.sheets import BREAKDOWN, FACTS, LINES, PARAGRAPHS, TABLE
from hengji.web.law import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hengji.web.submissions.pages import ShownLine, ShownRow, ShownSection

MOST_FITTING = 9
"""More columns do not fit beside the panel: such a table keeps a frame of its own to be moved in, and its heads go with it."""
_SCROLL = '<div class="scroll{fits}" tabindex="0" role="group" aria-label="表格"><table class="grid{kind}"{most}>\n<thead><tr>{heads}</tr></thead>\n<tbody>'
_END = "</tbody>\n</table></div>\n"
NONE = '<td class="none"></td>'


def drawn(section: ShownSection, start: str, *, editable: bool) -> SafeString:
    """A section; `start` is the address of the submission's form, with a slash at its end."""
    if section.kind == LINES:
        body = "".join(_line(each, start) for each in section.lines)
        return mark_safe(f'<section class="lines"><h2>{escape(section.title)}</h2>\n{body}</section>\n')  # noqa: S308 - escaped
    if section.kind == PARAGRAPHS:
        cells = "".join(str(row.cells[0]) for row in section.rows)
        lead = f'<p class="quiet small">{escape(word("paragraphs_lead"))}</p>'
        return mark_safe(f'<section class="card"><h2>{escape(section.title)}</h2>{lead}{cells}</section>\n')  # noqa: S308 - escaped
    if section.kind == FACTS:
        return _framed(section, _facts(section))
    if section.kind in {TABLE, BREAKDOWN}:
        return _framed(section, _table(section, editable=editable))
    return _framed(section, f'<div class="pairs">{"".join(map(_pair, section.rows))}</div>')


def _framed(section: ShownSection, body: str) -> SafeString:
    """A card with its title, or one that is folded away."""
    title = f"<h2>{escape(section.title)}</h2>"
    whole = (
        f'<details class="card" id="s-{section.id}"><summary>{title}</summary>{body}</details>\n'
        if section.fold
        else f'<section class="card" id="s-{section.id}">{title}\n{body}</section>\n'
    )
    return mark_safe(whole)  # noqa: S308 - every part is escaped where it is put in


@lru_cache(maxsize=512)
def _heads(titles: tuple[str, ...], kind: str = "", most: int = 0) -> str:
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in titles)
    fits = " fits" if len(titles) <= MOST_FITTING else ""
    return _SCROLL.format(kind=kind, fits=fits, heads=heads, most=f' data-most="{most}"' if most else "")


def _facts(section: ShownSection) -> str:
    main = _grid(section, section.rows) if section.rows else ""
    if not section.more:
        return main
    opened = "" if section.rows else " open"
    folded = word("facts_more", count=len(section.more))
    return f'{main}<details class="more"{opened}><summary>{escape(folded)}</summary>{_grid(section, section.more)}</details>\n'


def _grid(section: ShownSection, rows: Iterable[ShownRow]) -> str:
    heads = _heads((word("column_item"), word("column_unit"), *section.columns))
    return "".join((heads, *(_row(each) for each in rows), _END))


def _row(row: ShownRow) -> str:
    cells = "".join([f"<td>{cell}</td>" if cell is not None else NONE for cell in row.cells])
    return f"{_label(row.label, row.depth, row.unit, row.used)}{cells}</tr>\n"


@lru_cache(maxsize=16_384)
def _label(label: str, depth: int, unit: str, used: tuple[tuple[str, str], ...]) -> str:
    """The head of a row: the same for every unit of a scheme."""
    lines = "、".join(f'<span title="{escape(code)}">{escape(name)}</span>' for code, name in used)
    small = f'<small class="used">{escape(word("used_for"))} {lines}</small>' if used else ""
    return f'<tr><th scope="row" class="depth{depth}">{escape(label)}{small}</th><td class="unit">{escape(unit)}</td>'


def _table(section: ShownSection, *, editable: bool) -> str:
    first = word("column_member") if section.kind == BREAKDOWN else word("column_number")
    parts = []
    if section.rows:
        parts.append(_heads((first, *section.columns), " open", section.most))
        for row in section.rows:
            cells = "".join([f"<td>{cell}</td>" if cell is not None else NONE for cell in row.cells])
            parts.append(f'<tr><th scope="row">{escape(row.label)}</th>{cells}</tr>\n')
        parts.append(_END)
    else:
        parts.append(f'<p class="quiet">{escape(word("nothing_yet"))}</p>')
    if section.members and editable:
        name = f"add-{section.id}"
        options = "".join(f'<option value="{escape(code)}">{escape(label)}</option>' for code, label in section.members)
        parts.append(
            f'<p class="row add noprint"><label for="{name}">{escape(word("add_member"))}</label>'
            f'<select id="{name}" name="{name}" form="adding-{section.id}">{options}</select> '
            f'<button class="button small" form="adding-{section.id}">{escape(word("add_row"))}</button></p>'
        )
    if section.grow and editable:
        address = f"?rows-{section.id}={section.grow}#s-{section.id}"
        parts.append(f'<p class="noprint"><a href="{escape(address)}">{escape(word("more_rows"))}</a></p>')
    return "".join(parts)


def _pair(row: ShownRow) -> str:
    small = "".join(f'<small class="quiet">{escape(each)}</small>' for each in (" ".join(row.printed), row.unit) if each)
    cells = "".join("" if cell is None else str(cell) for cell in row.cells)
    return f'<div class="pair"><div class="pair-label">{escape(row.label)}{small}</div><div>{cells}</div></div>'


# ---- lines of the scheme


def _line(line: ShownLine, start: str) -> str:
    result, status = line.result, str(line.result.get("status") or "")
    opened = " open" if line.fields and status != "entered" else ""
    return "".join(
        (
            (
                f'<details class="card line" id="line-{escape(line.code)}"{opened}>\n<summary><span class="line-name"><code>{escape(line.code)}</code> '
                f'<b>{escape(line.name)}</b></span> <span class="line-weight">{escape(word("weight_and_how", weight=line.weight, how=line.how))}</span> '
                f'<span class="line-points points-{escape(status)}">{escape(_points(result, status))}</span></summary>\n'
            ),
            _told(result),
            _answers(line),
            f'<div class="line-fields">{"".join(_field(*each) for each in line.fields)}</div>' if line.fields else "",
            (
                f'<details class="more"{" open" if line.told else ""}><summary>{escape(word("line_more"))}</summary>'
                f'<div class="line-fields">{"".join(_field(*each) for each in line.more)}</div></details>\n'
            ),
            _wanted(line, start),
            "</details>\n",
        )
    )


def _points(result: Any, status: str) -> str:
    points = result.get("points")
    if points not in {None, ""}:
        return word("line_points", points=points)
    return word("line_not_applicable") if status == "not_applicable" else word("line_open")


def _told(result: Any) -> str:
    statement, reason, full = (result.get(name) or "" for name in ("statement", "reason", "full_marks_if"))
    said = [
        ("statement", statement),
        ("reason", reason if reason != statement else ""),
        ("full", full and word("full_if", ways=full)),
    ]
    return "".join(f'<p class="{kind}">{escape(words)}</p>\n' for kind, words in said if words)


def _answers(line: ShownLine) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}{_worth(points)}</th><td>{cell}</td></tr>' for label, points, cell in line.answers
    )
    return f'<table class="answers"><tbody>{rows}</tbody></table>\n' if rows else ""


def _worth(points: str) -> str:
    return f' <span class="quiet">{escape(word("item_points", points=points))}</span>' if points else ""


def _field(column: str, cell: Any) -> str:
    return f'<div class="line-field"><span class="field-label">{escape(column)}</span>{cell}</div>'


def _wanted(line: ShownLine, start: str) -> str:
    if not line.wanted:
        return ""
    said = word("evidence_wanted", names="、".join(line.wanted))
    if line.files:
        return f'<p class="quiet small">{escape(said)}；{escape(word("evidence_given", count=len(line.files)))}</p>\n'
    link = f'<a href="{start}tab/evidence/#proof-{escape(line.code)}">{escape(word("evidence_none"))}</a>'
    return f'<p class="quiet small">{escape(said)}；{link}</p>\n'
