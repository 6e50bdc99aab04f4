"""Invoices that may never be paid, each with what speaks for it."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import Finding
from app.disputes.queries import DISPUTED
from app.doubtful import rules
from app.doubtful.queries.proceedings import ProceedingsView, in_course
from app.doubtful.rules import Facts
from app.invoices.tables import Balance
from app.risk.queries import grades

# Somebody looked and said that it is not doubtful: asked again after so long.
_PEACE_DAYS = 90

_OPEN = f"""
SELECT i.id AS invoice_id, i.number AS number, i.client AS client_id, c.name AS client,
  MIN(b.due_on) AS due_on, CAST(SUM(b.open) AS BIGINT) AS open, {DISPUTED} AS disputed,
  MAX(k.counts_on) AS kept_on
FROM balance b JOIN invoice i ON i.id = b.invoice_id JOIN client c ON c.id = i.client
LEFT JOIN doubtful_move k ON k.invoice = i.id AND k.kind = 'kept'
WHERE b.open > 0 AND i.kind = 'invoice' AND i.purpose <> 'deposit' AND i.withdrawn_at IS NULL
"""
_PROPOSED = (
    _OPEN
    + """
  AND NOT EXISTS (SELECT 1 FROM doubtful_move m WHERE m.invoice = i.id
    GROUP BY m.invoice HAVING SUM(m.doubtful) <> 0)
GROUP BY i.id, i.number, i.client, c.name, i.disputed ORDER BY MIN(b.due_on), i.id
"""
)
_ONE = _OPEN + " AND i.id = {} GROUP BY i.id, i.number, i.client, c.name, i.disputed"


@dataclass(frozen=True)
class Proposal:
    """An invoice to be looked at: cents open, and why."""

    invoice_id: int
    number: str
    client_id: int
    client: str
    due_on: date
    open: int
    is_disputed: bool
    evidence: tuple[Finding, ...]


async def proposals(on: date, least_days: int = rules.LATE_DAYS) -> list[Proposal]:
    """What speaks for doubt on a day, the oldest first; not what is in doubt already, nor what
    somebody looked at in the last 90 days, unless proceedings were opened since."""
    known, courts = await grades(), await in_course(on)
    found = []
    for row in await Balance.raw(_PROPOSED):
        court = courts.get(row["client_id"], [])
        kept_on = _day(row["kept_on"]) if row["kept_on"] else None
        if kept_on and kept_on > on - timedelta(days=_PEACE_DAYS):
            court = [each for each in court if each.opened_on > kept_on]
            if not court:
                continue
        due_on = _day(row["due_on"])
        grade = known.get(row["client_id"])
        reasons = rules.evidence(_facts(due_on, on, grade, court), least_days)
        if reasons:
            found.append(_proposal(row, due_on, reasons))
    return found


async def evidence_of(invoice_id: int, on: date) -> tuple[Finding, ...]:
    """What speaks for doubt of one invoice on a day: its age always, were it a day."""
    rows = await Balance.raw(_ONE, invoice_id)
    if not rows:
        return ()
    row = rows[0]
    court = (await in_course(on)).get(row["client_id"], [])
    grade = (await grades()).get(row["client_id"])
    return rules.evidence(_facts(_day(row["due_on"]), on, grade, court), 1)


def _facts(due_on: date, on: date, grade: str | None, court: list[ProceedingsView]) -> Facts:
    opened = tuple((each.kind, each.opened_on) for each in court)
    return Facts((on - due_on).days, grade, opened)


def _proposal(row: dict[str, object], due_on: date, reasons: tuple[Finding, ...]) -> Proposal:
    return Proposal(
        invoice_id=int(str(row["invoice_id"])),
        number=str(row["number"]),
        client_id=int(str(row["client_id"])),
        client=str(row["client"]),
        due_on=due_on,
        open=int(str(row["open"])),
        is_disputed=row["disputed"] != "no",
        evidence=reasons,
    )


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
