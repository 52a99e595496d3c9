"""The policy against every route, role, relation and state, with an oracle that reads the file in its own way."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
import yaml
from django.urls import URLPattern, URLResolver, get_resolver

from hengji.web import access
from hengji.web.access import POLICY, Standing, Verdict, decide
from hengji.web.roles import Relation, Role, State

PLAIN = yaml.safe_load(POLICY.read_text(encoding="utf-8"))


def routes(resolver: Any, prefix: str = "") -> list[str]:
    """Every named route of the application, with its namespaces."""
    found = []
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            space = f"{prefix}{each.namespace}:" if each.namespace else prefix
            found += routes(each, space)
        elif isinstance(each, URLPattern):
            found.append(f"{prefix}{each.name}")
    return found


def expected(route: str, role: str, relation: str, state: str) -> Verdict:
    """What the file says, read row by row."""
    known = False
    for block in PLAIN:
        for may in block["may"] if block["route"] == route else ():
            relations = may.get("relations", ["site"])
            if relation in relations and (not may.get("roles") or role in may["roles"]):
                known = True
                if not state or state in may.get("states", [each.value for each in State]):
                    return Verdict.ALLOWED
    return Verdict.WRONG_STATE if known else Verdict.FOREIGN


def test_every_route_has_its_word_in_the_policy() -> None:
    assert [route for route in routes(get_resolver()) if route not in access.policy()] == []


@pytest.mark.parametrize("route", [block["route"] for block in PLAIN])
def test_the_decision_is_what_the_file_says(route: str) -> None:
    states = ["", *(state.value for state in State)]
    for role, relation, state in product(["", *(each.value for each in Role)], [each.value for each in Relation], states):
        found = decide(route, [Standing(role, relation)], state)
        assert expected(route, role, relation, state) is found, (role, relation, state)


def test_an_unknown_role_or_state_in_the_policy_is_a_problem() -> None:
    _, problems = access.read(b"- {route: x, may: [{roles: [emperor], relations: [own], states: [eaten]}]}")
    assert {"emperor", "eaten"} == {problem.found for problem in problems}


def test_administrators_have_no_part_in_any_step_of_a_submission() -> None:
    administrators = {"system_admin", "security_admin", "auditor"}
    touching = {
        block["route"]
        for block in PLAIN
        for may in block["may"]
        if administrators & set(may.get("roles", ())) and may.get("states")
    }
    assert touching == set()


RETURNED_BY = {
    ("unit_reviewer", "own", "unit_review"),
    ("department", "department", "department_review"),
    ("finance_reviewer", "bureau", "finance_review"),
    ("finance_reviewer", "bureau", "approved"),
}


def test_a_unit_is_returned_by_its_own_reviewer_before_it_goes_out_and_then_by_whom_it_lies_with() -> None:
    """Written out here, not read from the file: the unit's own reviewer before it leaves the house, never after, and nobody else's."""
    found = {
        (role.value, relation.value, state.value)
        for role, relation, state in product(Role, Relation, State)
        if decide("reviews:return", [Standing(role.value, relation.value)], state.value) is Verdict.ALLOWED
    }
    assert found == RETURNED_BY
