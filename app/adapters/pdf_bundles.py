"""Several PDFs bound into one, each with its bookmark."""

import asyncio
import io
from collections.abc import Sequence


async def bound(parts: Sequence[tuple[str, bytes]], title: str) -> bytes:
    """One PDF of all the pages in order; a bookmark named after each part opens its first page."""
    return await asyncio.to_thread(_bound, parts, title)


def _bound(parts: Sequence[tuple[str, bytes]], title: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for name, data in parts:
        first = len(writer.pages)
        for page in PdfReader(io.BytesIO(data)).pages:
            writer.add_page(page)
        writer.add_outline_item(title=name, page_number=first)
    writer.add_metadata({"/Title": title})
    writer.page_mode = "/UseOutlines"
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def is_pdf(data: bytes) -> bool:
    """Whether bytes can be bound: a PDF that is read to its end, with no password."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return len(PdfReader(io.BytesIO(data)).pages) > 0
    except (PyPdfError, ValueError, OSError):
        return False
