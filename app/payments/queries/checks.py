"""Integrity of what was received: each finding names the receipt."""

import json

from app.accounting.queries import linked_payloads
from app.core.errors import N_, Finding, finding
from app.core.located import IntegrityCheck, located
from app.payments.queries.cards import CARD_CHECKS
from app.payments.queries.deposits import DEPOSIT_CHECKS
from app.payments.queries.write_offs import WRITE_OFF_CHECKS
from app.payments.tables import Receipt

_PAGE = 500
_CHAINED = ("client", "method", "amount", "received_on", "reference", "reverses", "recorded_by")


async def check_balances() -> list[Finding]:
    """What is left of each receipt against its allocations and its undoing, worked out anew."""
    rows = await Receipt.raw(
        """
SELECT r.id AS receipt, b.open AS said,
  CAST(r.amount + COALESCE(u.amount, 0) + COALESCE(f.back, 0) - COALESCE(a.used, 0) AS BIGINT)
    AS found
FROM receipt r
LEFT JOIN receipt u ON u.reverses = r.id
LEFT JOIN receipt_balance b ON b.receipt = r.id
LEFT JOIN (
  SELECT source_id, SUM(amount) AS used FROM allocation
  WHERE source_kind = 'receipt' GROUP BY source_id
) a ON a.source_id = r.id
LEFT JOIN (
  SELECT refunds, SUM(amount) AS back FROM receipt WHERE refunds > 0 GROUP BY refunds
) f ON f.refunds = r.id
WHERE r.reverses IS NULL AND COALESCE(r.refunds, 0) = 0
  AND (b.open IS NULL OR b.open < 0 OR b.client_id <> r.client OR b.open
    <> r.amount + COALESCE(u.amount, 0) + COALESCE(f.back, 0) - COALESCE(a.used, 0))
ORDER BY r.id
"""
    )
    message = N_("receipt %(receipt)s: %(said)s kept, %(found)s worked out")
    return located(message, rows, cents=("said", "found"))


async def check_entries() -> list[Finding]:
    """Each receipt has its entry, of its amount on the client's account, and its link."""
    rows = await Receipt.raw(
        """
SELECT r.id AS receipt, CAST(COALESCE(e.cents, 0) AS BIGINT) AS found, r.amount AS said
FROM receipt r
LEFT JOIN (
  SELECT e.subject AS subject, e.day AS day, s.client_id AS client_id,
    SUM(s.credit - s.debit) AS cents
  FROM entry e JOIN entry_line s ON s.entry = e.id AND s.account = '411'
  WHERE e.subject LIKE 'receipt:%'
  GROUP BY e.subject, e.day, s.client_id
) e ON e.subject = 'receipt:' || r.id AND e.client_id = r.client AND e.day = r.received_on
WHERE e.cents IS NULL OR e.cents <> r.amount
ORDER BY r.id
"""
    )
    message = N_("receipt %(receipt)s: %(found)s in the books for %(said)s")
    return located(message, rows, cents=("said", "found"))


async def check_chained() -> list[Finding]:
    """Receipts without a link in the chain."""
    rows = await Receipt.raw(
        "SELECT r.id AS receipt, r.amount AS amount FROM receipt r LEFT JOIN chain_link l"
        " ON l.subject_kind = 'receipt' AND l.subject_id = r.id WHERE l.id IS NULL ORDER BY r.id"
    )
    message = N_("receipt %(receipt)s of %(amount)s has no link in the chain")
    return located(message, rows, cents=("amount",))


async def check_payloads() -> list[Finding]:
    """Receipts whose row no longer says what was chained when it was recorded."""
    findings: list[Finding] = []
    last = 0
    while links := await linked_payloads("receipt", last, _PAGE):
        ids = [key for key, _ in links]
        rows = {row["id"]: row for row in await Receipt.select().where(Receipt.id.is_in(ids))}
        for key, chained in links:
            row = rows.get(key)
            if row is None:
                message = N_("receipt %(id)s is in the chain and nowhere else")
                findings.append(finding("check", message, id=key))
            elif _facts(row) != json.loads(chained):
                message = N_("receipt %(receipt)s is not what was recorded")
                findings.append(finding("check", message, receipt=key))
        last = links[-1][0]
    return findings


def _facts(row: dict[str, object]) -> dict[str, object]:
    facts = {name: row[name] for name in _CHAINED}
    if row["refunds"] is not None:
        facts["refunds"] = row["refunds"]
    return facts | {"received_on": str(row["received_on"])}


async def check_undone() -> list[Finding]:
    """Receipts undone by another amount or for another client."""
    rows = await Receipt.raw(
        "SELECT u.id AS receipt, u.amount AS found, -COALESCE(r.amount, 0) AS said"
        " FROM receipt u LEFT JOIN receipt r ON r.id = u.reverses WHERE u.reverses IS NOT NULL"
        " AND (r.id IS NULL OR r.amount <> -u.amount OR r.client <> u.client"
        " OR r.reverses IS NOT NULL) ORDER BY u.id"
    )
    message = N_("receipt %(receipt)s undoes another by %(found)s, not by %(said)s")
    return located(message, rows, cents=("said", "found"))


async def check_sources() -> list[Finding]:
    """Money put on an invoice that comes from no receipt, or from another client's."""
    rows = await Receipt.raw(
        "SELECT a.id AS allocation, a.amount AS amount, i.number AS number, i.id AS invoice,"
        " a.source_id AS source FROM allocation a JOIN instalment s ON s.id = a.instalment"
        " JOIN invoice i ON i.id = s.invoice LEFT JOIN receipt r ON r.id = a.source_id"
        " WHERE a.source_kind = 'receipt' AND (r.id IS NULL OR r.client <> i.client)"
        " ORDER BY a.id"
    )
    message = N_(
        "%(number)s: %(amount)s (allocation %(allocation)s) comes from receipt %(source)s,"
        " which is not this client’s"
    )
    return located(message, rows, cents=("amount",))


async def check_refunds() -> list[Finding]:
    """Money paid back that no receipt of the same client brought, or more than one brought."""
    rows = await Receipt.raw(
        "SELECT f.id AS receipt, f.amount AS amount, f.refunds AS source FROM receipt f"
        " LEFT JOIN receipt r ON r.id = f.refunds WHERE f.refunds > 0 AND (r.id IS NULL"
        " OR r.client <> f.client OR r.reverses IS NOT NULL OR r.refunds IS NOT NULL)"
        " ORDER BY f.id"
    )
    message = N_("receipt %(receipt)s pays %(amount)s back out of %(source)s, which has none")
    return located(message, rows, cents=("amount",))


CHECKS: list[IntegrityCheck] = [
    ("receipts left over", check_balances),
    ("receipts in the books", check_entries),
    ("receipts in the chain", check_chained),
    ("receipts unchanged", check_payloads),
    ("receipts undone", check_undone),
    ("money from its own client", check_sources),
    ("money paid back", check_refunds),
    *WRITE_OFF_CHECKS,
    *DEPOSIT_CHECKS,
    *CARD_CHECKS,
]
