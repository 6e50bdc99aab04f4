"""The statement of account: Bellecour's autumn worked by hand, beside a hotel nobody may touch."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.accounting.queries import balances_by_client
from app.adapters.database import transaction
from app.core.errors import Refused
from app.invoices import actions as invoices
from app.payments import actions as payments
from app.receivables.queries import first_day, statement
from app.receivables.rules import Kind, Move, Sums, check_period, without_withdrawn
from tests.cast import ODILE, at, hotel, open_shop, regie
from tests.payments.books import paid, sold

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


async def an_autumn() -> tuple[int, int]:
    """Régie Bellecour and the Hôtel. The Régie by hand:

    September: invoices of 100 and 300, 100 received: 300 owed on the evening of the 30th.
    October: 2nd, 240 invoiced; 5th, 300 received; 9th, 60 invoiced; 12th, those 60 credited;
    15th, 500 received by mistake; 16th, undone; 20th, 90 received on the 240.
    On the 31st: 150 of the invoice due on 1 November: not due yet.
    November: 10th, 12 invoiced.
    """
    await open_shop()
    bellecour, nizier = await regie(), await hotel()
    await sold(bellecour, 100, "2026-09-01", "2026-09-15")
    await sold(nizier, 700, "2026-09-02", "2026-10-02")
    await sold(bellecour, 300, "2026-09-03", "2026-10-03")
    await paid(bellecour, 100, "2026-09-20")
    await sold(bellecour, 240, "2026-10-02", "2026-11-01")
    await paid(bellecour, 300, "2026-10-05")
    wrong = await sold(bellecour, 60, "2026-10-09", "2026-11-08")
    on = date(2026, 10, 12)
    await invoices.credit_whole(wrong, on=on, at=at(on), by=ODILE)
    mistake = await paid(bellecour, 500, "2026-10-15", [])
    await paid(nizier, 200, "2026-10-15")
    on = date(2026, 10, 16)
    await payments.undo(mistake, on=on, at=at(on, 12), by=ODILE)
    await paid(bellecour, 90, "2026-10-20")
    await sold(bellecour, 12, "2026-11-10", "2026-12-10")
    return bellecour, nizier


async def test_october_worked_by_hand(database: None) -> None:
    bellecour, _ = await an_autumn()
    account = await statement(bellecour, *OCTOBER)
    told = [
        (line.move.day.day, line.move.kind, line.debit, line.credit, line.balance)
        for line in account.lines
    ]
    assert account.opening == 30_000
    assert told == [
        (2, Kind.INVOICE, 24_000, 0, 54_000),
        (5, Kind.PAYMENT, 0, 30_000, 24_000),
        (9, Kind.INVOICE, 6_000, 0, 30_000),
        (12, Kind.CREDIT_NOTE, 0, 6_000, 24_000),
        (15, Kind.PAYMENT, 0, 50_000, -26_000),
        (16, Kind.UNDONE, 50_000, 0, 24_000),
        (20, Kind.PAYMENT, 0, 9_000, 15_000),
    ]
    assert (account.debits, account.credits, account.closing) == (80_000, 95_000, 15_000)
    assert [(one.number, one.open) for one in account.open] == [("F2026-000004", 15_000)]
    assert account.ages == Sums(not_due=15_000)
    first = account.moves[0]
    assert (first.about, first.due_on) == ("F2026-000004", date(2026, 11, 1))
    assert account.moves[3].about == "A2026-000001" and account.moves[3].due_on is None
    assert account.moves[1].method == "transfer"


async def test_its_figures_are_the_ledgers_on_every_day(database: None) -> None:
    who = await an_autumn()
    for days in range(90):
        last = date(2026, 8, 28) + timedelta(days=days)
        books = await balances_by_client(last)
        for client_id in who:
            account = await statement(client_id, last - timedelta(days=20), last)
            assert account.closing == books.get(client_id, 0) == account.ages.total
            assert account.is_equal


async def test_nothing_of_the_neighbour_is_on_it(database: None) -> None:
    _, nizier = await an_autumn()
    account = await statement(nizier, *OCTOBER)
    assert account.opening == 70_000 and account.closing == 50_000
    assert [(move.kind, move.cents) for move in account.moves] == [(Kind.PAYMENT, -20_000)]
    # 500 due since the 2nd: 29 days late on the 31st.
    assert account.ages == Sums(d1_30=50_000) and account.open[0].days_late == 29


async def test_a_client_without_history_has_an_empty_account(database: None) -> None:
    await open_shop()
    alone = await regie()
    assert (await statement(alone, *OCTOBER)).is_empty
    assert await first_day(alone) is None
    await sold(alone, 10, "2026-11-02", "2026-11-02")
    assert (await statement(alone, *OCTOBER)).is_empty
    assert await first_day(alone) == date(2026, 11, 2)


async def test_history_taken_over_and_taken_back(database: None) -> None:
    """480 of before, 180 of it paid: 300 owed; undone, none of it is told and none is owed."""
    await open_shop()
    bellecour = await regie()
    async with transaction() as tx:
        document = await invoices.record_opening(
            tx,
            client_id=bellecour,
            number="B-117",
            issued_on=date(2026, 9, 2),
            due_on=date(2026, 9, 30),
            amount=48_000,
            paid_on=date(2026, 10, 4),
            paid_amount=18_000,
            disputed=False,
            import_id=None,
            at=at("2026-11-20"),
            by=ODILE,
        )
    account = await statement(bellecour, *OCTOBER)
    assert (account.opening, account.closing) == (48_000, 30_000)
    assert [(move.kind, move.about) for move in account.moves] == [(Kind.PAYMENT, "B-117")]
    assert document


def test_what_was_taken_back_the_same_day_is_not_told() -> None:
    day = date(2026, 9, 2)
    brought = Move(day, Kind.INVOICE, 48_000, "B-117", invoice_id=7)
    back = Move(day, Kind.WITHDRAWN, -48_000, "B-117", invoice_id=7)
    other = Move(day, Kind.INVOICE, 9_900, "B-118", invoice_id=8)
    money = Move(day, Kind.PAYMENT, -9_900, receipt_id=7)
    assert without_withdrawn([brought, other, money, back]) == (other, money)
    # What does not come to nothing is never hidden.
    odd = replace(back, cents=-40_000)
    assert without_withdrawn([brought, odd]) == (brought, odd)


def test_a_period_is_in_order_and_in_the_past() -> None:
    today = date(2026, 11, 20)
    check_period(today, today, today)
    with pytest.raises(Refused, match="ends before it begins"):
        check_period(date(2026, 11, 2), date(2026, 11, 1), today)
    with pytest.raises(Refused, match="ends today at the latest"):
        check_period(date(2026, 11, 2), date(2026, 11, 21), today)
