"""Doubtful debts are in the books as they were decided, and nothing else is."""

from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.doubtful.tables import DoubtfulMove


async def check_moves() -> list[Finding]:
    """Acts whose entry is not on 416 and 491 for their amounts, on their day. Of a final loss 416
    is in the entry of its write-off."""
    rows = await DoubtfulMove.raw(
        """
SELECT m.id AS move, i.number AS number, m.invoice AS invoice, m.doubtful AS said,
  m.depreciation AS depreciated, CAST(COALESCE(d.cents, 0) AS BIGINT) AS booked,
  CAST(COALESCE(p.cents, 0) AS BIGINT) AS provided
FROM doubtful_move m JOIN invoice i ON i.id = m.invoice
LEFT JOIN (
  SELECT e.subject AS subject, e.day AS day, l.client_id AS client_id,
    SUM(l.debit - l.credit) AS cents
  FROM entry e JOIN entry_line l ON l.entry = e.id AND l.account = '416'
  GROUP BY e.subject, e.day, l.client_id
) d ON d.day = m.counts_on AND d.client_id = m.client AND d.subject = (CASE WHEN m.kind = 'lost'
  THEN 'write_off:' || m.write_off ELSE 'doubtful:' || m.invoice || ':' || m.id END)
LEFT JOIN (
  SELECT e.subject AS subject, e.day AS day, SUM(l.credit - l.debit) AS cents
  FROM entry e JOIN entry_line l ON l.entry = e.id AND l.account = '491'
  GROUP BY e.subject, e.day
) p ON p.day = m.counts_on AND p.subject = 'doubtful:' || m.invoice || ':' || m.id
WHERE COALESCE(d.cents, 0) <> m.doubtful OR COALESCE(p.cents, 0) <> m.depreciation
  OR i.client <> m.client
ORDER BY m.id
"""
    )
    message = N_(
        "%(number)s, act %(move)s: %(said)s on 416 and %(depreciated)s on 491, the books have"
        " %(booked)s and %(provided)s"
    )
    return located(message, rows, cents=("said", "depreciated", "booked", "provided"))


async def check_accounts() -> list[Finding]:
    """Clients of whom 416 holds something else than what is in doubt of their invoices."""
    rows = await DoubtfulMove.raw(
        """
SELECT t.client AS client, CAST(SUM(t.said) AS BIGINT) AS said,
  CAST(SUM(t.booked) AS BIGINT) AS booked
FROM (
  SELECT m.client AS client, m.doubtful AS said, 0 AS booked FROM doubtful_move m
  UNION ALL
  SELECT l.client_id, 0, l.debit - l.credit FROM entry_line l WHERE l.account = '416'
) t GROUP BY t.client HAVING SUM(t.said) <> SUM(t.booked) ORDER BY t.client
"""
    )
    message = N_("client %(client)s: %(said)s in doubt, account 416 has %(booked)s")
    return located(message, rows, cents=("said", "booked"))


async def check_standing() -> list[Finding]:
    """Invoices that stand on 416 or 491 below zero, or are depreciated by more than they owe."""
    rows = await DoubtfulMove.raw(
        "SELECT i.number AS number, m.invoice AS invoice,"
        " CAST(SUM(m.doubtful) AS BIGINT) AS doubtful,"
        " CAST(SUM(m.depreciation) AS BIGINT) AS depreciation"
        " FROM doubtful_move m JOIN invoice i ON i.id = m.invoice GROUP BY i.number, m.invoice"
        " HAVING SUM(m.doubtful) < 0 OR SUM(m.depreciation) < 0"
        " OR SUM(m.depreciation) > SUM(m.doubtful) ORDER BY m.invoice"
    )
    message = N_("%(number)s: %(doubtful)s in doubt, depreciated by %(depreciation)s")
    return located(message, rows, cents=("doubtful", "depreciation"))


CHECKS: list[IntegrityCheck] = [
    ("doubtful debts in the books", check_moves),
    ("account 416 is what is in doubt", check_accounts),
    ("depreciation within the debt", check_standing),
]
