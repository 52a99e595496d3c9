"""The run's own page: one HTML file that needs nothing beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.core import exact
from hengji.writing.page import Markup, Page, join, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hengji.batch.quality import Quality
    from hengji.rulebook.book import Book
    from hengji.rulebook.scheme import Scheme

TEMPLATE = "pages/batch.html"
MOST_COLUMNS = 60
WIDTH, HEIGHT, GAP = 640, 160, 2


def page(manifest: Mapping[str, object], found: Quality, scheme: Scheme, book: Book) -> str:
    """The page of a run."""
    template = read(book.templates[TEMPLATE])
    return _Page(template, manifest, found, scheme, book).page()


class _Page:
    def __init__(self, template: Page, manifest: Mapping[str, object], found: Quality, scheme: Scheme, book: Book) -> None:
        self.template, self.manifest, self.found, self.scheme, self.book = template, manifest, found, scheme, book

    def caption(self, key: str, **slots: object) -> str:
        return self.book.caption(f"batch.{key}", **slots)

    def page(self) -> str:
        """All of it, from its parts."""
        return self.template.page(
            title=self.scheme.title,
            scheme=self.scheme.id,
            synthetic=self.caption("page_synthetic", label=self.found.synthetic) if self.found.synthetic else "",
            **self._counts(),
            reasons=self._reasons(),
            unknowns=self._unknowns(),
            unread=self._unread(),
            identities=self._identities(),
            histogram=self._histogram(),
            spreads=self._spreads(),
            inflation=self._inflation(),
            unusual=self._unusual(),
            expected=self._expected(),
            drawn=self._drawn(),
            draw=self._draw(),
            **self._digests(),
        )

    def _counts(self) -> dict[str, str]:
        rows, parity = _table(self.manifest, "rows"), _table(self.manifest, "parity")
        boundaries, sampled = _count(parity["boundary_rows"]), _count(parity["sampled_rows"])
        return {
            **{key: _count(rows[key]) for key in ("scored", "refused")},
            "rows": _count(rows["in"]),
            "cells": _count(parity["cells"]),
            "parity": self.caption("page_parity", boundaries=boundaries, sampled=sampled, seed=parity["seed"]),
        }

    def _digests(self) -> dict[str, str]:
        """What the page was made of, by the first letters of each digest."""
        return {
            "versions": "、".join(f"{name} {version}" for name, version in _table(self.manifest, "versions").items()),
            "rulebook": str(self.manifest["rulebook"])[:12],
            "facts": str(_table(self.manifest, "facts")["sha256"])[:12],
            "output": str(_table(self.manifest, "output")["sha256"])[:12],
        }

    def _reasons(self) -> Markup:
        reasons = _table(_table(self.manifest, "rows"), "reasons")
        return self._rows("reason", ((code, self.book.codes[code].title, _count(count)) for code, count in reasons.items()))

    def _identities(self) -> Markup:
        found = self.found.identities
        return self._rows("identity", ((each.code, each.title, _count(each.checked), _count(each.broken)) for each in found))

    def _expected(self) -> str:
        rules, found = self.book.sampling, self.found
        return self.caption(
            "page_expected",
            count=len(found.unusual),
            expected=_decimal(found.expected, 1),
            limit=exact.plain(rules.deviations),
            peers=rules.least_peers,
            most=rules.listed,
        )

    def _drawn(self) -> Markup:
        found = self.found.drawn
        return self._rows("drawn", ((each.unit, str(each.year), str(each.risk), _decimal(each.probability, 6)) for each in found))

    def _draw(self) -> str:
        rules = self.book.sampling
        return self.caption(
            "page_draw",
            seed=self.found.seed,
            every=rules.every,
            points=exact.plain(rules.claimed_over),
            claim=rules.claimed,
            broken=rules.contradiction,
            unknown=rules.unknown,
        )

    def _rows(self, block: str, rows: Iterable[tuple[str, ...]]) -> Markup:
        """Lines of a table, or one that says there are none."""
        made = [self.template.fill(block, **{f"c{number}": cell for number, cell in enumerate(row, 1)}) for row in rows]
        return join(made) if made else self.template.fill("nothing", words=self.caption("page_nothing"))

    def _unread(self) -> str:
        names = _table(_table(self.manifest, "facts"), "unread") if "unread" in _table(self.manifest, "facts") else {}
        said = "、".join(self.caption("unread_name", name=name, count=count) for name, count in names.items())
        return self.caption("page_unread", names=said) if said else ""

    def _unknowns(self) -> Markup:
        listed = [each for each in self.found.unknowns if each.unknown or each.impossible][:MOST_COLUMNS]
        rows = self.found.rows
        return self._rows(
            "unknown",
            ((each.label, each.name, _count(each.unknown), _share(each.unknown, rows), _count(each.impossible)) for each in listed),
        )

    def _spreads(self) -> Markup:
        def note(full: int, scored: int) -> str:
            return self.caption("page_all_full") if scored and full == scored else ""

        return self._rows(
            "spread",
            (
                (
                    each.line, each.name, _count(each.scored), _share(each.full, each.scored), _share(each.none, each.scored),
                    f"{each.mean * 100:.1f}%", _count(each.unknown), _count(each.absent), note(each.full, each.scored),
                )
                for each in self.found.spreads
            ),
        )  # fmt: skip

    def _inflation(self) -> Markup:
        return self._rows(
            "inflation",
            (
                (
                    each.line or self.caption("page_total"),
                    each.name,
                    _count(each.both),
                    _share(each.above, each.both),
                    f"{each.mean:+.2f}",
                )
                for each in self.found.inflation
            ),
        )

    def _unusual(self) -> Markup:
        return self._rows(
            "unusual",
            (
                (
                    each.unit,
                    str(each.year),
                    f"{each.total:.2f}",
                    f"{each.middle:.2f}",
                    f"{each.deviations:+.1f}",
                    _small(each.probability),
                )
                for each in self.found.unusual
            ),
        )

    def _histogram(self) -> Markup:
        """The totals as bars, each with its count in words for those who cannot see it."""
        bins, most = self.found.histogram, max((*self.found.histogram, 1))
        width = WIDTH // len(bins)
        bars = []
        for number, count in enumerate(bins):
            tall = HEIGHT * count // most
            low, high = number * 100 // len(bins), (number + 1) * 100 // len(bins)
            bars.append(
                f'<rect x="{number * width + GAP}" y="{HEIGHT - tall}" width="{width - 2 * GAP}" height="{tall}"><title>{low}–{high}%: {count:,}</title></rect>'
            )
            if number % 4 == 0:
                bars.append(f'<text x="{number * width}" y="{HEIGHT + 16}">{low}%</text>')
        label = self.caption("page_histogram", full=exact.plain(self.scheme.full_marks))
        cells = "".join(
            f"<tr><td>{number * 100 // len(bins)}–{(number + 1) * 100 // len(bins)}%</td><td>{count:,}</td></tr>"
            for number, count in enumerate(bins)
            if count
        )
        heads = f"<tr><th>{self.caption('page_range')}</th><th>{self.caption('page_units')}</th></tr>"
        return Markup(
            f'<svg viewBox="0 0 {WIDTH} {HEIGHT + 22}" role="img" aria-label="{label}"><title>{label}</title>{"".join(bars)}</svg>'
            f"<table>{heads}{cells}</table>"
        )


def _table(tree: Mapping[str, object], key: str) -> dict[str, object]:
    found = tree[key]
    return found if isinstance(found, dict) else {}


def _count(number: object) -> str:
    return f"{number:,}" if isinstance(number, int) else str(number)


def _share(part: int, whole: int) -> str:
    return f"{part / whole * 100:.2f}%" if whole else "—"


def _decimal(number: float, decimals: int) -> str:
    return f"{number:.{decimals}f}"


def _small(number: float) -> str:
    return f"{number:.1e}" if number < 10**-4 else f"{number:.4f}"
