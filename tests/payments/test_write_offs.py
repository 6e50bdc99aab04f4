"""What is not waited for any more: small differences and losses, booked, undone, and by whom."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any

import httpx
import pytest

from app.accounting.queries import account_balance, balances_by_client
from app.core.errors import Refused
from app.invoices import actions as invoices
from app.invoices import queries as documents
from app.invoices.rules import Situation
from app.payments import actions, queries
from app.payments.rules import Asked, Method, Reason, ReceiptValues
from app.risk.queries import outcomes
from tests.cast import AMIN, ODILE, at, browser, hotel, open_shop, regie, signed_in
from tests.payments.books import open_now, paid, sold
from tests.payments.test_actions import sound

NOV_20 = date(2026, 11, 20)
NOV_25 = date(2026, 11, 25)


async def let_go(
    invoice_id: int,
    reason: Reason = Reason.INSOLVENT,
    on: date = NOV_20,
    key: str = "",
    owner: bool = True,
    note: str = "",
) -> int:
    asked = Asked(reason, note, on, owner)
    by = ODILE if owner else AMIN
    return await actions.write_off(
        invoice_id, asked, key=key or f"off-{invoice_id}-{on}", at=at(on), by=by
    )


async def part_paid(client: int, cents: int, on: str) -> int:
    day = date.fromisoformat(on)
    values = ReceiptValues(client, Method.TRANSFER, cents, day, f"{client}-{cents}-{on}", None)
    return await actions.record(values, at=at(day), by=ODILE)


async def account(number: str) -> int:
    return await account_balance(number, NOV_25)


async def test_a_loss_takes_the_vat_that_never_became_due_with_it(database: None) -> None:
    """VAT on receipts: 120 € of which 20 € VAT; half is paid, so 10 € of VAT became due."""
    await open_shop()
    client, other = await hotel(), await regie()
    invoice = await sold(client, 120, "2026-10-01", "2026-11-01")
    await sold(other, 70, "2026-10-01", "2026-11-01")
    await paid(client, 60, "2026-11-05", key="half")
    made = await let_go(invoice)
    assert await account("654") == 5_000
    assert await account("44571") == -1_000
    # Of the other client's 70 € (11.67 € of VAT) nothing is paid: only its VAT waits.
    assert await account("44587") == -1_167
    assert await balances_by_client(NOV_25) == {other: 7_000}
    there = await documents.invoice(invoice)
    assert (there.open, there.lost) == (0, 6_000)
    assert there.situation(NOV_25) is Situation.WRITTEN_OFF
    await sound()
    await actions.undo_write_off(made, on=NOV_25, is_owner=True, at=at(NOV_25), by=ODILE)
    assert await balances_by_client(NOV_20) == {other: 7_000}
    assert await balances_by_client(NOV_25) == {client: 6_000, other: 7_000}
    assert await account("654") == 0
    assert await account("44587") == -2_167
    assert (await documents.invoice(invoice)).situation(NOV_25) is Situation.LATE
    with pytest.raises(Refused, match="undone already"):
        await actions.undo_write_off(made, on=NOV_25, is_owner=True, at=at(NOV_25), by=ODILE)
    await sound()


async def test_vat_that_was_due_at_issue_stays_due(database: None) -> None:
    """By option for debits 20 € of VAT were due at issue: the loss is of all 120 € (CGI 272-1)."""
    await open_shop(vat_on="debits")
    client = await hotel()
    await let_go(await sold(client, 120, "2026-10-01", "2026-11-01"))
    assert await account("654") == 12_000
    assert await account("44571") == -2_000
    await sound()


async def test_cents_that_are_missing_are_a_small_difference(database: None) -> None:
    """119.50 € of 120 € came: 19.92 € of VAT became due, 0.08 € never will."""
    await open_shop()
    client = await hotel()
    invoice = await sold(client, 120, "2026-10-01", "2026-11-01")
    await part_paid(client, 11_950, "2026-10-28")
    await let_go(invoice, Reason.SMALL, owner=False)
    assert await account("658") == 42
    assert await account("654") == 0
    assert await account("44571") == -1_992
    assert await account("44587") == 0
    there = await documents.invoice(invoice)
    assert there.situation(NOV_25) is Situation.PAID
    assert there.settled_on == date(2026, 10, 28)
    [outcome] = await outcomes(NOV_25, client)
    assert outcome.paid_on == date(2026, 10, 28)
    await sound()


async def test_a_loss_is_no_payment_to_whoever_learns_from_payments(database: None) -> None:
    await open_shop()
    client = await hotel()
    await let_go(await sold(client, 120, "2026-10-01", "2026-11-01"))
    [outcome] = await outcomes(NOV_25, client)
    assert outcome.paid_on is None


async def test_who_may(database: None) -> None:
    await open_shop(write_off_limit=5_000, difference_limit=200)
    client = await hotel()
    large = await sold(client, 51, "2026-10-01", "2026-11-01")
    small = await sold(client, 50, "2026-10-02", "2026-11-01")
    with pytest.raises(Refused, match="only the owner"):
        await let_go(large, owner=False)
    await let_go(small, owner=False)
    made = await let_go(large)
    with pytest.raises(Refused, match="only the owner"):
        await actions.undo_write_off(made, on=NOV_25, is_owner=False, at=at(NOV_25), by=AMIN)
    assert await open_now(client) == {}


async def test_what_makes_no_sense_is_refused(database: None) -> None:
    await open_shop()
    client = await hotel()
    invoice = await sold(client, 120, "2026-10-01", "2026-11-01")
    await paid(client, 20, "2026-11-05")
    refused: tuple[tuple[dict[str, Any], str], ...] = (
        ({"reason": Reason.SMALL}, "no small difference"),
        ({"reason": Reason.OTHER, "note": "  "}, "few words"),
        ({"on": date(2026, 11, 4)}, "not before that day"),
    )
    for asked, said in refused:
        with pytest.raises(Refused, match=said):
            await let_go(invoice, **asked)
    with pytest.raises(Refused, match="still to come"):
        asked_late = Asked(Reason.COSTS, "", NOV_25, True)
        await actions.write_off(invoice, asked_late, key="x", at=at(NOV_20), by=ODILE)
    with pytest.raises(Refused, match="issued invoice"):
        await let_go(99)
    assert await balances_by_client(NOV_25) == {client: 10_000}
    await let_go(invoice, on=date(2026, 11, 5))
    with pytest.raises(Refused, match="Nothing of F2026-000001"):
        await let_go(invoice, key="again")


async def test_what_is_written_off_is_neither_credited_nor_taken_off(database: None) -> None:
    await open_shop()
    client = await hotel()
    invoice = await sold(client, 120, "2026-10-01", "2026-11-01")
    await let_go(invoice)
    with pytest.raises(Refused, match="undone first"):
        await invoices.credit_whole(invoice, on=NOV_25, at=at(NOV_25), by=ODILE)
    [put] = await documents.allocations_on(invoice)
    with pytest.raises(Refused, match="undone as a whole"):
        await actions.undo_allocation(put.id, on=NOV_25, at=at(NOV_25), by=ODILE)
    await sound()


async def test_a_payment_undone_after_the_loss_is_owed_and_lost_apart(database: None) -> None:
    await open_shop()
    client = await hotel()
    invoice = await sold(client, 120, "2026-10-01", "2026-11-01")
    receipt = await paid(client, 60, "2026-11-05", key="half")
    first = await let_go(invoice)
    await actions.undo(receipt, on=date(2026, 11, 21), at=at("2026-11-21"), by=ODILE)
    assert await open_now(client) == {"F2026-000001": 6_000}
    await sound()
    second = await let_go(invoice, on=date(2026, 11, 22))
    assert await account("654") == 10_000
    assert (await account("44571"), await account("44587")) == (0, 0)
    for made in (first, second):
        await actions.undo_write_off(made, on=NOV_25, is_owner=True, at=at(NOV_25), by=ODILE)
    await paid(client, 120, "2026-11-25", key="after all")
    assert await account("44571") == -2_000
    assert (await account("654"), await account("44587")) == (0, 0)
    await sound()


async def test_it_is_written_off_once_whoever_is_quick(database: None) -> None:
    await open_shop()
    client = await hotel()
    invoice = await sold(client, 120, "2026-10-01", "2026-11-01")
    same = await asyncio.gather(*(let_go(invoice, key="same") for _ in range(3)))
    assert len(set(same)) == 1
    other = await sold(client, 60, "2026-10-02", "2026-11-01")
    outcome = await asyncio.gather(
        let_go(other, key="one"), let_go(other, key="two"), return_exceptions=True
    )
    assert sorted(isinstance(each, Refused) for each in outcome) == [False, True]
    assert await balances_by_client(NOV_25) == {}
    await sound()


async def test_cents_too_much_are_kept_and_given_back(database: None) -> None:
    await open_shop()
    client = await hotel()
    await sold(client, 100, "2026-10-01", "2026-11-01")
    receipt = await part_paid(client, 10_040, "2026-11-05")
    large = await paid(client, 5, "2026-11-06")
    made = await actions.keep_difference(receipt, key="k", on=NOV_20, at=at(NOV_20), by=AMIN)
    assert await account("758") == -40
    assert await balances_by_client(NOV_25) == {client: -500}
    with pytest.raises(Refused, match="small difference"):
        await actions.keep_difference(large, key="l", on=NOV_20, at=at(NOV_20), by=ODILE)
    await sound()
    await actions.undo(made, on=NOV_25, at=at(NOV_25), by=ODILE)
    assert await account("758") == 0
    assert (await queries.receipt(receipt)).open == 40
    await sound()


@pytest.fixture
async def amin(database: None, at: Callable[[str], None]) -> AsyncIterator[httpx.AsyncClient]:
    at("2026-11-20T10:00")
    await open_shop()
    async with browser() as client:
        yield await signed_in(client, "amin")


async def test_on_the_page_of_the_invoice(amin: httpx.AsyncClient) -> None:
    client = await hotel()
    invoice = await sold(client, 15, "2026-10-01", "2026-11-01")
    large = await sold(client, 150, "2026-10-01", "2026-11-01")
    path = f"/invoices/{invoice}/write-off"
    assert path in (await amin.get(f"/invoices/{invoice}/payments")).text
    form = {"key": "k1", "reason": "other", "on": "20/11/2026", "note": ""}
    back = await amin.post(path, data=form)
    assert back.status_code == 422 and "Dites en quelques mots pourquoi" in back.text
    form["note"] = "Fermé depuis l’été"
    done = await amin.post(path, data=form, follow_redirects=True)
    assert "15,00\u00a0€ de F2026-000001 passés en perte" in done.text
    assert (await amin.post(path, data=form)).status_code == 303
    page = (await amin.get(f"/invoices/{invoice}/payments")).text
    assert "Fermé depuis l’été" in page and "Annuler ce passage en perte" in page
    assert "Passée en perte" in (await amin.get("/invoices?state=written_off")).text
    refused = await amin.get(f"/invoices/{large}/write-off")
    assert "seul le propriétaire" in refused.text and 'name="reason"' not in refused.text
    too_much = await amin.post(f"/invoices/{large}/write-off", data=form | {"key": "k2"})
    assert too_much.status_code == 422
    await amin.post("/payments/write-offs/1/undoing")
    assert await open_now(client) == {"F2026-000001": 1_500, "F2026-000002": 15_000}


async def test_the_accountant_only_looks(amin: httpx.AsyncClient) -> None:
    invoice = await sold(await hotel(), 15, "2026-10-01", "2026-11-01")
    async with browser() as claire:
        await signed_in(claire, "claire")
        form = {"key": "k1", "reason": "costs", "on": "20/11/2026"}
        assert (await claire.post(f"/invoices/{invoice}/write-off", data=form)).status_code == 403
