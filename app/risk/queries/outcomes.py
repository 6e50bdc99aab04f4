"""Outcomes of past instalments as of a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.accounting.queries import known_until
from app.disputes.queries import WAS_DISPUTED
from app.invoices.tables import Invoice
from app.risk import rules
from app.risk.rules import Outcome

# Money that came on or before the day and was not taken back by then. What a credit note
# settled says nothing of how the client pays, so such instalments are no outcome; nor are
# sales paid on the spot, nor what is asked for lateness. What is in dispute is told apart; what
# was written off as a loss was not paid. (Not `state = 'issued'`: SQLite would take that for the
# rarest thing to look for, and read every document for the few that are asked for.)
_OUTCOMES = f"""
SELECT i.client AS client_id, c.kind AS segment, s.due_on AS due_on, i.issued_on AS issued_on,
  s.amount AS amount, COALESCE(p.paid, 0) AS paid, p.paid_on AS paid_on,
  COALESCE(p.credited, 0) AS credited, {WAS_DISPUTED} AS disputed, d.returned AS returned
FROM instalment s
JOIN invoice i ON i.id = s.invoice
JOIN client c ON c.id = i.client
LEFT JOIN (
  SELECT a.instalment AS instalment, SUM(a.amount) AS paid, MAX(a.paid_on) AS paid_on,
    SUM(CASE WHEN a.source_kind = 'credit_note' THEN a.amount ELSE 0 END) AS credited
  FROM allocation a
  LEFT JOIN allocation r ON r.reverses = a.id AND r.counts_on <= {{}} AND r.recorded_at < {{}}
  WHERE a.reverses IS NULL AND r.id IS NULL AND a.counts_on <= {{}} AND a.recorded_at < {{}}
    AND a.source_kind <> 'loss'
  GROUP BY a.instalment
) p ON p.instalment = s.id
LEFT JOIN (
  SELECT d.instalment AS instalment, COUNT(r.id) AS returned
  FROM debit d LEFT JOIN debit_return r
    ON r.debit = d.id AND r.returned_on <= {{}} AND r.recorded_at < {{}}
  WHERE d.batch IS NOT NULL AND d.collect_on <= {{}} AND d.created_at < {{}}
  GROUP BY d.instalment
) d ON d.instalment = s.id
WHERE i.kind = 'invoice' AND i.state <> 'draft' AND s.due_on <= {{}}
  AND COALESCE(i.source, '') NOT LIKE 'late:%'
  AND i.issued_on <= {{}} AND i.recorded_at < {{}}
  AND (i.withdrawn_at IS NULL OR i.withdrawn_at >= {{}})
"""


async def outcomes(
    on: date, client_id: int | None = None, known_on: date | None = None
) -> list[Outcome]:
    """Every instalment of which a day knows whether it is late, with what had become of it by then;
    of one client when asked; as it was known at the end of `known_on` when given."""
    until = known_until(known_on)
    of_one = "" if client_id is None else f" AND i.client = {int(client_id)}"
    asked = (on, on, on, until, on, until, on, until, on, until, on, on, until, until)
    rows = await Invoice.raw(_OUTCOMES + of_one, *asked)
    return [found for row in rows if (found := _outcome(row, on)) is not None]


def _outcome(row: Mapping[str, Any], on: date) -> Outcome | None:
    """None when a credit note settled a part, when it was paid on the spot, before it is known to
    be late or not, and while a debit may still bring the money or come back."""
    due_on, issued_on = day(row["due_on"]), day(row["issued_on"])
    paid_on = day(row["paid_on"]) if int(row["paid"]) >= int(row["amount"]) else None
    if int(row["credited"]) or rules.is_on_the_spot(issued_on, due_on, paid_on):
        return None
    found = Outcome(
        int(row["client_id"]),
        row["segment"],
        due_on,
        paid_on,
        issued_on,
        rules.OTHER if row["returned"] is None else rules.DEBIT,
        bool(row["returned"]),
        row["disputed"] != "no",
    )
    is_under_way = found.means == rules.DEBIT and not found.is_returned and paid_on is None
    return None if is_under_way or found.known_on > on else found


def day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
