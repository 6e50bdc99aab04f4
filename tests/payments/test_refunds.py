"""Money goes back to a client: out of what was too much, or of a credit note; the books follow."""

import asyncio
from datetime import date

import pytest

from app.accounting.queries import account_balance, balances_by_client
from app.adapters.database import transaction
from app.core.errors import Refused
from app.invoices import actions as invoices
from app.invoices.queries import open_credits
from app.payments import actions, queries
from app.receivables.queries import aging
from tests.cast import ODILE, at, hotel, open_shop, regie
from tests.payments.books import open_now, paid, sold
from tests.payments.test_actions import sound

NOV_20 = date(2026, 11, 20)


async def back(cents: int, on: date = NOV_20, key: str = "back", **of: int) -> int:
    async with transaction() as tx:
        return await actions.refund_in(tx, amount=cents, on=on, key=key, at=at(on), by=ODILE, **of)


async def test_what_was_too_much_is_paid_back_in_part_then_whole(database: None) -> None:
    await open_shop()
    client, other = await hotel(), await regie()
    await sold(client, 100, "2026-10-01", "2026-11-01")
    await sold(other, 70, "2026-10-01", "2026-11-01")
    receipt = await paid(client, 130, "2026-11-05")
    await back(1_000, date(2026, 11, 10), receipt_id=receipt)
    assert (await queries.receipt(receipt)).open == 2_000
    assert await balances_by_client(NOV_20) == {client: -2_000, other: 7_000}
    assert await account_balance("512", NOV_20) == 12_000
    await back(2_000, date(2026, 11, 11), "rest", receipt_id=receipt)
    assert await queries.unallocated(client) == []
    assert await balances_by_client(NOV_20) == {other: 7_000}
    before = await aging(date(2026, 11, 10), date(2099, 1, 1))
    assert {row.client_id: row.total for row in before.rows} == {client: -2_000, other: 7_000}
    with pytest.raises(Refused, match="used meanwhile"):
        await back(1, key="more", receipt_id=receipt)
    await sound()


async def test_a_credit_note_is_paid_back(database: None) -> None:
    await open_shop()
    client = await hotel()
    invoice = await sold(client, 60, "2026-10-01", "2026-11-01")
    await paid(client, 60, "2026-10-20")
    await invoices.credit_whole(invoice, on=date(2026, 11, 2), at=at("2026-11-02"), by=ODILE)
    [note] = await open_credits(client)
    made = await back(6_000, instalment_id=note.instalment_id)
    assert await open_now(client) == {}
    assert await balances_by_client(NOV_20) == {}
    assert await account_balance("512", NOV_20) == 0
    with pytest.raises(Refused, match="Nothing of this credit note"):
        await back(1, key="more", instalment_id=note.instalment_id)
    # It is undone as a whole: taken off its credit note it would be money of nobody.
    [put] = await queries.live_allocations(made)
    with pytest.raises(Refused, match="paid back"):
        await actions.undo_allocation(put.id, on=NOV_20, at=at(NOV_20), by=ODILE)
    await actions.undo(made, on=NOV_20, at=at(NOV_20), by=ODILE)
    assert [one.open for one in await open_credits(client)] == [-6_000]
    assert await balances_by_client(NOV_20) == {client: -6_000}
    await sound()


async def test_a_refund_that_comes_back_is_credit_again(database: None) -> None:
    await open_shop()
    client = await hotel()
    receipt = await paid(client, 30, "2026-11-05")
    made = await back(3_000, receipt_id=receipt)
    with pytest.raises(Refused, match="to be undone first"):
        await actions.undo(receipt, on=NOV_20, at=at(NOV_20), by=ODILE)
    await actions.undo(made, on=NOV_20, at=at(NOV_20), by=ODILE)
    assert (await queries.receipt(receipt)).open == 3_000
    assert await balances_by_client(NOV_20) == {client: -3_000}
    await actions.undo(receipt, on=NOV_20, at=at(NOV_20), by=ODILE)
    assert await balances_by_client(NOV_20) == {}
    await sound()


async def test_it_is_paid_back_once_whoever_is_quick(database: None) -> None:
    await open_shop()
    client = await hotel()
    receipt = await paid(client, 30, "2026-11-05")
    outcomes = await asyncio.gather(
        back(3_000, key="one", receipt_id=receipt),
        back(3_000, key="two", receipt_id=receipt),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, Refused) for each in outcomes) == [False, True]
    assert await balances_by_client(NOV_20) == {}
    await sound()


async def test_what_makes_no_sense_is_refused(database: None) -> None:
    await open_shop()
    client = await hotel()
    receipt = await paid(client, 30, "2026-11-05")
    for cents, on, said in (
        (0, NOV_20, "more than zero"),
        (3_001, NOV_20, "used meanwhile"),
        (100, date(2026, 11, 4), "before"),
    ):
        with pytest.raises(Refused, match=said):
            await back(cents, on, receipt_id=receipt)
    with pytest.raises(Refused, match="There is no such payment"):
        await back(100, receipt_id=99)
    with pytest.raises(Refused, match="Nothing of this credit note"):
        await back(100)
    assert await balances_by_client(NOV_20) == {client: -3_000}
