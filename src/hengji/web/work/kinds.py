"""The kinds of long work, each with the function that does it (`module:function`, called with the task)."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "read_upload": "hengji.web.submissions.tasks:read_upload",
    "package": "hengji.web.submissions.tasks:make_package",
    "export_round": "hengji.web.rounds.tasks:export",
    "self_check": "hengji.web.reviews.mirror:run",
    "report_audit": "hengji.web.reviews.audits:run",
    "read_offered": "hengji.web.library.tasks:read",
}
