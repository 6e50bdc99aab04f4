"""A day of an outside till entered in the books, and taken back."""

from datetime import date, datetime

from app.accounting import actions as accounting
from app.accounting.queries import first_open_day
from app.accounting.rules import Journal
from app.adapters.database import Tx, transaction
from app.auth import actions as auth
from app.clock import ZONE
from app.core.errors import refuse
from app.settings.queries import business
from app.tills import queries, rules
from app.tills.rules import TillValues
from app.tills.tables import TillDay, TillDayMoney, TillDaySales


async def enter(values: TillValues, *, at: datetime, by: str) -> int:
    """Enter a day of a till; gives back its id, that of the same figures entered already the same
    one. Refused: see `rules.check`; other figures for a day that is there; a closed month."""
    rules.check(values, (await business()).charges_vat, at.astimezone(ZONE).date())
    async with transaction() as tx:
        row = TillDay(
            till=values.till,
            day=values.day,
            z_number=values.z_number,
            account=values.account,
            total=values.total,
            recorded_at=at,
            recorded_by=by,
        )
        made = await TillDay.insert(row).on_conflict(action="DO NOTHING").returning(TillDay.id)
        if not made:
            return await _already(values)
        till_day_id = int(made[0]["id"])
        await TillDaySales.insert(
            *(
                TillDaySales(till_day=till_day_id, rate=s.rate, base=s.base, vat=s.vat)
                for s in values.sales
            )
        )
        await TillDayMoney.insert(
            *(
                TillDayMoney(till_day=till_day_id, means=means.value, cents=cents)
                for means, cents in values.money
            )
        )
        await _book(tx, till_day_id, values, values.day, at=at, by=by)
        await _note(tx, "tills.entered", till_day_id, values, at, by)
        return till_day_id


async def take_back(till_day_id: int, *, at: datetime, by: str) -> None:
    """Reverse the entry of a day, on that day or the first that is open; it can then be entered
    again. Again changes nothing. Refused: no such day."""
    async with transaction() as tx:
        there = await queries.till_day(till_day_id)
        if there is None:
            raise refuse("tills.none", "There is no such day of a till.")
        on = await first_open_day(there.values.day)
        done = (
            await TillDay.update({TillDay.undone_on: on, TillDay.undone_at: at})
            .where(TillDay.id == till_day_id, TillDay.undone_on.is_null())
            .returning(TillDay.id)
        )
        if not done:
            return
        await _book(tx, till_day_id, there.values, on, back=True, at=at, by=by)
        await _note(tx, "tills.taken_back", till_day_id, there.values, at, by)


async def _already(values: TillValues) -> int:
    there = await queries.live_day(values.till, values.day)
    if there is not None and there.values == values:
        return there.id
    raise refuse(
        "tills.there",
        "%(till)s has been entered for %(day)s with other figures: take that day back first.",
        "day",
        till=values.till,
        day=values.day,
    )


async def _book(
    tx: Tx,
    till_day_id: int,
    values: TillValues,
    on: date,
    *,
    back: bool = False,
    at: datetime,
    by: str,
) -> None:
    await accounting.post(
        tx,
        journal=Journal.SALES,
        day=on,
        piece=rules.piece(values),
        label=f"{'Annulation ' if back else ''}{values.till} {values.day:%d/%m/%Y}",
        subject=f"till:{till_day_id}" + (":undone" if back else ""),
        lines=rules.lines(values, back),
        at=at,
        by=by,
    )


async def _note(
    tx: Tx, act: str, till_day_id: int, values: TillValues, at: datetime, by: str
) -> None:
    await auth.record(
        tx,
        act=act,
        subject_kind="till_day",
        subject_id=till_day_id,
        detail={"till": values.till, "day": values.day, "amount": values.total},
        at=at,
        by=by,
    )
