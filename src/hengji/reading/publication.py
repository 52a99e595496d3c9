"""A package of a published evaluation, opened as a stranger's file is: through the gate, with every member read within limits."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

from hengji.core.place import Place
from hengji.core.problem import problem
from hengji.core.publication import EVALUATION, FACTS, FORMAT, MANIFEST, RULEBOOK, Manifest, Published
from hengji.reading.gate import kinds
from hengji.reading.gate.codes import RefusedError, told
from hengji.reading.gate.limits import MIB, Limits
from hengji.reading.gate.opening import Opened, open_file

if TYPE_CHECKING:
    from hengji.core.problem import Problem

NOT_A_PACKAGE, NOT_JSON, NEWER_FORMAT = "DS20", "DS21", "DS22"
LIMITS = Limits(upload=32 * MIB, unpacked=64 * MIB, member=16 * MIB)
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
_DIGEST = re.compile(r"[0-9a-f]{64}")


class NotStrictError(ValueError):
    """A key stands twice in an object, so that two readers would read two things."""


def read(content: bytes, name: str) -> tuple[Published | None, tuple[Problem, ...]]:
    """The package in an archive, or why it cannot be read."""
    opened = open_file(name, content, frozenset({kinds.ZIP}), LIMITS)
    if not isinstance(opened, Opened):
        return None, opened
    try:
        members = {path: member.read() for path, member in opened.members.items()}
    except RefusedError as error:
        return None, (told(name, error),)
    missing = [part for part in (MANIFEST, EVALUATION, FACTS, RULEBOOK) if not any(path.startswith(part) for path in members)]
    if missing:
        return None, tuple(problem(NOT_A_PACKAGE, Place(name), part) for part in missing)
    tree, problems = parse(members[MANIFEST], f"{name}!{MANIFEST}")
    if problems:
        return None, problems
    manifest = _manifest(tree)
    if manifest is None:
        return None, (problem(NOT_A_PACKAGE, Place(name), MANIFEST),)
    if manifest.format > FORMAT:
        return None, (problem(NEWER_FORMAT, Place(name), manifest.format, known=FORMAT, engine=manifest.engine),)
    return Published(manifest, {path: each for path, each in members.items() if path != MANIFEST}), ()


def refused(content: bytes, name: str) -> tuple[Problem, ...]:
    """Why a stranger could not open a package that we made: a name of a file, a size; nothing where it opens."""
    opened = open_file(name, content, frozenset({kinds.ZIP}), LIMITS)
    return () if isinstance(opened, Opened) else opened


def parse(content: bytes, name: str) -> tuple[Json, tuple[Problem, ...]]:
    """Strict JSON: UTF-8, every key once, no number that is none."""
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number), ()
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        return None, (problem(NOT_JSON, Place(name), type(error).__name__, detail=str(error)),)


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise NotStrictError("two of one key")
    return found


def _no_number(word: str) -> Json:
    raise NotStrictError(word)


def _manifest(tree: Json) -> Manifest | None:
    """The manifest; None where a part is missing or of another kind."""
    if not isinstance(tree, dict):
        return None
    format_, year, files = tree.get("format"), tree.get("year"), tree.get("files")
    words = [tree.get(key) for key in ("engine", "unit", "scheme", "rulebook")]
    texts = [word for word in words if isinstance(word, str)]
    digests = {path: each for path, each in files.items() if isinstance(each, str)} if isinstance(files, dict) else {}
    sound = isinstance(files, dict) and len(digests) == len(files) and all(map(_DIGEST.fullmatch, digests.values()))
    if type(format_) is not int or type(year) is not int or len(texts) < len(words) or not sound:
        return None
    engine, unit, scheme, rulebook = texts
    return Manifest(format_, engine, unit, year, scheme, rulebook, digests)
