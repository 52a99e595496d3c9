"""Worker processes: each takes one file at a time; one that dies or takes too long costs its file, and another takes its place."""

from __future__ import annotations

import multiprocessing
import signal
import time
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from hengji.runs.record import Outcome
from hengji.runs.work import trouble, work

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from hengji.runs.record import Entry, Start
    from hengji.runs.shelf import Shelf

DIED, TOO_LONG = "SY05", "SY07"
AHEAD = 8
"""How many files for each worker may be begun before the oldest of them is done: results wait for their turn, and the waiting is bounded."""
_PATIENCE = 5.0


@dataclass(slots=True)
class _Worker:
    """A process, its pipe, and the place of the file that it has, −1 for none."""

    process: SpawnProcess
    pipe: Connection
    at: int = -1
    since: float = 0.0

    def end(self) -> None:
        """Lets an idle worker go, and stops a busy one."""
        self.pipe.close()
        if self.at >= 0:
            self.process.kill()
        self.process.join(_PATIENCE)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def outcomes(entries: Sequence[Entry], start: Start, shelf: Shelf | None, jobs: int, seconds: float) -> Iterator[Outcome]:
    """What comes of each file, in the order of the files."""
    pool = _Pool(entries, start, shelf, min(jobs, len(entries)), seconds)
    try:
        for at in range(len(entries)):
            yield pool.take(at)
    finally:
        pool.close()


class _Pool:
    """The workers, and the results that wait for their turn."""

    def __init__(self, entries: Sequence[Entry], start: Start, shelf: Shelf | None, jobs: int, seconds: float) -> None:
        self._entries, self._start, self._shelf, self._seconds = entries, start, shelf, seconds
        self._workers = [self._worker() for _ in range(jobs)]
        self._next, self._ready = 0, dict[int, Outcome]()

    def take(self, at: int) -> Outcome:
        """The outcome of one file; those before it have been taken."""
        while True:
            self._hand_out(at)
            if at in self._ready:
                return self._ready.pop(at)
            self._gather()

    def close(self) -> None:
        """Ends every worker."""
        for worker in self._workers:
            worker.end()

    def _hand_out(self, at: int) -> None:
        for number, worker in enumerate(self._workers):
            if worker.at < 0 and self._next < min(len(self._entries), at + AHEAD * len(self._workers)):
                worker.at, worker.since = self._next, time.monotonic()
                self._next += 1
                try:
                    worker.pipe.send(self._entries[worker.at])
                except OSError:
                    self._replace(number, DIED, _ended(worker))

    def _gather(self) -> None:
        """Waits until a worker answers or its time is up."""
        busy = [worker for worker in self._workers if worker.at >= 0]
        first = min(worker.since for worker in busy) + self._seconds
        ready = wait([worker.pipe for worker in busy], max(0.0, first - time.monotonic()))
        for number, worker in enumerate(self._workers):
            if worker.pipe in ready:
                self._receive(number, worker)
            elif worker.at >= 0 and time.monotonic() - worker.since >= self._seconds:
                self._replace(number, TOO_LONG, f"{self._seconds:g} s")

    def _receive(self, number: int, worker: _Worker) -> None:
        try:
            found: Outcome = worker.pipe.recv()
        except (EOFError, OSError):
            self._replace(number, DIED, _ended(worker))
            return
        self._ready[worker.at] = found
        worker.at = -1

    def _replace(self, number: int, code: str, found: str) -> None:
        """The file's problem, and a new worker in the place of the old."""
        worker = self._workers[number]
        entry = self._entries[worker.at]
        self._ready[worker.at] = Outcome(entry, problems=(trouble(code, entry, found),))
        worker.end()
        self._workers[number] = self._worker()

    def _worker(self) -> _Worker:
        context = multiprocessing.get_context("spawn")  # nothing of this process is copied: no lock, no thread, no open file
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self._start, self._shelf), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)


def _ended(worker: _Worker) -> str:
    """How a process ended: its exit code, negative for a signal."""
    worker.process.join(_PATIENCE)
    return f"exit {worker.process.exitcode}"


def _serve(pipe: Connection, start: Start, shelf: Shelf | None) -> None:
    """The life of a worker: until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run itself is stopped, and then closes the pipe
    with start() as audit:
        while True:
            try:
                pipe.send(work(pipe.recv(), audit, shelf))
            except (EOFError, OSError):
                return
