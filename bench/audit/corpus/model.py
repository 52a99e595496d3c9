"""A department out of dice: amounts in yuan that agree to the cent, and the rules that they obey."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from bench.audit.relations import AT_MOST, EQUAL

if TYPE_CHECKING:
    from collections.abc import Mapping
    from random import Random

MONEY, RATE = "money", "rate"
HUNDRED = 100
"""Yuan: a hundredth of 万元, the grain of departments whose rounded amounts agree to the last digit."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An amount in yuan, a share in wholes, or a count; `unit` is empty for amounts, whose unit the writer chooses."""

    key: str
    value: Fraction
    unit: str = ""
    decimals: int | None = None
    concept: str = ""
    stage: str = ""
    year: int | None = None

    @property
    def dimension(self) -> str:
        """Money where no unit is set."""
        return MONEY if not self.unit else RATE if self.unit == "%" else self.unit


@dataclass(frozen=True, slots=True)
class Rule:
    """A relation between facts, by their keys; see `relations.Relation`."""

    kind: str
    plus: tuple[str, ...]
    equals: str
    minus: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    over_minus: tuple[str, ...] = ()
    compare: str = EQUAL


@dataclass
class Model:
    """Facts and rules of one department and year; `before` are the outturns of last year where its report is there too."""

    dice: Random
    year: int
    grain: int
    facts: dict[str, Fact] = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    before: Mapping[str, Fraction] = field(default_factory=dict)

    def value(self, key: str) -> Fraction:
        """The value of a fact."""
        return self.facts[key].value

    def put(
        self,
        key: str,
        value: Fraction | int,
        unit: str = "",
        *,
        concept: str = "",
        stage: str = "",
        year: int | None = None,
        decimals: int | None = None,
    ) -> str:
        """A new fact; gives its key."""
        self.facts[key] = Fact(key, Fraction(value), unit, decimals, concept, stage, self.year if year is None else year)
        return key

    def rule(self, kind: str, plus: tuple[str, ...], equals: str, **more: tuple[str, ...]) -> None:
        """A new equality."""
        self.rules.append(Rule(kind, plus, equals, **more))  # type: ignore[arg-type]  # compare has its own method

    def at_most(self, low: str, high: str) -> None:
        """One fact is not above another."""
        self.rules.append(Rule("claim", (low,), high, compare=AT_MOST))

    def last(self, key: str, drawn: Fraction) -> Fraction:
        """What a fact was last year, by last year's report or else as drawn."""
        return self.before.get(key, drawn)

    def draw(self, low: int, high: int) -> Fraction:
        """An amount between two amounts of 万元, evenly over the orders of magnitude."""
        power = self.dice.uniform(0, 1)
        wan = low * (high / low) ** power
        return Fraction(int(wan * 10000 / self.grain) * self.grain)

    def near(self, value: Fraction, low: int, high: int) -> Fraction:
        """A value times a share between two per cents, on the grain."""
        grain = self.grain
        return Fraction(int(value * self.dice.randint(low * 100, high * 100) / 10000 / grain) * grain)

    def split(self, value: Fraction, weights: list[int]) -> list[Fraction]:
        """Parts on the grain that make a value."""
        total = sum(weights)
        parts = [Fraction(int(value * weight / total / self.grain) * self.grain) for weight in weights[1:]]
        return [value - sum(parts), *parts]

    def total(self, key: str, parts: tuple[str, ...], **more: str) -> str:
        """A fact that is the sum of others."""
        self.put(key, sum((self.value(part) for part in parts), Fraction(0)), **more)  # type: ignore[arg-type]  # concept and stage only
        self.parts[key] = parts
        self.rule("sum", parts, key)
        for part in parts:
            self.at_most(part, key)
        return key

    def change(self, key: str, last: str | None = None) -> None:
        """The change of a fact since last year: `.diff` without sign, and `.rate` on last year."""
        last = last or f"{key}.last"
        now, before = self.value(key), self.value(last)
        self.put(f"{key}.diff", abs(now - before))
        high, low = (key, last) if now >= before else (last, key)
        self.rule("difference", (high,), f"{key}.diff", minus=(low,))
        self.put(f"{key}.delta", now - before)
        self.rule("difference", (key,), f"{key}.delta", minus=(last,))
        if before:
            self._rate(key, last)
            self.put(f"{key}.swing", (now - before) / before, "%")
            self.rule("ratio", (f"{key}.delta",), f"{key}.swing", over=(last,))

    def _rate(self, key: str, last: str) -> None:
        now, before = self.value(key), self.value(last)
        self.put(f"{key}.rate", abs(now - before) / before, "%")
        self.rule("ratio", (f"{key}.diff",), f"{key}.rate", over=(last,))
        if now >= before:
            self.rule("growth", (f"{key}.diff",), f"{key}.rate", over=(key,), over_minus=(f"{key}.diff",))
            self.rule("growth", (key,), f"{key}.rate", minus=(last,), over=(last,))
        else:
            self.rule("growth", (f"{key}.diff",), f"{key}.rate", over=(key, f"{key}.diff"))
            self.rule("growth", (last,), f"{key}.rate", minus=(key,), over=(last,))

    def completion(self, key: str, plan: str) -> None:
        """How much of a plan was carried out: `.pct`, and the `.gap` without sign."""
        now, planned = self.value(key), self.value(plan)
        self.put(f"{key}.pct", now / planned if planned else Fraction(0), "%")
        self.put(f"{key}.gap", abs(now - planned))
        if planned:
            self.rule("ratio", (key,), f"{key}.pct", over=(plan,))
        high, low = (key, plan) if now >= planned else (plan, key)
        self.rule("difference", (high,), f"{key}.gap", minus=(low,))

    def share(self, part: str, whole: str) -> str:
        """The share of a part in its whole."""
        key = f"{part}/{whole}"
        self.put(key, self.value(part) / self.value(whole), "%")
        self.rule("ratio", (part,), key, over=(whole,))
        return key


def department(dice: Random, year: int, grain: int, before: Mapping[str, Fraction] | None = None) -> Model:
    """A department of some size with the figures of its budget, its outturn, its staff and its scores; see `Model.before`."""
    model = Model(dice, year, grain, before=before or {})
    _spending(model)
    _functions(model)
    _revenue(model)
    _three_public(model)
    _procurement(model)
    _vehicles(model)
    _people(model)
    _scores(model)
    _project(model)
    _work(model)
    return model


def plausible(model: Model) -> bool:
    """Whether nobody who knows offices would stumble over the sizes: what is part of project spending fits in it, and so on for cars and pay.

    Amounts in yuan: pay of 40 000 to 400 000 a head, at most 100 000 a year for running a car and 400 000 for buying one.
    """
    value = model.value
    spendable = value("running") + value("project")
    return (
        value("pj_spent") + value("subsidy") + value("fresh") <= value("project")
        and value("procured") <= spendable
        and value("public") * 2 <= spendable
        and value("guests") + value("fuel") <= value("running")
        and 40_000 * value("supported") <= value("personnel") <= 400_000 * value("supported")
        and value("fuel") <= 100_000 * value("held")
        and value("purchase") <= 400_000 * value("bought")
    )


def _spending(model: Model) -> None:
    dice, before = model.dice, model.year - 1
    staff = model.near(model.before["personnel"], 95, 115) if model.before else model.draw(300, 9000)
    values = {"personnel": staff, "running": model.near(staff, 8, 30), "project": model.near(staff, 20, 190)}
    ids = {
        "personnel": "personnel_cost",
        "running": "running_cost",
        "project": "project_expenditure",
        "basic": "basic_expenditure",
        "spending": "expenditure_total",
    }
    for key, value in values.items():
        model.put(key, value, concept=ids[key], stage="outturn")
        model.put(
            f"{key}.last",
            model.last(key, model.near(value, 72, 97) if dice.randrange(3) else model.near(value, 104, 150)),
            concept=ids[key],
            stage="outturn",
            year=before,
        )
        model.put(
            f"{key}.plan",
            model.near(value, 86, 99) if dice.randrange(2) else model.near(value, 101, 112),
            concept=ids[key],
            stage="original",
        )
    for mark, stage, year in (("", "outturn", model.year), (".last", "outturn", before), (".plan", "original", model.year)):
        _total(model, f"basic{mark}", (f"personnel{mark}", f"running{mark}"), ids["basic"], stage, year)
        _total(model, f"spending{mark}", (f"basic{mark}", f"project{mark}"), ids["spending"], stage, year)
    for key in ids:
        model.change(key)
        model.completion(key, f"{key}.plan")
    model.put("revised", model.near(model.value("spending"), 101, 112), concept="expenditure_total", stage="revised")
    model.put("execution", model.value("spending") / model.value("revised"), "%", concept="execution_rate")
    model.rule("ratio", ("spending",), "execution", over=("revised",))
    model.at_most("spending", "revised")
    model.put("multiple", model.value("project") / model.value("project.last"), "倍", decimals=2)
    model.rule("ratio", ("project",), "multiple", over=("project.last",))
    for part in ("personnel", "running"):
        model.share(part, "basic")
    for part in ("basic", "project"):
        model.share(part, "spending")


def _total(model: Model, key: str, parts: tuple[str, ...], concept: str, stage: str, year: int) -> None:
    model.put(key, sum((model.value(part) for part in parts), Fraction(0)), concept=concept, stage=stage, year=year)
    model.parts[key] = parts
    model.rule("sum", parts, key)
    for part in parts:
        model.at_most(part, key)


FUNCTIONS = ("f201", "f205", "f206", "f208", "f210", "f212", "f213", "f221")


def _functions(model: Model) -> None:
    dice = model.dice
    count = dice.randint(4, 6)
    chosen = ["f201", *sorted(dice.sample(FUNCTIONS[1:], count - 1))]
    weights = [dice.randint(40, 70), *(dice.randint(2, 18) for _ in chosen[1:])]
    for mark, whole, stage in (("", "spending", "outturn"), (".plan", "spending.plan", "original")):
        varied = [max(1, weight + dice.randint(-2, 2)) for weight in weights]
        for key, value in zip(chosen, model.split(model.value(whole), varied), strict=True):
            model.put(f"{key}{mark}", value, concept="expenditure_total", stage=stage)
        parts = tuple(f"{key}{mark}" for key in chosen)
        model.parts[f"functions{mark}"] = parts
        model.rule("sum", parts, whole)
    for key in chosen:
        model.share(key, "spending")
        model.completion(key, f"{key}.plan")


def _revenue(model: Model) -> None:
    dice, spending = model.dice, model.value("spending")
    model.put("opening", model.last("closing", model.near(spending, 1, 6)), concept="opening_carry_over", stage="outturn")
    model.put("closing", model.near(spending, 1, 7), concept="closing_carry_over", stage="outturn")
    revenue = spending + model.value("closing") - model.value("opening")
    parts = ["appropriated", "fund", "service", "other"] if dice.randrange(2) else ["appropriated", "service", "other"]
    ids = {
        "appropriated": "general_budget_revenue",
        "fund": "fund_budget_revenue",
        "service": "service_revenue",
        "other": "other_revenue",
    }
    weights = [dice.randint(600, 900), *(dice.randint(5, 60) for _ in parts[1:])]
    for key, value in zip(parts, model.split(revenue, weights), strict=True):
        model.put(key, value, concept=ids[key], stage="outturn")
    _total(model, "revenue", tuple(parts), "revenue_total", "outturn", model.year)
    for part in parts:
        model.share(part, "revenue")
    model.put(
        "revenue.last",
        model.last("revenue", model.near(revenue, 75, 130)),
        concept="revenue_total",
        stage="outturn",
        year=model.year - 1,
    )
    model.put("revenue.plan", model.value("spending.plan"), concept="revenue_total", stage="original")
    model.change("revenue")
    model.completion("revenue", "revenue.plan")
    _total(model, "income", ("revenue", "opening"), "revenue_grand_total", "outturn", model.year)
    _total(model, "outgo", ("spending", "closing"), "expenditure_grand_total", "outturn", model.year)
    model.rule("identity", ("income",), "outgo")
    model.rule("identity", ("opening", "revenue"), "closing", minus=("spending",))


def _three_public(model: Model) -> None:
    dice = model.dice
    size = model.draw(10, 90)
    values = {
        "abroad": model.near(size, 5, 25),
        "purchase": model.near(size, 30, 60),
        "fuel": model.near(size, 40, 90),
        "guests": model.near(size, 8, 40),
    }
    ids = {
        "abroad": "travel_abroad_cost",
        "purchase": "vehicle_purchase_cost",
        "fuel": "vehicle_running_cost",
        "guests": "hospitality_cost",
    }
    for key, value in values.items():
        model.put(key, value, concept=ids[key], stage="outturn")
        model.put(f"{key}.plan", model.near(value, 101, 118), concept=ids[key], stage="original")
        model.put(
            f"{key}.last",
            model.last(key, model.near(value, 60, 97) if dice.randrange(2) else model.near(value, 103, 180)),
            concept=ids[key],
            stage="outturn",
            year=model.year - 1,
        )
    for mark, stage, year in (("", "outturn", model.year), (".last", "outturn", model.year - 1), (".plan", "original", model.year)):
        _total(model, f"cars{mark}", (f"purchase{mark}", f"fuel{mark}"), "official_vehicle_cost", stage, year)
        _total(model, f"public{mark}", (f"abroad{mark}", f"cars{mark}", f"guests{mark}"), "three_public_total", stage, year)
    for key in (*values, "cars", "public"):
        model.change(key)
        model.completion(key, f"{key}.plan")
    for key in ("abroad", "cars", "guests"):
        model.share(key, "public")
    travellers = max(1, int(model.value("abroad") / 25000))
    model.put("trips", max(1, travellers // 3), "个", concept="abroad_groups")
    model.put("travellers", travellers, "人次", concept="abroad_visits")
    model.put("bought", dice.randint(1, 2), "辆", concept="vehicles_purchased")
    model.put("held", dice.randint(3, 9), "辆", concept="official_vehicles_held")
    visitors = max(8, int(model.value("guests") / dice.randint(70, 140)))
    model.put("parties", max(1, visitors // dice.randint(6, 8)), "批次", concept="domestic_hospitality_groups")
    model.put("visitors", visitors, "人次", concept="domestic_hospitality_visits")
    model.put("agency", model.value("running"), concept="agency_operation_cost", stage="outturn")
    model.put("agency.last", model.value("running.last"), concept="agency_operation_cost", stage="outturn", year=model.year - 1)
    model.change("agency")


def _procurement(model: Model) -> None:
    dice = model.dice
    for key, concept, low, high in (
        ("goods", "procurement_goods", 20, 400),
        ("works", "procurement_works", 15, 300),
        ("services", "procurement_services", 30, 600),
    ):
        model.put(key, model.draw(low, high), concept=concept)
    _total(model, "procured", ("goods", "works", "services"), "procurement_actual", "", model.year)
    model.put("small", model.near(model.value("procured"), 55, 95), concept="sme_contracts_amount")
    model.put("micro", model.near(model.value("small"), 30, 80), concept="micro_contracts_amount")
    model.at_most("small", "procured")
    model.at_most("micro", "small")
    model.share("small", "procured")
    model.share("micro", "procured")
    model.put("procurement.plan", model.near(model.value("procured"), 101, 100 + dice.randint(2, 30)), concept="procurement_budget")
    model.completion("procured", "procurement.plan")


def _vehicles(model: Model) -> None:
    dice = model.dice
    kinds = (
        ("v_leaders", "vehicles_leaders"),
        ("v_secret", "vehicles_confidential"),
        ("v_urgent", "vehicles_emergency"),
        ("v_law", "vehicles_law_enforcement"),
        ("v_other", "vehicles_other"),
    )
    for key, concept in kinds:
        model.put(key, dice.randint(1, 6), "辆", concept=concept)
    keys = tuple(key for key, _ in kinds)
    model.put("vehicles", sum(model.value(key) for key in keys), "辆", concept="vehicles")
    model.parts["vehicles"] = keys
    model.rule("sum", keys, "vehicles")


def _people(model: Model) -> None:
    dice = model.dice
    kinds = (("posts_admin", "administrative_posts"), ("posts_unit", "service_unit_posts"), ("posts_worker", "manual_worker_posts"))
    for key, concept in kinds:
        model.put(key, dice.randint(3, 70 if key != "posts_worker" else 8), "人", concept=concept)
    keys = tuple(key for key, _ in kinds)
    model.put("posts", sum(model.value(key) for key in keys), "人", concept="posts")
    model.rule("sum", keys, "posts")
    for key, concept in (
        ("staff_admin", "administrative_headcount"),
        ("staff_unit", "service_unit_headcount"),
        ("staff_worker", "manual_worker_headcount"),
    ):
        model.put(key, max(1, int(model.value(key.replace("staff", "posts"))) - dice.randint(0, 3)), "人", concept=concept)
        model.at_most(key, key.replace("staff", "posts"))
    staff = ("staff_admin", "staff_unit", "staff_worker")
    model.put("staff", sum(model.value(key) for key in staff), "人", concept="headcount")
    model.rule("sum", staff, "staff")
    model.at_most("staff", "posts")
    model.put("retired", dice.randint(4, 60), "人", concept="retired_staff")
    model.put("supported", model.value("staff") + model.value("retired"), "人", concept="fiscally_supported")
    model.rule("sum", ("staff", "retired"), "supported")
    model.put("control", model.value("staff") / model.value("posts"), "%", concept="staffing_ratio")
    model.rule("ratio", ("staff",), "control", over=("posts",))


BODIES = (("w_in", "s_in", 15), ("w_process", "s_process", 25), ("w_output", "s_output", 35), ("w_effect", "s_effect", 25))


def _scores(model: Model) -> None:
    dice = model.dice
    for weight, score, full in BODIES:
        lost = Fraction(dice.choice((0, 0, 1, 5, 10, 12, 15, 20, 25)), 10)
        model.put(weight, full, "分")
        model.put(score, full - lost, "分", decimals=1 if lost.denominator > 1 else 0)
        model.put(f"{score}.lost", lost, "分", decimals=1 if lost.denominator > 1 else 0)
        model.rule("difference", (weight,), f"{score}.lost", minus=(score,))
        model.at_most(score, weight)
    if not any(model.value(f"{score}.lost") for _, score, _ in BODIES):
        _lose(model)
    scores, weights = tuple(score for _, score, _ in BODIES), tuple(weight for weight, _, _ in BODIES)
    total = sum((model.value(score) for score in scores), Fraction(0))
    model.put("score", total, "分", concept="self_score_total", decimals=1 if total.denominator > 1 else 0)
    model.put("full", 100, "分", concept="score_full_marks")
    model.put("lost", 100 - total, "分", concept="deductions_total", decimals=1 if total.denominator > 1 else 0)
    model.rule("sum", scores, "score")
    model.rule("sum", weights, "full")
    model.rule("difference", ("full",), "lost", minus=("score",))


def _lose(model: Model) -> None:
    model.put("s_output", 33, "分", decimals=0)
    model.put("s_output.lost", 2, "分", decimals=0)


def _project(model: Model) -> None:
    dice = model.dice
    count, price = dice.randint(60, 900), Fraction(dice.randint(2, 60) * 100)
    model.put("heads", count, "人")
    model.put("standard", price)
    model.put("subsidy", count * price)
    model.rule("product", ("standard",), "subsidy", times=("heads",))
    model.put("pj_upper", model.draw(60, 500))
    model.put("pj_own", model.draw(40, 300))
    _total(model, "pj_budget", ("pj_upper", "pj_own"), "", "", model.year)
    model.put("pj_spent", model.near(model.value("pj_budget"), 91, 99))
    model.put("pj_rate", model.value("pj_spent") / model.value("pj_budget"), "%")
    model.rule("ratio", ("pj_spent",), "pj_rate", over=("pj_budget",))
    model.at_most("pj_spent", "pj_budget")
    model.put("pj_left", model.value("pj_budget") - model.value("pj_spent"))
    model.rule("difference", ("pj_budget",), "pj_left", minus=("pj_spent",))
    model.put("fresh", model.draw(3, 60))
    model.put("nil", 0)
    model.put("hundred", 1, "%")
    model.put("eighty", Fraction(4, 5), "%", decimals=0)
    _survey(model)


def _survey(model: Model) -> None:
    dice = model.dice
    issued = dice.choice((100, 120, 150, 200, 240, 300, 320, 400))
    valid = issued - dice.randint(1, 12)
    satisfied = valid - dice.randint(2, 14)
    for key, value, concept in (
        ("issued", issued, "questionnaires_issued"),
        ("valid", valid, "questionnaires_valid"),
        ("satisfied", satisfied, "questionnaires_satisfied"),
    ):
        model.put(key, value, "份", concept=concept)
    model.at_most("valid", "issued")
    model.at_most("satisfied", "valid")
    model.put("satisfaction", Fraction(satisfied, valid), "%", concept="satisfaction")
    model.rule("ratio", ("satisfied",), "satisfaction", over=("valid",))


def _work(model: Model) -> None:
    dice = model.dice
    tasks = tuple(f"t{number}" for number in range(1, dice.randint(4, 6)))
    weights = [dice.randint(5, 40) for _ in tasks]
    for key, value in zip(tasks, model.split(model.value("project.plan"), weights), strict=True):
        model.put(key, value)
    model.parts["tasks"] = tasks
    model.rule("sum", tasks, "project.plan")
    for number in range(1, 5):
        target = dice.choice((4, 6, 8, 10, 12, 20, 24, 30, 36, 40, 60))
        model.put(f"o{number}", target, "次")
        model.put(f"o{number}.done", target + (dice.choice((0, 1, 2)) if target >= 12 else 0), "次")
        model.rules.append(Rule("claim", (f"o{number}.done",), f"o{number}", compare="ge"))
    model.put("rise_from", Fraction(dice.randint(610, 790), 1000), "%", decimals=1)
    model.put("rise_to", model.value("rise_from") + Fraction(dice.randint(20, 160), 1000), "%", decimals=1)
    model.put("rise_points", model.value("rise_to") - model.value("rise_from"), "个百分点", decimals=1)
    model.rule("difference", ("rise_to",), "rise_points", minus=("rise_from",))
