"""A standard XBRL processor (Arelle, the extra `xbrl`) opens a published twin and checks it, offline: what it objects to, and what it evaluated."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import util
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

OBJECTIONS = frozenset(
    {"ERROR", "ERROR-SEMANTIC", "WARNING", "CRITICAL", "INCONSISTENCY", "ASSERTION-NOT-SATISFIED", "WARNING-SEMANTIC"}
)
CALCULATIONS, NAME = "c11r", "arelle-release"


@dataclass(frozen=True, slots=True)
class Checked:
    """`objections` are code and text of everything that is not plain information; `evaluated` the assertions that bound, `broken` those that failed."""

    facts: int
    objections: tuple[tuple[str, str], ...]
    evaluated: frozenset[str]
    broken: frozenset[str]


def installed() -> bool:
    """Whether the processor is there."""
    return util.find_spec("arelle") is not None


def check(path: Path) -> Checked:
    """A twin opened, validated, its sums and its assertions computed; nothing is fetched from a network."""
    from arelle.api.Session import Session
    from arelle.logging.handlers.StructuredMessageLogHandler import StructuredMessageLogHandler
    from arelle.RuntimeOptions import RuntimeOptions

    options = RuntimeOptions(
        entrypointFile=str(path),
        internetConnectivity="offline",
        disablePersistentConfig=True,
        keepOpen=True,
        validate=True,
        calcs=CALCULATIONS,
        formulaAction="run",
        logLevel="DEBUG",
    )
    handler = StructuredMessageLogHandler()
    with Session() as session:
        session.run(options, logHandler=handler)
        models = session.get_models()
        facts = sum(len(model.facts) for model in models)
        sets = [each for model in models for each in getattr(model, "modelVariableSets", ())]
        counts = {str(each.id): (each.countSatisfied, each.countNotSatisfied) for each in sets if hasattr(each, "countSatisfied")}
    messages: list[dict[str, Any]] = handler.messages
    objections = tuple(
        (str(each["messageCode"]), str(each["msg"])) for each in messages if str(each["levelname"]).upper() in OBJECTIONS
    )
    evaluated = frozenset(name for name, found in counts.items() if sum(found) > 0)
    return Checked(facts, objections, evaluated, frozenset(name for name, (_, broken) in counts.items() if broken > 0))
