"""Days of outside tills that were entered, and the VAT that became due by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.clock import ZONE
from app.core.errors import N_, Finding
from app.core.located import IntegrityCheck, located
from app.tills.rules import Means, Sales, TillValues
from app.tills.tables import TillDay, TillDayMoney, TillDaySales


@dataclass(frozen=True)
class TillDayView:
    """A day that was entered; `undone_on` when it was taken back."""

    id: int
    values: TillValues
    recorded_at: datetime
    recorded_by: str
    undone_on: date | None


@dataclass(frozen=True)
class TillVat:
    """What became due of a day at a rate, in cents; with the signs turned when it was undone."""

    name: str
    day: date
    is_undoing: bool
    rate: int
    base: int
    vat: int


async def till_days(limit: int = 60) -> list[TillDayView]:
    """The days entered, the newest first, those taken back included."""
    rows = (
        await TillDay.select()
        .order_by(TillDay.day, ascending=False)
        .order_by(TillDay.id, ascending=False)
        .limit(limit)
    )
    return await _views(rows)


async def till_day(till_day_id: int) -> TillDayView | None:
    """One of them."""
    found = await _views(await TillDay.select().where(TillDay.id == till_day_id))
    return found[0] if found else None


async def live_day(till: str, day: date) -> TillDayView | None:
    """What stands for a day of a till, if anything does."""
    rows = await TillDay.select().where(
        TillDay.till == till, TillDay.day == day, TillDay.undone_on.is_null()
    )
    found = await _views(rows)
    return found[0] if found else None


async def till_vat(first: date, last: date, until: datetime) -> list[TillVat]:
    """What tills made due between two days, both included, as known before `until`."""
    found = []
    for column, sign in (("day", 1), ("undone_on", -1)):
        known = "recorded_at" if sign > 0 else "undone_at"
        rows = await TillDay.raw(
            f"SELECT t.till AS till, t.z_number AS z_number, t.{column} AS day, s.rate AS rate,"
            " s.base AS base, s.vat AS vat FROM till_day t"
            " JOIN till_day_sales s ON s.till_day = t.id"
            f" WHERE t.{column} >= {{}} AND t.{column} <= {{}} AND t.{known} < {{}}"
            " ORDER BY t.id, s.rate DESC",
            first,
            last,
            until,
        )
        for row in rows:
            name = f"{row['till']} Z {row['z_number']}".removesuffix(" Z ")
            found.append(
                TillVat(
                    name, row["day"], sign < 0, row["rate"], sign * row["base"], sign * row["vat"]
                )
            )
    return found


async def _views(rows: Sequence[Mapping[str, Any]]) -> list[TillDayView]:
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    sales: dict[int, list[Sales]] = {each: [] for each in ids}
    money: dict[int, list[tuple[Means, int]]] = {each: [] for each in ids}
    for row in (
        await TillDaySales.select()
        .where(TillDaySales.till_day.is_in(ids))
        .order_by(TillDaySales.rate, ascending=False)
    ):
        sales[row["till_day"]].append(Sales(row["rate"], row["base"] + row["vat"], row["vat"]))
    for row in (
        await TillDayMoney.select()
        .where(TillDayMoney.till_day.is_in(ids))
        .order_by(TillDayMoney.id)
    ):
        money[row["till_day"]].append((Means(row["means"]), row["cents"]))
    return [
        TillDayView(
            row["id"],
            TillValues(
                row["till"],
                row["day"],
                row["z_number"],
                row["account"],
                tuple(sales[row["id"]]),
                tuple(money[row["id"]]),
            ),
            row["recorded_at"].astimezone(ZONE),
            row["recorded_by"],
            row["undone_on"],
        )
        for row in rows
    ]


async def check_days() -> list[Finding]:
    """Days whose sales, money, total and entry do not all say the same."""
    rows = await TillDay.raw(
        """
SELECT t.id AS id, t.till AS till, t.day AS day, t.total AS total,
  COALESCE((SELECT CAST(SUM(s.base + s.vat) AS BIGINT) FROM till_day_sales s
    WHERE s.till_day = t.id), 0) AS sold,
  COALESCE((SELECT CAST(SUM(m.cents) AS BIGINT) FROM till_day_money m
    WHERE m.till_day = t.id), 0) AS taken,
  COALESCE((SELECT CAST(SUM(l.debit) AS BIGINT) FROM entry e JOIN entry_line l ON l.entry = e.id
    WHERE e.subject = 'till:' || CAST(t.id AS VARCHAR(20))), 0) AS booked
FROM till_day t ORDER BY t.id
"""
    )
    wrong = [
        row for row in rows if not row["total"] == row["sold"] == row["taken"] == row["booked"]
    ]
    message = N_(
        "%(till)s on %(day)s: %(total)s in all, %(sold)s sold, %(taken)s taken, %(booked)s booked"
    )
    return located(message, wrong, cents=("total", "sold", "taken", "booked"))


CHECKS: list[IntegrityCheck] = [("days of outside tills", check_days)]
