"""Where open amounts are read from: the projections for today, the projections and what came since
for another day, dated rows for what was known then.

All give the same columns, as SQL to be used as a table: client_id, invoice_id, number, kind,
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

# What is open now and what counted since, so that a past day costs what happened after it, and not
# all that ever was. A withdrawn document has no balance. Money is told by itself: it is little.
# The plus keeps SQLite from walking all balances in their order, CROSS JOIN from beginning with the
# allocations.
_PAST = """
SELECT b.client_id AS client_id, b.invoice_id AS invoice_id, b.issued_on AS issued_on,
  b.due_on AS due_on, b.open + SUM(a.amount) AS open
FROM balance b CROSS JOIN allocation a
WHERE a.instalment = b.instalment AND a.counts_on > {{}}
  AND b.counted_on > {{}} AND b.issued_on <= {{}}{balance}
GROUP BY + a.instalment, b.id HAVING b.open + SUM(a.amount) <> 0
UNION ALL
SELECT b.client_id, b.invoice_id, b.issued_on, b.due_on, b.open FROM balance b
WHERE b.open <> 0 AND b.issued_on <= {{}}
  AND (b.counted_on IS NULL OR b.counted_on <= {{}}){balance}
UNION ALL
SELECT m.client_id, NULL, m.received_on, m.received_on, m.open FROM (
  SELECT r.client AS client_id, r.received_on AS received_on, - r.amount
    + COALESCE((SELECT SUM(a.amount) FROM allocation a WHERE a.source_kind = 'receipt'
      AND a.source_id = r.id AND a.counts_on <= {{}} AND a.instalment NOT IN (SELECT s.id
        FROM instalment s JOIN invoice w ON w.id = s.invoice WHERE w.withdrawn_at IS NOT NULL)), 0)
    - COALESCE((SELECT x.amount FROM receipt x
      WHERE x.reverses = r.id AND x.received_on <= {{}}), 0)
    - COALESCE((SELECT SUM(f.amount) FROM receipt f WHERE f.refunds = r.id AND f.refunds > 0
      AND f.received_on <= {{}}), 0) AS open
  FROM receipt r
  WHERE r.received_on <= {{}} AND r.reverses IS NULL AND COALESCE(r.refunds, 0) = 0{receipt}
    AND r.id IN (
      SELECT p.receipt FROM receipt_balance p WHERE p.open <> 0
      UNION SELECT a.source_id FROM allocation a
        WHERE a.counts_on > {{}} AND a.source_kind = 'receipt'
      UNION SELECT x.reverses FROM receipt x WHERE x.received_on > {{}} AND x.reverses IS NOT NULL
      UNION SELECT f.refunds FROM receipt f WHERE f.received_on > {{}} AND f.refunds IS NOT NULL)
) m WHERE m.open <> 0
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
    if known_on is None:
        if await _nothing_after(on):
            return _from_projections(client_id)
        return _reckoned_back(on, client_id)
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


def _reckoned_back(on: date, client_id: int | None) -> Source:
    if client_id is None:
        return Source(_PAST.format(balance="", receipt=""), (on,) * 12)
    sql = _PAST.format(balance=" AND b.client_id = {}", receipt=" AND r.client = {}")
    documents = (on, on, on, client_id, on, on, client_id)
    return Source(sql, (*documents, on, on, on, on, client_id, on, on, on))


def _from_rows(on: date, until: datetime, client_id: int | None) -> Source:
    documents: tuple[object, ...] = (on, until, on, until, until)
    money: tuple[object, ...] = (on, until, on, until, until, on, until, on, until)
    if client_id is None:
        return Source(_DATED.format(invoice="", received=""), documents + money)
    sql = _DATED.format(invoice=" AND i.client = {}", received=" AND r.client = {}")
    return Source(sql, (*documents, client_id, *money, client_id))
