"""What is expected to come in within 30 days: open invoices by habit, plans on their own days."""

from datetime import date

from app.disputes.queries import running_plans
from app.invoices.tables import Balance
from app.risk import queries as risk
from app.today.rules import expected


async def expected_on(on: date) -> int:
    """Cents, as `expected` reckons them; what is paid by a plan is expected on the days agreed."""
    plans = await running_plans(on)
    agreed = [
        (each.client_id, part.due_on, part.amount)
        for each in plans
        for part in each.facts.to_come()
    ]
    besides = ", ".join(str(each.invoice_id) for each in plans) or "0"
    rows = await Balance.raw(
        "SELECT client_id, due_on, CAST(SUM(open) AS BIGINT) AS cents FROM balance"
        f" WHERE open <> 0 AND open > 0 AND invoice_id NOT IN ({besides})"
        " GROUP BY client_id, due_on"
    )
    delays = {
        client_id: score.expected_delay
        for client_id, score in (await risk.scores()).items()
        if score.expected_delay is not None
    }
    owed = ((row["client_id"], row["due_on"], int(row["cents"])) for row in rows)
    return expected(owed, delays, on) + expected(agreed, {}, on)
