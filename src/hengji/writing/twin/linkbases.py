"""What belongs to one report: its entry schema, the sums that hold in it, and its assertions, each bound to the facts it speaks of."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.expr.functions import DEFAULT
from hengji.expr.tree import Binary, Call, Local, Node, Unary
from hengji.writing.twin import taxonomy as tax
from hengji.writing.twin.relations import EQUAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hengji.core.exact import Exact
    from hengji.rulebook.book import Book
    from hengji.writing.twin.figures import Context, Figure, Figures
    from hengji.writing.twin.relations import Relation

ENTRY, SUMS, ASSERTIONS = "report.xsd", "report-sums.xml", "report-assertions.xml"
SPEC = "http://www.xbrl.org/2008"
ARCROLES = (
    ("http://xbrl.org/arcrole/2008/variable-set", f"{SPEC}/variable.xsd#variable-set"),
    ("http://xbrl.org/arcrole/2008/variable-filter", f"{SPEC}/variable.xsd#variable-filter"),
    ("http://xbrl.org/arcrole/2008/boolean-filter", f"{SPEC}/boolean-filter.xsd#boolean-filter"),
    (
        "http://xbrl.org/arcrole/2010/assertion-unsatisfied-message",
        "http://www.xbrl.org/2010/validation-message.xsd#assertion-unsatisfied-message",
    ),
)
NAMES = {
    "gen": "http://xbrl.org/2008/generic",
    "variable": "http://xbrl.org/2008/variable",
    "va": "http://xbrl.org/2008/assertion/value",
    "cf": "http://xbrl.org/2008/filter/concept",
    "pf": "http://xbrl.org/2008/filter/period",
    "df": "http://xbrl.org/2008/filter/dimension",
    "msg": "http://xbrl.org/2010/message",
}
LOCATIONS = {
    "gen": f"{SPEC}/generic-link.xsd",
    "variable": f"{SPEC}/variable.xsd",
    "va": f"{SPEC}/value-assertion.xsd",
    "cf": f"{SPEC}/concept-filter.xsd",
    "pf": f"{SPEC}/period-filter.xsd",
    "df": f"{SPEC}/dimension-filter.xsd",
    "msg": "http://www.xbrl.org/2010/generic-message.xsd",
}


def files(book: Book, found: Figures, known: Sequence[Relation]) -> dict[str, bytes]:
    """The three files of a report."""
    sums = tuple(summations(found, known))
    return {
        ENTRY: _entry(book, sums).encode(),
        SUMS: _sums(sums).encode(),
        ASSERTIONS: _assertions(book, found, known).encode(),
    }


# ---- sums


Sum = tuple["Relation", str, tuple[tuple[str, int], ...]]


def summations(found: Figures, known: Sequence[Relation]) -> Iterator[Sum]:
    """The identities that say a total is the sum of parts in one context, and hold wherever the report states the total: code, total, parts with their signs."""
    for relation in known:
        if relation.kind != "identity" or relation.operator != EQUAL:
            continue
        for total, other in ((relation.right, relation.left), (relation.left, relation.right)):
            parts = _parts(other)
            if isinstance(total, Local) and parts is not None and len(parts) > 1 and _one_context(found, total, parts):
                named = tuple((found.all[key].name, sign) for key, sign in parts)
                whole = found.all[total.name].name
                if len({name for name, _ in (*named, (whole, 1))}) == len(named) + 1 and _everywhere(found, whole, named):
                    yield relation, whole, named
                break


def _parts(node: Node, sign: int = 1) -> tuple[tuple[str, int], ...] | None:
    """Figures added and taken away; None where anything else is done with them."""
    match node:
        case Local(name=name):
            return ((name, sign),)
        case Unary(operator="－", operand=operand):
            return _parts(operand, -sign)
        case Binary(operator="＋" | "－" as operator, left=left, right=right):
            first, second = _parts(left, sign), _parts(right, sign if operator == "＋" else -sign)
            return None if first is None or second is None else first + second
        case Call(function=function, arguments=(first_, _)) if function == DEFAULT:
            return _parts(first_, sign)
        case _ if getattr(node, "value", None) == exact.ZERO:
            return ()
        case _:
            return None


def _one_context(found: Figures, total: Local, parts: Sequence[tuple[str, int]]) -> bool:
    """Whether the figures stand in one context and one unit."""
    figures = [found.all[total.name], *(found.all[key] for key, _ in parts)]
    return len({(each.context, each.dimension) for each in figures}) == 1


def _everywhere(found: Figures, total: str, parts: Sequence[tuple[str, int]]) -> bool:
    """Whether the sum holds to the digit in every context that has the total and one part: a relation of a taxonomy speaks of them all."""
    by: dict[Context, dict[str, Exact]] = defaultdict(dict)
    for figure in found.all.values():
        by[figure.context][figure.name] = figure.value
    for stated in by.values():
        present = [(stated[name], sign) for name, sign in parts if name in stated]
        if total not in stated or not present:
            continue
        whole = exact.ZERO
        for value, sign in present:
            whole = exact.add(whole, value if sign > 0 else exact.negative(value))
        if exact.compare(whole, stated[total]):
            return False
    return True


def _role(relation: Relation) -> str:
    return f"urn:hengji:role:{relation.code}"


def _entry(book: Book, sums: Sequence[Sum]) -> str:
    roles = "\n".join(
        f'<link:roleType id="role_{relation.code}" roleURI="{_role(relation)}"><link:definition>{tax.word(f"{relation.code} {relation.title}")}'
        "</link:definition><link:usedOn>link:calculationLink</link:usedOn></link:roleType>"
        for relation, _, _ in sums
    )
    return (
        f'{tax.HEAD}<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" {tax.SPACES} targetNamespace="urn:hengji:report" '
        'elementFormDefault="qualified">\n<xs:annotation><xs:appinfo>\n'
        f'<link:linkbaseRef xlink:type="simple" xlink:href="{SUMS}" xlink:role="http://www.xbrl.org/2003/role/calculationLinkbaseRef" '
        'xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>\n'
        f'<link:linkbaseRef xlink:type="simple" xlink:href="{ASSERTIONS}" xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>\n'
        f"{roles}\n</xs:appinfo></xs:annotation>\n"
        f'<xs:import namespace="{tax.namespace(book)}" schemaLocation="{tax.SCHEMA}"/>\n</xs:schema>\n'
    )


def _sums(sums: Sequence[Sum]) -> str:
    roles = "\n".join(
        f'<link:roleRef roleURI="{_role(relation)}" xlink:type="simple" xlink:href="{ENTRY}#role_{relation.code}"/>'
        for relation, _, _ in sums
    )
    links = "\n".join(_sum(*each) for each in sums)
    return (
        f'{tax.HEAD}<link:linkbase {tax.SPACES} xsi:schemaLocation="http://www.xbrl.org/2003/linkbase {tax.LINKBASE}">\n'
        f"{roles}\n{links}\n</link:linkbase>\n"
    )


def _sum(relation: Relation, total: str, parts: Sequence[tuple[str, int]]) -> str:
    locs = "".join(
        f'<link:loc xlink:type="locator" xlink:href="{tax.SCHEMA}#hj_{name}" xlink:label="{name}"/>\n'
        for name in (total, *(name for name, _ in parts))
    )
    arcs = "".join(
        '<link:calculationArc xlink:type="arc" xlink:arcrole="http://www.xbrl.org/2003/arcrole/summation-item" '
        f'xlink:from="{total}" xlink:to="{name}" order="{order}" weight="{sign}"/>\n'
        for order, (name, sign) in enumerate(parts, start=1)
    )
    return f'<link:calculationLink xlink:type="extended" xlink:role="{_role(relation)}">\n{locs}{arcs}</link:calculationLink>'


# ---- assertions


def _assertions(book: Book, found: Figures, known: Sequence[Relation]) -> str:
    """One value assertion a relation. Each variable is bound by its concept and its whole context, so that there is one evaluation and no product."""
    used = [found.all[key] for key in dict.fromkeys(key for relation in known for key in relation.figures)]
    contexts = {figure.context: f"b{number}" for number, figure in reversed(list(enumerate(used)))}
    body = [_concept(name) for name in dict.fromkeys(figure.name for figure in used)]
    for context, label in contexts.items():
        body += _bound(context, label, book)
    body += [_variable(figure, contexts[figure.context]) for figure in used]
    body += [_assertion(relation, number) for number, relation in enumerate(known, start=1)]
    arcroles = "".join(f'<link:arcroleRef arcroleURI="{uri}" xlink:type="simple" xlink:href="{href}"/>\n' for uri, href in ARCROLES)
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items())
    places = " ".join(f"{NAMES[prefix]} {href}" for prefix, href in LOCATIONS.items())
    return (
        f'{tax.HEAD}<link:linkbase {tax.SPACES} {names} xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:hj="{tax.namespace(book)}" '
        f'xsi:schemaLocation="http://www.xbrl.org/2003/linkbase {tax.LINKBASE} {places}">\n'
        f'<link:roleRef roleURI="http://www.xbrl.org/2010/role/message" xlink:type="simple" xlink:href="http://www.xbrl.org/2010/generic-message.xsd#standard-message"/>\n'
        f'{arcroles}<gen:link xlink:type="extended" xlink:role="http://www.xbrl.org/2003/role/link">\n'
        + "\n".join(body)
        + "\n</gen:link>\n</link:linkbase>\n"
    )


def _concept(name: str) -> str:
    return f'<cf:conceptName xlink:type="resource" xlink:label="q_{name}"><cf:concept><cf:qname>hj:{name}</cf:qname></cf:concept></cf:conceptName>'


def _bound(context: Context, label: str, book: Book) -> Iterator[str]:
    """The filters that pin a context: its period, and a member on every axis, the one that stands for all where it has none."""
    if context.instant:
        yield f'<pf:periodInstant xlink:type="resource" xlink:label="{label}" date="xs:date(\'{context.year}-12-31\')"/>'
    else:
        yield f'<pf:periodStart xlink:type="resource" xlink:label="{label}" date="xs:date(\'{context.year}-01-01\')"/>'
    if context.indicator:
        test = tax.attribute(f"normalize-space(string(.)) eq {_quoted(context.indicator)}")
        yield (
            f'<df:typedDimension xlink:type="resource" xlink:label="{label}" test={test}><df:dimension><df:qname>hj:{tax.INDICATOR_AXIS}</df:qname></df:dimension>'
            "</df:typedDimension>"
        )
        return
    members = {tax.STAGE_AXIS: f"stage_{context.stage or 'none'}", **{f"{axis}_axis": f"{axis}_all" for axis in book.axes}}
    members |= {f"{axis}_axis": tax.member(axis, code) for axis, code in context.members}
    for axis, name in members.items():
        yield (
            f'<df:explicitDimension xlink:type="resource" xlink:label="{label}"><df:dimension><df:qname>hj:{axis}</df:qname></df:dimension>'
            f"<df:member><df:qname>hj:{name}</df:qname></df:member></df:explicitDimension>"
        )


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _variable(figure: Figure, label: str) -> str:
    filters = _filter(figure.key, f"q_{figure.name}") + _filter(figure.key, label)
    return f'<variable:factVariable xlink:type="resource" xlink:label="{figure.key}" bindAsSequence="false"/>{filters}'


def _filter(source: str, target: str) -> str:
    return (
        '<variable:variableFilterArc xlink:type="arc" xlink:arcrole="http://xbrl.org/arcrole/2008/variable-filter" '
        f'xlink:from="{source}" xlink:to="{target}" complement="false" cover="true" order="1"/>'
    )


def _assertion(relation: Relation, number: int) -> str:
    label = f"a{number}"
    name = f"va_{relation.code}"
    arcs = "".join(
        '<variable:variableArc xlink:type="arc" xlink:arcrole="http://xbrl.org/arcrole/2008/variable-set" '
        f'xlink:from="{label}" xlink:to="{key}" name="{key}" order="1"/>'
        for key in relation.figures
    )
    message = tax.word(f"{relation.code} {relation.title}：{relation.says}".replace("{", "（").replace("}", "）"))
    return (
        f'<va:valueAssertion xlink:type="resource" xlink:label="{label}" id="{name}" aspectModel="dimensional" implicitFiltering="false" '
        f"test={tax.attribute(relation.test)}/>{arcs}\n"
        f'<msg:message xlink:type="resource" xlink:label="m{number}" xlink:role="http://www.xbrl.org/2010/role/message" xml:lang="zh">{message}</msg:message>'
        '<gen:arc xlink:type="arc" xlink:arcrole="http://xbrl.org/arcrole/2010/assertion-unsatisfied-message" '
        f'xlink:from="{label}" xlink:to="m{number}" order="1"/>'
    )
