"""What several clients owe in all, in one query: a column of a list."""

from collections.abc import Sequence
from datetime import date

from app.invoices.tables import Invoice
from app.receivables.queries.source import open_amounts


async def balances(client_ids: Sequence[int], on: date) -> dict[int, int]:
    """Cents owed by each of these clients as of a day, less what is not yet used of their money;
    clients who owe nothing are left out."""
    if not client_ids:
        return {}
    source = await open_amounts(on, None)
    places = ", ".join("{}" for _ in client_ids)
    rows = await Invoice.raw(
        f"SELECT o.client_id AS client_id, CAST(SUM(o.open) AS BIGINT) AS cents"
        f" FROM ({source.sql}) o WHERE o.client_id IN ({places}) GROUP BY o.client_id",
        *source.values,
        *client_ids,
    )
    return {int(row["client_id"]): int(row["cents"]) for row in rows if row["cents"]}
