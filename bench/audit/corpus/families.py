"""Families of statements: what each says of which facts. The phrasings are in `words/`; a family only binds their marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.audit.corpus.pieces import Pieces, Slot
from bench.audit.corpus.print import rounded
from bench.audit.corpus.weave import Said, Weaver, fact, figures, text, word

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal
    from fractions import Fraction


def growth(weaver: Weaver, key: str) -> Pieces:
    """The change of a fact since last year."""
    model = weaver.model
    way = "up" if model.value(key) >= model.value(f"{key}.last") else "down"
    said = {
        "x": text(weaver.name(key)),
        "now": fact(key),
        "last": fact(f"{key}.last"),
        "diff": fact(f"{key}.diff"),
        "rate": fact(f"{key}.rate"),
        "up": word(_verb(weaver, way, key), "up", key),
        "grow": word(weaver.pick("verbs", way, "rate"), "grow", key),
    }
    return weaver.weave(weaver.pick("growth"), said)


def _verb(weaver: Weaver, way: str, key: str) -> str:
    """Not a verb of spending for what is no spending: the first verb serves everything."""
    plain: list[str] = weaver.words["verbs"][way]["plain"]
    spending: list[str] = weaver.words["verbs"][way]["spending"]
    return weaver.dice.choice(plain if key == "revenue" else plain + spending)


def completion(weaver: Weaver, key: str) -> Pieces:
    """A fact against its plan, with a claim that fits it."""
    model = weaver.model
    above = model.value(key) > model.value(f"{key}.plan")
    claim = weaver.pick("claims", "over" if above else "within")
    said = {
        "x": text(weaver.name(key)),
        "now": fact(key),
        "plan": fact(f"{key}.plan"),
        "pct": fact(f"{key}.pct"),
        "gap": fact(f"{key}.gap"),
        "more": word(weaver.pick("beside", "over" if above else "within"), "more", key),
        "claim": word(claim, "claim", key),
    }
    return weaver.weave(weaver.pick("completion"), said)


def shares(weaver: Weaver, whole: str, *given: str) -> Pieces:
    """All parts of a whole with their shares, the largest one forced so that they make 100."""
    parts = list(given) or list(weaver.model.parts[whole])
    return _listed(weaver, "shares", whole, parts, _forced(weaver, whole, parts))


def function_shares(weaver: Weaver) -> Pieces:
    """The total by function."""
    parts = list(weaver.model.parts["functions"])
    return _listed(weaver, "shares", "spending", parts, _forced(weaver, "spending", parts))


def parts(weaver: Weaver, whole: str) -> Pieces:
    """A whole and all its parts."""
    return _listed(weaver, "parts", whole, list(weaver.model.parts[whole]), {})


def tasks(weaver: Weaver) -> Pieces:
    """The tasks of the year and what they cost, which make the planned project spending."""
    return _listed(weaver, "tasks", "project.plan", list(weaver.model.parts["tasks"]), {})


def one_part(weaver: Weaver, whole: str, part: str) -> Pieces:
    """A whole and one of its parts."""
    said = {
        "x": text(weaver.name(whole)),
        "whole": fact(whole),
        "p": text(weaver.name(part)),
        "part": fact(part),
        "share": fact(f"{part}/{whole}"),
    }
    return weaver.weave(weaver.pick("one_part"), said)


def _forced(weaver: Weaver, whole: str, parts: list[str]) -> dict[str, Decimal]:
    decimals = weaver.decimals(f"{parts[0]}/{whole}")
    shown = {part: rounded(weaver.model.value(f"{part}/{whole}") * 100, decimals) for part in parts}
    shown[parts[0]] += 100 - sum(shown.values())
    return shown


def _listed(weaver: Weaver, family: str, whole: str, parts: list[str], shown: dict[str, Decimal]) -> Pieces:
    frame = weaver.pick(family)
    head = {"x": text(weaver.name(whole)), "whole": fact(whole)}
    if "names" in frame:
        return _respectively(weaver, frame, whole, parts)
    pieces = weaver.weave(frame["lead"], head)
    for number, part in enumerate(parts):
        said: dict[str, Said] = {"p": text(weaver.name(part)), "part": fact(part)}
        if shown:
            said["share"] = fact(f"{part}/{whole}", shown[part])
        joint = frame["join"] if number < len(parts) - 1 else ""
        pieces += weaver.weave(frame["item"] + joint, said)
    pieces += weaver.weave(frame["end"], head)
    if shown:
        rates = [slot for slot in figures(pieces) if "/" in slot.fact]
        weaver.relate("sum", plus=rates, constant=100)
    return pieces


def _respectively(weaver: Weaver, frame: dict[str, str], whole: str, parts: list[str]) -> Pieces:
    said = {"x": text(weaver.name(whole)), "whole": fact(whole), "names": text("、".join(weaver.name(part) for part in parts))}
    amounts = "、".join("{" + part + "}" for part in parts)
    return weaver.weave(frame["names"].replace("{amounts}", amounts), said)


def balance(weaver: Weaver) -> Pieces:
    """What was carried in, came in, went out and is left."""
    return _plain(weaver, "balance", "opening", "revenue", "spending", "closing", "income", "outgo")


def execution(weaver: Weaver) -> Pieces:
    """The budget of the year and how much of it was spent."""
    return weaver.weave(weaver.pick("execution"), {"x": text(weaver.name("spending"))})


def three_public(weaver: Weaver) -> Pieces:
    """Three public expenses: total, parts, plan; shares of all three make 100."""
    way = "up" if weaver.model.value("public") >= weaver.model.value("public.last") else "down"
    frame = weaver.pick("three_public")
    said = {"more_public": word(_verb(weaver, way, "public"), "up", "public")}
    shown = _forced(weaver, "public", ["cars", "abroad", "guests"]) if "/public}" in frame else {}
    said |= {f"{part}/public": fact(f"{part}/public", share) for part, share in shown.items()}
    pieces = weaver.weave(frame, said)
    if shown:
        weaver.relate("sum", plus=[slot for slot in figures(pieces) if "/" in slot.fact], constant=100)
    return pieces


def people(weaver: Weaver) -> Pieces:
    """Posts and staff."""
    return weaver.weave(weaver.pick("people"))


def offices(weaver: Weaver) -> Pieces:
    """The offices by name, and how many they are."""
    names = weaver.dice.sample(weaver.words["office_names"], weaver.dice.randint(4, 9))
    weaver.model.put("offices", len(names), "个", concept="internal_offices")
    pieces = weaver.weave(weaver.pick("offices"), {"list": text("、".join(names))})
    weaver.relate("count", plus=[slot for slot in figures(pieces) if slot.fact == "offices"], constant=len(names))
    return pieces


def scores(weaver: Weaver) -> Pieces:
    """The total of the self-evaluation and its parts."""
    return weaver.weave(weaver.pick("scores"), {"grade": text(_grade(weaver.model.value("score")))})


def _grade(score: Fraction) -> str:
    return "优" if score >= 90 else "良"


def deductions(weaver: Weaver) -> Pieces:
    """Every body of indicators that lost points: weight, loss, score."""
    pieces: Pieces = ()
    for weight, score in (("w_in", "s_in"), ("w_process", "s_process"), ("w_output", "s_output"), ("w_effect", "s_effect")):
        if weaver.model.value(f"{score}.lost"):
            said = {"x": text(weaver.name(score)), "weight": fact(weight), "score": fact(score), "lost": fact(f"{score}.lost")}
            pieces += weaver.weave(weaver.pick("deduction"), said)
    return pieces


def outputs(weaver: Weaver, number: str) -> Pieces:
    """A target and what was done."""
    said = {"x": text(weaver.name(f"o{number}")), "target": fact(f"o{number}"), "done": fact(f"o{number}.done")}
    return weaver.weave(weaver.pick("outputs"), said)


def vehicles(weaver: Weaver) -> Pieces:
    """The vehicles by use."""
    return _listed(weaver, "vehicles", "vehicles", list(weaver.model.parts["vehicles"]), {})


def _plain(weaver: Weaver, family: str, *_facts: str) -> Pieces:
    return weaver.weave(weaver.pick(family))


PLAIN = (
    "procurement",
    "subsidy",
    "survey",
    "project_funds",
    "rise",
    "zero_base",
    "zero_rise",
    "guests_detail",
    "summary",
    "multiple",
)
FAMILIES: dict[str, Callable[..., Pieces]] = {
    "growth": growth,
    "completion": completion,
    "shares": shares,
    "function_shares": function_shares,
    "parts": parts,
    "tasks": tasks,
    "one_part": one_part,
    "balance": balance,
    "execution": execution,
    "three_public": three_public,
    "people": people,
    "offices": offices,
    "scores": scores,
    "deductions": deductions,
    "outputs": outputs,
    "vehicles": vehicles,
}


def say(weaver: Weaver, call: str) -> tuple[str, Pieces]:
    """The statement of a call such as `growth spending`, with the name of its family."""
    name, *given = call.split()
    if name in PLAIN:
        return name, weaver.weave(weaver.pick(name))
    return name, FAMILIES[name](weaver, *given)


def slots(pieces: Pieces) -> list[Slot]:
    """The slots of a text."""
    return [piece for piece in pieces if isinstance(piece, Slot)]
