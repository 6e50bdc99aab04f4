"""Debts that may never be paid: taken as doubtful, depreciated, paid after all, or lost for good.

The hotel owes 1 200 € (1 000 + 200 of VAT), due on 1 June 2026. The Régie owes too, and pays.
"""

import asyncio
from datetime import date

import pytest

from app.accounting.queries import (
    account_balance,
    balances_by_client,
    check_balanced,
    check_ledger,
    clients_balance,
)
from app.books.queries import CHECKS as BOOKS
from app.books.queries import Span, lettering, vat_due
from app.books.rules import Box, boxes
from app.core.errors import Refused
from app.doubtful import actions, queries
from app.doubtful.queries import CHECKS
from app.doubtful.rules import Depreciating, Losing, MoveKind, Proceedings
from app.payments import actions as payments
from app.payments.queries import CHECKS as PAYMENTS
from app.receivables.queries import CHECKS as RECEIVABLES
from app.receivables.queries import statement
from app.reminders.queries.pauses import pauses_on
from tests.cast import AMIN, ODILE, at, hotel, open_shop, regie
from tests.payments.books import open_now, paid, sold
from tests.payments.test_write_offs import let_go

JUNE_1 = date(2026, 6, 1)
OCT_1, OCT_15 = date(2026, 10, 1), date(2026, 10, 15)
NOV_20 = date(2026, 11, 20)
TODAY = date(2026, 11, 25)


async def owing() -> tuple[int, int]:
    """(the hotel, its invoice of 1 200 €); the Régie owes 240 €."""
    client = await hotel()
    invoice = await sold(client, 1200, "2026-05-01", "2026-06-01")
    await sold(await regie(), 240, "2026-05-02", "2026-06-01")
    return client, invoice


async def transferred(invoice: int, on: date = OCT_1, key: str = "t") -> int:
    return await actions.transfer(invoice, on=on, note="", key=key, at=at(TODAY), by=ODILE)


async def depreciated(invoice: int, percent: int, on: date = OCT_15, key: str = "d") -> int:
    asked = Depreciating(percent * 100, on)
    return await actions.depreciate(invoice, asked, key=key, at=at(TODAY), by=ODILE)


async def lost(invoice: int, on: date = NOV_20, key: str = "l", **more: object) -> int:
    asked = Losing(on, str(more.get("note", "Certificat du mandataire")), True, True)
    return await actions.lose(invoice, asked, key=key, at=at(TODAY), by=ODILE)


async def account(number: str, on: date = TODAY) -> int:
    return await account_balance(number, on)


async def sound(*days: date) -> None:
    """Every check of the money is silent, and the board is 411 + 416 on each of the days."""
    for _, check in [*CHECKS, *PAYMENTS, *BOOKS, *RECEIVABLES]:
        assert await check() == []
    assert [await check_balanced(), await check_ledger()] == [[], []]
    for day in days:
        assert sum((await balances_by_client(day)).values()) == await clients_balance(day)


async def test_a_debt_in_doubt_goes_to_416_and_is_depreciated_without_vat(database: None) -> None:
    """60 % of 1 000 € without VAT; then 100 %: 400 € more."""
    await open_shop()
    client, invoice = await owing()
    await transferred(invoice)
    assert (await account("416"), await account("411")) == (120_000, 24_000)
    assert (await account("416", date(2026, 9, 30)), await clients_balance(TODAY)) == (0, 144_000)
    await depreciated(invoice, 60)
    assert (await account("68174"), await account("491")) == (60_000, -60_000)
    await depreciated(invoice, 100, NOV_20, "more")
    assert (await account("68174"), await account("491")) == (100_000, -100_000)
    [debt] = await queries.debts()
    assert (debt.invoice_id, debt.doubtful, debt.depreciation) == (invoice, 120_000, 100_000)
    assert (await balances_by_client(TODAY))[client] == 120_000
    assert await account("44587") == -24_000
    await sound(JUNE_1, OCT_1, OCT_15, TODAY)


async def test_what_is_paid_goes_back_and_releases_its_share(database: None) -> None:
    """Depreciated by 600 €: 300 € of 1 200 € are paid, a quarter is released: 150 €."""
    await open_shop()
    client, invoice = await owing()
    await transferred(invoice)
    await depreciated(invoice, 60)
    await paid(client, 300, "2026-11-02", recorded="2026-11-03")
    assert await actions.follow_paid(at("2026-11-03", 12)) == 1
    assert await actions.follow_paid(at("2026-11-03", 12)) == 0
    assert (await account("416"), await account("491")) == (90_000, -45_000)
    assert await account("416", date(2026, 11, 1)) == 120_000
    assert await account("78174") == -15_000
    [debt] = await queries.debts()
    assert (debt.doubtful, debt.open, debt.last_on) == (90_000, 90_000, date(2026, 11, 2))
    receipt = await paid(client, 900, "2026-11-10")
    await actions.follow_paid(at("2026-11-10", 12))
    assert [await account(each) for each in ("416", "491", "78174")] == [0, 0, -60_000]
    assert await queries.debts() == []
    letters = await lettering(TODAY, client_id=client)
    rows = [move.counts_on for move in await queries.moves_of(invoice)]
    assert rows == [OCT_1, OCT_15, date(2026, 11, 2), date(2026, 11, 10)]
    assert letters.of(1)[0] and letters.of(1)[0] == letters.of(3)[0]
    # The last payment comes back: it is owed again on 411, and somebody decides again.
    await payments.undo(receipt, on=NOV_20, at=at(NOV_20), by=ODILE)
    await actions.follow_paid(at(NOV_20, 12))
    assert (await account("416"), await clients_balance(TODAY)) == (0, 114_000)
    await sound(JUNE_1, OCT_1, date(2026, 11, 2), date(2026, 11, 10), TODAY)


async def test_a_part_paid_that_comes_back_is_in_doubt_again(database: None) -> None:
    await open_shop()
    client, invoice = await owing()
    await transferred(invoice)
    receipt = await paid(client, 300, "2026-11-02")
    await actions.follow_paid(at("2026-11-02", 12))
    await payments.undo(receipt, on=date(2026, 11, 9), at=at("2026-11-09"), by=ODILE)
    await actions.follow_paid(at("2026-11-09", 12))
    assert await account("416") == 120_000
    await sound(OCT_1, date(2026, 11, 2), TODAY)


async def test_a_final_loss_with_vat_on_debits_gives_the_vat_back(database: None) -> None:
    """654: 1 000; 44571: 200; 416: 1 200. The 600 € of depreciation are taken back."""
    await open_shop(vat_on="debits")
    _, invoice = await owing()
    await transferred(invoice)
    await depreciated(invoice, 60)
    made = await lost(invoice)
    assert await lost(invoice) == made
    assert [await account(each) for each in ("416", "654", "491", "78174")] == [
        0,
        100_000,
        0,
        -60_000,
    ]
    assert await account("44571") == -4_000
    november = Span(date(2026, 11, 1), date(2026, 11, 30))
    due = [each async for part in vat_due(november) for each in part]
    assert [(each.rate, each.base, each.vat) for each in due] == [(2000, -100_000, -20_000)]
    assert Box("21", "VAT had back by losses", 0, 20_000) in boxes(due)
    assert (await queries.moves_of(invoice))[-1].kind is MoveKind.LOST
    await sound(JUNE_1, OCT_1, TODAY)
    await payments.undo_write_off(made, on=TODAY, is_owner=True, at=at(TODAY), by=ODILE)
    assert [await account(each) for each in ("416", "411", "654", "44571")] == [
        0,
        144_000,
        0,
        -24_000,
    ]
    await transferred(invoice, TODAY, "again")
    assert await account("416") == 120_000
    await sound(NOV_20, TODAY)


async def test_vat_that_waited_was_never_due_and_is_not_had_back(database: None) -> None:
    """On receipts, 600 € paid of 1 200 €: 100 € of VAT became due, 100 € wait and go with it."""
    await open_shop()
    client, invoice = await owing()
    await paid(client, 600, "2026-09-10")
    await transferred(invoice)
    await depreciated(invoice, 50)
    assert await account("491") == -25_000
    made = await lost(invoice)
    assert (await account("654"), await account("44571")) == (50_000, -10_000)
    assert await account("44587") == -4_000
    with pytest.raises(Refused, match="no duplicate"):
        await actions.duplicate(made)
    await sound(OCT_1, TODAY)


async def test_money_that_came_meanwhile_is_followed_before_the_loss(database: None) -> None:
    await open_shop(vat_on="debits")
    client, invoice = await owing()
    await transferred(invoice)
    await depreciated(invoice, 60)
    await paid(client, 300, "2026-11-02")
    with pytest.raises(Refused, match="still to"):
        await depreciated(invoice, 100, NOV_20, "too soon")
    await lost(invoice)
    assert [await account(each) for each in ("416", "654", "491")] == [0, 75_000, 0]
    # 240 of VAT were due at issue; 150 of the 900 lost.
    assert await account("44571") == -(24_000 - 15_000)
    await sound(date(2026, 11, 2), TODAY)


async def test_what_was_written_off_without_formalities_leaves_416_too(database: None) -> None:
    await open_shop(vat_on="debits")
    _, invoice = await owing()
    await transferred(invoice)
    await let_go(invoice)
    await actions.follow_paid(at(NOV_20, 12))
    assert (await account("416"), await account("654")) == (0, 120_000)
    await sound(OCT_1, NOV_20, TODAY)


async def test_why_it_is_proposed(database: None) -> None:
    await open_shop()
    client, invoice = await owing()
    assert await queries.proposals(date(2026, 8, 29)) == []
    first, second = await queries.proposals(date(2026, 8, 30))
    assert [str(each) for each in first.evidence] == ["90 days late"]
    assert (first.number, first.open, second.open) == ("F2026-000001", 120_000, 24_000)
    assert len(await queries.proposals(date(2026, 6, 11), 10)) == 2
    await actions.keep(
        invoice, on=date(2026, 8, 30), note="Il paie", key="k", at=at("2026-08-30"), by=AMIN
    )
    assert [each.number for each in await queries.proposals(OCT_1)] == ["F2026-000002"]
    await actions.open_proceedings(
        client,
        Proceedings.LIQUIDATION,
        opened_on=date(2026, 9, 14),
        published_on=date(2026, 9, 20),
        note="TC Lyon",
        key="p",
        at=at("2026-09-22"),
        by=ODILE,
    )
    again = await queries.proposals(OCT_1)
    assert [each.number for each in again] == ["F2026-000001", "F2026-000002"]
    assert again[0].evidence[0].code == "doubtful.proceedings"
    [court] = await queries.proceedings_of(client)
    assert court.claim_until == date(2026, 11, 20)
    await transferred(invoice)
    assert [each.number for each in await queries.proposals(OCT_1)] == ["F2026-000002"]
    kept = (await queries.moves_of(invoice))[-1].evidence
    assert kept[0].facts["day"] == date(2026, 9, 14)
    # A judgment of liquidation is proof enough.
    await lost(invoice, note="")
    assert await open_now(client) == {}
    await actions.end_proceedings(court.id, on=TODAY, at=at(TODAY), by=ODILE)
    assert await queries.in_course(TODAY) == {}
    with pytest.raises(Refused, match="over already"):
        await actions.end_proceedings(court.id, on=TODAY, at=at(TODAY), by=ODILE)


async def test_nothing_is_asked_of_a_client_in_proceedings_until_the_last_are_over(
    database: None,
) -> None:
    await open_shop()
    client, _ = await owing()

    async def silent() -> set[int]:
        return (await pauses_on(TODAY)).insolvent

    async def opened(key: str, kind: Proceedings) -> int:
        return await actions.open_proceedings(
            client,
            kind,
            opened_on=date(2026, 9, 14),
            published_on=None,
            note="TC Lyon",
            key=key,
            at=at("2026-09-22"),
            by=ODILE,
        )

    first = await opened("a", Proceedings.SAFEGUARD)
    assert await opened("a", Proceedings.SAFEGUARD) == first
    second = await opened("b", Proceedings.LIQUIDATION)
    assert await silent() == {client}
    await actions.end_proceedings(first, on=OCT_1, at=at(TODAY), by=ODILE)
    assert await silent() == {client}
    await actions.end_proceedings(second, on=OCT_15, at=at(TODAY), by=ODILE)
    assert await silent() == set()


async def test_what_makes_no_sense_is_refused(database: None) -> None:
    await open_shop(vat_on="debits", write_off_limit=5_000)
    client, invoice = await owing()
    with pytest.raises(Refused, match="not doubtful"):
        await depreciated(invoice, 50)
    with pytest.raises(Refused, match="not doubtful"):
        await lost(invoice)
    with pytest.raises(Refused, match="still to come"):
        await transferred(invoice, date(2026, 11, 26))
    with pytest.raises(Refused, match="not before that day"):
        await transferred(invoice, date(2026, 4, 30))
    await transferred(invoice)
    with pytest.raises(Refused, match="doubtful already"):
        await transferred(invoice, key="other")
    with pytest.raises(Refused, match="doubtful already"):
        await actions.keep(invoice, on=TODAY, note="", key="x", at=at(TODAY), by=ODILE)
    with pytest.raises(Refused, match="what proves"):
        await lost(invoice, note=" ")
    with pytest.raises(Refused, match="only the owner"):
        asked = Losing(NOV_20, "Certificat", True, False)
        await actions.lose(invoice, asked, key="amin", at=at(TODAY), by=AMIN)
    await depreciated(invoice, 50)
    with pytest.raises(Refused, match="that much already"):
        await depreciated(invoice, 50, NOV_20, "same")
    with pytest.raises(Refused, match="not before that day"):
        await depreciated(invoice, 60, OCT_1, "early")
    with pytest.raises(Refused, match="before the judgment"):
        await actions.open_proceedings(
            client,
            Proceedings.SAFEGUARD,
            opened_on=OCT_1,
            published_on=JUNE_1,
            note="",
            key="p",
            at=at(TODAY),
            by=ODILE,
        )
    assert (await account("416"), await account("491")) == (120_000, -50_000)
    await sound(TODAY)


async def test_one_that_is_doubtful_no_more(database: None) -> None:
    await open_shop()
    client, invoice = await owing()
    await transferred(invoice)
    await depreciated(invoice, 60)
    await actions.give_back(
        invoice, on=NOV_20, note="Plan accepté", key="g", at=at(TODAY), by=ODILE
    )
    assert [await account(each) for each in ("416", "411", "491")] == [0, 144_000, 0]
    there = await statement(client, date(2026, 1, 1), TODAY)
    assert [move.cents for move in there.moves] == [120_000]
    await sound(OCT_1, NOV_20)


async def test_it_is_done_once_whoever_is_quick(database: None) -> None:
    await open_shop()
    _, invoice = await owing()
    same = await asyncio.gather(*(transferred(invoice) for _ in range(3)))
    assert await account("416") == 120_000
    assert len(set(same)) == 1
    assert len(set(await asyncio.gather(*(depreciated(invoice, 60) for _ in range(3))))) == 1
    assert await account("491") == -60_000
    await sound(TODAY)
