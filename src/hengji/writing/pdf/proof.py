"""The last page of a PDF: whose evaluation it is, its digest, the day, how to verify it, and a QR that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from datetime import date

    from hengji.rulebook.book import Book

SCALE, BORDER = 6, 4


@dataclass(frozen=True, slots=True)
class Proof:
    """What a PDF is of: `lines` for people, `code` for the QR; `digest` in hexadecimal."""

    title: str
    lines: tuple[str, ...]
    code: str
    digest: str
    day: date

    def picture(self) -> bytes:
        """The QR as PNG, with its quiet edge."""
        out = BytesIO()
        segno.make(self.code, error="m", micro=False).save(out, kind="png", scale=SCALE, border=BORDER)
        return out.getvalue()


def of_evaluation(about: tuple[str, int, str], digest: str, day: date, book: Book, address: str = "") -> Proof:
    """The proof of an evaluation: of a unit, a year, by a scheme; `address` is the page on which the site verifies."""
    unit, year, scheme = about
    lines = (book.caption("layout.proof_unit", unit=unit, year=year), book.caption("layout.proof_scheme", scheme=scheme))
    return _proof((*lines, book.caption("layout.proof_digest")), digest, day, book, address)


def of_document(name: str, digest: str, day: date, book: Book, address: str = "") -> Proof:
    """The proof of a Word file that stands alone."""
    return _proof((book.caption("layout.proof_document", name=name),), digest, day, book, address)


def _proof(lines: tuple[str, ...], digest: str, day: date, book: Book, address: str) -> Proof:
    dated = book.caption("layout.proof_date", year=day.year, month=day.month, day=day.day)
    half = len(digest) // 2
    where = (book.caption("layout.proof_where", address=address),) if address else ()
    code = f"{address}?sha256={digest}" if address else f"{book.caption('layout.proof_command')} SHA-256 {digest} {day.isoformat()}"
    told = (*lines, digest[:half], digest[half:], dated, book.caption("layout.proof_how"), *where)
    return Proof(book.caption("layout.proof_title"), told, code, digest, day)
