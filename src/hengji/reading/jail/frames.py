"""What goes through the pipes: a length of eight bytes, then that many bytes; the words are JSON and nothing is ever unpickled."""

from __future__ import annotations

import json
from typing import IO, TypeAlias

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
_LENGTH = 8
JSON, BYTES, ERROR, MEMORY = "json", "bytes", "error", "memory"


class TooLargeError(ValueError):
    """A frame is longer than the reader takes."""


def send(pipe: IO[bytes], *frames: bytes) -> None:
    """Writes frames and sees that they leave."""
    for frame in frames:
        pipe.write(len(frame).to_bytes(_LENGTH, "big"))
        pipe.write(frame)
    pipe.flush()


def receive(pipe: IO[bytes], most: int) -> bytes:
    """The next frame. Raises EOFError where the other side has gone, TooLargeError before anything large is read."""
    length = int.from_bytes(_exactly(pipe, _LENGTH), "big")
    if length > most:
        raise TooLargeError(str(length))
    return _exactly(pipe, length)


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    found = pipe.read(count)
    if len(found) < count:
        raise EOFError
    return found


def words(value: Plain) -> bytes:
    """Plain values as bytes."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")


def value(content: bytes) -> Plain:
    """Plain values from bytes. Raises ValueError for anything else."""
    try:
        found: Plain = json.loads(content.decode("utf-8", "surrogatepass"), parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError("depth") from error
    return found


def _no_constant(text: str) -> Plain:
    raise ValueError(text)
