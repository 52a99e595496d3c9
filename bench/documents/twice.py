"""The same documents from two processes that know nothing of each other; the PDF of an office program with its dates and ids as `hengji pdf` sets them."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys

from bench.documents.line import Line, Place

EXAMPLES = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")
FILES = (".docx", ".xlsx", ".html", ".json", ".typst.pdf", ".office.pdf")
SCRIPT = """
import hashlib, json, sys
from datetime import date
from pathlib import Path
from hengji import papers, pipeline
from hengji.reading.jail import Jail
from hengji.rulebook import load
from hengji.writing.pdf import office, proof
book, _ = load.load()
made = {}
with Jail() as jail:
    for name in sys.argv[2:]:
        files = dict(pipeline.evaluate(Path(sys.argv[1]) / name, book)[0].files)
        report = book.caption("file.report")
        behind = proof.of_document(report, hashlib.sha256(files[report]).hexdigest(), date(2026, 1, 2), book)
        for engine in [papers.TYPST, papers.OFFICE][: 1 + bool(office.program())]:
            paper, problems = papers.pdf(report, files[report], behind, book, jail, engine)
            if paper is None:
                print(engine, problems[0].message, file=sys.stderr)
            else:
                files[f"report.{engine}.pdf"] = paper.content
        made |= {f"{name}/{file}": hashlib.sha256(content).hexdigest() for file, content in files.items()}
print(json.dumps(made))
"""


def lines(place: Place, _rounds: int) -> list[Line]:
    """How many files are the same to the byte; the second process has another seed of hashes, clock zone and locale."""
    first, second = (_run(place, seed, zone) for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai")))
    same = [name for name in first if first[name] == second.get(name)]
    kinds = ", ".join(_counted(kind, same, first) for kind in FILES)
    whole = hashlib.sha256(json.dumps(first, sort_keys=True).encode()).hexdigest()[:12]
    said = f"same to the byte: {kinds}"
    return [Line(f"files of {len(EXAMPLES)} examples, made twice", said, f"two processes ({whole})", "all", same == list(first))]


def _counted(kind: str, same: list[str], first: dict[str, str]) -> str:
    """How many of one kind; what this machine cannot make is said."""
    count = sum(name.endswith(kind) for name in first)
    return (
        f"{kind} {sum(name.endswith(kind) for name in same)} of {count}" if count else f"{kind} not made here (no program or faces)"
    )


def _run(place: Place, seed: str, zone: str) -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C.UTF-8" if seed == "1" else "C"}
    command = [sys.executable, "-c", SCRIPT, str(place.examples), *EXAMPLES]
    found = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
    made: dict[str, str] = json.loads(found.stdout)
    return made
