"""The report as PDF by typst, from the layout of the Word file: the same headings, paragraphs, tables and pictures, tagged, faces embedded.

Every text goes into a string of typst, so that nothing of a document is ever read as markup.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hengji.core.layout import AUTO, CENTRE, NEW_PAGE, PAGE_MARK, RIGHT, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.core.layout import Cell, Layout, Row, Run, Section, Table
    from hengji.rulebook.layout import Standard
    from hengji.writing.pdf.faces import Face, Faces
    from hengji.writing.pdf.proof import Proof

NATURAL, HEAVY, DEEPEST = 1.3, 700, 6
DRAWN = (".png", ".jpg", ".jpeg", ".gif", ".svg")
GROUNDS = frozenset({"yellow", "green", "red", "blue"})
FOOT_BELOW = "7mm"
PROOF_SIZE, PROOF_PITCH, PROOF_ACROSS = 14, 24, 113
_ESCAPED = {ord("\\"): "\\\\", ord('"'): '\\"', ord("\n"): "\\n", ord("\r"): "", ord("\t"): "\\u{2003}", ord("\f"): ""}
_START = """#set document(title: {title}, date: datetime(year: {year}, month: {month}, day: {day}), description: {digest})
#set text(lang: "zh", region: "cn", fallback: false, top-edge: 0.88em, bottom-edge: -0.12em, hyphenate: false)
#set block(spacing: 0pt, above: 0pt, below: 0pt)
#set par(spacing: 0pt)
#set table(stroke: 0.5pt + black, inset: (x: 2.8pt, y: 0.8pt))
#show heading: it => block(sticky: true, it.body)
"""


@dataclass(slots=True)
class _Sheet:
    """One document while its source is written; `pictures` are those that were used, by the names of their files."""

    standard: Standard
    faces: Faces
    parts: Mapping[str, bytes]
    pictures: dict[str, bytes] = field(default_factory=dict)
    covered: list[tuple[str, int]] = field(default_factory=list)


def pdf(layout: Layout, faces: Faces, standard: Standard, parts: Mapping[str, bytes], proof: Proof) -> bytes:
    """The PDF, the same bytes for the same layout, faces and proof. Raises typst.TypstError for a bug of ours."""
    import typst

    sheet = _Sheet(standard, faces, parts)
    source = "".join(_document(layout, sheet, proof))
    with tempfile.TemporaryDirectory(prefix="hengji-typst-") as scratch:
        place = Path(scratch)
        (place / "fonts").mkdir()
        for name, file in faces.files().items():
            (place / "fonts" / name).symlink_to(file)
        for name, content in {**sheet.pictures, "proof.png": proof.picture()}.items():
            (place / name).write_bytes(content)
        (place / "main.typ").write_text(source, "utf-8")
        made: bytes = typst.compile(
            str(place / "main.typ"),
            root=str(place),
            font_paths=[str(place / "fonts")],
            ignore_system_fonts=True,
            format="pdf",
            package_path=str(place),
            package_cache_path=str(place),
        )
    return made


def _document(layout: Layout, sheet: _Sheet, proof: Proof) -> Iterator[str]:
    day = proof.day
    title = layout.title or next((each.text for each in layout.paragraphs() if each.text.strip()), proof.title)
    yield _START.format(title=_text(title), year=day.year, month=day.month, day=day.day, digest=_text(f"SHA-256 {proof.digest}"))
    for section in layout.sections:
        yield _page(section, sheet)
        for block in layout.blocks:
            if block.section == section.number:
                yield _block(block, sheet)
    if layout.sections and layout.sections[-1].wide:
        yield _page(_turned(layout.sections[-1]), sheet)
    yield from _proof(proof, sheet)


def _turned(section: Section) -> Section:
    """A section that stands upright, its edges turned with it, counting on."""
    return replace(
        section,
        width=section.height,
        height=section.width,
        top=section.left,
        right=section.top,
        bottom=section.right,
        left=section.bottom,
        start=0,
    )


def _page(section: Section, sheet: _Sheet) -> str:
    """Paper, edges and foot; a section that counts anew says so."""
    left = section.left + section.gutter
    edges = (
        f"top: {_points(section.top)}, bottom: {_points(section.bottom)}, left: {_points(left)}, right: {_points(section.right)}"
    )
    number = sheet.standard.number
    numbered = any(foot.numbered for foot in section.feet)
    face = _families(sheet.faces.chains.get(number.face, ()))
    foot = "none"
    if numbered:
        look = f"font: {face}, size: {number.size / 2}pt"
        inset = f"{number.size / 2 * number.letters_in}pt"
        foot = (
            "context { let n = counter(page).get().first(); let side = if calc.odd(n) { right } else { left }; "
            f"align(side, pad(x: {inset}, text({look}, {_text(number.dash + ' ')} + str(n) + {_text(' ' + number.dash)}))) }}"
        )
    start = f"#counter(page).update({section.start})\n" if section.start else ""
    size = f"width: {_points(section.width)}, height: {_points(section.height)}"
    return f"#set page({size}, margin: ({edges}), footer: {foot}, footer-descent: {FOOT_BELOW})\n{start}"


def _block(block: Paragraph | Table, sheet: _Sheet) -> str:
    return _paragraph(block, sheet) if isinstance(block, Paragraph) else _table(block, sheet)


# ---- paragraphs


def _paragraph(paragraph: Paragraph, sheet: _Sheet) -> str:
    """A block of the height that its lines have in the Word file."""
    size = max((run.size for run in paragraph.runs if run.text.strip()), default=0) / 2
    drawn = any(run.picture for run in paragraph.runs)
    fixed = paragraph.rule != AUTO
    pitch = paragraph.line / 20 if fixed else (size or 10.5) * NATURAL * paragraph.line / 240
    breaks = "#pagebreak(weak: true)\n" if paragraph.new_page or paragraph.text.startswith(NEW_PAGE) else ""
    after = "#pagebreak(weak: true)\n" if paragraph.text.endswith(NEW_PAGE) and paragraph.text.strip() else ""
    if not size and not drawn:
        return f"{breaks}#block(height: {pitch:g}pt)\n" if not paragraph.in_table and pitch > 1 else breaks
    gap = max(pitch - size, 0) if not drawn else 2
    body = "".join(_run(run, sheet) for run in paragraph.runs)
    label = (
        f"#text(font: {_families(_chain(paragraph.runs[0], sheet))}, size: {size:g}pt, {_text(paragraph.label + ' ')})"
        if paragraph.label
        else ""
    )
    letter = size * 2 * 10
    first = paragraph.first_letters * letter / 100 if paragraph.first_letters else paragraph.first
    left = paragraph.left_letters * letter / 100 if paragraph.left_letters else paragraph.left
    right = paragraph.right_letters * letter / 100 if paragraph.right_letters else paragraph.right
    side = {CENTRE: "center", RIGHT: "right", "end": "right"}.get(paragraph.align, "left")
    justify = "true" if paragraph.align in {"both", "distribute"} else "false"
    indent = f"first-line-indent: (amount: {max(first, 0) / 20:g}pt, all: true), hanging-indent: {max(-first, 0) / 20:g}pt"
    inset = (
        f"(top: {gap / 2 + paragraph.before / 20:g}pt, bottom: {gap / 2 + paragraph.after / 20:g}pt, "
        f"left: {max(left + min(first, 0), 0) / 20:g}pt, right: {max(right, 0) / 20:g}pt)"
    )
    content = f"par(leading: {gap:g}pt, justify: {justify}, {indent})[{label}{body}]"
    if 1 <= paragraph.outline <= DEEPEST and not paragraph.in_table:
        content = f"heading(level: {paragraph.outline}, outlined: true, text(weight: 400, size: {size:g}pt, {content}))"
    sticky = "sticky: true, " if (paragraph.keeps_next or paragraph.outline) and not paragraph.in_table else ""
    return f"{breaks}#block({sticky}width: 100%, inset: {inset}, align({side}, {content}))\n{after}"


def _run(run: Run, sheet: _Sheet) -> str:
    """Letters alike; what has no bold face is drawn with a thin edge, as office programs do."""
    if run.picture:
        return _picture(run, sheet)
    text = run.text.strip(NEW_PAGE).replace(PAGE_MARK, "")
    if not text:
        return ""
    chain = _chain(run, sheet)
    first = chain[1] if len(chain) > 1 else None
    given = [f"font: {_families(chain)}", f"size: {run.size / 2:g}pt"]
    if run.bold:
        given.append(f"weight: {HEAVY}")
        given.append("stroke: 0.025em")
    elif first is not None and first.weight != 400:  # noqa: PLR2004 - the usual weight
        given.append(f"weight: {first.weight}")
    if run.colour.lower() not in {"", "auto", "000000"} and len(run.colour) == 6:  # noqa: PLR2004 - RRGGBB
        given.append(f'fill: rgb("#{run.colour}")')
    if run.size == sheet.standard.roles["body"].size:
        given.append(f"tracking: -{sheet.standard.page.condense / 20:g}pt")
    if run.raised:
        given.append("baseline: -0.3em")
    made = f"#text({', '.join(given)}, {_text(text)})"
    return f"#highlight(fill: {run.ground}, top-edge: 0.95em, bottom-edge: -0.2em)[{made}]" if run.ground in GROUNDS else made


def _chain(run: Run, sheet: _Sheet) -> tuple[Face, ...]:
    latin = sheet.faces.chains.get("latin", ())[:1]
    return (*latin, *sheet.faces.chains.get(sheet.faces.kind(run.east_asian), ()))


def _picture(run: Run, sheet: _Sheet) -> str:
    content, ending = sheet.parts.get(run.picture), Path(run.picture).suffix.lower()
    if content is None or ending not in DRAWN:
        return ""
    name = f"picture{len(sheet.pictures) + 1}{ending}"
    sheet.pictures[name] = content
    width = f", width: {_points(run.width)}" if run.width else ""
    return f'#box(image("{name}"{width}, alt: {_text(run.said or "-")}))'


# ---- tables


def _table(table: Table, sheet: _Sheet) -> str:
    """A table with its head repeated, cells merged both ways."""
    rows = _columns(table)
    heads = 0
    while heads < len(table.rows) and table.rows[heads].head:
        heads += 1
    tall = [[_height(rows, at, column, cell) for column, cell in row] for at, row in enumerate(rows)]
    if any(at + height > heads for at, row in enumerate(tall[:heads]) for height in row):
        heads = 0
    made = [
        "".join(_cell(cell, height, sheet) for (_, cell), height in zip(row, tall[at], strict=True) if height)
        for at, row in enumerate(rows)
    ]
    head = f"table.header({''.join(made[:heads])}), " if heads and heads < len(made) else "".join(made[:heads])
    widths = ", ".join(_points(width) for width in table.columns) or "auto"
    whole = all(
        block.keeps_next
        for row in table.rows[:-1]
        for cell in row.cells[:1]
        for block in cell.blocks
        if isinstance(block, Paragraph)
    )
    drawn = f"align(center, table(columns: ({widths},), {head}{''.join(made[heads:])}))"
    return f"#block(breakable: {'false' if whole else 'true'}, width: 100%, {drawn})\n"


def _columns(table: Table) -> list[list[tuple[int, Cell]]]:
    """The cells of each row with the column that each begins in; what lies beyond the grid is left to the last column."""
    return [list(_placed(row)) for row in table.rows]


def _placed(row: Row) -> Iterator[tuple[int, Cell]]:
    column = row.skipped
    for cell in row.cells:
        yield column, cell
        column += cell.span


def _height(rows: list[list[tuple[int, Cell]]], at: int, column: int, cell: Cell) -> int:
    """How many rows a cell covers; 0 for one that goes on with the one above."""
    if cell.goes_on and at:
        return 0
    height = 1
    while at + height < len(rows) and any(
        other == column and below.goes_on and below.span == cell.span for other, below in rows[at + height]
    ):
        height += 1
    return height


def _cell(cell: Cell, height: int, sheet: _Sheet) -> str:
    content = "".join(_block(block, sheet) for block in cell.blocks)
    fill = f', fill: rgb("#{cell.fill}")' if len(cell.fill) == 6 and cell.fill.lower() != "ffffff" else ""  # noqa: PLR2004 - RRGGBB
    return f"table.cell(colspan: {cell.span}, rowspan: {height}, align: horizon, breakable: {'true' if height > 1 else 'false'}{fill})[{content}], "


# ---- the proof


def _proof(proof: Proof, sheet: _Sheet) -> Iterator[str]:
    """The last page."""
    text, title = (_families((*sheet.faces.chains.get("latin", ())[:1], *sheet.faces.chains[kind])) for kind in ("fangsong", "hei"))
    yield "#pagebreak(weak: true)\n"
    yield f"#heading(level: 1, text(font: {title}, size: {PROOF_SIZE}pt, weight: 400, {_text(proof.title)}))\n#v(10pt)\n"
    for line in proof.lines:
        yield f"#block(inset: (y: {(PROOF_PITCH - PROOF_SIZE) / 2:g}pt), par(leading: 10pt, text(font: {text}, size: {PROOF_SIZE}pt, {_text(line)})))\n"
    yield f'#v(10pt)\n#image("proof.png", width: {PROOF_ACROSS}pt, alt: {_text(proof.code)})\n'


def _families(chain: tuple[Face, ...]) -> str:
    """The faces of a text, the best first; the Latin one draws only what no Chinese face should."""
    families = list(dict.fromkeys(face.family for face in chain))
    if len(families) > 1:
        head = f'(name: {_text(families[0])}, covers: "latin-in-cjk")'
        return "(" + ", ".join([head, *(_text(each) for each in families[1:]), _text(families[0])]) + ")"
    return _text(families[0]) if families else '""'


def _text(text: str) -> str:
    """A string of typst."""
    return '"' + text.translate(_ESCAPED) + '"'


def _points(twips: int) -> str:
    return f"{twips / 20:g}pt"
