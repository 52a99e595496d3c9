"""What a child takes from itself before it sees a file: memory, network, other people's files and other programs."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

if sys.platform != "win32":  # there the clock of the parent is all there is
    import resource

Hook: TypeAlias = Callable[[str, tuple[Any, ...]], None]
_NEW_NET, _NEW_USER, _NO_NEW_PRIVILEGES = 0x4000_0000, 0x1000_0000, 38
_CREATE, _ADD, _RESTRICT = 444, 445, 446
_EXECUTE, _WRITE, _TRUNCATE, _REFER = 1 << 0, 1 << 1, 1 << 14, 1 << 13
_CHANGES = _WRITE | sum(1 << bit for bit in range(4, 13))
_WITH_REFER, _WITH_TRUNCATE = 2, 3
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PROGRAMS = ("subprocess.", "os.fork", "os.exec", "os.posix_spawn", "os.spawn", "os.system", "os.startfile", "pty.", "socket.")
_PATHS = frozenset(
    f"os.{name}" for name in ("remove", "rename", "rmdir", "mkdir", "link", "symlink", "chmod", "chown", "truncate", "utime")
)


def limit(memory: int, file_size: int, files: int) -> None:
    """Limits of the whole process; none of them can be raised again by a mistake, since soft and hard are the same."""
    if sys.platform == "win32":
        return
    limits = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_NOFILE, files),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in limits:
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)  # noqa: PLW2901 - the lower of the two
        resource.setrlimit(kind, (most, most))


def limit_seconds(seconds: int) -> None:
    """Processor time from now on; the system ends the process when it is used up."""
    if sys.platform == "win32":
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))


def shut_in(folder: Path) -> list[str]:
    """Takes network, programs and the writing of other files away; the names of the guards that hold, the weak one last."""
    found = [name for name in (_no_network(), _no_writing(folder)) if name]
    sys.addaudithook(_hook(folder))
    return [*found, "hook"]


def _no_network() -> str:
    """An empty network of its own, where the system gives one."""
    try:
        unshare = ctypes.CDLL(None, use_errno=True).unshare
    except (AttributeError, OSError, TypeError):
        return ""
    return next((name for name, flags in (("netns", _NEW_NET), ("userns", _NEW_NET | _NEW_USER)) if unshare(flags) == 0), "")


def _no_writing(folder: Path) -> str:
    """Landlock: no change to any file outside the folder and no program started, whatever C code tries."""
    if sys.platform != "linux":
        return ""
    system = ctypes.CDLL(None, use_errno=True)
    version = system.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(1))
    if version < 1:
        return ""
    changes = _CHANGES | (_REFER if version >= _WITH_REFER else 0) | (_TRUNCATE if version >= _WITH_TRUNCATE else 0)
    rules = system.syscall(_CREATE, ctypes.byref(ctypes.c_uint64(changes | _EXECUTE)), ctypes.c_size_t(8), ctypes.c_uint(0))
    allowed = ((folder, changes), (Path(os.devnull), changes & (_WRITE | _TRUNCATE)))
    if rules < 0 or any(_allow(system, rules, path, access) for path, access in allowed):
        return ""
    held = system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and system.syscall(_RESTRICT, rules, ctypes.c_uint(0)) == 0
    os.close(rules)
    return "landlock" if held else ""


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("folder", ctypes.c_int32))


def _allow(system: ctypes.CDLL, rules: int, path: Path, access: int) -> bool:
    """Adds a rule; whether that failed."""
    handle = os.open(path, getattr(os, "O_PATH", os.O_RDONLY))
    try:
        return bool(system.syscall(_ADD, rules, 1, ctypes.byref(_Beneath(access, handle)), ctypes.c_uint(0)))
    finally:
        os.close(handle)


def _hook(folder: Path) -> Hook:
    """The guard inside Python: weaker than the system's, and there on every system."""
    inside = os.path.realpath(folder)

    def outside(path: object) -> bool:
        if isinstance(path, int) or path == os.devnull:
            return False
        real = os.path.realpath(os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else "/")
        return os.path.commonpath((inside, real)) != inside

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_PROGRAMS):
            raise PermissionError(event)
        if event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITING and outside(arguments[0]):
            raise PermissionError(event, str(arguments[0]))
        if event in _PATHS and any(outside(path) for path in arguments[:2] if isinstance(path, (str, bytes, os.PathLike))):
            raise PermissionError(event, str(arguments[0]))

    return look
