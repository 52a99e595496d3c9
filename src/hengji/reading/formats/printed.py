"""The text of a PDF that we printed ourselves, page by page. A stranger's PDF is read in the jail (formats/pdf.py)."""

from __future__ import annotations


def pages(content: bytes) -> list[str] | None:
    """The texts of the pages; None where the file cannot be opened."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return None
    try:
        return [document[number].get_textpage().get_text_range().replace("\r", "") for number in range(len(document))]
    finally:
        document.close()
