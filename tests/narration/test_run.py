"""Against a stand-in for a language model: each way of answering wrongly gives its state and its code, and nothing false is ever left."""

from __future__ import annotations

import json
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import replace
from http.client import BadStatusLine, HTTPConnection, RemoteDisconnected
from typing import TYPE_CHECKING

import pytest

from hengji.core.proposal import State
from hengji.narration import run as runs
from hengji.narration import store, wire

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

    from tests.narration.conftest import StandIn

    from hengji.core.evaluation import Evaluation
    from hengji.narration.run import Run
    from hengji.narration.site import Site
    from hengji.reading.extract import Reader

GOOD = "2020年项目支出692.30万元，较上年增加137.71万元，增长24.83%。"
PLAIN = "预算管理不断规范，业务工作有序开展。"


def ran(evaluation: Evaluation, site: Site, reader: Reader, section: str = "achievements") -> Run:
    narration = reader.book.narration
    assert narration is not None
    named = narration.section(section)
    assert named is not None
    return runs.run(evaluation, named, site, reader, narration)


def told(run: Run) -> tuple[State, list[str]]:
    return run.state, [each.code for each in run.problems]


def test_a_sound_answer_is_done(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    model.say(GOOD, PLAIN)
    run = ran(yiyang, site, reader)
    assert told(run) == (State.DONE, [])
    assert [each.text for each in run.proposals] == [GOOD, PLAIN]
    assert len({each.id for each in run.proposals}) == 2
    assert (len(run.prompt), len(run.answer)) == (64, 64)


def test_what_was_shown_is_what_is_sent_and_the_key_stays_out_of_it(
    model: StandIn, site: Site, yiyang: Evaluation, reader: Reader
) -> None:
    model.say(PLAIN)
    keyed = replace(site, key="secret-of-the-office")
    narration = reader.book.narration
    assert narration is not None
    question = runs.question(yiyang, narration.sections[0], keyed, reader, narration)
    ran(yiyang, keyed, reader)
    assert model.asked == [question.body]
    assert b"secret-of-the-office" not in question.body
    assert "secret-of-the-office" not in repr(keyed)
    assert model.headers[0]["Authorization"] == "Bearer secret-of-the-office"


def test_swapped_digits_are_struck_and_shown(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    wrong = GOOD.replace("692.30", "629.30")
    model.say(f"{PLAIN}{wrong}", GOOD)
    run = ran(yiyang, site, reader)
    assert told(run) == (State.PARTIAL, ["DC89"])
    assert [each.text for each in run.proposals] == [PLAIN, GOOD]
    assert run.proposals[0].struck[0].text == wrong
    assert "629.30" in run.problems[0].message


def test_invented_sources_are_struck(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    model.say(f"按照财绩〔2020〕99号文件要求开展工作。{PLAIN}", f"据新华社报道，工作受到好评。{PLAIN}详见附件9。")
    run = ran(yiyang, site, reader)
    assert told(run) == (State.PARTIAL, ["DC90", "DC90", "DC90"])
    assert [each.text for each in run.proposals] == [PLAIN, PLAIN]


def test_nothing_left_is_a_failure(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    model.say("<script>alert(1)</script>", "项目支出999万元。")
    run = ran(yiyang, site, reader)
    assert told(run) == (State.FAILED, ["DC88", "DC89"])
    assert [each.text for each in run.proposals] == ["", ""]


def test_the_prompt_repeated_is_no_proposal(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    assert reader.book.narration is not None
    system = reader.book.narration.system
    model.say(system[: system.index("六、")])
    state, codes = told(ran(yiyang, site, reader))
    assert state is State.FAILED
    assert set(codes) == {"DC91"}
    model.say(reader.book.narration.sections[0].ask, PLAIN)
    assert told(ran(yiyang, site, reader)) == (State.PARTIAL, ["DC91"])


def test_what_the_audit_finds_wrong_is_struck(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    """Each figure is the case's own; the sentence that ties them together is not true."""
    wrong = "人员经费976.20万元，公用经费105.96万元，资本性支出19.57万元，合计1794.03万元。"
    model.say(f"{PLAIN}基本支出1101.73万元，比项目支出692.30万元少。", wrong)
    run = ran(yiyang, site, reader)
    assert wrong not in [each.text for each in run.proposals]


@pytest.mark.parametrize("status", [429, 500, 503, 401, 301, 204])
def test_any_other_status_is_a_failure(status: int, model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    model.raw(b"{}", status, Location="http://127.0.0.1:1/")
    run = ran(yiyang, site, reader)
    assert told(run) == (State.FAILED, ["DC84"])
    assert str(status) in run.problems[0].message
    assert len(model.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"garbage",
        b"\xff\xfe\x00",
        b"[]",
        b"{}",
        b"null",
        b'{"choices": []}',
        b'{"choices": [{"message": {}}]}',
        b"[" * 50_000,
        b"1e999999",
    ],
)
def test_garbage_is_not_understood(body: bytes, model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    model.raw(body)
    assert told(ran(yiyang, site, reader)) == (State.FAILED, ["DC86"])


@pytest.mark.parametrize(
    "content",
    ["一段文章。", '["一段"]', '{"text": "一段"}', '{"proposals": "一段"}', '{"proposals": [1]}', '{"proposals": [["一段"]]}', '{"proposals": ["一段"', 7, ["x"], None],
)  # fmt: skip
def test_another_form_is_not_understood(content: object, model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    model.content(content)
    assert told(ran(yiyang, site, reader)) == (State.FAILED, ["DC86"])


@pytest.mark.parametrize("content", ["", "  \n", '{"proposals": []}', '{"proposals": ["", " "]}'])
def test_an_empty_answer_is_a_failure(content: str, model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    model.content(content)
    assert told(ran(yiyang, site, reader)) == (State.FAILED, ["DC87"])


def test_one_fence_around_the_whole_is_taken_off(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    model.content("```json\n" + json.dumps({"proposals": [{"text": GOOD}]}) + "\n```")
    assert told(ran(yiyang, site, reader)) == (State.DONE, [])


def test_more_than_is_let_in_is_not_read(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    model.say(*["好" * 300] * 200)
    assert told(ran(yiyang, replace(site, most_received=2_000), reader)) == (State.FAILED, ["DC85"])


def test_an_answer_without_end_is_not_read_to_the_end(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    def forever(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        with suppress(OSError):
            while True:
                handler.wfile.write(b" " * 65_536)

    model.answer = forever
    assert told(ran(yiyang, site, reader)) == (State.FAILED, ["DC85"])


def test_more_proposals_than_were_asked_for_are_left_out(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    model.say(*[PLAIN] * 50)
    assert reader.book.narration is not None
    assert len(ran(yiyang, site, reader).proposals) == reader.book.narration.most_proposals


def test_silence_ends_when_the_time_is_over(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    model.answer = lambda _: time.sleep(5)
    assert told(ran(yiyang, replace(site, timeout=1), reader)) == (State.FAILED, ["DC83"])


def test_a_dripping_answer_ends_when_the_time_is_over(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    """Each byte comes in time, the whole would take minutes."""
    model.slowly(b" " * 1_000, 0.2)
    assert told(ran(yiyang, replace(site, timeout=1), reader)) == (State.FAILED, ["DC83"])


def test_a_dripping_head_ends_when_the_time_is_over(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        for letter in b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100:
            handler.wfile.write(bytes([letter]))
            handler.wfile.flush()
            time.sleep(0.2)

    model.answer = drip
    assert told(ran(yiyang, replace(site, timeout=1), reader)) == (State.FAILED, ["DC83"])


def test_an_answer_that_breaks_off_is_a_failure(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b'{"choices"')

    model.answer = half
    found = ran(yiyang, site, reader)
    assert told(found) == (State.FAILED, ["DC82"])
    assert "连接断开" in found.problems[0].message


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(), "拒绝连接"),
        (socket.gaierror(), "主机名"),
        (ssl.SSLCertVerificationError(), "证书"),
        (ConnectionResetError(), "断开"),
        (RemoteDisconnected("x"), "断开"),
        (BadStatusLine("x"), "不是 HTTP"),
        (OSError(), "网络不通"),
    ],
)
def test_each_hindrance_is_told_in_words(
    error: Exception, words: str, site: Site, yiyang: Evaluation, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(HTTPConnection, "request", fails)
    found = ran(yiyang, site, reader)
    assert told(found) == (State.FAILED, ["DC82"])
    assert words in found.problems[0].message


def test_nobody_listening_is_a_failure(site: Site, yiyang: Evaluation, reader: Reader) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = replace(site, address=f"http://127.0.0.1:{taken.getsockname()[1]}/v1")
        found = ran(yiyang, closed, reader)
    assert told(found) == (State.FAILED, ["DC82"])
    assert "拒绝连接" in found.problems[0].message
    assert "Error" not in found.problems[0].message


def test_too_much_material_is_not_sent(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    assert told(ran(yiyang, replace(site, most_sent=1_000), reader)) == (State.FAILED, ["DC94"])
    assert model.asked == []


def test_a_run_is_kept_to_the_letter(
    model: StandIn, site: Site, yiyang: Evaluation, reader: Reader, tmp_path_factory: pytest.TempPathFactory
) -> None:
    model.say(GOOD, "项目支出999万元。")
    run = ran(yiyang, site, reader)
    path = tmp_path_factory.mktemp("kept") / "proposals.json"
    path.write_text(store.document(store.NOTHING, run, yiyang), encoding="utf-8")
    kept, problems = store.read(path, reader.book)
    assert problems == ()
    found = kept.of("achievements")
    assert found is not None
    assert (found.state, found.proposals, found.prompt, found.answer) == (run.state, run.proposals, run.prompt, run.answer)
    assert kept.of("problems") is None


def test_an_address_is_asked_under_its_path(model: StandIn, site: Site, yiyang: Evaluation, reader: Reader) -> None:
    narration = reader.book.narration
    assert narration is not None
    assert runs.question(yiyang, narration.sections[0], site, reader, narration).address == f"{model.address}{wire.PATH}"
