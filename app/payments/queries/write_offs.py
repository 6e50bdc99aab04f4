"""What was written off, and the limits within which it may be."""

from dataclasses import dataclass
from datetime import date

from app.core.errors import N_, Finding, refuse
from app.core.located import IntegrityCheck, located
from app.invoices.rules import Source
from app.payments.rules import Limits, Reason
from app.payments.tables import WriteOff
from app.settings.queries import business

_WRITTEN_OFF = """
SELECT w.id AS id, w.client AS client_id, w.invoice AS invoice_id, i.number AS number,
  w.kind AS kind, w.amount AS amount, w.vat AS vat, w.recovered AS recovered,
  w.reason AS reason, w.note AS note,
  w.counts_on AS counts_on, w.recorded_by AS recorded_by, u.counts_on AS undone_on
FROM write_off w JOIN invoice i ON i.id = w.invoice
LEFT JOIN write_off u ON u.reverses = w.id
WHERE w.reverses IS NULL
"""


@dataclass(frozen=True)
class WriteOffView:
    """What was written off of an invoice, cents; `recovered` is the VAT due at issue that was had
    back, `undone_on` the day it was undone."""

    id: int
    client_id: int
    invoice_id: int
    number: str
    kind: Source
    amount: int
    vat: int
    recovered: int
    reason: Reason
    note: str
    counts_on: date
    recorded_by: str
    undone_on: date | None


async def limits() -> Limits:
    """Up to what it is a small difference, and what needs the owner."""
    shop = await business()
    return Limits(shop.difference_limit, shop.write_off_limit)


async def write_offs_of(invoice_id: int) -> list[WriteOffView]:
    """All that was ever written off of an invoice, in the order it was done."""
    return await _read(" AND w.invoice = {} ORDER BY w.id", invoice_id)


async def write_off(write_off_id: int) -> WriteOffView:
    """One; refused when there is none."""
    found = await _read(" AND w.id = {}", write_off_id)
    if not found:
        raise refuse("payments.no_write_off", "There is nothing written off here.")
    return found[0]


async def write_off_by_key(key: str) -> WriteOffView | None:
    """What a form has written off already."""
    return next(iter(await _read(" AND w.key = {}", key)), None)


async def _read(where: str, value: int | str) -> list[WriteOffView]:
    rows = await WriteOff.raw(_WRITTEN_OFF + where, value)
    return [
        WriteOffView(**row | {"kind": Source(row["kind"]), "reason": Reason(row["reason"])})
        for row in rows
    ]


async def check_written_off() -> list[Finding]:
    """What was written off is on the client's account for its amount, on its day, undone or not,
    and on the invoice as long as it is not undone."""
    rows = await WriteOff.raw(
        """
SELECT w.id AS write_off, i.number AS number, w.amount AS said,
  CAST(COALESCE(e.cents, 0) AS BIGINT) AS booked, CAST(COALESCE(a.cents, 0) AS BIGINT) AS put
FROM write_off w JOIN invoice i ON i.id = w.invoice
LEFT JOIN (
  SELECT e.subject AS subject, e.day AS day, l.client_id AS client_id,
    SUM(l.credit - l.debit) AS cents
  FROM entry e JOIN entry_line l ON l.entry = e.id AND l.account IN ('411', '416')
  WHERE e.subject LIKE 'write_off%' GROUP BY e.subject, e.day, l.client_id
) e ON e.day = w.counts_on AND e.client_id = w.client AND e.subject = (CASE
  WHEN w.reverses IS NULL THEN 'write_off:' || w.id ELSE 'write_off_undone:' || w.reverses END)
LEFT JOIN (
  SELECT a.source_kind AS kind, a.source_id AS source, n.invoice AS invoice,
    SUM(CASE WHEN a.reverses IS NULL THEN a.amount ELSE 0 END) AS cents, SUM(a.amount) AS live
  FROM allocation a JOIN instalment n ON n.id = a.instalment
  WHERE a.source_kind IN ('difference', 'loss')
  GROUP BY a.source_kind, a.source_id, n.invoice
) a ON a.kind = w.kind AND a.source = COALESCE(w.reverses, w.id) AND a.invoice = w.invoice
LEFT JOIN write_off u ON u.reverses = w.id
WHERE COALESCE(e.cents, 0) <> w.amount OR i.client <> w.client
  OR COALESCE(a.cents, 0) <> ABS(w.amount)
  OR COALESCE(a.live, 0) <>
    (CASE WHEN w.reverses IS NULL AND u.id IS NULL THEN w.amount ELSE 0 END)
ORDER BY w.id
"""
    )
    message = N_(
        "%(number)s: %(said)s written off (%(write_off)s), %(booked)s in the books, %(put)s on it"
    )
    return located(message, rows, cents=("said", "booked", "put"))


async def check_unfounded() -> list[Finding]:
    """Invoices settled without money that nobody wrote off."""
    rows = await WriteOff.raw(
        "SELECT i.number AS number, i.id AS invoice, a.id AS allocation, a.amount AS amount"
        " FROM allocation a JOIN instalment n ON n.id = a.instalment"
        " JOIN invoice i ON i.id = n.invoice LEFT JOIN write_off w ON w.id = a.source_id"
        " AND w.kind = a.source_kind AND w.invoice = i.id AND w.reverses IS NULL"
        " WHERE a.source_kind IN ('difference', 'loss') AND w.id IS NULL ORDER BY a.id"
    )
    message = N_("%(number)s: %(amount)s settled (allocation %(allocation)s), nobody wrote it off")
    return located(message, rows, cents=("amount",))


WRITE_OFF_CHECKS: list[IntegrityCheck] = [
    ("write-offs in the books", check_written_off),
    ("write-offs decided", check_unfounded),
]
