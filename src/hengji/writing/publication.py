"""A published evaluation as one archive: facts, law book, conclusions and papers, with the SHA-256 of each; same inputs, same bytes."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from hengji.core.publication import DOCUMENTS, EVALUATION, FACTS, FORMAT, MANIFEST, RULEBOOK
from hengji.writing import printed
from hengji.writing.package import MOST_PARTS, pack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.core.evaluation import Evaluation


def archive(evaluation: Evaluation, facts: Mapping[str, bytes], law: Mapping[str, bytes], files: Mapping[str, bytes]) -> bytes:
    """The package: `facts` the case's file as it was given, with the texts accepted beside it, `law` the files of the law book, `files` what `pipeline.write` made."""
    members = {
        **{f"{FACTS}{name}": content for name, content in facts.items()},
        **{f"{RULEBOOK}{path}": each for path, each in law.items()},
    }
    for file, each in files.items():
        members[file if file == EVALUATION else f"{DOCUMENTS}{file}"] = each
    laws = frozenset(f"{RULEBOOK}{path}" for path in law)
    manifest = {
        "format": FORMAT,
        "engine": evaluation.engine,
        "unit": evaluation.case.unit,
        "year": evaluation.case.year,
        "scheme": evaluation.sheet.scheme,
        "rulebook": evaluation.digest,
        "files": {path: (_digest_once if path in laws else _digest)(each) for path, each in sorted(members.items())},
    }
    return pack({MANIFEST: (printed.text(manifest) + "\n").encode(), **members}, laws)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@lru_cache(maxsize=2 * MOST_PARTS)
def _digest_once(content: bytes) -> str:
    """Of a file of the law book, which is the same in all packages of a process."""
    return _digest(content)
