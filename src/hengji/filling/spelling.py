"""The case that the fields spell: the text of a case.yaml, the same for the same fields, with the field behind each of its lines."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hengji.filling.form import ASK, FACT, LINE, NARRATIVE, SAID, WHY
from hengji.rulebook import asked
from hengji.writing.casefile import scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.filling.form import Form

FILE = "case.yaml"
TRUE = "是"
UNANSWERED = "未知"
_PIECES = re.compile(r"[\n；;]")


@dataclass(slots=True)
class Spelled:
    """The text of the case; `keys` has the field behind a line, counted from 1."""

    lines: list[str] = field(default_factory=list)
    keys: dict[int, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The whole file."""
        return "\n".join(self.lines) + "\n"

    @property
    def digest(self) -> str:
        """SHA-256 of the file: what is fixed when it is submitted."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def put(self, text: str, key: str = "") -> None:
        """One line."""
        self.lines.append(text)
        if key:
            self.keys[len(self.lines)] = key

    def key_at(self, where: str) -> str:
        """The field of a place of the file (`12:5`), or nothing."""
        number = where.partition(":")[0]
        return self.keys.get(int(number), "") if number.isdigit() else ""


def spell(unit: str, values: Mapping[str, str], form: Form) -> Spelled:
    """The case of a unit from its fields, each as it was read (`typed.Reading.canonical`); empty fields are left out."""
    return _Speller(unit, {key: text for key, text in values.items() if text.strip()}, form).spelled()


class _Speller:
    def __init__(self, unit: str, values: Mapping[str, str], form: Form) -> None:
        self.unit, self.values, self.form, self.made = unit, values, form, Spelled()

    def spelled(self) -> Spelled:
        put = self.made.put
        put(f"unit: {scalar(self.unit)}")
        put(f"year: {self.form.year}")
        put(f"scheme: {scalar(self.form.scheme.id)}")
        said = self.values.get("template", "")
        outline = self.form.outline or self.form.choices.get("outlines", {}).get(said, said)
        if outline:
            put(f"template: {scalar(outline)}", "template")
        self._mapping("head", self._below("head"))
        self._facts()
        self._indicators()
        self._judgements()
        self._mapping("not_applicable", self._reasoned("not_applicable", asked.SLOT))
        self._mapping("reasons", self._reasons())
        self._asked()
        self._deductions()
        self._claimed()
        self._list("bonus", ("name", "body", "date", "level", "points"))
        self._list("projects", ("name", "original", "revised", "outturn", "note"))
        self._narrative()
        return self.made

    # ---- pieces

    def _below(self, group: str) -> list[tuple[str, str, str]]:
        """Name, text and key of each field of a group of two levels."""
        return [
            (key.partition("/")[2], text, key)
            for key, text in self.values.items()
            if key.startswith(f"{group}/") and key.count("/") == 1
        ]

    def _mapping(self, name: str, rows: Iterable[tuple[str, str, str]], indent: int = 0) -> None:
        found = list(rows)
        if found:
            self.made.put(f"{' ' * indent}{name}:")
        for label, text, key in found:
            self.made.put(f"{' ' * indent}  {scalar(label)}: {scalar(_line(text))}", key)

    def _rows(self, group: str) -> dict[int, dict[str, tuple[str, str]]]:
        """The filled rows of an open table: text and key of each cell, by number and name."""
        found: dict[int, dict[str, tuple[str, str]]] = {}
        for key, text in self.values.items():
            parts = key.split("/")
            if parts[0] == group and len(parts) == len(("group", "number", "field")) and parts[1].isdigit():
                found.setdefault(int(parts[1]), {})[parts[2]] = (text, key)
        return dict(sorted(found.items()))

    def _list(self, name: str, fields: tuple[str, ...], group: str = "", indent: int = 0) -> None:
        rows = self._rows(group or name)
        if rows:
            self.made.put(f"{' ' * indent}{name}:")
        for row in rows.values():
            lead = f"{' ' * indent}  - "
            for field_ in fields:
                if field_ in row:
                    text, key = row[field_]
                    self.made.put(f"{lead}{field_}: {scalar(_line(text))}", key)
                    lead = f"{' ' * indent}    "

    # ---- facts and reasons

    def _facts(self) -> None:
        facts = [(key.partition("/")[2], text, key) for key, text in self.values.items() if key.startswith(f"{FACT}/")]
        order = {key: at for at, key in enumerate(self.form.entries)}
        facts.sort(key=lambda each: (order.get(each[2], len(order)), each[0]))
        more = self._rows("more")
        if facts or more:
            self.made.put("facts:")
        for name, text, key in facts:
            said = self.values.get(f"{SAID}/{name}", "") or self.values.get(f"{SAID}/{self._row_name(name)}", "")
            self._fact(name, text, said, key)
        for row in more.values():
            name, key = row.get("name", ("", ""))
            value, _ = row.get("value", ("", ""))
            unit, _ = row.get("unit", ("", ""))
            if name and value:
                self._fact(name, value if value[-1:] not in "0123456789" else f"{value}{unit}", row.get("said", ("", ""))[0], key)

    def _fact(self, name: str, text: str, said: str, key: str) -> None:
        at = f", at: {scalar(_line(said))}" if said else ""
        self.made.put(f"  - {{name: {scalar(name)}, value: {scalar(_line(text))}{at}}}", key)

    def _row_name(self, name: str) -> str:
        """The name of the row on which a fact's cell stands: without stage and 上年."""
        return self.form.rows_of.get(f"{FACT}/{name}", "")

    def _reasons(self) -> Iterable[tuple[str, str, str]]:
        yield from self._below(WHY)
        yield from self._reasoned("why")
        for row in self._rows("more").values():
            if "why" in row and "name" in row:
                yield (row["name"][0], *row["why"])
        for row in self._rows("indicators").values():
            if "why" in row and "id" in row:
                yield (row["id"][0], *row["why"])

    def _reasoned(self, field_: str, kind: str = "") -> Iterable[tuple[str, str, str]]:
        """A field of the scheme's lines as line and text."""
        for key, text in self.values.items():
            parts = key.split("/")
            if parts[0] == LINE and parts[2:] == [field_]:
                yield parts[1], text, key
            elif kind and parts[:2] == [ASK, kind]:
                yield parts[2], text, key
        for row in self._rows("indicators").values():
            if field_ in row and "id" in row and field_ == "not_applicable":
                yield (row["id"][0], *row[field_])

    # ---- indicators and judgements

    def _indicators(self) -> None:
        rows = self._rows("indicators")
        if rows:
            self.made.put("indicators:")
        slots = self.form.choices.get("slots", {})
        for row in rows.values():
            lead = "  - "
            for name in ("id", "slot", "level", "name", "weight", "target", "actual", "tier", "points", "judge", "reason"):
                if name in row:
                    text, key = row[name]
                    self.made.put(f"{lead}{name}: {scalar(_line(slots.get(text, text) if name == 'slot' else text))}", key)
                    lead = "    "
            if "evidence" in row:
                text, key = row["evidence"]
                self.made.put(f"{lead}evidence: [{', '.join(scalar(each) for each in _pieces(text))}]", key)

    def _judgements(self) -> None:
        lines: dict[str, dict[str, tuple[str, str]]] = {}
        for key, text in self.values.items():
            parts = key.split("/")
            if parts[0] == LINE and parts[2] in {"tier", "points", "judge", "evidence", "reason", "answer"}:
                lines.setdefault(parts[1], {})["/".join(parts[2:])] = (text, key)
        if lines:
            self.made.put("judgements:")
        for line in (row.id for row in self.form.scheme.indicators if row.id in lines):
            self._judgement(line, lines[line])

    def _judgement(self, line: str, given: Mapping[str, tuple[str, str]]) -> None:
        self.made.put(f"  {scalar(line)}:", next(iter(given.values()))[1])
        items = next(len(row.items) for row in self.form.scheme.indicators if row.id == line)
        if any(name.startswith("answer/") for name in given):
            said = [given.get(f"answer/{number}", ("", ""))[0] for number in range(1, items + 1)]
            words = ", ".join({"": UNANSWERED}.get(word, word) for word in said)
            first = next(key for name, (_, key) in given.items() if name.startswith("answer/"))
            self.made.put(f"    answers: [{words}]", first)
        for name in ("tier", "points", "judge", "reason"):
            if name in given:
                self.made.put(f"    {name}: {scalar(_line(given[name][0]))}", given[name][1])
        if "evidence" in given:
            text, key = given["evidence"]
            self.made.put(f"    evidence: [{', '.join(scalar(each) for each in _pieces(text))}]", key)

    # ---- what the scheme asks beside

    def _asked(self) -> None:
        given: dict[str, dict[str, list[tuple[str, str, str]]]] = {}
        for key, text in self.values.items():
            parts = key.split("/", 3)
            if parts[0] == ASK and len(parts) == len(("asked", "kind", "of", "name")):
                given.setdefault(parts[1], {}).setdefault(parts[2], []).append((parts[3], text, key))
        self._named("entries", given.get(asked.ENTRY, {}))
        self._named("peers", given.get(asked.PEER, {}))
        chosen = given.get(asked.CHOICE, {})
        picked = {line: [name for name, text, _ in rows if text == TRUE] for line, rows in chosen.items()}
        if any(picked.values()):
            self.made.put("chosen:")
        for line, names in picked.items():
            if names:
                self.made.put(f"  {scalar(line)}: [{', '.join(map(scalar, names))}]", chosen[line][0][2])
        vetoes = given.get(asked.VETO, {})
        if vetoes:
            self.made.put("vetoes:")
        for veto, rows in vetoes.items():
            _, text, key = rows[0]
            said = self.values.get(f"{SAID}/{key}", "")
            self.made.put(f"  {scalar(veto)}: {{holds: {scalar(text)}, reason: {scalar(_line(said))}}}", key)

    def _named(self, name: str, lines: Mapping[str, list[tuple[str, str, str]]]) -> None:
        if lines:
            self.made.put(f"{name}:")
        for line, rows in lines.items():
            self.made.put(f"  {scalar(line)}:", rows[0][2])
            for label, text, key in rows:
                self.made.put(f"    {scalar(label)}: {scalar(_line(text))}", key)
            sources = [said for _, _, key in rows if (said := self.values.get(f"{SAID}/{key}", ""))]
            if sources:
                self.made.put(f"    source: {scalar(_line(sources[0]))}", rows[0][2])

    def _deductions(self) -> None:
        rows = [row for row in self._rows("manual").values() if "line" in row]
        if rows:
            self.made.put("deductions:")
        for row in rows:
            self.made.put(f"  {scalar(row['line'][0])}:", row["line"][1])
            for name in ("points", "judge", "reason"):
                if name in row:
                    self.made.put(f"    {name}: {scalar(_line(row[name][0]))}", row[name][1])

    # ---- claims and words

    def _claimed(self) -> None:
        head = self._below("claimed")
        kinds = self.form.choices.get("claim_kinds", {})
        lines = list(self._reasoned("claimed"))
        lines += [(row["id"][0], *row["claimed"]) for row in self._rows("indicators").values() if "claimed" in row and "id" in row]
        subtotals = [
            (row["name"][0], *row["points"]) for row in self._rows("subtotals").values() if "name" in row and "points" in row
        ]
        if not (head or lines or subtotals or self._rows("deductions")):
            return
        self.made.put("claimed:")
        for name, text, key in head:
            self.made.put(f"  {name}: {scalar(kinds.get(text, text) if name == 'kind' else _line(text))}", key)
        self._mapping("lines", lines, 2)
        self._mapping("subtotals", subtotals, 2)
        self._list("deductions", ("line", "weight", "points", "reason"), indent=2)

    def _narrative(self) -> None:
        texts = [(key.partition("/")[2], text, key) for key, text in self.values.items() if key.startswith(f"{NARRATIVE}/")]
        if texts:
            self.made.put("narrative:")
        for name, text, key in texts:
            self.made.put(f"  {name}:", key)
            for paragraph in text.splitlines():
                if paragraph.strip():
                    self.made.put(f"    - {scalar(paragraph.strip())}", key)


def _line(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def _pieces(text: str) -> list[str]:
    """A list in one cell: a piece a line, or between semicolons."""
    return [piece.strip() for piece in _PIECES.split(text) if piece.strip()]
