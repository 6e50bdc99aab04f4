"""Copies of kept PDFs: marked on every page, the original untouched."""

import asyncio
import io


async def stamped(data: bytes, stamp: bytes) -> bytes:
    """The pages of a PDF with the first page of another laid over each."""
    return await asyncio.to_thread(_stamped, data, stamp)


def _stamped(data: bytes, stamp: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter

    mark = PdfReader(io.BytesIO(stamp)).pages[0]
    copy = PdfWriter()
    for page in PdfReader(io.BytesIO(data)).pages:
        copy.add_page(page).merge_page(mark)
    written = io.BytesIO()
    copy.write(written)
    return written.getvalue()
