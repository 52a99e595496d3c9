"""What a site configures: where its language model listens, and the limits of a call. Not in the law book, and never with the key in it."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hengji.core.place import Place
from hengji.core.problem import Problem, problem
from hengji.rulebook import yaml
from hengji.rulebook.fields import Fields
from hengji.rulebook.yaml import Mapping

if TYPE_CHECKING:
    from hengji.rulebook.book import Book

VARIABLE, BLOCK = "HENGJI_NARRATION", "language_model"
WRONG, NO_KEY, NOT_FOUND, KIND = "DC81", "DC98", "RD01", "RB06"
TIMEOUT, MOST_SENT, MOST_RECEIVED = (1, 60, 600), (1_000, 40_000, 400_000), (1_000, 200_000, 4_000_000)
"""Seconds, letters and bytes: least, usual, most."""
PLAIN, SAFE = "http", "https"
LOCAL = frozenset({"localhost"})


@dataclass(frozen=True, slots=True)
class Site:
    """`address` is the base of an OpenAI-compatible service, as `http://127.0.0.1:8000/v1`; `key` comes from the environment and is never shown."""

    address: str
    model: str
    timeout: int
    most_sent: int
    most_received: int
    key: str = ""

    def __repr__(self) -> str:
        return f"Site({self.address!r}, {self.model!r})"


def read(named: Path | None, book: Book) -> tuple[Site | None, tuple[Problem, ...]]:
    """The site's language model; None without problems where none is configured. `named` goes before the variable HENGJI_NARRATION."""
    path = named or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if path is None:
        return None, ()
    try:
        content = path.read_bytes()
    except OSError:
        return None, (book.problem(problem(NOT_FOUND, Place(str(path)), path)),)
    site, problems = parse(content, path.name)
    return site, tuple(book.problem(each) for each in problems)


def parse(content: bytes, file: str) -> tuple[Site | None, tuple[Problem, ...]]:
    """The setting in a file's bytes; further blocks of the file are other programs' business."""
    text, problems = yaml.decode(content, file)
    tree, more = yaml.read(text, file) if not problems else (None, ())
    found: list[Problem] = [*problems, *more]
    if tree is not None and not isinstance(tree, Mapping):
        found.append(problem(KIND, Place.line(file, tree.line, tree.column), file, wanted="mapping"))
    if tree is None or found:
        return None, tuple(found)
    block = Fields(tree, file, found).block(BLOCK)
    if block is None:
        return None, tuple(found)
    site = _site(block)
    return (None if found else site), tuple(found)


def _site(block: Fields) -> Site:
    address = block.text("address").rstrip("/")
    if address and (why := _refused(address)):
        block.problem(WRONG, block.node("address"), address, name="address", why=why)
    variable = block.text("key_from", "")
    if variable and not os.environ.get(variable):
        block.problem(NO_KEY, block.node("key_from"), variable)
    site = Site(
        address=address,
        model=block.text("model"),
        timeout=_within(block, "timeout", TIMEOUT),
        most_sent=_within(block, "most_sent", MOST_SENT),
        most_received=_within(block, "most_received", MOST_RECEIVED),
        key=os.environ.get(variable, "") if variable else "",
    )
    if not site.key.isascii() or not site.key.isprintable():
        block.problem(NO_KEY, block.node("key_from"), variable)
    block.done()
    return site


def _within(block: Fields, key: str, limits: tuple[int, int, int]) -> int:
    least, usual, most = limits
    node = block.scalar(key)
    if node is None:
        return usual
    given = block.whole(node, key)
    if given is None or not least <= given <= most:
        block.problem(WRONG, node, node.text, name=key, why=f"{least}–{most}")
        return usual
    return given


def _refused(address: str) -> str:
    """What is wrong with an address; without encryption only this machine and private networks are let."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "URL"
    if parts.scheme not in (PLAIN, SAFE) or not host or not address.isascii() or not address.isprintable() or " " in address:
        return "http(s)://…"
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        return "user@ ? #"
    if parts.scheme == PLAIN and host not in LOCAL and not _private(host):
        return f"{SAFE}://{host}"
    return ""


def _private(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False
