"""Tasks for the jail that do what a parser does on its worst day. Each takes the bytes of a file."""

from __future__ import annotations

import ctypes
import mmap
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from hengji.reading.gate import xml
from hengji.reading.gate.opening import Opened, open_file

Plain = bool | int | str | list[str] | dict[str, str] | None


def length(payload: bytes) -> Plain:
    return len(payload)


def back(payload: bytes) -> bytes:
    return payload


def greet(payload: bytes, name: str) -> Plain:
    return payload.decode() + name


def abort(_payload: bytes) -> Plain:
    os.abort()


def segfault(_payload: bytes) -> Plain:
    ctypes.string_at(0)
    return None


def leave(_payload: bytes) -> Plain:
    os._exit(3)


def loop(_payload: bytes) -> Plain:
    while True:
        pass


def sleep(_payload: bytes) -> Plain:
    time.sleep(600)
    return None


def hog(_payload: bytes) -> Plain:
    kept: list[bytes] = []
    while True:
        kept.append(bytes(2**24))


def hog_in_c(_payload: bytes) -> Plain:
    mmap.mmap(-1, 2**33)
    return None


def flood(_payload: bytes) -> bytes:
    return bytes(2**21)


def deep(_payload: bytes) -> Plain:
    os.write(_answers(), (12).to_bytes(8, "big") + b'{"kind": 1 }' + (0).to_bytes(8, "big"))
    return None


def rubbish(_payload: bytes) -> Plain:
    os.write(_answers(), (4).to_bytes(8, "big") + b"\x80\x04N.")
    return None


def promise(_payload: bytes) -> Plain:
    os.write(_answers(), (2**62).to_bytes(8, "big"))
    return None


def _answers() -> int:
    """The pipe on which the child answers: the last one that it opened."""
    pipes = [number for number in range(3, 64) if _is_pipe(number)]
    return pipes[-1]


def _is_pipe(number: int) -> bool:
    try:
        return "pipe" in str(Path(f"/proc/self/fd/{number}").readlink())
    except OSError:
        return False


def no_words(_payload: bytes) -> object:
    return object()


def throw(payload: bytes) -> Plain:
    raise ValueError(payload.decode())


def recurse(payload: bytes) -> Plain:
    return recurse(payload)


def chatter(_payload: bytes) -> Plain:
    print("PK" * 1_000)
    os.write(1, b"not an answer")
    sys.stderr.write("x" * 10**6)
    return "said"


def call(_payload: bytes) -> Plain:
    with socket.create_connection(("127.0.0.1", 9), timeout=5):
        return "connected"


def call_in_c(_payload: bytes) -> Plain:
    """A connection that Python knows nothing of: what is left of the network if the hook is passed by."""
    system = ctypes.CDLL(None, use_errno=True)
    handle = system.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    port = int(_payload)
    address = port.to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    return int(system.connect(handle, socket.AF_INET.to_bytes(2, sys.byteorder) + address, 16))


def write_outside(payload: bytes) -> Plain:
    return Path(payload.decode()).write_text("here", encoding="utf-8")


def write_outside_in_c(payload: bytes) -> Plain:
    system = ctypes.CDLL(None, use_errno=True)
    return int(system.open(payload, os.O_WRONLY | os.O_CREAT, 0o600))


def remove(payload: bytes) -> Plain:
    Path(payload.decode()).unlink()
    return None


def write_inside(_payload: bytes) -> Plain:
    found = sorted(entry.name for entry in Path().iterdir())
    Path("folder").mkdir()
    Path("folder/left").write_text("over", encoding="utf-8")
    return [str(Path.cwd()), *found]


def fill_the_disk(_payload: bytes) -> Plain:
    with Path("large").open("wb") as file:
        while True:
            file.write(bytes(2**20))


def start_a_program(_payload: bytes) -> Plain:
    return subprocess.run(["/bin/true"], check=False).returncode


def start_a_program_in_c(_payload: bytes) -> Plain:
    return int(ctypes.CDLL(None).system(b"exit 7") >> 8)


def environment(_payload: bytes) -> Plain:
    return dict(os.environ)


def pages(payload: bytes) -> Plain:
    """The text of a PDF, read by native code."""
    import pypdfium2

    document = pypdfium2.PdfDocument(payload)
    return [page.get_textpage().get_text_bounded() for page in document]


def paragraphs(payload: bytes) -> Plain:
    """The text of a Word file: gate, then lxml, both inside."""
    opened = open_file("a.docx", payload)
    assert isinstance(opened, Opened)
    return ["".join(map(str, xml.parse(opened.members["word/document.xml"].read()).itertext()))]


def number(_payload: bytes) -> Plain:
    return os.getpid()
