"""整数宽度的证明: how large a whole number each line of each scheme can reach, so that 64 bits are used where they are enough and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hengji.batch.compile import compile_scheme
from hengji.batch.total import UnscoredError
from hengji.expr.columns import BITS, UnfitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hengji.rulebook.book import Book


def said(book: Book) -> Iterator[str]:
    """One line for each line of a scheme and for its total, then how many need more than 64 bits."""
    lines = wide = schemes = 0
    for scheme in sorted(book.schemes.values(), key=lambda each: each.id):
        try:
            plan = compile_scheme(scheme, book)
        except UnfitError as error:
            yield book.caption("batch.proof_too_large", scheme=scheme.id, found=str(error))
            continue
        except UnscoredError as error:
            yield book.caption("batch.proof_no_query", scheme=scheme.id, found=str(error))
            continue
        schemes += 1
        for proof in plan.proofs:
            lines, wide = lines + 1, wide + proof.wide
            bits, digits = (2 * BITS if proof.wide else BITS), len(str(proof.widest))
            yield book.caption(
                "batch.proof", scheme=scheme.id, line=proof.line, widest=f"{proof.widest:,}", digits=digits, bits=bits
            )
    yield book.caption("batch.proof_total", schemes=schemes, lines=lines, narrow=lines - wide, wide=wide)
