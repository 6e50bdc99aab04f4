"""Words of the invoices' stories: a line, an issue, the accounts after it."""

from datetime import date, datetime

from app.accounting.tables import Entry, EntryLine
from app.adapters.database import transaction
from app.invoices import actions
from app.invoices.rules import LineDraft
from app.invoices.tables import Instalment
from tests.cast import at

BY = "odile@atelier-vauban.test"
D = date.fromisoformat
# One o'clock in the afternoon of the day on which all of it is recorded.
WHEN: datetime = at("2026-11-21", 13)


def line(label: str = "Entretien", euros: int = 100, rate: int = 2000, many: int = 1) -> LineDraft:
    """`many` of something at a price in whole euros."""
    return LineDraft(label, many * 10_000, euros * 1_000_000, rate)


async def drafted(client_id: int, *lines: LineDraft, **more: object) -> int:
    """A draft, of one line of 100 € when nothing is said."""
    async with transaction() as tx:
        return await actions.draft(
            tx,
            client_id=client_id,
            lines=lines or (line(),),
            at=WHEN,
            by=BY,
            **more,  # type: ignore[arg-type]
        )


async def issued(client_id: int, *lines: LineDraft, on: str = "2026-11-21", **more: object) -> int:
    """A document issued on a day; gives back its id."""
    invoice_id = await drafted(client_id, *lines, **more)
    await actions.issue(invoice_id, on=D(on), at=WHEN, by=BY)
    return invoice_id


async def paid(invoice_id: int, cents: int, on: str = "2026-11-25", receipt: int = 1) -> int:
    """Money put on a document; gives back the allocation. (The receipt itself is another's.)"""
    instalment = await Instalment.select().where(Instalment.invoice == invoice_id).first()
    async with transaction() as tx:
        return await actions.allocate(
            tx,
            instalment_id=instalment["id"],
            source_kind="receipt",
            source_id=receipt,
            amount=cents,
            paid_on=D(on),
            at=WHEN,
            by=BY,
        )


async def taken_off(allocation_id: int, on: str = "2026-11-30") -> None:
    """The same undone."""
    async with transaction() as tx:
        await actions.reverse_allocation(tx, allocation_id, on=D(on), at=WHEN, by=BY)


async def balances() -> dict[str, int]:
    """Debits less credits of each account that is not at zero."""
    rows = await EntryLine.raw(
        "SELECT account, CAST(SUM(debit - credit) AS BIGINT) AS cents FROM entry_line"
        " GROUP BY account"
    )
    return {row["account"]: int(row["cents"]) for row in rows if row["cents"]}


async def entry(subject: str) -> list[tuple[str, int, int]]:
    """(account, debit, credit) of one entry's lines."""
    found = await Entry.select(Entry.id).where(Entry.subject == subject).first()
    rows = await EntryLine.select().where(EntryLine.entry == found["id"]).order_by(EntryLine.id)
    return [(row["account"], row["debit"], row["credit"]) for row in rows]
