"""表样: which label, column and table means which concept, stage and year. The tree is kept as written; who reads tables walks it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.rulebook.yaml import Mapping, Scalar, Sequence, Yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.core.place import Place
    from hengji.rulebook.fields import Fields


@dataclass(frozen=True, slots=True)
class Form:
    """A table layout by its id; `kind` says what reads or writes it."""

    id: str
    title: str
    kind: str
    tree: Mapping
    place: Place = field(compare=False)

    def concepts(self) -> Iterator[Scalar]:
        """Every concept that the form names."""
        return _named(self.tree)


def _named(node: Yaml) -> Iterator[Scalar]:
    if isinstance(node, Mapping):
        for key, value in node.entries.items():
            if key in {"concept", "concepts"}:
                yield from (entry for entry in _scalars(value))
            else:
                yield from _named(value)
    elif isinstance(node, Sequence):
        for entry in node.entries:
            yield from _named(entry)


def _scalars(node: Yaml) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Sequence):
        for entry in node.entries:
            yield from _scalars(entry)


def read_form(fields: Fields, tree: Mapping) -> Form:
    """A file of forms/."""
    return Form(fields.text("id"), fields.text("title"), fields.text("kind", ""), tree, fields.place)
