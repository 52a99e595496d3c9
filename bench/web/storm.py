"""kill -9 at random instants of saving, importing and publishing: what was acknowledged is there, and nothing is half done.

`python -m bench.web.storm [--kills N] [--seed S]`. One process loads the program and forks a worker for each kill; the worker says on a pipe
what was acknowledged, and in a shared page of memory whether it is inside a write (a transaction, or a file being kept).
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import mmap
import os
import random
import secrets
import select
import signal
import sys
import tempfile
import time
import traceback
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.web import site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KINDS = ("save", "import", "publish")
FIELDS, LONGEST = 10, 0.5
INSIDE = mmap.mmap(-1, 1)
SECONDS_PATIENCE = 60.0


# ---- the worker


def _marked() -> None:
    """Says when a write is being made."""
    from django.db.transaction import Atomic

    from hengji.web.work import storage

    entered, left, keep = Atomic.__enter__, Atomic.__exit__, storage.keep
    depth = [0]

    def enter(self: Any) -> None:
        depth[0] += 1
        INSIDE[0] = 1
        entered(self)

    def leave(self: Any, *arguments: Any) -> None:
        try:
            left(self, *arguments)
        finally:
            depth[0] -= 1
            INSIDE[0] = int(depth[0] > 0)

    def kept(*arguments: Any, **named: Any) -> Any:
        INSIDE[0] = 1
        try:
            return keep(*arguments, **named)
        finally:
            INSIDE[0] = int(depth[0] > 0)

    Atomic.__enter__, Atomic.__exit__, storage.keep = enter, leave, kept


def _save(chance: random.Random, mine: list[int]) -> Iterator[str]:
    from hengji.web.submissions import actions
    from hengji.web.submissions.models import Entry

    pk = mine[0]
    while True:
        known = dict(Entry.objects.filter(submission=pk).values_list("key", "version"))
        keys = [f"projects/{chance.randrange(1, 30)}/note" for _ in range(FIELDS)]
        changes = [actions.Change(key, secrets.token_hex(6), known.get(key, 0)) for key in dict.fromkeys(keys)]
        made = actions.save(site.person("tianbao1"), pk, changes)
        yield from (
            f"field {pk} {each.key} {each.entry.version} {each.entry.typed}" for each in made if each.changed and each.entry
        )


def _import(chance: random.Random, mine: list[int]) -> Iterator[str]:
    from hengji.web.submissions import actions
    from hengji.web.submissions.models import IMPORTED, Entry

    pk = mine[0]
    while True:
        content = chance.randbytes(chance.randrange(1_000, 300_000))
        kept = actions.add_evidence(
            site.person("tianbao1"), pk, "佐证.pdf", (content[at : at + 65_536] for at in range(0, len(content), 65_536)), {}
        )
        yield f"evidence {kept.pk} {hashlib.sha256(content).hexdigest()}"
        known = dict(Entry.objects.filter(submission=pk).values_list("key", "version"))
        changes = [
            actions.Change(f"projects/{row}/note", secrets.token_hex(6), known.get(f"projects/{row}/note", 0), IMPORTED)
            for row in range(1, 30)
        ]
        made = actions.save(site.person("tianbao1"), pk, changes)
        yield from (
            f"field {pk} {each.key} {each.entry.version} {each.entry.typed}" for each in made if each.changed and each.entry
        )


def _publish(_chance: random.Random, mine: list[int]) -> Iterator[str]:
    from hengji.web.public import actions
    from hengji.web.submissions.models import Submission

    for pk in mine:
        now = Submission.objects.get(pk=pk)
        if now.state != "approved":
            continue
        release = actions.prepare(site.person("fuhe2"), now, "http://localhost/public/verify/")
        yield f"release {release.pk} {release.digest}"
        made = actions.publish(site.person("fuhe2"), release, version=now.version, once=secrets.token_hex(8))
        yield f"publication {made.slug} {release.digest}"


WORKS: dict[str, Callable[[random.Random, list[int]], Iterator[str]]] = {"save": _save, "import": _import, "publish": _publish}


def _worker(kind: str, seed: int, mine: list[int], out: int) -> None:
    _marked()
    os.write(out, b"ready\n")
    for said in WORKS[kind](random.Random(seed), mine):  # noqa: S311 - instants and bytes to try
        os.write(out, f"{said}\n".encode())


def _forked(task: Callable[[], object]) -> int:
    """A child that does a task and ends; it opens a connection of its own."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        task()
        status = 0
    except BaseException:  # noqa: BLE001 - told, and the child ends
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


# ---- one kill


def _killed(kind: str, seed: int, mine: list[int], wait: float) -> tuple[bool, list[str]]:
    """A worker killed so many seconds after its first words: whether it was inside a write, and what it had acknowledged."""
    read, write = os.pipe()
    INSIDE[0] = 0
    child = _forked(lambda: _worker(kind, seed, mine, write))
    os.close(write)
    said = _until(read, b"ready\n")
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    inside = INSIDE[0] == 1
    while part := os.read(read, 1 << 16):
        said += part
    os.close(read)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError(f"the worker of {kind} ended by itself")
    lines = said.decode().split("\n")
    return inside, [line for line in lines[:-1] if line != "ready"]


def _until(read: int, words: bytes) -> bytes:
    said, end = b"", time.monotonic() + SECONDS_PATIENCE
    while words not in said:
        if not select.select([read], [], [], max(0.0, end - time.monotonic()))[0]:
            raise TimeoutError(words)
        part = os.read(read, 1 << 16)
        if not part:
            raise RuntimeError("the worker ended before it began")
        said += part
    return said


# ---- what stands


def _lost(said: str) -> bool:
    """Whether something acknowledged is not there."""
    from hengji.web.public.models import Publication, Release
    from hengji.web.submissions.models import EntryHistory, Evidence
    from hengji.web.work import storage

    what, *more = said.split(" ")
    if what == "field":
        return not EntryHistory.objects.filter(submission=more[0], key=more[1], version=more[2], after=more[3]).exists()
    if what == "evidence":
        row = Evidence.objects.filter(pk=more[0], file=more[1]).exists()
        return not row or hashlib.sha256(storage.path_of(more[1]).read_bytes()).hexdigest() != more[1]
    if what == "release":
        return not Release.objects.filter(pk=more[0], digest=more[1]).exists()
    return not Publication.objects.filter(slug=more[0], release__digest=more[1]).exists()


def _half_done() -> list[str]:
    """What does not agree: rows, histories, files, receipts and the journal."""
    from django.db import connection

    from hengji.web.journal import chain
    from hengji.web.journal.models import JournalEntry
    from hengji.web.public.models import Publication, Release
    from hengji.web.submissions.models import Entry, EntryHistory, Evidence, Receipt, Submission
    from hengji.web.work import storage
    from hengji.web.work.models import StoredFile

    wrong = []
    rows = JournalEntry.objects

    def same(name: str, *counts: int) -> None:
        if len(set(counts)) > 1:
            wrong.append(f"{name} {counts}")

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        if cursor.fetchone()[0] != "ok":
            wrong.append("integrity")
    if chain.verify().broken is not None:
        wrong.append("chain")
    same("publications", Publication.objects.count(), rows.filter(action="public.published").count(), Submission.objects.filter(state="published").count(),
         Receipt.objects.filter(step__after="published").count(), rows.filter(action="submission.published").count())  # fmt: skip
    same("releases", Release.objects.count(), rows.filter(action="public.prepared").count())
    same("evidence", Evidence.objects.count(), rows.filter(action="evidence.added").count())
    same("versions", sum(Entry.objects.values_list("version", flat=True)), EntryHistory.objects.count())
    told = [
        len(json.loads(content)["fields"]) for content in rows.filter(action="submission.saved").values_list("content", flat=True)
    ]
    same("histories", EntryHistory.objects.count(), sum(told))
    for kept in StoredFile.objects.all():
        path = storage.path_of(kept)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != kept.digest:
            wrong.append(f"file {kept.digest[:12]}")
    for release in Release.objects.all():
        wrong += [f"release {release.pk} {name}" for name, digest in release.files.items() if not storage.path_of(digest).is_file()]
    return wrong


def _checked(said: list[str], path: Path) -> None:
    lost = [each for each in said if _lost(each)]
    path.write_text("\n".join([*(f"lost {each}" for each in lost), *(f"half {each}" for each in _half_done())]), encoding="utf-8")


# ---- the storm


def storm(kills: int, seed: int, folder: Path, tell: Callable[[str], None]) -> int:
    """0 where nothing was lost and nothing is half done, and at least a third of the kills hit a write."""
    site.start(folder)
    _once_computed()
    approved = site.units(max(40, kills), "approved")
    draft = site.units(2, "draft")
    _warm(draft[0])
    chance = random.Random(seed)  # noqa: S311
    inside, acknowledged, by = 0, [], dict.fromkeys(KINDS, 0)
    for number in range(kills):
        kind = KINDS[number % len(KINDS)]
        mine = approved if kind == "publish" else [draft[KINDS.index(kind)]]
        hit, said = _killed(kind, chance.randrange(2**32), mine, chance.uniform(0, LONGEST))
        inside += hit
        by[kind] += hit
        acknowledged += said
    result = folder / "found.txt"
    _, status = os.waitpid(_forked(lambda: _checked(acknowledged, result)), 0)
    found = result.read_text(encoding="utf-8").splitlines() if status == 0 else ["the check itself failed"]
    words = ", ".join(f"{kind} {count}" for kind, count in by.items())
    tell(
        f"seed {seed}: {kills} kills, {inside} inside a write ({words}), {len(acknowledged)} acknowledgements, {len(found)} lost or half done"
    )
    for each in found[:20]:
        tell(f"  {each}")
    return int(bool(found) or 3 * inside < kills)


def _once_computed() -> None:
    """The bundle of the one package is computed before the storm: what is killed is the writing, not the computing."""
    from hengji.reading import personal
    from hengji.web.law import book
    from hengji.web.public import bundle

    libraries: Any = (bundle, personal)
    made, scan = bundle.made, personal.scan
    kept: list[Any] = []

    @cache
    def once(package: bytes, verify_url: str) -> Any:
        return made(package, book(), verify_url)

    def scanned(files: Any, law: Any) -> Any:
        if not kept:
            kept.append(scan(files, law))
        return kept[0]

    libraries[0].made = lambda package, _book, verify_url: once(package, verify_url)
    libraries[1].scan = scanned
    found, _ = once(site.made_package()[2], "http://localhost/public/verify/")
    scanned(found.files, book())


def _warm(draft: int) -> None:
    """The form of the round is made before, for each worker would make it anew."""
    from hengji.web.submissions.drafts import form_of
    from hengji.web.submissions.models import Submission

    form_of(Submission.objects.select_related("round").get(pk=draft))


def main() -> int:
    """The storm in a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0, help="0: a new one, printed")
    arguments = parser.parse_args()
    seed = arguments.seed or secrets.randbelow(2**31) + 1
    with tempfile.TemporaryDirectory(prefix="hengji-storm-") as folder, contextlib.suppress(BrokenPipeError):
        return storm(arguments.kills, seed, Path(folder), lambda line: print(line, flush=True))
    return 1


if __name__ == "__main__":
    sys.exit(main())
