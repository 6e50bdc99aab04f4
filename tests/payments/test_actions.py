"""Odile records what came in, puts it where it belongs, and takes it back when she was wrong."""

import asyncio
from datetime import date

import pytest

from app.accounting.queries import account_balance, balances_by_client, check_balanced, check_chain
from app.core.errors import Refused
from app.invoices import actions as invoices
from app.payments import actions, queries
from app.payments.rules import Method, ReceiptValues, Wanted
from app.payments.tables import Receipt
from tests.cast import AMIN, ODILE, at, hotel, open_shop, regie
from tests.payments.books import instalment_of, open_now, paid, sold

NOV_20 = date(2026, 11, 20)


async def sound() -> None:
    """Nothing to say against the books, the chain and what is left of receipts."""
    checks = [check_balanced, check_chain, *(check for _, check in queries.CHECKS)]
    assert [await check() for check in checks] == [[]] * len(checks)


async def test_a_transfer_settles_the_oldest_first_and_the_rest_in_part(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 120, "2026-09-01", "2026-10-01")
    await sold(client, 200, "2026-10-01", "2026-10-31")
    await paid(client, 150, "2026-11-05")
    assert await open_now(client) == {"F2026-000002": 17_000}
    assert await queries.unallocated(client) == []
    assert await balances_by_client(NOV_20) == {client: 17_000}
    assert await account_balance("512", NOV_20) == 15_000
    await sound()


async def test_what_is_too_much_stays_as_credit_and_settles_the_next_invoice(
    database: None,
) -> None:
    await open_shop()
    client = await hotel()
    await sold(client, 100, "2026-10-01", "2026-11-01")
    receipt = await paid(client, 130, "2026-11-05", method=Method.CHEQUE)
    [left] = await queries.unallocated(client)
    assert (left.receipt_id, left.open, left.method) == (receipt, 3_000, Method.CHEQUE)
    assert await balances_by_client(NOV_20) == {client: -3_000}

    await sold(client, 50, "2026-11-10", "2026-12-10")
    assert await actions.allocate_more(receipt, at=at("2026-11-12"), by=AMIN) == 3_000
    assert await open_now(client) == {"F2026-000002": 2_000}
    assert await queries.unallocated() == []
    with pytest.raises(Refused, match=r"Nothing of this money is left"):
        await actions.allocate_more(receipt, at=at("2026-11-12"), by=AMIN)
    await sound()


async def test_the_same_form_twice_is_one_receipt(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 100, "2026-10-01", "2026-11-01")
    first = await paid(client, 60, "2026-11-05", key="form-1")
    again = await paid(client, 60, "2026-11-05", key="form-1")
    assert first == again
    assert await Receipt.count() == 1
    assert await open_now(client) == {"F2026-000001": 4_000}
    with pytest.raises(Refused, match=r"already recorded"):
        await paid(client, 70, "2026-11-05", key="form-1")
    await sound()


async def test_a_double_click_that_arrives_at_once_is_one_receipt(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 100, "2026-10-01", "2026-11-01")
    both = await asyncio.gather(
        paid(client, 100, "2026-11-05", key="twice"), paid(client, 100, "2026-11-05", key="twice")
    )
    assert both[0] == both[1]
    assert await open_now(client) == {}
    await sound()


async def test_two_browsers_cannot_pay_the_same_invoice_twice(database: None) -> None:
    await open_shop()
    client = await regie()
    invoice = await sold(client, 100, "2026-10-01", "2026-11-01")
    part = [(await instalment_of(invoice), 10_000)]
    outcomes = await asyncio.gather(
        paid(client, 100, "2026-11-05", part, key="browser-1"),
        paid(client, 100, "2026-11-05", part, key="browser-2"),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, Refused) for each in outcomes) == [False, True]
    assert await open_now(client) == {}
    assert await balances_by_client(NOV_20) == {}
    await sound()


async def test_money_left_cannot_be_used_twice_at_once(database: None) -> None:
    await open_shop()
    client = await regie()
    receipt = await paid(client, 100, "2026-11-05", [])
    await sold(client, 100, "2026-11-06", "2026-12-06")
    await sold(client, 100, "2026-11-06", "2026-12-07")
    outcomes = await asyncio.gather(
        actions.allocate_more(receipt, at=at("2026-11-07"), by=ODILE),
        actions.allocate_more(receipt, at=at("2026-11-07"), by=AMIN),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, Refused) for each in outcomes) == [False, True]
    assert sum((await open_now(client)).values()) == 10_000
    await sound()


async def test_undoing_a_receipt_reopens_what_it_settled(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 100, "2026-10-01", "2026-11-01")
    receipt = await paid(client, 130, "2026-11-05")
    reversal = await actions.undo(receipt, on=NOV_20, at=at(NOV_20), by=ODILE)

    assert await open_now(client) == {"F2026-000001": 10_000}
    assert await queries.unallocated() == []
    assert (await queries.receipt(reversal)).amount == -13_000
    assert (await queries.receipt(receipt)).undone_by == reversal
    assert await balances_by_client(date(2026, 11, 19)) == {client: -3_000}
    assert await balances_by_client(NOV_20) == {client: 10_000}
    assert await account_balance("512", NOV_20) == 0
    with pytest.raises(Refused, match=r"undone already"):
        await actions.undo(receipt, on=NOV_20, at=at(NOV_20), by=AMIN)
    with pytest.raises(Refused, match=r"cannot be undone"):
        await actions.undo(reversal, on=NOV_20, at=at(NOV_20), by=AMIN)
    with pytest.raises(Refused, match=r"Nothing of this money"):
        await actions.allocate_more(receipt, at=at(NOV_20), by=AMIN)
    await sound()


async def test_two_browsers_undo_a_receipt_once(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 100, "2026-10-01", "2026-11-01")
    receipt = await paid(client, 100, "2026-11-05")
    outcomes = await asyncio.gather(
        actions.undo(receipt, on=NOV_20, at=at(NOV_20), by=ODILE),
        actions.undo(receipt, on=NOV_20, at=at(NOV_20), by=AMIN),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, Refused) for each in outcomes) == [False, True]
    assert await open_now(client) == {"F2026-000001": 10_000}
    await sound()


async def test_an_allocation_taken_off_leaves_the_money_with_its_receipt(database: None) -> None:
    await open_shop()
    client = await regie()
    await sold(client, 100, "2026-10-01", "2026-11-01")
    receipt = await paid(client, 100, "2026-11-05")
    [there] = await queries.allocations(receipt)
    await actions.undo_allocation(there.id, on=NOV_20, at=at(NOV_20), by=AMIN)
    assert await open_now(client) == {"F2026-000001": 10_000}
    assert (await queries.receipt(receipt)).open == 10_000
    with pytest.raises(Refused, match=r"taken off that invoice already"):
        await actions.undo_allocation(there.id, on=NOV_20, at=at(NOV_20), by=AMIN)

    # Put there again it counts from the day it was taken off: no day before is settled twice.
    await actions.allocate_more(receipt, at=at("2026-11-21"), by=AMIN)
    assert [one.counts_on for one in await queries.live_allocations(receipt)] == [NOV_20]
    await sound()


async def test_nothing_is_undone_before_it_counts(database: None) -> None:
    await open_shop()
    client = await regie()
    receipt = await paid(client, 100, "2026-11-05")
    with pytest.raises(Refused, match=r"earlier day"):
        await actions.undo(receipt, on=date(2026, 11, 4), at=at(NOV_20), by=ODILE)


@pytest.mark.parametrize(
    ("amount", "day", "code"),
    [
        (0, "2026-11-20", "payments.amount"),
        (-500, "2026-11-20", "payments.amount"),
        (10**15, "2026-11-20", "payments.too_large"),
        (500, "2026-11-21", "payments.future"),
    ],
)
async def test_what_cannot_be_money_writes_nothing(
    database: None, amount: int, day: str, code: str
) -> None:
    await open_shop()
    values = ReceiptValues(
        await regie(), Method.CASH, amount, date.fromisoformat(day), "k", Wanted((), {})
    )
    with pytest.raises(Refused) as refused:
        await actions.record(values, at=at(NOV_20), by=AMIN)
    assert refused.value.code == code
    assert await Receipt.count() == 0


async def test_a_client_that_does_not_exist_is_refused(database: None) -> None:
    await open_shop()
    with pytest.raises(Refused, match=r"There is no client"):
        await paid(999, 10, "2026-11-05")
    assert await Receipt.count() == 0


async def test_each_way_of_paying_has_its_account(database: None) -> None:
    await open_shop()
    client = await regie()
    for euros, method in ((1, Method.TRANSFER), (2, Method.CARD), (4, Method.CASH)):
        await paid(client, euros, "2026-11-05", method=method)
    await paid(client, 8, "2026-11-05", method=Method.CHEQUE)
    await paid(client, 16, "2026-11-05", method=Method.OPENING)
    balances = [await account_balance(a, NOV_20) for a in ("512", "5115", "530", "5112", "471")]
    assert balances == [100, 200, 400, 800, 1_600]
    assert await balances_by_client(NOV_20) == {client: -3_100}


async def test_a_credit_note_is_put_on_another_invoice_and_taken_off(database: None) -> None:
    await open_shop()
    client = await regie()
    first = await sold(client, 100, "2026-10-01", "2026-11-01")
    await paid(client, 100, "2026-10-20")
    await sold(client, 80, "2026-11-02", "2026-12-02")
    credit = await invoices.credit_whole(
        first, on=date(2026, 11, 10), at=at("2026-11-10"), by=ODILE
    )
    assert await actions.use_credit(credit, on=NOV_20, at=at(NOV_20), by=ODILE) == 8_000
    assert await open_now(client) == {"A2026-000001": -2_000}
    assert await balances_by_client(NOV_20) == {client: -2_000}
    await sound()
