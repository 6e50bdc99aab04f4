"""Integrity of what was received: each finding names the receipt."""

from collections.abc import Awaitable, Callable

from app.payments.tables import Receipt


async def check_balances() -> list[str]:
    """What is left of each receipt against its allocations and its undoing, worked out anew."""
    rows = await Receipt.raw(
        """
SELECT r.id AS id, b.open AS open,
  CAST(r.amount + COALESCE(u.amount, 0) - COALESCE(a.used, 0) AS BIGINT) AS worked
FROM receipt r
LEFT JOIN receipt u ON u.reverses = r.id
LEFT JOIN receipt_balance b ON b.receipt = r.id
LEFT JOIN (
  SELECT source_id, SUM(amount) AS used FROM allocation
  WHERE source_kind = 'receipt' GROUP BY source_id
) a ON a.source_id = r.id
WHERE r.reverses IS NULL
  AND (b.open IS NULL OR b.open < 0
    OR b.open <> r.amount + COALESCE(u.amount, 0) - COALESCE(a.used, 0))
ORDER BY r.id
"""
    )
    return [f"receipt {row['id']}: {row['open']} kept, {row['worked']} worked out" for row in rows]


async def check_entries() -> list[str]:
    """Each receipt has its entry, of its amount on the client's account, and its link."""
    rows = await Receipt.raw(
        """
SELECT r.id AS id, l.id AS link, CAST(COALESCE(e.cents, 0) AS BIGINT) AS cents,
  r.amount AS amount
FROM receipt r
LEFT JOIN (
  SELECT e.subject AS subject, e.day AS day, s.client_id AS client_id,
    SUM(s.credit - s.debit) AS cents
  FROM entry e JOIN entry_line s ON s.entry = e.id AND s.account = '411'
  WHERE e.subject LIKE 'receipt:%'
  GROUP BY e.subject, e.day, s.client_id
) e ON e.subject = 'receipt:' || r.id AND e.client_id = r.client AND e.day = r.received_on
LEFT JOIN chain_link l ON l.subject_kind = 'receipt' AND l.subject_id = r.id
WHERE l.id IS NULL OR e.cents IS NULL OR e.cents <> r.amount
ORDER BY r.id
"""
    )
    return [
        f"receipt {row['id']}: {row['cents']} in the books for {row['amount']}"
        + ("" if row["link"] else ", no link in the chain")
        for row in rows
    ]


CHECKS: list[tuple[str, Callable[[], Awaitable[list[str]]]]] = [
    ("receipts left over", check_balances),
    ("receipts in the books", check_entries),
]
