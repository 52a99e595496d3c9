"""A stand-in for a language model: a server in a thread that answers as a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from hengji import pipeline
from hengji.narration.site import Site
from hengji.reading.extract import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hengji.core.evaluation import Evaluation
    from hengji.rulebook.book import Book


@dataclass
class StandIn:
    """What the server was asked, and how it answers: a function that writes to the connection's handler."""

    address: str = ""
    asked: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: Callable[[BaseHTTPRequestHandler], None] = lambda _: None

    def say(self, *texts: str) -> None:
        """Answers with proposals in the form that was asked for."""
        self.content(json.dumps({"proposals": list(texts)}, ensure_ascii=False))

    def content(self, content: object) -> None:
        """Answers in the form of the service, with any content."""
        self.raw(json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode())

    def raw(self, body: bytes, status: int = 200, **headers: str) -> None:
        """Answers with any bytes."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            handler.wfile.write(body)

        self.answer = answer

    def slowly(self, body: bytes, wait: float) -> None:
        """Answers byte by byte, for as long as anybody listens."""

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            for at in range(len(body)):
                handler.wfile.write(body[at : at + 1])
                handler.wfile.flush()
                time.sleep(wait)

        self.answer = answer


@pytest.fixture
def model() -> Iterator[StandIn]:
    """The stand-in, listening on this machine."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            stand_in.asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            stand_in.headers.append(dict(self.headers))
            with suppress(OSError):
                stand_in.answer(self)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stand_in.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    yield stand_in
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(model: StandIn) -> Site:
    """A site that has configured the stand-in."""
    return Site(model.address, "stand-in", timeout=20, most_sent=40_000, most_received=200_000)


@pytest.fixture(scope="session")
def reader(book: Book) -> Reader:
    return Reader(book)


@pytest.fixture(scope="session")
def yiyang(book: Book, examples: Path) -> Evaluation:
    """益阳 2020: 基本支出 1101.73万元, 项目支出 692.30万元 after 554.59万元, 预算执行率 96.24 % for 9.62 of 10 points."""
    case, problems = pipeline.read_case(examples / "002-yiyang-2020", book)
    assert problems == ()
    assert case is not None
    found, _ = pipeline.assess(case, book)
    assert found is not None
    return found
