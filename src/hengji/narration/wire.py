"""One question to an OpenAI-compatible service and its answer, within a time and a size; nothing is followed, nothing is tried twice."""

from __future__ import annotations

import json
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead
from threading import Timer
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hengji.core.problem import shown
from hengji.rulebook.narration import BROKEN_OFF, NO_SUCH_NAME, NO_WAY, NOT_HTTP, NOT_SECURE, REFUSED

if TYPE_CHECKING:
    from http.client import HTTPResponse

    from hengji.narration.site import Site

UNREACHABLE, TOO_SLOW, STATUS, TOO_LARGE, NOT_UNDERSTOOD, EMPTY = "DC82", "DC83", "DC84", "DC85", "DC86", "DC87"
PATH, OK = "/chat/completions", 200
SEEN = 60
PIECE = 16_384


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said, and the bytes that came."""

    text: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer: a code of the law book and what was found, for DC82 the name of the hindrance; `raw` is what came, as far as it came."""

    code: str
    found: str
    raw: bytes = b""


def body(site: Site, system: str, question: str) -> bytes:
    """What is sent, to the byte."""
    messages = [{"role": "system", "content": system}, {"role": "user", "content": question}]
    asked = {"model": site.model, "messages": messages, "temperature": 0, "stream": False}
    return json.dumps(asked, ensure_ascii=False, separators=(",", ":")).encode()


def ask(site: Site, sent: bytes) -> Answer | Failure:
    """Asks once. The whole call ends when the time is over, however slowly the answer drips."""
    parts = urlsplit(site.address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    ends = time.monotonic() + site.timeout
    connection = kind(parts.hostname or "", parts.port, timeout=site.timeout)
    cut = Timer(site.timeout, _cut, (connection,))
    cut.daemon = True
    try:
        cut.start()
        connection.request("POST", f"{parts.path}{PATH}", sent, _headers(site))
        raw = _read(connection.getresponse(), site, ends)
    except (OSError, HTTPException, ValueError) as error:
        late = isinstance(error, TimeoutError) or time.monotonic() >= ends
        return Failure(TOO_SLOW, str(site.timeout)) if late else Failure(UNREACHABLE, _hindrance(error))
    finally:
        cut.cancel()
        connection.close()
    return raw if isinstance(raw, Failure) else _understood(raw)


def _hindrance(error: Exception) -> str:
    """What kept an answer from coming, by its name in the law book."""
    kinds = (
        (ConnectionRefusedError, REFUSED),
        (socket.gaierror, NO_SUCH_NAME),
        (ssl.SSLError, NOT_SECURE),
        (IncompleteRead, BROKEN_OFF),
        (ConnectionError, BROKEN_OFF),
        (HTTPException, NOT_HTTP),
        (OSError, NO_WAY),
    )
    return next((name for kind, name in kinds if isinstance(error, kind)), NOT_HTTP)


def _headers(site: Site) -> dict[str, str]:
    found = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "User-Agent": "hengji",
        "Accept-Encoding": "identity",
    }
    return {**found, "Authorization": f"Bearer {site.key}"} if site.key else found


def _cut(connection: HTTPConnection) -> None:
    """Ends a connection from outside, so that a read that waits for one more byte returns."""
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _read(response: HTTPResponse, site: Site, ends: float) -> bytes | Failure:
    """The bytes of an answer, no more than the site lets in."""
    if response.status != OK:
        return Failure(STATUS, str(response.status))
    content = bytearray()
    while piece := response.read1(min(PIECE, site.most_received + 1 - len(content))):
        content += piece
        if len(content) > site.most_received:
            return Failure(TOO_LARGE, str(site.most_received))
        if time.monotonic() >= ends:
            return Failure(TOO_SLOW, str(site.timeout))
    if time.monotonic() >= ends:
        return Failure(TOO_SLOW, str(site.timeout))
    if response.length:  # the service promised more than it sent
        return Failure(UNREACHABLE, BROKEN_OFF, bytes(content))
    return bytes(content)


def _understood(raw: bytes) -> Answer | Failure:
    """The text of the first choice."""
    try:
        tree = json.loads(raw.decode("utf-8"))
        text = tree["choices"][0]["message"]["content"]
    except (UnicodeDecodeError, ValueError, RecursionError, LookupError, TypeError):
        return Failure(NOT_UNDERSTOOD, _beginning(raw), raw)
    if not isinstance(text, str):
        return Failure(NOT_UNDERSTOOD, _beginning(raw), raw)
    return Answer(text, raw) if text.strip() else Failure(EMPTY, "", raw)


def _beginning(raw: bytes) -> str:
    """The first letters of an answer that was not understood."""
    return shown(raw[: 4 * SEEN].decode("utf-8", "replace"), SEEN)
