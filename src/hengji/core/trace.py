"""How a value came about: the formula, the facts it used, and the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hengji.core.exact import Exact
    from hengji.core.fact import Fact
    from hengji.core.unknown import Unknown


class Used(NamedTuple):
    """A name of the formula and the fact it stood for; None where it is not known. `assumed` says 「未列，按 0 计」."""

    name: str
    fact: Fact | None
    assumed: bool = False


class Trace(NamedTuple):
    """`formula` as it is read, `words` with the figures put in, `value` in base units."""

    formula: str
    words: str
    value: Exact | bool | Unknown
    used: tuple[Used, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts used, each once."""
        return tuple(dict.fromkeys(used.fact for used in self.used if used.fact is not None))
