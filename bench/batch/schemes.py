"""Schemes by dice for the parity of engines: every family of methods, every way of rounding, handing on, capping and vetoing. Marked 教学示例; nothing official."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from hengji.rulebook.load import home, load

if TYPE_CHECKING:
    from pathlib import Path

    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

SOURCE = "reference: {source: 教学示例, confidence: K}"
RATIOS = (
    "本年支出合计 ÷ （年初结转和结余 ＋ 本年收入合计）",
    "年末结转和结余 ÷ （年初结转和结余 ＋ 本年收入合计）",
    "公用经费[决算] ÷ 公用经费[年初预算]",
    "（“三公”经费[年初预算] － 上年(“三公”经费[年初预算])） ÷ 上年(“三公”经费[年初预算])",
    "（本年收入合计 － 本年收入合计[全年预算]） ÷ 本年收入合计[全年预算]",
    "在职人员数 ÷ 编制数",
    "重点工作完成数 ÷ 重点工作交办数",
    "在用固定资产总额 ÷ 固定资产总额",
    "服务对象满意度",
    "最小(实际采购金额 ÷ 政府采购计划金额, 100%)",
    "实际采购金额 ÷ 最大(政府采购计划金额, 1元)",
)
MONEY = ("年末结转和结余 － 上年(年末结转和结余)", "国库集中支付结转结余存量资金", "本年支出合计 － 本年支出合计[年初预算]")
WHEN = (
    "编制数 ＝ 0",
    "政府采购计划金额 ＝ 0 且 实际采购金额 ＝ 0",
    "固定资产总额 ＝ 0 或 非 自评材料按时报送",
    "重点工作交办数 ＝ 0",
    "",
)
VETO = ("资金使用存在严重违规", "本年支出合计 ＞ 本年支出合计[全年预算] × 2", "null")
FAMILIES = ("投入", "过程", "产出")
SPARE, PLACED = 5, 0.2


class _Dice:
    """One scheme in the making."""

    def __init__(self, number: int, seed: int) -> None:
        self.number, self.dice = number, Random(f"hengji parity {seed} {number}")  # noqa: S311 - to be drawn again
        self.worth: dict[str, list[float]] = {}

    def percent(self, low: int, high: int) -> str:
        return f"{self.dice.randint(low * 2, high * 2) / 2:g}%"

    def scheme(self) -> str:
        dice = self.dice
        count = dice.randint(4, 8)
        weights = self._weights(count)
        placed = dice.random() < PLACED
        rows = "\n".join(self._row(at, weight, count) for at, weight in enumerate(weights[: count - placed]))
        rate, points = dice.choice(("null", "null", "4", "2")), dice.choice(("2", "2", "1", "0"))
        mode, total = dice.choice(("half_up", "half_up", "half_up", "down")), dice.choice(("2", "1"))
        head = [
            f"id: parity-{self.number:03d}",
            f"title: 教学示例：核对用方案{self.number}",
            "authority: 教学示例",
            "years: [2020, null]",
            "kind: department",
            "full_marks: 100",
            f"rounding: {{rate: {rate}, points: {points}, total: {total}, mode: {mode}}}",
            "grades: [{label: 优, from: 90}, {label: 良, from: 80}, {label: 中, from: 60}, {label: 差, from: 0}]",
            "outline: national",
            *(self._slot(count - 1, weights[-1]) if placed else []),
            *self._limits(),
            SOURCE,
            "indicators:",
        ]
        return "\n".join(head) + "\n" + rows + "\n"

    def _weights(self, count: int) -> list[float]:
        cuts = sorted(self.dice.sample(range(4, 197), count - 1))
        return [(b - a) / 2 for a, b in zip([0, *cuts], [*cuts, 200], strict=True)]

    def _limits(self) -> list[str]:
        dice, found = self.dice, []
        if dice.random() < 0.3:
            when, then = dice.choice(VETO), dice.choice(("then: zero", "then: points, points: 59", "then: grade, grade: 中"))
            found.append(f"vetoes: [{{id: V-1, label: 否决, when: {when if when == 'null' else repr(when)}, {then}, {SOURCE}}}]")
        if dice.random() < 0.3:
            bands = "[{below: 60%, points: 59}, {below: 80%, points: 79}, {below: 90%, points: 89}, {above: true, points: 100}]"
            found.append(f"caps: [{{id: C-1, label: 限分, measure: {RATIOS[0]}, bands: {bands}, {SOURCE}}}]")
        if dice.random() < 0.3:
            found.append(f"bonus: {{cap: {dice.choice((3, 5))}, may_exceed: {dice.choice(('true', 'false'))}}}")
        if dice.random() < 0.3:
            found.append("manual_deductions: true")
        if dice.random() < 0.3:
            path = dice.choice(FAMILIES)
            weight = sum(self.worth.get(path, []))
            if weight:
                found.append(f"sections: [{{path: [{path}], weight: {weight:g}, most: {weight * 0.9:g}}}]")
        return found

    def _row(self, at: int, weight: float, count: int) -> str:
        first, second = self.dice.choice(FAMILIES), self.dice.choice(("甲", "乙"))
        self.worth.setdefault(first, []).append(weight)
        lines = [f"  - id: R-{at}", f"    path: [{first}, {second}, 指标{at}]", f"    weight: {weight:g}", *self._rule(weight)]
        if self.dice.random() < 0.35:
            lines.append(f"    not_applicable: {{{self._absent(at, count)}}}")
        return "\n".join([*lines, f"    {SOURCE}"])

    def _slot(self, at: int, weight: float) -> list[str]:
        """A place for the department's own indicators, in the place of the last row."""
        first, second = self.dice.choice(FAMILIES), self.dice.choice(("甲", "乙"))
        self.worth.setdefault(first, []).append(weight)
        then = self.dice.choice(("zero", "full", "redistribute", "redistribute"))
        said = f"{then}, to: {self.dice.choice(('total', 'second', 'first', '[R-0, R-1]'))}" if then == "redistribute" else then
        return [
            "slots:",
            f"  - id: R-{at}",
            f"    path: [{first}, {second}]",
            f"    weight: {weight:g}",
            "    methods: {at_least: proportional, at_most: inverse, equal: equal_target, words: tiers}",
            "    tiers: [{label: 好, from: 80%, to: 100%}, {label: 差, from: 0%, to: 80%}]",
            f"    not_applicable: {{then: {said}}}",
            f"    {SOURCE}",
        ]

    def _absent(self, at: int, count: int) -> str:
        when = self.dice.choice(WHEN)
        then = self.dice.choice(("full", "zero", "redistribute", "redistribute", "redistribute"))
        said = f"when: {when}, then: {then}" if when else f"then: {then}"
        if then != "redistribute":
            return said
        other = f"[R-{(at + 1) % count}, R-{(at + 2) % count}]"
        return f"{said}, to: {self.dice.choice(('total', 'total', 'second', 'first', other))}"

    def _rule(self, weight: float) -> list[str]:
        kind = self.dice.random()
        if kind < 0.62:
            return self._of_ratio(weight)
        if kind < 0.72:
            measure, method = self.dice.choice(MONEY), self.dice.choice(("direct_at_most", "direct_at_least", "direct_below"))
            return [f"    measure: {measure}", f"    method: {method}", "    parameters: {目标值: 0万元}"]
        if kind < 0.78:
            return ["    measure: 财务违规事项数", "    method: deduct_per_occurrence", "    parameters: {每次扣分: 1.5分}"]
        if kind < 0.84:
            return ["    measure: 自评材料按时报送", "    method: yes_no"]
        return ["    measure: null", *self._by_hand(weight)]

    def _by_hand(self, weight: float) -> list[str]:
        dice = self.dice
        pick = dice.choice(("checklist", "checklist_equal", "checklist_all", "tiers", "tier_share", "entered_points"))
        if pick == "checklist":
            points = (weight / 2, weight / 4, weight / 4)
            items = ", ".join(f"{{label: 要点{n}, points: {each:g}}}" for n, each in enumerate(points))
            return ["    method: checklist", f"    items: [{items}]"]
        if pick in ("checklist_equal", "checklist_all"):
            items = ", ".join(f"{{label: 要点{n}}}" for n in range(dice.randint(2, 7)))
            return [f"    method: {pick}", f"    items: [{items}]"]
        if pick == "tier_share":
            return [
                "    method: tier_share",
                "    tiers: [{label: 好, share: 100%}, {label: 中, share: 66.5%}, {label: 差, share: 0%}]",
            ]
        if pick == "tiers":
            return ["    method: tiers", "    tiers: [{label: 好, from: 80%, to: 100%}, {label: 差, from: 0%, to: 80%}]"]
        return ["    method: entered_points"]

    def _of_ratio(self, weight: float) -> list[str]:
        dice, measure = self.dice, self.dice.choice(RATIOS)
        found = [f"    measure: {measure}"]
        per = f"{dice.choice((0.3, 0.5, 1, 2)):g}分"
        step, limit = dice.choice(("1%", "5%", "0.5%", "3%")), dice.choice(("0%", "90%", "95%", "100%", "12.5%"))
        kind = dice.randrange(10)
        if kind == 0:
            return [*found, "    method: ratio_capped"]
        if kind == 1:
            return [*found, "    method: ratio_zero_if_over"]
        if kind == 2:
            low, high = sorted(dice.sample(range(1, 240), 2))
            first, second = dice.choice(("to", "below")), dice.choice(("to", "below"))
            bands = f"[{{{first}: {low / 2:g}%, points: {weight:g}}}, {{{second}: {high / 2:g}%, points: {weight / 2:g}}}, {{above: true, points: 0}}]"
            return [*found, "    method: bands", f"    bands: {bands}"]
        if kind in (3, 4):
            way, side = dice.choice(("full_step", "started_step")), dice.choice(("under", "over"))
            return [
                *found,
                f"    method: deduct_per_{way}_{side}",
                f"    parameters: {{限度: {limit}, 步长: {step}, 每步扣分: {per}}}",
            ]
        if kind == 5:
            name, base = dice.choice(
                (("deduct_linear_under", "限度"), ("deduct_linear_over", "限度"), ("deduct_linear_both_sides", "基准"))
            )
            return [*found, f"    method: {name}", f"    parameters: {{{base}: {limit}, 步长: {step}, 每步扣分: {per}}}"]
        if kind == 6:
            name = dice.choice(("proportional", "inverse", "inverse_to_double", "equal_target", "direct_at_least", "direct_equal"))
            return [*found, f"    method: {name}", f"    parameters: {{目标值: {dice.choice(('95%', '100%', '88.8%', '3%'))}}}"]
        if kind == 7:
            return [*found, "    method: pass_mark_linear", "    parameters: {目标值: 100%, 及格线: 60%}"]
        if kind == 8:
            parameters = f"{{基准: 100%, 容差: {self.percent(1, 5)}, 步长: 1%, 每步扣分: {per}}}"
            return [*found, "    method: window", f"    parameters: {parameters}"]
        name = dice.choice(("rank_share", "not_above_mean", "not_below_median", "satisfaction_shares", "satisfaction_shares"))
        lines = [*found, f"    method: {name}"]
        if name == "not_above_mean":
            lines.append(f"    parameters: {{步长: {step}, 每步扣分: {per}}}")
        if name != "satisfaction_shares":
            lines.append(f"    peers: {{within: [province, year, kind], better: {dice.choice(('high', 'low'))}}}")
        return lines


def written(count: int, seed: int, folder: Path) -> Path:
    """So many schemes as a law book to be laid over the one that came with the program."""
    place = folder / "schemes" / "teaching"
    place.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        text = _Dice(number, seed).scheme()
        (place / f"parity-{number:03d}.yaml").write_text(text, encoding="utf-8")
    return folder


def drawn(count: int, seed: int, folder: Path) -> tuple[Book, list[Scheme]]:
    """So many schemes by dice, read and proved by the loader as any other; the few that the lint refuses are passed over for the next."""
    book, problems = load(home(), written(count + SPARE + count // 20, seed, folder))
    refused = {str(each.place).split(":", maxsplit=1)[0] for each in problems}
    found = [
        scheme for name, scheme in sorted(book.schemes.items()) if name.startswith("parity-") and scheme.place.file not in refused
    ]
    return book, found[:count]
