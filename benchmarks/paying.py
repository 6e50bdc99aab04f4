"""The page that a client pays by: its amount, its transfer, its QR code."""

import asyncio

from app import clock
from app.adapters.database import close_engine, open_engine, transaction
from app.clients.tables import Client
from app.invoices import actions as invoices
from app.invoices.rules import LineDraft
from app.links import actions as links
from benchmarks import pages
from benchmarks.figures import Figure
from benchmarks.sizes import Size

_BY = "benchmark"


def run(size: Size) -> list[Figure]:
    """Opened again and again, among the documents of years."""
    token = asyncio.run(_owed())
    return pages.measure(
        size, {"pay page": (f"/p/{token}", 30.0)}, f"{size.documents} documents", aimed=True
    )


async def _owed() -> str:
    """The token of an invoice just issued."""
    at = clock.now()
    await open_engine()
    try:
        first = await Client.select(Client.id).order_by(Client.id).first()
        async with transaction() as tx:
            invoice = await invoices.draft(
                tx,
                client_id=first["id"] if first else 0,
                lines=[LineDraft("Dépannage", 10_000, 120_000_000, 2000)],
                at=at,
                by=_BY,
            )
            await invoices.issue_in(tx, invoice, on=at.date(), at=at, by=_BY)
            return await links.ensure(tx, subject_kind="invoice", subject_id=invoice, at=at)
    finally:
        await close_engine()
