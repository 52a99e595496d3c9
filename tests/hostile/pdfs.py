"""PDF files object by object, so that any of them may lead anywhere."""

from __future__ import annotations

WORDS = b"BT /F1 12 Tf 100 700 Td (balance 15.47) Tj ET"


def made(
    catalog: bytes = b"", more: tuple[bytes, ...] = (), prev: str = "", pages: bytes = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
) -> bytes:
    """A file of one page with some words; `more` are further objects from number 6 on; `prev` what the trailer says of an older table."""
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        pages,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n" % len(WORDS) + WORDS + b"\nendstream",
        *more,
    )
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    older = prev.replace("SELF", str(table)).encode()
    return out + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, older, table)
