"""Months and years that are closed, what they hold, and the proofs that nothing moved since."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.accounting.queries.ledger import linked_payloads
from app.accounting.rules import Period, PeriodKind, Totals, following
from app.accounting.tables import EnteredYear, Entry, PeriodClosure
from app.clock import ZONE
from app.core.errors import N_, Finding, finding
from app.core.fiscal_years import FiscalYear, FiscalYears
from app.core.located import located

_PAGE = 500
_SUMS = (
    " COUNT(DISTINCT e.id) AS entries, CAST(COALESCE(SUM(l.debit), 0) AS BIGINT) AS debit,"
    " CAST(COALESCE(SUM(CASE WHEN l.account LIKE '7%' THEN l.credit - l.debit ELSE 0 END), 0)"
    " AS BIGINT) AS income,"
    " CAST(COALESCE(SUM(CASE WHEN l.account LIKE '6%' THEN l.debit - l.credit ELSE 0 END), 0)"
    " AS BIGINT) AS charges"
)


@dataclass(frozen=True)
class PeriodClosed:
    """A month or a year that is closed; `perpetual` is all debits ever closed, in cents."""

    id: int
    period: Period
    totals: Totals
    perpetual: int
    recorded_at: datetime
    recorded_by: str


async def closed_until() -> date | None:
    """The last day that takes no entry any more, nor those before it; None while all are open."""
    last = (
        await PeriodClosure.select(PeriodClosure.ends_on)
        .order_by(PeriodClosure.ends_on, ascending=False)
        .first()
    )
    return last["ends_on"] if last else None


async def first_open_day(*days: date) -> date:
    """The latest of these days, and no earlier than the first that is open."""
    closed = await closed_until()
    return max([*days, *([closed + timedelta(days=1)] if closed else [])])


async def fiscal_years() -> FiscalYears:
    """As they are entered; calendar years when none is."""
    return FiscalYears(FiscalYear(r["first_day"], r["ends_on"]) for r in await EnteredYear.select())


async def closed_years() -> list[PeriodClosed]:
    """The years that are closed."""
    done = await period_closures()
    return [each for each in done if each.period.kind is PeriodKind.YEAR]


async def period_totals(first: date, last: date) -> Totals:
    """What the entries of some days come to."""
    rows = await Entry.raw(
        f"SELECT {_SUMS} FROM entry e JOIN entry_line l ON l.entry = e.id"
        " WHERE e.day >= {} AND e.day <= {}",
        first,
        last,
    )
    row = rows[0]
    return Totals(int(row["entries"]), int(row["debit"]), int(row["income"]), int(row["charges"]))


async def next_periods(today: date) -> list[Period]:
    """What can be closed next: the month after the last one, once it is over, and the year whose
    months are all closed. Nothing before the first entry."""
    done = await period_closures()
    oldest = await Entry.select(Entry.day).order_by(Entry.day).first()
    ends = {
        kind: [each.period.last for each in done if each.period.kind is kind] for kind in PeriodKind
    }
    first = oldest["day"] if oldest else None
    return following(
        first,
        max(ends[PeriodKind.MONTH], default=None),
        max(ends[PeriodKind.YEAR], default=None),
        today,
        await fiscal_years(),
    )


async def period_closures(limit: int = 500) -> list[PeriodClosed]:
    """What is closed, the newest first, a year above its last month."""
    rows = await PeriodClosure.select().order_by(PeriodClosure.id, ascending=False).limit(limit)
    return [
        PeriodClosed(
            row["id"],
            Period(PeriodKind(row["kind"]), row["first_day"], row["ends_on"]),
            Totals(row["entries"], row["debit"], row["income"], row["charges"]),
            row["perpetual"],
            row["recorded_at"].astimezone(ZONE),
            row["recorded_by"],
        )
        for row in rows
    ]


async def check_periods() -> list[Finding]:
    """Closures whose entries are not, or no longer, those that were closed; whose total for ever is
    not the one before it and their own; or between which a day was left out."""
    rows = await PeriodClosure.raw(
        f"""
SELECT p.id AS closure, p.ends_on AS day, p.debit AS said, p.perpetual AS perpetual,
  s.debit AS booked, p.entries AS entries, s.entries AS found
FROM period_closure p JOIN (
  SELECT c.id AS id, {_SUMS} FROM period_closure c
  LEFT JOIN entry e ON e.day >= c.first_day AND e.day <= c.ends_on
  LEFT JOIN entry_line l ON l.entry = e.id GROUP BY c.id
) s ON s.id = p.id
WHERE s.debit <> p.debit OR s.entries <> p.entries OR s.income <> p.income
  OR s.charges <> p.charges OR p.perpetual <>
    (SELECT SUM(b.debit) FROM period_closure b WHERE b.kind = p.kind AND b.ends_on <= p.ends_on)
  OR EXISTS (SELECT 1 FROM entry o WHERE o.day < p.first_day AND o.day > COALESCE(
    (SELECT MAX(b.ends_on) FROM period_closure b WHERE b.kind = p.kind
      AND b.ends_on < p.ends_on), '0001-01-01'))
ORDER BY p.id
"""
    )
    message = N_(
        "closure %(closure)s up to %(day)s: %(entries)s entries of %(said)s closed (%(perpetual)s"
        " ever), the books have %(found)s of %(booked)s"
    )
    return located(message, rows, cents=("said", "booked", "perpetual"))


async def check_periods_chained() -> list[Finding]:
    """Closures that the chain does not know, or that say something else than was chained."""
    findings: list[Finding] = []
    chained: dict[int, str] = {}
    last = 0
    while links := await linked_payloads("closure", last, _PAGE):
        chained |= dict(links)
        last = links[-1][0]
    for row in await PeriodClosure.select().order_by(PeriodClosure.id):
        if row["id"] not in chained:
            message = N_("closure %(closure)s up to %(day)s has no link in the chain")
            findings.append(finding("check", message, closure=row["id"], day=row["ends_on"]))
        elif json.loads(chained[row["id"]]) != facts_of(row):
            message = N_("closure %(closure)s up to %(day)s is not what was closed")
            findings.append(finding("check", message, closure=row["id"], day=row["ends_on"]))
    return findings


def facts_of(row: dict[str, object]) -> dict[str, object]:
    """What the chain keeps of a closure."""
    names = ("kind", "last_entry", "entries", "debit", "income", "charges", "perpetual")
    facts = {name: row[name] for name in (*names, "recorded_by")}
    return facts | {name: str(row[name]) for name in ("first_day", "ends_on")}
