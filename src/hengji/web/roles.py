"""Roles, relations and states: the words that the policy is written in. Their Chinese stands in captions/web.yaml."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may be at a place."""

    CLERK = "clerk"
    UNIT_REVIEWER = "unit_reviewer"
    DEPARTMENT = "department"
    FINANCE_REVIEWER = "finance_reviewer"
    DIRECTOR = "director"
    THIRD_PARTY = "third_party"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""三员: each exclusive of the others and of every business role."""

KIND_OF_PLACE = {
    Role.CLERK: "unit",
    Role.UNIT_REVIEWER: "unit",
    Role.DEPARTMENT: "department",
    Role.FINANCE_REVIEWER: "bureau",
    Role.DIRECTOR: "bureau",
    Role.THIRD_PARTY: "bureau",
}
"""Where a role is held; administrators hold theirs of the site."""


class Relation(StrEnum):
    """How the place of a person's role stands to the thing that is asked for."""

    OWN = "own"
    DEPARTMENT = "department"
    BUREAU = "bureau"
    ASSIGNED = "assigned"
    SITE = "site"
    ANYONE = "anyone"
    SIGNED_IN = "signed_in"


class State(StrEnum):
    """待填报 → 待单位审核 → 待主管部门 → 待复核 → 通过 → 公开, or 退回."""

    DRAFT = "draft"
    UNIT_REVIEW = "unit_review"
    DEPARTMENT_REVIEW = "department_review"
    FINANCE_REVIEW = "finance_review"
    RETURNED = "returned"
    APPROVED = "approved"
    PUBLISHED = "published"


EDITABLE = frozenset({State.DRAFT, State.RETURNED})
NEXT = {
    State.DRAFT: State.UNIT_REVIEW,
    State.RETURNED: State.UNIT_REVIEW,
    State.UNIT_REVIEW: State.DEPARTMENT_REVIEW,
    State.DEPARTMENT_REVIEW: State.FINANCE_REVIEW,
    State.FINANCE_REVIEW: State.APPROVED,
    State.APPROVED: State.PUBLISHED,
}
"""The step forward from each state; back is always to 退回."""
