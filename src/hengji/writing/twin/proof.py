"""What proves a page: the digest, the line to run, and a QR code of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno

from hengji.writing.twin.page import Proof

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hengji.rulebook.book import Book

SCALE, BORDER = 4, 2


def proof(book: Book, files: Sequence[str], digest: str, verify_url: str, covered: frozenset[str], *, with_package: bool) -> Proof:
    """The lines under 验算和下载; the QR leads to the site's verify page where there is one, else it holds the digest and the line."""
    package = book.caption("twin.file_package")
    lines: tuple[tuple[str, bool], ...]
    if with_package:
        command = book.caption("twin.proof_command", package=package, digest=digest)
        lines = (
            (book.caption("twin.proof_package", package=package), False),
            (digest, True),
            (book.caption("twin.proof_run"), False),
            (command, True),
        )
    else:
        command = digest
        lines = ((book.caption("twin.proof_without", name=book.caption("twin.file_json")), False), (digest, True))
    text = f"{verify_url}{'&' if '?' in verify_url else '?'}sha256={digest}" if verify_url else command
    known = {
        book.caption(f"twin.file_{key}"): book.caption(f"twin.about_{key}")
        for key in ("json", "figures", "lines", "dictionary", "dictionary_json", "package")
    }
    downloads = tuple((name, known.get(name, book.caption("twin.about_taxonomy"))) for name in files)
    return Proof((*lines, (book.caption("twin.proof_cannot_know"), False)), _qr(text), text, downloads, covered)


def _qr(text: str) -> str:
    """A QR code as a picture in the page itself."""
    address: str = segno.make_qr(text, error="m").png_data_uri(scale=SCALE, border=BORDER)
    return address
