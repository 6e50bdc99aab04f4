"""The limitation clock of invoices, and those that are about to be lost."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from app.invoices.rules import buyer_from
from app.invoices.tables import Invoice
from app.lateness.queries.notices import civil, filings
from app.lateness.rules import Alarm, Limit, clock
from app.lateness.rules.limitation import SOON_DAYS
from app.law.queries import law_on
from app.law.rules import LIMITATION

KINDS = ("company", "consumer", "public")
# From the end of the performance, and never later than the day on which it was to be paid: who
# bills ahead could have claimed from then on.
_ROWS = """
SELECT i.id AS id, i.number AS number, i.client AS client_id, c.name AS client, c.kind AS kind,
  i.buyer AS buyer, COALESCE(i.service_to, i.delivered_on, i.issued_on) AS done_on,
  i.due_on AS due_on, b.open AS open
FROM invoice i JOIN client c ON c.id = i.client
JOIN (SELECT invoice_id, CAST(SUM(open) AS BIGINT) AS open FROM balance GROUP BY invoice_id) b
  ON b.invoice_id = i.id
WHERE i.state = 'issued' AND i.kind = 'invoice' AND i.withdrawn_at IS NULL AND i.id IN (%s)
ORDER BY i.id
"""
_OLD = """
SELECT DISTINCT b.invoice_id AS id FROM balance b JOIN invoice i ON i.id = b.invoice_id
WHERE b.open <> 0 AND b.open > 0 AND i.withdrawn_at IS NULL AND b.due_on <= {}
UNION SELECT DISTINCT b.invoice_id AS id FROM balance b JOIN invoice i ON i.id = b.invoice_id
WHERE b.open <> 0 AND b.open > 0 AND i.withdrawn_at IS NULL
  AND COALESCE(i.service_to, i.delivered_on, i.issued_on) <= {}
"""
_PAID = """
SELECT s.invoice AS invoice, a.paid_on AS paid_on FROM allocation a
JOIN instalment s ON s.id = a.instalment
WHERE s.invoice IN (%s) AND a.source_kind <> 'credit_note' AND a.reverses IS NULL
  AND NOT EXISTS (SELECT 1 FROM allocation r WHERE r.reverses = a.id)
"""


async def years_on(on: date) -> dict[str, int]:
    """The years of each kind of client that are known and confirmed."""
    law = await law_on(on)
    keys = {kind: f"{LIMITATION}{kind}" for kind in KINDS}
    return {kind: law.number(key) for kind, key in keys.items() if law.is_confirmed(key)}


async def limits(ids: Sequence[int], on: date) -> dict[int, Limit]:
    """The clocks of invoices by id; none where the years are not confirmed."""
    if not ids:
        return {}
    named = ", ".join(str(int(each)) for each in ids)
    paid: dict[int, list[date]] = defaultdict(list)
    for row in await Invoice.raw(_PAID % named):
        paid[row["invoice"]].append(row["paid_on"])
    years, filed = await years_on(on), await filings(ids)
    found = {}
    for row in await Invoice.raw(_ROWS % named):
        known = clock(_kind(row), _start(row), years, paid[row["id"]], filed.get(row["id"]))
        if known is not None:
            named_as = ("id", "number", "client_id", "client", "open")
            found[row["id"]] = Limit(
                clock=known, days=known.days_left(on), **{name: row[name] for name in named_as}
            )
    return found


async def limits_near(on: date) -> list[Limit]:
    """What is unpaid and can be claimed for 180 days more at most, or no more; the first to end
    first."""
    years = await years_on(on)
    if not years:
        return []
    since = on - timedelta(days=365 * min(years.values()) - SOON_DAYS - 2)
    rows = await Invoice.raw(_OLD, since, since)
    found = (await limits([row["id"] for row in rows], on)).values()
    near = [each for each in found if each.clock.alarm(on) is not Alarm.NONE]
    return sorted(near, key=lambda each: (each.clock.ends_on, each.id))


def _start(row: dict[str, Any]) -> date:
    done_on = civil(row["done_on"])
    return min(done_on, row["due_on"] or done_on)


def _kind(row: dict[str, Any]) -> str:
    return buyer_from(row["buyer"]).kind if row["buyer"] else str(row["kind"])
