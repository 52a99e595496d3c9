"""The taxonomy of public twins: the dictionary's public concepts, their labels and dimensions, the same bytes for every report under one law book."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from hengji.writing.sheets.paper import visible
from hengji.writing.twin import figures as of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hengji.rulebook.book import Book
    from hengji.rulebook.concept import Concept

SCHEMA, LABELS, DIMENSIONS = "hengji-dictionary.xsd", "hengji-labels.xml", "hengji-dimensions.xml"
DIGEST_SHOWN = 16
STAGE_AXIS, INDICATOR_AXIS, INDICATOR = "stage_axis", "indicator_axis", "indicator"
LINE_TARGET, REPORT_YEAR = "line_target", "report_year"
ITEMS, SCORE_ITEMS, CUBE, SCORE_CUBE = "figures", "scores", "figures_table", "scores_table"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACES = (
    'xmlns:link="http://www.xbrl.org/2003/linkbase" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
LINKBASE = "http://www.xbrl.org/2003/xbrl-linkbase-2003-12-31.xsd"
DIMENSION = "http://xbrl.org/int/dim/arcrole"
LABEL_ROLE, NOTE_ROLE = "http://www.xbrl.org/2003/role/label", "http://www.xbrl.org/2003/role/documentation"
TABLE_ROLE, SCORE_ROLE = "urn:hengji:role:figures", "urn:hengji:role:scores"
TYPES = {
    "money": "xbrli:monetaryItemType",
    "ratio": "xbrli:pureItemType",
    "truth": "xbrli:booleanItemType",
    "date": "xbrli:dateItemType",
    "text": "xbrli:stringItemType",
}
SCORE_TYPES = {of.LINE_RATE: "xbrli:pureItemType", of.LINE_AMOUNT: "xbrli:monetaryItemType"}


def namespace(book: Book) -> str:
    """The name of the taxonomy: that of the law book's files."""
    return f"urn:hengji:dictionary:{book.digest[:DIGEST_SHOWN]}"


def measure(dimension: str) -> str:
    """The XBRL unit of a dimension."""
    return {"money": "iso4217:CNY", "ratio": "xbrli:pure"}.get(dimension, f"hj:{dimension}")


def member(axis: str, code: str) -> str:
    """The element of a member of an axis."""
    return f"{axis}_{''.join(letter if letter.isalnum() or letter in '_.-' else '_' for letter in code)}"


def public(book: Book) -> tuple[Concept, ...]:
    """The concepts that the dictionary calls public."""
    return tuple(concept for concept in book.concepts.values() if concept.disclosure == of.PUBLIC)


_kept: dict[str, dict[str, bytes]] = {}


def taxonomy(book: Book) -> dict[str, bytes]:
    """The files by their names; made once for a law book."""
    made = _kept.get(book.digest)
    if made is None:
        _kept.clear()
        made = _kept[book.digest] = {
            SCHEMA: _schema(book).encode(),
            LABELS: _labels(book).encode(),
            DIMENSIONS: _dimensions(book).encode(),
        }
    return made


@lru_cache(maxsize=4096)
def word(text: str) -> str:
    """A text of the law book or of a case in XML."""
    return escape(visible(text))


def attribute(text: str) -> str:
    """The same as an attribute with its quotes."""
    return quoteattr(visible(text))


# ---- elements


def _stages(book: Book) -> dict[str, str]:
    changes = {change: book.caption(f"twin.stage_{change}") for change in of.CHANGES}
    return {f"stage_{name}": label for name, label in {**{s.id: s.label for s in book.stages.values()}, **changes}.items()}


def _abstract(name: str, group: str = "xbrli:item") -> str:
    return (
        f'<xs:element name="{name}" id="hj_{name}" type="xbrli:stringItemType" substitutionGroup="{group}" '
        'abstract="true" nillable="true" xbrli:periodType="duration"/>'
    )


def _domain(name: str) -> str:
    return _abstract(name)


def _item(name: str, kind: str, period: str) -> str:
    return (
        f'<xs:element name="{name}" id="hj_{name}" type="{kind}" substitutionGroup="xbrli:item" nillable="true" '
        f'xbrli:periodType="{period}"/>'
    )


def _schema(book: Book) -> str:
    elements = [
        _item(c.id, TYPES.get(c.dimension, "xbrli:decimalItemType"), "duration" if c.moment == "flow" else "instant")
        for c in public(book)
    ]
    elements += [
        _item(name, SCORE_TYPES.get(name, "xbrli:decimalItemType"), "duration") for name in (*of.LINE_SCORES, *of.TOTAL_SCORES)
    ]
    elements += [_item(LINE_TARGET, "xbrli:stringItemType", "duration"), _item(REPORT_YEAR, "xbrli:gYearItemType", "duration")]
    elements += [_abstract(name) for name in (ITEMS, SCORE_ITEMS)]
    elements += [_abstract(name, "xbrldt:hypercubeItem") for name in (CUBE, SCORE_CUBE)]
    elements += [_abstract(name, "xbrldt:dimensionItem") for name in (STAGE_AXIS, *(f"{axis}_axis" for axis in book.axes))]
    elements += [_domain(name) for name in _members(book)]
    elements.append(
        f'<xs:element name="{INDICATOR_AXIS}" id="hj_{INDICATOR_AXIS}" type="xbrli:stringItemType" abstract="true" nillable="true" '
        f'substitutionGroup="xbrldt:dimensionItem" xbrli:periodType="duration" xbrldt:typedDomainRef="#hj_{INDICATOR}"/>'
    )
    elements.append(f'<xs:element name="{INDICATOR}" id="hj_{INDICATOR}" type="xs:string"/>')
    roles = "\n".join(
        f'<link:roleType id="role_{role.rpartition(":")[2]}" roleURI="{role}"><link:definition>{word(book.caption(f"twin.{key}"))}'
        "</link:definition><link:usedOn>link:definitionLink</link:usedOn></link:roleType>"
        for role, key in ((TABLE_ROLE, ITEMS), (SCORE_ROLE, SCORE_ITEMS))
    )
    refs = "\n".join(
        f'<link:linkbaseRef xlink:type="simple" xlink:href="{file}" xlink:role="http://www.xbrl.org/2003/role/{kind}LinkbaseRef" '
        'xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>'
        for file, kind in ((LABELS, "label"), (DIMENSIONS, "definition"))
    )
    return (
        f'{HEAD}<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xbrli="http://www.xbrl.org/2003/instance" '
        f'xmlns:xbrldt="http://xbrl.org/2005/xbrldt" {SPACES} xmlns:hj="{namespace(book)}" targetNamespace="{namespace(book)}" '
        'elementFormDefault="qualified" attributeFormDefault="unqualified">\n'
        f"<xs:annotation><xs:appinfo>\n{refs}\n{roles}\n</xs:appinfo></xs:annotation>\n"
        '<xs:import namespace="http://www.xbrl.org/2003/instance" schemaLocation="http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"/>\n'
        '<xs:import namespace="http://xbrl.org/2005/xbrldt" schemaLocation="http://www.xbrl.org/2005/xbrldt-2005.xsd"/>\n'
        + "\n".join(elements)
        + "\n</xs:schema>\n"
    )


def _members(book: Book) -> dict[str, str]:
    """Every member with its label: the default of each axis first."""
    found = {"stage_none": book.caption("twin.stage_none"), **_stages(book)}
    for axis in book.axes.values():
        found[f"{axis.id}_all"] = book.caption("twin.axis_all", label=axis.label)
        found |= {member(axis.id, each.code): f"{each.code} {each.label}" for each in axis.members.values()}
    return found


# ---- labels


def _labels(book: Book) -> str:
    captions = {
        name: book.caption(f"twin.{name}")
        for name in (*of.LINE_SCORES, *of.TOTAL_SCORES, LINE_TARGET, REPORT_YEAR, ITEMS, SCORE_ITEMS)
    }
    captions |= {STAGE_AXIS: book.caption("twin.stage_axis"), INDICATOR_AXIS: book.caption("twin.indicator_axis")}
    captions |= {f"{axis.id}_axis": axis.label for axis in book.axes.values()}
    captions |= _members(book)
    parts = [_label(concept.id, concept.label, concept.definition) for concept in public(book)]
    parts += [_label(name, label, "") for name, label in captions.items()]
    return (
        f'{HEAD}<link:linkbase {SPACES} xsi:schemaLocation="http://www.xbrl.org/2003/linkbase {LINKBASE}">\n'
        '<link:labelLink xlink:type="extended" xlink:role="http://www.xbrl.org/2003/role/link">\n'
        + "\n".join(parts)
        + "\n</link:labelLink>\n</link:linkbase>\n"
    )


def _label(name: str, label: str, definition: str) -> str:
    texts = [("zh", LABEL_ROLE, label), ("en", LABEL_ROLE, name.replace("_", " "))]
    if definition:
        texts.append(("zh", NOTE_ROLE, definition))
    said = "".join(
        f'<link:label xlink:type="resource" xlink:label="t_{name}" xlink:role="{role}" xml:lang="{lang}">{word(text)}</link:label>'
        for lang, role, text in texts
    )
    return (
        f'<link:loc xlink:type="locator" xlink:href="{SCHEMA}#hj_{name}" xlink:label="{name}"/>{said}'
        f'<link:labelArc xlink:type="arc" xlink:arcrole="http://www.xbrl.org/2003/arcrole/concept-label" xlink:from="{name}" xlink:to="t_{name}"/>'
    )


# ---- dimensions


def _dimensions(book: Book) -> str:
    axes: dict[str, list[str]] = {STAGE_AXIS: ["stage_none", *_stages(book)]}
    for axis in book.axes.values():
        axes[f"{axis.id}_axis"] = [f"{axis.id}_all", *(member(axis.id, code) for code in axis.members)]
    figures_link = _cube(TABLE_ROLE, ITEMS, CUBE, [c.id for c in public(book)], axes)
    scores_link = _cube(SCORE_ROLE, SCORE_ITEMS, SCORE_CUBE, [*of.LINE_SCORES, LINE_TARGET], {INDICATOR_AXIS: []})
    roles = "".join(
        f'<link:roleRef roleURI="{role}" xlink:type="simple" xlink:href="{SCHEMA}#role_{role.rpartition(":")[2]}"/>\n'
        for role in (TABLE_ROLE, SCORE_ROLE)
    )
    arcroles = "".join(
        f'<link:arcroleRef arcroleURI="{DIMENSION}/{name}" xlink:type="simple" xlink:href="http://www.xbrl.org/2005/xbrldt-2005.xsd#{name}"/>\n'
        for name in ("all", "hypercube-dimension", "dimension-domain", "domain-member", "dimension-default")
    )
    return (
        f'{HEAD}<link:linkbase {SPACES} xmlns:xbrldt="http://xbrl.org/2005/xbrldt" '
        f'xsi:schemaLocation="http://www.xbrl.org/2003/linkbase {LINKBASE} http://xbrl.org/2005/xbrldt http://www.xbrl.org/2005/xbrldt-2005.xsd">\n'
        f"{roles}{arcroles}{figures_link}{scores_link}</link:linkbase>\n"
    )


def _cube(role: str, items: str, cube: str, names: list[str], axes: Mapping[str, list[str]]) -> str:
    arcs = [_arc("all", items, cube, ' xbrldt:closed="true" xbrldt:contextElement="segment"')]
    arcs += [_arc("domain-member", items, name) for name in names]
    for axis, members in axes.items():
        arcs.append(_arc("hypercube-dimension", cube, axis))
        if members:
            arcs.append(_arc("dimension-domain", axis, members[0]))
            arcs += [_arc("domain-member", members[0], each) for each in members[1:]]
    defaults = {axis: members[0] for axis, members in axes.items() if members}
    every = dict.fromkeys((items, cube, *names, *axes, *(each for members in axes.values() for each in members)))
    link = _link(role, list(every), arcs)
    if not defaults:
        return link
    return link + _link(role, [*defaults, *defaults.values()], [_arc("dimension-default", *pair) for pair in defaults.items()])


def _link(role: str, names: list[str], arcs: list[str]) -> str:
    locs = "\n".join(f'<link:loc xlink:type="locator" xlink:href="{SCHEMA}#hj_{name}" xlink:label="{name}"/>' for name in names)
    ordered = "\n".join(arc.replace("@", str(order)) for order, arc in enumerate(arcs, start=1))
    return f'<link:definitionLink xlink:type="extended" xlink:role="{role}">\n{locs}\n{ordered}\n</link:definitionLink>\n'


def _arc(kind: str, source: str, target: str, more: str = "") -> str:
    return f'<link:definitionArc xlink:type="arc" xlink:arcrole="{DIMENSION}/{kind}" xlink:from="{source}" xlink:to="{target}" order="@"{more}/>'


# ---- the dictionary as a table


def dictionary(book: Book) -> Iterator[dict[str, str]]:
    """One row a public concept: its names, what it is, where it is defined."""
    for concept in public(book):
        yield {
            "name": concept.id,
            "label": concept.label,
            "definition": concept.definition,
            "dimension": concept.dimension,
            "unit": book.shown[concept.dimension].label if concept.dimension in book.shown else "",
            "moment": concept.moment,
            "stages": " ".join(concept.stages),
            "axes": " ".join(concept.axes),
            "synonyms": "；".join(synonym.text for synonym in concept.synonyms),
            "reference": concept.reference.source,
            "confidence": concept.reference.confidence,
            "type": TYPES.get(concept.dimension, "xbrli:decimalItemType"),
            "xbrl": f"{namespace(book)}#{concept.id}",
        }
