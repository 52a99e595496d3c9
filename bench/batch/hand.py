"""The teaching scheme of 29 lines as one writes it by hand: once in SQL, once as a loop of plain Python; whole numbers both."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.scheme import Scheme

Row = "Mapping[str, object]"
RATES = {
    "GDA-07": ("expenditure_total__outturn", "opening_carry_over__outturn + revenue_total__outturn", 600),
    "GDA-16": ("fixed_assets_in_use", "fixed_assets", 200),
    "GDA-24": ("completed_priorities", "assigned_priorities", 500),
    "GDA-26": ("projects_completed_in_time", "planned_projects", 400),
}
"""Lines whose points are a rate times the weight: above, below, weight in 0.01 分."""


def sql(scheme: Scheme, names: tuple[str, ...]) -> str:
    """One query over `facts`: measures, points, status, total and grade."""
    lines = list(_lines(scheme))
    measures = {line: measure for line, measure, _, _ in lines if measure}
    inner = [f'{measure} AS "measure__{line}"' for line, measure in measures.items()]
    inner += [f'CAST({points} AS SMALLINT) AS "points__{line}"' for line, _, points, _ in lines]
    outer = []
    for line, _, _, state in lines:
        absent = f'WHEN "absent__{line}" THEN ' if f"absent__{line}" in names else ""
        full = line in ("GDA-10", "GDA-11", "GDA-13")
        weight = _weight(scheme, line)
        applies = f"WHEN {state[1]} THEN {weight} " if state[1] else ""
        instead = f"{absent}{weight if full else 'NULL'} " if absent else ""
        points = f'CASE {instead}{applies}ELSE "points__{line}" END' if instead or applies else f'"points__{line}"'
        outer.append((line, points, absent, applies, full, state[0]))
    select = [f'"measure__{line}"' for line in measures]
    for line, points, absent, applies, full, code in outer:
        select.append(f'CAST({points} AS SMALLINT) AS "p__{line}"')
        first = f"{absent}{3 if full else 0} " if absent else ""
        second = applies.replace(f"THEN {_weight(scheme, line)}", "THEN 3")
        select.append(
            f'CAST(CASE {first}{second}WHEN "points__{line}" IS NOT NULL THEN {code} ELSE 0 END AS TINYINT) AS "s__{line}"'
        )
    total = " + ".join(f'CAST("p__{line}" AS INTEGER)' for line, *_ in outer)
    return (
        f"SELECT *, CASE WHEN total >= 9000 THEN '优' WHEN total >= 8000 THEN '良' WHEN total >= 6000 THEN '中' WHEN total >= 0 THEN '差' END AS grade "
        f"FROM (SELECT *, {total} AS total FROM (SELECT unit, year, province, kind, {', '.join(select)} FROM (SELECT *, {', '.join(inner)} FROM facts)))"
    )


def _weight(scheme: Scheme, line: str) -> int:
    weight = next(row.weight for row in scheme.indicators if row.id == line)
    return 0 if weight is None else int(weight[0] * 100 // weight[1])


def _within(points: str, most: int) -> str:
    """No more than the weight; `least` would take the weight where the points are unknown."""
    return f"CASE WHEN {points} > {most} THEN {most} ELSE {points} END"


def _not_below(points: str) -> str:
    return f"CASE WHEN {points} < 0 THEN 0 ELSE {points} END"


def _rate(above: str, below: str, scale: int) -> str:
    return f"(2 * {scale} * ({above}) + ({below})) // (2 * ({below}))"


def _signed(above: str, below: str, scale: int) -> str:
    return f"CASE WHEN ({above}) >= 0 THEN {_rate(above, below, scale)} ELSE -({_rate(f'-({above})', below, scale)}) END"


def _lines(scheme: Scheme) -> Iterator[tuple[str, str, str, tuple[int, str]]]:
    """Each line: measure, points, and the status of what is known with the condition under which it does not apply."""
    for row in scheme.indicators:
        weight = _weight(scheme, row.id)
        if row.id in RATES:
            above, below, _ = RATES[row.id]
            guard = f"CASE WHEN ({below}) > 0 THEN "
            points = f"{guard}CASE WHEN ({above}) > ({below}) THEN {weight} ELSE {_rate(above, below, weight)} END END"
            yield row.id, f"{guard}{_rate(above, below, 10_000)} END", points, (1, "")
        elif row.items:
            parts = []
            for number, entry in enumerate(row.items, 1):
                worth = 0 if entry.points is None else entry.points[0] * 100 // entry.points[1]
                name = f'"answer__{row.id}__{number}"'
                parts.append(f"CASE WHEN {name} THEN {worth} WHEN NOT {name} THEN 0 END")
            yield row.id, "", _within(" + ".join(parts), weight), (2, "")
        elif row.tiers:
            yield row.id, "", f'CASE WHEN "entered__{row.id}" > {weight} THEN {weight} ELSE "entered__{row.id}" END', (2, "")
        else:
            yield (row.id, *_others(row.id, weight))


def _others(line: str, weight: int) -> tuple[str, str, tuple[int, str]]:
    """The lines that are written one by one."""
    match line:
        case "GDA-03":
            above, below = "revenue_total__outturn - revenue_total__revised", "revenue_total__revised"
            measure = f"CASE WHEN {below} > 0 THEN {_signed(above, below, 10_000)} END"
            return (
                measure,
                f"CASE WHEN {below} > 0 THEN {_not_below(f'{weight} - 100 * ((abs({above}) * 20) // {below})')} END",
                (1, ""),
            )
        case "GDA-08":
            above, below = "closing_carry_over__outturn", "(opening_carry_over__outturn + revenue_total__outturn)"
            bands = f"WHEN {above} * 10 <= {below} THEN 400 WHEN {above} * 5 <= {below} THEN 300 WHEN {above} * 10 <= 3 * {below} THEN 100"
            known = f"{below} > 0 AND {above} IS NOT NULL"
            return (
                f"CASE WHEN {below} > 0 THEN {_rate(above, below, 10_000)} END",
                f"CASE WHEN {known} THEN CASE {bands} ELSE 0 END END",
                (1, ""),
            )
        case "GDA-09":
            gap = "(treasury_stock - previous__treasury_stock)"
            return gap, f"CASE WHEN {gap} <= 0 THEN {weight} WHEN {gap} > 0 THEN 0 END", (1, "")
        case "GDA-11":
            above, below = "procurement_actual", "procurement_plan"
            points = f"CASE WHEN {below} > 0 THEN CASE WHEN {above} > {below} THEN 0 ELSE {_rate(above, below, weight)} END END"
            return f"CASE WHEN {below} > 0 THEN {_rate(above, below, 10_000)} END", points, (1, f"{below} = 0 AND {above} = 0")
        case "GDA-12":
            return "financial_violations * 100", _not_below(f"{weight} - 100 * financial_violations"), (1, "")
        case "GDA-20" | "GDA-21":
            name = "evaluation_group_compliant" if line == "GDA-20" else "materials_submitted_in_time"
            return name, f"CASE WHEN {name} THEN {weight} WHEN NOT {name} THEN 0 END", (1, "")
        case "GDA-23":
            measure = (
                f"CASE WHEN running_cost__original > 0 THEN {_rate('running_cost__outturn', 'running_cost__original', 10_000)} END"
            )
            halves = [
                f"CASE WHEN {name}__outturn <= {name}__original THEN {weight // 2} WHEN {name}__outturn > {name}__original THEN 0 END"
                for name in ("three_public_total", "running_cost")
            ]
            return measure, " + ".join(halves), (1, "")
        case "GDA-25":
            return (
                "mean_goal_completion",
                f"CASE WHEN mean_goal_completion > 10000 THEN {weight} ELSE (2 * {weight} * mean_goal_completion + 10000) // 20000 END",
                (1, ""),
            )
        case _:
            shares = f"WHEN satisfaction >= 9000 THEN {weight} WHEN satisfaction >= 8000 THEN {weight * 8 // 10} WHEN satisfaction >= 6000 THEN {weight // 2} WHEN satisfaction >= 0 THEN 0"
            return "satisfaction", f"CASE {shares} END", (1, "")


def loop(rows: list[dict[str, int | bool | None]], scheme: Scheme) -> list[list[int | None]]:
    """The output rows by a loop over rows and lines, as one would write it in plain Python: measure, points and status of every line, the total."""
    weights = {row.id: _weight(scheme, row.id) for row in scheme.indicators}
    worths = {
        row.id: [0 if each.points is None else each.points[0] * 100 // each.points[1] for each in row.items]
        for row in scheme.indicators
    }
    rates = {"GDA-07": ("expenditure_total__outturn", ("opening_carry_over__outturn", "revenue_total__outturn")), "GDA-16": ("fixed_assets_in_use", ("fixed_assets",)), "GDA-24": ("completed_priorities", ("assigned_priorities",)), "GDA-26": ("projects_completed_in_time", ("planned_projects",))}  # fmt: skip
    made: list[list[int | None]] = []
    for row in rows:
        scored: dict[str, tuple[int | None, int | None, int]] = {}
        for line, weight in weights.items():
            if line in rates:
                name, parts = rates[line]
                above, below = row[name], [row[part] for part in parts]
                if above is None or None in below or sum(below) == 0:  # type: ignore[arg-type]
                    scored[line] = (None, None, 0)
                    continue
                d = sum(below)  # type: ignore[arg-type]
                measure = (2 * above * 10_000 + d) // (2 * d)
                points = weight if above > d else (2 * above * weight + d) // (2 * d)
                scored[line] = (measure, points, 1)
            elif worths[line]:
                answers = [row[f"answer__{line}__{number}"] for number in range(1, len(worths[line]) + 1)]
                if None in answers:
                    scored[line] = (None, None, 0)
                else:
                    scored[line] = (
                        None,
                        min(weight, sum(worth for worth, met in zip(worths[line], answers, strict=True) if met)),
                        2,
                    )
            else:
                value = row.get(f"entered__{line}")
                if value is None:
                    value = row.get("satisfaction")
                scored[line] = (value, None if value is None else min(weight, value * weight // 10_000), 1)
        known = [points for _, points, _ in scored.values()]
        total = None if None in known else sum(known)  # type: ignore[arg-type]
        made.append([cell for line in scored.values() for cell in line] + [total])
    return made
