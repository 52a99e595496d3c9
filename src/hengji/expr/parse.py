"""衡式, read: a formula's text to its tree, or one coded error with its column."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.expr import errors
from hengji.expr.errors import FormulaError
from hengji.expr.functions import (
    AND,
    BANDS,
    BY_AXIS,
    BY_LIST,
    DEFAULT,
    FALSE,
    FUNCTIONS,
    KEYWORDS,
    MAX,
    MIN,
    NOT,
    OR,
    PRIOR,
    ROUND,
    SUM,
    TRUE,
    Function,
)
from hengji.expr.tree import Binary, ByBands, Call, Local, Node, Number, OverAxis, OverList, Ref, Truth, Unary, rebuild

if TYPE_CHECKING:
    from hengji.expr.names import Name, Vocabulary

LONGEST, MOST_NODES, DEEPEST, MOST_DIGITS = 2000, 200, 40, 30

OPERATORS = {
    "＋": "＋", "+": "＋", "－": "－", "-": "－", "−": "－", "×": "×", "*": "×", "÷": "÷", "/": "÷",
    "＝": "＝", "==": "＝", "=": "＝", "≠": "≠", "!=": "≠", "≤": "≤", "<=": "≤", "≥": "≥", ">=": "≥",
    "＜": "＜", "<": "＜", "＞": "＞", ">": "＞",
}  # fmt: skip
LEVELS = (frozenset("＋－"), frozenset("×÷"))
OPEN, CLOSE, COMMAS, SPACES = "(（", ")）", ",，、", " \t\n\u3000"
SQUARE_OPEN, SQUARE_CLOSE, COLONS = "[［", "]］", ":："
_DAY = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
DATE = "date"


def parse(text: str, vocabulary: Vocabulary) -> Node:
    """The tree of a formula.

    Raises FormulaError: FX01–FX09, FX11 (decimals of 四舍五入), FX14, FX15, FX17, FX18, each with a column counted from 0.
    """
    if len(text) > LONGEST:
        raise FormulaError(errors.LENGTH, LONGEST, str(len(text)), most=str(LONGEST))
    reader = _Reader(text, vocabulary)
    return reader.formula()


def is_name_letter(letter: str) -> bool:
    """Whether a letter can belong to a name: CJK, ASCII letters and digits, quotes, ㎡."""
    return (letter.isascii() and letter.isalnum()) or letter in "“”‘’㎡·" or unicodedata.category(letter) == "Lo"


class _Reader:
    """One pass over the text; `at` is the column of the next letter that is not a space."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text, self.vocabulary, self.at, self.depth, self.nodes = text, vocabulary, 0, 0, 0
        self._spaces()

    def formula(self) -> Node:
        node = self._either()
        if self.at < len(self.text):
            raise self._unexpected()
        return node

    def _spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in SPACES:
            self.at += 1

    def _step(self, length: int) -> None:
        self.at += length
        self._spaces()

    def _here(self, letters: str) -> bool:
        return self.at < len(self.text) and self.text[self.at] in letters

    def _take(self, letters: str) -> bool:
        if self._here(letters):
            self._step(1)
            return True
        return False

    def _want(self, letters: str) -> None:
        if not self._take(letters):
            raise self._unexpected(letters[0])

    def _word(self, word: str) -> bool:
        """A keyword, unless a declared name begins with it here."""
        if self.text.startswith(word, self.at) and self.vocabulary.name_at(self.text, self.at) is None:
            self._count()
            self._step(len(word))
            return True
        return False

    def _operator(self) -> str | None:
        """The operator that stands here, in its one spelling."""
        return OPERATORS.get(self.text[self.at : self.at + 2]) or OPERATORS.get(self.text[self.at : self.at + 1])

    def _count(self) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise FormulaError(errors.NODES, self.at, str(self.nodes), most=str(MOST_NODES))

    def _take_operator(self) -> None:
        self._count()
        self._step(2 if self.text[self.at : self.at + 2] in OPERATORS else 1)

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise FormulaError(errors.DEPTH, self.at, str(self.depth), most=str(DEEPEST))

    def _either(self) -> Node:
        self._deeper()
        node, at = self._both(), self.at
        while self._word(OR):
            node, at = Binary(OR, node, self._both(), at), self.at
        self.depth -= 1
        return node

    def _both(self) -> Node:
        node, at = self._not(), self.at
        while self._word(AND):
            node, at = Binary(AND, node, self._not(), at), self.at
        return node

    def _not(self) -> Node:
        at = self.at
        if self._word(NOT):
            self._deeper()
            node = Unary(NOT, self._not(), at)
            self.depth -= 1
            return node
        return self._comparison()

    def _comparison(self) -> Node:
        left, at = self._level(0), self.at
        operator = self._operator()
        if operator is None:
            return left
        self._take_operator()
        right = self._level(0)
        if self._operator() is not None:
            raise FormulaError(errors.CHAIN, self.at, self.text[self.at])
        return Binary(operator, left, right, at)

    def _level(self, level: int) -> Node:
        """Sums at level 0, products at level 1, then one operand."""
        if level == len(LEVELS):
            return self._operand()
        node, at = self._level(level + 1), self.at
        while (operator := self._operator()) in LEVELS[level]:
            self._take_operator()
            node, at = Binary(str(operator), node, self._level(level + 1), at), self.at
        return node

    def _operand(self) -> Node:
        at = self.at
        self._count()
        if self._operator() == "－":
            self._take_operator()
            self._deeper()
            node = Unary("－", self._operand(), at)
            self.depth -= 1
            return node
        if self._take(OPEN):
            inner = self._either()
            self._want(CLOSE)
            return inner
        if self._here("0123456789"):
            return self._number()
        return self._named()

    def _number(self) -> Node:
        start = self.at
        day = _DAY.match(self.text, start)
        if day is not None:
            return self._day(day)
        end = _digits(self.text, start)
        if self.text[end : end + 1] == "." and _digits(self.text, end + 1) > end + 1:
            end = _digits(self.text, end + 1)
        written = self.text[start:end]
        if len(written.replace(".", "")) > MOST_DIGITS:
            raise FormulaError(errors.RANGE, start, written, most=str(MOST_DIGITS))
        self._step(end - start)
        return self._with_unit(start, written)

    def _day(self, found: re.Match[str]) -> Number:
        """A calendar day, counted in days from the first of January of the year 1."""
        start = self.at
        try:
            day = date(*(int(part) for part in found.groups()))
        except ValueError:
            raise FormulaError(errors.RANGE, start, found[0], most=str(MOST_DIGITS)) from None
        self._step(found.end() - start)
        return Number((day.toordinal(), 1), found[0], DATE, start)

    def _with_unit(self, start: int, written: str) -> Number:
        value = exact.of(written)
        if self._take("%％"):
            return Number(exact.multiply(value, (1, 100)), f"{written}%", at=start)
        label = self.vocabulary.unit_at(self.text, self.at)
        if label is None or not self._ends(self.at + len(label)):
            return Number(value, written, at=start)
        self._step(len(label))
        unit = self.vocabulary.units[label]
        dimension = "" if unit.dimension == "ratio" else unit.dimension
        return Number(exact.multiply(value, unit.factor), f"{written}{label}", dimension, start)

    def _named(self) -> Node:
        at, name = self.at, self.vocabulary.name_at(self.text, self.at)
        run = self._run(at)
        if name is not None and self._ends(at + len(name)):
            self._step(len(name))
            known = self.vocabulary.names.get(name)
            return Local(name, at=at) if known is None else self._basis(known, at)
        if run[:1] in (TRUE, FALSE) and self._ends(at + 1):
            self._step(1)
            return Truth(run[0] == TRUE, at)
        function = FUNCTIONS.get(run)
        if function is not None and self._bracket_follows(at + len(run)):
            self._step(len(run))
            self._want(OPEN)
            node = self._call(function, at)
            self._want(CLOSE)
            return node
        if not run:
            raise self._unexpected()
        raise FormulaError(errors.NAME, at, run, near=self.vocabulary.nearest(run))

    def _run(self, start: int) -> str:
        """The letters from here that could be one name."""
        end = start
        while end < len(self.text) and is_name_letter(self.text[end]):
            end += 1
        return self.text[start:end]

    def _ends(self, end: int) -> bool:
        """Whether a name may end here: no letter follows, or a keyword does."""
        follows = self.text[end : end + 1]
        return not follows or not is_name_letter(follows) or follows in (AND, OR)

    def _bracket_follows(self, at: int) -> bool:
        return self.text[at:].lstrip(SPACES).startswith(tuple(OPEN))

    def _basis(self, name: Name, at: int) -> Ref:
        """The stage and members in square brackets behind a name."""
        said: dict[str, str] = {}
        labels: dict[str, str] = {}
        if self._take(SQUARE_OPEN):
            self._part(name, said, labels)
            while self._take(COMMAS):
                self._part(name, said, labels)
            self._want(SQUARE_CLOSE)
        stage = said.pop("", name.stages[0] if name.stages else "")
        label = self.vocabulary.stage_labels.get(stage, "") if stage and stage != name.stages[0] else ""
        members = tuple(sorted(said.items()))
        axis_labels = tuple(labels[axis] for axis, _ in members)
        return Ref(name.concept, name.label, name.dimension, stage, label, 0, members, at, axis_labels)

    def _part(self, name: Name, said: dict[str, str], labels: dict[str, str]) -> None:
        """One stage (kept under "") or one member of an axis; neither may be said twice."""
        begin, word = self.at, self._plain_word()
        axis, part = self._member(word, name, begin) if self._take(COLONS) else ("", self._stage(word, name, begin))
        if axis in said:
            raise FormulaError(errors.BASIS, begin, word, name=name.label, allowed=labels[axis])
        said[axis], labels[axis] = part, word

    def _plain_word(self) -> str:
        word = self._run(self.at)
        if not word:
            raise self._unexpected()
        self._step(len(word))
        return word

    def _stage(self, word: str, name: Name, at: int) -> str:
        stage = self.vocabulary.stages.get(word)
        if stage is None or stage not in name.stages:
            allowed = "、".join(self.vocabulary.stage_labels.get(s, s) for s in name.stages)
            raise FormulaError(errors.BASIS, at, word, name=name.label, allowed=allowed)
        return stage

    def _member(self, word: str, name: Name, at: int) -> tuple[str, str]:
        axis = self.vocabulary.axes.get(word)
        code = self._plain_word()
        if axis is None or axis.id not in name.axes or code not in axis.codes:
            allowed = "、".join(known.label for known in self.vocabulary.axes.values() if known.id in name.axes)
            raise FormulaError(errors.BASIS, at, f"{word}:{code}", name=name.label, allowed=allowed)
        return axis.id, code

    def _call(self, function: Function, at: int) -> Node:
        if function.special:
            return self._special(function.word, at)
        first = self._either()
        if function.word in (MAX, MIN) and (members := self._members_of_a_list()):
            return OverList(function.word, (first,), members, at)
        arguments = [first, *self._further()]
        if not function.least <= len(arguments) <= function.most:
            wants = str(function.least) if function.least == function.most else f"{function.least}–{function.most}"
            raise FormulaError(errors.ARITY, at, function.word, count=str(len(arguments)), wants=wants)
        if function.word == DEFAULT:
            self._check_default(arguments, at)
        if function.word == ROUND:
            _check_decimals(arguments[1], at)
        return Call(function.word, tuple(arguments), at)

    def _further(self) -> list[Node]:
        arguments = []
        while self._take(COMMAS):
            arguments.append(self._either())
        return arguments

    def _members_of_a_list(self) -> str:
        """The list of 最大(x, 逐成员) or 最小(x, 逐成员), with the comma before it; empty where an operand follows."""
        behind = self.text[self.at + 1 :].lstrip(SPACES)
        run = self._run(len(self.text) - len(behind))
        if not (self._here(COMMAS) and run[:1] == BY_LIST and run[1:] in self.vocabulary.lists):
            return ""
        self._step(1)
        self._count()
        self._step(len(run))
        return run[1:]

    def _check_default(self, arguments: list[Node], at: int) -> None:
        """缺省 stands in identities only, for a term whose concept says that absent means zero."""
        term, zero = arguments
        name = self.vocabulary.names.get(term.label) if isinstance(term, Ref) else None
        is_zero = isinstance(zero, Number) and zero.value[0] == 0
        if not (self.vocabulary.optional_terms and name is not None and name.absent_is_zero and is_zero):
            raise FormulaError(errors.OPTIONAL_TERM, at, name.label if name else DEFAULT)

    def _special(self, word: str, at: int) -> Node:
        first = self._either()
        if word == PRIOR:
            return year_before(first)
        if word == BANDS:
            return ByBands(first, at)
        self._want(COMMAS)
        arguments = [first]
        while not self._over():
            arguments.append(self._either())
            self._want(COMMAS)
        begin, over = self.at, self._plain_word()
        wants = FUNCTIONS[word].least
        if len(arguments) + 1 != wants:
            raise FormulaError(errors.ARITY, at, word, count=str(len(arguments) + 1), wants=str(wants))
        if over.startswith(BY_LIST):
            return self._over_list(word, arguments, over[1:], begin)
        return self._over_axis(word, first, over[1:], begin)

    def _over(self) -> bool:
        """Whether 按轴 or 逐项 stands here, and not a declared name that begins with 按 or 逐."""
        run = self._run(self.at)
        known = self.vocabulary.axes if run.startswith(BY_AXIS) else self.vocabulary.lists
        return run[:1] in (BY_AXIS, BY_LIST) and (run[1:] in known or self.vocabulary.name_at(self.text, self.at) is None)

    def _over_list(self, word: str, arguments: list[Node], members: str, at: int) -> OverList:
        if members not in self.vocabulary.lists:
            raise FormulaError(errors.LIST, at, members)
        return OverList(word, tuple(arguments), members, at)

    def _over_axis(self, word: str, first: Node, label: str, at: int) -> OverAxis:
        axis = self.vocabulary.axes.get(label)
        # the members of a member are not looked up, so a figure that names one already cannot be broken down further
        name = self.vocabulary.names.get(first.label) if isinstance(first, Ref) and not first.members else None
        if word != SUM or axis is None or name is None or axis.id not in name.axes or not isinstance(first, Ref):
            raise FormulaError(errors.BASIS, at, label, name=word, allowed="、".join(self.vocabulary.axes))
        return OverAxis(first, axis.id, axis.label, at)

    def _unexpected(self, wanted: str = "") -> FormulaError:
        if self.at >= len(self.text):
            return FormulaError(errors.SYNTAX, len(self.text), "", wanted=wanted)
        letter = self.text[self.at]
        allowed = is_name_letter(letter) or letter in OPEN + CLOSE + COMMAS + SQUARE_OPEN + SQUARE_CLOSE + COLONS + "%％"
        if allowed or letter in OPERATORS:
            return FormulaError(errors.SYNTAX, self.at, self._run(self.at) or letter, wanted=wanted)
        half = unicodedata.normalize("NFKC", letter)
        if half != letter and half.isascii() and half.isalnum():
            return FormulaError(errors.FULL_WIDTH, self.at, letter, half=half)
        return FormulaError(errors.CHARACTER, self.at, letter, unicode=unicodedata.name(letter, f"U+{ord(letter):04X}"))


def _digits(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end] in "0123456789":
        end += 1
    return end


def _check_decimals(node: Node, at: int) -> None:
    most = 10
    whole = isinstance(node, Number) and not node.dimension and node.value[1] == 1 and 0 <= node.value[0] <= most
    if not whole:
        raise FormulaError(errors.TYPE, at, ROUND, wanted=f"0–{most}")


def year_before(node: Node) -> Node:
    """The same formula about the year before."""
    if isinstance(node, Ref):
        return replace(node, years=node.years - 1)
    if isinstance(node, OverAxis):
        return replace(node, ref=replace(node.ref, years=node.ref.years - 1))
    return rebuild(node, year_before)


def reserved(word: str) -> bool:
    """Whether a word belongs to the language and so cannot be a label."""
    return word in KEYWORDS or word in FUNCTIONS
