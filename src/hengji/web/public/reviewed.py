"""财政复核 as it is published: the total and the grade that the bureau gave, its points for each line with the step of the scale and the reason."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from hengji import reviewing
from hengji.web.law import word
from hengji.web.reviews.models import ReviewTotal
from hengji.web.reviews.seen import steps
from hengji.web.roles import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hengji.web.submissions.models import Evaluation, Submission

ROLE = Role.FINANCE_REVIEWER
BYTE_ORDER_MARK = "\ufeff"


def of(submission: Submission, evaluation: Evaluation, content: Mapping[str, Any]) -> dict[str, Any]:
    """The review of the evaluation that is published; empty where the bureau gave no points. The reason for a line that stands on figures
    which are not public is left out.
    """
    scores = {each.line: each for each in submission.review_scores.filter(role=ROLE)}
    if not scores:
        return {}
    total = ReviewTotal.objects.filter(evaluation=evaluation, role=ROLE).first()
    lines: dict[str, dict[str, str]] = {}
    for line in content["lines"]:
        given = scores.get(line["code"])
        if given is not None:
            step = next((each.label for each in steps(content["scheme"], given.line) if each.id == given.step), "")
            step = "" if given.step == reviewing.COMPUTED else step
            lines[given.line] = {"points": given.points, "step": step, "reason": "" if line["withheld"] else given.reason}
    head = {name: getattr(total, name) if total is not None else "" for name in ("total", "grade", "deviation", "why")}
    return {**head, "lines": lines}


def sheet(content: Mapping[str, Any]) -> bytes:
    """The same as a table of open data."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(
        [word(f"public_review_{head}") for head in ("code", "line", "weight", "claimed", "computed", "points", "step", "reason")]
    )
    for line in content["lines"]:
        given = content["review"]["lines"].get(line["code"], {})
        plain = (line["code"], " / ".join(line["path"]), line["weight"], line["claimed"], line["points"])
        rows.writerow([_text(each) for each in (*plain, given.get("points"), given.get("step"), given.get("reason"))])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def _text(value: object) -> str:
    """A cell that a spreadsheet takes for text, whatever it begins with."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t"} else text
