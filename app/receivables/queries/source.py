"""Where open amounts are read from: the projections for today, dated rows for any other day.

Both give the same columns, as SQL to be used as a table: client_id, invoice_id, number, kind,
issued_on, due_on, amount, open. Money not yet used comes as rows without an invoice, negative.
"""

from dataclasses import dataclass
from datetime import date, datetime

from app.accounting.queries import known_until
from app.invoices.tables import Invoice

_NOW = """
SELECT b.client_id AS client_id, b.invoice_id AS invoice_id, b.issued_on AS issued_on,
  b.due_on AS due_on, b.open AS open
FROM balance b WHERE b.open <> 0{balance}
UNION ALL
SELECT p.client_id, NULL, p.received_on, p.received_on, -p.open
FROM receipt_balance p WHERE p.open <> 0{receipt}
"""

# Instalments less what counted by then; then receipts less what they were put on by then, less
# their undoing and what was paid back. What was put on a withdrawn document counts as nothing.
_DATED = """
SELECT i.client AS client_id, i.id AS invoice_id, i.issued_on AS issued_on, n.due_on AS due_on,
  n.amount - COALESCE(a.used, 0) AS open
FROM instalment n
JOIN invoice i ON i.id = n.invoice
LEFT JOIN (
  SELECT instalment, SUM(amount) AS used FROM allocation
  WHERE counts_on <= {{}} AND recorded_at < {{}} GROUP BY instalment
) a ON a.instalment = n.id
WHERE i.state = 'issued' AND i.issued_on <= {{}} AND i.recorded_at < {{}}
  AND (i.withdrawn_at IS NULL OR i.withdrawn_at >= {{}})
  AND n.amount <> COALESCE(a.used, 0){invoice}
UNION ALL
SELECT r.client, NULL, r.received_on, r.received_on,
  COALESCE(u.used, 0) - r.amount - COALESCE(x.amount, 0) - COALESCE(f.back, 0)
FROM receipt r
LEFT JOIN receipt x ON x.reverses = r.id AND x.received_on <= {{}} AND x.recorded_at < {{}}
LEFT JOIN (
  SELECT source_id, SUM(amount) AS used FROM allocation
  WHERE source_kind = 'receipt' AND counts_on <= {{}} AND recorded_at < {{}}
    AND instalment NOT IN (SELECT s.id FROM instalment s JOIN invoice w ON w.id = s.invoice
      WHERE w.withdrawn_at IS NOT NULL AND w.withdrawn_at < {{}})
  GROUP BY source_id
) u ON u.source_id = r.id
LEFT JOIN (
  SELECT refunds, SUM(amount) AS back FROM receipt
  WHERE refunds > 0 AND received_on <= {{}} AND recorded_at < {{}} GROUP BY refunds
) f ON f.refunds = r.id
WHERE r.reverses IS NULL AND COALESCE(r.refunds, 0) = 0
  AND r.received_on <= {{}} AND r.recorded_at < {{}}
  AND r.amount + COALESCE(x.amount, 0) + COALESCE(f.back, 0) <> COALESCE(u.used, 0){received}
"""


@dataclass(frozen=True)
class Source:
    """SQL that stands as a table, and the values of its places."""

    sql: str
    values: tuple[object, ...]


async def open_amounts(on: date, known_on: date | None, client_id: int | None = None) -> Source:
    """The open amounts of a day, of one client when asked."""
    if known_on is None and await _nothing_after(on):
        return _from_projections(client_id)
    return _from_rows(on, known_until(known_on), client_id)


async def _nothing_after(on: date) -> bool:
    """Whether everything recorded counts by that day, so that the projections speak for it."""
    rows = await Invoice.raw(
        """
SELECT CASE WHEN EXISTS (SELECT 1 FROM invoice WHERE issued_on > {} AND state = 'issued')
  OR EXISTS (SELECT 1 FROM allocation WHERE counts_on > {})
  OR EXISTS (SELECT 1 FROM receipt WHERE received_on > {}) THEN 1 ELSE 0 END AS later
""",
        on,
        on,
        on,
    )
    return not rows[0]["later"]


def _from_projections(client_id: int | None) -> Source:
    if client_id is None:
        return Source(_NOW.format(balance="", receipt=""), ())
    sql = _NOW.format(balance=" AND b.client_id = {}", receipt=" AND p.client_id = {}")
    return Source(sql, (client_id, client_id))


def _from_rows(on: date, until: datetime, client_id: int | None) -> Source:
    documents: tuple[object, ...] = (on, until, on, until, until)
    money: tuple[object, ...] = (on, until, on, until, until, on, until, on, until)
    if client_id is None:
        return Source(_DATED.format(invoice="", received=""), documents + money)
    sql = _DATED.format(invoice=" AND i.client = {}", received=" AND r.client = {}")
    return Source(sql, (*documents, client_id, *money, client_id))
