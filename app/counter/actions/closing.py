"""The till closed: its difference, what leaves for the bank, its row for ever."""

from datetime import datetime

from app.accounting import actions as accounting
from app.accounting import queries as books
from app.accounting.rules import CASH
from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.clock import ZONE
from app.counter import queries, rules
from app.counter.rules import CountValues
from app.counter.tables import TillClosing


async def close(values: CountValues, *, at: datetime, by: str) -> int:
    """Close the till of a day; gives back the closing's id. Sent again with the same count, the
    closing that is there. No cash goes to that day, or to one before it, any more.

    Refused with every reason: see `rules.judge_count`.
    """
    async with transaction() as tx:
        await accounting.hold_books(tx)
        there = await queries.closing_of(values.day)
        if there is not None:
            rules.counted_twice((there.counted, there.banked), values)
            return there.id
        expected = await books.account_balance(CASH, values.day)
        today = at.astimezone(ZONE).date()
        rules.judge_count(values, expected, await books.till_closed_on(), today)
        await accounting.post_many(tx, rules.postings(values, expected), at=at, by=by)
        closure = await accounting.close_day(tx, ends_on=values.day, at=at, by=by)
        row = TillClosing(
            closure_id=closure,
            day=values.day,
            expected=expected,
            counted=values.counted,
            banked=values.banked,
            reason=values.reason.strip(),
            recorded_at=at,
            recorded_by=by,
        )
        made = await TillClosing.insert(row).returning(TillClosing.id)
        closing_id = int(made[0]["id"])
        await _keep(tx, closing_id, values, expected, at, by)
        return closing_id


async def _keep(
    tx: Tx, closing_id: int, values: CountValues, expected: int, at: datetime, by: str
) -> None:
    """Its trace, and its link in the chain."""
    await auth.record(
        tx,
        act="till.closed",
        subject_kind="till",
        subject_id=closing_id,
        detail={"day": values.day.isoformat(), "amount": values.counted},
        at=at,
        by=by,
    )
    facts: dict[str, object] = {
        "day": values.day.isoformat(),
        "expected": expected,
        "counted": values.counted,
        "banked": values.banked,
        "reason": values.reason.strip(),
        "recorded_by": by,
    }
    await accounting.chain(tx, kind="till", id=closing_id, payload=facts, at=at)
