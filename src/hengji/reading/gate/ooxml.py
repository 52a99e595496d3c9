"""What the parts of a document are by [Content_Types].xml, and where its relationships lead."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.reading.gate import codes, parts
from hengji.reading.gate.codes import refuse
from hengji.reading.gate.xml import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hengji.reading.gate.codes import RefusedError

TYPES_PART = "[Content_Types].xml"
RELATIONSHIPS = ".rels"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\")
_ACTIVE_NAME = re.compile(r"vbaproject|jsaproject|activex|/embeddings/|externallinks?/|oleobject|/ctrlprops/.*\.bin", re.IGNORECASE)


@dataclass
class Types:
    """[Content_Types].xml while it is read."""

    defaults: dict[str, str] = field(default_factory=dict)
    overrides: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Keeps what a Default or an Override says; one that says something else the second time is refused."""
        table, key = (self.defaults, "Extension") if local(name) == "Default" else (self.overrides, "PartName")
        if local(name) in {"Default", "Override"}:
            part, kind = attributes.get(key, "").lower(), attributes.get("ContentType", "").lower()
            if table.setdefault(part, kind) != kind:
                raise refuse(codes.TWICE, TYPES_PART, part)

    def text(self, text: str) -> None:
        """Nothing stands between the elements."""

    def end(self, name: str) -> None:
        """Nothing to close."""

    def of(self, part: str) -> str:
        """The content type of a part in small letters; empty where none is given."""
        own = self.overrides.get("/" + part.lower())
        return own if own is not None else self.defaults.get(part.rpartition(".")[2].lower(), "")

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the file is: one kind for each main part."""
        named = {kind.lower(): name for kind, name in parts.MAIN.items()}
        return tuple(sorted({named[kind] for kind in (*self.overrides.values(), *self.defaults.values()) if kind in named}))


@dataclass(frozen=True, slots=True)
class Relation:
    """A relationship of a part."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass
class Relations:
    """A .rels part while it is read."""

    found: list[Relation] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Keeps a relationship."""
        if local(name) == "Relationship":
            outside = attributes.get("TargetMode", "Internal").lower() != "internal"
            identity, kind, target = (attributes.get(key, "") for key in ("Id", "Type", "Target"))
            self.found.append(Relation(identity, kind, target, outside))

    def text(self, text: str) -> None:
        """Nothing stands between the elements."""

    def end(self, name: str) -> None:
        """Nothing to close."""


def set_aside(name: str, types: Types) -> bool:
    """Whether a part is an object inside the document that a reader of its text leaves unopened."""
    return types.of(name) in parts.ASIDE_TYPES and "/embeddings/" in name.lower()


def is_template(relation: Relation) -> bool:
    """Whether a relationship names the template that the document was made from."""
    return relation.kind.lower().endswith("/" + parts.TEMPLATE)


def unlisted(names: Iterable[str], types: Types) -> Iterator[RefusedError]:
    """Parts that are not on the list, or that hide behind a type that is."""
    for name in names:
        kind = types.of(name)
        if name != TYPES_PART and (kind not in parts.CONTENT_TYPES or _ACTIVE_NAME.search(name)):
            yield refuse(codes.ACTIVE, name, kind or "?")


def relations_refused(part: str, found: Iterable[Relation], *, aside: bool = False) -> Iterator[RefusedError]:
    """Relationships that are not on the list or lead out of the file; a hyperlink is text, and what is left `aside` is not followed."""
    seen: set[str] = set()
    for each in found:
        if each.id in seen:
            yield refuse(codes.TWICE, part, each.id)
        seen.add(each.id)
        kind = parts.relation(each.kind)
        if aside and parts.left_aside(each.kind, external=each.external or _leads_out(part, each.target)):
            continue
        if not kind:
            yield refuse(codes.ACTIVE, f"{part}#{each.id}", each.kind.rpartition("/")[2])
        elif kind != parts.HYPERLINK and (each.external or _leads_out(part, each.target)):
            yield refuse(codes.OUTSIDE, f"{part}#{each.id}", each.target)


def _leads_out(part: str, target: str) -> bool:
    if _SCHEME.match(target):
        return True
    steps = source_of(part).split("/")[:-1] if not target.startswith("/") else []
    depth = len(steps)
    for segment in target.split("/"):
        depth += -1 if segment == ".." else 1 if segment not in {"", "."} else 0
        if depth < 0:
            return True
    return False


def source_of(part: str) -> str:
    """The part that a .rels part speaks for.

    >>> source_of("xl/_rels/workbook.xml.rels")
    'xl/workbook.xml'
    """
    folder, _, name = part.rpartition("/")
    return folder.removesuffix("_rels") + name.removesuffix(RELATIONSHIPS)


def resolve(source: str, target: str) -> str:
    """The part that a relationship of a part leads to.

    >>> resolve("xl/workbook.xml", "worksheets/sheet1.xml"), resolve("xl/workbook.xml", "/xl/a.xml")
    ('xl/worksheets/sheet1.xml', 'xl/a.xml')
    """
    steps = [] if target.startswith("/") else source.split("/")[:-1]
    for segment in target.split("/"):
        if segment == "..":
            steps = steps[:-1]
        elif segment not in {"", "."}:
            steps.append(segment)
    return "/".join(steps)
