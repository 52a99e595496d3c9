"""The parent's side: starts a child, gives it file after file, replaces it after some files, a time, or any trouble."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self

from hengji.core.place import Place
from hengji.core.problem import problem, shown
from hengji.reading.jail.frames import BYTES, ERROR, JSON, MEMORY, Plain, TooLargeError, receive, send, value, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import TypeAlias

    from hengji.core.problem import Problem

    _Read: TypeAlias = "Callable[[IO[bytes]], Plain | bytes | _Trouble]"

DIED, LIMIT, UNUSABLE = "RD87", "RD88", "RD89"
_HEADER, _POISONS, _PATIENCE = 4_096, 10_000, 30.0
_MODULE = "hengji.reading.jail"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use for one file, and how long it may live."""

    seconds: float = 90.0
    cpu: int = 60
    memory: int = 1_536 * 2**20
    file_size: int = 256 * 2**20
    files: int = 64
    answer: int = 64 * 2**20
    serves: int = 200
    lives: float = 300.0


@dataclass(frozen=True, slots=True)
class Result:
    """What a task gave: plain values or bytes; and the guards that held: `netns`, `userns`, `landlock`, `hook`."""

    value: Plain | bytes
    guards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Trouble:
    code: str
    found: str
    limit: str = ""


class _Child:
    """A process, its two pipes and its folder."""

    def __init__(self, limits: Limits, packages: tuple[str, ...], paths: tuple[str, ...]) -> None:
        self._limits, self._late = limits, False
        self._folder = Path(tempfile.mkdtemp(prefix="hengji-"))
        self.process = _started(self._folder)
        self.end = weakref.finalize(self, _end, self.process, self._folder)
        self.born, self.served = time.monotonic(), 0
        self.guards: tuple[str, ...] = ()
        self._settings = words(
            {
                "memory": limits.memory,
                "file_size": limits.file_size,
                "files": limits.files,
                "packages": list[Plain](packages),
                "paths": list[Plain](paths),
            }
        )

    def start(self) -> _Trouble | None:
        """Waits until the child has shut itself in."""
        found = self._exchange((self._settings,), _PATIENCE, lambda pipe: value(receive(pipe, _HEADER)))
        if isinstance(found, _Trouble):
            return found
        said = found.get("guards") if isinstance(found, dict) else None
        self.guards = tuple(str(name) for name in said) if isinstance(said, list) else ()
        return None

    def ask(self, task: str, payload: bytes, arguments: Mapping[str, Plain]) -> Plain | bytes | _Trouble:
        """One task with one file; what comes back is plain values, bytes, or what went wrong."""
        self.served += 1
        request = words({"task": task, "arguments": dict(arguments), "seconds": self._limits.cpu})
        found = self._exchange((request, payload), self._limits.seconds, self._read)
        self._tidy()
        return found

    def _read(self, pipe: IO[bytes]) -> Plain | bytes | _Trouble:
        header = value(receive(pipe, _HEADER))
        body = receive(pipe, self._limits.answer)
        kind = header.get("kind") if isinstance(header, dict) else None
        if kind == BYTES:
            return body
        if kind == JSON:
            return value(body)
        if kind == ERROR:
            return _Trouble(DIED, str(value(body)))
        return (
            _Trouble(LIMIT, "MemoryError", f"{self._limits.memory >> 20} MiB") if kind == MEMORY else _Trouble(UNUSABLE, str(kind))
        )

    def _exchange(self, frames: tuple[bytes, ...], seconds: float, read: _Read) -> Plain | bytes | _Trouble:
        """Sends, reads, and turns every way to fail into what it was; the clock ends a child that says nothing."""
        clock = threading.Timer(seconds, self._too_late)
        clock.start()
        try:
            send(self._pipe(self.process.stdin), *frames)
            return read(self._pipe(self.process.stdout))
        except TooLargeError as error:
            return _Trouble(UNUSABLE, f"{error} > {self._limits.answer}")
        except ValueError:
            return _Trouble(UNUSABLE, "JSON")
        except (EOFError, OSError):
            return self._died()
        finally:
            clock.cancel()

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:
            raise OSError
        return pipe

    def _too_late(self) -> None:
        self._late = True
        _kill(self.process)

    def _died(self) -> _Trouble:
        _kill_after(self.process, 1.0)
        if self._late:
            return _Trouble(LIMIT, "timeout", f"{self._limits.seconds:g} s")
        code = self.process.returncode
        name = _signal_name(-code) if code < 0 else f"exit {code}"
        return _Trouble(LIMIT, name, f"{self._limits.cpu} s CPU") if name == "SIGXCPU" else _Trouble(DIED, name)

    def _tidy(self) -> None:
        """Nothing that one file left lies there for the next."""
        with contextlib.suppress(OSError):
            for entry in os.scandir(self._folder):
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                else:
                    Path(entry.path).unlink(missing_ok=True)


class Jail:
    """One warm child for file after file; a file that made trouble is not tried again. Threads wait for each other: give each its own.

    `packages` are the packages whose functions may be named as tasks, `paths` where a child finds those that are not installed.
    """

    def __init__(
        self, limits: Limits | None = None, *, packages: tuple[str, ...] = ("hengji",), paths: tuple[str, ...] = ()
    ) -> None:
        self.limits, self._packages, self._paths = limits or Limits(), packages, paths
        self._child: _Child | None = None
        self._poison: dict[bytes, _Trouble] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child and removes its folder."""
        if self._child is not None:
            self._child.end()
            self._child = None

    def run(
        self, task: str, payload: bytes, file: str, stage: str = "", arguments: Mapping[str, Plain] | None = None
    ) -> Result | Problem:
        """What a function (dotted name; bytes in, plain values or bytes out) says about a file, or why nothing came back."""
        with self._lock:
            found = self._run(task, payload, arguments or {})
        if isinstance(found, _Trouble):
            return problem(found.code, Place(shown(file, 120)), found.found, stage=stage or task, limit=found.limit)
        return found

    def _run(self, task: str, payload: bytes, arguments: Mapping[str, Plain]) -> Result | _Trouble:
        key = hashlib.sha256(words({"task": task, "arguments": dict(arguments)}) + b"\0" + payload).digest()
        if key in self._poison:
            return self._poison[key]
        child = self._warm()
        if isinstance(child, _Trouble):
            return child
        found = child.ask(task, payload, arguments)
        if not isinstance(found, _Trouble):
            return Result(found, child.guards)
        self.close()
        if len(self._poison) < _POISONS:
            self._poison[key] = found
        return found

    def _warm(self) -> _Child | _Trouble:
        """The child that is there, or a new one where it is dead, old or has served enough."""
        child = self._child
        if child is not None and child.process.poll() is None and not self._used_up(child):
            return child
        self.close()
        try:
            child = _Child(self.limits, self._packages, self._paths)
        except OSError as error:  # no child can be had: the machine's trouble, not the file's
            return _Trouble(DIED, f"start {type(error).__name__}")
        if trouble := child.start():
            child.end()
            return trouble
        self._child = child
        return child

    def _used_up(self, child: _Child) -> bool:
        return child.served >= self.limits.serves or time.monotonic() - child.born > self.limits.lives


def run(task: str, payload: bytes, file: str, limits: Limits | None = None) -> Result | Problem:
    """One task in a child of its own."""
    with Jail(limits) as jail:
        return jail.run(task, payload, file)


def _started(folder: Path) -> subprocess.Popen[bytes]:
    """A new child that knows nothing of us but two pipes and its folder."""
    try:
        return subprocess.Popen(  # noqa: S603 - our own interpreter and our own module, nothing of the file
            [sys.executable, "-I", "-B", "-X", "utf8", "-m", _MODULE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={"LANG": "C.UTF-8", "TMPDIR": str(folder)},
            start_new_session=True,
        )
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _kill(process: subprocess.Popen[bytes]) -> None:
    """The child and whatever it started."""
    if process.returncode is None:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.kill()


def _kill_after(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Lets a dying child say how it died."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    _kill(process)
    process.wait()


def _end(process: subprocess.Popen[bytes], folder: Path) -> None:
    _kill(process)
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()
    process.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
