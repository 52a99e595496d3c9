"""A run over files and folders: the same bytes whatever the order, the number of processes, or how often it was broken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core.place import Place
from hengji.core.problem import Problem, problem, shown
from hengji.runs import manifest, shelf, workers
from hengji.runs.record import Manifest, Outcome
from hengji.runs.work import work

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hengji.runs.record import Entry, Options, Start
    from hengji.runs.shelf import Shelf

INTO_ITSELF, NO_FILE = "SY08", "SY09"


def prepare(paths: Iterable[Path], options: Options) -> tuple[Manifest, tuple[Problem, ...]]:
    """The files of a run, fixed; and why the folder of results cannot be used, where it cannot."""
    given = tuple(paths)
    if options.out is not None:
        if any(path.is_dir() and path.resolve() == options.out.resolve() for path in given):
            place = Place(shown(options.out, manifest.LONGEST_NAME))
            return Manifest(()), (problem(INTO_ITSELF, place, options.out.name),)
        held = shelf.lock(options.out)
        if isinstance(held, Problem):
            return Manifest(()), (held,)
        held.close()
    files = manifest.collect(given, options)
    if files.entries:
        return files, ()
    return files, tuple(problem(NO_FILE, Place(shown(path, manifest.LONGEST_NAME)), path.name) for path in given)


def run(files: Manifest, options: Options, start: Start) -> Iterator[Outcome]:
    """What comes of each file, in the order of the manifest; nothing is kept in memory but what is being worked on.

    A file that cannot be read, that changes while the run goes on, or on which the program fails is one outcome with problems; the others go on.
    """
    held = shelf.lock(options.out) if options.out is not None else None
    if isinstance(held, Problem):
        yield from (Outcome(entry, problems=(held,)) for entry in files.entries)
        return
    try:
        kept = shelf.Shelf(options.out, options.key) if options.out is not None else None
        yield from _all(files, _audited([entry for entry in files.entries if entry.problem is None], options, start, kept))
    finally:
        if held is not None:
            held.close()


def _all(files: Manifest, audited: Iterator[Outcome]) -> Iterator[Outcome]:
    """Audited files and those that need no audit, in their order."""
    for entry in files.entries:
        yield next(audited) if entry.problem is None else Outcome(entry, problems=(entry.problem,))


def _audited(entries: list[Entry], options: Options, start: Start, kept: Shelf | None) -> Iterator[Outcome]:
    if options.jobs > 1 and len(entries) > 1:
        yield from workers.outcomes(entries, start, kept, options.jobs, options.seconds)
    elif entries:
        with start() as audit:
            for entry in entries:
                yield work(entry, audit, kept)
