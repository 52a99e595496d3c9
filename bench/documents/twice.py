"""The same documents from two processes that know nothing of each other."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys

from bench.documents.line import Line, Place

EXAMPLES = ("000-zhanjiang-2022", "001-conghua-2022", "002-yiyang-2020", "003-potou-2024", "004-bianban-2023")
FILES = (".docx", ".xlsx", ".html", ".json")
SCRIPT = """
import hashlib, json, sys
from pathlib import Path
from hengji import pipeline
from hengji.rulebook import load
book, _ = load.load()
made = {name: pipeline.evaluate(Path(sys.argv[1]) / name, book)[0] for name in sys.argv[2:]}
print(json.dumps({f"{name}/{file}": hashlib.sha256(content).hexdigest() for name, each in made.items() for file, content in each.files.items()}))
"""


def lines(place: Place, _rounds: int) -> list[Line]:
    """How many files are the same to the byte; the second process has another seed of hashes, clock zone and locale."""
    first, second = (_run(place, seed, zone) for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai")))
    same = [name for name in first if first[name] == second.get(name)]
    kinds = ", ".join(
        f"{kind} {sum(name.endswith(kind) for name in same)} of {sum(name.endswith(kind) for name in first)}" for kind in FILES
    )
    whole = hashlib.sha256(json.dumps(first, sort_keys=True).encode()).hexdigest()[:12]
    said = f"same to the byte: {kinds}"
    return [Line(f"files of {len(EXAMPLES)} examples, made twice", said, f"two processes ({whole})", "all", same == list(first))]


def _run(place: Place, seed: str, zone: str) -> dict[str, str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C.UTF-8" if seed == "1" else "C"}
    command = [sys.executable, "-c", SCRIPT, str(place.examples), *EXAMPLES]
    found = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
    made: dict[str, str] = json.loads(found.stdout)
    return made
