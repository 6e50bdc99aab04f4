"""The account of one client: read from the books, told in the words of its documents."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.accounting.tables import EntryLine
from app.invoices.tables import Invoice
from app.payments.tables import Receipt
from app.receivables.queries.aging import client_balance, open_items
from app.receivables.rules import Kind, Move, Statement, without_withdrawn

# What is on 411 and 416 of a client, entry by entry; one that only moves it between the two is
# nothing to the client.
_MOVES = """
SELECT e.id AS entry, e.day AS day, e.piece AS piece, e.subject AS subject,
  CAST(SUM(l.debit - l.credit) AS BIGINT) AS cents
FROM entry_line l JOIN entry e ON e.id = l.entry
WHERE l.account IN ('411', '416') AND l.client_id = {} AND e.day >= {} AND e.day <= {}
GROUP BY e.id, e.day, e.piece, e.subject
HAVING SUM(l.debit - l.credit) <> 0
ORDER BY e.day, e.id
"""
_BEFORE = """
SELECT CAST(COALESCE(SUM(l.debit - l.credit), 0) AS BIGINT) AS cents
FROM entry_line l JOIN entry e ON e.id = l.entry
WHERE l.account IN ('411', '416') AND l.client_id = {} AND e.day < {}
"""
_OF_DOCUMENTS = ("invoice", "opening", "corrected", "opening-paid", "withdrawal", "withdrawal-paid")


async def statement(client_id: int, first: date, last: date) -> Statement:
    """The account of a client from one day to another, both included; six queries, whatever its
    length. Its figures are those of accounts 411 and 416, and what is open is as of `last`."""
    rows = await EntryLine.raw(_MOVES, client_id, first, last)
    before = await EntryLine.raw(_BEFORE, client_id, first)
    invoices = await _named(Invoice, _INVOICE_COLUMNS, _ids(rows, _OF_DOCUMENTS))
    receipts = await _named(Receipt, _RECEIPT_COLUMNS, _ids(rows, ("receipt",)))
    return Statement(
        first=first,
        last=last,
        opening=int(before[0]["cents"]),
        moves=without_withdrawn(_move(row, invoices, receipts) for row in rows),
        open=tuple(await open_items(client_id, last)),
        ages=await client_balance(client_id, last),
    )


async def first_day(client_id: int) -> date | None:
    """The first day on which the account of a client moved; None when it never did."""
    rows = await EntryLine.raw(
        "SELECT MIN(e.day) AS day FROM entry_line l JOIN entry e ON e.id = l.entry"
        " WHERE l.account IN ('411', '416') AND l.client_id = {}",
        client_id,
    )
    day = rows[0]["day"]
    return date.fromisoformat(day) if isinstance(day, str) else day


_INVOICE_COLUMNS = (
    Invoice.id,
    Invoice.number,
    Invoice.kind,
    Invoice.purpose,
    Invoice.due_on,
)
_RECEIPT_COLUMNS = (
    Receipt.id,
    Receipt.method,
    Receipt.reference,
    Receipt.reverses,
    Receipt.refunds,
    Receipt.amount,
)


def _ids(rows: list[dict[str, Any]], kinds: tuple[str, ...]) -> list[int]:
    parts = [_subject(row) for row in rows]
    return sorted({number for kind, number in parts if kind in kinds})


def _subject(row: Mapping[str, Any]) -> tuple[str, int]:
    """What an entry was posted for: "invoice:12" is ("invoice", 12)."""
    kind, _, number = str(row["subject"]).partition(":")
    return (kind, int(number)) if number.isdigit() else ("", 0)


async def _named(
    table: type[Invoice] | type[Receipt], columns: tuple[Any, ...], ids: list[int]
) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(ids), 500):
        rows = await table.select(*columns).where(table.id.is_in(ids[start : start + 500]))
        found |= {row["id"]: row for row in rows}
    return found


def _move(
    row: Mapping[str, Any],
    invoices: Mapping[int, dict[str, Any]],
    receipts: Mapping[int, dict[str, Any]],
) -> Move:
    kind, number = _subject(row)
    if kind == "receipt" and number in receipts:
        return _of_receipt(row, receipts[number])
    if kind in _OF_DOCUMENTS and number in invoices:
        return _of_document(row, kind, invoices[number])
    if kind in ("write_off", "write_off_undone"):
        return Move(row["day"], Kind.ADJUSTED, int(row["cents"]), row["piece"])
    return Move(row["day"], Kind.OTHER, int(row["cents"]), row["piece"])


def _of_receipt(row: Mapping[str, Any], receipt: Mapping[str, Any]) -> Move:
    is_refund = receipt["refunds"] is not None
    if receipt["method"] == "difference":
        kind = Kind.ADJUSTED
    elif receipt["reverses"] is not None:
        kind = Kind.REFUND_UNDONE if is_refund else Kind.UNDONE
    else:
        kind = Kind.REFUND if is_refund else Kind.PAYMENT
    return Move(
        row["day"],
        kind,
        int(row["cents"]),
        receipt["reference"],
        method=receipt["method"],
        receipt_id=receipt["id"],
    )


def _of_document(row: Mapping[str, Any], subject: str, document: Mapping[str, Any]) -> Move:
    kind = _DOCUMENT_KINDS.get(subject)
    if kind is None:
        is_credit = document["kind"] == "credit_note"
        kind = Kind.CREDIT_NOTE if is_credit else _PURPOSES.get(document["purpose"], Kind.INVOICE)
    return Move(
        row["day"],
        kind,
        int(row["cents"]),
        document["number"],
        due_on=document["due_on"] if kind in _WITH_DUE_DAY else None,
        invoice_id=document["id"],
    )


_DOCUMENT_KINDS = {
    "corrected": Kind.REPLACED,
    "opening-paid": Kind.PAYMENT,
    "withdrawal": Kind.WITHDRAWN,
    "withdrawal-paid": Kind.WITHDRAWN,
}
_PURPOSES = {"deposit": Kind.DEPOSIT, "corrected": Kind.CORRECTED}
_WITH_DUE_DAY = (Kind.INVOICE, Kind.DEPOSIT, Kind.CORRECTED)
