"""How a Word file is set, out of the jail: what the child said, checked word by word."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from hengji.core.layout import Cell, Layout, Paragraph, Table
from hengji.core.place import Place
from hengji.core.problem import Problem, problem, shown
from hengji.reading.gate import kinds
from hengji.reading.gate.opening import Opened, open_file
from hengji.reading.jail import warden

if TYPE_CHECKING:
    from hengji.reading.jail import Jail
    from hengji.reading.jail.frames import Plain

TASK = "hengji.reading.formats.setting.read"
_XML = (".xml", ".rels")


def opened(name: str, content: bytes, *, aside: bool = False) -> Opened | tuple[Problem, ...]:
    """A Word file that passed the gate, or why not."""
    return open_file(name, content, frozenset({kinds.DOCX}), aside=aside)


def read(name: str, file: Opened, jail: Jail) -> tuple[Layout | None, tuple[Problem, ...]]:
    """The layout of a Word file, or why there is none."""
    payload = file.repacked(lambda part: part.lower().endswith(_XML))
    found = jail.run(TASK, payload, name, kinds.DOCX)
    if isinstance(found, Problem):
        return None, (found,)
    answer = found.value
    if isinstance(answer, dict) and isinstance(answer.get("refused"), list):
        return None, (_refused(name, answer["refused"]),)
    try:
        return _made(Layout, answer), ()
    except (KeyError, TypeError, ValueError) as error:  # a child that was taken over may say anything
        return None, (problem(warden.UNUSABLE, Place(shown(name, 120)), type(error).__name__, stage=kinds.DOCX),)


def _refused(name: str, found: Plain) -> Problem:
    code, where, what = [str(each) for each in found] if isinstance(found, list) else ["", "", ""]
    return problem(code, Place(shown(name, 120), shown(where, 120)), what)


_HINTS: dict[type, dict[str, Any]] = {}


def _made(kind: Any, found: Any) -> Any:
    """A value of a kind from plain values. Raises TypeError, KeyError or ValueError for anything else."""
    if kind in {int, str, bool}:
        if type(found) is not kind:
            raise TypeError(found)
        return found
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind, found)
    if get_origin(kind) in {Union, UnionType}:
        return _made(Table if isinstance(found, dict) and "columns" in found else get_args(kind)[0], found)
    if get_origin(kind) is tuple and isinstance(found, list):
        return tuple(_made(get_args(kind)[0], each) for each in found)
    raise TypeError(kind)


def _record(kind: type, found: Any) -> Any:
    if not isinstance(found, dict):
        raise TypeError(found)
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind, localns={each.__name__: each for each in (Cell, Paragraph, Table)})
    return kind(
        **{
            each.name: _made(_HINTS[kind][each.name], found[each.name])
            for each in fields(kind)
            if each.name in found or (each.default is MISSING and each.default_factory is MISSING)
        }
    )
