"""The long work of the library: an upload is read, held against the law book, and what is open in it is told."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hengji import exchange, pipeline
from hengji.filling import draft as drafts
from hengji.filling.form import form
from hengji.reading.score_tables.assemble import Given
from hengji.rulebook import cache, show
from hengji.rulebook.files import Source
from hengji.rulebook.scheme import Indicator
from hengji.web.law import book, source, word
from hengji.web.library import actions
from hengji.web.library.models import OUTLINE, Offered
from hengji.web.submissions.tasks import plain
from hengji.web.work import actions as work
from hengji.web.work import storage
from hengji.writing import docx

if TYPE_CHECKING:
    from typing import Any

    from hengji.core.problem import Problem
    from hengji.exchange import Taken
    from hengji.rulebook.scheme import Scheme
    from hengji.web.work.models import Task

WHOLE = 3
MOST_LEFT = 300


def read(task: Task) -> None:
    """Reads an upload; what came of it stands on its page."""
    offered = Offered.objects.select_related("bureau", "file").get(pk=task.arguments["offered"])
    work.progress(task, 1, WHOLE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / offered.file_name
        path.write_bytes(storage.content(offered.file))
        found = outline(path, offered) if offered.kind == OUTLINE else scheme(path, offered)
    work.progress(task, WHOLE, WHOLE)
    actions.keep_read(offered, found)
    work.finish(task, None)


def scheme(path: Path, offered: Offered) -> actions.Found:
    """A score table or a scheme's YAML, by the importer of the library, held against the law book of the site."""
    years = None if offered.first_year is None else (offered.first_year, offered.last_year)
    given = Given(id=actions.named(offered), title=offered.title, authority=offered.bureau.name, years=years)
    taken, problems = exchange.own_scheme(path, given, book(), source())
    return of_scheme(given.id, taken, problems)


def of_scheme(name: str, taken: Taken | None, problems: tuple[Problem, ...]) -> actions.Found:
    """A scheme as its page shows it."""
    told = plain(problems)
    if taken is None:
        return actions.Found(told=told)
    whole, more = cache.of(Source({**source().files, f"schemes/{name}.yaml": taken.text.encode()}))
    made = whole.schemes.get(name)
    if made is None or more:
        return actions.Found(told=[*told, *plain(more)])
    left = [
        {
            "row": each.row,
            "name": each.name,
            "place": each.place,
            "what": each.what[:MOST_LEFT],
            "candidates": list(each.candidates),
        }
        for each in taken.open
    ]
    return actions.Found(taken.text.encode(), made.digest, made.title, made.first, made.last, told, left, rows_of(made))


def rows_of(made: Scheme) -> list[dict[str, Any]]:
    """The rows of a scheme: code, path, weight, method; `open` where it cannot be scored yet."""
    found = []
    for row in made.rows:
        methods = [row.method] if isinstance(row, Indicator) else list(dict.fromkeys(row.methods.values()))
        said = "、".join(each.label for each in methods if each is not None)
        weight = show.points(row.weight) if row.weight is not None else ""
        found.append({"id": row.id, "path": list(row.path), "weight": weight, "method": said, "open": not said or not weight})
    return found


def outline(path: Path, offered: Offered) -> actions.Found:
    """A Word report past the gate, and filled once with a case that says nothing: a name that it asks for and nobody knows is told."""
    own, problems = pipeline.own_template(path, book())
    if own is None:
        return actions.Found(told=plain(problems))
    chosen = next(each for each in book().offered() if each.kind == "department" and each.last is None)
    made = drafts.weigh(offered.bureau.name, {}, form(book(), chosen, chosen.first))
    if made.evaluation is None:
        return actions.Found(told=plain(tuple(each for _, each in made.problems)))
    filled = docx.linked(made.evaluation, book(), own)
    told = plain((*problems, *filled.problems))
    if filled.problems:
        return actions.Found(told=told)
    title = offered.title or Path(offered.file_name).stem or word("file")
    return actions.Found(own.content, hashlib.sha256(own.content).hexdigest(), title, offered.first_year, offered.last_year, told)
