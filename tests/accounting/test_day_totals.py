"""Totals of accounts by day: what any day costs the same after ten years, and never says otherwise
than the entries themselves."""

import asyncio
from datetime import date

from app.accounting import actions, queries
from app.accounting.rules import Journal, Line, credit, debit
from app.accounting.tables import DayTotal, EntryLine
from app.adapters.database import transaction
from tests.cast import ODILE, at

MON, TUE, WED = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


async def posted(day: date, subject: str, *lines: Line) -> None:
    async with transaction() as tx:
        await actions.post(
            tx,
            journal=Journal.SALES,
            day=day,
            piece="F1",
            label="Vente",
            subject=subject,
            lines=lines,
            at=at(WED),
            by=ODILE,
        )


async def owed() -> list[int]:
    return [await queries.clients_balance(day) for day in (MON, TUE, WED)]


async def test_what_comes_later_and_dated_before_is_there_at_once(database: None) -> None:
    await posted(TUE, "a", *debit("411", 10_000, 7), *credit("706", 10_000))
    assert await actions.total_days() == 1
    await posted(MON, "b", *debit("411", 2_500, 8), *credit("706", 2_500))
    await posted(WED, "c", *debit("512", 10_000), *credit("411", 10_000, 7))
    await posted(WED, "d", *debit("416", 2_500, 8), *credit("411", 2_500, 8))
    before = await owed()
    assert before == [2_500, 12_500, 2_500]
    assert await actions.total_days() == 3
    assert await owed() == before
    assert await actions.total_days() == 0
    assert await queries.balances_on("411", (MON, TUE, WED)) == [2_500, 12_500, 0]
    assert await queries.account_balance("416", WED) == 2_500
    assert await queries.account_balance("416", TUE) == 0
    assert await queries.check_totals() == []


async def test_two_workers_at_once_add_each_entry_once(database: None) -> None:
    for serial in range(5):
        await posted(MON, f"s{serial}", *debit("411", 100, 7), *credit("706", 100))
    added = await asyncio.gather(actions.total_days(), actions.total_days())
    assert sorted(added) == [0, 5]
    rows = await DayTotal.select(DayTotal.account, DayTotal.day, DayTotal.cents)
    assert sorted((row["account"], row["day"], row["cents"]) for row in rows) == [
        ("411", MON, 500),
        ("706", MON, -500),
    ]


async def test_lines_are_not_read_again_once_they_are_in(database: None) -> None:
    """Whoever changes a line behind the program's back is found by the check, not by the figure."""
    await posted(MON, "a", *debit("411", 100, 7), *credit("706", 100))
    await actions.total_days()
    async with transaction():
        # An entry too many, added by hand under a number that was counted.
        await EntryLine.raw(
            "INSERT INTO entry_line (entry, account, client_id, debit, credit)"
            " SELECT MIN(id), '411', 7, 30, 0 FROM entry"
        )
    assert await queries.clients_balance(MON) == 100
    [found] = await queries.check_totals()
    assert "account 411 on 2026-11-23" in str(found)
