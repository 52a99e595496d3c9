"""`make bench-web`: pages against the server's bare page, many editors at once, submissions at the deadline, the export of a round; writes docs/benchmarks/web.md.

Each part works on a sample bureau of its own in a temporary folder. `--seconds N` shortens the deadline, `--parts a,b` runs some parts only.
"""

from __future__ import annotations

import argparse
import html
import http.client
import io
import json
import os
import platform
import re
import resource
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import pypdfium2

from bench.clock import Spread
from bench.web import site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks" / "web.md"
ROUNDS, WARM, EDITORS, SAVES, RATE, UNITS = 30, 5, 32, 1_600, 20, 300
FIELDS, LONG = 60, 4
LIST, FORM, BY_HAND, REVIEW_SECONDS, DRAIN_SECONDS, FLAT_MB = 20.0, 40.0, 3.0, 1.0, 600.0, 16.0
PARTS = ("pages", "editors", "deadline", "export")


@dataclass
class Told:
    """Lines of the table."""

    lines: list[tuple[str, str, str, str]] = field(default_factory=list)

    def say(self, what: str, figure: str, limit: str = "–", met: bool | None = None) -> None:
        """A line; `met` None where there is no limit."""
        self.lines.append((what, figure, limit, "–" if met is None else "met" if met else "not met"))
        print(" | ".join(self.lines[-1]), flush=True)


# ---- a server, as `make serve` starts it


class Served:
    """The site served by its own process, and signed-in connections to it."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = int(found.getsockname()[1])
        command = [str(Path(sys.executable).parent / "hengji"), "serve", "--folder", str(folder), "--port", str(self.port)]
        self.log = (folder / "serve.log").open("wb")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=subprocess.STDOUT)

    def __enter__(self) -> Self:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            try:
                if self.ask(self.connection(), "/health/", "")[0] == 200:
                    return self
            except OSError:
                time.sleep(0.2)
        raise TimeoutError

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()

    def spent(self) -> float:
        """Seconds of the processor that the server used: of the process that was started and of those that it started, without the worker of the queue."""
        found, ticks = 0.0, os.sysconf("SC_CLK_TCK")
        for pid in [str(self.process.pid), *_children(self.process.pid)]:
            folder = Path("/proc") / pid
            if b"hengji.web.work" not in (folder / "cmdline").read_bytes():
                fields = (folder / "stat").read_text().rpartition(") ")[2].split()
                found += (int(fields[11]) + int(fields[12])) / ticks
        return found

    def connection(self) -> http.client.HTTPConnection:
        """A connection that stays open."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def ask(
        self, connection: http.client.HTTPConnection, path: str, cookie: str, body: str | None = None, **more: str
    ) -> tuple[int, bytes]:
        """Status and bytes of a request."""
        headers = {"Cookie": cookie, "Host": f"localhost:{self.port}", **more}
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def signed_in(name: str) -> tuple[str, str]:
    """The cookie of a session of a person, and the word that a form of it carries."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.middleware.csrf import _get_new_csrf_string

    from hengji.web.accounts.models import User

    user, session, token = User.objects.get(username=name), SessionStore(), _get_new_csrf_string()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "hengji.web.accounts.backends.Accounts"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}; csrftoken={token}", token


# ---- pages


def pages(folder: Path, told: Told, _seconds: int) -> None:
    """A list of 300 units, a form of some 60 fields and the review page, each by turns with the bare page."""
    from django.db import connections

    approved = site.units(UNITS, "approved", filled=True)
    draft = site.units(1, "draft", evaluated=False, filled=True)[0]
    review, long = _audited(site.units(1, "finance_review", filled=True, times=LONG)[0])
    whole = _round_of(approved[0])
    who = {name: signed_in(name)[0] for name in ("fuhe1", "tianbao1")}
    tabs = _tabs(draft)
    connections.close_all()
    with Served(folder) as served:
        tab, fields = _tab(served, draft, tabs, who["tianbao1"])
        asked = {
            "bare": ("/health/", ""), "list": (f"/rounds/{whole}/", who["fuhe1"]), "public": ("/public/", ""),
            "changed": (f"/rounds/{whole}/", who["fuhe1"]), "form": (f"/fill/{draft}/tab/{tab}/", who["tianbao1"]), "review": (f"/review/{review}/", who["fuhe1"]),
        }  # fmt: skip
        seconds, sizes = _by_turns(served, asked, changed := {"changed": lambda: _touched(approved[0])})
        processor = _processor(served, asked, changed)
    _against_hand(asked["form"], told, fields)
    for name, what, most in (
        ("list", f"list of a round, {UNITS} units", LIST),
        ("changed", "the same list, each look after another change of a unit", LIST),
        ("public", "public index", LIST),
        ("form", f"form of {fields} fields", FORM),
    ):
        _told_ratio(told, what, seconds.get(name), seconds["bare"], most, sizes.get(name, 0))
        strict = processor[name] / processor["bare"]
        figure = f"{1000 * processor[name]:.1f} ms, the bare page {1000 * processor['bare']:.2f} ms: {strict:.0f}×"
        told.say("the same in the server's processor time", figure, f"the stricter reading: ≤ {most:g}×", strict <= most)
    if "review" in seconds:
        spread = Spread.of(seconds["review"])
        what = f"review page of a report of {long}, its text with every figure coloured ({sizes['review'] // 1024} KB of HTML)"
        told.say(
            what,
            f"{spread.median:.3f} s ({spread.low:.3f}–{spread.high:.3f}), {processor['review']:.3f} s of the processor",
            f"≤ {REVIEW_SECONDS:g} s",
            spread.median <= REVIEW_SECONDS,
        )


def _round_of(pk: int) -> int:
    from hengji.web.submissions.models import Submission

    return int(Submission.objects.get(pk=pk).round_id)


def _tabs(pk: int) -> list[str]:
    from hengji.web.submissions.drafts import form_of
    from hengji.web.submissions.models import Submission

    return [tab.id for tab in form_of(Submission.objects.select_related("round").get(pk=pk)).tabs]


def _tab(served: Served, draft: int, tabs: list[str], cookie: str) -> tuple[str, int]:
    """The smallest tab of at least 60 fields, as its page shows them."""
    connection = served.connection()
    counts = {tab: served.ask(connection, f"/fill/{draft}/tab/{tab}/", cookie)[1].count(b' data-v="') for tab in tabs}
    best = min((name for name in counts if counts[name] >= FIELDS), key=counts.__getitem__)
    return best, counts[best]


def _touched(pk: int) -> None:
    """A unit changes, as a save of its clerk changes it: a new version at a new moment, and its row in the journal."""
    from django.db import transaction
    from django.db.models import F
    from django.utils import timezone

    from hengji.web.journal.actions import record
    from hengji.web.submissions.models import Submission

    with transaction.atomic():
        Submission.objects.filter(pk=pk).update(version=F("version") + 1, changed_at=timezone.now())
        record(None, "submission.saved", f"submission/{pk}")


def _by_turns(
    served: Served, asked: dict[str, tuple[str, str]], before: dict[str, Callable[[], None]]
) -> tuple[dict[str, list[float]], dict[str, int]]:
    connection, sizes = served.connection(), {}
    for name, (path, cookie) in list(asked.items()):
        status, content = served.ask(connection, path, cookie)
        if status != 200:
            print(f"{path}: {status}", flush=True)
            del asked[name]
            continue
        sizes[name] = len(content)
    seconds: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(WARM + ROUNDS):
        for name, (path, cookie) in asked.items():
            before.get(name, lambda: None)()
            begun = time.perf_counter()
            served.ask(connection, path, cookie)
            if number >= WARM:
                seconds[name].append(time.perf_counter() - begun)
    return seconds, sizes


def _told_ratio(told: Told, what: str, seconds: list[float] | None, bare: list[float], most: float, size: int) -> None:
    if seconds is None:
        told.say(what, "not measured", f"≤ {most:g}× the bare page", met=False)
        return
    ratio = Spread.of([one / other for one, other in zip(seconds, bare, strict=True)])
    figure = f"{1000 * statistics.median(seconds):.1f} ms, bare page {1000 * statistics.median(bare):.1f} ms: {ratio.median:.1f}× ({ratio.low:.1f}–{ratio.high:.1f}), {size // 1024} KB"
    told.say(what, figure, f"≤ {most:g}× the bare page", ratio.median <= most)


_VALUE = re.compile(r'((?:name|value|aria-label|class|data-v|id|for|href|title)=")([^"]*)(")|(>)([^<]+)(<)')


def _by_hand(page: str) -> tuple[Callable[[], str], int]:
    """The same HTML joined by hand: every attribute and text of it a value that is escaped and put in its place; and how many there are."""
    parts: list[tuple[str, str, str]] = []
    end = 0
    for match in _VALUE.finditer(page):
        before, value, after = (match[1], match[2], match[3]) if match[1] else (match[4], match[5], match[6])
        parts.append((page[end : match.start()] + before, html.unescape(value), after))
        end = match.end()
    tail = page[end:]

    def joined() -> str:
        return "".join([piece for before, value, after in parts for piece in (before, html.escape(value), after)] + [tail])

    return joined, len(parts)


def _answers(path: str, cookie: str) -> Callable[[], bytes]:
    """The whole application asked in this process, from the middleware to the last byte."""
    from django.test import RequestFactory

    from hengji.web.wsgi import application

    environ = RequestFactory().get(path, headers={"cookie": cookie, "host": "localhost"}).environ

    def answer() -> bytes:
        response = application(dict(environ), lambda *_: None)
        content = b"".join(response)
        response.close()
        return content

    return answer


def _against_hand(asked: tuple[str, str], told: Told, fields: int) -> None:
    """The page by its template against the page with the same queries and the same score whose HTML is joined by hand; and the template alone against the joining alone."""
    from django.http import HttpResponse

    from hengji.web.submissions import pages as shown
    from hengji.web.submissions import views

    answer = _answers(*asked)
    joined, values = _by_hand(answer().decode())
    render, sections = views.render, shown.sections
    drawn: dict[str, Callable[..., HttpResponse]] = {
        "template": render, "hand": lambda *_: HttpResponse(joined()), "nothing": lambda *_: HttpResponse(b""),
    }  # fmt: skip
    spent: dict[str, list[float]] = {name: [] for name in (*drawn, "joining")}
    for number in range(WARM + ROUNDS):
        for name, how in drawn.items():
            views.render = how
            shown.sections = sections if name == "template" else lambda *_: []
            begun = time.process_time()
            answer()
            if number >= WARM:
                spent[name].append(time.process_time() - begun)
        begun = time.process_time()
        joined()
        if number >= WARM:
            spent["joining"].append(time.process_time() - begun)
    views.render, shown.sections = render, sections
    ratio = Spread.of([one / other for one, other in zip(spent["template"], spent["hand"], strict=True)])
    template, hand, nothing, joining = (
        1000 * statistics.median(spent[name]) for name in ("template", "hand", "nothing", "joining")
    )
    told.say(
        f"form of {fields} fields by its template, against the same page with the same queries and the same score, its HTML joined by hand ({values} values escaped)",
        f"{template:.1f} ms of the processor, by hand {hand:.1f} ms: {ratio.median:.2f}× ({ratio.low:.2f}–{ratio.high:.2f})", f"≤ {BY_HAND:g}×", ratio.median <= BY_HAND,
    )  # fmt: skip
    alone = (template - nothing) / joining
    told.say("the same, the template with its controls alone against the joining alone",
             f"{template - nothing:.1f} ms, {joining:.2f} ms: {alone:.0f}×", f"the stricter reading: ≤ {BY_HAND:g}×", alone <= BY_HAND)  # fmt: skip


def _audited(pk: int) -> tuple[int, str]:
    """A submission whose report is read and checked, as the queue does it before a reviewer comes; and how long the report is."""
    from hengji.web.reviews import audits
    from hengji.web.submissions.models import Submission
    from hengji.web.work import storage

    evaluation = Submission.objects.get(pk=pk).evaluations.get()
    if audits.make(evaluation) is None:
        raise RuntimeError(pk)
    with zipfile.ZipFile(io.BytesIO(storage.content(evaluation.package))) as package:
        report = package.read("documents/自评报告.docx")
    return pk, _pages(report)


def _pages(report: bytes) -> str:
    """How many pages an office program prints; where there is none, how many letters there are."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "report.docx"
        path.write_bytes(report)
        command = [
            "soffice",
            f"-env:UserInstallation=file://{name}/office",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            name,
            str(path),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=180, check=True)
            with (Path(name) / "report.pdf").open("rb") as printed:
                return f"{len(pypdfium2.PdfDocument(printed.read()))} pages"
        except (OSError, subprocess.SubprocessError):
            with zipfile.ZipFile(path) as document:
                text = re.sub(r"<[^>]+>", "", document.read("word/document.xml").decode())
            return f"{len(text)} letters"


def _processor(served: Served, asked: dict[str, tuple[str, str]], before: dict[str, Callable[[], None]]) -> dict[str, float]:
    """Seconds of the server's processor for each page, over so many answers that the clock of the system can tell."""
    connection, found = served.connection(), {}
    for name, (path, cookie) in asked.items():
        times = ROUNDS if name != "bare" else 20 * ROUNDS
        begun = served.spent()
        for _ in range(times):
            before.get(name, lambda: None)()
            served.ask(connection, path, cookie)
        found[name] = (served.spent() - begun) / times
    return found


# ---- editors


def editors(folder: Path, told: Told, _seconds: int) -> None:
    """32 editors, 1,600 saves, through the server."""
    from django.db import connections

    from hengji.web.submissions.models import EntryHistory

    mine = site.units(EDITORS, "draft", evaluated=False, filled=True)
    clerks = {pk: signed_in(site.clerk_of(pk)) for pk in mine}
    connections.close_all()
    acknowledged: list[tuple[int, str]] = []
    statuses: Counter[int] = Counter()
    times: list[float] = []
    lock = threading.Lock()
    with Served(folder) as served:

        def edit(pk: int) -> None:
            connection, (cookie, token) = served.connection(), clerks[pk]
            for number in range(SAVES // EDITORS):
                typed = secrets.token_hex(8)
                body = (
                    f"projects%2F1%2Fnote={typed}&versions=%7B%22projects%2F1%2Fnote%22%3A{number}%7D&csrfmiddlewaretoken={token}"
                )
                begun = time.perf_counter()
                more = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
                status, _ = served.ask(connection, f"/fill/{pk}/save/", cookie, body, **more)
                with lock:
                    times.append(time.perf_counter() - begun)
                    statuses[status] += 1
                    if status == 200:
                        acknowledged.append((pk, typed))

        begun = time.perf_counter()
        with ThreadPoolExecutor(EDITORS) as crowd:
            list(crowd.map(edit, mine))
        spent = time.perf_counter() - begun
        log = (folder / "serve.log").read_text(encoding="utf-8", errors="replace")
    kept = set(EntryHistory.objects.filter(submission__in=mine).values_list("submission_id", "after"))
    lost = len(set(acknowledged) - kept)
    locked = log.lower().count("locked") + statuses[503]
    figure = f"{len(acknowledged)} acknowledged, {lost} lost, {locked} “locked”, {sum(statuses.values()) - statuses[200]} refused; {SAVES / spent:.0f} a second, 95 of 100 within {1000 * _high(times):.0f} ms"
    told.say(
        f"{EDITORS} editors at once, {SAVES} saves on SQLite",
        figure,
        "0 lost, 0 locked",
        lost == 0 and locked == 0 and len(acknowledged) == SAVES,
    )


def _high(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


# ---- the deadline


def deadline(_folder: Path, told: Told, seconds: int) -> None:
    """20 submissions a second: each fixes an evaluation that its check before had computed, and asks the queue for its package."""
    from django.db import close_old_connections

    from hengji.web.journal.models import JournalEntry
    from hengji.web.submissions import actions, drafts
    from hengji.web.submissions.models import Receipt, Step, Submission

    count = RATE * seconds
    mine = site.units(count, "draft", evaluated=False, filled=True, own=True)
    drafts.MOST_SEALED = count + 64
    print(f"computing {count} drafts", flush=True)
    seen = []
    for number, pk in enumerate(mine):
        submission = Submission.objects.select_related("round", "unit").get(pk=pk)
        made = drafts.sealed(submission)
        scheme = drafts.form_of(submission).scheme.digest
        seen.append((pk, actions.Seen(submission.version, made.digest, scheme, f"bench-{number:06d}")))
    times: list[float] = []
    wrong: Counter[str] = Counter()
    start, processor = time.perf_counter(), time.process_time()

    def send(number: int) -> None:
        pk, what = seen[number]
        time.sleep(max(0.0, start + number / RATE - time.perf_counter()))
        begun = time.perf_counter()
        try:
            actions.submit(site.person(site.clerk_of(pk)), pk, what)
        except Exception as error:  # noqa: BLE001 - counted by its name
            wrong[f"{type(error).__name__} {getattr(getattr(error, 'problem', None), 'code', error)}"] += 1
        finally:
            times.append(time.perf_counter() - begun)
            close_old_connections()  # what the end of a request does

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(send, range(count)))
    spent, processor = time.perf_counter() - start, time.process_time() - processor
    receipts = Receipt.objects.filter(step__submission__in=mine).count()
    rows = Step.objects.filter(submission__in=mine).count()
    events = JournalEntry.objects.filter(action="submission.unit_review", subject__in=[f"submission/{pk}" for pk in mine]).count()
    figure = f"{count} in {spent:.0f} s ({count / spent:.1f} a second): receipts {receipts}, rows {rows}, audit events {events}; 95 of 100 within {1000 * _high(times):.0f} ms, {1000 * processor / count:.0f} ms of one processor each"
    figure += f"; refused {dict(wrong)}" if wrong else ""
    told.say(
        f"{RATE} submissions a second for {seconds} s",
        figure,
        "receipts = rows = events",
        receipts == rows == events == count and spent <= 1.1 * seconds,
    )
    _drained(told)


def _drained(told: Told) -> None:
    """The queue with the workers that the application starts."""
    from hengji.web.start import WORKERS
    from hengji.web.work.models import DONE, FAILED, Task

    begun, left = time.perf_counter(), 0
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    workers = [subprocess.Popen([sys.executable, "-m", "hengji.web.work", "0"]) for _ in range(WORKERS)]
    try:
        while time.perf_counter() - begun < DRAIN_SECONDS:
            left = Task.objects.exclude(state__in=(DONE, FAILED)).count()
            if not left:
                break
            time.sleep(2)
    finally:
        for each in workers:
            each.terminate()
        for each in workers:
            each.wait(timeout=60)
    spent, done, failed = (
        time.perf_counter() - begun,
        Task.objects.filter(state=DONE).count(),
        Task.objects.filter(state=FAILED).count(),
    )
    each = (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before) / max(1, done)
    figure = f"{done} done, {failed} failed, {left} left after {spent:.0f} s, {each:.2f} s of one processor each"
    told.say(f"the queue after it, {WORKERS} workers", figure, f"empty within {DRAIN_SECONDS:.0f} s", left == 0 and failed == 0)


# ---- the export


def export(_folder: Path, told: Told, _seconds: int) -> None:
    """The packages of 300 units in one archive: progress told, and memory the same at the end as after the first ten."""
    from hengji.web.rounds import tasks
    from hengji.web.rounds.models import Round
    from hengji.web.work import actions as work
    from hengji.web.work.models import Task

    mine = site.units(UNITS, "approved")
    whole = Round.objects.get(pk=_round_of(mine[0]))
    work.ask(site.person("fuhe1"), "export_round", f"round/{whole.pk}", {"round": whole.pk})
    task = Task.objects.get(subject=f"round/{whole.pk}")
    marks: list[tuple[int, float]] = []
    progress = work.progress

    def marked(task_: Any, done: int, of: int) -> None:
        progress(task_, done, of)
        marks.append((done, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))

    work.progress = marked
    begun = time.perf_counter()
    try:
        tasks.export(task)
    finally:
        work.progress = progress
    task.refresh_from_db()
    early, late = marks[9][1], marks[-1][1]
    figure = f"{UNITS} packages, {task.made.size / 2**20:.0f} MB in {time.perf_counter() - begun:.1f} s; peak memory {early:.0f} MB after ten, {late:.0f} MB at the end; progress told {len(marks)} times"
    told.say("export of a round", figure, f"grows ≤ {FLAT_MB:g} MB", late - early <= FLAT_MB)


# ---- the page


WORKS: dict[str, Callable[[Path, Told, int], None]] = {"pages": pages, "editors": editors, "deadline": deadline, "export": export}


def _apart(name: str, seconds: int) -> Iterator[tuple[str, str, str, str]]:
    """A part in a process of its own, on a site of its own."""
    made = subprocess.run(
        [sys.executable, "-m", "bench.web.run", "--part", name, "--seconds", str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    for line in made.stdout.splitlines():
        if line.startswith("LINES "):
            yield from (tuple(each) for each in json.loads(line.removeprefix("LINES ")))
        else:
            print(line, flush=True)
    if made.returncode:
        yield name, f"ended with {made.returncode}", "–", "not met"


def main() -> int:
    """Prints the table and writes the page; a figure that is not met is a result."""
    parser = argparse.ArgumentParser(prog="make bench-web", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--part", choices=PARTS)
    arguments = parser.parse_args()
    if arguments.part:
        with tempfile.TemporaryDirectory(prefix="hengji-bench-") as folder:
            site.start(Path(folder))
            told = Told()
            WORKS[arguments.part](Path(folder), told, arguments.seconds)
            print(f"LINES {json.dumps(told.lines, ensure_ascii=False)}", flush=True)
        return 0
    lines = [line for name in arguments.parts.split(",") for line in _apart(name, arguments.seconds)]
    PAGE.write_text(_written(lines), encoding="utf-8")
    return 0


def _written(lines: list[tuple[str, str, str, str]]) -> str:
    load = os.getloadavg()[0]
    head = f"Written by `make bench-web`: a sample bureau on SQLite, CPython {platform.python_version()}, {os.cpu_count()} cores, load at the end {load:.1f}."
    table = ["| what | figure | limit | met |", "| --- | --- | --- | --- |", *(f"| {' | '.join(line)} |" for line in lines)]
    return "\n".join(
        [
            "# The web application under load",
            "",
            f"{head} Absolute times are of this machine and this hour; ratios are taken round by round in one run.",
            "",
            *table,
            "",
            *NOTES,
            "",
        ]
    )


NOTES = (
    "## How it is measured",
    "",
    "- The units, their forms and the submissions hold the 283 fields of a published example, and each unit has a clerk of its own.",
    "- The bare page is `/health/` of the same server (granian, one process): it asks the database one question. Pages are asked by turns over one connection that stays open; the server's own processor time is read from the system over 30 answers (600 of the bare page).",
    "- The list is asked for twice: again and again, and each time after a unit changed as a save changes it (the rows of a board are kept, and those read again that the journal tells of).",
    "- The form is the smallest tab of at least 60 fields. “At most 3× the same HTML joined by hand” is read as: the page by its template, against the same page with the same middleware, queries and score whose HTML is joined from pieces with every value escaped; both in one process by turns, in processor time. The stricter reading, drawing alone against joining alone, stands beside it: a template that asks for nothing is still looked up name by name.",
    "- The review page is that of a report whose text the queue has read and checked before; its pages are those that LibreOffice prints.",
    "- The editors each save one field of a unit of their own, through the server, each save naming the version that it saw; lost is what was answered with 200 and is not in the history.",
    "- At the deadline each submission fixes an evaluation that the check before it had sealed (computing them is not in the time), in the process of the application with its eight threads; the queue then makes the packages with the two workers that `hengji serve` starts; there they yield to pages (nice 5), here there are no pages and they do not yield to the programs of others.",
    "- `make storm`: kill -9 at 200 random instants of saving, importing and publishing; it prints its seed.",
)


if __name__ == "__main__":
    sys.exit(main())
