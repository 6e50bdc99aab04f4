"""Short ways to sell and to be paid in the stories about money."""

from datetime import date

from app.adapters.database import transaction
from app.invoices import actions as invoices
from app.invoices.queries import open_instalments
from app.invoices.rules import LineDraft
from app.payments import actions
from app.payments.rules import Method, Parts, ReceiptValues
from tests.cast import ODILE, at


async def sold(client_id: int, euros: int, on: str, due: str) -> int:
    """An issued invoice of whole euros, VAT included at 20 %; gives back its id."""
    day = date.fromisoformat(on)
    async with transaction() as tx:
        invoice_id = await invoices.draft(
            tx,
            client_id=client_id,
            lines=[LineDraft("Entretien ascenseur", 10_000, 0, 2000)],
            grosses=[euros * 100],
            due_on=date.fromisoformat(due),
            at=at(day),
            by=ODILE,
        )
        await invoices.issue_in(tx, invoice_id, on=day, at=at(day), by=ODILE)
    return invoice_id


async def paid(
    client_id: int,
    euros: int,
    on: str,
    parts: Parts = None,
    key: str = "",
    method: Method = Method.TRANSFER,
    recorded: str = "",
) -> int:
    """A receipt of whole euros, recorded the same day unless told otherwise."""
    values = ReceiptValues(
        client_id,
        method,
        euros * 100,
        date.fromisoformat(on),
        key or f"{client_id}-{euros}-{on}",
        parts,
    )
    return await actions.record(values, at=at(recorded or on, 10), by=ODILE)


async def open_now(client_id: int) -> dict[str, int]:
    """Cents open by number."""
    return {one.number: one.open for one in await open_instalments(client_id)}


async def instalment_of(invoice_id: int) -> int:
    found = [one for one in await open_instalments() if one.invoice_id == invoice_id]
    return found[0].instalment_id
