"""A month or a year closed: its totals, its row for ever, its link in the chain."""

from datetime import date, datetime
from typing import Any

from app.accounting import queries, rules
from app.accounting.actions.posting import chain, hold_books
from app.accounting.queries.closures import facts_of
from app.accounting.rules import Period, PeriodKind
from app.accounting.tables import Entry, PeriodClosure
from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.clock import ZONE


async def close_until(day: date, *, at: datetime, by: str) -> list[Period]:
    """Close every month that ends on or before a day, one after the other, and each year after its
    last month; gives back what was closed. Each in a transaction: ended halfway, what is closed
    stays, and the rest is closed when it is asked again."""
    closed: list[Period] = []
    while True:
        possible = await queries.next_periods(at.astimezone(ZONE).date())
        ahead = sorted((each for each in possible if each.last <= day), key=_order)
        if not ahead:
            return closed
        await close_period(ahead[0], at=at, by=by)
        closed.append(ahead[0])


def _order(period: Period) -> tuple[date, bool]:
    return period.last, period.kind is PeriodKind.YEAR


async def close_period(period: Period, *, at: datetime, by: str) -> int:
    """Close a month or a year: no entry is dated in it any more, nor before it; gives back the
    closure's id, of a period closed already the same one.

    Refused: what is not over, or not next (see `rules.judge_period`).
    """
    async with transaction() as tx:
        return await close_period_in(tx, period, at=at, by=by)


async def close_period_in(tx: Tx, period: Period, *, at: datetime, by: str) -> int:
    """Step: the same. The books are held: what is being posted is in it, or refused after it."""
    await hold_books(tx)
    done = await queries.period_closures()
    if there := next((each for each in done if each.period == period), None):
        return there.id
    rules.judge_period(period, await queries.next_periods(at.astimezone(ZONE).date()))
    totals = await queries.period_totals(period.first, period.last)
    before = (each.perpetual for each in done if each.period.kind is period.kind)
    newest = await Entry.select(Entry.id).order_by(Entry.id, ascending=False).first()
    row: dict[str, Any] = {
        "kind": period.kind.value,
        "first_day": period.first,
        "ends_on": period.last,
        "last_entry": newest["id"] if newest else 0,
        "entries": totals.entries,
        "debit": totals.debit,
        "income": totals.income,
        "charges": totals.charges,
        "perpetual": next(before, 0) + totals.debit,
        "recorded_by": by,
    }
    made = await PeriodClosure.insert(PeriodClosure(**row, recorded_at=at)).returning(
        PeriodClosure.id
    )
    closure_id = int(made[0]["id"])
    await auth.record(
        tx,
        act=f"books.closed_{period.kind.value}",
        subject_kind="closure",
        subject_id=closure_id,
        detail={"day": period.last},
        at=at,
        by=by,
    )
    await chain(tx, kind="closure", id=closure_id, payload=facts_of(row), at=at)
    return closure_id
